package desk

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"parvis/ui/kit"
	"parvis/ui/theme"
)

// split lays a wide column and a narrower one beside it (two to one); in a
// narrow window the second stands under the first.
type split struct {
	widget.BaseWidget
	main, side fyne.CanvasObject
}

const (
	splitGap = 20
	splitMin = 860 // narrower than this at the usual text size, columns stack
)

func newSplit(main, side fyne.CanvasObject) fyne.CanvasObject {
	s := &split{main: main, side: side}
	s.ExtendBaseWidget(s)
	return s
}

// Parts implements kit.Holder.
func (s *split) Parts() []fyne.CanvasObject { return []fyne.CanvasObject{s.main, s.side} }

func (s *split) widths(w float32) (main, side float32, stacked bool) {
	if w < theme.Current().Scaled(splitMin) {
		return w, w, true
	}
	side = (w - splitGap) / 3
	return w - splitGap - side, side, false
}

// HeightFor implements kit.Flow.
func (s *split) HeightFor(w float32) float32 {
	main, side, stacked := s.widths(w)
	if stacked {
		return kit.HeightFor(s.main, main) + splitGap + kit.HeightFor(s.side, side)
	}
	return max(kit.HeightFor(s.main, main), kit.HeightFor(s.side, side))
}

// PreferredWidth implements kit.Preferred.
func (s *split) PreferredWidth() float32 { return theme.Current().Scaled(splitMin) }

// CreateRenderer implements fyne.Widget.
func (s *split) CreateRenderer() fyne.WidgetRenderer { return &splitRenderer{s} }

type splitRenderer struct{ s *split }

func (r *splitRenderer) Destroy()                     {}
func (r *splitRenderer) Refresh()                     { r.Layout(r.s.Size()) }
func (r *splitRenderer) Objects() []fyne.CanvasObject { return r.s.Parts() }

func (r *splitRenderer) MinSize() fyne.Size {
	m, s := r.s.main.MinSize(), r.s.side.MinSize()
	return fyne.NewSize(max(m.Width, s.Width), max(m.Height, s.Height))
}

func (r *splitRenderer) Layout(size fyne.Size) {
	main, side, stacked := r.s.widths(size.Width)
	mh, sh := kit.HeightFor(r.s.main, main), kit.HeightFor(r.s.side, side)
	r.s.main.Resize(fyne.NewSize(main, mh))
	r.s.side.Resize(fyne.NewSize(side, sh))
	switch {
	case stacked:
		r.s.main.Move(fyne.NewPos(0, 0))
		r.s.side.Move(fyne.NewPos(0, mh+splitGap))
	case theme.Current().RTL():
		r.s.main.Move(fyne.NewPos(side+splitGap, 0))
		r.s.side.Move(fyne.NewPos(0, 0))
	default:
		r.s.main.Move(fyne.NewPos(0, 0))
		r.s.side.Move(fyne.NewPos(main+splitGap, 0))
	}
}

// hold keeps a panel to its width in pixels, whatever its content would like.
type hold struct {
	widget.BaseWidget
	width float32
	o     fyne.CanvasObject
}

func held(width float32, o fyne.CanvasObject) fyne.CanvasObject {
	h := &hold{width: theme.Current().Scaled(width), o: o}
	h.ExtendBaseWidget(h)
	return h
}

// Parts implements kit.Holder.
func (h *hold) Parts() []fyne.CanvasObject { return []fyne.CanvasObject{h.o} }

// HeightFor implements kit.Flow.
func (h *hold) HeightFor(float32) float32 { return kit.HeightFor(h.o, h.width) }

// PreferredWidth implements kit.Preferred.
func (h *hold) PreferredWidth() float32 { return h.width }

// CreateRenderer implements fyne.Widget.
func (h *hold) CreateRenderer() fyne.WidgetRenderer { return &holdRenderer{h} }

type holdRenderer struct{ h *hold }

func (r *holdRenderer) Destroy()                     {}
func (r *holdRenderer) Refresh()                     { r.Layout(r.h.Size()) }
func (r *holdRenderer) Objects() []fyne.CanvasObject { return r.h.Parts() }
func (r *holdRenderer) MinSize() fyne.Size           { return fyne.NewSize(r.h.width, r.h.o.MinSize().Height) }
func (r *holdRenderer) Layout(size fyne.Size)        { r.h.o.Resize(size) }

// remark is a sentence that takes no room until there is something to say.
type remark struct {
	box  *fyne.Container
	role theme.Role
}

func newRemark(role theme.Role) *remark { return &remark{kit.VBox(0), role} }

// say shows a sentence; an empty one goes away.
func (r *remark) say(text string) {
	if len(r.box.Objects) == 0 && text == "" {
		return
	}
	r.box.RemoveAll()
	if text != "" {
		r.box.Add(kit.HBox(10, kit.NewIcon("warning-circle-bold", r.role, 20), kit.Grow(kit.NewText(text).In(r.role))))
	}
	r.box.Refresh()
	kit.Relayout(r.box)
}
