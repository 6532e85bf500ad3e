package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"parvis/ui/theme"
)

// Flow is an object whose height depends on the width it is given: wrapped
// text and whatever holds some. The containers of this package ask HeightFor
// instead of the minimum size, so that a page comes out right in one pass.
type Flow interface {
	HeightFor(width float32) float32
}

// Preferred is an object that would like to be wider than its minimum: text
// that can wrap but would rather not.
type Preferred interface {
	PreferredWidth() float32
}

// narrow is an object that knows its least width without measuring heights;
// asking only that keeps the layout of deep pages quick.
type narrow interface {
	leastWidth() float32
}

type flowLayout interface {
	fyne.Layout
	least(objects []fyne.CanvasObject) float32
	heightFor(objects []fyne.CanvasObject, width float32) float32
	preferred(objects []fyne.CanvasObject) float32
}

// HeightFor is the height o needs at a width.
func HeightFor(o fyne.CanvasObject, width float32) float32 {
	switch x := o.(type) {
	case Flow:
		return x.HeightFor(width)
	case *fyne.Container:
		if l, ok := x.Layout.(flowLayout); ok {
			return l.heightFor(shown(x.Objects), width)
		}
	}
	return o.MinSize().Height
}

// PreferredWidth is the width o would like.
func PreferredWidth(o fyne.CanvasObject) float32 {
	switch x := o.(type) {
	case Preferred:
		return x.PreferredWidth()
	case *fyne.Container:
		if l, ok := x.Layout.(flowLayout); ok {
			return l.preferred(shown(x.Objects))
		}
	}
	return o.MinSize().Width
}

// leastWidth is the width of o's minimum size.
func leastWidth(o fyne.CanvasObject) float32 {
	switch x := o.(type) {
	case narrow:
		return x.leastWidth()
	case *fyne.Container:
		if l, ok := x.Layout.(flowLayout); ok {
			return l.least(shown(x.Objects))
		}
	}
	return o.MinSize().Width
}

func widestOf(objects []fyne.CanvasObject) (w float32) {
	for _, o := range objects {
		w = max(w, leastWidth(o))
	}
	return w
}

func shown(objects []fyne.CanvasObject) []fyne.CanvasObject {
	out := objects[:0:0]
	for _, o := range objects {
		if o.Visible() {
			out = append(out, o)
		}
	}
	return out
}

// put gives o its place in a box of the given total width, mirrored when the
// language is written from right to left.
func put(o fyne.CanvasObject, x, y, w, h, total float32) {
	if theme.Current().RTL() {
		x = total - x - w
	}
	o.Move(fyne.NewPos(x, y))
	o.Resize(fyne.NewSize(w, h))
}

// grow is the layout of Grow: a box that takes the spare room.
type grow struct{ last width }

// width remembers the last width laid out, so that a minimum size asked for
// afterwards has the right height.
type width float32

func (w width) height(o fyne.CanvasObject, inside float32) float32 {
	if w <= 0 {
		return o.MinSize().Height
	}
	return HeightFor(o, inside)
}

func (g *grow) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	g.last = width(size.Width)
	for _, o := range objects {
		o.Move(fyne.Position{})
		o.Resize(size)
	}
}

func (g *grow) MinSize(objects []fyne.CanvasObject) (s fyne.Size) {
	for _, o := range shown(objects) {
		s = s.Max(fyne.NewSize(leastWidth(o), g.last.height(o, float32(g.last))))
	}
	return s
}

func (g *grow) least(objects []fyne.CanvasObject) float32 { return widestOf(objects) }

func (g *grow) heightFor(objects []fyne.CanvasObject, w float32) (h float32) {
	for _, o := range objects {
		h = max(h, HeightFor(o, w))
	}
	return h
}

func (g *grow) preferred(objects []fyne.CanvasObject) (w float32) {
	for _, o := range objects {
		w = max(w, PreferredWidth(o))
	}
	return w
}

// Grow makes o take the spare room of the box it is in.
func Grow(o ...fyne.CanvasObject) *fyne.Container { return container.New(&grow{}, o...) }

// Spacer is empty spare room.
func Spacer() *fyne.Container { return Grow() }

func grows(o fyne.CanvasObject) bool {
	c, ok := o.(*fyne.Container)
	if !ok {
		return false
	}
	_, ok = c.Layout.(*grow)
	return ok
}

// over is the layout of Over.
type over struct{ grow }

// Over lays objects on top of one another, the last one in front.
func Over(o ...fyne.CanvasObject) *fyne.Container { return container.New(&over{}, o...) }
