package handout

import (
	"bytes"
	"io"
	"strconv"
	"time"

	"codeberg.org/go-pdf/fpdf"

	"parvis/app"
	"parvis/i18n"
)

// Letter is a text to sign, to keep or to pin up: a mandate, a recovery sheet,
// a notice. All its words are in one language; it names whom it must, so it is
// made only for the person before you.
type Letter struct {
	Title string
	Note  string // under the title, in small: what the paper is
	Day   app.Day
	Parts []Part
	// Copies are the name of each copy (« Exemplaire de la personne »), written
	// on it; none: one copy without a name.
	Copies []string
	Foot   string // who made it, at the bottom of each page
	Large  bool   // a poster: letters to be read from two metres
	Lang   string // "": French
}

// Part is one part of a letter.
type Part struct {
	Title string
	Lines []string
	List  bool // the lines are a list
	Box   bool // framed: a warning
	Code  bool // the lines are a code to copy, in large
	Sign  bool // the lines are each followed by room to sign, side by side
}

// letterLook is an A4 page in 12 points, so that a mandate holds on one leaf.
func letterLook() look {
	l := pageLook()
	l.margin, l.title, l.head, l.body, l.small, l.leading, l.gap = 17, 21, 13, 12, 10, 1.3, 3.4
	return l
}

// tightLetter is the same with less air.
func tightLetter() look {
	l := letterLook()
	l.margin, l.title, l.head, l.body, l.small, l.leading, l.gap = 15, 18, 12, 11, 9.5, 1.22, 2.4
	return l
}

// posterLook is an A4 page to pin up.
func posterLook() look {
	l := pageLook()
	l.title, l.head, l.body, l.small = 30, 17, 15, 12
	return l
}

// PDF writes the letter. It is set tighter when that saves a leaf; the same
// letter always gives the same bytes.
func (l *Letter) PDF(w io.Writer, f Fonts) error {
	looks := []look{letterLook(), tightLetter()}
	if l.Large {
		looks = []look{posterLook(), tightLook(), letterLook()}
	}
	best, err := l.layout(f, looks[0])
	for _, next := range looks[1:] {
		if err != nil || best.pdf.PageCount() <= max(1, len(l.Copies)) {
			break
		}
		var other *sheetLayout
		if other, err = l.layout(f, next); err == nil && other.pdf.PageCount() < best.pdf.PageCount() {
			best = other
		}
	}
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := best.pdf.Output(&b); err != nil {
		return app.E(app.Failed, "handout_pdf").Because(err)
	}
	_, err = w.Write(b.Bytes())
	return err
}

func (l *Letter) lang() string {
	if l.Lang == "" {
		return i18n.Fallback
	}
	return l.Lang
}

func (l *Letter) layout(f Fonts, set look) (*sheetLayout, error) {
	pdf := fpdf.NewCustom(&fpdf.InitType{UnitStr: "mm", Size: fpdf.SizeType{Wd: set.width, Ht: set.height}})
	day := l.Day.Time(time.UTC)
	pdf.SetCreationDate(day)
	pdf.SetModificationDate(day)
	pdf.SetCatalogSort(true)
	pdf.SetProducer("Parvis", true)
	pdf.SetTitle(l.Title, true)
	pdf.SetLang(l.lang())
	pdf.SetAutoPageBreak(false, 0)
	pdf.AddUTF8FontFromBytes(latin, "", bytes.Clone(f.Regular))
	pdf.AddUTF8FontFromBytes(latin, "B", bytes.Clone(f.Bold))
	p := &sheetLayout{pdf: pdf, look: set, bottom: set.height - set.margin - 6}
	copies := l.Copies
	if len(copies) == 0 {
		copies = []string{""}
	}
	var pages [][2]int // first page and number of pages of each copy
	for _, name := range copies {
		first := pdf.PageCount() + 1
		p.onPage = func() { p.runningTitle(l.Title, name) }
		pdf.AddPage()
		p.y = set.margin
		l.copy(p, name)
		pages = append(pages, [2]int{first, pdf.PageCount() - first + 1})
	}
	for _, one := range pages {
		l.foot(p, one[0], one[1])
	}
	if err := pdf.Error(); err != nil {
		return nil, app.E(app.Failed, "handout_pdf").Because(err)
	}
	return p, nil
}

// runningTitle repeats the title in small on the pages after the first.
func (p *sheetLayout) runningTitle(title, name string) {
	st := style{size: p.look.small, bold: true, colour: p.look.soft}
	if name != "" {
		title += " · " + name
	}
	p.line(title, st, p.whole(), p.y)
	p.y += p.height(st) + p.look.gap
}

// copy draws one copy of the letter.
func (l *Letter) copy(p *sheetLayout, name string) {
	small := style{size: p.look.small, colour: p.look.soft}
	side := p.height(style{size: p.look.body}) * 1.4
	p.mark(p.left(), p.y, side)
	p.line("Parvis", style{size: p.look.small + 2, bold: true, colour: p.look.ink}, span{side + 2.5, 60}, p.y+side/2-p.height(style{size: p.look.small + 2})/2)
	if name != "" {
		st := style{size: p.look.small + 1, bold: true, colour: p.look.accent}
		w := p.width(name, st)
		p.line(name, st, span{p.inner() - w, w}, p.y+side/2-p.height(st)/2)
	}
	p.y += side + p.look.gap
	p.text(l.Title, style{size: p.look.title, bold: true, colour: p.look.ink}, p.whole())
	p.text(l.Note, small, p.whole())
	p.y += p.look.gap * 0.4
	for _, part := range l.Parts {
		part.draw(p)
	}
}

func (part *Part) draw(p *sheetLayout) {
	if part.Box {
		part.boxed(p)
		return
	}
	if part.Title != "" {
		p.heading(part.Title)
	}
	switch {
	case part.Sign:
		part.signatures(p)
	case part.Code:
		st := style{size: p.look.title * 1.1, bold: true, colour: p.look.ink}
		for _, line := range part.Lines {
			p.text(line, st, p.whole())
		}
	default:
		part.lines(p, span{0, p.inner()})
	}
	p.y += p.look.gap * 0.3
}

// lines draws plain or listed lines in a column.
func (part *Part) lines(p *sheetLayout, at span) {
	for _, line := range part.Lines {
		if !part.List {
			p.text(line, p.bodyStyle(), at)
			continue
		}
		p.need(p.height(p.bodyStyle()))
		p.line("•", p.bodyStyle(), span{at.from + 1, 4}, p.y)
		p.text(line, p.bodyStyle(), span{at.from + 5, at.width - 5})
	}
}

// boxed draws a warning in a frame, whole on one page.
func (part *Part) boxed(p *sheetLayout) {
	const pad = 3.5
	at := span{pad, p.inner() - 2*pad}
	h := 2 * pad
	if part.Title != "" {
		h += p.measure(part.Title, p.headStyle(), at.width)
	}
	lines := at
	if part.List {
		lines.width -= 5
	}
	for _, line := range part.Lines {
		h += p.measure(line, p.bodyStyle(), lines.width)
	}
	p.space(p.look.gap)
	p.need(h)
	p.draw(p.look.ink)
	p.pdf.SetLineWidth(0.5)
	p.pdf.RoundedRect(p.left(), p.y, p.inner(), h, 2, "1234", "D")
	end := p.y + h
	p.y += pad
	if part.Title != "" {
		p.text(part.Title, p.headStyle(), at)
	}
	part.lines(p, at)
	p.y = end + p.look.gap*0.3
}

// signatures leaves a frame to sign under each line, two side by side.
func (part *Part) signatures(p *sheetLayout) {
	const high, gap = 21.0, 6.0
	w := (p.inner() - gap) / 2
	for i := 0; i < len(part.Lines); i += 2 {
		pair := part.Lines[i:min(i+2, len(part.Lines))]
		words := 0.0
		for _, line := range pair {
			words = max(words, p.measure(line, p.boldStyle(), w))
		}
		p.need(words + high + 2)
		top := p.y
		for k, line := range pair {
			p.y = top
			at := span{float64(k) * (w + gap), w}
			p.text(line, p.boldStyle(), at)
			p.draw(p.look.line)
			p.pdf.SetLineWidth(0.35)
			p.pdf.RoundedRect(p.left()+at.from, top+words+1, w, high, 2, "1234", "D")
		}
		p.y = top + words + high + 3
	}
}

// foot writes who made the letter and the page of the copy.
func (l *Letter) foot(p *sheetLayout, first, count int) {
	st := style{size: p.look.small - 1, colour: p.look.soft}
	for i := range count {
		p.pdf.SetPage(first + i)
		p.bottom = p.look.height // the foot stands below what a page may hold
		y := p.look.height - p.look.margin
		if l.Foot != "" {
			for _, line := range p.wrap(l.Foot, st, p.inner()-20) {
				p.line(line, st, p.whole(), y)
				y += p.height(st)
			}
		}
		if count > 1 {
			text := strconv.Itoa(i+1) + " / " + strconv.Itoa(count)
			w := p.width(text, st)
			p.line(text, st, span{p.inner() - w, w}, p.look.height-p.look.margin)
		}
	}
}
