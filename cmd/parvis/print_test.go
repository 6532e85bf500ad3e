package main

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"parvis/app"
)

// queue puts an lp that keeps what it is given first on the path.
func queue(t *testing.T, script string) (dir string) {
	t.Helper()
	dir = t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "lp"), []byte("#!/bin/sh\n"+script+"\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", dir+string(os.PathListSeparator)+os.Getenv("PATH"))
	t.Setenv("QUEUE", dir)
	return dir
}

func sheet(w io.Writer) error { _, err := io.WriteString(w, "une feuille"); return err }

func TestASheetIsPrintedAndDoesNotStay(t *testing.T) {
	dir := queue(t, `printf '%s %s' "$1" "$2" >"$QUEUE/args"; cp "$3" "$QUEUE/sheet"`)
	scratch := t.TempDir()
	if err := spool(t.Context(), scratch, "accueil", sheet); err != nil {
		t.Fatal(err)
	}
	for file, want := range map[string]string{"args": "-d accueil", "sheet": "une feuille"} {
		if got, err := os.ReadFile(filepath.Join(dir, file)); err != nil || string(got) != want {
			t.Errorf("%s: %q, %v", file, got, err)
		}
	}
	if left, _ := os.ReadDir(scratch); len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestAPrinterThatRefusesIsSaid(t *testing.T) {
	queue(t, "exit 1")
	scratch := t.TempDir()
	if err := spool(t.Context(), scratch, "accueil", sheet); !errors.Is(err, app.E(app.Failed, "lp_refused")) {
		t.Errorf("%v", err)
	}
	if left, _ := os.ReadDir(scratch); len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
	t.Setenv("PATH", t.TempDir())
	if err := spool(t.Context(), scratch, "accueil", sheet); !errors.Is(err, app.E(app.Failed, "lp_missing")) {
		t.Errorf("%v", err)
	}
	if err := checkPrinter(context.Background(), "accueil"); !errors.Is(err, app.E(app.Rejected, "lp_missing")) {
		t.Errorf("%v", err)
	}
}

func TestWhatIsNoPrinterIsRefused(t *testing.T) {
	dir := queue(t, "exit 0")
	if err := os.WriteFile(filepath.Join(dir, "lpstat"), []byte("#!/bin/sh\n[ \"$2\" = accueil ]\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := checkPrinter(t.Context(), "accueil"); err != nil {
		t.Error(err)
	}
	for _, name := range []string{"inconnue", "-o raw", "a b"} {
		if err := checkPrinter(t.Context(), name); !errors.Is(err, app.E(app.Rejected, "printer_unknown")) {
			t.Errorf("%q: %v", name, err)
		}
	}
}

func TestFilesAPersonNames(t *testing.T) {
	home := t.TempDir()
	t.Setenv("HOME", home)
	path, err := writeFile("guide.csv", []byte("a"))
	if err != nil || path != filepath.Join(home, "guide.csv") {
		t.Fatalf("%q, %v", path, err)
	}
	if _, err := writeFile("guide.csv", []byte("b")); !errors.Is(err, app.E(app.Rejected, "file_exists")) {
		t.Errorf("a second file: %v", err)
	}
	if data, err := readFile("~/guide.csv", 10); err != nil || string(data) != "a" {
		t.Errorf("%q, %v", data, err)
	}
	long := filepath.Join(home, "long")
	if err := os.WriteFile(long, []byte(strings.Repeat("x", 50)), 0o600); err != nil {
		t.Fatal(err)
	}
	if data, err := readFile(long, 10); err != nil || len(data) != 11 {
		t.Errorf("%d bytes, %v", len(data), err)
	}
	if _, err := readFile("absent.csv", 10); !errors.Is(err, app.E(app.Failed, "file_unreadable")) {
		t.Errorf("%v", err)
	}
}
