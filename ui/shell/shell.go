package shell

import (
	"time"

	"fyne.io/fyne/v2"

	"parvis/app"
	"parvis/i18n"
	"parvis/ui/kit"
	"parvis/ui/theme"
)

// NavItem is an entry of the rail.
type NavItem struct {
	ID     string
	Key    string // catalogue key of its label
	Icon   string
	IconOn string // filled icon of the chosen entry
	Make   func() Screen
}

// Person is who is at the desk.
type Person struct {
	ID, Name string
	Tint     int  // one of the four tints of avatars
	Words    bool // opens with words to type instead of six digits
}

// Config is what a window is made of.
type Config struct {
	Window fyne.Window
	Look   theme.Options
	Clock  app.Clock
	Zone   *time.Location

	Background, UI Runner    // nil: at once
	After          kit.After // nil: toasts stay

	Nav      []NavItem
	Settings func() Screen // nil: no settings entry
	Person   Person        // empty name: no avatar
	Keeper   Keeper        // nil: nothing to lock
	Actions  map[Action]func()
	// OnStatus is a press on the network chip. OnLook is told each change of
	// look, to be kept.
	OnStatus func()
	OnLook   func(theme.Options)
	// OnRoot is told that an entry of the rail is shown and nothing above it: no
	// work is under way.
	OnRoot func()
	// OnUnlock is told who opened the window.
	OnUnlock func(Person)
	// OnKiosk opens the visitor's kiosk from the unlock page; nil: not offered.
	OnKiosk func()
	// OnForgotten is « Code oublié » of the person chosen; nil: not offered.
	OnForgotten func(Person)
	// LockAfter is how long without a sign of life before the window locks; 0:
	// never. SetLockAfter changes it.
	LockAfter time.Duration
	// Place is written on the unlock page.
	Place string
}

// Shell is a window: rail, present screen, toasts, shortcuts, lock.
type Shell struct {
	config Config
	env    *Env
	window fyne.Window
	toasts *kit.Toasts

	stack  []Screen
	chosen string // ID of the rail entry
	page   Page
	body   *kit.Page // the scrolling body, when there is one
	locked *unlock
	status status
	chip   *kit.StatusChip
	away   map[string]desk // where those who are not here had got to
	idle   idle
}

// status keeps how to say the state, not the words: the language may change.
type status struct {
	tone  kit.Tone
	icon  string
	words func(*i18n.Localizer) string
}

// New makes the shell of a window and installs its keys. Nothing is shown
// before Open, Push or Lock.
func New(c Config) *Shell {
	if c.Background == nil {
		c.Background = Now
	}
	if c.UI == nil {
		c.UI = Now
	}
	if c.Zone == nil {
		c.Zone = app.Zone("")
	}
	if c.Clock == nil {
		c.Clock = time.Now
	}
	if c.Look.Words == nil {
		c.Look.Words = i18n.New(i18n.Fallback)
	}
	s := &Shell{config: c, window: c.Window, toasts: kit.NewToasts(c.After)}
	s.env = &Env{
		Words: c.Look.Words, Clock: c.Clock, Zone: c.Zone,
		Background: c.Background, UI: c.UI, After: c.After, shell: s,
	}
	s.status = status{kit.Neutral, "cloud-slash", func(l *i18n.Localizer) string { return l.T("shell.status.offline") }}
	fyne.CurrentApp().Settings().SetTheme(theme.New(c.Look))
	s.window.SetPadded(false)
	s.listen()
	kit.OnSign(s.alive)
	s.SetLockAfter(c.LockAfter)
	return s
}

// Env gives the surroundings of screens.
func (s *Shell) Env() *Env { return s.env }

// Current is the screen shown, or nil.
func (s *Shell) Current() Screen {
	if len(s.stack) == 0 {
		return nil
	}
	return s.stack[len(s.stack)-1]
}

// Chosen is the ID of the chosen entry of the rail.
func (s *Shell) Chosen() string { return s.chosen }

// Open shows an entry of the rail from its beginning.
func (s *Shell) Open(id string) {
	for _, n := range s.config.Nav {
		if n.ID == id {
			s.guarded(func() { s.reset(id, n.Make()) })
			return
		}
	}
}

// OpenSettings shows the settings.
func (s *Shell) OpenSettings() {
	if s.config.Settings != nil {
		s.guarded(func() { s.reset(settingsID, s.config.Settings()) })
	}
}

const settingsID = "settings"

func (s *Shell) reset(id string, screen Screen) {
	s.hide()
	s.chosen, s.stack = id, []Screen{screen}
	s.show()
}

// Push shows a screen above the present one.
func (s *Shell) Push(screen Screen) {
	s.hide()
	s.stack = append(s.stack, screen)
	s.show()
}

// Swap puts a screen in the place of the present one: the next step of a way
// that Escape must not walk back.
func (s *Shell) Swap(screen Screen) {
	s.hide()
	if len(s.stack) > 0 {
		s.stack = s.stack[:len(s.stack)-1]
	}
	s.stack = append(s.stack, screen)
	s.show()
}

// Back returns to the screen before; on the first one it does nothing.
func (s *Shell) Back() {
	if len(s.stack) < 2 {
		return
	}
	s.guarded(func() {
		s.hide()
		s.stack = s.stack[:len(s.stack)-1]
		s.show()
	})
}

func (s *Shell) guarded(leave func()) {
	if g, ok := s.Current().(GuardedScreen); ok && s.locked == nil {
		g.Leave(leave)
		return
	}
	leave()
}

func (s *Shell) hide() {
	if c := s.Current(); c != nil {
		c.OnHide()
	}
}

func (s *Shell) show() {
	if s.locked != nil {
		return
	}
	s.Rebuild()
	s.Current().OnShow()
	if s.AtRoot() && s.config.OnRoot != nil {
		s.config.OnRoot()
	}
}

// AtRoot says whether no work is under way: an entry of the rail is shown and
// nothing above it.
func (s *Shell) AtRoot() bool { return len(s.stack) <= 1 }

// Rebuild builds the present screen again from its state.
func (s *Shell) Rebuild() {
	screen := s.Current()
	if screen == nil || s.locked != nil {
		return
	}
	s.page = screen.Build(s.env)
	s.window.SetTitle(s.env.T("shell.window", "title", screen.Title()))
	s.window.SetContent(kit.NewSense(s.frame(), s.alive))
	if s.page.First != nil {
		kit.Focus(s.page.First)
	}
}

// SetLook changes language, contrast, text size while running.
func (s *Shell) SetLook(o theme.Options) {
	if o.Words == nil {
		o.Words = s.env.Words
	}
	s.config.Look, s.env.Words = o, o.Words
	fyne.CurrentApp().Settings().SetTheme(theme.New(o))
	s.toasts.Clear()
	if s.config.OnLook != nil {
		s.config.OnLook(o)
	}
	if s.locked != nil {
		s.Lock()
		return
	}
	s.Rebuild()
}

// SetStatus says the state of the network in the chip, in place. words is asked
// again whenever the chip is drawn, in the language then shown.
func (s *Shell) SetStatus(t kit.Tone, icon string, words func(*i18n.Localizer) string) {
	s.status = status{t, icon, words}
	if s.chip != nil {
		s.chip.Set(t, icon, words(s.env.Words))
	}
}

// SetPerson changes who is at the desk.
func (s *Shell) SetPerson(p Person) {
	s.config.Person = p
	s.Rebuild()
}

// SetNav changes the entries of the rail.
func (s *Shell) SetNav(items []NavItem) {
	s.config.Nav = items
	s.Rebuild()
}
