package lots

import (
	"fmt"
	"iter"
	"time"

	"parvis/app"
)

// span is one ISO week: its Monday and its Sunday. A month is made of whole
// weeks, a week belonging to the month of its Thursday, so that windows nest.
type span struct{ monday app.Day }

// spanOf gives the week of a day.
func spanOf(day app.Day) span {
	t := day.Time(time.UTC)
	return span{monday: day.Add(-((int(t.Weekday()) + 6) % 7))}
}

func (s span) sunday() app.Day { return s.monday.Add(6) }
func (s span) next() span      { return span{monday: s.monday.Add(7)} }

// week is the name of the week, "2026-W44".
func (s span) week() Window {
	y, w := s.monday.Time(time.UTC).ISOWeek()
	return Window(fmt.Sprintf("%04d-W%02d", y, w))
}

// month is the name of the month the week belongs to.
func (s span) month() Window { return Window(s.monday.Add(3).Month()) }

// endsMonth says whether the week is the last of its month.
func (s span) endsMonth() bool { return s.month() != s.next().month() }

// closesAt is 00:00 local time on the Monday after the week.
func (s span) closesAt(zone *time.Location) time.Time { return s.next().monday.Time(zone) }

// due yields the weeks that are over at a moment in a zone, from the one given.
func due(from span, now time.Time, zone *time.Location) iter.Seq[span] {
	return func(yield func(span) bool) {
		for s := from; !s.closesAt(zone).After(now); s = s.next() {
			if !yield(s) {
				return
			}
		}
	}
}

// week says whether the window is the name of a real ISO week.
func (w Window) week() bool {
	var year, number int
	if n, err := fmt.Sscanf(string(w), "%4d-W%2d", &year, &number); n != 2 || err != nil {
		return false
	}
	// 4 January is always in week 1 (ISO 8601).
	first := spanOf(app.Day(fmt.Sprintf("%04d-01-04", year)))
	return number >= 1 && span{monday: first.monday.Add(7 * (number - 1))}.week() == w
}

// month says whether the window is the name of a real month.
func (w Window) month() bool {
	_, err := time.Parse("2006-01", string(w))
	return err == nil && len(w) == 7
}

// Valid says whether the window is the name of a week or of a month.
func (w Window) Valid() bool { return w.week() || w.month() }

// Month is the month the window is, or belongs to; "" when it is not valid.
func (w Window) Month() string {
	switch {
	case w.month():
		return string(w)
	case w.week():
		return string(w.first().month())
	}
	return ""
}

// first is the first week of a valid window.
func (w Window) first() span {
	if w.month() {
		s := spanOf(app.Day(string(w) + "-01"))
		if s.month() != w {
			s = s.next()
		}
		return s
	}
	var year, number int
	if _, err := fmt.Sscanf(string(w), "%4d-W%2d", &year, &number); err != nil {
		return span{}
	}
	return span{monday: spanOf(app.Day(fmt.Sprintf("%04d-01-04", year))).monday.Add(7 * (number - 1))}
}

// Bounds gives the first and last day of a valid window (inclusive).
func (w Window) Bounds() (from, to app.Day) {
	if !w.Valid() {
		return "", ""
	}
	s := w.first()
	from = s.monday
	if w.week() {
		return from, s.sunday()
	}
	for !s.endsMonth() {
		s = s.next()
	}
	return from, s.sunday()
}

// MonthOf is the month of whole weeks a day belongs to: the one its figures
// are published in. 1 November 2026, a Sunday, belongs to October.
func MonthOf(day app.Day) Window { return spanOf(day).month() }

// ClosedMonth is the newest month whose details are closed at a moment in a
// zone: what comes after is still being counted.
func ClosedMonth(now time.Time, zone *time.Location) Window {
	s := spanOf(app.DayOf(now, zone))
	month := s.month()
	for s = (span{monday: s.monday.Add(-7)}); s.month() == month; {
		s = span{monday: s.monday.Add(-7)}
	}
	return s.month()
}
