package lots

import (
	"strings"

	"parvis/app/session"
)

// patience is the number of closed windows a cell waits before it rolls up.
const patience = 6

// otherGuides is the cell of the guides the place does not know: a name that
// no shelf bears could be words about somebody, so it leaves under none.
const otherGuides = "autre_guide"

// nameless says whether the code of the view "guide" may not leave as it is:
// it is not the name of a guide, or of none the place has.
func (p Policy) nameless(code string) bool {
	switch {
	case code == session.None || code == otherGuides:
		return false
	case !session.ValidGuide(code):
		return true
	}
	return p.KnownGuide != nil && !p.KnownGuide(code)
}

// climb gives the cell one level above a code of a view and the number of
// windows to wait before going there; ok is false where nothing is above.
//
// « Non communiqué » and the band 40–59 are themselves at the level of four
// bands: inside the cross they wait there for both levels before joining all
// ages.
//
// A guide the place does not know climbs at the first closing, before it is
// judged: its own cell never leaves.
func climb(v View, code string, p Policy) (parent string, windows int, ok bool) {
	switch v {
	case guideView:
		return otherGuides, 0, p.nameless(code)
	case "lieu":
		return session.OtherPlaces, patience, code != session.OtherPlaces
	case "commune":
		parent, ok = climbCommune(code, p.EPCI)
		return parent, patience, ok
	case "tranche_age":
		parent, ok = wideBand(code)
		return parent, patience, ok && parent != code
	case cross:
		theme, band, _ := strings.Cut(code, "|")
		if band == allAges {
			return "", 0, false
		}
		wide, known := wideBand(band)
		switch {
		case !known: // already a wide band
			return theme + "|" + allAges, patience, true
		case wide == band:
			return theme + "|" + allAges, 2 * patience, true
		}
		return theme + "|" + wide, patience, true
	}
	return "", 0, false
}

func climbCommune(code string, epci func(string) string) (string, bool) {
	switch {
	case code == session.NotSaid || code == elsewhere:
		return "", false
	case strings.HasPrefix(code, epciPrefix):
		return elsewhere, true
	}
	if epci != nil {
		if siren := epci(code); siren != "" {
			return epciPrefix + siren, true
		}
	}
	return elsewhere, true
}

// wideBand gives the one of four bands an age band belongs to; known is false
// for what is not one of the eight.
func wideBand(band string) (wide string, known bool) {
	switch band {
	case "moins_de_douze", "douze_dix_huit":
		return "moins_de_dix_huit", true
	case "dix_huit_vingt_quatre", "vingt_cinq_trente_neuf":
		return "dix_huit_trente_neuf", true
	case "soixante_soixante_neuf", "soixante_dix_plus":
		return "soixante_plus", true
	case "quarante_cinquante_neuf", session.NotSaid:
		return band, true
	}
	return "", false
}

// levels orders the codes of a view for one closing: what can climb is judged
// before what it climbs to.
func level(v View, code string) int {
	switch v {
	case "lieu":
		if code == session.OtherPlaces {
			return 1
		}
	case guideView:
		if code == otherGuides {
			return 1
		}
	case "commune":
		switch {
		case code == elsewhere:
			return 2
		case strings.HasPrefix(code, epciPrefix):
			return 1
		}
	case "tranche_age":
		if _, known := wideBand(code); !known {
			return 1
		}
	case cross:
		_, band, _ := strings.Cut(code, "|")
		if band == allAges {
			return 2
		}
		if _, known := wideBand(band); !known {
			return 1
		}
	}
	return 0
}

// hierarchical says whether cells that leave may climb, so that what a cell
// holds can decrease without a lot. In the view "guide" only cells that never
// leave do.
func (v View) hierarchical() bool {
	switch v {
	case "lieu", "commune", "tranche_age", cross:
		return true
	}
	return false
}
