package lots

import (
	"cmp"
	"slices"
)

// Held lists what waits, cell by cell, in the order of views: everything that
// was recorded and did not leave, sessions of open windows and debts included.
func (s *State) Held(p Policy) []Held {
	out := []Held{}
	for _, v := range Views() {
		from := s.openFrom(v)
		for _, code := range sortedCodes(s.views[v]) {
			c := s.views[v][code]
			if n := c.held(); n != 0 {
				out = append(out, Held{View: v, Cell: v.cellOf(code), Count: n, Reason: c.why(n, p.Threshold()), Open: c.since(from)})
			}
			if n := c.gone.held(); n != 0 {
				out = append(out, Held{View: v, Cell: v.cellOf(code), Count: n, Reason: Elsewhere})
			}
		}
	}
	return out
}

// openFrom is the first day of the oldest window of a view that is not closed.
func (s *State) openFrom(v View) int32 {
	if s.next.monday == "" {
		return 0
	}
	first := s.next
	if v != Total {
		first = s.next.month().first()
	}
	return dayNumber(first.monday)
}

// since counts what waits from a day on.
func (c *cell) since(day int32) (n int) {
	for _, e := range c.queue {
		if e.src.day >= day {
			n += e.n
		}
	}
	return n
}

// why is the reason of the last closing, or for a cell no closing has judged,
// the one that applies today.
func (c *cell) why(n, k int) Reason {
	if c.reason != "" {
		return c.reason
	}
	if r := c.refuses(n, n, k, (*crowd).enough); n < k || r != "" {
		return cmp.Or(r, TooFew)
	}
	return Remainder
}

// Released gives how many participations (or ticks) of each view ever left,
// under every name this device had.
func (s *State) Released() map[View]int {
	out := map[View]int{}
	for v, codes := range s.views {
		for _, c := range codes {
			out[v] += c.released + c.gone.before
		}
	}
	return out
}

// reportOf writes a closing for people and files: lots in the order of views,
// not in the secret order of sending.
func reportOf(c Closing, held []Held) Report {
	rank := map[View]int{}
	for i, v := range Views() {
		rank[v] = i
	}
	out := append([]Lot{}, c.Lots...)
	slices.SortFunc(out, func(a, b Lot) int {
		return cmp.Or(
			cmp.Compare(rank[a.View], rank[b.View]), cmp.Compare(a.Window, b.Window),
			cmp.Compare(b.Count, a.Count), cmp.Compare(a.Cell.Key(), b.Cell.Key()),
		)
	})
	return Report{WindowEnd: c.WindowEnd, Lots: out, Held: append([]Held{}, held...)}
}
