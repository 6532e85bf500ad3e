// Package session holds what a mediator records: support sessions, workshops
// and requests that could not be received, with their vocabulary, their
// validation, the report pre-filled by a guide run, and the figures counted
// from them.
//
// It promises that a session accepted by Validate can be stored, counted and
// exported without further checks, that a code is stored as the national tool
// writes it, and that no vocabulary is ever re-cut. It never stores anything
// by itself: Book is the port a store implements.
package session

import (
	"time"

	"parvis/app"
)

// ID is a UUIDv7 made by whoever creates the session; the same ID twice is one
// session.
type ID string

// Here is the place_id of the device's own place.
const Here = "ici"

// Type is the kind of record.
type Type string

// The types. NotReceived ("demande non reçue") is someone turned away: counted
// apart, never a participation.
const (
	Individual  Type = "individuel"
	Workshop    Type = "collectif"
	NotReceived Type = "non_recue"
)

// Session is one record, with the JSON names scripts and exports use. An empty
// field means "not said"; see DOMAIN for the codes, checked by Validate.
type Session struct {
	ID                     ID            `json:"id,omitempty"`
	Type                   Type          `json:"type"`
	Date                   app.Day       `json:"date"`
	Duree                  int           `json:"duree,omitempty"` // minutes, 1–1439
	TypeLieu               string        `json:"type_lieu,omitempty"`
	PlaceID                string        `json:"place_id,omitempty"`
	CommuneInsee           string        `json:"commune_insee,omitempty"`
	Thematiques            []string      `json:"thematiques,omitempty"`
	Materiel               []string      `json:"materiel,omitempty"`
	Autonomie              string        `json:"autonomie,omitempty"`
	Operateur              string        `json:"operateur,omitempty"`
	Dispositif             string        `json:"dispositif,omitempty"`
	GuideID                string        `json:"guide_id,omitempty"`
	GuideVersion           string        `json:"guide_version,omitempty"`
	GuideOutcome           string        `json:"guide_outcome,omitempty"`
	Suite                  string        `json:"suite,omitempty"`
	Blocage                string        `json:"blocage,omitempty"`
	OrienteVersStructure   *bool         `json:"oriente_vers_structure,omitempty"`
	StructureDeRedirection string        `json:"structure_de_redirection,omitempty"`
	OrientationPlaceID     string        `json:"orientation_place_id,omitempty"`
	CnilSituation          string        `json:"cnil_situation,omitempty"`
	DureeParcours          int           `json:"duree_parcours,omitempty"` // seconds
	Langue                 string        `json:"langue,omitempty"`
	Niveau                 string        `json:"niveau,omitempty"`
	TitreAtelier           string        `json:"titre_atelier,omitempty"`
	Person                 *Person       `json:"person,omitempty"`
	Participants           *Participants `json:"participants,omitempty"`
	Tags                   []string      `json:"tags,omitempty"`
	Notes                  string        `json:"notes,omitempty"` // sealed in the vault; never leaves the device
}

// Person is the one person of an individual session; every field is optional.
type Person struct {
	Genre                 string `json:"genre,omitempty"`
	TrancheAge            string `json:"tranche_age,omitempty"`
	StatutSocial          string `json:"statut_social,omitempty"`
	CommuneInsee          string `json:"commune_insee,omitempty"`
	QPV                   string `json:"qpv,omitempty"`
	PremierAccompagnement *bool  `json:"premier_accompagnement,omitempty"`
	BeneficiaryID         string `json:"beneficiary_id,omitempty"`
}

// Participants are the counters of a workshop: never invented people. What a
// breakdown leaves unsaid belongs to "non_communique".
type Participants struct {
	Total           int            `json:"total"`
	DejaAccompagnes int            `json:"deja_accompagnes,omitempty"`
	Genres          map[string]int `json:"genres,omitempty"`
	TranchesAge     map[string]int `json:"tranches_age,omitempty"`
	StatutsSociaux  map[string]int `json:"statuts_sociaux,omitempty"`
}

// Participations is the unit of every figure ("accompagnement"): 1 for an
// individual session, the number of participants of a workshop, 0 for a
// request that was not received.
func (s *Session) Participations() int {
	switch s.Type {
	case Individual:
		return 1
	case Workshop:
		if s.Participants != nil {
			return s.Participants.Total
		}
	}
	return 0
}

// Record is a session as the store keeps it.
type Record struct {
	Session
	Author  string    `json:"-"` // mediator id, on this device only
	Saved   time.Time `json:"-"` // when it was first saved
	Changed time.Time `json:"-"` // last change; equals Saved when never changed
	Deleted bool      `json:"-"`
	Seq     uint64    `json:"-"` // position in the device's history
}
