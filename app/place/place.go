package place

import (
	"slices"
	"strings"

	"parvis/app"
)

// ID is the local identifier of a place, free and unique in its directory.
type ID string

// Place is one place in the national standard « Lieux de médiation numérique »
// (schema v1.0.2): its 32 fields, in order, with the standard's names. Coded
// values are kept exactly as the schema's patterns want them written.
type Place struct {
	ID                      ID       `json:"id"`
	Pivot                   string   `json:"pivot"` // SIRET, else RNA, else RIDET
	Nom                     string   `json:"nom"`
	Commune                 string   `json:"commune"`
	CodePostal              string   `json:"code_postal"`
	CodeInsee               string   `json:"code_insee,omitempty"`
	Adresse                 string   `json:"adresse"`
	ComplementAdresse       string   `json:"complement_adresse,omitempty"`
	Latitude                *float64 `json:"latitude,omitempty"` // WGS84
	Longitude               *float64 `json:"longitude,omitempty"`
	Typologie               []string `json:"typologie,omitempty"`
	Telephone               string   `json:"telephone,omitempty"` // one number, international
	Courriels               []string `json:"courriels,omitempty"`
	SiteWeb                 []string `json:"site_web,omitempty"`
	Horaires                string   `json:"horaires,omitempty"` // OpenStreetMap opening_hours, or free text
	PresentationResume      string   `json:"presentation_resume,omitempty"`
	PresentationDetail      string   `json:"presentation_detail,omitempty"`
	Source                  string   `json:"source,omitempty"`
	Itinerance              []string `json:"itinerance,omitempty"`
	StructureParente        string   `json:"structure_parente,omitempty"`
	DateMaj                 app.Day  `json:"date_maj"`
	Services                []string `json:"services,omitempty"`
	Publics                 []string `json:"publics_specifiquement_adresses,omitempty"` // empty: everyone
	PriseEnCharge           []string `json:"prise_en_charge_specifique,omitempty"`
	Frais                   []string `json:"frais_a_charge,omitempty"`
	Dispositifs             []string `json:"dispositif_programmes_nationaux,omitempty"`
	Formations              []string `json:"formations_labels,omitempty"`
	AutresFormations        string   `json:"autres_formations_labels,omitempty"`
	ModalitesAcces          []string `json:"modalites_acces,omitempty"`
	ModalitesAccompagnement []string `json:"modalites_accompagnement,omitempty"`
	FicheAccesLibre         string   `json:"fiche_acces_libre,omitempty"`
	PriseRDV                string   `json:"prise_rdv,omitempty"`
}

// field ties a column of the standard to its place in Place.
type field struct {
	name     string
	required bool
	one      func(*Place) *string   // single text
	many     func(*Place) *[]string // several, separated by |
	enum     *Enum                  // closed list, when there is one
}

func text(name string, get func(*Place) *string) field { return field{name: name, one: get} }

func must(name string, get func(*Place) *string) field {
	return field{name: name, one: get, required: true}
}

func several(name string, enum *Enum, get func(*Place) *[]string) field {
	return field{name: name, many: get, enum: enum}
}

// fields are the 32 columns, in the order of the schema. Identifier, day and
// coordinates are read apart.
func fields() []field {
	return []field{
		must("id", func(p *Place) *string { return (*string)(&p.ID) }),
		must("pivot", func(p *Place) *string { return &p.Pivot }),
		must("nom", func(p *Place) *string { return &p.Nom }),
		must("commune", func(p *Place) *string { return &p.Commune }),
		must("code_postal", func(p *Place) *string { return &p.CodePostal }),
		text("code_insee", func(p *Place) *string { return &p.CodeInsee }),
		must("adresse", func(p *Place) *string { return &p.Adresse }),
		text("complement_adresse", func(p *Place) *string { return &p.ComplementAdresse }),
		{name: "latitude"},
		{name: "longitude"},
		several("typologie", &Typologies, func(p *Place) *[]string { return &p.Typologie }),
		text("telephone", func(p *Place) *string { return &p.Telephone }),
		several("courriels", nil, func(p *Place) *[]string { return &p.Courriels }),
		several("site_web", nil, func(p *Place) *[]string { return &p.SiteWeb }),
		text("horaires", func(p *Place) *string { return &p.Horaires }),
		text("presentation_resume", func(p *Place) *string { return &p.PresentationResume }),
		text("presentation_detail", func(p *Place) *string { return &p.PresentationDetail }),
		text("source", func(p *Place) *string { return &p.Source }),
		several("itinerance", &Itinerances, func(p *Place) *[]string { return &p.Itinerance }),
		text("structure_parente", func(p *Place) *string { return &p.StructureParente }),
		must("date_maj", func(p *Place) *string { return (*string)(&p.DateMaj) }),
		several("services", &Services, func(p *Place) *[]string { return &p.Services }),
		several("publics_specifiquement_adresses", &Publics, func(p *Place) *[]string { return &p.Publics }),
		several("prise_en_charge_specifique", &PrisesEnCharge, func(p *Place) *[]string { return &p.PriseEnCharge }),
		several("frais_a_charge", &Frais, func(p *Place) *[]string { return &p.Frais }),
		several("dispositif_programmes_nationaux", &Dispositifs, func(p *Place) *[]string { return &p.Dispositifs }),
		several("formations_labels", &Formations, func(p *Place) *[]string { return &p.Formations }),
		text("autres_formations_labels", func(p *Place) *string { return &p.AutresFormations }),
		several("modalites_acces", &ModalitesAcces, func(p *Place) *[]string { return &p.ModalitesAcces }),
		several("modalites_accompagnement", &ModalitesAccompagnement, func(p *Place) *[]string { return &p.ModalitesAccompagnement }),
		text("fiche_acces_libre", func(p *Place) *string { return &p.FicheAccesLibre }),
		text("prise_rdv", func(p *Place) *string { return &p.PriseRDV }),
	}
}

// Columns are the names of the 32 columns, in the order of the schema.
func Columns() []string {
	var out []string
	for _, f := range fields() {
		out = append(out, f.name)
	}
	return out
}

// Hours reads the place's opening hours.
func (p *Place) Hours() Hours { return ParseHours(p.Horaires) }

// Region is whose public holidays the place keeps.
func (p *Place) Region() Region { return RegionOf(p.CodeInsee) }

// Receives says whether the public is received there at all.
func (p *Place) Receives() bool { return !slices.Contains(p.ModalitesAcces, NoPublic) }

// AddressLine is the address on one line.
func (p *Place) AddressLine() string {
	parts := []string{p.Adresse}
	if p.ComplementAdresse != "" {
		parts = append(parts, p.ComplementAdresse)
	}
	return strings.Join(append(parts, strings.TrimSpace(p.CodePostal+" "+p.Commune)), ", ")
}
