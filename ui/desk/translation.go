package desk

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"

	"parvis/app/guide"
	"parvis/app/library"
	"parvis/i18n"
	"parvis/ui/kit"
	"parvis/ui/shell"
	"parvis/ui/theme"
)

// translations says, language by language, whether visitors may read the guide
// in it: each is accepted apart, by someone who speaks it. nil: none.
func (v *reader) translations() fyne.CanvasObject {
	e, env := v.entry, v.env
	if len(e.Translations) == 0 {
		return nil
	}
	box := kit.VBox(8, kit.Section(env.T("desk.lang")), kit.Muted(env.T("desk.lang.text")))
	for i := range e.Translations {
		t := &e.Translations[i]
		tone, icon, word := translationTag(env, t)
		name := i18n.NameOf(t.Lang)
		read := kit.NewButton(kit.Secondary, env.T("desk.lang.read"), "", func() { env.Go(&translated{d: v.d, id: v.id, lang: t.Lang}) })
		read.SetLabel(env.T("desk.lang.read") + " : " + name)
		box.Add(kit.HLine())
		box.Add(kit.HBox(10, kit.Grow(kit.VBox(4, kit.Strong(name), kit.Wrap(0, kit.Tag(tone, icon, word)))), read))
	}
	return kit.Card(box)
}

func translationTag(env *shell.Env, t *library.Translation) (kit.Tone, string, string) {
	switch {
	case t.Behind:
		return kit.Warn, "clock-bold", env.T("desk.lang.behind", "version", string(t.Of))
	case t.Accepted || t.Review.Done() && !t.Refused:
		return kit.Good, "check-bold", env.T("desk.lang.on")
	}
	return kit.Neutral, "translate-bold", env.T("desk.lang.off")
}

// translated shows a translation beside the French text, for someone who speaks
// the language to accept it.
type translated struct {
	shell.Plain
	d    *Desk
	env  *shell.Env
	id   guide.ID
	lang string
}

// Title implements shell.Screen.
func (v *translated) Title() string { return i18n.NameOf(v.lang) }

// Build implements shell.Screen.
func (v *translated) Build(env *shell.Env) shell.Page {
	v.env = env
	back := kit.NewButton(kit.Quiet, env.T("desk.back"), "arrow-left-bold", env.Back)
	page := shell.Page{Title: i18n.NameOf(v.lang), Actions: []fyne.CanvasObject{back}, NoStatus: true, First: back}
	e, ok := v.d.Shelf.Entry(v.id)
	french, theirs := v.texts()
	if !ok || theirs == nil {
		page.Body = kit.Card(kit.Muted(env.T("desk.reader.faulty")))
		return page
	}
	page.Subtitle = e.Title
	var t *library.Translation
	for i := range e.Translations {
		if e.Translations[i].Lang == v.lang {
			t = &e.Translations[i]
		}
	}
	box := kit.VBox(12)
	if t != nil {
		box.Add(v.decide(t))
	}
	box.Add(v.both(french.Title, theirs.Title, true))
	if french.Intro != "" {
		box.Add(v.both(french.Intro, theirs.Intro, false))
	}
	for i := range french.Steps {
		box.Add(v.both(words(&french.Steps[i]), words(&theirs.Steps[i]), true))
	}
	page.Body = box
	return page
}

// texts are the guide in French and in the language.
func (v *translated) texts() (french, theirs *guide.Guide) {
	g, err := v.d.Shelf.Load(v.id)
	if err != nil {
		return nil, nil
	}
	name, raw, _, err := v.d.Shelf.Text(v.id, v.lang)
	if err != nil {
		return nil, nil
	}
	t := guide.Parse(name, raw).Translation
	if t == nil {
		return nil, nil
	}
	in, _ := g.In(t)
	return g.Guide, in.Guide
}

// words are all that a visitor reads of a step, line by line.
func words(s *guide.Step) string {
	lines := []string{s.Title}
	for _, text := range []string{s.Body, s.Help, s.Easy, s.Warning, s.Check, s.Image.Alt} {
		if text != "" {
			lines = append(lines, strings.Join(paragraphs(text), "\n"))
		}
	}
	for i := range s.Choices {
		lines = append(lines, "• "+s.Choices[i].Label)
	}
	for i := range s.Items {
		lines = append(lines, "• "+s.Items[i].Text)
	}
	return strings.Join(lines, "\n")
}

// both puts a text beside its translation; one that is the same was not
// translated, and says so.
func (v *translated) both(french, theirs string, titled bool) fyne.CanvasObject {
	rtl := i18n.New(v.lang).RTL()
	side := func(text string, right bool) fyne.CanvasObject {
		box := kit.VBox(4)
		for i, line := range strings.Split(text, "\n") {
			t := kit.NewText(line)
			if i == 0 && titled {
				t = t.Bold()
			}
			if right {
				t = t.FromRight()
			}
			box.Add(t)
		}
		return box
	}
	right := side(theirs, rtl)
	if french == theirs {
		right = kit.VBox(6, kit.Wrap(0, kit.Tag(kit.Warn, "warning-bold", v.env.T("desk.lang.missing"))), right)
	}
	return kit.Card(kit.Columns(340, 24, side(french, false), right))
}

// decide lets someone who speaks the language show it to visitors, or take it
// back.
func (v *translated) decide(t *library.Translation) fyne.CanvasObject {
	env := v.env
	act := func(do func(context.Context) error, done string) {
		shell.Do(env, func() (bool, error) { return true, do(context.Background()) }, func(_ bool, err error) {
			if err != nil {
				env.Fail(err)
				return
			}
			env.Toast(env.T(done))
			env.Rebuild()
		})
	}
	me := v.d.Me().Name
	switch {
	case t.Behind:
		return kit.Banner(kit.Warn, "clock-bold", env.T("desk.lang.behind", "version", string(t.Of)), env.T("desk.lang.behind.text"), nil)
	case t.Accepted || t.Review.Done() && !t.Refused:
		off := kit.NewButton(kit.Secondary, env.T("desk.lang.off.do"), "", func() {
			act(func(ctx context.Context) error { return v.d.Shelf.Withdraw(ctx, me, v.id, v.lang) }, "desk.lang.off.done")
		})
		return kit.Banner(kit.Good, "check-bold", env.T("desk.lang.on"), "", off)
	}
	on := kit.NewButton(kit.Primary, env.T("desk.lang.on.do"), "check-bold", func() {
		act(func(ctx context.Context) error { return v.d.Shelf.AcceptTranslation(ctx, me, v.id, v.lang) }, "desk.lang.on.done")
	})
	return kit.TintCard(kit.Info, kit.HBox(16, kit.NewIcon("translate", theme.LinkDark, 28), kit.Grow(kit.VBox(2, kit.Strong(env.T("desk.lang.ask")), kit.NewText(env.T("desk.lang.ask.text")))), on))
}
