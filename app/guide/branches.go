package guide

import "strings"

// branches turns what the exploration sees into findings, each once.
type branches struct {
	file   *File
	g      *Graph
	x      *exploration
	state  [][]edgeState // by step, by way out
	items  [][]bool      // by step, by item: can be shown
	before map[[3]int]bool
	stuckN map[int]bool
	late   []lateFinding
}

type edgeState struct{ taken, held bool }

// lateFinding waits until the exploration can tell the way there.
type lateFinding struct {
	line          int
	code, variant string
	args          []any
	at            *state
	class         uint16
	node          int
}

// checkBranches proves the branches of the guide, or says that it is too
// large.
func checkBranches(f *File, g *Graph) *exploration {
	b := newBranches(f, g)
	b.x = g.explore(b)
	if b.x.tooLarge {
		f.add(1, codeTooManyWays, "", "limit", MaxCombinations)
		b.local()
		return b.x
	}
	for _, l := range b.late {
		answers := b.x.answers(l.at)
		if a, ok := b.x.answer(l.node, l.class); ok {
			answers = append(answers, a)
		}
		f.add(l.line, l.code, l.variant, append(l.args, "example", exampleText(answers))...)
	}
	b.conclude()
	return b.x
}

func newBranches(f *File, g *Graph) *branches {
	b := &branches{file: f, g: g, before: map[[3]int]bool{}, stuckN: map[int]bool{}}
	for i := range g.nodes {
		b.state = append(b.state, make([]edgeState, len(g.nodes[i].edges)))
		b.items = append(b.items, make([]bool, len(g.nodes[i].items)))
	}
	return b
}

// exampleText writes answers as in a trial; « — » when there are none.
func exampleText(answers []TrialAnswer) string {
	if len(answers) == 0 {
		return "—"
	}
	parts := make([]string, 0, len(answers))
	for _, a := range answers {
		parts = append(parts, string(a.Step)+"="+a.Value)
	}
	if len(parts) > 8 {
		parts = append([]string{"…"}, parts[len(parts)-8:]...)
	}
	return strings.Join(parts, ", ")
}

// conclude reports the ways out never taken and the items never shown.
func (b *branches) conclude() {
	for i := range b.g.nodes {
		if len(b.x.states[i]) == 0 {
			continue // no answers lead there: the way to it is already reported
		}
		n := &b.g.nodes[i]
		for k, e := range n.edges {
			s := b.state[i][k]
			if s.taken {
				continue
			}
			code := codeNeverTrue
			if s.held {
				code = codeShadowed
			}
			b.file.add(e.line, code, "", "step", string(n.step.ID), "branch", b.edgeText(i, k))
		}
		for k, shown := range b.items[i] {
			if n.items[k] != nil && !shown {
				it := n.step.Items[k]
				b.file.add(it.Line, codeNeverTrue, "item", "step", string(n.step.ID), "branch", it.When.String())
			}
		}
	}
}

func (b *branches) edgeText(node, edge int) string {
	e, s := b.g.nodes[node].edges[edge], b.g.nodes[node].step
	if e.choice != "" {
		return e.choice
	}
	return clip(exitText(s.Exits, e.exit))
}

func (b *branches) beforeSet(node, line, v int, s *state) {
	key := [3]int{node, line, v}
	if b.before[key] {
		return
	}
	b.before[key] = true
	b.late = append(b.late, lateFinding{
		line: line, code: codeBeforeSet, at: s, node: node,
		args: []any{"var", string(b.g.nodes[v].step.ID), "step", string(b.g.nodes[node].step.ID)},
	})
}

func (b *branches) stuck(node int, s *state, class uint16) {
	if b.stuckN[node] {
		return
	}
	b.stuckN[node] = true
	step := b.g.nodes[node].step
	b.late = append(b.late, lateFinding{
		line: step.Line, code: codeNotCovered, at: s, class: class, node: node,
		args: []any{"step", string(step.ID)},
	})
}

func (b *branches) taken(node, edge int) { b.state[node][edge].taken = true }
func (b *branches) holds(node, edge int) { b.state[node][edge].held = true }
func (b *branches) shown(node, item int) { b.items[node][item] = true }
func (b *branches) met(node, edge int) bool {
	s := b.state[node][edge]
	return s.taken || s.held
}

// local is what can still be said of a guide too large to prove: a branch
// that no combination of its own variables satisfies is dead everywhere.
func (b *branches) local() {
	budget := MaxCombinations
	for _, i := range b.g.order {
		n := &b.g.nodes[i]
		for k, e := range n.edges {
			if e.test != nil && !b.satisfiable(e.test, &budget) {
				b.file.add(e.line, codeNeverTrue, "", "step", string(n.step.ID), "branch", b.edgeText(i, k))
			}
			if e.test == nil && k+1 < len(n.edges) {
				b.file.add(n.edges[k+1].line, codeShadowed, "", "step", string(n.step.ID), "branch", b.edgeText(i, k+1))
			}
		}
	}
}

// satisfiable tries the combinations of the variables of one condition, and
// gives it the benefit of the doubt once the budget is spent.
func (b *branches) satisfiable(t *test, budget *int) bool {
	seen := map[int]bool{}
	var vars []int
	t.walk(func(n *test) {
		if n.op <= OpUnknown && !seen[n.node] {
			seen[n.node] = true
			vars = append(vars, n.node)
		}
	})
	class := make(map[int]int, len(vars))
	value := func(node int) Value { return b.x.domains[node].values[class[node]] }
	for {
		if *budget--; *budget < 0 || t.eval(value) == True {
			return true
		}
		k := 0
		for ; k < len(vars); k++ { // count up, the first variable fastest
			class[vars[k]]++
			if class[vars[k]] < len(b.x.domains[vars[k]].values) {
				break
			}
			class[vars[k]] = 0
		}
		if k == len(vars) {
			return false
		}
	}
}
