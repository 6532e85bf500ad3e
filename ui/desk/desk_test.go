package desk

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"parvis/app/guide"
	"parvis/app/session"
	"parvis/ui/kit"
)

// TestTheWayOfOneSessionByKeyboard is what a mediator does all day: find,
// answer, report, save, without the mouse.
func TestTheWayOfOneSessionByKeyboard(t *testing.T) {
	b := newBench(t)
	b.place.Dispositif = "france_services"
	b.ctrl(fyne.KeyK)
	b.typed("vitale")
	b.photograph("d1-recherche")
	b.key(fyne.KeyReturn)
	l, ok := b.sh.Current().(*live)
	if !ok {
		t.Fatalf("Enter opened %T", b.sh.Current())
	}
	b.photograph("d2-seance")
	b.walk()
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
	if len(saved) != 1 || saved[0].GuideID != "carte-vitale" || saved[0].Duree != 30 || saved[0].GuideOutcome != "termine" || saved[0].Dispositif != "france_services" {
		t.Errorf("saved %+v", saved)
	}
	if drafts, err := b.Book.Drafts(context.Background(), ""); err != nil || len(drafts) != 0 {
		t.Errorf("%d drafts left, %v", len(drafts), err)
	}
}

// walk answers the guide in progress to its end by keys: the first answer, or
// the arrow.
func (b *bench) walk() {
	b.t.Helper()
	l, ok := b.sh.Current().(*live)
	if !ok {
		b.t.Fatalf("no session in progress but %T", b.sh.Current())
	}
	typed := map[guide.Kind]string{guide.KindNumber: "34", guide.KindDate: "24/11/1951", guide.KindFree: "oui", guide.KindCommune: "Miramas"}
	for range 30 {
		s := l.run.Current()
		b.later(0)
		switch text, field := typed[s.Kind]; {
		case l.run.AtEnd():
			return
		case s.Kind == guide.KindCommune:
			b.typed(text)
			b.press(text)
		case s.Kind == guide.KindNumber && !s.Range.Contains(34000):
			b.typed(s.Range.Max.String())
			b.key(fyne.KeyReturn)
		case field:
			b.typed(text)
			b.key(fyne.KeyReturn)
		case len(l.keys) > 0:
			b.key(fyne.Key1)
		default:
			b.key(fyne.KeyRight)
		}
		if l.run.Current().ID == s.ID {
			b.t.Fatalf("no key leaves the step %s", s.ID)
		}
	}
}

func TestEveryGuideIsWalkedByKeyboard(t *testing.T) {
	b := newBench(t)
	for _, e := range b.shelf.Entries() {
		b.begin(b.sh.Env(), e.ID)
		b.walk()
		if l := b.sh.Current().(*live); !l.run.AtEnd() {
			t.Errorf("%s: no end after thirty steps", e.ID)
		}
		b.sh.Open("today")
	}
}

func TestAPrivateNoteClosesAtTheNextStepAndIsNeverShownToThePerson(t *testing.T) {
	b := newBench(t)
	b.begin(b.sh.Env(), "carte-identite-renouvellement")
	l := b.sh.Current().(*live)
	note := l.run.Current().Mediator
	if note == "" {
		t.Fatal("the first step has no note")
	}
	hidden := func(when string) {
		t.Helper()
		if strings.Contains(b.texts(), note) {
			t.Errorf("the note is on screen %s", when)
		}
	}
	hidden("before it is asked for")
	b.key(fyne.KeyN)
	b.says(note)
	b.press("Montrer à la personne")
	hidden("while the person looks")
	b.key(fyne.KeyN)
	hidden("while the person looks, on N")
	b.key(fyne.KeyEscape)
	if l.showing {
		t.Error("Escape does not give the screen back")
	}
	b.key(fyne.KeyN)
	b.key(fyne.Key1)
	hidden("at the next step")
}

func TestAReportPutOffComesBackAsItWas(t *testing.T) {
	b := newBench(t)
	b.begin(b.sh.Env(), "carte-vitale")
	b.walk()
	b.now = b.now.Add(20 * time.Minute)
	b.ctrl(fyne.KeyReturn)
	b.press("1 h 30")
	b.press("La personne continue seule")
	b.press("Finir plus tard")
	b.says("Compte rendu à finir")
	b.now = b.now.Add(3 * time.Hour)
	b.press("Le finir")
	r, ok := b.sh.Current().(*report)
	if !ok {
		t.Fatalf("the report opens as %T", b.sh.Current())
	}
	if r.draft.Session.Duree != 90 || r.draft.Session.Suite != "continue_seul" {
		t.Errorf("came back as %+v", r.draft.Session)
	}
	b.press("Revenir à la séance")
	b.ctrl(fyne.KeyReturn)
	if r := b.sh.Current().(*report); r.draft.Session.Duree != 90 || r.draft.Session.Suite != "continue_seul" {
		t.Errorf("the way back to the session lost %+v", r.draft.Session)
	}
}

func TestOneQuestionAfterACrash(t *testing.T) {
	b := newBench(t)
	b.begin(b.sh.Env(), "carte-vitale")
	b.key(fyne.Key1)
	b.now = b.now.Add(40 * time.Second)
	b.sh.Open("today")
	b.now = b.now.Add(10 * time.Hour)
	b.crash()
	b.AskResume(b.sh.Env())
	b.says("Reprendre la séance de 14:08 ?")
	b.says("Commander ou refaire sa carte Vitale")
	b.photograph("reprendre")
	b.press("Reprendre")
	l, ok := b.sh.Current().(*live)
	if !ok {
		t.Fatalf("taking it up opens %T", b.sh.Current())
	}
	if l.position() != 2 || l.draft.Elapsed(b.now) > 2*time.Minute {
		t.Errorf("taken up at step %d with %v counted", l.position(), l.draft.Elapsed(b.now))
	}
}

func TestSeveralSessionsAtOnce(t *testing.T) {
	b := newBench(t)
	b.begin(b.sh.Env(), "carte-vitale")
	b.key(fyne.Key1)
	b.sh.Open("today")
	b.begin(b.sh.Env(), "apl")
	b.sh.Open("today")
	b.press("Commander ou refaire sa carte Vitale")
	if l := b.sh.Current().(*live); l.position() != 2 {
		t.Errorf("the first session is at step %d", l.position())
	}
	b.sh.Open("today")
	b.now = b.now.Add(10 * time.Hour)
	b.crash()
	b.AskResume(b.sh.Env())
	b.says("Des séances n’étaient pas finies")
	b.photograph("reprendre-plusieurs")
}

func TestASessionWithoutGuideMayTakeOne(t *testing.T) {
	b := newBench(t)
	b.ctrl(fyne.KeyN)
	b.press("Chercher un guide")
	b.typed("vitale")
	b.key(fyne.KeyReturn)
	l, ok := b.sh.Current().(*live)
	if !ok || l.run == nil || l.run.Graph().Guide.ID != "carte-vitale" {
		t.Fatalf("the session has no guide: %T", b.sh.Current())
	}
	if drafts, _ := b.Book.Drafts(context.Background(), ""); len(drafts) != 1 {
		t.Errorf("%d sessions instead of one", len(drafts))
	}
}

func TestTheNarrowWindow(t *testing.T) {
	b := newBench(t)
	b.begin(b.sh.Env(), "carte-identite-renouvellement")
	b.press("Réduire")
	b.photograph("d8-fenetre-ancree")
	b.key(fyne.Key1)
	b.says("Étape 2")
	b.press("Agrandir")
	b.press("Réduire")
	b.ctrl(fyne.KeyReturn)
	want := []bool{true, false, true, false}
	if !slices.Equal(b.docked, want) {
		t.Errorf("the window went %v, want %v", b.docked, want)
	}
}

func TestSomeoneTurnedAwayIsOneTapAndOneUndo(t *testing.T) {
	b := newBench(t)
	b.press("+1 demande non reçue")
	count := func() int {
		n := 0
		for r, err := range b.Book.List(context.Background(), session.Filter{}) {
			if err != nil || r.Type != session.NotReceived {
				t.Fatal(r, err)
			}
			n++
		}
		return n
	}
	if count() != 1 {
		t.Fatal("not counted")
	}
	b.press("Annuler")
	if count() != 0 {
		t.Error("not undone")
	}
}

func TestAWorkshopNeedsItsTotalOnly(t *testing.T) {
	b := newBench(t)
	b.startWorkshop(b.sh.Env())
	w := b.sh.Current().(*workshop)
	for range 8 {
		b.key(fyne.KeyUp)
	}
	b.photograph("d4-total")
	w.draft.Session.Thematiques = []string{"email"}
	b.ctrl(fyne.KeyReturn)
	var saved []session.Record
	for r, err := range b.Book.List(context.Background(), session.Filter{}) {
		if err != nil {
			t.Fatal(err)
		}
		saved = append(saved, r)
	}
	if len(saved) != 1 || saved[0].Participants.Total != 8 {
		t.Fatalf("saved %+v", saved)
	}
}

// TestADraftNeverComesBack is what two writes at once could do: the last of a
// draft landing after its session was saved.
func TestADraftNeverComesBack(t *testing.T) {
	var k keeping
	var written []session.ID
	put := func(d session.Draft) error { written = append(written, d.ID); return nil }
	k.put(keep{session.Draft{ID: "a"}, func(error) {}})
	k.put(keep{session.Draft{ID: "a", Label: "newer"}, func(error) {}})
	k.put(keep{session.Draft{ID: "b"}, func(error) {}})
	k.end("b")
	k.write(put)
	k.put(keep{session.Draft{ID: "b"}, func(error) {}})
	k.write(put)
	if !slices.Equal(written, []session.ID{"a"}) {
		t.Errorf("written %v", written)
	}
}

func TestCopyingIntoTheNationalToolByKeys(t *testing.T) {
	b := newBench(t)
	b.record("carte-vitale", 20)
	b.record("apl", 45)
	b.sh.Open("sessions")
	b.press("Recopier dans La Coop")
	b.says("2 restent")
	b.photograph("recopier")
	b.key(fyne.Key1)
	if fyne.CurrentApp().Clipboard().Content() == "" {
		t.Error("1 copied nothing")
	}
	b.key(fyne.KeyC) // the tenth field
	b.press("C’est recopié")
	b.says("1 reste")
	b.press("Annuler")
	b.says("2 restent")
	b.press("C’est recopié")
	b.says("1 reste")
	b.sh.Open("today")
	b.says("Recopier dans La Coop : 1 reste")
}

// TestManyHandsOnOneDraft writes a draft from several goroutines: the last
// state asked for is the last one written.
func TestManyHandsOnOneDraft(t *testing.T) {
	var k keeping
	var last string
	put := func(d session.Draft) error { last = d.Label; return nil }
	var wg sync.WaitGroup
	for i := range 200 {
		k.put(keep{session.Draft{ID: "a", Label: strconv.Itoa(i)}, func(error) {}})
		wg.Go(func() { k.write(put) })
	}
	wg.Wait()
	k.end("a")
	if last != "199" {
		t.Errorf("the last state written is %s", last)
	}
}

// TestADigitIsNotWrittenInTheNextField is the key that answers a question
// followed by its character, as a real keyboard gives them.
func TestADigitIsNotWrittenInTheNextField(t *testing.T) {
	b := newBench(t)
	b.begin(b.sh.Env(), "carte-identite-renouvellement")
	b.key(fyne.Key1)
	l := b.sh.Current().(*live)
	field, ok := l.first.(*kit.Field)
	if !ok {
		t.Fatal("the second step is not a field")
	}
	if f := b.win.Canvas().Focused(); f != nil {
		f.TypedRune('1')
	}
	b.later(0)
	b.typed("34")
	if field.Text() != "34" {
		t.Errorf("the field says %q", field.Text())
	}
}
