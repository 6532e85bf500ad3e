package desk

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"parvis/app/guide"
	"parvis/app/library"
)

func (b *bench) editor() *editor {
	b.t.Helper()
	e, ok := b.sh.Current().(*editor)
	if !ok {
		b.t.Fatalf("the editor is not open but %T", b.sh.Current())
	}
	return e
}

func TestCorrectingASuppliedGuideKeepsTheOriginal(t *testing.T) {
	b := newBench(t)
	b.sh.Open("guides")
	b.sh.Env().Go(newReader(b.Desk, "carte-vitale"))
	b.press("Corriger ce guide")
	e := b.editor()
	title := e.g.Steps[0].Title
	b.typed(" ici")
	b.later(pause)
	b.photograph("d5b-corriger")
	entry, _ := b.shelf.Entry("carte-vitale")
	if entry.Origin != library.Local || len(entry.Others) == 0 {
		t.Fatalf("the correction is not a local copy: %+v", entry)
	}
	e.takeBack()
	if e.g.Steps[0].Title != title {
		t.Errorf("undo left %q", e.g.Steps[0].Title)
	}
	e.compareOpened()
	b.says("Les deux textes sont identiques")
}

func TestATextTheCardsCannotShowLosesNothing(t *testing.T) {
	b := newBench(t)
	b.sh.Open("guides")
	_, data, _, err := b.shelf.Text("carte-vitale", "")
	if err != nil {
		t.Fatal(err)
	}
	broken := strings.Replace(string(data), "## ", "## ???\n## ", 1)
	b.sh.Env().Go(newEditor(b.Desk, []byte(broken), ""))
	b.says("Les cartes ne savent pas montrer ce texte")
	e := b.editor()
	if string(e.data) != broken {
		t.Error("opening changed the text")
	}
	e.show(viewText)
	b.says("Le même guide, en texte")
	b.photograph("d5b-texte")
}

func TestATextThatCannotBeKeptNeverStopsTheTyping(t *testing.T) {
	b := newBench(t)
	b.sh.Open("guides")
	b.press("Écrire un guide")
	b.typed("Réserver une salle")
	b.press("Valider")
	e := b.editor()
	b.key(fyne.KeyF3)
	e.replace([]byte("# Réserver une salle\n"), "text")
	b.later(pause)
	if b.win.Canvas().Overlays().Top() != nil {
		t.Fatal("a box stops who is typing")
	}
	b.says("Pas enregistré")
	b.key(fyne.KeyEscape)
	b.says("Quitter sans enregistrer ?")
	b.press("Rester ici")
	if b.editor() != e {
		t.Fatal("the editor was left")
	}
	b.ctrl(fyne.KeyReturn)
	b.says("Ce texte n’a pas de nom")
	b.press("D’accord")
	e.replace([]byte("# Réserver une salle\nid: cv\n---\n"), "text")
	b.later(pause)
	if _, ok := b.shelf.Entry("cv"); ok {
		t.Error("a name half typed left a guide")
	}
	b.ctrl(fyne.KeyReturn)
	b.says("Remettez reserver-une-salle")
	b.press("D’accord")
	b.key(fyne.KeyEscape)
	b.press("Quitter")
	if _, ok := b.sh.Current().(*guides); !ok {
		t.Errorf("Quitter led to %T", b.sh.Current())
	}
}

func TestNextFaultGoesToTheStepAndMendsIt(t *testing.T) {
	b := newBench(t)
	b.sh.Open("guides")
	_, data, _, err := b.shelf.Text("carte-vitale", "")
	if err != nil {
		t.Fatal(err)
	}
	g := guide.Parse("x", data).Guide
	target := g.Steps[0].Choices[0].To
	bad := strings.Replace(string(data), "-> "+string(target)+"\n", "-> "+string(target)+"x\n", 1)
	b.sh.Env().Go(newEditor(b.Desk, []byte(bad), ""))
	e := b.editor()
	if !guide.HasErrors(e.found) {
		t.Fatal("the missing step is not an error")
	}
	e.open = 3
	e.draw()
	b.ctrl(fyne.KeyE)
	if e.open != 0 {
		t.Errorf("the fault is in card %d", e.open)
	}
	b.photograph("d5b-faute")
	b.press("Mettre « " + string(target) + " »")
	if guide.HasErrors(e.found) || string(e.data) != string(data) {
		t.Error("mending did not give the guide back")
	}
}

func TestATryIsNotRecordedAndBecomesATrial(t *testing.T) {
	b := newBench(t)
	b.sh.Open("guides")
	_, data, _, err := b.shelf.Text("carte-vitale", "")
	if err != nil {
		t.Fatal(err)
	}
	b.sh.Env().Go(newEditor(b.Desk, data, ""))
	e := b.editor()
	trials := len(e.g.Trials)
	b.press("Essayer")
	b.walk()
	b.says("Un essai")
	b.press("Garder comme essai")
	if len(e.g.Trials) != trials+1 {
		t.Fatalf("%d trials", len(e.g.Trials))
	}
	graph, faults := guide.Compile(e.g)
	if graph == nil || !graph.Try(e.g.Trials[trials]).OK {
		t.Errorf("the trial kept does not hold: %v", faults)
	}
	if drafts, _ := b.Book.Drafts(t.Context(), ""); len(drafts) != 0 {
		t.Error("a try left a draft")
	}
}
