package guide

import (
	"encoding/binary"
	"math/bits"
	"strings"
)

// MaxCombinations is how many combinations of answers a guide may have for
// its branches to be proved; beyond, W090 says that it is too large.
const MaxCombinations = 100_000

// The other two limits keep one check under a second and a few megabytes
// whatever the file.
const (
	maxEvaluations = 20_000_000
	maxStateBytes  = 64 << 20
	maxClasses     = 60_000
)

// exploration walks every combination of answers that the conditions can tell
// apart, step by step in order. What no later condition asks is forgotten on
// the way, so that independent questions do not multiply.
type exploration struct {
	g       *Graph
	domains []domain
	needs   []bitset // by step: the earlier answers that still matter there
	vars    [][]int  // the same, as sorted lists
	states  [][]*state
	found   []map[string]bool
	env     []uint16 // class of each step's answer in the state at hand

	combinations, evaluations, bytes int
	tooLarge                         bool
	report                           explorer
}

// state is one situation on arriving at a step: the classes of the answers
// that matter. from and class remember how to get there.
type state struct {
	key   string
	from  *state
	node  int
	class uint16 // answer given at from
}

// explorer is told what happens; the checks implement it.
type explorer interface {
	// beforeSet: a condition hangs on the answer of a step never shown.
	beforeSet(node, line int, v int, s *state)
	// stuck: no way out of the step is open.
	stuck(node int, s *state, class uint16)
	// taken: the way out was followed at least once.
	taken(node, edge int)
	// holds: the way out was true, though an earlier one was taken.
	holds(node, edge int)
	// shown: the item can be shown.
	shown(node, item int)
	// met tells whether the way out or item has been seen to hold already.
	met(node, edge int) bool
}

// bitset is a set of step numbers.
type bitset []uint64

func newBitset(n int) bitset { return make(bitset, (n+63)/64) }

func (b bitset) add(i int)    { b[i/64] |= 1 << (i % 64) }
func (b bitset) remove(i int) { b[i/64] &^= 1 << (i % 64) }
func (b bitset) union(o bitset) {
	for i := range b {
		b[i] |= o[i]
	}
}

func (b bitset) list() []int {
	var out []int
	for i, word := range b {
		for ; word != 0; word &= word - 1 {
			out = append(out, i*64+bits.TrailingZeros64(word))
		}
	}
	return out
}

// explore walks the whole guide; false when a limit was met.
func (g *Graph) explore(report explorer) *exploration {
	x := &exploration{
		g: g, domains: g.domains(), report: report,
		needs:  make([]bitset, len(g.nodes)),
		vars:   make([][]int, len(g.nodes)),
		states: make([][]*state, len(g.nodes)),
		found:  make([]map[string]bool, len(g.nodes)),
		env:    make([]uint16, len(g.nodes)),
	}
	x.liveness()
	first := g.order[0]
	x.arrive(first, nil, 0)
	for _, i := range g.order {
		x.visit(i)
		x.found[i] = nil
		if x.tooLarge {
			break
		}
	}
	return x
}

// liveness computes, from the ends backwards, which answers still matter.
func (x *exploration) liveness() {
	g := x.g
	for k := len(g.order) - 1; k >= 0; k-- {
		i := g.order[k]
		n := &g.nodes[i]
		set := newBitset(len(g.nodes))
		use := func(t *test) {
			if t.op <= OpUnknown {
				set.add(t.node)
			}
		}
		for _, e := range n.edges {
			e.test.walk(use)
			set.union(x.needs[e.to])
		}
		for _, t := range n.items {
			t.walk(use)
		}
		set.remove(i)
		x.needs[i], x.vars[i] = set, set.list()
		if len(x.domains[i].values) > maxClasses {
			x.tooLarge = true
		}
	}
}

// visit tries every state of a step with every answer to it.
func (x *exploration) visit(i int) {
	classes := x.domains[i].classes()
	for _, s := range x.states[i] {
		x.load(i, s)
		x.items(i, s)
		for _, class := range classes {
			x.combinations++
			if x.combinations > MaxCombinations || x.evaluations > maxEvaluations || x.bytes > maxStateBytes {
				x.tooLarge = true
				return
			}
			x.env[i] = class
			x.leave(i, s, class)
		}
		x.env[i] = classUnset
	}
	for _, v := range x.vars[i] {
		x.env[v] = classUnset
	}
}

// load puts the classes of a state in place.
func (x *exploration) load(i int, s *state) {
	for k, v := range x.vars[i] {
		x.env[v] = binary.LittleEndian.Uint16([]byte(s.key[2*k : 2*k+2]))
	}
}

func (x *exploration) value(node int) Value { return x.domains[node].values[x.env[node]] }

func (x *exploration) items(i int, s *state) {
	for k, t := range x.g.nodes[i].items {
		if t == nil {
			continue
		}
		x.evaluations++
		result := t.eval(x.value)
		if result != False {
			x.report.shown(i, k)
		}
		if result == Unknown {
			x.unset(i, x.g.nodes[i].step.Items[k].Line, t, s)
		}
	}
}

// leave follows the first open way out and notes which others hold.
func (x *exploration) leave(i int, s *state, class uint16) {
	left := false
	for k, e := range x.g.nodes[i].edges {
		if left && x.report.met(i, k) {
			continue
		}
		result := True
		if e.test != nil {
			x.evaluations++
			result = e.test.eval(x.value)
		}
		switch {
		case result == True && !left:
			left = true
			x.report.taken(i, k)
			x.env[i] = x.domains[i].forget(class)
			x.arrive(e.to, s, class)
			x.env[i] = class
		case result == True:
			x.report.holds(i, k)
		case result == Unknown && !left:
			x.unset(i, e.line, e.test, s)
		}
	}
	if !left && len(x.g.nodes[i].edges) > 0 {
		x.report.stuck(i, s, class)
	}
}

// unset reports the steps never shown on which an unknown condition hangs,
// unless the condition itself asks whether they are unknown.
func (x *exploration) unset(i, line int, t *test, s *state) {
	asked := map[int]bool{}
	t.walk(func(n *test) { asked[n.node] = asked[n.node] || n.op == OpUnknown })
	t.walk(func(n *test) {
		if n.op == OpCompare && x.env[n.node] == classUnset && !asked[n.node] {
			x.report.beforeSet(i, line, n.node, s)
		}
	})
}

// arrive records the situation at the next step, once.
func (x *exploration) arrive(to int, from *state, class uint16) {
	var b strings.Builder
	b.Grow(2 * len(x.vars[to]))
	for _, v := range x.vars[to] {
		b.WriteByte(byte(x.env[v]))
		b.WriteByte(byte(x.env[v] >> 8))
	}
	key := b.String()
	if x.found[to] == nil {
		x.found[to] = map[string]bool{}
	}
	if x.found[to][key] {
		return
	}
	x.found[to][key] = true
	x.bytes += len(key) + 64
	x.states[to] = append(x.states[to], &state{key: key, from: from, node: to, class: class})
}

// answers tells how to arrive in a state: the answers given on the way, in
// order.
func (x *exploration) answers(s *state) []TrialAnswer {
	var out []TrialAnswer
	for ; s != nil && s.from != nil; s = s.from {
		if a, ok := x.answer(s.from.node, s.class); ok {
			out = append(out, a)
		}
	}
	for i, j := 0, len(out)-1; i < j; i, j = i+1, j-1 {
		out[i], out[j] = out[j], out[i]
	}
	return out
}

func (x *exploration) answer(node int, class uint16) (TrialAnswer, bool) {
	step := x.g.nodes[node].step
	switch {
	case class >= firstValue:
		return TrialAnswer{Step: step.ID, Value: x.domains[node].values[class].text}, true
	case class == classSkipped && step.Optional:
		return TrialAnswer{Step: step.ID, Value: Skipped}, true
	}
	return TrialAnswer{}, false
}
