package hubtest_test

import (
	"bytes"
	"io"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"parvis/app/hub"
	"parvis/app/relay"
	"parvis/app/relay/relaytest"
	"parvis/store/storetest/hubtest"
)

// seen is what somebody on the line sees of one device's sync.
type seen struct {
	sizes   []int
	paths   []string
	headers []string
}

// watch listens to a device that sends so many lots.
func watch(t *testing.T, w *world, d *device, lots int) (s seen, stick int) {
	t.Helper()
	d.enqueue(t, newLots(t, nil, lots, lots*1000, false)...)
	stick = len(export(t, d))
	w.net.before = func(r *http.Request) (*http.Response, error) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return nil, err
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		if r.URL.Path != relay.PathBatches || len(s.sizes) > 0 {
			return nil, nil
		}
		s.sizes, s.paths = append(s.sizes, len(body)), append(s.paths, r.URL.RequestURI())
		for name := range r.Header {
			s.headers = append(s.headers, name)
		}
		slices.Sort(s.headers)
		return nil, nil
	}
	if sum, err := d.SyncNow(t.Context()); err != nil || sum.Waiting != 0 {
		t.Fatalf("%+v, %v", sum, err)
	}
	w.net.before = nil
	return s, stick
}

// TestTheLineAndTheStickTellNothing: a month of twenty groups and one of a
// hundred look alike on the line and on the stick, in size, address and
// headers; numbers and names of records tell one moment, that of the closing.
func TestTheLineAndTheStickTellNothing(t *testing.T) {
	w := newWorld(t, 70, at("2026-11-23T17:40:00+01:00"))
	small, large := w.enrolled(t, "Mairie", hub.RoleDesk), w.enrolled(t, "École", hub.RoleDesk)
	a, stickA := watch(t, w, small, 45)
	b, stickB := watch(t, w, large, 100)
	if !slices.Equal(a.sizes, b.sizes) || stickA != stickB || !slices.Contains(relay.Sizes[:], a.sizes[0]) {
		t.Errorf("sizes %v and %v, sticks %d and %d", a.sizes, b.sizes, stickA, stickB)
	}
	if !slices.Equal(a.paths, b.paths) || !slices.Equal(a.headers, b.headers) {
		t.Errorf("%v %v\n%v %v", a.paths, a.headers, b.paths, b.headers)
	}
	var first time.Time
	for e, err := range large.box.Entries(t.Context()) {
		id, perr := uuid.Parse(e.ID)
		if err != nil || perr != nil {
			t.Fatal(err, perr)
		}
		sec, nsec := id.Time().UnixTime()
		made := time.Unix(sec, nsec)
		if first.IsZero() {
			first = made
		}
		if d := made.Sub(first); d < -time.Second || d > time.Minute {
			t.Errorf("a name tells another moment: %v after the first", d)
		}
	}
}

// TestTheServersLogTellsNothing: no place, cell, count or address, whatever
// happens.
func TestTheServersLogTellsNothing(t *testing.T) {
	w := newWorld(t, 71, at("2026-11-23T17:40:00+01:00"))
	var log bytes.Buffer
	h, err := hub.New(t.Context(), hub.Options{
		Ledger: hubtest.NewMemory(), Now: w.now, Random: w.random,
		Log: slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug})),
	})
	if err != nil {
		t.Fatal(err)
	}
	w.ledger, w.hub = h.Ledger, h
	d := w.device(t, relaytest.New(w.random, w.now))
	if _, err := d.Enrol(t.Context(), w.invite(t, "Lieu-Canari", hub.RoleDesk)); err != nil {
		t.Fatal(err)
	}
	d.enqueue(t, lot(t, "guide", "guide-canari", "2026-10", 41), lot(t, "genre", "genre-canari", "2026-10", 2), []byte("corps-canari"))
	if _, err := d.SyncNow(t.Context()); err != nil {
		t.Fatal(err)
	}
	w.net.before = func(r *http.Request) (*http.Response, error) {
		r.Header.Set("Authorization", "Bearer jeton-canari")
		return nil, nil
	}
	_, _ = d.SyncNow(t.Context()) // refused, and logged
	if log.Len() == 0 {
		t.Fatal("nothing was logged: nothing was tried")
	}
	id, _ := d.box.Identity(t.Context())
	for _, secret := range []string{"canari", "Canari", "192.0.2.1", "2026-10", string(id.Device)} {
		if strings.Contains(log.String(), secret) {
			t.Errorf("the log says %q:\n%s", secret, &log)
		}
	}
}
