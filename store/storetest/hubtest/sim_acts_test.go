package hubtest_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand"
	"net/http"
	"slices"
	"sync"
	"testing"
	"time"

	"parvis/app/hub"
	"parvis/app/relay"
	"parvis/app/relay/relaytest"
	"parvis/store/storetest/hubtest"
)

type ctx = context.Context

// act is one thing that may happen.
type act struct {
	name string
	do   func(s *sim, c *client)
}

var acts = []act{
	{"release", func(s *sim, c *client) { s.release(c, 1+s.r.Intn(12)) }},
	{"month of backlog", func(s *sim, c *client) { s.release(c, 40+s.r.Intn(1+s.r.Intn(600))) }},
	{"six months of backlog", func(s *sim, c *client) {
		for range 6 {
			s.release(c, 40+s.r.Intn(80))
		}
	}},
	{"sync", func(s *sim, c *client) { s.sync(c) }},
	{"sync all", func(s *sim, _ *client) {
		for _, c := range s.clients {
			s.sync(c)
		}
	}},
	{"scheduled sync", func(s *sim, c *client) {
		_, _ = c.SyncDue(s.t.Context()) // what it left is checked at the end
	}},
	{"poison", (*sim).poison},
	{"poison at the head", func(s *sim, c *client) { s.poison(c); s.release(c, 3); s.sync(c) }},
	{"future schema", func(s *sim, c *client) {
		_ = c.box.Enqueue(s.t.Context(), relay.KindLot, 2, []byte{0xa0})
		_ = c.box.Enqueue(s.t.Context(), 300, 1, []byte{0xa0})
	}},
	{"old schema", func(s *sim, c *client) { // a program of two versions ago says less
		_ = c.box.Enqueue(s.t.Context(), relay.KindHeartbeat, 1, oldHeartbeat)
	}},
	{"pack published", func(s *sim, _ *client) { s.publish() }},
	{"network fault", func(s *sim, _ *client) {
		all := []netFault{cutBefore, cutAfter, captive, small, tooMany, away, elsewhere, forged, truncated}
		s.fault, s.left = all[s.r.Intn(len(all))], 2+s.r.Intn(6)
	}},
	{"cut during", func(s *sim, c *client) {
		s.release(c, 2)
		s.fault, s.left = cutAfter, 2
		s.sync(c)
	}},
	{"kill at a step", (*sim).killAtStep},
	{"kill during a request", (*sim).killInFlight},
	{"device disk full", func(s *sim, c *client) {
		n := s.r.Intn(4)
		c.box.Fault = func() error {
			if n--; n < 0 {
				return errFull
			}
			return nil
		}
		s.sync(c)
		c.box.Fault = nil
	}},
	{"hub dies before the commit", func(s *sim, c *client) { s.flaky.before = 1 + s.r.Intn(3); s.sync(c) }},
	{"hub dies after the commit", func(s *sim, c *client) { s.flaky.after = 1 + s.r.Intn(3); s.sync(c) }},
	{"hub disk full", func(s *sim, _ *client) {
		s.flaky.before = 1 << 20
		for _, c := range s.clients {
			s.sync(c)
		}
		s.flaky.before = 0
	}},
	{"hub restarts", func(s *sim, _ *client) { s.reopen(s.memory()) }},
	{"hub backup", func(s *sim, _ *client) { s.backups = append(s.backups, s.copyHub()) }},
	{"hub restored", func(s *sim, _ *client) { s.restoreHub(true) }},
	{"hub disk put back", func(s *sim, _ *client) { s.restoreHub(false) }},
	{"device backup", func(s *sim, c *client) { c.copies = append(c.copies, c.box.Copy()) }},
	{"device restored", (*sim).restoreDevice},
	{"device cloned", (*sim).cloneDevice},
	{"wrong clock", func(s *sim, c *client) {
		year := 365 * 24 * time.Hour
		c.drift = []time.Duration{0, year, -year}[s.r.Intn(3)]
		s.sync(c)
	}},
	{"stick", func(s *sim, c *client) { s.stick(c, 1) }},
	{"stick twice and network too", func(s *sim, c *client) { s.release(c, 5); s.stick(c, 2); s.sync(c) }},
	{"one batch posted five times at once", (*sim).fivePosts},
	{"two processes on one store", func(s *sim, c *client) {
		other := relay.New(relay.Options{Outbox: c.box, Now: s.clock(c), Client: relay.NewClient(s.net), Random: s.random})
		s.release(c, 3)
		_, _ = other.SyncNow(s.t.Context())
		s.sync(c)
	}},
}

var errFull = errors.New("no space left on device")

func actOf(name string) act {
	return acts[slices.IndexFunc(acts, func(a act) bool { return a.name == name })]
}

// oldHeartbeat holds two fields of today's nine.
var oldHeartbeat = []byte{0xa2, 1, 0x65, '0', '.', '8', '.', '0', 2, 0}

// release puts lots a device has never made in its outbox.
func (s *sim) release(c *client, n int) {
	bodies := newLots(s.t, s.r, n, c.next, c.altered)
	c.next += n
	_ = c.box.Enqueue(s.t.Context(), relay.KindLot, 1, bodies...)
	s.note(c)
}

// newLots makes the lots of a device from a number on.
func newLots(t *testing.T, r *rand.Rand, n, from int, altered bool) [][]byte {
	bodies := make([][]byte, n)
	for i := range bodies {
		next := from + i
		window := []string{"2026-07", "2026-08", "2026-09", "2026-10"}[next%4]
		count := 5 + next%9
		if altered && r.Intn(3) == 0 {
			count++ // a restored device may close a window otherwise than it did
		}
		bodies[i] = lot(t, "guide", fmt.Sprintf("g%c%d", rune('a'+next%26), next), window, count)
	}
	return bodies
}

// publish makes a new edition of the pack.
func (s *sim) publish() {
	s.packs++
	admin := hub.Admin{Ledger: s.ledger, Random: s.random}
	files := map[string]string{"policy.json": fmt.Sprintf(`{"k":%d}`, 5+s.packs%3)}
	_, err := admin.Publish(s.t.Context(), zipped(s.t, files), "1.0.0", time.Now())
	if err != nil && s.fault == fine && s.flaky.before == 0 {
		s.t.Errorf("publishing: %v", err)
	}
}

// note remembers what was ever made.
func (s *sim) note(c *client) {
	for e, err := range c.box.Entries(s.t.Context()) {
		if err == nil {
			s.made[e.ID] = true
		}
	}
}

// sync never reports an error here: the checks at the end do.
func (s *sim) sync(c *client) {
	before, _ := c.box.Counts(s.t.Context())
	sum, err := c.SyncNow(s.t.Context())
	if err == nil && sum.Waiting > 0 {
		s.t.Errorf("%s: success shown with %d waiting (before: %+v)", c.name, sum.Waiting, before)
	}
}

func (s *sim) poison(c *client) {
	_ = c.box.Enqueue(s.t.Context(), relay.KindLot, 1, poisonOf(s.t, s.r))
	s.note(c)
}

// poisonOf is a record no hub takes.
func poisonOf(t *testing.T, r *rand.Rand) []byte {
	bodies := [][]byte{[]byte("?"), lot(t, "guide", "g", "2026-10", 1), lot(t, "inconnue", "x", "2026-10", 9), bytes.Repeat([]byte{7}, 40<<10)}
	return bodies[r.Intn(len(bodies))]
}

// killAtStep stops the process at one of its writes, before or after it is on
// disk, and starts it again.
func (s *sim) killAtStep(c *client) {
	n := s.r.Intn(6)
	c.box.Fault = func() error {
		if n--; n < 0 {
			return relaytest.ErrKilled
		}
		return nil
	}
	_, _ = c.SyncNow(s.t.Context())
	s.start(c, c.box.Kill())
}

// killInFlight stops the process while the hub is deciding.
func (s *sim) killInFlight(c *client) {
	s.release(c, 2)
	old := s.net.after
	var disk *relaytest.Outbox
	s.net.after = func(r *http.Request, resp *http.Response) (*http.Response, error) {
		if disk == nil && r.URL.Path == relay.PathBatches {
			disk = c.box.Kill()
		}
		return old(r, resp)
	}
	_, _ = c.SyncNow(s.t.Context())
	s.net.after = old
	if disk != nil {
		s.start(c, disk)
	}
}

func (s *sim) memory() *hubtest.Memory { return s.flaky.Ledger.(*hubtest.Memory) }

func (s *sim) copyHub() *hubtest.Memory {
	m := hubtest.NewMemory()
	if err := m.Import(s.t.Context(), s.memory().Export(s.t.Context())); err != nil {
		s.t.Fatal(err)
	}
	return m
}

func (s *sim) restoreHub(announced bool) {
	if len(s.backups) == 0 {
		return
	}
	i := s.r.Intn(len(s.backups))
	s.reopen(s.backups[i])
	s.backups = s.backups[:i]
	if announced {
		if _, err := s.ledger.NewEpoch(s.t.Context()); err != nil {
			s.t.Fatal(err)
		}
	}
	for _, c := range s.clients { // a device the backup never knew is enrolled again by a person
		id, err := c.box.Identity(s.t.Context())
		if err != nil {
			s.t.Fatal(err)
		}
		if _, known, _ := s.ledger.DeviceByID(s.t.Context(), id.Device); !known {
			s.fault = fine
			if _, err := c.Enrol(s.t.Context(), s.invite(s.t, c.name, "desk")); err != nil {
				s.t.Fatal(err)
			}
		}
	}
}

func (s *sim) restoreDevice(c *client) {
	if len(c.copies) == 0 {
		return
	}
	i := s.r.Intn(len(c.copies))
	c.altered, c.next = true, max(0, c.next-5)
	s.start(c, c.copies[i].Copy())
	if s.r.Intn(2) == 0 { // put back by the program, not by hand
		_, _ = c.box.NewEpoch(s.t.Context(), relay.Parting{}) // a full disk: as by hand
		c.copies = c.copies[:i+1]                             // and perhaps once more
		return
	}
	c.copies = nil
}

func (s *sim) cloneDevice(c *client) {
	if len(s.clients) > 6 {
		return
	}
	twin := &client{name: c.name + " bis", altered: true, next: c.next}
	c.altered = true
	s.start(twin, c.box.Copy())
	s.clients = append(s.clients, twin)
}

// stick carries what waits by hand, some times, and perhaps brings the receipt
// back.
func (s *sim) stick(c *client, times int) {
	var file bytes.Buffer
	if _, err := c.ExportUSB(s.t.Context(), &file); err != nil {
		return // not enrolled any more
	}
	admin := hub.Admin{Ledger: s.ledger, Random: s.random}
	for range times {
		var receipt bytes.Buffer
		_, err := admin.Carry(s.t.Context(), bytes.NewReader(file.Bytes()), &receipt, time.Now())
		if err == nil && s.r.Intn(3) > 0 {
			_, _ = c.ReadReceipt(s.t.Context(), &receipt) // its effect is checked at the end
		}
	}
}

// fivePosts catches a batch on its way and posts it five times more at once.
func (s *sim) fivePosts(c *client) {
	s.release(c, 4)
	old := s.net.before
	s.net.before = func(r *http.Request) (*http.Response, error) {
		if r.URL.Path != relay.PathBatches {
			return old(r)
		}
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return nil, err
		}
		var wg sync.WaitGroup
		for range 5 {
			wg.Go(func() {
				again := r.Clone(r.Context())
				again.Body = io.NopCloser(bytes.NewReader(body))
				bare := &direct{handler: s.net.handler}
				if resp, err := bare.RoundTrip(again); err == nil {
					_ = resp.Body.Close()
				}
			})
		}
		wg.Wait()
		r.Body = io.NopCloser(bytes.NewReader(body))
		return old(r)
	}
	s.sync(c)
	s.net.before = old
}
