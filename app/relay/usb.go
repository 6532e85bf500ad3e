package relay

import (
	"cmp"
	"context"
	"crypto/ed25519"
	"errors"
	"io"

	"filippo.io/age"

	"parvis/app"
)

// A stick carries the very batches the network would, for the hub's eyes only
// (age), each signed by the device; the hub answers with a receipt it signs.
// Exporting changes nothing on the device: the network may carry the same
// records meanwhile, and each counts once.
const (
	stickMagic     = "parvis stick 1\n"
	receiptMagic   = "parvis receipt 1\n"
	receiptSign    = "parvis receipt v1\n"
	MaxStickFrames = 400      // far above a year of backlog
	maxStick       = 32 << 20 // bytes of a stick's content
	stickOverhead  = 64       // bytes a frame costs in it besides its own
	maxReceipt     = 16 << 20
)

// stick is the plain content of a file for the hub.
type stick struct {
	Device DeviceID `cbor:"1,keyasint"`
	Frames [][]byte `cbor:"2,keyasint"`
}

// Receipt is the hub's answer to a stick. Every line names the record it
// judges by number and hash, so a receipt is believed for those records only.
type Receipt struct {
	Device     DeviceID      `cbor:"1,keyasint"`
	ServerTime int64         `cbor:"2,keyasint"`
	Pages      []ReceiptPage `cbor:"3,keyasint"`
}

// ReceiptPage answers one batch, and says how much of the device's epoch the
// hub knew after it.
type ReceiptPage struct {
	Lines []ReceiptLine `cbor:"1,keyasint"`
	Epoch uint32        `cbor:"2,keyasint"`
	Acked uint64        `cbor:"3,keyasint"`
	Known uint64        `cbor:"4,keyasint"`
	// Account comes with verdicts that ask to settle.
	Account *Account `cbor:"5,keyasint,omitempty"`
}

// ReceiptLine is the verdict of one record.
type ReceiptLine struct {
	Epoch   uint32  `cbor:"1,keyasint"`
	Seq     uint64  `cbor:"2,keyasint"`
	Hash    []byte  `cbor:"3,keyasint"`
	Verdict Verdict `cbor:"4,keyasint"`
	Reason  string  `cbor:"5,keyasint,omitempty"`
}

// ExportUSB writes everything that waits to w and says how many records that
// is. Errors: "not_enrolled", "device_revoked", "usb_old_registration" when
// the hub was met before it could read sticks.
func (r *Relay) ExportUSB(ctx context.Context, w io.Writer) (int, error) {
	unlock, err := r.lock(ctx)
	if err != nil {
		return 0, err
	}
	defer unlock()
	reg, _, err := r.registered(ctx)
	if err != nil {
		return 0, err
	}
	to, err := age.ParseX25519Recipient(reg.HubBox)
	if err != nil {
		return 0, app.E(app.Hub, "usb_old_registration").Because(err)
	}
	s, n, err := r.stick(ctx)
	if err != nil {
		return 0, err
	}
	raw, err := Canonical(s)
	if err != nil {
		return 0, err
	}
	if _, err := io.WriteString(w, stickMagic); err != nil {
		return 0, err
	}
	sealed, err := age.Encrypt(w, to)
	if err != nil {
		return 0, err
	}
	if _, err := sealed.Write(raw); err != nil {
		return 0, err
	}
	return n, sealed.Close()
}

// stick gathers what waits into frames.
func (r *Relay) stick(ctx context.Context) (stick, int, error) {
	id, err := r.Outbox.Identity(ctx)
	if err != nil {
		return stick{}, 0, err
	}
	waiting, err := r.Outbox.Pending(ctx, MaxRecords*MaxStickFrames)
	if err != nil {
		return stick{}, 0, err
	}
	rn := &run{Relay: r, id: id}
	waiting, _ = rn.sound(waiting) // the next run by network sets the others aside
	s, n, size := stick{Device: id.Device}, 0, 0
	for len(waiting) > 0 && len(s.Frames) < MaxStickFrames {
		b := Batch{Device: id.Device, Epoch: id.Epoch, Settled: id.Settled}
		if b.ID, err = NewID(r.Random); err != nil {
			return stick{}, 0, err
		}
		frame, _, sent, err := rn.seal(b, waiting[:min(len(waiting), MaxRecords)])
		if errors.Is(err, ErrTooLarge) { // one record alone: the network will set it aside
			waiting = waiting[1:]
			continue
		}
		if err != nil {
			return stick{}, 0, err
		}
		if size += len(frame) + stickOverhead; size > maxStick {
			break // the rest travels with the next stick
		}
		s.Frames = append(s.Frames, frame)
		n += len(sent)
		waiting = waiting[len(sent):]
	}
	return s, n, nil
}

// OpenStick reads a stick file with the hub's identity. What it gives is not
// believed yet: each frame is signed. Error: "usb_bad_file".
func OpenStick(r io.Reader, box age.Identity) (DeviceID, [][]byte, error) {
	bad := func(err error) (DeviceID, [][]byte, error) {
		return "", nil, app.E(app.Rejected, "usb_bad_file").Because(err)
	}
	magic := make([]byte, len(stickMagic))
	if _, err := io.ReadFull(r, magic); err != nil || string(magic) != stickMagic {
		return bad(err)
	}
	plain, err := age.Decrypt(r, box)
	if err != nil {
		return bad(err)
	}
	raw, err := io.ReadAll(io.LimitReader(plain, maxStick+1))
	if err != nil || len(raw) > maxStick {
		return bad(err)
	}
	var s stick
	if err := Decode(raw, &s); err != nil || len(s.Frames) > MaxStickFrames {
		return bad(err)
	}
	return s.Device, s.Frames, nil
}

// WriteReceipt signs a receipt.
func WriteReceipt(w io.Writer, rc Receipt, hubKey ed25519.PrivateKey) error {
	body, err := Canonical(rc)
	if err != nil {
		return err
	}
	signature := ed25519.Sign(hubKey, append([]byte(receiptSign), body...))
	for _, part := range [][]byte{[]byte(receiptMagic), signature, body} {
		if _, err := w.Write(part); err != nil {
			return err
		}
	}
	return nil
}

// openReceipt reads a receipt and checks that the hub signed it.
func openReceipt(r io.Reader, hubKey ed25519.PublicKey) (Receipt, error) {
	raw, err := io.ReadAll(io.LimitReader(r, maxReceipt+1))
	const head = len(receiptMagic) + ed25519.SignatureSize
	if err != nil || len(raw) > maxReceipt || len(raw) < head || string(raw[:len(receiptMagic)]) != receiptMagic ||
		len(hubKey) != ed25519.PublicKeySize ||
		!ed25519.Verify(hubKey, append([]byte(receiptSign), raw[head:]...), raw[len(receiptMagic):head]) {
		return Receipt{}, app.E(app.Rejected, "receipt_bad").Because(err)
	}
	var rc Receipt
	if err := Decode(raw[head:], &rc); err != nil {
		return Receipt{}, app.E(app.Rejected, "receipt_bad").Because(err)
	}
	return rc, nil
}

// ReadReceipt applies a receipt brought back from the hub: what it took is
// sent, what it refused twice is set aside. Read twice, it changes nothing
// more. Errors: "receipt_bad" (damaged, or not signed by our hub),
// "receipt_other_device".
func (r *Relay) ReadReceipt(ctx context.Context, in io.Reader) (Summary, error) {
	unlock, err := r.lock(ctx)
	if err != nil {
		return Summary{}, err
	}
	defer unlock()
	reg, _, err := r.registered(ctx)
	if err != nil {
		return Summary{}, err
	}
	rc, err := openReceipt(in, reg.HubKey)
	if err != nil {
		return Summary{}, err
	}
	id, err := r.Outbox.Identity(ctx)
	if err != nil {
		return Summary{}, err
	}
	if rc.Device != id.Device {
		return Summary{}, app.E(app.Rejected, "receipt_other_device")
	}
	sent, err := r.applyReceipt(ctx, id, rc)
	if err != nil {
		return Summary{}, err
	}
	return r.summary(ctx, sent)
}

func (r *Relay) applyReceipt(ctx context.Context, id Identity, rc Receipt) (sent int, err error) {
	progress, err := r.Outbox.Progress(ctx)
	if err != nil {
		return 0, err
	}
	said := map[[2]uint64]ReceiptLine{}
	var account *Account
	settle := false
	for _, page := range rc.Pages {
		account = cmp.Or(page.Account, account) // the newest
		for _, l := range page.Lines {
			said[[2]uint64{uint64(l.Epoch), l.Seq}] = l
		}
	}
	var marked []Entry
	for e, err := range r.Outbox.Entries(ctx) {
		if err != nil {
			return 0, err
		}
		l, ok := said[[2]uint64{uint64(e.Epoch), e.Seq}]
		if !ok || string(l.Hash) != string(e.Hash) || (e.State != ToSend && e.State != Sending) {
			continue
		}
		switch {
		case l.Verdict == Accepted, l.Verdict == Duplicate:
			e.State, e.Reason, e.Acked = Sent, "", r.Now()
			sent++
		case account != nil && asksToSettle(RecordVerdict{Verdict: l.Verdict, Reason: l.Reason}, e, id.Epoch, id.fresh(progress)):
			settle = true
			continue
		case l.Verdict == Rejected:
			e = rejected(e, l.Reason)
		default: // a copy gets its own name from the hub itself
			continue
		}
		marked = append(marked, e)
	}
	if len(marked) > 0 {
		if err := r.heardByReceipt(ctx, rc, sent > 0); err != nil {
			return 0, err
		}
		if err := r.Outbox.Mark(ctx, marked...); err != nil {
			return 0, err
		}
	}
	if !settle {
		return sent, nil
	}
	return sent, r.settleByReceipt(ctx, *account)
}

// settleByReceipt goes on under a new epoch, which the next stick carries.
func (r *Relay) settleByReceipt(ctx context.Context, a Account) error {
	p, err := r.parting(ctx, a)
	if err != nil {
		return err
	}
	_, err = r.Outbox.NewEpoch(ctx, p)
	return err
}

// heardByReceipt keeps what the hub knew, before the records are marked: what
// it is found to have lost later will be sent again.
func (r *Relay) heardByReceipt(ctx context.Context, rc Receipt, success bool) error {
	id, err := r.Outbox.Identity(ctx)
	if err != nil {
		return err
	}
	p, err := r.Outbox.Progress(ctx)
	if err != nil {
		return err
	}
	if p.AckedEpoch != id.Epoch {
		p.AckedEpoch, p.AckedThrough, p.Known = id.Epoch, 0, 0
	}
	for _, page := range rc.Pages {
		if page.Epoch == id.Epoch {
			p.AckedThrough, p.Known = max(p.AckedThrough, page.Acked), max(p.Known, page.Known)
		}
	}
	if success {
		p.LastSuccess = r.Now()
	}
	return r.Outbox.SetProgress(ctx, p)
}

// summary is the state of the outbox after something happened to it.
func (r *Relay) summary(ctx context.Context, sent int) (Summary, error) {
	counts, err := r.Outbox.Counts(ctx)
	if err != nil {
		return Summary{}, err
	}
	p, err := r.Outbox.Progress(ctx)
	return Summary{
		Sent: sent, Waiting: counts.ToSend + counts.Sending, SetAside: counts.SetAside, LastSuccess: p.LastSuccess,
	}, err
}
