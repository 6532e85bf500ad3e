package library_test

import (
	"runtime"
	"slices"
	"testing"
	"time"

	"parvis/app/library"
)

var everything = library.Options{Limit: 10, All: true, Today: "2026-11-23"}

// BenchmarkWordings prints the quality of the search over the official corpus:
// mean reciprocal rank and share found among the first five, apart for the
// wordings the weights were chosen on and for the others.
func BenchmarkWordings(b *testing.B) {
	x := build(sheets(b))
	var tuned, held []wording
	for _, w := range wordings(b) {
		if w.tuned {
			tuned = append(tuned, w)
		} else {
			held = append(held, w)
		}
	}
	for b.Loop() {
		ft, fh := measure(b, x, tuned, false), measure(b, x, held, false)
		b.ReportMetric(ft.mrr, "MRR-tuned")
		b.ReportMetric(ft.recall, "recall@5-tuned")
		b.ReportMetric(fh.mrr, "MRR-held-out")
		b.ReportMetric(fh.recall, "recall@5-held-out")
	}
	b.ReportMetric(float64(x.Len()), "sheets")
}

// BenchmarkKeystrokes types every wording letter by letter.
func BenchmarkKeystrokes(b *testing.B) {
	x := build(sheets(b))
	var typed []string
	for _, w := range wordings(b) {
		for i := range w.query {
			if i > 0 {
				typed = append(typed, w.query[:i])
			}
		}
		typed = append(typed, w.query)
	}
	took := make([]time.Duration, 0, len(typed))
	b.ResetTimer()
	for b.Loop() {
		took = took[:0]
		for _, q := range typed {
			start := time.Now()
			x.Search(q, everything)
			took = append(took, time.Since(start))
		}
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Microseconds()), "p50-µs")
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds()), "p99-µs")
	b.ReportMetric(float64(took[len(took)-1].Microseconds()), "max-µs")
}

// BenchmarkStart measures what the search costs at start: reading the snapshot
// kept beside the guides, its memory, and building it anew.
func BenchmarkStart(b *testing.B) {
	docs := sheets(b)
	began := time.Now()
	raw := build(docs).Snapshot("key")
	built := time.Since(began)
	for b.Loop() {
		if _, err := library.ReadSnapshot(raw, "key"); err != nil {
			b.Fatal(err)
		}
	}
	before := heap()
	x, err := library.ReadSnapshot(raw, "key")
	if err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64(heap()-before)/(1<<20), "MiB-heap")
	b.ReportMetric(float64(len(raw))/(1<<20), "MiB-file")
	b.ReportMetric(float64(built.Milliseconds()), "ms-build")
	runtime.KeepAlive(x)
	runtime.KeepAlive(docs)
	runtime.KeepAlive(raw)
}

func heap() uint64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}
