package main

import (
	"context"
	"fmt"
	"io"
	"path/filepath"

	"parvis/app/dila"
)

type importRow struct {
	Place   string   `json:"place"`
	Sheet   string   `json:"sheet,omitempty"`
	Guide   string   `json:"guide,omitempty"`
	Change  string   `json:"change,omitempty"`
	Reasons []string `json:"reasons,omitempty"`
	Refused string   `json:"refused,omitempty"`
}

// importSheets turns official sheets into drafts: on the shelf of this
// directory, or in a folder. A broken sheet is named and the others go on.
func (d *desk) importSheets(ctx context.Context, source, out string) error {
	if out == "" {
		out = filepath.Join(d.Data, "guides", "importe")
	}
	rep, err := dila.Import(ctx, source, dila.Options{Out: out, Progress: d.progress()})
	if err != nil {
		return err
	}
	fmt.Fprint(d.Err, "\r\x1b[K")
	rows := []importRow{}
	for _, r := range rep.Rows {
		if r.Skipped {
			continue
		}
		one := importRow{Place: r.Place, Sheet: r.Sheet, Guide: string(r.Guide), Change: string(r.Change)}
		for _, why := range r.Reasons {
			one.Reasons = append(one.Reasons, string(why))
		}
		if r.Err != nil {
			one.Refused = r.Err.Error()
		}
		rows = append(rows, one)
	}
	err = d.Print(rows, func(w io.Writer) {
		for _, line := range rep.Summary(d.L) {
			fmt.Fprintln(w, line)
		}
	})
	if err == nil {
		err = rep.Err()
	}
	return err
}

// progress shows a count in the terminal, on one line.
func (d *desk) progress() func(dila.Progress) {
	return func(p dila.Progress) {
		if p.Done%50 == 0 {
			fmt.Fprintf(d.Err, "\r%s %d", p.Phase, p.Done)
		}
	}
}
