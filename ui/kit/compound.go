package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

// Compound is a widget made of other objects. Embed it, build the parts, and
// call Own once: the composite then flows, is walked and is read like its
// parts.
type Compound struct {
	widget.BaseWidget
	root fyne.CanvasObject
}

var (
	_ fyne.Widget = (*Compound)(nil)
	_ Holder      = (*Compound)(nil)
	_ Flow        = (*Compound)(nil)
)

// Own makes root the whole of the widget self.
func (c *Compound) Own(self fyne.Widget, root fyne.CanvasObject) {
	c.root = root
	c.ExtendBaseWidget(self)
}

// Replace exchanges the whole content in place.
func (c *Compound) Replace(root fyne.CanvasObject) {
	c.root = root
	c.Refresh()
}

// Parts implements Holder.
func (c *Compound) Parts() []fyne.CanvasObject { return []fyne.CanvasObject{c.root} }

// HeightFor implements Flow.
func (c *Compound) HeightFor(w float32) float32 { return HeightFor(c.root, w) }

// PreferredWidth implements Preferred.
func (c *Compound) PreferredWidth() float32 { return PreferredWidth(c.root) }

func (c *Compound) leastWidth() float32 { return leastWidth(c.root) }

// MinSize implements fyne.CanvasObject.
func (c *Compound) MinSize() fyne.Size { return c.root.MinSize() }

// CreateRenderer implements fyne.Widget.
func (c *Compound) CreateRenderer() fyne.WidgetRenderer {
	d := &draw{objects: []fyne.CanvasObject{c.root}, min: c.MinSize}
	d.layout = func(s fyne.Size) {
		c.root.Move(fyne.Position{})
		c.root.Resize(s)
	}
	d.refresh = func() {
		if d.objects[0] != c.root {
			d.objects[0] = c.root
			d.layout(c.Size())
		}
		c.root.Refresh()
	}
	return d
}
