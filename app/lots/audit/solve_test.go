package audit

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// solve tells whether whole numbers satisfy the system, by propagation and
// branching on the narrowest interval left open. Numbers without limit are
// searched up to a bound far above what small cases hold.
func (s *System) solve() bool {
	if !s.Propagate() {
		return false
	}
	open, width := -1, 0
	for v := range s.low {
		if w := s.high[v] - s.low[v]; w > 0 && (open < 0 || w < width) {
			open, width = v, w
		}
	}
	if open < 0 {
		return true
	}
	for x := s.low[open]; x <= min(s.high[open], s.low[open]+200); x++ {
		try := s.with(Var(open), x, x)
		if try.solve() {
			return true
		}
	}
	return false
}

// with copies the system with one interval replaced.
func (s *System) with(v Var, low, high int) *System {
	c := &System{low: slices.Clone(s.low), high: slices.Clone(s.high), rows: s.rows, terms: s.terms, uses: s.uses}
	c.low[v], c.high[v] = low, high
	return c
}

// exact gives the tightest interval of a variable: the integer program.
func (s *System) exact(v Var) Interval {
	low, high := s.low[v], s.high[v]
	for low < high && !s.with(v, low, low).solve() {
		low++
	}
	for high > low && high < Unknown && !s.with(v, high, high).solve() {
		high--
	}
	return Interval{low, high}
}

// ExactFindings does what Examine does with the integer program behind it,
// for records small enough.
func ExactFindings(r Record) []Finding {
	d := Examine(r)
	if !d.Consistent {
		return nil
	}
	out, b := slices.Clone(d.Findings), d.built
	for i, c := range b.cells {
		for n, v := range b.at[i] {
			before := Interval{b.low[v], b.high[v]}
			x := b.exact(v)
			if x != before && b.exposed(x.Low, x.High) {
				out = append(out, Finding{Cell: c, At: b.week(c.View, n), Low: x.Low, High: x.High})
			}
		}
	}
	return out
}

// TestPropagationIsSound compares with every solution of small systems.
func TestPropagationIsSound(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 5).Draw(t, "variables")
		truth := make([]int, n)
		var s System
		for i := range truth {
			truth[i] = rapid.IntRange(0, 6).Draw(t, "value")
			s.Variable(max(0, truth[i]-rapid.IntRange(0, 4).Draw(t, "below")), truth[i]+rapid.IntRange(0, 4).Draw(t, "above"))
		}
		for range rapid.IntRange(0, 6).Draw(t, "rows") {
			var terms []Term
			sum := 0
			for v := range n {
				if sign := rapid.IntRange(-1, 1).Draw(t, "sign"); sign != 0 {
					terms = append(terms, Term{Var(v), sign})
					sum += sign * truth[v]
				}
			}
			s.Require(sum-rapid.IntRange(0, 3).Draw(t, "slack"), sum+rapid.IntRange(0, 3).Draw(t, "slack"), terms...)
		}
		whole := s.with(0, s.low[0], s.high[0])
		if !s.Propagate() {
			t.Fatal("a system with a solution was called impossible")
		}
		for v, x := range truth {
			if x < s.low[v] || x > s.high[v] {
				t.Fatalf("variable %d is %d, outside [%d, %d]", v, x, s.low[v], s.high[v])
			}
			exact := s.exact(Var(v))
			if want := enumerate(whole, Var(v)); exact != want {
				t.Fatalf("variable %d: exact says %v, enumeration %v", v, exact, want)
			}
		}
	})
}

// enumerate tries every combination.
func enumerate(s *System, v Var) Interval {
	found := Interval{Unknown, -Unknown}
	values := slices.Clone(s.low)
	for {
		if s.holds(values) {
			found.Low, found.High = min(found.Low, values[v]), max(found.High, values[v])
		}
		i := 0
		for ; i < len(values); i++ {
			if values[i]++; values[i] <= s.high[i] {
				break
			}
			values[i] = s.low[i]
		}
		if i == len(values) {
			return found
		}
	}
}

func (s *System) holds(values []int) bool {
	for _, r := range s.rows {
		sum := 0
		for _, t := range s.terms[r.from:r.to] {
			sum += t.Sign * values[t.Var]
		}
		if sum < r.min || sum > r.max {
			return false
		}
	}
	return true
}

func TestPropagationSeesImpossibleSystems(t *testing.T) {
	var s System
	a, b := s.Variable(0, 3), s.Variable(0, Unknown)
	s.Require(10, 10, Term{a, 1}, Term{b, 1})
	if !s.Propagate() || s.low[b] != 7 || s.high[b] != 10 {
		t.Errorf("b is in [%d, %d], want [7, 10]", s.low[b], s.high[b])
	}
	s.Require(-Unknown, 5, Term{b, 1})
	if s.Propagate() {
		t.Error("b cannot be at least 7 and at most 5")
	}
}
