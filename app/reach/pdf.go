package reach

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"codeberg.org/go-pdf/fpdf"

	"parvis/app"
)

// Fonts are the letters of a PDF, as TrueType files.
type Fonts struct{ Regular, Bold []byte }

// WriteOrPrint writes a document in the format of a file name: .xlsx or .csv
// as Write does, or .pdf with the fonts given, dated when.
// Errors: "reach_format" (usage), "reach_file".
func WriteOrPrint(d Document, w io.Writer, name string, f Fonts, when time.Time) error {
	if strings.EqualFold(filepath.Ext(name), ".pdf") {
		return PDF(d, w, f, when)
	}
	err := d.Write(w, name)
	var e *app.Error
	if errors.As(err, &e) && e.Code == "reach_format" {
		e.Key = "error.reach_format_pdf"
	}
	return err
}

// Measures of the page, in mm and points.
const (
	pageMargin = 16.0
	rowHeight  = 6.6
	numberWide = 26.0
	pageBottom = 297 - 18.0
)

// PDF writes the document on A4: the same head, the same figures as the other
// files, a thin bar beside each, the column heads again on every page. The
// format has no structure for screen readers: give the .csv or .xlsx with it.
// Error: "reach_file".
func PDF(d Document, w io.Writer, f Fonts, when time.Time) error {
	pdf := fpdf.New("P", "mm", "A4", "")
	pdf.SetCreationDate(when)
	pdf.SetModificationDate(when)
	pdf.SetCatalogSort(true)
	pdf.SetProducer("Parvis", true)
	pdf.SetTitle(d.Title, true)
	pdf.SetMargins(pageMargin, pageMargin, pageMargin)
	pdf.SetAutoPageBreak(false, 0)
	pdf.AddUTF8FontFromBytes("parvis", "", bytes.Clone(f.Regular))
	pdf.AddUTF8FontFromBytes("parvis", "B", bytes.Clone(f.Bold))
	pdf.SetFooterFunc(func() {
		pdf.SetXY(pageMargin, -14)
		pdf.SetFont("parvis", "", 9)
		pdf.CellFormat(0, 6, fmt.Sprintf("%s · %d", d.Title, pdf.PageNo()), "", 0, "R", false, 0, "")
	})
	pdf.AddPage()
	pdf.SetFont("parvis", "B", 17)
	pdf.MultiCell(0, 9, d.Title, "", "L", false)
	pdf.SetFont("parvis", "", 10.5)
	for _, note := range d.Notes {
		pdf.MultiCell(0, 5.6, note, "", "L", false)
	}
	pdf.Ln(4)
	d.pdfRows(pdf)
	var out bytes.Buffer
	if err := pdf.Output(&out); err != nil {
		return app.E(app.Failed, "reach_file", "value", d.Title).Because(err)
	}
	_, err := w.Write(out.Bytes())
	return err
}

func (d Document) pdfRows(pdf *fpdf.Fpdf) {
	texts := len(d.Columns) - 2 // the last two are numbers
	wide := (210 - 2*pageMargin - 2*numberWide) / float64(max(texts, 1))
	head := func() {
		pdf.SetFont("parvis", "B", 10)
		for i, c := range d.Columns {
			w, align := wide, "L"
			if i >= texts {
				w, align = numberWide, "R"
			}
			pdf.CellFormat(w, rowHeight, fitted(pdf, c, w), "B", 0, align, false, 0, "")
		}
		pdf.Ln(rowHeight + 1)
		pdf.SetFont("parvis", "", 10)
	}
	head()
	for _, row := range d.Rows {
		if pdf.GetY()+rowHeight > pageBottom {
			pdf.AddPage()
			head()
		}
		d.pdfRow(pdf, row, texts, wide)
	}
}

func (d Document) pdfRow(pdf *fpdf.Fpdf, row []any, texts int, wide float64) {
	y := pdf.GetY()
	for i, v := range row {
		switch v := v.(type) {
		case string:
			pdf.CellFormat(wide, rowHeight, fitted(pdf, v, wide), "", 0, "L", false, 0, "")
		case int:
			pdf.CellFormat(numberWide, rowHeight, strconv.Itoa(v), "", 0, "R", false, 0, "")
		case float64:
			pdf.CellFormat(numberWide, rowHeight, d.decimal(v), "", 0, "R", false, 0, "")
			if i > texts {
				pdf.SetFillColor(0x1D, 0x4E, 0x89)
				pdf.Rect(pageMargin, y+rowHeight-.9, v/100*(210-2*pageMargin), .6, "F")
			}
		}
	}
	pdf.Ln(rowHeight)
}

// fitted shortens a text that is wider than its column.
func fitted(pdf *fpdf.Fpdf, s string, wide float64) string {
	letters := []rune(s)
	for pdf.GetStringWidth(s) > wide-2 && len(letters) > 1 {
		letters = letters[:len(letters)-1]
		s = string(letters) + "…"
	}
	return s
}
