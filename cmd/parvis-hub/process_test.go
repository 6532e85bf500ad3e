package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	mrand "math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"parvis/app/relay"
	"parvis/app/relay/relaytest"
	"parvis/store/hubpg"
)

// device is a device of this process over real sockets.
type device struct {
	*relay.Relay
	box *relaytest.Outbox
}

func newDevice(t *testing.T) *device {
	t.Helper()
	return deviceOver(relaytest.New(&lockedRandom{}, time.Now), nil)
}

// lockedRandom is crypto/rand, which needs no lock; the name says why it may
// be shared.
type lockedRandom struct{}

func (*lockedRandom) Read(b []byte) (int, error) { return rand.Read(b) }

func deviceOver(box *relaytest.Outbox, transport http.RoundTripper) *device {
	return &device{box: box, Relay: relay.New(relay.Options{
		Outbox: box, Now: time.Now, Client: relay.NewClient(transport),
		Sleep: func(ctx context.Context, _ time.Duration) error { return ctx.Err() },
	})}
}

func (d *device) release(t *testing.T, from, n int) {
	t.Helper()
	var bodies [][]byte
	for i := from; i < from+n; i++ {
		body, err := relay.Canonical(relay.LotBody{
			View: "guide", Cell: map[string]string{"guide": fmt.Sprintf("g%d", i)}, Window: "2026-10", Count: 5 + i%50,
		})
		if err != nil {
			t.Fatal(err)
		}
		bodies = append(bodies, body)
	}
	if err := d.box.Enqueue(t.Context(), relay.KindLot, 1, bodies...); err != nil {
		t.Fatal(err)
	}
}

// balancer sends each request to one of the hubs, at random: the load
// balancer in front of several processes.
type balancer struct {
	mu   sync.Mutex
	hubs []*process
	real http.Transport
}

func (b *balancer) RoundTrip(r *http.Request) (*http.Response, error) {
	b.mu.Lock()
	to, err := url.Parse(b.hubs[mrand.IntN(len(b.hubs))].address)
	b.mu.Unlock()
	if err != nil {
		return nil, err
	}
	r = r.Clone(r.Context())
	r.URL.Host = to.Host
	return b.real.RoundTrip(r)
}

// total is what a coordinator reads: rows and their sum.
func total(t *testing.T, c *device) (n, sum int) {
	t.Helper()
	_, err := c.FetchLots(t.Context(), time.Time{}, func(r relay.LotRow) error {
		n++
		sum += r.Count
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return n, sum
}

const fleetSize, monthOfLots = 6, 120

// drain lets every device send a month while chaos runs, then checks that the
// coordinator reads exactly what was released.
func drain(t *testing.T, devices []*device, chaos func()) (n, sum int) {
	t.Helper()
	stop := make(chan struct{})
	var trouble, wg sync.WaitGroup
	trouble.Go(func() {
		for {
			select {
			case <-stop:
				return
			default:
				chaos()
			}
		}
	})
	for _, d := range devices {
		wg.Go(func() {
			for i := range 6 {
				d.release(t, i*monthOfLots/6, monthOfLots/6)
				_, _ = d.SyncNow(t.Context()) // chaos: the last one counts
				time.Sleep(20 * time.Millisecond)
			}
		})
	}
	wg.Wait()
	close(stop)
	trouble.Wait()
	for _, d := range devices {
		for try := 0; ; try++ {
			s, err := d.SyncNow(t.Context())
			if err == nil && s.Waiting == 0 && s.SetAside == 0 {
				break
			}
			if try > 20 {
				t.Fatalf("%+v, %v", s, err)
			}
			time.Sleep(50 * time.Millisecond)
		}
		for e, err := range d.box.Entries(t.Context()) {
			if err != nil || e.State != relay.Sent {
				t.Fatalf("%+v, %v", e, err)
			}
			var body relay.LotBody
			if e.Kind == relay.KindLot {
				if err := relay.Decode(e.Body, &body); err != nil {
					t.Fatal(err)
				}
				n++
				sum += body.Count
			}
		}
	}
	return n, sum
}

func enrolFleet(t *testing.T, transport http.RoundTripper, hub string, flags ...string) (devices []*device, coordinator *device) {
	t.Helper()
	for i := range fleetSize + 1 {
		role := "desk"
		if i == fleetSize {
			role = "coordinator"
		}
		var inv invited
		ok(t, &inv, append([]string{"invite", "--place", fmt.Sprintf("Lieu %d", i), "--role", role}, flags...)...)
		d := deviceOver(relaytest.New(&lockedRandom{}, time.Now), transport)
		if err := d.enrol(t.Context(), inv.Code, hub); err != nil {
			t.Fatal(err)
		}
		devices = append(devices, d)
	}
	return devices[:fleetSize], devices[fleetSize]
}

func TestAHubKilledAtAnyMomentLosesNothing(t *testing.T) {
	dir := t.TempDir()
	p := startHub(t, "--data", dir)
	hub := p.address
	p.args = append(p.args, "--listen", strings.TrimPrefix(hub, "http://")) // the same address after a kill
	devices, coordinator := enrolFleet(t, nil, hub, "--data", dir)
	kills := 0
	n, sum := drain(t, devices, func() {
		time.Sleep(time.Duration(mrand.IntN(60)) * time.Millisecond)
		p.kill()
		p.start()
		kills++
	})
	if kills == 0 {
		t.Fatal("nothing was killed")
	}
	if gotN, gotSum := total(t, coordinator); gotN != n || gotSum != sum {
		t.Fatalf("after %d kills the hub has %d lots for %d, devices %d for %d", kills, gotN, gotSum, n, sum)
	}
}

func TestThreeHubsOnOnePostgresAreOne(t *testing.T) {
	store := cluster.Database(t)
	b := &balancer{}
	for range 3 {
		b.hubs = append(b.hubs, startHub(t, "--store", store))
	}
	t.Cleanup(b.real.CloseIdleConnections)
	devices, coordinator := enrolFleet(t, b, b.hubs[0].address, "--store", store)
	n, sum := drain(t, devices, func() {
		time.Sleep(time.Duration(50+mrand.IntN(100)) * time.Millisecond)
		victim := mrand.IntN(len(b.hubs))
		b.mu.Lock()
		p := b.hubs[victim]
		b.mu.Unlock()
		p.kill() // requests still go there while it is down
		fresh := &process{t: t, args: p.args}
		fresh.start()
		t.Cleanup(fresh.kill)
		b.mu.Lock()
		b.hubs[victim] = fresh
		b.mu.Unlock()
	})
	if gotN, gotSum := total(t, coordinator); gotN != n || gotSum != sum {
		t.Fatalf("the hubs have %d lots for %d, devices %d for %d", gotN, gotSum, n, sum)
	}
}

func TestMoveCarriesTheWholeHub(t *testing.T) {
	dir, store := t.TempDir(), cluster.Database(t)
	p := startHub(t, "--data", dir)
	devices, coordinator := enrolFleet(t, nil, p.address, "--data", dir)
	n, sum := drain(t, devices, func() { time.Sleep(10 * time.Millisecond) })
	if code, _, _ := hubCmd(t, "move", "--to", store, "--data", dir); code != 1 {
		t.Fatalf("moved a running hub: exit %d", code)
	}
	if code := p.stop(); code != 0 {
		t.Fatalf("exit %d: %s", code, p.stderr)
	}
	ok(t, &struct{}{}, "move", "--to", store, "--data", dir)
	if code, _, _ := hubCmd(t, "move", "--to", store, "--data", dir); code != 1 {
		t.Fatalf("moved over a hub: exit %d", code)
	}
	p.args = []string{"serve", "--store", store, "--listen", strings.TrimPrefix(p.address, "http://")}
	p.start()
	for _, d := range devices { // same address, same key, same epoch: they notice nothing
		if s, err := d.SyncNow(t.Context()); err != nil || s.Sent != 0 {
			t.Fatalf("%+v, %v", s, err)
		}
	}
	if gotN, gotSum := total(t, coordinator); gotN != n || gotSum != sum {
		t.Fatalf("%d lots for %d, want %d for %d", gotN, gotSum, n, sum)
	}
	l, err := hubpg.Open(t.Context(), store)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }() // the test is over
	if epoch, err := l.Epoch(t.Context()); err != nil || epoch != 1 {
		t.Fatalf("epoch %d, %v", epoch, err)
	}
}

func TestRestoreFromYesterdayOverRealProcesses(t *testing.T) {
	dir := t.TempDir()
	p := startHub(t, "--data", dir)
	devices, coordinator := enrolFleet(t, nil, p.address, "--data", dir)
	backup := filepath.Join(t.TempDir(), "yesterday")
	ok(t, &struct{}{}, "backup", backup, "--data", dir)
	n, sum := drain(t, devices, func() { time.Sleep(10 * time.Millisecond) })
	p.stop()
	ok(t, &struct{}{}, "restore", backup, "--data", dir, "--force")
	p.args = append(p.args, "--listen", strings.TrimPrefix(p.address, "http://"), "--metrics", "127.0.0.1:0")
	p.start()
	if gotN, _ := total(t, coordinator); gotN != 0 {
		t.Fatalf("yesterday's hub has %d lots", gotN)
	}
	for _, d := range devices {
		if s, err := d.SyncNow(t.Context()); err != nil || s.Waiting != 0 {
			t.Fatalf("%+v, %v", s, err)
		}
	}
	if gotN, gotSum := total(t, coordinator); gotN != n || gotSum != sum {
		t.Fatalf("%d lots for %d, want %d for %d", gotN, gotSum, n, sum)
	}
	checkMetrics(t, p)
}

// checkMetrics reads the metrics at the address the program said.
func checkMetrics(t *testing.T, p *process) {
	t.Helper()
	_, rest, found := strings.Cut(p.stderr.String(), "http://")
	if !found {
		t.Fatalf("no metrics address in %q", p.stderr)
	}
	address, _, _ := strings.Cut(rest, "\n")
	resp, err := http.Get("http://" + address)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil || !strings.Contains(string(body), `parvis_hub_records_total{verdict="accepted"}`) {
		t.Fatalf("%s, %v", body, err)
	}
}

func TestAStickGoesThereAndBack(t *testing.T) {
	dir := t.TempDir()
	p := startHub(t, "--data", dir)
	devices, coordinator := enrolFleet(t, nil, p.address, "--data", dir)
	d := devices[0]
	d.release(t, 0, 30)
	for _, running := range []bool{true, false} { // the second time, the hub is stopped and nothing is new
		if !running {
			p.stop()
		}
		stick := filepath.Join(t.TempDir(), "cle.parvis")
		f, err := os.Create(stick)
		if err != nil {
			t.Fatal(err)
		}
		_, err = d.ExportUSB(t.Context(), f)
		if err := errors.Join(err, f.Close()); err != nil {
			t.Fatal(err)
		}
		var got struct{ Place, Device string }
		ok(t, &got, "usb", stick, "--data", dir)
		if got.Place != "Lieu 0" {
			t.Fatalf("%+v", got)
		}
		receipt, err := os.Open(stick + ".recu")
		if err != nil {
			t.Fatal(err)
		}
		s, err := d.ReadReceipt(t.Context(), receipt)
		if err := errors.Join(err, receipt.Close()); err != nil || s.Waiting != 0 {
			t.Fatalf("%+v, %v", s, err)
		}
		if running {
			if n, _ := total(t, coordinator); n != 30 {
				t.Fatalf("%d lots", n)
			}
		}
	}
}
