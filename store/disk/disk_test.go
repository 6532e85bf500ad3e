package disk

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"testing"

	"parvis/app"
)

// twins runs a test on both file systems.
func twins(t *testing.T, test func(t *testing.T, fsys FS)) {
	t.Run("real", func(t *testing.T) { test(t, OS(t.TempDir())) })
	t.Run("memory", func(t *testing.T) { test(t, NewMem(1)) })
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestTwinsAgree(t *testing.T) {
	twins(t, func(t *testing.T, fsys FS) {
		_, err := fsys.Create("none/a")
		if !errors.Is(err, fs.ErrNotExist) {
			t.Fatalf("a file in a folder that does not exist: %v", err)
		}
		must(t, fsys.MkdirAll("d"))
		f, err := fsys.Create("d/a")
		must(t, err)
		for _, s := range []string{"hello", " world"} {
			_, err = f.Write([]byte(s))
			must(t, err)
		}
		must(t, f.Truncate(5))
		_, err = f.Write([]byte("!"))
		must(t, err)
		must(t, f.Sync())
		must(t, f.Reachable())
		raw, err := ReadFile(fsys, "d/a")
		must(t, err)
		if string(raw) != "hello!" {
			t.Fatalf("%q", raw)
		}
		must(t, Replace(fsys, "d/b", []byte("new")))
		must(t, Replace(fsys, "d/b", []byte("newer")))
		list, err := fsys.List("d")
		must(t, err)
		if fmt.Sprint(list) != "[{a 6 false} {b 5 false}]" {
			t.Fatalf("%v", list)
		}
		must(t, fsys.Rename("d/a", "d/c"))
		if err := f.Reachable(); !errors.Is(err, fs.ErrNotExist) {
			t.Fatalf("a renamed file is reachable by its old name: %v", err)
		}
		must(t, f.Close())
		must(t, fsys.Wipe("d/c"))
		if there, err := Exists(fsys, "d/c"); there || err != nil {
			t.Fatal("a wiped file is there", err)
		}
		if there, err := Exists(fsys, "none/c"); there || err != nil {
			t.Fatal("a file in no folder", err)
		}
		if err := fsys.Remove("d/c"); !errors.Is(err, fs.ErrNotExist) {
			t.Fatal(err)
		}
	})
}

func TestLock(t *testing.T) {
	twins(t, func(t *testing.T, fsys FS) {
		l, err := fsys.Lock("lock", []byte("first"))
		must(t, err)
		var held *HeldError
		if _, err := fsys.Lock("lock", []byte("second")); !errors.As(err, &held) || string(held.Holder) != "first" {
			t.Fatalf("%v", err)
		}
		must(t, l.Close())
		l, err = fsys.Lock("lock", []byte("third"))
		must(t, err)
		must(t, l.Close())
	})
}

// TestCrashForgetsWhatWasNotSynced over many seeds: what was synced is there,
// the rest may be, sector by sector, and nothing else is.
func TestCrashForgetsWhatWasNotSynced(t *testing.T) {
	lost, kept := 0, 0
	for seed := range uint64(200) {
		m := NewMem(seed)
		f, err := m.Create("a")
		must(t, err)
		_, err = f.Write(bytesOf('s', 1000))
		must(t, err)
		must(t, f.Sync())
		must(t, m.SyncDir("."))
		_, err = f.Write(bytesOf('u', 3000))
		must(t, err)
		m.Crash()
		if _, err := f.Write([]byte("x")); !errors.Is(err, ErrCrashed) {
			t.Fatal("a file of the life before can be written")
		}
		raw, err := ReadFile(m, "a")
		must(t, err)
		if string(raw[:1000]) != string(bytesOf('s', 1000)) {
			t.Fatalf("seed %d: synced bytes changed", seed)
		}
		for _, b := range raw[1000:] {
			switch b {
			case 'u':
				kept++
			case 0:
				lost++
			default:
				t.Fatalf("seed %d: byte %d", seed, b)
			}
		}
		lost += 4000 - len(raw)
	}
	if lost == 0 || kept == 0 {
		t.Fatalf("%d bytes lost, %d kept: no chance in it", lost, kept)
	}
}

func bytesOf(b byte, n int) []byte {
	out := make([]byte, n)
	for i := range out {
		out[i] = b
	}
	return out
}

func TestNamesNeedTheirOwnSync(t *testing.T) {
	gone := 0
	for seed := range uint64(50) {
		m := NewMem(seed)
		f, err := m.Create("a")
		must(t, err)
		_, err = f.Write([]byte("x"))
		must(t, err)
		must(t, f.Sync())
		m.Crash()
		if _, err := ReadFile(m, "a"); errors.Is(err, fs.ErrNotExist) {
			gone++
		}
	}
	if gone == 0 || gone == 50 {
		t.Fatalf("gone %d times of 50", gone)
	}
}

func TestSentences(t *testing.T) {
	for name, c := range map[string]struct {
		err  error
		code string
	}{
		"full":      {ErrFull, "store_full"},
		"read-only": {ErrReadOnly, "store_read_only"},
		"vanished":  {fs.ErrNotExist, "store_gone"},
		"denied":    {&os.PathError{Op: "open", Err: fs.ErrPermission}, "store_read_only"},
		"other":     {ErrIO, "store_disk"},
		"known":     {app.E(app.Hub, "x"), "x"},
	} {
		if got := Explain(fmt.Errorf("wrapped: %w", c.err)); !errors.Is(got, app.E(0, c.code)) {
			t.Errorf("%s: %v", name, got)
		}
	}
	if Explain(nil) != nil {
		t.Error("no failure has a sentence")
	}
}
