package hubbolt_test

import (
	"path/filepath"
	"testing"
	"time"

	"go.etcd.io/bbolt"

	"parvis/app/hub"
	"parvis/app/relay"
	"parvis/store/hubbolt"
	"parvis/store/storetest/hubtest"
)

// BenchmarkAccept reports batches of 500 lots through the ledger, then the
// very same keys and values put in a plain bbolt file with one flush per
// batch: the ratio of the two is the bar (at least 0.7).
func BenchmarkAccept(b *testing.B) {
	const lots = 500
	path := filepath.Join(b.TempDir(), "hub")
	l, err := hubbolt.Open(path)
	if err != nil {
		b.Fatal(err)
	}
	deliveries := make([]hub.Delivery, b.N)
	for i := range deliveries {
		deliveries[i] = hubtest.Delivery(b, i, lots)
		if err := l.Enlist(b.Context(), deliveries[i].Device); err != nil {
			b.Fatal(err)
		}
	}
	b.ResetTimer()
	start := time.Now()
	for _, d := range deliveries {
		out, err := l.Accept(b.Context(), d)
		if err != nil || out.Verdicts[lots-1].Verdict != relay.Accepted {
			b.Fatal(out, err)
		}
	}
	ours := time.Since(start)
	b.StopTimer()
	if err := l.Close(); err != nil {
		b.Fatal(err)
	}
	plain := plainPuts(b, filepath.Join(path, hubbolt.FileName), b.N)
	b.ReportMetric(float64(b.N*lots)/ours.Seconds(), "records/s")
	b.ReportMetric(plain.Seconds()/ours.Seconds(), "of-plain-puts")
}

// plainPuts copies every bucket of the ledger to a new file, in as many
// transactions, and gives the time it took.
func plainPuts(b *testing.B, ledger string, batches int) time.Duration {
	b.Helper()
	from, err := bbolt.Open(ledger, 0o600, &bbolt.Options{ReadOnly: true})
	if err != nil {
		b.Fatal(err)
	}
	defer closed(b, func() error { return from.Close() })
	type pair struct{ bucket, key, value []byte }
	var all []pair
	err = from.View(func(tx *bbolt.Tx) error {
		return tx.ForEach(func(name []byte, bucket *bbolt.Bucket) error {
			return bucket.ForEach(func(k, v []byte) error {
				all = append(all, pair{append([]byte{}, name...), append([]byte{}, k...), append([]byte{}, v...)})
				return nil
			})
		})
	})
	if err != nil {
		b.Fatal(err)
	}
	to, err := bbolt.Open(filepath.Join(b.TempDir(), "plain.db"), 0o600, &bbolt.Options{FreelistType: bbolt.FreelistMapType})
	if err != nil {
		b.Fatal(err)
	}
	defer closed(b, func() error { return to.Close() })
	start := time.Now()
	for i := range batches {
		err := to.Update(func(tx *bbolt.Tx) error {
			for j := i; j < len(all); j += batches { // spread as the batches were
				bucket, err := tx.CreateBucketIfNotExists(all[j].bucket)
				if err != nil {
					return err
				}
				if err := bucket.Put(all[j].key, all[j].value); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	return time.Since(start)
}

// BenchmarkDrain lets 2,000 devices with a month of backlog come back at once,
// on eight connections, and reports the slowest answers.
func BenchmarkDrain(b *testing.B) {
	for range b.N {
		l, err := hubbolt.Open(b.TempDir())
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
