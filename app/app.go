// Package app holds what every room of the domain shares: the one error type,
// the clock it is given and the day a moment belongs to.
//
// It promises that every failure shown to a person is a sentence made of a
// message key and arguments (translated where it is shown), that it carries a
// kind which is also the exit code of the command-line programs, and that the
// technical cause is kept apart for the log. It never formats text for people
// and never reads the machine's clock by itself.
package app

import (
	"embed"
	"errors"
	"fmt"
	"path"
	"strings"
	"time"

	"parvis/i18n"
)

// Kind is the class of a failure; its number is the exit code of the programs.
type Kind int

// The kinds, numbered once: scripts depend on them.
const (
	Done     Kind = 0 // not a failure
	Failed   Kind = 1 // nothing changed: locked, read-only, full, missing key
	Usage    Kind = 2 // wrong usage
	Rejected Kind = 3 // input refused, with its place
	Damaged  Kind = 4 // store damaged beyond repair
	Hub      Kind = 5 // hub unreachable, or it says no
)

// Error is a failure a person can act on. Key and Args make the sentence (what
// happened, that nothing was lost, what to do next); Code is stable for
// machines; Where names the place in the input ("guide.md:12", "line 3").
type Error struct {
	Kind  Kind
	Code  string
	Key   string
	Args  []any // name, value, name, value…
	Where string
	Cause error
}

// E makes an Error whose Code is also its message key ("error.<code>").
func E(kind Kind, code string, args ...any) *Error {
	return &Error{Kind: kind, Code: code, Key: "error." + code, Args: args}
}

// At sets the place in the input.
func (e *Error) At(where string) *Error { e.Where = where; return e }

// Because keeps the technical cause for the log.
func (e *Error) Because(cause error) *Error { e.Cause = cause; return e }

// Error is the text for logs: code, place and cause, never shown to people.
func (e *Error) Error() string {
	var b strings.Builder
	if e.Where != "" {
		b.WriteString(e.Where + ": ")
	}
	b.WriteString(e.Code)
	for i := 0; i+1 < len(e.Args); i += 2 {
		fmt.Fprintf(&b, " %v=%v", e.Args[i], e.Args[i+1])
	}
	if e.Cause != nil {
		b.WriteString(": " + e.Cause.Error())
	}
	return b.String()
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Cause }

// Is makes errors.Is match on the code alone, so that a bare E(kind, code)
// serves as a sentinel.
func (e *Error) Is(target error) bool {
	var t *Error
	return errors.As(target, &t) && t.Code == e.Code
}

// KindOf gives the kind of any error; an unknown error is Failed.
func KindOf(err error) Kind {
	if err == nil {
		return Done
	}
	var e *Error
	if errors.As(err, &e) {
		return e.Kind
	}
	return Failed
}

// Message is the sentence for a person, in the localizer's language.
func Message(l *i18n.Localizer, err error) string {
	var e *Error
	if !errors.As(err, &e) {
		return l.T("error.unexpected", "cause", err.Error())
	}
	text := l.T(e.Key, e.Args...)
	if e.Where != "" {
		return e.Where + " — " + text
	}
	return text
}

// Clock gives the present moment. Every program injects it, so that --at and
// tests decide what "now" is.
type Clock func() time.Time

// DefaultZone is the zone of a place that has none of its own.
const DefaultZone = "Europe/Paris"

// zones are the time zones of the French territories, so that the day of a place
// never depends on the machine's files. They are those of the Go distribution,
// from the IANA database, in the public domain.
//
//go:embed zones
var zones embed.FS

// LoadZone loads a time zone by name: one of France, or any the machine knows.
func LoadZone(name string) (*time.Location, error) {
	if raw, err := zones.ReadFile(path.Join("zones", name)); err == nil {
		return time.LoadLocationFromTZData(name, raw)
	}
	return time.LoadLocation(name)
}

// Zone is LoadZone that falls back to DefaultZone.
func Zone(name string) *time.Location {
	if name != "" {
		if loc, err := LoadZone(name); err == nil {
			return loc
		}
	}
	loc, err := LoadZone(DefaultZone)
	if err != nil {
		return time.UTC // cannot happen: it is embedded
	}
	return loc
}

// Day is a calendar day, written AAAA-MM-JJ. Days compare as strings.
type Day string

// DayOf is the day of a moment in a zone.
func DayOf(t time.Time, zone *time.Location) Day {
	return Day(t.In(zone).Format(time.DateOnly))
}

// ParseDay checks and gives a day.
func ParseDay(s string) (Day, error) {
	if t, err := time.Parse(time.DateOnly, s); err != nil || t.Format(time.DateOnly) != s {
		return "", E(Rejected, "bad_day", "value", s)
	}
	return Day(s), nil
}

// Time is midnight of the day in the zone.
func (d Day) Time(zone *time.Location) time.Time {
	t, err := time.ParseInLocation(time.DateOnly, string(d), zone)
	if err != nil {
		return time.Time{}
	}
	return t
}

// Add gives the day n days later (or earlier, when n is negative).
func (d Day) Add(n int) Day {
	return Day(d.Time(time.UTC).AddDate(0, 0, n).Format(time.DateOnly))
}

// Month is the calendar month of the day, AAAA-MM.
func (d Day) Month() string {
	if len(d) < 7 {
		return ""
	}
	return string(d[:7])
}
