package desk

import (
	"context"

	"fyne.io/fyne/v2"

	"parvis/app"
	"parvis/app/guide"
	"parvis/app/library"
	"parvis/ui/kit"
	"parvis/ui/shell"
	"parvis/ui/theme"
)

// flag says in two taps that the step shown is wrong: the reason is the second.
func (l *live) flag() { flagStep(l.d, l.env, l.run.Graph().Guide.ID, l.run.Current().ID) }

// flagStep asks why a step is wrong; without a step, the guide as a whole.
func flagStep(d *Desk, env *shell.Env, id guide.ID, step guide.StepID) {
	choices := make([]kit.Choice, 0, len(library.Reasons()))
	for _, r := range library.Reasons() {
		choices = append(choices, kit.Choice{Value: string(r), Label: env.T("library.reason." + string(r))})
	}
	title := env.T("desk.flag.title")
	if step == "" {
		title = env.T("desk.flag.title.guide")
	}
	pickOne(env, title, choices, func(reason string) {
		shell.Do(env, func() (library.Flag, error) {
			return d.Shelf.Flag(context.Background(), id, step, library.Reason(reason))
		}, func(_ library.Flag, err error) {
			if err != nil {
				env.Fail(err)
				return
			}
			env.Toast(env.T("library.flag.thanks"))
		})
	})
}

// pickOne asks for one of a few things in a modal.
func pickOne(env *shell.Env, title string, choices []kit.Choice, picked func(string)) {
	var modal *kit.Modal
	box := kit.VBox(10, kit.NewText(title).As(theme.Heading))
	group := kit.NewGroup()
	var first fyne.CanvasObject
	for _, c := range choices {
		b := kit.NewAnswer(0, c.Label, func() { modal.Close(); picked(c.Value) })
		group.Add(b)
		box.Add(b)
		if first == nil {
			first = b
		}
	}
	box.Add(kit.NewButton(kit.Quiet, env.T("desk.cancel"), "", func() { modal.Close() }))
	modal = kit.NewModal(env.Canvas(), 560, box)
	modal.Open(first)
}

// ask asks for one line in a modal; a refusal is said under the field.
func ask(env *shell.Env, title, help, value string, then func(string) error) {
	var modal *kit.Modal
	field := kit.NewField(kit.FieldLook{Help: help})
	field.SetText(value)
	submit := func() {
		if err := then(field.Text()); err != nil {
			field.SetError(app.Message(env.Words, err))
			return
		}
		modal.Close()
	}
	field.OnSubmit = func(string) { submit() }
	row := kit.HBox(12, kit.NewButton(kit.Primary, env.T("desk.validate"), "check-bold", submit),
		kit.NewButton(kit.Quiet, env.T("desk.cancel"), "", func() { modal.Close() }), kit.Spacer())
	modal = kit.NewModal(env.Canvas(), 520, kit.VBox(16, kit.NewText(title).As(theme.Heading), field, row))
	modal.Open(field)
}
