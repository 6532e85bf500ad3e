package main

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"parvis/app"
	"parvis/app/hub"
)

// TestAStickTakenOutIsSaid: the sentence says to plug it in again, and what
// waited still waits.
func TestAStickTakenOutIsSaid(t *testing.T) {
	ctx, n := t.Context(), newNetwork(t)
	w := windowOn(t, filepath.Join(t.TempDir(), "data"))
	own := account{w: w, st: w.st}
	if _, err := w.joinNetwork().Join(ctx, n.code(t, hub.RoleDesk), n.url); err != nil {
		t.Fatal(err)
	}
	empty := t.TempDir()
	if count, file, err := own.writeStick(ctx, empty); err != nil || count != 0 || file != "" {
		t.Errorf("nothing waits: %d records in %q, %v", count, file, err)
	}
	if files, err := os.ReadDir(empty); err != nil || len(files) != 0 {
		t.Errorf("nothing waits, and the stick has %v, %v", files, err)
	}
	kioskLot(t, w.st, "fr")
	gone := filepath.Join(t.TempDir(), "CLE")
	if _, _, err := own.writeStick(ctx, gone); !errors.Is(err, app.E(app.Failed, "stick_gone")) {
		t.Errorf("a stick that is not there: %v", err)
	}
	if count, file, err := own.writeStick(ctx, t.TempDir()); err != nil || count == 0 {
		t.Errorf("%d records in %s, %v", count, file, err)
	}
}

// TestTheReportIsSavedInTheDocuments by a name alone, and replaces nothing.
func TestTheReportIsSavedInTheDocuments(t *testing.T) {
	home := t.TempDir()
	t.Setenv("HOME", home)
	w := windowOn(t, filepath.Join(t.TempDir(), "data"))
	own := account{w: w, st: w.st}
	file, err := own.export(t.Context(), "ce-qui-sort.json")
	if err != nil || file != filepath.Join(home, "ce-qui-sort.json") {
		t.Fatalf("%s, %v", file, err)
	}
	if _, err := own.export(t.Context(), "ce-qui-sort.json"); !errors.Is(err, app.E(app.Rejected, "file_exists")) {
		t.Errorf("the same name again: %v", err)
	}
}
