package desk

import (
	"context"
	"strconv"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"parvis/app/guide"
	"parvis/app/library"
	"parvis/ui/kit"
)

// hands do what a newcomer's would, and count: presses, letters, other keys.
type hands struct {
	*bench
	taps, letters, keys int
}

func (h *hands) tap(label string) {
	h.t.Helper()
	h.taps++
	h.press(label)
}

func (h *hands) write(words string) {
	h.t.Helper()
	h.letters += len([]rune(words))
	h.typed(words)
}

// enter goes on to the next field.
func (h *hands) enter() {
	h.keys++
	h.key(fyne.KeyReturn)
}

// card presses on the folded card of a step, from 1.
func (h *hands) card(n int) {
	h.t.Helper()
	h.taps++
	if !kit.Walk(h.editor().cards.Objects[n], func(o fyne.CanvasObject) bool {
		row, ok := o.(*kit.Pressable)
		if ok {
			row.Tapped(nil)
		}
		return ok
	}) {
		h.t.Fatalf("no card %d", n)
	}
}

// into presses in a field of the card in use, by its name.
func (h *hands) into(name string) {
	h.t.Helper()
	h.taps++
	f, ok := h.editor().fields[name]
	if !ok {
		h.t.Fatalf("no field %s", name)
	}
	kit.Focus(f)
}

// seconds is how long it takes by the keystroke-level model (Card, Moran and
// Newell, 1980), with the figures of someone slow: half a second a key (the
// model has 0.28 for an average typist), and for a press 1.35 s to think, 1.1 s
// to point and 0.2 s to press.
func (h *hands) seconds() float64 {
	return 0.5*float64(h.letters+h.keys) + 2.65*float64(h.taps)
}

// TestANewcomerWritesAGuide goes from the shelf to a guide of ten steps shown to
// visitors and proposed, by presses and plain words alone: not one sign of the
// format is typed.
func TestANewcomerWritesAGuide(t *testing.T) {
	b := newBench(t)
	h := &hands{bench: b}
	b.sh.Open("guides")
	h.tap("Écrire un guide")
	h.write("Inscrire un enfant à la cantine")
	h.tap("Rangé dans")
	h.tap("Aides")
	h.tap("Valider")
	b.photograph("d5b-nouveau")

	h.write("L’enfant mange-t-il déjà à la cantine ?") // 1, a question with three answers
	h.card(2)
	h.enter()
	h.write("Une facture de moins de trois mois")
	h.enter()
	h.write("Le numéro d’allocataire CAF")
	h.enter()
	h.write("Le carnet de vaccination")
	h.card(3)
	h.enter() // from the title to the text
	h.write("Ouvrez le compte famille de la commune.")
	h.into("link2")
	h.write("https://www.service-public.fr/particuliers/vosdroits/F24569")
	h.card(4)
	h.write("L’inscription est envoyée")
	h.enter()
	h.write("La mairie répond sous quinze jours.")

	h.card(1) // « Non » leads to a step of its own
	e := b.editor()
	h.choose("preparez-ces-papiers", 1, "+ une nouvelle étape")
	h.write("Voici comment se passe une inscription")
	h.enter()
	h.write("Elle se fait une fois par an, avant la rentrée.")
	h.tap("Ajouter une étape après")
	h.write("Dans quelle école va l’enfant ?")
	h.choose(strconv.Itoa(int(guide.KindText)), 0, "Question à choix")
	for _, more := range []struct{ title, text string }{
		{"Choisissez les jours", "On peut changer les jours en cours d’année."},
		{"Demandez le tarif réduit", "Il dépend des revenus de la famille."},
		{"Signalez une allergie", "Le médecin remplit un papier, le PAI."},
		{"Payez chaque mois", "En ligne, ou au guichet de la mairie."},
	} {
		h.tap("Ajouter une étape après")
		h.write(more.title)
		h.enter()
		h.write(more.text)
	}
	if len(e.g.Steps) != 10 {
		t.Fatalf("%d steps", len(e.g.Steps))
	}
	b.later(pause)
	b.photograph("d5b-editeur")
	if guide.HasErrors(e.found) {
		for _, f := range e.found {
			t.Log(f.Text(b.sh.Env().Words))
		}
		t.Fatalf("a guide made of cards has errors:\n%s", e.data)
	}
	h.tap("Proposer au coordinateur")
	h.tap("Proposer")
	b.says("Proposé")
	if took := time.Duration(h.seconds() * float64(time.Second)); took > 10*time.Minute {
		t.Errorf("it takes a slow newcomer %s", took)
	}
	t.Logf("%d presses, %d letters, %d other keys: %.0f s by the keystroke-level model", h.taps, h.letters, h.keys, h.seconds())
	b.lookAtTheShelf()
}

// choose opens the n-th list of the cards that shows a value, and presses one
// of its lines.
func (h *hands) choose(value string, n int, what string) {
	h.t.Helper()
	var lists []fyne.Tappable
	kit.Walk(h.editor().cards, func(o fyne.CanvasObject) bool {
		if s, ok := o.(*kit.Select); ok && s.Value() == value {
			lists = append(lists, s.FocusTarget().(fyne.Tappable))
		}
		return false
	})
	if n >= len(lists) {
		h.t.Fatalf("%d lists show %s", len(lists), value)
	}
	h.taps++
	lists[n].Tapped(nil)
	h.tap(what)
}

// lookAtTheShelf looks at what the shelf holds and what a visitor would follow.
func (b *bench) lookAtTheShelf() {
	t := b.t
	t.Helper()
	const id = "inscrire-un-enfant-a-la-cantine"
	entry, ok := b.shelf.Entry(id)
	if !ok || entry.State != library.ToReview || entry.Origin != library.Local || entry.LifeEvent != "famille" {
		t.Fatalf("on the shelf: %+v", entry)
	}
	_, data, _, err := b.shelf.Text(id, "")
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"## choisissez-les-jours : Choisissez les jours (texte)", "- Le carnet de vaccination", "lien: https://www.service-public.fr/particuliers/vosdroits/F24569", "version: 2026-11\n"} {
		if !strings.Contains(string(data), want) {
			t.Errorf("the file lacks %q:\n%s", want, data)
		}
	}
	if strings.Contains(string(data), "migration") || strings.Contains(string(data), "etape-") {
		t.Errorf("the names of steps are not those of their titles:\n%s", data)
	}
	if list, err := b.shelf.Proposals(context.Background()); err != nil || len(list) != 1 {
		t.Errorf("proposed: %v %v", list, err)
	}
	if err := b.shelf.Accept(context.Background(), "Nadia", id); err != nil {
		t.Fatal(err)
	}
	g, err := b.shelf.LoadShown(id, "fr")
	if err != nil {
		t.Fatal(err)
	}
	run := guide.NewRun(g, b.clock)
	for n := 0; !run.AtEnd(); n++ {
		s := run.Current()
		if s.Asks() {
			if _, err := run.Answer(s.ID, s.Choices[min(1, len(s.Choices)-1)].ID); err != nil {
				t.Fatal(err)
			}
		}
		if err := run.Next(); err != nil || n > 12 {
			t.Fatalf("at %s: %v", s.ID, err)
		}
	}
}
