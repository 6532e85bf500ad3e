package hubpg_test

import (
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"parvis/app/hub"
	"parvis/app/relay"
	"parvis/store/hubpg"
	"parvis/store/hubpg/pgtest"
	"parvis/store/storetest/hubtest"
)

// durable is a cluster that flushes as in production.
func durable(b *testing.B) string {
	b.Helper()
	c, err := pgtest.Start(true)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		if err := c.Stop(); err != nil {
			b.Error(err)
		}
	})
	return c.Database(b)
}

// BenchmarkAccept reports batches of 500 lots through the ledger, then the
// same rows inserted by plain pgx into tables of the same definition, in as
// many transactions, on the same server: the ratio is the bar (at least 0.7).
func BenchmarkAccept(b *testing.B) {
	const lots = 500
	url := durable(b)
	l, err := hubpg.Open(b.Context(), url)
	if err != nil {
		b.Fatal(err)
	}
	defer closed(b, func() error { return l.Close() })
	conn, err := pgx.Connect(b.Context(), url)
	if err != nil {
		b.Fatal(err)
	}
	defer closed(b, func() error { return conn.Close(b.Context()) })
	if _, err := conn.Exec(b.Context(), `CREATE TABLE plain (LIKE records INCLUDING ALL);
		CREATE TABLE plain_standings (LIKE standings INCLUDING ALL)`); err != nil {
		b.Fatal(err)
	}
	deliveries := make([]hub.Delivery, b.N)
	for i := range deliveries {
		deliveries[i] = hubtest.Delivery(b, i, lots)
		if err := l.Enlist(b.Context(), deliveries[i].Device); err != nil {
			b.Fatal(err)
		}
	}
	var ours, plain time.Duration
	b.ResetTimer()
	for i, d := range deliveries { // in turn, so that both meet the same weather
		start := time.Now()
		out, err := l.Accept(b.Context(), d)
		if err != nil || out.Verdicts[lots-1].Verdict != relay.Accepted {
			b.Fatal(out, err)
		}
		ours += time.Since(start)
		start = time.Now()
		if err := insertPlain(b, conn, d); err != nil {
			b.Fatal(i, err)
		}
		plain += time.Since(start)
	}
	b.StopTimer()
	b.ReportMetric(float64(b.N*lots)/ours.Seconds(), "records/s")
	b.ReportMetric(plain.Seconds()/ours.Seconds(), "of-plain-pgx")
	var size int64
	if err := conn.QueryRow(b.Context(), `SELECT pg_total_relation_size('records')`).Scan(&size); err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64(size)/float64(b.N*lots), "disk-bytes/record")
}

// insertPlain is what a program that trusts its input would do: one
// transaction of pipelined inserts.
func insertPlain(b *testing.B, conn *pgx.Conn, d hub.Delivery) error {
	ctx := b.Context()
	return pgx.BeginFunc(ctx, conn, func(tx pgx.Tx) error {
		batch := &pgx.Batch{}
		for _, j := range d.Records {
			batch.Queue(`INSERT INTO plain (device, epoch, seq, id, kind, version, body, hash, received, place_id,
				kiosk, view, cell, period, month, count) VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,$15,$16)`,
				string(d.Device.ID), int64(j.Epoch), int64(j.Seq), j.ID, int64(j.Kind), int64(j.Version), j.Body, j.Hash,
				d.Now.Unix(), d.Device.PlaceID, j.Lot.Kiosk, j.Lot.View, j.Lot.Cell, j.Lot.Window, j.Lot.Window, j.Lot.Count)
		}
		batch.Queue(`INSERT INTO plain_standings (device, epoch, acked, highest, last_seen) VALUES ($1, 1, 500, 500, $2)`,
			string(d.Device.ID), d.Now)
		return tx.SendBatch(ctx, batch).Close()
	})
}

func BenchmarkDrain(b *testing.B) {
	url := durable(b)
	l, err := hubpg.Open(b.Context(), url)
	if err != nil {
		b.Fatal(err)
	}
	defer closed(b, func() error { return l.Close() })
	for i := range b.N {
		if i > 0 {
			b.Fatal("one pass a run: -benchtime 1x")
		}
		p99, all := hubtest.Drain(b, l, 2000, 110, 8)
		b.ReportMetric(2000/all.Seconds(), "devices/s")
		b.ReportMetric(float64(p99.Milliseconds()), "p99-ms")
	}
}
