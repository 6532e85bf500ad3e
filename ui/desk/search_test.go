package desk

import (
	"slices"
	"testing"

	"parvis/app/guide"
	"parvis/app/lots"
	"parvis/ui/shell"
)

func TestASearchIsUnfoldedThenReplaced(t *testing.T) {
	b := newBench(t)
	v := b.sh.Current().(*today)
	v.search.SetText("carte")
	v.typed("carte")
	if len(v.rows) != shown || len(v.hits) <= shown {
		t.Fatalf("%d rows for %d guides", len(v.rows), len(v.hits))
	}
	v.unfold()
	if len(v.rows) != len(v.hits) || b.win.Canvas().Focused() == nil {
		t.Errorf("%d rows for %d guides once unfolded", len(v.rows), len(v.hits))
	}
	b.sh.Act(shell.Search)
	for _, r := range "caf" {
		b.win.Canvas().Focused().TypedRune(r)
	}
	if v.search.Text() != "caf" || v.words != "caf" || v.more {
		t.Errorf("the search is %q", v.search.Text())
	}
}

func TestAWindowIsNamedByItsOwnMonth(t *testing.T) {
	b := newBench(t)
	env := b.sh.Env()
	for w, want := range map[lots.Window]string{"2026-01": "Janvier 2026", "2026-12": "Décembre 2026"} {
		if got := b.windowText(env, w); got != want {
			t.Errorf("%s is called %q", w, got)
		}
	}
	list := byDate([]lots.Lot{{Window: "2026-02", Count: 3}, {Window: "2026-01", Count: 5}, {Window: "2026-02", Count: 9}})
	if list[0].Window != "2026-01" || list[1].Count != 9 {
		t.Errorf("out of order: %v", list)
	}
}

func TestASessionSpeaksTheLanguageOfTheInterface(t *testing.T) {
	b := newBench(t, in("en"))
	b.In = func(id guide.ID, lang string) *guide.Graph {
		g, err := b.shelf.Load(id)
		if err != nil {
			t.Fatal(err)
		}
		name, raw, _, err := b.shelf.Text(id, lang)
		if err != nil {
			t.Fatal(err)
		}
		out, _ := g.In(guide.Parse(name, raw).Translation)
		return out
	}
	var id guide.ID
	for _, e := range b.shelf.Entries() {
		if slices.Contains(e.Languages(), "en") {
			id = e.ID
			break
		}
	}
	if id == "" {
		t.Fatal("no starter guide is translated")
	}
	e, _ := b.shelf.Entry(id)
	b.begin(b.sh.Env(), id)
	l := b.sh.Current().(*live)
	if l.run.Lang() != "en" || l.run.Graph().Guide.Title == e.Title || summaryOf(l.run, 0).Langue != "en" {
		t.Errorf("%s runs in %q as %q", id, l.run.Lang(), l.run.Graph().Guide.Title)
	}
	stage, run, err := b.stageOf(b.sh.Env(), l.draft)
	if err != nil || stage.Guide != id || run.Lang() != "en" {
		t.Errorf("taken up again: %v, %v", stage.Guide, err)
	}
}
