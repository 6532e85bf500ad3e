package desk

import (
	"context"
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
		Actions: []fyne.CanvasObject{start}, NoStatus: true, First: start,
	}
}

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
	flag := kit.NewIconButton(kit.Quiet, "flag-bold", env.T("desk.flag")+" : "+s.Title, func() { flagStep(v.d, env, v.id, s.ID) })
	head := kit.Row(12, kit.Top, kit.Tinted(kit.NewText(strconv.Itoa(n)).Bold().NoWrap().In(theme.LinkDark), theme.BluePale, 34, 17),
		kit.Grow(kit.VBox(2, kit.Section(s.Title), kit.Small(s.Kind.Name(env.Words)).In(theme.Ink2))), flag)
	words := kit.VBox(6)
	for _, text := range []string{s.Body, s.Help} {
		for _, p := range paragraphs(text) {
			words.Add(kit.NewText(p))
		}
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
	if s.Warning != "" {
		line("warning-bold", s.Warning, "")
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

// aside is the state of the guide and what to do about it.
func (v *reader) aside() fyne.CanvasObject {
	e, env := v.entry, v.env
	tone, icon, word := stateTag(env, e.State)
	review := env.T("library.never_reviewed")
	if e.Review.Done() {
		review = env.T("library.reviewed_by", "by", e.Review.By, "date", env.Words.ShortDay(e.Review.On.Time(env.Zone)))
	}
	state := kit.VBox(10, kit.HBox(10, kit.Section(env.T("desk.reader.state")), kit.Spacer(), kit.Tag(tone, icon, word)), kit.Muted(review))
	for _, src := range v.sources() {
		state.Add(kit.Small(src).In(theme.Ink2))
	}
	if e.Stale && e.Source != "" {
		state.Add(kit.Wrap(0, kit.Tag(kit.Warn, "clock-bold", env.T("library.stale"))))
	}
	state.Add(kit.NewButton(kit.Secondary, env.T("desk.reader.review"), "seal-check-bold", v.review))
	parts := []fyne.CanvasObject{kit.Card(state), kit.Card(v.kiosk())}
	if newer, ok := e.Newer(); ok {
		compare := kit.NewButton(kit.Secondary, env.T("desk.reader.compare"), "", func() { env.Go(newCompare(v.d, v.id, newer)) })
		parts = append([]fyne.CanvasObject{kit.Banner(kit.Warn, "info", env.T("desk.reader.newer"), env.T("library.newer"), compare)}, parts...)
	}
	more := kit.VBox(10, kit.NewButton(kit.Secondary, env.T("desk.reader.edit"), "pencil-simple-bold", v.edit),
		kit.NewButton(kit.Secondary, env.T("desk.reader.print"), "printer-bold", v.print),
		kit.NewButton(kit.Secondary, env.T("desk.reader.flag"), "flag-bold", func() { flagStep(v.d, env, v.id, "") }))
	if e.Origin == library.Local && len(e.Others) > 0 {
		more.Add(kit.NewButton(kit.Quiet, env.T("desk.reader.compare.local"), "", func() { env.Go(newCompare(v.d, v.id, e.Others[0])) }))
	}
	return kit.VBox(14, append(parts, kit.Card(more))...)
}

func (v *reader) sources() []string {
	if v.guide == nil {
		return nil
	}
	var out []string
	for _, s := range v.guide.Sources {
		switch {
		case s.ToVerify():
			out = append(out, v.env.T("desk.reader.source.verify"))
		case s.ReadOn != "":
			out = append(out, v.env.T("desk.reader.source.read", "source", s.Ref, "day", v.env.Words.ShortDay(s.ReadOn.Time(v.env.Zone))))
		default:
			out = append(out, v.env.T("desk.reader.source", "source", s.String()))
		}
	}
	return out
}

// kiosk says whether visitors may meet the guide, and lets the place decide.
func (v *reader) kiosk() fyne.CanvasObject {
	e, env := v.entry, v.env
	box := kit.VBox(10, kit.Section(env.T("desk.reader.kiosk")))
	switch {
	case !e.For(guide.Kiosk):
		box.Add(kit.Muted(env.T("desk.reader.kiosk.never")))
	case e.Origin == library.Imported:
		box.Add(kit.Muted(env.T("desk.reader.kiosk.imported")))
	case e.Accepted:
		box.Add(kit.Wrap(0, kit.Tag(kit.Good, "check-bold", env.T("desk.reader.kiosk.on"))))
		box.Add(kit.NewButton(kit.Secondary, env.T("desk.reader.kiosk.off.do"), "", func() {
			v.act(func(ctx context.Context) error { return v.d.Shelf.Withdraw(ctx, v.d.Me().Name, v.id, "") }, "desk.reader.kiosk.off.done")
		}))
	default:
		box.Add(kit.Muted(env.T("desk.reader.kiosk.off")))
		box.Add(kit.NewButton(kit.Secondary, env.T("desk.reader.kiosk.on.do"), "check-bold", func() {
			v.act(func(ctx context.Context) error { return v.d.Shelf.Accept(ctx, v.d.Me().Name, v.id) }, "desk.reader.kiosk.on.done")
		}))
	}
	return box
}

// act does something to the guide, says it, and shows the guide again.
func (v *reader) act(do func(context.Context) error, done string) {
	shell.Do(v.env, func() (bool, error) { return true, do(context.Background()) }, func(_ bool, err error) {
		if err != nil {
			v.env.Fail(err)
			return
		}
		v.env.Toast(v.env.T(done))
		v.env.Rebuild()
	})
}

// review signs that a person read the guide over today, under her name.
func (v *reader) review() {
	help := v.env.T("desk.reader.review.help", "day", v.env.Words.ShortDay(v.env.Now()))
	ask(v.env, v.env.T("desk.reader.review.title"), help, v.d.Me().Name, func(name string) error {
		if err := v.d.Shelf.Review(context.Background(), strings.TrimSpace(name), v.id, ""); err != nil {
			return err
		}
		v.env.Toast(v.env.T("desk.reader.review.done"))
		v.env.Rebuild()
		return nil
	})
}

func (v *reader) edit() {
	_, data, mark, err := v.d.Shelf.Text(v.id, "")
	if err != nil {
		v.env.Fail(err)
		return
	}
	if v.entry.Origin != library.Local {
		mark = "" // a first correction makes a local copy; the original stays
	}
	v.env.Go(newEditor(v.d, data, mark))
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
	makeSheet(v.d, v.env, sum, v.env.Words.Lang())
}

// compare lists what differs between the text in use and another one.
type compare struct {
	shell.Plain
	d    *Desk
	env  *shell.Env
	id   guide.ID
	with library.Variant
}

func newCompare(d *Desk, id guide.ID, with library.Variant) *compare {
	return &compare{d: d, id: id, with: with}
}

// Title implements shell.Screen.
func (v *compare) Title() string { return v.env.T("desk.compare") }

// Build implements shell.Screen.
func (v *compare) Build(env *shell.Env) shell.Page {
	v.env = env
	page := shell.Page{Title: env.T("desk.compare"), NoStatus: true}
	file, data, _, err := v.d.Shelf.Text(v.id, "")
	var other []byte
	if err == nil {
		other, err = v.d.Shelf.VariantText(v.with)
	}
	mine, theirs := guide.Parse(file, data).Guide, guide.Parse(v.with.File, other).Guide
	if err != nil || mine == nil || theirs == nil {
		page.Body = kit.Card(kit.Muted(env.T("desk.reader.faulty")))
		return page
	}
	page.Subtitle = env.T("desk.compare.sub", "title", mine.Title, "origin", env.T("library.origin."+string(v.with.Origin)), "version", string(v.with.Version))
	page.Body = changesList(env, library.Changes(mine, theirs))
	return page
}

// changesList shows differences two by two: what stands, what the other says.
func changesList(env *shell.Env, changes []library.Change) fyne.CanvasObject {
	if len(changes) == 0 {
		return kit.Card(kit.Empty("check-bold", env.T("desk.compare.same"), env.T("desk.compare.same.text"), nil))
	}
	box := kit.VBox(12, kit.Strong(env.T("desk.compare.count", "n", len(changes))))
	for _, c := range changes {
		where := c.Field
		if c.Step != "" {
			where = env.T("desk.compare.where", "step", string(c.Step), "field", c.Field)
		}
		side := func(tone kit.Tone, key, text string) fyne.CanvasObject {
			if strings.TrimSpace(text) == "" {
				text = env.T("desk.compare.nothing")
			}
			return kit.TintCard(tone, kit.VBox(4, kit.Small(env.T(key)).Bold(), kit.NewText(text)))
		}
		box.Add(kit.Card(kit.VBox(8, kit.Strong(where), kit.Columns(320, 12, side(kit.Neutral, "desk.compare.mine", c.Old), side(kit.Info, "desk.compare.theirs", c.New)))))
	}
	return box
}
