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

// drawSide shows what people will see of the step in use, then what to mend.
func (e *editor) drawSide() {
	e.side.RemoveAll()
	look := kit.NewSegmented([]kit.Choice{
		{Value: string(guide.Kiosk), Label: e.env.T("desk.edit.look.kiosk")}, {Value: string(guide.Mediator), Label: e.env.T("desk.edit.look.desk")},
	}, string(e.look), func(v string) { e.look = guide.Audience(v); e.drawSide() })
	e.side.Add(kit.HBox(10, kit.Grow(kit.Section(e.env.T("desk.edit.preview"))), look))
	e.side.Add(kit.Card(e.preview()))
	e.messages()
	e.side.Add(kit.Wrap(8, kit.NewButton(kit.Quiet, e.env.T("desk.edit.compare"), "", e.compareOpened),
		kit.NewButton(kit.Quiet, e.env.T("desk.edit.compare.previous"), "", e.comparePrevious)))
	e.side.Refresh()
	if !e.building {
		kit.Relayout(e.side)
	}
}

// preview draws the step as a visitor, or a mediator, will meet it.
func (e *editor) preview() fyne.CanvasObject {
	g := e.g
	if e.look == guide.Kiosk {
		g = e.g.Public()
	}
	i := max(0, e.open)
	if i >= len(g.Steps) {
		return kit.Muted(e.env.T("desk.edit.empty"))
	}
	s := &g.Steps[i]
	box := kit.VBox(8, kit.Strong(g.Title), kit.NewSteps(i+1, len(g.Steps)), kit.NewText(s.Title).As(theme.Heading))
	for _, text := range []string{s.Body, s.Help} {
		for _, p := range paragraphs(text) {
			box.Add(kit.Muted(p))
		}
	}
	if m := e.d.media(e.env, e.id, s, &e.playing); m != nil {
		box.Add(m)
	}
	for n, c := range s.Choices {
		box.Add(kit.NewAnswer(n+1, c.Label, func() { e.follow(c.To) }))
	}
	if s.Kind == guide.KindYesNo {
		box.Add(kit.NewAnswer(1, e.env.T("desk.yes"), func() {}))
		box.Add(kit.NewAnswer(2, e.env.T("desk.no"), func() {}))
	}
	for _, it := range s.Items {
		box.Add(kit.HBox(8, kit.NewIcon("check-bold", theme.Link, 18), kit.Grow(kit.NewText(it.Text))))
	}
	if url := s.Link(); url != "" {
		box.Add(kit.HBox(8, kit.NewIcon("globe", theme.Link, 20), kit.Grow(kit.NewText(url).In(theme.Link))))
	}
	if s.Warning != "" {
		box.Add(kit.TintCard(kit.Warn, kit.NewText(s.Warning)))
	}
	if s.Mediator != "" {
		box.Add(kit.TintCard(kit.Warn, kit.HBox(10, kit.NewIcon("eye-slash", theme.AmberText, 20), kit.Grow(kit.NewText(s.Mediator)))))
	}
	return box
}

// follow opens the step an answer leads to.
func (e *editor) follow(to guide.StepID) {
	if i := slices.IndexFunc(e.g.Steps, func(s guide.Step) bool { return s.ID == to }); i >= 0 {
		e.use(i)
	}
}

// messages lists what to mend, errors first, each with its repair when the
// program knows one.
func (e *editor) messages() {
	errors := 0
	for _, f := range e.found {
		errors += 1 - rank(f)
	}
	head := kit.HBox(8, kit.Grow(kit.Section(e.env.T("desk.edit.mend"))))
	if errors > 0 {
		head.Add(kit.Tag(kit.Bad, "warning-circle-bold", e.env.T("desk.edit.errors", "n", errors)))
	}
	if n := len(e.found) - errors; n > 0 {
		head.Add(kit.Tag(kit.Warn, "warning-bold", e.env.T("desk.edit.warnings", "n", n)))
	}
	e.side.Add(head)
	if len(e.found) == 0 {
		e.side.Add(kit.TintCard(kit.Good, kit.HBox(10, kit.NewIcon("check-circle-bold", theme.GreenText, 24), kit.Grow(kit.NewText(e.env.T("desk.edit.nofault")).In(theme.GreenText)))))
	}
	for i := range e.g.Steps {
		if e.unwritten(i) {
			e.side.Add(e.toWrite(i))
			break
		}
	}
	shown, untried := 0, 0
	for _, f := range e.found {
		if f.Code == adviceUntried && !e.faulty {
			untried++
			continue
		}
		if shown++; shown <= mostShown {
			e.side.Add(e.message(f))
		}
	}
	if shown > mostShown {
		e.side.Add(kit.Muted(e.env.T("desk.edit.more", "n", shown-mostShown)))
	}
	if untried > 0 {
		e.side.Add(e.untried(untried))
	}
	if fixed, n := guide.Fix(e.data); n > 0 {
		e.side.Add(kit.Wrap(8, kit.NewButton(kit.Secondary, e.env.T("desk.edit.typography", "n", n), "check-bold", func() { e.mended(fixed) })))
	}
}

// mostShown is how many faults are listed; the rest is counted.
const mostShown = 8

// toWrite says that a text of a step is still the one put there to be replaced.
func (e *editor) toWrite(i int) fyne.CanvasObject {
	words := kit.VBox(2, kit.Small(e.env.T("desk.edit.where.step", "n", i+1)).Bold().In(theme.Ink2), kit.NewText(e.env.T("desk.edit.unwritten")).As(theme.Secondary),
		kit.Wrap(6, kit.NewButton(kit.Secondary, e.env.T("desk.edit.goto"), "", func() { e.write(i) })))
	return kit.CardPad(14, kit.Row(12, kit.Top, kit.NewIcon("pencil-simple-bold", theme.Link, 24), kit.Grow(words)))
}

// untried says once that steps are seen by no trial, and writes the trials.
func (e *editor) untried(n int) fyne.CanvasObject {
	words := kit.VBox(2, kit.Small(e.env.T("desk.edit.trials")).Bold().In(theme.Ink2), kit.NewText(e.env.T("desk.mend.untried", "n", n)).As(theme.Secondary),
		kit.Small(e.env.T("desk.mend.W002")).In(theme.Ink2), kit.Wrap(6, kit.NewButton(kit.Secondary, e.env.T("desk.mend.untried.do"), "", e.tryAll)))
	return kit.CardPad(14, kit.Row(12, kit.Top, kit.NewIcon("info", theme.Link, 24), kit.Grow(words)))
}

func (e *editor) message(f guide.Finding) fyne.CanvasObject {
	icon, role := "warning-bold", theme.AmberText
	if f.Severity() == guide.SeverityError {
		icon, role = "warning-circle-bold", theme.RedText
	}
	where := e.env.T("desk.edit.where.header")
	if at := e.stepAt(f.Line); at >= 0 {
		where = e.env.T("desk.edit.where.step", "n", at+1)
	}
	words := kit.VBox(2, kit.Small(where).Bold().In(theme.Ink2), kit.NewText(f.Message(e.env.Words)).As(theme.Secondary))
	if advice := e.advice(f); advice != "" {
		words.Add(kit.Small(advice).In(theme.Ink2))
	}
	buttons := kit.Wrap(6, kit.NewButton(kit.Secondary, e.env.T("desk.edit.goto"), "", func() { e.goTo(f) }))
	for _, r := range e.repairs(f) {
		buttons.Add(kit.NewButton(kit.Secondary, r.label, "", r.do))
	}
	words.Add(buttons)
	return kit.CardPad(14, kit.Row(12, kit.Top, kit.NewIcon(icon, role, 24), kit.Grow(words)))
}

func (e *editor) mended(data []byte) {
	e.replace(data, "")
	e.read()
	e.draw()
	e.settle()
}

// head is what stands above the steps: folded in a block, opened on a press.
func (e *editor) head() fyne.CanvasObject {
	g, env := e.g, e.env
	if e.open != header {
		var who []string
		for _, a := range g.Audiences {
			who = append(who, string(a))
		}
		sum := env.T("desk.edit.head.sum", "who", strings.Join(who, ", "), "themes", len(g.Themes), "source", sourceText(g))
		content := kit.HBox(12, kit.Grow(kit.VBox(2, kit.Strong(env.T("desk.edit.head")), kit.Small(sum).In(theme.Ink2))), kit.NewIcon("caret-down-bold", theme.Ink2, 18))
		return kit.CardPad(4, kit.NewRow(env.T("desk.edit.head"), 56, content, func() { e.use(header) }))
	}
	title := e.field(&g.Title, "guidetitle", 1)
	e.target[header] = title
	who := kit.NewMultiChipGroup([]kit.Choice{{Value: string(guide.Kiosk), Label: env.T("desk.edit.look.kiosk")}, {Value: string(guide.Mediator), Label: env.T("desk.edit.look.desk")}}, func(values []string) {
		g.Audiences = nil
		for _, v := range values {
			g.Audiences = append(g.Audiences, guide.Audience(v))
		}
		e.changed("")
	})
	for _, a := range g.Audiences {
		who.Choose(false, append(who.Chosen(), string(a))...)
	}
	themes := kit.Wrap(8)
	for _, code := range g.Themes {
		themes.Add(kit.NewChip(themeLabel(env.Words, code), e.pickThemes))
	}
	themes.Add(kit.NewButton(kit.Quiet, env.T("desk.add"), "plus-bold", e.pickThemes))
	box := kit.VBox(10, kit.Section(env.T("desk.edit.head")), e.line("desk.edit.title", title), e.line("desk.edit.who", who), e.line("desk.edit.themes", themes),
		e.line("desk.edit.door", kit.Wrap(8, e.doors())), e.line("desk.edit.minutes", kit.Narrow(140, e.minutes())),
		e.line("desk.edit.source", e.sourceField()), e.line("desk.edit.words", e.keywords()))
	return kit.Card(box)
}

func sourceText(g *guide.Guide) string {
	if len(g.Sources) == 0 {
		return "—"
	}
	return g.Sources[0].String()
}

func (e *editor) pickThemes() {
	pickThemes(e.env, e.g.Themes, func(codes []string) {
		e.g.Themes = codes
		e.changed("")
		e.draw()
	})
}

func (e *editor) doors() fyne.CanvasObject {
	choices := []kit.Choice{{Value: "", Label: e.env.T("desk.guide.nodoor")}}
	for _, door := range guide.LifeEvents() {
		choices = append(choices, kit.Choice{Value: door, Label: e.env.T("desk.door." + door)})
	}
	return kit.NewSelect("", "", "", choices, e.g.LifeEvent, func(v string) { e.g.LifeEvent = v; e.changed("") })
}

func (e *editor) minutes() *kit.Field {
	f := kit.NewField(kit.FieldLook{Height: 42})
	if e.g.Minutes > 0 {
		f.SetText(strconv.Itoa(e.g.Minutes))
	}
	f.OnChanged = func(text string) {
		n, err := strconv.Atoi(strings.TrimSpace(text))
		if text != "" && (err != nil || n < 1 || n > 600) {
			f.SetError(e.env.T("desk.edit.minutes.bad"))
			return
		}
		f.SetError("")
		e.g.Minutes = n
		e.changed("minutes")
	}
	return f
}

// sourceField names the official page and whether it was read today.
func (e *editor) sourceField() fyne.CanvasObject {
	if len(e.g.Sources) == 0 {
		e.g.Sources = []guide.Source{{}}
	}
	s := &e.g.Sources[0]
	read := kit.NewCheckbox(e.env.T("desk.edit.read"), "", s.ReadOn == e.d.today(e.env), func(on bool) {
		s.ReadOn = ""
		if on && s.Ref != "" {
			s.ReadOn, s.Edition = e.d.today(e.env), ""
		}
		e.changed("")
	})
	f := kit.NewField(kit.FieldLook{Height: 42, Placeholder: "https://www.service-public.fr/…"})
	f.SetText(s.Ref)
	f.OnChanged = func(text string) {
		*s = guide.Source{Ref: strings.TrimSpace(text)}
		e.changed("source")
	}
	return kit.VBox(4, f, read)
}

func (e *editor) keywords() fyne.CanvasObject {
	words := strings.Join(e.g.Keywords, ", ")
	f := e.field(&words, "keywords", 2)
	f.OnChanged = func(text string) {
		e.g.Keywords = nil
		for _, w := range strings.Split(text, ",") {
			if w = strings.TrimSpace(w); w != "" {
				e.g.Keywords = append(e.g.Keywords, w)
			}
		}
		e.changed("keywords")
	}
	return f
}
