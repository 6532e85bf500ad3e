package desk

import (
	"time"

	"fyne.io/fyne/v2"

	"parvis/app/session"
	"parvis/ui/kit"
	"parvis/ui/theme"
)

func (l *live) minutes() string {
	return l.env.Words.Minutes(int(l.draft.Elapsed(l.env.Now()) / time.Minute))
}

func (l *live) pauseButton() fyne.CanvasObject {
	if l.draft.Pause != nil {
		return kit.NewButton(kit.Secondary, l.env.T("desk.resume"), "play-bold", l.pause)
	}
	return kit.NewButton(kit.Secondary, l.env.T("desk.pause"), "pause-bold", l.pause)
}

// strip is the folded form: timer, pause, form, end. The person beside should
// not watch her age being ticked.
func (l *live) strip() fyne.CanvasObject {
	env := l.env
	if l.dry != nil {
		return l.tryStrip()
	}
	l.timer = kit.NewTimer(l.minutes(), theme.Heading)
	since := kit.Small(env.T("desk.live.since", "clock", env.Words.Clock(l.draft.Started.In(env.Zone)))).In(theme.Ink2).Centre()
	open := kit.NewButton(kit.Secondary, env.T("desk.form"), "", l.toggleForm)
	dock := kit.NewButton(kit.Secondary, env.T("desk.dock"), "", l.dock)
	done := kit.NewTallButton(kit.Primary, env.T("desk.finish"), "", l.finish)
	parts := []fyne.CanvasObject{kit.VBox(2, kit.Centred(l.timer), since), l.pauseButton(), open}
	if l.d.Dock != nil {
		parts = append(parts, dock)
	}
	parts = append(parts, kit.NewButton(kit.Quiet, env.T("live.new"), "", l.welcome))
	parts = append(parts, kit.Spacer(), l.saved, done)
	return strip(kit.VBox(14, parts...))
}

// strip is a narrow panel at the end of the window.
func strip(o fyne.CanvasObject) fyne.CanvasObject {
	return kit.Row(0, kit.Stretch, kit.VLine(), kit.Grow(kit.Background(theme.Surface, kit.Inset(22, 13, 22, 13, o))))
}

// tryStrip stands beside a try from the editor.
func (l *live) tryStrip() fyne.CanvasObject {
	env := l.env
	box := kit.VBox(14, kit.Small(env.T("desk.edit.trial.text")).In(theme.Ink2))
	if l.run.AtEnd() {
		box.Add(kit.NewButton(kit.Secondary, env.T("desk.edit.trial.keep"), "", func() {
			l.dry(l.run)
			env.Back()
			env.Toast(env.T("desk.edit.trial.kept"))
		}))
	}
	box.Add(kit.Spacer())
	box.Add(kit.NewButton(kit.Primary, env.T("desk.edit.trial.back"), "", env.Back))
	return strip(box)
}

// formPanel is the form beside the guide, opened by F9.
func (l *live) formPanel() fyne.CanvasObject {
	env := l.env
	l.timer = kit.NewTimer(l.minutes(), theme.Heading)
	fold := kit.NewButton(kit.Quiet, env.T("desk.form.fold"), "", l.toggleForm)
	done := kit.NewTallButton(kit.Primary, env.T("desk.finish"), "", l.finish)
	top := kit.VBox(4, kit.HBox(8, l.timer, kit.Spacer(), l.pauseButton(), fold), kit.Small(env.T("desk.form.optional")).In(theme.Ink2))
	page := kit.NewPage(kit.Inset(2, 2, 8, 0, form(l.d, env, &l.draft.Session, l.keep)))
	return kit.Panel(kit.VBox(12, top, kit.Grow(page), l.saved, done))
}

// body is the step, or the plain sheet of a session without guide.
func (l *live) body() fyne.CanvasObject {
	if l.run == nil {
		return kit.VBox(0, l.switcher(), l.plain())
	}
	env := l.env
	foot := kit.HBox(12, kit.NewButton(kit.Secondary, env.T("desk.show"), "monitor-bold", l.show))
	if l.run.Current().Mediator != "" {
		foot.Add(kit.NewButton(kit.Secondary, env.T("desk.note"), "eye-slash", l.toggleNote))
	}
	if len(l.run.Path()) > 1 && l.position() > 1 {
		foot.Add(kit.NewButton(kit.Secondary, env.T("desk.back"), "arrow-left-bold", l.back))
	}
	foot.Add(kit.Spacer())
	foot.Add(kit.NewButton(kit.Quiet, env.T("desk.flag"), "flag-bold", l.flag))
	return kit.VBox(0, l.switcher(), kit.VBox(16, kit.CardPad(28, l.step(false)), foot))
}

// shown is the step alone, for the person to read on the same screen.
func (l *live) shown() fyne.CanvasObject {
	back := kit.NewButton(kit.Secondary, l.env.T("desk.show.end"), "arrow-left-bold", l.show)
	return kit.VBox(16, kit.Grow(kit.NewPage(kit.CardPad(32, l.step(false)))), kit.HBox(0, back, kit.Spacer()))
}

// plain is a session without guide: what the person came for, in chips, while
// she is telling it.
func (l *live) plain() fyne.CanvasObject {
	env, s := l.env, &l.draft.Session
	find := kit.NewButton(kit.Secondary, env.T("desk.live.guide"), "magnifying-glass-bold", func() { env.Go(&today{d: l.d, into: l}) })
	l.first = find
	label := kit.NewField(kit.FieldLook{Label: env.T("desk.live.label"), Help: env.T("desk.live.label.help")})
	label.SetText(l.draft.Label)
	label.OnChanged = func(text string) { l.draft.Label = text; l.keep() }
	var general, admin *kit.ChipGroup
	show := func() {
		general.Choose(false, s.Thematiques...)
		admin.Choose(false, s.Thematiques...)
	}
	tick := func(v session.Vocabulary) func([]string) {
		return func(values []string) {
			s.Thematiques = retick(s.Thematiques, v, values)
			l.touched["thematiques"] = true
			show()
			l.keep()
		}
	}
	general = kit.NewMultiChipGroup(labels(env.Words, session.Thematiques), tick(session.Thematiques))
	admin = kit.NewMultiChipGroup(labels(env.Words, session.ThematiquesAdministratives), tick(session.ThematiquesAdministratives))
	show()
	top := kit.VBox(12, kit.HBox(16, kit.Grow(kit.NewText(env.T("desk.live.plain.text"))), find), kit.Narrow(520, label))
	return kit.VBox(16, kit.Card(top), kit.Card(kit.VBox(14, kit.SectionTitle(env.T("desk.live.themes")),
		kit.Strong(env.T("desk.themes.admin")), admin, kit.Strong(env.T("desk.themes.general")), general)))
}

// dock makes the window a narrow one beside the browser, where the real work
// happens, and back.
func (l *live) dock() {
	if l.d.Dock == nil {
		return
	}
	l.narrow, l.form, l.showing = !l.narrow, false, false
	l.d.Dock(l.narrow)
	l.rebuild()
	l.tick()
}

// docked is the narrow window: title, step, answers, timer, Terminer.
func (l *live) docked() fyne.CanvasObject {
	env := l.env
	l.timer = kit.NewTimer(l.minutes(), theme.Section)
	wide := kit.NewTallButton(kit.Secondary, env.T("desk.undock"), "", l.dock)
	done := kit.NewTallButton(kit.Primary, env.T("desk.finish"), "", l.finish)
	middle := kit.VBox(12)
	if l.run == nil {
		middle.Add(kit.HBox(10, kit.Spacer(), l.timer))
		middle.Add(kit.Muted(env.T("desk.live.plain.text")))
	} else {
		middle.Add(l.step(true))
		foot := kit.Wrap(8)
		if l.run.Current().Mediator != "" {
			foot.Add(kit.NewButton(kit.Quiet, env.T("desk.note"), "eye-slash", l.toggleNote))
		}
		if l.position() > 1 {
			foot.Add(kit.NewButton(kit.Quiet, env.T("desk.back"), "arrow-left-bold", l.back))
		}
		foot.Add(kit.NewButton(kit.Quiet, env.T("desk.flag"), "flag-bold", l.flag))
		middle.Add(foot)
	}
	head := kit.HBox(12, kit.IconTile(l.icon(), theme.BluePale, 44, 24, 10), kit.Grow(kit.NewText(l.Title()).As(theme.Section)))
	foot := kit.VBox(10, l.saved, kit.Columns(120, 10, wide, done))
	return kit.Background(theme.Fond, kit.Inset(18, 20, 20, 20, kit.VBox(14, head, kit.Grow(kit.NewPage(kit.Inset(0, 8, 0, 0, kit.VBox(0, l.switcher(), middle)))), foot)))
}
