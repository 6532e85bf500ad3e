package desk

import (
	"context"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"

	"parvis/app"
	"parvis/app/people"
	"parvis/ui/kit"
	"parvis/ui/shell"
	"parvis/ui/theme"
)

// persons is the screen of followed people: search first, then create. No name
// is shown before something is typed, since a visitor looks at the same screen.
type persons struct {
	shell.Plain
	d     *Desk
	env   *shell.Env
	words string
	found *fyne.Container
	side  *fyne.Container
	field *kit.Field
	group *kit.Group
	asked int  // searches asked so far: an older answer is not shown
	enter bool // Enter was pressed before the answer came
}

func newPersons(d *Desk) *persons { return &persons{d: d} }

// Title implements shell.Screen.
func (v *persons) Title() string { return v.env.T("desk.people") }

// Build implements shell.Screen.
func (v *persons) Build(env *shell.Env) shell.Page {
	v.env, v.d.env = env, env
	v.found, v.side = kit.VBox(0), kit.VBox(14)
	v.field = kit.NewField(kit.FieldLook{Inside: env.T("desk.people.who"), Icon: "magnifying-glass-bold", Height: 60, Size: 20, Clear: true})
	v.field.SetText(v.words)
	v.field.OnChanged = func(words string) { v.words = words; v.search() }
	v.field.OnSubmit = func(string) { v.openFirst() }
	v.search()
	v.fill()
	main := kit.VBox(14, v.field, kit.CardPad(10, v.found))
	return shell.Page{Title: env.T("desk.people"), Subtitle: env.T("desk.people.sub"), Body: newSplit(main, v.side), First: v.field}
}

// OnHide implements shell.Screen: whoever comes next finds no name here.
func (v *persons) OnHide() { v.words = "" }

// Shortcuts implements shell.Screen.
func (v *persons) Shortcuts() map[shell.Action]func() {
	return map[shell.Action]func(){shell.Search: func() { kit.Focus(v.field) }}
}

// openFirst opens the best answer.
func (v *persons) openFirst() {
	if v.group == nil {
		v.enter = v.words != ""
	} else if v.group.Current() != nil {
		v.group.Current().OnPress()
	}
}

func (v *persons) create() { v.env.Go(newPersonForm(v.d, typedName(v.words))) }

// typedName begins a file with what was looked for.
func typedName(words string) people.Beneficiary {
	var b people.Beneficiary
	if number, ok := people.Phone(words); ok {
		b.Phone = number
		return b
	}
	if strings.Contains(words, "@") {
		b.Email = strings.TrimSpace(words)
		return b
	}
	first, rest, _ := strings.Cut(strings.TrimSpace(words), " ")
	b.FirstName, b.Name = first, strings.TrimSpace(rest)
	return b
}

type personsFound struct {
	files []people.Beneficiary
	total int
}

func (v *persons) search() {
	v.asked++
	asked, words := v.asked, v.words
	v.group = nil
	get(v.env, func(ctx context.Context) (out personsFound, err error) {
		all, err := v.d.register(v.env).All(ctx)
		if err != nil {
			return out, err
		}
		for i := range all {
			if all[i].Into == "" {
				out.total++
			}
		}
		out.files = people.Search(all, words, 12)
		return out, nil
	}, func(out personsFound) {
		if asked == v.asked {
			v.show(out)
		}
	})
}

func (v *persons) show(out personsFound) {
	env := v.env
	if v.enter && len(out.files) > 0 {
		v.enter = false
		env.Go(newPersonFile(v.d, out.files[0].ID))
		return
	}
	v.found.RemoveAll()
	v.group, v.enter = kit.NewGroup(), false
	create := kit.NewButton(kit.Primary, env.T("desk.people.new"), "plus-bold", v.create)
	switch {
	case strings.TrimSpace(v.words) == "":
		v.found.Add(kit.Empty("users", env.T("desk.people.first"), env.T("desk.people.first.text", "n", out.total), nil))
	case len(out.files) == 0:
		v.found.Add(kit.Empty("users", env.T("desk.people.nobody"), env.T("desk.people.nobody.text"), create))
	default:
		for i := range out.files {
			if i > 0 {
				v.found.Add(kit.HLine())
			}
			b := &out.files[i]
			row := personRow(v.d, env, b, func() { env.Go(newPersonFile(v.d, b.ID)) })
			v.group.Add(row)
			v.found.Add(row)
		}
		v.found.Add(kit.HLine())
		v.found.Add(kit.Inset(12, 8, 8, 8, kit.HBox(12, kit.Grow(kit.Muted(env.T("desk.people.other"))),
			kit.NewButton(kit.Secondary, env.T("desk.people.new"), "plus-bold", v.create))))
	}
	v.found.Refresh()
	kit.Relayout(v.found)
}

// personRow names a person with what tells her from another.
func personRow(d *Desk, env *shell.Env, b *people.Beneficiary, open func()) *kit.Pressable {
	name, what := b.FullName(), told(d, env, b)
	content := kit.HBox(14, kit.Avatar(shell.Initial(name), 1, 40), kit.Grow(kit.VBox(0, kit.Strong(name), kit.Muted(what))),
		kit.NewIcon("caret-right-bold", theme.Ink2, 20))
	return kit.NewRow(name+", "+what, 60, content, open)
}

// told is what tells a person from another of the same name.
func told(d *Desk, env *shell.Env, b *people.Beneficiary) string {
	var parts []string
	if b.BirthYear > 0 {
		parts = append(parts, env.T("desk.people.born", "year", strconv.Itoa(b.BirthYear)))
	}
	if b.CommuneInsee != "" {
		parts = append(parts, communeName(d, b.CommuneInsee))
	}
	switch {
	case b.Phone != "":
		parts = append(parts, people.ShownPhone(b.Phone))
	case b.NoPhone:
		parts = append(parts, env.T("desk.people.nophone"))
	case b.Email != "":
		parts = append(parts, b.Email)
	}
	if len(parts) == 0 {
		return env.T("desk.people.nothing")
	}
	return strings.Join(parts, " · ")
}

// fill shows the mandates and what is erased by itself.
func (v *persons) fill() {
	type side struct {
		all    []people.Mandate
		purged Purged
		ran    bool
	}
	get(v.env, func(ctx context.Context) (out side, err error) {
		r := v.d.mandates(v.env)
		if _, err = r.Settle(ctx); err != nil {
			return out, err
		}
		if out.all, err = r.All(ctx); err != nil {
			return out, err
		}
		out.purged, out.ran, err = v.d.People.LastPurge(ctx)
		return out, err
	}, func(out side) {
		v.side.RemoveAll()
		v.side.Add(kit.Card(mandatesCard(v.d, v.env, out.all)))
		v.side.Add(kit.Card(purgeCard(v.env, out.purged, out.ran)))
		v.side.Add(kit.Wrap(8, kit.NewButton(kit.Quiet, v.env.T("desk.journal"), "list-checks-bold", func() { v.env.Go(newJournal(v.d)) }),
			kit.NewButton(kit.Quiet, v.env.T("desk.rights"), "info", func() { v.env.Go(newRights(v.d)) })))
		v.side.Refresh()
		kit.Relayout(v.side)
	})
}

// mandatesCard sums the register up, with what ends soon.
func mandatesCard(d *Desk, env *shell.Env, all []people.Mandate) fyne.CanvasObject {
	today := d.today(env)
	var active, sign int
	for i := range all {
		switch all[i].State(today) {
		case people.Active, people.Ending:
			active++
		case people.ToSign:
			sign++
		}
	}
	text := env.T("desk.mandates.none")
	if active+sign > 0 {
		text = env.T("desk.mandates.active", "n", active) + " · " + env.T("desk.mandates.sign", "n", sign)
	}
	box := kit.VBox(10, kit.SectionTitle(env.T("desk.mandates")), kit.NewText(text))
	if n := len(people.EndingSoon(all, today)); n > 0 { // whose, the register says
		box.Add(kit.Row(8, kit.Top, kit.NewIcon("warning-bold", theme.AmberText, 20), kit.Grow(kit.Strong(env.T("desk.mandates.ending", "n", n)))))
	}
	box.Add(kit.Wrap(8, kit.NewButton(kit.Secondary, env.T("desk.mandates.open"), "list-checks-bold", func() { env.Go(newMandateList(d)) }),
		kit.NewButton(kit.Secondary, env.T("desk.mandate.new"), "plus-bold", func() { env.Go(newMandateForm(d, people.Mandate{})) })))
	return box
}

// endsText says when a mandate ends.
func endsText(env *shell.Env, m *people.Mandate, today app.Day) string {
	if m.LastDay() == today {
		return env.T("desk.mandate.ends.today", "name", m.Mandant)
	}
	return env.T("desk.mandate.ends", "name", m.Mandant, "day", env.Words.ShortDay(m.LastDay().Time(env.Zone)))
}

// purgeCard says when files were last erased by themselves, and what went.
func purgeCard(env *shell.Env, p Purged, ran bool) fyne.CanvasObject {
	box := kit.VBox(8, kit.SectionTitle(env.T("desk.purge")), kit.Muted(env.T("desk.purge.rule")))
	if !ran {
		box.Add(kit.NewText(env.T("desk.purge.never")))
		return box
	}
	at := p.At.In(env.Zone)
	box.Add(kit.NewText(env.T("desk.purge.last", "day", env.Words.ShortDay(at), "clock", env.Words.Clock(at),
		"persons", env.T("people.purged.persons", "n", p.Persons), "mandates", env.T("people.purged.mandates", "n", p.Mandates))))
	return box
}
