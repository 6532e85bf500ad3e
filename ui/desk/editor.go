package desk

import (
	"bytes"
	"context"
	"slices"
	"strconv"
	"time"

	"fyne.io/fyne/v2"

	"parvis/app"
	"parvis/app/guide"
	"parvis/app/library"
	"parvis/app/session"
	"parvis/ui/kit"
	"parvis/ui/shell"
	"parvis/ui/theme"
)

// editor writes a guide: cards of steps first, its text in a second tab, the
// visitor's screen and what to mend beside. Both tabs change the same text,
// which is kept a moment after the last key.
type editor struct {
	shell.Plain
	d   *Desk
	env *shell.Env

	data    []byte // the text, as it will be saved
	opened  []byte // as it was when the editor opened
	mark    string // of the local file; "" when there is none yet
	id      guide.ID
	g       *guide.Guide
	faulty  bool // the text says things the cards cannot show
	found   []guide.Finding
	lines   *guide.File // the text as last checked, with the lines of its steps
	undo    [][]byte
	undoing string // what is being typed, so that one word is one step of undo

	view     string // the tab
	open     int    // the card in use; header when -1
	look     guide.Audience
	fault    int
	building bool
	dirty    bool
	saving   bool
	asked    bool   // the person asked to save
	leaving  func() // waits for the text to be kept
	stopWait func()

	cards, side *fyne.Container
	tab         *kit.Segmented
	page        *kit.Page
	source      *kit.Field
	saved       *kit.Autosave
	count       *kit.Text
	target      map[int]fyne.CanvasObject // first field of each card
}

const header = -1

// pause is how long the editor waits after a key before it checks and saves.
const pause = 600 * time.Millisecond

// undos is how many changes can be taken back.
const undos = 100

func newEditor(d *Desk, data []byte, mark string) *editor {
	e := &editor{d: d, data: data, opened: data, mark: mark, view: viewSteps, look: guide.Kiosk, saved: kit.NewAutosave(), fault: -1}
	e.read()
	e.id = e.g.ID
	return e
}

// newGuide is the text of a guide with a first step and an end.
func newGuide(env *shell.Env, today app.Day, id guide.ID, title string) []byte {
	g := &guide.Guide{Title: title, Header: guide.Header{
		ID: id, Version: guide.Version(string(today)[:7]), Audiences: []guide.Audience{guide.Kiosk, guide.Mediator},
		Themes: []string{session.Administrative}, Sources: []guide.Source{{}},
	}}
	g.Steps = []guide.Step{
		{ID: "debut", Title: env.T("desk.edit.first"), Kind: guide.KindQuestion, Choices: []guide.Choice{
			{ID: "oui", Label: env.T("desk.yes"), To: "fin"}, {ID: "nsp", Label: env.T("desk.unknown"), To: "fin"},
		}},
		{ID: "fin", Title: env.T("desk.edit.end"), Kind: guide.KindEnd, Texts: guide.Texts{Body: env.T("desk.edit.end.text")}},
	}
	return guide.Print(g)
}

// Title implements shell.Screen.
func (e *editor) Title() string { return e.g.Title }

// Build implements shell.Screen.
func (e *editor) Build(env *shell.Env) shell.Page {
	e.env = env
	e.cards, e.side = kit.VBox(10), kit.VBox(12)
	e.count = kit.Muted("").NoWrap()
	e.page = kit.NewPage(kit.Inset(4, 8, 16, 4, e.cards))
	e.tab = kit.NewSegmented([]kit.Choice{
		{Value: viewSteps, Label: env.T("desk.edit.steps")}, {Value: viewText, Label: env.T("desk.edit.text")}, {Value: viewMap, Label: env.T("desk.edit.map")},
	}, e.view, func(v string) { e.view = v; e.undoing = ""; e.draw() })
	undo := kit.NewIconButton(kit.Quiet, "clock-counter-clockwise-bold", env.T("desk.edit.undo"), e.takeBack)
	bar := kit.HBox(10, e.tab, kit.Grow(kit.Gap(1, 1)), e.count, undo)
	try := kit.NewButton(kit.Secondary, env.T("desk.edit.try"), "play-bold", e.try)
	ask := kit.NewButton(kit.Primary, env.T("desk.edit.ask"), "", e.ask)
	left := kit.VBox(10, bar, kit.Grow(e.page))
	e.building = true // the page is not in the window yet: the shell gives it the focus
	e.draw()
	e.building = false
	e.check()
	return shell.Page{
		Title: e.g.Title, Heading: true, Subtitle: env.T("desk.edit.sub", "version", string(e.g.Version)), Fixed: true, NoStatus: true, First: e.target[e.open],
		Actions: []fyne.CanvasObject{e.saved, try, ask},
		Body:    kit.Row(16, kit.Stretch, kit.Grow(left), held(400, kit.NewPage(kit.Inset(4, 4, 4, 4, e.side)))),
	}
}

// Shortcuts implements shell.Screen.
func (e *editor) Shortcuts() map[shell.Action]func() {
	return map[shell.Action]func(){shell.NextFault: e.nextFault, shell.Save: func() { e.asked = true; e.settle() }}
}

// Leave implements shell.GuardedScreen: what was typed is kept before leaving,
// so that the next screen already shows it.
func (e *editor) Leave(leave func()) {
	e.leaving = leave
	e.settle()
	e.left()
}

// left leaves once nothing is left to keep.
func (e *editor) left() {
	if leave := e.leaving; leave != nil && !e.dirty && !e.saving {
		e.leaving = nil
		leave()
	}
}

// read takes the text into steps. A text with faults of writing keeps its
// words: the cards then wait until it is mended.
func (e *editor) read() {
	f := guide.Parse("guide", e.data)
	e.faulty = guide.HasErrors(f.Findings) || f.Guide == nil
	if f.Guide != nil {
		e.g = f.Guide
	}
	if e.g == nil {
		e.g = &guide.Guide{}
	}
	e.open = min(e.open, max(0, len(e.g.Steps)-1))
}

// changed takes a change made in the cards. what names the field, so that a
// whole word is taken back at once.
func (e *editor) changed(what string) { e.replace(guide.Print(e.g), what) }

// replace puts another text in place, keeps the former for undo, and saves
// after a pause.
func (e *editor) replace(data []byte, what string) {
	if bytes.Equal(data, e.data) {
		return
	}
	if what == "" || what != e.undoing {
		e.undo = append(e.undo, e.data)
		e.undo = e.undo[max(0, len(e.undo)-undos):]
	}
	e.undoing, e.data, e.dirty = what, data, true
	e.wait()
}

// wait checks and saves once the hands rest.
func (e *editor) wait() {
	if e.stopWait != nil {
		e.stopWait()
	}
	if e.env.After == nil {
		e.settle()
		return
	}
	e.stopWait = e.env.After(pause, e.settle)
}

// settle checks and saves now.
func (e *editor) settle() {
	if e.stopWait != nil {
		e.stopWait()
		e.stopWait = nil
	}
	e.check()
	e.save()
}

// takeBack undoes the last change.
func (e *editor) takeBack() {
	n := len(e.undo)
	if n == 0 {
		e.env.Toast(e.env.T("desk.edit.undo.none"))
		return
	}
	e.data, e.undo, e.undoing, e.dirty = e.undo[n-1], e.undo[:n-1], "", true
	e.read()
	e.draw()
	e.settle()
}

// save writes the text on the shelf, off the interface's thread, one write
// after the other.
func (e *editor) save() {
	if !e.dirty || e.saving {
		return
	}
	e.dirty, e.saving = false, true
	data, mark := e.data, e.mark
	shell.Do(e.env, func() (string, error) { return e.keep(data, mark) }, func(mark string, err error) {
		e.saving = false
		if err != nil {
			e.notSaved(err)
			return
		}
		e.mark, e.asked = mark, false
		e.saved.Saved(e.env.Words.Clock(e.env.Now()))
		e.save() // what was typed meanwhile
		e.left()
	})
}

// keep writes a text on the shelf. A guide keeps its name: each letter of
// another one, as it is typed, would leave a guide behind.
func (e *editor) keep(data []byte, mark string) (string, error) {
	if g := guide.Parse("guide", data).Guide; e.id != "" && g != nil && g.ID != "" && g.ID != e.id {
		return "", app.E(app.Rejected, "desk_edit_id", "id", string(e.id))
	}
	return e.d.Shelf.Save(context.Background(), data, mark)
}

// notSaved says that the text is only on the screen. A text that has no name
// yet is no reason to stop who is typing it: only who asks to save or to leave
// is told in a box.
func (e *editor) notSaved(err error) {
	e.dirty = true
	e.saved.Failed()
	leave := e.leaving
	e.leaving = nil
	switch {
	case leave != nil:
		env := e.env
		kit.Ask(env.Canvas(), env.T("desk.edit.leave.title"), app.Message(env.Words, err), kit.Danger, env.T("desk.edit.leave.stay"), env.T("desk.edit.leave.do"), leave)
	case e.asked || app.KindOf(err) != app.Rejected:
		e.env.Fail(err)
	}
	e.asked = false
}

// check looks the text over and shows what to mend and what people will see.
func (e *editor) check() {
	data, options := e.data, guide.Options{Today: e.d.today(e.env)}
	type result struct {
		file  *guide.File
		found []guide.Finding
	}
	shell.Do(e.env, func() (result, error) {
		f, found := guide.LintText("guide", data, options)
		return result{f, found}, nil
	}, func(r result, _ error) {
		if !bytes.Equal(data, e.data) {
			return // a newer text is being checked
		}
		e.lines, e.found = r.file, r.found
		slices.SortStableFunc(e.found, func(a, b guide.Finding) int { return rank(a) - rank(b) })
		e.drawSide()
	})
}

// rank puts errors before advice.
func rank(f guide.Finding) int {
	if f.Severity() == guide.SeverityError {
		return 0
	}
	return 1
}

// ask asks for a review; a guide with errors shows the first one instead.
func (e *editor) ask() {
	e.settle()
	if guide.HasErrors(e.found) {
		e.env.Toast(e.env.T("desk.edit.ask.faults"))
		e.fault = -1
		e.nextFault()
		return
	}
	id := e.g.ID
	shell.Do(e.env, func() (bool, error) {
		if _, err := e.d.Shelf.Load(id); err != nil {
			return false, err
		}
		return true, e.d.Shelf.Propose(context.Background(), id)
	}, func(_ bool, err error) {
		if err != nil {
			e.env.Fail(err)
			return
		}
		e.env.Toast(e.env.T("desk.edit.ask.done"))
	})
}

// nextFault goes to the next thing to mend.
func (e *editor) nextFault() {
	if len(e.found) == 0 {
		e.env.Toast(e.env.T("desk.edit.nofault"))
		return
	}
	e.fault = (e.fault + 1) % len(e.found)
	e.goTo(e.found[e.fault])
}

// goTo opens the step a finding is about.
func (e *editor) goTo(f guide.Finding) {
	if e.view == viewText {
		e.env.Toast(e.env.T("desk.edit.line", "n", f.Line, "what", f.Message(e.env.Words)))
		return
	}
	e.open = e.stepAt(f.Line)
	e.show(viewSteps)
	e.drawSide()
}

// stepAt is the step a line of the text belongs to, or the header.
func (e *editor) stepAt(line int) int {
	at := header
	if e.lines == nil || e.lines.Guide == nil {
		return at
	}
	for i := range e.lines.Guide.Steps {
		if e.lines.Guide.Steps[i].Line <= line {
			at = i
		}
	}
	return min(at, len(e.g.Steps)-1)
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
	return shell.Page{Title: env.T("desk.compare"), Subtitle: v.title, Body: changesList(env, v.changes), Actions: []fyne.CanvasObject{back}, First: back, NoStatus: true}
}

// try walks through the guide as it stands; nothing is recorded. The way taken
// can be kept as a trial.
func (e *editor) try() {
	graph, faults := guide.Compile(guide.Parse("guide", e.data).Guide)
	if graph == nil {
		e.found = append(faults, e.found...)
		e.ask()
		return
	}
	draft := session.NewDraft("", "", e.env.Now(), session.Session{})
	l := newLive(e.d, draft, guide.NewRun(graph, e.env.Clock))
	l.dry = func(run *guide.Run) {
		saved := run.Save()
		t := guide.Trial{End: run.Current().ID}
		for _, id := range run.Path() {
			if v, ok := saved.Answers[id]; ok {
				value := guide.Skipped
				if v != nil {
					value = *v
				}
				t.Answers = append(t.Answers, guide.TrialAnswer{Step: id, Value: value})
			}
		}
		e.g.Trials = append(e.g.Trials, t)
		e.changed("")
		e.settle()
	}
	e.env.Go(l)
}

// trials are the examples the guide must keep satisfying.
func (e *editor) trials() fyne.CanvasObject {
	box := kit.VBox(8, kit.SectionTitle(e.env.T("desk.edit.trials")), kit.Muted(e.env.T("desk.edit.trials.text")))
	graph, _ := guide.Compile(e.g)
	for i := range e.g.Trials {
		t := e.g.Trials[i]
		tag := kit.Tag(kit.Neutral, "question-bold", e.env.T("desk.edit.trial.unknown"))
		if graph != nil {
			if graph.Try(t).OK {
				tag = kit.Tag(kit.Good, "check-bold", e.env.T("desk.edit.trial.ok"))
			} else {
				tag = kit.Tag(kit.Bad, "x-bold", e.env.T("desk.edit.trial.bad"))
			}
		}
		remove := kit.NewIconButton(kit.Quiet, "x-bold", e.env.T("desk.edit.trial.remove", "n", i+1), func() {
			e.g.Trials = slices.Delete(e.g.Trials, i, i+1)
			e.changed("")
			e.draw()
		})
		box.Add(kit.HBox(10, kit.Grow(kit.NewText(t.String()).As(theme.Secondary)), tag, remove))
	}
	box.Add(kit.Wrap(8, kit.NewButton(kit.Quiet, e.env.T("desk.edit.trial.add"), "plus-bold", e.try)))
	return kit.Card(box)
}

// number writes a small number of a card.
func number(n int) string { return strconv.Itoa(n) }
