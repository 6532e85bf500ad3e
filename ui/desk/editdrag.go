package desk

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"parvis/ui/kit"
	"parvis/ui/theme"
)

// handle is what a card is dragged by. Keys do the same with Alt and an arrow.
type handle struct {
	widget.BaseWidget
	e  *editor
	at int
}

var (
	_ fyne.Draggable     = (*handle)(nil)
	_ desktop.Cursorable = (*handle)(nil)
)

func (e *editor) handle(i int) fyne.CanvasObject {
	h := &handle{e: e, at: i}
	h.ExtendBaseWidget(h)
	return h
}

// MinSize implements fyne.CanvasObject.
func (h *handle) MinSize() fyne.Size {
	return fyne.NewSize(theme.Current().Scaled(22), theme.Current().M().Target)
}

// Cursor implements desktop.Cursorable.
func (h *handle) Cursor() desktop.Cursor { return desktop.VResizeCursor }

// Dragged implements fyne.Draggable: the count says where the card would go.
func (h *handle) Dragged(ev *fyne.DragEvent) {
	e := h.e
	e.drag.moved += ev.Dragged.DY
	to := e.landing(h.at, e.drag.moved)
	e.count.SetText(e.env.T("desk.edit.drag", "n", h.at+1, "to", to+1))
	kit.Relayout(e.count)
}

// DragEnd implements fyne.Draggable.
func (h *handle) DragEnd() {
	e := h.e
	to := e.landing(h.at, e.drag.moved)
	e.drag = dragging{}
	e.count.SetText(e.env.T("desk.edit.count", "n", len(e.g.Steps)))
	if to != h.at {
		e.move(h.at, to-h.at)
	}
}

// dragging is a card under way.
type dragging struct{ moved float32 }

// landing is the place a card dragged so far would take: that of the card its
// middle has passed.
func (e *editor) landing(from int, moved float32) int {
	const before = 1 // the header's card
	cards := e.cards.Objects
	middle := func(i int) float32 { o := cards[i+before]; return o.Position().Y + o.Size().Height/2 }
	if from+before >= len(cards) {
		return from
	}
	y, to := cards[from+before].Position().Y+20+moved, from
	for to+1 < len(e.g.Steps) && y > middle(to+1) {
		to++
	}
	for to > 0 && y < middle(to-1) {
		to--
	}
	return to
}

// CreateRenderer implements fyne.Widget: six dots.
func (h *handle) CreateRenderer() fyne.WidgetRenderer {
	dots := make([]fyne.CanvasObject, 6)
	for i := range dots {
		dots[i] = canvas.NewCircle(theme.Current().C(theme.Stroke))
	}
	return &handleDraw{h, dots}
}

type handleDraw struct {
	h    *handle
	dots []fyne.CanvasObject
}

func (r *handleDraw) Destroy()                     {}
func (r *handleDraw) Refresh()                     {}
func (r *handleDraw) MinSize() fyne.Size           { return r.h.MinSize() }
func (r *handleDraw) Objects() []fyne.CanvasObject { return r.dots }

func (r *handleDraw) Layout(s fyne.Size) {
	const dot, gap = 4, 8
	left, top := (s.Width-dot-gap)/2, (s.Height-dot-2*gap)/2
	for i, o := range r.dots {
		o.Resize(fyne.NewSquareSize(dot))
		o.Move(fyne.NewPos(left+float32(i%2)*gap, top+float32(i/2)*gap))
	}
}
