package coord

import (
	"context"
	"image"
	"strings"

	"fyne.io/fyne/v2"

	"parvis/app"
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
	if v.p.New {
		v.whole(box)
	} else {
		v.changes(box)
	}
	v.media(box)
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

// tallest is how high a proposed picture may be at the usual text size.
const tallest = 280

// media shows the pictures and sounds that came with the proposal, and says
// which have not.
func (v *compare) media(box *fyne.Container) {
	env := v.env
	if len(v.p.Missing) > 0 {
		box.Add(kit.Banner(kit.Warn, "warning-bold", env.T("network.media.missing"), env.T("network.media.missing.text", "files", strings.Join(v.p.Missing, ", ")), nil))
	}
	for _, m := range v.p.Media {
		words := kit.VBox(8, kit.Small(m.Name+" · "+kilobytes(env, len(m.Data))).Bold().In(theme.Ink2))
		if library.IsPicture(m.Name) {
			p := kit.NewPicture(v.p.Guide.AltOf(m.Name), tallest)
			words.Add(kit.Narrow(560, p))
			shell.Do(env, func() (image.Image, error) { return kit.ReadPicture(m.Data) }, func(img image.Image, err error) {
				if err != nil {
					p.Miss(app.Message(env.Words, err))
					return
				}
				p.Put(img)
			})
			words.Add(kit.Muted(v.p.Guide.AltOf(m.Name)))
		} else if v.c.Publish.Play != nil {
			words.Add(kit.Wrap(8, kit.NewButton(kit.Secondary, env.T("network.media.play"), "speaker-high", func() { v.play(m) })))
		}
		box.Add(kit.Card(words))
	}
}

// play lets a sound be heard, one at a time.
func (v *compare) play(m library.Media) {
	v.OnHide()
	shell.Do(v.env, func() (func(), error) { return v.c.Publish.Play(m.Name, m.Data, func() {}) }, func(stop func(), err error) {
		v.env.Fail(err)
		v.stop = stop
	})
}

// OnHide silences what plays.
func (v *compare) OnHide() {
	if v.stop != nil {
		v.stop()
		v.stop = nil
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

// changes lists what differs, old beside new.
func (v *compare) changes(box *fyne.Container) {
	env := v.env
	if len(v.p.Changes) == 0 {
		box.Add(kit.Card(kit.NewText(env.T("network.same"))))
		return
	}
	box.Add(kit.Columns(240, 16, kit.Strong(env.T("network.before")), kit.Strong(env.T("network.after"))))
	for _, c := range v.p.Changes {
		where := i18n.Capital(c.Field)
		if c.Step != "" {
			where = i18n.Capital(env.T("network.flag.step", "step", string(c.Step))) + " · " + c.Field
		}
		box.Add(kit.Card(kit.VBox(10, kit.Small(where).Bold().In(theme.Ink2),
			kit.Columns(240, 16, v.side(c.Old, kit.Bad), v.side(c.New, kit.Good)))))
	}
}

// side is one of the two texts; nothing is said to be nothing.
func (v *compare) side(text string, tone kit.Tone) fyne.CanvasObject {
	if text == "" {
		return kit.Muted(v.env.T("network.nothing"))
	}
	icon := map[kit.Tone]string{kit.Bad: "minus-bold", kit.Good: "plus-bold"}[tone]
	return kit.TintCard(tone, kit.Row(10, kit.Top, kit.NewIcon(icon, theme.Ink2, 18), kit.Grow(kit.NewText(text))))
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
		box.Add(kit.Card(words))
	}
}
