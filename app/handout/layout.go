package handout

import (
	"strings"

	"codeberg.org/go-pdf/fpdf"
)

// Fonts are the letters of a sheet, as TrueType files. The Arabic ones may be
// nil for sheets in other languages.
type Fonts struct {
	Regular, Bold             []byte
	ArabicRegular, ArabicBold []byte
}

const (
	latin  = "parvis"
	arabic = "parvis-ar"
)

// look is what differs between the page and the ticket. Lengths in mm, letters
// in points.
type look struct {
	width, height         float64 // height 0: as long as the text
	margin                float64
	title, head, body     float64
	small                 float64
	leading               float64 // line height, in letter heights
	gap                   float64 // between blocks
	qr                    float64
	handLines             int // least lines to write on
	handGap               float64
	colour                bool
	box                   float64 // tick box
	accent, ink, soft     [3]int
	panel, line, badge    [3]int
	sideBySide, stretched bool
}

// Page is an A4 sheet in large print: 16 points, as the associations of
// partially sighted people ask for.
func pageLook() look {
	return look{
		width: 210, height: 297, margin: 18, title: 26, head: 16, body: 16, small: 12, leading: 1.32, gap: 4.5,
		qr: 38, handLines: 2, handGap: 11, colour: true, box: 5, sideBySide: true, stretched: true,
		accent: [3]int{0x1D, 0x4E, 0x89}, ink: [3]int{0x12, 0x23, 0x3F}, soft: [3]int{0x3F, 0x4C, 0x64},
		panel: [3]int{0xE4, 0xED, 0xF7}, line: [3]int{0x8A, 0x81, 0x71}, badge: [3]int{0x1D, 0x4E, 0x89},
	}
}

// tightLook is the same page with less air, so that most sheets hold on one
// side of one leaf; the letters keep their size.
func tightLook() look {
	l := pageLook()
	l.margin, l.title, l.leading, l.gap, l.qr = 12, 22, 1.22, 2.6, 32
	l.handLines, l.handGap = 1, 9
	return l
}

// ticketLook is an 80 mm roll, printed in black only.
func ticketLook() look {
	return look{
		width: 80, margin: 5, title: 15, head: 12, body: 12, small: 9, leading: 1.28, gap: 3,
		qr: 40, handLines: 2, handGap: 9, box: 3.6,
		panel: [3]int{255, 255, 255},
	}
}

// sheetLayout draws downwards; y is where the next thing goes.
type sheetLayout struct {
	pdf    *fpdf.Fpdf
	look   look
	rtl    bool
	y      float64
	bottom float64 // last y that can be used
	onPage func()  // what each new page begins with
}

func (p *sheetLayout) left() float64  { return p.look.margin }
func (p *sheetLayout) inner() float64 { return p.look.width - 2*p.look.margin }

// span is a column of the sheet, given from the side where reading starts.
type span struct{ from, width float64 }

func (p *sheetLayout) whole() span { return span{0, p.inner()} }

// x gives the left edge of a thing of a width placed at the start of a span.
func (p *sheetLayout) x(s span, width float64) float64 {
	if p.rtl {
		return p.look.width - p.look.margin - s.from - width
	}
	return p.left() + s.from
}

// style is how a text is written.
type style struct {
	size   float64
	bold   bool
	colour [3]int
}

func (p *sheetLayout) use(s style, arab bool) {
	family, weight := latin, ""
	if arab {
		family = arabic
	}
	if s.bold {
		weight = "B"
	}
	p.pdf.SetFont(family, weight, s.size)
	p.pdf.SetTextColor(s.colour[0], s.colour[1], s.colour[2])
}

// height is that of one line, in mm.
func (p *sheetLayout) height(s style) float64 {
	h := s.size * 0.3528 * p.look.leading
	if p.rtl {
		h *= 1.12 // Arabic letters reach further up and down
	}
	return h
}

// width measures a text as it will be drawn.
func (p *sheetLayout) width(text string, s style) float64 {
	w := 0.0
	for _, r := range runs(text, p.rtl) {
		p.use(s, r.arabic)
		w += p.pdf.GetStringWidth(r.text)
	}
	return w
}

// wrap cuts a text into lines no wider than width. A word that is too wide (an
// address) is cut after a slash, a dot or a hyphen, or anywhere at worst.
func (p *sheetLayout) wrap(text string, s style, width float64) []string {
	var out []string
	for para := range strings.SplitSeq(text, "\n") {
		line := ""
		for _, word := range strings.FieldsFunc(para, func(r rune) bool { return r == ' ' || r == '\t' }) {
			for _, piece := range p.pieces(word, s, width) {
				candidate := line + piece.glue + piece.text
				if line == "" {
					candidate = piece.text
				}
				if line != "" && p.width(candidate, s) > width {
					out = append(out, line)
					candidate = piece.text
				}
				line = candidate
			}
		}
		if line != "" {
			out = append(out, line)
		}
	}
	return out
}

type piece struct{ glue, text string }

func (p *sheetLayout) pieces(word string, s style, width float64) []piece {
	if p.width(word, s) <= width {
		return []piece{{" ", word}}
	}
	var out []piece
	glue, rest := " ", []rune(word)
	for len(rest) > 0 {
		n, last := 1, 0
		for n < len(rest) && p.width(string(rest[:n+1]), s) <= width {
			n++
			if strings.ContainsRune("/.-?=_", rest[n-1]) {
				last = n
			}
		}
		if n < len(rest) && last > 0 {
			n = last
		}
		out = append(out, piece{glue, string(rest[:n])})
		glue, rest = "", rest[n:]
	}
	return out
}

// line draws one line whose baseline suits a line box that begins at y.
func (p *sheetLayout) line(text string, s style, at span, y float64) {
	base := y + p.height(s)*0.5 + s.size*0.3528*0.34
	x := p.x(at, p.width(text, s))
	for _, r := range runs(text, p.rtl) {
		p.use(s, r.arabic)
		p.pdf.Text(x, base, r.text)
		x += p.pdf.GetStringWidth(r.text)
	}
}

// text draws a paragraph in a column and moves down.
func (p *sheetLayout) text(text string, s style, at span) {
	for _, l := range p.wrap(text, s, at.width) {
		p.need(p.height(s))
		p.line(l, s, at, p.y)
		p.y += p.height(s)
	}
}

// measure is the height a paragraph will take.
func (p *sheetLayout) measure(text string, s style, width float64) float64 {
	return float64(len(p.wrap(text, s, width))) * p.height(s)
}

// need begins a new page when so many mm are not left. A ticket has no end.
func (p *sheetLayout) need(h float64) {
	if p.y+h > p.bottom && p.look.height > 0 {
		p.pdf.AddPage()
		p.y = p.look.margin
		p.onPage()
	}
}

// space leaves room, but not at the top of a page.
func (p *sheetLayout) space(h float64) {
	if p.y > p.look.margin+1 {
		p.y += h
	}
}

func (p *sheetLayout) fill(c [3]int) { p.pdf.SetFillColor(c[0], c[1], c[2]) }
func (p *sheetLayout) draw(c [3]int) { p.pdf.SetDrawColor(c[0], c[1], c[2]) }

// dotted draws a line to write on.
func (p *sheetLayout) dotted(at span, y float64) {
	p.draw(p.look.line)
	p.pdf.SetLineWidth(0.35)
	p.pdf.SetDashPattern([]float64{0.4, 1.1}, 0)
	p.pdf.SetLineCapStyle("round")
	x := p.x(at, at.width)
	p.pdf.Line(x, y, x+at.width, y)
	p.pdf.SetDashPattern(nil, 0)
	p.pdf.SetLineCapStyle("butt")
}
