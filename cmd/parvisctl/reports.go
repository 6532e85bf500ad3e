package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"

	"parvis/app/lots"
	"parvis/app/reach"
	"parvis/app/session"
	"parvis/cmd/internal/cli"
	"parvis/cmd/internal/station"
)

type reportPreviewCmd struct{}

// Run prints what would leave now and what waits; nothing changes.
func (c *reportPreviewCmd) Run(ctx context.Context, d *desk) error {
	return d.with(ctx, func(s *station.Station) error {
		r, err := s.Lots.Preview(ctx, d.Now())
		if err != nil {
			return err
		}
		return d.Print(r, func(w io.Writer) { d.writeReport(w, s.Territory(), r) })
	})
}

func (d *desk) writeReport(w io.Writer, t reach.Territory, r lots.Report) {
	fmt.Fprintln(w, d.L.T("ctl.report.leaves", "n", len(r.Lots), "end", r.WindowEnd))
	for _, l := range r.Lots {
		fmt.Fprintf(w, "  %-28s %-52s %s %6d\n", session.ViewLabel(d.L, string(l.View)), cellLabel(d, t, nil, l.Cell), l.Window, l.Count)
	}
	fmt.Fprintln(w, d.L.T("ctl.report.waits", "n", len(r.Held)))
	for _, h := range r.Held {
		fmt.Fprintf(w, "  %-28s %-52s %6d  %s\n", session.ViewLabel(d.L, string(h.View)), cellLabel(d, t, nil, h.Cell), h.Count, d.L.T("lots.reason."+string(h.Reason)))
	}
}

type reportExportCmd struct {
	File string `arg:"" name:"fichier" help:"Fichier .json à écrire, pour le lieu seulement : il dit aussi ce qui attend."`
}

// Run writes the report to a file of the place.
func (c *reportExportCmd) Run(ctx context.Context, d *desk) error {
	return d.with(ctx, func(s *station.Station) error {
		r, err := s.Lots.Preview(ctx, d.Now())
		if err != nil {
			return err
		}
		return cli.WriteWhole(c.File, func(w io.Writer) error {
			enc := json.NewEncoder(w)
			enc.SetEscapeHTML(false)
			enc.SetIndent("", " ")
			return enc.Encode(r)
		})
	})
}
