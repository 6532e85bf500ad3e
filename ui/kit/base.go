package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
)

// draw is the renderer of every widget here: functions over fixed objects.
type draw struct {
	objects []fyne.CanvasObject
	layout  func(fyne.Size)
	min     func() fyne.Size
	refresh func()
}

func (d *draw) Destroy()                     {}
func (d *draw) Layout(s fyne.Size)           { d.layout(s) }
func (d *draw) MinSize() fyne.Size           { return d.min() }
func (d *draw) Objects() []fyne.CanvasObject { return d.objects }
func (d *draw) Refresh() {
	if d.refresh != nil {
		d.refresh()
	}
}

// Holder is a widget that shows other objects. Widgets of this package that
// have parts implement it; a screen's own composite widgets should too, so that
// the focus can be kept in view and a page can be read aloud in its order.
type Holder interface {
	Parts() []fyne.CanvasObject
}

// Walk visits o and what it holds, in reading order, hidden parts left out,
// until visit returns true.
func Walk(o fyne.CanvasObject, visit func(fyne.CanvasObject) (stop bool)) bool {
	if o == nil || !o.Visible() {
		return false
	}
	if visit(o) {
		return true
	}
	for _, part := range partsOf(o) {
		if Walk(part, visit) {
			return true
		}
	}
	return false
}

func partsOf(o fyne.CanvasObject) []fyne.CanvasObject {
	switch h := o.(type) {
	case Holder:
		return h.Parts()
	case *fyne.Container:
		return h.Objects
	case *container.ThemeOverride:
		return []fyne.CanvasObject{h.Content}
	case *container.Scroll:
		return []fyne.CanvasObject{h.Content}
	}
	return nil
}

// pathTo gives the chain from root down to target, or nil.
func pathTo(root, target fyne.CanvasObject) []fyne.CanvasObject {
	if root == nil {
		return nil
	}
	if root == target {
		return []fyne.CanvasObject{root}
	}
	for _, part := range partsOf(root) {
		if p := pathTo(part, target); p != nil {
			return append([]fyne.CanvasObject{root}, p...)
		}
	}
	return nil
}

// canvasOf finds the canvas of an object. The toolkit knows it once the object
// has been drawn; before that, the window whose tree holds it is looked for.
func canvasOf(o fyne.CanvasObject) fyne.Canvas {
	a := fyne.CurrentApp()
	if a == nil || a.Driver() == nil {
		return nil
	}
	if c := a.Driver().CanvasForObject(o); c != nil {
		return c
	}
	for _, w := range a.Driver().AllWindows() {
		c := w.Canvas()
		for _, root := range append(c.Overlays().List(), c.Content()) {
			if pathTo(root, o) != nil {
				return c
			}
		}
	}
	return nil
}

// realKeyboard says whether keys come with their press and release. The test
// driver types keys in one go.
func realKeyboard() bool {
	_, ok := fyne.CurrentApp().Driver().(desktop.Driver)
	return ok
}

// modified says whether Ctrl, Alt or Super is held.
func modified() bool {
	d, ok := fyne.CurrentApp().Driver().(desktop.Driver)
	return ok && d.CurrentKeyModifiers()&(fyne.KeyModifierControl|fyne.KeyModifierAlt|fyne.KeyModifierSuper) != 0
}

// focusTarget is a widget whose focus belongs to a part of it (a field's
// entry).
type focusTarget interface {
	FocusTarget() fyne.Focusable
}

// Focus gives the keyboard focus to a widget, with its ring.
func Focus(o fyne.CanvasObject) { focus(o, false) }

// FocusQuietly gives the focus without showing the ring until a key is
// pressed: the first focus of a kiosk screen.
func FocusQuietly(o fyne.CanvasObject) { focus(o, true) }

func focus(o fyne.CanvasObject, quiet bool) {
	if o == nil {
		return
	}
	var f fyne.Focusable
	switch x := o.(type) {
	case focusTarget:
		f = x.FocusTarget()
	case fyne.Focusable:
		f = x
	}
	c := canvasOf(o)
	if f == nil || c == nil {
		return
	}
	if p, ok := f.(interface{ willFocus(quiet bool) }); ok {
		p.willFocus(quiet)
	}
	c.Focus(f)
}

// FocusFirst gives the focus to the first focusable part of o.
func FocusFirst(o fyne.CanvasObject) {
	Walk(o, func(x fyne.CanvasObject) bool {
		f, ok := x.(fyne.Focusable)
		if !ok {
			return false
		}
		if d, ok := x.(fyne.Disableable); ok && d.Disabled() {
			return false
		}
		if p, ok := f.(interface{ willFocus(quiet bool) }); ok {
			p.willFocus(false)
		}
		if c := canvasOf(x); c != nil {
			c.Focus(f)
		}
		return true
	})
}

// ListenKeys installs the one listener of a window for the keys that no widget
// took. Widgets of this package hand on what they do not use. While a modal is
// open, it gets the keys first and keeps all but F1, F8 and F12.
func ListenKeys(c fyne.Canvas, onKey func(*fyne.KeyEvent), onRune func(rune)) {
	c.SetOnTypedKey(func(ev *fyne.KeyEvent) {
		sign()
		if top, ok := c.Overlays().Top().(keyTaker); ok && top.TakeKey(ev) {
			return
		}
		if onKey != nil {
			onKey(ev)
		}
	})
	c.SetOnTypedRune(func(r rune) {
		if c.Overlays().Top() == nil && onRune != nil {
			onRune(r)
		}
	})
}

type keyTaker interface {
	TakeKey(*fyne.KeyEvent) bool
}

// handOn gives a key no widget used to the window's listener.
func handOn(o fyne.CanvasObject, ev *fyne.KeyEvent) {
	c := canvasOf(o)
	if c == nil {
		return
	}
	if f := c.OnTypedKey(); f != nil {
		f(ev)
		return
	}
	if top, ok := c.Overlays().Top().(keyTaker); ok {
		top.TakeKey(ev)
	}
}

func handOnRune(o fyne.CanvasObject, r rune) {
	if c := canvasOf(o); c != nil {
		if f := c.OnTypedRune(); f != nil {
			f(r)
		}
	}
}

// Relayout lays the boxes around o again, after o has come to need another
// size. The toolkit does so by itself at its next frame; this does it now. A
// screen's own composite widget is told by its method Relayout, if it has one.
func Relayout(o fyne.CanvasObject) {
	path := pathTo(rootOf(o), o)
	for _, x := range path {
		switch c := x.(type) {
		case *fyne.Container:
			if c.Layout != nil {
				c.Layout.Layout(c.Objects, c.Size())
			}
		case *Page:
			c.Refresh()
		case interface{ Relayout() }:
			c.Relayout()
		case *Modal: // it grows with what it holds
			c.Refresh()
		}
	}
}

// rootOf is the top of the tree o is likely to be in.
func rootOf(o fyne.CanvasObject) fyne.CanvasObject {
	c := canvasOf(o)
	if c == nil {
		return nil
	}
	if top := c.Overlays().Top(); top != nil {
		return top
	}
	return c.Content()
}

// reveal scrolls the pages around o so that o is in view, ring included.
func reveal(o fyne.CanvasObject) {
	for _, page := range pagesAround(o) {
		page.Reveal(o)
	}
}

// pagesAround gives the pages o is in, the innermost first.
func pagesAround(o fyne.CanvasObject) (pages []*Page) {
	path := pathTo(rootOf(o), o)
	for i := len(path) - 1; i >= 0; i-- {
		if p, ok := path[i].(*Page); ok {
			pages = append(pages, p)
		}
	}
	return pages
}
