package coord

import (
	"strconv"

	"fyne.io/fyne/v2"

	"parvis/ui/kit"
	"parvis/ui/shell"
	"parvis/ui/theme"
)

// activity is the first screen: how many, of whom, when, for what.
type activity struct {
	shell.Plain
	c    *Coord
	env  *shell.Env
	data figures
	body *fyne.Container
	view string // of the exports
}

// Title implements shell.Screen.
func (a *activity) Title() string { return a.env.T("coord.activity") }

// Build implements shell.Screen.
func (a *activity) Build(env *shell.Env) shell.Page {
	a.env, a.view = env, "thematiques"
	a.body = kit.VBox(16)
	var actions []fyne.CanvasObject
	if a.c.ExportTo != nil {
		actions = append(actions,
			kit.NewButton(kit.Secondary, env.T("coord.csv"), "file-csv", func() { a.export("csv") }),
			kit.NewButton(kit.Primary, env.T("coord.xlsx"), "file-csv", func() { a.export("xlsx") }))
	}
	a.update()
	return shell.Page{Title: env.T("coord.activity"), Subtitle: env.T("coord.activity.sub", "name", a.c.Name), Actions: actions, Body: a.body, NoStatus: true}
}

func (a *activity) update() {
	shell.Do(a.env, a.c.load, func(f figures, err error) {
		if err != nil {
			a.env.Fail(err)
			return
		}
		a.data = f
		a.fill()
	})
}

func (a *activity) export(format string) {
	if a.data.empty() {
		a.env.Toast(a.env.T("coord.empty"))
		return
	}
	a.c.export(a.env, a.data, a.view, format)
}

// fill draws the figures of the present choice.
func (a *activity) fill() {
	defer a.body.Refresh() // nothing to show is drawn too
	a.body.RemoveAll()
	if n := a.c.notices(a.env, a.data, a.update); len(n.Objects) > 0 {
		a.body.Add(n)
	}
	if a.data.empty() {
		a.body.Add(nothing(a.env))
		return
	}
	m, err := a.c.summary(a.env.Words, a.data)
	if err != nil {
		a.env.Fail(err)
		return
	}
	_, _, closed := a.data.cube.Span()
	updated := kit.VBox(0, kit.Muted(a.env.T("coord.closed", "month", monthYear(a.env.Words, closed))).Trailing(),
		kit.Small(a.env.T("coord.updated", "when", when(a.env.Words, a.data.fetched.In(a.env.Zone)))).Trailing())
	line := kit.HBox(12, a.c.filters(a.env, a.data, a.fill)...)
	line.Add(kit.Grow(updated))
	a.body.Add(line)
	if m.unlocated > 0 {
		a.body.Add(kit.Muted(a.env.T("coord.unlocated", "n", m.unlocated)))
	}
	tiles := make([]fyne.CanvasObject, 0, len(m.tiles))
	for _, t := range m.tiles {
		tiles = append(tiles, kit.KPI(t.icon, t.tint, t.figure, t.label, t.note))
	}
	a.body.Add(kit.Columns(250, 16, tiles...))
	now, past := m.years()
	a.body.Add(kit.Columns(460, 16,
		kit.Card(kit.VBarChart(a.env.T("coord.by_month"), now, past, m.months)),
		kit.Card(kit.HBarChart(a.env.T("coord.by_theme"), m.themes)),
		kit.Card(kit.HBarChart(a.env.T("coord.by_age"), m.ages)),
		kit.Card(a.heldCard(m))))
}

// heldCard is the key to reading the rest: what is detailed and what waits.
func (a *activity) heldCard(m summary) fyne.CanvasObject {
	l := a.env.Words
	box := kit.VBox(12)
	title := a.env.T("coord.held.none")
	if m.held != nil {
		title = a.env.T("coord.held", "detailed", percent(1-*m.held), "waiting", percent(*m.held))
	}
	box.Add(kit.HBox(12, kit.NewIcon("shield-check", theme.GreenText, 28), kit.Grow(kit.Section(title))))
	for _, s := range m.shares {
		box.Add(kit.SplitBar(s.label, 1-s.held, l.Percent(1-s.held)))
	}
	box.Add(kit.NewText(a.env.T("coord.held.text")))
	box.Add(kit.Muted(a.env.T("coord.held.why")))
	return box
}

// percent is a share in whole percents; the words put the sign.
func percent(share float64) string { return strconv.Itoa(int(share*100 + 0.5)) }
