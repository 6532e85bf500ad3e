package app_test

import (
	"bufio"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// arrows says which of our rooms a room may import; a room always sees itself.
var arrows = map[string][]string{
	"cmd":    {"ui", "store", "app", "i18n", "assets"},
	"ui":     {"app", "i18n", "assets"},
	"store":  {"app"},
	"app":    {"i18n"},
	"i18n":   nil,
	"assets": nil,
}

// technologies are kept out of the rooms that must not know them.
var technologies = map[string][]string{
	"app":  {"fyne.io/fyne", "go.etcd.io/bbolt", "github.com/jackc/pgx", "database/sql"},
	"i18n": {"fyne.io/fyne", "go.etcd.io/bbolt", "github.com/jackc/pgx", "database/sql"},
	"ui":   {"go.etcd.io/bbolt", "github.com/jackc/pgx", "database/sql"},
}

// order is the written order of the domain: a package may import those before
// it, never those after.
var order = []string{
	"guide", "session", "people", "place", "poll", "library", "dila", "lots", "reach", "opendata", "printer",
	"relay", "hub", "speech", "handout", "kiosk", "job",
}

const maxLines = 700

type source struct {
	path, room, dir string // dir is the package, relative to the root
	imports         []string
	comment         bool
	lines           int
}

func sources(t *testing.T) []source {
	t.Helper()
	root, err := filepath.Abs("..")
	if err != nil {
		t.Fatal(err)
	}
	var all []source
	err = filepath.WalkDir(root, func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && p != root && strings.HasPrefix(d.Name(), ".") {
			return filepath.SkipDir
		}
		if d.IsDir() || filepath.Ext(p) != ".go" {
			return nil
		}
		rel, _ := filepath.Rel(root, p)
		s, err := read(p)
		s.path, s.dir = rel, filepath.ToSlash(filepath.Dir(rel))
		s.room, _, _ = strings.Cut(s.dir, "/")
		all = append(all, s)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func read(path string) (source, error) {
	file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly|parser.ParseComments)
	if err != nil {
		return source{}, err
	}
	s := source{comment: file.Doc != nil && len(strings.TrimSpace(file.Doc.Text())) > 0}
	for _, i := range file.Imports {
		name, err := strconv.Unquote(i.Path.Value)
		if err != nil {
			return s, err
		}
		s.imports = append(s.imports, name)
	}
	f, err := os.Open(path)
	if err != nil {
		return s, err
	}
	defer f.Close()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		s.lines++
	}
	return s, nil
}

func TestArrows(t *testing.T) {
	for _, s := range sources(t) {
		if strings.HasSuffix(s.path, "_test.go") {
			continue // tests may join rooms to start the real thing
		}
		allowed, known := arrows[s.room]
		if !known {
			t.Errorf("%s: %q is not a room of the project", s.path, s.room)
			continue
		}
		for _, i := range s.imports {
			if fault := broken(s, i, allowed); fault != "" {
				t.Errorf("%s imports %s: %s", s.path, i, fault)
			}
		}
	}
}

func broken(s source, imported string, allowed []string) string {
	for _, tech := range technologies[s.room] {
		if strings.HasPrefix(imported, tech) {
			return s.room + " knows no " + tech
		}
	}
	inside, ours := strings.CutPrefix(imported, "parvis/")
	if !ours {
		return ""
	}
	room, _, _ := strings.Cut(inside, "/")
	if room != s.room && !slices.Contains(allowed, room) {
		return s.room + " may not see " + room
	}
	if s.room == "app" && room == "app" {
		from, to := rank(s.dir), rank(inside)
		if from >= 0 && to >= 0 && to > from {
			return "against the written order of the domain"
		}
	}
	return ""
}

// rank is the place of a domain package in the written order; -1 for the
// package app itself. A package under another has its parent's rank.
func rank(dir string) int {
	parts := strings.Split(dir, "/")
	if len(parts) < 2 {
		return -1
	}
	return slices.Index(order, parts[1])
}

func TestEveryDomainPackageIsInTheOrder(t *testing.T) {
	for _, s := range sources(t) {
		if s.room == "app" && s.dir != "app" && rank(s.dir) < 0 {
			t.Errorf("%s: package is not in the written order of the domain", s.dir)
		}
	}
}

func TestPackagesHaveAComment(t *testing.T) {
	has := map[string]bool{}
	for _, s := range sources(t) {
		if !strings.HasSuffix(s.path, "_test.go") {
			has[s.dir] = has[s.dir] || s.comment
		}
	}
	for dir, ok := range has {
		if !ok {
			t.Errorf("%s: no package comment", dir)
		}
	}
}

func TestNoFileIsTooLong(t *testing.T) {
	for _, s := range sources(t) {
		if s.lines > maxLines {
			t.Errorf("%s has %d lines, more than %d", s.path, s.lines, maxLines)
		}
	}
}
