package main

import (
	"context"
	"fmt"
	"io"
	"os"

	"parvis/app"
	"parvis/app/place"
	"parvis/cmd/internal/station"
)

type placeImportCmd struct {
	File string `arg:"" name:"fichier" help:"Fichier .csv ou .json des lieux."`
}

type placeReport struct {
	Read    int `json:"read"`
	Kept    int `json:"kept"`
	Refused int `json:"refused"`
}

// Run imports a directory of places, with a report line by line.
func (c *placeImportCmd) Run(ctx context.Context, d *desk) error {
	rep, err := d.readPlaces(c.File)
	if err != nil {
		return err
	}
	return d.with(ctx, func(s *station.Station) error {
		if err := s.SetPlaces(ctx, rep.Places); err != nil {
			return err
		}
		return d.printPlaces(rep)
	})
}

func (d *desk) readPlaces(file string) (place.Report, error) {
	raw, err := os.ReadFile(file)
	if err != nil {
		return place.Report{}, app.E(app.Usage, "no_such_file", "file", file).Because(err)
	}
	return place.Read(file, raw, place.Options{Today: app.DayOf(d.Now(), app.Zone(""))})
}

func (d *desk) printPlaces(rep place.Report) error {
	for _, f := range rep.Findings {
		if f.Severity >= place.Dropped {
			fmt.Fprintln(d.Err, app.Message(d.L, f.Err))
		}
	}
	out := placeReport{rep.Read, len(rep.Places), rep.Refused}
	err := d.Print(out, func(w io.Writer) {
		fmt.Fprintln(w, d.L.T("ctl.place.done", "read", out.Read, "kept", out.Kept, "refused", out.Refused))
	})
	if err == nil && rep.Refused > 0 {
		err = app.E(app.Rejected, "places_refused", "n", rep.Refused)
	}
	return err
}

type placeCheckCmd struct {
	File string `arg:"" name:"fichier" help:"Fichier .csv ou .json des lieux."`
}

// Run checks a file and changes nothing.
func (c *placeCheckCmd) Run(d *desk) error {
	rep, err := d.readPlaces(c.File)
	if err != nil {
		return err
	}
	return d.printPlaces(rep)
}

type placeListCmd struct{}

// Run lists the places of the directory.
func (c *placeListCmd) Run(ctx context.Context, d *desk) error {
	return d.with(ctx, func(s *station.Station) error {
		list, err := s.Places(ctx)
		if err != nil {
			return err
		}
		if list == nil {
			list = []place.Place{}
		}
		return d.Print(list, func(w io.Writer) {
			for _, p := range list {
				fmt.Fprintf(w, "%-40s %-24s %s\n", p.Nom, p.Commune, p.Horaires)
			}
		})
	})
}
