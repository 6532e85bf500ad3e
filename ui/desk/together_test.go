package desk

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"parvis/app/session"
)

// crash forgets what only memory knew, as the end of the program does.
func (b *bench) crash() { b.drafts = keeping{} }

func TestTwoVisitorsAtOnceAreOnePressApart(t *testing.T) {
	b := newBench(t)
	b.begin(b.sh.Env(), "carte-vitale")
	b.key(fyne.Key1)
	b.now = b.now.Add(6 * time.Minute)
	b.press("Autre visite")
	b.says("En cours aussi")
	b.says("14:08 · Commander ou refaire sa carte… · 6 min")
	b.press("Logement")
	b.press("14:08 · Commander")
	l, ok := b.sh.Current().(*live)
	if !ok || l.run == nil || l.run.Graph().Guide.ID != "carte-vitale" || l.position() != 2 {
		t.Fatalf("the other visitor is not where she was: %T", b.sh.Current())
	}
	b.press("14:14")
	if l := b.sh.Current().(*live); len(l.draft.Session.Thematiques) != 2 {
		t.Errorf("the themes of the second visitor are %v", l.draft.Session.Thematiques)
	}
	b.AskResume(b.sh.Env())
	if b.win.Canvas().Overlays().Top() != nil {
		t.Error("the question of a crash is asked without a crash")
	}
}

func TestTheTimerAfterACrashCountsTheTimeTheProgramRan(t *testing.T) {
	b := newBench(t)
	b.begin(b.sh.Env(), "carte-vitale")
	b.now = b.now.Add(20 * time.Minute)
	b.begin(b.sh.Env(), "apl")
	b.now = b.now.Add(10 * time.Hour)
	b.crash()
	b.AskResume(b.sh.Env())
	b.press("Commander ou refaire")
	if got := b.sh.Current().(*live).draft.Elapsed(b.now); got != 20*time.Minute {
		t.Errorf("the first visitor was there %v", got)
	}
	b.sh.Open("today")
	b.press("Demander une aide au logement")
	if got := b.sh.Current().(*live).draft.Elapsed(b.now); got != 0 {
		t.Errorf("the time the machine was off is counted: %v", got)
	}
}

// failing is a book whose drafts cannot be written.
type failing struct {
	session.Book
	broken bool
}

func (f *failing) PutDraft(ctx context.Context, d session.Draft) error {
	if f.broken {
		return errors.New("no space left")
	}
	return f.Book.PutDraft(ctx, d)
}

func TestTheLineOfTheLastSaveIsAlwaysTrue(t *testing.T) {
	b := newBench(t)
	book := &failing{Book: b.Book}
	b.Book = book
	b.begin(b.sh.Env(), "")
	b.says("Enregistré à 14:08")
	book.broken = true
	b.now = b.now.Add(5 * time.Minute)
	b.press("Logement")
	if got := b.texts(); !strings.Contains(got, "Pas enregistré") || strings.Contains(got, "Enregistré à") {
		t.Errorf("a failed save is said saved:\n%s", got)
	}
	book.broken = false
	b.now = b.now.Add(time.Minute)
	b.press("Santé")
	b.says("Enregistré à 14:14")
}

func TestAnEditIsUndoneAndSaidInTheHistory(t *testing.T) {
	b := newBench(t)
	id := b.record("apl", 45)
	b.sh.Open("today")
	b.press("Demander une aide au logement")
	b.press("Changer")
	b.press("1 h 30")
	b.ctrl(fyne.KeyReturn)
	b.says("Durée : 45 min → 1 h 30")
	b.press("Annuler")
	if r, err := b.Book.Find(context.Background(), id); err != nil || r.Duree != 45 {
		t.Errorf("not undone: %d, %v", r.Duree, err)
	}
	b.says("Durée : 1 h 30 → 45 min")
	b.press("Supprimer")
	b.sh.Open("sessions")
	b.press("Filtrer")
	b.press("Aussi les séances supprimées")
	b.press("Voir")
	b.sh.Env().Go(newDetail(b.Desk, session.Record{Session: session.Session{ID: id}}))
	b.press("La rétablir")
	if r, err := b.Book.Find(context.Background(), id); err != nil || r.Deleted {
		t.Errorf("not brought back: %v", err)
	}
}

func TestYesterdayIsCorrectedInTwoPresses(t *testing.T) {
	b := newBench(t)
	id := b.record("apl", 45)
	b.sh.Open("today")
	b.press("Demander une aide au logement")
	b.press("Changer")
	b.press("Jour Aujourd’hui")
	b.press("Hier")
	b.ctrl(fyne.KeyReturn)
	if r, err := b.Book.Find(context.Background(), id); err != nil || r.Date != "2026-11-23" {
		t.Errorf("the day is %s, %v", r.Date, err)
	}
}
