package desk

import (
	"context"

	"fyne.io/fyne/v2"

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
	fault    *kit.Text
	hint     *kit.Text
	refresh  []func() // remainders and limits, after each change
	busy     bool
}

func newWorkshop(d *Desk, draft session.Draft, existing bool) *workshop {
	return &workshop{d: d, draft: draft, existing: existing}
}

// startWorkshop begins a workshop report.
func (d *Desk) startWorkshop(env *shell.Env) {
	id, err := d.NewID()
	if err != nil {
		env.Fail(err)
		return
	}
	s := session.Prefill(d.today(env), d.habit(context.Background()))
	s.Type, s.Duree, s.CnilSituation = session.Workshop, 120, ""
	s.Participants = &session.Participants{}
	env.Go(newWorkshop(d, session.NewDraft(id, d.Me().ID, env.Now(), s), false))
}

// Title implements shell.Screen.
func (w *workshop) Title() string { return w.env.T("desk.workshop") }

// Build implements shell.Screen.
func (w *workshop) Build(env *shell.Env) shell.Page {
	w.env, w.refresh = env, nil
	s := &w.draft.Session
	if s.Participants == nil {
		s.Participants = &session.Participants{}
	}
	if w.saved == nil {
		w.saved = kit.NewAutosave()
	}
	w.fault, w.hint = kit.NewText("").In(theme.RedText), kit.NewText("").In(theme.AmberText)
	total := kit.NewBigStepper(env.T("desk.workshop.total"), s.Participants.Total, 0, 10_000, func(n int) {
		s.Participants.Total = n
		w.changed()
	})
	known := w.stepper(env.T("desk.workshop.known"), func() int { return s.Participants.DejaAccompagnes },
		func(n int) { s.Participants.DejaAccompagnes = n }, func() int { return s.Participants.Total })
	title := kit.NewField(kit.FieldLook{Label: env.T("desk.workshop.title")})
	title.SetText(s.TitreAtelier)
	title.OnChanged = func(text string) { s.TitreAtelier = text; w.keep() }
	head := kit.Card(kit.Columns(320, 20, kit.VBox(8, kit.Section(env.T("desk.workshop.total")), total), kit.VBox(8, known), title))
	groups := kit.Columns(300, 16,
		w.breakdown("desk.form.genre", session.Genres, &s.Participants.Genres),
		w.breakdown("desk.form.statut", session.StatutsSociaux, &s.Participants.StatutsSociaux),
		w.breakdown("desk.form.age", session.TranchesAge, &s.Participants.TranchesAge))
	save := kit.NewTallButton(kit.Primary, env.T("desk.report.save"), "", w.save)
	later := kit.NewTallButton(kit.Quiet, env.T("desk.report.later"), "", func() { env.Back() })
	body := kit.VBox(16, head, w.hint, groups, w.about(), w.fault, kit.HBox(12, save, later, kit.Spacer(), w.saved))
	w.update()
	return shell.Page{Title: env.T("desk.workshop"), Subtitle: env.T("desk.workshop.sub"), Body: body, First: total}
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
	if w.existing {
		return
	}
	w.d.keepDraft(w.env, w.draft, w.saved)
}

// stepper counts something that may not pass a limit; a step too far is
// stopped with a short sentence, never an error.
func (w *workshop) stepper(label string, get func() int, set func(int), high func() int) fyne.CanvasObject {
	st := kit.NewStepper(label, get(), 0, high(), func(n int) {
		w.hint.SetText("")
		set(n)
		w.changed()
	})
	st.OnLimit = func() { w.hint.SetText(w.env.T("desk.workshop.limit", "n", w.draft.Session.Participants.Total)) }
	w.refresh = append(w.refresh, func() { st.SetHigh(high()) })
	return kit.HBox(10, kit.Grow(kit.NewText(label)), st)
}

func (w *workshop) breakdown(key string, v session.Vocabulary, counts *map[string]int) fyne.CanvasObject {
	p := w.draft.Session.Participants
	box := kit.VBox(8, kit.Section(w.env.T(key)))
	for _, code := range v.Codes() {
		if code == session.NotSaid {
			continue
		}
		box.Add(w.stepper(v.Label(w.env.Words, code), func() int { return (*counts)[code] }, func(n int) {
			if *counts == nil {
				*counts = map[string]int{}
			}
			if (*counts)[code] = n; n == 0 {
				delete(*counts, code)
			}
		}, func() int { return (*counts)[code] + session.Remainder(*counts, p.Total) }))
	}
	rest := kit.NewText("").Bold()
	w.refresh = append(w.refresh, func() { rest.SetText(w.env.Words.Number(session.Remainder(*counts, p.Total))) })
	box.Add(kit.HBox(10, kit.NewIcon("calculator", theme.Ink2, 20), kit.Grow(kit.Muted(w.env.T("desk.workshop.rest"))), rest))
	return kit.Card(box)
}

// about is what the workshop was about.
func (w *workshop) about() fyne.CanvasObject {
	s := &w.draft.Session
	chips := kit.Wrap(8)
	for _, code := range s.Thematiques {
		chips.Add(kit.NewRemovableChip(themeLabel(w.env.Words, code), func() {
			s.Thematiques = session.Untick(s.Thematiques, code)
			w.keep()
			w.env.Rebuild()
		}))
	}
	chips.Add(kit.NewButton(kit.Quiet, w.env.T("desk.add"), "plus-bold", func() {
		pickThemes(w.env, s.Thematiques, func(codes []string) {
			s.Thematiques = codes
			w.keep()
			w.env.Rebuild()
		})
	}))
	minutes := []kit.Choice{{Value: "60", Label: w.env.Words.Minutes(60)}, {Value: "90", Label: w.env.Words.Minutes(90)}, {Value: "120", Label: w.env.Words.Minutes(120)}, {Value: "180", Label: w.env.Words.Minutes(180)}}
	duration := kit.NewChipGroup(minutes, func(v []string) {
		if len(v) == 1 {
			s.Duree = map[string]int{"60": 60, "90": 90, "120": 120, "180": 180}[v[0]]
		}
		w.keep()
	})
	duration.Choose(true, map[int]string{60: "60", 90: "90", 120: "120", 180: "180"}[s.Duree])
	level := kit.NewChipGroup(labels(w.env.Words, session.Niveaux), func(v []string) {
		if s.Niveau = ""; len(v) == 1 {
			s.Niveau = v[0]
		}
		w.keep()
	})
	level.Choose(false, s.Niveau)
	return kit.Card(kit.VBox(14, labelled(w.env, "desk.report.themes", chips), kit.Columns(360, 20,
		labelled(w.env, "desk.report.duration", duration), labelled(w.env, "desk.workshop.level", level))))
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
			w.fault.SetText(faultText(w.env, err))
			return
		}
		w.env.Toast(w.env.T("desk.report.saved", "clock", w.env.Words.Clock(w.env.Now())))
		w.env.Back()
	})
}
