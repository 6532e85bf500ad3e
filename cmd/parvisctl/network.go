package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"

	"parvis/app"
	"parvis/app/guide"
	"parvis/app/relay"
	"parvis/cmd/internal/cli"
	"parvis/cmd/internal/station"
)

type outboxListCmd struct {
	All bool `help:"Montre aussi ce qui attend et ce qui est envoyé, gardé au moins 90 jours."`
}

// Run lists what the hub refused, and why; nothing deletes it.
func (c *outboxListCmd) Run(ctx context.Context, d *desk) error {
	return d.with(ctx, func(s *station.Station) error {
		rows, err := outbox(ctx, s, c.All)
		if err != nil {
			return err
		}
		return d.Print(rows, func(w io.Writer) {
			for _, r := range rows {
				fmt.Fprintln(w, d.L.T("ctl.outbox.line", "day", d.L.ShortDay(r.Enqueued.In(s.Zone)), "kind", d.L.T("network.kind."+r.Kind),
					"state", d.L.T("relay.state."+string(r.State)), "reason", d.reason(r.Reason)))
			}
			if len(rows) == 0 {
				fmt.Fprintln(w, d.L.T("ctl.outbox.none"))
			}
		})
	})
}

func (d *desk) reason(code string) string {
	if key := "relay.reason." + code; d.L.Has(key) {
		return d.L.T(key)
	}
	return code
}

func outbox(ctx context.Context, s *station.Station, all bool) ([]relay.ExportedEntry, error) {
	if !all {
		list, err := s.Relay.Aside(ctx)
		return relay.ExportEntries(list), err
	}
	var list []relay.Entry
	for e, err := range s.Entries(ctx) {
		if err != nil {
			return nil, err
		}
		list = append(list, e)
	}
	return relay.ExportEntries(list), nil
}

type outboxExportCmd struct {
	File string `arg:"" name:"fichier" help:"Fichier .json à écrire."`
}

// Run writes what was set aside to a file of the place, reasons and bytes.
func (c *outboxExportCmd) Run(ctx context.Context, d *desk) error {
	return d.with(ctx, func(s *station.Station) error {
		rows, err := outbox(ctx, s, false)
		if err != nil {
			return err
		}
		err = cli.WriteWhole(c.File, func(w io.Writer) error {
			enc := json.NewEncoder(w)
			enc.SetIndent("", " ")
			return enc.Encode(rows)
		})
		if err != nil {
			return err
		}
		return d.Print(map[string]int{"records": len(rows)}, func(w io.Writer) {
			fmt.Fprintln(w, d.L.T("ctl.outbox.written", "n", len(rows), "file", c.File))
		})
	})
}

type guideProposeCmd struct {
	File string `arg:"" name:"fichier" help:"Guide à proposer à la coordination."`
}

// Run puts a guide on the shelf of the place and asks for its review; the next
// sync carries it, without anybody's name.
func (c *guideProposeCmd) Run(ctx context.Context, d *desk) error {
	data, err := os.ReadFile(c.File)
	if err != nil {
		return app.E(app.Usage, "no_such_file", "file", c.File).Because(err)
	}
	g, err := guide.Load(c.File, data)
	if err != nil {
		return err
	}
	id := g.Guide.ID
	return d.with(ctx, func(s *station.Station) error {
		_, _, mark, err := s.Shelf.Text(id, "")
		if err != nil {
			mark = "" // a guide nobody has yet
		}
		if _, err := s.Shelf.Save(ctx, data, mark); err != nil {
			return err
		}
		if err := s.Shelf.Propose(ctx, id); err != nil {
			return err
		}
		return d.Print(map[string]any{"id": id, "version": g.Guide.Version, "proposed": true}, func(w io.Writer) {
			fmt.Fprintln(w, d.L.T("ctl.proposed", "title", g.Guide.Title))
		})
	})
}
