package dila

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"parvis/app/guide"
)

// drafts converts the sheets of testdata, written for these tests in the shape
// of the official ones.
func drafts(t testing.TB) map[string]*Draft {
	t.Helper()
	names, err := filepath.Glob(filepath.Join("testdata", "fiches", "F*"))
	if err != nil || len(names) == 0 {
		t.Fatalf("no sheet in testdata: %v", err)
	}
	facts := NewFacts()
	var sheets []*Sheet
	for _, n := range names {
		raw, err := os.ReadFile(n)
		if err != nil {
			t.Fatal(err)
		}
		s, err := ParseSheet(raw, filepath.Base(n))
		if err != nil {
			t.Fatal(err)
		}
		facts.Learn(s)
		sheets = append(sheets, s)
	}
	out := map[string]*Draft{}
	for _, s := range sheets {
		out[s.ID] = Convert(s, facts)
	}
	return out
}

func step(t testing.TB, d *Draft, id guide.StepID) *guide.Step {
	t.Helper()
	s, ok := d.Guide.Step(id)
	if !ok {
		t.Fatalf("no step %s in\n%s", id, d.Text)
	}
	return s
}

func TestEverySheetIsASoundGuide(t *testing.T) {
	for id, d := range drafts(t) {
		if len(d.Findings) > 0 {
			t.Errorf("%s: %v\n%s", id, d.Findings, d.Text)
		}
		if d.Guide.For(guide.Kiosk) || d.Guide.Reviewed.Done() {
			t.Errorf("%s is offered to visitors or counts as reviewed", id)
		}
		for _, s := range d.Guide.Steps {
			if !strings.Contains(s.Mediator, "fiche "+id+", édition d") || !strings.Contains(s.Mediator, "seule l’administration décide") {
				t.Errorf("%s, step %s does not say where it comes from: %q", id, s.ID, s.Mediator)
			}
		}
	}
}

func TestSituationsCasesAndPapers(t *testing.T) {
	d := drafts(t)["F90001"]
	g := d.Guide
	if g.Title != "Emprunter un vélo de la ville" || g.Version != "2020-10" || g.Sources[0].String() != "service-public F90001, état 2020-10" {
		t.Errorf("header: %q %q %v", g.Title, g.Version, g.Sources)
	}
	if got := strings.Join(g.Keywords, "|"); got != "Transports|Prêt de vélo|Premier prêt" {
		t.Errorf("keywords: %s", got)
	}
	if !strings.Contains(g.Intro, "80\u00a0€ (montant au 5 octobre 2020, à vérifier).") {
		t.Errorf("the amount bears no date: %q", g.Intro)
	}
	question := step(t, d, "choix-situation")
	if len(question.Choices) != 2 || question.Choices[0].Label != "Vous êtes adulte" {
		t.Errorf("situations: %+v", question.Choices)
	}
	papers := step(t, d, "papiers-a-montrer-premier-pret")
	if papers.Kind != guide.KindList || len(papers.Items) != 2 {
		t.Errorf("the papers are no list to tick: %v %v", papers.Kind, papers.Items)
	}
	if link := step(t, d, "lien-reserver-un-velo"); link.Link() != "https://velo.exemple.gouv.fr/reserver" || link.Check == "" {
		t.Errorf("the service: %+v", link)
	}
	if who := step(t, d, "qui-peut-emprunter"); !strings.Contains(who.Help, "Carte annuelle") ||
		len(who.Items) != 1 || who.Items[0].When == nil {
		t.Errorf("glossary and conditional text: %+v", who)
	}
	if w := step(t, d, "papiers-a-montrer"); !strings.HasPrefix(w.Warning, "La carte se perd") {
		t.Errorf("notice: %+v", w)
	}
	if p := step(t, d, "accord-d-un-parent"); p.Orientation != "Maison du vélo" {
		t.Errorf("where to go: %q", p.Orientation)
	}
}

// walk follows a draft with answers and gives the steps met.
func walk(t testing.TB, d *Draft, answers map[guide.StepID]string) string {
	t.Helper()
	graph, err := guide.Load("draft", d.Text)
	if err != nil {
		t.Fatal(err)
	}
	r := guide.NewRun(graph, func() time.Time { return time.Unix(0, 0) })
	var met []string
	for range 100 {
		s := r.Current()
		met = append(met, string(s.ID))
		if r.AtEnd() {
			return strings.Join(met, " ")
		}
		if s.Asks() {
			value, ok := answers[s.ID]
			switch {
			case ok:
				_, err = r.Answer(s.ID, value)
			case s.Optional:
				_, err = r.Skip(s.ID)
			default:
				t.Fatalf("no answer for %s", s.ID)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		if err := r.Next(); err != nil {
			t.Fatal(err)
		}
	}
	t.Fatal("the run does not end")
	return ""
}

func TestConditionsAreThreeValued(t *testing.T) {
	d := drafts(t)["F90001"]
	adult := map[guide.StepID]string{"choix-situation": "vous-etes-adulte", "choix-papiers-a-montrer": "premier-pret"}
	first := walk(t, d, adult)
	if strings.Contains(first, "carte-de-fidelite") {
		t.Errorf("a text whose condition is false shows: %s", first)
	}
	if !strings.Contains(first, "tarif-premier-pret") || strings.Contains(first, "tarif-nouveau-pret") {
		t.Errorf("what was answered is asked or forgotten: %s", first)
	}
	adult["choix-papiers-a-montrer"] = "nouveau-pret"
	if again := walk(t, d, adult); !strings.Contains(again, "carte-de-fidelite") {
		t.Errorf("a text whose condition is true does not show: %s", again)
	}
	helmet := step(t, d, "qui-peut-emprunter").Items[0]
	if got := helmet.When.String(); got != "vous-avez-besoin-d-un-casque ≠ non" {
		t.Errorf("the guided search gives the fact its words: %q", got)
	}
}

func TestQuestionnaireSettlesTheCases(t *testing.T) {
	d := drafts(t)["F90004"]
	house := walk(t, d, map[guide.StepID]string{"logement": "maison"})
	flat := walk(t, d, map[guide.StepID]string{"logement": "appartement"})
	if strings.Contains(house, "prevenir-le-syndic") || !strings.Contains(flat, "prevenir-le-syndic") {
		t.Errorf("house: %s; flat: %s", house, flat)
	}
	if !strings.Contains(house, "trier-maison") || !strings.Contains(flat, "trier-appartement") {
		t.Errorf("house: %s; flat: %s", house, flat)
	}
	if !strings.Contains(string(d.Text), "Nord\u00a0; Jour\u00a0: Lundi") {
		t.Errorf("the table is lost:\n%s", d.Text)
	}
}

func TestGuidedSearchLeadsToSheets(t *testing.T) {
	d := drafts(t)["F90002"]
	if d.Guide.Title != "Vélo de la ville" {
		t.Errorf("title %q", d.Guide.Title)
	}
	end := step(t, d, "fiche-f90003")
	if end.Kind != guide.KindEnd || end.Link() != "https://www.service-public.fr/particuliers/vosdroits/F90003" {
		t.Errorf("end: %+v", end)
	}
	if n := len(d.Guide.Steps); n != 4 {
		t.Errorf("%d steps: one end a sheet", n)
	}
}

func TestBothShapesGiveTheSameGuide(t *testing.T) {
	xml := `<Publication xmlns:dc="x" ID="F90003" type="Fiche Question-réponse" spUrl="https://www.service-public.fr/particuliers/vosdroits/F90003"><dc:title>Que faire si le vélo est volé ?</dc:title><dc:date>modified 2020-08-11</dc:date><Audience>Particuliers</Audience><Theme ID="N9001"><Titre>Transports</Titre></Theme><Texte><Paragraphe>Prévenez la maison du vélo <MiseEnEvidence>le jour même</MiseEnEvidence>.</Paragraphe></Texte></Publication>`
	s, err := ParseSheet([]byte(xml), "F90003.xml")
	if err != nil {
		t.Fatal(err)
	}
	if got, want := string(Convert(s, nil).Text), string(drafts(t)["F90003"].Text); got != want {
		t.Errorf("XML gives\n%s\nJSON gives\n%s", got, want)
	}
}

func TestAnElementOfANewerSchemaKeepsItsWords(t *testing.T) {
	xml := `<Publication xmlns:dc="x" ID="F1" type="Fiche d'information"><dc:title>Essai</dc:title><dc:date>modified 2020-08-11</dc:date><Texte><Chapitre><Titre>Un</Titre><Etape numero="1"><Paragraphe>Venez au guichet.</Paragraphe></Etape></Chapitre></Texte></Publication>`
	s, err := ParseSheet([]byte(xml), "F1.xml")
	if err != nil {
		t.Fatal(err)
	}
	d := Convert(s, nil)
	if !strings.Contains(string(d.Text), "Venez au guichet.") || !slices.Contains(d.Reasons, ElementUnknown) {
		t.Errorf("%v\n%s", d.Reasons, d.Text)
	}
}

// Whatever the publisher calls it, a chapter of papers to bring is a list to
// tick; papers one receives are not.
func TestChaptersOfPapersAreLists(t *testing.T) {
	for title, want := range map[string]guide.Kind{
		"Pièces à fournir": guide.KindList, "Documents à présenter à l’arrivée": guide.KindList,
		"Pièces justificatives": guide.KindList, "Quels documents faut-il joindre ?": guide.KindList,
		"Documents remis au salarié": guide.KindText, "Documents de fin de contrat": guide.KindText,
	} {
		xml := `<Publication xmlns:dc="x" ID="F1" type="Fiche d'information"><dc:title>Essai</dc:title><dc:date>modified 2020-08-11</dc:date><Texte><Chapitre><Titre><Paragraphe>` +
			title + `</Paragraphe></Titre><Liste><Item><Paragraphe>Un bail</Paragraphe></Item></Liste></Chapitre></Texte></Publication>`
		s, err := ParseSheet([]byte(xml), "F1.xml")
		if err != nil {
			t.Fatal(err)
		}
		if got := Convert(s, nil).Guide.Steps[0].Kind; got != want {
			t.Errorf("%s: %v", title, got)
		}
	}
}

// No amount of a draft stands without the date of its sheet: in a paragraph, a
// line of a list, a title or the label of a choice, in signs or in letters.
func TestEveryAmountIsDated(t *testing.T) {
	xml := `<Publication xmlns:dc="x" ID="F1" type="Fiche d'information"><dc:title>Essai</dc:title><dc:date>modified 2020-08-11</dc:date>
<Introduction><Texte><Paragraphe>Il faut 12 € par an.</Paragraphe></Texte></Introduction>
<ListeSituations><Situation><Titre>Moins de 70 000 €</Titre><Texte><Paragraphe>Rien à payer.</Paragraphe></Texte></Situation>
<Situation><Titre>Plus de 70 000 €</Titre><Texte><Paragraphe>L’amende est de 75 000 euros.</Paragraphe>
<Liste><Item><Paragraphe>2 millions d’euros de ventes</Paragraphe></Item></Liste></Texte></Situation></ListeSituations></Publication>`
	s, err := ParseSheet([]byte(xml), "F1.xml")
	if err != nil {
		t.Fatal(err)
	}
	d := Convert(s, nil)
	const mark = "ontant au 11 août 2020, à vérifier"
	for _, text := range append([]string{d.Guide.Intro}, texts(d.Guide)...) {
		if amount.MatchString(text) && !strings.Contains(text, mark) {
			t.Errorf("an amount without its date: %q", text)
		}
	}
	if n := strings.Count(string(d.Text), mark); n < 5 {
		t.Errorf("%d dates in\n%s", n, d.Text)
	}
}

// texts are what a reader sees together: each step's short texts with its help,
// its long ones apart.
func texts(g *guide.Guide) []string {
	var out []string
	for i := range g.Steps {
		s := &g.Steps[i]
		short := s.Title + " " + s.Body + " " + s.Help
		for k := range s.Choices {
			short += " " + s.Choices[k].Label
		}
		out = append(out, short, s.Body, s.Warning)
		for k := range s.Items {
			out = append(out, s.Items[k].Text)
		}
	}
	return out
}

// Signs that turn the reading direction, and other invisible ones, do not reach
// a draft.
func TestInvisibleSignsAreLeftOut(t *testing.T) {
	xml := "<Publication xmlns:dc=\"x\" ID=\"F1\" type=\"Fiche d'information\"><dc:title>Es\u202esai</dc:title><dc:date>modified 2020-08-11</dc:date>" +
		"<Texte><Chapitre><Titre>U\u200fn</Titre><Paragraphe>Ve\u2066nez\u0085 ici\ufeff.</Paragraphe></Chapitre></Texte></Publication>"
	s, err := ParseSheet([]byte(xml), "F1.xml")
	if err != nil {
		t.Fatal(err)
	}
	d := Convert(s, nil)
	if len(d.Findings) > 0 || strings.ContainsAny(string(d.Text), "\u202e\u200f\u2066\u0085\ufeff") {
		t.Errorf("%v\n%q", d.Findings, d.Text)
	}
}
