package handout

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"parvis/app/place"
	"parvis/i18n"
)

func sent() place.Orientation {
	return place.Orientation{
		Day: "2026-11-24", FirstName: "Yamina", Name: "B.", Details: "Faire sa demande de logement social, papiers déjà réunis.",
		By: "Nadia", From: "Médiathèque de Miramas", FromPhone: "+33490000000",
		Place: place.Place{
			ID: "1", Nom: "Maison France Services de l’Étang", Adresse: "4 rue Jean Rouget", ComplementAdresse: "Bâtiment B, 1er étage", CodePostal: "13230", Commune: "Port-Saint-Louis-du-Rhône",
			Telephone: "+33442919888", Courriels: []string{"accueil@exemple.fr"}, SiteWeb: []string{"https://exemple.fr/france-services"},
			Horaires: "Mo-Fr 09:00-12:30,13:30-17:00; Sa 09:00-12:00; PH off", ModalitesAcces: []string{"Se présenter", "Téléphoner"},
			Services: []string{place.ServProcedure, place.ServAccess, place.ServTools}, Frais: []string{place.Free}, PriseEnCharge: []string{"Surdité", "Langues étrangères (anglais)"},
		},
	}
}

func TestOrientationSaysWhereToGo(t *testing.T) {
	var b bytes.Buffer
	if err := NewOrientation(sent(), i18n.New("fr")).HTML(&b); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"Yamina B.", "demande de logement social", "Maison France Services de l’Étang", `href="tel:&#43;33442919888"`, "04\u00a042\u00a091\u00a098\u00a088",
		"Du lundi au vendredi", "Dimanche et jours fériés\u00a0: fermé", "Se présenter sur place", "Gratuit", "Anglais parlé", "Nadia", "24 novembre 2026", `lang="fr"`,
	} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("%q is not on the sheet", want)
		}
	}
	o := sent()
	o.FirstName, o.Name, o.Details, o.Place.Nom = "", "", "", "<script>alert(1)</script>"
	b.Reset()
	if err := NewOrientation(o, i18n.New("en")).HTML(&b); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(b.String(), "<script>") || strings.Contains(b.String(), `id="for"`) || !strings.Contains(b.String(), "Where to go") {
		t.Error(b.String())
	}
}

func TestOrientationOnPaper(t *testing.T) {
	long := sent()
	long.Details = strings.Repeat("Une phrase de plus sur ce dont la personne a besoin. ", 60)
	for name, o := range map[string]place.Orientation{"whole": sent(), "nobody": {Place: sent().Place, Day: "2026-11-24"}, "long": long} {
		var a, b bytes.Buffer
		s := NewOrientation(o, i18n.New("fr"))
		if err := s.Page(&a, fonts(t)); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if err := NewOrientation(o, i18n.New("fr")).Page(&b, fonts(t)); err != nil || !bytes.Equal(a.Bytes(), b.Bytes()) {
			t.Errorf("%s: the same sheet gives other bytes (%v)", name, err)
		}
		pages := bytes.Count(a.Bytes(), []byte("/Type /Page\n"))
		if one := pages == 1; one == (name == "long") {
			t.Errorf("%s: %d pages", name, pages)
		}
		if dir := os.Getenv("PARVIS_PHOTOS"); dir != "" {
			if err := os.WriteFile(dir+"/orientation-"+name+".pdf", a.Bytes(), 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
}
