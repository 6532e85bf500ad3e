package desk

import (
	"context"
	"errors"
	"strings"
	"unicode/utf8"

	"fyne.io/fyne/v2"

	"parvis/app"
	"parvis/i18n"
	"parvis/ui/kit"
	"parvis/ui/shell"
	"parvis/ui/theme"
)

// backups is the screen of copies: the last one, one to take away, and going
// back to one.
type backups struct {
	shell.Plain
	d    *Desk
	env  *shell.Env
	last *fyne.Container
	back *goingBack
	kept []SafeCopy
}

func newBackups(d *Desk) *backups { return &backups{d: d, back: &goingBack{d: d, here: true}} }

// Title implements shell.Screen.
func (b *backups) Title() string { return b.env.T("care.backups") }

// Build implements shell.Screen.
func (b *backups) Build(env *shell.Env) shell.Page {
	b.env, b.last = env, kit.VBox(10)
	left := kit.VBox(16, kit.Card(kit.VBox(12, kit.SectionTitle(env.T("care.last")), b.last)), kit.Card(b.export()))
	right := kit.Card(b.back.build(env))
	b.show()
	back := kit.NewButton(kit.Secondary, env.T("desk.back"), "arrow-left-bold", env.Back)
	return shell.Page{Title: b.Title(), Subtitle: env.T("care.backups.sub"), Body: kit.Columns(440, 16, left, right), Actions: []fyne.CanvasObject{back}, First: back}
}

// show says when the last copy was made, and how many are kept.
func (b *backups) show() {
	shell.Do(b.env, func() ([]SafeCopy, error) { return b.d.Care.Copies(context.Background()) }, func(list []SafeCopy, err error) {
		if err != nil {
			b.env.Fail(err)
			return
		}
		env := b.env
		b.kept = list
		b.last.RemoveAll()
		if len(list) == 0 {
			b.last.Add(kit.NewText(env.T("care.last.none")))
		} else {
			b.last.Add(kit.HBox(10, kit.NewIcon("shield-check", theme.GreenText, 26), kit.Grow(kit.Section(i18n.Capital(moment(env, list[0].At))))))
			b.last.Add(kit.Muted(env.T("care.last.kept", "n", len(list), "day", env.Words.ShortDay(list[len(list)-1].At.In(env.Zone)))))
		}
		told := kit.NewText("")
		told.Hide()
		make := b.button("care.now", "shield-check", told, func(ctx context.Context) (string, error) {
			if err := b.d.Care.BackUp(ctx); err != nil {
				return "", err
			}
			return env.T("care.now.done"), nil
		}, b.show)
		row := kit.Wrap(8, make)
		if len(list) > 0 {
			row.Add(b.button("care.verify", "check-bold", told, func(ctx context.Context) (string, error) {
				c, err := b.d.Care.Inspect(ctx, list[0].File, CopyKey{})
				return env.T("care.verify.done", "n", c.Records, "sessions", c.Sessions), err
			}, nil))
		}
		b.last.Add(row)
		b.last.Add(told)
		b.last.Refresh()
		kit.Relayout(b.last)
		b.back.offer(list)
	})
}

// button does one thing in the background and says how it went under it.
func (b *backups) button(key, icon string, told *kit.Text, work func(context.Context) (string, error), then func()) *kit.Button {
	var one *kit.Button
	one = kit.NewButton(kit.Secondary, b.env.T(key), icon, func() {
		one.SetEnabled(false)
		say(told, theme.Ink2, b.env.T("care.wait"))
		shell.Do(b.env, func() (string, error) { return work(context.Background()) }, func(sentence string, err error) {
			one.SetEnabled(true)
			if err != nil {
				say(told, theme.RedText, app.Message(b.env.Words, err))
				return
			}
			if then != nil {
				b.env.Toast(sentence)
				then()
				return
			}
			say(told, theme.GreenText, sentence)
		})
	})
	return one
}

// say shows a sentence under what it is about.
func say(t *kit.Text, r theme.Role, sentence string) {
	t.In(r).SetText(sentence)
	t.Show()
	kit.Relayout(t)
}

// shortest is the length of the shortest passphrase accepted, in letters.
const shortest = 12

// export takes a copy away, closed by a passphrase.
func (b *backups) export() fyne.CanvasObject {
	env := b.env
	file := kit.NewField(kit.FieldLook{Label: env.T("care.export.file"), Help: env.T("care.export.file.help")})
	file.SetText(b.d.Care.ExportName())
	phrase := kit.NewField(kit.FieldLook{Label: env.T("care.phrase"), Help: env.T("care.phrase.help", "n", shortest), Password: true})
	again := kit.NewField(kit.FieldLook{Label: env.T("care.phrase.again"), Password: true})
	told := kit.NewText("")
	told.Hide()
	var write *kit.Button
	submit := func() {
		file.SetError("")
		phrase.SetError("")
		again.SetError("")
		path := strings.TrimSpace(file.Text())
		switch {
		case path == "":
			file.SetError(env.T("care.export.file.need"))
			kit.Focus(file)
		case utf8.RuneCountInString(phrase.Text()) < shortest:
			phrase.SetError(env.T("care.phrase.short", "n", shortest))
			kit.Focus(phrase)
		case again.Text() != phrase.Text():
			again.SetError(env.T("care.phrase.differs"))
			kit.Focus(again)
		default:
			write.SetEnabled(false)
			say(told, theme.Ink2, env.T("care.wait"))
			secret := phrase.Text()
			shell.Do(env, func() (string, error) {
				c, where, err := b.d.Care.ExportCopy(context.Background(), path, secret)
				return env.T("care.export.done", "file", where, "n", c.Records), err
			}, func(sentence string, err error) {
				write.SetEnabled(true)
				if err != nil {
					say(told, theme.RedText, app.Message(env.Words, err))
					return
				}
				phrase.SetText("")
				again.SetText("")
				say(told, theme.GreenText, sentence)
			})
		}
	}
	phrase.OnSubmit = func(string) { kit.Focus(again) }
	again.OnSubmit = func(string) { submit() }
	write = kit.NewButton(kit.Secondary, env.T("care.export"), "check-bold", submit)
	return kit.VBox(12, kit.SectionTitle(env.T("care.export.title")), kit.NewText(env.T("care.export.text")), file, phrase, again, kit.Wrap(8, write), told)
}

// goingBack chooses a copy, says what it holds, and puts it in the place of
// what is here, once the person has read what that takes away.
type goingBack struct {
	d     *Desk
	env   *shell.Env
	here  bool // there are data to replace
	aside bool // there are some that do not open
	list  *fyne.Container
	told  *kit.Text
	file  *kit.Field
	key   *kit.Field
}

// build makes the part.
func (g *goingBack) build(env *shell.Env) fyne.CanvasObject {
	g.env, g.list, g.told = env, kit.VBox(8), kit.NewText("")
	g.told.Hide()
	g.file = kit.NewField(kit.FieldLook{Label: env.T("care.back.file"), Help: env.T("care.back.file.help")})
	g.key = kit.NewField(kit.FieldLook{Label: env.T("care.back.key"), Help: env.T("care.back.key.help"), Password: true})
	look := kit.NewButton(kit.Secondary, env.T("care.back.look"), "magnifying-glass-bold", func() { g.look(strings.TrimSpace(g.file.Text()), g.key.Text()) })
	g.file.OnSubmit = func(string) { kit.Focus(g.key) }
	g.key.OnSubmit = func(string) { g.look(strings.TrimSpace(g.file.Text()), g.key.Text()) }
	box := kit.VBox(12, kit.SectionTitle(env.T("care.back")))
	if g.here {
		box.Add(kit.NewText(env.T("care.back.text")))
		box.Add(g.list)
		box.Add(kit.Strong(env.T("care.back.other")))
	} else {
		box.Add(g.list)
	}
	box.Add(g.file)
	box.Add(g.key)
	box.Add(kit.Wrap(8, look))
	box.Add(g.told)
	return box
}

// offered is how many copies are proposed at once: the newest, then the newest
// of each day before.
const offered = 7

// offer lists copies of this computer to go back to.
func (g *goingBack) offer(list []SafeCopy) {
	g.list.RemoveAll()
	days := map[string]int{}
	shown := 0
	for i, c := range list {
		day := c.At.In(g.env.Zone).Format("2006-01-02")
		if days[day]++; i > 2 && days[day] > 1 || shown == offered {
			continue
		}
		shown++
		g.list.Add(kit.HBox(12, kit.Grow(kit.NewText(i18n.Capital(moment(g.env, c.At)))),
			kit.NewButton(kit.Quiet, g.env.T("care.back.choose"), "", func() { g.look(c.File, "") })))
	}
	g.list.Refresh()
	kit.Relayout(g.list)
}

// look reads a copy back and then asks.
func (g *goingBack) look(file, secret string) {
	g.file.SetError("")
	if file == "" {
		g.file.SetError(g.env.T("care.back.file.need"))
		kit.Focus(g.file)
		return
	}
	say(g.told, theme.Ink2, g.env.T("care.wait"))
	type found struct {
		content CopyContent
		key     CopyKey
	}
	shell.Do(g.env, func() (f found, err error) {
		for _, f.key = range keysOf(secret) {
			f.content, err = g.d.Care.Inspect(context.Background(), file, f.key)
			if err == nil || !wrongKey(err) {
				break
			}
		}
		return f, err
	}, func(f found, err error) {
		if err != nil {
			say(g.told, theme.RedText, app.Message(g.env.Words, err))
			return
		}
		g.told.Hide()
		kit.Relayout(g.told)
		g.ask(file, f.key, f.content)
	})
}

// keysOf are the ways a secret may open a copy: a recovery code looks like a
// phrase as well.
func keysOf(secret string) []CopyKey {
	if secret == "" {
		return []CopyKey{{}}
	}
	return []CopyKey{{Passphrase: secret}, {Recovery: strings.TrimSpace(secret)}}
}

func wrongKey(err error) bool {
	return errors.Is(err, app.E(app.Failed, "backup_key")) || errors.Is(err, app.E(app.Failed, "recovery_wrong"))
}

// ask says what going back takes away; the safe answer has the focus.
func (g *goingBack) ask(file string, key CopyKey, c CopyContent) {
	env := g.env
	holds := env.T("care.back.holds.undated", "n", c.Sessions)
	if !c.Made.IsZero() {
		holds = env.T("care.back.holds", "n", c.Sessions, "when", moment(env, c.Made))
	}
	ask, do, kind := "care.back.ask.new", "care.back.do.new", kit.Primary
	if g.here {
		ask, do, kind = "care.back.ask", "care.back.do", kit.Danger
	}
	box := kit.VBox(14, kit.Heading(env.T(ask)), kit.NewText(holds))
	switch {
	case g.aside:
		box.Add(kit.NewText(env.T("care.back.aside")))
	case c.Foreign && c.Newer > 0:
		box.Add(kit.TintCard(kit.Warn, kit.NewText(env.T("care.back.foreign"))))
		box.Add(kit.NewText(env.T("care.back.kept")))
	case c.Newer > 0:
		box.Add(kit.TintCard(kit.Warn, kit.NewText(env.T("care.back.newer", "n", c.Newer))))
		box.Add(kit.NewText(env.T("care.back.kept")))
	}
	var modal *kit.Modal
	no := kit.NewButton(kit.Secondary, env.T("desk.cancel"), "", func() { modal.Close() })
	yes := kit.NewButton(kind, env.T(do), "", func() {
		bar := kit.VBox(10, kit.NewText(env.T("care.back.reading")))
		modal.OnEscape = func() {} // it cannot stop halfway
		box.RemoveAll()
		box.Add(kit.Heading(env.T("care.back.doing")))
		box.Add(bar)
		box.Add(kit.Muted(env.T("care.back.doing.text")))
		box.Refresh()
		modal.Refresh()
		g.d.Care.Restore(file, key, func(done, total int) {
			bar.RemoveAll()
			bar.Add(kit.Progress(env.T("care.index"), done, total))
			bar.Refresh()
			kit.Relayout(bar)
		})
	})
	box.Add(kit.Wrap(12, no, yes))
	modal = kit.NewModal(env.Canvas(), 600, box)
	modal.Open(no)
}

// rescue is the window when there are no data to open, or none that can be: it
// takes up a copy.
type rescue struct {
	shell.Plain
	back *goingBack
	why  string
	quit func()
	env  *shell.Env
}

// NewRescue makes the screen that takes up a copy; why says what happened to
// the data here, or nothing on a new computer. leave is the other way out, with
// the catalogue key of its name.
func NewRescue(d *Desk, why string, leave func()) shell.Screen {
	return &rescue{back: &goingBack{d: d, aside: why != ""}, why: why, quit: leave}
}

// Title implements shell.Screen.
func (r *rescue) Title() string { return r.env.T("care.rescue") }

// Build implements shell.Screen.
func (r *rescue) Build(env *shell.Env) shell.Page {
	r.env = env
	r.back.d.env = env
	leave := kit.NewButton(kit.Quiet, env.T("desk.back"), "arrow-left-bold", r.quit)
	head := kit.VBox(8, kit.Title(r.Title()))
	if r.why != "" {
		leave = kit.NewButton(kit.Quiet, env.T("care.quit"), "", r.quit)
		head.Add(kit.TintCard(kit.Warn, kit.NewText(r.why)))
	}
	head.Add(kit.NewText(env.T("care.rescue.text")).In(theme.Ink2))
	card := kit.CardPad(24, r.back.build(env))
	page := kit.NewPage(kit.Pad(32, kit.HBox(0, kit.Spacer(), kit.Sized(720, 0, kit.VBox(20, head, card, kit.Wrap(8, leave))), kit.Spacer())))
	if r.why != "" {
		r.copies()
	}
	return shell.Page{Body: kit.Background(theme.Fond, page), NoRail: true, NoStatus: true, Bare: true, First: r.back.file}
}

// copies offers those kept in the directory that cannot be opened.
func (r *rescue) copies() {
	shell.Do(r.env, func() ([]SafeCopy, error) { return r.back.d.Care.Copies(context.Background()) }, func(list []SafeCopy, err error) {
		if err == nil {
			r.back.offer(list)
		}
	})
}
