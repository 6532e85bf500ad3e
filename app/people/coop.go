package people

import (
	"cmp"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"

	"parvis/app/session"
	"parvis/i18n"
)

// CopyField is one field of the national form: what to read, and what to paste.
type CopyField struct {
	Key   string // its label is the text people.coop.<key>
	Value string
}

// CopyGroup is one entry to make in the national tool: identical anonymous
// individual sessions are one entry to repeat, everything else is alone.
type CopyGroup struct {
	Sessions []session.ID
	Fields   []CopyField
	Done     bool
}

// Copied remembers which sessions were copied by hand.
type Copied map[session.ID]time.Time

// Recopy lists a day's sessions in the exact order of the national form, those
// to copy first. Requests not received have no place there and are left out.
func Recopy(l *i18n.Localizer, records []session.Record, names session.Names, done Copied) []CopyGroup {
	var out []CopyGroup
	byKey := map[string]int{}
	for i := range records {
		s := &records[i].Session
		if s.Type == session.NotReceived || records[i].Deleted {
			continue
		}
		_, copied := done[s.ID]
		key := groupKey(s, copied)
		if at, ok := byKey[key]; ok && key != "" {
			out[at].Sessions = append(out[at].Sessions, s.ID)
			continue
		}
		byKey[key] = len(out)
		out = append(out, CopyGroup{[]session.ID{s.ID}, copyFields(l, s, names), copied})
	}
	slices.SortStableFunc(out, func(a, b CopyGroup) int { return cmp.Compare(order(a.Done), order(b.Done)) })
	return out
}

// Remaining is how many sessions are still to copy (« 3 restent »).
func Remaining(groups []CopyGroup) int {
	n := 0
	for _, g := range groups {
		if !g.Done {
			n += len(g.Sessions)
		}
	}
	return n
}

func order(done bool) int {
	if done {
		return 1
	}
	return 0
}

// groupKey is the same for sessions the form would show alike; "" for those
// that must be entered one by one: workshops, followed persons, noted ones.
func groupKey(s *session.Session, copied bool) string {
	if s.Type != session.Individual || s.Notes != "" || s.Person != nil && s.Person.BeneficiaryID != "" {
		return ""
	}
	alike := session.Normalize(*s, session.Context{})
	alike.ID, alike.GuideOutcome, alike.GuideVersion, alike.DureeParcours, alike.Langue = "", "", "", 0, ""
	alike.Suite, alike.Blocage, alike.Operateur, alike.Dispositif, alike.CnilSituation = "", "", "", "", ""
	if alike.Person != nil {
		p := *alike.Person
		p.QPV = ""
		alike.Person = &p
	}
	raw, err := json.Marshal(alike)
	if err != nil {
		return ""
	}
	return strconv.FormatBool(copied) + string(raw)
}

// copyFields are the fields of the national form, in its order; those left
// empty there are left out.
func copyFields(l *i18n.Localizer, s *session.Session, names session.Names) []CopyField {
	c := copier{l: l, names: names}
	if s.Type == session.Workshop {
		c.workshop(s)
	} else {
		c.individual(s)
	}
	return c.out
}

type copier struct {
	l     *i18n.Localizer
	names session.Names
	out   []CopyField
}

func (c *copier) add(key, value string) {
	if value != "" {
		c.out = append(c.out, CopyField{key, value})
	}
}

func (c *copier) label(v session.Vocabulary, code string) string {
	if code == "" {
		return ""
	}
	return v.Label(c.l, code)
}

func (c *copier) individual(s *session.Session) {
	p := s.Person
	if p == nil {
		p = &session.Person{}
	}
	c.add("commune", c.commune(p.CommuneInsee))
	c.add("genre", c.label(session.Genres, p.Genre))
	c.add("tranche_age", c.label(session.TranchesAge, p.TrancheAge))
	c.add("statut", c.label(session.StatutsSociaux, p.StatutSocial))
	c.add("premier", c.boolean(p.PremierAccompagnement))
	c.when(s)
	c.list("materiel", s.Materiel, session.Materiels)
	c.themes(s)
	c.add("autonomie", c.label(session.Autonomies, s.Autonomie))
	c.add("oriente", c.boolean(s.OrienteVersStructure))
	c.add("structure", c.label(session.Redirections, s.StructureDeRedirection))
	c.add("tags", strings.Join(s.Tags, ", "))
	c.add("notes", s.Notes)
}

func (c *copier) workshop(s *session.Session) {
	c.add("titre", s.TitreAtelier)
	c.when(s)
	if p := s.Participants; p != nil {
		c.add("participants", strconv.Itoa(p.Total))
		c.add("deja", strconv.Itoa(p.DejaAccompagnes))
		c.counters("genre", p.Genres, p.Total, session.Genres)
		c.counters("tranche_age", p.TranchesAge, p.Total, session.TranchesAge)
		c.counters("statut", p.StatutsSociaux, p.Total, session.StatutsSociaux)
	}
	c.list("materiel", s.Materiel, session.Materiels)
	c.themes(s)
	c.add("niveau", c.label(session.Niveaux, s.Niveau))
	c.add("tags", strings.Join(s.Tags, ", "))
	c.add("notes", s.Notes)
}

func (c *copier) when(s *session.Session) {
	c.add("date", s.Date.Time(time.UTC).Format("02/01/2006"))
	c.add("duree", strconv.Itoa(s.Duree))
	c.add("type_lieu", c.label(session.TypesLieu, s.TypeLieu))
	if s.TypeLieu != session.AtPlace {
		c.add("lieu", c.commune(s.CommuneInsee))
		return
	}
	name := ""
	if c.names.Place != nil {
		if p, ok := c.names.Place(s.PlaceID); ok {
			name = p.Nom
		}
	}
	c.add("lieu", name)
}

func (c *copier) commune(insee string) string {
	if c.names.Commune == nil || insee == "" {
		return insee
	}
	name, postcode := c.names.Commune(insee)
	return strings.TrimSpace(postcode + " " + name)
}

func (c *copier) boolean(b *bool) string {
	if b == nil {
		return ""
	}
	if *b {
		return c.l.T("vocab.cell.oui")
	}
	return c.l.T("vocab.cell.non")
}

func (c *copier) list(key string, codes []string, v session.Vocabulary) {
	var labels []string
	for _, code := range v.Codes() { // the order of the form's boxes
		if slices.Contains(codes, code) {
			labels = append(labels, v.Label(c.l, code))
		}
	}
	c.add(key, strings.Join(labels, ", "))
}

func (c *copier) themes(s *session.Session) {
	c.list("thematiques", s.Thematiques, session.Thematiques)
	c.list("thematiques_administratives", s.Thematiques, session.ThematiquesAdministratives)
	if slices.Contains(s.Thematiques, session.Administrative) && s.GuideID != "" {
		title := ""
		if c.names.Guide != nil {
			title = c.names.Guide(s.GuideID)
		}
		c.add("demarche", cmp.Or(title, s.GuideID))
	}
}

// counters writes a breakdown with its remainder, one field for each code.
func (c *copier) counters(key string, counts map[string]int, total int, v session.Vocabulary) {
	complete := session.Complete(counts, total)
	var parts []string
	for _, code := range v.Codes() {
		if complete[code] > 0 {
			parts = append(parts, c.l.T("people.coop.counter", "label", v.Label(c.l, code), "count", complete[code]))
		}
	}
	c.add(key, strings.Join(parts, ", "))
}
