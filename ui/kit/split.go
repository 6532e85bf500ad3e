package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"parvis/ui/theme"
)

// besides lays a wide column and a narrower one beside it (two to one); in a
// narrow window the second stands under the first.
type besides struct {
	widget.BaseWidget
	main, side fyne.CanvasObject
}

const (
	besideGap = 20
	besideMin = 860 // narrower than this at the usual text size, columns stack
)

// NewSplit lays a wide column and a narrower one beside it (two to one); in a
// narrow window the second stands under the first.
func NewSplit(main, side fyne.CanvasObject) fyne.CanvasObject {
	s := &besides{main: main, side: side}
	s.ExtendBaseWidget(s)
	return s
}

// Parts implements Holder.
func (s *besides) Parts() []fyne.CanvasObject { return []fyne.CanvasObject{s.main, s.side} }

func (s *besides) widths(w float32) (main, side float32, stacked bool) {
	if w < theme.Current().Scaled(besideMin) {
		return w, w, true
	}
	side = (w - besideGap) / 3
	return w - besideGap - side, side, false
}

// HeightFor implements Flow.
func (s *besides) HeightFor(w float32) float32 {
	main, side, stacked := s.widths(w)
	if stacked {
		return HeightFor(s.main, main) + besideGap + HeightFor(s.side, side)
	}
	return max(HeightFor(s.main, main), HeightFor(s.side, side))
}

// Relayout lays the columns again when what they hold has another height.
func (s *besides) Relayout() { s.Refresh() }

// PreferredWidth implements Preferred.
func (s *besides) PreferredWidth() float32 { return theme.Current().Scaled(besideMin) }

// CreateRenderer implements fyne.Widget.
func (s *besides) CreateRenderer() fyne.WidgetRenderer { return &besideRenderer{s} }

type besideRenderer struct{ s *besides }

func (r *besideRenderer) Destroy()                     {}
func (r *besideRenderer) Refresh()                     { r.Layout(r.s.Size()) }
func (r *besideRenderer) Objects() []fyne.CanvasObject { return r.s.Parts() }

func (r *besideRenderer) MinSize() fyne.Size {
	m, s := r.s.main.MinSize(), r.s.side.MinSize()
	return fyne.NewSize(max(m.Width, s.Width), max(m.Height, s.Height))
}

func (r *besideRenderer) Layout(size fyne.Size) {
	main, side, stacked := r.s.widths(size.Width)
	mh, sh := HeightFor(r.s.main, main), HeightFor(r.s.side, side)
	r.s.main.Resize(fyne.NewSize(main, mh))
	r.s.side.Resize(fyne.NewSize(side, sh))
	switch {
	case stacked:
		r.s.main.Move(fyne.NewPos(0, 0))
		r.s.side.Move(fyne.NewPos(0, mh+besideGap))
	case theme.Current().RTL():
		r.s.main.Move(fyne.NewPos(side+besideGap, 0))
		r.s.side.Move(fyne.NewPos(0, 0))
	default:
		r.s.main.Move(fyne.NewPos(0, 0))
		r.s.side.Move(fyne.NewPos(main+besideGap, 0))
	}
}
