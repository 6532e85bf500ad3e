package kit

import (
	"fmt"
	"image"
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	qrcode "github.com/skip2/go-qrcode"

	"parvis/ui/theme"
)

// quietModules stand around the code inside its white card; with the card's
// own white they make more than the 4 the standard asks for.
const quietModules = 2

// QR draws a QR code at most side pixels wide, every module a whole number of
// pixels, black on white in every palette. The words under it say what it
// opens; the screen writes them.
func QR(content string, side float32) (fyne.CanvasObject, error) {
	img, err := qrImage(content, int(side))
	if err != nil {
		return nil, err
	}
	pic := canvas.NewImageFromImage(img)
	pic.ScaleMode, pic.FillMode = canvas.ImageScalePixels, canvas.ImageFillContain
	pic.SetMinSize(fyne.NewSize(float32(img.Rect.Dx()), float32(img.Rect.Dy())))
	white := canvas.NewRectangle(color.White)
	white.CornerRadius = 14
	white.StrokeColor, white.StrokeWidth = theme.Current().C(theme.Line), 1
	module := float32(img.Rect.Dx()) / float32(modules(content)+2*quietModules)
	return Over(white, Pad(2*module, Centred(pic))), nil
}

func encode(content string) ([][]bool, error) {
	q, err := qrcode.New(content, qrcode.Medium)
	if err != nil {
		return nil, fmt.Errorf("qr: %w", err)
	}
	q.DisableBorder = true
	return q.Bitmap(), nil
}

func modules(content string) int {
	m, err := encode(content)
	if err != nil {
		return 0
	}
	return len(m)
}

func qrImage(content string, side int) (*image.Paletted, error) {
	m, err := encode(content)
	if err != nil {
		return nil, err
	}
	n := len(m) + 2*quietModules
	px := max(1, side/n)
	img := image.NewPaletted(image.Rect(0, 0, n*px, n*px), color.Palette{color.White, color.Black})
	for y, row := range m {
		for x, dark := range row {
			if !dark {
				continue
			}
			for dy := range px {
				for dx := range px {
					img.SetColorIndex((x+quietModules)*px+dx, (y+quietModules)*px+dy, 1)
				}
			}
		}
	}
	return img, nil
}
