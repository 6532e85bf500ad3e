package session

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"parvis/i18n"
)

// Names gives what a row shows beside a session's own codes. Any function may
// be nil: the cells stay empty.
type Names struct {
	Place   func(id string) (PlaceLine, bool)
	Commune func(insee string) (name, postcode string)
	Guide   func(id string) (title string)
	Schemes []Scheme // published
}

// PlaceLine is what a row says of a place.
type PlaceLine struct{ Nom, Adresse, Commune, CodePostal, Insee string }

func (n Names) place(id string) PlaceLine {
	if n.Place == nil || id == "" {
		return PlaceLine{}
	}
	line, _ := n.Place(id)
	return line
}

func (n Names) commune(insee string) (name, postcode string) {
	if n.Commune == nil || insee == "" {
		return "", ""
	}
	return n.Commune(insee)
}

// column is one column of the national export, or one of ours after them. The
// header is the French text of the catalogue key session.col.<key>: the file
// is a format, not a screen.
type column struct {
	key  string
	safe bool // may be handed to a coordinator: no identity, no free text, no time finer than the day
	out  func(t *table, r *Record) any
	in   func(m *reader, s *Session, cell string) // nil: not read back
}

// table writes records as rows.
type table struct {
	l     *i18n.Localizer // French: the national tool reads the file
	names Names
	zone  *time.Location
}

func newTable(names Names, zone *time.Location) *table {
	return &table{l: i18n.New(i18n.Fallback), names: names, zone: zone}
}

// columnsOf gives the columns of the own export, or those a coordinator may
// receive.
func columnsOf(safe bool) []column {
	all := slices.Concat(nationalColumns(), personColumns(), ownColumns())
	if !safe {
		return all
	}
	return slices.DeleteFunc(all, func(c column) bool { return !c.safe })
}

func (t *table) header(c column) string { return t.l.T("session.col." + c.key) }

// nationalColumns and personColumns are those of the national tool, in its
// order.
func nationalColumns() []column {
	return []column{
		{"date", true, func(t *table, r *Record) any { return r.Date }, (*reader).date},
		{"saved", false, func(t *table, r *Record) any { return t.moment(r.Saved) }, nil},
		{"changed", false, func(t *table, r *Record) any { return t.moment(r.Changed) }, nil},
		{"type", true, func(t *table, r *Record) any { return Types.Label(t.l, string(r.Type)) }, (*reader).typ},
		{"participants", true, func(t *table, r *Record) any { return r.Participations() }, (*reader).participants},
		{"channel", true, func(t *table, r *Record) any { return t.label(TypesLieu, r.TypeLieu) }, coded(TypesLieu, func(s *Session) *string { return &s.TypeLieu })},
		{"place", true, func(t *table, r *Record) any { return t.names.place(r.PlaceID).Nom }, (*reader).place},
		{"address", true, func(t *table, r *Record) any { return t.names.place(r.PlaceID).Adresse }, nil},
		{"commune", true, func(t *table, r *Record) any { name, _, _ := t.where(r); return name }, nil},
		{"postcode", true, func(t *table, r *Record) any { _, code, _ := t.where(r); return code }, nil},
		{"insee", true, func(t *table, r *Record) any { _, _, insee := t.where(r); return insee }, (*reader).insee},
		{"minutes", true, func(t *table, r *Record) any { return number(r.Duree) }, whole(func(s *Session) *int { return &s.Duree })},
		{"workshop", false, func(t *table, r *Record) any { return r.TitreAtelier }, plain(func(s *Session) *string { return &s.TitreAtelier })},
		{"equipment", true, func(t *table, r *Record) any { return t.labels(r.Materiel, Materiels) }, (*reader).materiel},
		{"themes", true, func(t *table, r *Record) any { return t.labels(r.Thematiques, Thematiques, ThematiquesAdministratives) }, (*reader).themes},
		{"tags", false, func(t *table, r *Record) any { return joinTags(r.Tags) }, (*reader).tags},
		{"procedure", true, func(t *table, r *Record) any { return t.guide(r.GuideID) }, nil},
		{"level", true, func(t *table, r *Record) any { return t.level(&r.Session) }, (*reader).level},
		{"redirected", true, func(t *table, r *Record) any { return yesNo(r.OrienteVersStructure) }, (*reader).redirected},
		{"redirection", true, func(t *table, r *Record) any { return t.label(Redirections, r.StructureDeRedirection) }, coded(Redirections, func(s *Session) *string { return &s.StructureDeRedirection })},
	}
}

func personColumns() []column {
	return []column{
		{"p_commune", true, func(t *table, r *Record) any { name, _ := t.names.commune(t.person(r).CommuneInsee); return name }, nil},
		{"p_postcode", true, func(t *table, r *Record) any { _, code := t.names.commune(t.person(r).CommuneInsee); return code }, nil},
		{"p_insee", true, func(t *table, r *Record) any { return t.person(r).CommuneInsee }, ofPerson(func(p *Person) *string { return &p.CommuneInsee })},
		{"p_gender", true, func(t *table, r *Record) any {
			return t.about(r, Genres, t.person(r).Genre, func(p *Participants) map[string]int { return p.Genres })
		}, spreadCell(Genres, func(p *Person) *string { return &p.Genre }, func(p *Participants) *map[string]int { return &p.Genres })},
		{"p_age", true, func(t *table, r *Record) any {
			return t.about(r, TranchesAge, t.person(r).TrancheAge, func(p *Participants) map[string]int { return p.TranchesAge })
		}, spreadCell(TranchesAge, func(p *Person) *string { return &p.TrancheAge }, func(p *Participants) *map[string]int { return &p.TranchesAge })},
		{"p_status", true, func(t *table, r *Record) any {
			return t.about(r, StatutsSociaux, t.person(r).StatutSocial, func(p *Participants) map[string]int { return p.StatutsSociaux })
		}, spreadCell(StatutsSociaux, func(p *Person) *string { return &p.StatutSocial }, func(p *Participants) *map[string]int { return &p.StatutsSociaux })},
		{"notes", false, func(t *table, r *Record) any { return strings.ReplaceAll(r.Notes, "\r\n", "\n") }, plain(func(s *Session) *string { return &s.Notes })},
		{"id", false, func(t *table, r *Record) any { return string(r.ID) }, (*reader).id},
	}
}

// ownColumns follow the national ones, so that a mediator's own history can be
// brought back whole.
func ownColumns() []column {
	return []column{
		{"place_id", true, func(t *table, r *Record) any { return r.PlaceID }, plain(func(s *Session) *string { return &s.PlaceID })},
		{"operator", true, func(t *table, r *Record) any { return t.label(Operateurs, r.Operateur) }, coded(Operateurs, func(s *Session) *string { return &s.Operateur })},
		{"scheme", true, func(t *table, r *Record) any { return r.Dispositif }, plain(func(s *Session) *string { return &s.Dispositif })},
		{"guide", true, func(t *table, r *Record) any { return r.GuideID }, plain(func(s *Session) *string { return &s.GuideID })},
		{"guide_version", true, func(t *table, r *Record) any { return r.GuideVersion }, plain(func(s *Session) *string { return &s.GuideVersion })},
		{"guide_outcome", true, func(t *table, r *Record) any { return t.label(Outcomes, r.GuideOutcome) }, coded(Outcomes, func(s *Session) *string { return &s.GuideOutcome })},
		{"next", true, func(t *table, r *Record) any { return t.label(Suites, r.Suite) }, coded(Suites, func(s *Session) *string { return &s.Suite })},
		{"obstacle", true, func(t *table, r *Record) any { return t.label(Blocages, r.Blocage) }, coded(Blocages, func(s *Session) *string { return &s.Blocage })},
		{"role", true, func(t *table, r *Record) any { return t.label(CnilSituations, r.CnilSituation) }, coded(CnilSituations, func(s *Session) *string { return &s.CnilSituation })},
		{"oriented_to", true, func(t *table, r *Record) any { return r.OrientationPlaceID }, plain(func(s *Session) *string { return &s.OrientationPlaceID })},
		{"run_seconds", true, func(t *table, r *Record) any { return number(r.DureeParcours) }, whole(func(s *Session) *int { return &s.DureeParcours })},
		{"language", true, func(t *table, r *Record) any { return r.Langue }, plain(func(s *Session) *string { return &s.Langue })},
		{"qpv", true, func(t *table, r *Record) any { return t.label(QPVs, t.person(r).QPV) }, codedPerson(QPVs, func(p *Person) *string { return &p.QPV })},
		{"first_time", true, func(t *table, r *Record) any { return yesNo(t.person(r).PremierAccompagnement) }, (*reader).firstTime},
		{"known", true, func(t *table, r *Record) any { return t.known(r) }, (*reader).known},
		{"followed", false, func(t *table, r *Record) any { return t.person(r).BeneficiaryID }, ofPerson(func(p *Person) *string { return &p.BeneficiaryID })},
	}
}

func (t *table) moment(at time.Time) any {
	if at.IsZero() {
		return ""
	}
	return at.In(t.zone)
}

func (t *table) label(v Vocabulary, code string) string {
	if code == "" {
		return ""
	}
	return v.Label(t.l, code)
}

func (t *table) labels(codes []string, lists ...Vocabulary) string {
	out := make([]string, len(codes))
	for i, c := range codes {
		out[i] = c
		for _, v := range lists {
			if v.Has(c) {
				out[i] = v.Label(t.l, c)
			}
		}
	}
	return strings.Join(out, ", ")
}

func (t *table) guide(id string) string {
	if t.names.Guide != nil && id != "" {
		if title := t.names.Guide(id); title != "" {
			return title
		}
	}
	return id
}

// where is the commune of a row: the one recorded, else that of the place.
func (t *table) where(r *Record) (name, postcode, insee string) {
	if r.CommuneInsee != "" || r.TypeLieu != AtPlace {
		name, postcode = t.names.commune(r.CommuneInsee)
		return name, postcode, r.CommuneInsee
	}
	p := t.names.place(r.PlaceID)
	return p.Commune, p.CodePostal, p.Insee
}

func (t *table) person(r *Record) *Person {
	if r.Person == nil {
		return &Person{}
	}
	return r.Person
}

func (t *table) level(s *Session) string {
	if s.Type == Workshop {
		return t.label(Niveaux, s.Niveau)
	}
	return t.label(Autonomies, s.Autonomie)
}

// about writes what is said of people: a label for one person, counters for a
// workshop ("Féminin (6), Masculin (3)"), whose people are never invented.
func (t *table) about(r *Record, v Vocabulary, code string, counters func(*Participants) map[string]int) string {
	if r.Type != Workshop || r.Participants == nil {
		return t.label(v, code)
	}
	var out []string
	counts := counters(r.Participants)
	for _, c := range v.codes {
		if counts[c] > 0 {
			out = append(out, fmt.Sprintf("%s (%d)", v.Label(t.l, c), counts[c]))
		}
	}
	return strings.Join(out, ", ")
}

func (t *table) known(r *Record) any {
	if r.Participants == nil {
		return ""
	}
	return r.Participants.DejaAccompagnes
}

func number(n int) any {
	if n == 0 {
		return ""
	}
	return n
}

func yesNo(b *bool) string {
	switch {
	case b == nil:
		return ""
	case *b:
		return "Oui"
	}
	return "Non"
}

// joinTags separates tags as the national tool does, or by line breaks when a
// tag holds a comma itself.
func joinTags(tags []string) string {
	if !slices.ContainsFunc(tags, func(t string) bool { return strings.Contains(t, ",") }) {
		return strings.Join(tags, ", ")
	}
	return strings.Join(tags, "\n") + "\n"
}

// Shield keeps a spreadsheet from taking a text for a formula: a text that
// begins with = + - @, a tab or a carriage return (after any apostrophes) gets
// an apostrophe in front. Unshield takes it away.
func Shield(s string) string {
	if dangerous(s) {
		return "'" + s
	}
	return s
}

// Unshield gives back the text Shield protected.
func Unshield(s string) string {
	if strings.HasPrefix(s, "'") && dangerous(s) {
		return s[1:]
	}
	return s
}

func dangerous(s string) bool {
	rest := strings.TrimLeft(s, "'")
	return rest != "" && strings.IndexByte("=+-@\t\r", rest[0]) >= 0
}
