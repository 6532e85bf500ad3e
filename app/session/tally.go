package session

import (
	"iter"
	"math"
	"time"

	"parvis/app"
)

// Tally counts sessions in memory. It is the reference of every figure: what a
// store counts otherwise must be equal. Sessions are taken as they come; the
// caller filters.
//
// People are the distinct followed beneficiaries, plus one for each anonymous
// individual session and for each workshop participation, since nobody can
// tell whether they came twice. Minutes count a workshop once.
func Tally(sessions iter.Seq[*Session]) Stats {
	t := NewTally()
	for s := range sessions {
		t.Add(s)
	}
	return t.Stats()
}

// Counter is a Tally being made, one session at a time.
type Counter struct {
	stats    Stats
	followed map[string]bool
}

// NewTally starts counting from nothing.
func NewTally() *Counter {
	return &Counter{followed: map[string]bool{}, stats: Stats{
		By: map[string]map[string]int{}, ByDay: map[app.Day]int{}, ByMonth: map[string]int{}, Tags: map[string]int{},
	}}
}

// Add counts one session.
func (c *Counter) Add(s *Session) {
	st := &c.stats
	n := s.Participations()
	for _, view := range Views() {
		for _, cell := range CellsOf(s, view) {
			if st.By[view] == nil {
				st.By[view] = map[string]int{}
			}
			st.By[view][cell.Code()] += cell.N
		}
	}
	switch s.Type {
	case NotReceived:
		st.NotReceived++
		return
	case Individual:
		st.Sessions++
		c.person(s.Person)
	case Workshop:
		st.Workshops++
		st.WorkshopPeople += n
		st.People += n
		if s.Participants != nil {
			st.NewPeople += max(n-s.Participants.DejaAccompagnes, 0)
		}
	}
	st.Total += n
	st.Minutes += s.Duree
	if n > 0 {
		st.ByDay[s.Date] += n
		st.ByMonth[s.Date.Month()] += n
	}
	for _, tag := range s.Tags {
		st.Tags[tag] += n
	}
}

func (c *Counter) person(p *Person) {
	if p == nil {
		c.stats.People++
		return
	}
	if p.PremierAccompagnement != nil && *p.PremierAccompagnement {
		c.stats.NewPeople++
	}
	if p.BeneficiaryID == "" || !c.followed[p.BeneficiaryID] {
		c.stats.People++
	}
	if p.BeneficiaryID != "" {
		c.followed[p.BeneficiaryID] = true
	}
}

// Stats gives the figures so far; they are not to be changed while counting
// goes on.
func (c *Counter) Stats() Stats { return c.stats }

// Share is v among sum, rounded to three decimals of a percentage point as the
// national tool does: round(100000·v/Σ)/1000. No sum gives 0.
func Share(v, sum int) float64 {
	if sum == 0 {
		return 0
	}
	return math.Round(100000*float64(v)/float64(sum)) / 1000
}

// Shares gives the share of each code, in percent; multi-valued fields share
// the ticks, so that shares always add up to 100 (to rounding).
func Shares(counts map[string]int) map[string]float64 {
	sum := 0
	for _, n := range counts {
		sum += n
	}
	out := make(map[string]float64, len(counts))
	for c, n := range counts {
		out[c] = Share(n, sum)
	}
	return out
}

// Months lists every calendar month from one day to another, both included: a
// month without a session is still a month, and it does not vanish when the
// end day is smaller than the start day.
func Months(from, to app.Day) []string {
	var out []string
	if from == "" || to == "" || from > to {
		return out
	}
	month := from.Time(time.UTC)
	month = time.Date(month.Year(), month.Month(), 1, 0, 0, 0, 0, time.UTC)
	for ; month.Format("2006-01") <= to.Month() && len(out) < 1200; month = month.AddDate(0, 1, 0) {
		out = append(out, month.Format("2006-01"))
	}
	return out
}

// Days lists every day from one to another, both included.
func Days(from, to app.Day) []app.Day {
	var out []app.Day
	for d := from; d != "" && d <= to && len(out) < 36_600; d = d.Add(1) {
		out = append(out, d)
	}
	return out
}
