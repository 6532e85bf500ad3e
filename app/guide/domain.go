package guide

import (
	"sort"
	"strconv"
	"strings"
)

// The exact checks replace the endless values of an answer by a few classes
// that no condition of the guide can tell apart: a number is cut at its
// thresholds, a date likewise, a commune is « one of those named » or any
// other. Class 0 stands for a step never shown, class 1 for one skipped.
const (
	classUnset   = 0
	classSkipped = 1
	firstValue   = 2
)

// domain is the classes of one step's answers, with one example of each.
type domain struct {
	values []Value // examples; the first two are unknown
	asked  bool    // classes an answer may take, from (skippable) or firstValue
	skip   bool    // may be skipped
	// same maps a class to the one that stands for it once the step is left:
	// choices no condition names are then all alike.
	same []uint16
}

// forget gives the class to remember after the step.
func (d *domain) forget(class uint16) uint16 {
	if int(class) < len(d.same) {
		return d.same[class]
	}
	return class
}

// domains builds the classes of every step that asks.
func (g *Graph) domains() []domain {
	literals := make([][]Value, len(g.nodes))
	for i := range g.nodes {
		n := &g.nodes[i]
		collect := func(t *test) {
			if t.op == OpCompare {
				literals[t.node] = append(literals[t.node], t.literal)
			}
		}
		for _, e := range n.edges {
			if e.choice == "" {
				e.test.walk(collect)
			}
		}
		for _, t := range n.items {
			t.walk(collect)
		}
	}
	out := make([]domain, len(g.nodes))
	for i := range g.nodes {
		out[i] = g.nodes[i].domain(literals[i])
	}
	return out
}

func (n *node) domain(literals []Value) domain {
	s := n.step
	d := domain{asked: s.Asks(), values: make([]Value, firstValue)}
	if !d.asked {
		return d
	}
	d.skip = !n.needsAnswer()
	switch s.Kind {
	case KindQuestion, KindExercise:
		for i := range s.Choices {
			d.values = append(d.values, Value{known: true, text: s.Choices[i].ID})
		}
		d.merge(literals)
	case KindYesNo:
		d.values = append(d.values, Value{known: true, text: yes}, Value{known: true, text: no})
	case KindNumber:
		d.numbers(s, literals)
	case KindDate:
		d.dates(literals)
	case KindCommune:
		d.communes(literals)
	case KindFree:
		d.values = append(d.values, Value{known: true, text: "…"})
	}
	return d
}

// merge makes the choices that no literal names stand for one another.
func (d *domain) merge(literals []Value) {
	named := map[string]bool{}
	for _, l := range literals {
		named[l.text] = true
	}
	d.same = make([]uint16, len(d.values))
	other := uint16(0)
	for i, v := range d.values {
		d.same[i] = uint16(i)
		switch {
		case i < firstValue || named[v.text] || i >= maxClasses:
		case other == 0:
			other = uint16(i)
		default:
			d.same[i] = other
		}
	}
}

// thresholds are the distinct amounts of the literals, in order.
func thresholds(literals []Value) []int64 {
	var out []int64
	for _, l := range literals {
		out = append(out, l.amount)
	}
	sort.Slice(out, func(i, j int) bool { return out[i] < out[j] })
	kept := out[:0]
	for i, t := range out {
		if i == 0 || t != out[i-1] {
			kept = append(kept, t)
		}
	}
	return kept
}

// cut gives one example of each threshold and of each gap between them, on
// multiples of step from lo to hi (both multiples).
func cut(at []int64, lo, hi, step int64) []int64 {
	var out []int64
	from := lo // first value not yet covered
	for _, t := range at {
		below := floorTo(t-1, step)
		if below >= from && from <= hi {
			out = append(out, min(below, hi)) // the gap before, by its last value
		}
		if t >= lo && t <= hi && floorTo(t, step) == t {
			out = append(out, t)
		}
		from = max(from, floorTo(t, step)+step)
	}
	if from <= hi {
		out = append(out, from)
	}
	return out
}

func floorTo(v, step int64) int64 {
	q := v / step
	if v%step < 0 {
		q--
	}
	return q * step
}

func (d *domain) numbers(s *Step, literals []Value) {
	lo, hi, step := int64(-maxNumber), int64(maxNumber), int64(s.Range.step())
	if s.Range.Min != nil {
		lo = -floorTo(-int64(*s.Range.Min), step)
	}
	if s.Range.Max != nil {
		hi = floorTo(int64(*s.Range.Max), step)
	}
	for _, v := range cut(thresholds(literals), lo, hi, step) {
		d.values = append(d.values, Value{known: true, text: Number(v).String(), amount: v})
	}
}

// The days an answer may hold, years 1 to 9999.
const (
	firstDay = -719162
	lastDay  = 2932896
)

func (d *domain) dates(literals []Value) {
	at := thresholds(literals)
	for _, v := range cut(at, firstDay, lastDay, 1) {
		d.values = append(d.values, Value{known: true, text: dayText(v), amount: v})
	}
}

func dayText(days int64) string {
	return utcDay(days).Format("2006-01-02")
}

func (d *domain) communes(literals []Value) {
	seen := map[string]bool{}
	for _, l := range literals {
		if !seen[l.text] {
			seen[l.text] = true
			d.values = append(d.values, l)
		}
	}
	for n := 1; ; n++ { // a code nobody compares with
		code := "99" + strings.Repeat("0", 3-len(strconv.Itoa(n))) + strconv.Itoa(n)
		if !seen[code] {
			d.values = append(d.values, Value{known: true, text: code})
			return
		}
	}
}

// classes are the numbers of the classes an answer to the step may fall in;
// a step that asks nothing has the single class « never set ».
func (d *domain) classes() []uint16 {
	if !d.asked {
		return []uint16{classUnset}
	}
	var out []uint16
	if d.skip {
		out = append(out, classSkipped)
	}
	for i := firstValue; i < len(d.values); i++ {
		out = append(out, uint16(i))
	}
	return out
}
