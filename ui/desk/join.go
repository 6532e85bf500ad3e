package desk

import (
	"context"
	"errors"
	"strings"

	"fyne.io/fyne/v2"

	"parvis/app"
	"parvis/app/relay"
	"parvis/ui/kit"
	"parvis/ui/shell"
	"parvis/ui/theme"
)

// joinWith exchanges an invitation for a registration.
type joinWith func(ctx context.Context, text, hub string) (relay.Registration, error)

// join is « Rejoindre un réseau »: a dictated code, a picture of the QR code, or
// a scanner that types. No camera is needed. Each state is said in words.
type join struct {
	shell.Plain
	d     *Desk
	env   *shell.Env
	with  joinWith
	kiosk bool

	way        string
	code, hub  string // kept when the way changes
	form, said *fyne.Container
	first      fyne.CanvasObject // of the form
	cancel     context.CancelFunc
}

// The ways to join.
const (
	byCode    = "code"
	byPicture = "picture"
	byScanner = "scanner"
)

func newJoin(d *Desk, with joinWith, kiosk bool) *join {
	return &join{d: d, with: with, kiosk: kiosk, way: byCode}
}

// Title implements shell.Screen.
func (j *join) Title() string {
	if j.kiosk {
		return j.env.T("network.join.kiosk")
	}
	return j.env.T("network.join")
}

// OnShow takes pictures dropped on the window.
func (j *join) OnShow() {
	j.env.Window().SetOnDropped(func(_ fyne.Position, files []fyne.URI) {
		if len(files) > 0 && j.cancel == nil {
			j.run(files[0].Path(), "", nil)
		}
	})
}

// OnHide stops what was asked: nobody would see the answer.
func (j *join) OnHide() {
	j.env.Window().SetOnDropped(nil)
	if j.cancel != nil {
		j.cancel()
	}
}

// Build implements shell.Screen.
func (j *join) Build(env *shell.Env) shell.Page {
	j.env, j.d.env = env, env
	j.form, j.said = kit.VBox(14), kit.VBox(10)
	ways := kit.NewSegmented([]kit.Choice{
		{Value: byCode, Label: env.T("network.way.code")},
		{Value: byPicture, Label: env.T("network.way.picture")},
		{Value: byScanner, Label: env.T("network.way.scanner")},
	}, j.way, func(v string) { j.way = v; j.fill(); kit.Focus(j.first) })
	j.fill()
	main := kit.Card(kit.VBox(18, kit.Section(env.T("network.way")), kit.Wrap(8, ways), j.form, j.said))
	back := kit.NewButton(kit.Secondary, env.T("desk.back"), "arrow-left-bold", env.Back)
	return shell.Page{
		Title: j.Title(), Subtitle: env.T("network.join.sub"), NoStatus: true,
		Body: newSplit(main, j.beside()), Actions: []fyne.CanvasObject{back}, First: j.first,
	}
}

// beside says what joining changes, and what it never does.
func (j *join) beside() fyne.CanvasObject {
	env := j.env
	box := kit.VBox(12, kit.Section(env.T("network.what")))
	for _, line := range []struct{ icon, key string }{
		{"paper-plane-tilt", "network.what.goes"},
		{"shield-check", "network.what.stays"},
		{"package", "network.what.comes"},
		{"wifi-slash", "network.what.without"},
	} {
		box.Add(kit.Row(12, kit.Top, kit.NewIcon(line.icon, theme.Link, 24), kit.Grow(kit.NewText(env.T(line.key)))))
	}
	return kit.Card(box)
}

// fill lays the form of the way chosen.
func (j *join) fill() {
	j.form.RemoveAll()
	j.said.RemoveAll()
	switch j.way {
	case byPicture:
		j.pictureForm()
	case byScanner:
		j.scannerForm()
	default:
		j.codeForm()
	}
	j.form.Refresh()
	j.said.Refresh()
	kit.Relayout(j.form)
}

func (j *join) codeForm() {
	env := j.env
	hub := kit.NewField(kit.FieldLook{Label: env.T("desk.set.hub.address"), Help: env.T("network.hub.help"), Placeholder: "https://parvis.exemple.fr", Icon: "globe"})
	hub.SetText(j.hub)
	code := kit.NewField(kit.FieldLook{Label: env.T("network.code"), Help: env.T("network.code.help"), Placeholder: "ABCD-EFGH-JKMN-PQRS", Size: 22})
	code.SetText(j.code)
	var do *kit.Button
	send := func() {
		hub.SetError("")
		code.SetError("")
		if _, err := relay.HubURL(j.hub); err != nil {
			hub.SetError(app.Message(env.Words, err))
			kit.Focus(hub)
			return
		}
		if _, err := relay.ParseCode(j.code); err != nil {
			code.SetError(app.Message(env.Words, err))
			kit.Focus(code)
			return
		}
		j.run(j.code, j.hub, do)
	}
	hub.OnChanged = func(s string) { j.hub = strings.TrimSpace(s); hub.SetError("") }
	hub.OnSubmit = func(string) { kit.Focus(code) }
	code.OnChanged = func(s string) { j.code = strings.TrimSpace(s); j.judge(code) }
	code.OnSubmit = func(string) { send() }
	do = kit.NewButton(kit.Primary, env.T("network.do"), "check-bold", send)
	j.form.Add(hub)
	j.form.Add(code)
	j.form.Add(kit.Wrap(8, do))
	j.first = hub
}

// judge says a fault as soon as the code is whole, not before.
func (j *join) judge(code *kit.Field) {
	code.SetError("")
	letters := strings.NewReplacer("-", "", " ", "").Replace(j.code)
	if len(letters) < 16 {
		return
	}
	if _, err := relay.ParseCode(j.code); err != nil {
		code.SetError(app.Message(j.env.Words, err))
	}
}

func (j *join) pictureForm() {
	env := j.env
	j.form.Add(kit.NewText(env.T("network.picture.help")))
	if j.d.Net.Pictures != nil {
		found := kit.VBox(0)
		j.form.Add(found)
		shell.Do(env, func() ([]FoundFile, error) { return j.d.Net.Pictures(), nil }, func(list []FoundFile, _ error) {
			found.Add(fileRows(env, list, "qr-code", env.T("network.picture.none"), func(path string) { j.run(path, "", nil) }))
			kit.Relayout(found)
		})
	}
	path := kit.NewField(kit.FieldLook{Label: env.T("network.picture.path"), Clear: true})
	open := func() {
		if strings.TrimSpace(path.Text()) != "" {
			j.run(strings.TrimSpace(path.Text()), "", nil)
		}
	}
	path.OnSubmit = func(string) { open() }
	j.form.Add(path)
	j.form.Add(kit.Wrap(8, kit.NewButton(kit.Primary, env.T("network.picture.read"), "check-bold", open)))
	j.first = path
}

func (j *join) scannerForm() {
	env := j.env
	j.form.Add(kit.NewText(env.T("network.scanner.help")))
	field := kit.NewField(kit.FieldLook{Label: env.T("network.scanner.field"), Icon: "qr-code", Clear: true})
	field.OnSubmit = func(text string) {
		if strings.TrimSpace(text) != "" {
			j.run(strings.TrimSpace(text), "", nil)
			field.SetText("")
		}
	}
	j.form.Add(field)
	j.first = field
}

// run exchanges the invitation and says each state in words.
func (j *join) run(text, hub string, do *kit.Button) {
	if j.cancel != nil {
		return
	}
	ctx, cancel := context.WithCancel(context.Background())
	j.cancel = cancel
	if do != nil {
		do.SetEnabled(false)
	}
	stop := kit.NewButton(kit.Quiet, j.env.T("desk.cancel"), "", func() { cancel() })
	j.say(kit.TintCard(kit.Info, kit.HBox(12, kit.NewIcon("clock", theme.Link, 24), kit.Grow(kit.NewText(j.env.T("network.asking"))), stop)))
	shell.Do(j.env, func() (relay.Registration, error) { return j.with(ctx, text, hub) }, func(reg relay.Registration, err error) {
		cancel()
		j.cancel = nil
		if do != nil {
			do.SetEnabled(true)
		}
		if err != nil {
			j.say(kit.Banner(kit.Bad, "warning-circle-bold", j.env.T("network.join.not"), j.sorry(err), nil))
			return
		}
		j.done(reg)
	})
}

// sorry is a failure in words. Nothing waits to be sent yet, so a hub that does
// not answer is an address to check.
func (j *join) sorry(err error) string {
	if errors.Is(err, app.E(app.Hub, "hub_unreachable")) {
		return j.env.T("network.join.unreachable")
	}
	return app.Message(j.env.Words, err)
}

func (j *join) say(o fyne.CanvasObject) {
	j.said.RemoveAll()
	j.said.Add(o)
	j.said.Refresh()
	kit.Relayout(j.said)
	kit.Reveal(j.said)
}

// done replaces the form with what was gained.
func (j *join) done(reg relay.Registration) {
	env := j.env
	j.form.RemoveAll()
	j.form.Refresh()
	end := kit.NewButton(kit.Primary, env.T("network.end"), "check-bold", env.Back)
	j.say(kit.VBox(14,
		kit.Banner(kit.Good, "check-circle-bold", env.T("network.joined", "place", reg.Place), env.T("network.joined.text", "hub", reg.Hub), nil),
		kit.Wrap(8, end)))
	kit.Focus(end)
}
