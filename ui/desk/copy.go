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
// that form's own order: one key copies a field and ticks it, one press says
// that the session is done.
type copying struct {
	shell.Plain
	d      *Desk
	env    *shell.Env
	groups []people.CopyGroup
	at     session.ID // first of the group shown; "": the first left
	ticked map[string]bool
	keys   map[string]func()
	body   *fyne.Container
}

func newCopying(d *Desk) *copying { return &copying{d: d, ticked: map[string]bool{}} }

// Title implements shell.Screen.
func (c *copying) Title() string { return c.env.T("desk.coop") }

// Build implements shell.Screen.
func (c *copying) Build(env *shell.Env) shell.Page {
	c.env, c.body = env, kit.VBox(14)
	c.update()
	back := kit.NewButton(kit.Quiet, env.T("desk.back"), "arrow-left-bold", env.Back)
	return shell.Page{Title: env.T("desk.coop"), Subtitle: env.T("desk.coop.sub"), Body: c.body, Actions: []fyne.CanvasObject{back}, NoStatus: true}
}

// Shortcuts implements shell.Screen: Ctrl Enter says that the entry is made.
func (c *copying) Shortcuts() map[shell.Action]func() {
	return map[shell.Action]func(){shell.Save: func() {
		if g, any := c.shown(); any && !g.Done {
			c.mark(g, true)
		}
	}}
}

// copyKeys are the keys of the fields, in order: digits, then letters that
// stand at the same place on every keyboard.
const copyKeys = "123456789CDEFGHIJKL"

// TypedKey implements shell.KeyScreen: a key copies the field that bears it.
func (c *copying) TypedKey(ev *fyne.KeyEvent) bool {
	take, ok := c.keys[string(ev.Name)]
	if ok {
		take()
	}
	return ok
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
		if _, copied := done[r.ID]; !copied { // with the note, which a list does not hold
			if r, err = d.Book.Find(ctx, r.ID); err != nil {
				return nil, err
			}
		}
		records = append(records, r)
	}
	names := d.names()
	if d.Sessions != nil {
		names = d.Sessions.Names(ctx)
	}
	return people.Recopy(env.Words, records, names, done), nil
}

// schemes are those the coordination published.
func (d *Desk) schemes() []session.Scheme {
	if d.Schemes == nil {
		return nil
	}
	return d.Schemes()
}

// names puts codes in words, for what is copied or printed.
func (d *Desk) names() session.Names {
	return session.Names{
		Place: func(id string) (session.PlaceLine, bool) {
			if id != session.Here {
				return session.PlaceLine{Nom: d.placeName(id)}, true
			}
			p := d.Place()
			return session.PlaceLine{Nom: p.Name, Commune: communeName(d, p.Commune), Insee: p.Commune}, true
		},
		Commune: func(insee string) (string, string) { return communeName(d, insee), "" },
		Guide: func(id string) string {
			return titleOf(d, d.env, session.Session{GuideID: id}, "")
		},
		Schemes: d.schemes(),
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

// shown is the group in view: the one chosen, else the first one left.
func (c *copying) shown() (people.CopyGroup, bool) {
	for _, g := range c.groups {
		if c.at != "" && g.Sessions[0] == c.at {
			return g, true
		}
	}
	if len(c.groups) == 0 || c.groups[0].Done {
		return people.CopyGroup{}, false
	}
	return c.groups[0], true
}

func (c *copying) show() {
	env := c.env
	c.body.RemoveAll()
	c.keys = map[string]func(){}
	defer func() { c.body.Refresh(); kit.Relayout(c.body) }()
	main := fyne.CanvasObject(kit.Card(kit.Empty("check-bold", env.T("desk.coop.none"), env.T("desk.coop.none.text"), nil)))
	g, any := c.shown()
	var rows *kit.Group
	if any {
		main, rows = c.form(g)
	}
	if len(c.groups) == 0 {
		c.body.Add(main)
		return
	}
	c.body.Add(newSplit(main, c.list(g)))
	if rows != nil && rows.Current() != nil {
		kit.FocusQuietly(rows.Current())
	}
}

// list is every entry to make, those left first.
func (c *copying) list(now people.CopyGroup) fyne.CanvasObject {
	env := c.env
	box := kit.VBox(2, kit.Section(env.T("people.coop.left", "n", people.Remaining(c.groups))), kit.Gap(0, 4))
	group := kit.NewGroup()
	for _, g := range c.groups {
		icon, role := "clock-bold", theme.Ink2
		if g.Done {
			icon, role = "check-bold", theme.GreenText
		}
		words := kit.VBox(0, kit.NewText(c.titleOf(g)).As(theme.Secondary), kit.Small(c.dayOf(g)))
		row := kit.NewRow(c.titleOf(g)+", "+c.dayOf(g), 48, kit.HBox(10, kit.NewIcon(icon, role, 20), kit.Grow(words)), func() { c.at = g.Sessions[0]; c.show() })
		row.SetOn(len(now.Sessions) > 0 && now.Sessions[0] == g.Sessions[0])
		group.Add(row)
		box.Add(row)
	}
	return kit.CardPad(14, box)
}

// titleOf names an entry by its procedure, as the form does.
func (c *copying) titleOf(g people.CopyGroup) string {
	title := ""
	for _, f := range g.Fields {
		switch f.Key {
		case "titre", "demarche":
			title = f.Value
		case "thematiques_administratives", "thematiques":
			if title == "" {
				title = f.Value
			}
		}
	}
	if len(g.Sessions) > 1 {
		title = c.env.T("coop.times", "n", len(g.Sessions)) + title
	}
	return short(title, 46)
}

func (c *copying) dayOf(g people.CopyGroup) string {
	day, minutes := "", ""
	for _, f := range g.Fields {
		switch f.Key {
		case "date":
			day = f.Value
		case "duree":
			minutes = f.Value
		}
	}
	return c.env.T("coop.day", "day", day, "minutes", minutes)
}

// form is one entry, field by field.
func (c *copying) form(g people.CopyGroup) (fyne.CanvasObject, *kit.Group) {
	env := c.env
	head := kit.HBox(12, kit.Grow(kit.Section(c.titleOf(g))))
	if len(g.Sessions) > 1 {
		head.Add(kit.Tag(kit.Info, "stack", env.T("desk.coop.same", "n", len(g.Sessions))))
	}
	box := kit.VBox(2, head)
	group := kit.NewGroup()
	rows := make([]*kit.Pressable, len(g.Fields))
	for i := range g.Fields {
		rows[i] = c.field(g, i, func() {
			if i+1 < len(rows) { // the next field is the next thing to do
				group.SetCurrent(rows[i+1])
				kit.Focus(rows[i+1])
			}
		})
		group.Add(rows[i])
		box.Add(rows[i])
	}
	done := kit.NewTallButton(kit.Primary, env.T("desk.coop.done"), "check-bold", func() { c.mark(g, true) })
	if g.Done {
		done = kit.NewTallButton(kit.Secondary, env.T("coop.again"), "clock-counter-clockwise-bold", func() { c.mark(g, false) })
	}
	return kit.VBox(12, kit.Card(box), kit.HBox(12, done, kit.Grow(kit.Muted(env.T("desk.coop.help"))))), group
}

func (c *copying) tick(g people.CopyGroup, f people.CopyField) string {
	return string(g.Sessions[0]) + "." + f.Key
}

// field is a field to copy: its key, its name, what to paste, a tick once
// copied.
func (c *copying) field(g people.CopyGroup, i int, next func()) *kit.Pressable {
	f := g.Fields[i]
	label, key := c.env.T("people.coop."+f.Key), ""
	if i < len(copyKeys) {
		key = copyKeys[i : i+1]
	}
	tick := kit.NewIcon("check-bold", theme.Surface, 20)
	if c.ticked[c.tick(g, f)] {
		tick.SetRole(theme.GreenText)
	}
	take := func() {
		fyne.CurrentApp().Clipboard().SetContent(f.Value)
		c.ticked[c.tick(g, f)] = true
		tick.SetRole(theme.GreenText)
		c.env.Toast(c.env.T("desk.coop.copied", "what", label))
		next()
	}
	if key != "" {
		c.keys[key] = take
	}
	mark := kit.Tinted(kit.NewText(key).NoWrap().As(theme.Secondary), theme.Sand, 30, 8)
	content := kit.HBox(14, mark, kit.Sized(theme.Current().Scaled(220), 0, kit.Muted(label)), kit.Grow(kit.Strong(f.Value)), tick)
	return kit.NewRow(label+" : "+f.Value, 44, content, take)
}

// mark remembers that a session, or all the identical ones, stand in the
// national tool, or do not any more; it can be undone.
func (c *copying) mark(g people.CopyGroup, done bool) {
	env := c.env
	shell.Do(env, func() (bool, error) { return true, c.d.markCopied(context.Background(), g.Sessions, done, env.Now()) }, func(_ bool, err error) {
		if err != nil {
			env.Fail(err)
			return
		}
		c.at = ""
		if !done {
			c.at = g.Sessions[0]
		}
		c.update()
		if done {
			env.ToastUndo(env.T("coop.done", "n", len(g.Sessions)), env.T("desk.undo"), func() { c.mark(g, false) })
		}
	})
}

// markCopied keeps which sessions stand in the national tool; those older than
// what is ever looked for are forgotten.
func (d *Desk) markCopied(ctx context.Context, ids []session.ID, done bool, now time.Time) error {
	copied := people.Copied{}
	if _, err := d.Settings.SettingJSON(ctx, d.copiedKey(), &copied); err != nil {
		return err
	}
	for _, id := range ids {
		if delete(copied, id); done {
			copied[id] = now
		}
	}
	old := now.Add(-2 * copyDays * 24 * time.Hour)
	for id, at := range copied {
		if at.Before(old) {
			delete(copied, id)
		}
	}
	return d.Settings.SetSettingJSON(ctx, d.copiedKey(), copied)
}
