package session

import (
	"strconv"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"

	"parvis/app"
)

// The reading of cells: each function is the inverse of what the column of the
// same name writes, and also takes codes in place of labels.

func (m *reader) bad(code, cell string) {
	m.faults = append(m.faults, app.E(app.Rejected, code, "field", m.column, "value", clip(cell)))
}

// codeOf gives the code of a label or of a code; "" with a fault when neither.
func (m *reader) codeOf(v Vocabulary, cell string) string {
	code, ok := m.codes[v.name][Fold(cell)]
	if !ok {
		m.bad("session_code_unknown", cell)
	}
	return code
}

func coded(v Vocabulary, field func(*Session) *string) func(*reader, *Session, string) {
	return func(m *reader, s *Session, cell string) { *field(s) = m.codeOf(v, cell) }
}

func plain(field func(*Session) *string) func(*reader, *Session, string) {
	return func(_ *reader, s *Session, cell string) { *field(s) = cell }
}

func ofPerson(field func(*Person) *string) func(*reader, *Session, string) {
	return func(_ *reader, s *Session, cell string) { *field(s.person()) = strings.TrimSpace(cell) }
}

func codedPerson(v Vocabulary, field func(*Person) *string) func(*reader, *Session, string) {
	return func(m *reader, s *Session, cell string) { *field(s.person()) = m.codeOf(v, cell) }
}

func (s *Session) person() *Person {
	if s.Person == nil {
		s.Person = &Person{}
	}
	return s.Person
}

func whole(field func(*Session) *int) func(*reader, *Session, string) {
	return func(m *reader, s *Session, cell string) { *field(s) = m.number(cell) }
}

// number reads a whole number, as a spreadsheet may write it ("30.0").
func (m *reader) number(cell string) int {
	x, err := strconv.ParseFloat(strings.TrimSpace(cell), 64)
	if err != nil || x != float64(int(x)) || x < -1e9 || x > 1e9 {
		m.bad("session_import_number", cell)
		return 0
	}
	return int(x)
}

// date reads a day: a spreadsheet's serial number, 2026-11-23 or 23/11/2026,
// with or without a time of day.
func (m *reader) date(s *Session, cell string) {
	cell = strings.TrimSpace(cell)
	if serial, err := strconv.ParseFloat(cell, 64); err == nil {
		if at, err := excelize.ExcelDateToTime(serial, m.date1904); err == nil && serial > 0 && serial < 2_958_466 {
			s.Date = app.Day(at.Format(time.DateOnly))
			return
		}
	}
	for _, layout := range []string{time.DateOnly, "02/01/2006", "2/1/2006", time.RFC3339, "02/01/2006 15:04", "02/01/2006 15:04:05", "2006-01-02 15:04:05"} {
		if at, err := time.Parse(layout, cell); err == nil {
			s.Date = app.Day(at.Format(time.DateOnly))
			return
		}
	}
	m.bad("session_bad_day", cell)
}

func (m *reader) typ(s *Session, cell string) {
	if s.Type = Type(m.codeOf(Types, cell)); s.Type == Workshop {
		s.Participants = &Participants{}
	}
}

func (m *reader) participants(s *Session, cell string) {
	if n := m.number(cell); s.Participants != nil {
		s.Participants.Total = n
	}
}

func (m *reader) place(_ *Session, cell string) { m.placeName = strings.TrimSpace(cell) }

func (m *reader) insee(s *Session, cell string) { s.CommuneInsee = padCommune(cell) }

// padCommune gives back the leading zero a spreadsheet drops from the codes of
// the first nine departments.
func padCommune(cell string) string {
	if cell = strings.TrimSpace(cell); len(cell) == 4 {
		if _, err := strconv.Atoi(cell); err == nil {
			return "0" + cell
		}
	}
	return cell
}

func (m *reader) materiel(s *Session, cell string) {
	for _, word := range split(cell) {
		s.Materiel = append(s.Materiel, m.codeOf(Materiels, word))
	}
}

func (m *reader) themes(s *Session, cell string) {
	for _, word := range split(cell) {
		code, ok := m.codes[Thematiques.name][Fold(word)]
		if !ok {
			code = m.codeOf(ThematiquesAdministratives, word)
		}
		s.Thematiques = append(s.Thematiques, code)
	}
}

func (m *reader) tags(s *Session, cell string) {
	if strings.Contains(cell, "\n") {
		for line := range strings.SplitSeq(strings.TrimSuffix(cell, "\n"), "\n") {
			s.Tags = append(s.Tags, strings.TrimSuffix(line, "\r"))
		}
		return
	}
	s.Tags = strings.Split(cell, ", ")
}

func split(cell string) []string {
	var out []string
	for word := range strings.FieldsFuncSeq(cell, func(r rune) bool { return r == ',' || r == ';' || r == '\n' || r == '|' }) {
		if word = strings.TrimSpace(word); word != "" {
			out = append(out, word)
		}
	}
	return out
}

func (m *reader) level(s *Session, cell string) {
	if s.Type == Workshop {
		s.Niveau = m.codeOf(Niveaux, cell)
		return
	}
	s.Autonomie = m.codeOf(Autonomies, cell)
}

func (m *reader) boolean(cell string) *bool {
	var yes bool
	switch Fold(cell) {
	case "oui", "vrai", "true", "1":
		yes = true
	case "non", "faux", "false", "0":
	default:
		m.bad("session_import_boolean", cell)
		return nil
	}
	return &yes
}

func (m *reader) redirected(s *Session, cell string) { s.OrienteVersStructure = m.boolean(cell) }

func (m *reader) firstTime(s *Session, cell string) {
	s.person().PremierAccompagnement = m.boolean(cell)
}

func (m *reader) known(s *Session, cell string) {
	if n := m.number(cell); s.Participants != nil {
		s.Participants.DejaAccompagnes = n
	}
}

func (m *reader) id(_ *Session, cell string) { m.rawID = strings.TrimSpace(cell) }

// spreadCell reads what is said of people: a label for one person, counters
// for a workshop, or one participant's label in a line of a workshop that has
// one line for each.
func spreadCell(v Vocabulary, one func(*Person) *string, many func(*Participants) *map[string]int) func(*reader, *Session, string) {
	return func(m *reader, s *Session, cell string) {
		if s.Participants == nil {
			*one(s.person()) = m.codeOf(v, cell)
			return
		}
		out := map[string]int{}
		for _, word := range split(cell) {
			label, count, counted := strings.Cut(strings.TrimSuffix(word, ")"), " (")
			n := 1
			if counted {
				n = m.number(count)
			} else {
				m.single = true
			}
			out[m.codeOf(v, label)] += n
		}
		*many(s.Participants) = out
	}
}
