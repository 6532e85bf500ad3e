package main

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"parvis/app"
	"parvis/app/hub"
	"parvis/app/opendata"
)

type openDataCmd struct {
	Dir    string `arg:"" name:"dossier" help:"Dossier où écrire ; il est fait s’il manque."`
	Year   int    `placeholder:"ANNÉE" help:"Année à publier (la dernière terminée)."`
	Places string `placeholder:"FICHIER" help:"Annuaire des lieux (.csv, colonnes nom et code_insee) : ajoute un tableau par commune."`
}

// openAsk is what the command asks of who holds the ledger.
type openAsk struct {
	Year     int               `json:"year"`
	Communes map[string]string `json:"communes,omitempty"` // by place id
}

// opened is the answer.
type opened struct {
	Tables []opendata.Table
	Budget opendata.Budget
}

// Run publishes one year.
func (c *openDataCmd) Run(ctx context.Context, o *office) error {
	year := c.Year
	if year == 0 {
		for year = o.Now().Year(); !opendata.Over(year, o.Now()); year-- {
		}
	}
	if !opendata.Over(year, o.Now()) || year < 2000 {
		return app.E(app.Usage, "open_year", "year", strconv.Itoa(year))
	}
	ask := openAsk{Year: year}
	if c.Places != "" {
		var err error
		if ask.Communes, err = communesOf(c.Places); err != nil {
			return err
		}
	}
	return o.with(ctx, func(at counter) error {
		got, err := at.OpenData(ctx, ask, o.Now())
		if err != nil {
			return err
		}
		files, err := writeOpenData(c.Dir, got)
		if err != nil {
			return app.E(app.Failed, "open_dir", "dir", c.Dir).Because(err)
		}
		return o.Print(map[string]any{"year": year, "files": files, "tables": len(got.Tables), "epsilon": got.Budget.Total}, func(w io.Writer) {
			fmt.Fprintln(w, o.L.T("hub.open.written", "n", len(got.Tables), "year", strconv.Itoa(year), "dir", c.Dir))
			fmt.Fprintln(w, o.L.T("hub.open.rules", "file", budgetName(year)))
		})
	})
}

// OpenData implements counter.
func (a local) OpenData(ctx context.Context, q openAsk, now time.Time) (out opened, err error) {
	key, err := hub.SigningKey(ctx, a.Ledger, a.Random)
	if err != nil {
		return out, err
	}
	mac := hmac.New(sha256.New, key.Seed())
	mac.Write([]byte("parvis open data"))
	o := opendata.Options{Year: q.Year, Secret: mac.Sum(nil)}
	if len(q.Communes) > 0 {
		o.CommuneOf = func(place string) string { return q.Communes[place] }
	}
	if out.Tables, out.Budget, err = opendata.Publish(a.openLots(ctx, q.Year), o); err != nil {
		return out, err
	}
	return out, a.Ledger.Audit(ctx, hub.AuditEntry{At: now, Actor: "admin", Act: "open_data", Subject: strconv.Itoa(q.Year)})
}

// openLots yields the lots of a year.
func (a local) openLots(ctx context.Context, year int) func(func(opendata.Lot, error) bool) {
	q := hub.LotQuery{FromMonth: fmt.Sprintf("%04d-01", year), ToMonth: fmt.Sprintf("%04d-12", year)}
	return func(yield func(opendata.Lot, error) bool) {
		for row, err := range a.Ledger.Lots(ctx, q) {
			l := opendata.Lot{Place: row.PlaceID, View: row.View, Month: hub.MonthOf(row.Window), Count: row.Count}
			if err == nil {
				err = json.Unmarshal([]byte(row.Cell), &l.Cell)
			}
			if !yield(l, err) || err != nil {
				return
			}
		}
	}
}

// OpenData implements counter.
func (r *remote) OpenData(ctx context.Context, q openAsk, now time.Time) (out opened, err error) {
	err = r.ask(ctx, adminCall{Command: "open_data", Open: q, Now: now}, &out)
	return out, err
}

// communesOf reads the commune of each place from a directory of places in the
// national standard.
func communesOf(file string) (map[string]string, error) {
	bad := func(err error) error { return app.E(app.Rejected, "open_places", "file", file).Because(err) }
	raw, err := os.ReadFile(file)
	if err != nil {
		return nil, bad(err)
	}
	raw = bytes.TrimPrefix(raw, []byte("\ufeff"))
	head, _, _ := bytes.Cut(raw, []byte("\n"))
	r := csv.NewReader(bytes.NewReader(raw))
	if bytes.Count(head, []byte(";")) > bytes.Count(head, []byte(",")) {
		r.Comma = ';'
	}
	rows, err := r.ReadAll()
	if err != nil || len(rows) == 0 {
		return nil, bad(err)
	}
	name, code := slices.Index(rows[0], "nom"), slices.Index(rows[0], "code_insee")
	if name < 0 || code < 0 {
		return nil, bad(errors.New("no column nom or code_insee"))
	}
	out := map[string]string{}
	for _, row := range rows[1:] {
		if row[code] != "" {
			out[hub.PlaceID(row[name])] = row[code]
		}
	}
	return out, nil
}

func budgetName(year int) string { return fmt.Sprintf("parvis-%d-budget.json", year) }

// writeOpenData writes the tables and their budget, each file whole or not at
// all.
func writeOpenData(dir string, got opened) (files []string, err error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, err
	}
	write := func(name string, content []byte) {
		if err != nil {
			return
		}
		path := filepath.Join(dir, name)
		if err = os.WriteFile(path+".part", content, 0o644); err == nil {
			err = os.Rename(path+".part", path)
		}
		files = append(files, name)
	}
	for _, t := range got.Tables {
		write(fmt.Sprintf("parvis-%d-%s-%s.csv", t.Year, t.View, t.Level), csvOf(t))
	}
	budget, jerr := json.MarshalIndent(got.Budget, "", " ")
	if jerr != nil {
		return nil, jerr
	}
	write(budgetName(got.Budget.Year), append(budget, '\n'))
	return files, err
}

// csvOf is one table: a row for each figure, then what they make together.
func csvOf(t opendata.Table) []byte {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	row := func(area, kind string, cell map[string]string, count int) {
		out := []string{strconv.Itoa(t.Year), t.Level, area, kind}
		for _, d := range t.Dims {
			out = append(out, cell[d])
		}
		_ = w.Write(append(out, strconv.Itoa(count))) // a buffer never fails
	}
	head := append([]string{"annee", "niveau", "commune", "ligne"}, prefixed(t.Dims)...)
	_ = w.Write(append(head, "effectif"))
	for _, f := range t.Figures {
		kind := "case"
		if f.Grouped {
			kind = "autres_regroupes"
		}
		row(f.Area, kind, f.Cell, f.Count)
	}
	row("", "somme", nil, t.Total)
	w.Flush()
	return b.Bytes()
}

// prefixed keeps the dimension « commune » of visitors apart from the commune
// of places.
func prefixed(dims []string) []string {
	out := make([]string, len(dims))
	for i, d := range dims {
		out[i] = "d_" + strings.ReplaceAll(d, " ", "_")
	}
	return out
}
