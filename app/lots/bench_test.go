package lots_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"parvis/app"
	"parvis/app/lots"
	"parvis/app/lots/lotstest"
)

// month is a ledger with a year of closings and a month of n sessions waiting.
func month(tb testing.TB, n float64) (*lotstest.Ledger, *lots.Service, time.Time) {
	tb.Helper()
	zone := app.Zone("")
	sim := lotstest.NewSimulator(lotstest.Profile{
		Weekly: n / 4, Days: 6, Workshops: 2, Firsts: .4, Followed: .2, Files: 300, Communes: 60, Runs: 100,
	}, 1)
	ledger := lotstest.New(lotstest.Key(1))
	service := lots.NewService(ledger, zone, func() lots.Policy { return lots.Policy{EPCI: lotstest.EPCI} })
	monday := app.Day("2025-09-01")
	small := lotstest.NewSimulator(lotstest.Profile{Weekly: 100, Days: 5, Firsts: .4, Communes: 60}, 2)
	for range 53 {
		for _, e := range small.Week(monday) {
			e.After.ID = "y" + e.After.ID
			ledger.Record(e)
		}
		monday = monday.Add(7)
		_, _, err := service.CloseDue(context.Background(), monday.Time(zone))
		check(tb, err)
	}
	for range 4 {
		week := sim.Week(monday)
		// Sessions are recorded when the visitor leaves, day after day.
		slices.SortStableFunc(week, func(a, b lots.Event) int { return a.At.Compare(b.At) })
		for _, e := range week {
			ledger.Record(e)
		}
		monday = monday.Add(7)
	}
	return ledger, service, monday.Time(zone)
}

// BenchmarkCloseMonth closes a month of 10,000 sessions after a year of
// reports; the bar is 200 ms.
func BenchmarkCloseMonth(b *testing.B) {
	_, service, now := month(b, 10000)
	b.ReportAllocs()
	for b.Loop() {
		r, err := service.Preview(context.Background(), now)
		check(b, err)
		if len(r.Lots) < 100 {
			b.Fatalf("only %d lots", len(r.Lots))
		}
	}
}
