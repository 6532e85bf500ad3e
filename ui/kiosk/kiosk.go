// Package kiosk holds the visitor's screens: eight doors, the steps of a guide
// one at a time, what remains to do with its QR code, and the end that erases
// everything.
//
// It promises that a visitor never meets a dead end, a private note or another
// visitor's answers; that help, language and the end stand at the same place on
// every screen; that answers live in memory only and are dropped at the end of
// the visit; and that whatever a finger can do, keys can. It decides nothing
// about time: the rules of a visit are in app/kiosk. It leaves no menu, no file
// dialog and no shortcut out.
package kiosk

import (
	"time"

	"fyne.io/fyne/v2"

	"parvis/app"
	"parvis/app/guide"
	rules "parvis/app/kiosk"
	"parvis/app/poll"
	"parvis/i18n"
	"parvis/ui/kit"
	"parvis/ui/theme"
)

// Row is a guide a visitor can choose.
type Row struct {
	ID    guide.ID
	Title string
	Icon  string
}

// Commune is a town a visitor can choose.
type Commune struct{ Insee, Name string }

// Visited is what is counted of a visit: no person, no hour, no answer.
type Visited struct {
	Guide        guide.ID
	Lang         string
	Outcome      guide.Outcome // "" when no guide was opened
	Elapsed      time.Duration
	Satisfaction string // oui, un_peu, non, or ""
	Reason       rules.Reason
}

// Surroundings is what the kiosk needs of the program around it. Calls that
// may be slow are made in the background by whoever implements them.
type Surroundings struct {
	Behind   func(event, lang string) []Row                 // the accepted guides behind a door
	Search   func(words, lang string) []Row                 // accepted guides only
	Graph    func(id guide.ID, lang string) *guide.Graph    // nil: withdrawn meanwhile
	Communes func(start string) []Commune                   // at most a dozen
	Print    func(s guide.Summary, lang string) error       // called in Background; nil: no printer here
	Media    func(id guide.ID, name string) ([]byte, error) // called in Background; nil: words only
	// Play plays a sound without opening anything, called in Background; ended is
	// told from any goroutine. nil: words only.
	Play   func(name string, data []byte, ended func()) (stop func(), err error)
	Browse func(url string) error // does the procedure here, supervised; nil: not offered
	Count  func(Visited)          // called once a visit, at its end
	// Poll is the one asked today, when a visit is over; nil: none is. Answered
	// is called with an answer, numbered from 1, apart from any visit.
	Poll     func() (p poll.Poll, ok bool)
	Answered func(p poll.Poll, answer int)
	// Resting is told when a visit begins and when the home is untouched again;
	// nil: not told.
	Resting func(resting bool)
	Leave   func(code string) error // the mediator's code; nil error leaves
	Langs   []string                // languages complete enough to show

	Place       string // name of the place
	FindPerson  string // where a person is ("Bureau d’accueil, au fond à gauche"), may be ""
	Responsible string // who answers for the data, and how to reach the officer
	Example     bool   // example data: said on screen

	Now    app.Clock // in the place's zone: the day and the hour are shown
	Policy rules.Policy
	UI     func(func()) // runs on the interface's goroutine
	// Background runs off the interface's goroutine; nil: right there.
	Background func(func())
	After      func(d time.Duration, f func()) (stop func()) // one timer
	Quit       func()                                        // closes the kiosk, once Leave agreed
}

// Kiosk is the whole of the visitor's window.
type Kiosk struct {
	s     Surroundings
	win   fyne.Window
	visit *rules.Visit
	l     *i18n.Localizer
	look  theme.Options
	worn  theme.Options // the look in force
	small bool          // the window is smaller than the screens were drawn for
	width float32       // of the window
	words map[string]*i18n.Localizer

	run      *guide.Run
	icon     string
	easy     bool          // « En plus simple »
	fields   []*kit.Field  // made during the visit, to be emptied at its end
	face     string        // satisfaction
	show     func() screen // the screen in view, made again when the look changes
	back     []func() screen
	current  screen
	sound    sound // of the step in view
	warning  *warning
	asking   bool // a poll, once the visit is over
	stopTick func()
	// stopThanks keeps the thanks for an answer from going by themselves.
	stopThanks func()
}

// screen is what one screen hands to the frame.
type screen struct {
	head    fyne.CanvasObject // nil: the usual header
	body    fyne.CanvasObject
	steps   *kit.Steps
	first   fyne.CanvasObject // quiet focus
	reading bool              // a list or a link: the longer delay
	home    bool
	foot    func() fyne.CanvasObject // nil: the usual one
	bare    bool                     // nothing but the body
	digits  []func()                 // keys 1 to 9
	onRune  func(rune) bool          // typing on a real keyboard
	onKey   func(*fyne.KeyEvent) bool
}

// New makes the kiosk in a window. Start shows it.
func New(win fyne.Window, s Surroundings) *Kiosk {
	k := &Kiosk{s: s, win: win, words: map[string]*i18n.Localizer{}}
	k.l = k.localizer(i18n.Fallback)
	k.look = theme.Options{Set: theme.Kiosk, Words: k.l}
	return k
}

// localizer is the one of a language: always the same, so that a look in the
// same language is the same look.
func (k *Kiosk) localizer(lang string) *i18n.Localizer {
	if k.words[lang] == nil {
		k.words[lang] = i18n.New(lang)
	}
	return k.words[lang]
}

// Start shows the home screen and begins to listen.
func (k *Kiosk) Start() {
	k.win.SetCloseIntercept(k.askLeave)
	k.fresh()
}

// fresh drops everything of the visit before and shows the untouched home.
func (k *Kiosk) fresh() {
	k.wipe(rules.New(k.s.Policy))
	k.l = k.localizer(i18n.Fallback)
	k.look = theme.Options{Set: theme.Kiosk, Words: k.l}
	k.apply(k.home)
	k.rest(true)
}

// wipe drops everything of the visit before, but the language and the look.
func (k *Kiosk) wipe(next *rules.Visit) {
	for _, stop := range []*func(){&k.stopTick, &k.stopThanks} {
		if *stop != nil {
			(*stop)()
			*stop = nil
		}
	}
	k.visit, k.asking = next, false
	k.run, k.face, k.icon, k.back, k.warning, k.easy = nil, "", "", nil, nil, false
	k.closeModals()
	for _, f := range k.fields {
		f.SetText("") // the toolkit keeps what it has drawn for a minute
	}
	k.fields = nil
	// The toolkit keeps the texts it measured until the theme is set again.
	k.worn = theme.Options{}
	fyne.CurrentApp().Clipboard().SetContent("")
}

func (k *Kiosk) rest(resting bool) {
	if k.s.Resting != nil {
		k.s.Resting(resting)
	}
}

// closeModals takes away every question or message over the screen: none may
// wait for the next visitor.
func (k *Kiosk) closeModals() {
	overlays := k.win.Canvas().Overlays()
	for top := overlays.Top(); top != nil; top = overlays.Top() {
		if m, ok := top.(*kit.Modal); ok {
			m.Close()
		}
		overlays.Remove(top)
	}
}

// field makes a field whose words go with the visit.
func (k *Kiosk) field(look kit.FieldLook) *kit.Field {
	f := kit.NewField(look)
	k.fields = append(k.fields, f)
	return f
}

// end ends the visit for a reason: it is counted, then nothing of it is left.
func (k *Kiosk) end(r rules.Reason) {
	k.visit.End(r)
	k.finish()
}

func (k *Kiosk) finish() {
	p, ask := k.asks()
	if k.visit.State() == rules.Ended && !k.asking {
		v := Visited{Lang: k.l.Lang(), Elapsed: k.visit.Elapsed(k.s.Now()), Satisfaction: k.face, Reason: k.visit.Reason()}
		if k.run != nil {
			v.Guide, v.Outcome = k.run.Graph().Guide.ID, k.run.Outcome()
		}
		k.s.Count(v)
	}
	if ask {
		k.ask(p)
		return
	}
	k.fresh()
}

// touch is a sign of life.
func (k *Kiosk) touch() {
	k.visit.Touch(k.s.Now())
	k.rest(false)
	if k.warning != nil && k.visit.State() == rules.Active {
		k.warning.close()
		k.warning = nil
	}
	k.schedule()
}

// schedule sets the one timer of the visit.
func (k *Kiosk) schedule() {
	if k.stopTick != nil {
		k.stopTick()
		k.stopTick = nil
	}
	now := k.s.Now()
	next := k.visit.Next(now)
	if next.IsZero() {
		return
	}
	k.stopTick = k.s.After(max(0, next.Sub(now)), func() { k.s.UI(k.tick) })
}

func (k *Kiosk) tick() {
	switch k.visit.Tick(k.s.Now()) {
	case rules.Warning:
		left := int((k.visit.Left(k.s.Now()) + time.Second - 1) / time.Second)
		if k.warning == nil {
			k.warning = k.warn(left)
		}
		k.warning.ring.Set(left)
	case rules.Ended:
		if k.warning != nil {
			k.warning.close()
		}
		k.finish()
		return
	}
	k.schedule()
}

// open goes to a screen; Retour comes back from it.
func (k *Kiosk) open(next func() screen) {
	if k.show != nil {
		k.back = append(k.back, k.show)
	}
	k.apply(next)
}

// retreat goes back one step of the guide, or one screen.
func (k *Kiosk) retreat() {
	if k.run != nil && k.run.Back() {
		k.apply(k.step)
		return
	}
	k.run = nil
	if len(k.back) == 0 {
		k.apply(k.home)
		return
	}
	last := k.back[len(k.back)-1]
	k.back[len(k.back)-1] = nil
	k.back = k.back[:len(k.back)-1]
	k.apply(last)
}

// apply draws a screen in the present language and look.
func (k *Kiosk) apply(show func() screen) {
	k.show = show
	k.silence()
	if k.look != k.worn {
		fyne.CurrentApp().Settings().SetTheme(theme.New(k.look))
		k.worn = k.look
	}
	k.current = show()
	sense := kit.NewSense(k.frame(k.current), k.touch)
	sense.OnResize = k.resized
	k.win.SetContent(sense)
	kit.ListenKeys(k.win.Canvas(), k.typedKey, k.typedRune)
	if k.current.first != nil {
		kit.FocusQuietly(k.current.first)
	}
	k.visit.Show(k.current.reading, k.s.Now())
	k.schedule()
}

// speak changes the language; the guide in progress goes on in it.
func (k *Kiosk) speak(lang string) {
	k.l = k.localizer(lang)
	k.look.Words = k.l
	if k.run != nil {
		if g := k.s.Graph(k.run.Graph().Guide.ID, lang); g != nil {
			_ = k.run.Show(g, lang) // another version appeared meanwhile: the words stay as they were
		}
	}
	k.apply(k.show)
}

func (k *Kiosk) toggleLarge() {
	if k.look.Set == theme.KioskLarge {
		k.look.Set = theme.Kiosk
	} else {
		k.look.Set = theme.KioskLarge
	}
	k.apply(k.show)
}

func (k *Kiosk) toggleContrast() {
	if k.look.Variant == theme.HighContrast {
		k.look.Variant = theme.Light
	} else {
		k.look.Variant = theme.HighContrast
	}
	k.apply(k.show)
}

func (k *Kiosk) typedKey(ev *fyne.KeyEvent) {
	k.touch()
	if k.current.onKey != nil && k.current.onKey(ev) {
		return
	}
	if n, ok := kit.DigitOf(ev.Name); ok && n >= 1 && n <= len(k.current.digits) {
		k.current.digits[n-1]()
		return
	}
	switch ev.Name {
	case fyne.KeyEscape:
		if !k.current.home {
			k.retreat()
		}
	case fyne.KeyPageDown:
		k.turn(1)
	case fyne.KeyPageUp:
		k.turn(-1)
	case fyne.KeyF12:
		k.leaveFast()
	}
}

func (k *Kiosk) typedRune(r rune) {
	k.touch()
	if k.current.onRune != nil {
		k.current.onRune(r)
	}
}

// leaveFast erases and covers the screen at once.
func (k *Kiosk) leaveFast() {
	k.end(rules.QuickExit)
	k.quickExit()
}

// The screens were drawn for 1920 × 1080; under these sizes they fold what is
// beside the main column and shorten some words.
const (
	smallHeight = 900
	smallWidth  = 1600
)

// resized draws again when the window changes size: screens choose what they
// show by the room there is.
func (k *Kiosk) resized(size fyne.Size) {
	small := size.Height < smallHeight || size.Width < smallWidth
	if small == k.small && abs(size.Width-k.width) < 1 {
		return
	}
	k.small, k.width = small, size.Width
	k.s.UI(func() { k.apply(k.show) })
}

func abs(v float32) float32 { return max(v, -v) }

// stacked says whether what is beside the main column goes under it, or folds.
func (k *Kiosk) stacked() bool { return k.small || k.look.Set == theme.KioskLarge }

// margin is the edge of the page.
func (k *Kiosk) margin() float32 {
	if k.small {
		return 32
	}
	return theme.Current().M().Margin
}

// t is the text of a key of the kiosk's catalogue.
func (k *Kiosk) t(key string, args ...any) string { return k.l.T("kiosk."+key, args...) }
