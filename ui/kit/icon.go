package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"parvis/assets"
	"parvis/ui/theme"
)

// Icon shows an embedded icon in the colour of a role. It has no words of its
// own: words always stand beside it.
type Icon struct {
	widget.BaseWidget
	name  string
	role  theme.Role
	size  float32
	image *canvas.Image
}

// NewIcon makes an icon of a size in pixels before the text factor; 0 is the
// size of icons in buttons.
func NewIcon(name string, role theme.Role, size float32) *Icon {
	i := &Icon{name: name, role: role, size: size, image: &canvas.Image{FillMode: canvas.ImageFillContain}}
	i.ExtendBaseWidget(i)
	return i
}

// SetRole changes the colour.
func (i *Icon) SetRole(r theme.Role) { i.Set(i.name, r) }

// Set changes picture and colour.
func (i *Icon) Set(name string, r theme.Role) {
	if i.name == name && i.role == r {
		return
	}
	i.name, i.role = name, r
	i.Refresh()
}

// MinSize is the square of the icon.
func (i *Icon) MinSize() fyne.Size {
	s := i.size
	th := theme.Current()
	if s == 0 {
		s = th.M().Icon
	}
	return fyne.NewSquareSize(th.Scaled(s))
}

// CreateRenderer implements fyne.Widget.
func (i *Icon) CreateRenderer() fyne.WidgetRenderer {
	i.ExtendBaseWidget(i)
	update := func() { i.image.Resource = theme.Current().IconIn(i.name, i.role) }
	update()
	return &draw{
		objects: []fyne.CanvasObject{i.image},
		layout: func(s fyne.Size) {
			side := min(s.Width, s.Height, i.MinSize().Width)
			i.image.Move(fyne.NewPos((s.Width-side)/2, (s.Height-side)/2))
			i.image.Resize(fyne.NewSquareSize(side))
		},
		min: i.MinSize,
		refresh: func() {
			update()
			i.image.Refresh()
		},
	}
}

// NewArt shows a piece of artwork at a size.
func NewArt(a assets.Art, w, h float32) *canvas.Image {
	img := canvas.NewImageFromResource(theme.Current().Art(a))
	img.FillMode = canvas.ImageFillContain
	img.SetMinSize(fyne.NewSize(w, h))
	return img
}

// IconTile is an icon on a tinted square or disc: guides, KPI, answers.
func IconTile(name string, tint theme.Role, side, icon, radius float32) *fyne.Container {
	return Tinted(NewIcon(name, theme.Ink, icon), tint, side, radius)
}

// Tinted puts any object in the middle of a tinted square of a side.
func Tinted(o fyne.CanvasObject, tint theme.Role, side, radius float32) *fyne.Container {
	th := theme.Current()
	side, radius = th.Scaled(side), th.Scaled(radius)
	bg := canvas.NewRectangle(th.C(tint))
	bg.CornerRadius = radius
	if th.HighContrast() {
		bg.StrokeColor, bg.StrokeWidth = th.C(theme.Stroke), 2
	}
	return Sized(side, side, Over(bg, Centred(o)))
}
