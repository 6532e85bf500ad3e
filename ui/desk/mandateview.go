package desk

import (
	"context"

	"fyne.io/fyne/v2"

	"parvis/app"
	"parvis/app/handout"
	"parvis/app/people"
	"parvis/i18n"
	"parvis/ui/kit"
	"parvis/ui/shell"
	"parvis/ui/theme"
)

// mandateView is one printed mandate: its text, where it stands, what comes
// next, what happened.
type mandateView struct {
	shell.Plain
	d    *Desk
	env  *shell.Env
	id   string
	m    people.Mandate
	main *fyne.Container
	side *fyne.Container
}

func newMandateView(d *Desk, id string) *mandateView { return &mandateView{d: d, id: id} }

// Title implements shell.Screen.
func (v *mandateView) Title() string { return v.env.T("desk.mandate") }

// Build implements shell.Screen.
func (v *mandateView) Build(env *shell.Env) shell.Page {
	v.env, v.d.env = env, env
	v.main, v.side = kit.VBox(14), kit.VBox(14)
	back := kit.NewButton(kit.Quiet, env.T("desk.back"), "arrow-left-bold", env.Back)
	v.update()
	return shell.Page{Title: v.Title(), Heading: true, NoStatus: true, Actions: []fyne.CanvasObject{back}, Body: newSplit(v.main, v.side)}
}

// OnHide implements shell.Screen.
func (v *mandateView) OnHide() { v.m = people.Mandate{} }

// Shortcuts implements shell.Screen.
func (v *mandateView) Shortcuts() map[shell.Action]func() {
	return map[shell.Action]func(){shell.Print: v.again}
}

func (v *mandateView) update() {
	get(v.env, func(ctx context.Context) (people.Mandate, error) { return v.d.mandates(v.env).Find(ctx, v.id) }, v.show)
}

func (v *mandateView) show(m people.Mandate) {
	v.m = m
	v.main.RemoveAll()
	v.side.RemoveAll()
	text := kit.VBox(6)
	for i, s := range m.Text() {
		if i == 0 {
			text.Add(kit.Heading(s.Title))
		} else {
			text.Add(kit.Inset(8, 0, 0, 0, kit.NewText(s.Title).Bold().In(theme.LinkDark)))
		}
		for _, line := range s.Lines {
			text.Add(kit.NewText(line))
		}
	}
	v.main.Add(kit.Card(text))
	v.side.Add(kit.Card(v.next()))
	v.side.Add(kit.Card(v.history()))
	relaid(v.main)
	relaid(v.side)
}

// next offers what the state allows.
func (v *mandateView) next() fyne.CanvasObject {
	env, today := v.env, v.d.today(v.env)
	state := v.m.State(today)
	box := kit.VBox(10, kit.HBox(10, kit.Grow(kit.Section(v.m.Mandant)), mandateTag(env, state)))
	button := func(kind kit.Kind, key, icon string, do func()) { box.Add(kit.NewButton(kind, env.T(key), icon, do)) }
	switch state {
	case people.ToSign:
		box.Add(kit.NewText(env.T("desk.mandate.tosign")))
		button(kit.Primary, "desk.mandate.signed", "pencil-simple-bold", func() { v.mark(people.Signed, "desk.mandate.signed.done") })
	case people.Active, people.Ending:
		box.Add(kit.NewText(env.T("desk.mandate.until", "day", env.Words.LongDay(v.m.LastDay().Time(env.Zone)))))
		button(kit.Primary, "desk.mandate.use", "check-bold", func() { v.mark(people.Used, "desk.mandate.used") })
	case people.Draft:
		box.Add(kit.NewText(env.T("desk.mandate.unprinted")))
	}
	button(kit.Secondary, "desk.mandate.again", "printer-bold", v.again)
	switch state {
	case people.CalledOff:
		button(kit.Secondary, "desk.mandate.cancel.again", "printer-bold", func() { v.printCancel() })
	case people.Over:
	default:
		button(kit.Danger, "desk.mandate.cancel", "x-bold", v.cancel)
	}
	return box
}

func (v *mandateView) history() fyne.CanvasObject {
	env := v.env
	box := kit.VBox(6, kit.SectionTitle(env.T("desk.detail.history")))
	for _, e := range v.m.Events {
		at := e.At.In(env.Zone)
		line := env.T("people.access.line", "what", i18n.Capital(env.Words.ShortDay(at))+", "+env.Words.Clock(at), "value", env.T("people.event."+e.Kind))
		if e.Who != "" {
			line += " (" + v.d.nameOf(context.Background(), env, people.MediatorID(e.Who)) + ")"
		}
		box.Add(kit.NewText(line))
	}
	return box
}

func (v *mandateView) mark(kind, said string) {
	get(v.env, func(ctx context.Context) (people.Mandate, error) {
		return v.d.mandates(v.env).Mark(ctx, v.id, kind, v.d.me())
	}, func(m people.Mandate) {
		v.env.Toast(v.env.T(said))
		v.show(m)
	})
}

func (v *mandateView) again() {
	if v.m.ID != "" {
		printMandate(v.d, v.env, v.m)
	}
}

func (v *mandateView) cancel() {
	kit.Ask(v.env.Canvas(), v.env.T("desk.mandate.cancel.title"), v.env.T("desk.mandate.cancel.text"), kit.Danger,
		v.env.T("desk.mandate.cancel.no"), v.env.T("desk.mandate.cancel"), func() {
			get(v.env, func(ctx context.Context) (people.Mandate, error) {
				return v.d.mandates(v.env).Mark(ctx, v.id, people.Cancelled, v.d.me())
			}, func(m people.Mandate) {
				v.show(m)
				v.printCancel()
			})
		})
}

// printCancel prints the cancellation, dated of the day it was made.
func (v *mandateView) printCancel() {
	day := v.d.today(v.env)
	for _, e := range v.m.Events {
		if e.Kind == people.Cancelled {
			day = app.DayOf(e.At, v.env.Zone)
		}
	}
	s := v.m.CancelText(day)[0]
	last := len(s.Lines) - 1
	l := &handout.Letter{
		Title: s.Title, Day: day, Copies: copies(v.m.Lang), Lang: v.m.Lang, Foot: v.m.Structure,
		Parts: []handout.Part{{Lines: s.Lines[:last]}, {Lines: s.Lines[last:], Sign: true}},
	}
	v.d.paper(v.env, "annulation", l, nil)
}

// copies name the two copies, in the language of the paper.
func copies(lang string) []string {
	l := i18n.New(lang)
	return []string{l.T("people.copy.person"), l.T("people.copy.structure")}
}

// mandateLetter lays a mandate out; the same mandate always gives the same
// paper, whatever the day it is printed again.
func mandateLetter(m *people.Mandate) *handout.Letter {
	sections := m.Text()
	l := &handout.Letter{Title: sections[0].Title, Day: m.Start, Copies: copies(m.Lang), Lang: m.Lang, Foot: m.Structure}
	if len(sections[0].Lines) > 0 {
		l.Note = sections[0].Lines[0]
	}
	for i, s := range sections[1:] {
		p := handout.Part{Title: s.Title, Lines: s.Lines}
		switch i + 1 {
		case 2, 3: // the acts, the perimeter
			p.List = true
		case 5: // what it does not allow
			p.Box, p.List = true, true
		case 8: // where, the two signatures, the copies
			l.Parts = append(l.Parts, handout.Part{Title: s.Title, Lines: s.Lines[:1]}, handout.Part{Lines: s.Lines[1:3], Sign: true},
				handout.Part{Lines: s.Lines[3:]})
			continue
		}
		l.Parts = append(l.Parts, p)
	}
	return l
}

// printMandate prints two copies and notes it in the register and the journal.
func printMandate(d *Desk, env *shell.Env, m people.Mandate) {
	d.paper(env, "mandat", mandateLetter(&m), func(ctx context.Context) error {
		_, err := d.mandates(env).Mark(ctx, m.ID, people.Printed, d.me())
		env.UI(func() {
			if v, ok := env.Shell().Current().(*mandateView); ok && err == nil && v.id == m.ID {
				v.update()
			}
		})
		return err
	})
}
