package dila

import (
	"strings"

	"parvis/app/library"
	"parvis/i18n"
)

// manyNews is how many changed sheets, and how many that are gone, a summary
// names when nobody asked for all of them.
const manyNews = 30

// News names what a person has to know one by one after an import: the sheets
// that were refused, with the reason, those that changed since the last import,
// with what changed, and the drafts the source no longer has. Refused sheets
// are always all named; the others are cut after the first ones unless all is
// set.
func (r *Report) News(l *i18n.Localizer, all bool) []string {
	var refused, changed, gone []string
	for i := range r.Rows {
		row := &r.Rows[i]
		switch {
		case row.Err != nil:
			refused = append(refused, "– "+row.Line(l))
		case row.Change == Changed:
			changed = append(changed, "– "+row.Sheet+" — "+row.Title+" — "+whatChanged(row.Changes, l))
		}
	}
	for _, id := range r.Absent {
		gone = append(gone, "– "+string(id))
	}
	out := headed(l.T("dila.news.refused"), refused, len(refused), l)
	most := manyNews
	if all {
		most = len(r.Rows) + len(gone)
	}
	out = append(out, headed(l.T("dila.news.changed"), changed, most, l)...)
	return append(out, headed(l.T("dila.news.gone"), gone, most, l)...)
}

// Lines is the report sheet by sheet: complete, there twice, or what a person
// should look at. Refused sheets are among the News.
func (r *Report) Lines(l *i18n.Localizer) []string {
	var out []string
	for i := range r.Rows {
		if row := &r.Rows[i]; row.Err == nil && (!row.Skipped || row.Twin != "") {
			out = append(out, row.Line(l))
		}
	}
	return out
}

// headed puts a title over a list, cut after so many lines.
func headed(title string, lines []string, most int, l *i18n.Localizer) []string {
	if len(lines) == 0 {
		return nil
	}
	out := append([]string{title}, lines[:min(len(lines), most)]...)
	if rest := len(lines) - most; rest > 0 {
		out = append(out, "– "+l.T("dila.news.more", "n", rest))
	}
	return out
}

// whatChanged names the fields that differ, each once, in the words of the file.
func whatChanged(list []library.Change, l *i18n.Localizer) string {
	var fields []string
	for _, c := range list {
		fields = append(fields, c.Field)
	}
	if len(fields) == 0 {
		return l.T("dila.news.layout")
	}
	return strings.Join(unique(fields), ", ")
}
