package audit

import (
	"sync"

	"parvis/app/session"
)

// Table is what anyone can know of a view without any figure.
type Table struct {
	View    string
	Codes   []string // every code it can have; nil: not a closed list
	Group   string   // what its cells add up to: a published view of one cell, or a name
	One     bool     // the view of one cell itself
	Weekly  bool
	Several bool // ticks: the cells add up to the group or more, none is above it
	Settles bool // nothing leaves a cell but as a lot (no roll-up)
	Margins []Margin
}

// Margin says that cells add up to another one, or are at most it.
type Margin struct {
	Parts  []Cell
	Whole  Cell
	AtMost bool
}

// Runs is the group of kiosk views: their total is never published.
const Runs = "borne"

// WideBands are the codes above the eight age bands; AllAges is above them in
// the cross only.
var wideBands = []string{"moins_de_dix_huit", "dix_huit_trente_neuf", "soixante_plus"}

const allAges = "tous"

// Tables are the declared views as an adversary knows them. They are shared
// by all callers, who never change them.
func Tables() []Table { return declared() }

var declared = sync.OnceValue(declare)

func declare() []Table {
	out := []Table{{View: "total", Codes: []string{""}, One: true, Weekly: true, Settles: true}}
	for _, view := range session.Views() {
		if view == "total" {
			continue
		}
		t := Table{View: view, Group: "total", Codes: codes(view), Settles: true}
		t.Several = session.MultiValued(view) && view != session.ViewCross
		switch view {
		case "thematiques_administratives":
			t.Several, t.Group = false, ""
			aide := Cell{"thematiques", session.Administrative}
			for _, code := range t.Codes {
				t.Margins = append(t.Margins, Margin{Parts: []Cell{{view, code}}, Whole: aide, AtMost: true})
			}
		case session.ViewCross:
			t.Group, t.Settles, t.Margins = "", false, crossMargins(view)
		case "non_recue":
			t.Group = ""
		case "commune", "qpv":
			// Workshop participants have no commune: they are all in one cell.
			missing := map[string]string{"commune": session.NotSaid, "qpv": session.Unknown}[view]
			t.Settles = view == "qpv"
			t.Margins = []Margin{{
				Parts: []Cell{{"type", string(session.Workshop)}},
				Whole: Cell{view, missing}, AtMost: true,
			}}
		case "lieu", "tranche_age":
			t.Settles = false
		}
		out = append(out, t)
	}
	for _, view := range session.KioskViews() {
		t := Table{View: view, Group: Runs, Settles: true}
		if view == session.ViewPoll {
			t.Group = "" // who is asked, and whether he answers, is known of nobody
		}
		out = append(out, t)
	}
	return out
}

// codes is the closed list of a view, nil when it is open.
func codes(view string) []string {
	switch view {
	case "lieu", "commune", "guide", "dispositif", "non_recue":
		return nil
	case "type":
		return []string{string(session.Individual), string(session.Workshop)}
	case "structure_de_redirection":
		return append(session.Redirections.Codes(), session.NotOriented, session.NotAnswered)
	case "premier_accompagnement":
		return []string{session.Yes, session.No, session.NotSaid}
	case "tranche_age":
		return append(session.TranchesAge.Codes(), wideBands...)
	case session.ViewCross:
		var all []string
		for _, theme := range session.Thematiques.Codes() {
			for _, band := range crossBands() {
				all = append(all, theme+"|"+band)
			}
		}
		return all
	}
	for _, v := range session.Vocabularies() {
		if v.Name() == view {
			return withMissing(view, v.Codes())
		}
	}
	return nil
}

// withMissing adds the code of what is not said, where the list lacks it.
func withMissing(view string, codes []string) []string {
	switch view {
	case "thematiques", "thematiques_administratives", "qpv":
		return codes // themes are required, qpv has its own
	}
	for _, c := range codes {
		if c == session.NotSaid {
			return codes
		}
	}
	return append(codes, session.NotSaid)
}

func crossBands() []string {
	return append(append(session.TranchesAge.Codes(), wideBands...), allAges)
}

// crossMargins: for each theme, the ages add up to the theme.
func crossMargins(view string) []Margin {
	var out []Margin
	for _, theme := range session.Thematiques.Codes() {
		m := Margin{Whole: Cell{"thematiques", theme}}
		for _, band := range crossBands() {
			m.Parts = append(m.Parts, Cell{view, theme + "|" + band})
		}
		out = append(out, m)
	}
	return out
}
