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
	"parvis/ui/kit"
	"parvis/ui/shell"
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
	redo    [][]byte
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

	narrow  bool                  // no room beside the cards: preview and faults are tabs
	made    map[guide.StepID]bool // steps made here, whose names nobody knows yet
	more    map[string]bool       // fields of the card in use that were asked for
	wish    string                // field to have the focus once the cards are drawn
	then    func()                // waits for the text to be on the disk
	playing sound

	cards, side *fyne.Container
	trials      *fyne.Container
	tags        map[int]*fyne.Container // faults of each folded card
	tagged      map[int][2]int          // errors and advice said there
	rows        map[int]*fyne.Container // their lines
	tried       string                  // the trials as last shown
	tab         *kit.Segmented
	page        *kit.Page
	source      *kit.Field
	saved       *kit.Autosave
	count       *kit.Text
	back, again *kit.Button
	target      map[int]fyne.CanvasObject // first field of each card
	fields      map[string]*kit.Field
	order       []string // of the fields of the card in use
	drag        dragging
}

const header = -1

// pause is how long the editor waits after a key before it checks and saves.
const pause = 600 * time.Millisecond

// undos is how many changes can be taken back.
const undos = 100

func newEditor(d *Desk, data []byte, mark string) *editor {
	e := &editor{d: d, data: data, opened: data, mark: mark, view: viewSteps, look: guide.Kiosk, saved: kit.NewAutosave(), fault: -1, made: map[guide.StepID]bool{}, more: map[string]bool{}}
	e.read()
	e.id = e.g.ID
	return e
}

// Title implements shell.Screen.
func (e *editor) Title() string { return e.g.Title }

// sideWidth is the width of the panel beside the cards; a window narrower than
// leastBeside has tabs instead.
const (
	sideWidth   = 400
	leastBeside = 1000
)

// Build implements shell.Screen.
func (e *editor) Build(env *shell.Env) shell.Page {
	e.env = env
	e.narrow = env.Canvas().Size().Width/max(1, env.Look().Factor) < leastBeside
	e.cards, e.side = kit.VBox(10), kit.VBox(12)
	e.count = kit.Muted("").NoWrap()
	e.page = kit.NewPage(kit.Inset(4, 8, 16, 4, e.cards))
	views := []kit.Choice{{Value: viewSteps, Label: env.T("desk.edit.steps")}, {Value: viewText, Label: env.T("desk.edit.text")}, {Value: viewMap, Label: env.T("desk.edit.map")}}
	if e.narrow {
		views = append(views, kit.Choice{Value: viewSide, Label: env.T("desk.edit.side")})
	} else if e.view == viewSide {
		e.view = viewSteps
	}
	e.tab = kit.NewSegmented(views, e.view, func(v string) { e.view = v; e.undoing = ""; e.draw() })
	e.back = kit.NewButton(kit.Quiet, env.T("desk.edit.undo"), "", e.takeBack)
	e.again = kit.NewButton(kit.Quiet, env.T("desk.edit.redo"), "", e.putBack)
	try := kit.NewButton(kit.Secondary, env.T("desk.edit.try"), "play-bold", e.try)
	propose := kit.NewButton(kit.Primary, env.T("desk.edit.propose"), "", e.propose)
	bar := fyne.CanvasObject(kit.HBox(6, e.tab, kit.Grow(kit.Gap(1, 1)), e.count, e.back, e.again))
	if e.narrow {
		bar = kit.Wrap(6, e.tab, e.back, e.again)
	}
	left := fyne.CanvasObject(kit.VBox(10, bar, kit.Grow(e.page)))
	e.building = true // the page is not in the window yet: the shell gives it the focus
	e.draw()
	e.drawSide()
	e.building = false
	e.check()
	if !e.narrow {
		left = kit.Row(16, kit.Stretch, kit.Grow(left), held(sideWidth, kit.NewPage(kit.Inset(4, 4, 4, 4, e.side))))
	}
	return shell.Page{
		Title: e.g.Title, Heading: true, Subtitle: env.T("desk.edit.sub", "version", string(e.g.Version)), Fixed: true, NoStatus: true, First: e.target[e.open],
		Actions: []fyne.CanvasObject{e.saved, try, propose}, Body: left,
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
	if e.dirty || len(e.undo) > 0 {
		e.finish()
	}
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
	e.redo = nil
	e.undoing, e.data, e.dirty = what, data, true
	e.marks()
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

// takeBack undoes the last change; putBack does it again.
func (e *editor) takeBack() { e.turnBack(&e.undo, &e.redo, "desk.edit.undo.none") }

func (e *editor) putBack() { e.turnBack(&e.redo, &e.undo, "desk.edit.redo.none") }

func (e *editor) turnBack(from, to *[][]byte, none string) {
	n := len(*from)
	if n == 0 {
		e.env.Toast(e.env.T(none))
		return
	}
	*to = append(*to, e.data)
	e.data, *from, e.undoing, e.dirty = (*from)[n-1], (*from)[:n-1], "", true
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
		if do := e.then; do != nil && !e.saving {
			e.then = nil
			do()
		}
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
	e.asked = e.asked || e.then != nil
	e.leaving, e.then = nil, nil
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
	data, options := e.data, guide.Options{Today: e.d.today(e.env), HasMedia: func(name string) bool { return e.d.Shelf.HasMedia(e.id, name) }}
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
		e.drawTags()
		if e.view == viewSteps && !e.faulty {
			e.drawTrials()
		}
	})
}

// rank puts errors before advice.
func rank(f guide.Finding) int {
	if f.Severity() == guide.SeverityError {
		return 0
	}
	return 1
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
		e.source.GoToLine(f.Line)
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

// number writes a small number of a card.
func number(n int) string { return strconv.Itoa(n) }
