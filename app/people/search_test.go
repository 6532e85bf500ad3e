package people

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"parvis/app"
	"parvis/app/session"
)

const today = app.Day("2026-11-23")

func TestDuplicates(t *testing.T) {
	known := []Beneficiary{
		{ID: "1", FirstName: "Hélène", Name: "Benarous", Phone: "+33612345678", Email: "helene@exemple.fr"},
		{ID: "2", FirstName: "Marc", Name: "Benarous", Email: "helene@exemple.fr"},
		{ID: "3", FirstName: "Hélène", Name: "Benarous", Into: "1"},
		{ID: "4", FirstName: "Amina", Former: []Former{{Field: "telephone", Value: "+33700000000"}}},
	}
	for name, c := range map[string]struct {
		b    Beneficiary
		want map[ID][]string
	}{
		"accents and case":     {Beneficiary{FirstName: "HELENE", Name: "benarous"}, map[ID][]string{"1": {"nom", "prenom"}}},
		"a slip in the name":   {Beneficiary{FirstName: "Helène", Name: "Benarouss"}, map[ID][]string{"1": {"nom", "prenom"}}},
		"number in other form": {Beneficiary{FirstName: "Ln", Phone: "06 12 34 56 78", Email: "Helene@exemple.fr "}, map[ID][]string{"1": {"telephone", "courriel"}}},
		"first name alone":     {Beneficiary{FirstName: "Hélène"}, nil},
		"the couple's address": {Beneficiary{FirstName: "Marc", Email: "helene@exemple.fr"}, map[ID][]string{"2": {"prenom", "courriel"}}},
		"a former number":      {Beneficiary{FirstName: "Amina", Phone: "0700000000"}, map[ID][]string{"4": {"prenom", "telephone"}}},
		"herself":              {Beneficiary{ID: "1", FirstName: "Hélène", Name: "Benarous"}, nil},
		"nobody":               {Beneficiary{FirstName: "Zoé", Name: "Petit"}, nil},
	} {
		var got map[ID][]string
		for _, l := range Duplicates(c.b, known) {
			if got == nil {
				got = map[ID][]string{}
			}
			got[l.File.ID] = l.Fields
		}
		if d := cmp.Diff(c.want, got); d != "" {
			t.Errorf("%s: %s", name, d)
		}
	}
}

func TestSimilarityIsThatOfPostgreSQL(t *testing.T) {
	// select similarity('word','two words') = 0.36363637
	if got := Similarity("word", "two words"); got < 0.3636 || got > 0.3637 {
		t.Errorf("%v", got)
	}
	rapid.Check(t, func(t *rapid.T) {
		a, b := rapid.String().Draw(t, "a"), rapid.String().Draw(t, "b")
		s := Similarity(a, b)
		if s != Similarity(b, a) || s < 0 || s > 1 || fold(a) != "" && Similarity(a, a) != 1 {
			t.Fatalf("%q %q: %v", a, b, s)
		}
	})
}

func TestSearch(t *testing.T) {
	files := []Beneficiary{
		{ID: "1", FirstName: "Hélène", Name: "Benarous", Phone: "+33612345678"},
		{ID: "2", FirstName: "Léna", Name: "Helenius", Email: "lena.h@exemple.fr"},
		{ID: "3", FirstName: "Hélène", Into: "1"},
	}
	for typed, want := range map[string][]ID{
		"hele": {"1", "2"}, "helene": {"1", "2"}, "BEN hel": {"1"}, "0612": {"1"}, "345678": {"1"}, "lena.": {"2"}, "benarouss": {"1"}, "": nil, "xyz": nil,
	} {
		var got []ID
		for _, b := range Search(files, typed, 5) {
			got = append(got, b.ID)
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%q: %s", typed, d)
		}
	}
}

func drawFile(t *rapid.T, id ID) Beneficiary {
	pick := func(name string, v ...string) string { return rapid.SampledFrom(append(v, "")).Draw(t, name) }
	return Beneficiary{
		ID: id, FirstName: rapid.SampledFrom([]string{"Hélène", "Marc"}).Draw(t, "prenom"), Name: pick("nom", "Benarous", "Bénarous"),
		Phone: pick("tel", "+33612345678", "+33700000000"), Email: pick("mail", "a.b@exemple.fr", "a-b@exemple.fr"),
		BirthYear: rapid.SampledFrom([]int{0, 1950, 1951}).Draw(t, "year"), CommuneInsee: pick("insee", "13001", "13055"),
		Genre: pick("genre", "feminin", "masculin"), Notes: pick("notes", "revoir lundi", "parle arabe"),
		Author: MediatorID(rapid.SampledFrom([]string{"m-1", "m-2"}).Draw(t, "author")), Created: app.Day(pick("created", "2026-01-01", "2026-02-01")),
	}
}

// Whatever two files said is still in the merged one, or in the closed one for
// a colleague's notes.
func TestMergeLosesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b, c := drawFile(t, "a"), drawFile(t, "b"), drawFile(t, "c")
		first, closed := Merge(a, b, today)
		m, closedToo := Merge(first, c, today)
		everywhere := func(v string) bool {
			has := func(x *Beneficiary) bool {
				return slices.Contains([]string{x.FirstName, x.Name, x.Phone, x.Email, x.CommuneInsee, x.Genre, strconv.Itoa(x.BirthYear)}, v) ||
					strings.Contains(x.Notes, v) || slices.ContainsFunc(x.Former, func(f Former) bool { return f.Value == v })
			}
			return has(&m)
		}
		for _, x := range []Beneficiary{a, b, c} {
			for _, v := range []string{x.FirstName, x.Name, x.Phone, x.Email, x.CommuneInsee, x.Genre, strconv.Itoa(x.BirthYear)} {
				if v != "" && v != "0" && !everywhere(v) {
					t.Fatalf("%q of %s is lost: %+v", v, x.ID, m)
				}
			}
			if x.Notes != "" && !everywhere(x.Notes) && closed.Notes != x.Notes && closedToo.Notes != x.Notes {
				t.Fatalf("notes of %s are lost", x.ID)
			}
		}
		if d := cmp.Diff([]ID{"b", "c"}, m.Merged); d != "" || closed.Into != "a" || closedToo.Into != "a" {
			t.Fatalf("%s %s %s", d, closed.Into, closedToo.Into)
		}
		if m.Author != a.Author && a.Notes != "" {
			t.Fatal("the notes changed hands")
		}
	})
}

func TestFileIsChecked(t *testing.T) {
	good := Beneficiary{FirstName: "Hélène", BirthYear: 1950, Phone: "06 12 34 56 78", Email: "A@exemple.fr"}.Tidy()
	if err := good.Validate(today); err != nil || good.Phone != "+33612345678" || good.Email != "a@exemple.fr" {
		t.Errorf("%+v: %v", good, err)
	}
	bad := Beneficiary{Phone: "demain", NoPhone: true, Email: "x", BirthYear: 1850, CommuneInsee: "Aix", Genre: "autre", Notes: strings.Repeat("é", 4001)}
	var fields []string
	for _, f := range session.FaultsOf(bad.Validate(today)) {
		fields = append(fields, session.FieldOf(f))
	}
	if d := cmp.Diff([]string{"annee_naissance", "commune_insee", "courriel", "genre", "notes", "prenom", "telephone", "telephone"}, fields); d != "" {
		t.Error(d)
	}
	p := (&Beneficiary{ID: "b-1", BirthYear: 1950, Genre: "feminin"}).Person(today, true)
	if p.TrancheAge != "soixante_dix_plus" || p.BeneficiaryID != "b-1" || !*p.PremierAccompagnement {
		t.Errorf("%+v", p)
	}
}
