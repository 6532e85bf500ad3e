package audit

// Var is an unknown whole number of a System.
type Var int

// Term is a variable with its sign, +1 or −1.
type Term struct {
	Var  Var
	Sign int
}

// System is a set of bounded whole numbers and of sums of them that are
// bounded too. Propagate narrows every interval as far as single sums allow;
// that is quick and sound, and does not find everything (see Solve in the
// tests).
type System struct {
	low, high []int
	rows      []row
	terms     []Term // of all rows, one after the other
	uses      uses   // made when first needed
	changed   []Var  // by the last row narrowed
}

type row struct {
	from, to int // in terms
	min, max int
}

// uses are the rows of each variable: rows[from[v]:from[v+1]].
type uses struct{ from, rows []int }

// Variable adds an unknown between low and high (Unknown: no limit).
func (s *System) Variable(low, high int) Var {
	s.low, s.high = append(s.low, low), append(s.high, high)
	s.uses = uses{}
	return Var(len(s.low) - 1)
}

// Require adds min ≤ Σ terms ≤ max; −Unknown and Unknown mean no limit.
func (s *System) Require(low, high int, terms ...Term) {
	from := len(s.terms)
	s.terms = append(s.terms, terms...)
	s.rows = append(s.rows, row{from, len(s.terms), low, high})
	s.uses = uses{}
}

// crossRefer fills uses.
func (s *System) crossRefer() {
	if s.uses.from != nil {
		return
	}
	from := make([]int, len(s.low)+2)
	for _, t := range s.terms {
		from[t.Var+2]++
	}
	for v := 2; v < len(from); v++ {
		from[v] += from[v-1]
	}
	rows := make([]int, len(s.terms))
	for i, r := range s.rows {
		for _, t := range s.terms[r.from:r.to] {
			rows[from[t.Var+1]] = i
			from[t.Var+1]++
		}
	}
	s.uses = uses{from[:len(from)-1], rows}
}

// Propagate narrows the intervals until nothing changes; false means that no
// solution exists.
func (s *System) Propagate() bool {
	s.crossRefer()
	queue := make([]int, len(s.rows), 2*len(s.rows))
	waiting := make([]bool, len(s.rows))
	for i := range queue {
		queue[i], waiting[i] = i, true
	}
	return s.settle(queue, waiting)
}

func (s *System) settle(queue []int, waiting []bool) bool {
	// Real systems settle in a few passes; an inconsistent one without upper
	// bounds could narrow for ever by small steps.
	for budget := 200 * (len(s.rows) + 1); len(queue) > 0 && budget > 0; budget-- {
		i := queue[0]
		queue = queue[1:]
		waiting[i] = false
		if !s.narrow(s.rows[i]) {
			return false
		}
		for _, v := range s.changed {
			for _, u := range s.uses.rows[s.uses.from[v]:s.uses.from[v+1]] {
				if !waiting[u] {
					waiting[u] = true
					queue = append(queue, u)
				}
			}
		}
	}
	return true
}

// extent is the range of a sum, with the number of terms without limit on
// each side.
type extent struct{ min, max, openMin, openMax int }

func (s *System) extent(r row) (e extent) {
	for _, t := range s.terms[r.from:r.to] {
		low, high := s.signed(t)
		if low <= -Unknown {
			e.openMin++
		} else {
			e.min += low
		}
		if high >= Unknown {
			e.openMax++
		} else {
			e.max += high
		}
	}
	return e
}

// signed is the range of a term.
func (s *System) signed(t Term) (low, high int) {
	if t.Sign > 0 {
		return s.low[t.Var], s.high[t.Var]
	}
	return -s.high[t.Var], -s.low[t.Var]
}

// narrow leaves in s.changed the variables of the row it narrowed; false means
// that the row cannot hold.
func (s *System) narrow(r row) bool {
	s.changed = s.changed[:0]
	e := s.extent(r)
	if e.openMin == 0 && e.min > r.max || e.openMax == 0 && e.max < r.min {
		return false
	}
	for _, t := range s.terms[r.from:r.to] {
		low, high := s.signed(t)
		newLow, newHigh := low, high
		if r.max < Unknown && (e.openMin == 0 || e.openMin == 1 && low <= -Unknown) {
			rest := e.min
			if low > -Unknown {
				rest -= low
			}
			newHigh = min(high, r.max-rest)
		}
		if r.min > -Unknown && (e.openMax == 0 || e.openMax == 1 && high >= Unknown) {
			rest := e.max
			if high < Unknown {
				rest -= high
			}
			newLow = max(low, r.min-rest)
		}
		if newLow > newHigh {
			return false
		}
		if newLow != low || newHigh != high {
			if t.Sign < 0 {
				newLow, newHigh = -newHigh, -newLow
			}
			s.low[t.Var], s.high[t.Var] = newLow, newHigh
			s.changed = append(s.changed, t.Var)
			e = s.extent(r)
		}
	}
	return true
}
