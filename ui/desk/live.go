package desk

import (
	"time"

	"fyne.io/fyne/v2"

	"parvis/app/guide"
	"parvis/app/library"
	"parvis/app/session"
	"parvis/ui/kit"
	"parvis/ui/shell"
)

// live is the session in progress: the guide at the size a visitor can read at
// an angle, the form folded, the timer and « Terminer ».
type live struct {
	d     *Desk
	env   *shell.Env
	draft session.Draft
	run   *guide.Run // nil: a session without guide

	form    bool // the visitor's form is open (F9)
	note    bool // the private note is shown (N); closes at the next step
	showing bool // the window is turned to the person: the step alone
	narrow  bool // docked beside the browser
	all     bool // every step of the path is listed

	touched map[string]bool // what a person changed in the report, when coming back from it

	sound sound
	timer *kit.Timer
	saved *kit.Autosave
	dry   func(*guide.Run) // a try from the editor: nothing is kept; told to keep the way as a trial
	keys  []func()
	first fyne.CanvasObject // what has the focus when the screen opens
	stop  func()
}

func newLive(d *Desk, draft session.Draft, run *guide.Run) *live {
	return &live{d: d, draft: draft, run: run, touched: map[string]bool{}, saved: kit.NewAutosave()}
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
	l.env, l.keys, l.first = env, nil, nil
	switch {
	case l.narrow:
		return shell.Page{Body: l.docked(), NoRail: true, NoStatus: true, Bare: true}
	case l.showing:
		return shell.Page{Body: l.shown(), NoRail: true, NoStatus: true, Fixed: true, Title: l.Title(), Heading: true, Icon: l.icon()}
	}
	page := shell.Page{
		Title: l.Title(), Heading: true, Icon: l.icon(), Subtitle: l.subtitle(), Body: l.body(),
		Side: held(l.stripWidth(), l.strip()), SideWidth: l.stripWidth(),
	}
	if l.form {
		page.Side, page.SideWidth = held(392, l.formPanel()), 392
	}
	return page
}

func (l *live) stripWidth() float32 {
	if l.dry != nil {
		return 200
	}
	return 148
}

func (l *live) icon() string {
	if e, ok := l.entry(); ok {
		return iconOf(e)
	}
	return "notebook"
}

func (l *live) entry() (*library.Entry, bool) {
	if l.run == nil {
		return nil, false
	}
	return l.d.Shelf.Entry(l.run.Graph().Guide.ID)
}

func (l *live) subtitle() string {
	e, ok := l.entry()
	if !ok {
		return l.env.T("desk.live.since", "clock", l.env.Words.Clock(l.draft.Started.In(l.env.Zone)))
	}
	door := l.env.T("desk.guide.nodoor")
	if e.LifeEvent != "" {
		door = l.env.T("desk.door." + e.LifeEvent)
	}
	if e.State == library.Reviewed {
		return l.env.T("desk.live.reviewed", "door", door, "day", l.env.Words.ShortDay(e.Review.On.Time(l.env.Zone)))
	}
	return l.env.T("desk.live.unreviewed", "door", door)
}

// OnShow implements shell.Screen: the timer moves once a minute.
func (l *live) OnShow() {
	l.settle()
	l.tick()
}

// rebuild shows the present state again.
func (l *live) rebuild() {
	l.env.Rebuild()
	l.settle()
}

// settle puts the focus on what comes first, without a ring on answers until a
// key is pressed: the person beside reads the question, not the ring.
func (l *live) settle() {
	f, typed := l.first.(*kit.Field)
	switch {
	case typed && l.env.After != nil:
		// Not before the key that answered has gone: its character would be
		// written in the field.
		l.env.After(time.Millisecond, func() {
			if l.first == fyne.CanvasObject(f) {
				kit.Focus(f)
			}
		})
	case typed:
		kit.Focus(f)
	case l.first != nil:
		kit.FocusQuietly(l.first)
	}
}

// OnHide implements shell.Screen.
func (l *live) OnHide() {
	l.sound.silence()
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
		l.stop = l.env.After(time.Minute-elapsed%time.Minute, func() {
			l.keep() // so that a power cut costs a minute of the timer at most
			l.tick()
		})
	}
}

// keep saves the draft, off the interface's thread, and says when.
func (l *live) keep() {
	if l.dry != nil {
		return
	}
	l.draft.Run = encodeStage(l.run, false, l.touched)
	l.d.keepDraft(l.env, l.draft, l.saved)
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
	case fyne.KeyLeft:
		l.back()
	case fyne.KeyEscape:
		if !l.showing {
			return false
		}
		l.show()
	case fyne.KeyRight:
		l.next()
	default:
		return false
	}
	return true
}

func (l *live) toggleForm() {
	if l.narrow {
		l.d.Dock(false)
		l.narrow = false
	}
	l.form, l.showing = !l.form, false
	l.rebuild()
}

func (l *live) toggleNote() {
	if l.run == nil || l.showing || l.run.Current().Mediator == "" {
		return
	}
	l.note = !l.note
	l.rebuild()
}

// show turns the window to the person: what is private folds away.
func (l *live) show() {
	l.showing, l.form, l.note = !l.showing, false, false
	l.rebuild()
}

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
	l.sound.silence()
	l.keep()
	l.rebuild()
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
	l.rebuild()
	l.tick()
}

// finish goes to the report, which keeps what a person changed there before.
func (l *live) finish() {
	if l.dry != nil {
		l.env.Back()
		return
	}
	now := l.env.Now()
	was := l.draft.Session
	r := newReport(l.d, l.draft, l.run, false)
	r.touched, r.measured = l.touched, true
	r.draft.Session = session.FromRun(was, summaryOf(l.run, l.draft.Elapsed(now)))
	if l.run == nil {
		r.draft.Session.Thematiques = was.Thematiques
		if !l.touched["suite"] {
			r.draft.Session.Suite = ""
		}
	}
	if l.touched["duree"] {
		r.draft.Session.Duree = was.Duree
	}
	if l.touched["thematiques"] {
		r.draft.Session.Thematiques = was.Thematiques
	}
	l.env.Shell().Swap(r)
	r.keep()
}

func (l *live) print() {
	if l.run == nil {
		return
	}
	printSheet(l.d, l.env, l.run, l.env.Words.Lang())
}
