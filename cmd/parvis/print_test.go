package main

import (
	"testing"
	"time"

	"parvis/app/guide"
	"parvis/app/library"
	"parvis/assets"
	"parvis/cmd/internal/cli"
	"parvis/cmd/internal/station"
	"parvis/i18n"
)

// A sheet in another language says the same way with the translation's words.
func TestASheetIsTranslated(t *testing.T) {
	now := func() time.Time { return time.Date(2026, 11, 24, 10, 0, 0, 0, time.UTC) }
	shelf, err := library.Open(t.Context(), library.ShelfOptions{Starter: assets.Guides(), Now: now})
	if err != nil {
		t.Fatal(err)
	}
	w := &window{env: &cli.Env{Now: now}, st: &station.Station{Shelf: shelf}}
	g, err := shelf.Load("carte-vitale")
	if err != nil {
		t.Fatal(err)
	}
	run := guide.NewRun(g, now)
	for range 20 {
		step := run.Current()
		if step.Asks() {
			if _, err := run.Answer(step.ID, step.Choices[0].ID); err != nil {
				t.Fatal(err)
			}
		}
		if run.AtEnd() || run.Next() != nil {
			break
		}
	}
	french := run.Summary(guide.Words{Localizer: i18n.New("fr")})
	english := w.translated(french, "en")
	if len(english.Path) != len(french.Path) || len(english.Next) != len(french.Next) || english.Outcome != french.Outcome {
		t.Fatalf("another way: %d steps, %d in French", len(english.Path), len(french.Path))
	}
	if english.Title == french.Title || english.Next[0].Title == french.Next[0].Title {
		t.Errorf("still in French: %q", english.Title)
	}
	if same := w.translated(french, "fr"); same.Title != french.Title {
		t.Errorf("French became %q", same.Title)
	}
}
