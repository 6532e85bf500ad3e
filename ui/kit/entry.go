package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// entry is the toolkit's entry that tells its field about focus and hands on
// the keys and shortcuts it has no use for.
type entry struct {
	widget.Entry
	field  *Field
	in     bool
	silent bool
}

func newEntry(f *Field, look FieldLook) *entry {
	e := &entry{field: f}
	e.PlaceHolder = look.Placeholder
	e.Password = look.Password
	e.Wrapping = fyne.TextWrap(fyne.TextTruncateClip)
	if look.Lines > 1 {
		e.MultiLine, e.Wrapping = true, fyne.TextWrapWord
		e.SetMinRowsVisible(look.Lines)
	}
	e.OnChanged = func(s string) {
		if !e.silent {
			f.changed(s)
		}
	}
	e.OnSubmitted = func(s string) {
		if f.OnSubmit != nil {
			f.OnSubmit(s)
		}
	}
	e.ExtendBaseWidget(e)
	return e
}

// FocusGained implements fyne.Focusable.
func (e *entry) FocusGained() {
	e.Entry.FocusGained()
	e.in = true
	e.field.repaint()
	reveal(e)
}

// FocusLost implements fyne.Focusable.
func (e *entry) FocusLost() {
	e.Entry.FocusLost()
	e.in = false
	e.field.repaint()
}

// MouseIn implements desktop.Hoverable.
func (e *entry) MouseIn(*desktop.MouseEvent) { e.field.hovered = true; e.field.repaint() }

// MouseOut implements desktop.Hoverable.
func (e *entry) MouseOut() { e.field.hovered = false; e.field.repaint() }

// MouseMoved implements desktop.Hoverable.
func (e *entry) MouseMoved(*desktop.MouseEvent) { sign() }

// AcceptsTab implements fyne.Tabbable: Tab always moves on, also out of several
// lines of text.
func (e *entry) AcceptsTab() bool { return false }

// TypedKey implements fyne.Focusable.
func (e *entry) TypedKey(ev *fyne.KeyEvent) {
	sign()
	if e.field.OnKey != nil && e.field.OnKey(ev) {
		return
	}
	switch ev.Name {
	case fyne.KeyEscape, fyne.KeyF1, fyne.KeyF2, fyne.KeyF3, fyne.KeyF4, fyne.KeyF5, fyne.KeyF6,
		fyne.KeyF7, fyne.KeyF8, fyne.KeyF9, fyne.KeyF10, fyne.KeyF11, fyne.KeyF12:
		handOn(e, ev)
	default:
		e.Entry.TypedKey(ev)
	}
}

// TypedRune implements fyne.Focusable.
func (e *entry) TypedRune(r rune) {
	sign()
	e.Entry.TypedRune(r)
}

// TypedShortcut implements fyne.Shortcutable: the entry keeps the shortcuts of
// writing and gives the program's to the window.
func (e *entry) TypedShortcut(s fyne.Shortcut) {
	if custom, ok := s.(*desktop.CustomShortcut); ok && !writing(custom) {
		if c, ok := canvasOf(e).(fyne.Shortcutable); ok {
			c.TypedShortcut(s)
		}
		return
	}
	e.Entry.TypedShortcut(s)
}

// writing says whether a shortcut moves or erases words in an entry. Alt with
// an arrow up or down is the program's.
func writing(s *desktop.CustomShortcut) bool {
	switch s.KeyName {
	case fyne.KeyUp, fyne.KeyDown:
		return s.Modifier != fyne.KeyModifierAlt
	case fyne.KeyLeft, fyne.KeyRight, fyne.KeyHome, fyne.KeyEnd, fyne.KeyBackspace, fyne.KeyDelete:
		return true
	}
	return false
}
