// Package printer writes figures on paper: the reports of a place and the
// tables of the coordination, as A4 pages.
//
// It promises the same bytes for the same figures, a title never left alone at
// the foot of a page, and texts that never leave their column. It is apart from
// what it prints so that a program without paper does not carry the printer.
// The format has no structure for screen readers: the workbook says the same.
package printer

import (
	"bytes"
	"io"
	"strconv"
	"time"

	"codeberg.org/go-pdf/fpdf"

	"parvis/app"
)

// Fonts are the letters of a page, as TrueType files.
type Fonts struct{ Regular, Bold []byte }

// Measures of the page, in mm.
const (
	margin = 16.0
	inner  = 210 - 2*margin
	bottom = 297 - 18.0
)

// page is an A4 document being written.
type page struct{ *fpdf.Fpdf }

// open begins a document with its title and the lines under it.
func open(title, lang string, when time.Time, f Fonts, under []string) page {
	pdf := page{fpdf.New("P", "mm", "A4", "")}
	pdf.SetCreationDate(when)
	pdf.SetModificationDate(when)
	pdf.SetCatalogSort(true)
	pdf.SetProducer("Parvis", true)
	pdf.SetTitle(title, true)
	pdf.SetLang(lang)
	pdf.SetMargins(margin, margin, margin)
	pdf.SetAutoPageBreak(false, 0)
	pdf.AddUTF8FontFromBytes("parvis", "", bytes.Clone(f.Regular))
	pdf.AddUTF8FontFromBytes("parvis", "B", bytes.Clone(f.Bold))
	pdf.SetFooterFunc(func() {
		pdf.SetXY(margin, -14)
		pdf.plain(9)
		pdf.CellFormat(0, 6, title+" · "+strconv.Itoa(pdf.PageNo()), "", 0, "R", false, 0, "")
	})
	pdf.AddPage()
	pdf.bold(18)
	pdf.MultiCell(0, 9, title, "", "L", false)
	pdf.Ln(1)
	pdf.plain(10.5)
	for _, line := range under {
		pdf.MultiCell(0, 5.5, line, "", "L", false)
	}
	return pdf
}

func (p page) plain(size float64) { p.SetFont("parvis", "", size) }
func (p page) bold(size float64)  { p.SetFont("parvis", "B", size) }

// full says whether so much more does not fit on the page.
func (p page) full(high float64) bool { return p.GetY()+high > bottom }

// cell writes a text in a column, shortened to it.
func (p page) cell(wide, high float64, s, border, align string) {
	letters := []rune(s)
	for p.GetStringWidth(s) > wide-2 && len(letters) > 1 {
		letters = letters[:len(letters)-1]
		s = string(letters) + "…"
	}
	p.CellFormat(wide, high, s, border, 0, align, false, 0, "")
}

// bar draws the size of a figure.
func (p page) bar(x, y, wide, high float64) {
	p.SetFillColor(0x1D, 0x4E, 0x89)
	p.Rect(x, y, wide, high, "F")
}

// output writes the document, whole; code is the error when it cannot be made.
func (p page) output(w io.Writer, code string) error {
	var out bytes.Buffer
	if err := p.Output(&out); err != nil {
		return app.E(app.Failed, code).Because(err)
	}
	_, err := w.Write(out.Bytes())
	return err
}
