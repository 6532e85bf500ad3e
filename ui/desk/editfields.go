package desk

import (
	"slices"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"

	"parvis/app/guide"
	"parvis/ui/kit"
)

// waits says that a text is one the editor put there to be replaced: the field
// then shows it in grey, and the first letter takes its place.
func (e *editor) waits(text string) bool {
	for _, key := range []string{"desk.edit.new", "desk.edit.first", "desk.edit.end", "desk.edit.end.text", "desk.edit.answer.new", "desk.edit.item.new", "desk.edit.image.alt"} {
		if text == e.env.T(key) {
			return true
		}
	}
	return false
}

// unwritten says that a step still has a text to be replaced. « Et maintenant ? »
// may stay: it is a good title for an end.
func (e *editor) unwritten(i int) bool { return e.blank(i) != "" }

// blank names the first field of a step that waits for its text, "" when none
// does.
func (e *editor) blank(i int) string {
	s, n := &e.g.Steps[i], number(i)
	waits := func(text string) bool { return text != e.env.T("desk.edit.end") && e.waits(text) }
	switch {
	case waits(s.Title):
		return "title" + n
	case waits(s.Body):
		return "body" + n
	case waits(s.Image.Alt):
		return "alt" + n
	}
	for k := range s.Choices {
		if waits(s.Choices[k].Label) {
			return "choice" + n + "." + number(k)
		}
	}
	for k := range s.Items {
		if waits(s.Items[k].Text) {
			return "item" + n + "." + number(k)
		}
	}
	return ""
}

// write opens a card on the field that waits for its text.
func (e *editor) write(i int) {
	e.wish = e.blank(i)
	e.open = i
	e.show(viewSteps)
	e.drawSide()
}

// field edits a text in place; what names it for undo and for the focus.
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
	e.fields[what] = f
	e.order = append(e.order, what)
	return f
}

// nextField goes to the field after one, so that Enter is enough to write on.
func (e *editor) nextField(what string) {
	i := slices.Index(e.order, what)
	if i >= 0 && i+1 < len(e.order) {
		kit.Focus(e.fields[e.order[i+1]])
	}
}

// part is a text of a step that is not always there: its card offers it, and
// shows it once it is asked for or written.
type part struct {
	key   string
	value *string
	lines int
}

func partsOf(s *guide.Step) []part {
	list := []part{{"body", &s.Body, 2}, {"help", &s.Help, 2}, {"warning", &s.Warning, 1}, {"easy", &s.Easy, 2}, {"note", &s.Mediator, 2}}
	if s.Kind == guide.KindEnd {
		list = append(list, part{"where", &s.Orientation, 1})
	}
	return list
}

// usual says which text a kind of step has from the start.
func usual(k guide.Kind, key string) bool {
	switch k {
	case guide.KindText, guide.KindEnd, guide.KindLink:
		return key == "body"
	case guide.KindList:
		return false
	}
	return key == "help"
}

// always shows the texts written, asked for, or usual for the kind of step.
func (e *editor) always(box *fyne.Container, i int, s *guide.Step) {
	for _, p := range partsOf(s) {
		if *p.value == "" && !e.more[p.key] && !usual(s.Kind, p.key) {
			continue
		}
		what := p.key + number(i)
		line := e.line("desk.edit."+p.key, e.field(p.value, what, p.lines))
		if p.key == "note" {
			line = kit.TintCard(kit.Warn, line)
		}
		box.Add(line)
	}
	e.mediaFields(box, i, s)
}

// offers adds a press for each thing the card does not show yet.
func (e *editor) offers(box *fyne.Container, i int, s *guide.Step) {
	row := kit.Wrap(2)
	offer := func(key string) {
		row.Add(kit.NewButton(kit.Quiet, e.env.T("desk.edit."+key), "plus-bold", func() {
			e.more[key], e.wish = true, key+number(i)
			e.draw()
		}))
	}
	for _, p := range partsOf(s) {
		if *p.value == "" && !e.more[p.key] && !usual(s.Kind, p.key) {
			offer(p.key)
		}
	}
	if s.Kind != guide.KindLink && len(s.Links) == 0 && !e.more["link"] {
		offer("link")
	}
	if s.Image == (guide.Image{}) && e.d.ReadFile != nil {
		row.Add(kit.NewButton(kit.Quiet, e.env.T("desk.edit.image"), "plus-bold", func() { e.chooseMedia(i, false) }))
	}
	if s.Audio == "" && e.d.ReadFile != nil {
		row.Add(kit.NewButton(kit.Quiet, e.env.T("desk.edit.audio"), "plus-bold", func() { e.chooseMedia(i, true) }))
	}
	if len(row.Objects) > 0 {
		box.Add(e.line("desk.edit.offer", row))
	}
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

// wanted adds what the kind of step wants: answers, bounds, things to tick, an
// address, and where it leads.
func (e *editor) wanted(box *fyne.Container, i int, s *guide.Step) {
	key := number(i)
	switch s.Kind {
	case guide.KindQuestion, guide.KindExercise:
		box.Add(e.line("desk.edit.answers", e.answers(i, s)))
	case guide.KindNumber:
		box.Add(e.line("desk.edit.unit", kit.HBox(8, kit.Grow(e.field(&s.Unit, "unit"+key, 1)), e.bounds(i, s))))
	case guide.KindList, guide.KindText, guide.KindLink, guide.KindEnd:
		box.Add(e.line("desk.edit.items", e.items(i, s)))
	}
	if s.Kind == guide.KindLink || len(s.Links) > 0 || e.more["link"] {
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
		return
	}
	if s.Asks() && s.Kind != guide.KindQuestion && s.Kind != guide.KindExercise {
		box.Add(kit.NewCheckbox(e.env.T("desk.edit.optional"), "", s.Optional, func(on bool) { s.Optional = on; e.changed("") }))
	}
	if len(s.Choices) == 0 || len(s.Exits) > 0 {
		box.Add(e.line("desk.edit.then", e.exits(i, s)))
	}
}

// bounds are the least and the most a number may be.
func (e *editor) bounds(i int, s *guide.Step) fyne.CanvasObject {
	low, high, _ := strings.Cut(s.Range.String(), "..")
	side := func(value, what, placeholder string) *kit.Field {
		f := kit.NewField(kit.FieldLook{Height: 42, Placeholder: placeholder})
		f.SetText(value)
		e.fields[what+number(i)] = f
		return f
	}
	lo, hi := side(low, "low", e.env.T("desk.edit.low")), side(high, "high", e.env.T("desk.edit.high"))
	set := func(f *kit.Field) func(string) {
		return func(string) {
			r, ok := guide.ParseRange(strings.TrimSpace(lo.Text()) + ".." + strings.TrimSpace(hi.Text()))
			lo.SetError("")
			hi.SetError("")
			if !ok {
				f.SetError(e.env.T("desk.edit.bounds.bad"))
				return
			}
			s.Range = r
			e.changed("bounds" + number(i))
		}
	}
	lo.OnChanged, hi.OnChanged = set(lo), set(hi)
	return kit.HBox(8, kit.Muted(e.env.T("desk.edit.from")).NoWrap(), held(110, lo), kit.Muted(e.env.T("desk.edit.upto")).NoWrap(), held(110, hi))
}

// answers are the choices of a question and where each leads. Enter goes on to
// the next one, and makes it after the last.
func (e *editor) answers(i int, s *guide.Step) fyne.CanvasObject {
	box := kit.VBox(8)
	what := func(n int) string { return "choice" + number(i) + "." + number(n) }
	add := func() {
		s.Choices = append(s.Choices, guide.Choice{ID: freeChoice(s), Label: e.env.T("desk.edit.answer.new"), To: e.after(s)})
		e.wish = what(len(s.Choices) - 1)
		e.changed("")
		e.draw()
	}
	for n := range s.Choices {
		c := &s.Choices[n]
		f := e.field(&c.Label, what(n), 1)
		f.OnSubmit = func(string) {
			if n+1 == len(s.Choices) {
				add()
				return
			}
			kit.Focus(e.fields[what(n+1)])
		}
		remove := kit.NewIconButton(kit.Quiet, "x-bold", e.env.T("desk.edit.answer.remove", "n", n+1), func() {
			s.Choices = slices.Delete(s.Choices, n, n+1)
			e.wish = what(max(0, n-1))
			e.changed("")
			e.draw()
		})
		box.Add(kit.HBox(8, kit.Grow(f), kit.Small(e.env.T("desk.edit.to")).NoWrap(), held(190, e.goes(c.To, func(to guide.StepID) { c.To = to })), remove))
		if s.Kind == guide.KindExercise {
			box.Add(kit.HBox(8, kit.NewCheckbox(e.env.T("desk.edit.right"), "", c.Right, func(on bool) { c.Right = on; e.changed("") }),
				kit.Muted(e.env.T("desk.edit.why")).NoWrap(), kit.Grow(e.field(&c.Why, "why"+number(i)+"."+number(n), 1))))
		}
	}
	box.Add(kit.Wrap(8, kit.NewButton(kit.Quiet, e.env.T("desk.edit.answer.add"), "plus-bold", add)))
	return box
}

func freeChoice(s *guide.Step) string {
	for n := len(s.Choices) + 1; ; n++ {
		if id := "r" + number(n); !slices.ContainsFunc(s.Choices, func(c guide.Choice) bool { return c.ID == id }) {
			return id
		}
	}
}

// items are the lines to tick or to read, each perhaps for some people only.
func (e *editor) items(i int, s *guide.Step) fyne.CanvasObject {
	box := kit.VBox(8)
	what := func(n int) string { return "item" + number(i) + "." + number(n) }
	add := func() {
		s.Items = append(s.Items, guide.Item{Text: e.env.T("desk.edit.item.new")})
		e.wish = what(len(s.Items) - 1)
		e.changed("")
		e.draw()
	}
	for n := range s.Items {
		it := &s.Items[n]
		f := e.field(&it.Text, what(n), 1)
		f.OnSubmit = func(string) {
			if n+1 == len(s.Items) {
				add()
				return
			}
			kit.Focus(e.fields[what(n+1)])
		}
		remove := kit.NewIconButton(kit.Quiet, "x-bold", e.env.T("desk.edit.item.remove", "n", n+1), func() {
			s.Items = slices.Delete(s.Items, n, n+1)
			e.wish = what(max(0, n-1))
			e.changed("")
			e.draw()
		})
		row := kit.HBox(8, kit.Grow(f))
		if it.When == nil && e.canAsk(i, false) {
			row.Add(kit.NewButton(kit.Quiet, e.env.T("desk.edit.item.when"), "", func() {
				it.When = e.firstCond(i, false)
				e.changed("")
				e.draw()
			}))
		}
		row.Add(remove)
		box.Add(row)
		if it.When != nil {
			box.Add(kit.Inset(0, 0, 4, 24, e.condition(i, it.When, false, "itemcond"+number(n), func(c *guide.Cond) { it.When = c })))
		}
	}
	box.Add(kit.Wrap(8, kit.NewButton(kit.Quiet, e.env.T("desk.edit.item.add"), "plus-bold", add)))
	return box
}
