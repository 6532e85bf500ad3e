package guide

import (
	"strconv"
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

// SVG draws the guide by itself: one self-contained picture, steps in rows by
// their distance from the start, with a title and a description for those who
// listen to it.
func (g *Graph) SVG() string {
	p := g.layout()
	d := &svg{}
	d.open(p, g.Guide)
	for _, e := range p.edges {
		d.edge(p, e)
	}
	for _, b := range p.boxes {
		if b.node >= 0 {
			d.box(b, g.nodes[b.node].step)
		}
	}
	d.b.WriteString("</svg>\n")
	return d.b.String()
}

type svg struct{ b strings.Builder }

func (d *svg) write(parts ...any) {
	for _, p := range parts {
		switch v := p.(type) {
		case int:
			d.b.WriteString(strconv.Itoa(v))
		case string:
			d.b.WriteString(v)
		}
	}
}

func (d *svg) open(p *plan, g *Guide) {
	d.write(`<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="t d" viewBox="0 0 `, p.width, " ", p.height,
		`" width="`, p.width, `" height="`, p.height, `" font-family="sans-serif" font-size="13">`, "\n")
	d.write(`<title id="t">`, xmlText(g.Title), `</title>`, "\n")
	d.write(`<desc id="d">`, xmlText(string(g.ID)), " · ", len(g.Steps), `</desc>`, "\n")
	d.write(`<style>.b{fill:#fff;stroke:#1f2a44;stroke-width:1.5}.q{fill:#eef3ff}.f{fill:#e6f4ea}.e{fill:none;stroke:#5b6785;stroke-width:1.3}.i{font-weight:600;fill:#1f2a44}.t{fill:#333}.l{font-size:11px;fill:#5b2b00;paint-order:stroke;stroke:#fff;stroke-width:3px}</style>`, "\n")
	d.write(`<defs><marker id="a" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0L8 4L0 8z" fill="#5b6785"/></marker></defs>`, "\n")
	d.write(`<rect width="`, p.width, `" height="`, p.height, `" fill="#fff"/>`, "\n")
}

func (d *svg) box(b box, s *Step) {
	class, round := "b", 6
	switch {
	case s.Kind == KindEnd:
		class, round = "b f", boxHeight/2
	case s.Asks():
		class = "b q"
	}
	d.write(`<g><rect class="`, class, `" x="`, b.x, `" y="`, b.y, `" width="`, boxWidth, `" height="`, boxHeight, `" rx="`, round, `"/>`)
	d.write(`<text class="i" text-anchor="middle" x="`, b.x+boxWidth/2, `" y="`, b.y+20, `">`, xmlText(fit(string(s.ID), 26)), `</text>`)
	d.write(`<text class="t" text-anchor="middle" x="`, b.x+boxWidth/2, `" y="`, b.y+38, `">`, xmlText(fit(s.Title, 28)), `</text>`)
	d.write(`<title>`, xmlText(s.Title), `</title></g>`, "\n")
}

// edge draws one way as a chain of curves through the rows it crosses.
func (d *svg) edge(p *plan, e way) {
	d.write(`<path class="e" marker-end="url(#a)" d="`)
	for k := 0; k+1 < len(e.through); k++ {
		a, b := p.boxes[e.through[k]], p.boxes[e.through[k+1]]
		x1, y1 := a.x+boxWidth/2, a.y+boxHeight
		x2, y2 := b.x+boxWidth/2, b.y
		if a.node < 0 {
			y1 = a.y
		}
		if k == 0 {
			d.write("M", x1, " ", y1)
		} else {
			d.write("L", x1, " ", y1)
		}
		middle := (y1 + y2) / 2
		d.write("C", x1, " ", middle, " ", x2, " ", middle, " ", x2, " ", y2)
	}
	d.write(`"/>`, "\n")
	if e.label == "" || len(e.through) < 2 {
		return
	}
	a, b := p.boxes[e.through[0]], p.boxes[e.through[1]]
	x := a.x + boxWidth/2 + (b.x-a.x)*2/5
	y := a.y + boxHeight + (b.y-a.y-boxHeight)*2/5 + 12*(e.rank%2)
	d.write(`<text class="l" text-anchor="middle" x="`, x, `" y="`, y, `">`, xmlText(fit(e.label, 30)), `</text>`, "\n")
}

func fit(s string, most int) string {
	runes := []rune(s)
	if len(runes) <= most {
		return s
	}
	return string(runes[:most-1]) + "…"
}

func xmlText(s string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;").Replace(s)
}
