package session

import (
	"encoding/json"
	"io"

	"parvis/app"
)

// Activite is one item of the national tool's `activites` resource. Counters
// serve individuals and workshops alike.
type Activite struct {
	ID                     string        `json:"id,omitempty"`
	Type                   Type          `json:"type"`
	Date                   app.Day       `json:"date"`
	Duree                  int           `json:"duree"`
	TypeLieu               string        `json:"type_lieu"`
	LieuActivite           *LieuActivite `json:"lieu_activite,omitempty"`
	Autonomie              *string       `json:"autonomie"`
	OrienteVersStructure   *bool         `json:"oriente_vers_structure"`
	StructureDeRedirection *string       `json:"structure_de_redirection"`
	Materiel               []string      `json:"materiel"`
	Thematiques            []string      `json:"thematiques"`
	Tags                   []string      `json:"tags"`
	PrecisionsDemarche     *string       `json:"precisions_demarche"`
	TitreAtelier           *string       `json:"titre_atelier"`
	NiveauAtelier          *string       `json:"niveau_atelier"`
	Beneficiaires          Beneficiaires `json:"beneficiaires"`
}

// LieuActivite says where, for what the codes leave open.
type LieuActivite struct {
	PlaceID      string `json:"place_id,omitempty"`
	CommuneInsee string `json:"commune_insee,omitempty"`
}

// Beneficiaires are the counters of an activity.
type Beneficiaires struct {
	Total       int            `json:"total"`
	Genres      map[string]int `json:"genres"`
	TranchesAge map[string]int `json:"tranches_age"`
	Statuts     map[string]int `json:"statuts"`
}

func activityOf(r *Record, t *table, safe bool) Activite {
	s := &r.Session
	a := Activite{
		ID: string(s.ID), Type: s.Type, Date: s.Date, Duree: s.Duree, TypeLieu: s.TypeLieu,
		Autonomie: said(s.Autonomie), OrienteVersStructure: s.OrienteVersStructure,
		StructureDeRedirection: said(s.StructureDeRedirection), Materiel: some(s.Materiel), Thematiques: some(s.Thematiques),
		Tags: some(s.Tags), PrecisionsDemarche: said(t.guide(s.GuideID)), TitreAtelier: said(s.TitreAtelier),
		NiveauAtelier: said(s.Niveau),
		Beneficiaires: Beneficiaires{
			Total: s.Participations(), Genres: countsOf(s, "genre"), TranchesAge: countsOf(s, "tranche_age"), Statuts: countsOf(s, "statut_social"),
		},
	}
	if s.PlaceID != "" || s.CommuneInsee != "" {
		a.LieuActivite = &LieuActivite{s.PlaceID, s.CommuneInsee}
	}
	if safe {
		a.ID, a.Tags, a.TitreAtelier = "", []string{}, nil
	}
	return a
}

func countsOf(s *Session, view string) map[string]int {
	out := map[string]int{}
	for _, c := range CellsOf(s, view) {
		out[c.Code()] += c.N
	}
	return out
}

func said(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

func some(l []string) []string {
	if l == nil {
		return []string{}
	}
	return l
}

// activites reads an array of activities, plain or wrapped as JSON:API
// resources ({"data":[{"id":…,"attributes":{…}}]}).
func (m *reader) activites(r io.Reader) error {
	raw, err := io.ReadAll(io.LimitReader(r, maxInput+1))
	if err != nil {
		return app.E(app.Failed, "session_read").Because(err)
	}
	if len(raw) > maxInput {
		return app.E(app.Rejected, "session_import_huge", "max", maxInput>>20)
	}
	items, err := activityItems(raw)
	if err != nil {
		return app.E(app.Rejected, "session_import_json").Because(err)
	}
	for i, item := range items {
		var a Activite
		if err := json.Unmarshal(item, &a); err != nil {
			m.refuse(i+1, app.E(app.Rejected, "session_import_json").Because(err))
			continue
		}
		s := a.session()
		m.resolve(&s)
		m.finish(i+1, s, a.ID)
	}
	return nil
}

func activityItems(raw []byte) ([]json.RawMessage, error) {
	var items []json.RawMessage
	if json.Unmarshal(raw, &items) != nil {
		var wrapped struct {
			Data []json.RawMessage `json:"data"`
		}
		if err := json.Unmarshal(raw, &wrapped); err != nil {
			return nil, err
		}
		items = wrapped.Data
	}
	for i, item := range items {
		var resource struct {
			ID         string                     `json:"id"`
			Attributes map[string]json.RawMessage `json:"attributes"`
		}
		if json.Unmarshal(item, &resource) != nil || resource.Attributes == nil {
			continue
		}
		if id, err := json.Marshal(resource.ID); err == nil && resource.Attributes["id"] == nil {
			resource.Attributes["id"] = id
		}
		flat, err := json.Marshal(resource.Attributes)
		if err != nil {
			return nil, err
		}
		items[i] = flat
	}
	return items, nil
}

// session reads an activity back. What the resource does not hold (guide,
// operator, follow-up, notes) stays unsaid.
func (a *Activite) session() Session {
	s := Session{
		Type: a.Type, Date: a.Date, Duree: a.Duree, TypeLieu: a.TypeLieu, OrienteVersStructure: a.OrienteVersStructure,
		StructureDeRedirection: text(a.StructureDeRedirection), Materiel: list(a.Materiel), Thematiques: list(a.Thematiques),
		Tags: list(a.Tags),
	}
	if len(a.Date) > len("2006-01-02") {
		s.Date = a.Date[:len("2006-01-02")] // a moment: its day
	}
	if a.LieuActivite != nil {
		s.PlaceID, s.CommuneInsee = a.LieuActivite.PlaceID, a.LieuActivite.CommuneInsee
	}
	if s.Type == Workshop {
		s.TitreAtelier, s.Niveau = text(a.TitreAtelier), text(a.NiveauAtelier)
		b := a.Beneficiaires
		s.Participants = &Participants{Total: b.Total, Genres: counts(b.Genres), TranchesAge: counts(b.TranchesAge), StatutsSociaux: counts(b.Statuts)}
		return s
	}
	s.Autonomie = text(a.Autonomie)
	s.Person = &Person{Genre: only(a.Beneficiaires.Genres), TrancheAge: only(a.Beneficiaires.TranchesAge), StatutSocial: only(a.Beneficiaires.Statuts)}
	return s
}

func text(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

// only is the one code counted for an individual.
func only(counts map[string]int) string {
	code := ""
	for c, n := range counts {
		if n > 0 && (code == "" || c < code) {
			code = c
		}
	}
	if len(counts) == 1 && code == NotSaid {
		return "" // unsaid and « non communiqué » are written alike there
	}
	return code
}
