package desk

import (
	"context"

	"fyne.io/fyne/v2"

	"parvis/app/session"
	"parvis/i18n"
	"parvis/ui/kit"
	"parvis/ui/shell"
	"parvis/ui/theme"
)

// listed is how many sessions one page shows: a list, not a thousand widgets.
const listed = 60

// sessions lists what was recorded, by period, with search.
type sessions struct {
	shell.Plain
	d      *Desk
	env    *shell.Env
	only   session.Type // workshops, or everything
	period string
	words  string
	rows   *fyne.Container
	sum    *kit.Text
}

func newSessions(d *Desk, only session.Type) *sessions {
	return &sessions{d: d, only: only, period: "month"}
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
	v.d.env = env
	v.env, v.rows, v.sum = env, kit.VBox(0), kit.Muted("")
	period := kit.NewSegmented([]kit.Choice{
		{Value: "day", Label: env.T("desk.period.day")},
		{Value: "week", Label: env.T("desk.period.week")},
		{Value: "month", Label: env.T("desk.period.month")},
		{Value: "year", Label: env.T("desk.period.year")},
		{Value: "all", Label: env.T("desk.period.all")},
	}, v.period, func(p string) { v.period = p; v.update() })
	search := kit.NewSearch(env.T("desk.sessions.search"), func(words string) { v.words = words; v.update() })
	search.SetText(v.words)
	start := kit.NewButton(kit.Primary, env.T("desk.new"), "plus-bold", func() { v.d.begin(env, "") })
	if v.only == session.Workshop {
		start = kit.NewButton(kit.Primary, env.T("desk.workshop.new"), "plus-bold", func() { v.d.startWorkshop(env) })
	}
	bar := kit.HBox(14, period, kit.Grow(search), start)
	if v.only == "" {
		bar = kit.HBox(14, period, kit.Grow(search), kit.NewButton(kit.Secondary, env.T("desk.coop"), "", func() { env.Go(newCopying(v.d)) }), start)
	}
	v.update()
	return shell.Page{Title: v.Title(), Body: kit.VBox(14, bar, v.sum, kit.CardPad(10, v.rows)), First: search}
}

// filter is the one query behind the list and its sum.
func (v *sessions) filter() session.Filter {
	today := v.d.today(v.env)
	f := session.Filter{To: today, Text: v.words, Newest: true, Limit: listed + 1, Author: v.d.Me().ID}
	if v.only != "" {
		f.Types = []session.Type{v.only}
	}
	now := v.env.Now()
	switch v.period {
	case "day":
		f.From = today
	case "week":
		f.From = today.Add(-(int(now.Weekday()) + 6) % 7)
	case "month":
		f.From = today.Add(1 - now.Day())
	case "year":
		f.From = today.Add(1 - now.YearDay())
	}
	return f
}

type listView struct {
	records []session.Record
	stats   session.Stats
}

func (v *sessions) update() {
	f := v.filter()
	shell.Do(v.env, func() (listView, error) {
		var out listView
		for r, err := range v.d.Book.List(context.Background(), f) {
			if err != nil {
				return out, err
			}
			out.records = append(out.records, r)
		}
		whole := f
		whole.Limit = 0
		var err error
		out.stats, err = v.d.Book.Stats(context.Background(), whole)
		return out, err
	}, func(out listView, err error) {
		if err != nil {
			v.env.Fail(err)
			return
		}
		v.show(out)
	})
}

func (v *sessions) show(out listView) {
	sum := v.env.T("desk.sessions.sum", "n", out.stats.Total, "time", v.env.Words.Minutes(out.stats.Minutes))
	if out.stats.Workshops > 0 {
		sum += " · " + v.env.T("desk.sessions.workshops", "n", out.stats.Workshops)
	}
	v.sum.SetText(sum)
	v.rows.RemoveAll()
	if len(out.records) == 0 {
		v.rows.Add(kit.Empty("notebook", v.env.T("desk.sessions.empty"), v.env.T("desk.sessions.empty.text"), nil))
	}
	group := kit.NewGroup()
	for i, r := range out.records {
		if i == listed {
			v.rows.Add(kit.Pad(10, kit.Muted(v.env.T("desk.sessions.more", "n", listed))))
			break
		}
		title := titleOf(v.d, v.env, r.Session, "")
		day := i18n.Capital(v.env.Words.ShortDay(r.Date.Time(v.env.Zone)))
		content := kit.HBox(16, kit.Sized(130, 0, kit.Strong(day)), kit.Grow(kit.NewText(title)),
			kit.Muted(v.kind(&r)).NoWrap(), kit.Sized(80, 0, kit.Muted(v.env.Words.Minutes(r.Duree)).NoWrap().Trailing()),
			kit.NewIcon("caret-right-bold", theme.Ink2, 20))
		row := kit.NewRow(day+" "+title, 48, content, func() { v.env.Go(newDetail(v.d, r)) })
		group.Add(row)
		if i > 0 {
			v.rows.Add(kit.HLine())
		}
		v.rows.Add(row)
	}
	v.rows.Refresh()
	kit.Relayout(v.rows)
}

func (v *sessions) kind(r *session.Record) string {
	if r.Type == session.Workshop && r.Participants != nil {
		return v.env.T("desk.workshop.of", "n", r.Participants.Total)
	}
	return session.Types.Label(v.env.Words, string(r.Type))
}

// detail is one saved session, with what can be done with it.
type detail struct {
	shell.Plain
	d      *Desk
	env    *shell.Env
	record session.Record
}

func newDetail(d *Desk, r session.Record) *detail { return &detail{d: d, record: r} }

// Title implements shell.Screen.
func (v *detail) Title() string { return titleOf(v.d, v.env, v.record.Session, "") }

// Build implements shell.Screen.
func (v *detail) Build(env *shell.Env) shell.Page {
	v.env = env
	if r, err := v.d.Book.Find(context.Background(), v.record.ID); err == nil {
		v.record = r
	}
	r := &v.record
	day := i18n.Capital(env.Words.LongDay(r.Date.Time(env.Zone)))
	rows := kit.VBox(10)
	add := func(key, value string) {
		if value != "" {
			rows.Add(kit.HBox(16, kit.Sized(220, 0, kit.Muted(env.T(key))), kit.Grow(kit.NewText(value))))
		}
	}
	v.facts(add)
	change := kit.NewButton(kit.Primary, env.T("desk.detail.change"), "pencil-simple-bold", v.change)
	again := kit.NewButton(kit.Secondary, env.T("desk.detail.again"), "plus-bold", v.again)
	remove := kit.NewButton(kit.Danger, env.T("desk.detail.delete"), "x-bold", v.remove)
	actions := kit.HBox(12, change, again, kit.Spacer(), remove)
	if r.Type == session.NotReceived {
		actions = kit.HBox(12, kit.Spacer(), remove)
	}
	body := kit.VBox(18, kit.Card(rows), actions, v.history())
	return shell.Page{Title: v.Title(), Heading: true, Subtitle: day, Body: body, First: change}
}

func (v *detail) facts(add func(key, value string)) {
	r, l := &v.record, v.env.Words
	add("desk.detail.type", session.Types.Label(l, string(r.Type)))
	if r.Duree > 0 {
		add("desk.report.duration", l.Minutes(r.Duree))
	}
	place := session.TypesLieu.Label(l, r.TypeLieu)
	if r.PlaceID == session.Here {
		place = v.d.Place().Name
	}
	if r.TypeLieu != "" {
		add("desk.report.place", place)
	}
	themes := ""
	for i, code := range r.Thematiques {
		if i > 0 {
			themes += " · "
		}
		themes += themeLabel(l, code)
	}
	add("desk.report.themes", themes)
	if r.Suite != "" {
		add("desk.report.outcome", session.Suites.Label(l, r.Suite))
	}
	if r.Blocage != "" {
		add("desk.report.blocked", session.Blocages.Label(l, r.Blocage))
	}
	if r.Person != nil && r.Person.TrancheAge != "" {
		add("desk.form.age", session.TranchesAge.Label(l, r.Person.TrancheAge))
	}
	if r.Participants != nil {
		add("desk.workshop.total", l.Number(r.Participants.Total))
	}
	add("desk.form.note", r.Notes)
}

func (v *detail) change() {
	draft := session.Draft{ID: v.record.ID, Author: v.record.Author, Started: v.record.Saved, Session: v.record.Session}
	if v.record.Type == session.Workshop {
		v.env.Go(newWorkshop(v.d, draft, true))
		return
	}
	v.env.Go(newReport(v.d, draft, nil, true))
}

func (v *detail) again() {
	id, err := v.d.NewID()
	if err != nil {
		v.env.Fail(err)
		return
	}
	s := session.Again(v.record.Session, v.d.today(v.env))
	draft := session.NewDraft(id, v.d.Me().ID, v.env.Now(), s)
	if s.Type == session.Workshop {
		v.env.Go(newWorkshop(v.d, draft, false))
		return
	}
	v.env.Go(newReport(v.d, draft, nil, false))
}

// remove hides the session; it can be brought back from the toast.
func (v *detail) remove() {
	id, me := v.record.ID, v.d.Me().ID
	shell.Do(v.env, func() (bool, error) { return true, v.d.Book.Delete(context.Background(), me, id) }, func(_ bool, err error) {
		if err != nil {
			v.env.Fail(err)
			return
		}
		v.env.Back()
		v.env.ToastUndo(v.env.T("desk.detail.deleted"), v.env.T("desk.undo"), func() {
			v.env.Fail(v.d.Book.Restore(context.Background(), me, id))
			v.env.Rebuild()
		})
	})
}

func (v *detail) history() fyne.CanvasObject {
	changes, err := v.d.Book.History(context.Background(), v.record.ID)
	if err != nil || len(changes) < 2 {
		return kit.Gap(1, 1)
	}
	box := kit.VBox(6, kit.Section(v.env.T("desk.detail.history")))
	for _, c := range changes {
		key := "desk.detail.changed"
		switch {
		case c.Before == nil:
			key = "desk.detail.created"
		case c.After == nil:
			key = "desk.detail.removed"
		}
		at := c.At.In(v.env.Zone)
		box.Add(kit.Muted(v.env.T(key, "day", v.env.Words.ShortDay(at), "clock", at.Format("15:04"))))
	}
	return kit.Card(box)
}
