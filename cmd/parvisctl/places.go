package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"parvis/app"
	"parvis/app/place"
	"parvis/cmd/internal/cli"
	"parvis/cmd/internal/station"
)

type placeImportCmd struct {
	File string `arg:"" name:"fichier" help:"Fichier .csv ou .json des lieux."`
}

type placeReport struct {
	Read    int `json:"read"`
	Kept    int `json:"kept"`
	Refused int `json:"refused"`
	*placeChanges
}

// placeChanges is what an import changed; the same file again changes nothing.
type placeChanges struct {
	Added   int `json:"added"`
	Changed int `json:"changed"`
	Gone    int `json:"gone"`
	Same    int `json:"same"`
}

// Run imports a directory of places, with a report line by line. The file is
// the whole directory: imported places that are no longer in it are gone.
func (c *placeImportCmd) Run(ctx context.Context, d *desk) error {
	rep, err := d.readPlaces(c.File)
	if err != nil {
		return err
	}
	return d.with(ctx, func(s *station.Station) error {
		done, err := s.TakePlaces(ctx, rep.Places, place.File, true)
		if err != nil {
			return err
		}
		return d.printPlaces(rep, &placeChanges{done.Count(place.Added), done.Count(place.Changed), done.Count(place.Gone), done.Same})
	})
}

func (d *desk) readPlaces(file string) (place.Report, error) {
	raw, err := os.ReadFile(file)
	if err != nil {
		return place.Report{}, app.E(app.Usage, "no_such_file", "file", file).Because(err)
	}
	return place.Read(file, raw, place.Options{Today: app.DayOf(d.Now(), app.Zone("")), Communes: station.KnownCommunes()})
}

func (d *desk) printPlaces(rep place.Report, done *placeChanges) error {
	for _, f := range rep.Findings {
		if f.Severity >= place.Dropped {
			fmt.Fprintln(d.Err, app.Message(d.L, f.Err))
		}
	}
	out := placeReport{rep.Read, len(rep.Places), rep.Refused, done}
	err := d.Print(out, func(w io.Writer) {
		fmt.Fprintln(w, d.L.T("ctl.place.done", "read", out.Read, "kept", out.Kept, "refused", out.Refused))
		if done != nil {
			fmt.Fprintln(w, d.L.T("ctl.place.changes", "added", done.Added, "changed", done.Changed, "gone", done.Gone, "same", done.Same))
		}
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
	return d.printPlaces(rep, nil)
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

type placeExportCmd struct {
	Dir       string `arg:"" name:"dossier" help:"Dossier où écrire le fichier, nommé selon le standard."`
	Producer  string `help:"Identifiant du producteur (par défaut, le nom du lieu)."`
	Territory string `help:"Nom du territoire (par défaut, la commune du lieu)."`
}

// Run writes the directory in the national standard and prints the file's name.
func (c *placeExportCmd) Run(ctx context.Context, d *desk) error {
	return d.with(ctx, func(s *station.Station) error {
		name, data, n, err := s.ExportPlaces(ctx, c.Producer, c.Territory, nil)
		if err != nil {
			return err
		}
		file := filepath.Join(c.Dir, name)
		if err := cli.WriteWhole(file, func(w io.Writer) error { _, err := w.Write(data); return err }); err != nil {
			return err
		}
		return d.Print(map[string]any{"file": file, "places": n}, func(w io.Writer) { fmt.Fprintln(w, file) })
	})
}
