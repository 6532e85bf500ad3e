package main

import (
	"context"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sort"
	"strings"

	"parvis/app"
	"parvis/app/guide"
	"parvis/app/library"
	"parvis/assets"
	"parvis/cmd/internal/cli"
	"parvis/cmd/internal/station"
)

type guideLintCmd struct {
	Paths   []string `arg:"" optional:"" name:"chemin" help:"Fichiers ou dossiers."`
	Fix     bool     `help:"Corrige la typographie des fichiers."`
	Explain string   `placeholder:"CODE" help:"Explique un code."`
}

// Run checks guides; exit 3 when one has an error.
func (c *guideLintCmd) Run(ctx context.Context, d *desk) error {
	if c.Explain != "" {
		text, ok := guide.Explain(d.L, strings.ToUpper(c.Explain))
		if !ok {
			return app.E(app.Usage, "no_such_code", "code", c.Explain)
		}
		fmt.Fprintln(d.Out, text)
		return nil
	}
	if len(c.Paths) == 0 {
		return app.E(app.Usage, "lint_needs_path")
	}
	if c.Fix {
		if err := fixAll(d, c.Paths); err != nil {
			return err
		}
	}
	files, err := parseAll(c.Paths)
	if err != nil {
		return err
	}
	o, err := d.lintOptions(ctx, files)
	if err != nil {
		return err
	}
	findings := guide.LintFiles(files, o)
	err = d.Print(guide.Rows(d.L, findings), func(w io.Writer) {
		for _, f := range findings {
			fmt.Fprintln(w, f.Text(d.L))
		}
		fmt.Fprintln(w, d.L.T("ctl.lint.done", "n", len(files), "findings", len(findings)))
	})
	if err == nil && guide.HasErrors(findings) {
		err = app.E(app.Rejected, "guides_have_errors")
	}
	return err
}

// lintOptions are what the linter cannot know by itself: the day, the official
// sheets imported in this directory, and the pictures and sounds that stand
// beside the guides.
func (d *desk) lintOptions(ctx context.Context, files []*guide.File) (guide.Options, error) {
	beside := map[string]bool{}
	for _, f := range files {
		beside[filepath.Dir(f.Name)] = true
	}
	o := guide.Options{Today: app.DayOf(d.Now(), app.Zone("")), HasMedia: func(name string) bool {
		for dir := range beside {
			if info, err := os.Stat(filepath.Join(dir, filepath.Base(name))); err == nil && info.Mode().IsRegular() {
				return true
			}
		}
		return false
	}}
	dir := filepath.Join(d.Data, "guides")
	if _, err := os.Stat(filepath.Join(dir, "importe")); err != nil {
		return o, nil
	}
	shelf, err := library.Open(ctx, library.ShelfOptions{Dir: dir, Now: d.Now})
	if err != nil {
		return o, err
	}
	o.SheetChanged = shelf.SheetChanged
	return o, nil
}

// guideFiles lists the guides of files and folders, in order.
func guideFiles(paths []string) ([]string, error) {
	var out []string
	for _, p := range paths {
		info, err := os.Stat(p)
		if err != nil {
			return nil, app.E(app.Usage, "no_such_file", "file", p).Because(err)
		}
		if !info.IsDir() {
			out = append(out, p)
			continue
		}
		err = filepath.WalkDir(p, func(name string, e fs.DirEntry, err error) error {
			if err == nil && !e.IsDir() && strings.HasSuffix(name, ".guide.md") {
				out = append(out, name)
			}
			return err
		})
		if err != nil {
			return nil, app.E(app.Failed, "file_unreadable", "file", p).Because(err)
		}
	}
	sort.Strings(out)
	return out, nil
}

func parseAll(paths []string) ([]*guide.File, error) {
	names, err := guideFiles(paths)
	if err != nil {
		return nil, err
	}
	var files []*guide.File
	for _, name := range names {
		f, err := os.Open(name)
		if err != nil {
			return nil, app.E(app.Failed, "file_unreadable", "file", name).Because(err)
		}
		parsed, err := guide.Read(name, f)
		f.Close()
		if err != nil {
			return nil, err
		}
		files = append(files, parsed)
	}
	return files, nil
}

func fixAll(d *desk, paths []string) error {
	names, err := guideFiles(paths)
	if err != nil {
		return err
	}
	for _, name := range names {
		raw, err := os.ReadFile(name)
		if err != nil {
			return app.E(app.Failed, "file_unreadable", "file", name).Because(err)
		}
		fixed, n := guide.Fix(raw)
		if n == 0 {
			continue
		}
		if err := replaceFile(name, fixed); err != nil {
			return err
		}
		d.Say("ctl.lint.fixed", "file", name, "n", n)
	}
	return nil
}

// replaceFile gives a file other bytes, with the same rights.
func replaceFile(name string, data []byte) error {
	info, err := os.Stat(name)
	if err != nil {
		return app.E(app.Failed, "file_unreadable", "file", name).Because(err)
	}
	err = cli.WriteWhole(name, func(w io.Writer) error {
		_, err := w.Write(data)
		return err
	})
	if err == nil && os.Chmod(name, info.Mode().Perm()) != nil {
		err = app.E(app.Failed, "file_unwritable", "file", name)
	}
	return err
}

type guideTryCmd struct {
	Path string `arg:"" name:"chemin" help:"Fichier du guide."`
}

// Run plays the trials of a guide.
func (c *guideTryCmd) Run(d *desk) error {
	files, err := parseAll([]string{c.Path})
	if err != nil {
		return err
	}
	for _, f := range files {
		findings := guide.Lint(f, guide.Options{})
		for _, one := range findings {
			if one.Severity() == guide.SeverityError {
				fmt.Fprintln(d.Err, one.Text(d.L))
			}
		}
		if guide.HasErrors(findings) {
			return app.E(app.Rejected, "guides_have_errors")
		}
		if f.Guide == nil {
			continue
		}
		for _, t := range f.Guide.Trials {
			fmt.Fprintln(d.Out, t.String())
		}
		fmt.Fprintln(d.Out, d.L.T("ctl.try.done", "n", len(f.Guide.Trials)))
	}
	return nil
}

type guideGraphCmd struct {
	Path string `arg:"" name:"chemin" help:"Fichier du guide."`
	SVG  bool   `help:"En SVG plutôt qu’en DOT."`
}

// Run draws a guide.
func (c *guideGraphCmd) Run(d *desk) error {
	files, err := parseAll([]string{c.Path})
	if err != nil {
		return err
	}
	if len(files) == 0 || files[0].Guide == nil {
		return app.E(app.Rejected, "not_a_guide", "file", c.Path)
	}
	g, findings := guide.Compile(files[0].Guide)
	if guide.HasErrors(files[0].Findings) { // the file itself cannot be read well
		g, findings = nil, files[0].Findings
	}
	if g == nil {
		for _, f := range findings {
			f.File = c.Path
			fmt.Fprintln(d.Err, f.Text(d.L))
		}
		return app.E(app.Rejected, "guides_have_errors")
	}
	if c.SVG {
		fmt.Fprintln(d.Out, g.SVG())
		return nil
	}
	fmt.Fprintln(d.Out, g.DOT())
	return nil
}

type guideSearchCmd struct {
	Query []string `arg:"" name:"mots" help:"Ce que dit la personne."`
	Limit int      `default:"10" help:"Nombre de réponses."`
	All   bool     `help:"Aussi les fiches importées, même anciennes."`
}

// Run searches the shelf of the directory, or the starter guides when there is
// no directory yet.
func (c *guideSearchCmd) Run(ctx context.Context, d *desk) error {
	search := func(shelf *library.Shelf) error {
		o := library.Options{Limit: c.Limit, Lang: d.L.Lang(), All: c.All, Today: app.DayOf(d.Now(), app.Zone(""))}
		hits := shelf.Search(strings.Join(c.Query, " "), o)
		if hits == nil {
			hits = []library.Hit{}
		}
		return d.Print(hits, func(w io.Writer) {
			for _, h := range hits {
				edition := h.EditionText(d.L) // of an official sheet
				if edition != "" {
					edition = " (" + edition + ")"
				}
				fmt.Fprintf(w, "%-36s %s%s\n", h.ID, h.Title, edition)
			}
			if len(hits) == 0 {
				fmt.Fprintln(w, d.L.T("ctl.search.none"))
			}
		})
	}
	return d.shelf(ctx, search)
}

// shelf opens the shelf of the directory, or the starter guides alone.
func (d *desk) shelf(ctx context.Context, do func(*library.Shelf) error) error {
	if station.Exists(d.Data) {
		return d.with(ctx, func(s *station.Station) error { return do(s.Shelf) })
	}
	shelf, err := library.Open(ctx, library.ShelfOptions{Starter: assets.Guides(), Now: d.Now})
	if err != nil {
		return err
	}
	return do(shelf)
}

type guideShowCmd struct {
	ID string `arg:"" help:"Identifiant du guide."`
}

// Run prints the text of a guide.
func (c *guideShowCmd) Run(ctx context.Context, d *desk) error {
	return d.shelf(ctx, func(shelf *library.Shelf) error {
		_, raw, _, err := shelf.Text(guide.ID(c.ID), "")
		if err != nil {
			return err
		}
		if d.JSON {
			return d.PrintJSON(map[string]string{"id": c.ID, "text": string(raw)})
		}
		_, err = d.Out.Write(raw)
		return err
	})
}
