package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"parvis/app"
	"parvis/app/lots"
	"parvis/app/reach"
	"parvis/cmd/internal/cli"
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
		cube, stale, err := d.figures(ctx, s)
		if err != nil {
			return err
		}
		territory := s.Territory()
		r, err := cube.Query(q, territory)
		if err != nil {
			return err
		}
		names := s.PlaceNames(ctx)
		err = d.Print(r, func(w io.Writer) {
			for _, f := range r.Cells {
				if len(f.Cell) > 0 {
					fmt.Fprintf(w, "%-52s %10s\n", cellLabel(d, territory, names, f.Cell), d.L.Number(f.Count))
				}
			}
			fmt.Fprintln(w, d.L.T("ctl.reach.total", "n", r.Total))
		})
		return errors.Join(err, stale)
	})
}

// cellLabel is a cell as people read it.
func cellLabel(d *desk, t reach.Territory, places map[string]string, c lots.Cell) string {
	dims := slices.Sorted(maps.Keys(c))
	parts := make([]string, 0, len(dims))
	for _, dim := range dims {
		label := reach.Label(d.L, t, dim, c[dim])
		if name, ok := places[c[dim]]; ok {
			label = name
		}
		parts = append(parts, label)
	}
	return strings.Join(parts, " · ")
}

// figures reads the hub; old figures serve when it cannot be reached, announced
// as such, and the reason is given back as stale: the exit code says it too.
func (d *desk) figures(ctx context.Context, s *station.Station) (cube *reach.Cube, stale, err error) {
	cube, at, stale, err := s.Figures(ctx)
	if stale != nil && err == nil {
		at = at.In(s.Zone)
		d.Say("ctl.reach.stale", "day", d.L.ShortDay(at), "clock", d.L.Clock(at))
	}
	return cube, stale, err
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
		cube, stale, err := d.figures(ctx, s)
		if err != nil {
			return err
		}
		meta, err := s.Meta(ctx)
		if err != nil {
			return err
		}
		doc, err := cube.Document(d.L, q, s.Territory(), meta.Place, d.Now())
		if err != nil {
			return err
		}
		err = cli.WriteWhole(c.File, func(w io.Writer) error {
			return doc.Write(w, filepath.Base(c.File))
		})
		return errors.Join(err, stale)
	})
}
