package library_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"parvis/app/library"
)

// TestStarterWordings holds the search of the starter shelf to its aim: there,
// the first row is the one opened.
func TestStarterWordings(t *testing.T) {
	now := func() time.Time { return time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC) }
	s, err := library.Open(t.Context(), library.ShelfOptions{
		Starter: os.DirFS(filepath.Join("..", "..", "assets", "guides")), Dir: t.TempDir(), Now: now,
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(s.Entries()) < 20 {
		t.Fatalf("%d starter guides", len(s.Entries()))
	}
	for tuned, set := range judged(t, s, "wordings-starter.tsv") {
		f := measure(t, s, set, tuned && testing.Verbose())
		t.Logf("%d guides, %d wordings, tuned %v: MRR %.3f, recall@5 %.3f", len(s.Entries()), len(set), tuned, f.mrr, f.recall)
		if f.mrr < 0.85 || f.recall < 0.92 {
			t.Errorf("below the aim of 0.85 and 0.92")
		}
	}
}
