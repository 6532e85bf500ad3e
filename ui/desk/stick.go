package desk

import (
	"context"
	"path/filepath"
	"strings"

	"fyne.io/fyne/v2"

	"parvis/app"
	"parvis/app/relay"
	"parvis/ui/kit"
	"parvis/ui/shell"
	"parvis/ui/theme"
)

// stick is « Envoyer par clé USB »: three steps, there and back. Nothing is
// called sent before the receipt is read.
type stick struct {
	shell.Plain
	d       *Desk
	of      *Account
	env     *shell.Env
	out, in *fyne.Container // what each step said
}

func newStick(d *Desk, a *Account) *stick { return &stick{d: d, of: a} }

// Title implements shell.Screen.
func (s *stick) Title() string { return s.of.titled(s.env, s.env.T("network.stick")) }

// Build implements shell.Screen.
func (s *stick) Build(env *shell.Env) shell.Page {
	s.env, s.d.env = env, env
	s.out, s.in = kit.VBox(0), kit.VBox(0)
	write := s.step(1, "network.stick.write", "network.stick.write.help",
		s.places(s.d.Net.Sticks, "usb", "network.stick.none", "network.stick.where", "network.stick.do", s.write), s.out)
	carry := s.step(2, "network.stick.carry", "network.stick.carry.help")
	read := s.step(3, "network.stick.read", "network.stick.read.help",
		s.places(s.d.Net.Receipts, "receipt", "network.receipt.none", "network.receipt.where", "network.receipt.do", s.read), s.in)
	back := kit.NewButton(kit.Secondary, env.T("desk.back"), "arrow-left-bold", env.Back)
	look := kit.NewButton(kit.Secondary, env.T("network.stick.look"), "arrows-clockwise-bold", env.Rebuild)
	return shell.Page{
		Title: s.Title(), Subtitle: env.T("network.stick.sub"), NoStatus: true,
		Body: kit.Narrow(980, kit.VBox(14, write, carry, read)), Actions: []fyne.CanvasObject{look, back},
	}
}

func (s *stick) step(n int, title, help string, more ...fyne.CanvasObject) fyne.CanvasObject {
	number := kit.Avatar(s.env.Words.Number(n), 1, 40)
	words := kit.VBox(10, kit.Section(s.env.T(title)), kit.NewText(s.env.T(help)))
	for _, o := range more {
		words.Add(o)
	}
	return kit.Card(kit.Row(16, kit.Top, number, kit.Grow(words)))
}

// places offers what is plugged in, and a path to type.
func (s *stick) places(find func() []FoundFile, icon, none, where, do string, act func(path string)) fyne.CanvasObject {
	env := s.env
	found := kit.VBox(0)
	if find != nil {
		shell.Do(env, func() ([]FoundFile, error) { return find(), nil }, func(list []FoundFile, _ error) {
			found.Add(fileRows(env, list, icon, env.T(none), act))
			kit.Relayout(found)
		})
	}
	path := kit.NewField(kit.FieldLook{Label: env.T(where), Clear: true})
	typed := func() {
		if p := strings.TrimSpace(path.Text()); p != "" {
			act(p)
		}
	}
	path.OnSubmit = func(string) { typed() }
	return kit.VBox(10, found, path, kit.Wrap(8, kit.NewButton(kit.Secondary, env.T(do), icon+map[string]string{"usb": "-bold"}[icon], typed)))
}

func (s *stick) write(dir string) {
	type written struct {
		n    int
		file string
	}
	shell.Do(s.env, func() (w written, err error) {
		w.n, w.file, err = s.of.WriteStick(context.Background(), dir)
		return w, err
	}, func(w written, err error) {
		switch {
		case err != nil:
			s.say(s.out, kit.Bad, "warning-circle-bold", s.env.T("network.stick.failed"), app.Message(s.env.Words, err))
		case w.n == 0:
			s.say(s.out, kit.Good, "check-bold", s.env.T("network.stick.nothing"), s.env.T("network.stick.nothing.text"))
		default:
			s.say(s.out, kit.Good, "check-bold", s.env.T("network.stick.done", "n", w.n, "file", filepath.Base(w.file)), s.env.T("network.stick.done.text"))
		}
	})
}

func (s *stick) read(file string) {
	shell.Do(s.env, func() (relay.Summary, error) { return s.of.ReadReceipt(context.Background(), file) }, func(sum relay.Summary, err error) {
		if err != nil {
			s.say(s.in, kit.Bad, "warning-circle-bold", s.env.T("network.receipt.failed"), app.Message(s.env.Words, err))
			return
		}
		text := s.env.T("network.receipt.rest", "waiting", sum.Waiting, "aside", sum.SetAside)
		s.say(s.in, kit.Good, "check-bold", s.env.T("network.receipt.done", "n", sum.Sent), text)
	})
}

func (s *stick) say(box *fyne.Container, t kit.Tone, icon, title, text string) {
	box.RemoveAll()
	box.Add(kit.Banner(t, icon, title, text, nil))
	box.Refresh()
	kit.Relayout(box)
	kit.Reveal(box)
}

// aside is « Mis de côté »: what the hub refused, why, for as long as there is a
// device. Nothing here is ever deleted.
type aside struct {
	shell.Plain
	d    *Desk
	of   *Account
	env  *shell.Env
	list []relay.Entry
	body *fyne.Container
}

func newAside(d *Desk, a *Account) *aside { return &aside{d: d, of: a} }

// Title implements shell.Screen.
func (a *aside) Title() string { return a.of.titled(a.env, a.env.T("network.aside")) }

// Build implements shell.Screen.
func (a *aside) Build(env *shell.Env) shell.Page {
	a.env, a.d.env = env, env
	a.body = kit.VBox(14)
	save := kit.NewButton(kit.Secondary, env.T("network.aside.save"), "folder", a.save)
	back := kit.NewButton(kit.Secondary, env.T("desk.back"), "arrow-left-bold", env.Back)
	shell.Do(env, func() ([]relay.Entry, error) { return a.of.Aside(context.Background()) }, func(list []relay.Entry, err error) {
		if err != nil {
			env.Fail(err)
			return
		}
		a.list = list
		a.fill()
	})
	return shell.Page{
		Title: a.Title(), Subtitle: env.T("network.aside.sub"), Body: a.body, Fixed: true, NoStatus: true,
		Actions: []fyne.CanvasObject{save, back},
	}
}

func (a *aside) fill() {
	env := a.env
	if len(a.list) == 0 {
		a.body.Add(kit.Empty("check-circle-bold", env.T("network.aside.none"), env.T("network.aside.none.text"), nil))
		kit.Relayout(a.body)
		return
	}
	table := kit.NewTable([]kit.Column{
		{Title: env.T("network.aside.when"), Width: 14},
		{Title: env.T("network.aside.what"), Width: 26},
		{Title: env.T("network.aside.why"), Width: 44},
	}, func() int { return len(a.list) }, func(row, col int) kit.Cell {
		e := a.list[row]
		switch col {
		case 0:
			return kit.Cell{Text: env.Words.ShortDay(e.Enqueued.In(env.Zone)), Muted: true}
		case 1:
			return kit.Cell{Text: env.T("network.kind." + e.Kind.Name()), Bold: true}
		}
		return kit.Cell{Text: reasonText(env, e.Reason)}
	})
	a.body.Add(kit.Grow(kit.CardPad(10, table)))
	a.body.Add(kit.HBox(10, kit.NewIcon("shield-check", theme.GreenText, 22), kit.Grow(kit.Muted(env.T("network.aside.kept")))))
	a.body.Refresh()
	kit.Relayout(a.body)
}

func reasonText(env *shell.Env, reason string) string {
	if key := "relay.reason." + reason; env.Words.Has(key) {
		return env.T(key)
	}
	return reason
}

func (a *aside) save() {
	shell.Do(a.env, func() (string, error) { return a.of.SaveAside(context.Background()) }, func(file string, err error) {
		if err != nil {
			a.env.Fail(err)
			return
		}
		a.env.Toast(a.env.T("network.aside.saved", "file", file))
	})
}
