package kiosk

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"parvis/ui/kit"
)

// aside lays a main column that can be turned and a narrower one that stays
// beside it.
type aside struct {
	widget.BaseWidget
	main  *turner
	side  *turner
	width float32
}

const (
	asideWidth = 600
	asideGap   = 36
)

// beside puts a column beside the main one, or under it when there is no room
// for both.
func (k *Kiosk) beside(main, side fyne.CanvasObject) fyne.CanvasObject {
	return k.besideAt(main, side, asideWidth)
}

func (k *Kiosk) besideAt(main, side fyne.CanvasObject, width float32) fyne.CanvasObject {
	if k.stacked() {
		return k.newTurner(kit.VBox(asideGap, main, side))
	}
	return k.abreast(main, side, width)
}

// abreast keeps both columns side by side whatever the room: the digits of a
// number stay in reach.
func (k *Kiosk) abreast(main, side fyne.CanvasObject, width float32) fyne.CanvasObject {
	a := &aside{main: k.newTurner(main), side: k.newTurner(side), width: width}
	a.ExtendBaseWidget(a)
	return a
}

// Parts implements kit.Holder.
func (a *aside) Parts() []fyne.CanvasObject { return []fyne.CanvasObject{a.main, a.side} }

// HeightFor implements kit.Flow.
func (a *aside) HeightFor(w float32) float32 {
	return max(kit.HeightFor(a.main, w-a.width-asideGap), kit.HeightFor(a.side, a.width))
}

// PreferredWidth implements kit.Preferred.
func (a *aside) PreferredWidth() float32 { return kit.PreferredWidth(a.main) + asideGap + a.width }

// CreateRenderer implements fyne.Widget.
func (a *aside) CreateRenderer() fyne.WidgetRenderer { return &asideDraw{a} }

type asideDraw struct{ a *aside }

func (r *asideDraw) Destroy()                     {}
func (r *asideDraw) Refresh()                     { r.Layout(r.a.Size()) }
func (r *asideDraw) Objects() []fyne.CanvasObject { return r.a.Parts() }

func (r *asideDraw) MinSize() fyne.Size {
	m, s := r.a.main.MinSize(), r.a.side.MinSize()
	return fyne.NewSize(m.Width+asideGap+r.a.width, max(m.Height, s.Height))
}

func (r *asideDraw) Layout(size fyne.Size) {
	w := size.Width - r.a.width - asideGap
	mainX, sideX := float32(0), w+asideGap
	if mirrored() {
		mainX, sideX = r.a.width+asideGap, 0
	}
	r.a.main.Move(fyne.NewPos(mainX, 0))
	r.a.main.Resize(fyne.NewSize(w, size.Height))
	r.a.side.Move(fyne.NewPos(sideX, 0))
	r.a.side.Resize(fyne.NewSize(r.a.width, size.Height))
}
