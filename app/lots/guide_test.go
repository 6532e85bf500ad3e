package lots_test

import (
	"context"
	"testing"
	"time"

	"pgregory.net/rapid"

	"parvis/app"
	"parvis/app/lots"
	"parvis/app/lots/lotstest"
	"parvis/app/session"
)

// written is what somebody typed where a guide was expected.
const written = "Mme Dupont 06 12 34 56 78"

// mistyped gives the event of a place where one guide is words.
func mistyped(e lots.Event) lots.Event {
	for _, at := range []**session.Session{&e.Before, &e.After} {
		if *at != nil && (*at).GuideID == "carte-identite" {
			s := **at
			s.GuideID = written
			*at = &s
		}
	}
	return e
}

// TestNoUnknownGuideLeaves: only guides of the shelf are cells, although the
// shelf changes and sessions are corrected; nothing is lost nor counted twice.
func TestNoUnknownGuideLeaves(t *testing.T) {
	paris, ctx := app.Zone(""), context.Background()
	others := 0
	rapid.Check(t, func(t *rapid.T) {
		seed := rapid.Uint64().Draw(t, "seed")
		sim := lotstest.NewSimulator(drawProfile(t), seed)
		ledger := lotstest.New(lotstest.Key(seed))
		shelf := map[string]bool{"carte-vitale": true}
		policy := lots.Policy{EPCI: lotstest.EPCI}
		if rapid.Bool().Draw(t, "a shelf is known") {
			policy.KnownGuide = func(id string) bool { return shelf[id] }
		}
		service := lots.NewService(ledger, paris, func() lots.Policy { return policy })
		var events []lots.Event
		monday := app.Day("2026-08-31")
		for range rapid.IntRange(1, 40).Draw(t, "weeks") {
			for _, e := range sim.Week(monday) {
				e = mistyped(e)
				ledger.Record(e)
				events = append(events, e)
			}
			shelf["apl"] = rapid.Bool().Draw(t, "apl is on the shelf")
			monday = monday.Add(7)
			now := monday.Time(paris).Add(time.Hour)
			before := len(ledger.Outbox)
			_, _, err := service.CloseDue(ctx, now)
			check(t, err)
			for _, l := range ledger.Outbox[before:] {
				id := l.Cell["guide"]
				switch {
				case l.View != "guide" || id == session.None:
				case id == "autre_guide":
					others++
				case id == written || policy.KnownGuide != nil && !shelf[id]:
					t.Fatalf("%q left the device", id)
				}
			}
			after, err := service.Preview(ctx, now)
			check(t, err)
			check(t, same(truth(events), account(ledger.Outbox, after.Held)))
		}
	})
	if others == 0 {
		t.Error("no unknown guide ever left under the common name")
	}
}

// TestACorrectionFollowsAGuideThatClimbed: a session of an unknown guide,
// corrected while it waits, leaves no debt behind.
func TestACorrectionFollowsAGuideThatClimbed(t *testing.T) {
	s, zone := lots.NewState(), app.Zone("")
	one := &session.Session{ID: "a", Type: session.Individual, Date: "2026-10-05", GuideID: "guide-retire"}
	policy := lots.Policy{KnownGuide: func(id string) bool { return id == "carte-vitale" }}
	s.Apply(lots.Event{Seq: 1, After: one})
	s.Close(app.Day("2026-11-02").Time(zone), zone, lotstest.Key(1), policy)
	if got := heldGuides(s); len(got) != 1 || got["autre_guide"] != 1 {
		t.Fatalf("waits as %v", got)
	}
	fixed := *one
	fixed.GuideID = "carte-vitale"
	s.Apply(lots.Event{Seq: 2, Before: one, After: &fixed})
	if got := heldGuides(s); len(got) != 1 || got["carte-vitale"] != 1 {
		t.Fatalf("once corrected, waits as %v", got)
	}
}

func heldGuides(s *lots.State) map[string]int {
	out := map[string]int{}
	for _, h := range s.Held(lots.Policy{}) {
		if h.View == "guide" {
			out[h.Cell["guide"]] += h.Count
		}
	}
	return out
}
