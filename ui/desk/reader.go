package desk

import (
	"strconv"
	"strings"

	"fyne.io/fyne/v2"

	"parvis/app/guide"
	"parvis/app/library"
	"parvis/ui/kit"
	"parvis/ui/shell"
	"parvis/ui/theme"
)

// reader shows one guide from end to end, what state it is in, and what can be
// done with it: start a session, correct it, sign a review, let visitors see
// it, print it, say that a step is wrong.
type reader struct {
	shell.Plain
	d     *Desk
	env   *shell.Env
	id    guide.ID
	entry *library.Entry
	guide *guide.Guide
	sound sound
}

func newReader(d *Desk, id guide.ID) *reader { return &reader{d: d, id: id} }

// Title implements shell.Screen.
func (v *reader) Title() string {
	if v.entry == nil {
		return v.env.T("desk.guides")
	}
	return v.entry.Title
}

// Build implements shell.Screen.
func (v *reader) Build(env *shell.Env) shell.Page {
	v.env = env
	e, ok := v.d.Shelf.Entry(v.id)
	if !ok {
		back := kit.NewButton(kit.Secondary, env.T("desk.back"), "arrow-left-bold", env.Back)
		return shell.Page{Title: env.T("desk.guides"), Body: kit.Card(kit.Empty("book-open-text", env.T("desk.reader.gone"), env.T("desk.reader.gone.text"), back))}
	}
	v.entry = e
	if file, data, _, err := v.d.Shelf.Text(v.id, ""); err == nil {
		v.guide = guide.Parse(file, data).Guide
	}
	start := kit.NewButton(kit.Primary, env.T("desk.reader.start"), "play-bold", func() { v.d.begin(env, v.id) })
	return shell.Page{
		Title: e.Title, Heading: true, Icon: iconOf(e), Subtitle: v.subtitle(), Body: newSplit(v.steps(), v.aside()),
		Actions: []fyne.CanvasObject{v.editButton(), start}, NoStatus: true, First: start,
	}
}

// OnHide implements shell.Screen.
func (v *reader) OnHide() { v.sound.silence() }

// Shortcuts implements shell.Screen.
func (v *reader) Shortcuts() map[shell.Action]func() {
	return map[shell.Action]func(){shell.Print: v.print}
}

func (v *reader) subtitle() string {
	parts := []string{doorName(v.env, v.entry), v.env.T("library.origin." + string(v.entry.Origin)), v.env.T("desk.reader.version", "version", string(v.entry.Version))}
	if v.entry.Minutes > 0 {
		parts = append(parts, v.env.Words.Minutes(v.entry.Minutes))
	}
	return strings.Join(parts, " · ")
}

// steps are the cards of the guide, each with where its answers lead.
func (v *reader) steps() fyne.CanvasObject {
	box := kit.VBox(12)
	if v.guide == nil {
		return kit.Card(kit.Muted(v.env.T("desk.reader.faulty")))
	}
	number := map[guide.StepID]int{}
	for i := range v.guide.Steps {
		number[v.guide.Steps[i].ID] = i + 1
	}
	if v.guide.Intro != "" {
		intro := kit.VBox(8)
		for _, p := range paragraphs(v.guide.Intro) {
			intro.Add(kit.NewText(p))
		}
		box.Add(kit.Card(intro))
	}
	for i := range v.guide.Steps {
		box.Add(v.step(i+1, &v.guide.Steps[i], number))
	}
	return box
}

func (v *reader) step(n int, s *guide.Step, number map[guide.StepID]int) fyne.CanvasObject {
	env := v.env
	flag := kit.NewButton(kit.Quiet, env.T("desk.flag.short"), "flag-bold", func() { flagStep(v.d, env, v.id, s.ID) })
	flag.SetLabel(env.T("desk.flag") + " : " + s.Title)
	head := kit.Row(12, kit.Top, kit.Tinted(kit.NewText(strconv.Itoa(n)).Bold().NoWrap().In(theme.LinkDark), theme.BluePale, 34, 17),
		kit.Grow(kit.VBox(2, kit.Section(s.Title), kit.Small(s.Kind.Name(env.Words)).In(theme.Ink2))), flag)
	words := kit.VBox(6)
	for _, text := range []string{s.Body, s.Help} {
		for _, p := range paragraphs(text) {
			words.Add(kit.NewText(p))
		}
	}
	if m := v.d.media(env, v.id, s, &v.sound); m != nil {
		words.Add(m)
	}
	line := func(icon, text, to string) {
		row := kit.Row(10, kit.Top, kit.NewIcon(icon, theme.Link, 18), kit.Grow(kit.NewText(text)))
		if to != "" {
			row.Add(kit.Muted(to).NoWrap())
		}
		words.Add(row)
	}
	for _, c := range s.Choices {
		line("caret-right-bold", c.Label, v.leads(c.To, number))
	}
	for _, it := range s.Items {
		text := it.Text
		if it.When != nil {
			text = env.T("desk.reader.when", "what", it.Text, "cond", it.When.String())
		}
		line("check-bold", text, "")
	}
	for _, url := range s.Links {
		line("globe", url, "")
	}
	for _, x := range s.Exits {
		if x.When != nil {
			line("arrow-bend-down-left-bold", env.T("desk.reader.if", "cond", x.When.String()), v.leads(x.To, number))
		} else if n := number[x.To]; n > 0 && len(s.Exits)+len(s.Choices) > 1 {
			line("arrow-bend-down-left-bold", env.T("desk.reader.else"), v.leads(x.To, number))
		}
	}
	if s.Check != "" {
		line("shield-check", env.T("desk.link.check", "what", s.Check), "")
	}
	if s.Orientation != "" {
		line("map-pin-bold", env.T("desk.end.go", "where", s.Orientation), "")
	}
	if s.Warning != "" {
		line("warning-bold", s.Warning, "")
	}
	if s.Easy != "" {
		words.Add(kit.TintCard(kit.Info, kit.VBox(2, kit.Small(env.T("desk.edit.easy")).Bold().In(theme.LinkDark), kit.NewText(s.Easy))))
	}
	if s.Mediator != "" {
		words.Add(kit.TintCard(kit.Warn, kit.Row(10, kit.Top, kit.NewIcon("eye-slash", theme.AmberText, 20), kit.Grow(kit.NewText(s.Mediator)))))
	}
	return kit.Card(kit.VBox(10, head, kit.Inset(0, 0, 0, 46, words)))
}

func (v *reader) leads(to guide.StepID, number map[guide.StepID]int) string {
	if n := number[to]; n > 0 {
		return v.env.T("desk.reader.to", "n", n)
	}
	return ""
}

// print makes the whole guide a sheet.
func (v *reader) print() {
	if v.guide == nil {
		return
	}
	g := v.guide.Public()
	sum := guide.Summary{Guide: g.ID, Version: g.Version, Title: g.Title, Themes: g.Themes, Operator: g.Operator, Sources: g.Sources, Outcome: guide.Suspended}
	for i := range g.Steps {
		s := &g.Steps[i]
		next := guide.NextStep{Step: s.ID, Title: s.Title, Text: strings.TrimSpace(s.Body + "\n\n" + s.Help), Warning: s.Warning, Orientation: s.Orientation}
		for n, c := range s.Choices {
			next.Items = append(next.Items, guide.ShownItem{Item: n, Text: c.Label})
		}
		for n, it := range s.Items {
			next.Items = append(next.Items, guide.ShownItem{Item: n, Text: it.Text, Maybe: it.When != nil})
		}
		sum.Next = append(sum.Next, next)
		for _, url := range s.Links {
			sum.Links = append(sum.Links, guide.PathLink{Step: s.ID, Title: s.Title, URL: url, Check: s.Check})
		}
	}
	v.d.chooseSheet(v.env, sum, v.d.sheetLangs(v.id)[:1], v.env.Words.Lang())
}
