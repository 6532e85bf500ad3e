package session

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"parvis/app"
	"parvis/i18n"
)

// maxInput is the largest file read, in bytes.
const maxInput = 200 << 20

// ImportOptions is what an import must know.
type ImportOptions struct {
	Context
	// PlaceOf gives the directory id of a place named in a file that has no
	// ids ("" when there is none, or more than one).
	PlaceOf func(nom, insee string) string
}

// Imported is one session read from a file, with the line it began at.
type Imported struct {
	Line    int
	Session Session
}

// ImportReport says what a file held: what may be saved, the faults line by
// line, the columns that were not understood.
type ImportReport struct {
	Sessions []Imported
	Faults   Faults
	Repeated int // rows that said again what another row said
	Ignored  []string
}

// Import reads a mediator's history from a file of the national columns (.xlsx
// or .csv, ours or the national tool's) or from national activities (.json).
// Good lines are given, each bad line is a fault naming its place; nothing is
// saved here. The error is for a file that cannot be read at all.
//
// A line without a usable id gets one made from its content, so that importing
// the same file twice saves nothing twice. Several lines of one workshop, as
// the national tool writes them, become one workshop with counters.
func Import(ctx context.Context, file string, data []byte, opt ImportOptions) (ImportReport, error) {
	if len(data) > maxInput {
		return ImportReport{}, app.E(app.Rejected, "session_import_huge", "max", maxInput>>20).At(file)
	}
	m := newReader(filepath.Base(file), opt)
	var err error
	switch strings.ToLower(filepath.Ext(file)) {
	case XLSX:
		err = m.xlsx(ctx, data)
	case CSV:
		err = m.csv(ctx, data)
	case JSON:
		err = m.activites(bytes.NewReader(data))
	default:
		err = app.E(app.Usage, "session_import_format", "value", filepath.Ext(file))
	}
	if err != nil {
		if f := FaultsOf(err); len(f) > 0 && f[0].Where == "" {
			err = Located(err, m.file)
		}
		return ImportReport{}, err
	}
	return m.report(), nil
}

// reader turns rows into sessions.
type reader struct {
	file     string
	opt      ImportOptions
	cols     []column
	at       []int // index in cols → index in the row, -1 when absent
	codes    map[string]map[string]string
	date1904 bool

	// of the row being read
	faults    Faults
	column    string
	placeName string
	rawID     string
	single    bool

	pending []pending
	faultAt []int // line of each fault of the report
	byID    map[string]int
	out     ImportReport
}

type pending struct {
	line   int
	rawID  string
	s      Session
	single bool // one line per participant
	rows   int
}

func newReader(file string, opt ImportOptions) *reader {
	m := &reader{file: file, opt: opt, cols: columnsOf(false), codes: map[string]map[string]string{}, byID: map[string]int{}}
	l := i18n.New(i18n.Fallback)
	for _, v := range Vocabularies() {
		m.codes[v.name] = map[string]string{}
		for _, c := range v.codes {
			m.codes[v.name][Fold(v.Label(l, c))] = c
			m.codes[v.name][Fold(c)] = c
		}
	}
	for word, code := range map[string]string{"homme": "masculin", "femme": "feminin"} {
		m.codes["genre"][word] = code
	}
	m.codes["type"]["atelier"] = string(Workshop)
	m.codes["statut_social"]["non communique"] = NotSaid
	return m
}

// header recognises the row of column names; false when it is not one.
func (m *reader) header(row []string) (bool, error) {
	l := i18n.New(i18n.Fallback)
	known := map[string]int{}
	for i, c := range m.cols {
		known[Fold(l.T("session.col."+c.key))] = i
	}
	at, found := make([]int, len(m.cols)), 0
	for i := range at {
		at[i] = -1
	}
	var ignored []string
	for i, name := range row {
		c, ok := known[Fold(name)]
		switch {
		case ok && at[c] >= 0:
			return true, app.E(app.Rejected, "session_import_column_twice", "column", clip(name))
		case ok:
			at[c] = i
			found++
		case strings.TrimSpace(name) != "":
			ignored = append(ignored, clip(name))
		}
	}
	if found < 4 {
		return false, nil
	}
	var missing []string
	for i, c := range m.cols {
		switch c.key {
		case "date", "type", "channel", "minutes", "themes":
			if at[i] < 0 {
				missing = append(missing, l.T("session.col."+c.key))
			}
		}
	}
	if len(missing) > 0 {
		return true, app.E(app.Rejected, "session_import_columns", "columns", strings.Join(missing, ", "))
	}
	m.at, m.out.Ignored = at, ignored
	return true, nil
}

// row reads one row under the header.
func (m *reader) row(line int, cells []string) {
	empty := true
	for _, c := range cells {
		empty = empty && strings.TrimSpace(c) == ""
	}
	if empty {
		return
	}
	m.faults, m.placeName, m.rawID, m.single = nil, "", "", false
	s := Session{}
	l := i18n.New(i18n.Fallback)
	for i, c := range m.cols {
		at := m.at[i]
		if c.in == nil || at < 0 || at >= len(cells) || cells[at] == "" {
			continue
		}
		m.column = l.T("session.col." + c.key)
		c.in(m, &s, Unshield(cells[at]))
	}
	if len(m.faults) > 0 {
		m.refuse(line, m.faults)
		return
	}
	m.resolve(&s)
	m.finish(line, s, m.rawID)
}

// resolve settles the place: an id when the file has one, else the place of
// that name. The commune of a place is not the session's own.
func (m *reader) resolve(s *Session) {
	if s.TypeLieu != AtPlace {
		return
	}
	if s.PlaceID == "" && m.opt.PlaceOf != nil {
		s.PlaceID = m.opt.PlaceOf(m.placeName, s.CommuneInsee)
	}
	if s.PlaceID == "" && m.placeName != "" {
		s.PlaceID = m.placeName // refused later, under the name people know
	}
	s.CommuneInsee = ""
}

func (m *reader) refuse(line int, err error) {
	for _, f := range FaultsOf(Located(err, m.file+":"+strconv.Itoa(line))) {
		m.out.Faults = append(m.out.Faults, f)
		m.faultAt = append(m.faultAt, line)
	}
}

// finish keeps a session until the whole file is read, joining the lines of
// one workshop.
func (m *reader) finish(line int, s Session, rawID string) {
	s = Normalize(s, m.opt.Context)
	p := pending{line: line, rawID: rawID, s: s, single: m.single, rows: 1}
	m.single = false
	if i, ok := m.byID[rawID]; ok && rawID != "" {
		first := &m.pending[i]
		switch {
		case s.Type == Workshop && first.s.Type == Workshop && (p.single || first.single):
			first.join(p)
		case Same(first.s, s):
			m.out.Repeated++
		default:
			m.refuse(line, app.E(app.Rejected, "session_conflict", "field", "id"))
		}
		return
	}
	m.byID[rawID] = len(m.pending)
	m.pending = append(m.pending, p)
}

// join adds the line of one more participant to a workshop.
func (p *pending) join(other pending) {
	p.rows++
	p.single = true
	if p.s.Participants == nil || other.s.Participants == nil {
		return
	}
	a, b := p.s.Participants, other.s.Participants
	a.Total = max(a.Total, b.Total, p.rows)
	a.Genres, a.TranchesAge, a.StatutsSociaux = sum(a.Genres, b.Genres), sum(a.TranchesAge, b.TranchesAge), sum(a.StatutsSociaux, b.StatutsSociaux)
}

func sum(a, b map[string]int) map[string]int {
	out := map[string]int{}
	for _, m := range []map[string]int{a, b} {
		for c, n := range m {
			out[c] += n
		}
	}
	return counts(out)
}

// report validates what was read and gives every session an id.
func (m *reader) report() ImportReport {
	ordinal := map[[32]byte]int{}
	for _, p := range m.pending {
		s := p.s
		switch id := ID(strings.ToLower(p.rawID)); {
		case ValidID(id):
			s.ID = id
		case p.rawID != "":
			s.ID = derivedID("id\x00"+p.rawID, s.Date)
		default:
			raw, _ := json.Marshal(s) // a Session always marshals
			key := sha256.Sum256(raw)
			s.ID = derivedID(fmt.Sprintf("row\x00%x\x00%d", key, ordinal[key]), s.Date)
			ordinal[key]++
		}
		if err := Validate(&s, m.opt.Context); err != nil {
			m.refuse(p.line, err)
			continue
		}
		m.out.Sessions = append(m.out.Sessions, Imported{p.line, s})
	}
	m.out.Faults = inOrder(m.out.Faults, m.faultAt)
	return m.out
}

// inOrder sorts faults by their lines.
func inOrder(faults Faults, lines []int) Faults {
	order := make([]int, len(faults))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(lines[a], lines[b]) })
	out := make(Faults, len(faults))
	for i, from := range order {
		out[i] = faults[from]
	}
	return out
}

// derivedID is an id of the shape of ours, always the same for the same text.
func derivedID(from string, day app.Day) ID {
	h := sha256.Sum256([]byte(from))
	return stamp([16]byte(h[:16]), day.Time(time.UTC))
}

func (m *reader) csv(ctx context.Context, data []byte) error {
	in := OpenCSV(data)
	headed := false
	for n := 0; ; n++ {
		row, err := in.Read()
		switch {
		case errors.Is(err, io.EOF):
			if !headed {
				return app.E(app.Rejected, "session_import_no_header")
			}
			return nil
		case err != nil:
			var bad *csv.ParseError
			if !errors.As(err, &bad) {
				return app.E(app.Failed, "session_read").Because(err)
			}
			m.refuse(bad.Line, app.E(app.Rejected, "session_import_row").Because(err))
			continue
		}
		if n%step == 0 && ctx.Err() != nil {
			return app.E(app.Failed, "session_export_stopped").Because(ctx.Err())
		}
		if !headed {
			if headed, err = m.header(row); err != nil {
				return err
			}
			continue
		}
		line, _ := in.FieldPos(0)
		m.row(line, row)
	}
}
