package guide

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"parvis/i18n"
)

// TestShelf checks the guides of a directory named by PARVIS_LINT_DIR, and the
// sample of this package when none is named. Errors fail; warnings are logged.
func TestShelf(t *testing.T) {
	dir := os.Getenv("PARVIS_LINT_DIR")
	if dir == "" {
		dir = "testdata"
	}
	var inputs []Input
	err := filepath.WalkDir(dir, func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(p, ".guide.md") {
			return err
		}
		data, err := os.ReadFile(p)
		inputs = append(inputs, Input{Name: p, Data: data})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(inputs) == 0 {
		t.Fatalf("%s holds no guide", dir)
	}
	l := i18n.New("fr")
	for _, f := range LintAll(inputs, Options{Today: "2026-11-23"}) {
		if f.Severity() == SeverityError {
			t.Error(f.Text(l))
		} else {
			t.Log(f.Text(l))
		}
	}
}
