package desk

import (
	"context"
	"time"

	"fyne.io/fyne/v2"

	"parvis/app/guide"
	"parvis/app/library"
	"parvis/app/session"
	"parvis/ui/kit"
	"parvis/ui/shell"
	"parvis/ui/theme"
)

// live is the session in progress: the guide at the size a visitor can read at
// an angle, the form folded, the timer and « Terminer ».
type live struct {
	d     *Desk
	env   *shell.Env
	draft session.Draft
	run   *guide.Run // nil: a session without guide

	form   bool // the visitor's form is open (F9)
	note   bool // the private note is shown (N); closes at the next step
	narrow bool // docked beside the browser
	all    bool // every step of the path is listed

	timer *kit.Timer
	saved *kit.Autosave
	keys  []func()
	stop  func()
}

func newLive(d *Desk, draft session.Draft, run *guide.Run) *live {
	return &live{d: d, draft: draft, run: run}
}

// Title implements shell.Screen.
func (l *live) Title() string {
	if l.run != nil {
		return l.run.Graph().Guide.Title
	}
	return l.env.T("desk.session")
}

// Build implements shell.Screen.
func (l *live) Build(env *shell.Env) shell.Page {
	l.env, l.keys = env, nil
	if l.saved == nil {
		l.saved = kit.NewAutosave()
	}
	if l.narrow {
		return shell.Page{Body: l.docked(), NoRail: true, NoStatus: true, Bare: true}
	}
	page := shell.Page{
		Title: l.Title(), Heading: true, Icon: l.icon(), Subtitle: l.subtitle(), Body: l.body(),
		Side: l.strip(), SideWidth: 148,
	}
	if l.form {
		page.Side, page.SideWidth = l.formPanel(), 392
	}
	return page
}

func (l *live) icon() string {
	if l.run != nil {
		if e, ok := l.d.Shelf.Entry(l.run.Graph().Guide.ID); ok {
			return iconOf(e)
		}
	}
	return "notebook"
}

func (l *live) subtitle() string {
	since := l.env.T("desk.live.since", "clock", l.env.Words.Clock(l.draft.Started.In(l.env.Zone)))
	if l.run == nil {
		return since
	}
	if e, ok := l.d.Shelf.Entry(l.run.Graph().Guide.ID); ok && e.State == library.Reviewed {
		return l.env.T("desk.live.reviewed", "day", l.env.Words.ShortDay(e.Review.On.Time(l.env.Zone)))
	}
	return l.env.T("desk.live.unreviewed")
}

// OnShow implements shell.Screen: the timer moves once a minute.
func (l *live) OnShow() { l.tick() }

// OnHide implements shell.Screen.
func (l *live) OnHide() {
	if l.stop != nil {
		l.stop()
		l.stop = nil
	}
	if l.narrow {
		l.d.Dock(false)
		l.narrow = false
	}
}

func (l *live) tick() {
	if l.stop != nil {
		l.stop()
	}
	now := l.env.Now()
	elapsed := l.draft.Elapsed(now)
	if l.timer != nil {
		l.timer.SetText(l.env.Words.Minutes(int(elapsed / time.Minute)))
	}
	if l.env.After != nil && l.draft.Pause == nil {
		l.stop = l.env.After(time.Minute-elapsed%time.Minute, l.tick)
	}
}

// keep saves the draft, off the interface's thread, and says when.
func (l *live) keep() {
	l.draft.Touched = l.env.Now()
	l.draft.Run = encode(l.run)
	draft := l.draft
	shell.Do(l.env, func() (bool, error) { return true, l.d.Book.PutDraft(context.Background(), draft) }, func(_ bool, err error) {
		if l.saved == nil {
			return
		}
		if err != nil {
			l.saved.Failed()
			l.env.Fail(err)
			return
		}
		l.saved.Saved(l.env.Words.Clock(l.env.Now()))
	})
}

// Shortcuts implements shell.Screen.
func (l *live) Shortcuts() map[shell.Action]func() {
	return map[shell.Action]func(){
		shell.Save: l.finish, shell.VisitorPanel: l.toggleForm, shell.Print: l.print,
	}
}

// TypedKey implements shell.KeyScreen: digits answer, N shows the note.
func (l *live) TypedKey(ev *fyne.KeyEvent) bool {
	if n, ok := kit.DigitOf(ev.Name); ok && n >= 1 && n <= len(l.keys) {
		l.keys[n-1]()
		return true
	}
	switch ev.Name {
	case fyne.KeyN:
		l.toggleNote()
	case fyne.KeyBackspace, fyne.KeyLeft:
		l.back()
	case fyne.KeyRight:
		l.next()
	default:
		return false
	}
	return true
}

func (l *live) toggleForm() { l.form = !l.form; l.env.Rebuild() }
func (l *live) toggleNote() { l.note = !l.note; l.env.Rebuild() }

func (l *live) back() {
	if l.run != nil && l.run.Back() {
		l.moved()
	}
}

func (l *live) next() {
	if l.run == nil || l.run.AtEnd() || l.run.Current().Asks() {
		return
	}
	if l.run.Next() == nil {
		l.moved()
	}
}

// moved shows the new step: the private note closes by itself.
func (l *live) moved() {
	l.note, l.all = false, false
	l.keep()
	l.env.Rebuild()
}

func (l *live) answer(value string) error {
	if _, err := l.run.Answer(l.run.Current().ID, value); err != nil {
		return err
	}
	if err := l.run.Next(); err != nil {
		return err
	}
	l.moved()
	return nil
}

func (l *live) skip() {
	if _, err := l.run.Skip(l.run.Current().ID); err == nil && l.run.Next() == nil {
		l.moved()
	}
}

// pause stops the timer, or starts it again.
func (l *live) pause() {
	now := l.env.Now()
	if l.draft.Pause == nil {
		l.draft.PauseAt(now)
		if l.run != nil {
			l.run.Pause()
		}
	} else {
		l.draft.Resume(now)
		if l.run != nil {
			l.run.Resume()
		}
	}
	l.keep()
	l.env.Rebuild()
	l.tick()
}

// finish goes to the report; nothing is lost if the mediator comes back.
func (l *live) finish() {
	now := l.env.Now()
	sum := summaryOf(l.run, func() session.RunSummary { return session.RunSummary{Elapsed: l.draft.Elapsed(now)} })
	r := newReport(l.d, l.draft, l.run, false)
	r.draft.Session = session.FromRun(r.draft.Session, sum)
	if l.run == nil {
		r.draft.Session.Thematiques = l.draft.Session.Thematiques
		r.draft.Session.DureeParcours = 0
	}
	r.measured = true
	l.env.Shell().Swap(r)
}

func (l *live) print() {
	if l.run == nil {
		return
	}
	printSheet(l.d, l.env, l.run, l.env.Words.Lang())
}

// printSheet makes the sheet to hand over and opens it.
func printSheet(d *Desk, env *shell.Env, run *guide.Run, lang string) {
	sum := run.Summary(guide.Words{Localizer: env.Words})
	shell.Do(env, func() (string, error) { return d.Sheet(context.Background(), sum, lang) }, func(file string, err error) {
		if err == nil {
			err = d.Show(file)
		}
		if err != nil {
			env.Fail(err)
			return
		}
		env.Toast(env.T("desk.sheet.made"))
	})
}

// flag says in two taps that a step is wrong: the reason is the second.
func (l *live) flag() {
	choices := make([]kit.Choice, 0, len(library.Reasons()))
	for _, r := range library.Reasons() {
		choices = append(choices, kit.Choice{Value: string(r), Label: l.env.T("desk.flag." + string(r))})
	}
	id, step := l.run.Graph().Guide.ID, l.run.Current().ID
	pickOne(l.env, l.env.T("desk.flag.title"), choices, func(reason string) {
		shell.Do(l.env, func() (library.Flag, error) {
			return l.d.Shelf.Flag(context.Background(), id, step, library.Reason(reason))
		}, func(_ library.Flag, err error) {
			if err != nil {
				l.env.Fail(err)
				return
			}
			l.env.Toast(l.env.T("desk.flag.done"))
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

// strip is the folded form: timer, pause, form, end. The person beside should
// not watch her age being ticked.
func (l *live) strip() fyne.CanvasObject {
	env := l.env
	l.timer = kit.NewTimer(env.Words.Minutes(int(l.draft.Elapsed(env.Now())/time.Minute)), theme.Timer)
	since := kit.Small(env.T("desk.live.since", "clock", env.Words.Clock(l.draft.Started.In(env.Zone)))).In(theme.Ink2).Centre()
	pause := kit.NewButton(kit.Secondary, env.T("desk.pause"), "pause-bold", l.pause)
	if l.draft.Pause != nil {
		pause = kit.NewButton(kit.Secondary, env.T("desk.resume"), "play-bold", l.pause)
	}
	open := kit.NewButton(kit.Secondary, env.T("desk.form"), "caret-left-bold", l.toggleForm)
	dock := kit.NewButton(kit.Quiet, env.T("desk.dock"), "desktop-bold", l.dock)
	done := kit.NewTallButton(kit.Primary, env.T("desk.finish"), "", l.finish)
	return kit.Panel(kit.Pad(14, kit.VBox(14, kit.Centred(l.timer), since, pause, open, dock, kit.Spacer(), l.saved, done)))
}

// body is the step, or the plain sheet of a session without guide.
func (l *live) body() fyne.CanvasObject {
	if l.run == nil {
		return kit.Card(kit.Empty("notebook", l.env.T("desk.live.plain"), l.env.T("desk.live.plain.text"),
			kit.NewButton(kit.Secondary, l.env.T("desk.live.guide"), "magnifying-glass-bold", func() { l.env.Shell().Open("today") })))
	}
	env := l.env
	foot := kit.HBox(12)
	if l.run.Current().Mediator != "" {
		foot.Add(kit.NewButton(kit.Secondary, env.T("desk.note"), "eye-slash", l.toggleNote))
	}
	if len(l.run.Path()) > 1 {
		foot.Add(kit.NewButton(kit.Secondary, env.T("desk.back"), "arrow-left-bold", l.back))
	}
	foot.Add(kit.Spacer())
	foot.Add(kit.NewButton(kit.Quiet, env.T("desk.flag"), "flag-bold", l.flag))
	return kit.VBox(16, kit.Card(l.step(false)), foot)
}

// dock makes the window a narrow one beside the browser, where the real work
// happens, and back.
func (l *live) dock() {
	l.narrow, l.form = !l.narrow, false
	l.d.Dock(l.narrow)
	l.env.Rebuild()
	l.tick()
}

// docked is the narrow window: title, step, answers, timer, Terminer.
func (l *live) docked() fyne.CanvasObject {
	env := l.env
	l.timer = kit.NewTimer(env.Words.Minutes(int(l.draft.Elapsed(env.Now())/time.Minute)), theme.Heading)
	wide := kit.NewButton(kit.Secondary, env.T("desk.undock"), "monitor-bold", l.dock)
	done := kit.NewTallButton(kit.Primary, env.T("desk.finish"), "", l.finish)
	middle := kit.VBox(14)
	if l.run == nil {
		middle.Add(kit.Muted(env.T("desk.live.plain.text")))
	} else {
		middle.Add(l.step(true))
		foot := kit.Wrap(8)
		if l.run.Current().Mediator != "" {
			foot.Add(kit.NewButton(kit.Quiet, env.T("desk.note"), "eye-slash", l.toggleNote))
		}
		if len(l.run.Path()) > 1 {
			foot.Add(kit.NewButton(kit.Quiet, env.T("desk.back"), "arrow-left-bold", l.back))
		}
		middle.Add(foot)
	}
	head := kit.VBox(6, kit.NewText(l.Title()).As(theme.Section), kit.HLine())
	foot := kit.VBox(8, kit.HLine(), l.saved, kit.HBox(10, l.timer, kit.Spacer(), wide), done)
	return kit.Background(theme.Fond, kit.Pad(14, kit.VBox(10, head, kit.Grow(kit.NewPage(middle)), foot)))
}
