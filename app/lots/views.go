package lots

import (
	"slices"
	"sort"
	"strings"
	"unicode/utf8"

	"parvis/app"
	"parvis/app/session"
)

// ViewsVersion is the version of the closed list of views. A new view raises
// it; a view is never removed nor given another meaning.
const ViewsVersion = 2 // 2: answers to polls

// Total is the view of one cell, closed every week; the others are closed
// every month.
const Total View = "total"

const (
	cross       View = session.ViewCross
	guideView   View = "guide"
	pollView    View = session.ViewPoll
	notReceived View = "non_recue"

	epciPrefix = "epci:"
	elsewhere  = "ailleurs"
	allAges    = "tous"
)

// Views is the closed list, in the order people see it, kiosk views last.
func Views() []View {
	var all []View
	for _, v := range session.Views() {
		all = append(all, View(v))
	}
	for _, v := range session.KioskViews() {
		all = append(all, View(v))
	}
	return all
}

// Known says whether the view is declared.
func (v View) Known() bool { return slices.Contains(Views(), v) }

// Kiosk says whether the view counts kiosk runs, which are never added to
// sessions.
func (v View) Kiosk() bool { return slices.Contains(session.KioskViews(), string(v)) }

// MultiValued says whether the view counts ticks: its cells do not add up to
// the total.
func (v View) MultiValued() bool { return session.MultiValued(string(v)) }

// dims are the dimensions of the view, in alphabetical order.
func (v View) dims() []string {
	switch v {
	case Total:
		return nil
	case cross:
		return []string{"thematiques", "tranche_age"}
	}
	return []string{string(v)}
}

// cellOf writes a code ("a" or "a|b", see session.CodeOf) as coordinates.
func (v View) cellOf(code string) Cell {
	dims := v.dims()
	cell := make(Cell, len(dims))
	parts := []string{code}
	if len(dims) > 1 {
		parts = strings.SplitN(code, "|", len(dims))
	}
	for i, d := range dims {
		if i < len(parts) {
			cell[d] = parts[i]
		}
	}
	return cell
}

// runCode is the code of a kiosk run in a kiosk view, "" when it has no place
// there: an answer to a poll enters its own view alone, a run of a guide the
// others.
func runCode(r *Run, v View) string {
	if r.Poll != "" || v == pollView {
		if v == pollView {
			return r.Poll
		}
		return ""
	}
	code, missing := "", session.NotSaid
	switch v {
	case "borne_guide":
		code, missing = r.Guide, session.None
	case "borne_langue":
		code = r.Langue
	case "borne_issue":
		code = r.Issue
	case "borne_duree":
		code = r.Duree
	case "borne_satisfaction":
		code = r.Satisfaction
	}
	if code == "" {
		return missing
	}
	return code
}

// Key is the canonical text of a cell: "dimension=code" in alphabetical order
// of dimensions, joined by ";", with % = and ; written %25 %3D and %3B. The
// cell of the total is "".
func (c Cell) Key() string {
	dims := make([]string, 0, len(c))
	for d := range c {
		dims = append(dims, d)
	}
	sort.Strings(dims)
	for i, d := range dims {
		dims[i] = escape(d) + "=" + escape(c[d])
	}
	return strings.Join(dims, ";")
}

// ParseKey reads what Key wrote. It refuses (error "bad_cell") any text Key
// would not write.
func ParseKey(key string) (Cell, error) {
	cell := Cell{}
	if key == "" {
		return cell, nil
	}
	for part := range strings.SplitSeq(key, ";") {
		dim, code, ok := strings.Cut(part, "=")
		if !ok {
			return nil, app.E(app.Rejected, "bad_cell", "value", key)
		}
		cell[unescape(dim)] = unescape(code)
	}
	if cell.Key() != key {
		return nil, app.E(app.Rejected, "bad_cell", "value", key)
	}
	return cell, nil
}

func escape(s string) string {
	if !strings.ContainsAny(s, "%=;") {
		return s
	}
	return strings.NewReplacer("%", "%25", "=", "%3D", ";", "%3B").Replace(s)
}

func unescape(s string) string {
	if !strings.Contains(s, "%") {
		return s
	}
	return strings.NewReplacer("%25", "%", "%3D", "=", "%3B", ";").Replace(s)
}

// maxCode is the longest code of a cell, in characters: more than any
// identifier a session accepts.
const maxCode = 200

// Valid says whether the lot could have been made by a device: a declared
// view, exactly its dimensions, a real window of the right length, a count no
// smaller than MinK.
func (l Lot) Valid() bool {
	dims := l.View.dims()
	if !l.View.Known() || len(l.Cell) != len(dims) || l.Count < MinK {
		return false
	}
	for _, d := range dims {
		if code := l.Cell[d]; code == "" || utf8.RuneCountInString(code) > maxCode || !utf8.ValidString(code) {
			return false
		}
	}
	if l.View == Total {
		return l.Window.week()
	}
	return l.Window.month()
}

// Codes gives the code of the run in each kiosk view it enters.
func (r *Run) Codes() map[View]string {
	out := map[View]string{}
	for _, v := range session.KioskViews() {
		if code := runCode(r, View(v)); code != "" {
			out[View(v)] = code
		}
	}
	return out
}
