package session

import (
	"fmt"
	"io"

	"github.com/xuri/excelize/v2"

	"parvis/app"
	"parvis/i18n"
)

// writeBlocks writes figures as a workbook. Marked is for the place's own
// report (« Bilan du lieu »): the exact local figures, on its responsibility,
// with those under Small marked. The head says who, when, how many and the
// active filters.
func (e Export) writeBlocks(w io.Writer, blocks []Block, title string, marked bool) (err error) {
	if e.Zone == nil {
		e.Zone = app.Zone("")
	}
	f := excelize.NewFile(excelize.Options{TmpDir: e.TempDir})
	defer func() {
		if closing := f.Close(); err == nil {
			err = closing
		}
	}()
	l := e.Localizer
	sheet := l.T("session.block.sheet")
	r := Report{Export: e, Marked: marked}
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
	if err := sw.SetColWidth(1, 1, 52); err != nil {
		return err
	}
	rows := [][]any{{excelize.Cell{StyleID: styles.bold, Value: Shield(title)}}}
	for _, line := range r.Head() {
		rows = append(rows, []any{Shield(line)})
	}
	for _, b := range blocks {
		rows = append(rows, nil)
		rows = append(rows, blockRows(l, b, styles, marked)...)
	}
	for i, cells := range rows {
		if err := sw.SetRow(fmt.Sprintf("A%d", i+1), cells); err != nil {
			return err
		}
	}
	if err := sw.Flush(); err != nil {
		return err
	}
	_, err = f.WriteTo(w)
	return err
}

// blockRows is a block as cells: its title, its note, label, number, share and
// mark on each line.
func blockRows(l *i18n.Localizer, b Block, styles styles, marked bool) [][]any {
	bold := func(s string) any { return excelize.Cell{StyleID: styles.bold, Value: Shield(s)} }
	rows := [][]any{{bold(b.Title), bold(l.T("session.block.count")), bold(l.T("session.block.share"))}}
	if b.Note != "" {
		rows = append(rows, []any{Shield(b.Note)})
	}
	for _, r := range b.Rows {
		var share, mark any
		if b.View != ViewSummary {
			share = r.Share
		}
		if marked && r.Small {
			mark = l.T("session.block.small", "n", Small)
		}
		rows = append(rows, []any{Shield(r.Label), r.N, share, mark})
	}
	return rows
}
