package kiosk

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// sense tells that a pointer or finger moved over the window, which is a sign
// of life; what lies above it keeps its own events.
type sense struct {
	widget.BaseWidget
	content fyne.CanvasObject
	alive   func()
	resized func(fyne.Size) // nil: nobody minds
}

func newSense(content fyne.CanvasObject, alive func()) *sense {
	s := &sense{content: content, alive: alive}
	s.ExtendBaseWidget(s)
	return s
}

// CreateRenderer implements fyne.Widget.
func (s *sense) CreateRenderer() fyne.WidgetRenderer {
	return widget.NewSimpleRenderer(container.NewStack(s.content))
}

// Resize implements fyne.CanvasObject.
func (s *sense) Resize(size fyne.Size) {
	s.BaseWidget.Resize(size)
	if s.resized != nil {
		s.resized(size)
	}
}

// Parts lets the focus and the reading order pass through.
func (s *sense) Parts() []fyne.CanvasObject { return []fyne.CanvasObject{s.content} }

// Tapped implements fyne.Tappable.
func (s *sense) Tapped(*fyne.PointEvent) { s.alive() }

// MouseIn implements desktop.Hoverable.
func (s *sense) MouseIn(*desktop.MouseEvent) {}

// MouseMoved implements desktop.Hoverable.
func (s *sense) MouseMoved(*desktop.MouseEvent) {}

// MouseOut implements desktop.Hoverable.
func (s *sense) MouseOut() {}
