package guide

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
)

const english = `# Renew your identity card
traduction de: carte-identite-renouvellement
langue: en
version source: 2026-11
---
This guide helps you prepare your application for a new card.

## motif : Why are you renewing your card?
aide: Look at the end date, on the back of the card.
- nsp : I do not know
- perdue : I lost it
- perimee : It has expired or soon will

## declaration-perte : Report the loss
You fill it in at the counter, on the day of the appointment.

## age : How old is the person? (nombre, years)

## documents : Prepare these documents
- An identity photo less than 6 months old
- Proof of address less than a year old
- si motif = perdue : The loss report

## predemande : Apply online first
vérifier: the address ends in “.gouv.fr”
attention: The official site is free. Beware of sites that ask for money.

## fin-rdv : Book an appointment at an equipped town hall
Bring all the documents on the day.
orientation: town hall

## fin-mineur : A parent must apply
The parent comes with the child.
orientation: town hall
`

func guideFile(t *testing.T) *File {
	t.Helper()
	data, err := os.ReadFile("testdata/carte.guide.md")
	if err != nil {
		t.Fatal(err)
	}
	return Parse("carte.guide.md", data)
}

func TestTranslationIsLaidOver(t *testing.T) {
	tr := Parse("carte.en.guide.md", []byte(english)).Translation
	g, missing := Overlay(guideFile(t).Guide, tr)
	if len(missing) > 0 {
		t.Errorf("missing: %+v", missing)
	}
	motif, _ := g.Step("motif")
	if c, _ := motif.Choice("perdue"); c.Label != "I lost it" || c.To != "declaration-perte" {
		t.Errorf("choice: %+v", c)
	}
	documents, _ := g.Step("documents")
	if it := documents.Items[2]; it.Text != "The loss report" || it.When == nil {
		t.Errorf("item: %+v", it)
	}
	age, _ := g.Step("age")
	if age.Unit != "years" || age.Kind != KindNumber {
		t.Errorf("number: %+v", age)
	}
	if original, _ := guideFile(t).Guide.Step("age"); original.Unit != "ans" {
		t.Error("the guide itself must not change")
	}
}

func TestWhatLacksFallsBackToFrenchAndIsAnnounced(t *testing.T) {
	text := strings.Replace(english, "aide: Look at the end date, on the back of the card.\n- nsp : I do not know\n", "", 1)
	text = strings.Replace(text, "- Proof of address less than a year old\n- si motif = perdue : The loss report\n", "", 1)
	text = strings.Split(text, "## fin-mineur")[0]
	g, missing := Overlay(guideFile(t).Guide, Parse("x", []byte(text)).Translation)
	var got []string
	for _, m := range missing {
		got = append(got, fmt.Sprintf("%s/%s", m.Step, m.Key))
	}
	want := []string{"motif/aide", "motif/choix", "documents/élément", "documents/élément", "fin-mineur/étape"}
	if !slices.Equal(got, want) {
		t.Errorf("missing %v, want %v", got, want)
	}
	if s, _ := g.Step("fin-mineur"); s.Title != "Un parent doit faire la demande" {
		t.Errorf("no French: %q", s.Title)
	}
}

func TestTranslationFindings(t *testing.T) {
	french := Input{"carte.guide.md", []byte(Print(guideFile(t).Guide))}
	for name, c := range map[string]struct {
		from, to string
		want     string
	}{
		"sound":          {"", "", ""},
		"unknown step":   {"## age :", "## ages :", "W010:"},
		"unknown choice": {"- nsp :", "- nps :", "W010:"},
		"too many items": {"- si motif", "- One more\n- si motif", "W010:"},
		"old version":    {"2026-11", "2026-10", "W011:4"},
		"an exit":        {"## documents", "-> documents\n\n## documents", "W012:"},
		"a link":         {"vérifier:", "lien: https://www.caf.fr/\nvérifier:", "W012:"},
		"other kind":     {"(nombre, years)", "(date)", "W012:"},
		"untranslated":   {"aide: Look", "// aide: Look", "W003:"},
		"no such guide":  {"carte-identite", "carte-identites", "W010:2"},
		"missing key":    {"langue: en\n", "", "E008:2"},
		"bad language":   {"langue: en", "langue: English", "E010:3"},
	} {
		t.Run(name, func(t *testing.T) {
			text := english
			if c.from != "" {
				text = strings.Replace(english, c.from, c.to, 1)
			}
			findings := LintAll([]Input{french, {"carte.en.guide.md", []byte(text)}}, Options{})
			found := slices.DeleteFunc(findings, func(f Finding) bool { return f.File == french.Name || f.Code >= "W1" })
			ok := slices.ContainsFunc(codesOf(found), func(s string) bool { return c.want != "" && strings.HasPrefix(s, c.want) })
			if ok != (c.want != "") || (c.want == "" && len(found) > 0) {
				t.Errorf("got %v, want %q", codesOf(found), c.want)
			}
		})
	}
}

func TestARunGoesOnInAnotherLanguage(t *testing.T) {
	g := sample(t)
	r := NewRun(g, still)
	if _, err := r.Answer("motif", "perdue"); err != nil {
		t.Fatal(err)
	}
	en, missing := g.In(Parse("x", []byte(english)).Translation)
	if err := r.Show(en, "en"); err != nil || len(missing) > 0 {
		t.Fatal(err, missing)
	}
	if r.Current().Title != "Why are you renewing your card?" || r.Lang() != "en" {
		t.Errorf("%q in %q", r.Current().Title, r.Lang())
	}
	other := *g.Guide
	other.Version = "2030-01"
	newer, _ := Compile(&other)
	if r.Show(newer, "fr") == nil {
		t.Error("another version is another guide")
	}
}

func TestMissingLanguageIsAWarning(t *testing.T) {
	in := []Input{{"carte.guide.md", Print(guideFile(t).Guide)}, {"carte.en.guide.md", []byte(english)}}
	findings := LintAll(in, Options{Languages: []string{"en", "es"}})
	n := 0
	for _, f := range findings {
		if f.Code == codeUntranslate && f.Variant == "lang" {
			n++
			if f.Args[1] != "es" {
				t.Errorf("%+v", f)
			}
		}
	}
	if n != 1 {
		t.Errorf("%d missing languages", n)
	}
}
