package session

import (
	"errors"
	"testing"

	"parvis/app"
	"parvis/i18n"
)

func TestPublishedSchemes(t *testing.T) {
	l := i18n.New("fr")
	got, err := ReadSchemes([]byte(`{"dispositifs":[{"code":"sud_labs","label":"SUD LABS"},{"code":"bibliotheque","label":"Lecture publique"}]}`))
	if err != nil {
		t.Fatal(err)
	}
	all := SchemesWith(l, got)
	if len(all) != len(Dispositifs.Codes())+1 || all[len(all)-1] != (Scheme{"sud_labs", "SUD LABS"}) || all[2].Label != "Lecture publique" {
		t.Errorf("%+v", all)
	}
	for name, raw := range map[string]string{
		"not JSON":       `{"dispositifs":`,
		"a code in full": `{"dispositifs":[{"code":"Chez Paul","label":"x"}]}`,
		"no label":       `{"dispositifs":[{"code":"ab"}]}`,
		"twice":          `{"dispositifs":[{"code":"ab","label":"x"},{"code":"ab","label":"y"}]}`,
	} {
		if _, err := ReadSchemes([]byte(raw)); !errors.Is(err, app.E(app.Rejected, "pack_vocabulary")) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func FuzzReadSchemes(f *testing.F) {
	f.Add([]byte(`{"dispositifs":[{"code":"sud_labs","label":"SUD LABS"}]}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		list, err := ReadSchemes(raw)
		if err != nil && !errors.Is(err, app.E(app.Rejected, "pack_vocabulary")) {
			t.Fatal(err)
		}
		for _, s := range list {
			if !slug.MatchString(s.Code) || s.Label == "" {
				t.Fatalf("%+v was let in", s)
			}
		}
	})
}

func TestASchemeIsNeverShownByItsCodeAlone(t *testing.T) {
	l := i18n.New("fr")
	published := []Scheme{{"sud_labs", "SUD LABS"}, {"bibliotheque", "Lecture publique"}}
	for code, want := range map[string]string{
		"sud_labs": "SUD LABS", "bibliotheque": "Lecture publique", "france_services": "France Services",
		NotSaid: CellLabel(l, "dispositif", NotSaid), "maison_bleue": "Autre dispositif (maison_bleue)", "": "",
	} {
		if got := SchemeLabel(l, published, code); got != want {
			t.Errorf("%q is %q, want %q", code, got, want)
		}
	}
	rows := rowsOf(map[string]int{"maison_bleue": 2}, nil, func(code string) string { return label(l, "dispositif", code, Names{}) })
	if rows[0].Label != "Autre dispositif (maison_bleue)" {
		t.Errorf("a row of the report says %q", rows[0].Label)
	}
}
