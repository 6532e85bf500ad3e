package main

import (
	"context"
	"errors"
	"sync"
	"time"

	"fyne.io/fyne/v2"

	"parvis/app"
	"parvis/app/people"
	"parvis/app/session"
	"parvis/cmd/internal/cli"
	"parvis/cmd/internal/demo"
	"parvis/cmd/internal/station"
	"parvis/i18n"
	"parvis/store/device"
	"parvis/ui/desk"
	"parvis/ui/kit"
	"parvis/ui/shell"
	"parvis/ui/theme"
)

// window is the program's one window and the station behind it.
type window struct {
	ctx        context.Context
	app        fyne.App
	env        *cli.Env
	fullscreen bool

	st    *station.Station
	borne *station.Station // the kiosk's own directory
	// filled tells that what opening the directory takes is over: a word of it
	// that comes late would cover the screen.
	filled bool
	win    fyne.Window
	shell  *shell.Shell
	desk   *desk.Desk
	jobs   *jobs
	side   *jobs // of the kiosk's own directory

	borneLock sync.Mutex // held while that directory is opened and its jobs started

	visiting bool // a visitor is in a guide; read and set by the interface only

	failure error // why the window could not show what was asked

	docked bool // narrow, beside the browser

	mu    sync.Mutex
	me    desk.Mediator
	place desk.PlaceInfo
	tmp   string // sheets made during this run, removed at its end
}

// The sizes of the window: the desk's, and that of the one docked beside a
// browser.
var (
	wide   = fyne.NewSize(1280, 700) // fits the 1366×768 of donated machines
	narrow = fyne.NewSize(380, 700)
)

// Settings of the window.
const (
	keyPlace = "window.place"
	keyLook  = "window.look"
)

// look is what a person chose of the look, as kept.
type look struct {
	Lang     string        `json:"lang"`
	Variant  theme.Variant `json:"variant"`
	FactorPC int           `json:"factor_percent"`
}

func (w *window) zone() *time.Location {
	if w.st != nil {
		return w.st.Zone
	}
	return app.Zone("")
}

func (w *window) lookOf(set theme.Set) theme.Options {
	l := look{Lang: w.env.Lang, FactorPC: 100}
	if w.st != nil {
		_, _ = w.st.SettingJSON(w.ctx, keyLook, &l) // without a choice, the usual look serves
	}
	return theme.Options{Variant: l.Variant, Set: set, Factor: float32(l.FactorPC) / 100, Words: i18n.New(l.Lang)}
}

func (w *window) keepLook(o theme.Options) {
	if w.st == nil {
		return
	}
	l := look{Lang: o.Words.Lang(), Variant: o.Variant, FactorPC: int(o.Factor*100 + 0.5)}
	shell.InBackground(func() { _ = w.st.SetSettingJSON(w.ctx, keyLook, l) }) // a look is only a convenience
}

func (w *window) newWindow(size fyne.Size) fyne.Window {
	win := w.app.NewWindow("Parvis")
	win.Resize(size)
	win.SetFullScreen(w.fullscreen)
	return win
}

// openDesk shows the mediator's desk.
func (w *window) openDesk() error {
	meta, err := w.st.Meta(w.ctx)
	if err != nil {
		return err
	}
	w.place = desk.PlaceInfo{Name: meta.Place, Commune: meta.Commune, Responsible: meta.Place}
	if _, err := w.st.SettingJSON(w.ctx, keyPlace, &w.place); err != nil {
		return err
	}
	w.place.Name, w.place.Commune = meta.Place, meta.Commune
	w.sweepPapers()
	w.desk = w.joinDesk(meta)
	w.shell = shell.New(shell.Config{
		Window: w.win, Look: w.lookOf(theme.Desk), Clock: w.env.Now, Zone: w.st.Zone,
		Background: shell.InBackground, UI: shell.OnUI, After: shell.AfterOnUI,
		Nav: w.desk.Nav(), LockAfter: w.lockAfter(), OnForgotten: w.forgotten, Settings: w.desk.SettingsScreen, Actions: w.desk.Actions(),
		Keeper: keeper{w}, Place: meta.Place,
		OnRoot: func() { w.jobs.between() }, OnStatus: func() { w.shell.Open("leaves") }, OnLook: w.keepLook, OnUnlock: w.unlocked, OnKiosk: func() { _ = w.desk.OpenKiosk() },
	})
	if err := w.enter(meta); err != nil {
		return err
	}
	w.jobs = startJobs(w, w.st, true)
	w.tellOpening()
	return nil
}

// enter opens on today when nobody has a code, else on the unlock page.
func (w *window) enter(meta device.Meta) error {
	for _, m := range meta.Mediators {
		if m.PIN && !m.Gone {
			w.shell.Lock()
			return nil
		}
	}
	for _, m := range meta.Mediators {
		if m.Gone {
			continue
		}
		if err := w.st.Unlock(w.ctx, m.ID, ""); err != nil {
			return err
		}
		w.shell.Enter(shell.Person{ID: m.ID, Name: m.Name})
		return nil
	}
	return app.E(app.Failed, "no_mediator")
}

// unlocked is told who is at the desk.
func (w *window) unlocked(p shell.Person) {
	w.mu.Lock()
	w.me = desk.Mediator{ID: p.ID, Name: p.Name}
	w.mu.Unlock()
	if w.shell.Current() == nil { // not yet here since the window opened
		w.shell.Open("today")
		w.desk.AskResume(w.shell.Env())
		w.desk.OfferRecovery(w.shell.Env())
	}
}

// keeper checks codes against the store.
type keeper struct{ w *window }

// People implements shell.Keeper: nobody when no code was ever chosen, so that
// a desk without codes is never locked.
func (k keeper) People() []shell.Person {
	meta, err := k.w.st.Meta(k.w.ctx)
	if err != nil {
		return nil
	}
	var people []shell.Person
	coded := false
	for i, m := range meta.Mediators {
		if !m.Gone {
			people = append(people, shell.Person{ID: m.ID, Name: m.Name, Tint: i, Words: m.Words})
			coded = coded || m.PIN
		}
	}
	if !coded {
		return nil
	}
	k.w.st.Lock()
	_ = k.w.dropPapers() // at the latest when the window closes
	return people
}

// Try implements shell.Keeper.
func (k keeper) Try(id, code string) shell.Verdict {
	err := k.w.st.Unlock(k.w.ctx, id, people.TidySecret(code))
	switch {
	case err == nil:
		return shell.Verdict{OK: true}
	case errors.Is(err, app.E(app.Failed, "pin_wrong")), errors.Is(err, app.E(app.Failed, "pin_wait")):
		left, _ := k.w.st.TriesLeft(k.w.ctx, id)
		return shell.Verdict{Wait: k.Wait(id), Left: left}
	}
	return shell.Verdict{Err: err}
}

// Wait implements shell.Waiter.
func (k keeper) Wait(id string) time.Duration {
	wait, _ := k.w.st.PINDelay(k.w.ctx, id) // unreadable: the try itself will say it
	return wait
}

// welcome offers a first run: example data, or setting this desk up.
func (w *window) welcome() {
	d := &desk.Desk{Seed: w.seed, Communes: communesLike, Version: app.Version, Me: func() desk.Mediator { return desk.Mediator{} }}
	d.Configure = func(ctx context.Context, place, commune, mediator, pin string) error {
		return w.configure(ctx, place, commune, mediator, pin, d)
	}
	w.shell = shell.New(shell.Config{
		Window: w.win, Look: w.lookOf(theme.Desk), Clock: w.env.Now, Zone: w.zone(),
		Background: shell.InBackground, UI: shell.OnUI, After: shell.AfterOnUI,
	})
	d.TakeUp = func() { w.rescue("", w.welcome) }
	w.shell.Push(desk.NewWelcome(d, w.welcomed))
}

// welcomed opens what the first run has made.
func (w *window) welcomed() {
	if err := w.openDesk(); err != nil {
		w.shell.Env().Fail(err)
	}
}

func (w *window) seed(ctx context.Context) error {
	if _, err := station.Demo(ctx, w.options(w.env.Data), demo.Options{Seed: 1}); err != nil {
		return err
	}
	st, err := station.Open(ctx, w.options(w.env.Data))
	w.st = st
	return err
}

func (w *window) configure(ctx context.Context, place, commune, mediator, pin string, first *desk.Desk) error {
	st, err := station.Init(ctx, w.options(w.env.Data), device.InitOptions{
		Meta: device.Meta{Place: place, Commune: commune}, Mediator: mediator, Key: device.KeyFile,
	}, first.AcceptStarter)
	if err != nil {
		return err
	}
	w.st = st
	if first.Answers != (people.Controller{}) {
		if err := st.SetSettingJSON(ctx, desk.KeyController, first.Answers.Tidy()); err != nil {
			return err
		}
	}
	if pin == "" {
		return nil
	}
	author, err := st.Author(ctx)
	if err != nil {
		return err
	}
	if err := st.Unlock(ctx, author, ""); err != nil {
		return err
	}
	return st.SetPIN(ctx, author, people.TidySecret(pin))
}

// sorry shows why the directory could not be opened, for who did not start the
// program from a terminal.
func (w *window) sorry(err error) {
	l := w.env.L
	if curable(err) {
		w.win.SetFullScreen(false)
		w.rescue(app.Message(l, err), w.app.Quit)
		return
	}
	quit := kit.NewButton(kit.Primary, l.T("parvis.close"), "", w.app.Quit)
	words := kit.VBox(20, kit.Heading(l.T("parvis.sorry")), kit.NewText(app.Message(l, err)), kit.HBox(0, quit, kit.Spacer()))
	w.win.SetFullScreen(false)
	w.win.SetContent(kit.Background(theme.Fond, kit.Pad(48, kit.Narrow(640, words))))
	kit.Focus(quit)
}

// close stops what runs by itself and releases the directories.
func (w *window) close() error {
	w.jobs.stop()
	w.side.stop()
	var errs []error
	for _, s := range []*station.Station{w.borne, w.st} {
		if s != nil {
			errs = append(errs, s.Close())
		}
	}
	errs = append(errs, w.dropPapers())
	return errors.Join(errs...)
}

// person is who is at the desk now.
func (w *window) person() desk.Mediator {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.me
}

func newID(now app.Clock) func() (session.ID, error) {
	return func() (session.ID, error) { return session.NewID(now(), random) }
}
