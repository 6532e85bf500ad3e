package handout

import (
	"bytes"
	"fmt"
	"io"
	"time"

	"codeberg.org/go-pdf/fpdf"

	"parvis/app"
	"parvis/i18n"
)

// Page writes the sheet as an A4 PDF in large print.
func (s *Sheet) Page(w io.Writer, f Fonts) error {
	look := pageLook()
	roomy, err := s.layout(f, look)
	if err != nil {
		return err
	}
	if roomy.pdf.PageCount() > 1 {
		look = tightLook()
	}
	return s.write(w, f, look)
}

// Ticket writes the sheet as a PDF for an 80 mm roll, as long as its text.
func (s *Sheet) Ticket(w io.Writer, f Fonts) error {
	look := ticketLook()
	look.height = 5000
	long, err := s.layout(f, look)
	if err != nil {
		return err
	}
	look.height = long.y + look.margin + 8 // the roll is torn below the text
	return s.write(w, f, look)
}

func (s *Sheet) write(w io.Writer, f Fonts, l look) error {
	p, err := s.layout(f, l)
	if err != nil {
		return err
	}
	return p.output(w)
}

func (p *sheetLayout) output(w io.Writer) error {
	var b bytes.Buffer
	if err := p.pdf.Output(&b); err != nil {
		return app.E(app.Failed, "handout_pdf").Because(err)
	}
	_, err := w.Write(b.Bytes())
	return err
}

func (s *Sheet) layout(f Fonts, l look) (*sheetLayout, error) {
	return paper{s.loc, s.Title, s.Day}.draw(f, l, s.runningHead, s.blocks)
}

// paper is what every document says of itself.
type paper struct {
	loc   *i18n.Localizer
	title string
	day   app.Day
}

// draw lays a document out; head is what its pages after the first begin with.
func (d paper) draw(f Fonts, l look, head, blocks func(*sheetLayout)) (*sheetLayout, error) {
	rtl := d.loc.RTL()
	if rtl && (f.ArabicRegular == nil || f.ArabicBold == nil) {
		return nil, app.E(app.Failed, "handout_font")
	}
	pdf := fpdf.NewCustom(&fpdf.InitType{UnitStr: "mm", Size: fpdf.SizeType{Wd: l.width, Ht: l.height}})
	day := d.day.Time(time.UTC)
	pdf.SetCreationDate(day)
	pdf.SetModificationDate(day)
	pdf.SetCatalogSort(true)
	pdf.SetProducer("Parvis", true)
	pdf.SetTitle(d.title, true)
	pdf.SetLang(d.loc.Lang())
	pdf.SetAutoPageBreak(false, 0)
	pdf.AddUTF8FontFromBytes(latin, "", bytes.Clone(f.Regular))
	pdf.AddUTF8FontFromBytes(latin, "B", bytes.Clone(f.Bold))
	if rtl {
		pdf.AddUTF8FontFromBytes(arabic, "", bytes.Clone(f.ArabicRegular))
		pdf.AddUTF8FontFromBytes(arabic, "B", bytes.Clone(f.ArabicBold))
	}
	p := &sheetLayout{pdf: pdf, look: l, rtl: rtl, y: l.margin, bottom: l.height - l.margin}
	p.onPage = func() { head(p) }
	pdf.AddPage()
	blocks(p)
	if err := pdf.Error(); err != nil {
		return nil, app.E(app.Failed, "handout_pdf").Because(err)
	}
	return p, nil
}

// blocks draws the whole sheet, in the order it is read.
func (s *Sheet) blocks(p *sheetLayout) {
	s.head(p)
	s.documents(p)
	s.next(p)
	s.address(p)
	s.foot(p)
	p.numbers()
}

// numbers writes « 1 / 2 » when there are several pages.
func (p *sheetLayout) numbers() {
	n := p.pdf.PageCount()
	if n < 2 || !p.look.sideBySide {
		return
	}
	for i := 1; i <= n; i++ {
		p.pdf.SetPage(i)
		text := fmt.Sprintf("%d / %d", i, n)
		st := style{size: p.look.small, colour: p.look.soft}
		p.use(st, false)
		x := (p.look.width - p.pdf.GetStringWidth(text)) / 2
		p.pdf.Text(x, p.look.height-p.look.margin/2, text)
	}
}
