package lots

import (
	"slices"

	"parvis/app/lots/audit"
)

// closed is what an observer saw of one closing, and what waited behind it.
type closed struct {
	week  int
	month bool
	cells []account
}

// account is one cell at one closing.
type account struct {
	id    cellID
	sent  int
	holds int // after the closing
}

// remember keeps a closing for the auditor and forgets the oldest.
func (s *State) remember(sent []candidate, w span) {
	x := closed{week: w.weekNumber(), month: w.endsMonth()}
	counts := map[cellID]int{}
	for _, c := range sent {
		counts[c.id] = c.count
	}
	for _, v := range Views() {
		if v != Total && !x.month {
			continue
		}
		for _, code := range sortedCodes(s.views[v]) {
			id := cellID{v, code}
			holds := s.views[v][code].waitingAt(w)
			if holds != 0 || counts[id] != 0 {
				x.cells = append(x.cells, account{id, counts[id], holds})
			}
		}
	}
	s.past = append(s.past, x)
	for months := s.pastMonths(); months > memory; months-- {
		end := slices.IndexFunc(s.past, func(c closed) bool { return c.month })
		s.past = s.past[end+1:]
	}
}

func (s *State) pastMonths() (n int) {
	for _, c := range s.past {
		if c.month {
			n++
		}
	}
	return n
}

// waitingAt is what waits of the windows closed until then.
func (c *cell) waitingAt(w span) int {
	last := dayNumber(w.sunday())
	n := -c.debt
	for _, e := range c.queue {
		if e.src.day <= last {
			n += e.n
		}
	}
	return n
}

// heed asks the auditor before anything leaves: as long as what would leave
// exposes a cell that silence would not, a view that takes part in it waits
// for the next window.
func (s *State) heed(may []candidate, w span, k int) []candidate {
	if len(may) == 0 {
		return may
	}
	silence := -1
	for len(may) > 0 {
		found := s.examine(may, w, k)
		if len(found) == 0 {
			return may
		}
		if silence < 0 {
			silence = len(s.examine(nil, w, k))
		}
		view := View("")
		if len(found) > silence {
			view = s.culprit(found, may, w, k)
		}
		if view == "" {
			return may // exposed by what left before; waiting would not hide it
		}
		may = slices.DeleteFunc(may, func(x candidate) bool {
			if x.id.view != view {
				return false
			}
			x.cell.reason = Auditor
			x.cell.waited++
			return true
		})
	}
	return may
}

// culprit chooses the view that waits: the one exposed if it has lots and its
// silence helps, else the one whose silence leaves the fewest cells exposed.
func (s *State) culprit(found []audit.Finding, may []candidate, w span, k int) View {
	views := []View{}
	for _, f := range found {
		views = append(views, View(f.View))
	}
	for _, x := range may {
		views = append(views, x.id.view)
	}
	best, least := View(""), len(found)
	tried := map[View]bool{}
	for _, v := range views {
		if tried[v] || !slices.ContainsFunc(may, func(x candidate) bool { return x.id.view == v }) {
			continue
		}
		tried[v] = true
		rest := slices.DeleteFunc(slices.Clone(may), func(x candidate) bool { return x.id.view == v })
		if n := len(s.examine(rest, w, k)); n < least {
			best, least = v, n
		}
		if least == 0 {
			break
		}
	}
	return best
}

// examine runs the auditor over the last months and a possible report. Where
// figures were corrected an observer who believes that none ever is runs into
// a contradiction: weaker beliefs follow, until one holds.
func (s *State) examine(may []candidate, w span, k int) []audit.Finding {
	r := s.record(may, w, k, false)
	d := audit.Examine(r)
	if !d.Consistent {
		r.Corrected = true
		d = audit.Examine(r)
	}
	if !d.Consistent {
		r = s.record(may, w, k, true)
		r.Corrected = true
		d = audit.Examine(r)
	}
	return d.Findings
}

// record is what an observer would have seen. Where a cell sent nothing the
// observer is granted the strongest belief that is true: that everyone in it
// is different, or that nobody is recognised, or nothing; with debts, also
// that corrections may be waiting to be paid.
func (s *State) record(may []candidate, w span, k int, debts bool) audit.Record {
	r := audit.Record{K: k, Base: map[audit.Cell]int{}, Tables: audit.Tables()}
	holds := map[int]map[audit.Cell]int{}
	base := map[audit.Cell]int{}
	for v, codes := range s.views {
		for code, c := range codes {
			if c.released > 0 {
				base[audit.Cell{View: string(v), Code: code}] = c.released
			}
		}
	}
	for _, p := range s.past {
		r.Weeks = append(r.Weeks, p.week)
		if p.month {
			r.Months = append(r.Months, p.week)
		}
		holds[p.week] = map[audit.Cell]int{}
		for _, a := range p.cells {
			c := audit.Cell{View: string(a.id.view), Code: a.id.code}
			holds[p.week][c] = a.holds
			if a.sent > 0 {
				r.Sent = append(r.Sent, audit.Sent{Cell: c, At: p.week, Count: a.sent})
				base[c] -= a.sent
			}
		}
	}
	now := w.weekNumber()
	r.Weeks = append(r.Weeks, now)
	if w.endsMonth() {
		r.Months = append(r.Months, now)
	}
	for c, n := range base {
		if n != 0 {
			r.Base[c] = n
		}
	}
	holds[now] = s.holdsNow(may, w, &r)
	r.Waits = func(c audit.Cell, at int) (int, int) {
		n := holds[at][c]
		low, high := s.belief(View(c.View), c.Code, at, n, k)
		if debts {
			low = min(0, n)
		}
		return low, high
	}
	r.Keeps = func(c audit.Cell) (int, int) {
		if View(c.View).Kiosk() {
			return k, 2 * k
		}
		return 0, k
	}
	return r
}

func (s *State) holdsNow(may []candidate, w span, r *audit.Record) map[audit.Cell]int {
	holds := map[audit.Cell]int{}
	for v, codes := range s.views {
		if v != Total && !w.endsMonth() {
			continue
		}
		for code, c := range codes {
			holds[audit.Cell{View: string(v), Code: code}] = c.waitingAt(w)
		}
	}
	for _, x := range may {
		c := audit.Cell{View: string(x.id.view), Code: x.id.code}
		holds[c] -= x.count
		r.Sent = append(r.Sent, audit.Sent{Cell: c, At: w.weekNumber(), Count: x.count})
	}
	return holds
}

// belief bounds what a silent cell holds.
func (s *State) belief(v View, code string, at, holds, k int) (low, high int) {
	if level(v, code) > 0 && holds == 0 && at < s.started+20*level(v, code) {
		return 0, 0 // nothing can have climbed there yet: six months have at least 21 weeks between their ends
	}
	reserve := 0
	if v.Kiosk() {
		reserve = k
	}
	for _, high := range []int{2*k - 1 + reserve, 3*k + reserve} {
		if holds <= high {
			return 0, high
		}
	}
	return 0, audit.Unknown
}
