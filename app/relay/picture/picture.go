// Package picture finds the QR code of an invitation in an image file.
//
// It is apart from relay because reading pictures weighs on programs that
// never do, the hub first. It promises to bound the pixels it unpacks and to
// open no camera.
package picture

import (
	"bytes"
	"image"
	_ "image/gif"  // the formats people save a picture in
	_ "image/jpeg" // idem
	_ "image/png"  // idem
	"io"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"

	"parvis/app"
	"parvis/app/relay"
)

// maxPixels bounds what a picture may unfold to: more than any telephone's.
const maxPixels = 64 << 20

// Invitation reads a PNG, JPEG or GIF picture and gives the invitation in its
// QR code. Errors (kind Hub): "image_unreadable", "image_no_code", and those
// of relay.FromTicket.
func Invitation(r io.Reader) (relay.Invitation, error) {
	var head bytes.Buffer
	size, _, err := image.DecodeConfig(io.TeeReader(r, &head))
	if err != nil || size.Width <= 0 || size.Height <= 0 || size.Width > maxPixels/size.Height {
		return relay.Invitation{}, app.E(app.Hub, "image_unreadable").Because(err)
	}
	img, _, err := image.Decode(io.MultiReader(&head, r))
	if err != nil {
		return relay.Invitation{}, app.E(app.Hub, "image_unreadable").Because(err)
	}
	text, err := readQR(img)
	if err != nil {
		return relay.Invitation{}, app.E(app.Hub, "image_no_code").Because(err)
	}
	return relay.FromTicket(text)
}

// readQR tries a clean code first (a saved picture), then a photograph.
func readQR(img image.Image) (string, error) {
	var err error
	for _, hint := range []gozxing.DecodeHintType{gozxing.DecodeHintType_PURE_BARCODE, gozxing.DecodeHintType_TRY_HARDER} {
		var bitmap *gozxing.BinaryBitmap
		if bitmap, err = gozxing.NewBinaryBitmapFromImage(img); err != nil {
			return "", err
		}
		var result *gozxing.Result
		if result, err = qrcode.NewQRCodeReader().Decode(bitmap, map[gozxing.DecodeHintType]any{hint: true}); err == nil {
			return result.GetText(), nil
		}
	}
	return "", err
}
