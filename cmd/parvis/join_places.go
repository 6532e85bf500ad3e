package main

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"parvis/app"
	"parvis/app/handout"
	"parvis/app/place"
	"parvis/cmd/internal/station"
	"parvis/i18n"
)

// placesDesk gives the screens of the directory what they need of the station.
type placesDesk struct{ w *window }

// Directory implements place.Keeper.
func (p placesDesk) Directory(ctx context.Context) (place.Directory, error) {
	return p.w.st.Directory(ctx)
}

// UpdateDirectory implements place.Keeper.
func (p placesDesk) UpdateDirectory(ctx context.Context, change func(place.Directory) (place.Directory, error)) error {
	return p.w.st.UpdateDirectory(ctx, change)
}

// ReadPlaces implements desk.PlacesDesk.
func (p placesDesk) ReadPlaces(_ context.Context, path string, withoutPivot bool, step func(done, total int) error) (place.Report, error) {
	path = inDocuments(path)
	info, err := os.Stat(path)
	if err != nil || info.IsDir() {
		return place.Report{}, app.E(app.Rejected, "place_no_file", "file", path).Because(err)
	}
	if info.Size() > place.MaxFile {
		return place.Report{}, app.E(app.Rejected, "place_file_huge", "max", place.MaxFile>>20)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return place.Report{}, app.E(app.Rejected, "place_no_file", "file", path).Because(err)
	}
	return place.Read(path, data, place.Options{
		Today: app.DayOf(p.w.env.Now(), p.w.zone()), Communes: station.KnownCommunes(), WithoutPivot: withoutPivot, Step: step,
	})
}

// proposed is how many files are proposed.
const proposed = 5

// PlaceFiles implements desk.PlacesDesk: the tables of the person's documents
// and downloads, newest first.
func (p placesDesk) PlaceFiles() []string {
	type found struct {
		path string
		at   time.Time
	}
	var list []found
	documents := filepath.Dir(inDocuments("x"))
	folders := []string{documents}
	if home, err := os.UserHomeDir(); err == nil {
		folders = append(folders, filepath.Join(home, "Téléchargements"), filepath.Join(home, "Downloads"))
	}
	for _, dir := range folders {
		entries, err := os.ReadDir(dir)
		if err != nil {
			continue // not there: nothing to propose
		}
		for _, e := range entries {
			info, err := e.Info()
			if err != nil || !info.Mode().IsRegular() || !slices.Contains([]string{".csv", ".json", ".geojson"}, strings.ToLower(filepath.Ext(e.Name()))) {
				continue
			}
			path := filepath.Join(dir, e.Name())
			if dir == documents {
				path = e.Name()
			}
			list = append(list, found{path, info.ModTime()})
		}
	}
	slices.SortFunc(list, func(a, b found) int { return cmp.Or(b.at.Compare(a.at), strings.Compare(a.path, b.path)) })
	var out []string
	for _, f := range list[:min(proposed, len(list))] {
		out = append(out, f.path)
	}
	return out
}

// ExportPlaces implements desk.PlacesDesk.
func (p placesDesk) ExportPlaces(ctx context.Context, folder, producer, territory string, own bool) (string, int, error) {
	var keep func(place.Entry) bool
	if own {
		keep = func(e place.Entry) bool { return e.Origin == place.Local }
	}
	name, data, n, err := p.w.st.ExportPlaces(ctx, producer, territory, keep)
	if err != nil {
		return "", 0, err
	}
	file := inDocuments(name)
	if folder != "" {
		file = filepath.Join(inDocuments(folder), name)
	}
	return file, n, replaceFile(file, data)
}

// replaceFile writes a file beside its name, then gives it its name: a failure
// leaves what was there before.
func replaceFile(file string, data []byte) error {
	failed := func(err error) error { return app.E(app.Failed, "file_unwritable", "file", file).Because(err) }
	f, err := os.CreateTemp(filepath.Dir(file), ".parvis-*")
	if err != nil {
		return failed(err)
	}
	_, err = f.Write(data)
	if err = errors.Join(err, f.Sync(), f.Close()); err == nil {
		err = os.Rename(f.Name(), file)
	}
	if err != nil {
		return failed(errors.Join(err, os.Remove(f.Name())))
	}
	return nil
}

// The orientation sheet and its twin, in the scratch folder: what was typed on
// them lives no longer than the next one, or than the program.
const (
	orientationPDF  = "orientation.pdf"
	orientationHTML = "orientation.html"
)

// OrientationSheet implements desk.PlacesDesk.
func (p placesDesk) OrientationSheet(_ context.Context, o place.Orientation, lang string) (pdf, html string, err error) {
	dir, err := p.w.scratch()
	if err != nil {
		return "", "", err
	}
	sheet := handout.NewOrientation(o, i18n.New(lang))
	var paper, twin bytes.Buffer
	if err := errors.Join(sheet.Page(&paper, sheetFonts()), sheet.HTML(&twin)); err != nil {
		return "", "", err
	}
	pdf, html = filepath.Join(dir, orientationPDF), filepath.Join(dir, orientationHTML)
	for file, data := range map[string][]byte{pdf: paper.Bytes(), html: twin.Bytes()} {
		if err := os.WriteFile(file, data, 0o600); err != nil {
			return "", "", app.E(app.Failed, "file_unwritable", "file", file).Because(err)
		}
	}
	return pdf, html, nil
}
