package hubtest_test

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io"
	"math/rand"
	"net/http"
	"os"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"parvis/app"
	"parvis/app/hub"
	"parvis/app/relay"
	"parvis/app/relay/relaytest"
	"parvis/store/storetest/hubtest"
)

var (
	seed  = flag.Int64("sim.seed", 0, "replay one schedule of the simulation, or begin there with -sim.n")
	count = flag.Int64("sim.n", 0, "run so many schedules")
)

// TestSimulation runs seeded schedules of faults: 300, or 10,000 with
// PARVIS_SOAK=1, on every core. A failure prints its seed; -sim.seed replays
// it alone.
func TestSimulation(t *testing.T) {
	first, n := int64(1), int64(300)
	if os.Getenv("PARVIS_SOAK") != "" {
		n = 10_000
	}
	if *seed != 0 {
		first, n = *seed, 1
	}
	if *count != 0 {
		n = *count
	}
	next, total := atomic.Int64{}, tally{happened: map[string]int{}}
	next.Store(first)
	t.Run("schedules", func(t *testing.T) {
		for core := range min(int64(runtime.GOMAXPROCS(0)), n) {
			t.Run(fmt.Sprint("core ", core), func(t *testing.T) {
				t.Parallel()
				for s := next.Add(1) - 1; s < first+n && !t.Failed(); s = next.Add(1) - 1 {
					synctest.Test(t, func(t *testing.T) {
						sim := newSim(t, s)
						sim.run()
						if t.Failed() {
							t.Logf("replay with -run TestSimulation -sim.seed=%d", s)
						}
						total.add(sim.seen)
					})
				}
			})
		}
	})
	t.Logf("%d schedules: %v", n, total.happened)
	if n >= 300 {
		for _, act := range acts {
			if total.happened[act.name] == 0 {
				t.Errorf("%s never happened", act.name)
			}
		}
	}
}

// tally counts what happened in all schedules.
type tally struct {
	mu       sync.Mutex
	happened map[string]int
}

func (y *tally) add(seen map[string]int) {
	y.mu.Lock()
	defer y.mu.Unlock()
	for k, v := range seen {
		y.happened[k] += v
	}
}

// replaying says whether one schedule is looked at closely.
func replaying() bool { return *seed != 0 && *count == 0 }

// sim is one schedule.
type sim struct {
	*world
	t       *testing.T
	plan    schedule
	r       *rand.Rand // the draws of the act being played
	clients []*client
	fault   netFault
	left    int // requests the fault still lasts
	flaky   *flaky
	backups []*hubtest.Memory
	packs   uint64          // editions published
	made    map[string]bool // every lot ever put in an outbox, by record id
	seen    map[string]int
}

// client is a device and what happened to it.
type client struct {
	*device
	name    string
	drift   time.Duration
	altered bool // restored or cloned: the rule at the end is weaker
	copies  []*relaytest.Outbox
	next    int // next lot it has never made
	again   int // times a person enrolled it again
	out     bool
}

// netFault answers instead of the hub, or spoils its answer.
type netFault string

const (
	fine      netFault = ""
	cutBefore netFault = "cut before"
	cutAfter  netFault = "cut after"
	captive   netFault = "captive"
	small     netFault = "413"
	tooMany   netFault = "429"
	away      netFault = "503"
	elsewhere netFault = "redirect"
	forged    netFault = "forged reply"
	truncated netFault = "truncated reply"
)

// flaky is a ledger whose process dies around a transaction, or whose disk is
// full.
type flaky struct {
	hub.Ledger
	before, after int // Accepts to fail
}

var errHub = errors.New("hub process gone")

func (f *flaky) fail(n *int) bool {
	if *n > 0 {
		*n--
		return true
	}
	return false
}

func (s *sim) accept() func(hub.Decision, error) (hub.Decision, error) {
	return func(d hub.Decision, err error) (hub.Decision, error) {
		if err == nil && s.flaky.fail(&s.flaky.after) {
			return hub.Decision{}, errHub
		}
		return d, err
	}
}

func newSim(t *testing.T, seed int64) *sim {
	plan := scheduleOf(seed)
	s := &sim{t: t, plan: plan, made: map[string]bool{}, seen: map[string]int{}}
	s.world = makeWorld(t, seed, time.Now, replaying())
	s.reopen(hubtest.NewMemory())
	s.net.before, s.net.after = s.before, s.after
	for i := range plan.places {
		s.enrol(fmt.Sprintf("Lieu %d", i))
	}
	return s
}

func (s *sim) reopen(m *hubtest.Memory) {
	s.flaky = &flaky{Ledger: m}
	s.open(s.t, faulty{s.flaky, s})
}

func (s *sim) enrol(name string) {
	c := &client{name: name}
	s.start(c, relaytest.New(s.random, s.clock(c)))
	if _, err := c.Enrol(s.t.Context(), s.invite(s.t, name, hub.RoleDesk)); err != nil {
		s.t.Fatal(err)
	}
	s.clients = append(s.clients, c)
}

func (s *sim) clock(c *client) func() time.Time {
	return func() time.Time { return time.Now().Add(c.drift) }
}

// start gives a client a process over an outbox.
func (s *sim) start(c *client, box *relaytest.Outbox) {
	box.Fault = nil
	c.device = &device{box: box, Relay: relay.New(relay.Options{
		Outbox: box, Now: s.clock(c), Client: relay.NewClient(s.net), Random: s.random,
	})}
}

// faulty puts the flaky transaction in the way.
type faulty struct {
	*flaky
	s *sim
}

func (f faulty) Accept(ctx ctx, d hub.Delivery) (hub.Decision, error) {
	if f.fail(&f.flaky.before) {
		return hub.Decision{}, errHub
	}
	return f.s.accept()(f.Ledger.Accept(ctx, d))
}

func (s *sim) before(r *http.Request) (*http.Response, error) {
	if r.URL.Path != relay.PathBatches && r.URL.Path != relay.PathRenew || s.fault == fine {
		return nil, nil
	}
	if s.left--; s.left <= 0 {
		s.fault = fine
		return nil, nil
	}
	answer := func(status int, kind, body string, more ...string) (*http.Response, error) {
		h := http.Header{"Content-Type": {kind}}
		for i := 0; i+1 < len(more); i += 2 {
			h.Set(more[i], more[i+1])
		}
		return &http.Response{StatusCode: status, Status: fmt.Sprint(status), Header: h, Request: r, Body: io.NopCloser(strings.NewReader(body))}, nil
	}
	switch s.fault {
	case cutBefore:
		return nil, io.ErrUnexpectedEOF
	case captive:
		return answer(200, "text/html", "<html>")
	case small:
		if r.ContentLength > 1<<10 {
			return answer(413, "text/html", "<html>")
		}
	case tooMany:
		return answer(429, "text/plain", "", "Retry-After", "3")
	case away:
		return answer(503, "text/plain", "", "Retry-After", "600")
	case elsewhere:
		return answer(307, "text/html", "", "Location", "https://portail.exemple.fr/")
	}
	return nil, nil
}

func (s *sim) after(r *http.Request, resp *http.Response) (*http.Response, error) {
	if r.URL.Path != relay.PathBatches {
		return resp, nil
	}
	switch s.fault {
	case cutAfter:
		return nil, io.ErrUnexpectedEOF
	case forged:
		resp.Body = io.NopCloser(strings.NewReader("\xa0"))
	case truncated:
		body, err := io.ReadAll(resp.Body)
		if err != nil {
			return nil, err
		}
		resp.Body = io.NopCloser(strings.NewReader(string(body[:len(body)/2])))
	}
	return resp, nil
}

// run acts, then lets everything become quiet, then checks.
func (s *sim) run() {
	for _, step := range s.plan.steps {
		s.seen[step.act]++
		c := s.clients[step.client%len(s.clients)]
		s.r = rand.New(rand.NewSource(step.seed))
		actOf(step.act).do(s, c)
		if replaying() {
			counts, _ := c.box.Counts(s.t.Context())
			s.t.Logf("%s: %s %+v, hub has %d", step.act, c.name, counts, len(rows(s.t, s.ledger)))
		}
		if s.t.Failed() {
			return
		}
		time.Sleep(step.pause)
	}
	s.settle()
	s.check()
}

// settle heals everything and syncs until nothing moves.
func (s *sim) settle() {
	s.fault, s.flaky.before, s.flaky.after = fine, 0, 0
	for round := range 12 {
		quiet := true
		for _, c := range s.clients {
			c.box.Fault = nil
			sum, err := c.SyncNow(s.t.Context())
			if c.out = errors.Is(err, app.E(app.Hub, relay.ProblemToken)); c.out {
				if c.again++; c.again > 1 && c.altered {
					continue // its twin took the registration: it waits, and loses nothing
				}
				// The hub forgot it: a person enrols it again.
				c.out = false
				if _, err = c.Enrol(s.t.Context(), s.invite(s.t, c.name, hub.RoleDesk)); err == nil {
					sum, err = c.SyncNow(s.t.Context())
				}
			}
			if err != nil || sum.Waiting > 0 || sum.Sent > 0 {
				quiet = false
			}
			if err != nil && round > 6 {
				s.t.Errorf("%s: %v", c.name, err)
			}
			time.Sleep(time.Minute)
		}
		if quiet {
			return
		}
	}
	s.t.Errorf("never quiet")
}

// check is the invariant.
func (s *sim) check() {
	atHub, lotOnce := map[string]hub.LotRow{}, map[string]bool{}
	for _, r := range rows(s.t, s.ledger) {
		key := fmt.Sprint(r.Device, r.View, r.Cell, r.Window)
		if _, twice := atHub[r.ID]; twice || lotOnce[key] {
			s.t.Errorf("twice at the hub: %+v", r)
		}
		if !s.made[r.ID] {
			s.t.Errorf("nobody made %+v", r)
		}
		atHub[r.ID], lotOnce[key] = r, true
	}
	for _, c := range s.clients {
		s.checkClient(c, atHub)
	}
}

func (s *sim) checkClient(c *client, atHub map[string]hub.LotRow) {
	acked := map[string]bool{}
	id, err := c.box.Identity(s.t.Context())
	if err != nil {
		s.t.Fatal(err)
	}
	for e, err := range c.box.Entries(s.t.Context()) {
		switch {
		case err != nil:
			s.t.Fatal(err)
		case bytes.Equal(e.Body, oldHeartbeat) && e.State != relay.Sent && !c.altered:
			s.t.Errorf("%s: what an older program says is %s: %s", c.name, e.State, e.Reason)
		case e.State == relay.SetAside && e.Reason == relay.ReasonElsewhere:
			if r, there := atHub[e.ID]; there && r.Device == id.Device || !c.altered {
				s.t.Errorf("%s: %d given up by who has no copy, or sent all the same", c.name, e.Seq)
			}
		case e.State == relay.SetAside && e.Rejects < 2:
			s.t.Errorf("%s: %d set aside after %d refusals", c.name, e.Seq, e.Rejects)
		case e.State == relay.SetAside && !c.altered && hub.Judge(e.Record).Refusal == "":
			s.t.Errorf("%s: a good record was set aside: %s", c.name, e.Reason)
		case e.State != relay.Sent && e.State != relay.SetAside && !c.out:
			s.t.Errorf("%s: %d is still %s", c.name, e.Seq, e.State)
		case e.State == relay.Sent && hub.Judge(e.Record).Lot != nil:
			acked[e.ID] = true
			if _, there := atHub[e.ID]; !there && !c.altered {
				s.t.Errorf("%s: %d acknowledged and not at the hub", c.name, e.Seq)
			}
		}
	}
	for _, r := range atHub {
		if r.Device == id.Device && !c.altered && !acked[r.ID] {
			s.t.Errorf("%s: at the hub and not acknowledged: %+v", c.name, r)
		}
	}
}
