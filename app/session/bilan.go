package session

import (
	"fmt"
	"io"

	"github.com/xuri/excelize/v2"

	"parvis/app"
)

// WriteBlocks writes the place's own report (« Bilan du lieu ») as a workbook:
// the exact local figures, on the place's responsibility, with those under
// Small marked. The head says who, when, how many and the active filters.
func (e Export) WriteBlocks(w io.Writer, blocks []Block) (err error) {
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
	at := 0
	put := func(cells ...any) {
		if at++; err == nil && len(cells) > 0 {
			err = sw.SetRow(fmt.Sprintf("A%d", at), cells)
		}
	}
	bold := func(s string) any { return excelize.Cell{StyleID: styles.bold, Value: Shield(s)} }
	for _, line := range e.preamble() {
		put(Shield(line))
	}
	put(l.T("session.block.warning", "n", Small))
	for _, b := range blocks {
		put()
		put(bold(b.Title), bold(l.T("session.block.count")), bold(l.T("session.block.share")))
		if b.Note != "" {
			put(Shield(b.Note))
		}
		for _, r := range b.Rows {
			var share, mark any
			if b.View != "summary" {
				share = r.Share
			}
			if r.Small {
				mark = l.T("session.block.small", "n", Small)
			}
			put(Shield(r.Label), r.N, share, mark)
		}
	}
	if err != nil {
		return err
	}
	if err := sw.Flush(); err != nil {
		return err
	}
	_, err = f.WriteTo(w)
	return err
}
