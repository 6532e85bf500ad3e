package coord

import (
	"context"
	"slices"
	"strings"

	"fyne.io/fyne/v2"

	"parvis/app/library"
	"parvis/i18n"
	"parvis/ui/kit"
	"parvis/ui/shell"
	"parvis/ui/theme"
)

// compare shows a proposed guide beside the one in use, step by step: what
// goes, what comes. Reading it over is what lets it leave.
type compare struct {
	shell.Plain
	c   *Coord
	env *shell.Env
	p   library.Proposal

	stop func() // the sound that plays
}

func newCompare(c *Coord, p library.Proposal) *compare { return &compare{c: c, p: p} }

// Title implements shell.Screen.
func (v *compare) Title() string { return v.p.Guide.Title }

// Build implements shell.Screen.
func (v *compare) Build(env *shell.Env) shell.Page {
	v.env = env
	box := kit.VBox(14)
	if v.p.Older {
		box.Add(kit.Banner(kit.Warn, "warning-bold", env.T("network.older"), env.T("network.older.text"), nil))
	}
	for _, f := range v.p.Faults[:min(3, len(v.p.Faults))] {
		box.Add(kit.Banner(kit.Bad, "warning-circle-bold", env.T("network.faulty"), f.Message(env.Words), nil))
	}
	if len(v.p.Missing) > 0 {
		box.Add(kit.Banner(kit.Warn, "warning-bold", env.T("network.media.missing"), env.T("network.media.missing.text", "files", strings.Join(v.p.Missing, ", ")), nil))
	}
	if v.p.New {
		v.whole(box)
	} else {
		v.changes(box)
	}
	back := kit.NewButton(kit.Secondary, env.T("network.back"), "arrow-left-bold", env.Back)
	actions := []fyne.CanvasObject{back}
	if v.p.Decided != library.MarkLeft {
		actions = append(actions, kit.NewButton(kit.Secondary, env.T("network.leave"), "x-bold", func() { v.decide(library.MarkLeft, env.T("network.left.done")) }))
	}
	if v.p.Decided != "" {
		actions = append(actions, kit.NewButton(kit.Secondary, env.T("network.undecide"), "clock-counter-clockwise-bold", func() { v.decide("", env.T("network.undecided")) }))
	}
	ok := kit.NewButton(kit.Primary, env.T("network.read.do"), "check-bold", func() { v.decide(library.MarkRead, env.T("network.read.done")) })
	ok.SetEnabled(v.p.Publishable() && v.p.Decided != library.MarkRead)
	return shell.Page{
		Title: v.p.Guide.Title, Subtitle: changed(env, v.p.Submission), Body: box, NoStatus: true, Actions: append(actions, ok),
	}
}

func (v *compare) decide(mark library.Mark, said string) {
	shell.Do(v.env, func() (bool, error) { return true, v.c.Publish.Decide(context.Background(), v.p.Mark, mark) }, func(_ bool, err error) {
		if err != nil {
			v.env.Fail(err)
			return
		}
		v.env.Toast(said)
		v.env.Back()
	})
}

// changes lists what differs, old beside new. A picture or a sound that changed
// under the same name is a change of its step too.
func (v *compare) changes(box *fyne.Container) {
	env := v.env
	changes := append(slices.Clone(v.p.Changes), v.redone()...)
	if len(changes) == 0 {
		box.Add(kit.Card(kit.NewText(env.T("network.same"))))
		return
	}
	box.Add(kit.Columns(240, 16, kit.Strong(env.T("network.before")), kit.Strong(env.T("network.after"))))
	for _, c := range changes {
		where := i18n.Capital(c.Field)
		if c.Step != "" {
			where = i18n.Capital(env.T("network.flag.step", "step", string(c.Step))) + " · " + c.Field
		}
		before, after := v.side(c.Old, kit.Bad), v.side(c.New, kit.Good)
		switch c.Field {
		case library.ChangedPicture, library.ChangedSound:
			before = v.heard(v.p.Current, c, v.p.InUse, kit.Bad)
			after = v.heard(v.p.Guide, c, v.p.Media, kit.Good)
		case library.StepAdded:
			if s, ok := v.p.Guide.Step(c.Step); ok {
				after = kit.VBox(10, append([]fyne.CanvasObject{after}, v.stepMedia(s)...)...)
			}
		}
		box.Add(kit.Card(kit.VBox(10, kit.Small(where).Bold().In(theme.Ink2), kit.Columns(240, 16, before, after))))
	}
}

// redone are the pictures and sounds that come under the name of one in use.
func (v *compare) redone() (list []library.Change) {
	for i := range v.p.Guide.Steps {
		s := &v.p.Guide.Steps[i]
		for _, c := range []library.Change{
			{Step: s.ID, Field: library.ChangedPicture, Old: s.Image.File, New: s.Image.File},
			{Step: s.ID, Field: library.ChangedSound, Old: s.Audio, New: s.Audio},
		} {
			said := func(o library.Change) bool { return o.Step == c.Step && o.Field == c.Field }
			if mediaIn(v.p.InUse, c.Old) != nil && mediaIn(v.p.Media, c.New) != nil && !slices.ContainsFunc(v.p.Changes, said) {
				list = append(list, c)
			}
		}
	}
	return list
}

// side is one of the two texts; nothing is said to be nothing.
func (v *compare) side(text string, tone kit.Tone) fyne.CanvasObject {
	if text == "" {
		return kit.Muted(v.env.T("network.nothing"))
	}
	return sided(tone, kit.NewText(text))
}

// sided marks what goes and what comes, by more than a colour.
func sided(tone kit.Tone, o fyne.CanvasObject) fyne.CanvasObject {
	icon := map[kit.Tone]string{kit.Bad: "minus-bold", kit.Good: "plus-bold"}[tone]
	return kit.TintCard(tone, kit.Row(10, kit.Top, kit.NewIcon(icon, theme.Ink2, 18), kit.Grow(o)))
}

// whole shows a guide nobody has yet.
func (v *compare) whole(box *fyne.Container) {
	g := v.p.Guide
	if g.Intro != "" {
		box.Add(kit.Card(kit.NewText(g.Intro)))
	}
	for i := range g.Steps {
		s := &g.Steps[i]
		words := kit.VBox(6, kit.Strong(s.Title))
		for _, text := range []string{s.Body, s.Help, s.Warning} {
			if text != "" {
				words.Add(kit.NewText(text))
			}
		}
		for j := range s.Choices {
			words.Add(kit.Muted("– " + s.Choices[j].Label))
		}
		for _, o := range v.stepMedia(s) {
			words.Add(o)
		}
		box.Add(kit.Card(words))
	}
}
