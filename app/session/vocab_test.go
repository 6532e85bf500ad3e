package session

import (
	"os"
	"strings"
	"testing"

	"parvis/i18n"
)

// The file holds every code ever released. A code missing from the lists means
// that one was removed or renamed: old records would become unreadable.
func TestNoCodeEverDisappears(t *testing.T) {
	raw, err := os.ReadFile("testdata/vocabulary-1.txt")
	if err != nil {
		t.Fatal(err)
	}
	lists := map[string]Vocabulary{}
	for _, v := range Vocabularies() {
		lists[v.Name()] = v
	}
	n := 0
	for line := range strings.Lines(string(raw)) {
		name, codes, _ := strings.Cut(strings.TrimSpace(line), " ")
		for _, code := range strings.Fields(codes) {
			n++
			if !lists[name].Has(code) {
				t.Errorf("%s: the code %q is gone", name, code)
			}
		}
	}
	total := 0
	for _, v := range Vocabularies() {
		total += len(v.Codes())
	}
	if total != n {
		t.Errorf("%d codes for %d released: add the new ones to the file and raise VocabularyVersion", total, n)
	}
}

func TestListSizes(t *testing.T) {
	for v, want := range map[*Vocabulary]int{
		&Thematiques: 19, &ThematiquesAdministratives: 11, &TranchesAge: 8, &StatutsSociaux: 5, &Genres: 3,
		&Redirections: 7, &Materiels: 5, &Operateurs: 15, &Blocages: 8, &Suites: 5, &TypesLieu: 4, &DureeBands: 4,
	} {
		if got := len(v.Codes()); got != want {
			t.Errorf("%s has %d codes, want %d", v.Name(), got, want)
		}
	}
}

func TestEveryCodeAndViewHasALabel(t *testing.T) {
	for _, lang := range []string{"fr", "en"} {
		l := i18n.New(lang)
		for _, v := range Vocabularies() {
			for _, c := range v.Codes() {
				if !l.Has(v.Key(c)) || v.Label(l, c) == "" {
					t.Errorf("%s: no label for %s", lang, v.Key(c))
				}
			}
		}
		for _, view := range append(Views(), KioskViews()...) {
			if ViewLabel(l, view) == "vocab.view."+view {
				t.Errorf("%s: no title for the view %s", lang, view)
			}
		}
	}
}

// Labels the national tool shows, to the letter.
func TestLabelsAreThoseOfTheNationalTool(t *testing.T) {
	l := i18n.New("fr")
	for _, c := range []struct {
		v           Vocabulary
		code, label string
	}{
		{TypesLieu, "lieu_activite", "Lieu d’activité"},
		{TypesLieu, "autre", "Autre lieu"},
		{Thematiques, "securite_numerique", "Prévention en sécurité numérique"},
		{Thematiques, "reseaux_sociaux", "Réseaux sociaux communication"},
		{Thematiques, "entrepreneuriat", "Accompagner un professionnel"},
		{ThematiquesAdministratives, "travail_formation", "Travail - Formation - Entreprise"},
		{TranchesAge, "douze_dix_huit", "12 - 17 ans"},
		{TranchesAge, "soixante_dix_plus", "70 ans et plus"},
		{StatutsSociaux, "non_communique", "Non communiqué ou hétérogène"},
		{Autonomies, "entierement_accompagne", "Avec guidage"},
		{Materiels, "aucun", "Pas de matériel"},
		{DureeBands, "30_59", "30min à 1 h"},
		{Redirections, "aide_sociale", "Structure d’aide sociale (maison des solidarités, centre social…)"},
	} {
		if got := c.v.Label(l, c.code); got != c.label {
			t.Errorf("%s: %q, want %q", c.v.Key(c.code), got, c.label)
		}
	}
}

func TestBands(t *testing.T) {
	for minutes, want := range map[int]string{0: "non_communique", 1: "moins_30", 29: "moins_30", 30: "30_59", 59: "30_59", 60: "60_119", 119: "60_119", 120: "120_plus", 1439: "120_plus"} {
		if got := BandOf(minutes); got != want {
			t.Errorf("%d min: %s, want %s", minutes, got, want)
		}
	}
	for birth, want := range map[int]string{
		2026: "moins_de_douze", 2015: "moins_de_douze", 2014: "douze_dix_huit", 2009: "douze_dix_huit", 2008: "dix_huit_vingt_quatre",
		2002: "dix_huit_vingt_quatre", 2001: "vingt_cinq_trente_neuf", 1986: "quarante_cinquante_neuf", 1966: "soixante_soixante_neuf",
		1957: "soixante_soixante_neuf", 1956: "soixante_dix_plus", 1890: "non_communique", 2027: "non_communique", 0: "non_communique",
	} {
		if got := AgeBand(birth, 2026); got != want {
			t.Errorf("born %d: %s, want %s", birth, got, want)
		}
	}
}
