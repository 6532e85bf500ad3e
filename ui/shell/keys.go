package shell

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"parvis/ui/kit"
)

// listen installs the window's shortcuts. Ctrl is Cmd where the platform says
// so.
func (s *Shell) listen() {
	c := s.window.Canvas()
	for key, action := range map[fyne.KeyName]Action{
		fyne.KeyK: Search, fyne.KeyN: NewSession, fyne.KeyReturn: Save, fyne.KeyEnter: Save,
		fyne.KeyP: Print, fyne.KeyL: LockNow, fyne.KeyE: NextFault,
	} {
		c.AddShortcut(&desktop.CustomShortcut{KeyName: key, Modifier: fyne.KeyModifierShortcutDefault},
			func(fyne.Shortcut) { s.Act(action) })
	}
	for i := range 9 {
		key := fyne.KeyName(rune('1' + i))
		c.AddShortcut(&desktop.CustomShortcut{KeyName: key, Modifier: fyne.KeyModifierAlt},
			func(fyne.Shortcut) { s.openNth(i) })
	}
	kit.ListenKeys(c, s.typedKey, nil)
}

func (s *Shell) openNth(i int) {
	if s.locked != nil || s.modal() {
		return
	}
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
		s.Lock()
	}
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
