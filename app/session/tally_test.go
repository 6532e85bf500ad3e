package session

import (
	"crypto/rand"
	"encoding/json"
	"math"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"parvis/i18n"
)

func decoded(t *testing.T, line string) *Session {
	t.Helper()
	s, err := DecodeLine("", 1, []byte(line), testContext)
	if err != nil {
		t.Fatal(err)
	}
	return &s
}

func cellMap(s *Session, view string) map[string]int {
	out := map[string]int{}
	for _, c := range CellsOf(s, view) {
		out[c.Code()] += c.N
	}
	return out
}

func TestCellsOfAWorkshop(t *testing.T) {
	s := decoded(t, workshop)
	for view, want := range map[string]map[string]int{
		"total":                       {"": 9},
		"lieu":                        {"ici": 9},
		"type":                        {"collectif": 9},
		"duree":                       {"120_plus": 9},
		"genre":                       {"feminin": 6, "masculin": 3},
		"tranche_age":                 {"soixante_dix_plus": 5, "non_communique": 4},
		"statut_social":               {"retraite": 7, "non_communique": 2},
		"premier_accompagnement":      {"oui": 5, "non": 4},
		"commune":                     {"non_communique": 9},
		"qpv":                         {"ne_sait_pas": 9},
		"guide":                       {"aucun": 9},
		"operateur":                   {"non_communique": 9},
		"materiel":                    {"non_communique": 9},
		"autonomie":                   {"non_communique": 9},
		"structure_de_redirection":    {"non_renseigne": 9},
		"thematiques":                 {"securite_numerique": 9},
		"thematiques_administratives": {},
		ViewCross:                     {"securite_numerique|soixante_dix_plus": 5, "securite_numerique|non_communique": 4},
		"non_recue":                   {},
		"borne_guide":                 {},
	} {
		if d := cmp.Diff(want, cellMap(s, view)); d != "" {
			t.Errorf("%s: %s", view, d)
		}
	}
}

func TestCellsOfAnIndividual(t *testing.T) {
	s := decoded(t, atHome)
	for view, want := range map[string]map[string]int{
		"lieu":                        {"autres_permanences": 1},
		"commune":                     {"13063": 1},
		"thematiques":                 {"aide_aux_demarches_administratives": 1},
		"thematiques_administratives": {"social_sante": 1},
		"blocage":                     {"compte_bloque": 1},
		"guide":                       {"carte-vitale": 1},
		"structure_de_redirection":    {"non_oriente": 1},
		"premier_accompagnement":      {"oui": 1},
		ViewCross:                     {"aide_aux_demarches_administratives|soixante_dix_plus": 1},
	} {
		if d := cmp.Diff(want, cellMap(s, view)); d != "" {
			t.Errorf("%s: %s", view, d)
		}
	}
	if d := cmp.Diff(map[string]int{"ici": 1}, cellMap(decoded(t, turned), "non_recue")); d != "" {
		t.Error(d)
	}
}

// Whatever the session, single-valued views add up to its participations,
// multi-valued ones to its ticks; no count is ever zero or negative.
func TestCellsAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawSession(t)
		for _, view := range Views() {
			sum := 0
			for _, c := range CellsOf(&s, view) {
				if c.N <= 0 {
					t.Fatalf("%s: a cell of %d", view, c.N)
				}
				sum += c.N
			}
			want := s.Participations()
			switch view {
			case "non_recue":
				want = 0
				if s.Type == NotReceived {
					want = 1
				}
			case "materiel":
				want *= max(len(s.Materiel), 1)
			case "thematiques", ViewCross:
				want *= len(slices.DeleteFunc(slices.Clone(s.Thematiques), ThematiquesAdministratives.Has))
			case "thematiques_administratives":
				want *= len(slices.DeleteFunc(slices.Clone(s.Thematiques), Thematiques.Has))
			}
			if sum != want {
				t.Fatalf("%s adds up to %d, want %d for %+v", view, sum, want, s)
			}
		}
		if p := s.Participants; p != nil {
			for _, counts := range []map[string]int{p.Genres, p.TranchesAge, p.StatutsSociaux} {
				if rest := Remainder(counts, p.Total); rest < 0 || rest+Complete(counts, p.Total)[NotSaid] < rest {
					t.Fatalf("remainder %d", rest)
				}
			}
		}
	})
}

// Tally against a count written another way: each question asked of each
// session, over the JSON people and scripts see.
func TestTallyEqualsBruteForce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		sessions := rapid.SliceOfN(rapid.Custom(drawSession), 0, 25).Draw(t, "sessions")
		refs := make([]*Session, len(sessions))
		for i := range sessions {
			refs[i] = &sessions[i]
		}
		st := Tally(slices.Values(refs))
		var total, minutes, feminine, newcomers, turnedAway, people int
		seen, months := map[string]bool{}, map[string]int{}
		for _, s := range sessions {
			raw, _ := json.Marshal(s)
			var m map[string]any
			_ = json.Unmarshal(raw, &m)
			switch m["type"] {
			case "non_recue":
				turnedAway++
				continue
			case "individuel":
				total++
				months[s.Date.Month()]++
				p, _ := m["person"].(map[string]any)
				if p["genre"] == "feminin" {
					feminine++
				}
				if p["premier_accompagnement"] == true {
					newcomers++
				}
				if b, ok := p["beneficiary_id"].(string); ok {
					seen[b] = true
				} else {
					people++
				}
			case "collectif":
				p := m["participants"].(map[string]any)
				n := int(p["total"].(float64))
				total, people = total+n, people+n
				months[s.Date.Month()] += n
				deja, _ := p["deja_accompagnes"].(float64)
				newcomers += n - int(deja)
				if g, ok := p["genres"].(map[string]any); ok {
					f, _ := g["feminin"].(float64)
					feminine += int(f)
				}
			}
			minutes += int(m["duree"].(float64))
		}
		got := []int{st.Total, st.Minutes, st.By["genre"]["feminin"], st.NewPeople, st.NotReceived, st.People}
		if d := cmp.Diff([]int{total, minutes, feminine, newcomers, turnedAway, people + len(seen)}, got); d != "" {
			t.Fatal(d)
		}
		if d := cmp.Diff(months, st.ByMonth); d != "" {
			t.Fatal(d)
		}
	})
}

func TestSharesAddUp(t *testing.T) {
	if got := Share(1, 3); got != 33.333 {
		t.Errorf("a third: %v", got)
	}
	rapid.Check(t, func(t *rapid.T) {
		counts := rapid.MapOfN(rapid.StringN(1, 3, 3), rapid.IntRange(0, 1000), 1, 12).Draw(t, "counts")
		sum := 0.0
		for _, v := range Shares(counts) {
			sum += v
		}
		if sum != 0 && math.Abs(sum-100) > 0.0005*float64(len(counts))+1e-9 {
			t.Fatalf("%v adds up to %v", counts, sum)
		}
	})
}

func TestMonthsNeverVanish(t *testing.T) {
	if d := cmp.Diff([]string{"2026-01", "2026-02", "2026-03"}, Months("2026-01-31", "2026-03-01")); d != "" {
		t.Error(d)
	}
	if got := len(Days("2026-02-27", "2026-03-01")); got != 3 {
		t.Errorf("%d days", got)
	}
}

func TestFilter(t *testing.T) {
	r := Record{Session: *decoded(t, atHome), Author: "m-1"}
	communes := func(string) string { return "13001" }
	for name, c := range map[string]struct {
		f    Filter
		want bool
	}{
		"nothing asked":       {Filter{}, true},
		"same day":            {Filter{From: "2026-10-12", To: "2026-10-12"}, true},
		"later":               {Filter{From: "2026-10-13"}, false},
		"one of the themes":   {Filter{Thematiques: []string{"email", "social_sante"}}, true},
		"other type":          {Filter{Types: []Type{Workshop}}, false},
		"other author":        {Filter{Author: "m-2"}, false},
		"commune recorded":    {Filter{CommuneInsee: "13063"}, true},
		"words, no accents":   {Filter{Text: "SANTE jeudi"}, true},
		"a word too many":     {Filter{Text: "sante mardi"}, false},
		"notes are not read":  {Filter{Text: "…rappel"}, false},
		"tag":                 {Filter{Tag: "permanence du jeudi"}, true},
		"without any commune": {Filter{CommuneInsee: NotSaid}, false},
		"operator":            {Filter{Operateur: "assurance_maladie"}, true},
		"other operator":      {Filter{Operateur: "caf"}, false},
		"outcome":             {Filter{Suite: Blocked}, true},
		"outcome not said":    {Filter{Suite: NotSaid}, false},
	} {
		if got := c.f.Match(&r, communes); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
	at := Record{Session: *decoded(t, walkIn)}
	if !(Filter{CommuneInsee: "13001"}).Match(&at, communes) || !(Filter{CommuneInsee: NotSaid}).Match(&at, nil) {
		t.Error("the commune of the place")
	}
	at.Deleted = true
	if (Filter{}).Match(&at, nil) || !(Filter{Deleted: true}).Match(&at, nil) {
		t.Error("deleted sessions")
	}
}

func TestFilterIsSaidToPeople(t *testing.T) {
	l := i18n.New("fr")
	f := Filter{
		From: "2026-10-01", To: "2026-10-31", Types: []Type{Workshop}, Thematiques: []string{"email", "logement"},
		PlaceID: "mediatheque", CommuneInsee: NotSaid, GuideID: "carte-vitale", Author: "m-1", Tag: "jeudi", Text: "caf",
		Operateur: "caf", Suite: NotSaid,
	}
	want := []string{
		"du jeudi 1er octobre 2026 au samedi 31 octobre 2026", "type\u00a0: Atelier collectif", "thématiques\u00a0: E-mail, Logement",
		"lieu\u00a0: Médiathèque mediatheque", "commune\u00a0: Non communiqué", "guide\u00a0: Guide carte-vitale", "organisme\u00a0: CAF", "suite\u00a0: Non communiqué", "tag\u00a0: jeudi", "mots\u00a0: caf",
	}
	names := testNames
	names.Commune = nil
	if d := cmp.Diff(want, f.Lines(l, names)); d != "" {
		t.Error(d)
	}
	if got := (Filter{}).Lines(l, names); got != nil {
		t.Errorf("%v", got)
	}
}

func TestDraftTimerSurvivesEverything(t *testing.T) {
	start := time.Date(2026, 11, 23, 14, 5, 0, 0, time.UTC)
	d := NewDraft("x", "m-1", start, Session{})
	at := func(min int) time.Time { return start.Add(time.Duration(min) * time.Minute) }
	d.PauseAt(at(10))
	d.PauseAt(at(12)) // already paused
	if got := d.Elapsed(at(60)); got != 10*time.Minute {
		t.Errorf("paused: %v", got)
	}
	raw, _ := json.Marshal(d)
	var back Draft
	if err := json.Unmarshal(raw, &back); err != nil {
		t.Fatal(err)
	}
	back.Resume(at(60))
	if got := back.Elapsed(at(75)); got != 25*time.Minute {
		t.Errorf("after a restart: %v", got)
	}
	if got := back.Elapsed(at(-30)); got != 0 {
		t.Errorf("clock set back: %v", got)
	}
	for elapsed, want := range map[time.Duration]int{0: 1, time.Second: 1, 61 * time.Second: 2, 48 * time.Hour: MaxMinutes} {
		if got := MinutesOf(elapsed); got != want {
			t.Errorf("%v: %d min, want %d", elapsed, got, want)
		}
	}
}

func TestARunFillsTheReport(t *testing.T) {
	h := Habit{Week: map[time.Weekday]string{time.Thursday: "mairie"}, Dispositif: "france_services", Duree: 45}
	s := FromRun(Prefill("2026-11-19", h), RunSummary{
		GuideID: "carte-vitale", Version: "2026-11", Thematiques: []string{"social_sante", "inconnue"},
		Operateur: "assurance_maladie", Outcome: "termine", Elapsed: 11*time.Minute + 20*time.Second, Langue: "fr",
	})
	if err := Validate(&s, testContext); err != nil {
		t.Fatal(err)
	}
	want := Session{
		Type: Individual, Date: "2026-11-19", Duree: 12, TypeLieu: AtPlace, PlaceID: "mairie", Dispositif: "france_services",
		Thematiques: []string{Administrative, "social_sante"}, Operateur: "assurance_maladie", GuideID: "carte-vitale",
		GuideVersion: "2026-11", GuideOutcome: "termine", Suite: "terminee", DureeParcours: 680, Langue: "fr",
	}
	if d := cmp.Diff(want, s); d != "" {
		t.Error(d)
	}
	if got := Untick(s.Thematiques, Administrative); len(got) != 0 {
		t.Errorf("left: %v", got)
	}
}

func TestHabit(t *testing.T) {
	var h Habit
	if got := Prefill(today, h); got.PlaceID != Here || got.Duree != 30 {
		t.Errorf("first day: %+v", got)
	}
	s := decoded(t, atHome)
	h.Learn(s)
	got := Prefill(today, h)
	if got.TypeLieu != AtHome || got.CommuneInsee != "13063" || got.PlaceID != "" || got.Duree != 45 {
		t.Errorf("after a home visit: %+v", got)
	}
	thursday := decoded(t, walkIn)
	thursday.Date, thursday.PlaceID = "2026-11-19", "mairie"
	h.Learn(thursday)
	friday := decoded(t, walkIn)
	friday.Date = "2026-11-20"
	h.Learn(friday)
	if got := Prefill("2026-11-26", h); got.PlaceID != "mairie" || got.TypeLieu != AtPlace {
		t.Errorf("the next Thursday: %+v", got)
	}
	if got := Prefill("2026-11-27", h); got.PlaceID != Here {
		t.Errorf("the next Friday: %+v", got)
	}
	copied := Again(*s, today)
	if copied.ID != "" || copied.Person != nil || copied.Notes != "" || copied.Date != today {
		t.Errorf("copy keeps the person: %+v", copied)
	}
	if err := Validate(&copied, testContext); err != nil {
		t.Error(err)
	}
}

func TestAWorkshopTeachesTheNextWorkshopAlone(t *testing.T) {
	h := Habit{Duree: 45}
	h.Learn(&Session{Type: Workshop, TypeLieu: AtPlace, PlaceID: Here, Duree: 180, Thematiques: []string{"email"}})
	if got := Prefill(today, h); got.Duree != 45 || len(got.Thematiques) != 0 {
		t.Errorf("a visitor after a workshop: %+v", got)
	}
	got := PrefillWorkshop(today, h)
	if got.Duree != 180 || len(got.Thematiques) != 1 || got.Thematiques[0] != "email" {
		t.Errorf("the next workshop: %+v", got)
	}
	got.Thematiques[0] = "bureautique"
	if h.WorkshopThematiques[0] != "email" {
		t.Error("a change of the workshop changes the habit")
	}
}

func TestNewIDIsOrderedAndValid(t *testing.T) {
	at := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	a, err := NewID(at, rand.Reader)
	b, _ := NewID(at.Add(time.Millisecond), rand.Reader)
	if err != nil || !ValidID(a) || !ValidID(b) || a >= b || a[14] != '7' {
		t.Errorf("%s %s %v", a, b, err)
	}
}

func TestFold(t *testing.T) {
	if got := Fold("  L’Œuvre – ÉTÉ!"); got != "l oeuvre ete" {
		t.Errorf("%q", got)
	}
}
