package shell

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"parvis/ui/kit"
)

// actionKeys are the keys that go with Ctrl (Cmd where the platform says so).
var actionKeys = map[fyne.KeyName]Action{
	fyne.KeyK: Search, fyne.KeyN: NewSession, fyne.KeyReturn: Save, fyne.KeyEnter: Save,
	fyne.KeyP: Print, fyne.KeyL: LockNow, fyne.KeyE: NextFault,
}

// listen installs the window's keys and shortcuts.
func (s *Shell) listen() {
	c := s.window.Canvas()
	add := func(key fyne.KeyName, m fyne.KeyModifier) {
		c.AddShortcut(&desktop.CustomShortcut{KeyName: key, Modifier: m}, func(fyne.Shortcut) { s.Shortcut(key, m) })
	}
	for key := range actionKeys {
		add(key, fyne.KeyModifierShortcutDefault)
	}
	for i := range 10 {
		add(fyne.KeyName(rune('0'+i)), fyne.KeyModifierAlt)
	}
	kit.ListenKeys(c, s.typedKey, nil)
}

// Shortcut does what a key with a modifier does anywhere in the window.
func (s *Shell) Shortcut(key fyne.KeyName, m fyne.KeyModifier) {
	if m == fyne.KeyModifierShortcutDefault {
		if a, ok := actionKeys[key]; ok {
			s.Act(a)
		}
		return
	}
	switch d, ok := kit.DigitOf(key); {
	case !ok || m != fyne.KeyModifierAlt || s.locked != nil || s.modal():
	case d == 0:
		s.OpenSettings()
	default:
		s.openNth(d - 1)
	}
}

func (s *Shell) openNth(i int) {
	if i < len(s.config.Nav) {
		s.Open(s.config.Nav[i].ID)
	}
}

// modal says whether a box is open over the screen: shortcuts then wait.
func (s *Shell) modal() bool { return s.window.Canvas().Overlays().Top() != nil }

// Act does an action as its shortcut would: the screen's answer, else the
// window's.
func (s *Shell) Act(a Action) {
	if s.locked != nil {
		return
	}
	if s.modal() && a != Help && a != ReadAloud {
		return
	}
	if screen := s.Current(); screen != nil {
		if f := screen.Shortcuts()[a]; f != nil {
			f()
			return
		}
	}
	if f := s.config.Actions[a]; f != nil {
		f()
		return
	}
	if a == LockNow {
		s.lockAsked()
	}
}

// lockAsked locks, or says why nothing can be locked yet.
func (s *Shell) lockAsked() {
	if s.config.Keeper != nil && len(s.config.Keeper.People()) == 0 {
		s.env.Toast(s.env.T("shell.lock.nocode"))
		return
	}
	s.Lock()
}

func (s *Shell) typedKey(ev *fyne.KeyEvent) {
	if s.locked != nil {
		s.locked.typedKey(ev)
		return
	}
	if k, ok := s.Current().(KeyScreen); ok && !s.modal() && k.TypedKey(ev) {
		return
	}
	switch ev.Name {
	case fyne.KeyEscape:
		s.Back()
	case fyne.KeyF1:
		s.Act(Help)
	case fyne.KeyF8:
		s.Act(ReadAloud)
	case fyne.KeyF9:
		s.Act(VisitorPanel)
	case fyne.KeyPageDown:
		s.turn(1)
	case fyne.KeyPageUp:
		s.turn(-1)
	}
}

func (s *Shell) turn(direction int) {
	if s.body != nil {
		s.body.Turn(direction)
	}
}
