package session

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"parvis/app"
)

// moment reads a date or a date-time with its zone; doubted says that the zone
// was named but unknown.
func (c *calendar) moment(l icsLine) (at time.Time, allDay, doubted bool, err error) {
	value := strings.TrimSpace(l.value)
	if len(value) == len("20261123") {
		at, err = time.ParseInLocation("20060102", value, c.zone)
		return at, true, false, err
	}
	zone := c.zone
	if c.fallback != nil {
		zone = c.fallback
	}
	if strings.HasSuffix(value, "Z") {
		value, zone = strings.TrimSuffix(value, "Z"), time.UTC
	} else if name := l.params["TZID"]; name != "" {
		named, ok := knownZone(name)
		if !ok {
			named, ok = c.zones[name]
		}
		if ok {
			zone = named
		}
		doubted = !ok
	}
	at, err = time.ParseInLocation("20060102T150405", value, zone)
	if err != nil {
		at, err = time.ParseInLocation("20060102T1504", value, zone)
	}
	if err == nil && (at.Year() < 1900 || at.Year() > 2200) {
		err = app.E(app.Rejected, "session_ics_bad_date")
	}
	return at, false, doubted, err
}

// windowsZones are the names Outlook writes, for the zones of French
// territories and their neighbours (Unicode CLDR, windowsZones).
func windowsZones(name string) string {
	switch name {
	case "Romance Standard Time", "Paris, Madrid", "(UTC+01:00) Brussels, Copenhagen, Madrid, Paris", "Romance":
		return "Europe/Paris"
	case "W. Europe Standard Time", "Central European Standard Time", "Central Europe Standard Time":
		return "Europe/Berlin"
	case "GMT Standard Time":
		return "Europe/London"
	case "Greenwich Standard Time":
		return "Atlantic/Reykjavik"
	case "SA Western Standard Time":
		return "America/Martinique"
	case "SA Eastern Standard Time":
		return "America/Cayenne"
	case "Mauritius Standard Time":
		return "Indian/Reunion"
	case "E. Africa Standard Time":
		return "Indian/Mayotte"
	case "Central Pacific Standard Time":
		return "Pacific/Noumea"
	case "Saint Pierre Standard Time":
		return "America/Miquelon"
	case "Hawaiian Standard Time":
		return "Pacific/Tahiti"
	case "W. Central Africa Standard Time":
		return "Africa/Algiers"
	case "Morocco Standard Time":
		return "Africa/Casablanca"
	case "UTC", "Coordinated Universal Time", "Etc/UTC", "tzone://Microsoft/Utc":
		return "UTC"
	}
	return ""
}

// knownZone finds a zone by the names calendars give it: IANA, IANA behind a
// maker's prefix ("/mozilla.org/20050126_1/Europe/Paris"), Windows, or an
// offset ("GMT+0100", "UTC+01:00").
func knownZone(name string) (*time.Location, bool) {
	name = strings.Trim(strings.TrimSpace(name), `"`)
	if w := windowsZones(name); w != "" {
		name = w
	}
	parts := strings.Split(strings.Trim(name, "/"), "/")
	for i := range parts {
		candidate := strings.Join(parts[i:], "/")
		if candidate == "" || candidate == "Local" {
			continue
		}
		if zone, err := app.LoadZone(candidate); err == nil {
			return zone, true
		}
	}
	for _, prefix := range []string{"GMT", "UTC"} {
		if rest, ok := strings.CutPrefix(strings.Trim(name, "()"), prefix); ok {
			if off, ok := offset(strings.ReplaceAll(rest, ":", "")); ok {
				return time.FixedZone(name, off), true
			}
		}
	}
	return nil, false
}

// offset reads ±HHMM or ±HHMMSS, in seconds.
func offset(s string) (int, bool) {
	s = strings.TrimSpace(s)
	if len(s) < 5 || s[0] != '+' && s[0] != '-' {
		return 0, false
	}
	n, err := strconv.Atoi(s[1:5])
	if err != nil || n/100 > 15 || n%100 > 59 {
		return 0, false
	}
	sec := (n/100*60 + n%100) * 60
	if s[0] == '-' {
		return -sec, true
	}
	return sec, true
}

// icsDuration reads P1DT2H30M and its like, up to a year.
func icsDuration(s string) (time.Duration, bool) {
	s = strings.TrimPrefix(strings.ToUpper(strings.TrimSpace(s)), "+")
	rest, ok := strings.CutPrefix(s, "P")
	if !ok || rest == "" {
		return 0, false
	}
	units := map[rune]time.Duration{'W': 7 * 24 * time.Hour, 'D': 24 * time.Hour, 'H': time.Hour, 'M': time.Minute, 'S': time.Second}
	total, n, digits := time.Duration(0), 0, 0
	for _, r := range rest {
		switch {
		case r == 'T':
		case r >= '0' && r <= '9' && digits < 6:
			n, digits = n*10+int(r-'0'), digits+1
		case units[r] > 0 && digits > 0:
			total += time.Duration(n) * units[r]
			n, digits = 0, 0
		default:
			return 0, false
		}
		if total > 366*24*time.Hour {
			return 0, false
		}
	}
	return total, digits == 0
}

// rule is the part of RRULE that appointments use.
type rule struct {
	freq     string
	interval int
	count    int
	until    time.Time
	days     []byDay
	monthDay []int
	months   []int
}

type byDay struct {
	nth int // 0: every
	day time.Weekday
}

func (c *calendar) rule(value string) (rule, bool) {
	r := rule{interval: 1}
	for part := range strings.SplitSeq(strings.ToUpper(value), ";") {
		key, v, _ := strings.Cut(part, "=")
		n, numeric := strconv.Atoi(v)
		switch key {
		case "FREQ":
			r.freq = v
		case "INTERVAL", "COUNT":
			if numeric != nil || n < 1 || n > maxTurns {
				return r, false
			}
			if key == "COUNT" {
				r.count = n
			} else {
				r.interval = n
			}
		case "UNTIL":
			at, allDay, _, err := c.moment(icsLine{value: v})
			if err != nil {
				return r, false
			}
			if r.until = at; allDay {
				r.until = at.AddDate(0, 0, 1).Add(-time.Second)
			}
		case "BYDAY":
			for word := range strings.SplitSeq(v, ",") {
				d, ok := weekday(word)
				if !ok {
					return r, false
				}
				r.days = append(r.days, d)
			}
		case "BYMONTHDAY", "BYMONTH":
			for word := range strings.SplitSeq(v, ",") {
				n, err := strconv.Atoi(word)
				if err != nil || n < -31 || n > 31 || n == 0 {
					return r, false
				}
				if key == "BYMONTH" {
					r.months = append(r.months, n)
				} else {
					r.monthDay = append(r.monthDay, n)
				}
			}
		case "WKST", "":
		default:
			return r, false
		}
	}
	return r, slices.Contains([]string{"DAILY", "WEEKLY", "MONTHLY", "YEARLY"}, r.freq)
}

func weekday(word string) (byDay, bool) {
	if len(word) < 2 {
		return byDay{}, false
	}
	i := slices.Index([]string{"SU", "MO", "TU", "WE", "TH", "FR", "SA"}, word[len(word)-2:])
	nth := 0
	if number := word[:len(word)-2]; number != "" {
		n, err := strconv.Atoi(number)
		if err != nil || n < -5 || n > 5 {
			return byDay{}, false
		}
		nth = n
	}
	return byDay{nth, time.Weekday(max(i, 0))}, i >= 0
}

// repeat calls add for the occurrences that may touch the day asked for; false
// when the rule is not one we can follow. Hours are those of the wall clock:
// an appointment at 9 stays at 9 when the clocks change.
func (c *calendar) repeat(value string, start time.Time, length time.Duration, add func(time.Time)) bool {
	r, ok := c.rule(value)
	if !ok {
		return false
	}
	at := func(d time.Time) time.Time {
		return time.Date(d.Year(), d.Month(), d.Day(), start.Hour(), start.Minute(), start.Second(), 0, start.Location())
	}
	day, turn := start, 0
	earliest := c.from.Add(-length).AddDate(0, 0, -2)
	if r.count == 0 && earliest.After(start) {
		day = at(earliest.In(start.Location())) // nothing to count: enter shortly before the day
	}
	for range maxTurns * 5 {
		if !day.Before(c.to) || !r.until.IsZero() && day.After(r.until) || r.count > 0 && turn >= r.count {
			return true
		}
		if r.matches(start, day) {
			turn++
			if !day.Before(earliest) {
				add(day)
			}
		}
		day = at(day.AddDate(0, 0, 1))
	}
	return true
}

// matches says whether a day, at the hour of the start, is one of the rule's.
func (r *rule) matches(start, day time.Time) bool {
	if len(r.months) > 0 && !slices.Contains(r.months, int(day.Month())) {
		return false
	}
	months := (day.Year()-start.Year())*12 + int(day.Month()) - int(start.Month())
	switch r.freq {
	case "DAILY":
		return days(start, day)%r.interval == 0 && (len(r.days) == 0 || r.onWeekday(day)) && (len(r.monthDay) == 0 || r.onMonthDay(day))
	case "WEEKLY":
		monday := func(t time.Time) time.Time { return t.AddDate(0, 0, -(int(t.Weekday())+6)%7) }
		if days(monday(start), monday(day))/7%r.interval != 0 {
			return false
		}
		return len(r.days) == 0 && day.Weekday() == start.Weekday() || r.onWeekday(day)
	case "MONTHLY":
		if months%r.interval != 0 {
			return false
		}
	case "YEARLY":
		if (day.Year()-start.Year())%r.interval != 0 || len(r.months) == 0 && day.Month() != start.Month() {
			return false
		}
	}
	if len(r.days) == 0 && len(r.monthDay) == 0 {
		return day.Day() == start.Day()
	}
	return (len(r.days) == 0 || r.onWeekday(day)) && (len(r.monthDay) == 0 || r.onMonthDay(day))
}

// days counts calendar days, whatever their length.
func days(from, to time.Time) int {
	utc := func(t time.Time) time.Time { return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC) }
	return int(utc(to).Sub(utc(from)) / (24 * time.Hour))
}

func lastOf(t time.Time) int {
	return time.Date(t.Year(), t.Month()+1, 0, 0, 0, 0, 0, time.UTC).Day()
}

func (r *rule) onWeekday(t time.Time) bool {
	return slices.ContainsFunc(r.days, func(d byDay) bool {
		if d.day != t.Weekday() {
			return false
		}
		switch {
		case d.nth > 0:
			return (t.Day()-1)/7+1 == d.nth
		case d.nth < 0:
			return (lastOf(t)-t.Day())/7+1 == -d.nth
		}
		return true
	})
}

func (r *rule) onMonthDay(t time.Time) bool {
	return slices.ContainsFunc(r.monthDay, func(n int) bool {
		return n == t.Day() || n < 0 && lastOf(t)+n+1 == t.Day()
	})
}
