// Package hubbolt is the hub's ledger on one machine: a bbolt file with one
// writer, the default of parvis-hub.
//
// It promises that a batch is decided and durable in one transaction (several
// devices' batches may share one disk flush), that a second process is told
// who holds the file, and that an import replaces everything or nothing. It is
// not a cache: what it acknowledged, it has.
package hubbolt

import (
	"context"
	"encoding/binary"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"go.etcd.io/bbolt"
	berrors "go.etcd.io/bbolt/errors"

	"parvis/app"
	"parvis/app/hub"
	"parvis/app/relay"
)

// The buckets.
var (
	bucketMeta        = []byte("meta")        // epoch, key, format
	bucketInvitations = []byte("invitations") // hash of the token → Invitation
	bucketDevices     = []byte("devices")     // device → Device
	bucketSeen        = []byte("seen")        // device → standing, last seen, heartbeat
	bucketRecords     = []byte("records")     // device 0 epoch seq → record
	bucketRefused     = []byte("refused")     // idem
	bucketIDs         = []byte("ids")         // record id → hash
	bucketLotKeys     = []byte("lot_keys")    // hash of (device, kiosk, view, cell, window) → hash of the record
	bucketLots        = []byte("lots")        // received, id → lot
	bucketNotes       = []byte("notes")       // received, id → number of a flag or a proposal
	bucketAudit       = []byte("audit")       // number → entry
	bucketPacks       = []byte("packs")       // version → signed manifest
	bucketFiles       = []byte("files")       // hex hash → content of a pack's file

	buckets = [][]byte{
		bucketMeta, bucketInvitations, bucketDevices, bucketSeen, bucketRecords, bucketRefused,
		bucketIDs, bucketLotKeys, bucketLots, bucketNotes, bucketAudit, bucketPacks, bucketFiles,
	}

	keyEpoch  = []byte("epoch")
	keySeed   = []byte("signing_key")
	keyFormat = []byte("format")
)

// format is the version of the layout above.
const format = 1

// FileName is the ledger's file in the hub's directory.
const FileName = "ledger.db"

// Ledger is a hub.Ledger on bbolt.
type Ledger struct {
	db    *bbolt.DB
	group group
}

var _ hub.Ledger = (*Ledger)(nil)

// Open opens the ledger of a directory, and makes it when there is none.
// Errors (kind Failed): "hub_locked" when another process holds it,
// "hub_data" when the directory cannot be used; (kind Damaged) "hub_damaged".
func Open(dir string) (*Ledger, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, app.E(app.Failed, "hub_data", "dir", dir).Because(err)
	}
	path := filepath.Join(dir, FileName)
	db, err := bbolt.Open(path, 0o600, &bbolt.Options{
		Timeout: time.Second, FreelistType: bbolt.FreelistMapType,
	})
	if err != nil {
		return nil, openError(dir, err)
	}
	l := &Ledger{db: db}
	if err := l.prepare(); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return l, nil
}

func openError(dir string, err error) error {
	var path *fs.PathError
	switch {
	case errors.Is(err, berrors.ErrTimeout):
		return app.E(app.Failed, "hub_locked", "dir", dir).Because(err)
	case errors.As(err, &path):
		return app.E(app.Failed, "hub_data", "dir", dir).Because(err)
	case errors.Is(err, berrors.ErrInvalid), errors.Is(err, berrors.ErrChecksum), errors.Is(err, berrors.ErrVersionMismatch):
		return app.E(app.Damaged, "hub_damaged", "dir", dir).Because(err)
	}
	return app.E(app.Failed, "hub_data", "dir", dir).Because(err)
}

func (l *Ledger) prepare() error {
	done := false
	err := l.db.View(func(tx *bbolt.Tx) error {
		meta := tx.Bucket(bucketMeta)
		for _, b := range buckets {
			if tx.Bucket(b) == nil {
				return nil
			}
		}
		if v := meta.Get(keyFormat); len(v) != 4 || binary.BigEndian.Uint32(v) > format {
			return app.E(app.Failed, "hub_newer")
		}
		done = true
		return nil
	})
	if err != nil || done {
		return err
	}
	return l.db.Update(func(tx *bbolt.Tx) error { return create(tx, 1) })
}

// create makes the empty buckets of a ledger.
func create(tx *bbolt.Tx, epoch uint32) error {
	for _, b := range buckets {
		if _, err := tx.CreateBucketIfNotExists(b); err != nil {
			return err
		}
	}
	meta := tx.Bucket(bucketMeta)
	if err := meta.Put(keyFormat, be32(format)); err != nil {
		return err
	}
	if meta.Get(keyEpoch) != nil {
		return findNotes(tx) // made by an earlier program that had fewer buckets
	}
	return meta.Put(keyEpoch, be32(epoch))
}

func be32(n uint32) []byte { return binary.BigEndian.AppendUint32(nil, n) }

// Close implements hub.Ledger.
func (l *Ledger) Close() error { return l.db.Close() }

// Ping implements hub.Ledger.
func (l *Ledger) Ping(context.Context) error {
	return l.db.View(func(*bbolt.Tx) error { return nil })
}

// SigningKey implements hub.Ledger.
func (l *Ledger) SigningKey(_ context.Context, proposal []byte) (seed []byte, err error) {
	err = l.db.View(func(tx *bbolt.Tx) error {
		seed = clone(tx.Bucket(bucketMeta).Get(keySeed))
		return nil
	})
	if err != nil || seed != nil {
		return seed, err
	}
	err = l.db.Update(func(tx *bbolt.Tx) error {
		meta := tx.Bucket(bucketMeta)
		if seed = clone(meta.Get(keySeed)); seed != nil {
			return nil
		}
		seed = clone(proposal)
		return meta.Put(keySeed, seed)
	})
	return seed, err
}

// Epoch implements hub.Ledger.
func (l *Ledger) Epoch(context.Context) (epoch uint32, err error) {
	err = l.db.View(func(tx *bbolt.Tx) error {
		epoch = binary.BigEndian.Uint32(tx.Bucket(bucketMeta).Get(keyEpoch))
		return nil
	})
	return epoch, err
}

// NewEpoch implements hub.Ledger.
func (l *Ledger) NewEpoch(context.Context) (epoch uint32, err error) {
	err = l.db.Update(func(tx *bbolt.Tx) error {
		meta := tx.Bucket(bucketMeta)
		epoch = binary.BigEndian.Uint32(meta.Get(keyEpoch)) + 1
		return meta.Put(keyEpoch, be32(epoch))
	})
	return epoch, err
}

// clone copies what a transaction lends; nil stays nil.
func clone(b []byte) []byte {
	if b == nil {
		return nil
	}
	return append([]byte{}, b...)
}

// put and get store values in canonical CBOR.
func put(b *bbolt.Bucket, key []byte, v any) error {
	raw, err := relay.Canonical(v)
	if err != nil {
		return err
	}
	return b.Put(key, raw)
}

func get(b *bbolt.Bucket, key []byte, v any) (bool, error) {
	raw := b.Get(key)
	if raw == nil {
		return false, nil
	}
	return true, relay.Decode(raw, v)
}
