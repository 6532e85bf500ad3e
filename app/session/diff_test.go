package session

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"parvis/i18n"
)

func TestAChangeIsSaidFieldByField(t *testing.T) {
	before := decoded(t, atHome)
	after := *decoded(t, atHome)
	person := *after.Person
	after.Person = &person
	after.Date, after.Duree, after.Suite, after.Blocage = "2026-10-13", 90, "terminee", ""
	after.Person.Genre, after.Notes = "masculin", "autre note"
	yes := true
	after.OrienteVersStructure = &yes
	names := testNames
	got := Diff(i18n.New("fr"), before, &after, names)
	want := []FieldChange{
		{"blocage", "Ce qui bloque", "Compte bloqué", ""},
		{"date", "Date", "lundi 12 octobre 2026", "mardi 13 octobre 2026"},
		{"duree", "Durée", "45\u00a0min", "1\u00a0h\u00a030"},
		{"oriente_vers_structure", "Bénéficiaire réorienté", "Non", "Oui"},
		{"person.genre", "Genre", "Féminin", "Masculin"},
		{"suite", "Et maintenant\u00a0?", "Bloquée…", "Terminée"},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	if same := Diff(i18n.New("fr"), before, before, names); len(same) != 0 {
		t.Errorf("no change: %v", same)
	}
}
