package kiosk

import (
	"image/png"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"parvis/app"
	"parvis/app/guide"
	rules "parvis/app/kiosk"
	"parvis/assets"
	"parvis/ui/kit"
)

// bench is a kiosk on the starter guides, with a hand on its clock.
type bench struct {
	*Kiosk
	t       *testing.T
	now     time.Time
	pending func()
	counted []Visited
	graphs  map[guide.ID]*guide.Graph
}

func newBench(t *testing.T, width, height float32) *bench {
	t.Helper()
	test.NewTempApp(t)
	b := &bench{t: t, now: time.Date(2026, 11, 24, 10, 0, 0, 0, app.Zone("")), graphs: starters(t)}
	win := test.NewWindow(nil)
	win.SetPadded(false)
	win.Resize(fyne.NewSize(width, height))
	b.Kiosk = New(win, Surroundings{
		Behind: b.behind, Search: func(words, _ string) []Row { return b.search(words) },
		Graph:    func(id guide.ID, _ string) *guide.Graph { return b.graphs[id] },
		Communes: func(string) []Commune { return []Commune{{"13063", "Miramas"}} },
		Count:    func(v Visited) { b.counted = append(b.counted, v) },
		Leave:    func(string) error { return app.E(app.Failed, "unexpected") },
		Langs:    []string{"fr", "en"}, Place: "Médiathèque de Miramas", Responsible: "Médiathèque de Miramas",
		Now: func() time.Time { return b.now }, Policy: rules.Defaults(),
		UI:    func(f func()) { f() },
		After: func(_ time.Duration, f func()) func() { b.pending = f; return func() { b.pending = nil } },
		Quit:  func() {},
	})
	b.Start()
	return b
}

func starters(t *testing.T) map[guide.ID]*guide.Graph {
	t.Helper()
	out := map[guide.ID]*guide.Graph{}
	files, err := fs.Glob(assets.Guides(), "*.guide.md")
	if err != nil || len(files) == 0 {
		t.Fatalf("no starter guide: %v", err)
	}
	for _, name := range files {
		raw, err := fs.ReadFile(assets.Guides(), name)
		if err != nil {
			t.Fatal(err)
		}
		f := guide.Parse(name, raw)
		if f.Guide == nil {
			continue // a translation
		}
		g, faults := guide.Compile(f.Guide)
		if g == nil {
			t.Errorf("%s: %v", name, faults)
			continue
		}
		out[f.Guide.ID] = g
	}
	return out
}

func (b *bench) behind(event, _ string) []Row {
	var rows []Row
	for id, g := range b.graphs {
		if g.Guide.LifeEvent == event && g.Guide.For(guide.Kiosk) {
			rows = append(rows, Row{id, g.Guide.Title, "identification-card"})
		}
	}
	return rows
}

func (b *bench) search(words string) []Row {
	var rows []Row
	for id, g := range b.graphs {
		if strings.Contains(strings.ToLower(g.Guide.Title), words) {
			rows = append(rows, Row{id, g.Guide.Title, "identification-card"})
		}
	}
	return rows
}

// press presses the widget that says label.
func (b *bench) press(label string) {
	b.t.Helper()
	if !kit.Walk(b.win.Canvas().Content(), func(o fyne.CanvasObject) bool {
		named, ok := o.(interface{ AccessibilityLabel() string })
		tap, can := o.(fyne.Tappable)
		if ok && can && (named.AccessibilityLabel() == label || len(label) > 1 && strings.Contains(named.AccessibilityLabel(), label)) {
			tap.Tapped(&fyne.PointEvent{})
			return true
		}
		return false
	}) {
		b.t.Fatalf("nothing says %q on screen", label)
	}
}

// text is everything the screen says.
func (b *bench) text() string {
	var all []string
	kit.Walk(b.win.Canvas().Content(), func(o fyne.CanvasObject) bool {
		if named, ok := o.(interface{ AccessibilityLabel() string }); ok {
			all = append(all, named.AccessibilityLabel())
		}
		return false
	})
	return strings.Join(all, "\n")
}

// photograph keeps the screen when PARVIS_PHOTOS names a directory.
func (b *bench) photograph(name string) {
	b.t.Helper()
	dir := os.Getenv("PARVIS_PHOTOS")
	if dir == "" {
		return
	}
	f, err := os.Create(filepath.Join(dir, name+".png"))
	if err != nil {
		b.t.Fatal(err)
	}
	defer f.Close()
	if err := png.Encode(f, b.win.Canvas().Capture()); err != nil {
		b.t.Fatal(err)
	}
}

func TestAVisitFromADoorToTheEnd(t *testing.T) {
	b := newBench(t, 1920, 1080)
	b.photograph("k1-accueil")
	b.press("Papiers")
	b.photograph("k1b-porte")
	b.retreat()
	if !b.begin("carte-identite-renouvellement", "identification-card") {
		t.Fatal("no guide for the identity card")
	}
	b.photograph("k2-question")
	for range 30 {
		if b.run.Current().Kind == guide.KindList {
			b.photograph("k3-documents")
		}
		if b.run.Current().Kind == guide.KindLink {
			b.photograph("k3b-lien")
		}
		if b.run.Current().Kind == guide.KindNumber {
			b.photograph("k2b-nombre")
		}
		if b.run.AtEnd() {
			break
		}
		b.once()
	}
	b.photograph("k4-fin")
	if !strings.Contains(b.text(), "seule l’administration décide") {
		t.Error("the end does not say that it binds nobody")
	}
	b.press("Un peu")
	b.press("J’ai fini")
	want := Visited{Guide: "carte-identite-renouvellement", Lang: "fr", Outcome: guide.Finished, Satisfaction: "un_peu", Reason: rules.Finished}
	if len(b.counted) != 1 || b.counted[0] != want {
		t.Errorf("counted %+v", b.counted)
	}
	if b.run != nil || b.visit.State() != rules.Untouched {
		t.Error("the visit left something behind")
	}
}

// once takes one step with the first answer.
func (b *bench) once() {
	s := b.run.Current()
	typed := map[guide.Kind]string{guide.KindNumber: "34", guide.KindDate: "2026-01-15", guide.KindCommune: "13063", guide.KindFree: "oui"}
	if v, ok := typed[s.Kind]; ok {
		if s.Kind == guide.KindNumber && s.Range.Max != nil && !s.Range.Contains(34000) {
			v = s.Range.Max.String()
		}
		if err := b.answer(s, v); err != nil {
			b.t.Fatal(err)
		}
		return
	}
	if len(b.current.digits) > 0 {
		b.current.digits[0]()
		return
	}
	b.forward()
}

func TestSilenceWarnsAndErases(t *testing.T) {
	b := newBench(t, 1920, 1080)
	b.touch()
	b.begin("carte-vitale", "heartbeat")
	b.now = b.now.Add(91 * time.Second)
	b.pending()
	if b.warning == nil {
		t.Fatal("no warning")
	}
	b.photograph("k5-inactivite")
	b.touch()
	if b.warning != nil || b.run == nil {
		t.Fatal("a touch says « Je suis là »")
	}
	b.now = b.now.Add(91 * time.Second)
	b.pending()
	b.now = b.now.Add(31 * time.Second)
	b.pending()
	if b.run != nil || len(b.counted) != 1 || b.counted[0].Reason != rules.Silent {
		t.Errorf("after the countdown: %+v", b.counted)
	}
}

func TestEveryStarterGuideReachesAnEndAndHidesPrivateNotes(t *testing.T) {
	b := newBench(t, 1366, 768)
	for id, g := range b.graphs {
		if !g.Guide.For(guide.Kiosk) {
			continue
		}
		b.touch()
		if !b.begin(id, "books") {
			t.Fatalf("%s does not open", id)
		}
		for range 40 {
			if note := b.run.Current().Mediator; note != "" && strings.Contains(b.text(), note) {
				t.Fatalf("%s: %q is on the visitor's screen", id, note)
			}
			if b.run.AtEnd() {
				break
			}
			b.once()
		}
		if !b.run.AtEnd() {
			t.Errorf("%s: no end after forty steps", id)
		}
		b.end(rules.Finished)
	}
}

func TestLanguageContrastAndSizeKeepTheVisit(t *testing.T) {
	b := newBench(t, 1920, 1080)
	b.touch()
	b.begin("carte-vitale", "heartbeat")
	b.once()
	at := b.run.Current().ID
	b.speak("en")
	b.toggleContrast()
	b.toggleLarge()
	b.photograph("k7-contraste-agrandi")
	if b.run.Current().ID != at || !strings.Contains(b.text(), "I am done") {
		t.Error("the visit did not go on in English")
	}
}

func TestSmallScreen(t *testing.T) {
	b := newBench(t, 1366, 768)
	b.photograph("k1-accueil-1366")
	b.begin("carte-identite-renouvellement", "identification-card")
	b.photograph("k2-question-1366")
	b.open(b.find)
	b.photograph("k1c-recherche-1366")
}
