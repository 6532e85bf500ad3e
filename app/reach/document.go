package reach

import (
	"encoding/csv"
	"io"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"

	"parvis/app"
	"parvis/app/lots"
	"parvis/app/poll"
	"parvis/app/session"
	"parvis/i18n"
)

// Document is a result ready for a file or for paper: the same figures as the
// screen, since it is made of the same query.
type Document struct {
	Title   string
	Notes   []string // who, when, period, filters, total, what waits
	Columns []string
	Rows    [][]any // text, whole numbers and shares
	Lang    string  // of its words; French decimals are written with a comma on paper
}

// Document lays a query out. The first lines say who made it, when, for what
// period and filters, the total, and what waits.
func (c *Cube) Document(l *i18n.Localizer, q Query, t Territory, who string, when time.Time) (Document, error) {
	r, err := c.Query(q, t)
	if err != nil {
		return Document{}, err
	}
	d := Document{Title: l.T("reach.doc.title", "view", session.ViewLabel(l, r.View)), Lang: l.Lang()}
	d.Notes = []string{
		l.T("reach.doc.by", "who", who, "when", l.LongDay(when)),
		l.T("reach.doc.period", "from", r.From, "to", r.To),
	}
	place := l.T("reach.doc.all_places")
	if q.Place != "" {
		place = l.T("reach.doc.place", "place", q.Place)
	}
	d.Notes = append(d.Notes, place)
	if q.EPCI != "" {
		d.Notes = append(d.Notes, l.T("reach.doc.epci", "epci", q.EPCI))
	}
	total := "reach.doc.total"
	if !counted(lots.View(r.View)) {
		total = "reach.doc.sum"
	}
	d.Notes = append(d.Notes, l.T(total, "n", r.Total))
	switch {
	case r.HeldShare != nil:
		d.Notes = append(d.Notes, l.T("reach.doc.held", "share", d.Decimal(100**r.HeldShare)))
	case lots.View(r.View).MultiValued():
		d.Notes = append(d.Notes, l.T("reach.doc.ticks"))
	}
	if r.Unlocated > 0 {
		d.Notes = append(d.Notes, l.T("reach.doc.unlocated", "n", r.Unlocated))
	}
	d.fill(l, r, t)
	return d, nil
}

func (d *Document) fill(l *i18n.Localizer, r Result, t Territory) {
	dims := dimensions(r)
	for _, dim := range dims {
		d.Columns = append(d.Columns, session.ViewLabel(l, dim))
	}
	d.Columns = append(d.Columns, l.T("reach.col.count"), l.T("reach.col.share"))
	sum := 0
	for _, f := range r.Cells {
		sum += f.Count
	}
	for _, f := range r.Cells {
		var row []any
		for _, dim := range dims {
			row = append(row, Label(l, t, dim, f.Cell[dim]))
		}
		d.Rows = append(d.Rows, append(row, f.Count, Share(f.Count, sum)))
	}
}

func dimensions(r Result) []string {
	switch r.View {
	case string(lots.Total):
		return nil
	case session.ViewCross:
		return []string{"thematiques", "tranche_age"}
	}
	return []string{r.View}
}

// Label is the text people read for a code of a dimension: a commune by its
// name, what lies above it in words.
func Label(l *i18n.Localizer, t Territory, dim, code string) string {
	if t.Name != nil && dim == "commune" {
		if name, ok := t.Name(code); ok {
			return name
		}
	}
	if text, ok := poll.Label(t.Polls, code, l.Lang()); ok && dim == session.ViewPoll {
		return text
	}
	tier := "lots.tier." + code
	if strings.HasPrefix(code, "epci:") {
		tier = "lots.tier.epci"
	}
	if l.Has(tier) {
		return l.T(tier)
	}
	if dim == session.Dispositifs.Name() {
		return session.SchemeLabel(l, t.Schemes, code)
	}
	return session.CellLabel(l, dim, code)
}

// Decimal writes a number for paper, to one decimal.
func (d Document) Decimal(x float64) string {
	text := strconv.FormatFloat(x, 'f', 1, 64)
	if d.Lang == "fr" {
		text = strings.Replace(text, ".", ",", 1)
	}
	return text
}

// Write writes the document in the format of a file name: .xlsx or .csv (see the
// printer for paper too).
// Errors: "reach_format" (usage), "reach_file".
func (d Document) Write(w io.Writer, name string) error {
	var err error
	switch strings.ToLower(filepath.Ext(name)) {
	case ".xlsx":
		err = d.xlsx(w)
	case ".csv":
		err = d.csv(w)
	default:
		return app.E(app.Usage, "reach_format", "value", filepath.Ext(name))
	}
	if err != nil {
		return app.E(app.Failed, "reach_file", "value", name).Because(err)
	}
	return nil
}

// lines are all lines of the file, head included.
func (d Document) lines() [][]any {
	out := [][]any{{d.Title}}
	for _, n := range d.Notes {
		out = append(out, []any{n})
	}
	out = append(out, []any{})
	head := make([]any, len(d.Columns))
	for i, c := range d.Columns {
		head[i] = c
	}
	return append(append(out, head), d.Rows...)
}

func (d Document) xlsx(w io.Writer) error {
	f := excelize.NewFile()
	defer func() { _ = f.Close() }() // only temporary files
	sheet, err := f.NewStreamWriter("Sheet1")
	if err != nil {
		return err
	}
	if err := sheet.SetColWidth(1, max(1, len(d.Columns)), 28); err != nil {
		return err
	}
	for i, line := range d.lines() {
		for j, v := range line {
			if s, ok := v.(string); ok {
				line[j] = shield(s)
			}
		}
		if err := sheet.SetRow("A"+strconv.Itoa(i+1), line); err != nil {
			return err
		}
	}
	if err := sheet.Flush(); err != nil {
		return err
	}
	return f.Write(w)
}

func (d Document) csv(w io.Writer) error {
	out := csv.NewWriter(w)
	for _, line := range d.lines() {
		row := make([]string, max(len(line), 1))
		for i, v := range line {
			switch v := v.(type) {
			case string:
				row[i] = shield(v)
			case int:
				row[i] = strconv.Itoa(v)
			case float64:
				row[i] = strconv.FormatFloat(v, 'f', -1, 64)
			}
		}
		if err := out.Write(row); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// shield keeps a spreadsheet from running a text as a formula.
func shield(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		return "'" + s
	}
	return s
}
