package desk

import (
	"slices"
	"strings"

	"fyne.io/fyne/v2"

	"parvis/app/guide"
	"parvis/ui/kit"
)

// goes is the list « aller à »; a new step can be made from it.
func (e *editor) goes(to guide.StepID, set func(guide.StepID)) fyne.CanvasObject {
	const fresh = "+"
	choices := []kit.Choice{{Value: "", Label: e.env.T("desk.edit.next")}}
	known := to == ""
	for i := range e.g.Steps {
		s := &e.g.Steps[i]
		known = known || s.ID == to
		choices = append(choices, kit.Choice{Value: string(s.ID), Label: short(number(i+1)+". "+s.Title, 19)})
	}
	if !known {
		choices = append(choices, kit.Choice{Value: string(to), Label: short(e.env.T("desk.edit.missing", "step", string(to)), 19)})
	}
	choices = append(choices, kit.Choice{Value: fresh, Label: e.env.T("desk.edit.newstep")})
	return kit.NewSelect("", "", "", choices, string(to), func(v string) {
		if v == fresh {
			id := e.freeStep()
			set(id)
			e.insert(e.open+1, id)
			return
		}
		set(guide.StepID(v))
		e.changed("")
		e.settle()
	})
}

// short cuts a label to what a list can show on one line.
func short(label string, most int) string {
	if r := []rune(label); len(r) > most {
		return strings.TrimSpace(string(r[:most-1])) + "…"
	}
	return label
}

// exits are where the step leads: by what was answered, and otherwise.
func (e *editor) exits(i int, s *guide.Step) fyne.CanvasObject {
	box := kit.VBox(8)
	conditional := slices.ContainsFunc(s.Exits, func(x guide.Exit) bool { return x.When != nil })
	plain := false
	for n := range s.Exits {
		x := &s.Exits[n]
		set := func(to guide.StepID) { x.To = to }
		if x.When == nil {
			plain = true
			row := kit.HBox(8)
			if conditional {
				row.Add(kit.Muted(e.env.T("desk.edit.else")).NoWrap())
			}
			row.Add(held(280, e.goes(x.To, set)))
			box.Add(row)
			continue
		}
		remove := kit.NewIconButton(kit.Quiet, "x-bold", e.env.T("desk.edit.exit.remove", "n", n+1), func() {
			s.Exits = slices.Delete(s.Exits, n, n+1)
			e.changed("")
			e.draw()
		})
		cond := e.condition(i, x.When, true, "exit"+number(n), func(c *guide.Cond) { x.When = c })
		box.Add(kit.VBox(4, cond, kit.HBox(8, kit.Small(e.env.T("desk.edit.to")).NoWrap(), held(240, e.goes(x.To, set)), remove, kit.Spacer())))
	}
	if !plain {
		row := kit.HBox(8)
		if conditional {
			row.Add(kit.Muted(e.env.T("desk.edit.else")).NoWrap())
		}
		row.Add(held(280, e.goes("", func(to guide.StepID) {
			if to != "" {
				s.Exits = append(s.Exits, guide.Exit{To: to})
			}
		})))
		box.Add(row)
	}
	if e.canAsk(i, true) {
		box.Add(kit.Wrap(8, kit.NewButton(kit.Quiet, e.env.T("desk.edit.exit.add"), "plus-bold", func() {
			s.Exits = slices.Insert(s.Exits, len(s.Exits)-count(plain), guide.Exit{When: e.firstCond(i, true), To: e.after(s)})
			e.changed("")
			e.draw()
		})))
	}
	return box
}

func count(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

// asking are the steps a condition of a card may be about: those before it that
// ask something, and itself where its own answer decides.
func (e *editor) asking(i int, own bool) []*guide.Step {
	var out []*guide.Step
	for n := range e.g.Steps {
		s := &e.g.Steps[n]
		if s.Asks() && s.Kind != guide.KindFree && (n < i || n == i && own) {
			out = append(out, s)
		}
	}
	return out
}

func (e *editor) canAsk(i int, own bool) bool { return len(e.asking(i, own)) > 0 }

// firstCond is a condition to begin with: the nearest question, its first
// answer.
func (e *editor) firstCond(i int, own bool) *guide.Cond {
	list := e.asking(i, own)
	s := list[len(list)-1]
	return guide.Compare(s.ID, comparators(s.Kind)[0].cmp, e.firstValue(s))
}

type comparator struct {
	cmp guide.Comparator
	key string
}

// comparators are what can be asked of an answer, in words.
func comparators(k guide.Kind) []comparator {
	switch k {
	case guide.KindNumber:
		return []comparator{{guide.Less, "less"}, {guide.AtMost, "atmost"}, {guide.Equal, "is"}, {guide.AtLeast, "atleast"}, {guide.More, "more"}}
	case guide.KindDate:
		return []comparator{{guide.Less, "before"}, {guide.AtLeast, "since"}, {guide.Equal, "is"}}
	}
	return []comparator{{guide.Equal, "is"}, {guide.Different, "isnot"}}
}

func (e *editor) firstValue(s *guide.Step) string {
	switch s.Kind {
	case guide.KindYesNo:
		return "oui"
	case guide.KindNumber:
		return "18"
	case guide.KindDate:
		return string(e.d.today(e.env))
	case guide.KindCommune:
		return e.d.Place().Commune
	}
	if len(s.Choices) > 0 {
		return s.Choices[0].ID
	}
	return "oui"
}

// condition edits « si … » by lists: the question, how it is compared, with
// what. A condition that says more than one thing is edited as it is written.
func (e *editor) condition(i int, c *guide.Cond, own bool, what string, set func(*guide.Cond)) fyne.CanvasObject {
	s, known := e.g.Step(c.Var)
	if c.Op != guide.OpCompare || !known || !slices.Contains(e.asking(i, own), s) {
		return e.written(c, what+"."+number(i), set)
	}
	steps := make([]kit.Choice, 0, len(e.g.Steps))
	for _, a := range e.asking(i, own) {
		steps = append(steps, kit.Choice{Value: string(a.ID), Label: short(a.Title, 24)})
	}
	put := func(v guide.StepID, cmp guide.Comparator, literal string) {
		set(guide.Compare(v, cmp, literal))
		e.changed("")
		e.draw()
		e.settle()
	}
	var ways []kit.Choice
	for _, w := range comparators(s.Kind) {
		ways = append(ways, kit.Choice{Value: string(w.cmp), Label: e.env.T("desk.edit.cond." + w.key)})
	}
	step := kit.NewSelect("", "", "", steps, string(c.Var), func(v string) {
		if other, ok := e.g.Step(guide.StepID(v)); ok {
			put(other.ID, comparators(other.Kind)[0].cmp, e.firstValue(other))
		}
	})
	way := kit.NewSelect("", "", "", ways, string(c.Cmp), func(v string) { put(c.Var, guide.Comparator(v), c.Literal) })
	remove := kit.NewIconButton(kit.Quiet, "x-bold", e.env.T("desk.edit.cond.remove"), func() {
		set(nil)
		e.changed("")
		e.draw()
	})
	row := kit.Wrap(8, kit.Muted(e.env.T("desk.edit.if")).NoWrap(), held(210, step), held(150, way), held(170, e.literal(i, s, c, what)))
	if !own {
		row.Add(remove)
	}
	return row
}

// literal is what an answer is compared with.
func (e *editor) literal(i int, s *guide.Step, c *guide.Cond, what string) fyne.CanvasObject {
	var choices []kit.Choice
	switch {
	case s.Kind == guide.KindYesNo:
		choices = []kit.Choice{{Value: "oui", Label: e.env.T("desk.yes")}, {Value: "non", Label: e.env.T("desk.no")}}
	case len(s.Choices) > 0:
		for _, a := range s.Choices {
			choices = append(choices, kit.Choice{Value: a.ID, Label: short(a.Label, 18)})
		}
	}
	if choices != nil {
		return kit.NewSelect("", "", "", choices, c.Literal, func(v string) {
			c.Literal = v
			e.changed("")
			e.settle()
		})
	}
	shown := c.Literal
	if s.Kind == guide.KindDate {
		shown = frenchDay(s, shown)
	}
	f := kit.NewField(kit.FieldLook{Height: 42})
	f.SetText(shown)
	f.OnChanged = func(text string) {
		value := isoDay(s, text)
		if _, _, err := guide.ParseCond(string(c.Var) + " " + string(c.Cmp) + " " + value); err != nil {
			f.SetError(e.env.T("desk.edit.cond.value"))
			return
		}
		f.SetError("")
		c.Literal = value
		e.changed(what + "value" + number(i))
	}
	return f
}

// written edits a condition in its own words.
func (e *editor) written(c *guide.Cond, what string, set func(*guide.Cond)) fyne.CanvasObject {
	f := kit.NewField(kit.FieldLook{Height: 42})
	f.SetText(c.String())
	f.OnChanged = func(text string) {
		read, _, err := guide.ParseCond(text)
		if err != nil {
			f.SetError(e.env.T("desk.edit.cond.bad"))
			return
		}
		f.SetError("")
		set(read)
		e.changed(what)
	}
	return kit.HBox(8, kit.Muted(e.env.T("desk.edit.if")).NoWrap(), kit.Grow(f))
}
