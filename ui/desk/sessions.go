package desk

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"

	"parvis/app"
	"parvis/app/session"
	"parvis/i18n"
	"parvis/ui/kit"
	"parvis/ui/shell"
	"parvis/ui/theme"
)

// listed is how many sessions a list shows at first, and how many more at each
// request.
const listed = 300

// The ways of seeing sessions.
const (
	asList  = "list"
	asDay   = "day"
	asWeek  = "week"
	asMonth = "month"
)

// sessions shows what was recorded: as a list with its period and filters, or
// by day, week and month as a calendar.
type sessions struct {
	shell.Plain
	d      *Desk
	env    *shell.Env
	only   session.Type // workshops, or everything
	view   string
	period period
	anchor app.Day // a day of the calendar shown
	asked  asked
	words  string
	most   int

	shown listView
	when  *fyne.Container // the period, or the day with its arrows
	body  *fyne.Container
	sum   *kit.Text
	table *kit.Table
}

func newSessions(d *Desk, only session.Type) *sessions {
	return &sessions{d: d, only: only, view: asList, period: period{kind: "month"}, most: listed}
}

// Title implements shell.Screen.
func (v *sessions) Title() string {
	if v.only == session.Workshop {
		return v.env.T("desk.workshops")
	}
	return v.env.T("desk.sessions")
}

// Build implements shell.Screen.
func (v *sessions) Build(env *shell.Env) shell.Page {
	v.d.env, v.env = env, env
	v.body, v.sum, v.when = kit.Over(), kit.Muted("").In(theme.Ink), kit.HBox(6)
	if v.anchor == "" {
		v.anchor = v.d.today(env)
	}
	view := kit.NewSegmented([]kit.Choice{
		{Value: asList, Label: env.T("sessions.list")},
		{Value: asDay, Label: env.T("desk.period.day")},
		{Value: asWeek, Label: env.T("desk.period.week")},
		{Value: asMonth, Label: env.T("desk.period.month")},
	}, v.view, func(view string) { v.view = view; v.update() })
	search := kit.NewSearch(env.T("sessions.search"), func(words string) { v.words = words; v.update() })
	search.SetText(v.words)
	filters := newFilterBar(v.d, env, &v.asked, v.only, true, v.update)
	bar := kit.HBox(14, view, v.when, kit.Grow(search))
	line := kit.HBox(12, filters.box, kit.Grow(v.sum), v.files())
	v.update()
	return shell.Page{Title: v.Title(), Actions: v.actions(), Fixed: true, Body: kit.VBox(12, bar, line, kit.Grow(v.body)), First: search}
}

// Shortcuts implements shell.Screen: among workshops, Ctrl+N begins one.
func (v *sessions) Shortcuts() map[shell.Action]func() {
	if v.only != session.Workshop {
		return nil
	}
	return map[shell.Action]func(){shell.NewSession: func() { v.d.startWorkshop(v.env) }}
}

func (v *sessions) actions() []fyne.CanvasObject {
	env := v.env
	if v.only == session.Workshop {
		return []fyne.CanvasObject{kit.NewButton(kit.Primary, env.T("desk.workshop.new"), "plus-bold", func() { v.d.startWorkshop(env) })}
	}
	return []fyne.CanvasObject{
		kit.NewButton(kit.Secondary, env.T("desk.coop"), "", func() { env.Go(newCopying(v.d)) }),
		kit.NewButton(kit.Primary, env.T("desk.new"), "plus-bold", func() { v.d.begin(env, "") }),
	}
}

// files are the ways out and in.
func (v *sessions) files() fyne.CanvasObject {
	if v.d.Sessions == nil || v.d.Files == nil {
		return kit.Gap(0, 0)
	}
	out := kit.NewButton(kit.Secondary, v.env.T("export.button"), "", func() { v.d.export(v.env, v.filter(), v.shown.stats) })
	in := kit.NewButton(kit.Secondary, v.env.T("import.button"), "", func() { v.d.bringIn(v.env, v.update) })
	return kit.HBox(8, in, out)
}

// span gives the days shown.
func (v *sessions) span() (from, to app.Day) {
	switch v.view {
	case asDay:
		return v.anchor, v.anchor
	case asWeek:
		monday := mondayOf(v.anchor)
		return monday, monday.Add(6)
	case asMonth:
		return period{kind: "month"}.days(v.anchor)
	}
	return v.period.days(v.d.today(v.env))
}

// filter is the one query behind the list, its sum and its files.
func (v *sessions) filter() session.Filter {
	f := session.Filter{Text: v.words, Newest: true, Author: v.d.Me().ID}
	v.asked.into(&f)
	if v.only != "" {
		f.Types = []session.Type{v.only}
	}
	f.From, f.To = v.span()
	return f
}

type listView struct {
	records []session.Record
	stats   session.Stats
	more    bool
}

// calendarMost bounds what a calendar reads: a month of a very large place.
const calendarMost = 5000

func (v *sessions) update() {
	v.showWhen()
	f, most := v.filter(), v.most
	if v.view != asList {
		most = calendarMost
	}
	shell.Do(v.env, func() (listView, error) {
		var out listView
		page := f
		page.Limit = most + 1
		for r, err := range v.d.Book.List(context.Background(), page) {
			if err != nil {
				return out, err
			}
			out.records = append(out.records, r)
		}
		if out.more = len(out.records) > most; out.more {
			out.records = out.records[:most]
		}
		var err error
		out.stats, err = v.d.Book.Stats(context.Background(), f)
		return out, err
	}, func(out listView, err error) {
		if err != nil {
			v.env.Fail(err)
			return
		}
		v.shown = out
		v.show()
	})
}

// showWhen is the period of a list, or the day of a calendar with its arrows.
func (v *sessions) showWhen() {
	env := v.env
	v.when.RemoveAll()
	if v.view == asList {
		v.when.Add(choosePeriod(env, &v.period, func() { v.most = listed; v.update() }))
		v.when.Refresh()
		kit.Relayout(v.when)
		return
	}
	title := ""
	switch from, to := v.span(); v.view {
	case asDay:
		title = dayTitle(env.Words, v.anchor)
	case asMonth:
		title = i18n.Capital(env.Words.MonthYear(v.anchor.Time(env.Zone)))
	default:
		title = env.T("sessions.week", "from", env.Words.ShortDay(from.Time(env.Zone)), "to", env.Words.ShortDay(to.Time(env.Zone)))
	}
	v.when.Add(kit.NewIconButton(kit.Secondary, "caret-left-bold", env.T("sessions.before"), func() { v.step(-1) }))
	v.when.Add(kit.Strong(title).NoWrap())
	v.when.Add(kit.NewIconButton(kit.Secondary, "caret-right-bold", env.T("sessions.after"), func() { v.step(1) }))
	if today := v.d.today(env); v.anchor != today {
		v.when.Add(kit.NewButton(kit.Quiet, env.T("desk.today"), "", func() { v.anchor = today; v.update() }))
	}
	v.when.Refresh()
	kit.Relayout(v.when)
}

// step goes to the day, week or month before or after.
func (v *sessions) step(n int) {
	switch v.view {
	case asDay:
		v.anchor = v.anchor.Add(n)
	case asWeek:
		v.anchor = v.anchor.Add(7 * n)
	default:
		from, to := v.span()
		if v.anchor = to.Add(1); n < 0 {
			v.anchor = from.Add(-1)
		}
	}
	v.update()
}

// TypedKey implements shell.KeyScreen: Page Up and Page Down turn a calendar.
func (v *sessions) TypedKey(ev *fyne.KeyEvent) bool {
	step := map[fyne.KeyName]int{fyne.KeyPageUp: -1, fyne.KeyPageDown: 1}[ev.Name]
	if step == 0 || v.view == asList {
		return false
	}
	v.step(step)
	return true
}

func (v *sessions) show() {
	st := v.shown.stats
	sum := v.env.T("desk.sessions.sum", "n", st.Total, "time", v.env.Words.Minutes(st.Minutes))
	if st.Workshops > 0 {
		sum += " · " + v.env.T("desk.sessions.workshops", "n", st.Workshops)
	}
	if st.NotReceived > 0 {
		sum += " · " + v.env.T("sessions.turned_away", "n", st.NotReceived)
	}
	v.sum.SetText(sum)
	v.body.RemoveAll()
	switch {
	case v.view == asMonth:
		v.body.Add(v.month())
	case v.view == asWeek:
		v.body.Add(v.week())
	case len(v.shown.records) == 0:
		v.body.Add(kit.Card(kit.Empty("notebook", v.env.T("desk.sessions.empty"), v.env.T("desk.sessions.empty.text"), nil)))
	default:
		v.body.Add(v.list())
	}
	v.body.Refresh()
	kit.Relayout(v.body)
	kit.Relayout(v.sum)
}

// list is the rows, the newest first, with a way to see more.
func (v *sessions) list() fyne.CanvasObject {
	env, records := v.env, v.shown.records
	first := kit.Column{Title: env.T("sessions.day"), Width: -190}
	if v.view == asDay {
		first = kit.Column{Title: env.T("sessions.at"), Width: -110}
	}
	columns := []kit.Column{
		first,
		{Title: env.T("sessions.what"), Width: 1.5},
		{Title: env.T("desk.detail.type"), Width: -195},
		{Title: env.T("filter.outcome"), Width: 1},
		{Title: env.T("desk.report.duration"), Width: -110, Number: true},
	}
	v.table = kit.NewTable(columns, func() int { return len(records) }, func(row, col int) kit.Cell { return v.cell(&records[row], col) })
	v.table.SetRowHeight(46)
	v.table.OnOpen = func(row int) { env.Go(newDetail(v.d, records[row])) }
	box := kit.VBox(8, kit.Grow(v.table))
	if v.shown.more {
		more := kit.NewButton(kit.Quiet, env.T("sessions.more", "n", len(records)), "caret-down-bold", func() { v.most += listed; v.update() })
		box.Add(kit.HBox(0, more, kit.Spacer()))
	}
	return kit.CardPad(10, box)
}

func (v *sessions) cell(r *session.Record, col int) kit.Cell {
	l := v.env.Words
	switch col {
	case 0:
		if v.view == asDay {
			return kit.Cell{Text: l.Clock(r.Saved.In(v.env.Zone)), Bold: true}
		}
		return kit.Cell{Text: i18n.Capital(dayLine(l, r.Date)), Bold: true}
	case 1:
		if r.Deleted {
			return kit.Cell{Text: v.env.T("sessions.deleted", "what", titleOf(v.d, v.env, r.Session, "")), Muted: true, Icon: "x-bold"}
		}
		return kit.Cell{Text: titleOf(v.d, v.env, r.Session, "")}
	case 2:
		return kit.Cell{Text: v.kind(r), Muted: true}
	case 3:
		return kit.Cell{Text: outcomeOf(l, &r.Session), Muted: true}
	}
	if r.Duree == 0 {
		return kit.Cell{}
	}
	return kit.Cell{Text: l.Minutes(r.Duree)}
}

// dayLine is a day in a column: "mar. 24 novembre 2026" without its year when
// it is plain.
func dayLine(l *i18n.Localizer, d app.Day) string {
	at := d.Time(noon)
	return l.T("sessions.short", "weekday", weekday(l, d), "day", l.ShortDay(at))
}

// outcomeOf says what came of a session, with what blocked it.
func outcomeOf(l *i18n.Localizer, s *session.Session) string {
	switch {
	case s.Suite == "":
		return ""
	case s.Blocage != "":
		return strings.TrimSuffix(session.Suites.Label(l, s.Suite), "…") + " : " + session.Blocages.Label(l, s.Blocage)
	}
	return session.Suites.Label(l, s.Suite)
}

func (v *sessions) kind(r *session.Record) string {
	if r.Type == session.Workshop && r.Participants != nil {
		return v.env.T("desk.workshop.of", "n", r.Participants.Total)
	}
	return v.env.T("sessions.kind." + string(r.Type))
}
