package main

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"parvis/app"
	"parvis/app/guide"
	"parvis/app/session"
	"parvis/cmd/internal/cli"
	"parvis/cmd/internal/station"
)

type sessionAddCmd struct {
	File         string `arg:"" name:"fichier" help:"Fichier d’une séance par ligne, ou - pour l’entrée standard."`
	AllOrNothing bool   `help:"N’enregistre rien si une ligne est refusée."`
}

// added is what is printed of a line once durable.
type added struct {
	Line      int        `json:"line"`
	ID        session.ID `json:"id"`
	Saved     bool       `json:"saved"`
	Duplicate bool       `json:"duplicate,omitempty"`
}

// entry is a good line waiting for its save.
type entry struct {
	line int
	s    session.Session
}

// saveEvery is how many lines share one sync to the disk.
const saveEvery = 256

// Run judges every line by itself: good ones are saved, bad ones refused with
// their number and reason; exit 3 when any was.
func (c *sessionAddCmd) Run(ctx context.Context, d *desk) error {
	in, close, err := c.open(d.In)
	if err != nil {
		return err
	}
	defer close()
	return d.with(ctx, func(s *station.Station) error {
		a := adder{desk: d, s: s, file: c.File}
		return a.run(ctx, in, c.AllOrNothing)
	})
}

func (c *sessionAddCmd) open(stdin io.Reader) (io.Reader, func(), error) {
	if c.File == "-" {
		return stdin, func() {}, nil
	}
	f, err := os.Open(c.File)
	if err == nil {
		if info, serr := f.Stat(); serr != nil || info.IsDir() {
			f.Close()
			err = errors.Join(serr, errors.New("a folder"))
		}
	}
	if err != nil {
		return nil, nil, app.E(app.Usage, "no_such_file", "file", c.File).Because(err)
	}
	return f, func() { f.Close() }, nil
}

type adder struct {
	*desk
	s       *station.Station
	file    string
	author  string
	waiting []entry
	refused int
	held    []entry // with --all-or-nothing, until every line was judged
}

func (a *adder) run(ctx context.Context, in io.Reader, allOrNothing bool) error {
	known, err := a.s.Context(ctx)
	if err != nil {
		return err
	}
	if a.author, err = a.s.Author(ctx); err != nil {
		return err
	}
	for line := range session.Lines(in) {
		if ctx.Err() != nil {
			return app.E(app.Failed, "stopped").Because(ctx.Err())
		}
		one, err := a.judge(line, known)
		if err != nil {
			a.refuse(err)
			continue
		}
		if allOrNothing {
			a.held = append(a.held, one)
			continue
		}
		if a.waiting = append(a.waiting, one); len(a.waiting) == saveEvery {
			if err := a.save(ctx); err != nil {
				return err
			}
		}
	}
	if allOrNothing {
		if a.refused > 0 {
			return app.E(app.Rejected, "lines_refused_all", "n", a.refused)
		}
		a.waiting = a.held
	}
	if err := a.save(ctx); err != nil {
		return err
	}
	if a.refused > 0 {
		return app.E(app.Rejected, "lines_refused", "n", a.refused)
	}
	return nil
}

func (a *adder) judge(line session.Line, known session.Context) (entry, error) {
	if line.Err != nil {
		return entry{}, session.Located(line.Err, a.where(line.N))
	}
	s, err := session.DecodeLine(a.file, line.N, line.Data, known)
	if err != nil {
		return entry{}, err
	}
	if s.ID == "" {
		if s.ID, err = session.NewID(a.Now(), rand.Reader); err != nil {
			return entry{}, err
		}
	}
	if s.GuideID != "" {
		if _, ok := a.s.Shelf.Entry(guide.ID(s.GuideID)); !ok {
			fmt.Fprintln(a.Err, a.where(line.N)+" — "+a.L.T("ctl.session.unknown_guide", "guide", s.GuideID))
		}
	}
	return entry{line.N, s}, nil
}

func (a *adder) where(n int) string { return fmt.Sprintf("%s:%d", a.file, n) }

func (a *adder) refuse(err error) {
	a.refused++
	faults := session.FaultsOf(err)
	if len(faults) == 0 {
		fmt.Fprintln(a.Err, app.Message(a.L, err))
	}
	for _, f := range faults {
		fmt.Fprintln(a.Err, app.Message(a.L, f))
	}
}

func (a *adder) save(ctx context.Context) error {
	if len(a.waiting) == 0 {
		return nil
	}
	list := make([]session.Session, len(a.waiting))
	for i, e := range a.waiting {
		list[i] = e.s
	}
	results, err := a.s.SaveAll(ctx, a.author, list)
	if err != nil {
		return err
	}
	for i, r := range results {
		if r.Err != nil {
			var fault *app.Error
			if errors.As(r.Err, &fault) {
				_ = fault.At(a.where(a.waiting[i].line)) // sets the place on the fault itself
			}
			a.refuse(r.Err)
			continue
		}
		raw, err := json.Marshal(added{a.waiting[i].line, list[i].ID, true, r.Outcome == session.Duplicate})
		if err != nil {
			return err
		}
		fmt.Fprintln(a.Out, string(raw))
	}
	a.waiting = a.waiting[:0]
	return nil
}

type sessionListCmd struct {
	From  string `placeholder:"AAAA-MM-JJ" help:"Depuis ce jour."`
	To    string `placeholder:"AAAA-MM-JJ" help:"Jusqu’à ce jour."`
	Limit int    `help:"Nombre de séances au plus."`
	Vault bool   `help:"Avec les notes et les personnes suivies ; code dans la variable PARVIS_PIN."`
}

// pinEnv gives a mediator's code to scripts, out of sight of the list of
// processes.
const pinEnv = "PARVIS_PIN"

func (c *sessionListCmd) filter() (session.Filter, error) {
	f := session.Filter{Limit: c.Limit}
	for _, p := range []struct {
		text string
		day  *app.Day
	}{{c.From, &f.From}, {c.To, &f.To}} {
		if p.text == "" {
			continue
		}
		day, err := app.ParseDay(p.text)
		if err != nil {
			return f, err
		}
		*p.day = day
	}
	return f, nil
}

// Run lists sessions without notes and identities.
func (c *sessionListCmd) Run(ctx context.Context, d *desk) error {
	f, err := c.filter()
	if err != nil {
		return err
	}
	return d.with(ctx, func(s *station.Station) error {
		if c.Vault {
			author, err := s.Author(ctx)
			if err != nil {
				return err
			}
			if err := s.Unlock(ctx, author, os.Getenv(pinEnv)); err != nil {
				return err
			}
		}
		list := []session.Session{}
		for r, err := range s.List(ctx, f) {
			if err != nil {
				return err
			}
			if !c.Vault {
				r.Session = bare(r.Session)
			} else if full, err := s.Find(ctx, r.ID); err == nil {
				r.Session = full.Session
			}
			list = append(list, r.Session)
		}
		return d.Print(list, func(w io.Writer) {
			for _, one := range list {
				label := one.GuideID
				if label == "" {
					label = strings.Join(one.Thematiques, ", ")
				}
				fmt.Fprintf(w, "%s  %-10s %4d min  %s\n", one.Date, one.Type, one.Duree, label)
			}
			fmt.Fprintln(w, d.L.T("ctl.session.count", "n", len(list)))
		})
	})
}

// bare is a session without its note and without whom it was for.
func bare(s session.Session) session.Session {
	s.Notes = ""
	if s.Person != nil {
		p := *s.Person
		p.BeneficiaryID = ""
		s.Person = &p
	}
	return s
}

type sessionExportCmd struct {
	sessionListCmd
	File string `arg:"" name:"fichier" help:"Fichier à écrire : .xlsx, .csv ou .json."`
	Safe bool   `help:"Sans identités, notes ni étiquettes : pour la coordination."`
}

// Run writes the sessions to a file, whole or not at all.
func (c *sessionExportCmd) Run(ctx context.Context, d *desk) error {
	f, err := c.filter()
	if err != nil {
		return err
	}
	return d.with(ctx, func(s *station.Station) error {
		meta, err := s.Meta(ctx)
		if err != nil {
			return err
		}
		stats, err := s.Stats(ctx, f)
		if err != nil {
			return err
		}
		e := session.Export{
			Localizer: d.L, Who: meta.Place, At: d.Now(), Zone: s.Zone, Total: stats.Total, Safe: c.Safe, Names: s.Names(ctx),
			Progress: func(int) {},
		}
		return cli.WriteWhole(c.File, func(w io.Writer) error {
			return e.Write(ctx, w, strings.ToLower(filepath.Ext(c.File)), s.List(ctx, f))
		})
	})
}

type sessionImportCmd struct {
	File string `arg:"" name:"fichier" help:"Fichier .xlsx, .csv ou .json."`
}

// Run brings a history in: good lines saved, bad ones named.
func (c *sessionImportCmd) Run(ctx context.Context, d *desk) error {
	raw, err := os.ReadFile(c.File)
	if err != nil {
		return app.E(app.Usage, "no_such_file", "file", c.File).Because(err)
	}
	return d.with(ctx, func(s *station.Station) error {
		known, err := s.Context(ctx)
		if err != nil {
			return err
		}
		rep, err := session.Import(ctx, c.File, raw, session.ImportOptions{Context: known})
		if err != nil {
			return err
		}
		a := adder{desk: d, s: s, file: c.File}
		if a.author, err = s.Author(ctx); err != nil {
			return err
		}
		for _, one := range rep.Sessions {
			if a.waiting = append(a.waiting, entry{one.Line, one.Session}); len(a.waiting) == saveEvery {
				if err := a.save(ctx); err != nil {
					return err
				}
			}
		}
		if err := a.save(ctx); err != nil {
			return err
		}
		for _, f := range rep.Faults {
			a.refuse(f)
		}
		if a.refused > 0 {
			return app.E(app.Rejected, "lines_refused", "n", a.refused)
		}
		return nil
	})
}
