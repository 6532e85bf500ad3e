package lots

import (
	"cmp"
	"slices"
	"time"

	"parvis/app"
)

// memory is how many months of what left are kept for the auditor.
const memory = 13

// reach is how many years back the first closing of a device goes; what is
// older joins its first window.
const reach = 10

// candidate is a lot that the rules of its own cell allow.
type candidate struct {
	id    cellID
	cell  *cell
	count int
}

// Close closes, in order, every window that is over at a moment in the place's
// zone, and gives what leaves. ok is false when no window was due. The events
// to take into account have been applied before.
//
// A session joins the window of its day when that window is still open on this
// device, else the one being closed. The lots of one call are mixed in a
// secret order.
func (s *State) Close(now time.Time, zone *time.Location, key []byte, p Policy) (c Closing, ok bool) {
	if s.next.monday == "" {
		return Closing{}, false
	}
	s.bound(now, zone)
	type ranked struct {
		lot  Lot
		rank uint64
	}
	var out []ranked
	for w := range due(s.next, now, zone) {
		ok = true
		for _, x := range s.closeWeek(w, key, p) {
			lot := x.id.lot(w, x.count)
			out = append(out, ranked{lot, place(key, x.id, lot.Window)})
		}
		c.WindowEnd = string(w.sunday())
	}
	if !ok {
		return Closing{}, false
	}
	slices.SortStableFunc(out, func(a, b ranked) int { return cmp.Compare(a.rank, b.rank) })
	c.Lots = make([]Lot, len(out))
	for i, r := range out {
		c.Lots[i] = r.lot
	}
	c.At, c.Through, c.State = now.UTC(), s.through, s.Encode()
	return c, true
}

// bound keeps a mistyped date from opening centuries of windows.
func (s *State) bound(now time.Time, zone *time.Location) {
	if first := spanOf(app.DayOf(now.AddDate(-reach, 0, 0), zone)); s.started == 0 && s.next.monday < first.monday {
		s.next = first
	}
}

// closeWeek closes one week for the total, and the month it ends for the rest.
func (s *State) closeWeek(w span, key []byte, p Policy) []candidate {
	if s.started == 0 {
		s.started = w.weekNumber()
	}
	var may []candidate
	for _, v := range Views() {
		if v == Total || w.endsMonth() {
			may = append(may, s.judgeView(v, w, key, p)...)
		}
	}
	if s.rules.heed {
		may = s.heed(may, w, p.Threshold())
	}
	for _, x := range may {
		x.cell.send(x.count, w)
	}
	s.remember(may, w)
	s.next = w.next()
	return may
}

// lot is what a cell sends at the end of a week.
func (id cellID) lot(w span, count int) Lot {
	return Lot{View: id.view, Cell: id.view.cellOf(id.code), Window: windowOf(id.view, w), Count: count}
}

func windowOf(v View, w span) Window {
	if v == Total {
		return w.week()
	}
	return w.month()
}

// judgeView judges every cell of a view, those that may climb first, so that
// what climbs is judged where it arrives.
func (s *State) judgeView(v View, w span, key []byte, p Policy) (may []candidate) {
	k := p.Threshold()
	for depth := range 3 {
		for _, code := range sortedCodes(s.views[v]) {
			if level(v, code) != depth {
				continue
			}
			id := cellID{v, code}
			c := s.cell(id)
			if v == guideView && p.nameless(code) {
				s.rollUp(id, c, w, p)
				continue
			}
			n := c.settle(w)
			if n == 0 && c.debt == 0 {
				c.waited = 0
				continue
			}
			count := n - s.rules.remainder(key, id, windowOf(v, w), k)
			reason := c.refuses(n, count, k, s.rules.enough)
			if reason == "" && !id.lot(w, count).Valid() {
				reason = TooFew // one odd code must not keep everything else from leaving
			}
			if reason != "" {
				c.reason = reason
				c.waited++
				s.rollUp(id, c, w, p)
				continue
			}
			may = append(may, candidate{id, c, count})
		}
	}
	return may
}

// settle sorts what waits, pays debts with the oldest of what the window lets
// in, and gives how many participations are left to judge. A debt stands for
// somebody already counted outside: who pays it takes that place and is not
// counted again.
func (c *cell) settle(w span) (n int) {
	if !slices.IsSortedFunc(c.queue, older) {
		slices.SortFunc(c.queue, older)
	}
	last := dayNumber(w.sunday())
	for i := range c.queue {
		e := &c.queue[i]
		if e.src.day > last {
			break
		}
		paid := min(c.debt, e.n)
		c.debt -= paid
		e.n -= paid
		n += e.n
	}
	c.queue = slices.DeleteFunc(c.queue, func(e entry) bool { return e.n == 0 })
	return n
}

// refuses says why the count oldest of n may not leave, or "".
func (c *cell) refuses(n, count, k int, enough func(*crowd, int) bool) Reason {
	switch {
	case n < k:
		return TooFew
	case count < k:
		return Remainder
	}
	var people crowd
	left := count
	for _, e := range c.queue {
		part := min(left, e.n)
		people.add(e.src, part)
		if left -= part; left == 0 {
			break
		}
	}
	if !enough(&people, k) {
		return People
	}
	return ""
}

// send takes the count oldest out.
func (c *cell) send(count int, w span) {
	c.released += count
	for count > 0 {
		part := min(count, c.queue[0].n)
		c.queue[0].n -= part
		count -= part
		if c.queue[0].n == 0 {
			c.queue = c.queue[1:]
		}
	}
	c.waited, c.reason = 0, Remainder
}

// rollUp moves what a cell holds, debts included, one level up when it has
// waited long enough. Sessions of a window still open stay.
func (s *State) rollUp(id cellID, c *cell, w span, p Policy) {
	code, windows, ok := climb(id.view, id.code, p)
	if !ok || c.waited < windows {
		return
	}
	up := s.cell(cellID{id.view, code})
	last := dayNumber(w.sunday())
	stay := c.queue[:0:0]
	for _, e := range c.queue {
		if e.src.day > last {
			stay = append(stay, e)
			continue
		}
		up.queue = join(up.queue, e)
	}
	up.debt += c.debt
	c.queue, c.debt, c.waited, c.reason = stay, 0, 0, ""
}
