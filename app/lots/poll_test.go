package lots

import (
	"fmt"
	"testing"
	"time"

	"parvis/app"
	"parvis/app/session"
)

// answers records one answer a day, the first on a Monday, and closes October.
func answers(s *State, n int, code string) []Lot {
	for i := range n {
		s.Apply(Event{Seq: s.through + 1, Run: &Run{ID: fmt.Sprint(s.through), Date: app.Day("2026-09-28").Add(i), Poll: code}})
	}
	c, _ := s.Close(app.Day("2026-11-02").Time(time.UTC), time.UTC, make([]byte, 32), Policy{})
	return c.Lots
}

// TestAnAnswerEntersItsViewAlone: a run counts no answer, an answer no run, and
// nothing of an answer tells which run it came with.
func TestAnAnswerEntersItsViewAlone(t *testing.T) {
	for name, c := range map[string]struct {
		run  Run
		want int
	}{
		"an answer": {Run{ID: "a", Date: "2026-10-05", Poll: "horaires:2"}, 1},
		"a run":     {Run{ID: "b", Date: "2026-10-05", Guide: "apl"}, len(session.KioskViews()) - 1},
	} {
		s := NewState()
		s.Apply(Event{Seq: 1, Run: &c.run})
		held := s.Held(Policy{})
		if len(held) != c.want || len(c.run.Codes()) != c.want {
			t.Errorf("%s: %+v, %v", name, held, c.run.Codes())
		}
		for _, h := range held {
			if (h.View == session.ViewPoll) != (c.run.Poll != "") {
				t.Errorf("%s enters %s", name, h.View)
			}
		}
	}
}

// TestAnswersLeaveUnderTheRulesOfTheKiosk: never fewer than k, never from fewer
// than 2k+1 days, k to 3k−1 kept, and nothing lost.
func TestAnswersLeaveUnderTheRulesOfTheKiosk(t *testing.T) {
	for n := range 36 {
		s := NewState()
		left := 0
		for _, l := range answers(s, n, "horaires:1") {
			left += l.Count
			if l.Count < 2*MinK+1 || !l.Kiosk() || !l.Valid() {
				t.Errorf("%d answers: %+v", n, l)
			}
		}
		held := 0
		for _, h := range s.Held(Policy{}) {
			held += h.Count
		}
		if left+held != n {
			t.Errorf("%d answers: %d released, %d held", n, left, held)
		}
		if low, high := kept(session.ViewPoll, MinK); left > 0 && (held < low || held > high) {
			t.Errorf("%d answers: %d kept", n, held)
		}
		if n >= 30 && left == 0 {
			t.Errorf("%d answers on %d days: nothing leaves", n, n)
		}
	}
}
