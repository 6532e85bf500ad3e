package lots_test

import (
	"bytes"
	"context"
	"os"
	"testing"
	"time"

	"pgregory.net/rapid"

	"parvis/app"
	"parvis/app/lots"
	"parvis/app/lots/lotstest"
)

// copied is one of two places that were one disk.
type copied struct {
	ledger  *lotstest.Ledger
	service *lots.Service
	sim     *lotstest.Simulator
	events  []lots.Event
	leaves  bool
}

func (c *copied) week(t *rapid.T, monday app.Day, hub map[string]int, first bool) {
	paris, ctx := app.Zone(""), context.Background()
	if !first {
		for _, e := range c.sim.Week(monday) {
			c.ledger.Record(e)
			c.events = append(c.events, e)
		}
	}
	before := len(c.ledger.Outbox)
	_, _, err := c.service.CloseDue(ctx, monday.Add(7).Time(paris).Add(time.Hour))
	check(t, err)
	name := "old/"
	if c.leaves {
		name = "new/"
	}
	for _, l := range c.ledger.Outbox[before:] {
		key := name + string(l.View) + "/" + l.Cell.Key() + "/" + string(l.Window)
		if _, taken := hub[key]; !taken { // the hub takes one lot of a device, cell and window
			hub[key] = l.Count
		}
	}
}

func (c *copied) exact(t *rapid.T) map[lots.View]int {
	after, err := c.service.Preview(context.Background(), time.Time{})
	check(t, err)
	check(t, same(truth(c.events), account(c.ledger.Outbox, after.Held)))
	held := map[lots.View]int{}
	for _, h := range after.Held {
		if h.Reason != lots.Elsewhere {
			held[h.View] += h.Count
		}
	}
	return held
}

// TestCopiesCountNothingTwice: a disk is copied in the middle of a week, both
// go on, sync on Monday, and are told apart: one becomes a new device, the
// other goes on. On both, released + held + elsewhere is what they recorded;
// and the hub never has more than both together.
func TestCopiesCountNothingTwice(t *testing.T) {
	parted := 0
	rapid.Check(t, func(t *rapid.T) {
		seed := rapid.Uint64().Draw(t, "seed")
		profile := drawProfile(t)
		profile.Edits, profile.Deletes = 0, 0 // each place could correct the same session
		a := &copied{ledger: lotstest.New(lotstest.Key(seed)), sim: lotstest.NewSimulator(profile, seed)}
		a.service = lots.NewService(a.ledger, app.Zone(""), nil)
		hub, monday := map[string]int{}, app.Day("2026-08-31")
		for range rapid.IntRange(0, 20).Draw(t, "weeks before") {
			a.week(t, monday, hub, false)
			monday = monday.Add(7)
		}
		for _, e := range a.sim.Week(monday) {
			a.ledger.Record(e)
			a.events = append(a.events, e)
		}
		common := len(a.events)
		b := &copied{ledger: a.ledger.Copy(nil), events: append([]lots.Event{}, a.events...)}
		b.service = lots.NewService(b.ledger, app.Zone(""), nil)
		b.sim = lotstest.NewSimulator(profile, seed+1)
		b.sim.Skip(1 << 20) // its sessions have names of their own
		since := monday.Add(3).Time(time.UTC)
		a.week(t, monday, hub, true)
		b.week(t, monday, hub, true)
		b.ledger.Record(lots.Event{Split: &lots.Split{Since: since}})
		a.ledger.Record(lots.Event{Split: &lots.Split{All: true}})
		a.leaves = true
		for range rapid.IntRange(1, 30).Draw(t, "weeks after") {
			monday = monday.Add(7)
			a.week(t, monday, hub, false)
			b.week(t, monday, hub, false)
		}
		held := []map[lots.View]int{a.exact(t), b.exact(t)}
		all := truth(append(append([]lots.Event{}, a.events...), b.events[common:]...))
		outside := map[lots.View]int{}
		for key, n := range hub {
			outside[lots.View(splitKey(key))] += n
		}
		for _, v := range lots.Views() {
			if n := outside[v] + held[0][v] + held[1][v]; n > all[v] {
				t.Fatalf("%s: %d at the hub or to come, of %d", v, n, all[v])
			}
			if outside[v] > 0 {
				parted++
			}
		}
	})
	if parted == 0 {
		t.Error("nothing was ever sent")
	}
}

func splitKey(key string) string {
	_, rest, _ := bytes.Cut([]byte(key), []byte("/"))
	view, _, _ := bytes.Cut(rest, []byte("/"))
	return string(view)
}

// TestACorrectionOfWhatTheOtherCounts is no debt here.
func TestACorrectionOfWhatTheOtherCounts(t *testing.T) {
	s := lots.NewState()
	e := elderly(1, "2026-10-12")
	e.Seq = 1
	s.Apply(e)
	s.Apply(lots.Event{Seq: 2, Split: &lots.Split{All: true}})
	s.Apply(lots.Event{Seq: 3, Before: e.After})
	if held := s.Held(lots.Policy{}); len(held) != 0 {
		t.Errorf("still holds %+v", held)
	}
}

// TestTheFirstSnapshotIsStillRead: a place that updates keeps its account.
func TestTheFirstSnapshotIsStillRead(t *testing.T) {
	raw, err := os.ReadFile("testdata/snapshot-1")
	check(t, err)
	s, err := lots.Decode(raw)
	check(t, err)
	ever, waiting := 0, 0
	for _, n := range s.Released() {
		ever += n
	}
	for _, h := range s.Held(lots.Policy{}) {
		waiting += h.Count
	}
	if ever != 720 || waiting != 651 {
		t.Errorf("%d released and %d held", ever, waiting)
	}
	again, err := lots.Decode(s.Encode())
	check(t, err)
	if !bytes.Equal(again.Encode(), s.Encode()) {
		t.Error("the account does not come back")
	}
}
