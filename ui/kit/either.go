package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

// Either shows wide where it fits, and slim otherwise: a table and its cards, a
// chart of columns and one of rows.
func Either(wide, slim fyne.CanvasObject) *fyne.Container {
	return container.New(&either{wide: wide, slim: slim}, wide, slim)
}

type either struct {
	wide, slim fyne.CanvasObject
	last       width
}

func (e *either) pick(w float32) (shown, hidden fyne.CanvasObject) {
	if leastWidth(e.wide) <= w+0.5 {
		return e.wide, e.slim
	}
	return e.slim, e.wide
}

func (e *either) Layout(_ []fyne.CanvasObject, s fyne.Size) {
	e.last = width(s.Width)
	in, out := e.pick(s.Width)
	out.Hide()
	in.Show()
	in.Move(fyne.Position{})
	in.Resize(s)
}

func (e *either) MinSize([]fyne.CanvasObject) fyne.Size {
	if e.last > 0 {
		return fyne.NewSize(e.least(nil), e.heightFor(nil, float32(e.last)))
	}
	return fyne.NewSize(e.least(nil), e.wide.MinSize().Height)
}

func (e *either) least([]fyne.CanvasObject) float32 {
	return min(leastWidth(e.wide), leastWidth(e.slim))
}

func (e *either) heightFor(_ []fyne.CanvasObject, w float32) float32 {
	in, _ := e.pick(w)
	return HeightFor(in, w)
}

func (e *either) preferred([]fyne.CanvasObject) float32 { return PreferredWidth(e.wide) }
