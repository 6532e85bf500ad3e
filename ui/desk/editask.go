package desk

import (
	"context"

	"fyne.io/fyne/v2"

	"parvis/app/guide"
	"parvis/app/library"
	"parvis/ui/kit"
	"parvis/ui/shell"
)

// firstFault shows what keeps the guide from being used.
func (e *editor) firstFault() {
	e.env.Toast(e.env.T("desk.edit.ask.faults"))
	e.fault = -1
	e.nextFault()
}

// propose asks the coordinator to read the guide over and share it, once the
// person knows what leaves. A guide with errors shows the first one instead.
func (e *editor) propose() {
	e.finish()
	e.settle()
	if guide.HasErrors(e.found) {
		e.firstFault()
		return
	}
	for i := range e.g.Steps {
		if e.unwritten(i) {
			e.env.Toast(e.env.T("desk.edit.unwritten.toast", "n", i+1))
			e.write(i)
			return
		}
	}
	env := e.env
	kit.Ask(env.Canvas(), env.T("desk.edit.propose.title"), env.T("desk.edit.propose.text"), kit.Primary, env.T("desk.edit.propose.later"), env.T("desk.edit.propose.do"), e.proposed)
}

// finish tidies what the hands left: the last names of steps, the typography.
func (e *editor) finish() {
	if e.faulty || e.view != viewSteps {
		return
	}
	e.rename()
	data := guide.Print(e.g)
	if fixed, n := guide.Fix(data); n > 0 {
		data = fixed
	}
	e.replace(data, "")
	e.read()
}

// proposed keeps the text, marks it and goes back to the guide: what is written
// after that is another version.
func (e *editor) proposed() {
	e.afterSave(func() {
		id := e.g.ID
		shell.Do(e.env, func() (bool, error) {
			return true, e.d.Shelf.Propose(context.Background(), id)
		}, func(_ bool, err error) {
			if err != nil {
				e.env.Fail(err)
				return
			}
			e.env.Back()
			e.env.Toast(e.env.T("desk.edit.propose.done"))
		})
	})
}

// afterSave does something once the text is on the disk.
func (e *editor) afterSave(do func()) {
	if !e.dirty && !e.saving && e.mark != "" {
		do()
		return
	}
	e.dirty, e.then = true, do
	e.save()
}

// previous is the text this one replaces: the original, or the version that is
// in use while this one waits.
func (e *editor) previous() (was *guide.Guide, version string) {
	entry, ok := e.d.Shelf.Entry(e.g.ID)
	if !ok {
		return nil, ""
	}
	for _, v := range append([]library.Variant{entry.Variant}, entry.Others...) {
		if v.Origin == library.Local {
			continue
		}
		if data, err := e.d.Shelf.VariantText(v); err == nil {
			return guide.Parse(v.File, data).Guide, string(v.Version)
		}
	}
	return nil, ""
}

// comparePrevious shows what differs from the version before.
func (e *editor) comparePrevious() {
	type past struct {
		guide   *guide.Guide
		version string
	}
	shell.Do(e.env, func() (past, error) {
		g, v := e.previous()
		return past{g, v}, nil
	}, func(p past, _ error) {
		if p.guide == nil {
			e.env.Toast(e.env.T("desk.edit.compare.none"))
			return
		}
		e.env.Go(&changesView{title: e.env.T("desk.edit.compare.with", "title", e.g.Title, "version", p.version), changes: library.Changes(p.guide, e.g)})
	})
}

// compareOpened shows what has changed since the editor opened.
func (e *editor) compareOpened() {
	was := guide.Parse("guide", e.opened).Guide
	if was == nil {
		return
	}
	e.env.Go(&changesView{title: e.g.Title, changes: library.Changes(was, e.g)})
}

// changesView is a list of differences as a screen.
type changesView struct {
	shell.Plain
	title   string
	changes []library.Change
}

// Title implements shell.Screen.
func (v *changesView) Title() string { return v.title }

// Build implements shell.Screen.
func (v *changesView) Build(env *shell.Env) shell.Page {
	back := kit.NewButton(kit.Secondary, env.T("desk.back"), "arrow-left-bold", env.Back)
	return shell.Page{
		Title: env.T("desk.compare"), Subtitle: v.title, Actions: []fyne.CanvasObject{back}, First: back, NoStatus: true,
		Body: changesList(env, v.changes, [2]string{"desk.compare.before", "desk.compare.now"}),
	}
}
