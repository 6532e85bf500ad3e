package kiosk

import (
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"parvis/app/guide"
	rules "parvis/app/kiosk"
	"parvis/ui/kit"
	"parvis/ui/theme"
)

// small is a guide with everything the starter guides may lack.
const small = `# Petit guide
id: petit
version: 2026-11
publics: borne
événement de vie: papiers
relu: non
---
Pour essayer.

## motif : Que voulez-vous ?
facile: Dites ce que vous voulez.
- a : Écrire -> mots
- b : Préparer -> papiers

## mots : Dites-le en quelques mots (réponse libre)
-> papiers

## papiers (liste) : Préparez
- Votre carte. Même périmée.
- Votre passeport. Il simplifie le dossier. Facultatif.
-> fin

## fin (fin) : Allez-y
- Appelez la mairie. Elle répond le matin.
`

func (b *bench) learn(text string) *guide.Graph {
	b.t.Helper()
	f := guide.Parse("petit.guide.md", []byte(text))
	if f.Guide == nil {
		b.t.Fatal(f.Findings)
	}
	g, faults := guide.Compile(f.Guide)
	if g == nil {
		b.t.Fatal(faults)
	}
	b.graphs[f.Guide.ID] = g
	return g
}

func TestPlainWordsOptionalPapersAndFreeText(t *testing.T) {
	b := newBench(t, 1920, 1080)
	b.learn(small)
	b.touch()
	b.begin("petit", "books")
	b.press("En plus simple")
	if !strings.Contains(b.text(), "Dites ce que vous voulez.") {
		t.Error("the plain words are not shown")
	}
	b.photograph("k2-simple")
	b.current.digits[0]()
	b.typeOnScreen(canary())
	b.photograph("k7-mots")
	b.press("Valider")
	if got := b.run.Current().ID; got != "papiers" {
		t.Fatalf("at %s after the free text", got)
	}
	papers := b.papers(b.run.Current())
	if len(papers) != 2 || !papers[1].optional || papers[1].detail != "Il simplifie le dossier." {
		t.Errorf("%+v", papers)
	}
	b.press("Votre carte")
	if text := b.text(); !strings.Contains(text, "Vous avez tout.") || !strings.Contains(text, "Facultatif") {
		t.Errorf("one needed paper of one is ready, yet: %s", text)
	}
	b.press("J’ai fini")
	if at := b.found(); at != "" {
		t.Errorf("the free text outlives the visit %s", at)
	}
	if b.easy {
		t.Error("the next visitor inherits the plain words")
	}
}

func TestEscapeGoesBackAndErasesNothing(t *testing.T) {
	b := newBench(t, 1920, 1080)
	b.touch()
	b.enter(rules.Doors()[0])
	b.begin("carte-vitale", "heartbeat")
	b.once()
	first := b.run.Path()[0]
	b.typedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
	if b.run.Current().ID != first {
		t.Fatal("Escape does not go back one step")
	}
	if v, ok := b.run.Value(first); !ok || !v.Known() {
		t.Error("going back erased the answer")
	}
	b.typedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
	if b.run != nil || !strings.Contains(b.text(), "Papiers et séjour") {
		t.Error("Escape does not go back to the door")
	}
	b.typedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
	b.typedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
	if !b.current.home || len(b.counted) != 0 {
		t.Error("Escape ended the visit")
	}
}

func TestQuickExitFromAMessage(t *testing.T) {
	b := newBench(t, 1920, 1080)
	b.touch()
	b.begin("carte-vitale", "heartbeat")
	b.help()
	b.win.Canvas().OnTypedKey()(&fyne.KeyEvent{Name: fyne.KeyF12})
	if b.win.Canvas().Overlays().Top() != nil || b.run != nil || strings.Contains(b.text(), "carte") {
		t.Errorf("the quick exit shows %q", b.text())
	}
	if len(b.counted) != 1 || b.counted[0].Reason != rules.QuickExit {
		t.Errorf("counted %+v", b.counted)
	}
}

func TestTabReachesEveryGroupAndComesBack(t *testing.T) {
	b := newBench(t, 1920, 1080)
	b.touch()
	b.begin("carte-vitale", "heartbeat")
	c := b.win.Canvas()
	seen := map[fyne.Focusable]bool{}
	var order []string
	for range 40 {
		c.FocusNext()
		f := c.Focused()
		if f == nil || seen[f] {
			break
		}
		seen[f] = true
		order = append(order, said(f.(fyne.CanvasObject)))
	}
	for _, want := range []string{"Agrandir", "Contraste", "Je n’ai jamais eu", "Retour", "Français", "Demander de l’aide", "J’ai fini"} {
		if !slices.ContainsFunc(order, func(s string) bool { return strings.Contains(s, want) }) {
			t.Errorf("Tab never reaches %q: %q", want, order)
		}
	}
}

func TestTheFirstFocusIsQuiet(t *testing.T) {
	b := newBench(t, 1920, 1080)
	b.begin("carte-vitale", "heartbeat")
	p, ok := b.current.first.(*kit.Pressable)
	if !ok || b.win.Canvas().Focused() == nil || !p.State().Focused {
		t.Fatal("the first answer has not the focus")
	}
}

func TestAddressesAreCutWherePeopleReadThem(t *testing.T) {
	fits := func(s string) bool { return len(s) <= 20 }
	for in, want := range map[string][]string{
		"service-public.fr":                          {"service-public.fr"},
		"rendezvouspasseport.ants.gouv.fr":           {"rendezvouspasseport.", "ants.gouv.fr"},
		"www.caf.fr/allocataires/mes-services/pages": {"www.caf.fr/", "allocataires/", "mes-services/pages"},
	} {
		got := cutAddress(in, fits)
		if strings.Join(got, "") != in || !slices.Equal(got, want) {
			t.Errorf("%s: %q", in, got)
		}
	}
}

func TestATownIsChosenByItsFirstLetters(t *testing.T) {
	b := newBench(t, 1920, 1080)
	b.learn(strings.Replace(small, "## mots : Dites-le en quelques mots (réponse libre)", "## mots : Dans quelle ville habitez-vous ? (commune)\naide: Votre mairie dépend de la ville.", 1))
	b.look.Set, b.look.Variant = theme.KioskLarge, theme.HighContrast
	b.touch()
	b.begin("petit", "books")
	b.current.digits[0]()
	b.typeOnScreen("mi")
	b.photograph("k7-ville")
	b.fits("town")
	b.press("Miramas")
	if v, ok := b.run.Value("mots"); !ok || v.String() != "13063" {
		t.Errorf("answered %v", v)
	}
	b.retreat()
	b.s.Communes = func(string) []Commune { return nil }
	b.typeOnScreen("zz")
	b.press("Valider")
	if !strings.Contains(b.text(), "Choisissez une ville") || b.run.Current().ID != "mots" {
		t.Error("an unknown town was taken, or refused without a word")
	}
}

func TestTheEndLeadsOnByEveryWayThereIs(t *testing.T) {
	b := newBench(t, 1920, 1080)
	var opened string
	b.s.Browse = func(url string) error { opened = url; return nil }
	b.s.Print = func(guide.Summary, string) error { return nil }
	b.touch()
	b.begin("carte-identite-renouvellement", "identification-card")
	for !b.run.AtEnd() {
		b.once()
	}
	b.photograph("k4-tout")
	b.fits("end")
	b.press("Faire la démarche ici")
	if !strings.HasPrefix(opened, "https://") {
		t.Errorf("opened %q", opened)
	}
	b.press("Imprimer")
	if b.win.Canvas().Overlays().Top() == nil {
		t.Error("nothing says that the sheet comes")
	}
	b.closeModals()
	var late func()
	b.s.Background = func(f func()) { late = f }
	b.press("Imprimer")
	b.end(rules.Finished)
	late()
	if b.win.Canvas().Overlays().Top() != nil {
		t.Error("the next visitor is told of a sheet")
	}
}
