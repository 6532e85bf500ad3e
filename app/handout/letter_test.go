package handout

import (
	"bytes"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func letter() *Letter {
	return &Letter{
		Title: "Mandat pour des démarches administratives", Note: "Modèle à faire valider.", Day: "2026-11-24",
		Copies: []string{"Exemplaire de la personne", "Exemplaire de la structure"}, Foot: "Médiathèque de Miramas",
		Parts: []Part{
			{Title: "Qui donne mandat à qui", Lines: []string{"Hélène Benarous donne mandat à la Médiathèque."}},
			{Title: "Les actes", Lines: []string{"demander la prime d’activité", "déclarer un changement d’adresse"}, List: true},
			{Title: "Attention", Lines: []string{"Un mandat papier n’autorise personne à se connecter par FranceConnect."}, Box: true},
			{Title: "Signatures", Lines: []string{"La personne :", "Pour la structure :"}, Sign: true},
		},
	}
}

func pdfOf(t rapid.TB, l *Letter, f Fonts) ([]byte, int) {
	t.Helper()
	var b bytes.Buffer
	if err := l.PDF(&b, f); err != nil {
		t.Fatal(err)
	}
	return b.Bytes(), strings.Count(b.String(), "/Type /Page\n")
}

func TestALetterHasItsCopiesAndAlwaysTheSameBytes(t *testing.T) {
	f := fonts(t)
	first, pages := pdfOf(t, letter(), f)
	if pages != 2 {
		t.Errorf("%d pages for two copies", pages)
	}
	again, _ := pdfOf(t, letter(), f)
	if !bytes.Equal(first, again) {
		t.Error("printed again, it differs")
	}
	one := letter()
	one.Copies = nil
	if _, pages := pdfOf(t, one, f); pages != 1 {
		t.Errorf("%d pages for one copy", pages)
	}
}

func TestTheTwinSaysAllTheLetterSays(t *testing.T) {
	l := letter()
	l.Parts = append(l.Parts, Part{Title: "Le code", Lines: []string{"ABCD-EFGH"}, Code: true})
	l.Parts[0].Lines = append(l.Parts[0].Lines, "<b>deux\nlignes</b>")
	var b bytes.Buffer
	if err := l.HTML(&b); err != nil {
		t.Fatal(err)
	}
	text := b.String()
	for _, want := range append([]string{l.Title, l.Note, l.Foot, `lang="fr"`, `class="warn"`, "ABCD-EFGH", "&lt;b&gt;deux<br>lignes"}, l.Copies...) {
		if !strings.Contains(text, want) {
			t.Errorf("the twin lacks %q", want)
		}
	}
	for _, part := range letter().Parts {
		for _, line := range append(part.Lines, part.Title) {
			if !strings.Contains(text, line) {
				t.Errorf("the twin lacks %q", line)
			}
		}
	}
}

// Whatever is written, each copy has as many pages as the other and the sheet
// can be made.
func TestAnyLetterCanBePrinted(t *testing.T) {
	f := fonts(t)
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.StringMatching(`[a-zéàç’ ]{0,40}( [a-z]{1,90})?`)
		l := letter()
		l.Large = rapid.Bool().Draw(t, "large")
		for range rapid.IntRange(0, 12).Draw(t, "parts") {
			l.Parts = append(l.Parts, Part{
				Title: word.Draw(t, "title"), Lines: rapid.SliceOfN(word, 0, 9).Draw(t, "lines"),
				List: rapid.Bool().Draw(t, "list"), Box: rapid.Bool().Draw(t, "box"), Sign: rapid.Bool().Draw(t, "sign"),
			})
		}
		if _, pages := pdfOf(t, l, f); pages%2 != 0 || pages == 0 {
			t.Fatalf("%d pages for two copies", pages)
		}
	})
}
