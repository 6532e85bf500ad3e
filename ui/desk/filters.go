package desk

import (
	"context"
	"time"

	"fyne.io/fyne/v2"

	"parvis/app"
	"parvis/app/session"
	"parvis/i18n"
	"parvis/ui/kit"
	"parvis/ui/shell"
)

// asked is what a screen of sessions or of figures is limited to, beside its
// period and its words. An empty field asks nothing.
type asked struct {
	typ, place, commune, theme, operator, outcome string

	deleted bool // deleted ones too: the list only
}

// into writes the choices in the one query.
func (a asked) into(f *session.Filter) {
	if a.typ != "" {
		f.Types = []session.Type{session.Type(a.typ)}
	}
	if a.theme != "" {
		f.Thematiques = []string{a.theme}
	}
	f.PlaceID, f.CommuneInsee, f.Operateur, f.Suite, f.Deleted = a.place, a.commune, a.operator, a.outcome, a.deleted
}

// choice is one of the filters of a bar.
type asking struct {
	key     string
	value   *string
	choices []kit.Choice
}

// filterBar is « Filtrer » with what is asked beside it, each taken back by one
// press.
type filterBar struct {
	d       *Desk
	env     *shell.Env
	a       *asked
	fixed   session.Type // asked by the screen itself
	deleted bool         // deleted ones may be shown
	changed func()
	places  []PlaceChoice
	box     *fyne.Container
}

func newFilterBar(d *Desk, env *shell.Env, a *asked, fixed session.Type, deleted bool, changed func()) *filterBar {
	b := &filterBar{d: d, env: env, a: a, fixed: fixed, deleted: deleted, changed: changed, box: kit.Wrap(8)}
	b.places = []PlaceChoice{{ID: session.Here, Name: d.Place().Name}}
	b.show()
	if d.Sessions != nil {
		shell.Do(env, func() ([]PlaceChoice, error) { return d.Sessions.Places(context.Background()) }, func(list []PlaceChoice, err error) {
			if err == nil { // without a directory, this place can still be asked for
				b.places = list
				b.show()
			}
		})
	}
	return b
}

// askings are the filters offered.
func (b *filterBar) askings() []asking {
	l := b.env.Words
	unsaid := kit.Choice{Value: session.NotSaid, Label: b.env.T("desk.form.unsaid")}
	places := make([]kit.Choice, 0, len(b.places))
	for _, p := range b.places {
		places = append(places, kit.Choice{Value: p.ID, Label: p.Name})
	}
	communes := []kit.Choice{}
	for _, c := range b.d.Communes("") {
		communes = append(communes, kit.Choice{Value: c.Insee, Label: c.Name})
	}
	all := []asking{
		{"place", &b.a.place, places},
		{"commune", &b.a.commune, append(communes, unsaid)},
		{"theme", &b.a.theme, append(labels(l, session.Thematiques), labels(l, session.ThematiquesAdministratives)...)},
		{"operator", &b.a.operator, append(labels(l, session.Operateurs), unsaid)},
		{"outcome", &b.a.outcome, append(labels(l, session.Suites), unsaid)},
	}
	if b.fixed == "" {
		all = append([]asking{{"type", &b.a.typ, labels(l, session.Types)}}, all...)
	}
	return all
}

// show draws the button and what is asked.
func (b *filterBar) show() {
	env := b.env
	b.box.RemoveAll()
	b.box.Add(kit.NewButton(kit.Secondary, env.T("filter.open"), "funnel-bold", b.open))
	any := false
	chip := func(text string, drop func()) {
		any = true
		b.box.Add(kit.NewRemovableChip(text, func() { drop(); b.again() }))
	}
	for _, one := range b.askings() {
		if *one.value == "" {
			continue
		}
		label := *one.value
		for _, c := range one.choices {
			if c.Value == *one.value {
				label = c.Label
			}
		}
		chip(env.T("filter.chip", "what", env.T("filter."+one.key), "value", short(label, 34)), func() { *one.value = "" })
	}
	if b.a.deleted {
		chip(env.T("filter.deleted"), func() { b.a.deleted = false })
	}
	if any {
		b.box.Add(kit.NewButton(kit.Quiet, env.T("filter.clear"), "", func() { *b.a = asked{}; b.again() }))
	}
	b.box.Refresh()
	kit.Relayout(b.box)
}

func (b *filterBar) again() {
	b.show()
	b.changed()
}

// open offers every filter at once; each acts as soon as it is chosen.
func (b *filterBar) open() {
	env := b.env
	var modal *kit.Modal
	grid := kit.Columns(300, 16)
	var first fyne.CanvasObject
	for _, one := range b.askings() {
		choices := append([]kit.Choice{{Value: "", Label: env.T("filter.any")}}, one.choices...)
		for i := range choices {
			choices[i].Label = short(choices[i].Label, 42)
		}
		s := kit.NewSelect(env.T("filter."+one.key), "", "", choices, *one.value, func(v string) { *one.value = v })
		grid.Add(s)
		if first == nil {
			first = s
		}
	}
	box := kit.VBox(16, kit.Heading(env.T("filter.title")), grid)
	if b.deleted {
		seen := kit.NewMultiChipGroup([]kit.Choice{{Value: "yes", Label: env.T("filter.deleted")}}, func(v []string) { b.a.deleted = len(v) > 0 })
		if b.a.deleted {
			seen.Choose(false, "yes")
		}
		box.Add(seen)
	}
	shut := func() { modal.Close(); b.again() }
	box.Add(kit.HBox(12, kit.NewButton(kit.Primary, env.T("filter.show"), "", shut),
		kit.NewButton(kit.Quiet, env.T("filter.clear"), "", func() { *b.a = asked{}; shut() }), kit.Spacer()))
	modal = kit.NewModal(env.Canvas(), 720, box)
	modal.OnEscape = shut
	modal.Open(first)
}

// period is a span of days that a person names.
type period struct {
	kind     string // a code of periodKinds
	from, to app.Day
}

func periodKinds() []string {
	return []string{"today", "week", "month", "last_month", "quarter", "year", "last_year", "all", "custom"}
}

// days gives the first and the last day on a day; both are empty for all.
func (p period) days(today app.Day) (from, to app.Day) {
	at := today.Time(time.UTC)
	month := func(y int, m time.Month) app.Day {
		return app.DayOf(time.Date(y, m, 1, 12, 0, 0, 0, time.UTC), time.UTC)
	}
	switch p.kind {
	case "today":
		return today, today
	case "week":
		monday := mondayOf(today)
		return monday, monday.Add(6)
	case "month":
		return month(at.Year(), at.Month()), month(at.Year(), at.Month()+1).Add(-1)
	case "last_month":
		return month(at.Year(), at.Month()-1), month(at.Year(), at.Month()).Add(-1)
	case "quarter":
		first := at.Month() - (at.Month()-1)%3
		return month(at.Year(), first), month(at.Year(), first+3).Add(-1)
	case "year":
		return month(at.Year(), 1), month(at.Year()+1, 1).Add(-1)
	case "last_year":
		return month(at.Year()-1, 1), month(at.Year(), 1).Add(-1)
	case "custom":
		return p.from, p.to
	}
	return "", ""
}

func mondayOf(day app.Day) app.Day {
	return day.Add(-(int(day.Time(time.UTC).Weekday()) + 6) % 7)
}

// choosePeriod shows the period; « De… à… » asks for two days.
func choosePeriod(env *shell.Env, p *period, changed func()) *kit.Select {
	var s *kit.Select
	choices := func() []kit.Choice {
		out := make([]kit.Choice, 0, len(periodKinds()))
		for _, k := range periodKinds() {
			label := env.T("period." + k)
			if k == "custom" && p.kind == k {
				label = env.T("period.span", "from", shell.WrittenDay(p.from), "to", shell.WrittenDay(p.to))
			}
			out = append(out, kit.Choice{Value: k, Label: label})
		}
		return out
	}
	s = kit.NewSelect("", "", "calendar-blank", choices(), p.kind, func(kind string) {
		if kind == "custom" {
			s.Choose(p.kind)
			askSpan(env, p, func() {
				s.SetChoices(choices())
				s.Choose(p.kind)
				changed()
			})
			return
		}
		p.kind = kind
		s.SetChoices(choices())
		changed()
	})
	return s
}

func askSpan(env *shell.Env, p *period, then func()) {
	var modal *kit.Modal
	from := kit.NewField(kit.FieldLook{Label: env.T("period.from"), Placeholder: "01/09/2026"})
	to := kit.NewField(kit.FieldLook{Label: env.T("period.to"), Placeholder: "30/09/2026"})
	from.SetText(shell.WrittenDay(p.from))
	to.SetText(shell.WrittenDay(p.to))
	submit := func() {
		a, okA := shell.DayTyped(from.Text())
		b, okB := shell.DayTyped(to.Text())
		from.SetError("")
		to.SetError("")
		switch {
		case !okA:
			from.SetError(env.T("period.bad"))
		case !okB:
			to.SetError(env.T("period.bad"))
		case b < a:
			to.SetError(env.T("period.order"))
		default:
			p.kind, p.from, p.to = "custom", a, b
			modal.Close()
			then()
		}
	}
	from.OnSubmit, to.OnSubmit = func(string) { kit.Focus(to) }, func(string) { submit() }
	row := kit.HBox(12, kit.NewButton(kit.Primary, env.T("desk.validate"), "check-bold", submit),
		kit.NewButton(kit.Quiet, env.T("desk.cancel"), "", func() { modal.Close() }), kit.Spacer())
	modal = kit.NewModal(env.Canvas(), 520, kit.VBox(16, kit.Heading(env.T("period.custom")), kit.Columns(200, 16, from, to), row))
	modal.Open(from)
}

// dayTitle writes a day as a title.
func dayTitle(l *i18n.Localizer, d app.Day) string { return i18n.Capital(l.LongDay(d.Time(time.UTC))) }
