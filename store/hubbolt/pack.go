package hubbolt

import (
	"context"
	"encoding/binary"

	"go.etcd.io/bbolt"

	"parvis/app"
	"parvis/app/hub"
)

// Head implements hub.Ledger.
func (l *Ledger) Head(context.Context) (h hub.Head, err error) {
	err = l.db.View(func(tx *bbolt.Tx) error {
		h.Epoch = binary.BigEndian.Uint32(tx.Bucket(bucketMeta).Get(keyEpoch))
		if k, _ := tx.Bucket(bucketPacks).Cursor().Last(); k != nil {
			h.PackVersion = binary.BigEndian.Uint64(k)
		}
		return nil
	})
	return h, err
}

// PutPack implements hub.Ledger.
func (l *Ledger) PutPack(_ context.Context, p hub.Pack) error {
	return l.db.Update(func(tx *bbolt.Tx) error {
		packs, files := tx.Bucket(bucketPacks), tx.Bucket(bucketFiles)
		if packs.Get(be64(p.Version)) != nil {
			return app.E(app.Failed, "pack_taken")
		}
		for hash, content := range p.Files {
			if err := files.Put([]byte(hash), content); err != nil {
				return err
			}
		}
		return packs.Put(be64(p.Version), p.Manifest)
	})
}

// LatestPack implements hub.Ledger.
func (l *Ledger) LatestPack(context.Context) (p hub.Pack, ok bool, err error) {
	err = l.db.View(func(tx *bbolt.Tx) error {
		k, v := tx.Bucket(bucketPacks).Cursor().Last()
		if ok = k != nil; ok {
			p = hub.Pack{Version: binary.BigEndian.Uint64(k), Manifest: clone(v)}
		}
		return nil
	})
	return p, ok, err
}

// PackFile implements hub.Ledger.
func (l *Ledger) PackFile(_ context.Context, hash string) (content []byte, ok bool, err error) {
	err = l.db.View(func(tx *bbolt.Tx) error {
		content = clone(tx.Bucket(bucketFiles).Get([]byte(hash)))
		return nil
	})
	return content, content != nil, err
}
