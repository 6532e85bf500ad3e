package hubbolt

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
	"time"

	"go.etcd.io/bbolt"

	"parvis/app/relay"
	"parvis/store/storetest/hubtest"
)

// pair is a key a batch wrote or changed.
type pair struct{ bucket, key, value []byte }

// written lists what changed in a ledger since the last call.
func written(b *testing.B, l *Ledger, seen map[string][]byte) (out []pair) {
	b.Helper()
	err := l.db.View(func(tx *bbolt.Tx) error {
		return tx.ForEach(func(name []byte, bucket *bbolt.Bucket) error {
			return bucket.ForEach(func(k, v []byte) error {
				full := string(name) + "/" + string(k)
				if old, ok := seen[full]; ok && bytes.Equal(old, v) {
					return nil
				}
				seen[full] = bytes.Clone(v)
				out = append(out, pair{bytes.Clone(name), bytes.Clone(k), bytes.Clone(v)})
				return nil
			})
		})
	})
	if err != nil {
		b.Fatal(err)
	}
	return out
}

// BenchmarkAccept reports batches of 500 lots through the ledger, and the rate
// of the very same puts, batch by batch, in a bare bbolt file with one flush
// each: the ratio is the bar (at least 0.7).
func BenchmarkAccept(b *testing.B) {
	const lots = 500
	l, err := Open(b.TempDir())
	if err != nil {
		b.Fatal(err)
	}
	defer closed(b, l.Close)
	plain, err := bbolt.Open(filepath.Join(b.TempDir(), "plain.db"), 0o600, &bbolt.Options{FreelistType: bbolt.FreelistMapType})
	if err != nil {
		b.Fatal(err)
	}
	defer closed(b, plain.Close)
	seen := map[string][]byte{}
	var ours, bare time.Duration
	plainPut(b, plain, written(b, l, seen)) // the empty ledger
	for i := range b.N {                    // in turn, so that both meet the same weather
		d := hubtest.Delivery(b, i, lots)
		if err := l.Enlist(b.Context(), d.Device); err != nil {
			b.Fatal(err)
		}
		plainPut(b, plain, written(b, l, seen))
		start := time.Now()
		out, err := l.Accept(b.Context(), d)
		if err != nil || out.Verdicts[lots-1].Verdict != relay.Accepted {
			b.Fatal(out, err)
		}
		ours += time.Since(start)
		bare += plainPut(b, plain, written(b, l, seen))
	}
	b.ReportMetric(float64(b.N*lots)/ours.Seconds(), "records/s")
	b.ReportMetric(bare.Seconds()/ours.Seconds(), "of-plain-puts")
	if info, err := os.Stat(l.db.Path()); err == nil {
		b.ReportMetric(float64(info.Size())/float64(b.N*lots), "disk-bytes/record")
	}
}

// plainPut puts pairs in one transaction and gives the time it took.
func plainPut(b *testing.B, db *bbolt.DB, pairs []pair) time.Duration {
	b.Helper()
	start := time.Now()
	err := db.Update(func(tx *bbolt.Tx) error {
		for _, p := range pairs {
			bucket, err := tx.CreateBucketIfNotExists(p.bucket)
			if err != nil {
				return err
			}
			if err := bucket.Put(p.key, p.value); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
	return time.Since(start)
}

func closed(b *testing.B, f func() error) {
	b.Helper()
	if err := f(); err != nil {
		b.Error(err)
	}
}

// BenchmarkDrain lets 2,000 devices with a month of backlog come back at once,
// on eight connections, and reports the slowest answers.
func BenchmarkDrain(b *testing.B) {
	for range b.N {
		l, err := Open(b.TempDir())
		if err != nil {
			b.Fatal(err)
		}
		p99, all := hubtest.Drain(b, l, 2000, 110, 8)
		b.ReportMetric(2000/all.Seconds(), "devices/s")
		b.ReportMetric(float64(p99.Milliseconds()), "p99-ms")
		if err := l.Close(); err != nil {
			b.Fatal(err)
		}
	}
}
