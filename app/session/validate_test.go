package session

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"parvis/app"
	"parvis/i18n"
)

const (
	walkIn   = `{"type":"individuel","date":"2026-10-12","duree":30,"type_lieu":"lieu_activite","place_id":"ici","thematiques":["email"]}`
	atHome   = `{"id":"019a5f00-0000-7000-8000-000000000001","type":"individuel","date":"2026-10-12","duree":45,"type_lieu":"domicile","commune_insee":"13063","thematiques":["aide_aux_demarches_administratives","social_sante"],"materiel":["telephone"],"autonomie":"partiellement_autonome","operateur":"assurance_maladie","guide_id":"carte-vitale","guide_version":"2026-11","guide_outcome":"a_suivre","suite":"bloquee","blocage":"compte_bloque","oriente_vers_structure":false,"cnil_situation":"j_accompagne","duree_parcours":540,"langue":"fr","person":{"genre":"feminin","tranche_age":"soixante_dix_plus","statut_social":"retraite","commune_insee":"13063","qpv":"ne_sait_pas","premier_accompagnement":true,"beneficiary_id":"b-17"},"tags":["permanence du jeudi"],"notes":"…"}`
	workshop = `{"type":"collectif","date":"2026-10-15","duree":120,"type_lieu":"lieu_activite","place_id":"ici","thematiques":["securite_numerique"],"niveau":"debutant","titre_atelier":"Reconnaître une arnaque","participants":{"total":9,"deja_accompagnes":4,"genres":{"feminin":6,"masculin":3},"tranches_age":{"soixante_dix_plus":5},"statuts_sociaux":{"retraite":7}}}`
	turned   = `{"type":"non_recue","date":"2026-10-15","place_id":"ici"}`
)

func TestTheLinesOfTheDesignAreAccepted(t *testing.T) {
	for _, line := range []string{walkIn, atHome, workshop, turned} {
		s, err := DecodeLine("-", 1, []byte(line), testContext)
		if err != nil {
			t.Errorf("%s\n%v", line, err)
			continue
		}
		raw, _ := json.Marshal(s)
		if string(raw) != line {
			t.Errorf("written back differently:\n%s\n%s", raw, line)
		}
	}
}

// with changes keys of a valid line; nil removes one.
func with(line string, changes map[string]any) string {
	var m map[string]any
	if err := json.Unmarshal([]byte(line), &m); err != nil {
		panic(err)
	}
	for k, v := range changes {
		if m[k] = v; v == nil {
			delete(m, k)
		}
	}
	raw, _ := json.Marshal(m)
	return string(raw)
}

func TestRefusals(t *testing.T) {
	type change = map[string]any
	people := func(c change) change {
		p := change{"total": 9}
		for k, v := range c {
			p[k] = v
		}
		return change{"participants": p}
	}
	for name, c := range map[string]struct{ line, code, field string }{
		"no type":                 {with(walkIn, change{"type": nil}), "session_required", "type"},
		"old type":                {with(walkIn, change{"type": "demarche_administrative"}), "session_code_unknown", "type"},
		"no date":                 {with(walkIn, change{"date": nil}), "session_required", "date"},
		"tomorrow":                {with(walkIn, change{"date": "2026-11-24"}), "session_future", "date"},
		"french date":             {with(walkIn, change{"date": "12/10/2026"}), "session_bad_day", "date"},
		"30 February":             {with(walkIn, change{"date": "2026-02-30"}), "session_bad_day", "date"},
		"year 26":                 {with(walkIn, change{"date": "0026-10-12"}), "session_too_old", "date"},
		"no duration":             {with(walkIn, change{"duree": nil}), "session_required", "duree"},
		"a whole day":             {with(walkIn, change{"duree": 1440}), "session_range", "duree"},
		"negative duration":       {with(walkIn, change{"duree": -5}), "session_range", "duree"},
		"half minutes":            {with(walkIn, change{"duree": 30.5}), "session_wrong_type", "duree"},
		"duration in quotes":      {with(walkIn, change{"duree": "30"}), "session_wrong_type", "duree"},
		"no channel":              {with(walkIn, change{"type_lieu": nil}), "session_required", "type_lieu"},
		"label for code":          {with(walkIn, change{"type_lieu": "À domicile"}), "session_code_unknown", "type_lieu"},
		"place missing":           {with(walkIn, change{"place_id": nil}), "session_required", "place_id"},
		"place unknown":           {with(walkIn, change{"place_id": "nulle-part"}), "session_place_unknown", "place_id"},
		"home without commune":    {with(atHome, change{"commune_insee": nil}), "session_required", "commune_insee"},
		"postcode is no commune":  {with(atHome, change{"commune_insee": "20000"}), "session_bad_commune", "commune_insee"},
		"no theme":                {with(walkIn, change{"thematiques": []string{}}), "session_required", "thematiques"},
		"theme unknown":           {with(walkIn, change{"thematiques": []string{"mail"}}), "session_code_unknown", "thematiques"},
		"theme twice":             {with(walkIn, change{"thematiques": []string{"email", "email"}}), "session_twice", "thematiques"},
		"administrative alone":    {with(walkIn, change{"thematiques": []string{"logement"}}), "session_needs", "thematiques"},
		"obstacle not blocked":    {with(atHome, change{"suite": "terminee"}), "session_needs", "blocage"},
		"words for a guide":       {with(atHome, change{"guide_id": "Mme Dupont 06 12 34 56 78"}), "session_bad_guide", "guide_id"},
		"guide in capitals":       {with(atHome, change{"guide_id": "Carte-Vitale"}), "session_bad_guide", "guide_id"},
		"guide beyond any name":   {with(atHome, change{"guide_id": strings.Repeat("a", MaxGuide+1)}), "session_bad_guide", "guide_id"},
		"nothing and a phone":     {with(atHome, change{"materiel": []string{"aucun", "telephone"}}), "session_alone", "materiel"},
		"outcome without guide":   {with(atHome, change{"guide_id": nil, "guide_version": nil}), "session_needs", "guide_outcome"},
		"redirected though not":   {with(atHome, change{"structure_de_redirection": "autre"}), "session_needs", "structure_de_redirection"},
		"yes in quotes":           {with(atHome, change{"oriente_vers_structure": "oui"}), "session_wrong_type", "oriente_vers_structure"},
		"scheme as free text":     {with(walkIn, change{"dispositif": "Chez Paul D."}), "session_bad_slug", "dispositif"},
		"language in full":        {with(walkIn, change{"langue": "français"}), "session_bad_language", "langue"},
		"short tag":               {with(walkIn, change{"tags": []string{"ab"}}), "session_too_short", "tags"},
		"long notes":              {with(walkIn, change{"notes": strings.Repeat("é", 4001)}), "session_too_long", "notes"},
		"control characters":      {with(walkIn, change{"titre_atelier": "a\u0000b"}), "session_bad_text", "titre_atelier"},
		"person code":             {with(atHome, change{"person": change{"genre": "autre"}}), "session_code_unknown", "person.genre"},
		"person key":              {with(atHome, change{"person": change{"nom": "Dupont"}}), "session_key_unknown", "person.nom"},
		"person in a workshop":    {with(workshop, change{"person": change{"genre": "feminin"}}), "session_not_for_type", "person"},
		"autonomy in a workshop":  {with(workshop, change{"autonomie": "autonome"}), "session_not_for_type", "autonomie"},
		"workshop of nobody said": {with(workshop, change{"participants": nil}), "session_required", "participants"},
		"no total":                {with(workshop, people(change{"total": nil})), "session_required", "participants.total"},
		"a crowd":                 {with(workshop, people(change{"total": 10001})), "session_range", "participants.total"},
		"genders above total":     {with(workshop, people(change{"genres": change{"feminin": 6, "masculin": 4}})), "session_breakdown", "participants.genres"},
		"already above total":     {with(workshop, people(change{"deja_accompagnes": 10})), "session_breakdown", "participants.deja_accompagnes"},
		"negative counter":        {with(workshop, people(change{"genres": change{"feminin": -1}})), "session_range", "participants.genres.feminin"},
		"unknown counter":         {with(workshop, people(change{"tranches_age": change{"jeunes": 2}})), "session_code_unknown", "participants.tranches_age"},
		"themes when turned away": {with(turned, change{"thematiques": []string{"email"}}), "session_not_for_type", "thematiques"},
		"turned away nowhere":     {with(turned, change{"place_id": nil}), "session_required", "place_id"},
		"unknown key":             {with(walkIn, change{"lieu": "ici"}), "session_key_unknown", "lieu"},
		"key in capitals":         {strings.Replace(walkIn, `"duree"`, `"Duree"`, 1), "session_key_unknown", "Duree"},
		"key twice":               {strings.Replace(walkIn, `"duree":30`, `"duree":30,"duree":31`, 1), "session_key_twice", "duree"},
		"counter twice":           {strings.Replace(workshop, `"feminin":6`, `"feminin":6,"feminin":1`, 1), "session_key_twice", "participants.genres.feminin"},
		"not an id":               {with(atHome, change{"id": "42"}), "session_bad_id", "id"},
		"two objects":             {walkIn + walkIn, "session_bad_json", ""},
		"an array":                {"[" + walkIn + "]", "session_bad_json", ""},
		"cut short":               {walkIn[:60], "session_bad_json", ""},
		"latin-1":                 {"{\"notes\":\"\xe9\"}", "session_not_utf8", ""},
		"person as text":          {with(atHome, change{"person": "Mme D."}), "session_wrong_type", "person"},
		"huge":                    {with(walkIn, change{"notes": strings.Repeat("a", MaxLine)}), "session_line_huge", ""},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := DecodeLine("seances.jsonl", 7, []byte(c.line), testContext)
			i := slices.IndexFunc(FaultsOf(err), func(e *app.Error) bool { return e.Code == c.code && FieldOf(e) == c.field })
			if i < 0 {
				t.Fatalf("want %s on %q, got %v", c.code, c.field, err)
			}
			if app.KindOf(err) != app.Rejected {
				t.Errorf("kind %d", app.KindOf(err))
			}
			for _, lang := range []string{"fr", "en"} {
				text := app.Message(i18n.New(lang), FaultsOf(err)[i])
				if !strings.HasPrefix(text, "seances.jsonl:7 — ") || strings.ContainsAny(text, "{}") || strings.Contains(text, "error.") {
					t.Errorf("%s: %q", lang, text)
				}
			}
		})
	}
}

func TestEveryFaultIsReportedAtOnce(t *testing.T) {
	_, err := DecodeLine("", 3, []byte(`{"type":"individuel","date":"2027-01-01","duree":2000,"type_lieu":"domicile","thematiques":["x"]}`), testContext)
	var fields []string
	for _, f := range FaultsOf(err) {
		fields = append(fields, FieldOf(f))
		if f.Where != "3" {
			t.Errorf("place %q", f.Where)
		}
	}
	want := []string{"date", "duree", "commune_insee", "thematiques"}
	if d := cmp.Diff(want, fields); d != "" {
		t.Error(d)
	}
	if !errors.Is(err, app.E(app.Rejected, "session_future")) {
		t.Error("the first fault does not speak for the error")
	}
}

// A form speaks of fields and codes under their labels; every field a fault may
// name has one.
func TestExplainSpeaksAsTheForm(t *testing.T) {
	l := i18n.New("fr")
	for line, want := range map[string]string{
		with(walkIn, map[string]any{"place_id": nil}):                                                                      "Il manque « Lieu ». Rien n’est perdu : complétez-le, puis enregistrez.",
		with(walkIn, map[string]any{"thematiques": []string{"logement"}}):                                                  "« Logement » dans « Thématique(s) d’accompagnement de médiation numérique » ne va qu’avec « Aide aux démarches administratives ». Ajoutez « Aide aux démarches administratives » ou enlevez cette valeur, puis enregistrez.",
		with(atHome, map[string]any{"suite": "terminee"}):                                                                  "« Compte bloqué » dans « Ce qui bloque » ne va qu’avec « Bloquée… ». Ajoutez « Bloquée… » ou enlevez cette valeur, puis enregistrez.",
		with(workshop, map[string]any{"autonomie": "autonome"}):                                                            "« Niveau d’autonomie du bénéficiaire » ne va pas avec le type « Atelier collectif ». Enlevez-le ou changez le type, puis enregistrez.",
		with(workshop, map[string]any{"participants": map[string]any{"total": 2, "genres": map[string]any{"feminin": 3}}}): "« Genre » compte 3 personnes pour 2 participants. Baissez un compteur ou relevez le total, puis enregistrez.",
		with(atHome, map[string]any{"person": map[string]any{"commune_insee": "x"}}):                                       "« x » n’est pas un code INSEE de commune. Choisissez la commune de « Commune de résidence » dans la liste.",
	} {
		_, err := DecodeLine("f", 1, []byte(line), testContext)
		faults := FaultsOf(err)
		if len(faults) != 1 {
			t.Errorf("%v", err)
			continue
		}
		if got := strings.ReplaceAll(Explain(l, faults[0]), "\u00a0", " "); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	for _, name := range filled(&Session{
		ID: "x", Type: "x", Date: "x", Duree: 1, TypeLieu: "x", PlaceID: "x", CommuneInsee: "x", Thematiques: []string{"x"}, Materiel: []string{"x"},
		Autonomie: "x", Operateur: "x", Dispositif: "x", GuideID: "x", GuideVersion: "x", GuideOutcome: "x", Suite: "x", Blocage: "x",
		OrienteVersStructure: ptr(true), StructureDeRedirection: "x", OrientationPlaceID: "x", CnilSituation: "x", DureeParcours: 1, Langue: "x",
		Niveau: "x", TitreAtelier: "x", Participants: &Participants{}, Tags: []string{"x"}, Notes: "x",
	}) {
		if FieldLabel(l, name) == name {
			t.Errorf("no label for %s", name)
		}
	}
}

func TestARemoteSessionTakesTheEmployersCommune(t *testing.T) {
	c := testContext
	c.EmployerCommune = "13055"
	s, err := DecodeLine("", 1, []byte(with(walkIn, map[string]any{"type_lieu": "a_distance", "place_id": nil})), c)
	if err != nil || s.CommuneInsee != "13055" {
		t.Errorf("%q %v", s.CommuneInsee, err)
	}
}

func TestAnyValidSessionIsAcceptedAndReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawSession(t)
		if err := Validate(&s, testContext); err != nil {
			t.Fatal(err)
		}
		raw, err := json.Marshal(s)
		if err != nil {
			t.Fatal(err)
		}
		back, err := DecodeLine("", 1, raw, testContext)
		if err != nil {
			t.Fatal(err)
		}
		if !Same(s, back) {
			t.Fatalf("%+v\n%+v", s, back)
		}
	})
}

func FuzzDecodeLine(f *testing.F) {
	for _, line := range []string{walkIn, atHome, workshop, turned, `{"person":null}`, `{"participants":{"total":1e3}}`, "[]", "\ufeff{}"} {
		f.Add([]byte(line))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		s, err := DecodeLine("f", 1, data, testContext)
		if err != nil {
			for _, fault := range FaultsOf(err) {
				if fault.Where != "f:1" || fault.Kind != app.Rejected {
					t.Fatalf("%v", fault)
				}
			}
			if len(FaultsOf(err)) == 0 {
				t.Fatalf("an error without a fault: %v", err)
			}
			return
		}
		raw, _ := json.Marshal(s)
		again, err := DecodeLine("f", 1, raw, testContext)
		if err != nil || !Same(s, again) {
			t.Fatalf("accepted but not read back: %s: %v", raw, err)
		}
		if Tally(slices.Values([]*Session{&s})).Total != s.Participations() {
			t.Fatal("counted differently")
		}
	})
}

func TestLines(t *testing.T) {
	var got []string
	input := "\ufeffun\r\n\n  \n" + strings.Repeat("x", 3*MaxLine) + "\ncinq\n" + strings.Repeat("y", MaxLine) + "\nsept"
	for line := range Lines(strings.NewReader(input)) {
		text := string(line.Data)
		if len(text) > 9 {
			text = text[:1]
		}
		if line.Err != nil {
			text = line.Err.(*app.Error).Code
		}
		got = append(got, string(rune('0'+line.N))+" "+text)
	}
	if d := cmp.Diff([]string{"1 un", "4 session_line_huge", "5 cinq", "6 y", "7 sept"}, got); d != "" {
		t.Error(d)
	}
}
