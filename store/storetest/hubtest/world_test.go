package hubtest_test

import (
	"bytes"
	"cmp"
	"context"
	"io"
	"log/slog"
	"math/rand"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"parvis/app/hub"
	"parvis/app/relay"
	"parvis/app/relay/relaytest"
	"parvis/store/storetest/hubtest"
)

// direct carries requests to a handler without a socket.
type direct struct {
	handler func() http.Handler // asked at each call: the hub may have restarted
	before  func(*http.Request) (*http.Response, error)
	after   func(*http.Request, *http.Response) (*http.Response, error)
	from    string // address of the caller; empty: 192.0.2.1
}

func (d *direct) RoundTrip(r *http.Request) (*http.Response, error) {
	if d.before != nil {
		if resp, err := d.before(r); resp != nil || err != nil {
			return resp, err
		}
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	in := r.Clone(r.Context())
	in.Body, in.RequestURI, in.RemoteAddr = io.NopCloser(bytes.NewReader(body)), r.URL.RequestURI(), cmp.Or(d.from, "192.0.2.1")+":1"
	rec := httptest.NewRecorder()
	d.handler().ServeHTTP(rec, in)
	resp := rec.Result()
	resp.Request = r
	if d.after != nil {
		return d.after(r, resp)
	}
	return resp, nil
}

// world is one hub and what its devices need.
type world struct {
	ledger hub.Ledger
	hub    *hub.Hub
	net    *direct
	random io.Reader
	now    func() time.Time
	spoken bool // the hub's log is kept
}

const address = "https://hub.exemple.fr"

func newWorld(t *testing.T, seed int64, now func() time.Time) *world {
	t.Helper()
	return makeWorld(t, seed, now, true)
}

func makeWorld(t testing.TB, seed int64, now func() time.Time, spoken bool) *world {
	t.Helper()
	w := &world{random: rand.New(rand.NewSource(seed)), now: now, spoken: spoken}
	w.net = &direct{handler: func() http.Handler { return w.hub.Handler() }}
	w.open(t, hubtest.NewMemory())
	return w
}

func (w *world) open(t testing.TB, l hub.Ledger) {
	t.Helper()
	log := slog.New(slog.DiscardHandler) // ten thousand schedules would fill the memory
	if w.spoken {
		log = slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelDebug}))
	}
	h, err := hub.New(t.Context(), hub.Options{Ledger: l, Now: w.now, Random: w.random, Log: log})
	if err != nil {
		t.Fatal(err)
	}
	w.ledger, w.hub = l, h
}

// device is one enrolled device.
type device struct {
	*relay.Relay
	box *relaytest.Outbox
}

func (w *world) device(t testing.TB, box *relaytest.Outbox) *device {
	t.Helper()
	r := relay.New(relay.Options{
		Outbox: box, Now: w.now, Client: relay.NewClient(w.net), Random: w.random,
		Facts: func(context.Context) relay.Heartbeat { return relay.Heartbeat{Program: "1.0.0", StoreOK: true} },
	})
	return &device{Relay: r, box: box}
}

func (w *world) invite(t testing.TB, place string, role hub.Role) relay.Invitation {
	t.Helper()
	admin := hub.Admin{Ledger: w.ledger, Random: w.random}
	invited, err := admin.Invite(t.Context(), hub.InviteRequest{Place: place, Role: role}, address, w.now())
	if err != nil {
		t.Fatal(err)
	}
	inv, err := relay.FromCode(invited.Code, invited.Hub)
	if err != nil {
		t.Fatal(err)
	}
	return inv
}

func (w *world) enrolled(t testing.TB, place string, role hub.Role) *device {
	t.Helper()
	d := w.device(t, relaytest.New(w.random, w.now))
	if _, err := d.Enrol(t.Context(), w.invite(t, place, role)); err != nil {
		t.Fatal(err)
	}
	return d
}

// lot is the body of a lot.
func lot(t *testing.T, view, code, window string, count int) []byte {
	t.Helper()
	cell := map[string]string{view: code}
	if view == "total" {
		cell = nil
	}
	body, err := relay.Canonical(relay.LotBody{View: view, Cell: cell, Window: window, Count: count})
	if err != nil {
		t.Fatal(err)
	}
	return body
}

func (d *device) enqueue(t *testing.T, bodies ...[]byte) {
	t.Helper()
	if err := d.box.Enqueue(t.Context(), relay.KindLot, 1, bodies...); err != nil {
		t.Fatal(err)
	}
}

// rows are all the lots the hub has.
func rows(t *testing.T, l hub.Ledger) (out []hub.LotRow) {
	t.Helper()
	for r, err := range l.Lots(t.Context(), hub.LotQuery{}) {
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, r)
	}
	return out
}

func at(text string) func() time.Time {
	t, err := time.Parse(time.RFC3339, text)
	if err != nil {
		panic(err)
	}
	return func() time.Time { return t }
}
