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
	if s.tables == nil {
		s.tables = audit.Tables()
	}
	n := &notes{k: k, started: s.started, holds: map[int]map[audit.Cell]int{}, spoke: map[voice]bool{}}
	n.Record = audit.Record{K: k, Base: s.allSent(), Tables: s.tables, Keeps: n.keeps}
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
	return kept(View(c.View), n.k)
}

// belief is what an observer takes for granted of silent cells: the most they
// hold after a closing.
type belief func(c audit.Cell, at int) int

// beliefs go from the boldest to the most careful. The boldest supposes all
// the others do: when it leads to no contradiction, it finds all they find.
func (n *notes) beliefs() []belief {
	different, unrecognised := n.most(n.k-1), n.most(2*n.k)
	return []belief{n.young(different), different, n.young(unrecognised), unrecognised, n.truest(different, unrecognised)}
}

// most supposes that a silent cell holds no more than its remainder and so
// much beyond: k−1 when no two participations are the same person, 2k when
// nobody is recognised, since 2k+1 would do.
func (n *notes) most(beyond int) belief {
	return func(c audit.Cell, at int) int {
		if !n.spoke[voice{c.View, at}] {
			return audit.Unknown // the whole view may have been told to wait
		}
		_, high := kept(View(c.View), n.k)
		return beyond + high
	}
}

// young adds that nothing can have climbed to a level yet: six ends of months
// are at least 21 weeks apart.
func (n *notes) young(b belief) belief {
	return func(c audit.Cell, at int) int {
		v := View(c.View)
		if deep := level(v, c.Code); v.hierarchical() && deep > 0 && at < n.started+20*deep {
			return 0
		}
		return b(c, at)
	}
}

// truest grants the observer, cell by cell, the boldest belief that is true,
// and none where recognised regulars explain the silence.
func (n *notes) truest(of ...belief) belief {
	return func(c audit.Cell, at int) int {
		for _, b := range of {
			if high := b(c, at); n.holds[at][c] <= high {
				return high
			}
		}
		return audit.Unknown
	}
}
