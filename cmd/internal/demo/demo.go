// Package demo makes the example data of a demonstration directory: a
// plausible stretch of a mediation place's life, the same for the same seed.
//
// It promises that every session is valid and that the proportions are those
// mediators know (five operators for most requests, older people first,
// Tuesdays and Thursdays busy, August quiet). It never makes anything that
// looks like a real person: beneficiaries are numbered pseudonyms, and a
// directory that holds example data says so everywhere and cannot enrol.
package demo

import (
	"fmt"
	"math/rand/v2"
	"time"

	"parvis/app"
	"parvis/app/session"
)

// Options choose how much is made.
type Options struct {
	Sessions int       // how many records; 0 means 600
	Months   int       // how far back; 0 means 12
	Seed     uint64    // the same seed gives the same data
	Until    time.Time // the last day, in the zone of the place
}

// Sessions makes the records, oldest first.
func Sessions(o Options) []session.Session {
	if o.Sessions <= 0 {
		o.Sessions = 600
	}
	if o.Months <= 0 {
		o.Months = 12
	}
	m := maker{r: rand.New(rand.NewPCG(o.Seed, 0x9a7715))}
	days := m.days(o)
	out := make([]session.Session, 0, o.Sessions)
	for i, day := range days {
		s := m.one(day)
		s.ID = m.id(day, i)
		out = append(out, s)
	}
	return out
}

type maker struct{ r *rand.Rand }

// days spreads the records over the opening days, weighted by weekday and
// season, in order.
func (m maker) days(o Options) []time.Time {
	first := o.Until.AddDate(0, -o.Months, 1)
	var open []time.Time
	var weights []int
	for d := first; !d.After(o.Until); d = d.AddDate(0, 0, 1) {
		w := [...]int{0, 5, 9, 7, 9, 6, 3}[d.Weekday()]
		switch d.Month() {
		case time.August:
			w = w * 2 / 5
		case time.September, time.January:
			w = w * 6 / 5
		}
		if w > 0 {
			open, weights = append(open, d), append(weights, w)
		}
	}
	perDay := make([]int, len(open))
	for range o.Sessions {
		perDay[m.weighted(weights)]++
	}
	var out []time.Time
	for i, n := range perDay {
		for range n {
			out = append(out, open[i])
		}
	}
	return out
}

func (m maker) weighted(weights []int) int {
	sum := 0
	for _, w := range weights {
		sum += w
	}
	at := m.r.IntN(sum)
	for i, w := range weights {
		if at -= w; at < 0 {
			return i
		}
	}
	return len(weights) - 1
}

// id is a UUIDv7 of the day, so that the same seed gives the same records.
func (m maker) id(day time.Time, n int) session.ID {
	ms := day.Add(9*time.Hour).UnixMilli() + int64(n%480)*60_000
	return session.ID(fmt.Sprintf("%08x-%04x-7%03x-%04x-%012x",
		uint32(ms>>16), uint16(ms), m.r.IntN(1<<12), 0x8000|m.r.IntN(1<<14), m.r.Uint64()&(1<<48-1)))
}

func (m maker) one(day time.Time) session.Session {
	switch at := m.r.IntN(100); {
	case at < 5:
		return m.workshop(day)
	case at < 9:
		return session.Session{Type: session.NotReceived, Date: dayOf(day), PlaceID: session.Here}
	default:
		return m.individual(day)
	}
}

func dayOf(t time.Time) app.Day { return app.DayOf(t, t.Location()) }

func (m maker) individual(day time.Time) session.Session {
	k := kinds[m.weighted(kindWeights)]
	s := session.Session{
		Type: session.Individual, Date: dayOf(day),
		Duree:    []int{15, 20, 25, 30, 30, 40, 45, 60, 60, 90}[m.r.IntN(10)],
		TypeLieu: "lieu_activite", PlaceID: session.Here,
		Thematiques: k.themes, Operateur: k.operator, GuideID: k.guide,
		Dispositif:    []string{"bibliotheque", "bibliotheque", "france_services", "conseiller_numerique"}[m.r.IntN(4)],
		Langue:        []string{"fr", "fr", "fr", "fr", "fr", "fr", "fr", "en", "ar", "es"}[m.r.IntN(10)],
		CnilSituation: []string{"j_accompagne", "j_accompagne", "je_forme"}[m.r.IntN(3)],
		Materiel:      [][]string{{"ordinateur"}, {"ordinateur"}, {"telephone"}, {"ordinateur", "telephone"}, {"tablette"}, nil}[m.r.IntN(6)],
		Autonomie:     []string{"entierement_accompagne", "entierement_accompagne", "partiellement_autonome", "autonome", ""}[m.r.IntN(5)],
	}
	if m.r.IntN(20) == 0 {
		s.TypeLieu, s.PlaceID, s.CommuneInsee = "a_distance", "", "13063"
	}
	m.ending(&s)
	s.Person = m.person()
	return s
}

func (m maker) ending(s *session.Session) {
	if s.GuideID != "" {
		s.GuideVersion, s.GuideOutcome = "2026-11", []string{"termine", "termine", "a_suivre", "abandonne"}[m.r.IntN(4)]
		s.DureeParcours = s.Duree * 45
	}
	switch at := m.r.IntN(20); {
	case at < 9:
		s.Suite = "terminee"
	case at < 13:
		s.Suite = "a_poursuivre"
	case at < 15:
		s.Suite = "continue_seul"
	case at < 17:
		s.Suite = "bloquee"
		s.Blocage = []string{"compte_bloque", "compte_bloque", "piece_manquante", "pas_de_creneau", "site_en_panne", "pas_de_telephone", "langue", "refus_ou_delai"}[m.r.IntN(8)]
	case at < 18:
		s.Suite = "orientee"
		yes := true
		s.OrienteVersStructure, s.StructureDeRedirection = &yes, "operateur_ou_organisme_en_charge"
	}
}

func (m maker) person() *session.Person {
	p := &session.Person{
		Genre: []string{"feminin", "feminin", "feminin", "masculin", "masculin", ""}[m.r.IntN(6)],
		QPV:   []string{"oui", "non", "non", "ne_sait_pas", ""}[m.r.IntN(5)],
	}
	a := m.weighted([]int{30, 20, 22, 14, 7, 2, 5})
	p.TrancheAge = []string{"soixante_dix_plus", "soixante_soixante_neuf", "quarante_cinquante_neuf", "vingt_cinq_trente_neuf", "dix_huit_vingt_quatre", "douze_dix_huit", ""}[a]
	p.StatutSocial = [][]string{{"retraite"}, {"retraite", "en_emploi"}, {"sans_emploi", "en_emploi"}, {"sans_emploi", "en_emploi"}, {"scolarise", "sans_emploi"}, {"scolarise"}, {""}}[a][m.r.IntN([]int{1, 2, 2, 2, 2, 1, 1}[a])]
	if m.r.IntN(10) > 1 {
		p.CommuneInsee = []string{"13063", "13063", "13063", "13063", "13047", "13103", "13044", "13077", "13055"}[m.r.IntN(9)]
	}
	first := m.r.IntN(3) == 0
	if !first && m.r.IntN(2) == 0 {
		p.BeneficiaryID = fmt.Sprintf("exemple-%03d", m.r.IntN(120))
	}
	p.PremierAccompagnement = &first
	return p
}

func (m maker) workshop(day time.Time) session.Session {
	total := 4 + m.r.IntN(9)
	w := workshops[m.r.IntN(len(workshops))]
	women := m.r.IntN(total + 1)
	old := m.r.IntN(total + 1)
	return session.Session{
		Type: session.Workshop, Date: dayOf(day), Duree: []int{90, 120, 120}[m.r.IntN(3)],
		TypeLieu: "lieu_activite", PlaceID: session.Here, Thematiques: []string{w.theme},
		TitreAtelier: w.title, Niveau: []string{"debutant", "debutant", "intermediaire"}[m.r.IntN(3)],
		Dispositif: "bibliotheque", Materiel: []string{"ordinateur"},
		Participants: &session.Participants{
			Total: total, DejaAccompagnes: m.r.IntN(total + 1),
			Genres:         map[string]int{"feminin": women, "masculin": m.r.IntN(total - women + 1)},
			TranchesAge:    map[string]int{"soixante_dix_plus": old, "soixante_soixante_neuf": m.r.IntN(total - old + 1)},
			StatutsSociaux: map[string]int{"retraite": old},
		},
	}
}
