package library

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"parvis/app"
	"parvis/app/guide"
)

// text writes a small sound guide.
func guideText(id, version, title, extra string) string {
	return fmt.Sprintf(`# %s
id: %s
version: %s
publics: borne, médiateur
thématiques: email
source: https://www.service-public.fr/, lue le 2026-10-01
%s
---
Pour essayer.

## question : Est-ce que tout va bien ?
- oui-bien : Oui -> fin
- pas-bien : Non -> fin

## fin (fin) : C’est fini
Vous pouvez partir.

# Essais
question=oui-bien => fin
`, title, id, version, extra)
}

const unreviewed = "relu: non"

type world struct {
	*Shelf
	t    *testing.T
	day  app.Day
	mem  *Memory
	uses map[guide.ID]int
}

func (w *world) GuideUses(context.Context, app.Day) (map[guide.ID]int, error) { return w.uses, nil }

func shelfWith(t *testing.T, starter map[string]string, files map[string]string) *world {
	t.Helper()
	w := &world{t: t, day: "2026-11-23", mem: &Memory{}, uses: map[guide.ID]int{}}
	dir := t.TempDir()
	for name, text := range files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	fsys := fstest.MapFS{}
	for name, text := range starter {
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
	}
	now := func() time.Time { return w.day.Time(time.UTC).Add(12 * time.Hour) }
	s, err := Open(t.Context(), ShelfOptions{Starter: fsys, Dir: dir, Records: w.mem, Usage: w, Now: now, Zone: time.UTC})
	if err != nil {
		t.Fatal(err)
	}
	w.Shelf = s
	return w
}

func (w *world) at(day app.Day) {
	w.t.Helper()
	w.day = day
	if err := w.Refresh(w.t.Context()); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) entry(id guide.ID) *Entry {
	w.t.Helper()
	e, ok := w.Entry(id)
	if !ok {
		w.t.Fatalf("no guide %s", id)
	}
	return e
}

func TestNewestReviewedTextWins(t *testing.T) {
	reviewed := "relu: par Nadia le 2026-10-10"
	cases := map[string]struct {
		starter, pack, local string // version and review, "" for none
		want                 Origin
	}{
		"newest when none is reviewed":        {"2026-10 non", "2026-11 non", "", Pack},
		"reviewed before newer":               {"2026-10 oui", "2026-11 non", "", Starter},
		"newest of the reviewed":              {"2026-09 oui", "2026-11 oui", "2026-10 oui", Pack},
		"local between equals":                {"2026-11 non", "2026-11 non", "2026-11 non", Local},
		"a local draft waits for its review":  {"2026-10 oui", "", "2026-11 non", Starter},
		"a local review is newer":             {"2026-10 oui", "", "2026-11 oui", Local},
		"an older local copy is not replaced": {"2026-10 non", "", "2026-09 oui", Local},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			text := func(spec string) string {
				version, seen, _ := strings.Cut(spec, " ")
				line := unreviewed
				if seen == "oui" {
					line = reviewed
				}
				return guideText("essai", version, "Essai", line)
			}
			starter, files := map[string]string{}, map[string]string{}
			if c.starter != "" {
				starter["essai.guide.md"] = text(c.starter)
			}
			if c.pack != "" {
				files["lots/13/essai.guide.md"] = text(c.pack)
			}
			if c.local != "" {
				files["local/essai.guide.md"] = text(c.local)
			}
			if got := shelfWith(t, starter, files).entry("essai").Origin; got != c.want {
				t.Errorf("%s is in use, want %s", got, c.want)
			}
		})
	}
}

func TestVisitorsMeetOnlyWhatThePlaceAccepted(t *testing.T) {
	w := shelfWith(t,
		map[string]string{
			"a.guide.md":    guideText("a", "2026-11", "Premier", unreviewed),
			"a.en.guide.md": "# First\ntraduction de: a\nlangue: en\nversion source: 2026-11\n---\nTo try.\n\n## question : Is all well?\n- oui-bien : Yes\n- pas-bien : No\n\n## fin : Done\nYou may go.\n",
			"b.guide.md":    strings.Replace(guideText("b", "2026-11", "Second", unreviewed), "borne, médiateur", "médiateur", 1),
		},
		map[string]string{"importe/particuliers/F1.guide.md": guideText("f1", "2026-11", "Fiche", unreviewed)})
	ctx := t.Context()
	if n := len(w.Visible("fr")); n != 0 {
		t.Fatalf("%d guides visible before anything was accepted", n)
	}
	if n, err := w.AcceptStarter(ctx, "Nadia"); err != nil || n != 1 {
		t.Fatalf("accepted %d starter guides: %v", n, err)
	}
	if v := w.Visible("fr"); len(v) != 1 || v[0].ID != "a" || v[0].State != ToReview {
		t.Fatalf("visible: %v", v)
	}
	if hits := w.SearchVisible("premier", "fr", 5); len(hits) != 1 {
		t.Errorf("search at the kiosk: %v", hits)
	}
	if hits := w.SearchVisible("second fiche", "fr", 5); len(hits) != 0 {
		t.Errorf("search at the kiosk shows what was not accepted: %v", hits)
	}
	if err := w.Accept(ctx, "Nadia", "f1"); !errors.Is(err, app.E(app.Rejected, "library_accept_imported")) {
		t.Errorf("an imported sheet was accepted: %v", err)
	}
	if len(w.Visible("en")) != 0 {
		t.Error("a translation nobody accepted is visible")
	}
	if err := w.AcceptTranslation(ctx, "Sam", "a", "en"); err != nil || len(w.Visible("en")) != 1 {
		t.Errorf("the accepted translation is not visible: %v", err)
	}
	if err := w.Withdraw(ctx, "Nadia", "a", ""); err != nil || len(w.Visible("fr")) != 0 {
		t.Errorf("a withdrawn guide is still visible: %v", err)
	}
}

func TestALaterDraftDoesNotReachVisitorsByItself(t *testing.T) {
	w := shelfWith(t, map[string]string{"a.guide.md": guideText("a", "2026-11", "Premier", unreviewed)}, nil)
	ctx := t.Context()
	if err := w.Accept(ctx, "Nadia", "a"); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Save(ctx, []byte(guideText("a", "2026-12", "Corrigé", unreviewed)), ""); err != nil {
		t.Fatal(err)
	}
	shown := func() string {
		t.Helper()
		g, err := w.LoadShown("a", "fr")
		if err != nil {
			t.Fatal(err)
		}
		return g.Guide.Title
	}
	if e := w.entry("a"); e.Origin != Local || e.Shown.Origin != Starter || shown() != "Premier" {
		t.Errorf("the unreviewed correction is shown to visitors: %+v", e.Variant)
	}
	if err := w.Review(ctx, "Nadia", "a", ""); err != nil || shown() != "Corrigé" {
		t.Errorf("once reviewed, the correction is shown: %v", err)
	}
	if data, err := w.Outgoing("a"); err != nil || !strings.Contains(string(data), "relu: par Nadia le 2026-11-23") {
		t.Errorf("the review is not in the file: %v\n%s", err, data)
	}
	if err := w.Discard(ctx, "a"); err != nil || w.entry("a").Origin != Starter {
		t.Errorf("without the local copy the starter guide is in use again: %v", err)
	}
}

func TestACorrectionOfAReviewedGuideIsFoundAgain(t *testing.T) {
	w := shelfWith(t, map[string]string{"a.guide.md": guideText("a", "2026-11", "Premier", "relu: par Sam le 2026-11-01")}, nil)
	ctx := t.Context()
	draft := guide.Revise([]byte(guideText("a", "2026-11", "Corrigé", "relu: par Sam le 2026-11-01")), guide.Version("2026-11").Next(w.day))
	if !strings.Contains(string(draft), "version: 2026-11.1\n") || !strings.Contains(string(draft), "relu: non\n") {
		t.Fatalf("the correction begins as\n%s", draft)
	}
	mark, err := w.Save(ctx, draft, "")
	if err != nil {
		t.Fatal(err)
	}
	if v, waits := w.entry("a").Waiting(); w.entry("a").Title != "Premier" || !waits || v.Version != "2026-11.1" {
		t.Fatalf("the correction does not wait: %+v", w.entry("a"))
	}
	if _, data, got, ok := w.Draft("a"); !ok || got != mark || string(data) != string(draft) {
		t.Error("the correction is not found again")
	}
	if err := w.Propose(ctx, "a"); err != nil {
		t.Fatal(err)
	}
	if list, err := w.Proposals(ctx); err != nil || len(list) != 1 || list[0].Version != "2026-11.1" {
		t.Errorf("the correction is not what is proposed: %v %v", list, err)
	}
	if err := w.ReviewDraft(ctx, " ", "a"); !errors.Is(err, app.E(app.Rejected, "library_review_name")) {
		t.Errorf("a review without a name: %v", err)
	}
	if err := w.ReviewDraft(ctx, "Nadia", "a"); err != nil || w.entry("a").Title != "Corrigé" || w.entry("a").Review.By != "Nadia" {
		t.Errorf("once reviewed the correction is not in use: %v %+v", err, w.entry("a"))
	}
}

func TestReviewStates(t *testing.T) {
	w := shelfWith(t, map[string]string{"a.guide.md": guideText("a", "2026-11", "Premier", unreviewed)},
		map[string]string{"local/l.guide.md": guideText("l", "2026-11", "Local", unreviewed)})
	ctx := t.Context()
	state := func(id guide.ID, want State) {
		t.Helper()
		if got := w.entry(id).State; got != want {
			t.Errorf("%s on %s is %s, want %s", id, w.day, got, want)
		}
	}
	state("a", ToReview)
	state("l", Draft)
	if err := w.Propose(ctx, "l"); err != nil {
		t.Fatal(err)
	}
	state("l", ToReview)
	if err := w.Review(ctx, " ", "a", ""); !errors.Is(err, app.E(app.Rejected, "library_review_name")) {
		t.Errorf("a review without a name: %v", err)
	}
	if err := w.Review(ctx, "Nadia", "a", ""); err != nil {
		t.Fatal(err)
	}
	state("a", Reviewed)
	w.at("2027-05-25") // 183 days later
	state("a", Reviewed)
	w.at("2027-05-26")
	state("a", ToReview)
	w.at("2027-11-24")
	state("a", Expired)
	w.at("2026-11-24")
	state("a", Reviewed)
	if _, err := w.Flag(ctx, "a", "fin", DeadLink); err != nil {
		t.Fatal(err)
	}
	state("a", ToReview)
	if _, err := w.Flag(ctx, "a", "fin", "autre chose"); !errors.Is(err, app.E(app.Rejected, "library_flag_reason")) {
		t.Errorf("an unknown reason: %v", err)
	}
}

func TestSaveNeverOverwritesAnotherHand(t *testing.T) {
	w := shelfWith(t, nil, map[string]string{"local/a.guide.md": guideText("a", "2026-11", "Premier", unreviewed)})
	ctx := t.Context()
	_, _, mark, err := w.Text("a", "")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Save(ctx, []byte(guideText("a", "2026-11", "Autre main", unreviewed)), mark); err != nil {
		t.Fatal(err)
	}
	_, err = w.Save(ctx, []byte(guideText("a", "2026-11", "Trop tard", unreviewed)), mark)
	if !errors.Is(err, app.E(app.Rejected, "library_changed_elsewhere")) {
		t.Errorf("a stale text was written: %v", err)
	}
	if got := w.entry("a").Title; got != "Autre main" {
		t.Errorf("the shelf holds %q", got)
	}
	if _, err := w.Save(ctx, []byte("# Sans nom\n---\n"), ""); !errors.Is(err, app.E(app.Rejected, "library_save_name")) {
		t.Errorf("a guide without id was written: %v", err)
	}
}

func TestBadFilesAreNamedAndTheShelfStays(t *testing.T) {
	w := shelfWith(t, nil, map[string]string{
		"local/bon.guide.md":    guideText("bon", "2026-11", "Bon", unreviewed),
		"local/jumeau.guide.md": guideText("bon", "2026-12", "Jumeau", unreviewed),
		"local/vide.guide.md":   "",
		"local/octets.guide.md": "# \xff\xfe\nid: octets\n",
		"local/boucle.guide.md": strings.Replace(guideText("boucle", "2026-11", "Boucle", unreviewed), "Non -> fin", "Non -> question", 1),
	})
	named := map[string]bool{}
	for _, p := range w.Problems() {
		named[p.File] = true
		if p.File == "jumeau.guide.md" && p.Twin != "bon.guide.md" {
			t.Errorf("the twin is not named: %+v", p)
		}
	}
	for _, f := range []string{"jumeau.guide.md", "vide.guide.md", "octets.guide.md", "boucle.guide.md"} {
		if !named[f] {
			t.Errorf("%s is not among the problems %v", f, named)
		}
	}
	if w.entry("bon").Title != "Bon" {
		t.Error("the sound guide is gone")
	}
	if err := w.Accept(t.Context(), "Nadia", "boucle"); !errors.Is(err, app.E(app.Rejected, "library_accept_faulty")) {
		t.Errorf("a guide with a cycle was accepted: %v", err)
	}
}

func TestImportedSheetsAreCached(t *testing.T) {
	w := shelfWith(t, nil, map[string]string{"importe/particuliers/F1.guide.md": guideText("f1", "2020-11", "Procuration", unreviewed)})
	cache := filepath.Join(w.dir, cacheFolder, "importe.index")
	if _, err := os.Stat(cache); err != nil {
		t.Fatal(err)
	}
	for name, prepare := range map[string]func() error{
		"read from the cache": func() error { return nil },
		"cache cut":           func() error { return os.WriteFile(cache, []byte("abc"), 0o644) },
		"cache gone":          func() error { return os.Remove(cache) },
	} {
		if err := prepare(); err != nil {
			t.Fatal(err)
		}
		if err := w.Reload(t.Context()); err != nil {
			t.Fatal(err)
		}
		hits := w.Search("procuration", Options{All: true})
		if len(hits) != 1 || !hits[0].Imported || hits[0].State != Draft {
			t.Errorf("%s: %+v", name, hits)
		}
	}
}

func TestPlanSpreadsReviewsByUse(t *testing.T) {
	starter := map[string]string{}
	for i := range 12 {
		id := fmt.Sprintf("g%d", i)
		starter[id+".guide.md"] = guideText(id, "2026-11", "Guide "+id, unreviewed)
	}
	w := shelfWith(t, starter, nil)
	w.uses["g7"], w.uses["g3"] = 50, 20
	w.at(w.day)
	plan := w.Plan()
	if len(plan) != 12 || plan[0].ID != "g7" || plan[1].ID != "g3" {
		t.Fatalf("the guides most used do not come first: %v", plan)
	}
	weeks := map[int]int{}
	for _, d := range plan {
		weeks[daysBetween(w.day, d.Day)/7]++
	}
	for week, n := range weeks {
		if n > 3 {
			t.Errorf("%d reviews in week %d", n, week)
		}
	}
}

func TestChangesNameStepAndField(t *testing.T) {
	a := guide.Parse("", []byte(guideText("a", "2026-11", "Premier", unreviewed))).Guide
	b := guide.Parse("", []byte(strings.Replace(guideText("a", "2026-12", "Premier", unreviewed), "Vous pouvez partir.", "À bientôt.", 1))).Guide
	got := Changes(a, b)
	if len(got) != 2 || got[0].Field != "version" || got[1] != (Change{Step: "fin", Field: "texte", Old: "Vous pouvez partir.", New: "À bientôt."}) {
		t.Errorf("changes: %+v", got)
	}
	if len(Changes(a, a)) != 0 {
		t.Error("a text differs from itself")
	}
}
