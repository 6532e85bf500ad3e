package main

import (
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"parvis/app/hub"
	"parvis/app/relay"
)

// metrics counts answers and verdicts; nothing in it names a device.
type metrics struct {
	registry *prometheus.Registry
	answers  *prometheus.HistogramVec
	records  *prometheus.CounterVec
}

var _ hub.Watch = (*metrics)(nil)

func newMetrics() *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		answers: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "parvis_hub_answer_seconds", Help: "Time to answer, by route and status.",
			Buckets: []float64{.001, .005, .02, .1, .5, 1, 5},
		}, []string{"route", "status"}),
		records: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "parvis_hub_records_total", Help: "Records decided, by verdict.",
		}, []string{"verdict"}),
	}
	m.registry.MustRegister(m.answers, m.records)
	return m
}

// Answered implements hub.Watch.
func (m *metrics) Answered(route string, status int, took time.Duration) {
	m.answers.WithLabelValues(route, strconv.Itoa(status)).Observe(took.Seconds())
}

// Decided implements hub.Watch.
func (m *metrics) Decided(v relay.Verdict, records int) {
	m.records.WithLabelValues(string(v)).Add(float64(records))
}

func (m *metrics) handler() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{}))
	return mux
}
