package lots

import (
	"context"
	"slices"
	"time"

	"parvis/app"
)

// Summary is the screen « Ce qui sort de cet appareil »: the next report, or
// the last one when no window is due, in the words of the place, and beside it
// what waits and why. People read "groupes" where the code says lots.
type Summary struct {
	WindowEnd      app.Day   // "" before the first closing
	From, To       app.Day   // the days the report's lots are about; "" without lots
	Handed         bool      // already handed to the outbox; false: leaves at the next sync
	Participations int       // accompagnements in this report
	InWorkshops    int       // of which in workshops, as far as they leave
	Runs           int       // kiosk runs in this report
	Answers        int       // answers to polls in this report
	Tables         []Table   // every declared view that leaves or holds something
	NextClosing    time.Time // when the window that is open now closes
}

// Table is one view of the summary.
type Table struct {
	View    View
	Lots    []Lot  // what leaves, the biggest first
	Leaving int    // participations, or ticks, in these lots
	Held    []Held // what waits, the biggest first; for the eyes of this place
	Waiting int    // participations, or ticks, that wait; debts lower it
	Ever    int    // released since the beginning, this report included
	Why     map[Reason]int
	// Elsewhere is what waited here and is counted by another device since
	// this one was recognised as a copy.
	Elsewhere int
}

// Share is the part of everything recorded that has left, between 0 and 1:
// « 94 % détaillés, 6 % en attente ».
func (t Table) Share() float64 {
	if all := t.Ever + t.Waiting; all > 0 {
		return min(1, float64(t.Ever)/float64(all))
	}
	return 1
}

// Summary prepares the screen and changes nothing.
func (s *Service) Summary(ctx context.Context, now time.Time) (Summary, error) {
	state, c, due, err := s.current(ctx, now)
	if err != nil {
		return Summary{}, err
	}
	return s.summarise(state, reportOf(c, state.Held(s.policy())), !due && c.WindowEnd != "", now), nil
}

// Latest is the report of the screen: what would leave now or, when no window
// is due, what left last; with what waits.
func (s *Service) Latest(ctx context.Context, now time.Time) (Report, error) {
	state, c, _, err := s.current(ctx, now)
	if err != nil {
		return Report{}, err
	}
	return reportOf(c, state.Held(s.policy())), nil
}

func (s *Service) current(ctx context.Context, now time.Time) (state *State, c Closing, due bool, err error) {
	if state, err = s.load(ctx); err != nil {
		return nil, c, false, err
	}
	if c, due, err = s.close(ctx, state, now); err != nil || due {
		return state, c, due, err
	}
	past, err := s.History(ctx)
	if len(past) > 0 {
		c = past[len(past)-1]
	}
	return state, c, false, err
}

func (s *Service) summarise(state *State, r Report, handed bool, now time.Time) Summary {
	out := Summary{WindowEnd: app.Day(r.WindowEnd), Handed: handed, NextClosing: s.NextClosing(now)}
	ever := state.Released()
	tables := map[View]*Table{}
	for _, v := range Views() {
		tables[v] = &Table{View: v, Ever: ever[v], Why: map[Reason]int{}}
	}
	for _, l := range r.Lots {
		t := tables[l.View]
		t.Lots, t.Leaving = append(t.Lots, l), t.Leaving+l.Count
		from, to := l.Window.Bounds()
		if out.From == "" || from < out.From {
			out.From = from
		}
		out.To = max(out.To, to)
		if l.View == "type" && l.Cell["type"] == "collectif" {
			out.InWorkshops += l.Count
		}
	}
	for _, h := range r.Held {
		t := tables[h.View]
		if h.Reason == Elsewhere {
			t.Elsewhere += h.Count
			continue
		}
		t.Held, t.Waiting = append(t.Held, h), t.Waiting+h.Count
		t.Why[h.Reason] += h.Count
	}
	out.Participations = tables[Total].Leaving
	for _, v := range Views() {
		t := tables[v]
		slices.SortStableFunc(t.Lots, func(a, b Lot) int { return b.Count - a.Count })
		slices.SortStableFunc(t.Held, func(a, b Held) int { return b.Count - a.Count })
		switch {
		case v == pollView:
			out.Answers = t.Leaving
		case v.Kiosk(): // each view knows a part of the same runs
			out.Runs = max(out.Runs, t.Leaving)
		}
		if len(t.Lots)+len(t.Held) > 0 {
			out.Tables = append(out.Tables, *t)
		}
	}
	return out
}
