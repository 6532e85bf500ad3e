package desk

import (
	"context"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"parvis/app/guide"
	"parvis/app/library"
	"parvis/ui/kit"
)

// offered answers what the sheet asked for.
func (b *bench) offered() (made *[]SheetOptions, printed *[]SheetOptions) {
	made, printed = &[]SheetOptions{}, &[]SheetOptions{}
	b.Guides.Sheet = func(_ context.Context, s guide.Summary, o SheetOptions) (string, error) {
		*made = append(*made, o)
		return "/feuille." + string(o.Form), nil
	}
	b.Guides.Print = func(_ context.Context, s guide.Summary, o SheetOptions) error {
		*printed = append(*printed, o)
		return nil
	}
	b.Guides.Printers = func(context.Context) []string { return []string{"accueil", "bureau"} }
	return made, printed
}

func TestTheSheetIsHandedOverInEveryForm(t *testing.T) {
	b := newBench(t)
	made, printed := b.offered()
	b.sh.Open("guides")
	b.sh.Env().Go(newReader(b.Desk, "carte-vitale"))
	b.press("Imprimer le guide")
	b.press("Page web accessible")
	b.says("qu’un lecteur d’écran suit dans l’ordre")
	b.press("Ouvrir")
	if len(*made) != 1 || (*made)[0].Form != SheetWeb || b.shown[len(b.shown)-1] != "/feuille.web" {
		t.Fatalf("made %+v, opened %v", *made, b.shown)
	}
	b.begin(b.sh.Env(), "carte-vitale")
	b.walk()
	b.press("Terminer")
	b.press("Langue, format")
	b.photograph("feuille")
	b.press("Français")
	b.press("العربية")
	b.press("Ticket 80 mm")
	b.press("Ouvrir à l’écran d’abord")
	b.press("accueil")
	b.press("Imprimer")
	want := SheetOptions{Lang: "ar", Form: SheetTicket, Printer: "accueil"}
	if len(*printed) != 1 || (*printed)[0] != want {
		t.Fatalf("printed %+v", *printed)
	}
	b.ctrl(fyne.KeyP) // the habit of this desk, in the language of the screen
	want.Lang = "fr"
	if len(*printed) != 2 || (*printed)[1] != want {
		t.Errorf("printed %+v", *printed)
	}
	b.press("Page web accessible")
	if n := len(*made); n != 2 || (*made)[1].Form != SheetWeb || len(*printed) != 2 {
		t.Errorf("the page for a browser went to a printer: %+v %+v", *made, *printed)
	}
}

func TestATranslationIsAcceptedApart(t *testing.T) {
	b := newBench(t)
	ctx := t.Context()
	if _, err := b.shelf.AcceptStarter(ctx, "Nadia"); err != nil {
		t.Fatal(err)
	}
	visible := func(lang string) bool {
		e, _ := b.shelf.Entry("carte-vitale")
		return slices.Contains(b.shelf.Visible(lang), e)
	}
	if !visible("fr") || visible("ar") {
		t.Fatalf("at the start: fr %v, ar %v", visible("fr"), visible("ar"))
	}
	b.sh.Open("guides")
	b.sh.Env().Go(newReader(b.Desk, "carte-vitale"))
	b.press("Lire : العربية")
	b.photograph("traduction")
	b.says("Parlez-vous cette langue ?")
	b.press("Accepter pour les visiteurs")
	if !visible("ar") || visible("en") {
		t.Errorf("once accepted: ar %v, en %v", visible("ar"), visible("en"))
	}
	b.press("La retirer de la borne")
	if visible("ar") || !visible("fr") {
		t.Error("taking the translation back took more, or nothing")
	}
}

func TestACorrectionReachesVisitorsOnlyOnceReviewedAndItsFileSaysByWhom(t *testing.T) {
	b := newBench(t)
	ctx := t.Context()
	if _, err := b.shelf.AcceptStarter(ctx, "Nadia"); err != nil {
		t.Fatal(err)
	}
	shown := func() string {
		g, err := b.shelf.LoadShown("carte-vitale", "fr")
		if err != nil {
			t.Fatal(err)
		}
		return g.Guide.Steps[0].Title
	}
	before := shown()
	b.sh.Open("guides")
	b.sh.Env().Go(newReader(b.Desk, "carte-vitale"))
	b.press("Corriger ce guide")
	b.typed(" vraiment")
	b.key(fyne.KeyEscape)
	b.says("Les visiteurs suivent la version 2026-11")
	if shown() != before {
		t.Fatal("visitors follow a text half written")
	}
	b.press("Je l’ai relu")
	b.press("Valider")
	b.says("Relu")
	if shown() == before {
		t.Error("the reviewed correction is not shown")
	}
	_, data, _, err := b.shelf.Text("carte-vitale", "")
	if err != nil || !strings.Contains(string(data), "\nrelu: par Nadia le 2026-11-24\n") || !strings.Contains(string(data), "\nversion: 2026-11.1\n") {
		t.Errorf("the file says %v\n%.400s", err, data)
	}
	b.press("Corriger ce guide") // what was read over stays as it was
	b.typed(" encore")
	b.key(fyne.KeyEscape)
	e, _ := b.shelf.Entry("carte-vitale")
	if e.Version != "2026-11.2" || e.Review.Done() {
		t.Errorf("a text changed after its review still says who read it: %+v", e.Variant)
	}
}

// TestAStepIsReportedInTwoTaps does so from each place a step is seen.
func TestAStepIsReportedInTwoTaps(t *testing.T) {
	b := newBench(t)
	flags := func() []library.Flag {
		list, err := b.records.Flags(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return list
	}
	b.sh.Open("guides")
	b.sh.Env().Go(newReader(b.Desk, "carte-vitale"))
	e, _ := b.shelf.Load("carte-vitale")
	for n, s := range e.Guide.Steps {
		b.press("Signaler cette étape : " + spaced(s.Title))
		b.press("Le lien ne marche plus")
		if list := flags(); len(list) != n+1 || list[n].Step != s.ID || list[n].Reason != library.DeadLink || list[n].On != "2026-11-24" {
			t.Fatalf("step %d: %+v", n+1, list)
		}
	}
	had := len(flags())
	b.begin(b.sh.Env(), "carte-vitale")
	b.press("Signaler cette étape")
	b.press("Le texte n’est pas clair")
	b.press("Réduire")
	b.press("Signaler cette étape")
	b.press("Autre raison")
	if n := len(flags()); n != had+2 {
		t.Errorf("from a session, wide then beside the browser: %d flags", n-had)
	}
}

func TestTheEditorInANarrowWindowHasEverythingInTabs(t *testing.T) {
	b := newBench(t, size(1280, 800), textSize(2))
	e := b.edited("carte-vitale")
	if !e.narrow {
		t.Fatal("there is room beside the cards")
	}
	b.photograph("d5b-200")
	b.press("Aperçu, à corriger")
	b.says("L’aperçu")
	b.says("À corriger")
	b.press("Étapes")
	b.says("Étape 1")
}

func TestUndoAndRedoTakeTurns(t *testing.T) {
	b := newBench(t)
	e := b.edited("carte-vitale")
	first := string(e.data)
	b.typed("A")
	b.press("Descendre")
	moved := string(e.data)
	b.press("Annuler")
	b.press("Annuler")
	if string(e.data) != first {
		t.Fatal("two undos do not give the text back")
	}
	b.press("Rétablir")
	b.press("Rétablir")
	if string(e.data) != moved {
		t.Error("two redos do not give the change back")
	}
	b.press("Annuler")
	b.typed("B")
	if len(e.redo) != 0 {
		t.Error("a new change keeps what was undone")
	}
}

// TestAConditionIsChosenInLists makes a way depend on an answer without a sign
// of the format.
func TestAConditionIsChosenInLists(t *testing.T) {
	b := newBench(t)
	e := b.edited("carte-identite-renouvellement")
	at := e.numberOf("age") - 1
	e.use(at)
	before := len(e.g.Steps[at].Exits)
	b.press("Selon une réponse")
	if len(e.g.Steps[at].Exits) != before+1 || e.g.Steps[at].Exits[0].When.String() != "age < 18" {
		t.Fatalf("exits: %s", guide.Print(e.g))
	}
	b.press("moins de")
	b.press("au moins")
	if got := e.g.Steps[at].Exits[0].When.String(); got != "age ≥ 18" {
		t.Errorf("the condition is %q", got)
	}
	list := e.numberOf("documents") - 1
	e.use(list)
	b.press("Pour certains…")
	found := false
	for _, it := range e.g.Steps[list].Items {
		found = found || it.When != nil && it.When.String() == "passeport = valide"
	}
	if !found || guide.HasErrors(guide.Parse("x", e.data).Findings) {
		t.Errorf("no line is for some only:\n%s", e.data)
	}
}

func TestOnePressMendsWhatTheProgramUnderstands(t *testing.T) {
	b := newBench(t)
	e := b.edited("carte-vitale")
	e.g.Steps[0].Choices = append(e.g.Steps[0].Choices, guide.Choice{ID: "autre", Label: "Autre chose", To: "nulle-part-ailleurs"})
	e.changed("")
	b.later(pause)
	b.press("Créer cette étape")
	if _, ok := e.g.Step("nulle-part-ailleurs"); !ok {
		t.Fatal("the step was not made")
	}
	e.g.Trials = nil
	e.changed("")
	b.later(pause)
	b.press("Écrire les essais")
	for _, f := range e.found {
		if f.Code == adviceUntried {
			t.Errorf("still untried: %s", f.Text(b.sh.Env().Words))
		}
	}
	graph, faults := guide.Compile(e.g)
	if graph == nil {
		t.Fatal(faults)
	}
	for _, r := range graph.Trials() {
		if !r.OK {
			t.Error("a trial written by the program fails")
		}
	}
}

func TestACardIsDraggedToItsPlace(t *testing.T) {
	b := newBench(t)
	e := b.edited("carte-vitale")
	ids := []guide.StepID{e.g.Steps[0].ID, e.g.Steps[1].ID, e.g.Steps[2].ID}
	var first *handle
	kit.Walk(e.cards, func(o fyne.CanvasObject) bool {
		h, ok := o.(*handle)
		if ok {
			first = h
		}
		return ok
	})
	down := e.cards.Objects[3].Position().Y - e.cards.Objects[1].Position().Y + 40
	first.Dragged(&fyne.DragEvent{Dragged: fyne.Delta{DY: down}})
	first.DragEnd()
	if e.g.Steps[0].ID != ids[1] || e.g.Steps[1].ID != ids[2] || e.g.Steps[2].ID != ids[0] {
		t.Errorf("after the drag: %s, %s, %s", e.g.Steps[0].ID, e.g.Steps[1].ID, e.g.Steps[2].ID)
	}
	b.press("Annuler")
	if e.g.Steps[0].ID != ids[0] {
		t.Error("undo did not put the card back")
	}
}

func TestAnEmptyShelfSaysWhy(t *testing.T) {
	b := newBench(t)
	b.sh.Open("guides")
	b.press("Relus 0")
	b.says("Aucun guide ici")
	b.press("Voir tous les guides")
	b.says("Tous 69, choisi")
}
