package desk

import (
	"strings"

	"fyne.io/fyne/v2"

	"parvis/app"
	"parvis/app/guide"
	"parvis/ui/kit"
	"parvis/ui/theme"
)

// step shows the present step of the guide; small is the docked window.
func (l *live) step(small bool) fyne.CanvasObject {
	s := l.run.Current()
	n := l.position()
	total := n + l.run.Graph().Depth(s.ID)
	count := l.env.T("desk.step", "n", n, "total", total)
	box := kit.VBox(12, l.stepHead(count, small), kit.NewSteps(n, total))
	title := kit.Title(s.Title)
	if small {
		title = kit.NewText(s.Title).As(theme.Heading)
	}
	if l.all && !small {
		box.Add(l.path())
	}
	words := kit.VBox(6, kit.Gap(1, 6), title)
	for _, text := range []string{s.Body, s.Help} {
		for _, p := range paragraphs(text) {
			words.Add(kit.NewText(p).In(theme.Ink2))
		}
	}
	id := l.run.Graph().Guide.ID
	if s.Audio != "" {
		words.Add(kit.Wrap(8, l.sound.button(l.d, l.env, id, s.Audio)))
	}
	switch {
	case s.Image.File == "":
		box.Add(kit.Narrow(900, words))
	case small:
		box.Add(kit.VBox(10, words, l.d.picture(l.env, id, s.Image)))
	default: // beside the words, so that the answers stay in sight
		box.Add(kit.Row(24, kit.Top, kit.Grow(words), held(380, l.d.picture(l.env, id, s.Image))))
	}
	if s.Warning != "" {
		box.Add(kit.TintCard(kit.Warn, kit.HBox(12, kit.NewIcon("warning-bold", theme.AmberText, 22), kit.Grow(kit.NewText(s.Warning)))))
	}
	box.Add(l.asked(s))
	if l.note && s.Mediator != "" {
		note := kit.VBox(8, kit.HBox(10, kit.NewIcon("eye-slash", theme.AmberText, 22), kit.Grow(kit.Strong(l.env.T("desk.note.tag")))), kit.NewText(s.Mediator))
		box.Add(kit.TintCard(kit.Warn, note))
	}
	return box
}

func (l *live) stepHead(count string, small bool) fyne.CanvasObject {
	if small {
		return kit.HBox(10, kit.Grow(kit.Strong(count)), l.timer)
	}
	word := l.env.T("desk.steps")
	if l.all {
		word = l.env.T("desk.steps.hide")
	}
	steps := kit.NewButton(kit.Quiet, word, "list-checks-bold", func() { l.all = !l.all; l.rebuild() })
	if l.showing {
		return kit.HBox(10, kit.Grow(kit.Strong(count)))
	}
	return kit.HBox(10, kit.Grow(kit.Strong(count)), steps)
}

func (l *live) position() int {
	for i, id := range l.run.Path() {
		if id == l.run.Current().ID {
			return i + 1
		}
	}
	return 1
}

// path lists what has been done, each line a way back to it.
func (l *live) path() fyne.CanvasObject {
	box := kit.VBox(2)
	group := kit.NewGroup()
	for _, p := range l.run.Summary(guide.Words{Localizer: l.env.Words}).Path {
		content := kit.HBox(12, kit.Grow(kit.NewText(p.Title)), kit.Strong(p.Answer))
		row := kit.NewRow(p.Title, 40, content, func() {
			if l.run.Goto(p.Step) {
				l.moved()
			}
		})
		group.Add(row)
		box.Add(row)
	}
	return kit.TintCard(kit.Info, box)
}

// asked is what the step wants: answers, a field, a list, a link, nothing.
func (l *live) asked(s *guide.Step) fyne.CanvasObject {
	switch s.Kind {
	case guide.KindQuestion, guide.KindExercise, guide.KindYesNo:
		return l.answers(s)
	case guide.KindNumber, guide.KindDate, guide.KindCommune, guide.KindFree:
		return l.typed(s)
	case guide.KindList:
		return kit.VBox(12, l.items(s), l.forward())
	case guide.KindLink:
		return kit.VBox(12, l.links(s), l.items(s), l.forward())
	case guide.KindEnd:
		return l.ending(s)
	}
	return kit.VBox(12, l.items(s), l.forward())
}

func (l *live) forward() fyne.CanvasObject {
	next := kit.NewButton(kit.Secondary, l.env.T("desk.continue"), "arrow-right-bold", l.next)
	if l.first == nil {
		l.first = next
	}
	return kit.HBox(0, next, kit.Spacer())
}

func (l *live) answers(s *guide.Step) fyne.CanvasObject {
	var list []*kit.Pressable
	add := func(label string, press func()) {
		l.keys = append(l.keys, press)
		list = append(list, kit.NewAnswer(len(list)+1, label, press))
	}
	for _, c := range s.Choices {
		add(c.Label, func() { l.env.Fail(l.answer(c.ID)) })
	}
	if s.Kind == guide.KindYesNo {
		add(l.env.T("desk.yes"), func() { l.env.Fail(l.answer("oui")) })
		add(l.env.T("desk.no"), func() { l.env.Fail(l.answer("non")) })
	}
	if s.Optional {
		add(l.env.T("desk.unknown"), l.skip)
	}
	if value, ok := l.run.Value(s.ID); ok { // coming back: what had been answered
		for i, c := range s.Choices {
			list[i].SetOn(value.String() == c.ID)
		}
	}
	if l.first == nil && len(list) > 0 {
		l.first = list[0]
	}
	return kit.AnswerList(list...)
}

// typed asks for a number, a day, a town or a few words.
func (l *live) typed(s *guide.Step) fyne.CanvasObject {
	look := kit.FieldLook{Help: s.Unit}
	if s.Kind == guide.KindDate {
		look.Help, look.Placeholder = l.env.T("desk.date.help"), "24/11/1951"
	}
	field := kit.NewField(look)
	if v, ok := l.run.Value(s.ID); ok && v.Known() {
		field.SetText(frenchDay(s, v.String()))
	}
	l.first = field
	found := kit.Wrap(8)
	submit := func() {
		if err := l.answer(isoDay(s, field.Text())); err != nil {
			field.SetError(app.Message(l.env.Words, err))
		}
	}
	field.OnSubmit = func(string) { submit() }
	if s.Kind == guide.KindCommune {
		field.OnChanged = func(text string) {
			found.RemoveAll()
			list := l.d.Communes(text)
			for _, c := range list[:min(8, len(list))] {
				found.Add(kit.NewButton(kit.Secondary, c.Name, "map-pin-bold", func() { l.env.Fail(l.answer(c.Insee)) }))
			}
			found.Refresh()
		}
	}
	row := kit.HBox(12, kit.NewButton(kit.Secondary, l.env.T("desk.validate"), "check-bold", submit))
	if s.Optional {
		row.Add(kit.NewButton(kit.Secondary, l.env.T("desk.unknown"), "", l.skip))
	}
	row.Add(kit.Spacer())
	return kit.VBox(12, kit.Narrow(420, field), found, row)
}

func (l *live) items(s *guide.Step) fyne.CanvasObject {
	box := kit.VBox(6)
	for _, it := range l.run.Items(s.ID) {
		hint := ""
		if it.Maybe {
			hint = l.env.T("desk.maybe")
		}
		if s.Kind != guide.KindList {
			box.Add(kit.HBox(10, kit.NewIcon("check-bold", theme.Link, 18), kit.Grow(kit.NewText(it.Text))))
			continue
		}
		box.Add(kit.NewCheckbox(it.Text, hint, it.Ticked, func(on bool) {
			l.run.Tick(s.ID, it.Item, on)
			l.keep()
		}))
	}
	return box
}

// links opens an official page in the machine's browser: the mediator works
// there, with Parvis docked beside.
func (l *live) links(s *guide.Step) fyne.CanvasObject {
	box := kit.VBox(8)
	for _, url := range s.Links {
		label := strings.TrimSuffix(strings.TrimPrefix(url, "https://"), "/")
		box.Add(kit.HBox(0, kit.NewButton(kit.Secondary, l.env.T("desk.link.open", "site", label), "globe", func() {
			l.env.Fail(l.d.Show(url))
		}), kit.Spacer()))
	}
	if s.Check != "" {
		box.Add(kit.HBox(10, kit.NewIcon("shield-check", theme.GreenText, 22), kit.Grow(kit.NewText(l.env.T("desk.link.check", "what", s.Check)))))
	}
	return box
}

// ending is what remains to do, with the sheet to hand over.
func (l *live) ending(s *guide.Step) fyne.CanvasObject {
	box := kit.VBox(10, l.items(s))
	if s.Orientation != "" {
		box.Add(kit.HBox(10, kit.NewIcon("map-pin-bold", theme.Link, 18), kit.Grow(kit.NewText(l.env.T("desk.end.go", "where", s.Orientation)))))
	}
	print1 := kit.NewButton(kit.Secondary, l.env.T("desk.sheet.print"), "printer-bold", l.print)
	if l.first == nil {
		l.first = print1
	}
	row := kit.HBox(12, print1)
	if url := s.Link(); url != "" {
		row.Add(kit.NewButton(kit.Secondary, l.env.T("desk.link.site"), "globe", func() { l.env.Fail(l.d.Show(url)) }))
	}
	row.Add(kit.Spacer())
	box.Add(row)
	return box
}

func paragraphs(s string) []string {
	var out []string
	for _, p := range strings.Split(s, "\n\n") {
		if p = strings.TrimSpace(strings.ReplaceAll(p, "\n", " ")); p != "" {
			out = append(out, p)
		}
	}
	return out
}

// isoDay is a day as the engine reads it, from how people write it.
func isoDay(s *guide.Step, text string) string {
	text = strings.TrimSpace(text)
	parts := strings.FieldsFunc(text, func(r rune) bool { return r == '/' || r == '.' || r == ' ' })
	if s.Kind == guide.KindDate && len(parts) == 3 && len(parts[2]) == 4 {
		pad := func(p string) string { return strings.Repeat("0", max(0, 2-len(p))) + p }
		return parts[2] + "-" + pad(parts[1]) + "-" + pad(parts[0])
	}
	return text
}

// frenchDay is the reverse of isoDay.
func frenchDay(s *guide.Step, value string) string {
	parts := strings.Split(value, "-")
	if s.Kind == guide.KindDate && len(parts) == 3 {
		return parts[2] + "/" + parts[1] + "/" + parts[0]
	}
	return value
}
