package hubbolt

import (
	"context"
	"encoding/binary"
	"iter"
	"time"

	"github.com/google/uuid"
	"go.etcd.io/bbolt"

	"parvis/app"
	"parvis/app/hub"
	"parvis/app/relay"
)

// Export implements hub.Ledger: one read transaction, hence one moment.
func (l *Ledger) Export(context.Context) iter.Seq2[hub.Item, error] {
	return func(yield func(hub.Item, error) bool) {
		going := true
		give := func(i hub.Item) bool {
			going = going && yield(i, nil)
			return going
		}
		err := l.db.View(func(tx *bbolt.Tx) error { return export(tx, give) })
		if err != nil && going {
			yield(hub.Item{}, err)
		}
	}
}

func export(tx *bbolt.Tx, give func(hub.Item) bool) error {
	meta := tx.Bucket(bucketMeta)
	m := hub.Meta{SigningKey: clone(meta.Get(keySeed))}
	for _, b := range meta.Get(keyEpoch) {
		m.Epoch = m.Epoch<<8 | uint32(b)
	}
	if !give(hub.Item{Meta: &m}) {
		return nil
	}
	walks := []func(*bbolt.Tx, func(hub.Item) bool) error{
		walk(bucketInvitations, func(_ *bbolt.Tx, _ []byte, v hub.Invitation) (hub.Item, error) {
			return hub.Item{Invitation: &v}, nil
		}),
		walk(bucketDevices, func(tx *bbolt.Tx, k []byte, _ hub.Device) (hub.Item, error) {
			d, _, err := device(tx, relay.DeviceID(k))
			return hub.Item{Device: &d}, err
		}),
		walk(bucketSeen, func(_ *bbolt.Tx, k []byte, v seen) (hub.Item, error) {
			if v.Standing.Epoch == 0 { // enrolled, nothing sent yet
				return hub.Item{}, nil
			}
			v.Standing.Device = relay.DeviceID(k)
			return hub.Item{Standing: &v.Standing}, nil
		}),
		walk(bucketRecords, keptItem), walk(bucketRefused, keptItem),
		walk(bucketAudit, func(_ *bbolt.Tx, _ []byte, v hub.AuditEntry) (hub.Item, error) {
			return hub.Item{Audit: &v}, nil
		}),
		rawWalk(bucketPacks, func(k, v []byte) hub.Item {
			return hub.Item{Pack: &hub.Pack{Version: binary.BigEndian.Uint64(k), Manifest: v}}
		}),
		rawWalk(bucketFiles, func(k, v []byte) hub.Item {
			return hub.Item{File: &hub.PackFile{Hash: string(k), Content: v}}
		}),
	}
	for _, w := range walks {
		if err := w(tx, give); err != nil {
			return err
		}
	}
	return nil
}

// rawWalk is walk for buckets whose values are not CBOR.
func rawWalk(bucket []byte, item func(key, value []byte) hub.Item) func(*bbolt.Tx, func(hub.Item) bool) error {
	return func(tx *bbolt.Tx, give func(hub.Item) bool) error {
		c := tx.Bucket(bucket).Cursor()
		for k, v := c.First(); k != nil; k, v = c.Next() {
			if !give(item(clone(k), clone(v))) {
				return nil
			}
		}
		return nil
	}
}

// walk makes items of a bucket's values until give says stop.
func walk[T any](bucket []byte, item func(*bbolt.Tx, []byte, T) (hub.Item, error)) func(*bbolt.Tx, func(hub.Item) bool) error {
	return func(tx *bbolt.Tx, give func(hub.Item) bool) error {
		c := tx.Bucket(bucket).Cursor()
		for k, raw := c.First(); k != nil; k, raw = c.Next() {
			var v T
			if err := relay.Decode(raw, &v); err != nil {
				return err
			}
			i, err := item(tx, k, v)
			if err != nil {
				return err
			}
			if i != (hub.Item{}) && !give(i) {
				return nil
			}
		}
		return nil
	}
}

func keptItem(_ *bbolt.Tx, key []byte, r row) (hub.Item, error) {
	d, epoch, seq, err := parseNumber(key)
	if err != nil {
		return hub.Item{}, err
	}
	id, err := uuid.FromBytes(r.ID)
	if err != nil {
		return hub.Item{}, err
	}
	k := hub.Kept{
		Record: relay.Record{
			ID: id.String(), Epoch: epoch, Seq: seq, Kind: r.Kind, Version: r.Version, Body: r.Body, Hash: r.Hash,
		},
		Device: d, Refusal: r.Refusal, Received: time.Unix(r.Received, 0),
	}
	if r.Refusal == "" {
		if k.Lot = hub.Judge(k.Record).Lot; k.Lot != nil {
			k.Lot.ID, k.Lot.Device, k.Lot.PlaceID, k.Lot.Received = k.ID, d, r.PlaceID, k.Received
		}
	}
	return hub.Item{Record: &k}, nil
}

// Import implements hub.Ledger, in one transaction.
func (l *Ledger) Import(_ context.Context, items iter.Seq2[hub.Item, error]) error {
	return l.db.Update(func(tx *bbolt.Tx) error {
		for _, b := range buckets {
			if err := tx.DeleteBucket(b); err != nil {
				return err
			}
		}
		if err := create(tx, 1); err != nil {
			return err
		}
		for i, err := range items {
			if err != nil {
				return err
			}
			if err := importItem(tx, i); err != nil {
				return err
			}
		}
		return nil
	})
}

func importItem(tx *bbolt.Tx, i hub.Item) error {
	switch {
	case i.Meta != nil:
		meta := tx.Bucket(bucketMeta)
		if err := meta.Put(keyEpoch, be32(i.Meta.Epoch)); err != nil || i.Meta.SigningKey == nil {
			return err
		}
		return meta.Put(keySeed, i.Meta.SigningKey)
	case i.Invitation != nil:
		return put(tx.Bucket(bucketInvitations), i.Invitation.TokenHash, *i.Invitation)
	case i.Device != nil:
		return putDevice(tx, *i.Device)
	case i.Standing != nil:
		d, _, err := device(tx, i.Standing.Device)
		if err != nil {
			return err
		}
		return put(tx.Bucket(bucketSeen), []byte(i.Standing.Device), seen{
			Standing: *i.Standing, LastSeen: d.LastSeen, Heartbeat: d.Heartbeat,
		})
	case i.Record != nil:
		return cabinet{tx}.Keep(*i.Record)
	case i.Audit != nil:
		return appendAudit(tx, *i.Audit)
	case i.Pack != nil:
		return tx.Bucket(bucketPacks).Put(be64(i.Pack.Version), i.Pack.Manifest)
	case i.File != nil:
		return tx.Bucket(bucketFiles).Put([]byte(i.File.Hash), i.File.Content)
	}
	return app.E(app.Damaged, "hub_archive_damaged")
}
