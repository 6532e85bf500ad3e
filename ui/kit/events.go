package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

func (p *Pressable) press() {
	sign()
	if p.state.Disabled {
		return
	}
	if p.OnPress != nil {
		p.OnPress()
	}
}

// Tapped implements fyne.Tappable.
func (p *Pressable) Tapped(*fyne.PointEvent) {
	p.takeFocus()
	p.press()
}

// takeFocus follows the pointer without a ring.
func (p *Pressable) takeFocus() {
	if p.state.Disabled || p.state.Focused {
		return
	}
	if p.group != nil {
		p.group.makeCurrent(p)
	}
	if c := canvasOf(p.self); c != nil {
		p.willFocus(true)
		p.wait = false
		c.Focus(p.self.(fyne.Focusable))
	}
}

// MouseDown implements desktop.Mouseable.
func (p *Pressable) MouseDown(ev *desktop.MouseEvent) {
	p.pressAt = ev.AbsolutePosition
	if ev.Button == desktop.MouseButtonPrimary && !p.state.Disabled {
		p.set(func(s *State) { s.Pressed = true })
	}
}

// MouseUp implements desktop.Mouseable. The toolkit gives no tap after the
// least movement inside a page that a finger can drag, and hands tremble: a
// page that has not scrolled gives the tap itself when the drag ends.
func (p *Pressable) MouseUp(ev *desktop.MouseEvent) {
	if !p.state.Pressed {
		return
	}
	p.set(func(s *State) { s.Pressed = false })
	d := ev.AbsolutePosition.Subtract(p.pressAt)
	if abs(d.X) >= 2*dragThreshold || abs(d.Y) >= dragThreshold {
		return
	}
	for _, page := range pagesAround(p.self) {
		page.body.tapAtEnd(p)
	}
}

// MouseIn implements desktop.Hoverable.
func (p *Pressable) MouseIn(*desktop.MouseEvent) {
	if !p.state.Disabled {
		p.set(func(s *State) { s.Hovered = true })
	}
}

// MouseMoved implements desktop.Hoverable.
func (p *Pressable) MouseMoved(*desktop.MouseEvent) { sign() }

// MouseOut implements desktop.Hoverable.
func (p *Pressable) MouseOut() { p.set(func(s *State) { s.Hovered, s.Pressed = false, false }) }

// willFocus prepares for the focus; a member of a group becomes the one that
// Tab stops at, since the others take no focus.
func (p *Pressable) willFocus(quiet bool) {
	p.quiet, p.wait = quiet, quiet
	if p.group != nil {
		p.group.makeCurrent(p)
	}
}

// FocusGained implements fyne.Focusable.
func (p *Pressable) FocusGained() {
	if p.group != nil {
		p.group.makeCurrent(p)
	}
	p.set(func(s *State) { s.Focused = true })
	reveal(p.self)
	if p.OnFocus != nil {
		p.OnFocus()
	}
}

// FocusLost implements fyne.Focusable.
func (p *Pressable) FocusLost() {
	p.quiet, p.wait, p.keyDown = false, false, false
	p.set(func(s *State) { s.Focused, s.Pressed = false, false })
}

// showRing makes a quiet focus visible.
func (p *Pressable) showRing() {
	if p.quiet {
		p.quiet, p.wait = false, false
		p.changed()
	}
}

// AcceptsTab implements fyne.Tabbable: on a screen that opened with a quiet
// focus, the first Tab shows where one is.
func (p *Pressable) AcceptsTab() bool { return p.quiet && p.wait }

// KeyDown implements desktop.Keyable. A key held with Ctrl or Alt is a shortcut
// of the window, not a press: Ctrl+Enter saves, and must not also count one
// more person.
func (p *Pressable) KeyDown(ev *fyne.KeyEvent) {
	if activates(ev.Name) && !p.state.Disabled && !modified() {
		p.keyDown, p.fired = true, false
		p.showRing()
		p.set(func(s *State) { s.Pressed = true })
	}
}

// KeyUp implements desktop.Keyable: the action goes on release, and only if the
// key went down on this same widget, so that a key held across a change of
// screen does nothing.
func (p *Pressable) KeyUp(ev *fyne.KeyEvent) {
	if !p.keyDown || !activates(ev.Name) {
		return
	}
	p.keyDown = false
	p.set(func(s *State) { s.Pressed = false })
	p.press()
}

func activates(k fyne.KeyName) bool {
	return k == fyne.KeySpace || k == fyne.KeyReturn || k == fyne.KeyEnter
}

// TypedKey implements fyne.Focusable.
func (p *Pressable) TypedKey(ev *fyne.KeyEvent) {
	p.showRing()
	switch {
	case p.OnKey != nil && p.OnKey(ev):
	case activates(ev.Name):
		if !realKeyboard() {
			p.press()
		}
	case ev.Name == fyne.KeyTab:
	case p.group != nil && p.group.move(p, ev.Name):
	default:
		handOn(p.self, ev)
	}
}

// TypedRune implements fyne.Focusable.
func (p *Pressable) TypedRune(r rune) {
	if r != ' ' {
		handOnRune(p.self, r)
	}
}
