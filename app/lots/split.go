package lots

import (
	"time"

	"parvis/app"
)

// Split tells that the disk was copied and that both copies live: what both
// have waiting would be counted twice. One of them gives it up.
//
// The hub recognises the copies (same number, other content; or an epoch left
// behind) and tells one of them to become a device of its own: everything it
// knows until then is the other's (All). The copy that goes on under the old
// name only gives up what may have left through the other before they were
// told apart: what still waits of the windows closed Since they were last the
// same. Either way figures stay what they promise to be: never too high.
type Split struct {
	All   bool
	Since time.Time
}

// parted says in which views a source is another device's.
type parted uint8

const (
	partedTotal parted = 1 << iota
	partedRest
)

func partOf(v View) parted {
	if v == Total {
		return partedTotal
	}
	return partedRest
}

func (src *source) away(v View) bool { return src.parted&partOf(v) != 0 }

// handed is the part of a cell that another device counts: what waited, what
// was owed, and what had left under the name this device had then.
type handed struct {
	queue  []entry
	debt   int
	before int
}

// held is what another device counts of what waited here.
func (h handed) held() int {
	n := -h.debt
	for _, e := range h.queue {
		n += e.n
	}
	return n
}

func (s *State) split(x Split) {
	if x.All {
		s.leave()
		return
	}
	since := spanOf(app.DayOf(x.Since, time.UTC)).weekNumber()
	if x.Since.IsZero() {
		since = 0
	}
	week, month := -1, -1
	for _, p := range s.past {
		if p.week < since {
			continue
		}
		if week = p.week; p.month {
			month = p.week
		}
	}
	for v, codes := range s.views {
		last := month
		if v == Total {
			last = week
		}
		for _, c := range codes {
			c.part(v, func(e entry) bool { return weekOf(e.src.day) <= last })
		}
	}
}

// leave starts the account of a new device.
func (s *State) leave() {
	for v, codes := range s.views {
		for _, c := range codes {
			c.part(v, func(entry) bool { return true })
			c.gone.before += c.released
			c.gone.debt += c.debt
			c.released, c.debt, c.waited, c.reason = 0, 0, 0, ""
		}
	}
	s.past = nil
	if s.started != 0 {
		s.started = s.next.weekNumber()
	}
}

// part gives up what waits as far as which says.
func (c *cell) part(v View, which func(entry) bool) {
	stay := c.queue[:0:0]
	for _, e := range c.queue {
		if !which(e) {
			stay = append(stay, e)
			continue
		}
		e.src.parted |= partOf(v)
		c.gone.queue = join(c.gone.queue, e)
	}
	c.queue = stay
}

// weekOf numbers the week of a day as weekNumber does.
func weekOf(day int32) int { return int(day+3) / 7 }
