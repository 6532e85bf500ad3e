package session

import (
	"cmp"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"parvis/app"
)

// Appointment is one meeting of a calendar file, on one day. It is shown and
// forgotten: nothing of it is stored nor sent.
type Appointment struct {
	UID     string
	Start   time.Time // in the place's zone
	End     time.Time
	AllDay  bool
	Title   string
	Where   string
	Doubted bool // its time zone was not known: the place's was taken
}

// Draft gives the session an appointment announces, on its own day.
func (a Appointment) Draft(h Habit, zone *time.Location) Session {
	s := Prefill(app.DayOf(a.Start, zone), h)
	if d := a.End.Sub(a.Start); !a.AllDay && d > 0 && d < 24*time.Hour {
		s.Duree = MinutesOf(d)
	}
	return s
}

// Limits on a calendar file, against endless ones.
const (
	maxCalendar = 20 << 20
	maxEvents   = 50_000
	maxTurns    = 20_000 // repetitions looked at for one event
)

// Appointments reads a calendar file (.ics, RFC 5545) and gives the
// appointments of one day in the place's zone, earliest first. Repeated events
// (daily, weekly, monthly, yearly, with their exceptions) are worked out.
// Cancelled ones are left out. Events that cannot be understood are faults
// naming their line; the others are given all the same.
func Appointments(r io.Reader, day app.Day, zone *time.Location) ([]Appointment, Faults, error) {
	raw, err := io.ReadAll(io.LimitReader(r, maxCalendar+1))
	if err != nil {
		return nil, nil, app.E(app.Failed, "session_read").Because(err)
	}
	if len(raw) > maxCalendar {
		return nil, nil, app.E(app.Rejected, "session_ics_huge", "max", maxCalendar>>20)
	}
	c := &calendar{zone: zone, zones: map[string]*time.Location{}, from: day.Time(zone), to: day.Add(1).Time(zone), moved: map[string]bool{}}
	lines := unfold(string(raw))
	if !slices.ContainsFunc(lines, func(l icsLine) bool { return l.name == "BEGIN" && strings.EqualFold(l.value, "VCALENDAR") }) {
		return nil, nil, app.E(app.Rejected, "session_ics_none")
	}
	events := c.split(lines)
	for _, e := range events {
		if id, ok := e.get("RECURRENCE-ID"); ok {
			if at, _, _, err := c.moment(id); err == nil {
				c.moved[e.text("UID")+at.UTC().String()] = true
			}
		}
	}
	for _, e := range events {
		c.event(e)
	}
	slices.SortStableFunc(c.out, func(a, b Appointment) int {
		return cmp.Or(a.Start.Compare(b.Start), cmp.Compare(a.Title, b.Title), cmp.Compare(a.UID, b.UID))
	})
	return c.out, c.faults, nil
}

type calendar struct {
	zone     *time.Location
	fallback *time.Location            // X-WR-TIMEZONE
	zones    map[string]*time.Location // VTIMEZONE of names nobody knows, as fixed offsets
	from, to time.Time
	moved    map[string]bool // occurrences replaced by an event of their own
	out      []Appointment
	faults   Faults
}

// icsLine is NAME;PARAM=VALUE:value, unfolded.
type icsLine struct {
	n      int // number of its first line in the file
	name   string
	params map[string]string
	value  string
}

// unfold joins continued lines and splits names, parameters and values; lines
// without a colon are dropped.
func unfold(raw string) []icsLine {
	var out []icsLine
	var text strings.Builder
	first := 0
	flush := func() {
		if l, ok := parseLine(first, text.String()); ok {
			out = append(out, l)
		}
		text.Reset()
	}
	n := 0
	for line := range strings.Lines(strings.TrimPrefix(raw, "\ufeff")) {
		n++
		line = strings.TrimRight(line, "\r\n")
		if strings.HasPrefix(line, " ") || strings.HasPrefix(line, "\t") {
			text.WriteString(line[1:])
			continue
		}
		flush()
		first = n
		text.WriteString(line)
	}
	flush()
	return out
}

func parseLine(n int, line string) (icsLine, bool) {
	quoted := false
	colon := strings.IndexFunc(line, func(r rune) bool {
		if r == '"' {
			quoted = !quoted
		}
		return r == ':' && !quoted
	})
	if colon < 0 {
		return icsLine{}, false
	}
	name, rest, _ := strings.Cut(line[:colon], ";")
	l := icsLine{n: n, name: strings.ToUpper(strings.TrimSpace(name)), value: line[colon+1:], params: map[string]string{}}
	for param := range strings.SplitSeq(rest, ";") {
		if k, v, ok := strings.Cut(param, "="); ok {
			l.params[strings.ToUpper(k)] = strings.Trim(v, `"`)
		}
	}
	return l, true
}

// component is the lines of one event.
type component []icsLine

func (e component) get(name string) (icsLine, bool) {
	for _, l := range e {
		if l.name == name {
			return l, true
		}
	}
	return icsLine{}, false
}

// text is a value with its escapes opened.
func (e component) text(name string) string {
	l, _ := e.get(name)
	return strings.TrimSpace(strings.NewReplacer(`\n`, " ", `\N`, " ", `\,`, ",", `\;`, ";", `\\`, `\`).Replace(l.value))
}

// split gathers the events, and the time zones the file defines itself.
func (c *calendar) split(lines []icsLine) []component {
	var out []component
	var event component
	var zoneID string
	depth := 0 // inside a VEVENT: alarms and such are skipped
	for _, l := range lines {
		kind := strings.ToUpper(strings.TrimSpace(l.value))
		switch {
		case l.name == "X-WR-TIMEZONE" && event == nil:
			c.fallback, _ = knownZone(l.value)
		case l.name == "TZID" && event == nil:
			zoneID = strings.Trim(l.value, `" `)
		case l.name == "TZOFFSETTO" && event == nil && zoneID != "":
			// the last rule met is kept: enough for zones that have no name
			if off, ok := offset(l.value); ok {
				c.zones[zoneID] = time.FixedZone(zoneID, off)
			}
		case l.name == "BEGIN" && kind == "VEVENT" && event == nil:
			event, depth = component{l}, 0
		case l.name == "BEGIN" && event != nil:
			depth++
		case l.name == "END" && event != nil && depth > 0:
			depth--
		case l.name == "END" && event != nil:
			if out = append(out, event); len(out) >= maxEvents {
				return out
			}
			event = nil
		case event != nil && depth == 0:
			event = append(event, l)
		}
	}
	return out
}

func (c *calendar) refuse(e component, code string, args ...any) {
	c.faults = append(c.faults, app.E(app.Rejected, code, args...).At(strconv.Itoa(e[0].n)))
}

func (c *calendar) event(e component) {
	if strings.EqualFold(e.text("STATUS"), "CANCELLED") {
		return
	}
	line, ok := e.get("DTSTART")
	if !ok {
		c.refuse(e, "session_ics_no_start", "title", clip(e.text("SUMMARY")))
		return
	}
	start, allDay, doubted, err := c.moment(line)
	if err != nil {
		c.refuse(e, "session_ics_bad_date", "title", clip(e.text("SUMMARY")), "value", clip(line.value))
		return
	}
	length := c.length(e, start, allDay)
	skip := c.exceptions(e)
	_, moved := e.get("RECURRENCE-ID")
	add := func(at time.Time) {
		end := at.Add(length)
		if allDay { // a day may last 23 or 25 hours
			end = at.AddDate(0, 0, max(int((length+12*time.Hour)/(24*time.Hour)), 1))
		}
		overlaps := at.Before(c.to) && (end.After(c.from) || !at.Before(c.from))
		if !overlaps || skip[at.UTC()] || !moved && c.moved[e.text("UID")+at.UTC().String()] {
			return
		}
		c.out = append(c.out, Appointment{
			UID: e.text("UID"), Start: at.In(c.zone), End: end.In(c.zone), AllDay: allDay,
			Title: clipTo(e.text("SUMMARY"), 200), Where: clipTo(e.text("LOCATION"), 200), Doubted: doubted,
		})
	}
	rule, repeated := e.get("RRULE")
	if !repeated || moved {
		add(start)
	} else if !c.repeat(rule.value, start, length, add) {
		add(start)
		c.refuse(e, "session_ics_rule", "title", clip(e.text("SUMMARY")))
	}
	for _, l := range e {
		if l.name == "RDATE" {
			for _, at := range c.moments(l) {
				add(at)
			}
		}
	}
}

func clipTo(s string, most int) string {
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}

// length is the duration of an event: to its end, or said as such, or a day,
// or nothing.
func (c *calendar) length(e component, start time.Time, allDay bool) time.Duration {
	if l, ok := e.get("DTEND"); ok {
		if end, _, _, err := c.moment(l); err == nil && end.After(start) {
			return end.Sub(start)
		}
	}
	if l, ok := e.get("DURATION"); ok {
		if d, ok := icsDuration(l.value); ok {
			return d
		}
	}
	if allDay {
		return 24 * time.Hour
	}
	return 0
}

func (c *calendar) exceptions(e component) map[time.Time]bool {
	out := map[time.Time]bool{}
	for _, l := range e {
		if l.name == "EXDATE" {
			for _, at := range c.moments(l) {
				out[at.UTC()] = true
			}
		}
	}
	return out
}

func (c *calendar) moments(l icsLine) []time.Time {
	var out []time.Time
	for value := range strings.SplitSeq(l.value, ",") {
		one := l
		one.value = value
		if at, _, _, err := c.moment(one); err == nil {
			out = append(out, at)
		}
	}
	return out
}
