package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// Sense tells that a pointer or finger moved over the window, which is a sign
// of life; what lies above it keeps its own events.
type Sense struct {
	widget.BaseWidget
	// OnResize is told the window's size; nil: nobody minds.
	OnResize func(fyne.Size)

	content fyne.CanvasObject
	alive   func()
}

var _ desktop.Hoverable = (*Sense)(nil)

// NewSense puts content in a sense; alive is told each sign of life.
func NewSense(content fyne.CanvasObject, alive func()) *Sense {
	s := &Sense{content: content, alive: alive}
	s.ExtendBaseWidget(s)
	return s
}

// CreateRenderer implements fyne.Widget.
func (s *Sense) CreateRenderer() fyne.WidgetRenderer {
	return widget.NewSimpleRenderer(container.NewStack(s.content))
}

// Resize implements fyne.CanvasObject.
func (s *Sense) Resize(size fyne.Size) {
	s.BaseWidget.Resize(size)
	if s.OnResize != nil {
		s.OnResize(size)
	}
}

// Parts lets the focus and the reading order pass through.
func (s *Sense) Parts() []fyne.CanvasObject { return []fyne.CanvasObject{s.content} }

// Tapped implements fyne.Tappable.
func (s *Sense) Tapped(*fyne.PointEvent) { s.alive() }

// MouseIn implements desktop.Hoverable.
func (s *Sense) MouseIn(*desktop.MouseEvent) { s.alive() }

// MouseMoved implements desktop.Hoverable.
func (s *Sense) MouseMoved(*desktop.MouseEvent) { s.alive() }

// MouseOut implements desktop.Hoverable.
func (s *Sense) MouseOut() {}

// signs is told what the widgets above a sense get: typing, a press, a pointer
// over a button. The program has one window that locks by itself.
var signs func()

// OnSign sets who is told that someone is there. It is called on the
// interface's thread, often: it must cost nothing.
func OnSign(f func()) { signs = f }

func sign() {
	if signs != nil {
		signs()
	}
}
