package guide

import (
	"slices"
	"strings"
	"testing"

	"parvis/i18n"
)

func TestRenamingAStepKeepsTheGuideSound(t *testing.T) {
	g := guideFile(t).Guide
	if !g.RenameStep("motif", "raison") || !g.RenameStep("fin-rdv", "fin-mairie") {
		t.Fatal("refused")
	}
	_, findings := LintText("x", Print(g), Options{})
	if HasErrors(findings) {
		t.Errorf("%v\n%s", codesOf(errorsOf(findings)), Print(g))
	}
	if strings.Contains(strings.ReplaceAll(string(Print(g)), "motif = raison", ""), "motif") {
		t.Error("the old name remains")
	}
	for _, to := range []StepID{"age", "Été", "oui", ""} {
		if g.RenameStep("raison", to) {
			t.Errorf("%q was accepted", to)
		}
	}
	saved := halfway(t).Save()
	g.Version = "2026-12"
	graph, _ := Compile(g)
	if r, err := Restore(graph, saved, still); err != nil || r.Current().ID != "age" {
		t.Errorf("a run in progress does not follow: %v", err)
	}
}

func TestTrialsTellTheirWay(t *testing.T) {
	results := sample(t).Trials()
	if len(results) != 2 || !results[0].OK || !slices.Equal(results[1].Path, []StepID{"motif", "declaration-perte", "age", "fin-mineur"}) {
		t.Errorf("%+v", results)
	}
	bad := sample(t).Try(Trial{End: "fin-rdv"})
	if bad.OK || bad.Findings[0].Code != codeTrialNoEnd {
		t.Errorf("%+v", bad)
	}
}

func TestKindsHaveNames(t *testing.T) {
	l := i18n.New("fr")
	for _, k := range Kinds() {
		if name := k.Name(l); strings.HasPrefix(name, "guide.kind.") {
			t.Errorf("%s has no name", k)
		}
	}
}

func TestVersionsCompareAsNumbers(t *testing.T) {
	ordered := []Version{"bad", "2025-12", "2026-01", "2026-01.2", "2026-01.10", "2026-02"}
	for i := range len(ordered) - 1 {
		if ordered[i].Compare(ordered[i+1]) >= 0 || ordered[i+1].Compare(ordered[i]) <= 0 {
			t.Errorf("%s is not before %s", ordered[i], ordered[i+1])
		}
	}
	for _, v := range []Version{"", "2026", "2026-13", "2026-1", "2026-11.", "2026-11.01", "2026-11-23", "２０２６-11"} {
		if v.Valid() {
			t.Errorf("%q should not be a version", v)
		}
	}
}

func TestSources(t *testing.T) {
	for text, want := range map[string]Source{
		"à vérifier":                             {},
		"service-public F21089, état 2020-11":    {Ref: "service-public F21089", Edition: "2020-11"},
		"https://a.gouv.fr/b, lue le 2026-11-23": {Ref: "https://a.gouv.fr/b", ReadOn: "2026-11-23"},
		"https://a.gouv.fr/b, a verifier":        {Ref: "https://a.gouv.fr/b"},
	} {
		if got, ok := parseSource(text); !ok || got != want {
			t.Errorf("%q: %+v %v", text, got, ok)
		}
	}
	for _, text := range []string{"service-public F1", "F1, lue hier", "F1, état 2020", ", lue le 2026-11-23", "F1, lue le 2026-02-30"} {
		if got, ok := parseSource(text); ok {
			t.Errorf("%q was read as %+v", text, got)
		}
	}
	if day, _ := (Source{Ref: "F1", Edition: "2020-02"}).Day(); day != "2020-02-29" {
		t.Errorf("an edition speaks until %s", day)
	}
	if sheet := (Source{Ref: "service-public F21089"}).Sheet(); sheet != "F21089" {
		t.Error(sheet)
	}
	if sheet := (Source{Ref: "https://www.service-public.fr/particuliers/vosdroits/F1341"}).Sheet(); sheet != "F1341" {
		t.Error(sheet)
	}
}

func TestLengthsOfTime(t *testing.T) {
	for text, want := range map[string]int{"20 min": 20, "1 h": 60, "1 h 30": 90, "1h30": 90, "45": 45, "2 h 5 min": 125} {
		if got, ok := parseMinutes(text); !ok || got != want {
			t.Errorf("%q: %d %v", text, got, ok)
		}
	}
	for _, text := range []string{"", "vite", "-5 min", "0 min", "25 h", "1 h h"} {
		if _, ok := parseMinutes(text); ok {
			t.Errorf("%q was accepted", text)
		}
	}
}
