package guide

// Graph is a compiled guide: steps by number, conditions ready to evaluate,
// depths known. It is immutable and safe for concurrent use.
type Graph struct {
	Guide *Guide
	nodes []node
	index map[StepID]int
	order []int // reachable nodes, every step before those it leads to
}

type node struct {
	step  *Step
	edges []edge
	items []*test // one by item; nil shows always
	depth int     // steps on the longest way to an end
	live  bool    // reachable from the start, conditions aside
}

// edge is one way out. test is nil for a way always open.
type edge struct {
	test   *test
	to     int
	choice string // the choice it belongs to, "" for an exit
	exit   int    // place among the exits of the step, -1 for a choice
	line   int
}

// Compile makes the graph of a guide. The findings are the structure errors
// that forbid it (the graph is then nil); Lint says much more.
func Compile(g *Guide) (*Graph, []Finding) {
	f := &File{Guide: g, titleLine: 1}
	graph := compile(f)
	if HasErrors(f.Findings) {
		return nil, f.Findings
	}
	return graph, nil
}

// compile builds the graph and adds structure findings to the file; nil when
// no graph can be made of it.
func compile(f *File) *Graph {
	c := &compiler{file: f, g: &Graph{Guide: f.Guide, index: map[StepID]int{}}, choices: map[choiceKey]bool{}}
	c.names()
	if len(f.Guide.Steps) == 0 {
		f.add(1, codeNoStart, "")
		return nil
	}
	for i := range f.Guide.Steps {
		c.wire(i)
	}
	c.shape()
	if c.broken {
		return nil
	}
	return c.g
}

type compiler struct {
	file   *File
	g      *Graph
	broken bool // what follows would be nonsense
	ids    []string

	choices map[choiceKey]bool
}

// choiceKey names a choice by the place of its step.
type choiceKey struct {
	node int
	id   string
}

func (c *compiler) fail(line int, code, variant string, args ...any) *Finding {
	c.broken = true
	return c.file.add(line, code, variant, args...)
}

// names numbers the steps and refuses two with one id.
func (c *compiler) names() {
	steps := c.file.Guide.Steps
	c.g.nodes = make([]node, len(steps), len(steps)+1)
	for i := range steps {
		s := &steps[i]
		c.g.nodes[i].step = s
		for k := range s.Choices {
			c.choices[choiceKey{i, s.Choices[k].ID}] = true
		}
		if s.ID == "" {
			continue
		}
		if first, twice := c.g.index[s.ID]; twice {
			c.fail(s.Line, codeDuplicateID, "", "id", string(s.ID), "line", steps[first].Line)
			continue
		}
		c.g.index[s.ID] = i
		c.ids = append(c.ids, string(s.ID))
	}
}

// wire makes the ways out of a step and its conditional items.
func (c *compiler) wire(i int) {
	n := &c.g.nodes[i]
	s := n.step
	seen := map[string]bool{}
	for k := range s.Choices {
		ch := &s.Choices[k]
		if seen[ch.ID] {
			c.fail(ch.Line, codeDuplicateID, "choice", "id", ch.ID, "step", string(s.ID))
		}
		seen[ch.ID] = true
		if ch.To == "" {
			continue
		}
		t := &test{op: OpCompare, node: i, cmp: Equal, literal: Value{known: true, text: ch.ID}}
		c.edge(n, edge{test: t, choice: ch.ID, exit: -1, line: ch.Line}, ch.To)
	}
	for k, e := range s.Exits {
		c.edge(n, edge{test: c.test(e.When, e.Line), exit: k, line: e.Line}, e.To)
	}
	for _, it := range s.Items {
		n.items = append(n.items, c.test(it.When, it.Line))
	}
	if s.Kind == KindEnd && len(n.edges) > 0 {
		c.fail(n.edges[0].line, codeEndLeads, "", "id", string(s.ID))
	}
}

func (c *compiler) edge(n *node, e edge, to StepID) {
	at, ok := c.g.index[to]
	if !ok {
		f := c.file.add(e.line, codeTarget, "", "target", clip(string(to)), "step", string(n.step.ID))
		f.Near = c.file.nearest(string(to), c.ids)
		at = c.nowhere()
	}
	e.to = at
	n.edges = append(n.edges, e)
}

// nowhere is where arrows to missing steps lead, so that the rest of the guide
// can still be checked. It is an end without a name, and the room for it is
// there from the start.
func (c *compiler) nowhere() int {
	if len(c.g.nodes) == len(c.file.Guide.Steps) {
		c.g.nodes = append(c.g.nodes, node{step: &Step{Kind: KindEnd}})
	}
	return len(c.g.nodes) - 1
}

// test resolves a condition: its variables exist and its literals fit them.
func (c *compiler) test(cond *Cond, line int) *test {
	if cond == nil {
		return nil
	}
	t := &test{op: cond.Op, cmp: cond.Cmp}
	for _, a := range cond.Args {
		t.args = append(t.args, c.test(a, line))
	}
	if cond.Op > OpUnknown {
		return t
	}
	at, ok := c.g.index[cond.Var]
	if !ok {
		c.fail(line, codeUnknownVar, "", "var", string(cond.Var)).Near = c.file.nearest(string(cond.Var), c.ids)
		return t
	}
	t.node = at
	s := c.g.nodes[at].step
	if !s.Asks() {
		c.fail(line, codeType, "asksnothing", "var", string(cond.Var), "kind", s.Kind.String())
		return t
	}
	if cond.Op == OpCompare {
		c.literal(t, cond, s, line)
	}
	return t
}

// literal checks that the literal is of the kind of the step's answers and
// that the comparison makes sense for it.
func (c *compiler) literal(t *test, cond *Cond, s *Step, line int) {
	args := []any{"var", string(cond.Var), "literal", clip(cond.Literal)}
	ordered := s.Kind == KindNumber || s.Kind == KindDate
	if !ordered && cond.Cmp != Equal && cond.Cmp != Different {
		c.fail(line, codeType, "order", append(args, "cmp", string(cond.Cmp))...)
		return
	}
	t.ordered = ordered
	var why string
	switch s.Kind {
	case KindFree:
		why = "free"
	case KindNumber: // a threshold may lie outside of the bounds
		n, _, ok := ParseNumber(cond.Literal)
		t.literal = Value{known: true, text: n.String(), amount: int64(n)}
		if !ok {
			why = "number"
		}
	case KindQuestion, KindExercise:
		t.literal = Value{known: true, text: cond.Literal}
		if !c.choices[choiceKey{t.node, cond.Literal}] {
			why = "choice"
		}
	default:
		t.literal, why = ParseValue(s, cond.Literal)
	}
	if why == "" {
		return
	}
	f := c.fail(line, codeType, why, args...)
	if why == "choice" {
		var ids []string
		for i := range s.Choices {
			ids = append(ids, s.Choices[i].ID)
		}
		f.Near = c.file.nearest(cond.Literal, ids)
	}
}

// at gives the number of a step.
func (g *Graph) at(id StepID) (int, bool) {
	i, ok := g.index[id]
	return i, ok
}

// Start is the first step.
func (g *Graph) Start() StepID { return g.nodes[0].step.ID }

// Step finds a step.
func (g *Graph) Step(id StepID) (*Step, bool) {
	i, ok := g.index[id]
	if !ok {
		return nil, false
	}
	return g.nodes[i].step, true
}

// Depth is how many steps the longest way from a step to an end has, 0 for an
// end or an unknown step.
func (g *Graph) Depth(id StepID) int {
	if i, ok := g.index[id]; ok {
		return g.nodes[i].depth
	}
	return 0
}

// needsAnswer says whether a visitor must answer before going on. An exercise
// whose choices lead nowhere of their own may be passed.
func (n *node) needsAnswer() bool {
	if n.step.Kind == KindExercise {
		for _, e := range n.edges {
			if e.choice != "" {
				return true
			}
		}
		return false
	}
	return n.step.Asks() && !n.step.Optional
}

// next is the way taken under the answers; ok is false when none is open.
func (g *Graph) next(i int, value func(int) Value) (to int, ok bool) {
	for _, e := range g.nodes[i].edges {
		if e.test == nil || e.test.eval(value) == True {
			return e.to, true
		}
	}
	return 0, false
}
