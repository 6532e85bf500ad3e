package guide

import (
	"strings"
)

// Arrow is one way from a step to another, with the words that open it.
type Arrow struct {
	From, To StepID
	Label    string // a choice, a condition, "" when always open
}

// Arrows are all ways of the graph, step by step.
func (g *Graph) Arrows() []Arrow {
	var out []Arrow
	for i := range g.nodes {
		n := &g.nodes[i]
		for _, e := range n.edges {
			label := e.choice
			if e.choice == "" {
				if c := n.step.Exits[e.exit].When; c != nil {
					label = c.String()
				} else if len(n.edges) > 1 {
					label = "sinon"
				}
			}
			out = append(out, Arrow{From: n.step.ID, To: g.nodes[e.to].step.ID, Label: label})
		}
	}
	return out
}

// DOT draws the guide for Graphviz.
func (g *Graph) DOT() string {
	var b strings.Builder
	b.WriteString("digraph " + dotText(string(g.Guide.ID)) + " {\n")
	b.WriteString("  label=" + dotText(g.Guide.Title) + "; labelloc=t; rankdir=TB;\n")
	b.WriteString("  node [fontname=\"sans-serif\", style=\"rounded\"]; edge [fontname=\"sans-serif\", fontsize=10];\n")
	for i := range g.nodes {
		s := g.nodes[i].step
		b.WriteString("  " + dotText(string(s.ID)) + " [shape=" + dotShape(s.Kind) + ", label=" +
			dotText(string(s.ID)+"\n"+clip(s.Title)) + "];\n")
	}
	for _, a := range g.Arrows() {
		b.WriteString("  " + dotText(string(a.From)) + " -> " + dotText(string(a.To)))
		if a.Label != "" {
			b.WriteString(" [label=" + dotText(clip(a.Label)) + "]")
		}
		b.WriteString(";\n")
	}
	b.WriteString("}\n")
	return b.String()
}

func dotShape(k Kind) string {
	switch k {
	case KindEnd:
		return "doubleoctagon"
	case KindText, KindList, KindLink:
		return "box"
	}
	return "hexagon"
}

// dotText quotes a text the way Graphviz reads it.
func dotText(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`).Replace(s) + `"`
}
