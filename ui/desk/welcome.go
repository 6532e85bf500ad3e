package desk

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"

	"parvis/app"
	"parvis/app/people"
	"parvis/assets"
	"parvis/ui/kit"
	"parvis/ui/shell"
	"parvis/ui/theme"
)

// welcome is the first run: look around with example data, or set this
// computer up in four answers.
type welcome struct {
	shell.Plain
	d    *Desk
	env  *shell.Env
	done func()
	form bool
	busy bool

	place, commune, name, pin string
	responsible, dpo          string
	accept                    bool
	fault                     *kit.Text
}

// NewWelcome makes the screen of the first run; done is called once the
// directory is ready.
func NewWelcome(d *Desk, done func()) shell.Screen {
	return &welcome{d: d, done: done, accept: true}
}

// Title implements shell.Screen.
func (w *welcome) Title() string { return w.env.T("desk.welcome") }

// Build implements shell.Screen.
func (w *welcome) Build(env *shell.Env) shell.Page {
	w.env, w.d.env = env, env
	w.fault = kit.NewText("").In(theme.RedText)
	body, first := w.choice()
	foot := fyne.CanvasObject(kit.Gap(0, 0))
	if w.form {
		body, first, foot = w.configure()
	}
	head := kit.VBox(6, kit.HBox(14, kit.NewArt(assets.Logo, 56, 56), kit.Title(env.T("desk.welcome"))), kit.NewText(env.T("desk.welcome.sub")).In(theme.Ink2))
	middle := func(o ...fyne.CanvasObject) fyne.CanvasObject {
		return kit.HBox(0, kit.Spacer(), kit.Sized(820, 0, kit.VBox(16, o...)), kit.Spacer())
	}
	page := kit.VBox(0, kit.Grow(kit.NewPage(kit.Inset(24, 32, 12, 32, middle(head, body)))), kit.Inset(8, 32, 16, 32, middle(w.fault, foot)))
	return shell.Page{Body: kit.Background(theme.Fond, page), NoRail: true, NoStatus: true, Bare: true, First: first}
}

// TypedKey implements shell.KeyScreen: Escape in the form goes back to the
// choice.
func (w *welcome) TypedKey(ev *fyne.KeyEvent) bool {
	if ev.Name == fyne.KeyEscape && w.form {
		w.form = false
		w.env.Rebuild()
		return true
	}
	return false
}

func (w *welcome) choice() (fyne.CanvasObject, fyne.CanvasObject) {
	env := w.env
	set := kit.NewTallButton(kit.Primary, env.T("desk.welcome.set"), "", func() { w.form = true; env.Rebuild() })
	try := kit.NewTallButton(kit.Secondary, env.T("desk.welcome.try"), "", w.seed)
	card := func(icon string, tint theme.Role, key string, b fyne.CanvasObject) fyne.CanvasObject {
		return kit.CardPad(24, kit.VBox(14, kit.HBox(14, kit.IconTile(icon, tint, 52, 30, 14), kit.Grow(kit.NewText(env.T(key+".title")).As(theme.Section))),
			kit.NewText(env.T(key+".text")), kit.Spacer(), b))
	}
	more := kit.Wrap(8)
	if w.d.TakeUp != nil {
		more.Add(kit.NewButton(kit.Quiet, env.T("care.welcome"), "arrows-clockwise-bold", w.d.TakeUp))
	}
	return kit.VBox(16, kit.Columns(340, 16, card("desktop", theme.BluePale, "desk.welcome.set", set), card("sun-horizon", theme.SunPale, "desk.welcome.try", try)),
		kit.HBox(12, kit.NewIcon("shield-check", theme.GreenText, 22), kit.Grow(kit.Muted(env.T("desk.welcome.offline")))), more), set
}

// configure gives the form, its first field, and the way on, which stays in view.
func (w *welcome) configure() (form, first, foot fyne.CanvasObject) {
	env := w.env
	field := func(key, help string, value *string, secret bool) *kit.Field {
		f := kit.NewField(kit.FieldLook{Label: env.T(key), Help: env.T(help), Password: secret})
		f.SetText(*value)
		f.OnChanged = func(text string) { *value = strings.TrimSpace(text) }
		return f
	}
	place := field("desk.set.name", "desk.welcome.place.help", &w.place, false)
	commune := communePicker(w.d, env, env.T("desk.set.commune"), w.commune, func(insee string) { w.commune = insee })
	name := field("desk.welcome.name", "desk.welcome.name.help", &w.name, false)
	pin := field("desk.welcome.pin", "desk.welcome.pin.help", &w.pin, true)
	responsible := field("desk.controller.name", "desk.welcome.responsible.help", &w.responsible, false)
	dpo := field("desk.controller.dpo", "desk.welcome.dpo.help", &w.dpo, false)
	accept := kit.NewCheckbox(env.T("desk.welcome.accept"), env.T("desk.welcome.accept.text"), w.accept, func(on bool) { w.accept = on })
	notice := kit.TintCard(kit.Info, kit.Row(12, kit.Top, kit.NewIcon("info", theme.Link, 24), kit.Grow(kit.VBox(4, kit.Strong(env.T("desk.welcome.notice")), kit.NewText(env.T("desk.welcome.notice.text"))))))
	done := kit.NewTallButton(kit.Primary, env.T("desk.welcome.done"), "", func() { w.submit(place, name, pin) })
	back := kit.NewTallButton(kit.Quiet, env.T("desk.back"), "arrow-left-bold", func() { w.form = false; env.Rebuild() })
	return kit.CardPad(24, kit.VBox(16, kit.Columns(340, 20, place, commune), kit.Columns(340, 20, name, pin), kit.Columns(340, 20, responsible, dpo), accept, notice)), place, kit.HBox(12, done, back, kit.Spacer())
}

// submit prepares the directory once everything needed is there; what lacks is
// said at its field.
func (w *welcome) submit(place, name, pin *kit.Field) {
	missing := func(f *kit.Field, bad bool, key string) bool {
		f.SetError("")
		if bad {
			f.SetError(w.env.T(key))
			kit.Focus(f)
		}
		return bad
	}
	if missing(place, w.place == "", "desk.set.name.need") || missing(name, w.name == "", "error.desk_name") ||
		missing(pin, w.pin != "" && !sixDigits(w.pin), "error.desk_pin") {
		return
	}
	if err := people.CheckSecret(w.pin, w.name); w.pin != "" && err != nil {
		pin.SetError(app.Message(w.env.Words, err))
		kit.Focus(pin)
		return
	}
	w.d.AcceptStarter = w.accept
	w.d.Answers = people.Controller{Name: w.responsible, DPO: w.dpo}
	w.run(func(ctx context.Context) error {
		return w.d.Configure(ctx, w.place, w.commune, w.name, w.pin)
	})
}

func (w *welcome) seed() { w.run(w.d.Seed) }

func (w *welcome) run(work func(context.Context) error) {
	if w.busy {
		return
	}
	w.busy = true
	w.fault.In(theme.Ink2).SetText(w.env.T("desk.welcome.wait"))
	shell.Do(w.env, func() (bool, error) { return true, work(context.Background()) }, func(_ bool, err error) {
		w.busy = false
		w.fault.SetText("")
		if err != nil {
			w.env.Fail(err)
			return
		}
		w.done()
	})
}
