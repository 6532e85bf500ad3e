package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

// wheel lies over a single line of writing and gives the mouse wheel to the
// page around it: the toolkit's entry keeps it, and does nothing with it.
type wheel struct {
	widget.BaseWidget
	over fyne.CanvasObject
}

var _ fyne.Scrollable = (*wheel)(nil)

func newWheel(over fyne.CanvasObject) *wheel {
	w := &wheel{over: over}
	w.ExtendBaseWidget(w)
	return w
}

// Scrolled implements fyne.Scrollable.
func (w *wheel) Scrolled(ev *fyne.ScrollEvent) {
	sign()
	for _, p := range pagesAround(w.over) {
		if p.overflow() > 0 {
			p.scroll.Scrolled(ev)
			return
		}
	}
}

// MinSize is nothing: the field decides.
func (w *wheel) MinSize() fyne.Size { return fyne.Size{} }

// CreateRenderer implements fyne.Widget.
func (w *wheel) CreateRenderer() fyne.WidgetRenderer {
	return &draw{min: w.MinSize, layout: func(fyne.Size) {}}
}
