package place

import (
	"errors"
	"strconv"

	"parvis/app"
)

// Severity is how much a finding matters.
type Severity int

// The severities: kept (unusual, but kept as it was), mended (the value was
// understood and rewritten), dropped (an optional value was left out), refused
// (the whole place was left out).
const (
	Kept Severity = iota
	Mended
	Dropped
	Refused
)

// Code is the severity's name for machines and message keys.
func (s Severity) Code() string { return [...]string{"kept", "mended", "dropped", "refused"}[s] }

// Finding is one thing to say about one line of a file.
type Finding struct {
	Line     int    // from 1; 0 when not about a line
	Name     string // of the place, when the line has one
	Field    string
	Severity Severity
	Err      *app.Error // what, for people
}

// Report says what a file of places held, line by line.
type Report struct {
	Places   []Place
	Findings []Finding
	Read     int // places met in the file
	Refused  int
}

// Clean says whether the file is valid as it stands: nothing to mend.
func (r *Report) Clean() bool { return len(r.Findings) == 0 }

// sheet is a file being read: it gathers what is said of each line.
type sheet struct {
	file   string
	report Report
	ids    map[ID]int
	opt    Options
}

// line is one place being read.
type line struct {
	sheet   *sheet
	n       int
	name    string
	refused bool
}

func (l *line) note(s Severity, field, code string, args ...any) {
	where := strconv.Itoa(l.n)
	if l.sheet.file != "" {
		where = l.sheet.file + ":" + where
	}
	err := app.E(app.Rejected, "place_"+code, append([]any{"field", field}, args...)...).At(where)
	l.sheet.report.Findings = append(l.sheet.report.Findings, Finding{l.n, l.name, field, s, err})
	l.refused = l.refused || s == Refused
}

// Err joins the refusals of a report as one error, nil when there is none.
func (r *Report) Err() error {
	var all []error
	for _, f := range r.Findings {
		if f.Severity == Refused {
			all = append(all, f.Err)
		}
	}
	return errors.Join(all...)
}
