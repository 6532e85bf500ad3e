package session

import (
	"io"
	"strconv"
	"strings"

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

// WriteBook writes the report as a workbook.
func (r Report) WriteBook(w io.Writer) error { return r.writeBlocks(w, r.Blocks, r.Title, r.Marked) }

// Head is what stands above the figures.
func (r Report) Head() []string {
	lines := r.preamble()
	if r.Marked {
		lines = append(lines, r.Localizer.T("session.block.warning", "n", Small))
	}
	return lines
}

// ShareText writes a share in percent with one decimal, as people read it.
func ShareText(l *i18n.Localizer, percent float64) string {
	s := strconv.FormatFloat(percent, 'f', 1, 64)
	if l.Lang() == "en" {
		return s + "%"
	}
	return strings.Replace(s, ".", ",", 1) + i18n.NBSP + "%"
}
