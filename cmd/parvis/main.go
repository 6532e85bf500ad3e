// Command parvis is the window: the mediator's desk, the visitor's kiosk, the
// coordinator's figures, on one data directory.
//
// It joins the rooms and decides nothing by itself. A directory that is held,
// read-only, full or damaged is said in one sentence, in the terminal and in a
// window, and the exit code tells which (see app.Kind).
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"syscall"

	"fyne.io/fyne/v2"
	fyneapp "fyne.io/fyne/v2/app"

	"parvis/app"
	"parvis/cmd/internal/cli"
	"parvis/cmd/internal/station"
	"parvis/store/device"
	"parvis/ui/kit"
	"parvis/ui/theme"
)

type grammar struct {
	cli.Globals
	Kiosk       bool `help:"Ouvre la borne."`
	Coordinator bool `help:"Ouvre les chiffres de la coordination."`
	Fullscreen  bool `help:"Plein écran."`
}

func main() {
	device.CheckMain(os.Args)
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// run is the whole program.
func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	var g grammar
	s := cli.Streams{In: stdin, Out: stdout, Err: stderr}
	_, code, done := cli.Parse("parvis", "Parvis : le bureau, la borne, la coordination.", &g, args, s)
	if done {
		return code
	}
	env, err := g.Env(s)
	if err == nil {
		err = displayable()
	}
	if err == nil {
		err = open(ctx, env, g)
	}
	if env == nil {
		env, _ = cli.Globals{Lang: g.Lang}.Env(s)
	}
	if shown := (shownError{}); errors.As(err, &shown) {
		return int(app.KindOf(err))
	}
	return cli.Fail(stderr, env.L, err)
}

// shownError is a failure that was said when it happened.
type shownError struct{ error }

// Unwrap gives the failure.
func (e shownError) Unwrap() error { return e.error }

// displayable says plainly that there is no screen to open a window on,
// instead of letting the toolkit stop the program.
func displayable() error {
	if runtime.GOOS == "linux" && os.Getenv("DISPLAY") == "" {
		return app.E(app.Failed, "no_display")
	}
	return nil
}

// open shows the window at once, opens the directory behind it, and stays until
// the window is closed.
func open(ctx context.Context, env *cli.Env, g grammar) error {
	fyneapp.SetMetadata(fyne.AppMetadata{ID: "fr.parvis.app", Name: "Parvis", Version: app.Version})
	a := fyneapp.NewWithID("fr.parvis.app")
	w := &window{app: a, env: env, fullscreen: g.Fullscreen || g.Kiosk, ctx: ctx}
	context.AfterFunc(ctx, func() { fyne.Do(a.Quit) })
	a.Lifecycle().SetOnStarted(func() {
		go func() {
			st, err := w.station(g)
			fyne.Do(func() { w.opened(g, st, err) })
		}()
	})
	a.Settings().SetTheme(theme.New(theme.Options{Words: env.L}))
	w.win = w.newWindow(wide)
	w.win.SetContent(kit.Background(theme.Fond, kit.Gap(1, 1)))
	w.win.Show()
	a.Run()
	return errors.Join(w.failure, w.close())
}

// opened fills the window once the directory is open.
func (w *window) opened(g grammar, st *station.Station, err error) {
	w.st, w.filled = st, true
	switch {
	case err != nil:
	case g.Kiosk:
		err = w.openKiosk()
	case g.Coordinator:
		err = w.openCoordinator()
	case w.st == nil:
		w.welcome()
	default:
		err = w.openDesk()
	}
	if w.fullscreen && err == nil {
		w.win.SetFullScreen(true) // some window managers forget it when the window first shows
	}
	if err != nil {
		w.failure = shownError{err}
		fmt.Fprintln(w.env.Err, app.Message(w.env.L, err))
		w.sorry(err)
	}
}

// station opens the directory; nil when there is none yet and the desk can
// offer to make one.
func (w *window) station(g grammar) (*station.Station, error) {
	if !station.Exists(w.env.Data) {
		if g.Kiosk {
			return nil, nil // the kiosk has a directory of its own
		}
		if g.Coordinator {
			return nil, app.E(app.Failed, "no_station", "dir", w.env.Data)
		}
		return nil, writable(w.env.Data)
	}
	return station.Open(w.ctx, w.options(w.env.Data))
}

func (w *window) options(dir string) station.Options {
	return station.Options{Dir: dir, Now: w.env.Now, Program: "parvis", Progress: w.opening()}
}

// writable says early that a new directory could not be made.
func writable(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return app.E(app.Failed, "dir_unwritable", "dir", dir).Because(err)
	}
	probe := filepath.Join(dir, ".probe")
	if err := os.WriteFile(probe, nil, 0o600); err != nil {
		return app.E(app.Failed, "dir_unwritable", "dir", dir).Because(err)
	}
	return os.Remove(probe)
}
