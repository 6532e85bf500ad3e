package desk

import (
	"fmt"
	"slices"

	"fyne.io/fyne/v2"

	"parvis/app/guide"
	"parvis/app/session"
	"parvis/ui/kit"
	"parvis/ui/theme"
)

// try walks through the guide as it stands; nothing is recorded. The way taken
// can be kept as a trial.
func (e *editor) try() {
	graph, faults := guide.Compile(guide.Parse("guide", e.data).Guide)
	if graph == nil {
		e.found = append(faults, e.found...)
		e.firstFault()
		return
	}
	draft := session.NewDraft("", "", e.env.Now(), session.Session{})
	l := newLive(e.d, draft, guide.NewRun(graph, e.env.Clock))
	l.dry = func(run *guide.Run) {
		saved := run.Save()
		t := guide.Trial{End: run.Current().ID}
		for _, id := range run.Path() {
			if v, ok := saved.Answers[id]; ok {
				value := guide.Skipped
				if v != nil {
					value = *v
				}
				t.Answers = append(t.Answers, guide.TrialAnswer{Step: id, Value: value})
			}
		}
		e.g.Trials = append(e.g.Trials, t)
		e.changed("")
		e.settle()
	}
	e.env.Go(l)
}

// drawTrials runs the examples the guide must keep satisfying, on the text as
// it is now.
func (e *editor) drawTrials() {
	if e.trials == nil {
		return
	}
	env, box := e.env, e.trials
	graph, _ := guide.Compile(e.g)
	lines, said := make([]trialLine, 0, len(e.g.Trials)), "-"
	for _, t := range e.g.Trials {
		l := trialLine{words: e.inWords(t), known: graph != nil}
		l.ok = l.known && graph.Try(t).OK
		lines = append(lines, l)
		said += fmt.Sprintln(l)
	}
	if said == e.tried {
		return
	}
	e.tried = said
	box.RemoveAll()
	box.Add(kit.SectionTitle(env.T("desk.edit.trials")))
	box.Add(kit.Muted(env.T("desk.edit.trials.text")))
	for i, l := range lines {
		remove := kit.NewIconButton(kit.Quiet, "x-bold", env.T("desk.edit.trial.remove", "n", i+1), func() {
			e.g.Trials = slices.Delete(e.g.Trials, i, i+1)
			e.changed("")
			e.drawTrials()
		})
		box.Add(kit.HBox(10, kit.Grow(kit.NewText(l.words).As(theme.Secondary)), e.outcome(l), remove))
	}
	box.Add(kit.Wrap(8, kit.NewButton(kit.Quiet, env.T("desk.edit.trial.add"), "plus-bold", e.try)))
	box.Refresh()
	if !e.building {
		kit.Relayout(box)
	}
}

// trialLine is a trial as its card shows it.
type trialLine struct {
	words     string
	known, ok bool
}

func (e *editor) outcome(l trialLine) fyne.CanvasObject {
	switch {
	case !l.known:
		return kit.Tag(kit.Neutral, "question-bold", e.env.T("desk.edit.trial.unknown"))
	case l.ok:
		return kit.Tag(kit.Good, "check-bold", e.env.T("desk.edit.trial.ok"))
	}
	return kit.Tag(kit.Bad, "x-bold", e.env.T("desk.edit.trial.bad"))
}

// inWords tells a trial with the words of its steps: the answers, then the end.
func (e *editor) inWords(t guide.Trial) string {
	text := ""
	for _, a := range t.Answers {
		said := a.Value
		if s, ok := e.g.Step(a.Step); ok {
			if c, ok := s.Choice(a.Value); ok {
				said = c.Label
			} else if s.Unit != "" {
				said += " " + s.Unit
			}
		}
		if text != "" {
			text += " · "
		}
		text += said
	}
	end := string(t.End)
	if s, ok := e.g.Step(t.End); ok {
		end = s.Title
	}
	return e.env.T("desk.edit.trial.line", "answers", text, "end", end)
}
