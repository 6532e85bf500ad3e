package printer

import (
	"errors"
	"io"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"parvis/app"
	"parvis/app/reach"
)

// WriteFigures writes a document in the format of a file name: .xlsx or .csv as
// Write does, or .pdf with the fonts given, dated when.
// Errors: "reach_format" (usage), "reach_file".
func WriteFigures(d reach.Document, w io.Writer, name string, f Fonts, when time.Time) error {
	if strings.EqualFold(filepath.Ext(name), ".pdf") {
		return figures(d, w, f, when)
	}
	err := d.Write(w, name)
	var e *app.Error
	if errors.As(err, &e) && e.Code == "reach_format" {
		e.Key = "error.reach_format_pdf"
	}
	return err
}

// Rows of a table, in mm; the last two columns are numbers.
const (
	rowHigh    = 6.6
	numberWide = 26.0
)

// figures writes the head and the figures of the other files, a thin bar under
// each, the column heads again on every page.
func figures(d reach.Document, w io.Writer, f Fonts, when time.Time) error {
	pdf := open(d.Title, d.Lang, when, f, d.Notes)
	pdf.Ln(4)
	texts := len(d.Columns) - 2
	wide := (inner - 2*numberWide) / float64(max(texts, 1))
	head := func() {
		pdf.bold(10)
		for i, c := range d.Columns {
			if i >= texts {
				pdf.cell(numberWide, rowHigh, c, "B", "R")
				continue
			}
			pdf.cell(wide, rowHigh, c, "B", "L")
		}
		pdf.Ln(rowHigh + 1)
		pdf.plain(10)
	}
	head()
	for _, row := range d.Rows {
		if pdf.full(rowHigh) {
			pdf.AddPage()
			head()
		}
		pdf.figuresRow(d, row, texts, wide)
	}
	return pdf.output(w, "reach_file")
}

func (p page) figuresRow(d reach.Document, row []any, texts int, wide float64) {
	y := p.GetY()
	for i, v := range row {
		switch v := v.(type) {
		case string:
			p.cell(wide, rowHigh, v, "", "L")
		case int:
			p.cell(numberWide, rowHigh, strconv.Itoa(v), "", "R")
		case float64:
			p.cell(numberWide, rowHigh, d.Decimal(v), "", "R")
			if i > texts {
				p.bar(margin, y+rowHigh-.9, v/100*inner, .6)
			}
		}
	}
	p.Ln(rowHigh)
}
