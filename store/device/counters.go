package device

import (
	"encoding/binary"
	"fmt"
	"maps"
	"slices"

	"parvis/app"
	"parvis/app/session"
)

// sums are the figures that add up, in the order they are written.
type sums [sumCount]int

const (
	sumTotal = iota
	sumSessions
	sumWorkshops
	sumWorkshopPeople
	sumNotReceived
	sumNewPeople
	sumMinutes
	sumAnonymous // people who cannot be recognised: each counts
	sumCount
)

func (s *sums) add(o *sums, sign int) {
	for i, n := range o {
		s[i] += sign * n
	}
}

// share is what one session adds to the figures: the cells the domain says it
// enters (session.CellsOf), its tags, and the sums that have no cells, defined
// as session.Tally does.
type share struct {
	day    app.Day
	sums   sums
	counts []wordCount // cells and tags; a tag said twice is there twice
	person string      // pseudonym, counted once however often it comes
}

type wordCount struct {
	word
	n int
}

func shareOf(s *session.Session) share {
	n := s.Participations()
	out := share{day: s.Date, sums: sumsOf(s, n), counts: make([]wordCount, 0, 28)}
	for _, view := range session.Views() {
		for _, cell := range session.CellsOf(s, view) {
			out.counts = append(out.counts, wordCount{word{view, cell.Code()}, cell.N})
		}
	}
	if s.Type != session.NotReceived {
		for _, tag := range s.Tags {
			out.counts = append(out.counts, wordCount{word{viewTag, tag}, n})
		}
	}
	if s.Type == session.Individual && s.Person != nil && s.Person.BeneficiaryID != "" {
		out.person = s.Person.BeneficiaryID
		out.sums[sumAnonymous] = 0
	}
	return out
}

func sumsOf(s *session.Session, n int) (out sums) {
	switch s.Type {
	case session.NotReceived:
		out[sumNotReceived] = 1
		return out
	case session.Individual:
		out[sumSessions], out[sumAnonymous] = 1, 1
		if p := s.Person; p != nil && p.PremierAccompagnement != nil && *p.PremierAccompagnement {
			out[sumNewPeople] = 1
		}
	case session.Workshop:
		out[sumWorkshops], out[sumWorkshopPeople], out[sumAnonymous] = 1, n, n
		if s.Participants != nil {
			out[sumNewPeople] = max(n-s.Participants.DejaAccompagnes, 0)
		}
	}
	out[sumTotal], out[sumMinutes] = n, s.Duree
	return out
}

// dayCounters are the figures of one day; persons count how many sessions name
// each pseudonym, so that the last one to go takes it away.
type dayCounters struct {
	sums   sums
	counts map[uint32]int // words of cells, tags and persons
}

func (c *dayCounters) encode() []byte {
	out := make([]byte, 0, 16+4*len(c.counts))
	for _, n := range c.sums {
		out = binary.AppendVarint(out, int64(n))
	}
	last := uint32(0)
	for _, w := range slices.Sorted(maps.Keys(c.counts)) {
		out = binary.AppendUvarint(out, uint64(w-last))
		out = binary.AppendVarint(out, int64(c.counts[w]))
		last = w
	}
	return out
}

func decodeCounters(raw []byte) (*dayCounters, error) {
	c := &dayCounters{counts: map[uint32]int{}}
	var err error
	c.sums, err = eachCount(raw, func(w uint32, n int) { c.counts[w] = n })
	return c, err
}

// eachCount reads a day's figures without keeping them.
func eachCount(raw []byte, f func(w uint32, n int)) (s sums, err error) {
	r := bytesReader{in: raw}
	for i := range s {
		s[i] = int(r.varint())
	}
	last := uint32(0)
	for len(r.in) > 0 {
		last += uint32(r.uvarint())
		f(last, int(r.varint()))
	}
	if r.bad {
		return s, errProjection
	}
	return s, nil
}

func (c *dayCounters) empty() bool { return len(c.counts) == 0 && c.sums == sums{} }

// apply adds (sign 1) or takes away (sign -1) what a session adds.
func (c *dayCounters) apply(t *tx, s share, sign int) error {
	c.sums.add(&s.sums, sign)
	bump := func(name word, n int) error {
		if n == 0 {
			return nil
		}
		w, err := t.word(name)
		if err != nil {
			return err
		}
		if c.counts[w] += sign * n; c.counts[w] == 0 {
			delete(c.counts, w)
		}
		return nil
	}
	for _, one := range s.counts {
		if err := bump(one.word, one.n); err != nil {
			return err
		}
	}
	if s.person != "" {
		return bump(word{viewPerson, s.person}, 1)
	}
	return nil
}

// count adds a session to the figures of its day, in the transaction that
// stores it.
func (d *Device) count(t *tx, s stored, body *session.Session) error {
	if s.deleted {
		return nil
	}
	return d.tally(t, s, body, 1)
}

// uncount takes a session out of the figures of its day.
func (d *Device) uncount(t *tx, s stored) error {
	if s.deleted {
		return nil
	}
	body, err := d.codec.Decode(s.body)
	if err != nil {
		return fmt.Errorf("%w: %w", errProjection, err)
	}
	return d.tally(t, s, &body, -1)
}

func (d *Device) tally(t *tx, s stored, body *session.Session, sign int) error {
	what := shareOf(body)
	day, err := t.day(body.Date)
	if err != nil {
		return err
	}
	if err := day.apply(t, what, sign); err != nil {
		return err
	}
	d.figures.note(s, body, what, sign)
	t.days[body.Date] = day
	return nil
}

// day gives the figures of a day as this transaction leaves them; they are
// written once, by flushDays.
func (t *tx) day(day app.Day) (*dayCounters, error) {
	if c, ok := t.days[day]; ok {
		return c, nil
	}
	raw, err := t.get(bucketCounters, dayKey(day))
	if err != nil {
		return nil, err
	}
	if raw == nil {
		return &dayCounters{counts: map[uint32]int{}}, nil
	}
	return decodeCounters(raw)
}

func (t *tx) flushDays() error {
	for day, c := range t.days {
		var err error
		if c.empty() {
			err = t.Bucket(bucketCounters).Delete(dayKey(day))
		} else {
			err = t.put(bucketCounters, dayKey(day), c.encode())
		}
		if err != nil {
			return err
		}
	}
	clear(t.days)
	return nil
}

// sumDays adds up the figures of a period from the days: the way to answer
// before the figures in memory are there, whatever the number of sessions.
func (t *tx) sumDays(f session.Filter) (session.Stats, error) {
	st := newStats()
	w, err := t.words()
	if err != nil {
		return st.Stats, err
	}
	names := w.names()
	totals := make([]int, len(names))
	all, strange := sums{}, false
	var from []byte
	if f.From != "" {
		from = dayKey(f.From)
	}
	err = t.each(bucketCounters, from, func(key, plain []byte) (bool, error) {
		day := dayOf(key)
		if f.To != "" && day > f.To {
			return false, nil
		}
		one, err := eachCount(plain, func(word uint32, n int) {
			if int(word) < len(totals) {
				totals[word] += n
			} else {
				strange = true
			}
		})
		all.add(&one, 1)
		st.addDay(day, one[sumTotal])
		return true, err
	})
	if err == nil && strange {
		err = errProjection
	}
	people := 0
	for word, n := range totals {
		if names[word].view != viewPerson {
			st.addWord(names[word], n)
		} else if n > 0 {
			people++
		}
	}
	st.addSums(&all, people)
	return st.Stats, err
}

// statsMaker fills a session.Stats.
type statsMaker struct{ session.Stats }

func newStats() statsMaker {
	return statsMaker{session.Stats{
		By: map[string]map[string]int{}, ByDay: map[app.Day]int{}, ByMonth: map[string]int{}, Tags: map[string]int{},
	}}
}

func (m *statsMaker) addDay(day app.Day, n int) {
	if n != 0 {
		m.ByDay[day] += n
		m.ByMonth[day.Month()] += n
	}
}

func (m *statsMaker) addWord(w word, n int) {
	switch {
	case n == 0:
	case w.view == viewTag:
		m.Tags[w.code] += n
	default:
		if m.By[w.view] == nil {
			m.By[w.view] = map[string]int{}
		}
		m.By[w.view][w.code] += n
	}
}

func (m *statsMaker) addSums(s *sums, people int) {
	m.Total, m.Sessions, m.Workshops = s[sumTotal], s[sumSessions], s[sumWorkshops]
	m.WorkshopPeople, m.NotReceived = s[sumWorkshopPeople], s[sumNotReceived]
	m.NewPeople, m.Minutes = s[sumNewPeople], s[sumMinutes]
	m.People = s[sumAnonymous] + people
}

// recount counts every session again and compares with the figures kept.
func (d *Device) recount(t *tx) (same bool, err error) {
	days := map[app.Day]*dayCounters{}
	fresh := &tx{Tx: t.Tx, p: t.p, readOnly: true}
	err = t.each(bucketSessions, nil, func(key, plain []byte) (bool, error) {
		s, err := decodeStored(keySeq(key), plain)
		if err != nil || s.deleted {
			return true, err
		}
		body, err := d.codec.Decode(s.body)
		if err != nil {
			return false, fmt.Errorf("%w: %w", errProjection, err)
		}
		if days[body.Date] == nil {
			days[body.Date] = &dayCounters{counts: map[uint32]int{}}
		}
		return true, days[body.Date].apply(fresh, shareOf(&body), 1)
	})
	if err != nil {
		return false, err
	}
	seen := 0
	same = true
	err = t.each(bucketCounters, nil, func(key, plain []byte) (bool, error) {
		kept, err := decodeCounters(plain)
		if err != nil {
			return false, err
		}
		now := days[dayOf(key)]
		seen++
		same = now != nil && now.sums == kept.sums && maps.Equal(now.counts, kept.counts)
		return same, nil
	})
	return same && seen == len(days), err
}
