package session

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"parvis/app"
	"parvis/i18n"
)

// Small is the count under which a figure of the place's own report is marked:
// whoever hands the report on must know that it may point at someone.
const Small = 5

// The blocks that are not views.
const (
	ViewSummary = "summary"
	ViewMonths  = "months"
	ViewTags    = "tags"
)

// Row is one line of a block of figures.
type Row struct {
	Code  string
	Label string
	N     int
	Share float64 // percent, three decimals; of the ticks in multi-valued blocks
	Small bool    // more than none and fewer than Small
}

// Block is one table of the statistics: the same for the screen, the
// spreadsheet and the page, so that their figures agree.
type Block struct {
	View  string // a view, or "months", "tags", "summary"
	Title string
	Note  string // what the figures count, when it is not participations
	Rows  []Row
}

// Blocks lays out the figures of a filter in the order a coordinator expects.
// Closed lists are shown whole and in their order, zeros included; places,
// communes, guides and tags by size. Every month of the period is there.
func Blocks(l *i18n.Localizer, st *Stats, f Filter, names Names) []Block {
	out := []Block{summary(l, st), months(l, st, f)}
	for _, view := range []string{
		"type", "thematiques", "thematiques_administratives", "operateur", "guide", "materiel", "type_lieu", "duree", "lieu",
		"autonomie", "structure_de_redirection", "blocage", "genre", "tranche_age", "statut_social", "commune",
		"premier_accompagnement", "qpv", "dispositif", "non_recue",
	} {
		b := Block{View: view, Title: ViewLabel(l, view)}
		if MultiValued(view) {
			b.Note = l.T("session.block.ticks")
		}
		b.Rows = rowsOf(st.By[view], closedCodes(view, st.By[view]), func(code string) string { return label(l, view, code, names) })
		out = append(out, b)
	}
	tags := Block{View: ViewTags, Title: l.T("session.block.tags"), Note: l.T("session.block.ticks")}
	tags.Rows = rowsOf(st.Tags, nil, func(code string) string { return code })
	return slices.DeleteFunc(append(out, tags), func(b Block) bool { return len(b.Rows) == 0 })
}

func summary(l *i18n.Localizer, st *Stats) Block {
	b := Block{View: ViewSummary, Title: l.T("session.block.summary")}
	for _, x := range []struct {
		code string
		n    int
	}{
		{"total", st.Total},
		{"people", st.People},
		{"new", st.NewPeople},
		{"sessions", st.Sessions},
		{"workshop_people", st.WorkshopPeople},
		{"workshops", st.Workshops},
		{"not_received", st.NotReceived},
		{"hours", st.Minutes / 60},
	} {
		b.Rows = append(b.Rows, Row{Code: x.code, Label: l.T("session.block." + x.code), N: x.n})
	}
	return b
}

func months(l *i18n.Localizer, st *Stats, f Filter) Block {
	b := Block{View: ViewMonths, Title: l.T("session.block.months")}
	from, to := f.From, f.To
	for day := range st.ByDay { // an open period runs from the first day to the last
		if f.From == "" && (from == "" || day < from) {
			from = day
		}
		if f.To == "" && day > to {
			to = day
		}
	}
	for _, m := range Months(from, to) {
		n := st.ByMonth[m]
		text := i18n.Capital(l.MonthYear(app.Day(m + "-01").Time(time.UTC)))
		b.Rows = append(b.Rows, Row{m, text, n, Share(n, st.Total), small(n)})
	}
	return b
}

// closedCodes are the codes of a view always shown; none for an open one, nor
// for a view without a figure.
func closedCodes(view string, counts map[string]int) []string {
	if len(counts) == 0 {
		return nil
	}
	if view == "premier_accompagnement" {
		return []string{Yes, No, NotSaid}
	}
	if view == "dispositif" {
		return nil
	}
	if view == "structure_de_redirection" {
		return append(Redirections.Codes(), NotOriented, NotAnswered)
	}
	for _, v := range Vocabularies() {
		if v.name == view {
			codes := v.Codes()
			if view == "type" {
				codes = codes[:2] // requests not received are counted apart
			}
			return codes
		}
	}
	return nil
}

// rowsOf lists the closed codes in their order, then the others by size.
func rowsOf(counts map[string]int, closed []string, label func(string) string) []Row {
	sum := 0
	var open []string
	for code, n := range counts {
		sum += n
		if !slices.Contains(closed, code) {
			open = append(open, code)
		}
	}
	slices.SortFunc(open, func(a, b string) int {
		return cmp.Or(cmp.Compare(counts[b], counts[a]), strings.Compare(a, b))
	})
	rows := make([]Row, 0, len(closed)+len(open))
	for _, code := range append(slices.Clone(closed), open...) {
		n := counts[code]
		rows = append(rows, Row{code, label(code), n, Share(n, sum), small(n)})
	}
	return rows
}

func small(n int) bool { return n > 0 && n < Small }

// label names a code, with the place's, commune's or guide's own name.
func label(l *i18n.Localizer, view, code string, names Names) string {
	name := ""
	switch view {
	case "lieu", "non_recue":
		name = names.place(code).Nom
		view = "lieu"
	case "commune":
		if code != NotSaid {
			name, _ = names.commune(code)
		}
	case "guide":
		if names.Guide != nil && code != None {
			name = names.Guide(code)
		}
	case Dispositifs.name:
		name = SchemeLabel(l, names.Schemes, code)
	}
	return orElse(name, CellLabel(l, view, code))
}
