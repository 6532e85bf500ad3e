package main

import (
	"cmp"
	"context"
	"os"
	"path/filepath"
	"time"

	"github.com/google/uuid"

	"parvis/app"
	"parvis/app/guide"
	rules "parvis/app/kiosk"
	"parvis/app/library"
	"parvis/app/lots"
	"parvis/app/people"
	"parvis/app/poll"
	"parvis/app/session"
	"parvis/cmd/internal/station"
	"parvis/i18n"
	"parvis/store/device"
	"parvis/ui/desk"
	kioskui "parvis/ui/kiosk"
	"parvis/ui/shell"
)

// openKiosk shows the visitor's kiosk on a directory of its own, under the
// desk's when there is one.
func (w *window) openKiosk() error {
	if err := w.openBorne(); err != nil {
		return err
	}
	if err := w.readPlace(); err != nil {
		return err
	}
	w.win.SetTitle(w.env.L.T("parvis.kiosk.title"))
	kioskui.New(w.win, w.surroundings(w.app.Quit)).Start()
	if w.st != nil {
		w.jobs = startJobs(w, w.st, false)
	}
	w.startSide()
	return nil
}

// startSide starts, once, what runs by itself on the kiosk's directory.
func (w *window) startSide() *jobs {
	w.borneLock.Lock()
	defer w.borneLock.Unlock()
	if w.side == nil {
		w.side = startJobs(w, w.borne, false)
	}
	return w.side
}

// readPlace learns what the place says of itself, for the sheets and the screen
// that says who is there.
func (w *window) readPlace() error {
	if w.st == nil {
		return nil
	}
	meta, err := w.st.Meta(w.ctx)
	if err != nil {
		return err
	}
	w.place = desk.PlaceInfo{Responsible: meta.Place}
	if _, err := w.st.SettingJSON(w.ctx, keyPlace, &w.place); err != nil {
		return err
	}
	w.place.Name, w.place.Commune = meta.Place, meta.Commune
	return nil
}

// kioskFromDesk opens the kiosk in place of the desk, whose vault is locked
// first: a visitor's screen holds no key.
func (w *window) kioskFromDesk() error {
	if err := w.openBorne(); err != nil {
		return err
	}
	w.st.Lock()
	win := w.app.NewWindow("Parvis")
	win.SetFullScreen(true)
	back := func() {
		win.Close()
		w.win.Show()
		w.mu.Lock()
		w.me.ID = "" // whoever comes back opens the desk anew
		w.mu.Unlock()
		meta, err := w.st.Meta(w.ctx)
		if err == nil {
			err = w.enter(meta)
		}
		w.shell.Env().Fail(err)
	}
	kioskui.New(win, w.surroundings(back)).Start()
	w.startSide()
	win.Show()
	w.win.Hide()
	return nil
}

func (w *window) borneDir() string { return filepath.Join(w.env.Data, "borne") }

// openBorne opens the kiosk's own directory, made on first use: another
// identity, no vault.
func (w *window) openBorne() error {
	w.borneLock.Lock()
	defer w.borneLock.Unlock()
	if w.borne != nil {
		return nil
	}
	dir := w.borneDir()
	o := w.options(dir)
	var err error
	if station.Exists(dir) {
		w.borne, err = station.Open(w.ctx, o)
		return err
	}
	meta := device.Meta{Place: w.env.L.T("parvis.kiosk.place")}
	if w.st != nil {
		own, err := w.st.Meta(w.ctx)
		if err != nil {
			return err
		}
		meta = device.Meta{Place: own.Place, Commune: own.Commune, Zone: own.Zone, Demo: own.Demo}
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return app.E(app.Failed, "dir_unwritable", "dir", dir).Because(err)
	}
	w.borne, err = station.Init(w.ctx, o, device.InitOptions{Meta: meta, Kiosk: true}, true)
	return err
}

// shelf is the desk's, so that what the place wrote and accepted is what its
// visitors find; a kiosk alone has its own.
func (w *window) shelf() *library.Shelf {
	if w.st != nil {
		return w.st.Shelf
	}
	return w.borne.Shelf
}

func (w *window) surroundings(quit func()) kioskui.Surroundings {
	meta, _ := w.borne.Meta(w.ctx) // a name is only a greeting
	shelf := w.shelf()
	return kioskui.Surroundings{
		Behind: func(event, lang string) []kioskui.Row {
			var rows []kioskui.Row
			for _, e := range shelf.Visible(lang) {
				if e.LifeEvent == event {
					rows = append(rows, kioskui.Row{ID: e.ID, Title: shownTitle(shelf, e, lang), Icon: iconOf(e)})
				}
			}
			return rows
		},
		Search: func(words, lang string) []kioskui.Row {
			var rows []kioskui.Row
			for _, h := range shelf.SearchVisible(words, lang, 6) {
				if e, ok := shelf.Entry(guide.ID(h.ID)); ok {
					rows = append(rows, kioskui.Row{ID: e.ID, Title: shownTitle(shelf, e, lang), Icon: iconOf(e)})
				}
			}
			return rows
		},
		Graph: func(id guide.ID, lang string) *guide.Graph { return shownIn(shelf, id, lang) },
		Media: shelf.Media, Play: w.play,
		Communes: kioskCommunes,
		Print:    w.kioskPrint(), Background: shell.InBackground,
		Count: w.count, Resting: w.resting, Poll: w.pollToday, Answered: w.answered,
		Leave: w.leave,
		Langs: []string{"fr", "en"},
		Place: meta.Place, Responsible: w.responsible(meta.Place), FindPerson: w.place.FindPerson, Example: meta.Demo,
		Now: func() time.Time { return w.env.Now().In(w.borne.Zone) }, Policy: rules.Defaults(), UI: shell.OnUI,
		After: func(d time.Duration, f func()) func() { t := time.AfterFunc(d, f); return func() { t.Stop() } },
		Quit:  quit,
	}
}

// resting is told when a visit begins and when the home is untouched again:
// between visits a new edition of the guides may take its place.
func (w *window) resting(yes bool) {
	if w.visiting = !yes; yes {
		w.jobs.between()
		w.side.between()
	}
}

func (w *window) responsible(place string) string {
	var c people.Controller
	if w.st != nil {
		_, _ = w.st.SettingJSON(w.ctx, desk.KeyController, &c) // unreadable: the place answers
	}
	c.Name = cmp.Or(c.Name, w.place.Responsible, place)
	return c.Reach()
}

func kioskCommunes(start string) []kioskui.Commune {
	var out []kioskui.Commune
	for _, c := range communesLike(start) {
		out = append(out, kioskui.Commune{Insee: c.Insee, Name: c.Name})
	}
	return out
}

// graphIn is a guide in a language, in French where there is no translation
// that visitors may see.
func graphIn(shelf *library.Shelf, id guide.ID, lang string) *guide.Graph {
	g, err := shelf.Load(id)
	if err != nil {
		return nil
	}
	if lang == "fr" {
		return g
	}
	name, raw, _, err := shelf.Text(id, lang)
	if err != nil {
		return g
	}
	t := guide.Parse(name, raw).Translation
	if t == nil {
		return g
	}
	in, _ := g.In(t)
	return in
}

// shownIn is a guide as visitors follow it, nil once the place has taken it
// back.
func shownIn(shelf *library.Shelf, id guide.ID, lang string) *guide.Graph {
	g, err := shelf.LoadShown(id, lang)
	if err != nil {
		return nil
	}
	return g
}

// shownTitle is the title visitors read.
func shownTitle(shelf *library.Shelf, e *library.Entry, lang string) string {
	if lang == i18n.Fallback && e.Shown == e.Variant {
		return e.Title
	}
	if g := shownIn(shelf, e.ID, lang); g != nil {
		return g.Guide.Title
	}
	return e.Title
}

// count keeps what is counted of a visit, off the interface's thread.
func (w *window) count(v kioskui.Visited) {
	shell.InBackground(w.wiped)
	if v.Guide == "" {
		return // a look at the home is not a run
	}
	run := lots.Run{
		ID: uuid.NewString(), Date: app.DayOf(w.env.Now(), w.borne.Zone), Guide: string(v.Guide), Langue: v.Lang,
		Issue: string(v.Outcome), Duree: session.BandOf(session.MinutesOf(v.Elapsed)), Satisfaction: v.Satisfaction,
	}
	shell.InBackground(func() { _ = w.borne.AddRun(context.WithoutCancel(w.ctx), run) }) // counting a visit never disturbs one
}

// pollToday is the poll of the edition in use: the desk's, as its guides are.
func (w *window) pollToday() (poll.Poll, bool) {
	if w.st != nil {
		return w.st.PollToday()
	}
	return w.borne.PollToday()
}

// answered counts an answer to a poll, apart from any visit.
func (w *window) answered(p poll.Poll, answer int) {
	shell.InBackground(func() { _ = w.borne.CountAnswer(context.WithoutCancel(w.ctx), p, answer) }) // counting never disturbs anyone
}

// wiped notes in the local journal that a visit left nothing behind.
func (w *window) wiped() {
	st := w.st
	if st == nil {
		st = w.borne
	}
	_ = st.AppendLine(context.WithoutCancel(w.ctx), device.Line{Kind: people.KioskWiped}) // a note never disturbs the next visit
}

// leave asks for a mediator's code; where nobody chose one, leaving is free.
func (w *window) leave(code string) error {
	if w.st == nil {
		return nil
	}
	meta, err := w.st.Meta(w.ctx)
	if err != nil {
		return err
	}
	wrong := error(nil)
	for _, m := range meta.Mediators {
		if m.Gone || !m.PIN {
			continue
		}
		wrong = w.st.Unlock(w.ctx, m.ID, code)
		if wrong == nil {
			w.st.Lock()
			return nil
		}
	}
	return wrong
}
