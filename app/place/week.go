package place

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Week is an ordinary week of opening hours as people write it: for each day
// from Monday, « 9h-12h, 14h-17h », nothing where it is closed.
type Week struct {
	Days     [7]string
	Holidays bool // closed on public holidays
}

var dayCodes = [7]string{"Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"}

// Week gives the hours day by day; false when they cannot be said so (they
// change with the date, carry a comment…).
func (h Hours) Week() (w Week, ok bool) {
	if h.raw == "" {
		return w, true
	}
	if !h.Known() {
		return w, false
	}
	for _, r := range h.rules {
		ranked := slices.ContainsFunc(r.days, func(d dayRange) bool { return len(d.nth) > 0 })
		if ranked || len(r.dates) > 0 || len(r.weeks) > 0 || r.school || r.unknown || r.comment != "" {
			return w, false
		}
	}
	for i := range 7 {
		var parts []string
		for _, s := range h.on(plainMonday.Add(i).Time(time.UTC), Metropole) {
			if s.open {
				return w, false
			}
			parts = append(parts, clockText(s.from)+"-"+clockText(s.to))
		}
		w.Days[i] = strings.Join(parts, ", ")
	}
	if h.pub {
		w.Holidays = true
		if len(h.on(plainHoliday.Time(time.UTC), Metropole)) > 0 {
			return Week{}, false // open on public holidays
		}
	}
	return w, true
}

func clockText(minutes int) string {
	if minutes > 24*60 {
		minutes -= 24 * 60
	}
	return fmt.Sprintf("%02d:%02d", minutes/60, minutes%60)
}

// Text writes the week as opening_hours, days alike together. bad is the first
// day that cannot be read (0 is Monday), -1 when there is none.
func (w Week) Text() (text string, bad int) {
	var days [7]string
	for i, typed := range w.Days {
		if strings.TrimSpace(typed) == "" {
			continue
		}
		h := ParseHours(dayCodes[i] + " " + strings.NewReplacer("/", ",", " et ", ",").Replace(typed))
		if !h.Known() || len(h.rules) != 1 || len(h.rules[0].times) == 0 || len(h.rules[0].days) != 1 || h.rules[0].closed || h.rules[0].comment != "" {
			return "", i
		}
		var parts []string
		last := 0
		for _, c := range h.rules[0].times {
			if c.open || c.from < last { // one stretch after the other: « 9h-17h, 14h-12h » is a slip
				return "", i
			}
			last = c.to
			parts = append(parts, clockText(c.from)+"-"+clockText(c.to))
		}
		days[i] = strings.Join(parts, ",")
	}
	var rules []string
	for i := 0; i < 7; {
		j := i
		for j+1 < 7 && days[j+1] == days[i] {
			j++
		}
		if days[i] != "" {
			span := dayCodes[i]
			if j > i {
				span += "-" + dayCodes[j]
			}
			rules = append(rules, span+" "+days[i])
		}
		i = j + 1
	}
	if w.Holidays && len(rules) > 0 {
		rules = append(rules, "PH off")
	}
	return strings.Join(rules, "; "), -1
}
