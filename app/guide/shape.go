package guide

import (
	"strings"
)

// shape checks the drawing of the guide, conditions aside: everything can be
// reached, nothing turns round, everything leads to an end.
func (c *compiler) shape() {
	g := c.g
	if loop := g.cycle(); loop != nil {
		names := make([]string, 0, len(loop)+1)
		for _, i := range append(loop, loop[0]) {
			names = append(names, string(g.nodes[i].step.ID))
		}
		if len(names) > 12 {
			names = append(append(names[:6:6], "…"), names[len(names)-5:]...)
		}
		c.fail(g.nodes[loop[0]].step.Line, codeCycle, "", "steps", strings.Join(names, " → "))
	}
	g.reach()
	for i := range g.nodes {
		n := &g.nodes[i]
		s := n.step
		if !n.live && g.index[s.ID] == i {
			c.file.add(s.Line, codeUnreachable, "", "id", string(s.ID))
		}
		if s.Kind != KindEnd && len(n.edges) == 0 && len(s.Exits) == 0 && !anyTarget(s) {
			c.fail(s.Line, codeDeadEnd, "", "id", string(s.ID))
		}
	}
	if !c.broken {
		g.depths()
	}
}

func anyTarget(s *Step) bool {
	for i := range s.Choices {
		if s.Choices[i].To != "" {
			return true
		}
	}
	return false
}

// cycle finds one loop and gives its steps in walking order, nil when there is
// none. It fills the order of the steps reachable from the start on its way.
// It walks with its own stack: a guide of ten thousand steps in a row must not
// exhaust that of the machine.
func (g *Graph) cycle() []int {
	const fresh, open, done = 0, 1, 2
	state := make([]int8, len(g.nodes))
	type frame struct{ node, edge int }
	var finished []int
	for root := range g.nodes {
		if state[root] != fresh {
			continue
		}
		stack := []frame{{node: root}}
		state[root] = open
		for len(stack) > 0 {
			top := &stack[len(stack)-1]
			edges := g.nodes[top.node].edges
			if top.edge == len(edges) {
				state[top.node] = done
				finished = append(finished, top.node)
				stack = stack[:len(stack)-1]
				continue
			}
			to := edges[top.edge].to
			top.edge++
			switch state[to] {
			case fresh:
				state[to] = open
				stack = append(stack, frame{node: to})
			case open:
				var loop []int
				for _, f := range stack {
					if len(loop) > 0 || f.node == to {
						loop = append(loop, f.node)
					}
				}
				return loop
			}
		}
	}
	g.order = g.order[:0]
	for i := len(finished) - 1; i >= 0; i-- {
		g.order = append(g.order, finished[i])
	}
	return nil
}

// reach marks what can be reached from the start and keeps only that in the
// order.
func (g *Graph) reach() {
	queue := []int{0}
	g.nodes[0].live = true
	for len(queue) > 0 {
		n := &g.nodes[queue[0]]
		queue = queue[1:]
		for _, e := range n.edges {
			if !g.nodes[e.to].live {
				g.nodes[e.to].live = true
				queue = append(queue, e.to)
			}
		}
	}
	kept := g.order[:0]
	for _, i := range g.order {
		if g.nodes[i].live {
			kept = append(kept, i)
		}
	}
	g.order = kept
}

// depths measures the longest way to an end, from the ends backwards.
func (g *Graph) depths() {
	for k := len(g.order) - 1; k >= 0; k-- {
		n := &g.nodes[g.order[k]]
		n.depth = 0
		for _, e := range n.edges {
			n.depth = max(n.depth, g.nodes[e.to].depth+1)
		}
	}
}
