package handout

import (
	"strconv"
	"strings"
)

func (p *sheetLayout) bodyStyle() style {
	return style{size: p.look.body, colour: p.look.ink}
}

func (p *sheetLayout) boldStyle() style {
	return style{size: p.look.body, bold: true, colour: p.look.ink}
}

func (p *sheetLayout) headStyle() style {
	return style{size: p.look.head, bold: true, colour: p.look.accent}
}

// head draws the mark, the day and the title.
func (s *Sheet) head(p *sheetLayout) { paper{s.loc, s.Title, s.Day}.head(p) }

func (d paper) head(p *sheetLayout) {
	st := style{size: p.look.small + 2, bold: true, colour: p.look.ink}
	day := style{size: p.look.small + 1, colour: p.look.soft}
	side := p.height(st) * 1.25
	p.mark(p.x(span{0, side}, side), p.y, side)
	text := date(d.loc, d.day)
	w := p.width(text, day)
	p.line("Parvis", st, span{side + 2.5, 60}, p.y+side/2-p.height(st)/2)
	p.line(text, day, span{p.inner() - w, w}, p.y+side/2-p.height(day)/2)
	p.y += side + p.look.gap*1.4
	p.text(d.title, style{size: p.look.title, bold: true, colour: p.look.ink}, p.whole())
	p.y += p.look.gap * 0.4
}

// runningHead repeats the title in small on the pages after the first.
func (s *Sheet) runningHead(p *sheetLayout) { paper{s.loc, s.Title, s.Day}.runningHead(p) }

func (d paper) runningHead(p *sheetLayout) {
	st := style{size: p.look.small, bold: true, colour: p.look.soft}
	for _, l := range p.wrap(d.title, st, p.inner()) {
		p.line(l, st, p.whole(), p.y)
		p.y += p.height(st)
	}
	p.y += p.look.gap
}

// mark draws the arch of Parvis: the product's own sign, no State's.
func (p *sheetLayout) mark(x, y, side float64) {
	p.fill(p.look.badge)
	p.pdf.RoundedRect(x, y, side, side, side*0.2, "1234", "F")
	p.pdf.SetDrawColor(255, 255, 255)
	p.pdf.SetLineWidth(side * 0.09)
	p.pdf.SetLineCapStyle("round")
	l, r, base, top := x+side*0.27, x+side*0.73, y+side*0.75, y+side*0.45
	p.pdf.Line(x+side*0.18, base, x+side*0.82, base)
	p.pdf.Line(l, base, l, top)
	p.pdf.Line(r, base, r, top)
	p.pdf.Arc(x+side/2, top, side*0.23, side*0.23, 0, 0, 180, "D")
	p.pdf.SetLineCapStyle("butt")
}

// heading starts a block; it never stands alone at the foot of a page.
func (p *sheetLayout) heading(text string) {
	p.space(p.look.gap)
	p.need(p.height(p.headStyle()) * 3)
	p.text(text, p.headStyle(), p.whole())
	p.y += p.look.gap * 0.25
}

func (s *Sheet) documents(p *sheetLayout) {
	for _, list := range s.Lists() {
		p.heading(list.Title)
		for _, d := range list.Lines {
			s.row(p, d, func(x, y, side float64) { p.box(x, y, side, d.Ticked) })
		}
	}
}

func (s *Sheet) next(p *sheetLayout) {
	if len(s.Next) > 0 {
		p.heading(s.loc.T("handout.next"))
	}
	for i, n := range s.Next {
		var sign func(x, y, side float64)
		if len(s.Next) > 1 {
			sign = func(x, y, side float64) { p.badge(x, y, side, strconv.Itoa(i+1)) }
		}
		s.row(p, n, sign)
	}
	if s.Text != "" {
		p.space(p.look.gap * 0.5)
		p.text(s.Text, p.bodyStyle(), p.whole())
	}
	if s.Where != "" {
		p.space(p.look.gap * 0.3)
		p.text(s.loc.T("handout.where", "text", s.Where), p.bodyStyle(), p.whole())
	}
	if s.Warning != "" {
		p.space(p.look.gap * 0.6)
		p.text(s.loc.T("handout.warning", "text", s.Warning), p.boldStyle(), p.whole())
	}
}

// row draws a line with its sign: the thing in bold, the detail under it.
func (s *Sheet) row(p *sheetLayout, l Line, sign func(x, y, side float64)) {
	indent := 0.0
	if sign != nil {
		indent = p.look.box + p.look.box*0.7
	}
	at := span{indent, p.inner() - indent}
	what, detail := l.What, l.Detail
	if l.Maybe {
		what = s.loc.T("handout.maybe", "text", what)
	}
	bold, body := p.boldStyle(), p.bodyStyle()
	if detail == "" {
		bold = body
	}
	p.need(p.measure(what, bold, at.width) + p.measure(detail, body, at.width))
	if sign != nil {
		sign(p.x(span{0, p.look.box}, p.look.box), p.y+(p.height(bold)-p.look.box)/2, p.look.box)
	}
	p.text(what, bold, at)
	p.text(detail, body, at)
	p.y += p.look.gap * 0.45
}

// box draws a box to tick, or ticked when the person has the paper already.
func (p *sheetLayout) box(x, y, side float64, ticked bool) {
	p.draw(p.look.ink)
	p.pdf.SetLineWidth(side * 0.09)
	p.pdf.RoundedRect(x, y, side, side, side*0.18, "1234", "D")
	if ticked {
		p.pdf.SetLineWidth(side * 0.13)
		p.pdf.Line(x+side*0.22, y+side*0.52, x+side*0.43, y+side*0.74)
		p.pdf.Line(x+side*0.43, y+side*0.74, x+side*0.8, y+side*0.26)
	}
}

// badge draws a number in a disc.
func (p *sheetLayout) badge(x, y, side float64, text string) {
	p.fill(p.look.badge)
	r := side * 0.62
	p.pdf.Circle(x+side/2, y+side/2, r, "F")
	st := style{size: side * 2.2, bold: true, colour: [3]int{255, 255, 255}}
	p.use(st, false)
	w := p.pdf.GetStringWidth(text)
	p.pdf.Text(x+side/2-w/2, y+side/2+st.size*0.3528*0.335, text)
}

// address draws the official address in full letters and its code.
func (s *Sheet) address(p *sheetLayout) {
	if s.Address == "" {
		return
	}
	m, err := modules(s.Address)
	if err != nil {
		p.pdf.SetError(err)
		return
	}
	p.space(p.look.gap * 1.2)
	if p.look.sideBySide {
		s.addressBeside(p, m)
		return
	}
	s.addressWords(p, p.whole())
	p.y += 1.5
	p.code(m, (p.look.width-p.look.qr)/2, p.y)
	p.y += p.look.qr
}

func (s *Sheet) addressBeside(p *sheetLayout, m [][]bool) {
	pad := 5.0
	words := span{pad, p.inner() - p.look.qr - 3*pad}
	h := max(s.addressHeight(p, words.width), p.look.qr) + 2*pad
	p.need(h)
	top := p.y
	p.fill(p.look.panel)
	p.pdf.RoundedRect(p.left(), top, p.inner(), h, 3, "1234", "F")
	x := p.x(span{p.inner() - p.look.qr - pad, p.look.qr}, p.look.qr)
	p.fill([3]int{255, 255, 255})
	p.pdf.RoundedRect(x, top+(h-p.look.qr)/2, p.look.qr, p.look.qr, 2, "1234", "F")
	p.code(m, x, top+(h-p.look.qr)/2)
	p.y = top + (h-s.addressHeight(p, words.width))/2
	s.addressWords(p, words)
	p.y = top + h
}

// addressStyle is large, and a little smaller for an address that would be cut:
// its end is what tells a true one.
func (s *Sheet) addressStyle(p *sheetLayout, width float64) style {
	st := p.boldStyle()
	for st.size > p.look.small && p.width(Spelled(s.Address), st) > width {
		st.size -= 0.5
	}
	return st
}

// addressLines are the words of the block, each with its style.
func (s *Sheet) addressLines(p *sheetLayout, width float64) []struct {
	text string
	style
} {
	type row = struct {
		text string
		style
	}
	small := style{size: p.look.small, colour: p.look.soft}
	out := []row{
		{s.loc.T("handout.address"), p.headStyle()},
		{Spelled(s.Address), s.addressStyle(p, width)},
	}
	if s.Check != "" {
		out = append(out, row{s.loc.T("handout.check", "text", s.Check), p.bodyStyle()})
	}
	if len(s.Others) > 0 {
		spelled := make([]string, len(s.Others))
		for i, o := range s.Others {
			spelled[i] = Spelled(o)
		}
		out = append(out, row{s.loc.T("handout.others", "addresses", strings.Join(spelled, ", ")), small})
	}
	return append(out, row{s.loc.T("handout.qr"), small})
}

func (s *Sheet) addressHeight(p *sheetLayout, width float64) float64 {
	h := 0.0
	for _, r := range s.addressLines(p, width) {
		h += p.measure(r.text, r.style, width) + 0.8
	}
	return h
}

func (s *Sheet) addressWords(p *sheetLayout, at span) {
	for _, r := range s.addressLines(p, at.width) {
		p.text(r.text, r.style, at)
		p.y += 0.8
	}
}

// code draws the dark modules as rectangles, one a horizontal stretch: sharp at
// any size, whatever the printer.
func (p *sheetLayout) code(m [][]bool, x, y float64) {
	unit := p.look.qr / float64(len(m)+2*quiet)
	p.pdf.SetFillColor(0, 0, 0)
	for r, row := range m {
		for c := 0; c < len(row); c++ {
			n := 0
			for c+n < len(row) && row[c+n] {
				n++
			}
			if n > 0 {
				p.pdf.Rect(x+float64(c+quiet)*unit, y+float64(r+quiet)*unit, float64(n)*unit, unit*1.01, "F")
				c += n
			}
		}
	}
}

// foot draws what is written by hand, the place and the sources. On a page it
// is pushed to the bottom and the room left is for handwriting.
func (s *Sheet) foot(p *sheetLayout) {
	head := p.headStyle()
	small := style{size: p.look.small, colour: p.look.soft}
	end := s.placeHeight(p) + p.measure(s.Sources, small, p.inner()) + p.look.gap*1.4
	p.space(p.look.gap * 1.6)
	p.need(2*p.height(head) + p.look.gap*2 + float64(p.look.handLines)*p.look.handGap + end)
	s.appointment(p)
	p.y += p.look.gap * 1.2
	p.text(s.loc.T("handout.by_hand"), head, p.whole())
	lines := p.look.handLines
	if p.look.stretched {
		room := p.bottom - p.y - end - p.look.gap
		lines = min(max(int(room/p.look.handGap), lines), 9)
	}
	for range lines {
		p.y += p.look.handGap
		p.dotted(span{0, p.inner()}, p.y)
	}
	p.y += p.look.gap * 1.2
	if p.look.stretched {
		p.y = max(p.y, p.bottom-end)
	}
	s.place(p)
	p.y += p.look.gap * 0.6
	p.draw(p.look.line)
	p.pdf.SetLineWidth(0.2)
	p.pdf.Line(p.left(), p.y, p.left()+p.inner(), p.y)
	p.y += p.look.gap * 0.6
	p.text(s.Sources, small, p.whole())
}

// appointment leaves a line for the day and the hour, beside its words when
// there is room to write there.
func (s *Sheet) appointment(p *sheetLayout) {
	head := p.headStyle()
	label := s.loc.T("handout.appointment")
	w := p.width(label, head) + 3
	if !p.look.sideBySide || w > p.inner()/2 {
		p.text(label, head, p.whole())
		p.y += p.look.handGap * 0.8
		p.dotted(p.whole(), p.y)
		return
	}
	p.y += p.look.handGap * 0.4
	p.line(label, head, p.whole(), p.y)
	p.y += p.height(head)
	p.dotted(span{w, p.inner() - w}, p.y-1)
}

// placeColumns are what stands on each side: who and where, then how to call
// and when it is open. A ticket has one column.
func (s *Sheet) placeColumns(p *sheetLayout) (columns [][]string, width float64) {
	who := present(s.Place.Name, s.Place.Address)
	how := present(s.Place.Phone, s.Place.Hours)
	if p.look.sideBySide && len(who) > 0 && len(how) > 0 {
		return [][]string{who, how}, (p.inner() - 6) / 2
	}
	return [][]string{append(who, how...)}, p.inner()
}

func present(list ...string) []string {
	var out []string
	for _, l := range list {
		if l != "" {
			out = append(out, l)
		}
	}
	return out
}

func (s *Sheet) placeHeight(p *sheetLayout) float64 {
	tallest := 0.0
	columns, width := s.placeColumns(p)
	for _, c := range columns {
		h := 0.0
		for i, l := range c {
			h += p.measure(l, p.placeStyle(i), width)
		}
		tallest = max(tallest, h)
	}
	return tallest
}

func (p *sheetLayout) placeStyle(i int) style {
	if i == 0 {
		return p.boldStyle()
	}
	return style{size: p.look.body - 2, colour: p.look.ink}
}

func (s *Sheet) place(p *sheetLayout) {
	top, end := p.y, p.y
	columns, width := s.placeColumns(p)
	for i, c := range columns {
		p.y = top
		for k, l := range c {
			p.text(l, p.placeStyle(k), span{float64(i) * (width + 6), width})
		}
		end = max(end, p.y)
	}
	p.y = end
}
