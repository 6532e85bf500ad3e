package printer

import (
	"io"
	"path/filepath"
	"strings"

	"parvis/app"
	"parvis/app/session"
)

// WriteReport writes a report in the format of the name: a workbook or a page.
// Errors: "session_report_format" (usage), "session_report_file".
func WriteReport(r session.Report, w io.Writer, name string, f Fonts) error {
	switch strings.ToLower(filepath.Ext(name)) {
	case session.XLSX:
		return r.WriteBook(w)
	case session.PDF:
		return report(r, w, f)
	}
	return app.E(app.Usage, "session_report_format", "value", filepath.Ext(name))
}

// Columns of a report, in mm.
const (
	reportLine = 6.0
	labelWide  = 78.0
	figureWide = 18.0
	shareWide  = 18.0
	markWide   = 24.0
	barWide    = inner - labelWide - figureWide - shareWide - markWide - 4
)

// report writes blocks of figures, a bar beside each.
func report(r session.Report, w io.Writer, f Fonts) error {
	if r.Zone == nil {
		r.Zone = app.Zone("")
	}
	pdf := open(r.Title, r.Localizer.Lang(), r.At, f, r.Head())
	for _, b := range r.Blocks {
		pdf.block(r, b)
	}
	return pdf.output(w, "session_report_file")
}

func (p page) block(r session.Report, b session.Block) {
	title := func() {
		p.Ln(4)
		p.bold(12)
		p.CellFormat(0, 7, b.Title, "B", 1, "L", false, 0, "")
		p.plain(10)
		p.Ln(1)
	}
	if p.full(14 + reportLine*float64(min(len(b.Rows), 4))) {
		p.AddPage()
	}
	title()
	if b.Note != "" {
		p.plain(9)
		p.MultiCell(0, 4.6, b.Note, "", "L", false)
		p.plain(10)
	}
	top := 1
	for _, row := range b.Rows {
		top = max(top, row.N)
	}
	for _, row := range b.Rows {
		if p.full(reportLine) {
			p.AddPage()
			title()
		}
		p.reportRow(r, b, row, top)
	}
}

func (p page) reportRow(r session.Report, b session.Block, row session.Row, top int) {
	y := p.GetY()
	p.cell(labelWide, reportLine, row.Label, "", "L")
	if b.View != session.ViewSummary && row.N > 0 {
		p.bar(margin+labelWide, y+1.6, max(0.4, barWide*float64(row.N)/float64(top)), reportLine-3.2)
	}
	p.SetX(margin + labelWide + barWide + 4)
	p.cell(figureWide, reportLine, r.Localizer.Number(row.N), "", "R")
	if b.View != session.ViewSummary {
		p.cell(shareWide, reportLine, session.ShareText(r.Localizer, row.Share), "", "R")
	}
	if r.Marked && row.Small {
		p.cell(markWide, reportLine, r.Localizer.T("session.block.small", "n", session.Small), "", "R")
	}
	p.Ln(reportLine)
}
