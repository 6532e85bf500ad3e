package place

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"parvis/app/session"
	"parvis/i18n"
)

func TestCommunes(t *testing.T) {
	c, err := ReadTerritory(shared(t, "territoire/communes.json"))
	if err != nil {
		t.Fatal(err)
	}
	if len(c.All()) != 108 || c.EPCIs()[0].Siren != "200054807" || c.EPCIOf("84089") != "200054807" || c.EPCIOf("75056") != "" {
		t.Errorf("%d communes, %+v", len(c.All()), c.EPCIs())
	}
	for typed, want := range map[string]string{
		"aix":        "Aix-en-Provence",
		"PERTUIS":    "Pertuis",
		"st zach":    "Saint-Zacharie",
		"chateaun":   "Châteauneuf-les-Martigues", // the larger one first
		"13100":      "Aix-en-Provence",
		"84":         "Pertuis",
		"provence a": "Aix-en-Provence",
	} {
		if got := c.Search(typed, 1); len(got) != 1 || got[0].Nom != want {
			t.Errorf("%q: %+v, want %s", typed, got, want)
		}
	}
	if got := c.Search("xyz", 5); got != nil {
		t.Errorf("%v", got)
	}
	if got, ok := c.Match("AIX EN PROVENCE", "13100"); !ok || got.Insee != "13001" {
		t.Errorf("%+v %v", got, ok)
	}
	if _, ok := c.Match("Aix-en-Provence", "84120"); ok {
		t.Error("a postcode of another commune")
	}
	if _, err := ReadTerritory([]byte(`{"communes":[{"insee":"x"}]}`)); err == nil {
		t.Error("a bad code is accepted")
	}
}

func TestDistances(t *testing.T) {
	aix, marseille := Point{43.5297, 5.4474}, Point{43.2965, 5.3698}
	if got := Km(aix, marseille); math.Abs(got-26.67) > 0.1 {
		t.Errorf("Aix to Marseille: %.2f km", got)
	}
	rapid.Check(t, func(t *rapid.T) {
		p := func(name string) Point {
			return Point{rapid.Float64Range(-90, 90).Draw(t, name+" lat"), rapid.Float64Range(-180, 180).Draw(t, name+" lon")}
		}
		a, b, c := p("a"), p("b"), p("c")
		ab := Km(a, b)
		if ab < 0 || ab > math.Pi*earth+1e-6 || math.Abs(ab-Km(b, a)) > 1e-6 || Km(a, c) > ab+Km(b, c)+1e-4 {
			t.Fatalf("%v %v %v: %v", a, b, c, ab)
		}
	})
	l := i18n.New("fr")
	for km, want := range map[float64]string{-1: "", 0.352: "350 m", 0.996: "1,0 km", 2.44: "2,4 km", 12.4: "12 km"} {
		if got := strings.ReplaceAll(DistanceText(l, km), "\u00a0", " "); got != want {
			t.Errorf("%v km: %q, want %q", km, got, want)
		}
	}
}

func TestFind(t *testing.T) {
	at := func(lat, lon float64) (*float64, *float64) { return &lat, &lon }
	lat1, lon1 := at(43.53, 5.44)
	lat2, lon2 := at(43.30, 5.37)
	places := []Place{
		{ID: "far", Nom: "Zébulon", CodeInsee: "13055", Latitude: lat2, Longitude: lon2, Services: []string{ServProcedure}, Horaires: "Mo-Fr 09:00-12:00", Frais: []string{Free}},
		{ID: "near", Nom: "Médiathèque", CodeInsee: "13001", Latitude: lat1, Longitude: lon1, Services: []string{ServTools}, Horaires: "Mo-Fr 14:00-18:00", PriseEnCharge: []string{"Surdité", "Illettrisme"}},
		{ID: "nowhere", Nom: "Atelier", CodeInsee: "13001", Services: []string{ServProcedure, ServBuy}, Publics: []string{"Seniors"}},
		{ID: "office", Nom: "Bureau", CodeInsee: "13001", Services: []string{ServProcedure}, ModalitesAcces: []string{NoPublic}},
	}
	from := &Point{43.53, 5.45}
	for name, c := range map[string]struct {
		q    Query
		want []string
	}{
		"all, by name":          {Query{}, []string{"nowhere", "near", "far"}},
		"nearest first":         {Query{Near: from}, []string{"near", "far", "nowhere"}},
		"radius":                {Query{Near: from, Radius: 5}, []string{"near"}},
		"radius or the commune": {Query{Near: from, Radius: 5, Insee: "13001"}, []string{"near", "nowhere"}},
		"need":                  {Query{Need: "demarches"}, []string{"nowhere", "far"}},
		"service":               {Query{Services: []string{ServBuy, ServTools}}, []string{"nowhere", "near"}},
		"welcome: all asked":    {Query{PriseEnCharge: []string{"Surdité", "Illettrisme"}}, []string{"near"}},
		"seniors, or for all":   {Query{Publics: []string{"Seniors"}}, []string{"nowhere", "near", "far"}},
		"young":                 {Query{Publics: []string{"Jeunes"}}, []string{"near", "far"}},
		"open on Monday at ten": {Query{Open: true, Now: at10}, []string{"far"}},
		"opens first":           {Query{Soonest: true, Now: at10}, []string{"far", "near", "nowhere"}},
		"free":                  {Query{FreeOfCharge: true}, []string{"far"}},
		"words":                 {Query{Text: "mediath"}, []string{"near"}},
		"commune":               {Query{Insee: "13055"}, []string{"far"}},
		"arrondissement":        {Query{Insee: "13201"}, nil},
		"limit":                 {Query{Limit: 1}, []string{"nowhere"}},
		"a need nobody answers": {Query{Need: "culture"}, nil},
	} {
		var got []string
		for _, h := range NewFinder(places).Find(c.q) {
			got = append(got, string(h.ID))
		}
		if d := cmp.Diff(c.want, got); d != "" {
			t.Errorf("%s: %s", name, d)
		}
	}
	groups := 0
	for _, n := range Needs() {
		groups += len(n.Services)
	}
	if len(Needs()) != 4 || groups != 9 || len(Services.Values()) != 9 || len(Columns()) != 32 {
		t.Error("nine services in four needs, 32 columns")
	}
}

var at10 = at("2026-11-23 10:00")

func TestFold(t *testing.T) {
	for s, want := range map[string]string{"  L’Œuvre – ÉTÉ!": "l oeuvre ete", "": "", "Æ": "ae", "İ": "i", "ﬁn": "fin"} {
		if got := Fold(s); got != want {
			t.Errorf("%q: %q, want %q", s, got, want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.String().Draw(t, "s")
		if once := Fold(s); Fold(once) != once {
			t.Fatalf("%q folds to %q then %q", s, once, Fold(once))
		}
	})
	if got := FileName("2026-11-23", "Ville d'Aix", "Aix-en-Provence"); got != "2026-11-23_ville-d-aix_lieux-de-mediation-numerique_aix-en-provence.csv" {
		t.Error(got)
	}
}

func TestOrientationSheet(t *testing.T) {
	o := Orientation{
		Place: Place{Nom: "Médiathèque", Adresse: "8 rue X", CodePostal: "13100", Commune: "Aix", Telephone: "+33442919888", Horaires: "sur rendez-vous", ModalitesAcces: []string{"Se présenter", "Téléphoner"}},
		By:    "Awa", From: "Mairie", Day: "2026-11-23",
	}
	want := []Part{
		{"to", "Où aller", []string{"Médiathèque", "8 rue X", "13100 Aix", "04\u00a042\u00a091\u00a098\u00a088"}},
		{"hours", "Horaires", []string{"sur rendez-vous"}},
		{"access", "Comment venir", []string{"Se présenter sur place · Téléphoner"}},
		{"by", "Orienté par", []string{"Awa · Mairie"}},
	}
	if d := cmp.Diff(want, o.Parts(i18n.New("fr"))); d != "" {
		t.Error(d)
	}
	for _, lang := range []string{"fr", "en"} {
		l := i18n.New(lang)
		for _, code := range Typologies.Values() {
			if !l.Has("place.typology." + code) {
				t.Errorf("%s: no label for %s", lang, code)
			}
		}
		for _, n := range Needs() {
			if !l.Has("place.need." + n.Code) {
				t.Errorf("%s: no label for %s", lang, n.Code)
			}
		}
	}
}

func TestTheMiddleOfACommune(t *testing.T) {
	p := func(insee string, lat, lon float64) Place {
		return Place{CodeInsee: insee, Latitude: &lat, Longitude: &lon}
	}
	places := []Place{p("13001", 43, 5), p("13001", 44, 6), p("13202", 43.2, 5.3), {CodeInsee: "13063"}}
	if got, ok := Centre(places, "13001"); !ok || got != (Point{43.5, 5.5}) {
		t.Errorf("%v %v", got, ok)
	}
	if got, ok := Centre(places, "13055"); !ok || got != (Point{43.2, 5.3}) {
		t.Errorf("Marseille by its arrondissements: %v %v", got, ok)
	}
	if _, ok := Centre(places, "13063"); ok {
		t.Error("a commune without any position has a middle")
	}
}

// A whole country is searched while one types.
func BenchmarkFind(b *testing.B) {
	var places []Place
	hours := []string{"Mo-Fr 09:00-12:30,13:30-17:00; PH off", "Tu-Sa 10:00-19:00", "", "sur rendez-vous"}
	for i := range 1000 {
		lat, lon := 43+float64(i%100)/100, 5+float64(i%90)/100
		places = append(places, Place{ID: ID(strings.Repeat("x", i%7)), Nom: "Médiathèque de quartier", CodeInsee: "13001", Latitude: &lat, Longitude: &lon, Horaires: hours[i%4], Services: []string{ServProcedure}})
	}
	f := NewFinder(places)
	for b.Loop() {
		f.Find(Query{Text: "media", Near: &Point{43.5, 5.4}, Now: at10, Need: "demarches", Soonest: true})
	}
}

// Every value people choose from has its words in both languages.
func TestValuesHaveLabels(t *testing.T) {
	for _, lang := range []string{"fr", "en"} {
		l := i18n.New(lang)
		for _, e := range []Enum{Services, Publics, PrisesEnCharge, Frais, Itinerances, ModalitesAcces, ModalitesAccompagnement} {
			for _, v := range e.Values() {
				if key := "place.value." + strings.ReplaceAll(Fold(v), " ", "_"); !l.Has(key) {
					t.Errorf("%s: no %s", lang, key)
				}
			}
		}
	}
	if got := Label(i18n.New("fr"), NoPublic); got != "Ce lieu n’accueille pas de public" {
		t.Error(got)
	}
	if got := Label(i18n.New("en"), "France Services"); got != "France Services" {
		t.Error(got)
	}
}

func TestWhatAnOrientationCountsAs(t *testing.T) {
	for want, p := range map[string]Place{
		"aide_aux_demarches_administratives": {Typologie: []string{"MUNI"}, Dispositifs: []string{"France Services"}},
		"operateur_ou_organisme_en_charge":   {Typologie: []string{"CAF"}},
		"administration":                     {Typologie: []string{"MUNI"}},
		"insertion_professionnelle":          {Typologie: []string{"ML"}},
		"aide_sociale":                       {Typologie: []string{"CCAS"}},
		"mediation_numerique":                {Typologie: []string{"BIB"}},
	} {
		if got := Redirection(&p); got != want || !slices.Contains(session.Redirections.Codes(), got) {
			t.Errorf("%v: %s, want %s", p.Typologie, got, want)
		}
	}
}
