package guide

import (
	"fmt"
	"sort"

	"parvis/i18n"
)

// Severity tells what blocks from what advises.
type Severity string

// The severities.
const (
	SeverityError   Severity = "error"
	SeverityWarning Severity = "warning"
)

// Finding is one fault or remark, with its place. Code is stable and never
// reused; the words are in the catalogue under guide.lint.<Code>[.<Variant>],
// the advice under the same key followed by .fix.
type Finding struct {
	File    string
	Line    int
	Code    string
	Variant string // chooses the sentence when a code has several
	Args    []any  // name, value, name, value…
	Near    string // what the author probably meant, "" when nobody knows
}

// Severity is told by the first letter of the code.
func (f Finding) Severity() Severity {
	if f.Code != "" && f.Code[0] == 'E' {
		return SeverityError
	}
	return SeverityWarning
}

func (f Finding) key() string {
	if f.Variant == "" {
		return "guide.lint." + f.Code
	}
	return "guide.lint." + f.Code + "." + f.Variant
}

// Message is the sentence for a person.
func (f Finding) Message(l *i18n.Localizer) string { return l.T(f.key(), f.Args...) }

// Suggestion is what to do about it, "" when the sentence says enough.
func (f Finding) Suggestion(l *i18n.Localizer) string {
	if f.Near != "" {
		return l.T("guide.lint.near", "near", f.Near)
	}
	if key := f.key() + ".fix"; l.Has(key) {
		return l.T(key, f.Args...)
	}
	return ""
}

// Text is the line printed by the command: file:line — sentence. Advice. [code]
func (f Finding) Text(l *i18n.Localizer) string {
	s := fmt.Sprintf("%s:%d — %s", f.File, f.Line, f.Message(l))
	if fix := f.Suggestion(l); fix != "" {
		s += " " + fix
	}
	return s + " [" + f.Code + "]"
}

// FindingRow is a finding as the command's --json prints it.
type FindingRow struct {
	File       string   `json:"file"`
	Line       int      `json:"line"`
	Code       string   `json:"code"`
	Severity   Severity `json:"severity"`
	Message    string   `json:"message"`
	Suggestion string   `json:"suggestion"`
}

// Rows renders findings for --json; never nil, so that JSON has an array.
func Rows(l *i18n.Localizer, findings []Finding) []FindingRow {
	rows := make([]FindingRow, 0, len(findings))
	for _, f := range findings {
		rows = append(rows, FindingRow{
			File: f.File, Line: f.Line, Code: f.Code, Severity: f.Severity(),
			Message: f.Message(l), Suggestion: f.Suggestion(l),
		})
	}
	return rows
}

// HasErrors says whether any finding blocks.
func HasErrors(findings []Finding) bool {
	for _, f := range findings {
		if f.Severity() == SeverityError {
			return true
		}
	}
	return false
}

// sortFindings orders by file, line, then code.
func sortFindings(findings []Finding) {
	sort.SliceStable(findings, func(i, j int) bool {
		a, b := findings[i], findings[j]
		if a.File != b.File {
			return a.File < b.File
		}
		if a.Line != b.Line {
			return a.Line < b.Line
		}
		return a.Code < b.Code
	})
}

// Explain is the page of one code for `guide lint --explain`: what it means,
// why it matters, how to mend it. ok is false for a code that does not exist.
func Explain(l *i18n.Localizer, code string) (text string, ok bool) {
	for _, c := range Codes() {
		if c == code {
			return l.T("guide.explain." + code), true
		}
	}
	return "", false
}
