package main

import (
	"context"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"time"

	"parvis/app"
	"parvis/app/lots"
	"parvis/app/reach"
	"parvis/cmd/internal/station"
)

type reachCmd struct {
	Show   reachShowCmd   `cmd:"" default:"withargs" help:"Un tableau."`
	Export reachExportCmd `cmd:"" help:"Écrit un tableau dans un fichier (.xlsx, .csv)."`
}

type reachQuery struct {
	From  string `placeholder:"AAAA-MM" help:"Depuis ce mois."`
	To    string `placeholder:"AAAA-MM" help:"Jusqu’à ce mois."`
	Place string `placeholder:"LIEU" help:"Un seul lieu."`
	View  string `default:"total" placeholder:"TABLEAU" help:"Tableau : total, thematiques, tranche_age…"`
}

func (q reachQuery) query() (reach.Query, error) {
	for _, m := range []string{q.From, q.To} {
		if _, err := time.Parse("2006-01", m); m != "" && err != nil {
			return reach.Query{}, app.E(app.Usage, "bad_month", "value", m)
		}
	}
	if !lots.View(q.View).Known() {
		return reach.Query{}, app.E(app.Usage, "bad_view", "value", q.View)
	}
	return reach.Query{View: q.View, From: q.From, To: q.To, Place: q.Place}, nil
}

type reachShowCmd struct{ reachQuery }

// Run prints a table.
func (c *reachShowCmd) Run(ctx context.Context, d *desk) error {
	q, err := c.query()
	if err != nil {
		return err
	}
	return d.with(ctx, func(s *station.Station) error {
		cube, err := d.figures(ctx, s)
		if err != nil {
			return err
		}
		r, err := cube.Query(q, station.Territory())
		if err != nil {
			return err
		}
		return d.Print(r, func(w io.Writer) {
			for _, f := range r.Cells {
				fmt.Fprintf(w, "%-44s %8d\n", cellLabel(d, f.Cell), f.Count)
			}
			fmt.Fprintln(w, d.L.T("ctl.reach.total", "n", r.Total))
		})
	})
}

func cellLabel(d *desk, c lots.Cell) string {
	var parts []string
	for dim, code := range c {
		parts = append(parts, reach.Label(d.L, station.Territory(), dim, code))
	}
	return strings.Join(parts, " · ")
}

// figures reads the hub; old figures are announced as such.
func (d *desk) figures(ctx context.Context, s *station.Station) (*reach.Cube, error) {
	cube, at, stale, err := s.Figures(ctx)
	if stale != nil && err == nil {
		fmt.Fprintln(d.Err, app.Message(d.L, stale))
		d.Say("ctl.reach.stale", "day", d.L.ShortDay(at), "clock", d.L.Clock(at))
	}
	return cube, err
}

type reachExportCmd struct {
	reachQuery
	File string `arg:"" name:"fichier" help:"Fichier .xlsx ou .csv à écrire."`
}

// Run writes a table to a file.
func (c *reachExportCmd) Run(ctx context.Context, d *desk) error {
	q, err := c.query()
	if err != nil {
		return err
	}
	return d.with(ctx, func(s *station.Station) error {
		cube, err := d.figures(ctx, s)
		if err != nil {
			return err
		}
		meta, err := s.Meta(ctx)
		if err != nil {
			return err
		}
		doc, err := cube.Document(d.L, q, station.Territory(), meta.Place, d.Now())
		if err != nil {
			return err
		}
		return writeWhole(c.File, func(w io.Writer) error { return doc.Write(w, filepath.Base(c.File)) })
	})
}
