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
