package desk

import (
	"context"
	"time"

	"fyne.io/fyne/v2"

	"parvis/app/people"
	"parvis/app/session"
	"parvis/ui/kit"
	"parvis/ui/shell"
	"parvis/ui/theme"
)

// copyDays is how far back sessions still to copy are looked for.
const copyDays = 31

// copying goes through the sessions not yet copied into the national tool, in
// that form's own order: one key copies a field, one press says it is done.
type copying struct {
	shell.Plain
	d      *Desk
	env    *shell.Env
	groups []people.CopyGroup
	keys   []func()
	body   *fyne.Container
}

func newCopying(d *Desk) *copying { return &copying{d: d} }

// Title implements shell.Screen.
func (c *copying) Title() string { return c.env.T("desk.coop") }

// Build implements shell.Screen.
func (c *copying) Build(env *shell.Env) shell.Page {
	c.env, c.body = env, kit.VBox(14)
	c.update()
	back := kit.NewButton(kit.Quiet, env.T("desk.back"), "arrow-left-bold", env.Back)
	return shell.Page{Title: env.T("desk.coop"), Subtitle: env.T("desk.coop.sub"), Body: c.body, Actions: []fyne.CanvasObject{back}, NoStatus: true}
}

// TypedKey implements shell.KeyScreen: a digit copies the field of that number.
func (c *copying) TypedKey(ev *fyne.KeyEvent) bool {
	if n, ok := kit.DigitOf(ev.Name); ok && n >= 1 && n <= len(c.keys) {
		c.keys[n-1]()
		return true
	}
	return false
}

func (d *Desk) copiedKey() string { return "coop." + d.Me().ID }

// left is how many sessions wait to be copied, 0 for a mediator who never
// copied one: nobody else is reminded.
func (d *Desk) left(ctx context.Context, env *shell.Env) (int, error) {
	used, err := d.Settings.SettingJSON(ctx, d.copiedKey(), &people.Copied{})
	if !used || err != nil {
		return 0, err
	}
	groups, err := d.toCopy(ctx, env)
	return people.Remaining(groups), err
}

// toCopy gives the entries to make in the national tool, those left first.
func (d *Desk) toCopy(ctx context.Context, env *shell.Env) ([]people.CopyGroup, error) {
	done := people.Copied{}
	if _, err := d.Settings.SettingJSON(ctx, d.copiedKey(), &done); err != nil {
		return nil, err
	}
	var records []session.Record
	today := d.today(env)
	for r, err := range d.Book.List(ctx, session.Filter{From: today.Add(-copyDays), To: today, Author: d.Me().ID}) {
		if err != nil {
			return nil, err
		}
		records = append(records, r)
	}
	return people.Recopy(env.Words, records, d.names(), done), nil
}

// names puts codes in words, for what is copied or printed.
func (d *Desk) names() session.Names {
	return session.Names{
		Place: func(id string) (session.PlaceLine, bool) {
			p := d.Place()
			return session.PlaceLine{Nom: p.Name, Commune: communeName(d, p.Commune), Insee: p.Commune}, id == session.Here
		},
		Commune: func(insee string) (string, string) { return communeName(d, insee), "" },
		Guide: func(id string) string {
			return titleOf(d, d.env, session.Session{GuideID: id}, "")
		},
	}
}

func (c *copying) update() {
	shell.Do(c.env, func() ([]people.CopyGroup, error) {
		return c.d.toCopy(context.Background(), c.env)
	}, func(groups []people.CopyGroup, err error) {
		if err != nil {
			c.env.Fail(err)
			return
		}
		c.groups = groups
		c.show()
	})
}

func (c *copying) show() {
	env := c.env
	c.body.RemoveAll()
	c.keys = nil
	left := people.Remaining(c.groups)
	if left == 0 {
		c.body.Add(kit.Card(kit.Empty("check-bold", env.T("desk.coop.none"), env.T("desk.coop.none.text"), nil)))
		c.body.Refresh()
		kit.Relayout(c.body)
		return
	}
	g := c.groups[0]
	head := kit.HBox(12, kit.Grow(kit.Section(env.T("desk.coop.left", "n", left))))
	if len(g.Sessions) > 1 {
		head.Add(kit.Tag(kit.Info, "stack", env.T("desk.coop.same", "n", len(g.Sessions))))
	}
	box := kit.VBox(4, head)
	group := kit.NewGroup()
	for i, f := range g.Fields {
		row := c.field(i+1, f)
		group.Add(row)
		box.Add(row)
	}
	done := kit.NewTallButton(kit.Primary, env.T("desk.coop.done"), "check-bold", func() { c.done(g) })
	c.body.Add(kit.Card(box))
	c.body.Add(kit.HBox(12, done, kit.Grow(kit.Muted(env.T("desk.coop.help")))))
	c.body.Refresh()
	kit.Relayout(c.body)
	kit.FocusQuietly(group.Current())
}

func (c *copying) field(n int, f people.CopyField) *kit.Pressable {
	label := c.env.T("people.coop." + f.Key)
	tick := kit.NewIcon("check-bold", theme.Surface, 20)
	take := func() {
		fyne.CurrentApp().Clipboard().SetContent(f.Value)
		tick.SetRole(theme.GreenText)
		c.env.Toast(c.env.T("desk.coop.copied", "what", label))
	}
	c.keys = append(c.keys, take)
	mark := kit.Tinted(kit.NewText(number(n)).NoWrap().As(theme.Secondary), theme.Sand, 30, 8)
	content := kit.HBox(14, mark, kit.Sized(240, 0, kit.Muted(label)), kit.Grow(kit.Strong(f.Value)), tick)
	return kit.NewRow(label+" : "+f.Value, 46, content, take)
}

// done remembers that a session, or all the identical ones, stand in the
// national tool.
func (c *copying) done(g people.CopyGroup) {
	env := c.env
	shell.Do(env, func() (bool, error) {
		ctx := context.Background()
		copied := people.Copied{}
		if _, err := c.d.Settings.SettingJSON(ctx, c.d.copiedKey(), &copied); err != nil {
			return false, err
		}
		for _, id := range g.Sessions {
			copied[id] = env.Now()
		}
		old := env.Now().Add(-2 * copyDays * 24 * time.Hour) // beyond what is ever looked for
		for id, at := range copied {
			if at.Before(old) {
				delete(copied, id)
			}
		}
		return true, c.d.Settings.SetSettingJSON(ctx, c.d.copiedKey(), copied)
	}, func(_ bool, err error) {
		if err != nil {
			env.Fail(err)
			return
		}
		c.update()
	})
}
