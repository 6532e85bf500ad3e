package desk

import (
	"context"
	"encoding/json"

	"fyne.io/fyne/v2"

	"parvis/app/session"
	"parvis/i18n"
	"parvis/ui/kit"
	"parvis/ui/shell"
	"parvis/ui/theme"
)

// detail is one saved session, with what can be done with it.
type detail struct {
	shell.Plain
	d      *Desk
	env    *shell.Env
	record session.Record
	body   *fyne.Container
}

func newDetail(d *Desk, r session.Record) *detail { return &detail{d: d, record: r} }

// Title implements shell.Screen.
func (v *detail) Title() string { return titleOf(v.d, v.env, v.record.Session, "") }

// Build implements shell.Screen.
func (v *detail) Build(env *shell.Env) shell.Page {
	v.env, v.body = env, kit.VBox(18)
	v.update()
	day := i18n.Capital(env.Words.LongDay(v.record.Date.Time(env.Zone)))
	back := kit.NewButton(kit.Quiet, env.T("desk.back"), "arrow-left-bold", env.Back)
	return shell.Page{Title: v.Title(), Heading: true, Subtitle: day, Body: v.body, Actions: []fyne.CanvasObject{back}, First: back}
}

// detailView is a session as the book has it, with its changes.
type detailView struct {
	record  session.Record
	changes []session.Change
	names   session.Names
}

func (v *detail) update() {
	id := v.record.ID
	shell.Do(v.env, func() (out detailView, err error) {
		ctx := context.Background()
		if out.record, err = v.d.Book.Find(ctx, id); err != nil {
			return out, err
		}
		out.names = v.d.names()
		if v.d.Sessions != nil {
			out.names = v.d.Sessions.Names(ctx)
		}
		out.changes, err = v.d.Book.History(ctx, id)
		return out, err
	}, func(out detailView, err error) {
		if err != nil {
			v.env.Fail(err)
			return
		}
		v.record = out.record
		v.fill(out)
	})
}

func (v *detail) fill(out detailView) {
	env := v.env
	v.body.RemoveAll()
	if v.record.Deleted {
		v.body.Add(kit.Banner(kit.Warn, "info", env.T("desk.detail.deleted"), env.T("detail.gone"),
			kit.NewButton(kit.Secondary, env.T("detail.restore"), "clock-counter-clockwise-bold", v.restore)))
	}
	rows := kit.VBox(10)
	v.facts(func(key, value string) {
		if value != "" {
			rows.Add(kit.HBox(16, kit.Sized(theme.Current().Scaled(220), 0, kit.Muted(env.T(key))), kit.Grow(kit.NewText(value))))
		}
	})
	v.body.Add(kit.Card(rows))
	if !v.record.Deleted {
		v.body.Add(v.actions())
	}
	v.body.Add(v.history(out))
	v.body.Refresh()
	kit.Relayout(v.body)
}

func (v *detail) actions() fyne.CanvasObject {
	env := v.env
	change := kit.NewButton(kit.Primary, env.T("desk.detail.change"), "pencil-simple-bold", v.change)
	again := kit.NewButton(kit.Secondary, env.T("desk.detail.again"), "plus-bold", v.again)
	remove := kit.NewButton(kit.Danger, env.T("desk.detail.delete"), "x-bold", v.remove)
	if v.record.Type == session.NotReceived {
		return kit.HBox(12, kit.Spacer(), remove)
	}
	return kit.HBox(12, change, again, kit.Spacer(), remove)
}

// savedLine says when the session was saved, and last changed.
func (v *detail) savedLine() string {
	l, r := v.env.Words, &v.record
	saved, changed := r.Saved.In(v.env.Zone), r.Changed.In(v.env.Zone)
	if r.Changed.IsZero() || r.Changed.Equal(r.Saved) {
		return v.env.T("detail.saved", "day", l.ShortDay(saved), "clock", l.Clock(saved))
	}
	return v.env.T("detail.saved.changed", "day", l.ShortDay(saved), "clock", l.Clock(saved), "day2", l.ShortDay(changed), "clock2", l.Clock(changed))
}

func (v *detail) facts(add func(key, value string)) {
	r, l := &v.record, v.env.Words
	add("desk.detail.type", session.Types.Label(l, string(r.Type)))
	if r.Duree > 0 {
		add("desk.report.duration", l.Minutes(r.Duree))
	}
	place := session.TypesLieu.Label(l, r.TypeLieu)
	if r.PlaceID != "" {
		place = v.d.placeName(r.PlaceID)
	} else if r.CommuneInsee != "" {
		place += " · " + communeName(v.d, r.CommuneInsee)
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
	v.personFacts(add)
	if r.Participants != nil {
		add("desk.workshop.total", l.Number(r.Participants.Total))
	}
	add("desk.form.note", r.Notes)
	add("detail.saved.title", v.savedLine())
}

// personFacts is what was said of the person, if anything.
func (v *detail) personFacts(add func(key, value string)) {
	r, l := &v.record, v.env.Words
	said := func(key string, list session.Vocabulary, code string) {
		if code != "" {
			add(key, list.Label(l, code))
		}
	}
	said("desk.form.autonomie", session.Autonomies, r.Autonomie)
	said("desk.form.operateur", session.Operateurs, r.Operateur)
	said("desk.form.cnil", session.CnilSituations, r.CnilSituation)
	equipment := ""
	for i, code := range r.Materiel {
		if i > 0 {
			equipment += " · "
		}
		equipment += session.Materiels.Label(l, code)
	}
	add("desk.form.materiel", equipment)
	p := r.Person
	if p == nil {
		return
	}
	said("desk.form.genre", session.Genres, p.Genre)
	said("desk.form.age", session.TranchesAge, p.TrancheAge)
	said("desk.form.statut", session.StatutsSociaux, p.StatutSocial)
	if p.CommuneInsee != "" {
		add("desk.form.commune", communeName(v.d, p.CommuneInsee))
	}
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

// restore brings a deleted session back.
func (v *detail) restore() {
	id, me := v.record.ID, v.d.Me().ID
	shell.Do(v.env, func() (bool, error) { return true, v.d.Book.Restore(context.Background(), me, id) }, func(_ bool, err error) {
		if err != nil {
			v.env.Fail(err)
			return
		}
		v.env.Toast(v.env.T("detail.restored"))
		v.update()
	})
}

// history is what happened to the session, the newest first, each change with
// its fields and a way back.
func (v *detail) history(out detailView) fyne.CanvasObject {
	env := v.env
	if len(out.changes) < 2 {
		return kit.Gap(1, 1)
	}
	box := kit.VBox(10, kit.Section(env.T("desk.detail.history")))
	for i := len(out.changes) - 1; i >= 0; i-- {
		c := &out.changes[i]
		key := "desk.detail.changed"
		switch {
		case c.After == nil:
			key = "desk.detail.removed"
		case c.Before == nil && i > 0:
			key = "history.back"
		case c.Before == nil:
			key = "desk.detail.created"
		}
		at := c.At.In(env.Zone)
		head := kit.HBox(12, kit.Grow(kit.Strong(env.T(key, "day", env.Words.ShortDay(at), "clock", env.Words.Clock(at)))))
		one := kit.VBox(3, head)
		if c.Before != nil && c.After != nil {
			v.changeLines(one, c, out.names)
			if !v.record.Deleted {
				head.Add(kit.NewButton(kit.Quiet, env.T("history.revert"), "clock-counter-clockwise-bold", func() { v.revert(*c.Before) }))
			}
		}
		if i < len(out.changes)-1 {
			box.Add(kit.HLine())
		}
		box.Add(one)
	}
	return kit.Card(box)
}

func (v *detail) changeLines(box *fyne.Container, c *session.Change, names session.Names) {
	env := v.env
	lines := session.Diff(env.Words, c.Before, c.After, names)
	for _, f := range lines {
		before, after := f.Before, f.After
		if before == "" {
			before = env.T("history.nothing")
		}
		if after == "" {
			after = env.T("history.nothing")
		}
		box.Add(kit.Muted(env.T("history.field", "field", f.Label, "before", before, "after", after)).In(theme.Ink))
	}
	if len(lines) == 0 {
		box.Add(kit.Muted(env.T("history.note")))
	}
}

// revert puts a session back as it was before a change; the note of today
// stays, since a history holds no note.
func (v *detail) revert(before session.Session) {
	before.Notes = v.record.Notes
	now := v.record.Session
	v.d.putBack(v.env, before, func() {
		v.env.ToastUndo(v.env.T("history.undone"), v.env.T("desk.undo"), func() { v.d.putBack(v.env, now, v.update) })
		v.update()
	})
}

// putBack saves an earlier face of a session.
func (d *Desk) putBack(env *shell.Env, s session.Session, then func()) {
	shell.Do(env, func() (bool, error) { return true, d.Book.Update(context.Background(), d.Me().ID, s) }, func(_ bool, err error) {
		if err != nil {
			env.Fail(err)
			return
		}
		then()
	})
}

// undoable says that a change is saved, and offers what was there before.
func (d *Desk) undoable(env *shell.Env, words string, was session.Session) {
	env.ToastUndo(words, env.T("desk.undo"), func() {
		d.putBack(env, was, func() {
			env.Toast(env.T("history.undone"))
			env.Rebuild()
		})
	})
}

// copyOf is a session of its own, that changes of the other never reach.
func copyOf(s session.Session) session.Session {
	var out session.Session
	if raw, err := json.Marshal(s); err != nil || json.Unmarshal(raw, &out) != nil {
		return s
	}
	return out
}
