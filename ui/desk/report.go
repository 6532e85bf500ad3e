package desk

import (
	"context"
	"slices"
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"parvis/app"
	"parvis/app/guide"
	"parvis/app/session"
	"parvis/i18n"
	"parvis/ui/kit"
	"parvis/ui/shell"
	"parvis/ui/theme"
)

// report is the end of a session: four questions, three already answered, and
// the sheet to hand over.
type report struct {
	shell.Plain
	d        *Desk
	env      *shell.Env
	draft    session.Draft
	run      *guide.Run
	existing bool // a session already saved is being changed
	measured bool // the duration comes from the timer
	touched  map[string]bool
	more     bool      // the optional details are open
	lang     string    // of the sheet; "": the screen's
	next     *kit.Chip // of the question that remains: the focus when the screen opens
	saved    *kit.Autosave
	fault    *remark
	busy     bool
	habit    session.Habit
	was      session.Session // before the change of a saved session
}

func newReport(d *Desk, draft session.Draft, run *guide.Run, existing bool) *report {
	return &report{d: d, draft: draft, run: run, existing: existing, touched: map[string]bool{}, habit: d.habit(context.Background()), was: copyOf(draft.Session)}
}

// Title implements shell.Screen.
func (r *report) Title() string { return r.env.T("desk.report") }

// Build implements shell.Screen.
func (r *report) Build(env *shell.Env) shell.Page {
	r.env = env
	if r.measured && !r.touched["duree"] {
		r.draft.Session.Duree = nearest(r.draft.Session.Duree)
	}
	if r.saved == nil {
		r.saved = kit.NewAutosave()
	}
	r.fault = newRemark(theme.RedText)
	save := kit.NewTallButton(kit.Primary, env.T("desk.report.save"), "", r.save)
	later := kit.NewTallButton(kit.Quiet, env.T("desk.report.later"), "", r.later)
	here := kit.HBox(8, kit.NewIcon("shield-check", theme.GreenText, 20), kit.Muted(env.T("desk.report.here")).NoWrap())
	main := kit.VBox(14, r.questions(), r.details())
	body := fyne.CanvasObject(main)
	if r.run != nil {
		body = newSplit(main, r.sheet())
	}
	// The way out stays in view however long the page is.
	foot := kit.VBox(6, r.fault.box, kit.HBox(12, save, later, kit.Spacer(), r.saved, here))
	page := shell.Page{Title: env.T("desk.report"), Subtitle: r.subtitle(), Fixed: true, First: r.next, Body: kit.VBox(12, kit.Grow(kit.NewPage(body)), foot)}
	page.Actions = []fyne.CanvasObject{daySelect(env, r.d.today(env), &r.draft.Session.Date, func() { r.changed("date") })}
	if !r.existing {
		page.Actions = append(page.Actions, kit.NewButton(kit.Quiet, env.T("desk.report.back"), "arrow-left-bold", r.resume))
	}
	return page
}

// Shortcuts implements shell.Screen.
func (r *report) Shortcuts() map[shell.Action]func() {
	return map[shell.Action]func(){shell.Save: r.save, shell.Print: func() {
		if r.run != nil {
			printSheet(r.d, r.env, r.run, r.sheetLang())
		}
	}}
}

// resume goes back to the session, with what was changed here kept.
func (r *report) resume() {
	l := newLive(r.d, r.draft, r.run)
	l.touched = r.touched
	r.env.Shell().Swap(l)
	l.keep()
}

func (r *report) subtitle() string {
	title := titleOf(r.d, r.env, r.draft.Session, r.draft.Label)
	if r.existing {
		return r.env.T("desk.report.change", "what", title)
	}
	from := r.env.Words.Clock(r.draft.Started.In(r.env.Zone))
	return r.env.T("desk.report.span", "from", from, "to", r.env.Words.Clock(r.env.Now()), "what", title)
}

// nearest is the proposed duration close to a measured one, or the measure.
func nearest(minutes int) int {
	for _, m := range session.ProposedMinutes() {
		if minutes >= m-7 && minutes <= m+7 {
			return m
		}
	}
	return minutes
}

// keep saves the draft at each change; a change of a saved session is kept
// only when it is saved.
func (r *report) keep() {
	if r.existing {
		return
	}
	r.draft.Run = encodeStage(r.run, true, r.touched)
	r.d.keepDraft(r.env, r.draft, r.saved)
}

func (r *report) changed(field string) {
	r.touched[field] = true
	r.keep()
	r.env.Rebuild()
}

func (r *report) questions() fyne.CanvasObject {
	box := kit.VBox(0, r.duration(), kit.HLine(), r.place(), kit.HLine(), r.themes())
	next := kit.Inset(6, 24, 10, 24, r.outcome())
	return kit.CardPad(0, kit.VBox(0, kit.Inset(10, 24, 2, 24, box), kit.Background(theme.BluePale, next)))
}

// question is one of the four: its state, its name, why it is pre-filled, what
// stands at the end of that line.
func (r *report) question(n int, done bool, name, why string, content fyne.CanvasObject, beside ...fyne.CanvasObject) fyne.CanvasObject {
	mark := kit.Tinted(kit.NewText(strconv.Itoa(n)).As(theme.Section).In(theme.LinkDark).NoWrap(), theme.Surface, 34, 17)
	if done {
		mark = kit.Tinted(kit.NewIcon("check-bold", theme.GreenText, 18), theme.GreenPale, 34, 17) // never a colour alone: the tick too
	}
	head := append([]fyne.CanvasObject{kit.Section(name).NoWrap(), kit.Grow(kit.Muted(why))}, beside...)
	words := kit.VBox(7, kit.HBox(10, head...), content)
	return kit.Inset(8, 0, 9, 0, kit.Row(16, kit.Top, mark, kit.Grow(words)))
}

func (r *report) duration() fyne.CanvasObject {
	s := &r.draft.Session
	var choices []kit.Choice
	proposed := session.ProposedMinutes()
	if s.Duree > 0 && !slices.Contains(proposed, s.Duree) {
		proposed = append(proposed, s.Duree)
		slices.Sort(proposed)
	}
	for _, m := range proposed {
		choices = append(choices, kit.Choice{Value: strconv.Itoa(m), Label: r.env.Words.Minutes(m)})
	}
	choices = append(choices, kit.Choice{Value: "", Label: r.env.T("desk.other")})
	chips := kit.NewChipGroup(choices, func(v []string) {
		if len(v) == 1 && v[0] == "" {
			r.askMinutes()
			return
		}
		if len(v) == 1 {
			s.Duree, _ = strconv.Atoi(v[0])
		}
		r.changed("duree")
	})
	chips.Choose(!r.touched["duree"], strconv.Itoa(s.Duree))
	why := ""
	if r.measured && !r.touched["duree"] {
		why = r.env.T("desk.report.timer")
	} else if !r.existing && !r.touched["duree"] {
		why = r.env.T("desk.report.habit")
	}
	return r.question(1, s.Duree > 0, r.env.T("desk.report.duration"), why, chips)
}

func (r *report) askMinutes() {
	ask(r.env, r.env.T("desk.report.minutes"), r.env.T("desk.report.minutes.help"), strconv.Itoa(r.draft.Session.Duree), func(text string) error {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 || n > session.MaxMinutes {
			return app.E(app.Rejected, "desk_minutes")
		}
		r.draft.Session.Duree = n
		r.changed("duree")
		return nil
	})
}

func (r *report) themes() fyne.CanvasObject {
	s := &r.draft.Session
	row := kit.Wrap(8)
	for _, code := range s.Thematiques {
		row.Add(kit.NewRemovableChip(themeLabel(r.env.Words, code), func() {
			s.Thematiques = session.Untick(s.Thematiques, code)
			r.changed("thematiques")
		}))
	}
	more := kit.NewButton(kit.Quiet, r.env.T("desk.add"), "plus-bold", func() { r.pickThemes() })
	why := ""
	if r.run != nil && !r.touched["thematiques"] {
		why = r.env.T("desk.report.guide")
	}
	if len(s.Thematiques) == 0 {
		why = r.env.T("desk.report.themes.need")
	}
	return r.question(3, len(s.Thematiques) > 0, r.env.T("desk.report.themes"), why, row, more)
}

// pickThemes shows both lists; ticking a procedure ticks the general theme.
func (r *report) pickThemes() {
	s := &r.draft.Session
	pickThemes(r.env, s.Thematiques, func(codes []string) {
		s.Thematiques = codes
		r.changed("thematiques")
	})
}

// retick applies the ticks of one list to the themes: an administrative one
// brings the general theme it needs.
func retick(themes []string, v session.Vocabulary, values []string) []string {
	for _, code := range v.Codes() {
		had, has := slices.Contains(themes, code), slices.Contains(values, code)
		if has && !had {
			themes = session.Tick(themes, code)
		}
		if had && !has {
			themes = session.Untick(themes, code)
		}
	}
	return themes
}

func pickThemes(env *shell.Env, chosen []string, then func([]string)) {
	themes := slices.Clone(chosen)
	choices := func(v session.Vocabulary) []kit.Choice {
		var out []kit.Choice
		for _, code := range v.Codes() {
			out = append(out, kit.Choice{Value: code, Label: v.Label(env.Words, code)})
		}
		return out
	}
	var general, admin *kit.ChipGroup
	show := func() {
		general.Choose(false, themes...)
		admin.Choose(false, themes...)
	}
	update := func(v session.Vocabulary) func([]string) {
		return func(values []string) {
			themes = retick(themes, v, values)
			show()
		}
	}
	general = kit.NewMultiChipGroup(choices(session.Thematiques), update(session.Thematiques))
	admin = kit.NewMultiChipGroup(choices(session.ThematiquesAdministratives), update(session.ThematiquesAdministratives))
	show()
	var modal *kit.Modal
	done := kit.NewButton(kit.Primary, env.T("desk.validate"), "check-bold", func() { modal.Close(); then(themes) })
	cancel := kit.NewButton(kit.Quiet, env.T("desk.cancel"), "", func() { modal.Close() })
	box := kit.VBox(14, kit.Section(env.T("desk.themes.general")), general, kit.Section(env.T("desk.themes.admin")), admin,
		kit.HBox(12, done, cancel, kit.Spacer()))
	modal = kit.NewModal(env.Canvas(), 1000, box)
	modal.Open(general.Chip(session.Thematiques.Codes()[0]))
}

// outcome is the one question that remains.
func (r *report) outcome() fyne.CanvasObject {
	s := &r.draft.Session
	var choices []kit.Choice
	for _, code := range session.Suites.Codes() {
		label := session.Suites.Label(r.env.Words, code)
		if code == session.Blocked && s.Blocage != "" {
			label += " : " + session.Blocages.Label(r.env.Words, s.Blocage)
		}
		switch {
		case code == "orientee" && s.OrientationPlaceID != "":
			label += " : " + r.d.placeName(s.OrientationPlaceID)
		case code == "orientee" && s.StructureDeRedirection != "":
			label += " : " + session.Redirections.Label(r.env.Words, s.StructureDeRedirection)
		}
		choices = append(choices, kit.Choice{Value: code, Label: label})
	}
	chips := kit.NewChipGroup(choices, func(v []string) {
		s.Suite, s.Blocage = "", ""
		s.OrienteVersStructure, s.StructureDeRedirection, s.OrientationPlaceID = nil, "", ""
		if len(v) == 1 {
			s.Suite = v[0]
		}
		switch s.Suite {
		case session.Blocked:
			pickOne(r.env, r.env.T("desk.report.blocked"), labels(r.env.Words, session.Blocages), func(code string) { s.Blocage = code; r.changed("suite") })
		case "orientee":
			r.orientTo()
		}
		r.changed("suite")
	})
	chips.Choose(!r.touched["suite"] && !r.existing, s.Suite)
	if r.next = chips.Chip(s.Suite); r.next == nil {
		r.next = chips.Chip(choices[0].Value)
	}
	why := r.env.T("desk.report.last")
	if r.existing || len(s.Thematiques) == 0 {
		why = r.env.T("desk.report.optional")
	}
	return r.question(4, r.touched["suite"] && s.Suite != "", r.env.T("desk.report.outcome"), why, chips)
}

func labels(l *i18n.Localizer, v session.Vocabulary) []kit.Choice {
	out := make([]kit.Choice, 0, len(v.Codes()))
	for _, code := range v.Codes() {
		out = append(out, kit.Choice{Value: code, Label: v.Label(l, code)})
	}
	return out
}

// details are optional and folded.
func (r *report) details() fyne.CanvasObject {
	env := r.env
	icon := "caret-down-bold"
	if r.more {
		icon = "minus-bold"
	}
	head := kit.HBox(12, kit.NewIcon("sliders-horizontal-bold", theme.Link, 20), kit.Section(env.T("desk.report.more")).NoWrap(),
		kit.Grow(kit.Muted(env.T("desk.report.more.what"))), kit.NewIcon(icon, theme.Ink, 20))
	row := kit.NewRow(env.T("desk.report.more"), 56, head, func() { r.more = !r.more; env.Rebuild() })
	if !r.more {
		return kit.CardPad(4, row)
	}
	return kit.CardPad(4, kit.VBox(4, row, kit.Pad(18, form(r.d, env, &r.draft.Session, r.keep))))
}

// sheet shows what the person takes away.
func (r *report) sheet() fyne.CanvasObject {
	env := r.env
	sum := r.run.Summary(guide.Words{Localizer: env.Words})
	paper := kit.VBox(8, kit.HBox(8, kit.Strong("Parvis"), kit.Spacer(), kit.Small(env.Words.ShortDay(env.Now()))), kit.NewText(sum.Title).As(theme.Section))
	list := ""
	for _, it := range sum.Lists {
		if it.List != list {
			list = it.List
			paper.Add(kit.NewText(list).Bold().In(theme.LinkDark))
		}
		paper.Add(kit.Row(8, kit.Top, tickBox(), kit.Grow(kit.Small(it.Text))))
	}
	for _, next := range sum.Next {
		paper.Add(kit.NewText(next.Title).Bold().In(theme.LinkDark))
		for _, p := range paragraphs(next.Text) {
			paper.Add(kit.Small(p))
		}
		for _, it := range next.Items {
			paper.Add(kit.Row(8, kit.Top, tickBox(), kit.Grow(kit.Small(it.Text))))
		}
	}
	paper.Add(kit.NewText(env.T("desk.sheet.next")).Bold())
	paper.Add(kit.Inset(22, 0, 0, 0, kit.HLine()))
	paper.Add(kit.NewText(env.T("desk.sheet.hand")).Bold())
	paper.Add(kit.Inset(22, 0, 0, 0, kit.HLine()))
	paper.Add(kit.Inset(22, 0, 4, 0, kit.HLine()))
	foot := kit.HBox(10, kit.Grow(kit.VBox(2, kit.Strong(r.d.Place().Name), kit.Small(r.d.Place().Phone), kit.Small(r.d.Place().Hours))))
	if n := len(sum.Links); n > 0 {
		if code, err := kit.QR(sum.Links[n-1].URL, 90); err == nil {
			foot.Add(code)
		}
	}
	paper.Add(foot)
	legal := env.T("desk.sheet.unofficial")
	for _, src := range sum.Sources {
		if !src.ToVerify() {
			legal = env.T("desk.sheet.source", "source", src.String()) + " " + legal
			break
		}
	}
	paper.Add(kit.Small(legal).In(theme.Ink2))
	head := kit.HBox(10, kit.Grow(kit.Section(env.T("desk.sheet"))))
	if e, ok := r.d.Shelf.Entry(sum.Guide); ok && len(e.Languages()) > 1 {
		var langs []kit.Choice
		for _, lang := range e.Languages() {
			langs = append(langs, kit.Choice{Value: lang, Label: i18n.NameOf(lang)})
		}
		head.Add(kit.NewSelect("", "", "translate-bold", langs, r.sheetLang(), func(lang string) { r.lang = lang }))
	}
	ways := r.d.sheetButtons(env, func() guide.Summary { return summaryIn(env, r.run) }, r.d.sheetLangs(sum.Guide), r.sheetLang)
	return kit.VBox(10, head, ways, kit.TintCard(kit.Neutral, kit.Card(paper)))
}

// sheetLang is the language of the sheet; it may differ from the screen's.
func (r *report) sheetLang() string {
	if r.lang == "" {
		return r.env.Words.Lang()
	}
	return r.lang
}

// tickBox is the square to tick by hand on the sheet.
func tickBox() fyne.CanvasObject {
	th := theme.Current()
	box := canvas.NewRectangle(th.C(theme.Surface))
	box.StrokeColor, box.StrokeWidth, box.CornerRadius = th.C(theme.Stroke), 1.5, 3
	return kit.Inset(3, 0, 0, 0, kit.Sized(14, 14, box))
}

// save validates and saves once; a fault is said with its field, and nothing
// of what was filled in goes.
func (r *report) save() {
	if !r.busy {
		warnSecrets(r.env, r.draft.Session.Notes, r.keepIt)
	}
}

// keepIt saves, once what looks like a secret in the note was agreed to.
func (r *report) keepIt() {
	r.busy = true
	s, existing := r.draft.Session, r.existing
	s.ID = r.draft.ID
	shell.Do(r.env, func() (bool, error) { return true, r.d.save(context.Background(), s, existing) }, func(_ bool, err error) {
		r.busy = false
		if err != nil {
			r.fault.say(faultText(r.env, err))
			return
		}
		words := r.env.T("desk.report.saved", "clock", r.env.Words.Clock(r.env.Now()))
		if existing {
			r.env.Back()
			r.d.undoable(r.env, words, r.was)
			return
		}
		r.env.Toast(words)
		r.env.Shell().Open("today")
	})
}

// faultText says every fault of a refused session, one sentence each.
func faultText(env *shell.Env, err error) string {
	faults := session.FaultsOf(err)
	if len(faults) == 0 {
		return app.Message(env.Words, err)
	}
	text := ""
	for i, f := range faults {
		if i > 0 {
			text += "\n"
		}
		text += session.Explain(env.Words, f)
	}
	return text
}

// later leaves the report as a draft: « Compte rendu à finir ».
func (r *report) later() {
	if r.existing {
		r.env.Back()
		return
	}
	r.draft.PauseAt(r.env.Now())
	r.keep()
	r.env.Shell().Open("today")
}
