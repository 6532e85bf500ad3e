package guide

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"parvis/app"
)

// warningsOf lints a body under the test header and keeps the codes asked for.
func warningsOf(body, prefix string) []string {
	_, findings := LintText("x", []byte(testHeader+body), Options{})
	return slices.DeleteFunc(codesOf(findings), func(c string) bool { return !strings.HasPrefix(c, prefix) })
}

func TestWording(t *testing.T) {
	long := strings.Repeat("mot ", 21)
	for name, c := range map[string]struct {
		body string
		want []string
	}{
		"long sentence":       {"## a (fin) : A\nCourt.\n" + long + "fin.\n", []string{"W101:11"}},
		"twenty words":        {"## a (fin) : A\n" + strings.Repeat("mot ", 19) + "fin.\n", nil},
		"two sentences":       {"## a (fin) : A\n" + strings.Repeat("mot ", 15) + "fin. " + strings.Repeat("mot ", 15) + "fin.\n", nil},
		"private is free":     {"## a (fin) : A\nmédiateur: " + long + "\n", nil},
		"easy":                {"## a (fin) : A\nfacile: " + strings.Repeat("mot ", 13) + "\n", []string{"W102:10"}},
		"long question":       {"## a : " + strings.Repeat("Mot. ", 25) + "fin.\n- x : X -> f\n- y : Y -> f\n## f (fin) : F\n", []string{"W103:9"}},
		"long label":          {"## a : A\n- x : " + strings.Repeat("Mot. ", 19) + " -> f\n- y : Y -> f\n## f (fin) : F\n", []string{"W104:10"}},
		"wall of text":        {"## a (fin) : A\n" + strings.Repeat("Un deux trois. ", 41) + "\n", []string{"W105:10"}},
		"acronym":             {"## a (fin) : A\nAllez à la CPAM.\nLa CPAM répond.\n", []string{"W106:10"}},
		"acronym after":       {"## a (fin) : A\nLa Caisse d’allocations familiales (CAF) répond. La CAF paie.\n", nil},
		"acronym before":      {"## a (fin) : A\nLa CAF (Caisse d’allocations familiales) répond.\n", nil},
		"elided acronym":      {"## a (fin) : A\nDemandez l’ASPA.\n", []string{"W106:10"}},
		"known acronym":       {"## a (fin) : A\nVous recevez un SMS et un PDF.\n", nil},
		"click here":          {"## a (fin) : A\nCliquez\u00a0ici.\n", []string{"W107:10"}},
		"click the icon":      {"## a (fin) : A\nCliquez sur « Icialà ».\n", []string{"W110:10"}},
		"straight apostrophe": {"## a (fin) : L'adresse\n", []string{"W109:9"}},
		"spaces":              {"## a (fin) : Quoi ?\n", []string{"W110:9"}},
		"no-break spaces":     {"## a (fin) : Quoi\u00a0?\n", nil},
		"soft hyphen":         {"## a (fin) : A\nMot\u00adcoupé.\n", []string{"W111:10"}},
		"falc":                {"## a (fin) : A\nTexte FALC.\n", []string{"W112:10"}},
	} {
		t.Run(name, func(t *testing.T) {
			if got := warningsOf(c.body, "W1"); !slices.Equal(got, c.want) && len(got)+len(c.want) > 0 {
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
	}
}

func TestDataWarnings(t *testing.T) {
	header := func(source, reviewed string) string {
		s := strings.Replace(testHeader, "https://www.caf.fr/, lue le 2026-11-01", source, 1)
		return strings.Replace(s, "relu: non", "relu: "+reviewed, 1)
	}
	o := Options{Today: "2026-11-23", SheetChanged: sheetChanged}
	link := "## a (lien) : A\nlien: %s\n-> f\n## f (fin) : F\n# Essais\n=> f\n"
	for name, c := range map[string]struct {
		text string
		want []string
	}{
		"fresh":         {header("https://www.caf.fr/, lue le 2025-11-23", "non") + fmt.Sprintf(link, "https://www.caf.fr/"), nil},
		"stale":         {header("https://www.caf.fr/, lue le 2025-11-22", "non") + fmt.Sprintf(link, "https://www.caf.fr/"), []string{"W006:6"}},
		"stale edition": {header("service-public F1, état 2020-11", "non") + fmt.Sprintf(link, "https://www.caf.fr/"), []string{"W006:6"}},
		"to verify":     {header("à vérifier", "non") + fmt.Sprintf(link, "https://www.caf.fr/"), []string{"W004:6"}},
		"sheet changed": {header("service-public F9, lue le 2026-10-01", "non") + fmt.Sprintf(link, "https://www.caf.fr/"), []string{"W007:6"}},
		"review due":    {header("https://www.caf.fr/, lue le 2026-11-01", "par Anne le 2026-05-01") + fmt.Sprintf(link, "https://www.caf.fr/"), []string{"W008:7"}},
		"reviewed":      {header("https://www.caf.fr/, lue le 2026-11-01", "par Anne le 2026-06-01") + fmt.Sprintf(link, "https://www.caf.fr/"), nil},
		"not https":     {testHeader + fmt.Sprintf(link, "http://www.caf.fr/"), []string{"W005:10"}},
		"not official":  {testHeader + fmt.Sprintf(link, "https://www.caf.fr.example.com/"), []string{"W005:10"}},
		"lookalike":     {testHeader + fmt.Sprintf(link, "https://moncaf.fr/"), []string{"W005:10"}},
		"user in it":    {testHeader + fmt.Sprintf(link, "https://www.caf.fr@example.com/"), []string{"W005:10"}},
		"sub-domain":    {testHeader + fmt.Sprintf(link, "https://passeport.ants.gouv.fr/"), nil},
		"unused, untried": {
			testHeader + "## a : A\n- x : X -> f\n- y : Y -> f\n## b : N ? (nombre)\n-> f\n## f (fin) : F\n",
			[]string{"W001:9", "W002:9", "W002:14"},
		},
		"extra answer": {
			testHeader + "## a : A ? (oui/non)\nsi a = oui -> f\nsinon -> b\n## b : B ? (oui/non)\nsi b = oui -> f\nsinon -> g\n" +
				"## f (fin) : F\n## g (fin) : G\n# Essais\na=oui, b=non => f\na=non, b=non => g\n",
			[]string{"W009:18"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			_, findings := LintText("x", []byte(c.text), o)
			got := slices.DeleteFunc(codesOf(findings), func(c string) bool { return !strings.HasPrefix(c, "W0") })
			if !slices.Equal(got, c.want) && len(got)+len(c.want) > 0 {
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
	}
}

func TestReadabilityRanksEasyAboveHard(t *testing.T) {
	easy := strings.Repeat("Prenez votre carte. Allez à la mairie. On vous aide sur place. ", 6)
	hard := strings.Repeat("L’administration préfectorale procède à l’instruction dématérialisée des demandes "+
		"concernant l’établissement des documents d’identification réglementaires conformément aux dispositions applicables. ", 4)
	a, okA := Readability(easy)
	b, okB := Readability(hard)
	if !okA || !okB || a < 80 || b > 30 {
		t.Errorf("easy %.0f, hard %.0f", a, b)
	}
	if _, ok := Readability("Deux mots."); ok {
		t.Error("two words are too few to judge")
	}
}

func TestSyllables(t *testing.T) {
	for word, want := range map[string]int{
		"carte": 1, "mairie": 2, "identité": 4, "le": 1, "demandes": 2, "vous": 1, "administration": 5, "prennent": 1, "vent": 1,
	} {
		if got := syllables(word); got != want {
			t.Errorf("%s: %d, want %d", word, got, want)
		}
	}
}

func TestFixTouchesTextOnly(t *testing.T) {
	before := "# L'essai\nid: l-essai\nsource: service-public d'ici, état 2026-11\n---\nQuoi ? Voir « ici ».\n\n## a : C'est \"quoi\" ? (nombre, d'ans)\n" +
		"lien: https://www.caf.fr/l'adresse?x=1 ; y\nimage: l'image.png | L'image : recto\naide: l'adresse https://www.caf.fr/l'aide?b est là!\n" +
		"si a < 18 -> f\nsinon -> f\n\n## b : B\n- x : L'autre -> f\r\n- y : «Oui» -> f\n## f (fin) : Fin\n# Essais\na=1 => f\n"
	want := "# L’essai\nid: l-essai\nsource: service-public d'ici, état 2026-11\n---\nQuoi\u00a0? Voir «\u00a0ici\u00a0».\n\n## a : C’est \"quoi\"\u00a0? (nombre, d'ans)\n" +
		"lien: https://www.caf.fr/l'adresse?x=1 ; y\nimage: l'image.png | L’image\u00a0: recto\naide: l’adresse https://www.caf.fr/l'aide?b est là\u00a0!\n" +
		"si a < 18 -> f\nsinon -> f\n\n## b : B\n- x : L’autre -> f\r\n- y : «\u00a0Oui\u00a0» -> f\n## f (fin) : Fin\n# Essais\na=1 => f\n"
	got, _ := Fix([]byte(before))
	if string(got) != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestFixSpeaksTheLanguageOfATranslation(t *testing.T) {
	en := "# It's here\ntraduction de: a\nlangue: en\nversion source: 2026-11\n---\nReally ? Don't.\n"
	got, n := Fix([]byte(en))
	if want := strings.NewReplacer("It's", "It’s", "Don't", "Don’t").Replace(en); string(got) != want || n != 2 {
		t.Errorf("%d lines:\n%s", n, got)
	}
}

// sheetChanged knows one official sheet, F9, changed in October.
func sheetChanged(sheet string) (day app.Day, known bool) { return "2026-10-15", sheet == "F9" }
