package shell

import (
	"time"

	"fyne.io/fyne/v2"

	"parvis/app"
	"parvis/i18n"
	"parvis/ui/kit"
	"parvis/ui/theme"
)

// Runner runs a function somewhere: on the interface's thread, or off it.
type Runner func(func())

// Now runs at once, on the caller's thread: both runners of a test.
func Now(f func()) { f() }

// OnUI runs on the interface's thread; it is the UI runner of programs.
func OnUI(f func()) { fyne.Do(f) }

// InBackground runs on a goroutine of its own; it is the background runner of
// programs.
func InBackground(f func()) { go f() }

// AfterOnUI is the After of programs.
func AfterOnUI(d time.Duration, f func()) (stop func()) {
	t := time.AfterFunc(d, func() { fyne.Do(f) })
	return func() { t.Stop() }
}

// Env is what a screen finds around it. It is made by New and lives as long as
// the window; Words changes when the person chooses another language.
type Env struct {
	Words      *i18n.Localizer
	Clock      app.Clock
	Zone       *time.Location
	Background Runner
	UI         Runner
	After      kit.After

	shell *Shell
}

// T gives a text in the language shown.
func (e *Env) T(key string, args ...any) string { return e.Words.T(key, args...) }

// Now is the present moment in the place's zone.
func (e *Env) Now() time.Time { return e.Clock().In(e.Zone) }

// Canvas is the window's canvas, for modals.
func (e *Env) Canvas() fyne.Canvas { return e.shell.window.Canvas() }

// Window is the window, for its title and the clipboard.
func (e *Env) Window() fyne.Window { return e.shell.window }

// Shell is the window's shell, for what Env does not shorten.
func (e *Env) Shell() *Shell { return e.shell }

// Look gives the choices of look; change them with Shell.SetLook.
func (e *Env) Look() theme.Options { return theme.Current().Options() }

// Go shows a screen above the present one; Escape comes back.
func (e *Env) Go(s Screen) { e.shell.Push(s) }

// Back returns to the screen before.
func (e *Env) Back() { e.shell.Back() }

// Rebuild builds the present screen again, in place.
func (e *Env) Rebuild() { e.shell.Rebuild() }

// Toast says a short message at the bottom of the window.
func (e *Env) Toast(message string) { e.shell.toasts.Show(message, "", nil) }

// ToastUndo says a short message with one action.
func (e *Env) ToastUndo(message, action string, onAction func()) {
	e.shell.toasts.Show(message, action, onAction)
}

// Fail tells a person what an error means, in a modal: what happened, what is
// safe, what to do. A nil error does nothing.
func (e *Env) Fail(err error) {
	if err != nil {
		kit.Tell(e.Canvas(), e.T("shell.fail.title"), app.Message(e.Words, err))
	}
}

// Do runs work in the background, then hands its result to then on the
// interface's thread. A result that comes after the screen has gone is handed
// over all the same: then must only touch its own screen.
func Do[T any](e *Env, work func() (T, error), then func(T, error)) {
	e.Background(func() {
		v, err := work()
		e.UI(func() { then(v, err) })
	})
}
