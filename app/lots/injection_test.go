package lots

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"parvis/app"
	"parvis/app/session"
)

// interval is what an attacker knows of a number.
type interval struct{ low, high int }

// exposes: exactly so many others, or some and fewer than k. That nobody came
// exposes nobody.
func (x interval) exposes() bool {
	return x.low == x.high && x.low > 0 || x.low >= 1 && x.high < MinK
}

// inject is a year at a kiosk where somebody adds runs in one language every
// open day, and a few others come once. It gives what the attacker, who knows
// the rules and what he added, works out month after month: how many others
// came so far, and the same less the part of the remainder that never changes.
func inject(seed int, others []string, draw func([]byte, cellID, Window, int) int) (all, above []interval) {
	s := NewState()
	s.rules.remainder, s.rules.heed = draw, false // the auditor knows nothing of the attacker
	key := fmt.Appendf(nil, "key %d", seed)
	added, sent, monday := 0, 0, app.Day("2026-08-31")
	for range 53 {
		for day := range 5 {
			n := 3
			added += n
			if slices.Contains(others, string(monday.Add(day))) {
				n++
			}
			for range n {
				seq := s.through + 1
				s.Apply(Event{Seq: seq, Run: &Run{ID: fmt.Sprint(seq), Date: monday.Add(day), Langue: "ku"}})
			}
		}
		monday = monday.Add(7)
		c, _ := s.Close(monday.Time(time.UTC), time.UTC, key, Policy{})
		for _, l := range c.Lots {
			if l.View == "borne_langue" && l.Cell["borne_langue"] == "ku" {
				sent += l.Count
				low, high := kept(l.View, MinK)
				all = append(all, interval{max(0, sent-added+low), sent - added + high})
				above = append(above, interval{sent - added, sent - added + MinK})
			}
		}
	}
	return monotone(all), monotone(above)
}

// monotone narrows what is known of a number that never goes down.
func monotone(x []interval) []interval {
	for i := 1; i < len(x); i++ {
		x[i].low = max(x[i].low, x[i-1].low)
	}
	for i := len(x) - 2; i >= 0; i-- {
		x[i].high = min(x[i].high, x[i+1].high)
	}
	return x
}

// TestKioskInjection: the n−1 attack, carried on for a year. How many others
// came is never known exactly, nor to be one to k−1 of them. With a remainder
// drawn wholly anew each month it would be.
func TestKioskInjection(t *testing.T) {
	others := [][]string{nil, {"2026-09-08"}, {"2026-09-08", "2027-02-03"}, {"2026-10-06", "2026-10-07", "2026-12-01"}}
	const keys = 100
	count := func(draw func([]byte, cellID, Window, int) int) (shown, dated, absent int) {
		for seed := range keys {
			for _, who := range others {
				all, above := inject(seed, who, draw)
				if len(all) < 6 {
					t.Fatalf("the attacker's runs left %d times: little was tried", len(all))
				}
				if slices.ContainsFunc(all, interval.exposes) {
					shown++
				}
				if all[len(all)-1].high == 0 {
					absent++
				}
				for i := 1; i < len(above); i++ {
					if (interval{above[i].low - above[i-1].high, above[i].high - above[i-1].low}).exposes() {
						dated++
						break
					}
				}
			}
		}
		return shown, dated, absent
	}
	shown, dated, absent := count(remainder)
	t.Logf("of %d attacks: %d count the others, %d date the coming of one to %d, %d learn that nobody came",
		keys*len(others), shown, dated, MinK-1, absent)
	if shown != 0 {
		t.Error("the others were counted")
	}
	shown, _, _ = count(func(key []byte, id cellID, w Window, k int) int {
		return k + int(draw(key, "reste", id, w, uint64(2*k)))
	})
	t.Logf("with a remainder drawn wholly anew each month, %d count the others", shown)
	if shown < keys {
		t.Error("the attack hardly works even then: it proves nothing")
	}
}

// TestKioskOnOneDay: a hundred runs of one afternoon may be one person's.
func TestKioskOnOneDay(t *testing.T) {
	s := NewState()
	for i := range 100 {
		s.Apply(Event{Seq: uint64(i + 1), Run: &Run{ID: fmt.Sprint(i), Date: "2026-10-05", Guide: "apl"}})
	}
	if c, _ := s.Close(app.Day("2026-11-02").Time(time.UTC), time.UTC, make([]byte, 32), Policy{}); len(c.Lots) > 0 {
		t.Errorf("one afternoon left: %+v", c.Lots[0])
	}
}

// TestKioskNeverHelps: runs and sessions never share a cell.
func TestKioskNeverHelps(t *testing.T) {
	s := NewState()
	for i := range 60 {
		s.Apply(Event{Seq: uint64(i + 1), Run: &Run{ID: fmt.Sprint(i), Date: app.Day("2026-10-05").Add(i % 20), Guide: "apl"}})
	}
	s.Apply(Event{Seq: 61, After: &session.Session{ID: "a", Type: session.Individual, Date: "2026-10-05", GuideID: "apl"}})
	c, _ := s.Close(app.Day("2026-11-02").Time(time.UTC), time.UTC, make([]byte, 32), Policy{})
	if len(c.Lots) == 0 {
		t.Error("sixty runs gave no lot")
	}
	for _, l := range c.Lots {
		if !l.Kiosk() {
			t.Errorf("one session left among runs: %+v", l)
		}
	}
}
