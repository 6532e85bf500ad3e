package session

import (
	"bufio"
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"

	"parvis/app"
	"parvis/i18n"
)

// Export is what every exported file has in common. The rows come from the
// query the screen shows, and Total from its figures: a file whose rows do not
// add up to Total is refused rather than written wrong.
type Export struct {
	Localizer *i18n.Localizer
	Who       string         // first name of the mediator, or name of the place
	At        time.Time      // when the export is made
	Zone      *time.Location // of the place
	Filters   []string       // the active filters, as people read them
	Total     int            // participations of the query; below 0: not checked
	Safe      bool           // variant for a coordinator: no identities, no notes, no tags
	Names     Names
	TempDir   string         // where a long file may spill while it is made
	Progress  func(rows int) // told every few hundred rows; may be nil
}

// Extension of the formats, by which a file's format is chosen.
const (
	XLSX = ".xlsx"
	CSV  = ".csv"
	JSON = ".json"
)

// maxRows keeps a sheet within what spreadsheets open.
const maxRows = 1_000_000

const step = 500 // rows between two looks at progress and cancellation

// Write exports the records in the format of the extension. A workshop is one
// row with its counters: its people are never invented, and the header counts
// participations. Cancelling ctx stops within a few hundred rows; whatever was
// written to w is then worthless.
func (e Export) Write(ctx context.Context, w io.Writer, ext string, rows iter.Seq2[Record, error]) error {
	if e.Zone == nil {
		e.Zone = app.Zone("")
	}
	switch strings.ToLower(ext) {
	case XLSX:
		return e.xlsx(ctx, w, rows)
	case CSV:
		return e.csv(ctx, w, rows)
	case JSON:
		return e.json(ctx, w, rows)
	}
	return app.E(app.Usage, "session_export_format", "value", ext)
}

// each runs over the records, reporting progress, and checks the total.
func (e Export) each(ctx context.Context, rows iter.Seq2[Record, error], do func(r *Record) error) error {
	n, total := 0, 0
	for r, err := range rows {
		if err != nil {
			return err
		}
		if n%step == 0 {
			if err := ctx.Err(); err != nil {
				return app.E(app.Failed, "session_export_stopped").Because(err)
			}
			if e.Progress != nil {
				e.Progress(n)
			}
		}
		if n++; n > maxRows {
			return app.E(app.Failed, "session_export_too_long", "max", maxRows)
		}
		total += r.Participations()
		if err := do(&r); err != nil {
			return fmt.Errorf("row %d: %w", n, err)
		}
	}
	if e.Total >= 0 && total != e.Total {
		return app.E(app.Failed, "session_export_changed")
	}
	if e.Progress != nil {
		e.Progress(n)
	}
	return nil
}

// preamble is who, when, total and filters.
func (e Export) preamble() []string {
	l := e.Localizer
	at := e.At.In(e.Zone)
	filters := l.T("session.export.no_filter")
	if len(e.Filters) > 0 {
		filters = l.T("session.export.filters", "filters", strings.Join(e.Filters, " · "))
	}
	lines := []string{
		l.T("session.export.who", "who", e.Who),
		l.T("session.export.when", "day", l.LongDay(at), "time", l.Clock(at)),
	}
	if e.Total >= 0 {
		lines = append(lines, l.T("session.export.total", "n", e.Total))
	}
	lines = append(lines, filters)
	if e.Safe {
		lines = append(lines, l.T("session.export.safe"))
	}
	return lines
}

func (e Export) xlsx(ctx context.Context, w io.Writer, rows iter.Seq2[Record, error]) (err error) {
	f := excelize.NewFile(excelize.Options{TmpDir: e.TempDir})
	defer func() {
		if closing := f.Close(); err == nil {
			err = closing
		}
	}()
	t, cols := newTable(e.Names, e.Zone), columnsOf(e.Safe)
	sheet := t.l.T("session.export.sheet")
	if err := f.SetSheetName("Sheet1", sheet); err != nil {
		return err
	}
	styles, err := newStyles(f)
	if err != nil {
		return err
	}
	sw, err := f.NewStreamWriter(sheet)
	if err != nil {
		return err
	}
	if err := e.xlsxHead(sw, t, cols, styles); err != nil {
		return err
	}
	at := len(e.preamble()) + 3
	cells := make([]any, len(cols))
	err = e.each(ctx, rows, func(r *Record) error {
		for i, c := range cols {
			cells[i] = styles.cell(c.out(t, r))
		}
		err := sw.SetRow("A"+fmt.Sprint(at), cells)
		at++
		return err
	})
	if err != nil {
		return err
	}
	if err := sw.Flush(); err != nil {
		return err
	}
	_, err = f.WriteTo(w)
	return err
}

func (e Export) xlsxHead(sw *excelize.StreamWriter, t *table, cols []column, styles styles) error {
	if err := sw.SetColWidth(1, len(cols), 18); err != nil {
		return err
	}
	row := 1
	for _, line := range e.preamble() {
		if err := sw.SetRow(fmt.Sprintf("A%d", row), []any{Shield(line)}); err != nil {
			return err
		}
		row++
	}
	head := make([]any, len(cols))
	for i, c := range cols {
		head[i] = excelize.Cell{StyleID: styles.bold, Value: t.header(c)}
	}
	return sw.SetRow(fmt.Sprintf("A%d", row+1), head)
}

type styles struct{ bold, day, moment int }

func newStyles(f *excelize.File) (s styles, err error) {
	day, moment := "dd/mm/yyyy", "dd/mm/yyyy hh:mm"
	for _, x := range []struct {
		id    *int
		style excelize.Style
	}{
		{&s.bold, excelize.Style{Font: &excelize.Font{Bold: true}}},
		{&s.day, excelize.Style{CustomNumFmt: &day}},
		{&s.moment, excelize.Style{CustomNumFmt: &moment}},
	} {
		if *x.id, err = f.NewStyle(&x.style); err != nil {
			return s, err
		}
	}
	return s, nil
}

func (s styles) cell(v any) any {
	switch v := v.(type) {
	case string:
		if v == "" {
			return nil
		}
		return Shield(v)
	case app.Day:
		return excelize.Cell{StyleID: s.day, Value: v.Time(time.UTC)}
	case time.Time:
		// a spreadsheet has no zones: keep the clock of the place
		return excelize.Cell{StyleID: s.moment, Value: time.Date(v.Year(), v.Month(), v.Day(), v.Hour(), v.Minute(), v.Second(), 0, time.UTC)}
	}
	return v
}

// csv writes the same columns with semicolons and a byte order mark, as French
// spreadsheets expect, and without the lines that begin a sheet.
func (e Export) csv(ctx context.Context, w io.Writer, rows iter.Seq2[Record, error]) error {
	if _, err := io.WriteString(w, "\ufeff"); err != nil {
		return err
	}
	out := csv.NewWriter(w)
	out.Comma = ';'
	t, cols := newTable(e.Names, e.Zone), columnsOf(e.Safe)
	line := make([]string, len(cols))
	for i, c := range cols {
		line[i] = t.header(c)
	}
	if err := out.Write(line); err != nil {
		return err
	}
	err := e.each(ctx, rows, func(r *Record) error {
		for i, c := range cols {
			switch v := c.out(t, r).(type) {
			case string:
				line[i] = Shield(v)
			case time.Time:
				line[i] = v.Format("2006-01-02 15:04")
			default:
				line[i] = fmt.Sprint(v)
			}
		}
		return out.Write(line)
	})
	if err != nil {
		return err
	}
	out.Flush()
	return out.Error()
}

// json writes an array of activities in the national tool's shape, one by
// line.
func (e Export) json(ctx context.Context, w io.Writer, rows iter.Seq2[Record, error]) error {
	out := bufio.NewWriter(w)
	names, sep := newTable(e.Names, e.Zone), "[\n"
	err := e.each(ctx, rows, func(r *Record) error {
		if r.Type == NotReceived {
			return nil // the national resource has no such thing
		}
		raw, err := json.Marshal(activityOf(r, names, e.Safe))
		if err != nil {
			return err
		}
		fmt.Fprint(out, sep) // a buffered writer keeps its first error for Flush
		sep = ",\n"
		_, err = out.Write(raw)
		return err
	})
	if err != nil {
		return err
	}
	if sep == "[\n" {
		fmt.Fprint(out, "[")
	}
	fmt.Fprint(out, "\n]\n")
	return out.Flush()
}
