package session

import (
	"errors"
	"regexp"
	"slices"
	"sort"
	"unicode"
	"unicode/utf8"

	"parvis/app"
)

// Bounds of a session. Durations are those of the national form; the others
// keep a record a record.
const (
	MaxMinutes      = 1439
	MaxRunSeconds   = 86_400
	MaxParticipants = 10_000
	MaxNotes        = 4_000 // characters
	MinTag          = 3     // characters
	MaxTag          = 80    // characters
	MaxTags         = 50
	MaxTitle        = 200
	maxIdentifier   = 120
	oldestDay       = app.Day("2000-01-01")
)

// Context is what Validate must know beside the session itself.
type Context struct {
	Today           app.Day           // day of the place; no session is later
	Place           func(string) bool // is this a place of the directory? nil: only "ici" is
	EmployerCommune string            // INSEE code given to remote sessions by Normalize
}

func (c Context) knows(place string) bool {
	return place == Here || c.Place != nil && c.Place(place)
}

// Faults are every reason why a session is refused, in the order of the form.
// Each one carries the argument "field", the JSON name of the field at fault.
// As an error it speaks for its first fault; errors.As and app.Message work.
type Faults []*app.Error

// Error is the text for logs.
func (f Faults) Error() string { return errors.Join(f.Unwrap()...).Error() }

// Unwrap gives each fault.
func (f Faults) Unwrap() []error {
	out := make([]error, len(f))
	for i, e := range f {
		out[i] = e
	}
	return out
}

// FaultsOf lists the faults an error holds; any other app.Error counts as one.
func FaultsOf(err error) Faults {
	var f Faults
	if errors.As(err, &f) {
		return f
	}
	var e *app.Error
	if errors.As(err, &e) {
		return Faults{e}
	}
	return nil
}

// FieldOf is the JSON name of the field a fault is about ("person.genre"), or
// "" when the fault is not about one field.
func FieldOf(e *app.Error) string {
	for i := 0; i+1 < len(e.Args); i += 2 {
		if e.Args[i] == "field" {
			s, _ := e.Args[i+1].(string)
			return s
		}
	}
	return ""
}

// Validate says whether a session may be stored: nil, or Faults with one error
// for each thing to correct. It changes nothing.
func Validate(s *Session, c Context) error {
	k := &checker{ctx: c}
	k.identity(s)
	switch s.Type {
	case NotReceived:
		k.notReceived(s)
	case Individual, Workshop:
		k.common(s)
		k.byType(s)
	case "":
		k.add("session_required", "type")
	default:
		k.add("session_code_unknown", "type", "value", string(s.Type))
	}
	if len(k.faults) == 0 {
		return nil
	}
	return k.faults
}

type checker struct {
	ctx    Context
	faults Faults
}

func (k *checker) add(code, field string, args ...any) {
	k.faults = append(k.faults, app.E(app.Rejected, code, append([]any{"field", field}, args...)...))
}

func (k *checker) identity(s *Session) {
	if s.ID != "" && !ValidID(s.ID) {
		k.add("session_bad_id", "id", "value", clip(string(s.ID)))
	}
	switch day, err := app.ParseDay(string(s.Date)); {
	case s.Date == "":
		k.add("session_required", "date")
	case err != nil:
		k.add("session_bad_day", "date", "value", clip(string(s.Date)))
	case k.ctx.Today != "" && day > k.ctx.Today:
		k.add("session_future", "date", "value", string(day), "today", string(k.ctx.Today))
	case day < oldestDay:
		k.add("session_too_old", "date", "value", string(day))
	}
}

// notReceived: a day and a place, nothing else, or it would look like a
// participation.
func (k *checker) notReceived(s *Session) {
	k.place(s.PlaceID, true)
	rest := *s
	rest.ID, rest.Type, rest.Date, rest.PlaceID = "", "", "", ""
	for _, f := range filled(&rest) {
		k.add("session_not_for_type", f, "type", string(s.Type))
	}
}

func (k *checker) common(s *Session) {
	k.between("duree", s.Duree, 1, MaxMinutes)
	k.where(s)
	k.themes(s.Thematiques)
	k.codes("materiel", s.Materiel, Materiels)
	if len(s.Materiel) > 1 && slices.Contains(s.Materiel, None) {
		k.add("session_alone", "materiel", "value", None)
	}
	k.code("operateur", s.Operateur, Operateurs)
	k.code("cnil_situation", s.CnilSituation, CnilSituations)
	if s.Dispositif != "" && !slug.MatchString(s.Dispositif) {
		k.add("session_bad_slug", "dispositif", "value", clip(s.Dispositif))
	}
	k.guide(s)
	k.after(s)
	k.texts(s)
}

// where: a remote session may have no commune at all, since nobody knows where
// the person was; Normalize gives it the employer's when that is known.
func (k *checker) where(s *Session) {
	switch s.TypeLieu {
	case "":
		k.add("session_required", "type_lieu")
	case AtPlace:
		k.place(s.PlaceID, true)
	case AtHome, Elsewhere:
		if s.CommuneInsee == "" {
			k.add("session_required", "commune_insee")
		}
	}
	k.code("type_lieu", s.TypeLieu, TypesLieu)
	if s.TypeLieu != AtPlace {
		k.place(s.PlaceID, false)
	}
	k.commune("commune_insee", s.CommuneInsee)
}

func (k *checker) place(id string, required bool) {
	switch {
	case id == "" && required:
		k.add("session_required", "place_id")
	case id != "" && !k.ctx.knows(id):
		k.add("session_place_unknown", "place_id", "value", clip(id))
	}
}

func (k *checker) themes(codes []string) {
	if len(codes) == 0 {
		k.add("session_required", "thematiques")
		return
	}
	admin := slices.Contains(codes, Administrative)
	for i, c := range codes {
		switch {
		case ThematiquesAdministratives.Has(c) && !admin:
			k.add("session_needs", "thematiques", "value", c, "other", Administrative)
		case !ThematiquesAdministratives.Has(c) && !Thematiques.Has(c):
			k.add("session_code_unknown", "thematiques", "value", clip(c))
		}
		if slices.Contains(codes[:i], c) {
			k.add("session_twice", "thematiques", "value", clip(c))
		}
	}
}

func (k *checker) guide(s *Session) {
	k.code("guide_outcome", s.GuideOutcome, Outcomes)
	if s.GuideID != "" && !ValidGuide(s.GuideID) {
		k.add("session_bad_guide", "guide_id", "max", MaxGuide)
	}
	k.text("guide_version", s.GuideVersion, 0, maxIdentifier, false)
	if s.GuideID == "" {
		k.without("guide_outcome", s.GuideOutcome, "guide_id")
		k.without("guide_version", s.GuideVersion, "guide_id")
	}
	if s.DureeParcours != 0 {
		k.between("duree_parcours", s.DureeParcours, 1, MaxRunSeconds)
	}
	if s.Langue != "" && !language.MatchString(s.Langue) {
		k.add("session_bad_language", "langue", "value", clip(s.Langue))
	}
}

// after checks what happens once the session is over.
func (k *checker) after(s *Session) {
	k.code("suite", s.Suite, Suites)
	k.code("blocage", s.Blocage, Blocages)
	if s.Suite != Blocked {
		k.without("blocage", s.Blocage, Blocked)
	}
	k.code("structure_de_redirection", s.StructureDeRedirection, Redirections)
	if s.OrienteVersStructure != nil && !*s.OrienteVersStructure {
		k.without("structure_de_redirection", s.StructureDeRedirection, "oriente_vers_structure")
		k.without("orientation_place_id", s.OrientationPlaceID, "oriente_vers_structure")
	}
	if id := s.OrientationPlaceID; id != "" && !k.ctx.knows(id) {
		k.add("session_place_unknown", "orientation_place_id", "value", clip(id))
	}
}

func (k *checker) texts(s *Session) {
	k.text("titre_atelier", s.TitreAtelier, 0, MaxTitle, false)
	k.text("notes", s.Notes, 0, MaxNotes, true)
	if len(s.Tags) > MaxTags {
		k.add("session_too_many", "tags", "max", MaxTags)
	}
	for i, t := range s.Tags {
		k.text("tags", t, MinTag, MaxTag, false)
		if slices.Contains(s.Tags[:i], t) {
			k.add("session_twice", "tags", "value", clip(t))
		}
	}
}

// byType checks what belongs to one type only.
func (k *checker) byType(s *Session) {
	only := func(field string, said bool) {
		if said {
			k.add("session_not_for_type", field, "type", string(s.Type))
		}
	}
	if s.Type == Individual {
		only("niveau", s.Niveau != "")
		only("titre_atelier", s.TitreAtelier != "")
		only("participants", s.Participants != nil)
		k.code("autonomie", s.Autonomie, Autonomies)
		k.person(s.Person)
		return
	}
	only("autonomie", s.Autonomie != "")
	only("person", s.Person != nil)
	k.code("niveau", s.Niveau, Niveaux)
	if s.Participants == nil {
		k.add("session_required", "participants")
		return
	}
	k.participants(s.Participants)
}

func (k *checker) person(p *Person) {
	if p == nil {
		return
	}
	k.code("person.genre", p.Genre, Genres)
	k.code("person.tranche_age", p.TrancheAge, TranchesAge)
	k.code("person.statut_social", p.StatutSocial, StatutsSociaux)
	k.code("person.qpv", p.QPV, QPVs)
	k.commune("person.commune_insee", p.CommuneInsee)
	k.text("person.beneficiary_id", p.BeneficiaryID, 0, maxIdentifier, false)
}

// participants: each breakdown is at most the total; what it leaves unsaid
// belongs to "non_communique".
func (k *checker) participants(p *Participants) {
	if p.Total == 0 {
		k.add("session_required", "participants.total")
		return
	}
	k.between("participants.total", p.Total, 1, MaxParticipants)
	if p.DejaAccompagnes < 0 || p.DejaAccompagnes > p.Total {
		k.add("session_breakdown", "participants.deja_accompagnes", "sum", p.DejaAccompagnes, "total", p.Total)
	}
	k.breakdown("participants.genres", p.Genres, Genres, p.Total)
	k.breakdown("participants.tranches_age", p.TranchesAge, TranchesAge, p.Total)
	k.breakdown("participants.statuts_sociaux", p.StatutsSociaux, StatutsSociaux, p.Total)
}

func (k *checker) breakdown(field string, counts map[string]int, v Vocabulary, total int) {
	codes := make([]string, 0, len(counts))
	for c := range counts {
		codes = append(codes, c)
	}
	sort.Strings(codes)
	sum := 0
	for _, c := range codes {
		n := counts[c]
		if !v.Has(c) {
			k.add("session_code_unknown", field, "value", clip(c))
		}
		if n < 0 || n > MaxParticipants {
			k.add("session_range", field+"."+clip(c), "value", n, "min", 0, "max", MaxParticipants)
			return
		}
		sum += n
	}
	if sum > total {
		k.add("session_breakdown", field, "sum", sum, "total", total)
	}
}

func (k *checker) code(field, value string, v Vocabulary) {
	if value != "" && !v.Has(value) {
		k.add("session_code_unknown", field, "value", clip(value))
	}
}

// without refuses a value that only goes with something absent.
func (k *checker) without(field, value, other string) {
	if value != "" {
		k.add("session_needs", field, "value", clip(value), "other", other)
	}
}

func (k *checker) codes(field string, values []string, v Vocabulary) {
	for i, c := range values {
		if !v.Has(c) {
			k.add("session_code_unknown", field, "value", clip(c))
		}
		if slices.Contains(values[:i], c) {
			k.add("session_twice", field, "value", clip(c))
		}
	}
}

func (k *checker) between(field string, n, low, high int) {
	switch {
	case n == 0 && low > 0:
		k.add("session_required", field)
	case n < low || n > high:
		k.add("session_range", field, "value", n, "min", low, "max", high)
	}
}

func (k *checker) commune(field, code string) {
	if code != "" && !insee.MatchString(code) {
		k.add("session_bad_commune", field, "value", clip(code))
	}
}

func (k *checker) text(field, s string, low, high int, lines bool) {
	n := utf8.RuneCountInString(s)
	switch {
	case !utf8.ValidString(s) || hasControl(s, lines):
		k.add("session_bad_text", field)
	case n > high:
		k.add("session_too_long", field, "n", n, "max", high)
	case n < low:
		k.add("session_too_short", field, "n", n, "min", low)
	}
}

func hasControl(s string, lines bool) bool {
	for _, r := range s {
		if unicode.IsControl(r) && !(lines && (r == '\n' || r == '\t' || r == '\r')) {
			return true
		}
	}
	return false
}

// clip shortens a refused value before it is shown.
func clip(s string) string {
	const most = 60
	if utf8.RuneCountInString(s) <= most {
		return s
	}
	return string([]rune(s)[:most]) + "…"
}

var (
	// insee is the pattern of the national places standard.
	insee = regexp.MustCompile(`^([013-9]\d|2[AB1-9])\d{3}$`)
	slug  = regexp.MustCompile(`^[a-z][a-z0-9_]{1,59}$`)
	// guideName is what the reader of guides accepts: at most MaxGuide.
	guideName = regexp.MustCompile(`^[a-z0-9][a-z0-9_-]{0,79}$`)
	language  = regexp.MustCompile(`^[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,2}$`)
)

// MaxGuide is the longest name of a guide, in characters.
const MaxGuide = 80

// ValidGuide says whether a text is the name of a guide and not words about
// somebody: the rule of the guides' own names. The name is a cell of the
// figures that leave a device, so nothing else may be written there.
func ValidGuide(id string) bool { return guideName.MatchString(id) }

// ValidCommune says whether a code looks like an INSEE commune code.
func ValidCommune(code string) bool { return insee.MatchString(code) }
