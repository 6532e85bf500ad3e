package desk

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"

	"parvis/app/guide"
	"parvis/app/library"
	"parvis/ui/kit"
	"parvis/ui/shell"
	"parvis/ui/theme"
)

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
	if e.Flagged != "" && e.Flagged > e.Review.On {
		state.Add(kit.Wrap(0, kit.Tag(kit.Warn, "flag-bold", env.T("desk.reader.flagged", "day", env.Words.ShortDay(e.Flagged.Time(env.Zone))))))
	}
	parts := append(v.news(), kit.Card(state), kit.Card(v.kiosk()))
	if card := v.translations(); card != nil {
		parts = append(parts, card)
	}
	return kit.VBox(14, append(parts, kit.Card(v.tools()))...)
}

// news are the texts of this guide that wait beside the one in use: a newer one
// that came, a correction written here.
func (v *reader) news() []fyne.CanvasObject {
	e, env := v.entry, v.env
	if waiting, ok := e.Waiting(); ok {
		compare := kit.NewButton(kit.Secondary, env.T("desk.reader.compare"), "", func() { env.Go(newCompare(v.d, v.id, waiting)) })
		sign := kit.NewButton(kit.Secondary, env.T("desk.reader.waiting.review"), "seal-check-bold", v.reviewDraft)
		words := kit.VBox(8, kit.Strong(env.T("desk.reader.waiting", "version", string(waiting.Version))), kit.NewText(env.T("desk.reader.waiting.text")), kit.Wrap(8, compare, sign))
		return []fyne.CanvasObject{kit.TintCard(kit.Info, words)}
	}
	if newer, ok := e.Newer(); ok {
		compare := kit.NewButton(kit.Secondary, env.T("desk.reader.compare"), "", func() { env.Go(newCompare(v.d, v.id, newer)) })
		return []fyne.CanvasObject{kit.Banner(kit.Warn, "info", env.T("desk.reader.newer"), env.T("library.newer"), compare)}
	}
	return nil
}

// editButton is in sight at once: correcting one sentence is the first thing
// asked of a guide.
func (v *reader) editButton() fyne.CanvasObject {
	edit := "desk.reader.edit"
	if _, ok := v.entry.Waiting(); ok {
		edit = "desk.reader.edit.on"
	}
	return kit.NewButton(kit.Secondary, v.env.T(edit), "pencil-simple-bold", v.edit)
}

// tools are what else can be done with the guide.
func (v *reader) tools() fyne.CanvasObject {
	e, env := v.entry, v.env
	more := kit.VBox(10, kit.NewButton(kit.Secondary, env.T("desk.reader.print"), "printer-bold", v.print),
		kit.NewButton(kit.Secondary, env.T("desk.reader.flag"), "flag-bold", func() { flagStep(v.d, env, v.id, "") }))
	if e.Origin == library.Local && len(e.Others) > 0 {
		more.Add(kit.NewButton(kit.Quiet, env.T("desk.reader.compare.local"), "", func() { env.Go(newCompare(v.d, v.id, e.Others[0])) }))
		more.Add(kit.NewButton(kit.Quiet, env.T("desk.reader.discard"), "arrow-bend-down-left-bold", v.discard))
	}
	return more
}

// discard gives the original back, once the person has said so again.
func (v *reader) discard() {
	env := v.env
	kit.Ask(env.Canvas(), env.T("desk.reader.discard.title"), env.T("desk.reader.discard.text"), kit.Danger, env.T("desk.cancel"), env.T("desk.reader.discard.do"), func() {
		v.act(func(ctx context.Context) error { return v.d.Shelf.Discard(ctx, v.id) }, "desk.reader.discard.done")
	})
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
	case e.Accepted && e.Shown != e.Variant:
		box.Add(kit.Wrap(0, kit.Tag(kit.Info, "clock-bold", env.T("desk.reader.kiosk.older", "version", string(e.Shown.Version)))))
		box.Add(kit.Muted(env.T("desk.reader.kiosk.older.text")))
		box.Add(kit.NewButton(kit.Secondary, env.T("desk.reader.kiosk.new.do"), "check-bold", v.show))
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
		box.Add(kit.NewButton(kit.Secondary, env.T("desk.reader.kiosk.on.do"), "check-bold", v.show))
	}
	return box
}

// show lets visitors see the text in use.
func (v *reader) show() {
	v.act(func(ctx context.Context) error { return v.d.Shelf.Accept(ctx, v.d.Me().Name, v.id) }, "desk.reader.kiosk.on.done")
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
	v.signed(func(ctx context.Context, name string) error { return v.d.Shelf.Review(ctx, name, v.id, "") })
}

// reviewDraft signs the correction that waits; it is in use from then on.
func (v *reader) reviewDraft() {
	v.signed(func(ctx context.Context, name string) error { return v.d.Shelf.ReviewDraft(ctx, name, v.id) })
}

func (v *reader) signed(sign func(context.Context, string) error) {
	help := v.env.T("desk.reader.review.help", "day", v.env.Words.ShortDay(v.env.Now()))
	ask(v.env, v.env.T("desk.reader.review.title"), help, v.d.Me().Name, func(name string) error {
		if err := sign(context.Background(), strings.TrimSpace(name)); err != nil {
			return err
		}
		v.env.Toast(v.env.T("desk.reader.review.done"))
		v.env.Rebuild()
		return nil
	})
}

// edit opens the editor on the text written here, or on a copy of the one in
// use. A text that was read over, or that visitors follow, stays as it is: the
// correction is another version, which nobody has read yet.
func (v *reader) edit() {
	e := v.entry
	own, data, mark, ok := v.d.Shelf.Draft(v.id)
	if !ok {
		var err error
		if _, data, _, err = v.d.Shelf.Text(v.id, ""); err != nil {
			v.env.Fail(err)
			return
		}
		own, mark = e.Variant, ""
	}
	if own.Origin != library.Local || own.Review.Done() || e.Accepted && e.Shown == own {
		data = guide.Revise(data, own.Version.Next(v.d.today(v.env)))
	}
	v.env.Go(newEditor(v.d, data, mark))
}
