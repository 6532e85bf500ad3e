package desk

import (
	"slices"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"

	"parvis/app/guide"
	"parvis/ui/kit"
	"parvis/ui/theme"
)

// draw shows the tab in use: cards, one of them open, the text, or the map.
func (e *editor) draw() {
	e.cards.RemoveAll()
	e.target = map[int]fyne.CanvasObject{}
	e.count.SetText(e.env.T("desk.edit.count", "n", len(e.g.Steps)))
	switch {
	case e.view == viewText:
		e.drawText()
	case e.faulty:
		e.cards.Add(kit.Banner(kit.Bad, "warning-circle-bold", e.env.T("desk.edit.faulty"), e.env.T("desk.edit.faulty.text"),
			kit.NewButton(kit.Secondary, e.env.T("desk.edit.text"), "", func() { e.show(viewText) })))
	case e.view == viewMap:
		e.drawMap()
	default:
		e.cards.Add(e.head())
		for i := range e.g.Steps {
			e.cards.Add(e.card(i))
		}
		e.cards.Add(kit.Wrap(8, kit.NewButton(kit.Secondary, e.env.T("desk.edit.add"), "plus-bold", func() { e.addStep(len(e.g.Steps)) })))
		e.cards.Add(e.trials())
	}
	e.cards.Refresh()
	kit.Relayout(e.cards)
	if o := e.target[e.open]; o != nil && !e.building {
		kit.Focus(o)
	}
}

func (e *editor) drawText() {
	e.source = kit.NewField(kit.FieldLook{Lines: 26, Help: e.env.T("desk.edit.text.help")})
	e.source.SetText(string(e.data))
	e.source.OnChanged = func(text string) {
		data := e.data
		e.replace([]byte(text), "text")
		if len(data) != len(e.data) || e.dirty {
			e.read()
		}
	}
	e.cards.Add(e.source)
	e.cards.Add(e.table())
}

// open opens a card.
func (e *editor) use(i int) {
	e.open = i
	e.draw()
	e.drawSide()
}

// card is a step: one line when folded, its fields when in use.
func (e *editor) card(i int) fyne.CanvasObject {
	s := &e.g.Steps[i]
	kind := kit.Tag(kit.Info, "list-checks-bold", s.Kind.Name(e.env.Words))
	if i != e.open {
		title := number(i+1) + ". " + s.Title
		content := kit.HBox(12, kit.Grow(kit.Strong(title)), kind, kit.NewIcon("caret-down-bold", theme.Ink2, 18))
		return kit.CardPad(4, kit.NewRow(title, 48, content, func() { e.use(i) }))
	}
	up := kit.NewButton(kit.Quiet, e.env.T("desk.edit.up"), "", func() { e.move(i, -1) })
	down := kit.NewButton(kit.Quiet, e.env.T("desk.edit.down"), "", func() { e.move(i, 1) })
	remove := kit.NewButton(kit.Quiet, e.env.T("desk.edit.remove"), "", func() { e.remove(i) })
	up.SetEnabled(i > 0)
	down.SetEnabled(i < len(e.g.Steps)-1)
	remove.SetEnabled(len(e.g.Steps) > 1)
	box := kit.VBox(10, kit.HBox(10, kit.Section(number(i+1)+". "+string(s.ID)).NoWrap(), kit.Spacer(), up, down, remove))
	title := e.field(&s.Title, "title"+number(i), 1)
	e.target[i] = title
	box.Add(e.line("desk.edit.title", title))
	box.Add(e.line("desk.edit.kind", kit.Wrap(8, e.kinds(i, s))))
	box.Add(e.line("desk.edit.body", e.field(&s.Body, "body"+number(i), 2)))
	box.Add(e.line("desk.edit.help", e.field(&s.Help, "help"+number(i), 2)))
	e.wanted(box, i, s)
	box.Add(e.line("desk.edit.warning", e.field(&s.Warning, "warning"+number(i), 1)))
	box.Add(kit.TintCard(kit.Warn, e.line("desk.edit.note", e.field(&s.Mediator, "note"+number(i), 2))))
	box.Add(kit.Wrap(8, kit.NewButton(kit.Secondary, e.env.T("desk.edit.add.after"), "plus-bold", func() { e.addStep(i + 1) })))
	return kit.Card(box)
}

// line is a label beside its field.
func (e *editor) line(key string, o fyne.CanvasObject) fyne.CanvasObject {
	return kit.HBox(12, kit.Sized(104, 0, kit.NewText(e.env.T(key)).As(theme.Secondary)), kit.Grow(o))
}

// waits says that a text is one the editor put there to be replaced: the field
// then shows it in grey, and the first letter takes its place.
func (e *editor) waits(text string) bool {
	for _, key := range []string{"desk.edit.new", "desk.edit.first", "desk.edit.end", "desk.edit.end.text", "desk.edit.answer.new", "desk.edit.item.new"} {
		if text == e.env.T(key) {
			return true
		}
	}
	return false
}

// field edits a text in place; what names it for undo.
func (e *editor) field(value *string, what string, lines int) *kit.Field {
	look := kit.FieldLook{Lines: lines, Height: 42}
	waiting := *value
	if !e.waits(waiting) {
		waiting = ""
	}
	look.Placeholder = waiting
	f := kit.NewField(look)
	if waiting == "" {
		f.SetText(*value)
	}
	f.OnChanged = func(text string) {
		if *value = text; text == "" {
			*value = waiting
		}
		e.changed(what)
	}
	return f
}

func (e *editor) kinds(i int, s *guide.Step) fyne.CanvasObject {
	var choices []kit.Choice
	for _, k := range guide.Kinds() {
		choices = append(choices, kit.Choice{Value: strconv.Itoa(int(k)), Label: k.Name(e.env.Words)})
	}
	return kit.NewSelect("", "", "", choices, strconv.Itoa(int(s.Kind)), func(v string) {
		n, err := strconv.Atoi(v)
		if err != nil {
			return
		}
		e.setKind(&e.g.Steps[i], guide.Kind(n))
		e.changed("")
		e.draw()
		e.settle()
	})
}

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

// wanted adds what the kind of step wants: answers, bounds, things to tick, an
// address, and where it leads.
func (e *editor) wanted(box *fyne.Container, i int, s *guide.Step) {
	key := number(i)
	switch s.Kind {
	case guide.KindQuestion, guide.KindExercise:
		box.Add(e.line("desk.edit.answers", e.answers(s)))
	case guide.KindNumber:
		box.Add(e.line("desk.edit.unit", e.field(&s.Unit, "unit"+key, 1)))
	case guide.KindList, guide.KindText, guide.KindLink, guide.KindEnd:
		box.Add(e.line("desk.edit.items", e.items(s)))
	}
	if s.Kind == guide.KindLink || len(s.Links) > 0 {
		link := s.Link()
		f := e.field(&link, "link"+key, 1)
		f.OnChanged = func(text string) {
			s.Links = nil
			if text = strings.TrimSpace(text); text != "" {
				s.Links = []string{text}
			}
			e.changed("link" + key)
		}
		box.Add(e.line("desk.edit.link", f))
		box.Add(e.line("desk.edit.check", e.field(&s.Check, "check"+key, 1)))
	}
	if s.Kind == guide.KindEnd {
		box.Add(e.line("desk.edit.where", e.field(&s.Orientation, "where"+key, 1)))
		return
	}
	if s.Asks() && s.Kind != guide.KindQuestion && s.Kind != guide.KindExercise {
		box.Add(kit.NewCheckbox(e.env.T("desk.edit.optional"), "", s.Optional, func(on bool) { s.Optional = on; e.changed("") }))
	}
	if len(s.Choices) == 0 || len(s.Exits) > 0 {
		box.Add(e.line("desk.edit.then", e.exits(i, s)))
	}
}

func (e *editor) answers(s *guide.Step) fyne.CanvasObject {
	box := kit.VBox(8)
	for n := range s.Choices {
		c := &s.Choices[n]
		f := e.field(&c.Label, "choice"+string(s.ID)+c.ID, 1)
		remove := kit.NewIconButton(kit.Quiet, "x-bold", e.env.T("desk.edit.answer.remove", "n", n+1), func() {
			s.Choices = slices.Delete(s.Choices, n, n+1)
			e.changed("")
			e.draw()
		})
		row := kit.HBox(8, kit.Grow(f), held(190, e.goes(c.To, func(to guide.StepID) { c.To = to })), remove)
		box.Add(row)
		if s.Kind == guide.KindExercise {
			box.Add(kit.HBox(8, kit.NewCheckbox(e.env.T("desk.edit.right"), "", c.Right, func(on bool) { c.Right = on; e.changed("") }),
				kit.Grow(e.field(&c.Why, "why"+string(s.ID)+c.ID, 1))))
		}
	}
	box.Add(kit.Wrap(8, kit.NewButton(kit.Quiet, e.env.T("desk.edit.answer.add"), "plus-bold", func() {
		s.Choices = append(s.Choices, guide.Choice{ID: freeChoice(s), Label: e.env.T("desk.edit.answer.new"), To: e.after(s)})
		e.changed("")
		e.draw()
	})))
	return box
}

func freeChoice(s *guide.Step) string {
	for n := len(s.Choices) + 1; ; n++ {
		if id := "r" + number(n); !slices.ContainsFunc(s.Choices, func(c guide.Choice) bool { return c.ID == id }) {
			return id
		}
	}
}

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

// exits are where the step leads, with their conditions.
func (e *editor) exits(i int, s *guide.Step) fyne.CanvasObject {
	box := kit.VBox(8)
	for n := range s.Exits {
		x := &s.Exits[n]
		set := func(to guide.StepID) { x.To = to }
		if x.When == nil {
			box.Add(held(280, e.goes(x.To, set)))
			continue
		}
		cond := kit.NewField(kit.FieldLook{Height: 42})
		cond.SetText(x.When.String())
		cond.OnChanged = func(text string) {
			c, _, err := guide.ParseCond(text)
			if err != nil {
				cond.SetError(e.env.T("desk.edit.cond.bad"))
				return
			}
			cond.SetError("")
			x.When = c
			e.changed("cond" + number(i) + number(n))
		}
		box.Add(kit.HBox(8, kit.Muted(e.env.T("desk.edit.if")).NoWrap(), kit.Grow(cond), held(190, e.goes(x.To, set))))
	}
	if len(s.Exits) == 0 {
		box.Add(held(280, e.goes("", func(to guide.StepID) {
			if to != "" {
				s.Exits = []guide.Exit{{To: to}}
			}
		})))
	}
	return box
}

func (e *editor) items(s *guide.Step) fyne.CanvasObject {
	box := kit.VBox(8)
	for n := range s.Items {
		it := &s.Items[n]
		remove := kit.NewIconButton(kit.Quiet, "x-bold", e.env.T("desk.edit.item.remove", "n", n+1), func() {
			s.Items = slices.Delete(s.Items, n, n+1)
			e.changed("")
			e.draw()
		})
		row := kit.HBox(8, kit.Grow(e.field(&it.Text, "item"+string(s.ID)+number(n), 1)), remove)
		if it.When != nil {
			row = kit.HBox(8, kit.Grow(e.field(&it.Text, "item"+string(s.ID)+number(n), 1)), kit.Muted(e.env.T("desk.edit.if")+" "+it.When.String()), remove)
		}
		box.Add(row)
	}
	box.Add(kit.Wrap(8, kit.NewButton(kit.Quiet, e.env.T("desk.edit.item.add"), "plus-bold", func() {
		s.Items = append(s.Items, guide.Item{Text: e.env.T("desk.edit.item.new")})
		e.changed("")
		e.draw()
	})))
	return box
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
	e.g.Steps[i], e.g.Steps[j] = e.g.Steps[j], e.g.Steps[i]
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
