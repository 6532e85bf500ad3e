package desk

import (
	"fyne.io/fyne/v2"

	"parvis/app/guide"
	"parvis/ui/kit"
	"parvis/ui/theme"
)

// draw shows the tab in use: cards, one of them open, the text, or the map.
func (e *editor) draw() {
	if e.view == viewSteps && !e.faulty {
		e.rename()
	}
	e.playing.silence()
	e.cards.RemoveAll()
	e.target, e.tags, e.tagged, e.rows, e.trials, e.tried = map[int]fyne.CanvasObject{}, map[int]*fyne.Container{}, map[int][2]int{}, map[int]*fyne.Container{}, nil, ""
	e.fields, e.order = map[string]*kit.Field{}, nil
	e.count.SetText(e.env.T("desk.edit.count", "n", len(e.g.Steps)))
	e.marks()
	switch {
	case e.view == viewText:
		e.drawText()
	case e.view == viewSide:
		e.cards.Add(e.side)
	case e.faulty:
		e.cards.Add(kit.Banner(kit.Bad, "warning-circle-bold", e.env.T("desk.edit.faulty"), e.env.T("desk.edit.faulty.text"),
			kit.NewButton(kit.Secondary, e.env.T("desk.edit.text"), "", func() { e.show(viewText) })))
	case e.view == viewMap:
		e.drawMap()
	default:
		e.drawSteps()
	}
	e.cards.Refresh()
	if !e.building {
		kit.Relayout(e.cards)
	}
	e.giveFocus()
}

// giveFocus goes to the field that was wished for, or to the first of the card
// in use. While the page is being built, the shell gives the focus.
func (e *editor) giveFocus() {
	f, wished := e.fields[e.wish]
	e.wish = ""
	switch {
	case e.building:
	case wished:
		kit.Focus(f)
	case e.target[e.open] != nil:
		kit.Focus(e.target[e.open])
	}
}

func (e *editor) drawSteps() {
	e.cards.Add(e.head())
	for i := range e.g.Steps {
		e.cards.Add(e.card(i))
	}
	e.cards.Add(kit.Wrap(8, kit.NewButton(kit.Secondary, e.env.T("desk.edit.add"), "plus-bold", func() { e.addStep(len(e.g.Steps)) })))
	e.trials = kit.VBox(8)
	e.cards.Add(kit.Card(e.trials))
	e.drawTrials()
	e.drawTags()
}

// marks greys undo and redo where there is nothing to take back.
func (e *editor) marks() {
	e.back.SetEnabled(len(e.undo) > 0)
	e.again.SetEnabled(len(e.redo) > 0)
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

// use opens a card.
func (e *editor) use(i int) {
	e.open = i
	clear(e.more)
	e.draw()
	e.drawSide()
}

// card is a step: one line when folded, its fields when in use.
func (e *editor) card(i int) fyne.CanvasObject {
	s := &e.g.Steps[i]
	if i != e.open {
		return e.folded(i, s)
	}
	env := e.env
	up := kit.NewButton(kit.Quiet, env.T("desk.edit.up"), "", func() { e.move(i, -1) })
	down := kit.NewButton(kit.Quiet, env.T("desk.edit.down"), "", func() { e.move(i, 1) })
	remove := kit.NewButton(kit.Quiet, env.T("desk.edit.remove"), "", func() { e.remove(i) })
	up.SetEnabled(i > 0)
	down.SetEnabled(i < len(e.g.Steps)-1)
	remove.SetEnabled(len(e.g.Steps) > 1)
	head := kit.HBox(4, e.handle(i), kit.Grow(kit.Section(env.T("desk.edit.step", "n", i+1)).NoWrap()), up, down, remove)
	box := kit.VBox(10, head)
	title := e.field(&s.Title, "title"+number(i), 1)
	title.OnSubmit = func(string) { e.nextField("title" + number(i)) }
	e.target[i] = title
	box.Add(e.line("desk.edit.title", title))
	box.Add(e.line("desk.edit.kind", kit.Wrap(8, e.kinds(i, s))))
	e.always(box, i, s)
	e.wanted(box, i, s)
	e.offers(box, i, s)
	box.Add(kit.HLine())
	box.Add(kit.Wrap(8, kit.NewButton(kit.Secondary, env.T("desk.edit.add.after"), "plus-bold", func() { e.addStep(i + 1) }), kit.Small(env.T("desk.edit.move")).NoWrap()))
	return kit.Card(box)
}

// folded is a step on one line, with what there is to mend in it.
func (e *editor) folded(i int, s *guide.Step) fyne.CanvasObject {
	title := number(i+1) + ". " + s.Title
	e.tags[i] = kit.HBox(6)
	content := kit.HBox(12, kit.Grow(kit.Strong(title)), e.tags[i], kit.Tag(kit.Info, kindIcon(s.Kind), s.Kind.Name(e.env.Words)), kit.NewIcon("caret-down-bold", theme.Ink2, 18))
	e.rows[i] = content
	row := kit.NewRow(title, 48, content, func() { e.use(i) })
	return kit.CardPad(4, kit.Row(0, kit.Middle, e.handle(i), kit.Grow(row)))
}

func kindIcon(k guide.Kind) string {
	switch k {
	case guide.KindEnd:
		return "check-circle-bold"
	case guide.KindLink:
		return "arrow-right-bold"
	case guide.KindList:
		return "list-checks-bold"
	case guide.KindText:
		return "note-pencil-bold"
	}
	return "question-bold"
}

// drawTags says on each folded card what there is to mend in it.
func (e *editor) drawTags() {
	errors, advice := map[int]int{}, map[int]int{}
	for _, f := range e.found {
		at := e.stepAt(f.Line)
		if rank(f) == 0 {
			errors[at]++
		} else {
			advice[at]++
		}
	}
	for i, box := range e.tags {
		said := [2]int{errors[i], advice[i]}
		if e.tagged[i] == said {
			continue
		}
		e.tagged[i] = said
		box.RemoveAll()
		if n := said[0]; n > 0 {
			box.Add(kit.Tag(kit.Bad, "warning-circle-bold", e.env.T("desk.edit.errors", "n", n)))
		} else if n := said[1]; n > 0 {
			box.Add(kit.Tag(kit.Warn, "warning-bold", e.env.T("desk.edit.warnings", "n", n)))
		}
		row := e.rows[i] // its height does not change: nothing else need be laid out
		row.Layout.Layout(row.Objects, row.Size())
		row.Refresh()
	}
}

// line is a label beside its field.
func (e *editor) line(key string, o fyne.CanvasObject) fyne.CanvasObject {
	return kit.Row(12, kit.Top, kit.Sized(theme.Current().Scaled(104), 0, kit.Inset(10, 0, 0, 0, kit.NewText(e.env.T(key)).As(theme.Secondary))), kit.Grow(o))
}
