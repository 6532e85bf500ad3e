package library_test

import (
	"os"
	"runtime"
	"slices"
	"testing"
	"time"

	"parvis/app/library"
)

var everything = library.Options{Limit: 10, All: true, Today: "2026-11-23"}

// BenchmarkWordings prints the quality of the search over the official corpus:
// mean reciprocal rank and share found among the first five, apart for the
// wordings the weights were chosen on, for the others, and for those written
// once everything was settled.
func BenchmarkWordings(b *testing.B) {
	s := officialShelf(b)
	sets, after := judged(b, s, official), judged(b, s, late)[false]
	for b.Loop() {
		ft, fh := measure(b, s, sets[true], false), measure(b, s, sets[false], false)
		b.ReportMetric(ft.mrr, "MRR-tuned")
		b.ReportMetric(ft.recall, "recall@5-tuned")
		b.ReportMetric(fh.mrr, "MRR-held-out")
		b.ReportMetric(fh.recall, "recall@5-held-out")
		fl := measure(b, s, after, false)
		b.ReportMetric(fl.mrr, "MRR-late")
		b.ReportMetric(fl.recall, "recall@5-late")
	}
	b.ReportMetric(float64(len(s.Entries())), "sheets")
	b.ReportMetric(float64(len(sets[true])+len(sets[false])+len(after)), "wordings")
}

// BenchmarkKeystrokes types every wording letter by letter.
func BenchmarkKeystrokes(b *testing.B) {
	s := officialShelf(b)
	var typed []string
	for _, w := range wordings(b, official) {
		for i := range w.query {
			if i > 0 {
				typed = append(typed, w.query[:i])
			}
		}
		typed = append(typed, w.query)
	}
	// The best of the rounds: what else the machine does is not the search's.
	took := make([]time.Duration, len(typed))
	b.ResetTimer()
	for b.Loop() {
		for round := range 5 * len(typed) {
			i := round % len(typed)
			start := time.Now()
			s.Search(typed[i], everything)
			if d := time.Since(start); took[i] == 0 || d < took[i] {
				took[i] = d
			}
		}
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Microseconds()), "p50-µs")
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds()), "p99-µs")
	b.ReportMetric(float64(took[len(took)-1].Microseconds()), "max-µs")
}

// BenchmarkStart measures what the whole shelf costs at start, starter guides
// and official sheets, once the cache of the sheets is there: time until it can
// be searched, and memory.
func BenchmarkStart(b *testing.B) {
	shipped := os.DirFS(starter)
	openOfficial(b, shipped) // writes the cache
	best := time.Hour
	for b.Loop() {
		start := time.Now()
		openOfficial(b, shipped)
		best = min(best, time.Since(start))
	}
	b.ReportMetric(float64(best.Milliseconds()), "best-ms")
	before := heap()
	s := openOfficial(b, shipped)
	b.ReportMetric(float64(heap()-before)/(1<<20), "MiB-heap")
	b.ReportMetric(float64(len(s.Entries())), "guides")
	runtime.KeepAlive(s)
}

func heap() uint64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}
