package lotstest

import (
	"parvis/app"
	"parvis/app/lots"
	"parvis/app/lots/audit"
	"parvis/app/session"
)

// Adversary is someone who received everything a device sent, knows the rules,
// and believes something of the visitors.
type Adversary struct {
	K         int
	Different bool // believes that no two participations are the same person
	Files     bool // believes that regulars may be recognised
	Corrected bool // believes that figures may have been corrected
	Plain     bool // the device keeps no secret remainder
}

// Observe writes down what the adversary knows at the end of the last week.
func (a Adversary) Observe(sent []lots.Lot, first, last app.Day) audit.Record {
	r := audit.Record{K: a.K, Tables: audit.Tables(), Base: map[audit.Cell]int{}, Corrected: a.Corrected}
	spoke := map[string]map[int]bool{}
	for _, l := range sent {
		_, end := l.Window.Bounds()
		s := audit.Sent{Cell: CellOf(l), At: WeekNumber(end), Count: l.Count}
		if s.At < WeekNumber(first) { // a first closing goes back to the oldest session
			r.Base[s.Cell] += s.Count
			continue
		}
		r.Sent = append(r.Sent, s)
		if spoke[s.View] == nil {
			spoke[s.View] = map[int]bool{}
		}
		spoke[s.View][s.At] = true
	}
	for day := first; day <= last; day = day.Add(7) {
		at := WeekNumber(day)
		r.Weeks = append(r.Weeks, at)
		if lots.MonthOf(day) != lots.MonthOf(day.Add(7)) {
			r.Months = append(r.Months, at)
		}
	}
	r.Waits = func(c audit.Cell, at int) (int, int) {
		if a.Files || !spoke[c.View][at] && !a.Plain {
			return 0, audit.Unknown // the whole view may have been told to wait
		}
		return 0, a.most(c.View)
	}
	r.Keeps = a.Keeps
	return r
}

// Keeps bounds what a cell that sent a lot holds.
func (a Adversary) Keeps(c audit.Cell) (low, high int) {
	switch {
	case a.Plain:
		return 0, 0
	case lots.View(c.View).Kiosk():
		return a.K, 3*a.K - 1
	}
	return 0, a.K
}

// most is what a silent cell can hold at most.
func (a Adversary) most(view string) int {
	kiosk := lots.View(view).Kiosk()
	switch {
	case a.Plain && (a.Different && !kiosk):
		return a.K - 1
	case a.Plain:
		return 2 * a.K
	case kiosk:
		return 5*a.K - 1
	case a.Different:
		return 2*a.K - 1
	}
	return 3 * a.K
}

// CellOf names the cell of a lot as the auditor does.
func CellOf(l lots.Lot) audit.Cell {
	return audit.Cell{View: string(l.View), Code: session.CodeOf(l.Cell)}
}
