package lots

import (
	"slices"

	"parvis/app"
	"parvis/app/session"
)

// Split tells that the disk was copied, or put back from a copy, so that the
// same participation could be counted by two accounts. The hub recognises it
// (same number, other content; a new epoch; an epoch left behind), and refuses
// everything until the account knows of it.
//
// A copy that comes under an epoch left behind becomes a device of its own: all
// it knows until then is the other's (All). The one that keeps the name takes
// back what it could not send (Back) and takes over what the hub has (Out):
// each participation in a lot of Out is paid by one that waits, or owed. So
// what is outside under a name is never more than what its device recorded.
type Split struct {
	All  bool
	Back []Lot // closed here and never accepted; valid, as those of Out
	Out  []Lot // accepted under this name, whoever sent it; those known already change nothing
}

// SplitOf reads the bodies of lots; what is none is passed over.
func SplitOf(all bool, back, out [][]byte) *Split {
	read := func(bodies [][]byte) (list []Lot) {
		for _, body := range bodies {
			if l, err := DecodeLot(body); err == nil {
				list = append(list, l)
			}
		}
		return list
	}
	return &Split{All: all, Back: read(back), Out: read(out)}
}

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
	for _, l := range x.Back {
		s.takeBack(l)
	}
	s.catchUp(x.Out)
	for _, l := range x.Out {
		s.takeOver(l)
	}
}

// leave starts the account of a new device.
func (s *State) leave() {
	for _, codes := range s.views {
		for _, c := range codes {
			for _, e := range c.queue {
				e.src.away = true
				c.gone.queue = join(c.gone.queue, e)
			}
			c.gone.before += c.released
			c.gone.debt += c.debt
			c.queue, c.released, c.debt, c.waited, c.reason = nil, 0, 0, 0, ""
		}
	}
	s.past = nil
	if s.started != 0 {
		s.started = s.next.weekNumber()
	}
}

// takeBack makes what a lot held wait again. Who they were went with the lot.
func (s *State) takeBack(l Lot) {
	id, week := cellID{l.View, session.CodeOf(l.Cell)}, l.Window.last()
	c := s.cell(id)
	n := min(l.Count, c.released)
	if n == 0 {
		return
	}
	name := "repris:" + string(l.Window)
	src := s.sources[name]
	if src == nil {
		src = &source{id: name, day: week.lastDay(), kind: recalled}
		s.sources[name] = src
	}
	c.released -= n
	c.queue = join(c.queue, entry{src, n})
	s.amend(id, week, -n, n)
}

// catchUp closes, without a word, the weeks that another account closed: a
// window is released once. Those of before this account began are remembered
// too, as long as nothing was forgotten.
func (s *State) catchUp(out []Lot) {
	for _, l := range out {
		if s.next.monday == "" {
			s.next = l.Window.first()
		}
		for last := l.Window.last(); s.next.monday <= last.monday; s.next = s.next.next() {
			if s.started == 0 {
				s.started = s.next.weekNumber()
			}
			s.remember(nil, s.next)
		}
	}
	if len(out) > 0 && s.started == 0 {
		s.started = s.next.weekNumber()
	}
	for _, l := range out {
		for s.edge() <= s.started && l.Window.last().weekNumber() < s.edge() {
			w := span{monday: weekZero.Add(7 * (s.edge() - 1))}
			s.past = append([]closed{{week: w.weekNumber(), month: w.endsMonth()}}, s.past...)
		}
	}
}

// weekZero is the Monday of the week that weekNumber calls 0.
const weekZero = app.Day("1969-12-29")

// edge is the oldest week the account remembers.
func (s *State) edge() int {
	if len(s.past) > 0 {
		return s.past[0].week
	}
	return s.started
}

// takeOver counts a lot that left under this name. One already in the account
// changes nothing; so does one of before what the account remembers.
func (s *State) takeOver(l Lot) {
	id, week := cellID{l.View, session.CodeOf(l.Cell)}, l.Window.last()
	sent, ok := s.sentAt(id, week)
	n := l.Count - sent
	if !ok || n <= 0 {
		return
	}
	s.cell(id).released += n
	s.amend(id, week, n, 0)
	for _, at := range s.kin(id) {
		paid := s.views[at.view][at.code].pay(n, week.lastDay())
		s.amend(at, week, 0, -paid)
		n -= paid
	}
	if week.weekNumber() < s.started { // nothing of it can be recorded here
		s.cell(id).gone.debt += n
		return
	}
	s.cell(id).debt += n
	s.amend(id, week, 0, -n)
}

// kin are the cells where what left from one may wait here: itself, those that
// climb to it, and those it climbs to.
func (s *State) kin(id cellID) []cellID {
	out := []cellID{id}
	for _, code := range sortedCodes(s.views[id.view]) {
		for up, _, ok := climb(id.view, code, s.policy); ok; up, _, ok = climb(id.view, up, s.policy) {
			if up == id.code {
				out = append(out, cellID{id.view, code})
				break
			}
		}
	}
	for _, up := range s.ancestors(id) {
		if s.views[up.view][up.code] != nil && !slices.Contains(out, up) {
			out = append(out, up)
		}
	}
	return out
}

// pay takes up to n of what waits until a day, first what was taken back, then
// the oldest.
func (c *cell) pay(n int, last int32) (paid int) {
	if !slices.IsSortedFunc(c.queue, older) {
		slices.SortFunc(c.queue, older)
	}
	for _, again := range []bool{true, false} {
		for i := range c.queue {
			e := &c.queue[i]
			if e.src.day > last || (e.src.kind == recalled) != again {
				continue
			}
			part := min(n-paid, e.n)
			e.n -= part
			paid += part
		}
	}
	c.queue = slices.DeleteFunc(c.queue, func(e entry) bool { return e.n == 0 })
	return paid
}

// sentAt is what a cell sent at the end of a week; ok is false when the account
// does not remember that week.
func (s *State) sentAt(id cellID, week span) (n int, ok bool) {
	for _, p := range s.past {
		if p.week != week.weekNumber() || (id.view != Total && !p.month) {
			continue
		}
		for _, a := range p.cells {
			if a.id == id {
				return a.sent, true
			}
		}
		return 0, true
	}
	return 0, false
}

// amend corrects what the auditor remembers: what a cell sent at the end of a
// week, and what it held from then on.
func (s *State) amend(id cellID, week span, sent, holds int) {
	number := week.weekNumber()
	for i := range s.past {
		p := &s.past[i]
		if p.week < number || (id.view != Total && !p.month) || sent == 0 && holds == 0 {
			continue
		}
		at := slices.IndexFunc(p.cells, func(a account) bool { return a.id == id })
		if at < 0 {
			at = len(p.cells)
			p.cells = append(p.cells, account{id: id})
		}
		p.cells[at].holds += holds
		if p.week == number {
			p.cells[at].sent += sent
		}
	}
}

// last is the last week of a valid window.
func (w Window) last() span {
	_, to := w.Bounds()
	return spanOf(to)
}

func (s span) lastDay() int32 { return dayNumber(s.sunday()) }
