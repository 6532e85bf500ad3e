package place

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"parvis/app"
	"parvis/i18n"
)

var opt = Options{Today: "2026-11-23", Communes: NewCommunes([]Commune{
	{Insee: "13001", Nom: "Aix-en-Provence", Postcodes: []string{"13090", "13100"}, Population: 149695},
	{Insee: "01004", Nom: "Ambérieu-en-Bugey", Postcodes: []string{"01500"}, Population: 15000},
})}

// table writes a CSV of one place, with some columns changed.
func table(changes map[string]string) string {
	base := map[string]string{
		"id": "a1", "pivot": "21130001700012", "nom": "Médiathèque", "commune": "Aix-en-Provence", "code_postal": "13100",
		"adresse": "8 rue des Allumettes", "date_maj": "2026-10-01",
	}
	for k, v := range changes {
		base[k] = v
	}
	var cells []string
	for _, c := range Columns() {
		cells = append(cells, `"`+strings.ReplaceAll(base[c], `"`, `""`)+`"`)
	}
	return strings.Join(Columns(), ",") + "\n" + strings.Join(cells, ",") + "\n"
}

// said gives the findings that are not about completing the INSEE code.
func said(r Report) []string {
	var out []string
	for _, f := range r.Findings {
		if f.Field != "code_insee" || f.Severity != Mended {
			out = append(out, fmt.Sprintf("%d %s %s", f.Line, f.Field, f.Severity.Code()))
		}
		for _, lang := range []string{"fr", "en"} {
			if text := app.Message(i18n.New(lang), f.Err); strings.ContainsAny(text, "{}") || strings.Contains(text, "error.") {
				out = append(out, text)
			}
		}
	}
	return out
}

func TestTrapsOfTheStandard(t *testing.T) {
	for name, c := range map[string]struct {
		changes map[string]string
		get     func(p Place) any
		want    any
		said    []string
	}{
		"documented label the pattern refuses": {
			map[string]string{"formations_labels": "Étapes numériques (La Poste)"},
			func(p Place) any { return p.Formations },
			[]string{"Étapes numériques(La Poste)"},
			[]string{"2 formations_labels mended"},
		},
		"typographic apostrophe": {
			map[string]string{"modalites_acces": "Ce lieu n’accueille pas de public|Téléphoner"},
			func(p Place) any { return p.ModalitesAcces },
			[]string{NoPublic, "Téléphoner"},
			[]string{"2 modalites_acces mended"},
		},
		"missing accent": {
			map[string]string{"services": "Comprehension du monde numérique"},
			func(p Place) any { return p.Services },
			[]string{ServCulture},
			[]string{"2 services mended"},
		},
		"two numbers": {
			map[string]string{"telephone": "+33442919888|+33442919889"},
			func(p Place) any { return p.Telephone }, "+33442919888",
			[]string{"2 telephone mended"},
		},
		"national number":  {map[string]string{"telephone": "04 42 91 98 88"}, func(p Place) any { return p.Telephone }, "+33442919888", []string{"2 telephone mended"}},
		"trunk zero":       {map[string]string{"telephone": "+33 (0)4 42 91 98 88"}, func(p Place) any { return p.Telephone }, "+33442919888", []string{"2 telephone mended"}},
		"Réunion":          {map[string]string{"telephone": "0262 90 12 34"}, func(p Place) any { return p.Telephone }, "+262262901234", []string{"2 telephone mended"}},
		"short number":     {map[string]string{"telephone": "3646"}, func(p Place) any { return p.Telephone }, "", []string{"2 telephone dropped"}},
		"foreign number":   {map[string]string{"telephone": "+41 22 000 00 00"}, func(p Place) any { return p.Telephone }, "", []string{"2 telephone dropped"}},
		"INSEE optional":   {map[string]string{"code_insee": ""}, func(p Place) any { return p.CodeInsee }, "13001", nil},
		"INSEE of Corsica": {map[string]string{"code_insee": "2A004"}, func(p Place) any { return p.CodeInsee }, "2A004", nil},
		"INSEE 20":         {map[string]string{"code_insee": "20004", "commune": "Ajaccio"}, func(p Place) any { return p.CodeInsee }, "", []string{"2 code_insee dropped"}},
		"lost zero":        {map[string]string{"code_postal": "1500", "commune": "Ambérieu-en-Bugey"}, func(p Place) any { return p.CodePostal + p.CodeInsee }, "0150001004", []string{"2 code_postal mended"}},
		"decimal commas":   {map[string]string{"latitude": "43,5", "longitude": "5,4"}, func(p Place) any { return *p.Latitude + *p.Longitude }, 48.9, []string{"2 latitude mended", "2 longitude mended"}},
		"half a position":  {map[string]string{"latitude": "43.5"}, func(p Place) any { return p.Latitude }, (*float64)(nil), []string{"2 latitude dropped"}},
		"semicolons":       {map[string]string{"typologie": "BIB;CCAS;PE"}, func(p Place) any { return p.Typologie }, []string{"BIB", "CCAS", "FT"}, []string{"2 typologie mended", "2 typologie mended"}},
		"unknown service":  {map[string]string{"services": "Poterie|" + ServTools}, func(p Place) any { return p.Services }, []string{ServTools}, []string{"2 services dropped"}},
		"long summary":     {map[string]string{"presentation_resume": strings.Repeat("é", 281)}, func(p Place) any { return len([]rune(p.PresentationResume)) + len([]rune(p.PresentationDetail)) }, 280 + 281, []string{"2 presentation_resume mended"}},
		"free hours":       {map[string]string{"horaires": "sur rendez-vous"}, func(p Place) any { return p.Horaires }, "sur rendez-vous", []string{"2 horaires kept"}},
		"French date":      {map[string]string{"date_maj": "01/10/2026"}, func(p Place) any { return p.DateMaj }, app.Day("2026-10-01"), []string{"2 date_maj mended"}},
		"bare site":        {map[string]string{"site_web": "www.exemple.fr"}, func(p Place) any { return p.SiteWeb }, []string{"https://www.exemple.fr"}, []string{"2 site_web mended"}},
		"bad mail":         {map[string]string{"courriels": "à demander|a@b.fr"}, func(p Place) any { return p.Courriels }, []string{"a@b.fr"}, []string{"2 courriels dropped"}},
		"SIRET in groups":  {map[string]string{"pivot": "211 300 017 00012"}, func(p Place) any { return p.Pivot }, "21130001700012", []string{"2 pivot mended"}},
	} {
		t.Run(name, func(t *testing.T) {
			r, err := Read("lieux.csv", []byte(table(c.changes)), opt)
			if err != nil || len(r.Places) != 1 {
				t.Fatalf("%v %v", err, said(r))
			}
			if d := cmp.Diff(c.want, c.get(r.Places[0])); d != "" {
				t.Error(d)
			}
			if d := cmp.Diff(c.said, said(r)); d != "" {
				t.Error(d)
			}
			if bad := Check(&r.Places[0]); len(bad) > 0 {
				t.Errorf("what was read is not valid: %v", bad)
			}
		})
	}
}

func TestPlacesThatAreRefused(t *testing.T) {
	for name, c := range map[string]struct {
		changes map[string]string
		want    []string
	}{
		"no name":      {map[string]string{"nom": " "}, []string{"2 nom refused"}},
		"no pivot":     {map[string]string{"pivot": "12"}, []string{"2 pivot refused"}},
		"no date":      {map[string]string{"date_maj": "hier"}, []string{"2 date_maj refused"}},
		"tomorrow":     {map[string]string{"date_maj": "2026-11-24"}, []string{"2 date_maj refused"}},
		"bad postcode": {map[string]string{"code_postal": "Aix"}, []string{"2 code_postal refused"}},
	} {
		r, err := Read("lieux.csv", []byte(table(c.changes)), opt)
		if err != nil || len(r.Places) != 0 || r.Refused != 1 {
			t.Errorf("%s: %v %+v", name, err, r)
		}
		if d := cmp.Diff(c.want, said(r)); d != "" {
			t.Errorf("%s: %s", name, d)
		}
		if err := r.Err(); app.KindOf(err) != app.Rejected || !strings.HasPrefix(err.Error(), "lieux.csv:2: ") {
			t.Errorf("%s: %v", name, err)
		}
	}
	twice := table(nil) + strings.SplitN(table(nil), "\n", 2)[1]
	r, err := Read("lieux.csv", []byte(twice), opt)
	if err != nil || len(r.Places) != 1 || !slices.Contains(said(r), "3 id refused") {
		t.Errorf("same id: %v %v", err, said(r))
	}
}

func TestFilesOfOtherPrograms(t *testing.T) {
	text := table(nil)
	latin := strings.NewReplacer("é", "\xe9", "è", "\xe8").Replace(text)
	utf16 := "\xff\xfe"
	for _, r := range text {
		utf16 += string([]byte{byte(r), byte(r >> 8)})
	}
	for name, data := range map[string]string{
		"mark": "\ufeff" + text, "semicolons": strings.ReplaceAll(text, ",", ";"), "tabs": strings.ReplaceAll(text, ",", "\t"),
		"Windows-1252": latin, "UTF-16": utf16, "CRLF": strings.ReplaceAll(text, "\n", "\r\n"),
	} {
		r, err := Read("LIEUX.CSV", []byte(data), opt)
		if err != nil || len(r.Places) != 1 || r.Places[0].Nom != "Médiathèque" {
			t.Errorf("%s: %v %+v", name, err, r)
		}
	}
	for name, c := range map[string][3]string{
		"empty":          {"a.csv", "", "place_file_empty"},
		"other columns":  {"a.csv", "prenom,nom\nx,y\n", "place_no_columns"},
		"no pivot":       {"a.csv", "id,nom,commune,adresse,code_postal,date_maj\n", "place_column_missing"},
		"columns twice":  {"a.csv", "id,id,nom,commune,adresse\n", "place_column_twice"},
		"cut JSON":       {"a.json", `[{"id":1},`, "place_file_json"},
		"another object": {"a.json", `{"x":1}`, "place_file_json"},
		"a picture":      {"a.png", "", "place_file_format"},
	} {
		if _, err := Read(c[0], []byte(c[1]), opt); !errors.Is(err, app.E(0, c[2])) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// 38 real places of 2024 in the older shape: numbers for codes, semicolons,
// service names of before.
func TestOlderShape(t *testing.T) {
	data := shared(t, "lieux/aix-en-provence.json")
	r, err := Read("aix-en-provence.json", data, Options{Today: "2026-11-23"})
	if err != nil {
		t.Fatal(err)
	}
	if r.Read != 38 {
		t.Errorf("%d places met", r.Read)
	}
	// two have no SIRET, RNA nor RIDET, which the standard requires
	if len(r.Places) != 36 || r.Refused != 2 {
		t.Fatalf("%d taken, %d refused", len(r.Places), r.Refused)
	}
	bare, err := Read("aix-en-provence.json", data, Options{Today: "2026-11-23", WithoutPivot: true})
	if err != nil || len(bare.Places) != 38 || bare.Refused != 0 || CheckAll(bare.Places) != nil {
		t.Errorf("with zeros for a pivot: %v, %d taken", err, len(bare.Places))
	}
	for _, f := range r.Findings {
		if f.Severity == Refused && f.Name == "" {
			t.Errorf("line %d: the refused place is not named", f.Line)
		}
	}
	first := r.Places[0]
	if d := cmp.Diff([]string{ServProcedure, ServTools, ServCulture, ServWork, ServAccess, ServBuy, ServParents}, first.Services); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]string{"Conseillers numériques", "Aidants Connect"}, first.Dispositifs); d != "" {
		t.Error(d)
	}
	if first.ID != "1" || first.CodePostal != "13100" || first.CodeInsee != "13001" || *first.Latitude != 43.5263932 || r.Findings[0].Line != 2 {
		t.Errorf("%+v, first finding line %d", first, r.Findings[0].Line)
	}
	if err := CheckAll(r.Places); err != nil {
		t.Errorf("not valid against the standard: %v", err)
	}
	gone := 0
	for _, f := range r.Findings {
		if f.Severity == Dropped {
			gone++
		}
	}
	if gone > 0 {
		t.Errorf("%d values lost", gone)
	}
	var b bytes.Buffer
	if err := WriteCSV(&b, r.Places); err != nil {
		t.Fatal(err)
	}
	again, err := Read("x.csv", b.Bytes(), Options{})
	if err != nil || !again.Clean() {
		t.Errorf("the export is not clean: %v %v", err, said(again))
	}
	if d := cmp.Diff(r.Places, again.Places); d != "" {
		t.Error(d)
	}
}

func TestGeoJSON(t *testing.T) {
	raw := `{"type":"FeatureCollection","features":[
 {"type":"Feature","properties":{"id":7,"pivot":21130001700012,"nom":"Mairie","commune":"Aix","code_postal":13100,"adresse":"x","date_maj":"2026-01-01","services":["Accéder à du matériel"]},
  "geometry":{"type":"Point","coordinates":[5.4,43.5]}},
 "x"
]}`
	r, err := Read("a.geojson", []byte(raw), Options{})
	if err != nil || len(r.Places) != 1 || *r.Places[0].Latitude != 43.5 || r.Places[0].Pivot != "21130001700012" {
		t.Fatalf("%v %+v", err, r)
	}
	if last := r.Findings[len(r.Findings)-1]; last.Line != 4 || last.Severity != Refused {
		t.Errorf("%+v", last)
	}
}

// Any valid place, written and read again, is itself and needs no mending.
func TestWhatIsWrittenIsReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawPlace(t)
		var csv, js bytes.Buffer
		if err := errors.Join(WriteCSV(&csv, []Place{p}), WriteJSON(&js, []Place{p})); err != nil {
			t.Fatal(err)
		}
		for name, data := range map[string][]byte{"a.csv": csv.Bytes(), "a.json": js.Bytes()} {
			r, err := Read(name, data, Options{})
			if err != nil || !r.Clean() {
				t.Fatalf("%s: %v %v", name, err, said(r))
			}
			if d := cmp.Diff([]Place{p}, r.Places); d != "" {
				t.Fatal(d)
			}
		}
	})
}

func drawPlace(t *rapid.T) Place {
	word := rapid.StringMatching(`[A-Za-zéèç'"(«=+@-][a-zéè,;'" ]{0,12}[a-zé.]`)
	p := Place{
		ID: ID(word.Draw(t, "id")), Pivot: "21130001700012", Nom: word.Draw(t, "nom"), Commune: "Aix", CodePostal: "13100",
		Adresse: word.Draw(t, "adresse"), DateMaj: "2026-10-01", Horaires: "Mo-Fr 09:00-12:00", PresentationDetail: word.Draw(t, "detail"),
		Telephone: rapid.SampledFrom([]string{"", "+33442919888", "+262262901234"}).Draw(t, "tel"),
		SiteWeb:   rapid.SampledFrom([][]string{nil, {"https://a.fr/x,y"}, {"https://a.fr", "http://b.fr/?q=1;2"}}).Draw(t, "web"),
	}
	if rapid.Bool().Draw(t, "located") {
		lat, lon := rapid.Float64Range(-80, 80).Draw(t, "lat"), rapid.Float64Range(1, 170).Draw(t, "lon")
		p.Latitude, p.Longitude = &lat, &lon
	}
	for _, f := range fields() {
		if f.enum != nil {
			*f.many(&p) = rapid.SliceOfNDistinct(rapid.SampledFrom(f.enum.Values()), 0, 3, rapid.ID).Draw(t, f.name)
			if len(*f.many(&p)) == 0 {
				*f.many(&p) = nil
			}
		}
	}
	return p
}

func TestNothingIsWrittenWhenAPlaceIsNotValid(t *testing.T) {
	good := Place{ID: "a", Pivot: "21130001700012", Nom: "x", Commune: "Aix", CodePostal: "13100", Adresse: "x", DateMaj: "2026-10-01"}
	for name, change := range map[string]func(*Place){
		"no name":   func(p *Place) { p.Nom = "" },
		"enum":      func(p *Place) { p.Services = []string{"Poterie"} },
		"label":     func(p *Place) { p.Formations = []string{"Étapes numériques (La Poste)"} },
		"phone":     func(p *Place) { p.Telephone = "04 42 91 98 88" },
		"separator": func(p *Place) { p.SiteWeb = []string{"https://a.fr|b"} },
		"summary":   func(p *Place) { p.PresentationResume = strings.Repeat("a", 281) },
		"position":  func(p *Place) { p.Latitude = new(float64) },
	} {
		bad := good
		change(&bad)
		var b bytes.Buffer
		if err := WriteCSV(&b, []Place{good, bad}); err == nil || b.Len() > 0 {
			t.Errorf("%s: %v, %d bytes", name, err, b.Len())
		}
	}
	if err := CheckAll([]Place{good, good}); !errors.Is(err, app.E(0, "place_id_twice")) {
		t.Errorf("same id: %v", err)
	}
}

func FuzzReadPlaces(f *testing.F) {
	f.Add("a.csv", []byte(table(nil)))
	f.Add("a.json", []byte(`[{"id":1,"pivot":211300017,"nom":"x","Adresse":"y","telephone":null,"services":["a",2]}]`))
	f.Add("a.geojson", []byte(`{"features":[{"properties":{"lib_france_services":"x","MATRICULE":1,"h_lundi":"8:30 - 12:30 / 14:00 - 17:00","Labellisation":"01/2020"}}]}`))
	f.Add("a.json", []byte(`{"features":[{"properties":{"id":1},"geometry":{"coordinates":[1,2]}}]}`))
	f.Fuzz(func(t *testing.T, name string, data []byte) {
		r, err := Read(name, data, opt)
		if err != nil {
			return
		}
		if err := CheckAll(r.Places); err != nil {
			t.Fatalf("read but not valid: %v", err)
		}
	})
}
