package relay

import (
	"bytes"
	"compress/zlib"
	"crypto/ed25519"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/json"
	"io"
	"net"
	"net/url"
	"strings"
	"unicode"

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

// maxTicket bounds the text of a QR code and the JSON in it.
const maxTicket = 4 << 10

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
// package picture finds it.
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
	text = strings.TrimRightFunc(strings.TrimSpace(text), func(r rune) bool { return r == '/' || unicode.IsSpace(r) })
	if strings.ContainsFunc(text, unicode.IsSpace) {
		return "", app.E(app.Hub, "hub_address", "address", text)
	}
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
