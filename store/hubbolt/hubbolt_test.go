package hubbolt_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"parvis/app"
	"parvis/app/hub"
	"parvis/store/hubbolt"
	"parvis/store/storetest/hubtest"
)

func TestBoltConforms(t *testing.T) {
	hubtest.Run(t, func(t *testing.T) hub.Ledger {
		l, err := hubbolt.Open(t.TempDir())
		if err != nil {
			t.Fatal(err)
		}
		return l
	})
}

func TestOneHolder(t *testing.T) {
	dir := t.TempDir()
	l, err := hubbolt.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := hubbolt.Open(dir); !errors.Is(err, app.E(app.Failed, "hub_locked")) {
		t.Fatalf("second holder: %v", err)
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	l, err = hubbolt.Open(dir)
	if err != nil {
		t.Fatalf("after it closed: %v", err)
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestBadDirectories(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "file")
	if err := os.WriteFile(file, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := hubbolt.Open(filepath.Join(file, "hub")); !errors.Is(err, app.E(app.Failed, "hub_data")) {
		t.Fatalf("under a file: %v", err)
	}
	damaged := filepath.Join(dir, "damaged")
	if err := os.MkdirAll(damaged, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(damaged, hubbolt.FileName), make([]byte, 64<<10), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := hubbolt.Open(damaged); !errors.Is(err, app.E(app.Damaged, "hub_damaged")) {
		t.Fatalf("zeros: %v", err)
	}
}
