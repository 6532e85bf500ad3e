package hubtest_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"parvis/app"
	"parvis/app/hub"
	"parvis/app/relay"
	"parvis/app/relay/relaytest"
)

// pipes is a listener whose connections stay inside the process.
type pipes struct {
	conns chan net.Conn
	done  chan struct{}
}

func newPipes() *pipes { return &pipes{conns: make(chan net.Conn), done: make(chan struct{})} }

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case c := <-p.conns:
		return c, nil
	case <-p.done:
		return nil, net.ErrClosed
	}
}

func (p *pipes) Close() error {
	close(p.done)
	return nil
}

func (p *pipes) Addr() net.Addr { return &net.UnixAddr{} }

func (p *pipes) dial() net.Conn {
	ours, theirs := net.Pipe()
	p.conns <- theirs
	return ours
}

func TestSlowLorisIsCutAndStopLetsRequestsFinish(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ln := newPipes()
		ctx, cancel := context.WithCancel(t.Context())
		entered, answered := make(chan struct{}), false
		slow := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			close(entered)
			time.Sleep(5 * time.Second)
			answered = true
			w.WriteHeader(http.StatusNoContent)
		})
		stopped := make(chan error, 1)
		go func() { stopped <- hub.Serve(ctx, ln, slow) }()

		loris := ln.dial()
		start := time.Now()
		go func() {
			for _, b := range []byte("GET / HTTP/1.1\r\nX: " + strings.Repeat("a", 100)) {
				if _, err := loris.Write([]byte{b}); err != nil {
					return
				}
				time.Sleep(time.Second)
			}
		}()
		_, _ = io.ReadAll(loris) // ends when the hub hangs up
		if held := time.Since(start); held > 15*time.Second {
			t.Errorf("a dribbling client held a connection %v", held)
		}

		good := ln.dial()
		go func() { _, _ = io.WriteString(good, "GET / HTTP/1.1\r\nHost: h\r\n\r\n") }()
		<-entered
		cancel()
		reply := make([]byte, 64)
		n, err := good.Read(reply)
		if err != nil || !answered || !bytes.HasPrefix(reply[:n], []byte("HTTP/1.1 204")) {
			t.Errorf("answer %q, %v", reply[:n], err)
		}
		_, _ = io.Copy(io.Discard, good)
		if err := <-stopped; err != nil {
			t.Errorf("stop: %v", err)
		}
	})
}

// post sends raw bytes as a device and gives the problem code.
func post(t *testing.T, w *world, path, token string, body []byte) (int, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, address+path, bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+token)
	resp, err := w.net.RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	var p relay.Problem
	if err := json.NewDecoder(resp.Body).Decode(&p); err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, p.Error
}

func TestBadBatchesAreRefusedWithACode(t *testing.T) {
	w := newWorld(t, 20, at("2026-11-23T17:40:00+01:00"))
	d, other := w.enrolled(t, "Mairie", hub.RoleDesk), w.enrolled(t, "École", hub.RoleDesk)
	reg, _, err := d.box.Registration(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	mine, _ := d.box.Identity(t.Context())
	theirs, _ := other.box.Identity(t.Context())
	sealed := func(id relay.Identity, device relay.DeviceID) []byte {
		frame, _, err := relay.Seal(relay.Batch{ID: "b", Device: device, Epoch: 1}, id.Private)
		if err != nil {
			t.Fatal(err)
		}
		return frame
	}
	for name, c := range map[string]struct {
		token  string
		body   []byte
		status int
		code   string
	}{
		"no token":            {"", sealed(mine, mine.Device), 401, "token_unknown"},
		"wrong token":         {string(mine.Device) + ".nope", sealed(mine, mine.Device), 401, "token_unknown"},
		"unknown device":      {"nobody.nope", sealed(mine, mine.Device), 401, "token_unknown"},
		"another's signature": {reg.Token, sealed(theirs, mine.Device), 400, "bad_signature"},
		"another's name":      {reg.Token, sealed(mine, theirs.Device), 400, "bad_signature"},
		"truncated":           {reg.Token, sealed(mine, mine.Device)[:700], 400, "bad_frame"},
		"empty":               {reg.Token, nil, 400, "bad_frame"},
		"oversized":           {reg.Token, make([]byte, relay.MaxFrame+1), 413, "batch_too_large"},
	} {
		t.Run(name, func(t *testing.T) {
			if status, code := post(t, w, relay.PathBatches, c.token, c.body); status != c.status || code != c.code {
				t.Fatalf("%d %s, want %d %s", status, code, c.status, c.code)
			}
		})
	}
	if s, err := d.SyncNow(t.Context()); err != nil || s.Waiting != 0 { // the queue goes on
		t.Fatalf("%+v, %v", s, err)
	}
}

func TestADeviceThatFloodsIsAskedToWait(t *testing.T) {
	w := newWorld(t, 21, at("2026-11-23T17:40:00+01:00"))
	d := w.enrolled(t, "Mairie", hub.RoleDesk)
	var err error
	for range 200 {
		if _, err = d.SyncNow(t.Context()); err != nil {
			break
		}
	}
	if !errors.Is(err, app.E(app.Hub, "hub_busy")) {
		t.Fatalf("error %v", err)
	}
	if s, err := w.enrolled(t, "École", hub.RoleDesk).SyncNow(t.Context()); err != nil { // the others are not concerned
		t.Fatalf("%+v, %v", s, err)
	}
}

func TestTerritories(t *testing.T) {
	w := newWorld(t, 22, at("2026-11-23T17:40:00+01:00"))
	admin := hub.Admin{Ledger: w.ledger, Random: w.random}
	enrol := func(place, territory string, role hub.Role) *device {
		d := w.device(t, w.enrolled(t, "provisoire", role).box)
		inv, err := admin.Invite(t.Context(), hub.InviteRequest{Place: place, Role: role, Territory: territory}, address, w.now())
		if err != nil {
			t.Fatal(err)
		}
		i, err := relay.FromTicket(inv.Ticket)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := d.Enrol(t.Context(), i); err != nil {
			t.Fatal(err)
		}
		return d
	}
	here, there := enrol("Ici", "200054807", hub.RoleDesk), enrol("Là", "244100798", hub.RoleDesk)
	picture, pieces, err := relay.MediaBodies([]byte("image"))
	if err != nil {
		t.Fatal(err)
	}
	for i, d := range []*device{here, there} {
		d.enqueue(t, lot(t, "type", "individuel", "2026-10", 7+i))
		flag, err := relay.Canonical(relay.FlagBody{Guide: "rsa", Version: "2026-11", Code: "lien_mort"})
		if err == nil {
			err = errors.Join(d.box.Enqueue(t.Context(), relay.KindFlag, 1, flag), d.box.Enqueue(t.Context(), relay.KindMedia, 1, pieces[:i]...))
		}
		if err != nil {
			t.Fatal(err)
		}
		if _, err := d.SyncNow(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	for territory, want := range map[string]int{"200054807": 7, "244100798": 8, "": 15} {
		c, sum := enrol("Coordination "+territory, territory, hub.RoleCoordinator), 0
		_, err := c.FetchLots(t.Context(), time.Time{}, func(r relay.LotRow) error { sum += r.Count; return nil })
		if err != nil || sum != want {
			t.Errorf("territory %q reads %d, want %d (%v)", territory, sum, want, err)
		}
		desks, places := 0, 2
		if territory != "" {
			places = 1
		}
		fleet, err := c.Fleet(t.Context())
		for _, row := range fleet {
			if row.Role == string(hub.RoleDesk) && !row.Revoked {
				desks++
			}
		}
		if err != nil || desks != places {
			t.Errorf("territory %q sees %+v, %v", territory, fleet, err)
		}
		if notes, err := c.Notes(t.Context()); err != nil || len(notes) != places {
			t.Errorf("territory %q reads %+v, %v", territory, notes, err)
		}
		_, err = c.Media(t.Context(), picture) // proposed there
		if mine := territory != "200054807"; (err == nil) != mine || !mine && !errors.Is(err, app.E(app.Hub, relay.ProblemMediaNone)) {
			t.Errorf("territory %q, a picture of the other: %v", territory, err)
		}
		inv, err := c.Invite(t.Context(), relay.InviteRequest{Place: "Annexe " + territory, Role: "desk"})
		if err != nil {
			t.Fatal(err)
		}
		ticket, err := relay.FromTicket(inv.Ticket)
		if err != nil {
			t.Fatal(err)
		}
		annex := w.device(t, relaytest.New(w.random, w.now))
		if _, err := annex.Enrol(t.Context(), ticket); err != nil {
			t.Fatal(err)
		}
		id, _ := annex.box.Identity(t.Context())
		if d, _, err := w.ledger.DeviceByID(t.Context(), id.Device); err != nil || d.Territory != territory {
			t.Errorf("territory %q invites into %q, %v", territory, d.Territory, err)
		}
		if err := c.Revoke(t.Context(), id.Device); err != nil {
			t.Errorf("territory %q retires its own: %v", territory, err)
		}
	}
	c := enrol("Coordination", "200054807", hub.RoleCoordinator)
	other, err := there.box.Identity(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	own, err := c.box.Identity(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Revoke(t.Context(), other.Device); !errors.Is(err, app.E(app.Hub, relay.ProblemNoDevice)) {
		t.Errorf("retired a device of another territory: %v", err)
	}
	if err := c.Revoke(t.Context(), own.Device); !errors.Is(err, app.E(app.Hub, relay.ProblemRole)) {
		t.Errorf("retired a coordinator: %v", err)
	}
	if s, err := there.SyncNow(t.Context()); err != nil || s.Waiting != 0 {
		t.Errorf("the device that stays: %+v, %v", s, err)
	}
}

// TestGuessingFromManyAddressesIsSlowedDownToo: one wrong code from each of a
// thousand addresses is as slow as from one.
func TestGuessingFromManyAddressesIsSlowedDownToo(t *testing.T) {
	w := newWorld(t, 23, at("2026-11-23T17:40:00+01:00"))
	d := w.device(t, relaytest.New(w.random, w.now))
	wrong := w.invite(t, "Mairie", hub.RoleDesk)
	wrong.Token = "00000000"
	tried := 0
	for i := range 1000 {
		w.net.from = fmt.Sprintf("198.51.100.%d", i)
		_, err := d.Enrol(t.Context(), wrong)
		if errors.Is(err, app.E(app.Hub, "hub_busy")) {
			break
		}
		if !errors.Is(err, app.E(app.Hub, relay.ProblemCodeUnknown)) {
			t.Fatal(err)
		}
		tried++
	}
	if tried > 100 {
		t.Fatalf("%d codes tried at one moment", tried)
	}
}
