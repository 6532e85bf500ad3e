package device

import (
	"context"
	"crypto/ed25519"
	"encoding/hex"
	"io"
	"iter"

	"parvis/app"
	"parvis/app/relay"
	"parvis/app/session"
)

var _ relay.Outbox = (*Device)(nil)

// Identity implements relay.Outbox.
func (d *Device) Identity(ctx context.Context) (out relay.Identity, err error) {
	err = d.view(ctx, func(t *tx) error {
		var id identity
		_, err := t.getCBOR(bucketMeta, keyIdent, &id)
		out = id.public()
		return err
	})
	return out, err
}

// NewEpoch implements relay.Outbox. A new device also gets another key for
// secret remainders: two devices must not draw the same ones.
func (d *Device) NewEpoch(ctx context.Context, p relay.Parting) (relay.Identity, error) {
	if err := d.flushed(ctx); err != nil {
		return relay.Identity{}, err
	}
	old, err := d.Identity(ctx)
	if err != nil {
		return relay.Identity{}, err
	}
	next := identity{Device: old.Device, Epoch: old.Epoch, Private: old.Private}
	if p.Copied {
		next.Parting = &p
	}
	next.Epoch = max(next.Epoch, d.head.Epoch, p.Settled.Epoch) + 1
	if p.NewDevice {
		if next, err = d.freshIdentity(next); err != nil {
			return relay.Identity{}, err
		}
		if old.Device != "" {
			if err := d.freshRemainder(); err != nil {
				return relay.Identity{}, err
			}
		}
	}
	for busy := true; busy && err == nil; {
		if err = d.flushed(ctx); err == nil {
			busy, err = d.renumber(ctx, next)
		}
	}
	return next.public(), err
}

// renumber commits an identity when every record of the outbox is in the
// projection, where they can be counted: the next number follows from it. busy
// says that some were not.
func (d *Device) renumber(ctx context.Context, next identity) (busy bool, err error) {
	err = d.commit(ctx, func() ([]*staged, error) {
		for _, s := range d.staged {
			if t := s.rec.Type; t == typeEnqueue || t == typeClosing || t == typeMark || t == typeIdentity {
				busy = true
				return nil, nil
			}
		}
		waiting, back, err := d.waiting(next)
		if err != nil {
			return nil, err
		}
		if next.Parting != nil {
			next.Parting.Back = back
		}
		d.tail.Epoch, d.tail.OutSeq = next.Epoch, waiting
		list := event(typeIdentity, encodeCBOR(next))
		list[0].counts = next.Parting != nil
		return list, nil
	})
	return busy, err
}

func (d *Device) freshIdentity(id identity) (identity, error) {
	var raw [16]byte
	if _, err := io.ReadFull(d.o.Rand, raw[:]); err != nil {
		return id, err
	}
	seed := make([]byte, ed25519.SeedSize)
	if _, err := io.ReadFull(d.o.Rand, seed); err != nil {
		return id, err
	}
	id.Device = relay.DeviceID(hex.EncodeToString(raw[:]))
	id.Private = ed25519.NewKeyFromSeed(seed)
	return id, nil
}

func (d *Device) freshRemainder() error {
	fresh, err := newSecrets(d.o.Rand)
	if err != nil {
		return err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	changed := secrets{device: d.secrets.device, remainder: fresh.remainder}
	if err := saveSecrets(d.o, d.head, changed); err != nil {
		return err
	}
	d.secrets = changed
	return nil
}

// flushed waits until the projection says everything acknowledged.
func (d *Device) flushed(ctx context.Context) error {
	return d.view(ctx, func(*tx) error { return nil })
}

// waiting counts the records a new epoch renumbers, as applyIdentity does, and
// gives the lots it takes back.
func (d *Device) waiting(next identity) (n uint64, back [][]byte, err error) {
	err = d.read(func(t *tx) error {
		n, back = 0, nil
		return t.Bucket(bucketQueue).ForEach(func(k, _ []byte) error {
			var e relay.Entry
			_, err := t.getCBOR(bucketOutbox, k, &e)
			if next.takesBack(e) {
				back = append(back, e.Body)
			} else if e.Acked.IsZero() && !next.givesUp(e) {
				n++
			}
			return err
		})
	})
	return n, back, err
}

// Registration implements relay.Outbox.
func (d *Device) Registration(ctx context.Context) (r relay.Registration, ok bool, err error) {
	err = d.view(ctx, func(t *tx) (err error) {
		ok, err = t.getCBOR(bucketMeta, keyReg, &r)
		return err
	})
	return r, ok, err
}

// SetRegistration implements relay.Outbox.
func (d *Device) SetRegistration(ctx context.Context, r relay.Registration) error {
	return d.commit(ctx, func() ([]*staged, error) { return event(typeRegistration, encodeCBOR(r)), nil })
}

// Progress implements relay.Outbox.
func (d *Device) Progress(ctx context.Context) (p relay.Progress, err error) {
	err = d.view(ctx, func(t *tx) error {
		_, err := t.getCBOR(bucketMeta, keyProg, &p)
		return err
	})
	return p, err
}

// SetProgress implements relay.Outbox.
func (d *Device) SetProgress(ctx context.Context, p relay.Progress) error {
	return d.commit(ctx, func() ([]*staged, error) { return event(typeProgress, encodeCBOR(p)), nil })
}

// outgoing is a record before it has a number.
type outgoing struct {
	id      string // empty: drawn
	kind    relay.Kind
	version uint16
	body    []byte
}

// number gives records their identity in the outbox; mu is held.
func (d *Device) number(list []outgoing) (e enqueue, err error) {
	e.At = d.o.Now().UTC()
	for _, o := range list {
		if o.id == "" {
			id, err := session.NewID(e.At, d.o.Rand)
			if err != nil {
				return e, err
			}
			o.id = string(id)
		}
		d.tail.OutSeq++
		e.Records = append(e.Records, relay.Record{
			ID: o.id, Epoch: d.tail.Epoch, Seq: d.tail.OutSeq, Kind: o.kind, Version: o.version,
			Body: o.body, Hash: relay.HashOf(o.kind, o.version, o.body),
		})
	}
	return e, nil
}

// Enqueue implements relay.Outbox.
func (d *Device) Enqueue(ctx context.Context, kind relay.Kind, version uint16, bodies ...[]byte) error {
	if len(bodies) == 0 {
		return ctx.Err()
	}
	list := make([]outgoing, len(bodies))
	for i, body := range bodies {
		list[i] = outgoing{kind: kind, version: version, body: body}
	}
	return d.commit(ctx, func() ([]*staged, error) {
		e, err := d.number(list)
		return event(typeEnqueue, encodeCBOR(e)), err
	})
}

// Handover is what is put in the outbox once and for all: the records, and the
// setting that remembers it.
type Handover struct {
	Records []HandedOver
	Key     string
	Value   []byte
}

// HandedOver is one record of a Handover, version 1. ID names it for a hub that
// may meet it again from a restored or copied directory; an empty one is drawn.
type HandedOver struct {
	Kind relay.Kind
	Body []byte
	ID   string
}

// HandOver puts records in the outbox and keeps the setting in one event: after
// a crash both are there, or neither.
func (d *Device) HandOver(ctx context.Context, h Handover) error {
	list := make([]outgoing, len(h.Records))
	for i, r := range h.Records {
		list[i] = outgoing{id: r.ID, kind: r.Kind, version: 1, body: r.Body}
	}
	return d.commit(ctx, func() ([]*staged, error) {
		e, err := d.number(list)
		e.Setting = &setting{Key: h.Key, Value: h.Value}
		return event(typeEnqueue, encodeCBOR(e)), err
	})
}

// Pending implements relay.Outbox.
func (d *Device) Pending(ctx context.Context, limit int) (out []relay.Entry, err error) {
	err = d.view(ctx, func(t *tx) error {
		out = out[:0]
		c := t.Bucket(bucketQueue).Cursor()
		for k, _ := c.First(); k != nil && len(out) < limit; k, _ = c.Next() {
			var e relay.Entry
			if _, err := t.getCBOR(bucketOutbox, k, &e); err != nil {
				return err
			}
			if e.State == relay.ToSend {
				out = append(out, e)
			}
		}
		return nil
	})
	return out, err
}

// Mark implements relay.Outbox.
func (d *Device) Mark(ctx context.Context, entries ...relay.Entry) error {
	if len(entries) == 0 {
		return ctx.Err()
	}
	marks := make([]mark, len(entries))
	for i, e := range entries {
		marks[i] = mark{Epoch: e.Epoch, Seq: e.Seq, State: e.State, Rejects: e.Rejects, Reason: e.Reason, Acked: e.Acked}
	}
	return d.commit(ctx, func() ([]*staged, error) { return event(typeMark, encodeCBOR(marks)), nil })
}

// Recover implements relay.Outbox.
func (d *Device) Recover(ctx context.Context, resendAbove *uint64) error {
	var back []relay.Entry
	for e, err := range d.Entries(ctx) {
		if err != nil {
			return err
		}
		again := e.State == relay.Sending || e.State == relay.Sent && resendAbove != nil && e.Seq > *resendAbove
		if again {
			e.State = relay.ToSend
			back = append(back, e)
		}
	}
	return d.Mark(ctx, back...)
}

// Entries implements relay.Outbox.
func (d *Device) Entries(ctx context.Context) iter.Seq2[relay.Entry, error] {
	return pages(ctx, d, bucketOutbox, nil, func(_, plain []byte) (e relay.Entry, err error) {
		err = decodeCBOR(plain, &e)
		return e, err
	})
}

// Counts implements relay.Outbox.
func (d *Device) Counts(ctx context.Context) (c relay.Counts, err error) {
	for e, err := range d.Entries(ctx) {
		if err != nil {
			return c, err
		}
		switch e.State {
		case relay.ToSend:
			c.ToSend++
		case relay.Sending:
			c.Sending++
		case relay.Sent:
			c.Sent++
		case relay.SetAside:
			c.SetAside++
		default:
			return c, app.E(app.Damaged, "store_unreadable")
		}
	}
	return c, nil
}
