package desk

import (
	"context"

	"fyne.io/fyne/v2"

	"parvis/app/session"
	"parvis/i18n"
	"parvis/ui/kit"
	"parvis/ui/shell"
)

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
