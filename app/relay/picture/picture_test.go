package picture_test

import (
	"bytes"
	"crypto/ed25519"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"image/png"
	"runtime"
	"strings"
	"testing"

	"github.com/skip2/go-qrcode"

	"parvis/app"
	"parvis/app/relay"
	"parvis/app/relay/picture"
)

func TestInvitationFromPictures(t *testing.T) {
	key := ed25519.NewKeyFromSeed(bytes.Repeat([]byte{7}, 32)).Public().(ed25519.PublicKey)
	ticket, err := relay.Ticket("https://hub.exemple.fr", key, "ABCD1234")
	if err != nil {
		t.Fatal(err)
	}
	clean, err := qrcode.Encode(ticket, qrcode.Medium, 640)
	if err != nil {
		t.Fatal(err)
	}
	for name, file := range map[string][]byte{"saved": clean, "photographed": photograph(t, clean)} {
		t.Run(name, func(t *testing.T) {
			inv, err := picture.Invitation(bytes.NewReader(file))
			if err != nil || inv.Hub != "https://hub.exemple.fr" || inv.Token != "ABCD1234" || !inv.Trusts(key) {
				t.Fatalf("invitation %+v, error %v", inv, err)
			}
		})
	}
}

// photograph sets the code off centre on a grey sheet and saves it as JPEG.
func photograph(t *testing.T, code []byte) []byte {
	t.Helper()
	img, err := png.Decode(bytes.NewReader(code))
	if err != nil {
		t.Fatal(err)
	}
	sheet := image.NewRGBA(image.Rect(0, 0, 1200, 900))
	draw.Draw(sheet, sheet.Bounds(), image.NewUniform(color.Gray{210}), image.Point{}, draw.Src)
	draw.Draw(sheet, img.Bounds().Add(image.Pt(333, 111)), img, image.Point{}, draw.Src)
	var b bytes.Buffer
	if err := jpeg.Encode(&b, sheet, &jpeg.Options{Quality: 60}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestPicturesThatAreNotInvitations(t *testing.T) {
	other, err := qrcode.Encode("https://exemple.fr", qrcode.Medium, 300)
	if err != nil {
		t.Fatal(err)
	}
	var blank bytes.Buffer
	if err := png.Encode(&blank, image.NewGray(image.Rect(0, 0, 200, 200))); err != nil {
		t.Fatal(err)
	}
	huge := bytes.Clone(blank.Bytes())
	copy(huge[16:24], []byte{0, 0, 0xff, 0xff, 0, 0, 0xff, 0xff}) // 65535 × 65535
	binary.BigEndian.PutUint32(huge[29:], crc32.ChecksumIEEE(huge[12:29]))
	for code, file := range map[string]string{
		"image_unreadable": "not a picture", "image_no_code": blank.String(), "ticket_bad": string(other),
	} {
		if _, err := picture.Invitation(strings.NewReader(file)); !errors.Is(err, app.E(app.Hub, code)) {
			t.Errorf("%s: %v", code, err)
		}
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	_, err = picture.Invitation(bytes.NewReader(huge))
	runtime.ReadMemStats(&after)
	if n := after.TotalAlloc - before.TotalAlloc; n > 16<<20 || !errors.Is(err, app.E(app.Hub, "image_unreadable")) {
		t.Errorf("huge: %d KiB asked for, %v", n>>10, err)
	}
}
