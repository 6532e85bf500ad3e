package device

import (
	"context"
	"iter"
	"slices"

	"parvis/app"
	"parvis/app/lots"
	"parvis/app/relay"
	"parvis/app/session"
	"parvis/store/disk"
	"parvis/store/journal"
)

// ledger is the device as lots.Ledger, whose Close closes a window.
type ledger struct{ *Device }

var _ lots.Ledger = ledger{}

// Ledger gives the device as the port of lots.
func (d *Device) Ledger() lots.Ledger { return ledger{d} }

// Close implements lots.Ledger.
func (l ledger) Close(ctx context.Context, c lots.Closing) error { return l.closeWindow(ctx, c) }

// State implements lots.Ledger.
func (d *Device) State(ctx context.Context) (state []byte, through uint64, err error) {
	err = d.view(ctx, func(t *tx) error {
		raw, err := t.get(bucketMeta, keyState)
		if err != nil {
			return err
		}
		state = slices.Clone(raw)
		var now tail
		_, err = t.getCBOR(bucketMeta, keyTail, &now)
		through = now.Through
		return err
	})
	return state, through, err
}

// Events implements lots.Ledger.
func (d *Device) Events(ctx context.Context, after uint64) iter.Seq2[lots.Event, error] {
	return func(yield func(lots.Event, error) bool) {
		for rec, err := range d.journal.Records(after + 1) {
			if err == nil {
				err = ctx.Err()
			}
			if err != nil {
				yield(lots.Event{}, disk.Explain(err))
				return
			}
			var e lots.Event
			switch rec.Type {
			case typeSession:
				c, failure := d.toEvent(rec)
				e, err = lots.Event{Seq: c.Seq, At: c.At, Before: c.Before, After: c.After}, failure
			case typeRun:
				var r kioskRun
				err = decodeCBOR(rec.Body, &r)
				e = lots.Event{Seq: rec.Seq, At: r.At, Run: &r.Run}
			case typeIdentity:
				var id identity
				if err = decodeCBOR(rec.Body, &id); err == nil && id.Parting == nil {
					continue
				}
				e = lots.Event{Seq: rec.Seq, Split: id.split()}
			default:
				continue
			}
			if !yield(e, err) || err != nil {
				return
			}
		}
	}
}

// toEvent reads a session event of the journal.
func (d *Device) toEvent(rec journal.Record) (out session.Change, err error) {
	c, err := decodeChange(rec.Body)
	if err != nil {
		return out, err
	}
	out = session.Change{Seq: rec.Seq, At: c.at, Author: c.author}
	for _, face := range []struct {
		raw []byte
		to  **session.Session
	}{{c.before, &out.Before}, {c.after, &out.After}} {
		if face.raw == nil {
			continue
		}
		s, err := d.codec.Decode(face.raw)
		if err != nil {
			return out, err
		}
		out.ID, *face.to = s.ID, &s
	}
	return out, nil
}

// closeWindow commits history, snapshot and outbox records as one record of
// the journal: together or not at all.
func (d *Device) closeWindow(ctx context.Context, c lots.Closing) error {
	records := make([]outgoing, len(c.Lots))
	for i, l := range c.Lots {
		body, err := lots.EncodeLot(l)
		if err != nil {
			return err
		}
		records[i] = outgoing{kind: relay.KindLot, version: 1, body: body}
		if l.Kiosk() {
			records[i].kind = relay.KindKioskLot
		}
	}
	return d.commit(ctx, func() ([]*staged, error) {
		if d.tail.LastEvent > c.Through || c.Through < d.tail.Through ||
			(d.tail.WindowEnd != "" && c.WindowEnd <= d.tail.WindowEnd) {
			return nil, app.E(app.Failed, "closing_stale")
		}
		numbered, err := d.number(records)
		if err != nil {
			return nil, err
		}
		d.tail.WindowEnd, d.tail.Through = c.WindowEnd, c.Through
		return event(typeClosing, encodeCBOR(closing{Closing: c, Records: numbered})), nil
	})
}

// Closings implements lots.Ledger.
func (d *Device) Closings(ctx context.Context) iter.Seq2[lots.Closing, error] {
	return pages(ctx, d, bucketClosings, nil, func(_, plain []byte) (c lots.Closing, err error) {
		err = decodeCBOR(plain, &c)
		return c, err
	})
}

// RemainderKey implements lots.Ledger.
func (d *Device) RemainderKey(ctx context.Context) ([]byte, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.Clone(d.secrets.remainder), ctx.Err()
}
