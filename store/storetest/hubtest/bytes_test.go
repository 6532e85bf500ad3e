package hubtest_test

import (
	"bytes"
	"io"
	"net/http"
	"testing"
	"time"

	"parvis/app"
	"parvis/app/hub"
	"parvis/app/lots"
	"parvis/app/lots/lotstest"
	"parvis/app/relay"
	"parvis/app/relay/relaytest"
)

// carried is what went over the wire in HTTP bodies, both ways.
type carried struct{ reports, beats, answers, calls int }

// lived is what a place sent in 52 weeks of whole days, a run of the relay being
// due each hour. With presses, somebody asks how things stand each working day.
func lived(t testing.TB, p lotstest.Profile, presses bool) (out carried) {
	day := app.Day("2026-08-31")
	hour := 0
	now := func() time.Time { return day.Time(app.Zone("")).Add(time.Duration(hour) * time.Hour) }
	w := makeWorld(t, 1, now, false)
	d := w.enrolled(t, "Mairie", hub.RoleDesk)
	ledger, sim := lotstest.New(lotstest.Key(1)), lotstest.NewSimulator(p, 1)
	account := lots.NewService(ledger, app.Zone(""), func() lots.Policy { return lots.Policy{EPCI: lotstest.EPCI} })
	reporting := false
	w.net.before = func(r *http.Request) (*http.Response, error) {
		out.calls++
		if reporting {
			out.reports += int(r.ContentLength)
		} else {
			out.beats += int(r.ContentLength)
		}
		return nil, nil
	}
	w.net.after = func(_ *http.Request, resp *http.Response) (*http.Response, error) {
		body, err := io.ReadAll(resp.Body)
		out.answers += len(body)
		resp.Body = io.NopCloser(bytes.NewReader(body))
		return resp, err
	}
	for range 52 {
		for _, e := range sim.Week(day) {
			ledger.Record(e)
		}
		for i := range 7 {
			for hour = 0; hour < 24; hour++ {
				before, err := len(ledger.Outbox), error(nil)
				if hour == 1 {
					_, _, err = account.CloseDue(t.Context(), now())
					must(t, err)
				}
				reporting = len(ledger.Outbox) > before
				for _, l := range ledger.Outbox[before:] {
					send(t, d.box, l)
				}
				if presses && i < 5 && hour == 9 {
					_, err = d.SyncNow(t.Context())
				} else {
					_, err = d.SyncDue(t.Context())
				}
				must(t, err)
				if counts, err := d.box.Counts(t.Context()); err != nil || counts.ToSend+counts.SetAside > 0 {
					t.Fatalf("%+v, %v", counts, err)
				}
			}
			day = day.Add(1)
		}
	}
	return out
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func send(t testing.TB, box *relaytest.Outbox, l lots.Lot) {
	body, err := lots.EncodeLot(l)
	must(t, err)
	kind := relay.KindLot
	if l.Kiosk() {
		kind = relay.KindKioskLot
	}
	must(t, box.Enqueue(t.Context(), kind, 1, body))
}

// TestAYearOnTheWire holds the bars of the design: 120 KB a year for the
// reports of an ordinary place, 2 KB a day for one where nothing happens.
func TestAYearOnTheWire(t *testing.T) {
	ordinary, idle := lived(t, lotstest.Profiles()[1], true), lived(t, lotstest.Profile{}, false)
	t.Logf("ordinary place, a year: reports %d bytes, heartbeats %d, answers %d, in %d calls", ordinary.reports, ordinary.beats, ordinary.answers, ordinary.calls)
	t.Logf("idle device, a day: sent %d bytes, answers %d", idle.beats/364, idle.answers/364)
	if ordinary.reports > 120_000 || (idle.beats+idle.answers)/364 > 2_000 || idle.reports > 0 {
		t.Errorf("ordinary %+v, idle %+v", ordinary, idle)
	}
}

// BenchmarkPlaceYear prints what TestAYearOnTheWire measures.
func BenchmarkPlaceYear(b *testing.B) {
	for range b.N {
		ordinary, idle := lived(b, lotstest.Profiles()[1], false), lived(b, lotstest.Profile{}, false)
		b.ReportMetric(float64(ordinary.reports)/1000, "KB/place-year")
		b.ReportMetric(float64(idle.beats+idle.answers)/1000/364, "KB/idle-day")
	}
}
