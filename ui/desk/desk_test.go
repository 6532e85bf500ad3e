package desk

import (
	"context"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"parvis/app/session"
)

// TestTheWayOfOneSessionByKeyboard is what a mediator does all day: find,
// answer, report, save, without the mouse.
func TestTheWayOfOneSessionByKeyboard(t *testing.T) {
	b := newBench(t)
	b.ctrl(fyne.KeyK)
	b.typed("vitale")
	b.photograph("d1-recherche")
	b.key(fyne.KeyReturn)
	l, ok := b.sh.Current().(*live)
	if !ok {
		t.Fatalf("Enter opened %T", b.sh.Current())
	}
	b.photograph("d2-seance")
	for range 30 {
		if l.run.AtEnd() {
			break
		}
		at := l.run.Current().ID
		if len(l.keys) > 0 {
			b.key(fyne.Key1)
		} else {
			b.key(fyne.KeyRight)
		}
		if l.run.Current().ID == at {
			t.Fatalf("no key leaves the step %s", at)
		}
	}
	if !l.run.AtEnd() {
		t.Fatal("no end after thirty steps")
	}
	b.photograph("d2-fin")
	b.now = b.now.Add(27 * time.Minute)
	b.ctrl(fyne.KeyReturn)
	b.says("d’après le chronomètre")
	b.photograph("d3-compte-rendu")
	b.ctrl(fyne.KeyReturn)
	b.says("Séance enregistrée à 14:35")
	if _, ok := b.sh.Current().(*today); !ok {
		t.Errorf("saving leads to %T", b.sh.Current())
	}
	b.photograph("d1-apres")
	var saved []session.Record
	for r, err := range b.Book.List(context.Background(), session.Filter{}) {
		if err != nil {
			t.Fatal(err)
		}
		saved = append(saved, r)
	}
	if len(saved) != 1 || saved[0].GuideID != "carte-vitale" || saved[0].Duree != 30 || saved[0].GuideOutcome != "termine" {
		t.Errorf("saved %+v", saved)
	}
	if drafts, err := b.Book.Drafts(context.Background(), ""); err != nil || len(drafts) != 0 {
		t.Errorf("%d drafts left, %v", len(drafts), err)
	}
}
