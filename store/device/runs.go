package device

import (
	"context"
	"crypto/sha256"
	"iter"
	"time"

	"parvis/app/lots"
	"parvis/store/journal"
)

// kioskRun is the event of a visitor's run that ended at the kiosk, or of an
// answer to a poll. At is its day: no hour is kept.
type kioskRun struct {
	At  time.Time `cbor:"1,keyasint"`
	Run lots.Run  `cbor:"2,keyasint"`
}

// runKey is a run's random id as sixteen bytes.
func runKey(id string) []byte {
	sum := sha256.Sum256([]byte(id))
	return sum[:16]
}

func applyRun(t *tx, rec journal.Record) error {
	var r kioskRun
	if err := decodeCBOR(rec.Body, &r); err != nil {
		return err
	}
	if err := t.put(bucketRuns, runKey(r.Run.ID), rec.Body); err != nil {
		return err
	}
	return t.withTail(func(l *tail) { l.LastEvent = rec.Seq })
}

// AddRun keeps what is counted of a run at the kiosk. The same id twice is one
// run.
func (d *Device) AddRun(ctx context.Context, run lots.Run) error {
	if err := d.flushed(ctx); err != nil {
		return err
	}
	return d.commit(ctx, func() ([]*staged, error) {
		known := false
		err := d.read(func(t *tx) error {
			known = t.Bucket(bucketRuns).Get(runKey(run.ID)) != nil
			return nil
		})
		for _, s := range d.staged {
			var r kioskRun
			if s.rec.Type == typeRun && decodeCBOR(s.rec.Body, &r) == nil && r.Run.ID == run.ID {
				known = true
			}
		}
		if err != nil || known {
			return nil, err
		}
		return event(typeRun, encodeCBOR(kioskRun{At: run.Date.Time(time.UTC), Run: run})), nil
	})
}

// Runs yields the runs kept, in no order.
func (d *Device) Runs(ctx context.Context) iter.Seq2[lots.Run, error] {
	return pages(ctx, d, bucketRuns, nil, func(_, plain []byte) (lots.Run, error) {
		var r kioskRun
		err := decodeCBOR(plain, &r)
		return r.Run, err
	})
}
