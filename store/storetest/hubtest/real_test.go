package hubtest_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"parvis/app/hub"
	"parvis/app/relay"
	"parvis/store/hubbolt"
)

// TestRealProcessesAgree replays some schedules of the simulation with the real
// server on its bbolt file, devices that are processes on their own
// directories, and sockets between them: kill -9 on both sides, a network that
// cuts. In the end both runs must have the same lots of every device that was
// neither restored nor copied, and the same invariant holds.
func TestRealProcessesAgree(t *testing.T) {
	seeds := []int64{3, 11}
	if os.Getenv("PARVIS_SOAK") != "" {
		seeds = nil
		for s := range int64(60) {
			seeds = append(seeds, 1+s*7)
		}
	}
	if *seed != 0 {
		seeds = []int64{*seed}
	}
	program, compared := buildHub(t), 0
	for _, n := range seeds {
		t.Run(fmt.Sprint("seed ", n), func(t *testing.T) {
			var simulated map[string][]string
			synctest.Test(t, func(t *testing.T) {
				s := newSim(t, n)
				s.run()
				simulated = s.delivered()
			})
			r := newReal(t, program, n)
			r.run()
			for place, list := range r.delivered() {
				want, both := simulated[place]
				if both {
					compared += len(want)
				}
				if both && !slices.Equal(list, want) {
					t.Errorf("%s: %d lots with real processes, %d in the simulation\n%v\n%v", place, len(list), len(want), list, want)
				}
			}
			if t.Failed() {
				t.Logf("replay with -run TestRealProcessesAgree -sim.seed=%d", n)
			}
		})
	}
	t.Logf("%d schedules, %d lots the same", len(seeds), compared)
	if compared == 0 {
		t.Error("nothing was compared: every device was restored or copied")
	}
}

// buildHub makes the server once.
func buildHub(t *testing.T) string {
	t.Helper()
	program := filepath.Join(t.TempDir(), "parvis-hub")
	cmd := exec.Command("go", "build", "-tags", "nethttpomithttp2", "-o", program, "parvis/cmd/parvis-hub")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return program
}

// lotsOf writes what a hub has of a device, in order.
func lotsOf(all []hub.LotRow, id relay.DeviceID) []string {
	list := []string{}
	for _, l := range all {
		if l.Device == id {
			list = append(list, fmt.Sprint(l.View, l.Cell, l.Window, l.Count))
		}
	}
	slices.Sort(list)
	return list
}

// delivered is what the hub has of each device that was neither restored nor
// copied.
func (s *sim) delivered() map[string][]string {
	out := map[string][]string{}
	all := rows(s.t, s.ledger)
	for _, c := range s.clients {
		if id, err := c.box.Identity(s.t.Context()); err == nil && !c.altered {
			out[c.name] = lotsOf(all, id.Device)
		}
	}
	return out
}

// real is one schedule with processes.
type real struct {
	t       *testing.T
	plan    schedule
	r       *rand.Rand
	dir     string
	program string
	hub     *exec.Cmd
	hubAt   string // where the hub listens
	net     *meddler
	clients []*place
	backups []string // archives; a folder is a copy of the disk
	files   int
}

// place is a device: a directory, and what happened to it.
type place struct {
	name    string
	dir     string
	drift   time.Duration
	altered bool
	copies  []string
	next    int
	again   int
	out     bool
}

func newReal(t *testing.T, program string, seed int64) *real {
	t.Helper()
	r := &real{t: t, plan: scheduleOf(seed), dir: t.TempDir(), program: program}
	r.startHub()
	r.net = newMeddler(t, r)
	for i := range r.plan.places {
		c := &place{name: fmt.Sprintf("Lieu %d", i), dir: r.file("device")}
		r.must(r.tell(order{Dir: c.dir, Verb: "init"}))
		r.enrol(c)
		r.clients = append(r.clients, c)
	}
	return r
}

// file is a name nothing has yet.
func (r *real) file(name string) string {
	r.files++
	return filepath.Join(r.dir, fmt.Sprintf("%s-%d", name, r.files))
}

func (r *real) data() string { return filepath.Join(r.dir, "hub") }

func (r *real) startHub() {
	at := r.hubAt
	if at == "" {
		at = "127.0.0.1:0"
	}
	r.hub = exec.Command(r.program, "serve", "--data", r.data(), "--listen", at)
	var said bytes.Buffer
	r.hub.Stderr = &said
	out, err := r.hub.StdoutPipe()
	if err == nil {
		err = r.hub.Start()
	}
	if err != nil {
		r.t.Fatal(err)
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	_, address, ok := strings.Cut(strings.TrimSpace(line), "http://")
	if err != nil || !ok {
		r.t.Fatalf("%q, %v: %s", line, err, &said)
	}
	r.hubAt = address
	process := r.hub
	r.t.Cleanup(func() { kill(process) })
}

// kill is kill -9.
func kill(c *exec.Cmd) {
	_ = c.Process.Kill() // already gone is as good
	_ = c.Wait()
}

func (r *real) command(args ...string) *exec.Cmd {
	return exec.Command(r.program, append(args, "--data", r.data(), "--json")...)
}

// admin runs a command of the server.
func (r *real) admin(args ...string) []byte {
	r.t.Helper()
	cmd := r.command(args...)
	var said bytes.Buffer
	cmd.Stderr = &said
	out, err := cmd.Output()
	if err != nil {
		r.t.Fatalf("%v: %v, %s", args, err, &said)
	}
	return out
}

func (r *real) enrol(c *place) {
	r.t.Helper()
	var inv struct{ Code string }
	if err := json.Unmarshal(r.admin("invite", "--place", c.name, "--role", "desk"), &inv); err != nil {
		r.t.Fatal(err)
	}
	r.net.heal()
	r.must(r.tell(order{Dir: c.dir, Verb: "enrol", Hub: r.net.server.URL, Code: inv.Code, Drift: c.drift}))
}

// begin starts a device process.
func (r *real) begin(o order) (*exec.Cmd, *bytes.Buffer) {
	r.t.Helper()
	in, err := json.Marshal(o)
	if err != nil {
		r.t.Fatal(err)
	}
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), asDevice+"=1")
	cmd.Stdin = bytes.NewReader(in)
	out := &bytes.Buffer{}
	cmd.Stdout, cmd.Stderr = out, os.Stderr
	if err := cmd.Start(); err != nil {
		r.t.Fatal(err)
	}
	return cmd, out
}

// tell gives an order and waits for the answer.
func (r *real) tell(o order) (out told, err error) {
	r.t.Helper()
	cmd, answer := r.begin(o)
	if err := cmd.Wait(); err != nil {
		return out, fmt.Errorf("%s: %w", o.Verb, err)
	}
	if err := json.Unmarshal(answer.Bytes(), &out); err != nil {
		return out, fmt.Errorf("%s: %w in %q", o.Verb, err, answer)
	}
	if out.Error != "" {
		err = errors.New(out.Error)
	}
	return out, err
}

func (r *real) must(out told, err error) told {
	r.t.Helper()
	if err != nil {
		r.t.Fatal(err)
	}
	return out
}

func (r *real) run() {
	for _, step := range r.plan.steps {
		c := r.clients[step.client%len(r.clients)]
		r.r = rand.New(rand.NewSource(step.seed))
		realActs[step.act](r, c)
		if r.t.Failed() {
			r.t.Logf("during %s of %s", step.act, c.name)
			return
		}
	}
	r.settle()
	r.check()
}

// settle heals everything and syncs until nothing moves.
func (r *real) settle() {
	r.net.heal()
	for round := range 12 {
		quiet := true
		for _, c := range r.clients {
			c.drift = 0
			out, err := r.sync(c)
			if c.out = out.Problem == relay.ProblemToken; c.out {
				if c.again++; c.again > 1 && c.altered {
					continue // its twin took the registration: it waits, and loses nothing
				}
				c.out = false
				r.enrol(c)
				out, err = r.sync(c)
			}
			if err != nil || out.Waiting > 0 || out.Sent > 0 {
				quiet = false
			}
			if err != nil && round > 6 {
				r.t.Errorf("%s: %v", c.name, err)
			}
		}
		if quiet {
			return
		}
	}
	r.t.Errorf("never quiet")
}

func (r *real) sync(c *place) (told, error) {
	return r.tell(order{Dir: c.dir, Verb: "sync", Drift: c.drift})
}

// rows reads the server's file once it has stopped.
func (r *real) rows() []hub.LotRow {
	l, err := hubbolt.Open(r.data())
	if err != nil {
		r.t.Fatal(err)
	}
	defer func() { _ = l.Close() }() // only read
	return rows(r.t, l)
}

// check is the invariant: nothing twice, everything acknowledged is there, and
// everything there was acknowledged.
func (r *real) check() {
	kill(r.hub)
	all := r.rows()
	atHub, once := map[string]hub.LotRow{}, map[string]bool{}
	for _, l := range all {
		key := fmt.Sprint(l.Device, l.View, l.Cell, l.Window)
		if _, twice := atHub[l.ID]; twice || once[key] {
			r.t.Errorf("twice at the hub: %+v", l)
		}
		atHub[l.ID], once[key] = l, true
	}
	for _, c := range r.clients {
		out := r.must(r.tell(order{Dir: c.dir, Verb: "tell"}))
		acked := map[string]bool{}
		for _, e := range out.Entries {
			good := hub.Judge(e.Record).Refusal == ""
			switch {
			case e.State != relay.Sent && e.State != relay.SetAside && !c.out:
				r.t.Errorf("%s: %d is still %s", c.name, e.Seq, e.State)
			case e.State == relay.SetAside && good && !c.altered:
				r.t.Errorf("%s: a good record was set aside: %s", c.name, e.Reason)
			case e.State == relay.Sent && hub.Judge(e.Record).Lot != nil:
				acked[e.ID] = true
				if _, there := atHub[e.ID]; !there && !c.altered {
					r.t.Errorf("%s: %d acknowledged and not at the hub", c.name, e.Seq)
				}
			}
		}
		for _, l := range atHub {
			if l.Device == out.Device && !c.altered && !acked[l.ID] {
				r.t.Errorf("%s: at the hub and not acknowledged: %+v", c.name, l)
			}
		}
	}
}

func (r *real) delivered() map[string][]string {
	out, all := map[string][]string{}, r.rows()
	for _, c := range r.clients {
		if !c.altered {
			out[c.name] = lotsOf(all, r.must(r.tell(order{Dir: c.dir, Verb: "tell"})).Device)
		}
	}
	return out
}
