package place

import (
	"slices"
	"time"

	"parvis/app"
)

// Hours are the opening hours of a place: those of OpenStreetMap's
// opening_hours when they can be read, else the text as it was written, which
// is kept and shown. The zero value says nothing.
type Hours struct {
	raw   string
	free  bool // not readable
	rules []rule
	pub   bool // public holidays are spoken of
	sch   bool // school holidays are spoken of: nobody told us when they are
}

// String gives the hours as they were written.
func (h Hours) String() string { return h.raw }

// Known says whether the hours can answer "open now".
func (h Hours) Known() bool { return h.raw != "" && !h.free }

// rule is one part between semicolons.
type rule struct {
	dates    []dateRange
	weeks    []weekRange
	days     []dayRange
	public   bool // PH
	school   bool // SH
	anyDay   bool // no day selector at all
	times    []clock
	closed   bool // off
	unknown  bool // open only by agreement ("sur rendez-vous")
	comment  string
	additive bool // after a comma: adds to the rules before
}

// clock is a range of minutes since midnight; to may pass 24 h. An open end
// ("14:00+") says nothing of the closing.
type clock struct {
	from, to int
	open     bool
}

type dayRange struct {
	from, to time.Weekday
	nth      []int // of the month; empty: every one
}

type weekRange struct{ from, to, step int }

// dateRange is a range of days of the year, or of dated days when year is set.
type dateRange struct{ from, to date }

type date struct{ year, month, day int }

// Span is a time during which a place is in one state: open, or open only by
// agreement or for an unknown time.
type Span struct {
	From, To time.Time
	Unknown  bool
	OpenEnd  bool
	Comment  string
}

// on gives the spans of minutes of one calendar day: the last rule for that
// day decides, unless it only adds (comma) or only closes some hours.
func (h Hours) on(t time.Time, region Region) []slot {
	var slots []slot
	holiday := h.pub && holidayOf(t, region) != ""
	for i, r := range h.rules {
		if !r.covers(t, holiday) {
			continue
		}
		times := r.times
		if len(times) == 0 {
			times = []clock{{from: 0, to: 24 * 60}}
		}
		if r.closed {
			for _, c := range times {
				slots = without(slots, c.from, c.to)
			}
			continue
		}
		if !r.additive && (!r.anyDay || i > 0 && h.rules[i-1].anyDay) {
			slots = nil
		}
		for _, c := range times {
			slots = append(without(slots, c.from, c.to), slot{c, r.unknown, r.comment})
		}
	}
	slices.SortFunc(slots, func(a, b slot) int { return a.from - b.from })
	return slots
}

type slot struct {
	clock
	unknown bool
	comment string
}

// without takes a range of minutes out of the slots.
func without(slots []slot, from, to int) []slot {
	var out []slot
	for _, s := range slots {
		if to <= s.from || from >= s.to {
			out = append(out, s)
			continue
		}
		if s.from < from {
			left := s
			left.to, left.open = from, false
			out = append(out, left)
		}
		if s.to > to {
			right := s
			right.from = to
			out = append(out, right)
		}
	}
	return out
}

func (r *rule) covers(t time.Time, holiday bool) bool {
	if len(r.dates) > 0 && !slices.ContainsFunc(r.dates, func(d dateRange) bool { return d.has(t) }) {
		return false
	}
	if len(r.weeks) > 0 {
		_, week := t.ISOWeek()
		if !slices.ContainsFunc(r.weeks, func(w weekRange) bool {
			return week >= w.from && week <= w.to && (week-w.from)%w.step == 0
		}) {
			return false
		}
	}
	if r.anyDay {
		return true
	}
	return r.public && holiday || slices.ContainsFunc(r.days, func(d dayRange) bool { return d.has(t) })
}

func (d dayRange) has(t time.Time) bool {
	w := t.Weekday()
	inside := d.from <= d.to && w >= d.from && w <= d.to || d.from > d.to && (w >= d.from || w <= d.to)
	if !inside || len(d.nth) == 0 {
		return inside
	}
	last := time.Date(t.Year(), t.Month()+1, 0, 0, 0, 0, 0, time.UTC).Day()
	return slices.Contains(d.nth, (t.Day()-1)/7+1) || slices.Contains(d.nth, -((last-t.Day())/7+1))
}

func (d dateRange) has(t time.Time) bool {
	if d.from.year != 0 {
		at := func(x date) int { return x.year*10_000 + x.month*100 + x.day }
		now := at(date{t.Year(), int(t.Month()), t.Day()})
		return now >= at(d.from) && now <= at(d.to)
	}
	now, from, to := int(t.Month())*100+t.Day(), d.from.month*100+d.from.day, d.to.month*100+d.to.day
	if from <= to {
		return now >= from && now <= to
	}
	return now >= from || now <= to
}

// Spans gives what begins on the days from first to last, both included, as
// moments in a zone, in order and without overlap: what runs past midnight
// goes on, spans that touch in the same state are one. A time that the spring
// clock change skips is taken as the moment of the change.
func (h Hours) Spans(first, last app.Day, zone *time.Location, region Region) []Span {
	var out []Span
	end := last.Time(time.UTC)
	for midnight := first.Time(time.UTC); !midnight.After(end); midnight = midnight.AddDate(0, 0, 1) {
		for _, s := range h.on(midnight, region) {
			span := Span{
				From: wall(midnight, s.from, zone), To: wall(midnight, s.to, zone),
				Unknown: s.unknown, OpenEnd: s.open, Comment: s.comment,
			}
			if n := len(out); n > 0 && out[n-1].To.After(span.From) {
				if !out[n-1].To.Before(span.To) {
					continue // wholly inside what ran past midnight
				}
				span.From = out[n-1].To
			}
			if !span.From.Before(span.To) {
				continue
			}
			if n := len(out); n > 0 && out[n-1].joins(span) {
				out[n-1].To, out[n-1].OpenEnd = span.To, span.OpenEnd
				continue
			}
			out = append(out, span)
		}
	}
	return out
}

func (s Span) joins(next Span) bool {
	return s.To.Equal(next.From) && s.Unknown == next.Unknown && s.Comment == next.Comment && !s.OpenEnd
}

// wall is the moment a clock on the wall shows so many minutes after midnight.
// Go gives a moment on either side of a skipped hour; the clock then shows
// another hour, and the change itself is meant.
func wall(midnight time.Time, minutes int, zone *time.Location) time.Time {
	t := time.Date(midnight.Year(), midnight.Month(), midnight.Day(), 0, minutes, 0, 0, zone)
	want := midnight.Add(time.Duration(minutes) * time.Minute)
	shown := time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), 0, 0, time.UTC)
	if shown.Equal(want) {
		return t
	}
	start, end := t.ZoneBounds()
	if shown.Before(want) {
		return end // the zone t is in ends at the change
	}
	return start
}
