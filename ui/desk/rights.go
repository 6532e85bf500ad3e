package desk

import (
	"context"

	"fyne.io/fyne/v2"

	"parvis/app"
	"parvis/app/handout"
	"parvis/app/people"
	"parvis/ui/kit"
	"parvis/ui/shell"
	"parvis/ui/theme"
)

// rights is « Vos droits »: what people are told, on screen and to print as a
// poster and a sheet to hand over; and the sheet for the staff.
type rights struct {
	shell.Plain
	d   *Desk
	env *shell.Env
}

func newRights(d *Desk) *rights { return &rights{d: d} }

// Title implements shell.Screen.
func (v *rights) Title() string { return v.env.T("desk.rights") }

// Build implements shell.Screen.
func (v *rights) Build(env *shell.Env) shell.Page {
	v.env = env
	c := v.d.controller(context.Background())
	text := kit.VBox(6)
	for i, s := range c.Notice(env.Words, v.d.peopleOn()) {
		if i > 0 {
			text.Add(kit.Gap(0, 6))
		}
		text.Add(kit.NewText(s.Title).As(theme.Section).In(theme.LinkDark))
		for _, line := range s.Lines {
			text.Add(kit.NewText(line).At(18))
		}
	}
	back := kit.NewButton(kit.Quiet, env.T("desk.back"), "arrow-left-bold", env.Back)
	side := kit.VBox(14)
	if c.Validate() != nil {
		side.Add(kit.TintCard(kit.Warn, kit.VBox(10, kit.Strong(env.T("desk.rights.missing")), kit.NewText(env.T("desk.rights.missing.text")),
			kit.Wrap(8, kit.NewButton(kit.Secondary, env.T("shell.settings"), "gear", env.Shell().OpenSettings)))))
	}
	side.Add(kit.Card(kit.VBox(10, kit.SectionTitle(env.T("desk.rights.people")),
		kit.NewButton(kit.Secondary, env.T("desk.rights.poster"), "printer-bold", func() { v.print("affiche", true) }),
		kit.NewButton(kit.Secondary, env.T("desk.rights.sheet"), "printer-bold", func() { v.print("vos-droits", false) }))))
	staff := people.StaffNotice(env.Words)
	lines := kit.VBox(8, kit.SectionTitle(staff.Title))
	for _, line := range append(staff.Lines, env.T("people.notice.secret")) {
		lines.Add(kit.Row(8, kit.Top, kit.NewIcon("check-bold", theme.GreenText, 18), kit.Grow(kit.NewText(line))))
	}
	lines.Add(kit.Wrap(8, kit.NewButton(kit.Secondary, env.T("desk.rights.staff"), "printer-bold", v.printStaff)))
	side.Add(kit.Card(lines))
	return shell.Page{Title: v.Title(), Subtitle: env.T("desk.rights.sub"), Heading: true, NoStatus: true, Actions: []fyne.CanvasObject{back}, Body: newSplit(kit.Card(text), side)}
}

func (v *rights) print(name string, large bool) {
	ctx, env := context.Background(), v.env
	c := v.d.controller(ctx)
	if err := c.Validate(); err != nil {
		kit.Tell(env.Canvas(), env.T("desk.rights.missing"), env.T("desk.rights.missing.text"))
		return
	}
	l := letterOf(env, env.T("desk.rights.title"), "", c.Notice(env.Words, v.d.peopleOn()), c.Name)
	l.Large = large
	v.d.paper(env, name, l, nil)
}

func (v *rights) printStaff() {
	env := v.env
	s := people.StaffNotice(env.Words)
	l := letterOf(env, s.Title, env.T("people.notice.staff.for"), nil, v.d.controller(context.Background()).Name)
	l.Parts = []handout.Part{{Lines: s.Lines, List: true}, {Lines: []string{env.T("people.notice.secret")}, Box: true}}
	v.d.paper(env, "equipe", l, nil)
}

// controllerCard asks in the settings who answers for the data.
func controllerCard(d *Desk, env *shell.Env) fyne.CanvasObject {
	c := d.controller(context.Background())
	box := kit.VBox(12, kit.SectionTitle(env.T("desk.controller")), kit.Muted(env.T("desk.controller.text")))
	var first *kit.Field
	fields := map[string]*kit.Field{}
	for _, f := range []struct {
		name, help string
		value      *string
	}{{"name", "", &c.Name}, {"address", "", &c.Address}, {"dpo", env.T("desk.controller.dpo.help"), &c.DPO}, {"contact", "", &c.Contact}} {
		field := kit.NewField(kit.FieldLook{Label: env.T("desk.controller." + f.name), Help: f.help})
		field.SetText(*f.value)
		field.OnChanged = func(text string) { *f.value = text; field.SetError("") }
		fields[f.name] = field
		if first == nil {
			first = field
		}
		box.Add(field)
	}
	save := kit.NewButton(kit.Secondary, env.T("desk.controller.save"), "check-bold", func() {
		if err := c.Validate(); err != nil {
			for _, name := range []string{"name", "dpo"} {
				if fields[name].Text() == "" {
					fields[name].SetError(env.T("desk.controller.need"))
				}
			}
			return
		}
		get(env, func(ctx context.Context) (bool, error) {
			return true, d.Settings.SetSettingJSON(ctx, KeyController, c.Tidy())
		},
			func(bool) { env.Toast(env.T("desk.set.saved")) })
	})
	box.Add(kit.Wrap(8, save, kit.NewButton(kit.Quiet, env.T("desk.rights"), "info", func() { env.Go(newRights(d)) })))
	return box
}

// followCard switches files of persons on or off.
func followCard(d *Desk, env *shell.Env) fyne.CanvasObject {
	on := d.peopleOn()
	check := kit.NewCheckbox(env.T("desk.follow.on"), env.T("desk.follow.text"), on, func(on bool) {
		get(env, func(ctx context.Context) (bool, error) { return true, d.Settings.SetSettingJSON(ctx, keyPeople, on) }, func(bool) {
			env.Shell().SetNav(d.Nav())
			said := "desk.follow.off.done"
			if on {
				said = "desk.follow.on.done"
			}
			env.Toast(env.T(said))
		})
	})
	return kit.VBox(10, kit.SectionTitle(env.T("desk.follow")), check,
		kit.Wrap(8, kit.NewButton(kit.Secondary, env.T("desk.mandates.open"), "list-checks-bold", func() { env.Go(newMandateList(d)) }),
			kit.NewButton(kit.Quiet, env.T("desk.journal"), "list-checks-bold", func() { env.Go(newJournal(d)) })))
}

// recoveryLetter is the sheet that opens the vault when a code is forgotten.
func recoveryLetter(d *Desk, env *shell.Env, code string) *handout.Letter {
	return &handout.Letter{
		Title: env.T("desk.recovery.paper"), Note: env.T("desk.recovery.paper.note", "place", d.Place().Name), Day: app.DayOf(env.Now(), env.Zone),
		Lang: env.Words.Lang(), Foot: d.Place().Name,
		Parts: []handout.Part{
			{Title: env.T("desk.recovery.paper.code"), Lines: []string{code}, Code: true},
			{Title: env.T("desk.recovery.paper.how"), Lines: []string{
				env.T("desk.recovery.paper.one"), env.T("desk.recovery.paper.two"), env.T("desk.recovery.paper.three"),
			}, List: true},
			{Title: env.T("desk.recovery.paper.keep"), Lines: []string{env.T("desk.recovery.paper.keep.text"), env.T("desk.recovery.paper.new")}, Box: true},
		},
	}
}
