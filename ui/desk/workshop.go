package desk

import (
	"context"
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"parvis/app/session"
	"parvis/ui/kit"
	"parvis/ui/shell"
	"parvis/ui/theme"
)

// workshop records a workshop by counters: the total first, and it can be the
// only thing filled. What the breakdowns leave unsaid goes to « Non
// communiqué » by itself, so totals are always right.
type workshop struct {
	shell.Plain
	d        *Desk
	env      *shell.Env
	draft    session.Draft
	existing bool
	saved    *kit.Autosave
	fault    *remark
	hint     *remark
	refresh  []func() // remainders and limits, after each change
	busy     bool
	was      session.Session // before the change of a saved workshop
}

func newWorkshop(d *Desk, draft session.Draft, existing bool) *workshop {
	return &workshop{d: d, draft: draft, existing: existing, saved: kit.NewAutosave(), was: copyOf(draft.Session)}
}

// startWorkshop begins a workshop report.
func (d *Desk) startWorkshop(env *shell.Env) {
	id, err := d.NewID()
	if err != nil {
		env.Fail(err)
		return
	}
	s := d.placed(env, session.PrefillWorkshop(d.today(env), d.habit(context.Background())))
	env.Go(newWorkshop(d, session.NewDraft(id, d.Me().ID, env.Now(), s), false))
}

// Title implements shell.Screen.
func (w *workshop) Title() string {
	if w.draft.Session.TitreAtelier != "" {
		return w.draft.Session.TitreAtelier
	}
	return w.env.T("desk.workshop")
}

// Build implements shell.Screen.
func (w *workshop) Build(env *shell.Env) shell.Page {
	w.env, w.refresh = env, nil
	s := &w.draft.Session
	if s.Participants == nil {
		s.Participants = &session.Participants{}
	}
	p := s.Participants
	w.fault, w.hint = newRemark(theme.RedText), newRemark(theme.AmberText)
	total := kit.NewBigStepper(env.T("desk.workshop.total"), p.Total, 0, session.MaxParticipants, func(n int) {
		p.Total = n
		w.hint.say("")
		w.changed()
	})
	columns := kit.Columns(300, 16,
		kit.VBox(16, w.breakdown("desk.form.genre", "user", session.Genres, &p.Genres), w.breakdown("desk.form.statut", "briefcase", session.StatutsSociaux, &p.StatutsSociaux)),
		w.breakdown("desk.form.age", "calendar-blank", session.TranchesAge, &p.TranchesAge),
		kit.VBox(16, w.about(), w.right()))
	head := w.head(total)
	w.update()
	save := kit.NewTallButton(kit.Primary, env.T("desk.workshop.done"), "", w.save)
	later := kit.NewTallButton(kit.Quiet, env.T("desk.report.later"), "", w.later)
	foot := kit.VBox(6, w.hint.box, w.fault.box, kit.HBox(12, save, later, kit.Spacer(), w.saved))
	body := kit.VBox(16, kit.Card(head), columns)
	day := env.Words.LongDay(s.Date.Time(env.Zone))
	return shell.Page{
		Title: w.Title(), Subtitle: env.T("desk.workshop.sub", "day", day, "place", w.d.placeName(s.PlaceID)), First: total, Fixed: true,
		Body:    kit.VBox(12, kit.Grow(kit.NewPage(body)), foot),
		Actions: []fyne.CanvasObject{daySelect(env, w.d.today(env), &s.Date, func() { w.keep(); env.Rebuild() })},
	}
}

// head asks for the one figure that matters, and how many had come before.
func (w *workshop) head(total *kit.Stepper) fyne.CanvasObject {
	env, p := w.env, w.draft.Session.Participants
	known := kit.NewStepper(env.T("desk.workshop.known"), p.DejaAccompagnes, 0, p.Total, func(n int) { p.DejaAccompagnes = n; w.keep() })
	of := kit.Muted("").NoWrap()
	w.refresh = append(w.refresh, func() {
		known.SetHigh(p.Total)
		if p.DejaAccompagnes > p.Total {
			p.DejaAccompagnes = p.Total
			known.SetValue(p.Total)
		}
		of.SetText(env.T("desk.workshop.known.of", "n", p.Total))
	})
	question := kit.VBox(2, kit.Section(env.T("desk.workshop.total")), kit.Muted(env.T("desk.workshop.total.help")))
	return kit.HBox(24, kit.Grow(question), total, kit.VBox(0, kit.Strong(env.T("desk.workshop.known")).NoWrap(), of), known)
}

func (w *workshop) pickThemes(then func()) {
	s := &w.draft.Session
	pickThemes(w.env, s.Thematiques, func(codes []string) {
		s.Thematiques = codes
		w.keep()
		w.env.Rebuild()
		then()
	})
}

// right says that nothing has to be added up by hand.
func (w *workshop) right() fyne.CanvasObject {
	return kit.TintCard(kit.Good, kit.Row(12, kit.Top, kit.NewIcon("check-circle-bold", theme.GreenText, 26),
		kit.Grow(kit.VBox(2, kit.NewText(w.env.T("desk.workshop.right")).Bold().In(theme.GreenText), kit.NewText(w.env.T("desk.workshop.right.text")).In(theme.GreenText)))))
}

// Shortcuts implements shell.Screen.
func (w *workshop) Shortcuts() map[shell.Action]func() {
	return map[shell.Action]func(){shell.Save: w.save}
}

func (w *workshop) changed() {
	w.update()
	w.keep()
}

func (w *workshop) update() {
	for _, f := range w.refresh {
		f()
	}
}

func (w *workshop) keep() {
	if !w.existing {
		w.d.keepDraft(w.env, w.draft, w.saved)
	}
}

// breakdown counts one question about the people. A step that would pass the
// total is stopped with a short sentence, never an error.
func (w *workshop) breakdown(key, icon string, v session.Vocabulary, counts *map[string]int) fyne.CanvasObject {
	env, p := w.env, w.draft.Session.Participants
	said := kit.Muted("").NoWrap()
	box := kit.VBox(6, kit.HBox(10, kit.NewIcon(icon, theme.Link, 24), kit.Grow(kit.Section(env.T(key))), said))
	bar := newParts()
	box.Add(bar.box)
	codes, tints := withoutNotSaid(v), theme.SeriesRoles()
	for i, code := range codes {
		room := func() int { return (*counts)[code] + session.Remainder(*counts, p.Total) }
		label := v.Label(env.Words, code)
		st := kit.NewStepper(label, (*counts)[code], 0, room(), func(n int) {
			if *counts == nil {
				*counts = map[string]int{}
			}
			if (*counts)[code] = n; n == 0 {
				delete(*counts, code)
			}
			w.hint.say("")
			w.changed()
		})
		st.OnLimit = func() { w.hint.say(env.T("desk.workshop.limit", "n", p.Total)) }
		w.refresh = append(w.refresh, func() { st.SetHigh(room()) })
		mark := canvas.NewRectangle(theme.Current().C(tints[i%len(tints)]))
		mark.CornerRadius = 3
		box.Add(kit.HBox(10, kit.Sized(12, 12, mark), kit.Grow(kit.NewText(label).As(theme.Secondary)), st))
	}
	rest := kit.Strong("").NoWrap()
	w.refresh = append(w.refresh, func() {
		left := session.Remainder(*counts, p.Total)
		rest.SetText(env.Words.Number(left))
		said.SetText(env.T("desk.workshop.sum", "n", p.Total-left, "total", p.Total))
		var shares []int
		for _, code := range codes {
			shares = append(shares, (*counts)[code])
		}
		bar.set(shares, left)
	})
	box.Add(kit.HLine())
	box.Add(kit.HBox(10, kit.NewIcon("calculator", theme.Ink2, 20), kit.Grow(kit.NewText(env.T("desk.workshop.rest")).As(theme.Secondary)), kit.Sized(theme.Current().Scaled(44), 0, rest)))
	return kit.Card(box)
}

func withoutNotSaid(v session.Vocabulary) []string {
	var out []string
	for _, code := range v.Codes() {
		if code != session.NotSaid {
			out = append(out, code)
		}
	}
	return out
}

// about is what the workshop was about.
func (w *workshop) about() fyne.CanvasObject {
	s, env := &w.draft.Session, w.env
	title := kit.NewField(kit.FieldLook{Label: env.T("desk.workshop.title")})
	title.SetText(s.TitreAtelier)
	title.OnChanged = func(text string) { s.TitreAtelier = text; w.keep() }
	chips := kit.Wrap(8)
	for _, code := range s.Thematiques {
		chips.Add(kit.NewRemovableChip(themeLabel(env.Words, code), func() {
			s.Thematiques = session.Untick(s.Thematiques, code)
			w.keep()
			env.Rebuild()
		}))
	}
	chips.Add(kit.NewButton(kit.Quiet, env.T("desk.add"), "plus-bold", func() { w.pickThemes(func() {}) }))
	var minutes []kit.Choice
	for _, m := range []int{60, 90, 120, 180} {
		minutes = append(minutes, kit.Choice{Value: strconv.Itoa(m), Label: env.Words.Minutes(m)})
	}
	duration := kit.NewChipGroup(minutes, func(v []string) {
		if len(v) == 1 {
			s.Duree, _ = strconv.Atoi(v[0])
			w.keep()
		}
	})
	duration.Choose(true, strconv.Itoa(s.Duree))
	level := kit.NewChipGroup(labels(env.Words, session.Niveaux), func(v []string) {
		if s.Niveau = ""; len(v) == 1 {
			s.Niveau = v[0]
		}
		w.keep()
	})
	level.Choose(false, s.Niveau)
	return kit.Card(kit.VBox(14, title, labelled(env, "desk.report.themes", chips), labelled(env, "desk.report.duration", duration), labelled(env, "desk.workshop.level", level)))
}

// later leaves the workshop as a draft to finish.
func (w *workshop) later() {
	if !w.existing {
		w.draft.PauseAt(w.env.Now())
		w.keep()
	}
	w.env.Back()
}

func (w *workshop) save() {
	if w.busy {
		return
	}
	w.busy = true
	s, existing := w.draft.Session, w.existing
	s.ID = w.draft.ID
	shell.Do(w.env, func() (bool, error) { return true, w.d.save(context.Background(), s, existing) }, func(_ bool, err error) {
		w.busy = false
		if err != nil {
			w.fault.say(faultText(w.env, err))
			if len(s.Thematiques) == 0 { // the one thing that cannot be guessed: ask for it, then go on saving
				w.pickThemes(w.save)
			}
			return
		}
		words := w.env.T("desk.report.saved", "clock", w.env.Words.Clock(w.env.Now()))
		w.env.Back()
		if existing {
			w.d.undoable(w.env, words, w.was)
			return
		}
		w.env.Toast(words)
	})
}
