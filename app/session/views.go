package session

import (
	"sort"
	"strings"

	"parvis/i18n"
)

// Cell is a share of a session in one cell of a view: coordinates (dimension →
// code) and a number of participations, or of ticks in multi-valued views.
type Cell struct {
	Coords map[string]string
	N      int
}

// Code writes the coordinates as one code: the value itself when the view has
// one dimension, "" for the total, "theme|band" for a cross.
func (c Cell) Code() string { return CodeOf(c.Coords) }

// CodeOf writes coordinates as one code, dimensions in alphabetical order.
func CodeOf(coords map[string]string) string {
	dims := make([]string, 0, len(coords))
	for d := range coords {
		dims = append(dims, d)
	}
	sort.Strings(dims)
	for i, d := range dims {
		dims[i] = coords[d]
	}
	return strings.Join(dims, "|")
}

// ViewCross is the one view of two dimensions.
const ViewCross = "thematiques_x_tranche_age"

// Views are the declared tables over sessions, in the order people see them.
// The list is closed: nothing else is ever counted for leaving a device.
func Views() []string {
	return []string{
		"total", "lieu", "type", "type_lieu", "duree", "operateur", "blocage", "thematiques",
		"thematiques_administratives", "guide", "materiel", "autonomie", "structure_de_redirection",
		"genre", "tranche_age", "statut_social", "commune", "premier_accompagnement", "qpv",
		"dispositif", ViewCross, "non_recue",
	}
}

// ViewPoll is the table of answers to polls at the kiosk, one code an answer.
const ViewPoll = "borne_consultation"

// KioskViews are the tables over what visitors do at the kiosk, kept apart
// from the others. All but ViewPoll are over runs of a guide.
func KioskViews() []string {
	return []string{"borne_guide", "borne_langue", "borne_issue", "borne_duree", "borne_satisfaction", ViewPoll}
}

// MultiValued says whether a view counts ticks rather than participations.
func MultiValued(view string) bool {
	switch view {
	case "materiel", "thematiques", "thematiques_administratives", ViewCross:
		return true
	}
	return false
}

// CellsOf gives the cells a session enters in a view, each with its count; the
// counts of a single-valued view add up to the participations. A workshop
// enters as participations: its counters where it has them, "non_communique"
// for what they leave unsaid. What is missing has a code, so no session ever
// disappears from a table. The place is written as recorded ("ici" included).
// An unknown view, a kiosk view, and a request not received (outside its own
// view) give nothing.
func CellsOf(s *Session, view string) []Cell {
	n := s.Participations()
	if s.Type == NotReceived {
		n = 0
		if view == "non_recue" {
			return one(view, orElse(s.PlaceID, Here), 1)
		}
	}
	if n <= 0 {
		return nil
	}
	switch view {
	case "total":
		return []Cell{{Coords: map[string]string{}, N: n}}
	case "thematiques":
		return ticks(view, s.Thematiques, Thematiques, n)
	case "thematiques_administratives":
		return ticks(view, s.Thematiques, ThematiquesAdministratives, n)
	case "materiel":
		if len(s.Materiel) == 0 {
			return one(view, NotSaid, n)
		}
		return ticks(view, s.Materiel, Materiels, n)
	case "genre", "tranche_age", "statut_social", "premier_accompagnement":
		return spread(view, s, n)
	case ViewCross:
		return cross(s, n)
	}
	if code, ok := single(s, view); ok {
		return one(view, code, n)
	}
	return nil
}

// single is the code of a session in a view where it has exactly one.
func single(s *Session, view string) (string, bool) {
	p := s.Person
	if p == nil || s.Type != Individual {
		p = &Person{}
	}
	switch view {
	case "lieu":
		return orElse(s.PlaceID, OtherPlaces), true
	case "type":
		return string(s.Type), true
	case "type_lieu":
		return orElse(s.TypeLieu, NotSaid), true
	case "duree":
		return BandOf(s.Duree), true
	case "operateur":
		return orElse(s.Operateur, NotSaid), true
	case "blocage":
		return orElse(s.Blocage, NotSaid), true
	case "dispositif":
		return orElse(s.Dispositif, NotSaid), true
	case "autonomie":
		return orElse(s.Autonomie, NotSaid), true
	case "guide":
		return orElse(s.GuideID, None), true
	case "commune":
		return orElse(p.CommuneInsee, NotSaid), true
	case "qpv":
		return orElse(p.QPV, Unknown), true
	case "structure_de_redirection":
		return redirection(s), true
	}
	return "", false
}

func redirection(s *Session) string {
	switch {
	case s.StructureDeRedirection != "":
		return s.StructureDeRedirection
	case s.OrienteVersStructure != nil && !*s.OrienteVersStructure:
		return NotOriented
	}
	return NotAnswered
}

// spread gives the cells of what is said of persons: one for an individual,
// the counters and their remainder for a workshop.
func spread(view string, s *Session, n int) []Cell {
	if s.Type == Individual {
		return one(view, personCode(view, s.Person), 1)
	}
	counts := s.Participants.breakdown(view)
	codes := make([]string, 0, len(counts))
	for c := range counts {
		codes = append(codes, c)
	}
	sort.Strings(codes)
	cells := make([]Cell, 0, len(codes))
	for _, c := range codes {
		if counts[c] > 0 {
			cells = append(cells, Cell{Coords: map[string]string{view: c}, N: counts[c]})
		}
	}
	return cells
}

func personCode(view string, p *Person) string {
	if p == nil {
		return NotSaid
	}
	switch view {
	case "genre":
		return orElse(p.Genre, NotSaid)
	case "tranche_age":
		return orElse(p.TrancheAge, NotSaid)
	case "statut_social":
		return orElse(p.StatutSocial, NotSaid)
	}
	switch {
	case p.PremierAccompagnement == nil:
		return NotSaid
	case *p.PremierAccompagnement:
		return Yes
	}
	return No
}

// breakdown gives a complete breakdown: its counts add up to the total.
func (p *Participants) breakdown(view string) map[string]int {
	switch view {
	case "genre":
		return Complete(p.Genres, p.Total)
	case "tranche_age":
		return Complete(p.TranchesAge, p.Total)
	case "statut_social":
		return Complete(p.StatutsSociaux, p.Total)
	}
	known := min(p.DejaAccompagnes, p.Total)
	return map[string]int{Yes: p.Total - known, No: known}
}

// Complete gives the counts with what they leave unsaid added to
// "non_communique", so that they add up to the total. Counts above the total,
// which Validate refuses, add nothing and are never reduced.
func Complete(counts map[string]int, total int) map[string]int {
	out := make(map[string]int, len(counts)+1)
	sum := 0
	for c, n := range counts {
		if n > 0 {
			out[c] = n
			sum += n
		}
	}
	if rest := total - sum; rest > 0 {
		out[NotSaid] += rest
	}
	return out
}

// Remainder is what a breakdown leaves unsaid, never negative.
func Remainder(counts map[string]int, total int) int {
	for _, n := range counts {
		total -= n
	}
	return max(total, 0)
}

// cross pairs each theme with the age bands.
func cross(s *Session, n int) []Cell {
	var cells []Cell
	for _, t := range ticks("thematiques", s.Thematiques, Thematiques, n) {
		for _, a := range spread("tranche_age", s, n) {
			cells = append(cells, Cell{N: a.N, Coords: map[string]string{
				"thematiques": t.Coords["thematiques"], "tranche_age": a.Coords["tranche_age"],
			}})
		}
	}
	return cells
}

func ticks(view string, codes []string, v Vocabulary, n int) []Cell {
	var cells []Cell
	for _, c := range codes {
		if v.Has(c) {
			cells = append(cells, Cell{Coords: map[string]string{view: c}, N: n})
		}
	}
	return cells
}

func one(view, code string, n int) []Cell {
	return []Cell{{Coords: map[string]string{view: code}, N: n}}
}

func orElse(s, missing string) string {
	if s == "" {
		return missing
	}
	return s
}

// ViewLabel is the title people read for a view.
func ViewLabel(l *i18n.Localizer, view string) string { return l.T("vocab.view." + view) }

// CellLabel is the text people read for a code in a view (a dimension of a
// cross included). Places, communes and guides have no label here and are
// given back as they are.
func CellLabel(l *i18n.Localizer, view, code string) string {
	switch view { // the kiosk's codes are those of sessions
	case "borne_issue":
		view = Outcomes.name
	case "borne_duree":
		view = DureeBands.name
	}
	for _, key := range []string{"vocab." + view + "." + code, "vocab.cell." + code} {
		if l.Has(key) {
			return l.T(key)
		}
	}
	if view == Dispositifs.name && code != "" {
		return l.T("vocab.scheme.other", "code", code)
	}
	if view == "borne_langue" {
		return i18n.NameOf(code)
	}
	return code
}
