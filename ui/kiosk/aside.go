package kiosk

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"parvis/ui/kit"
)

// aside lays a main column and a narrower one beside it; when the window is
// too narrow, or the text enlarged, the second stands under the first.
type aside struct {
	widget.BaseWidget
	main, side fyne.CanvasObject
	stack      bool
}

const (
	asideWidth = 600
	asideGap   = 36
	asideMin   = 1300 // narrower than this, columns stack
)

func newAside(main, side fyne.CanvasObject, stack bool) fyne.CanvasObject {
	a := &aside{main: main, side: side, stack: stack}
	a.ExtendBaseWidget(a)
	return a
}

// Parts implements kit.Holder.
func (a *aside) Parts() []fyne.CanvasObject { return []fyne.CanvasObject{a.main, a.side} }

func (a *aside) stacked(w float32) bool { return a.stack || w < asideMin }

// HeightFor implements kit.Flow.
func (a *aside) HeightFor(w float32) float32 {
	if a.stacked(w) {
		return kit.HeightFor(a.main, w) + asideGap + kit.HeightFor(a.side, w)
	}
	return max(kit.HeightFor(a.main, w-asideWidth-asideGap), kit.HeightFor(a.side, asideWidth))
}

// PreferredWidth implements kit.Preferred.
func (a *aside) PreferredWidth() float32 { return kit.PreferredWidth(a.main) + asideGap + asideWidth }

// CreateRenderer implements fyne.Widget.
func (a *aside) CreateRenderer() fyne.WidgetRenderer { return &asideRenderer{a} }

type asideRenderer struct{ a *aside }

func (r *asideRenderer) Destroy()                     {}
func (r *asideRenderer) Refresh()                     { r.Layout(r.a.Size()) }
func (r *asideRenderer) Objects() []fyne.CanvasObject { return r.a.Parts() }

func (r *asideRenderer) MinSize() fyne.Size {
	m, s := r.a.main.MinSize(), r.a.side.MinSize()
	return fyne.NewSize(max(m.Width, s.Width), m.Height)
}

func (r *asideRenderer) Layout(size fyne.Size) {
	if r.a.stacked(size.Width) {
		h := kit.HeightFor(r.a.main, size.Width)
		r.a.main.Move(fyne.NewPos(0, 0))
		r.a.main.Resize(fyne.NewSize(size.Width, h))
		r.a.side.Move(fyne.NewPos(0, h+asideGap))
		r.a.side.Resize(fyne.NewSize(size.Width, kit.HeightFor(r.a.side, size.Width)))
		return
	}
	w := size.Width - asideWidth - asideGap
	mainX, sideX := float32(0), w+asideGap
	if mirrored() {
		mainX, sideX = asideWidth+asideGap, 0
	}
	r.a.main.Move(fyne.NewPos(mainX, 0))
	r.a.main.Resize(fyne.NewSize(w, kit.HeightFor(r.a.main, w)))
	r.a.side.Move(fyne.NewPos(sideX, 0))
	r.a.side.Resize(fyne.NewSize(asideWidth, kit.HeightFor(r.a.side, asideWidth)))
}
