package hub

import (
	"context"
	"crypto/ed25519"
	"crypto/hkdf"
	"crypto/sha256"
	"io"
	"strings"
	"time"

	"filippo.io/age"

	"parvis/app"
	"parvis/app/relay"
)

// boxOf derives the hub's age identity from its signing key, so that one
// secret is all there is to back up.
func boxOf(key ed25519.PrivateKey) (*age.X25519Identity, error) {
	raw, err := hkdf.Key(sha256.New, key.Seed(), nil, "parvis hub box v1", 32)
	if err != nil {
		return nil, err
	}
	return age.ParseX25519Identity(strings.ToUpper(bech32("age-secret-key-", raw)))
}

// bech32 writes bytes as age writes its keys (BIP 173).
func bech32(prefix string, data []byte) string {
	const alphabet = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
	var values []byte // five bits each
	acc, bits := 0, 0
	for _, b := range data {
		acc, bits = acc<<8|int(b), bits+8
		for bits >= 5 {
			bits -= 5
			values = append(values, byte(acc>>bits&31))
		}
		acc &= 1<<bits - 1
	}
	if bits > 0 {
		values = append(values, byte(acc<<(5-bits)&31))
	}
	var expanded []byte
	for _, c := range []byte(prefix) {
		expanded = append(expanded, c>>5)
	}
	expanded = append(expanded, 0)
	for _, c := range []byte(prefix) {
		expanded = append(expanded, c&31)
	}
	check := polymod(append(append(expanded, values...), 0, 0, 0, 0, 0, 0)) ^ 1
	for i := range 6 {
		values = append(values, byte(check>>(5*(5-i))&31))
	}
	out := []byte(prefix + "1")
	for _, v := range values {
		out = append(out, alphabet[v])
	}
	return string(out)
}

// polymod is the checksum of BIP 173.
func polymod(values []byte) uint32 {
	c := uint32(1)
	for _, v := range values {
		top := c >> 25
		c = c&0x1ffffff<<5 ^ uint32(v)
		for i, g := range [...]uint32{0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3} {
			if top>>i&1 == 1 {
				c ^= g
			}
		}
	}
	return c
}

// Carried says what a stick brought.
type Carried struct {
	Place    string `json:"place"`
	Device   string `json:"device"`
	Records  int    `json:"records"`
	Accepted int    `json:"accepted"` // new at the hub
	Refused  int    `json:"refused"`
}

// Carry takes in a stick file and writes the receipt to bring back. A stick
// that comes twice, or after the network, changes nothing and gets a receipt
// all the same. Errors: "usb_bad_file", "usb_unknown_device",
// "device_revoked".
func (a Admin) Carry(ctx context.Context, in io.Reader, receipt io.Writer, now time.Time) (Carried, error) {
	key, err := SigningKey(ctx, a.Ledger, a.Random)
	if err != nil {
		return Carried{}, err
	}
	box, err := boxOf(key)
	if err != nil {
		return Carried{}, err
	}
	id, frames, err := relay.OpenStick(in, box)
	if err != nil {
		return Carried{}, err
	}
	d, known, err := a.Ledger.DeviceByID(ctx, id)
	switch {
	case err != nil:
		return Carried{}, err
	case !known:
		return Carried{}, app.E(app.Rejected, "usb_unknown_device")
	case d.Revoked:
		return Carried{}, app.E(app.Hub, relay.ProblemRevoked)
	}
	batches := make([]relay.Batch, len(frames))
	for i, frame := range frames { // all of them, before any is decided
		batch, _, err := relay.Open(frame, d.PublicKey)
		if err != nil || batch.Device != d.ID {
			return Carried{}, app.E(app.Rejected, "usb_bad_file").Because(err)
		}
		batches[i] = batch
	}
	out := Carried{Place: d.Place, Device: string(d.ID)}
	rc := relay.Receipt{Device: d.ID, ServerTime: now.Unix()}
	for _, batch := range batches {
		decision, err := accept(ctx, a.Ledger, d, batch, now)
		if err != nil {
			return Carried{}, err
		}
		rc.Pages = append(rc.Pages, out.page(batch, decision))
	}
	if err := a.audit(ctx, now, "stick_read", string(d.ID)); err != nil {
		return Carried{}, err
	}
	return out, relay.WriteReceipt(receipt, rc, key)
}

func (c *Carried) page(batch relay.Batch, decision Decision) relay.ReceiptPage {
	page := relay.ReceiptPage{
		Lines: make([]relay.ReceiptLine, len(batch.Records)),
		Epoch: batch.Epoch, Acked: decision.AckedThrough, Known: decision.KnownAfter,
		Account: decision.Account,
	}
	for i, v := range decision.Verdicts {
		r := batch.Records[i]
		page.Lines[i] = relay.ReceiptLine{Epoch: r.Epoch, Seq: r.Seq, Hash: r.Hash, Verdict: v.Verdict, Reason: v.Reason}
		c.Records++
		switch v.Verdict {
		case relay.Accepted:
			c.Accepted++
		case relay.Rejected, relay.Conflict:
			c.Refused++
		}
	}
	return page
}
