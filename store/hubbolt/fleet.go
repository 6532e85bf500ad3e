package hubbolt

import (
	"context"
	"iter"
	"time"

	"go.etcd.io/bbolt"

	"parvis/app"
	"parvis/app/hub"
	"parvis/app/relay"
)

// seen is what changes of a device with each batch, apart from the rest so
// that a batch rewrites little.
type seen struct {
	Standing  hub.Standing    `cbor:"1,keyasint"`
	LastSeen  time.Time       `cbor:"2,keyasint"`
	Heartbeat relay.Heartbeat `cbor:"3,keyasint"`
}

// Invite implements hub.Ledger.
func (l *Ledger) Invite(_ context.Context, inv hub.Invitation) error {
	return l.db.Update(func(tx *bbolt.Tx) error {
		return put(tx.Bucket(bucketInvitations), inv.TokenHash, inv)
	})
}

// Redeem implements hub.Ledger.
func (l *Ledger) Redeem(_ context.Context, tokenHash []byte, d hub.Device, now time.Time) (hub.Device, error) {
	err := l.db.Update(func(tx *bbolt.Tx) error {
		var inv hub.Invitation
		b := tx.Bucket(bucketInvitations)
		found, err := get(b, tokenHash, &inv)
		if err != nil {
			return err
		}
		if err := hub.CheckInvitation(inv, found, d.ID, now); err != nil {
			return err
		}
		d.Place, d.PlaceID, d.Role, d.Territory = inv.Place, inv.PlaceID, inv.Role, inv.Territory
		inv.UsedBy = d.ID
		if err := put(b, tokenHash, inv); err != nil {
			return err
		}
		return enlist(tx, &d)
	})
	return d, err
}

// Enlist implements hub.Ledger.
func (l *Ledger) Enlist(_ context.Context, d hub.Device) error {
	return l.db.Update(func(tx *bbolt.Tx) error { return enlist(tx, &d) })
}

func enlist(tx *bbolt.Tx, d *hub.Device) error {
	old, known, err := device(tx, d.ID)
	if err != nil {
		return err
	}
	if err := hub.Reenlist(d, old, known); err != nil {
		return err
	}
	return putDevice(tx, *d)
}

// putDevice writes a device in its two halves.
func putDevice(tx *bbolt.Tx, d hub.Device) error {
	key := []byte(d.ID)
	var s seen
	if _, err := get(tx.Bucket(bucketSeen), key, &s); err != nil {
		return err
	}
	s.LastSeen, s.Heartbeat = d.LastSeen, d.Heartbeat
	if err := put(tx.Bucket(bucketSeen), key, s); err != nil {
		return err
	}
	d.LastSeen, d.Heartbeat = time.Time{}, relay.Heartbeat{}
	return put(tx.Bucket(bucketDevices), key, d)
}

func device(tx *bbolt.Tx, id relay.DeviceID) (d hub.Device, ok bool, err error) {
	if ok, err = get(tx.Bucket(bucketDevices), []byte(id), &d); !ok || err != nil {
		return d, ok, err
	}
	var s seen
	_, err = get(tx.Bucket(bucketSeen), []byte(id), &s)
	d.LastSeen, d.Heartbeat = s.LastSeen, s.Heartbeat
	return d, true, err
}

// DeviceByID implements hub.Ledger.
func (l *Ledger) DeviceByID(_ context.Context, id relay.DeviceID) (d hub.Device, ok bool, err error) {
	err = l.db.View(func(tx *bbolt.Tx) (err error) {
		d, ok, err = device(tx, id)
		return err
	})
	return d, ok, err
}

// Devices implements hub.Ledger.
func (l *Ledger) Devices(context.Context) (all []hub.Device, err error) {
	err = l.db.View(func(tx *bbolt.Tx) error {
		return tx.Bucket(bucketDevices).ForEach(func(k, _ []byte) error {
			d, _, err := device(tx, relay.DeviceID(k))
			all = append(all, d)
			return err
		})
	})
	return all, err
}

// Revoke implements hub.Ledger.
func (l *Ledger) Revoke(_ context.Context, id relay.DeviceID) error {
	return l.db.Update(func(tx *bbolt.Tx) error {
		d, ok, err := device(tx, id)
		if err != nil {
			return err
		}
		if !ok {
			return app.E(app.Failed, "device_unknown", "device", string(id))
		}
		d.Revoked = true
		return putDevice(tx, d)
	})
}

// Audit implements hub.Ledger.
func (l *Ledger) Audit(_ context.Context, e hub.AuditEntry) error {
	return l.group.do(l.db, func(tx *bbolt.Tx) error { return appendAudit(tx, e) })
}

func appendAudit(tx *bbolt.Tx, e hub.AuditEntry) error {
	b := tx.Bucket(bucketAudit)
	n, err := b.NextSequence()
	if err != nil {
		return err
	}
	return put(b, be64(n), e)
}

// AuditLog implements hub.Ledger.
func (l *Ledger) AuditLog(context.Context) iter.Seq2[hub.AuditEntry, error] {
	return func(yield func(hub.AuditEntry, error) bool) {
		each(l.db, bucketAudit, nil, func(_ []byte, e hub.AuditEntry, err error) bool { return yield(e, err) })
	}
}

// each walks the values of a bucket from a key on, in one read transaction.
func each[T any](db *bbolt.DB, bucket, from []byte, f func(key []byte, v T, err error) bool) {
	err := db.View(func(tx *bbolt.Tx) error {
		c := tx.Bucket(bucket).Cursor()
		for k, raw := c.Seek(from); k != nil; k, raw = c.Next() {
			var v T
			if err := relay.Decode(raw, &v); err != nil {
				return err
			}
			if !f(k, v, nil) {
				return nil
			}
		}
		return nil
	})
	if err != nil {
		var zero T
		f(nil, zero, err)
	}
}
