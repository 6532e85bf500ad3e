package lots

import (
	"math"
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
// for the next window, whole: which of its cells was in danger does not show.
// That a view waited can be guessed from its silence; then the observer knows
// that some cell would have been exposed, not which, nor how.
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

// culprit chooses the view that waits: the one exposed if its silence is
// enough, else the one whose silence leaves the fewest cells exposed; another
// one may have to follow.
func (s *State) culprit(found []audit.Finding, may []candidate, w span, k int) View {
	views := []View{}
	for _, f := range found {
		views = append(views, View(f.View))
	}
	for _, x := range may {
		views = append(views, x.id.view)
	}
	best, least := View(""), math.MaxInt
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

// examine runs the auditor over the last months and a possible report, for
// each belief an observer may have. Figures that were corrected contradict who
// believes that none ever is: then numbers may go down, and at last cells may
// owe.
func (s *State) examine(may []candidate, w span, k int) (found []audit.Finding) {
	n := s.notes(may, w, k)
	for i, most := range n.beliefs() {
		n.Waits = func(c audit.Cell, at int) (int, int) { return 0, most(c, at) }
		n.Corrected = false
		d := audit.Examine(n.Record)
		if d.Consistent && i == 0 {
			return d.Findings
		}
		if !d.Consistent {
			n.Corrected = true
			d = audit.Examine(n.Record)
		}
		if !d.Consistent {
			n.Waits = func(c audit.Cell, at int) (int, int) { return min(0, n.holds[at][c]), most(c, at) }
			d = audit.Examine(n.Record)
		}
		found = append(found, d.Findings...)
	}
	return found
}
