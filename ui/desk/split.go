package desk

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"parvis/ui/kit"
	"parvis/ui/theme"
)

// newSplit lays a wide column and a narrower one beside it.
func newSplit(main, side fyne.CanvasObject) fyne.CanvasObject { return kit.NewSplit(main, side) }

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
