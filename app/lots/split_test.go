package lots_test

import (
	"bytes"
	"context"
	"maps"
	"os"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"parvis/app"
	"parvis/app/lots"
	"parvis/app/lots/lotstest"
)

// name is what a hub knows of one name: the epoch it hears, how many records it
// took of it, and every lot.
type name struct {
	epoch, known int
	copy         *copied // whose records it took in this epoch
	lots         map[string]lots.Lot
}

// copied is one of several places that were one disk. It syncs as the relay
// and the hub do: what is taken of an epoch comes from one disk, and a new
// epoch begins by taking over what is there.
type copied struct {
	ledger  *lotstest.Ledger
	service *lots.Service
	sim     *lotstest.Simulator
	events  []lots.Event
	name    *name
	epoch   int
	unsent  []lots.Lot
}

func (c *copied) open() {
	c.service = lots.NewService(c.ledger, app.Zone(""), func() lots.Policy { return lots.Policy{EPCI: lotstest.EPCI} })
}

func (c *copied) twin(profile lotstest.Profile, seed uint64) *copied {
	out := &copied{
		ledger: c.ledger.Copy(nil), events: slices.Clone(c.events), name: c.name, epoch: c.epoch,
		unsent: slices.Clone(c.unsent), sim: lotstest.NewSimulator(profile, seed),
	}
	out.sim.Skip(int(seed%64+1) << 20) // its sessions have names of their own
	out.open()
	return out
}

func (c *copied) live(monday app.Day) {
	for _, e := range c.sim.Week(monday) {
		c.ledger.Record(e)
		c.events = append(c.events, e)
	}
}

func (c *copied) close(t *rapid.T, monday app.Day) {
	before := len(c.ledger.Outbox)
	_, _, err := c.service.CloseDue(context.Background(), monday.Add(7).Time(app.Zone("")).Add(time.Hour))
	check(t, err)
	c.unsent = append(c.unsent, c.ledger.Outbox[before:]...)
}

// sync sends what waits; tooFew is that the hub must take each lot once.
func (c *copied) sync(t *rapid.T) {
	n := c.name
	switch {
	case c.epoch < n.epoch: // a copy goes on: this one becomes a device of its own
		c.ledger.Record(lots.Event{Split: &lots.Split{All: true}}) // what it had closed is set aside, in sight
		c.unsent, c.name, c.epoch = nil, &name{epoch: 1, copy: c, lots: map[string]lots.Lot{}}, 1
		return
	case n.known > 0 && n.copy != c: // another disk spoke under this name
		c.settle()
		n.epoch, n.copy = c.epoch, c
	}
	n.copy = c
	for _, l := range c.unsent {
		if _, again := n.lots[keyOf(l)]; again {
			t.Fatalf("%+v leaves twice", l)
		}
		n.lots[keyOf(l)] = l
		n.known++
	}
	c.unsent = nil
}

func (c *copied) settle() {
	var out, back []lots.Lot
	for _, key := range slices.Sorted(maps.Keys(c.name.lots)) {
		out = append(out, c.name.lots[key])
	}
	for _, l := range c.unsent {
		if there, ok := c.name.lots[keyOf(l)]; !ok || there.Count != l.Count {
			back = append(back, l)
		}
	}
	c.ledger.Record(lots.Event{Split: &lots.Split{Back: back, Out: out}})
	c.ledger.Retract(back)
	for _, l := range out {
		if !slices.ContainsFunc(c.ledger.Outbox, func(x lots.Lot) bool { return keyOf(x) == keyOf(l) }) {
			c.ledger.Outbox = append(c.ledger.Outbox, l)
		}
	}
	c.unsent, c.epoch = nil, c.name.epoch+1
}

func keyOf(l lots.Lot) string { return string(l.View) + "/" + l.Cell.Key() + "/" + string(l.Window) }

// exact checks released + held = recorded, per view, and gives what may still
// leave.
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

// TestCopiesCountNothingTwice: a disk is copied once or twice in the middle of
// a week; all go on, offline through as many closings as it comes, and sync in
// any order. On each, released + held + elsewhere is what it recorded; and the
// hub never has more than all of them recorded together.
func TestCopiesCountNothingTwice(t *testing.T) {
	left, settled := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		seed := rapid.Uint64Range(0, 1<<40).Draw(t, "seed")
		profile := drawProfile(t)
		profile.Edits, profile.Deletes = 0, 0 // each place could correct the same session
		a := &copied{
			ledger: lotstest.New(lotstest.Key(seed)), sim: lotstest.NewSimulator(profile, seed),
			name: &name{epoch: 1, lots: map[string]lots.Lot{}}, epoch: 1,
		}
		a.open()
		monday := app.Day("2026-08-31")
		for range rapid.IntRange(0, 20).Draw(t, "weeks before") {
			a.live(monday)
			a.close(t, monday)
			a.sync(t)
			monday = monday.Add(7)
		}
		all := []*copied{a}
		a.live(monday)
		common := len(a.events)
		for i := range rapid.IntRange(1, 2).Draw(t, "copies") {
			all = append(all, a.twin(profile, seed+uint64(i)+1))
		}
		for range rapid.IntRange(1, 26).Draw(t, "weeks after") {
			for i, c := range all {
				if rapid.IntRange(0, 4).Draw(t, "is open") > 0 {
					c.close(t, monday)
				}
				if rapid.IntRange(0, 3).Draw(t, "syncs") == 0 {
					was := c.epoch
					c.sync(t)
					if c.name == all[0].name && i > 0 || c.epoch > was {
						settled++
					}
				}
				c.live(monday.Add(7))
			}
			bound(t, all, common)
			monday = monday.Add(7)
		}
		for _, c := range all {
			c.close(t, monday)
			c.sync(t)
		}
		left += bound(t, all, common)
	})
	if left == 0 || settled == 0 {
		t.Errorf("%d lots left, %d partings", left, settled)
	}
}

// bound checks that what is outside is never more than what was recorded, and
// gives how many lots are.
func bound(t *rapid.T, all []*copied, common int) (n int) {
	recorded := slices.Clone(all[0].events)
	outside, seen := map[lots.View]int{}, map[*name]bool{}
	for i, c := range all {
		c.exact(t)
		if i > 0 {
			recorded = append(recorded, c.events[common:]...)
		}
		if seen[c.name] {
			continue
		}
		seen[c.name] = true
		for _, l := range c.name.lots {
			outside[l.View] += l.Count
			n++
		}
	}
	most := truth(recorded)
	for _, v := range lots.Views() {
		if outside[v] > most[v] {
			t.Fatalf("%s: %d at the hub, of %d", v, outside[v], most[v])
		}
	}
	return n
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
