package session

import (
	"bytes"
	"io"
	"path/filepath"
	"strconv"
	"strings"

	"codeberg.org/go-pdf/fpdf"

	"parvis/app"
	"parvis/i18n"
)

// PDF is the end of the name of a page to print.
const PDF = ".pdf"

// Report is figures to hand on: « Mes statistiques », or « Bilan du lieu » with
// the figures under Small marked. The blocks are those of the screen.
type Report struct {
	Export
	Title  string
	Marked bool // the place's own report: figures under Small are marked
	Blocks []Block
}

// Fonts are the letters of a page, as TrueType files.
type Fonts struct{ Regular, Bold []byte }

// WriteReport writes a report in the format of the name: a workbook or a page.
// It is no method of Report, so that a program that prints nothing does not
// carry the printer. Errors: "session_report_format" (usage).
func WriteReport(r Report, w io.Writer, name string, f Fonts) error {
	switch strings.ToLower(filepath.Ext(name)) {
	case XLSX:
		return r.Export.writeBlocks(w, r.Blocks, r.Title, r.Marked)
	case PDF:
		return r.page(w, f)
	}
	return app.E(app.Usage, "session_report_format", "value", filepath.Ext(name))
}

// head is what stands above the figures.
func (r Report) head() []string {
	lines := r.preamble()
	if r.Marked {
		lines = append(lines, r.Localizer.T("session.block.warning", "n", Small))
	}
	return lines
}

// Measures of the page, in mm.
const (
	paperMargin = 16.0
	paperWide   = 210 - 2*paperMargin
	paperBottom = 297 - 18.0
	paperLine   = 6.0
	labelWide   = 78.0
	figureWide  = 18.0
	shareWide   = 18.0
	markWide    = 24.0
	barWide     = paperWide - labelWide - figureWide - shareWide - markWide - 4
)

// page writes the report on A4: a bar beside each figure, a title never left
// alone at the foot of a page. The format has no structure for screen readers:
// the workbook says the same.
func (r Report) page(w io.Writer, f Fonts) error {
	if r.Zone == nil {
		r.Zone = app.Zone("")
	}
	pdf := fpdf.New("P", "mm", "A4", "")
	pdf.SetCreationDate(r.At)
	pdf.SetModificationDate(r.At)
	pdf.SetCatalogSort(true)
	pdf.SetProducer("Parvis", true)
	pdf.SetTitle(r.Title, true)
	pdf.SetLang(r.Localizer.Lang())
	pdf.SetMargins(paperMargin, paperMargin, paperMargin)
	pdf.SetAutoPageBreak(false, 0)
	pdf.AddUTF8FontFromBytes("parvis", "", bytes.Clone(f.Regular))
	pdf.AddUTF8FontFromBytes("parvis", "B", bytes.Clone(f.Bold))
	pdf.SetFooterFunc(func() {
		pdf.SetXY(paperMargin, -14)
		pdf.SetFont("parvis", "", 9)
		pdf.CellFormat(0, 6, r.Title+" · "+strconv.Itoa(pdf.PageNo()), "", 0, "R", false, 0, "")
	})
	pdf.AddPage()
	pdf.SetFont("parvis", "B", 18)
	pdf.MultiCell(0, 9, r.Title, "", "L", false)
	pdf.Ln(1)
	pdf.SetFont("parvis", "", 10.5)
	for _, line := range r.head() {
		pdf.MultiCell(0, 5.4, line, "", "L", false)
	}
	for _, b := range r.Blocks {
		r.block(pdf, b)
	}
	var out bytes.Buffer
	if err := pdf.Output(&out); err != nil {
		return app.E(app.Failed, "session_report_file").Because(err)
	}
	_, err := w.Write(out.Bytes())
	return err
}

func (r Report) block(pdf *fpdf.Fpdf, b Block) {
	top := highest(b.Rows)
	title := func() {
		pdf.Ln(4)
		pdf.SetFont("parvis", "B", 12)
		pdf.CellFormat(0, 7, b.Title, "B", 1, "L", false, 0, "")
		pdf.SetFont("parvis", "", 10)
		pdf.Ln(1)
	}
	if pdf.GetY()+14+paperLine*float64(min(len(b.Rows), 4)) > paperBottom {
		pdf.AddPage()
	}
	title()
	if b.Note != "" {
		pdf.SetFont("parvis", "", 9)
		pdf.MultiCell(0, 4.6, b.Note, "", "L", false)
		pdf.SetFont("parvis", "", 10)
	}
	for _, row := range b.Rows {
		if pdf.GetY()+paperLine > paperBottom {
			pdf.AddPage()
			title()
		}
		r.line(pdf, b, row, top)
	}
}

func highest(rows []Row) int {
	top := 1
	for _, row := range rows {
		top = max(top, row.N)
	}
	return top
}

func (r Report) line(pdf *fpdf.Fpdf, b Block, row Row, top int) {
	y := pdf.GetY()
	pdf.CellFormat(labelWide, paperLine, shortened(pdf, row.Label, labelWide), "", 0, "L", false, 0, "")
	if b.View != ViewSummary && row.N > 0 {
		pdf.SetFillColor(0x1D, 0x4E, 0x89)
		pdf.Rect(paperMargin+labelWide, y+1.6, max(0.4, barWide*float64(row.N)/float64(top)), paperLine-3.2, "F")
	}
	pdf.SetX(paperMargin + labelWide + barWide + 4)
	pdf.CellFormat(figureWide, paperLine, r.Localizer.Number(row.N), "", 0, "R", false, 0, "")
	if b.View != ViewSummary {
		pdf.CellFormat(shareWide, paperLine, ShareText(r.Localizer, row.Share), "", 0, "R", false, 0, "")
	}
	if r.Marked && row.Small {
		pdf.CellFormat(markWide, paperLine, r.Localizer.T("session.block.small", "n", Small), "", 0, "R", false, 0, "")
	}
	pdf.Ln(paperLine)
}

// ShareText writes a share in percent with one decimal, as people read it.
func ShareText(l *i18n.Localizer, percent float64) string {
	s := strconv.FormatFloat(percent, 'f', 1, 64)
	if l.Lang() == "en" {
		return s + "%"
	}
	return strings.Replace(s, ".", ",", 1) + i18n.NBSP + "%"
}

// shortened cuts a text that is wider than its column.
func shortened(pdf *fpdf.Fpdf, s string, wide float64) string {
	letters := []rune(s)
	for pdf.GetStringWidth(s) > wide-2 && len(letters) > 1 {
		letters = letters[:len(letters)-1]
		s = string(letters) + "…"
	}
	return s
}
