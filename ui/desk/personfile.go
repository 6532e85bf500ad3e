package desk

import (
	"context"
	"slices"
	"strconv"

	"fyne.io/fyne/v2"

	"parvis/app"
	"parvis/app/handout"
	"parvis/app/people"
	"parvis/app/session"
	"parvis/i18n"
	"parvis/ui/kit"
	"parvis/ui/shell"
	"parvis/ui/theme"
)

// personFile is one followed person: who she is, her visits, her mandates, and
// what she may ask for. It is read anew each time it is shown and kept nowhere.
type personFile struct {
	shell.Plain
	d    *Desk
	env  *shell.Env
	id   people.ID
	file people.File
	main *fyne.Container
	side *fyne.Container
	open bool // the notes are shown
}

func newPersonFile(d *Desk, id people.ID) *personFile { return &personFile{d: d, id: id} }

// Title implements shell.Screen: the window's title names nobody.
func (v *personFile) Title() string { return v.env.T("desk.people.file") }

// Build implements shell.Screen.
func (v *personFile) Build(env *shell.Env) shell.Page {
	v.env, v.d.env = env, env
	v.main, v.side = kit.VBox(14), kit.VBox(14)
	back := kit.NewButton(kit.Quiet, env.T("desk.back"), "arrow-left-bold", env.Back)
	v.update()
	return shell.Page{Title: v.Title(), Heading: true, Actions: []fyne.CanvasObject{back}, Body: newSplit(v.main, v.side)}
}

// OnHide implements shell.Screen: nothing of her stays in memory.
func (v *personFile) OnHide() { v.file, v.open = people.File{}, false }

// TypedKey implements shell.KeyScreen: N shows the notes, as in a session.
func (v *personFile) TypedKey(ev *fyne.KeyEvent) bool {
	if ev.Name != fyne.KeyN || !v.file.Followed {
		return false
	}
	v.toggle()
	return true
}

func (v *personFile) toggle() {
	v.open = !v.open
	v.show(v.file)
}

// noted says whether there is any note of this mediator to show.
func (v *personFile) noted() bool {
	given := slices.ContainsFunc(v.file.Handovers, func(h people.Handover) bool { return h.Note != "" || len(h.Shared) > 0 })
	return given || v.file.Notes != "" || slices.ContainsFunc(v.file.Sessions, func(r session.Record) bool { return r.Notes != "" })
}

func (v *personFile) update() {
	get(v.env, func(ctx context.Context) (people.File, error) {
		return v.d.register(v.env).View(ctx, v.id, v.d.me())
	}, v.show)
}

func (v *personFile) show(f people.File) {
	v.file, v.id = f, f.ID
	v.main.RemoveAll()
	v.side.RemoveAll()
	v.main.Add(kit.Card(v.identity()))
	if !f.Followed {
		v.main.Add(kit.Banner(kit.Info, "info", v.env.T("desk.people.theirs", "name", v.d.nameOf(context.Background(), v.env, f.Author)), v.env.T("desk.people.theirs.text"), nil))
	}
	v.main.Add(kit.Card(v.visits()))
	v.side.Add(kit.Card(v.actions()))
	if f.Followed {
		v.side.Add(kit.Card(v.mandates()))
	}
	v.side.Add(kit.Card(v.rights()))
	for _, c := range []*fyne.Container{v.main, v.side} {
		c.Refresh()
		kit.Relayout(c)
	}
}

func (v *personFile) identity() fyne.CanvasObject {
	env, f := v.env, &v.file
	name := f.FullName()
	head := kit.HBox(16, kit.Avatar(shell.Initial(name), 1, 56), kit.Grow(kit.VBox(0, kit.Heading(name), kit.Muted(told(v.d, env, &f.Beneficiary)))),
		kit.NewButton(kit.Secondary, env.T("desk.people.change"), "pencil-simple-bold", v.change))
	box := kit.VBox(12, head)
	rows := kit.VBox(6)
	add := func(field, value string) {
		if value != "" {
			rows.Add(kit.HBox(16, kit.Sized(theme.Current().Scaled(190), 0, kit.Muted(env.T("people.field."+field))), kit.Grow(kit.NewText(value))))
		}
	}
	if f.Phone != "" { // the phone is said above
		add("courriel", f.Email)
	}
	if f.Genre != "" {
		add("genre", session.Genres.Label(env.Words, f.Genre))
	}
	if f.StatutSocial != "" {
		add("statut_social", session.StatutsSociaux.Label(env.Words, f.StatutSocial))
	}
	if f.Created != "" {
		add("created", env.Words.LongDay(f.Created.Time(env.Zone)))
	}
	box.Add(rows)
	if f.Followed && v.noted() { // the visitor looks at the same screen
		word := env.T("desk.people.notes.show")
		if v.open {
			word = env.T("desk.people.notes.hide")
		}
		box.Add(kit.Wrap(8, kit.NewButton(kit.Quiet, word, "eye-slash", v.toggle)))
	}
	if v.open && f.Notes != "" {
		box.Add(kit.TintCard(kit.Neutral, kit.VBox(4, kit.Strong(env.T("people.field.notes")), kit.NewText(f.Notes))))
	}
	for i := range f.Handovers {
		box.Add(v.handover(&f.Handovers[i]))
	}
	if former := v.former(); former != nil {
		box.Add(former)
	}
	return box
}

// former is what the file said before, merges included.
func (v *personFile) former() fyne.CanvasObject {
	env, f := v.env, &v.file
	if len(f.Former)+len(f.Merged) == 0 {
		return nil
	}
	box := kit.VBox(2, kit.Small(env.T("desk.people.before")).Bold())
	for _, x := range f.Former {
		value := x.Value
		switch x.Field {
		case "telephone":
			value = people.ShownPhone(value)
		case "commune_insee":
			value = communeName(v.d, value)
		}
		box.Add(kit.Small(env.T("people.access.former", "what", env.T("people.field."+x.Field), "value", value, "day", env.Words.ShortDay(x.Until.Time(env.Zone)))).In(theme.Ink2))
	}
	if n := len(f.Merged); n > 0 {
		box.Add(kit.Small(env.T("desk.people.merged", "n", n)).In(theme.Ink2))
	}
	return box
}

func (v *personFile) handover(h *people.Handover) fyne.CanvasObject {
	env, ctx := v.env, context.Background()
	how := env.T("desk.hand.written")
	if h.Oral {
		how = env.T("desk.hand.oral")
	}
	box := kit.VBox(4, kit.Strong(env.T("desk.hand.done", "from", v.d.nameOf(ctx, env, h.From), "to", v.d.nameOf(ctx, env, h.To),
		"day", env.Words.ShortDay(h.Day.Time(env.Zone)))), kit.Small(how).In(theme.Ink2))
	if me := v.d.me(); v.open && (h.To == me || h.From == me) {
		if h.Note != "" {
			box.Add(kit.NewText(h.Note))
		}
		for _, s := range h.Shared {
			box.Add(kit.NewText(env.T("people.access.line", "what", env.Words.ShortDay(s.Day.Time(env.Zone)), "value", s.Text)))
		}
	}
	return kit.TintCard(kit.Info, box)
}

// visits are her sessions, the last first.
func (v *personFile) visits() fyne.CanvasObject {
	env, f := v.env, &v.file
	box := kit.VBox(2, kit.SectionTitle(env.T("desk.people.visits"), kit.Muted(env.T("desk.people.visits.n", "n", len(f.Sessions))).NoWrap()))
	if len(f.Sessions) == 0 {
		box.Add(kit.Inset(6, 0, 0, 0, kit.Muted(env.T("desk.people.visits.none"))))
		return box
	}
	const most = 40
	group := kit.NewGroup()
	for i, r := range slices.Backward(f.Sessions) {
		if len(f.Sessions)-1-i == most {
			box.Add(kit.Muted(env.T("desk.people.more", "n", most)))
			break
		}
		box.Add(kit.HLine())
		title := titleOf(v.d, env, r.Session, "")
		day := i18n.Capital(env.Words.ShortDay(r.Date.Time(env.Zone))) + " " + strconv.Itoa(r.Date.Time(env.Zone).Year())
		words := kit.VBox(0, kit.NewText(title))
		if v.open && r.Notes != "" {
			words.Add(kit.Small(short(r.Notes, 120)).In(theme.Ink2))
		}
		content := kit.HBox(16, kit.Sized(theme.Current().Scaled(150), 0, kit.Strong(day)), kit.Grow(words))
		if r.Author != v.d.Me().ID {
			content.Add(kit.Small(v.d.nameOf(context.Background(), env, people.MediatorID(r.Author))).In(theme.Ink2).NoWrap())
			box.Add(kit.Inset(10, 14, 10, 14, content))
			continue
		}
		content.Add(kit.NewIcon("caret-right-bold", theme.Ink2, 20))
		row := kit.NewRow(day+" "+title, 48, content, func() { env.Go(newDetail(v.d, r)) })
		group.Add(row)
		box.Add(row)
	}
	return box
}

func (v *personFile) actions() fyne.CanvasObject {
	env := v.env
	box := kit.VBox(8, kit.NewTallButton(kit.Primary, env.T("desk.people.session"), "plus-bold", v.begin))
	if v.file.Followed {
		box.Add(kit.NewButton(kit.Secondary, env.T("desk.hand"), "handshake", v.hand))
		box.Add(kit.NewButton(kit.Secondary, env.T("desk.people.merge"), "users", v.merge))
	}
	return box
}

// begin starts a session with her.
func (v *personFile) begin() {
	b, first := v.file.Beneficiary, len(v.file.Sessions) == 0
	v.d.beginWith(v.env, &b, first)
}

// beginWith starts a session without guide with a person in it.
func (d *Desk) beginWith(env *shell.Env, b *people.Beneficiary, first bool) {
	d.begin(env, "")
	if l, ok := env.Shell().Current().(*live); ok {
		p := b.Person(d.today(env), first)
		l.draft.Session.Person = &p
		l.keep()
		l.rebuild()
	}
}

func (v *personFile) mandates() fyne.CanvasObject {
	env := v.env
	box := kit.VBox(8, kit.SectionTitle(env.T("desk.mandates")))
	for i := range v.file.Mandates {
		box.Add(mandateRow(v.d, env, &v.file.Mandates[i], false))
	}
	if len(v.file.Mandates) == 0 {
		box.Add(kit.Muted(env.T("desk.mandates.none")))
	}
	box.Add(kit.Wrap(8, kit.NewButton(kit.Secondary, env.T("desk.mandate.new"), "plus-bold", func() {
		env.Go(newMandateForm(v.d, people.Mandate{Person: v.id, Mandant: v.file.FullName()}))
	})))
	return box
}

// rights are what the person may ask: her data, their erasure.
func (v *personFile) rights() fyne.CanvasObject {
	env := v.env
	box := kit.VBox(8, kit.SectionTitle(env.T("desk.people.rights")))
	if v.file.Purge != "" {
		box.Add(kit.Muted(env.T("people.access.purge", "day", env.Words.LongDay(v.file.Purge.Time(env.Zone)))))
	}
	box.Add(kit.NewButton(kit.Secondary, env.T("desk.people.access"), "printer-bold", v.access))
	box.Add(kit.NewButton(kit.Secondary, env.T("desk.people.erase"), "eraser", v.erase))
	return box
}

func (v *personFile) change() {
	f := newPersonForm(v.d, v.file.Beneficiary)
	f.hidden = !v.file.Followed
	v.env.Go(f)
}

// access prints all that is kept of her, for her.
func (v *personFile) access() {
	env := v.env
	get(env, func(ctx context.Context) (*handout.Letter, error) {
		d, err := v.d.register(env).Access(ctx, v.id, v.d.me())
		if err != nil {
			return nil, err
		}
		c := v.d.controller(ctx)
		parts := d.Text(env.Words, people.Names{Commune: func(insee string) string { return communeName(v.d, insee) }, Session: v.d.about(env)}, c)
		return letterOf(env, env.T("people.access.title"), "", parts, c.Name), nil
	}, func(l *handout.Letter) {
		v.d.paper(env, "acces", l, func(ctx context.Context) error { return v.d.People.Note(ctx, people.PersonExported, v.d.me(), nil) })
	})
}

// letterOf lays sections out as a letter.
func letterOf(env *shell.Env, title, note string, sections []people.Section, foot string) *handout.Letter {
	l := &handout.Letter{Title: title, Note: note, Day: app.DayOf(env.Now(), env.Zone), Foot: foot, Lang: env.Words.Lang()}
	for _, s := range sections {
		l.Parts = append(l.Parts, handout.Part{Title: s.Title, Lines: s.Lines})
	}
	return l
}

// erase asks, saying what goes and what remains.
func (v *personFile) erase() {
	env := v.env
	text := env.T("desk.people.erase.text", "visits", env.T("desk.people.visits.n", "n", len(v.file.Sessions)), "mandates", env.T("people.purged.mandates", "n", len(v.file.Mandates)))
	kit.Ask(env.Canvas(), env.T("desk.people.erase.title", "name", v.file.FullName()), text, kit.Danger,
		env.T("desk.people.erase.keep"), env.T("desk.people.erase"), func() {
			get(env, func(ctx context.Context) (bool, error) { return true, v.d.register(env).Erase(ctx, v.id) }, func(bool) {
				env.Back()
				env.Toast(env.T("desk.people.erased"))
			})
		})
}
