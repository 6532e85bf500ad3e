package device

import (
	"context"
	"database/sql"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	_ "modernc.org/sqlite" // the store ours is compared with

	"parvis/app/session"
	"parvis/store/storetest"
)

// percentile of durations, which are sorted.
func percentile(d []time.Duration, p int) time.Duration {
	slices.Sort(d)
	return d[min(len(d)*p/100, len(d)-1)]
}

func micros(d time.Duration) float64 { return float64(d) / float64(time.Microsecond) }

// BenchmarkSave compares, call by call on the same disk, a save with one plain
// write of 4 KiB and its sync, and with SQLite doing the same work. Bar: p99 at
// most three times the plain write's.
func BenchmarkSave(b *testing.B) {
	dir := b.TempDir()
	d := testInit(b, filepath.Join(dir, "device"), testOptions())
	defer mustClose(b, d)
	plain, err := os.OpenFile(filepath.Join(dir, "plain"), os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = plain.Close() }() // a bench's own file
	lite := openLite(b, filepath.Join(dir, "lite.db"))
	defer func() { _ = lite.Close() }() // a bench's own file
	g := storetest.NewGen(1)
	block := make([]byte, 4096)
	var base, ours, theirs []time.Duration
	timed := func(into *[]time.Duration, f func() error) {
		start := time.Now()
		if err := f(); err != nil {
			b.Fatal(err)
		}
		*into = append(*into, time.Since(start))
	}
	n := 0
	for b.Loop() {
		s := g.Session()
		timed(&base, func() error {
			if _, err := plain.Write(block); err != nil {
				return err
			}
			return plain.Sync()
		})
		timed(&ours, func() error {
			_, err := d.Save(context.Background(), "a", s)
			return err
		})
		if n++; n%4 == 0 {
			timed(&theirs, func() error { return lite.save(&s) })
		}
	}
	if n < 200 {
		return // the percentiles of a trial run mean nothing
	}
	b.ReportMetric(micros(percentile(base, 50)), "plain-p50-µs")
	b.ReportMetric(micros(percentile(base, 99)), "plain-p99-µs")
	b.ReportMetric(micros(percentile(ours, 50)), "save-p50-µs")
	b.ReportMetric(micros(percentile(ours, 99)), "save-p99-µs")
	b.ReportMetric(micros(percentile(theirs, 50)), "sqlite-p50-µs")
	b.ReportMetric(micros(percentile(theirs, 99)), "sqlite-p99-µs")
	ratio := float64(percentile(ours, 99)) / float64(percentile(base, 99))
	b.ReportMetric(ratio, "p99-ratio")
	if ratio > 3 {
		b.Errorf("a save costs %.1f times a plain write (p99), over 3", ratio)
	}
}

// lite is the same work on SQLite: the session, its index and its figures of
// the day in one transaction, synchronous=FULL.
type lite struct{ *sql.DB }

func openLite(b *testing.B, path string) lite {
	b.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		b.Fatal(err)
	}
	db.SetMaxOpenConns(1)
	for _, q := range []string{
		"PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL",
		"CREATE TABLE session(id TEXT PRIMARY KEY, day TEXT, author TEXT, body BLOB)",
		"CREATE INDEX by_day ON session(day)",
		"CREATE TABLE figure(day TEXT, cell TEXT, n INT, PRIMARY KEY(day, cell)) WITHOUT ROWID",
	} {
		if _, err := db.Exec(q); err != nil {
			b.Fatal(err)
		}
	}
	return lite{db}
}

func (l lite) save(s *session.Session) error {
	tx, err := l.Begin()
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // does nothing once committed
	if err := l.put(tx, s); err != nil {
		return err
	}
	return tx.Commit()
}

func (l lite) put(tx *sql.Tx, s *session.Session) error {
	if _, err := tx.Exec("INSERT INTO session VALUES(?,?,?,?)", string(s.ID), string(s.Date), "a", fmt.Appendf(nil, "%+v", s)); err != nil {
		return err
	}
	for _, c := range shareOf(s).counts {
		if _, err := tx.Exec("INSERT INTO figure VALUES(?,?,?) ON CONFLICT DO UPDATE SET n=n+excluded.n", string(s.Date), c.view+" "+c.code, c.n); err != nil {
			return err
		}
	}
	return nil
}

// BenchmarkBytes measures what a session of a small place costs on the disk,
// saved a few at a time, day after day: the fixed pages of the index weigh.
func BenchmarkBytes(b *testing.B) {
	for _, n := range []int{2_000, 10_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			dir := b.TempDir()
			d := testInit(b, dir, testOptions())
			g := storetest.NewGen(7)
			list := make([]session.Session, n)
			for i := range list {
				list[i] = g.Session()
			}
			dayAfterDay(list)
			for few := range slices.Chunk(list, 10) {
				if _, err := d.SaveAll(context.Background(), "a", few); err != nil {
					b.Fatal(err)
				}
				if err := d.catchUp(); err != nil {
					b.Fatal(err)
				}
			}
			mustClose(b, d)
			for b.Loop() {
				b.ReportMetric(float64(sizeOf(b, dir))/float64(n), "B/session")
			}
		})
	}
}

const hundredThousand = 100_000

// BenchmarkLarge holds a directory of 100,000 sessions to its bars: opening
// after a clean stop, rebuilding, statistics, bytes a session.
func BenchmarkLarge(b *testing.B) {
	dir := b.TempDir()
	d := testInit(b, dir, testOptions())
	start := time.Now()
	saveMany(b, d, 1, hundredThousand)
	b.Logf("100,000 sessions saved in groups of a thousand: %v", time.Since(start))
	mustClose(b, d)
	bytes := sizeOf(b, dir) / hundredThousand
	b.Run("bytes", func(b *testing.B) {
		for b.Loop() {
			b.ReportMetric(float64(bytes), "B/session")
		}
		if bytes > 600 {
			b.Errorf("%d bytes a session, over 600", bytes)
		}
	})
	b.Run("open", func(b *testing.B) {
		var all, cpu []time.Duration
		for b.Loop() {
			start, work := time.Now(), cpuTime()
			d := testOpen(b, dir, testOptions())
			all, cpu = append(all, time.Since(start)), append(cpu, cpuTime()-work)
			if d.Opened().Rebuilt {
				b.Fatal("rebuilt")
			}
			mustClose(b, d)
		}
		b.Logf("processor time: %v (p50)", percentile(cpu, 50))
		b.ReportMetric(float64(percentile(cpu, 50))/float64(time.Millisecond), "cpu-p50-ms")
		worst(b, all, 300*time.Millisecond)
	})
	b.Run("rebuild", func(b *testing.B) {
		var all, cpu []time.Duration
		for b.Loop() {
			if err := os.Remove(filepath.Join(dir, projectionName)); err != nil {
				b.Fatal(err)
			}
			start, work := time.Now(), cpuTime()
			mustClose(b, testOpen(b, dir, testOptions()))
			all, cpu = append(all, time.Since(start)), append(cpu, cpuTime()-work)
		}
		b.Logf("processor time: %v (p50)", percentile(cpu, 50))
		b.ReportMetric(float64(percentile(cpu, 50))/float64(time.Millisecond), "cpu-p50-ms")
		worst(b, all, 10*time.Second)
	})
	d = testOpen(b, dir, testOptions())
	defer mustClose(b, d)
	b.Run("days", func(b *testing.B) { statsBench(b, d, periods(1)) }) // before the figures are loaded
	start = time.Now()
	if err := d.Warm(context.Background()); err != nil {
		b.Fatal(err)
	}
	b.Logf("figures of 100,000 sessions loaded in %v", time.Since(start))
	b.Run("one filter", func(b *testing.B) { statsBench(b, d, singles()) })
	b.Run("any combination", func(b *testing.B) { statsBench(b, d, mixed()) })
	b.Run("sqlite", liteStats)
}

func worst(b *testing.B, all []time.Duration, bar time.Duration) {
	b.Helper()
	p := percentile(all, 99)
	b.ReportMetric(float64(p)/float64(time.Millisecond), "p99-ms")
	if p > bar {
		b.Errorf("p99 %v, over %v (p50 %v)", p, bar, percentile(all, 50))
	}
}

func sizeOf(b *testing.B, dir string) (total int64) {
	b.Helper()
	err := filepath.WalkDir(dir, func(_ string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		info, err := e.Info()
		if err == nil {
			total += info.Size()
		}
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
	return total
}

const statsBar = 16 * time.Millisecond

func statsBench(b *testing.B, d *Device, filters []session.Filter) {
	var all []time.Duration
	i := 0
	for b.Loop() {
		start := time.Now()
		if _, err := d.Stats(context.Background(), filters[i%len(filters)]); err != nil {
			b.Fatal(err)
		}
		all = append(all, time.Since(start))
		i++
	}
	worst(b, all, statsBar)
}

func periods(step int) (out []session.Filter) {
	out = append(out, session.Filter{})
	for i := 0; i < 40; i += step {
		out = append(out, session.Filter{From: "2024-01-07", To: "2026-11-19"}, session.Filter{From: "2025-03-02", To: "2025-11-29"})
	}
	return out
}

func singles() (out []session.Filter) {
	for _, p := range periods(20) {
		for _, f := range []session.Filter{
			{Types: []session.Type{session.Individual}},
			{Thematiques: []string{"email"}},
			{Thematiques: []string{session.Administrative}},
			{PlaceID: session.Here},
			{CommuneInsee: "13007"},
			{GuideID: "guide-3"},
			{Author: "a"},
			{Tag: "étiquette 4"},
		} {
			f.From, f.To = p.From, p.To
			out = append(out, f)
		}
	}
	return out
}

func mixed() (out []session.Filter) {
	g := storetest.NewGen(77)
	for range 300 {
		f := g.Filter()
		if f.Text == "" && len(out)%3 == 0 {
			f.From, f.To = "", "" // the whole history
			f.Types = []session.Type{session.Individual, session.Workshop}
		}
		out = append(out, f)
	}
	return out
}

// liteStats asks SQLite for the figures of a long period, by cell.
func liteStats(b *testing.B) {
	l := openLite(b, filepath.Join(b.TempDir(), "lite.db"))
	defer func() { _ = l.Close() }() // a bench's own file
	g := storetest.NewGen(1)
	tx, err := l.Begin()
	if err != nil {
		b.Fatal(err)
	}
	for range 20_000 {
		s := g.Session()
		if err := l.put(tx, &s); err != nil {
			b.Fatal(err)
		}
	}
	if err := tx.Commit(); err != nil {
		b.Fatal(err)
	}
	var all []time.Duration
	for b.Loop() {
		start := time.Now()
		rows, err := l.Query("SELECT cell, sum(n) FROM figure WHERE day BETWEEN '2024-01-07' AND '2026-11-19' GROUP BY cell")
		if err != nil {
			b.Fatal(err)
		}
		for rows.Next() {
		}
		if err := rows.Err(); err != nil {
			b.Fatal(err)
		}
		all = append(all, time.Since(start))
	}
	b.ReportMetric(float64(percentile(all, 99))/float64(time.Millisecond), "p99-ms")
}

// BenchmarkMillion holds unfiltered and one-filter statistics over a million
// sessions to the bar, on the figures in memory.
func BenchmarkMillion(b *testing.B) {
	g := storetest.NewGen(1)
	var t table
	start := time.Now()
	shares := map[int]delta{}
	for seq := range uint64(1_000_000) {
		// Fifty thousand different sessions, each on twenty days: making a
		// million different ones would measure the generator.
		k := int(seq % 50_000)
		c, ok := shares[k]
		if !ok {
			s := g.Session()
			c = delta{author: "a", body: s, what: shareOf(&s)}
			shares[k] = c
		}
		c.seq = seq + 1
		c.what.day = g.Last.Add(-int(seq*7) % g.Days)
		t.add(c)
	}
	b.Logf("a million sessions counted in %v", time.Since(start))
	for name, filters := range map[string][]session.Filter{"unfiltered": periods(1), "one filter": singles()} {
		b.Run(name, func(b *testing.B) {
			var all []time.Duration
			i := 0
			for b.Loop() {
				start := time.Now()
				t.stats(filters[i%len(filters)])
				all = append(all, time.Since(start))
				i++
			}
			worst(b, all, statsBar)
		})
	}
}
