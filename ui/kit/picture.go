package kit

import (
	"bytes"
	"errors"
	"image"
	_ "image/jpeg" // the pictures a guide may show
	_ "image/png"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"
	scale "golang.org/x/image/draw"

	"parvis/ui/theme"
)

// Picture shows a picture with the words that stand for it. Until it is there
// it takes the room of a line; when it cannot be shown, the words take its
// place.
type Picture struct {
	widget.BaseWidget
	alt     string
	tallest float32
	image   *canvas.Image
	ratio   float32 // height over width; 0: not there
	box     *fyne.Container
}

var (
	_ fyne.Widget     = (*Picture)(nil)
	_ fyne.Accessible = (*Picture)(nil)
	_ Flow            = (*Picture)(nil)
	_ Holder          = (*Picture)(nil)
)

// NewPicture makes the room of a picture, at most so many pixels high at the
// usual text size.
func NewPicture(alt string, tallest float32) *Picture {
	p := &Picture{alt: alt, tallest: theme.Current().Scaled(tallest), box: Over()}
	p.ExtendBaseWidget(p)
	return p
}

// Put puts the picture in place.
func (p *Picture) Put(img image.Image) {
	b := img.Bounds()
	p.ratio = float32(b.Dy()) / float32(max(1, b.Dx()))
	p.image = canvas.NewImageFromImage(img)
	p.image.FillMode = canvas.ImageFillContain
	p.image.ScaleMode = canvas.ImageScaleSmooth
	p.fill(p.image)
}

// Miss says the words in place of a picture that cannot be shown.
func (p *Picture) Miss(why string) {
	p.ratio = 0
	size := theme.Current().M().IconSmall + 4
	p.fill(TintCard(Neutral, Row(12, Top, NewIcon("info", theme.Link, size), Grow(VBox(2, Strong(why), NewText(p.alt))))))
}

func (p *Picture) fill(o fyne.CanvasObject) {
	p.box.RemoveAll()
	p.box.Add(o)
	p.Refresh()
	Relayout(p)
}

// Parts implements Holder.
func (p *Picture) Parts() []fyne.CanvasObject { return []fyne.CanvasObject{p.box} }

// HeightFor implements Flow.
func (p *Picture) HeightFor(w float32) float32 {
	if p.ratio > 0 {
		return min(w*p.ratio, p.tallest)
	}
	return HeightFor(p.box, w)
}

// PreferredWidth implements Preferred.
func (p *Picture) PreferredWidth() float32 {
	if p.ratio > 0 {
		return p.tallest / p.ratio
	}
	return PreferredWidth(p.box)
}

func (p *Picture) leastWidth() float32 { return 40 }

// AccessibilityLabel implements fyne.Accessible: the words of the picture.
func (p *Picture) AccessibilityLabel() string { return p.alt }

// AccessibilityRole implements fyne.Accessible.
func (p *Picture) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }

// CreateRenderer implements fyne.Widget.
func (p *Picture) CreateRenderer() fyne.WidgetRenderer {
	p.ExtendBaseWidget(p)
	return &draw{
		objects: []fyne.CanvasObject{p.box},
		layout: func(s fyne.Size) {
			w := s.Width
			if p.ratio > 0 {
				w = min(w, s.Height/p.ratio)
			}
			put(p.box, 0, 0, w, s.Height, s.Width)
		},
		min:     func() fyne.Size { return fyne.NewSize(p.leastWidth(), p.HeightFor(p.Size().Width)) },
		refresh: func() { p.box.Refresh() },
	}
}

// MaxPictureSide is how many pixels a picture keeps on its longest side: more
// would only weigh in memory.
const MaxPictureSide = 1600

var errPicture = errors.New("kit: not a picture that can be shown")

// ReadPicture decodes a PNG or JPEG file, made smaller where it is larger than
// any screen. It is slow: call it off the interface's thread.
func ReadPicture(data []byte) (image.Image, error) {
	c, _, err := image.DecodeConfig(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	if c.Width < 1 || c.Height < 1 || c.Width*c.Height > 40_000_000 {
		return nil, errPicture
	}
	img, _, err := image.Decode(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	longest := max(c.Width, c.Height)
	if longest <= MaxPictureSide {
		return img, nil
	}
	w, h := max(1, c.Width*MaxPictureSide/longest), max(1, c.Height*MaxPictureSide/longest)
	small := image.NewRGBA(image.Rect(0, 0, w, h))
	scale.ApproxBiLinear.Scale(small, small.Bounds(), img, img.Bounds(), scale.Src, nil)
	return small, nil
}
