package library_test

import (
	"bufio"
	"fmt"
	"hash/fnv"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"parvis/app/dila"
	"parvis/app/library"
)

// wording is one thing said at the desk and the sheets that answer it.
type wording struct {
	query string
	want  []string
	tuned bool // on this half the weights were chosen; the other only measures
}

func wordings(t testing.TB) []wording {
	t.Helper()
	f, err := os.Open(filepath.Join("testdata", "wordings.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var out []wording
	for sc := bufio.NewScanner(f); sc.Scan(); {
		query, ids, ok := strings.Cut(sc.Text(), "\t")
		if !ok || strings.HasPrefix(query, "#") {
			continue
		}
		h := fnv.New32a()
		h.Write([]byte(query))
		out = append(out, wording{query: query, want: strings.Fields(ids), tuned: h.Sum32()%2 == 0})
	}
	return out
}

// corpusDir is where the official sheets are: the unpacked package named by
// PARVIS_CORPUS, else the sheets most asked for, kept beside the repository.
func corpusDir(t testing.TB) string {
	t.Helper()
	if dir := os.Getenv("PARVIS_CORPUS"); dir != "" {
		return filepath.Join(dir, "data", "particuliers")
	}
	shared := os.Getenv("PARVIS_SHARED")
	for up := ".."; shared == "" && len(up) < 40; up = filepath.Join(up, "..") {
		if _, err := os.Stat(filepath.Join(up, "shared", "data", "fiches")); err == nil {
			shared = filepath.Join(up, "shared")
		}
	}
	return filepath.Join(shared, "data", "fiches")
}

func sheets(t testing.TB) []library.Document {
	t.Helper()
	dir := corpusDir(t)
	names, _ := filepath.Glob(filepath.Join(dir, "F*.json"))
	if len(names) == 0 {
		t.Fatalf("no official sheet in %q: set PARVIS_SHARED or PARVIS_CORPUS", dir)
	}
	docs := make([]library.Document, 0, len(names))
	for _, n := range names {
		raw, err := os.ReadFile(n)
		if err != nil {
			t.Fatal(err)
		}
		s, err := dila.ParseSheet(raw, filepath.Base(n))
		if err != nil {
			t.Fatal(err)
		}
		docs = append(docs, s.Document())
	}
	return docs
}

func build(docs []library.Document) *library.Index {
	b := library.NewBuilder()
	for _, d := range docs {
		b.Add(d)
	}
	return b.Index()
}

// figures are the mean reciprocal rank and the share found among five.
type figures struct{ mrr, recall float64 }

func measure(t testing.TB, x *library.Index, set []wording, show bool) figures {
	var f figures
	for _, w := range set {
		hits := x.Search(w.query, library.Options{Limit: 10, All: true, Today: "2026-11-23"})
		at := slices.IndexFunc(hits, func(h library.Hit) bool { return slices.Contains(w.want, h.ID) })
		if at >= 0 {
			f.mrr += 1 / float64(at+1)
		}
		if at >= 0 && at < 5 {
			f.recall++
		}
		if show && at != 0 {
			line := fmt.Sprintf("%-40s %v at %d:", w.query, w.want, at+1)
			for _, h := range hits[:min(len(hits), 4)] {
				line += fmt.Sprintf(" | %s %.2f %.40s", h.ID, h.Score, h.Title)
			}
			t.Log(line)
		}
	}
	n := float64(len(set))
	return figures{f.mrr / n, f.recall / n}
}

// TestWordings holds the search to its aim. Over the sheets most asked for,
// only the wordings they answer count, and the bar is higher: fewer sheets
// compete.
func TestWordings(t *testing.T) {
	docs := sheets(t)
	x := build(docs)
	have := map[string]bool{}
	for _, d := range docs {
		have[d.ID] = true
	}
	sets := map[bool][]wording{}
	for _, w := range wordings(t) {
		w.want = slices.DeleteFunc(w.want, func(id string) bool { return !have[id] })
		if len(w.want) > 0 {
			sets[w.tuned] = append(sets[w.tuned], w)
		}
	}
	for tuned, set := range sets {
		f := measure(t, x, set, tuned && testing.Verbose())
		t.Logf("%d sheets, %d wordings, tuned %v: MRR %.3f, recall@5 %.3f", x.Len(), len(set), tuned, f.mrr, f.recall)
		if f.mrr < 0.80 || f.recall < 0.92 {
			t.Errorf("below the aim of 0.80 and 0.92")
		}
	}
}
