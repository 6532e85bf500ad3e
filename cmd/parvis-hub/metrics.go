package main

import (
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"sync"
	"time"

	"parvis/app/hub"
	"parvis/app/relay"
)

// metrics counts answers, verdicts and refused certificates in the Prometheus text format, version
// 0.0.4; nothing in it names a device. The usual client library would add
// 2.4 MB to a program of 16 for these few families.
type metrics struct {
	mu      sync.Mutex
	answers map[answerKey]*histogram
	records map[relay.Verdict]int
	refused map[string]int // certificates, by reason
	until   time.Time      // end of the certificate in use, zero: none
}

type answerKey struct {
	route  string
	status int
}

// bounds of the histogram, in seconds.
var bounds = [...]float64{.001, .005, .02, .1, .5, 1, 5}

type histogram struct {
	buckets [len(bounds)]int // cumulative
	count   int
	sum     float64
}

var _ hub.Watch = (*metrics)(nil)

func newMetrics() *metrics {
	return &metrics{answers: map[answerKey]*histogram{}, records: map[relay.Verdict]int{}, refused: map[string]int{}}
}

// Answered implements hub.Watch.
func (m *metrics) Answered(route string, status int, took time.Duration) {
	m.mu.Lock()
	defer m.mu.Unlock()
	key := answerKey{route, status}
	h := m.answers[key]
	if h == nil {
		h = &histogram{}
		m.answers[key] = h
	}
	h.count++
	h.sum += took.Seconds()
	for i, b := range bounds {
		if took.Seconds() <= b {
			h.buckets[i]++
		}
	}
}

// Decided implements hub.Watch.
func (m *metrics) Decided(v relay.Verdict, records int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.records[v] += records
}

// certificateRefused counts a certificate that was asked for and did not come.
func (m *metrics) certificateRefused(why string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.refused[why]++
}

// certificateUntil notes when the certificate in use ends.
func (m *metrics) certificateUntil(t time.Time) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.until = t
}

func (m *metrics) handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /metrics", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
		m.write(w)
	})
	return mux
}

func (m *metrics) write(w io.Writer) {
	m.mu.Lock()
	defer m.mu.Unlock()
	const answers, records = "parvis_hub_answer_seconds", "parvis_hub_records_total"
	fmt.Fprintf(w, "# HELP %s Time to answer, by route and status.\n# TYPE %[1]s histogram\n", answers)
	keys := slices.SortedFunc(maps.Keys(m.answers), func(a, b answerKey) int {
		return slices.Compare([]string{a.route, fmt.Sprint(a.status)}, []string{b.route, fmt.Sprint(b.status)})
	})
	for _, k := range keys {
		h, labels := m.answers[k], fmt.Sprintf("route=%q,status=\"%d\"", k.route, k.status)
		for i, b := range bounds {
			fmt.Fprintf(w, "%s_bucket{%s,le=\"%g\"} %d\n", answers, labels, b, h.buckets[i])
		}
		fmt.Fprintf(w, "%s_bucket{%s,le=\"+Inf\"} %d\n", answers, labels, h.count)
		fmt.Fprintf(w, "%s_sum{%s} %g\n", answers, labels, h.sum)
		fmt.Fprintf(w, "%s_count{%s} %d\n", answers, labels, h.count)
	}
	fmt.Fprintf(w, "# HELP %s Records decided, by verdict.\n# TYPE %[1]s counter\n", records)
	for _, v := range slices.Sorted(maps.Keys(m.records)) {
		fmt.Fprintf(w, "%s{verdict=%q} %d\n", records, v, m.records[v])
	}
	const refused, until = "parvis_hub_certificate_refusals_total", "parvis_hub_certificate_until_seconds"
	fmt.Fprintf(w, "# HELP %s Certificates asked for in vain, by reason.\n# TYPE %[1]s counter\n", refused)
	for _, why := range slices.Sorted(maps.Keys(m.refused)) {
		fmt.Fprintf(w, "%s{reason=%q} %d\n", refused, why, m.refused[why])
	}
	if !m.until.IsZero() {
		fmt.Fprintf(w, "# HELP %s Unix time the certificate in use ends.\n# TYPE %[1]s gauge\n%[1]s %d\n", until, m.until.Unix())
	}
}
