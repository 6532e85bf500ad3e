package relay

import (
	"bytes"
	"compress/zlib"
	"crypto/ed25519"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/json"
	"image"
	_ "image/gif"  // the formats people save a picture in
	_ "image/jpeg" // idem
	_ "image/png"  // idem
	"io"
	"net"
	"net/url"
	"strings"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"

	"parvis/app"
)

// Invitation is what a person brings to a device to enrol it, typed or read
// from a QR code.
type Invitation struct {
	Hub         string // base URL
	Token       string
	KeyCheck    string // from a typed code
	Fingerprint []byte // SHA-256 of the hub's key, from a QR code
}

// ticket is the JSON inside a QR code.
type ticket struct {
	Version     int    `json:"v"`
	Hub         string `json:"hub"`
	Fingerprint []byte `json:"key"`
	Token       string `json:"token"`
}

// maxTicket bounds the JSON of a QR code, maxPicture the pixels of its image.
const (
	maxTicket  = 4 << 10
	maxPicture = 24 << 20
)

// FromCode reads a typed code and the address typed with it.
func FromCode(code, hub string) (Invitation, error) {
	c, err := ParseCode(code)
	if err != nil {
		return Invitation{}, err
	}
	base, err := HubURL(hub)
	if err != nil {
		return Invitation{}, err
	}
	return Invitation{Hub: base, Token: c.Token, KeyCheck: c.KeyCheck}, nil
}

// Ticket writes the text of an invitation's QR code: JSON → zlib → Base64url.
func Ticket(hub string, hubKey ed25519.PublicKey, token string) (string, error) {
	sum := sha256.Sum256(hubKey)
	raw, err := json.Marshal(ticket{Version: 1, Hub: hub, Fingerprint: sum[:], Token: token})
	if err != nil {
		return "", err
	}
	var b bytes.Buffer
	w := zlib.NewWriter(&b)
	if _, err := w.Write(raw); err != nil {
		return "", err
	}
	if err := w.Close(); err != nil {
		return "", err
	}
	return base64.RawURLEncoding.EncodeToString(b.Bytes()), nil
}

// FromTicket reads the text of a QR code, as a scanner types it or as
// FromImage finds it.
func FromTicket(text string) (Invitation, error) {
	bad := func(err error) (Invitation, error) {
		return Invitation{}, app.E(app.Hub, "ticket_bad").Because(err)
	}
	text = strings.TrimRight(strings.TrimSpace(text), "=")
	if len(text) > maxTicket {
		return bad(nil)
	}
	packed, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil {
		return bad(err)
	}
	z, err := zlib.NewReader(bytes.NewReader(packed))
	if err != nil {
		return bad(err)
	}
	raw, err := io.ReadAll(io.LimitReader(z, maxTicket+1))
	if err != nil || len(raw) > maxTicket {
		return bad(err)
	}
	var t ticket
	if err := json.Unmarshal(raw, &t); err != nil {
		return bad(err)
	}
	if t.Version != 1 || len(t.Fingerprint) != sha256.Size || t.Token == "" || len(t.Token) > 64 {
		return bad(nil)
	}
	hub, err := HubURL(t.Hub)
	if err != nil {
		return Invitation{}, err
	}
	return Invitation{Hub: hub, Token: t.Token, Fingerprint: t.Fingerprint}, nil
}

// FromImage finds the QR code of an invitation in a PNG, JPEG or GIF picture.
func FromImage(r io.Reader) (Invitation, error) {
	var head bytes.Buffer
	size, _, err := image.DecodeConfig(io.TeeReader(r, &head))
	if err != nil || size.Width*size.Height > maxPicture {
		return Invitation{}, app.E(app.Hub, "image_unreadable").Because(err)
	}
	picture, _, err := image.Decode(io.MultiReader(&head, r))
	if err != nil {
		return Invitation{}, app.E(app.Hub, "image_unreadable").Because(err)
	}
	text, err := readQR(picture)
	if err != nil {
		return Invitation{}, app.E(app.Hub, "image_no_code").Because(err)
	}
	return FromTicket(text)
}

// readQR tries a clean code first (a saved picture), then a photograph.
func readQR(picture image.Image) (string, error) {
	var err error
	for _, hints := range []map[gozxing.DecodeHintType]any{
		{gozxing.DecodeHintType_PURE_BARCODE: true},
		{gozxing.DecodeHintType_TRY_HARDER: true},
	} {
		var bitmap *gozxing.BinaryBitmap
		if bitmap, err = gozxing.NewBinaryBitmapFromImage(picture); err != nil {
			return "", err
		}
		var result *gozxing.Result
		if result, err = qrcode.NewQRCodeReader().Decode(bitmap, hints); err == nil {
			return result.GetText(), nil
		}
	}
	return "", err
}

// Trusts says whether the key is the one the invitation announced.
func (i Invitation) Trusts(hubKey ed25519.PublicKey) bool {
	if len(hubKey) != ed25519.PublicKeySize {
		return false
	}
	if len(i.Fingerprint) > 0 {
		sum := sha256.Sum256(hubKey)
		return subtle.ConstantTimeCompare(sum[:], i.Fingerprint) == 1
	}
	return i.KeyCheck != "" && subtle.ConstantTimeCompare([]byte(KeyCheck(hubKey)), []byte(i.KeyCheck)) == 1
}

// HubURL checks and completes the address of a hub: https everywhere, plain
// http to this very machine only.
func HubURL(text string) (string, error) {
	text = strings.TrimRight(strings.TrimSpace(text), "/")
	if !strings.Contains(text, "://") {
		if host, _, err := net.SplitHostPort(text); isLoopback(text) || (err == nil && isLoopback(host)) {
			text = "http://" + text
		} else {
			text = "https://" + text
		}
	}
	u, err := url.Parse(text)
	if err != nil || u.Hostname() == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return "", app.E(app.Hub, "hub_address", "address", text).Because(err)
	}
	switch {
	case u.Scheme == "https", u.Scheme == "http" && isLoopback(u.Hostname()):
		return text, nil
	case u.Scheme == "http":
		return "", app.E(app.Hub, "hub_plain_http", "address", text)
	}
	return "", app.E(app.Hub, "hub_address", "address", text)
}

func isLoopback(host string) bool {
	ip := net.ParseIP(strings.Trim(host, "[]"))
	return host == "localhost" || (ip != nil && ip.IsLoopback())
}
