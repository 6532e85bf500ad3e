package handout

import (
	"image"
	"image/color"

	"github.com/skip2/go-qrcode"

	"parvis/app"
)

// quiet is the empty border a reader needs around a code, in modules.
const quiet = 4

// modules gives the dark squares of the code of an address, without border.
func modules(address string) ([][]bool, error) {
	q, err := qrcode.New(address, qrcode.Medium)
	if err != nil {
		return nil, app.E(app.Rejected, "handout_qr").Because(err)
	}
	q.DisableBorder = true
	return q.Bitmap(), nil
}

// QR is the code of an official address as a picture, so many pixels a module,
// its empty border included. An address that is not official is refused: a
// code that cannot be read by eye must not lead anywhere else.
func QR(address string, domains []string, scale int) (*image.Gray, error) {
	if !Official(address, domains) {
		return nil, app.E(app.Rejected, "handout_not_official", "address", address)
	}
	return picture(address, scale)
}

func picture(address string, scale int) (*image.Gray, error) {
	m, err := modules(address)
	if err != nil {
		return nil, err
	}
	side := (len(m) + 2*quiet) * scale
	img := image.NewGray(image.Rect(0, 0, side, side))
	for y := range side {
		for x := range side {
			row, col := y/scale-quiet, x/scale-quiet
			dark := row >= 0 && col >= 0 && row < len(m) && col < len(m) && m[row][col]
			if !dark {
				img.SetGray(x, y, color.Gray{Y: 255})
			}
		}
	}
	return img, nil
}
