package desk

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"parvis/app"
	"parvis/app/guide"
	"parvis/ui/kit"
)

// edited opens the editor on a supplied guide.
func (b *bench) edited(id guide.ID) *editor {
	b.t.Helper()
	b.sh.Open("guides")
	_, data, _, err := b.shelf.Text(id, "")
	if err != nil {
		b.t.Fatal(err)
	}
	b.sh.Env().Go(newEditor(b.Desk, data, ""))
	return b.editor()
}

// write puts words in the field of a label, as if typed.
func (b *bench) write(label, words string) {
	b.t.Helper()
	if !kit.Walk(b.win.Canvas().Content(), func(o fyne.CanvasObject) bool {
		f, ok := o.(*kit.Field)
		if ok = ok && strings.Contains(f.AccessibilityLabel(), label); ok {
			f.SetText(words)
			f.OnChanged(words)
		}
		return ok
	}) {
		b.t.Fatalf("no field says %q", label)
	}
}

func TestTheMapShowsEveryStepAndOpensIt(t *testing.T) {
	b := newBench(t)
	e := b.edited("carte-vitale")
	b.key(fyne.KeyF4)
	if e.view != viewMap {
		t.Fatalf("F4 shows %s", e.view)
	}
	for i := range e.g.Steps {
		b.says(number(i+1) + ". " + spaced(e.g.Steps[i].Title))
	}
	b.photograph("d5b-schema")
	b.press("3. " + spaced(e.g.Steps[2].Title))
	if e.view != viewSteps || e.open != 2 {
		t.Errorf("the box opened %s, card %d", e.view, e.open)
	}
}

func TestAMapThatCannotBeDrawnSaysWhy(t *testing.T) {
	b := newBench(t)
	e := b.edited("carte-vitale")
	e.g.Steps[0].Choices[0].To = "nulle-part"
	e.changed("")
	b.later(pause)
	b.key(fyne.KeyF4)
	b.says("Le schéma attend que les erreurs soient corrigées")
}

func TestAltAndArrowsMoveTheCard(t *testing.T) {
	b := newBench(t)
	e := b.edited("carte-vitale")
	first, second := e.g.Steps[0].ID, e.g.Steps[1].ID
	e.moveByKey(1)
	if e.g.Steps[0].ID != second || e.g.Steps[1].ID != first || e.open != 1 {
		t.Fatalf("after Alt+Down: %s, %s, card %d", e.g.Steps[0].ID, e.g.Steps[1].ID, e.open)
	}
	e.moveByKey(-1)
	if e.g.Steps[0].ID != first || e.open != 0 {
		t.Errorf("after Alt+Up: %s, card %d", e.g.Steps[0].ID, e.open)
	}
	b.key(fyne.KeyF4)
	e.moveByKey(1)
	if e.g.Steps[0].ID != first {
		t.Error("a card moved out of sight")
	}
}

func TestTheTableTwinGoesAndComesBack(t *testing.T) {
	b := newBench(t)
	dir := t.TempDir()
	b.WriteFile = func(path string, data []byte) (string, error) {
		path = filepath.Join(dir, path)
		return path, os.WriteFile(path, data, 0o600)
	}
	b.ReadFile = func(path string, _ int64) ([]byte, error) { return os.ReadFile(filepath.Join(dir, path)) }
	e := b.edited("carte-vitale")
	before := bytes.Clone(e.data)
	b.key(fyne.KeyF3)
	b.press("Enregistrer en tableau")
	b.press("Valider")
	table := filepath.Join(dir, "carte-vitale.csv")
	data, err := os.ReadFile(table)
	if err != nil {
		t.Fatal(err)
	}
	title := e.g.Steps[0].Title
	if err := os.WriteFile(table, bytes.ReplaceAll(data, []byte(title), []byte("Un autre titre")), 0o600); err != nil {
		t.Fatal(err)
	}
	b.press("Reprendre un tableau")
	b.press("Valider")
	if e.g.Steps[0].Title != "Un autre titre" {
		t.Fatalf("the table gave %q", e.g.Steps[0].Title)
	}
	e.takeBack()
	if !bytes.Equal(e.data, before) {
		t.Error("undo did not give the guide back")
	}
	if err := os.WriteFile(table, []byte("a;b\n1;2\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	b.press("Reprendre un tableau")
	b.press("Valider")
	b.says("Ce tableau n’est pas celui d’un guide")
	if !bytes.Equal(e.data, before) {
		t.Error("a table that is none changed the guide")
	}
}

func TestThePrinterOfTheKioskIsCheckedThenKept(t *testing.T) {
	b := newBench(t)
	b.CheckPrinter = func(_ context.Context, name string) error {
		if name != "accueil" {
			return app.E(app.Rejected, "desk_name")
		}
		return nil
	}
	b.sh.OpenSettings()
	s, ok := b.sh.Current().(*settings)
	if !ok {
		t.Fatalf("%T", b.sh.Current())
	}
	field, _, chosen := s.printer()
	if field.Text() != "" || chosen.Name != "" {
		t.Fatalf("a printer before any choice: %+v", chosen)
	}
	for _, name := range []string{"inconnue", "accueil"} {
		b.write("Imprimante de la borne", name)
		b.press("Enregistrer le lieu")
		_, _, kept := s.printer()
		if want := map[string]string{"accueil": "accueil"}[name]; kept.Name != want {
			t.Errorf("%s: kept %q", name, kept.Name)
		}
	}
	if strings.Contains(b.texts(), "Rien n’a été enregistré") {
		t.Error("the refusal is still there")
	}
}
