package people

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"parvis/app"
	"parvis/app/session"
	"parvis/i18n"
)

func goodMandate() Mandate {
	return Mandate{
		ID: "m", Mandant: "Hélène Benarous", Structure: "Médiathèque", Mediator: "Awa", Actes: []string{"demander la prime d’activité"},
		Perimetre: []string{"social_sante"}, Days: 31, Start: "2026-11-01", Place: "Aix", Habilitated: new(bool), Model: Model, Lang: "fr",
	}
}

func TestMandateIsChecked(t *testing.T) {
	good := goodMandate()
	if err := good.Validate(); err != nil {
		t.Fatal(err)
	}
	for code, change := range map[string]func(*Mandate){
		"people_mandate_minor":     func(m *Mandate) { m.Minor = true },
		"people_mandate_protected": func(m *Mandate) { m.Protected = true },
		"people_mandate_required":  func(m *Mandate) { m.Structure = " " },
		"people_mandate_question":  func(m *Mandate) { m.Habilitated = nil },
		"people_mandate_acts":      func(m *Mandate) { m.Actes = []string{""} },
		"people_mandate_perimeter": func(m *Mandate) { m.Perimetre = []string{"associations"} }, // the eleventh is not one of the ten
		"people_mandate_days":      func(m *Mandate) { m.Days = 30 },
		"people_mandate_secret":    func(m *Mandate) { m.Actes = []string{"se connecter avec le mdp: Soleil1"} },
		"session_bad_day":          func(m *Mandate) { m.Start = "demain" },
	} {
		m := goodMandate()
		change(&m)
		if err := m.Validate(); !errors.Is(err, app.E(0, code)) {
			t.Errorf("%s: %v", code, err)
		}
	}
	if len(Perimeters()) != 10 {
		t.Errorf("%d perimeters", len(Perimeters()))
	}
}

func TestLifeOfAMandate(t *testing.T) {
	m := goodMandate()
	at := time.Date(2026, 11, 1, 9, 0, 0, 0, time.UTC)
	record := func(kind string, day app.Day, ok bool) {
		t.Helper()
		if err := m.Record(kind, "Awa", at, day); (err == nil) != ok {
			t.Errorf("%s on %s: %v", kind, day, err)
		}
	}
	state := func(day app.Day, want State) {
		t.Helper()
		if got := m.State(day); got != want {
			t.Errorf("on %s: %s, want %s", day, got, want)
		}
	}
	state("2026-11-01", Draft)
	record(Used, "2026-11-01", false)
	record(Printed, "2026-11-01", true)
	state("2026-11-01", ToSign)
	record(Used, "2026-11-01", false)
	record(Signed, "2026-11-01", true)
	state("2026-11-01", Active)
	record(Used, "2026-11-02", true)
	if m.Usable("2026-10-31") {
		t.Error("usable before it begins")
	}
	state("2026-11-24", Active)
	state("2026-11-25", Ending)
	state("2026-12-01", Ending)
	state("2026-12-02", Over)
	record(Used, "2026-12-02", false)
	record(Expired, "2026-12-02", true)
	m.Events = m.Events[:2]
	record(Cancelled, "2026-11-05", true)
	state("2026-11-06", CalledOff)
	record(Used, "2026-11-06", false)
	record(Cancelled, "2026-11-06", false)
	one := goodMandate()
	if one.Days = 1; one.LastDay() != one.Start {
		t.Errorf("one day ends on %s", one.LastDay())
	}
}

// What was printed once prints again to the letter: the texts of version 1
// are frozen.
func TestMandateSaysWhatItMust(t *testing.T) {
	m := goodMandate()
	yes := true
	m.Habilitated, m.Perimetre = &yes, []string{"social_sante", Money}
	for _, lang := range []string{"fr", "en"} {
		m.Lang = lang
		var all strings.Builder
		for _, s := range append(m.Text(), m.CancelText("2026-11-05")...) {
			all.WriteString(s.Title + "\n" + strings.Join(s.Lines, "\n") + "\n")
		}
		text := all.String()
		for _, word := range []string{"FranceConnect", "Aidants Connect", "1984", "Hélène Benarous", "Médiathèque", "Awa", "Aix", "CNIL", "31"} {
			if !strings.Contains(text, word) {
				t.Errorf("%s: no %q", lang, word)
			}
		}
		if strings.Contains(text, "people.") || strings.ContainsAny(text, "{}") {
			t.Errorf("%s: %s", lang, text)
		}
	}
	m.Lang = "fr"
	want := "Ce mandat vaut 31 jours\u00a0: du dimanche 1er novembre 2026 au mardi 1er décembre 2026 inclus."
	if got := m.Text()[4].Lines[0]; got != want {
		t.Errorf("%q", got)
	}
	if got := len(m.Warnings(i18n.New("fr"))); got != 3 {
		t.Errorf("%d warnings", got)
	}
}

func TestNotices(t *testing.T) {
	c := Controller{Name: "Médiathèque", DPO: "dpo@exemple.fr"}
	if err := c.Validate(); err != nil {
		t.Fatal(err)
	}
	if (&Controller{Name: "x"}).Validate() == nil {
		t.Error("no officer")
	}
	for _, lang := range []string{"fr", "en"} {
		l := i18n.New(lang)
		sections := append(c.Notice(l, true), StaffNotice(l), Section{"kiosk", []string{c.KioskNotice(l)}})
		for _, s := range sections {
			for _, line := range append(s.Lines, s.Title) {
				if line == "" || strings.ContainsAny(line, "{}") || strings.Contains(line, "people.") {
					t.Errorf("%s: %q", lang, line)
				}
			}
		}
		if len(sections) != 9 || len(sections[3].Lines) != 2 {
			t.Errorf("%s: %d sections", lang, len(sections))
		}
	}
}

func TestRecopyGroupsWhatIsAlike(t *testing.T) {
	s := func(id string, change func(*session.Session)) session.Record {
		x := session.Session{
			ID: session.ID(id), Type: session.Individual, Date: today, Duree: 30, TypeLieu: session.AtPlace, PlaceID: "ici",
			Thematiques: []string{session.Administrative, "social_sante", "email"}, GuideID: "carte-vitale",
		}
		if change != nil {
			change(&x)
		}
		return session.Record{Session: x}
	}
	records := []session.Record{
		s("1", nil),
		s("2", func(x *session.Session) { x.GuideOutcome, x.DureeParcours = "termine", 500 }),
		s("3", func(x *session.Session) { x.Person = &session.Person{Genre: "feminin"} }),
		s("4", func(x *session.Session) { x.Person = &session.Person{BeneficiaryID: "b-1"} }),
		s("5", func(x *session.Session) { x.Person = &session.Person{BeneficiaryID: "b-1"} }),
		s("6", func(x *session.Session) { x.Type = session.NotReceived }),
		s("7", func(x *session.Session) {
			x.Type, x.Participants = session.Workshop, &session.Participants{Total: 9, DejaAccompagnes: 4, Genres: map[string]int{"feminin": 6}}
		}),
		s("8", nil),
	}
	groups := Recopy(i18n.New("fr"), records, session.Names{
		Place: func(string) (session.PlaceLine, bool) { return session.PlaceLine{Nom: "Médiathèque"}, true },
		Guide: func(string) string { return "Carte Vitale" },
	}, Copied{"1": time.Now()})
	var got []string
	for _, g := range groups {
		line := ""
		for _, id := range g.Sessions {
			line += string(id)
		}
		if g.Done {
			line += " done"
		}
		got = append(got, line)
	}
	if d := cmp.Diff([]string{"28", "3", "4", "5", "7", "1 done"}, got); d != "" {
		t.Error(d)
	}
	if left := Remaining(groups); left != 6 {
		t.Errorf("%d left", left)
	}
	want := []CopyField{
		{"date", "23/11/2026"},
		{"duree", "30"},
		{"type_lieu", "Lieu d’activité"},
		{"lieu", "Médiathèque"},
		{"thematiques", "E-mail, Aide aux démarches administratives"},
		{"thematiques_administratives", "Social - Santé"},
		{"demarche", "Carte Vitale"},
	}
	if d := cmp.Diff(want, groups[0].Fields); d != "" {
		t.Error(d)
	}
	for _, f := range groups[4].Fields {
		if f.Key == "genre" && f.Value != "Féminin\u00a0: 6, Non communiqué\u00a0: 3" {
			t.Errorf("%q", f.Value)
		}
	}
	l := i18n.New("fr")
	for _, g := range groups {
		for _, f := range g.Fields {
			if !l.Has("people.coop." + f.Key) {
				t.Errorf("no label for %s", f.Key)
			}
		}
	}
}
