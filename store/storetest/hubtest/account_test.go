package hubtest_test

import (
	"context"
	"fmt"
	"maps"
	"math/rand"
	"os"
	"path/filepath"
	"testing"
	"time"

	"parvis/app"
	"parvis/app/hub"
	"parvis/app/lots"
	"parvis/app/lots/lotstest"
	"parvis/app/relay"
	"parvis/app/session"
	store "parvis/store/device"
)

var busy = lotstest.Profile{Weekly: 40, Days: 5, Workshops: 1, Firsts: .5, Communes: 5}

// desk is a place as it is: a real directory, its account, and its relay.
type desk struct {
	t     *testing.T
	w     *world
	dir   string
	sim   *lotstest.Simulator
	store *store.Device
	lots  *lots.Service
	relay *relay.Relay
	count map[string]int // participations it recorded, by session
}

func (w *world) desk(t *testing.T, seed uint64) *desk {
	t.Helper()
	d := &desk{t: t, w: w, dir: t.TempDir(), sim: lotstest.NewSimulator(busy, seed), count: map[string]int{}}
	s, err := store.Init(t.Context(), d.dir, store.InitOptions{Meta: store.Meta{Place: "Mairie"}, Kiosk: true}, d.options())
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	d.open()
	if _, err := d.relay.Enrol(t.Context(), w.invite(t, "Mairie", hub.RoleDesk)); err != nil {
		t.Fatal(err)
	}
	return d
}

func (d *desk) options() store.Options {
	return store.Options{Now: func() time.Time { return d.w.now() }, Check: func(context.Context, string, []byte) error { return nil }}
}

func (d *desk) open() {
	d.t.Helper()
	s, err := store.Open(d.t.Context(), d.dir, d.options())
	if err != nil {
		d.t.Fatal(err)
	}
	d.store = s
	d.lots = lots.NewService(s.Ledger(), app.Zone(""), func() lots.Policy { return lots.Policy{EPCI: lotstest.EPCI} })
	d.relay = relay.New(relay.Options{
		Outbox: s, Now: func() time.Time { return d.w.now() }, Client: relay.NewClient(d.w.net), Random: d.w.random,
		Sleep: func(ctx context.Context, _ time.Duration) error { return ctx.Err() },
	})
}

// copy is another disk with the same content; the sessions of the simulator
// are numbered apart.
func (d *desk) copy(seed uint64) *desk {
	d.t.Helper()
	if err := d.store.Close(); err != nil {
		d.t.Fatal(err)
	}
	dir := filepath.Join(d.t.TempDir(), "copy")
	if err := os.CopyFS(dir, os.DirFS(d.dir)); err != nil {
		d.t.Fatal(err)
	}
	d.open()
	out := &desk{t: d.t, w: d.w, dir: dir, sim: lotstest.NewSimulator(busy, seed), count: maps.Clone(d.count)}
	out.sim.Skip(int(seed) << 20)
	out.open()
	return out
}

func (d *desk) week(monday app.Day) {
	d.t.Helper()
	for _, e := range d.sim.Week(monday) {
		if e.After == nil {
			continue
		}
		if _, err := d.store.Save(d.t.Context(), "", *e.After); err != nil {
			d.t.Fatal(err)
		}
		d.count[string(e.After.ID)] = session.CellsOf(e.After, string(lots.Total))[0].N
	}
}

func (d *desk) close() {
	d.t.Helper()
	if _, _, err := d.lots.CloseDue(d.t.Context(), d.w.now()); err != nil {
		d.t.Fatal(err)
	}
}

func (d *desk) sync() {
	d.t.Helper()
	s, err := d.relay.SyncNow(d.t.Context())
	if err != nil || s.Waiting != 0 {
		d.t.Fatalf("%+v, %v", s, err)
	}
}

func (d *desk) name() relay.DeviceID {
	id, err := d.store.Identity(d.t.Context())
	if err != nil {
		d.t.Fatal(err)
	}
	return id.Device
}

// agrees checks that the hub has, of every view, exactly what the device says
// left, that its reports say the same, and that what left and what is held is
// what was recorded.
func (d *desk) agrees(when string) {
	d.t.Helper()
	atHub, reported := map[lots.View]int{}, map[lots.View]int{}
	for _, r := range rows(d.t, d.w.ledger) {
		if r.Device == d.name() {
			atHub[lots.View(r.View)] += r.Count
		}
	}
	past, err := d.lots.History(d.t.Context())
	if err != nil {
		d.t.Fatal(err)
	}
	for _, c := range past {
		for _, l := range c.Lots {
			reported[l.View] += l.Count
		}
	}
	sum, err := d.lots.Summary(d.t.Context(), d.w.now())
	if err != nil {
		d.t.Fatal(err)
	}
	for _, table := range sum.Tables {
		if table.Ever != atHub[table.View] || table.Ever != reported[table.View] {
			d.t.Errorf("%s, %s: %d left, %d at the hub, %d in the reports", when, table.View, table.Ever, atHub[table.View], reported[table.View])
		}
		if table.View == lots.Total && table.Ever+table.Waiting+table.Elsewhere != d.recorded() {
			d.t.Errorf("%s: %d left, %d wait, %d elsewhere of %d", when, table.Ever, table.Waiting, table.Elsewhere, d.recorded())
		}
	}
	if atHub[lots.Total] == 0 {
		d.t.Errorf("%s: nothing left", when)
	}
}

func (d *desk) recorded() (n int) {
	for _, k := range d.count {
		n += k
	}
	return n
}

// TestPutBackAcrossAClosing: a directory is put back from a copy made before
// months were closed and sent. The hub has exactly what the device says left,
// every week after.
func TestPutBackAcrossAClosing(t *testing.T) {
	for seed := range seeds(2) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			w, monday, next := calendar(t, int64(seed))
			d := w.desk(t, seed)
			weeks := func(d *desk, n int, closes bool) {
				for range n {
					d.week(*monday)
					next()
					if closes {
						d.close()
						d.sync()
						d.agrees(string(*monday))
					}
				}
			}
			weeks(d, 7, true)
			old := d.copy(0) // the very same sessions to come would be the same place
			weeks(d, 6, true)
			old.sim, old.w = d.sim, w
			old.close() // the months closed since, again, from less
			old.sync()
			old.agrees("put back")
			weeks(old, 7, true)
		})
	}
}

// TestCopiesOfARealDisk: two copies stay offline through several closings and
// come back in either order.
func TestCopiesOfARealDisk(t *testing.T) {
	for seed := range seeds(3) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			w, monday, next := calendar(t, int64(seed)+50)
			a := w.desk(t, seed)
			for range 7 {
				a.week(*monday)
				next()
				a.close()
				a.sync()
			}
			a.week(*monday)
			first, b := a.name(), a.copy(seed+1)
			order := rand.New(rand.NewSource(int64(seed)))
			for range 13 {
				next()
				for _, d := range []*desk{a, b} {
					d.close()
					if order.Intn(8) == 0 {
						d.sync()
					}
					d.week(*monday)
				}
			}
			a.sync()
			b.sync()
			a.sync()
			next()
			a.close()
			a.sync()
			b.close()
			b.sync()
			stays := a
			if id, _ := w.ledger.Devices(t.Context()); len(id) != 2 || a.name() == b.name() {
				t.Fatalf("%d devices", len(id))
			}
			if stays.name() != first {
				stays = b
			}
			stays.agrees("after all")
			most, sum := a.recorded(), 0
			for id, n := range b.count {
				if _, both := a.count[id]; !both {
					most += n
				}
			}
			for _, r := range rows(t, w.ledger) {
				if r.View == string(lots.Total) {
					sum += r.Count
				}
			}
			if sum > most {
				t.Errorf("%d at the hub, of %d", sum, most)
			}
		})
	}
}

// seeds is how many histories to live; more in the long run.
func seeds(n uint64) uint64 {
	if os.Getenv("PARVIS_SOAK") != "" {
		return 20 * n
	}
	return n
}

// calendar is a world whose clock goes from Monday to Monday.
func calendar(t *testing.T, seed int64) (w *world, monday *app.Day, next func()) {
	t.Helper()
	day := app.Day("2026-08-31")
	clock := func() time.Time { return day.Time(app.Zone("")).Add(time.Hour) }
	w = makeWorld(t, seed, clock, false)
	return w, &day, func() { day = day.Add(7) }
}
