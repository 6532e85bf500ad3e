package main

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"github.com/google/uuid"

	"parvis/app"
	"parvis/app/hub"
	"parvis/app/lots"
	"parvis/app/relay"
	"parvis/app/relay/pack"
	"parvis/cmd/internal/cli"
	"parvis/cmd/internal/station"
	"parvis/i18n"
	"parvis/store/device"
	"parvis/store/hubbolt"
	"parvis/ui/desk"
	"parvis/ui/shell"
)

var tuesday = time.Date(2026, 11, 24, 10, 0, 0, 0, time.UTC)

// network is a real hub on a socket.
type network struct {
	hub.Admin
	url string
}

func newNetwork(t *testing.T) *network {
	t.Helper()
	l, err := hubbolt.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	h, err := hub.New(t.Context(), hub.Options{Ledger: l, Now: func() time.Time { return tuesday }})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(h.Handler())
	t.Cleanup(func() {
		server.Close()
		if err := l.Close(); err != nil {
			t.Error(err)
		}
	})
	return &network{hub.Admin{Ledger: l, Random: h.Random}, server.URL}
}

// code is a typed invitation.
func (n *network) code(t *testing.T, role hub.Role) string {
	t.Helper()
	inv, err := n.Invite(t.Context(), hub.InviteRequest{Place: "Médiathèque", Role: role}, n.url, tuesday)
	if err != nil {
		t.Fatal(err)
	}
	return inv.Code
}

// oneThread is an application whose interface moves on the test's goroutine
// only, as on a screen; the toolkit's own for tests moves it from any.
type oneThread struct {
	fyne.App
	asked chan func()
}

// Driver implements fyne.App.
func (a oneThread) Driver() fyne.Driver { return oneDriver{a.App.Driver(), a.asked} }

// turn does what the background asked of the interface.
func (a oneThread) turn() {
	for {
		select {
		case f := <-a.asked:
			f()
		default:
			return
		}
	}
}

type oneDriver struct {
	fyne.Driver
	asked chan func()
}

// DoFromGoroutine implements fyne.Driver.
func (d oneDriver) DoFromGoroutine(f func(), _ bool) { d.asked <- f }

// windowOn is the program's window, without a screen, over a directory that is
// made when there is none.
func windowOn(t *testing.T, dir string) *window {
	t.Helper()
	now := func() time.Time { return tuesday }
	ctx, cancel := context.WithCancel(context.Background())
	one := oneThread{test.NewTempApp(t), make(chan func(), 1000)}
	fyne.SetCurrentApp(one)
	w := &window{ctx: ctx, app: one, env: &cli.Env{Globals: cli.Globals{Data: dir, Lang: "fr"}, Now: now, L: i18n.New("fr")}}
	w.win = w.newWindow(wide)
	var err error
	if station.Exists(dir) {
		w.st, err = station.Open(ctx, w.options(dir))
	} else {
		w.st, err = station.Init(ctx, w.options(dir),
			device.InitOptions{Meta: device.Meta{Place: "Médiathèque", Commune: "13063"}, Mediator: "Nadia", Key: device.KeyFile}, true)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cancel()
		if err := w.close(); err != nil {
			t.Error(err)
		}
	})
	return w
}

// until waits for what the background does.
func until(t *testing.T, w *window, what string, ok func() bool) {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); !ok(); time.Sleep(10 * time.Millisecond) {
		w.app.(oneThread).turn()
		if time.Now().After(end) {
			t.Fatalf("never happened: %s", what)
		}
	}
}

// never gives the background time to do what it must not.
func never(t *testing.T, w *window, what string, bad func() bool) {
	t.Helper()
	for range 30 {
		w.app.(oneThread).turn()
		time.Sleep(10 * time.Millisecond)
		if bad() {
			t.Fatal(what)
		}
	}
}

// lotsOf counts the lots the hub has of the kiosk.
func (n *network) lotsOf(t *testing.T, d relay.DeviceID) (count int) {
	t.Helper()
	for l, err := range n.Ledger.Lots(t.Context(), hub.LotQuery{}) {
		if err != nil {
			t.Fatal(err)
		}
		if l.Device == d && l.Kiosk {
			count++
		}
	}
	return count
}

func kioskLot(t *testing.T, st *station.Station, lang string) {
	t.Helper()
	body, err := relay.Canonical(relay.LotBody{View: "borne_langue", Cell: map[string]string{"borne_langue": lang}, Window: "2026-10", Count: 6})
	if err == nil {
		err = st.Enqueue(t.Context(), relay.KindKioskLot, 1, body)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// TestTheKioskOfThisComputerJoinsAndSends: from the settings, with a code of its
// own; then it sends by itself, from the desk and when it is opened alone.
func TestTheKioskOfThisComputerJoinsAndSends(t *testing.T) {
	ctx, n, dir := t.Context(), newNetwork(t), filepath.Join(t.TempDir(), "data")
	w := windowOn(t, dir)
	net := w.joinNetwork()
	if _, err := w.kioskAccount(); !errors.Is(err, app.E(app.Failed, "no_station")) || w.kioskHere() {
		t.Fatalf("a kiosk that was never opened: %v", err)
	}
	if _, err := net.Join(ctx, n.code(t, hub.RoleDesk), n.url); err != nil {
		t.Fatal(err)
	}
	if err := w.openBorne(); err != nil {
		t.Fatal(err)
	}
	kiosk, err := w.kioskAccount()
	if err != nil {
		t.Fatal(err)
	}
	if s, err := kiosk.Status(ctx); err != nil || s.Enrolled {
		t.Fatalf("enrolled with the desk's code: %+v, %v", s, err)
	}
	used := n.code(t, hub.RoleKiosk)
	reg, err := net.JoinKiosk(ctx, used, n.url)
	if err != nil || reg.Role != "kiosk" {
		t.Fatalf("%+v, %v", reg, err)
	}
	if _, err := net.Join(ctx, used, n.url); !errors.Is(err, app.E(app.Hub, relay.ProblemCodeUsed)) {
		t.Fatalf("the kiosk's code served twice: %v", err)
	}
	own, err := w.borne.Identity(ctx)
	if err != nil {
		t.Fatal(err)
	}
	ours, err := w.st.Identity(ctx)
	if err != nil || own.Device == ours.Device {
		t.Fatalf("one identity for both: %v", err)
	}
	kioskLot(t, w.borne, "fr")
	w.side.kick()
	until(t, w, "the kiosk's groups arrive while the desk is open", func() bool { return n.lotsOf(t, own.Device) == 1 })
	if s, err := kiosk.Status(ctx); err != nil || !s.Enrolled {
		t.Fatalf("%+v, %v", s, err)
	}
	kioskLot(t, w.borne, "ar")
	if err := w.close(); err != nil {
		t.Fatal(err)
	}
	w.st, w.borne, w.side = nil, nil, nil

	again := windowOn(t, dir)
	if err := again.openKiosk(); err != nil {
		t.Fatal(err)
	}
	until(t, again, "the kiosk sends by itself when it opens", func() bool { return n.lotsOf(t, own.Device) == 2 })
	devices, err := n.Devices(ctx, tuesday)
	if err != nil || len(devices) != 2 {
		t.Fatalf("%+v, %v", devices, err)
	}
}

// publish makes the next edition: one guide of the shelf, with another title.
func (n *network) publish(t *testing.T, w *window, title string) {
	t.Helper()
	_, text, _, err := w.st.Shelf.Text("carte-vitale", "")
	if err != nil {
		t.Fatal(err)
	}
	head, rest, _ := strings.Cut(string(text), "\n")
	if head == title {
		t.Fatal("the same title")
	}
	rest = strings.Replace(rest, "version: 2026-11", "version: 2026-12", 1)
	rest = strings.Replace(rest, "relu: non", "relu: par la métropole le 2026-11-23", 1)
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	f, err := z.Create("guides/carte-vitale.guide.md")
	if err == nil {
		_, err = f.Write([]byte("# " + title + "\n" + rest))
	}
	if err := errors.Join(err, z.Close()); err != nil {
		t.Fatal(err)
	}
	if _, err := n.Publish(t.Context(), b.Bytes(), "", tuesday); err != nil {
		t.Fatal(err)
	}
}

// quiet puts a window's own jobs to rest and leaves by-hand ones in their
// place, so that the test says when the edition is heard of.
func quiet(w *window, st *station.Station, j **jobs) {
	(*j).stop()
	done := make(chan struct{})
	close(done)
	*j = &jobs{w: w, st: st, kicks: make(chan struct{}, 1), cancel: func() {}, done: done}
}

// heard lets a station hear of the newest edition and bring it.
func heard(t *testing.T, w *window, st *station.Station, j *jobs) {
	t.Helper()
	if _, err := st.Sync(w.ctx); err != nil {
		t.Fatal(err)
	}
	j.fetchPack(w.ctx)
}

// TestAPackWaitsForTheEndOfTheSession: at the desk, what a mediator is doing
// keeps its guides; back at the start, the edition is in use.
func TestAPackWaitsForTheEndOfTheSession(t *testing.T) {
	n := newNetwork(t)
	w := windowOn(t, filepath.Join(t.TempDir(), "data"))
	if err := w.openDesk(); err != nil {
		t.Fatal(err)
	}
	quiet(w, w.st, &w.jobs)
	if _, err := w.joinNetwork().Join(t.Context(), n.code(t, hub.RoleDesk), n.url); err != nil {
		t.Fatal(err)
	}
	n.publish(t, w, "Titre de la métropole")
	w.shell.Act(shell.NewSession)
	if w.shell.AtRoot() {
		t.Fatal("no session began")
	}
	heard(t, w, w.st, w.jobs)
	never(t, w, "an edition in use during a session", func() bool { return w.st.PackState() != pack.State{Ready: 1, Highest: 1} })
	before, err := w.st.Shelf.Load("carte-vitale")
	if err != nil || before.Guide.Title == "Titre de la métropole" {
		t.Fatalf("the running session's guides changed: %v", err)
	}
	w.shell.Back()
	until(t, w, "the edition is in use", func() bool {
		g, err := w.st.Shelf.Load("carte-vitale")
		return err == nil && w.st.PackState().Active == 1 && g.Guide.Title == "Titre de la métropole"
	})
	until(t, w, "the coordination hears of it", func() bool { return len(w.jobs.kicks) == 1 })
}

// TestAPackWaitsForTheEndOfTheVisit: at the kiosk, for both directories.
func TestAPackWaitsForTheEndOfTheVisit(t *testing.T) {
	n := newNetwork(t)
	w := windowOn(t, filepath.Join(t.TempDir(), "data"))
	if err := w.openKiosk(); err != nil {
		t.Fatal(err)
	}
	quiet(w, w.st, &w.jobs)
	quiet(w, w.borne, &w.side)
	net := w.joinNetwork()
	if _, err := net.Join(t.Context(), n.code(t, hub.RoleDesk), n.url); err != nil {
		t.Fatal(err)
	}
	if _, err := net.JoinKiosk(t.Context(), n.code(t, hub.RoleKiosk), n.url); err != nil {
		t.Fatal(err)
	}
	n.publish(t, w, "Titre de la métropole")
	w.resting(false) // a visitor touched the screen
	heard(t, w, w.st, w.jobs)
	heard(t, w, w.borne, w.side)
	for name, st := range map[string]*station.Station{"desk": w.st, "kiosk": w.borne} {
		never(t, w, name+": an edition in use during a visit", func() bool { return st.PackState() != pack.State{Ready: 1, Highest: 1} })
	}
	w.resting(true)
	for name, st := range map[string]*station.Station{"desk": w.st, "kiosk": w.borne} {
		until(t, w, name+": the edition is in use", func() bool {
			g, err := st.Shelf.Load("carte-vitale")
			return err == nil && st.PackState().Active == 1 && g.Guide.Title == "Titre de la métropole"
		})
	}
}

// TestWhatLeavesFromTheKioskIsItsOwn: the desk reads the groups, the outbox and
// the files of the kiosk from the kiosk's directory, and says who holds it.
func TestWhatLeavesFromTheKioskIsItsOwn(t *testing.T) {
	ctx, dir := t.Context(), filepath.Join(t.TempDir(), "data")
	t.Setenv("HOME", t.TempDir())
	w := windowOn(t, dir)
	other, err := station.Init(ctx, station.Options{Dir: w.borneDir(), Now: w.env.Now, Program: "parvisctl"},
		device.InitOptions{Meta: device.Meta{Place: "Médiathèque"}, Kiosk: true}, true)
	if err != nil {
		t.Fatal(err)
	}
	for i := range 40 {
		if err := other.AddRun(ctx, lots.Run{ID: uuid.NewString(), Date: app.Day("2026-10-01").Add(i % 20), Guide: "carte-vitale", Langue: "fr"}); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := w.kioskAccount(); !errors.Is(err, app.E(app.Failed, "store_locked")) {
		t.Fatalf("held by another program: %v", err)
	}
	if err := other.Close(); err != nil {
		t.Fatal(err)
	}
	kiosk, err := w.kioskAccount()
	if err != nil || !kiosk.OfKiosk {
		t.Fatalf("once let go: %+v, %v", kiosk, err)
	}
	own := account{w: w, st: w.st}.desk()
	for name, c := range map[string]struct {
		desk.Account
		runs bool
	}{"desk": {own, false}, "kiosk": {*kiosk, true}} {
		s, err := c.Summary(ctx)
		if err != nil || (s.Runs > 0) != c.runs || s.Participations != 0 {
			t.Errorf("%s: %+v, %v", name, s, err)
		}
	}
	kioskLot(t, w.borne, "fr")
	for name, c := range map[string]struct {
		desk.Account
		waits int
	}{"desk": {own, 0}, "kiosk": {*kiosk, 1}} {
		if s, err := c.Status(ctx); err != nil || s.Waiting != c.waits {
			t.Errorf("%s: %+v, %v", name, s, err)
		}
	}
	ours, err := own.SaveAside(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if its, err := kiosk.SaveAside(ctx); err != nil || its == ours {
		t.Errorf("both in %s, %v", its, err)
	}
}
