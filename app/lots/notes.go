package lots

import "parvis/app/lots/audit"

// notes are what an observer would have written down of this device, with
// what was true beside it.
type notes struct {
	audit.Record
	k       int
	started int
	holds   map[int]map[audit.Cell]int // after each closing
	spoke   map[voice]bool
}

// voice is a view at a closing.
type voice struct {
	view string
	week int
}

// notes gathers the closings remembered and the one that may follow.
func (s *State) notes(may []candidate, w span, k int) *notes {
	n := &notes{k: k, started: s.started, holds: map[int]map[audit.Cell]int{}, spoke: map[voice]bool{}}
	n.Record = audit.Record{K: k, Base: s.allSent(), Tables: audit.Tables(), Keeps: n.keeps}
	for _, p := range s.past {
		n.closing(p.week, p.month)
		for _, a := range p.cells {
			c := audit.Cell{View: string(a.id.view), Code: a.id.code}
			n.holds[p.week][c] = a.holds
			if a.sent > 0 {
				n.sent(c, p.week, a.sent)
				if n.Base[c] -= a.sent; n.Base[c] == 0 {
					delete(n.Base, c)
				}
			}
		}
	}
	now := w.weekNumber()
	n.closing(now, w.endsMonth())
	for v, codes := range s.views {
		if v != Total && !w.endsMonth() {
			continue
		}
		for code, c := range codes {
			n.holds[now][audit.Cell{View: string(v), Code: code}] = c.waitingAt(w)
		}
	}
	for _, x := range may {
		c := audit.Cell{View: string(x.id.view), Code: x.id.code}
		n.holds[now][c] -= x.count
		n.sent(c, now, x.count)
	}
	return n
}

// allSent is everything that ever left.
func (s *State) allSent() map[audit.Cell]int {
	out := map[audit.Cell]int{}
	for v, codes := range s.views {
		for code, c := range codes {
			if c.released > 0 {
				out[audit.Cell{View: string(v), Code: code}] = c.released
			}
		}
	}
	return out
}

func (n *notes) closing(week int, month bool) {
	n.Weeks = append(n.Weeks, week)
	if month {
		n.Months = append(n.Months, week)
	}
	n.holds[week] = map[audit.Cell]int{}
}

func (n *notes) sent(c audit.Cell, at, count int) {
	n.spoke[voice{c.View, at}] = true
	n.Sent = append(n.Sent, audit.Sent{Cell: c, At: at, Count: count})
}

// keeps bounds what a cell that sent a lot holds: its remainder.
func (n *notes) keeps(c audit.Cell) (low, high int) {
	if View(c.View).Kiosk() {
		return n.k, 2 * n.k
	}
	return 0, n.k
}

// different is the belief that no two participations are the same person: a
// silent cell then holds fewer than k beyond its remainder.
func (n *notes) different(c audit.Cell, at int) int { return n.most(c, at, n.k-1) }

// unrecognised is the belief that nobody is recognised: 2k at most beyond the
// remainder, since 2k+1 would do.
func (n *notes) unrecognised(c audit.Cell, at int) int { return n.most(c, at, 2*n.k) }

// truest grants the observer, cell by cell, the strongest of the two beliefs
// that is true, and neither where recognised regulars explain the silence.
func (n *notes) truest(c audit.Cell, at int) int {
	holds := n.holds[at][c]
	if level(View(c.View), c.Code) > 0 && holds > 0 {
		return max(holds, n.unrecognised(c, at))
	}
	for _, high := range []int{n.different(c, at), n.unrecognised(c, at)} {
		if holds <= high {
			return high
		}
	}
	return audit.Unknown
}

func (n *notes) most(c audit.Cell, at, beyond int) int {
	v := View(c.View)
	switch deep := level(v, c.Code); {
	case !n.spoke[voice{c.View, at}]:
		return audit.Unknown // the whole view may have been told to wait
	case deep > 0 && at < n.started+20*deep:
		return 0 // nothing can have climbed yet: six ends of months are at least 21 weeks apart
	case v.Kiosk():
		return beyond + 2*n.k
	}
	return beyond + n.k
}
