package guide

import (
	"strconv"
	"strings"
)

// The colours of the picture: dark enough on white for everyone (WCAG AA).
const (
	inkColor    = "#1f2a44"
	textColor   = "#333333"
	wayColor    = "#5b6785"
	labelColor  = "#5b2b00"
	askColor    = "#eef3ff"
	endColor    = "#e6f4ea"
	plainColor  = "#ffffff"
	arrowLength = 8
)

// SVG draws the guide by itself: one self-contained picture, steps in rows by
// their distance from the start, with a title and a description for those who
// listen to it. It only uses what the simplest readers of SVG understand.
func (g *Graph) SVG() string {
	drawing := g.Draw()
	d := &svg{}
	d.open(&drawing, g.Guide)
	for i := range drawing.Ways {
		d.way(&drawing.Ways[i])
	}
	for i := range drawing.Steps {
		d.step(&drawing.Steps[i])
	}
	for i := range drawing.Ways {
		d.label(&drawing.Ways[i])
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

func (d *svg) open(p *Drawing, g *Guide) {
	d.write(`<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="t d" viewBox="0 0 `, p.Width, " ", p.Height,
		`" width="`, p.Width, `" height="`, p.Height, `" font-family="sans-serif">`, "\n")
	d.write(`<title id="t">`, xmlText(g.Title), `</title>`, "\n")
	d.write(`<desc id="d">`, xmlText(string(g.ID)+" "+string(g.Version)), `</desc>`, "\n")
	d.write(`<rect x="0" y="0" width="`, p.Width, `" height="`, p.Height, `" fill="`, plainColor, `"/>`, "\n")
}

func (d *svg) step(b *DrawnStep) {
	fill, round := plainColor, 6
	switch {
	case b.Step.Kind == KindEnd:
		fill, round = endColor, b.H/2
	case b.Step.Asks():
		fill = askColor
	}
	d.write(`<g><title>`, xmlText(b.Step.Title), `</title><rect x="`, b.At.X, `" y="`, b.At.Y, `" width="`, b.W, `" height="`, b.H,
		`" rx="`, round, `" fill="`, fill, `" stroke="`, inkColor, `" stroke-width="1.5"/>`)
	d.text(b.At.X+b.W/2, b.At.Y+21, 13, inkColor, `font-weight="600" `, fit(string(b.Step.ID), 26))
	d.text(b.At.X+b.W/2, b.At.Y+39, 13, textColor, "", fit(b.Step.Title, 28))
	d.write("</g>\n")
}

func (d *svg) text(x, y, size int, color, more, words string) {
	d.write(`<text x="`, x, `" y="`, y, `" font-size="`, size, `" text-anchor="middle" fill="`, color, `" `, more, `>`, xmlText(words), `</text>`)
}

func (d *svg) way(w *DrawnWay) {
	d.write(`<path fill="none" stroke="`, wayColor, `" stroke-width="1.3" d="M`, w.Points[0].X, " ", w.Points[0].Y)
	for k := 1; k < len(w.Points); k++ {
		a, b := w.Points[k-1], w.Points[k]
		if k%2 == 0 {
			d.write("L", b.X, " ", b.Y)
			continue
		}
		middle := (a.Y + b.Y) / 2
		d.write("C", a.X, " ", middle, " ", b.X, " ", middle, " ", b.X, " ", b.Y)
	}
	tip := w.Points[len(w.Points)-1]
	d.write(`"/><path fill="`, wayColor, `" d="M`, tip.X, " ", tip.Y, "L", tip.X-arrowLength/2, " ", tip.Y-arrowLength,
		"L", tip.X+arrowLength/2, " ", tip.Y-arrowLength, `Z"/>`, "\n")
}

// label writes the words of a way over a white shadow, so that lines that
// cross it do not hide it.
func (d *svg) label(w *DrawnWay) {
	if w.Label == "" {
		return
	}
	words := fit(w.Label, 30)
	d.text(w.LabelAt.X, w.LabelAt.Y, 11, plainColor, `stroke="`+plainColor+`" stroke-width="4" aria-hidden="true" `, words)
	d.text(w.LabelAt.X, w.LabelAt.Y, 11, labelColor, "", words)
	d.write("\n")
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
