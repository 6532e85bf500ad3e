package desk

import (
	"slices"

	"parvis/app/guide"
)

// setKind changes what a step does and drops what the new kind has no place
// for, so that the text stays sound.
func (e *editor) setKind(s *guide.Step, k guide.Kind) {
	next := e.after(s)
	s.Kind = k
	asks := k == guide.KindQuestion || k == guide.KindExercise
	if !asks {
		s.Choices = nil
	} else if len(s.Choices) == 0 {
		s.Choices = []guide.Choice{{ID: "r1", Label: e.env.T("desk.yes"), To: next}, {ID: "r2", Label: e.env.T("desk.no"), To: next}}
		s.Exits = nil
	}
	if k != guide.KindNumber {
		s.Unit, s.Range = "", guide.Range{}
	}
	if k == guide.KindEnd {
		s.Exits = nil
	} else if !asks && len(s.Exits) == 0 && next != "" {
		s.Exits = []guide.Exit{{To: next}}
	}
	if asks || k == guide.KindNumber || k == guide.KindDate || k == guide.KindYesNo || k == guide.KindCommune || k == guide.KindFree {
		s.Items = nil
	}
}

// after is where a step leads when nothing else is said: the one below it, or
// an end.
func (e *editor) after(s *guide.Step) guide.StepID {
	for i := range e.g.Steps {
		if e.g.Steps[i].ID == s.ID && i+1 < len(e.g.Steps) {
			return e.g.Steps[i+1].ID
		}
	}
	for i := range e.g.Steps {
		if e.g.Steps[i].Kind == guide.KindEnd {
			return e.g.Steps[i].ID
		}
	}
	return ""
}

func (e *editor) freeStep() guide.StepID {
	for n := len(e.g.Steps) + 1; ; n++ {
		id := guide.StepID("etape-" + number(n))
		if _, taken := e.g.Step(id); !taken {
			return id
		}
	}
}

// addStep puts a new step at a place; what led from the step before to the one
// below leads to it.
func (e *editor) addStep(at int) {
	id := e.freeStep()
	if at > 0 {
		prev := &e.g.Steps[at-1]
		for n := range prev.Choices {
			if at < len(e.g.Steps) && prev.Choices[n].To == e.g.Steps[at].ID {
				prev.Choices[n].To = id
			}
		}
		if prev.Kind != guide.KindEnd && len(prev.Choices) == 0 {
			prev.Exits = slices.DeleteFunc(prev.Exits, func(x guide.Exit) bool { return x.When == nil })
			prev.Exits = append(prev.Exits, guide.Exit{To: id})
		}
	}
	e.insert(at, id)
}

// insert makes the step itself, a text leading on, and opens it.
func (e *editor) insert(at int, id guide.StepID) {
	s := guide.Step{ID: id, Title: e.env.T("desk.edit.new"), Kind: guide.KindText}
	e.made[id] = true
	e.g.Steps = slices.Insert(e.g.Steps, at, s)
	if to := e.after(&e.g.Steps[at]); to != "" && to != id {
		e.g.Steps[at].Exits = []guide.Exit{{To: to}}
	} else {
		e.g.Steps[at].Kind = guide.KindEnd
	}
	e.changed("")
	e.use(at)
	e.settle()
}

// move changes the order of the cards; the ways stay as they are.
func (e *editor) move(i, by int) {
	j := i + by
	if j < 0 || j >= len(e.g.Steps) {
		return
	}
	s := e.g.Steps[i]
	e.g.Steps = slices.Insert(slices.Delete(e.g.Steps, i, i+1), j, s)
	e.changed("")
	e.use(j)
	e.settle()
}

// remove takes a step away; what led to it leads to where it led.
func (e *editor) remove(i int) {
	gone := e.g.Steps[i]
	next := e.after(&gone)
	for _, x := range gone.Exits {
		if x.When == nil {
			next = x.To
		}
	}
	e.g.Steps = slices.Delete(e.g.Steps, i, i+1)
	for n := range e.g.Steps {
		s := &e.g.Steps[n]
		for c := range s.Choices {
			if s.Choices[c].To == gone.ID {
				s.Choices[c].To = next
			}
		}
		for x := range s.Exits {
			if s.Exits[x].To == gone.ID {
				s.Exits[x].To = next
			}
		}
	}
	e.changed("")
	e.use(max(0, i-1))
	e.settle()
	e.env.ToastUndo(e.env.T("desk.edit.removed"), e.env.T("desk.undo"), e.takeBack)
}
