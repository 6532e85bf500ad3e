package lotstest

import (
	"context"
	"maps"
	"slices"
	"time"

	"parvis/app"
	"parvis/app/lots"
	"parvis/app/lots/audit"
	"parvis/app/session"
)

// Device is a simulated place: its history, what it sent, and what was true
// at the end of each week.
type Device struct {
	Ledger  *Ledger
	Service *lots.Service
	Truth   map[int]map[audit.Cell]int // by week number
	First   app.Day                    // the first Monday
	Monday  app.Day                    // the next Monday to live
	now     map[audit.Cell]int
}

// NewDevice opens a place on the last Monday of August 2026.
func NewDevice(seed uint64, p lots.Policy) *Device {
	if p.EPCI == nil {
		p.EPCI = EPCI
	}
	d := &Device{
		Ledger: New(Key(seed)), Truth: map[int]map[audit.Cell]int{},
		First: "2026-08-31", Monday: "2026-08-31", now: map[audit.Cell]int{},
	}
	d.Service = lots.NewService(d.Ledger, app.Zone(""), func() lots.Policy { return p })
	return d
}

// Record takes in events without closing anything.
func (d *Device) Record(events ...lots.Event) {
	for _, e := range events {
		d.Ledger.Record(e)
		tally(d.now, e)
	}
}

// CloseWeek ends the week and closes what is due; it gives what leaves.
func (d *Device) CloseWeek() (lots.Report, error) {
	d.Truth[WeekNumber(d.Monday)] = maps.Clone(d.now)
	d.Monday = d.Monday.Add(7)
	r, _, err := d.Service.CloseDue(context.Background(), d.Monday.Time(app.Zone("")))
	return r, err
}

// Copy is a second place with the same disk at this moment; with a key, one
// that has its own.
func (d *Device) Copy(key []byte) *Device {
	c := &Device{
		Ledger: d.Ledger.Copy(key), Truth: maps.Clone(d.Truth), First: d.First, Monday: d.Monday, now: maps.Clone(d.now),
	}
	c.Service = lots.NewService(c.Ledger, app.Zone(""), func() lots.Policy { return lots.Policy{EPCI: EPCI} })
	return c
}

// Leave makes the place a device of its own, which counts nothing of what was
// recorded until now.
func (d *Device) Leave(key []byte) {
	d.Ledger.key = slices.Clone(key)
	d.Ledger.Record(lots.Event{Split: &lots.Split{All: true}})
	d.Ledger.Outbox = nil
	d.First, d.now, d.Truth = d.Monday, map[audit.Cell]int{}, map[int]map[audit.Cell]int{}
}

// PutBack is a disk made at this moment that goes on in the place of another:
// it takes over what that one sent since, and its losses stay true.
func (d *Device) PutBack(lost *Device) {
	d.Ledger.Record(lots.Event{Split: &lots.Split{Out: lost.Ledger.Outbox}})
	d.Ledger.Outbox = slices.Clone(lost.Ledger.Outbox)
	d.Monday, d.now, d.Truth = lost.Monday, maps.Clone(lost.now), maps.Clone(lost.Truth)
}

// Live runs the place for some weeks, closing every Monday.
func (d *Device) Live(s *Simulator, weeks int) error {
	for range weeks {
		d.Record(s.Week(d.Monday)...)
		if _, err := d.CloseWeek(); err != nil {
			return err
		}
	}
	return nil
}

// Observe is what an adversary works out of everything sent so far.
func (d *Device) Observe(a Adversary) audit.Deduction {
	return audit.Examine(a.Observe(d.Ledger.Outbox, d.First, d.Last()))
}

// Last is the Monday of the last week closed.
func (d *Device) Last() app.Day { return d.Monday.Add(-7) }

// Leaks keeps, of what the adversary believes to have found, what is true: a
// belief may be wrong, and a wrong deduction exposes nobody.
func (d *Device) Leaks(a Adversary) []audit.Finding {
	return slices.DeleteFunc(d.Observe(a).Findings, func(f audit.Finding) bool {
		n := d.Truth[f.At][f.Cell]
		if f.Between != 0 {
			n -= d.Truth[f.Between][f.Cell]
		} else {
			n -= d.Left(f.Cell, f.At)
		}
		return n < f.Low || n > f.High
	})
}

// Left is everything a cell sent until the end of a week.
func (d *Device) Left(c audit.Cell, at int) (n int) {
	for _, l := range d.Ledger.Outbox {
		if string(l.View) != c.View || CellOf(l) != c {
			continue
		}
		if _, end := l.Window.Bounds(); WeekNumber(end) <= at {
			n += l.Count
		}
	}
	return n
}

// Share is the part of a view's participations that left, between 0 and 1.
func (d *Device) Share(v lots.View) float64 {
	left, all := 0, 0
	for _, l := range d.Ledger.Outbox {
		if l.View == v {
			left += l.Count
		}
	}
	for c, n := range d.now {
		if c.View == string(v) {
			all += n
		}
	}
	if all == 0 {
		return 1
	}
	return float64(left) / float64(all)
}

// tally adds an event to what is true.
func tally(now map[audit.Cell]int, e lots.Event) {
	add := func(x *session.Session, sign int) {
		if x == nil {
			return
		}
		for _, v := range session.Views() {
			for _, c := range session.CellsOf(x, v) {
				now[audit.Cell{View: v, Code: c.Code()}] += sign * c.N
			}
		}
	}
	add(e.Before, -1)
	add(e.After, +1)
	if e.Run != nil {
		for view, code := range e.Run.Codes() {
			now[audit.Cell{View: string(view), Code: code}]++
		}
	}
}

// WeekNumber numbers the week of a day without gaps.
func WeekNumber(d app.Day) int { return int(d.Time(time.UTC).Unix()/86400+3) / 7 }
