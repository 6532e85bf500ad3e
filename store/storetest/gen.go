package storetest

import (
	"fmt"
	"math/rand/v2"

	"parvis/app"
	"parvis/app/session"
)

// Gen makes plausible sessions from a seed, always the same.
type Gen struct {
	rng  *rand.Rand
	n    uint64
	seed uint64
	Last app.Day // of the period sessions fall in
	Days int     // its length
}

// NewGen makes sessions over three years up to a day.
func NewGen(seed uint64) *Gen {
	return &Gen{rng: rand.New(rand.NewPCG(seed, 0x73746f7265)), seed: seed, Last: "2026-11-20", Days: 1090}
}

func (g *Gen) pick(v session.Vocabulary) string {
	c := v.Codes()
	return c[g.rng.IntN(len(c))]
}

func (g *Gen) chance(percent int) bool { return g.rng.IntN(100) < percent }

func (g *Gen) maybe(percent int, v session.Vocabulary) string {
	if g.chance(percent) {
		return g.pick(v)
	}
	return ""
}

// Session makes the next one: mostly individual ones, some workshops, a few
// requests not received. It has no notes.
func (g *Gen) Session() session.Session {
	g.n++
	s := session.Session{
		ID:   session.ID(fmt.Sprintf("019a5f00-%04x-7000-8000-%012x", g.seed&0xffff, g.n)),
		Type: session.Individual, Date: g.Last.Add(-g.rng.IntN(g.Days)), PlaceID: session.Here,
	}
	if g.chance(15) {
		s.PlaceID = fmt.Sprintf("lieu-%d", g.rng.IntN(6))
	}
	switch n := g.rng.IntN(100); {
	case n < 3:
		s.Type = session.NotReceived
		return s
	case n < 12:
		s.Type = session.Workshop
	}
	s.Duree = []int{15, 30, 30, 45, 60, 90, 120}[g.rng.IntN(7)]
	s.TypeLieu = session.AtPlace
	if g.chance(10) {
		s.TypeLieu, s.PlaceID, s.CommuneInsee = session.AtHome, "", g.commune()
	}
	s.Thematiques = []string{g.pick(session.Thematiques)}
	if g.chance(60) {
		s.Thematiques = []string{session.Administrative, g.pick(session.ThematiquesAdministratives)}
		s.Operateur = g.pick(session.Operateurs)
	}
	if g.chance(60) {
		s.Materiel = []string{g.pick(session.Materiels)}
	}
	s.Dispositif = "conseiller_numerique"
	if g.chance(50) {
		s.GuideID, s.GuideVersion, s.GuideOutcome = fmt.Sprintf("guide-%d", g.rng.IntN(40)), "2026-11", g.pick(session.Outcomes)
		s.DureeParcours, s.Langue = 60+g.rng.IntN(1800), "fr"
	}
	if s.Suite = g.maybe(60, session.Suites); s.Suite == session.Blocked {
		s.Blocage = g.pick(session.Blocages)
	}
	if g.chance(15) {
		s.Tags = []string{fmt.Sprintf("étiquette %d", g.rng.IntN(12))}
	}
	if s.Type == session.Workshop {
		s.TitreAtelier, s.Niveau = fmt.Sprintf("Atelier n° %d", g.rng.IntN(9)), g.pick(session.Niveaux)
		s.Participants = g.participants()
		return s
	}
	s.Autonomie = g.maybe(70, session.Autonomies)
	s.CnilSituation = g.pick(session.CnilSituations)
	s.Person = g.person()
	return s
}

func (g *Gen) commune() string { return fmt.Sprintf("13%03d", 1+g.rng.IntN(30)) }

func (g *Gen) person() *session.Person {
	if g.chance(10) {
		return nil
	}
	p := &session.Person{
		Genre: g.maybe(90, session.Genres), TrancheAge: g.maybe(90, session.TranchesAge),
		StatutSocial: g.maybe(70, session.StatutsSociaux), QPV: g.maybe(30, session.QPVs), CommuneInsee: g.commune(),
	}
	if g.chance(70) {
		first := g.chance(40)
		p.PremierAccompagnement = &first
	}
	if g.chance(20) {
		p.BeneficiaryID = fmt.Sprintf("b-%d", g.rng.IntN(500))
	}
	return p
}

func (g *Gen) participants() *session.Participants {
	p := &session.Participants{Total: 1 + g.rng.IntN(14)}
	p.DejaAccompagnes = g.rng.IntN(p.Total + 1)
	if women := g.rng.IntN(p.Total + 1); women > 0 {
		p.Genres = map[string]int{"feminin": women}
	}
	if old := g.rng.IntN(p.Total + 1); old > 0 {
		p.TranchesAge = map[string]int{"soixante_dix_plus": old}
	}
	return p
}

// Filter makes a filter of any kind.
func (g *Gen) Filter() session.Filter {
	var f session.Filter
	if g.chance(60) {
		f.From = g.Last.Add(-g.rng.IntN(g.Days))
		f.To = f.From.Add(g.rng.IntN(400))
	}
	if g.chance(25) {
		f.Types = []session.Type{session.Individual}
		if g.chance(50) {
			f.Types = append(f.Types, session.Workshop)
		}
	}
	if g.chance(25) {
		f.Thematiques = []string{g.pick(session.Thematiques)}
		if g.chance(40) {
			f.Thematiques = append(f.Thematiques, g.pick(session.ThematiquesAdministratives))
		}
	}
	if g.chance(15) {
		f.PlaceID = []string{session.Here, "lieu-2", "nulle-part"}[g.rng.IntN(3)]
	}
	if g.chance(15) {
		f.CommuneInsee = []string{g.commune(), session.NotSaid}[g.rng.IntN(2)]
	}
	if g.chance(15) {
		f.GuideID = fmt.Sprintf("guide-%d", g.rng.IntN(42))
	}
	if g.chance(15) {
		f.Author = []string{"a", "b", "c"}[g.rng.IntN(3)]
	}
	if g.chance(15) {
		f.Operateur = []string{g.pick(session.Operateurs), session.NotSaid}[g.rng.IntN(2)]
	}
	if g.chance(15) {
		f.Suite = []string{g.pick(session.Suites), session.NotSaid}[g.rng.IntN(2)]
	}
	if g.chance(10) {
		f.Tag = fmt.Sprintf("étiquette %d", g.rng.IntN(13))
	}
	if g.chance(15) {
		f.Text = []string{"etiq", "atelier 3", "sécurité", "guide-1", "rien-de-tel", "Courriel"}[g.rng.IntN(6)]
	}
	return f
}
