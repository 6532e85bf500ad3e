package lotstest

import (
	"fmt"
	"math"
	"math/rand/v2"
	"time"

	"parvis/app"
	"parvis/app/lots"
	"parvis/app/session"
)

// Profile describes a place to simulate. Shares are between 0 and 1.
type Profile struct {
	Name      string
	Weekly    float64 // mean individual sessions a week
	Days      int     // days open a week, from Monday on
	Workshops float64 // mean workshops a week
	Firsts    float64 // share of anonymous visits said to be a first one
	Followed  float64 // share of visits of people who have a file
	Files     int     // people who have a file
	Communes  int     // communes visitors come from; half come from the first
	Runs      float64 // mean kiosk runs a week
	Late      float64 // share recorded a month after the day
	Edits     float64 // share corrected later
	Deletes   float64 // share deleted later
	Injected  int     // kiosk runs an attacker adds each open day, all alike
	Copied    int     // after so many weeks the disk is copied and both go on; 0: never
}

// Injected is the run an attacker adds again and again.
var Injected = lots.Run{Guide: "apl", Langue: "ar", Issue: "abandonne", Duree: "moins_5", Satisfaction: "neutre"}

// InjectedAnswer is the answer to a poll the same attacker gives each time.
var InjectedAnswer = lots.Run{Poll: "horaires:3"}

// InjectedAs is what the attacker adds with the name and day of another.
func InjectedAs(r *lots.Run) lots.Run {
	x := Injected
	if r.Poll != "" {
		x = InjectedAnswer
	}
	x.ID, x.Date = r.ID, r.Date
	return x
}

// Profiles are the places the rules are judged on.
func Profiles() []Profile {
	return []Profile{
		{Name: "small library", Weekly: 15, Days: 5, Workshops: .25, Firsts: .35, Communes: 8, Runs: 6},
		{Name: "ordinary place", Weekly: 40, Days: 5, Workshops: .5, Firsts: .4, Communes: 12, Runs: 20},
		{Name: "big place", Weekly: 100, Days: 6, Workshops: 2, Firsts: .4, Communes: 20, Runs: 60},
		{Name: "one-day-a-week outpost", Weekly: 5, Days: 1, Firsts: .3, Communes: 4, Runs: 1},
		{Name: "regulars with files", Weekly: 20, Days: 5, Firsts: .1, Followed: .7, Files: 12, Communes: 5},
		{Name: "corrections", Weekly: 25, Days: 5, Workshops: .5, Firsts: .4, Communes: 8, Late: .1, Edits: .1, Deletes: .05},
		{Name: "one mediator", Weekly: 9, Days: 3, Workshops: .1, Firsts: .5, Communes: 3, Runs: 2},
		{Name: "one frequent visitor", Weekly: 12, Days: 5, Firsts: .3, Followed: .6, Files: 1, Communes: 3, Runs: 2},
		{Name: "n−1 injection", Weekly: 15, Days: 5, Firsts: .4, Communes: 6, Runs: .3, Injected: 3},
		{Name: "cloned device", Weekly: 20, Days: 5, Workshops: .3, Firsts: .4, Communes: 6, Runs: 5, Copied: 26},
	}
}

// Simulator makes a place's history, the same for the same seed.
type Simulator struct {
	p    Profile
	rng  *rand.Rand
	n    int
	live []session.Session // last ones, candidates for corrections
}

// NewSimulator starts a place.
func NewSimulator(p Profile, seed uint64) *Simulator {
	return &Simulator{p: p, rng: rand.New(rand.NewPCG(seed, 7))}
}

// Skip gives what follows other names.
func (s *Simulator) Skip(n int) { s.n += n }

// Key is a remainder key made from the seed.
func Key(seed uint64) []byte {
	key := make([]byte, 32)
	r := rand.New(rand.NewPCG(seed, 11))
	for i := range key {
		key[i] = byte(r.Uint32())
	}
	return key
}

// Week makes the events of the week that begins on a Monday.
func (s *Simulator) Week(monday app.Day) (out []lots.Event) {
	for range s.poisson(s.p.Weekly) {
		out = append(out, s.created(s.Individual(s.day(monday))))
	}
	for range s.poisson(s.p.Workshops) {
		out = append(out, s.created(s.Workshop(s.day(monday))))
	}
	for range s.poisson(s.p.Runs) {
		run := s.run(s.day(monday))
		out = append(out, lots.Event{At: noon(monday.Add(6)), Run: run})
		if s.n%3 > 0 { // two visitors of three answer the poll
			out = append(out, lots.Event{At: noon(monday.Add(6)), Run: s.answer(run.Date)})
		}
	}
	for day := range s.p.Days {
		for range s.p.Injected {
			s.n++
			for _, what := range []lots.Run{Injected, InjectedAnswer} {
				run := what
				run.ID, run.Date = string(s.id()), monday.Add(day)
				out = append(out, lots.Event{At: noon(monday.Add(6)), Run: &run})
				s.n++
			}
		}
	}
	for range s.poisson(s.p.Weekly * s.p.Edits) {
		out = append(out, s.edit(monday)...)
	}
	for range s.poisson(s.p.Weekly * s.p.Deletes) {
		out = append(out, s.remove(monday)...)
	}
	return out
}

func noon(d app.Day) time.Time { return d.Time(time.UTC).Add(12 * time.Hour) }

func (s *Simulator) day(monday app.Day) app.Day {
	d := monday.Add(s.rng.IntN(max(s.p.Days, 1)))
	if s.rng.Float64() < s.p.Late {
		d = d.Add(-28)
	}
	return d
}

func (s *Simulator) created(x session.Session) lots.Event {
	s.live = append(s.live, x)
	if len(s.live) > 300 {
		s.live = s.live[100:]
	}
	return lots.Event{At: noon(x.Date), After: &x}
}

func (s *Simulator) edit(monday app.Day) []lots.Event {
	if len(s.live) == 0 {
		return nil
	}
	i := s.rng.IntN(len(s.live))
	before := s.live[i]
	after := before
	switch other := s.Individual(before.Date); {
	case before.Type == session.Workshop:
		p := *before.Participants
		p.Total = max(1, p.Total+s.rng.IntN(5)-2)
		p.DejaAccompagnes = min(p.DejaAccompagnes, p.Total)
		p.TranchesAge = map[string]int{"soixante_dix_plus": p.Total / 2}
		after.Participants = &p
	case s.rng.IntN(2) == 0:
		after.Thematiques, after.Duree = other.Thematiques, other.Duree
	default:
		after.Person = other.Person
	}
	s.live[i] = after
	return []lots.Event{{At: noon(monday.Add(6)), Before: &before, After: &after}}
}

func (s *Simulator) remove(monday app.Day) []lots.Event {
	if len(s.live) == 0 {
		return nil
	}
	i := s.rng.IntN(len(s.live))
	before := s.live[i]
	s.live = append(s.live[:i:i], s.live[i+1:]...)
	return []lots.Event{{At: noon(monday.Add(6)), Before: &before}}
}

// Individual makes a session of one person.
func (s *Simulator) Individual(day app.Day) session.Session {
	s.n++
	themes := session.Thematiques.Codes()
	x := session.Session{
		ID: s.id(), Type: session.Individual, Date: day,
		Duree: []int{15, 30, 30, 45, 45, 60, 60, 90, 120}[s.rng.IntN(9)], TypeLieu: session.AtPlace,
		PlaceID: session.Here, Dispositif: "bibliotheque",
		Thematiques: []string{themes[len(themes)-1-s.skewed(len(themes), 1.3)]},
		Operateur:   session.Operateurs.Codes()[s.skewed(15, 1)],
		Materiel:    []string{session.Materiels.Codes()[s.skewed(5, 1.2)]},
		Autonomie:   pick(s.rng, "", "entierement_accompagne", "partiellement_autonome", "autonome"),
		GuideID:     pick(s.rng, "", "", "carte-vitale", "carte-identite", "apl", "franceconnect"),
		Person:      s.Person(),
	}
	if s.rng.IntN(20) == 0 {
		x.TypeLieu = session.Remote
	}
	if x.Thematiques[0] == session.Administrative {
		x.Thematiques = append(x.Thematiques, session.ThematiquesAdministratives.Codes()[s.skewed(11, 1)])
	}
	return x
}

// Person makes the one person of a session.
func (s *Simulator) Person() *session.Person {
	ages := []string{
		"soixante_dix_plus", "soixante_soixante_neuf", "quarante_cinquante_neuf", "vingt_cinq_trente_neuf",
		"non_communique", "dix_huit_vingt_quatre", "douze_dix_huit", "moins_de_douze",
	}
	p := &session.Person{
		Genre: pick(s.rng, "feminin", "feminin", "masculin", ""), TrancheAge: ages[s.skewed(len(ages), .9)],
		StatutSocial: pick(s.rng, "retraite", "retraite", "sans_emploi", "en_emploi", ""),
		QPV:          pick(s.rng, "", "", "non", "oui"),
		CommuneInsee: s.commune(),
	}
	if s.rng.Float64() < s.p.Followed {
		who := s.skewed(max(s.p.Files, 1), 1)
		p.BeneficiaryID = fmt.Sprintf("b-%d", who)
		p.TrancheAge, p.CommuneInsee = ages[who%len(ages)], fmt.Sprintf("13%03d", 1+who%max(s.p.Communes, 1))
		return p
	}
	first := s.rng.Float64() < s.p.Firsts
	p.PremierAccompagnement = &first
	return p
}

// Workshop makes a workshop of 3 to 12 participants.
func (s *Simulator) Workshop(day app.Day) session.Session {
	s.n++
	total := 3 + s.rng.IntN(10)
	old := s.rng.IntN(total + 1)
	return session.Session{
		ID: s.id(), Type: session.Workshop, Date: day, Duree: 120, TypeLieu: session.AtPlace,
		PlaceID: session.Here, Dispositif: "bibliotheque", Thematiques: []string{"securite_numerique"},
		Participants: &session.Participants{
			Total: total, DejaAccompagnes: s.rng.IntN(total + 1),
			TranchesAge: map[string]int{"soixante_dix_plus": old},
			Genres:      map[string]int{"feminin": s.rng.IntN(total + 1)},
		},
	}
}

func (s *Simulator) run(day app.Day) *lots.Run {
	s.n++
	return &lots.Run{
		ID: string(s.id()), Date: day, Guide: pick(s.rng, "carte-vitale", "apl", "carte-identite", ""),
		Langue: []string{"fr", "en", "ar", "es"}[s.skewed(4, 1.5)], Issue: pick(s.rng, "termine", "a_suivre", "abandonne"),
		Duree: pick(s.rng, "moins_5", "5_14"), Satisfaction: pick(s.rng, "", "content", "neutre"),
	}
}

// answer is that of a visitor to a poll of three answers; the same history
// goes on whether there is one or not.
func (s *Simulator) answer(day app.Day) *lots.Run {
	s.n++
	return &lots.Run{ID: string(s.id()), Date: day, Poll: fmt.Sprintf("horaires:%d", []int{1, 1, 1, 2, 2, 3}[s.n/3%6])}
}

func (s *Simulator) id() session.ID {
	return session.ID(fmt.Sprintf("019a5f00-0000-7000-8000-%012x", s.n))
}

func (s *Simulator) commune() string {
	if s.rng.IntN(2) == 0 {
		return "13001"
	}
	return fmt.Sprintf("13%03d", 1+s.skewed(max(s.p.Communes, 1), 1))
}

// skewed draws a rank under n, the first ones more often (weight 1/rank^a).
func (s *Simulator) skewed(n int, a float64) int {
	sum := 0.0
	for i := range n {
		sum += math.Pow(float64(i+1), -a)
	}
	x := s.rng.Float64() * sum
	for i := range n {
		if x -= math.Pow(float64(i+1), -a); x < 0 {
			return i
		}
	}
	return n - 1
}

// poisson draws a count of the given mean (Knuth's method in slices of 30).
func (s *Simulator) poisson(mean float64) int {
	n := 0
	for ; mean > 30; mean -= 30 {
		n += s.poisson(30)
	}
	for limit, p := math.Exp(-mean), s.rng.Float64(); p > limit; p *= s.rng.Float64() {
		n++
	}
	return n
}

func pick(r *rand.Rand, of ...string) string { return of[r.IntN(len(of))] }

// EPCI says that every commune of département 13 belongs to one
// intercommunality.
func EPCI(insee string) string {
	if len(insee) == 5 && insee[:2] == "13" {
		return "200054807"
	}
	return ""
}
