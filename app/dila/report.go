package dila

import (
	"strings"

	"parvis/app"
	"parvis/app/guide"
	"parvis/app/library"
	"parvis/i18n"
)

// Change is what an import did to the draft of a sheet.
type Change string

// The changes.
const (
	Added   Change = "nouveau"
	Changed Change = "change"
	Same    Change = "identique"
)

// Row is what became of one sheet.
type Row struct {
	Place    string
	Sheet    string // "F21089", empty when the file could not be read
	Title    string
	Kind     string
	Audience string
	Guide    guide.ID
	Skipped  bool            // a folder or a resource, or a sheet already there
	Twin     string          // place of the same sheet, whose draft was kept
	Err      error           // why there is no draft
	Reasons  []Reason        // what a person should look at
	Findings []guide.Finding // structural errors left in the draft
	Steps    int
	Branches int
	Links    int
	Lists    int
	Change   Change
	Changes  []library.Change // against the draft of the last import
}

// Sound says whether the draft compiles and lints without structural error.
func (r *Row) Sound() bool { return r.Guide != "" && r.Err == nil && len(r.Findings) == 0 }

// Complete says whether nothing is missing: questions, official link, list of
// documents, and nothing a person was asked to look at.
func (r *Row) Complete() bool { return r.Sound() && len(r.Reasons) == 0 && r.Branches > 0 }

// Information says whether the sheet is an information sheet, the kind that
// explains a procedure.
func (r *Row) Information() bool { return strings.HasPrefix(r.Kind, "Fiche d'information") }

// Report is what became of every file of a source, by place.
type Report struct {
	Source string
	Rows   []Row
	Absent []guide.ID // drafts of earlier imports that the source no longer has
}

// Totals are the figures of a report.
type Totals struct {
	Sheets, Sound, Complete int // drafts made, without structural error, complete
	Information, InfoSound  int
	Broken, Skipped         int
	Added, Changed, Same    int
	Reasons                 map[Reason]int
}

// Totals counts.
func (r *Report) Totals() Totals {
	t := Totals{Reasons: map[Reason]int{}}
	for i := range r.Rows {
		row := &r.Rows[i]
		switch {
		case row.Skipped:
			t.Skipped++
			continue
		case row.Err != nil:
			t.Broken++
			continue
		}
		t.Sheets++
		t.Sound += one(row.Sound())
		t.Complete += one(row.Complete())
		t.Information += one(row.Information())
		t.InfoSound += one(row.Information() && row.Sound())
		t.Added += one(row.Change == Added)
		t.Changed += one(row.Change == Changed)
		t.Same += one(row.Change == Same)
		for _, why := range row.Reasons {
			t.Reasons[why]++
		}
	}
	return t
}

func one(b bool) int {
	if b {
		return 1
	}
	return 0
}

// Share is the part of the drafts that compile, between 0 and 1.
func (t Totals) Share() float64 {
	if t.Sheets == 0 {
		return 0
	}
	return float64(t.Sound) / float64(t.Sheets)
}

// Err is nil when every sheet gave a draft, else the refusal that makes a
// command end with the code of rejected input.
func (r *Report) Err() error {
	t := r.Totals()
	if t.Broken == 0 {
		return nil
	}
	return app.E(app.Rejected, "dila_some_broken", "n", t.Broken, "made", t.Sheets)
}

// Summary is the report in a few lines, for a person.
func (r *Report) Summary(l *i18n.Localizer) []string {
	t := r.Totals()
	lines := []string{
		l.T("dila.report.sheets", "n", t.Sheets, "source", r.Source),
		l.T("dila.report.sound", "n", t.Sound, "share", l.Percent(t.Share())),
		l.T("dila.report.complete", "n", t.Complete),
		l.T("dila.report.changes", "added", t.Added, "changed", t.Changed, "same", t.Same),
	}
	for _, why := range Reasons() {
		if n := t.Reasons[why]; n > 0 {
			lines = append(lines, "– "+l.T("dila.report.count", "reason", l.T("dila.reason."+string(why)), "n", n))
		}
	}
	if t.Broken > 0 {
		lines = append(lines, l.T("dila.report.broken", "n", t.Broken))
	}
	if len(r.Absent) > 0 {
		lines = append(lines, l.T("dila.report.absent", "n", len(r.Absent)))
	}
	return lines
}

// Line is one row for a person: the sheet, and why it needs someone.
func (r *Row) Line(l *i18n.Localizer) string {
	switch {
	case r.Err != nil:
		return app.Message(l, r.Err)
	case r.Twin != "":
		return app.Message(l, app.E(app.Done, "dila_twin", "sheet", r.Sheet, "twin", r.Twin).At(r.Place))
	case r.Complete():
		return r.Sheet + " — " + r.Title + " — " + l.T("dila.row.complete")
	}
	why := make([]string, len(r.Reasons))
	for i, reason := range r.Reasons {
		why[i] = l.T("dila.reason." + string(reason))
	}
	if r.Branches == 0 {
		why = append(why, l.T("dila.reason.sans_question"))
	}
	return r.Sheet + " — " + r.Title + " — " + l.T("dila.row.person", "why", strings.Join(why, ", "))
}
