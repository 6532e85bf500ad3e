package main

import (
	"context"
	"fmt"
	"io"
	"path/filepath"

	"parvis/app"
	"parvis/app/dila"
	"parvis/app/library"
)

type importRow struct {
	Place    string           `json:"place"`
	Sheet    string           `json:"sheet,omitempty"`
	Guide    string           `json:"guide,omitempty"`
	Change   string           `json:"change,omitempty"`
	Changes  []library.Change `json:"changes,omitempty"`
	Complete bool             `json:"complete"`
	Reasons  []string         `json:"reasons,omitempty"`
	Refused  string           `json:"refused,omitempty"`
}

// importSheets turns official sheets into drafts: on the shelf of this
// directory, or in a folder. A broken sheet is named and the others go on; what
// changed since the last import is said, and each sheet's row when asked for.
func (d *desk) importSheets(ctx context.Context, source, out string, details bool) error {
	if out == "" {
		out = filepath.Join(d.Data, "guides", "importe")
	}
	rep, err := dila.Import(ctx, source, dila.Options{Out: out, Progress: d.progress()})
	fmt.Fprint(d.Err, "\r\x1b[K")
	if err != nil {
		return err
	}
	err = d.Print(importRows(d, rep), func(w io.Writer) {
		if details {
			for _, line := range rep.Lines(d.L) {
				fmt.Fprintln(w, line)
			}
		}
		for _, line := range rep.Summary(d.L) {
			fmt.Fprintln(w, line)
		}
		for _, line := range rep.News(d.L, details) {
			fmt.Fprintln(w, line)
		}
	})
	if err == nil {
		err = rep.Err()
	}
	return err
}

func importRows(d *desk, rep *dila.Report) []importRow {
	rows := []importRow{}
	for i := range rep.Rows {
		r := &rep.Rows[i]
		if r.Skipped && r.Err == nil {
			continue
		}
		one := importRow{
			Place: r.Place, Sheet: r.Sheet, Guide: string(r.Guide), Change: string(r.Change),
			Changes: r.Changes, Complete: r.Complete(),
		}
		for _, why := range r.Reasons {
			one.Reasons = append(one.Reasons, string(why))
		}
		if r.Err != nil {
			one.Refused = app.Message(d.L, r.Err)
		}
		rows = append(rows, one)
	}
	return rows
}

// progress shows a count in the terminal, on one line.
func (d *desk) progress() func(dila.Progress) {
	return func(p dila.Progress) {
		if p.Done%50 == 0 {
			fmt.Fprintf(d.Err, "\r%s", d.L.T("dila.progress."+p.Phase, "n", p.Done))
		}
	}
}
