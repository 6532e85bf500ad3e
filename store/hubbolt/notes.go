package hubbolt

import (
	"context"
	"iter"
	"slices"
	"time"

	"go.etcd.io/bbolt"

	"parvis/app/hub"
	"parvis/app/relay"
)

func noteKey(received int64, id []byte) []byte { return append(be64(uint64(received)), id...) }

// findNotes lists the notes of a ledger made before there was a list of them.
func findNotes(tx *bbolt.Tx) error {
	notes := tx.Bucket(bucketNotes)
	return tx.Bucket(bucketRecords).ForEach(func(key, raw []byte) error {
		var r row
		if err := relay.Decode(raw, &r); err != nil {
			return err
		}
		if !hub.IsNote(r.Kind) {
			return nil
		}
		return notes.Put(noteKey(r.Received, r.ID), clone(key))
	})
}

// Notes implements hub.Ledger.
func (l *Ledger) Notes(_ context.Context, since time.Time, kinds ...relay.Kind) iter.Seq2[hub.Kept, error] {
	return func(yield func(hub.Kept, error) bool) {
		err := l.db.View(func(tx *bbolt.Tx) error {
			records, c := tx.Bucket(bucketRecords), tx.Bucket(bucketNotes).Cursor()
			for k, number := c.Seek(be64(uint64(max(0, since.Unix())))); k != nil; k, number = c.Next() {
				var r row
				if _, err := get(records, number, &r); err != nil {
					return err
				}
				if !slices.Contains(kinds, r.Kind) {
					continue
				}
				item, err := keptItem(tx, number, r)
				if err != nil {
					return err
				}
				if !yield(*item.Record, nil) {
					return nil
				}
			}
			return nil
		})
		if err != nil {
			yield(hub.Kept{}, err)
		}
	}
}
