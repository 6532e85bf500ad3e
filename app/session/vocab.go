package session

import (
	"slices"
	"strings"

	"parvis/i18n"
)

// VocabularyVersion is the version of the lists of codes below. A new code
// raises it; a code is never removed nor given another meaning, so that old
// records and old figures stay true.
const VocabularyVersion = 1

// Vocabulary is one closed list of codes, in the order people see it.
type Vocabulary struct {
	name  string
	codes []string
}

func vocabulary(name, codes string) Vocabulary {
	return Vocabulary{name: name, codes: strings.Fields(codes)}
}

// Name is the field (or view) the codes belong to.
func (v Vocabulary) Name() string { return v.name }

// Codes gives a copy of the codes, in the order people see them.
func (v Vocabulary) Codes() []string { return slices.Clone(v.codes) }

// Has says whether the code belongs to the list.
func (v Vocabulary) Has(code string) bool { return slices.Contains(v.codes, code) }

// Key is the catalogue key of a code's label.
func (v Vocabulary) Key(code string) string { return "vocab." + v.name + "." + code }

// Label is the text people read for a code; an unknown code is shown as it is.
func (v Vocabulary) Label(l *i18n.Localizer, code string) string {
	if key := v.Key(code); l.Has(key) {
		return l.T(key)
	}
	return code
}

// Codes written in several places.
const (
	NotSaid        = "non_communique"
	Unknown        = "ne_sait_pas"
	Yes            = "oui"
	No             = "non"
	None           = "aucun"
	Blocked        = "bloquee"
	Administrative = "aide_aux_demarches_administratives" // opens the second list of themes
	AtPlace        = "lieu_activite"
	AtHome         = "domicile"
	Elsewhere      = "autre"
	Remote         = "a_distance"
	InTheirName    = "je_fais" // asks for a mandate
	OtherPlaces    = "autres_permanences"
	NotOriented    = "non_oriente"
	NotAnswered    = "non_renseigne"
)

// The lists. Codes are those of the national tool where it has the field, so
// that figures and exports compare. They are never re-cut: the national tool
// once changed its age bands and had to split old counts at random.
var (
	Types        = vocabulary("type", "individuel collectif non_recue")
	TypesLieu    = vocabulary("type_lieu", "lieu_activite domicile a_distance autre")
	Materiels    = vocabulary("materiel", "ordinateur telephone tablette autre aucun")
	Autonomies   = vocabulary("autonomie", "entierement_accompagne partiellement_autonome autonome")
	Niveaux      = vocabulary("niveau", "debutant intermediaire avance")
	Redirections = vocabulary("structure_de_redirection", `administration mediation_numerique
		operateur_ou_organisme_en_charge aide_sociale insertion_professionnelle
		aide_aux_demarches_administratives autre`)
	// Thematiques are the 19 themes of digital mediation.
	Thematiques = vocabulary("thematiques", `diagnostic_numerique prendre_en_main_du_materiel
		maintenance_de_materiel gere_ses_contenus_numeriques navigation_sur_internet email bureautique
		reseaux_sociaux sante banque_et_achats_en_ligne entrepreneuriat insertion_professionnelle
		securite_numerique parentalite scolarite_et_numerique creer_avec_le_numerique culture_numerique
		intelligence_artificielle aide_aux_demarches_administratives`)
	// ThematiquesAdministratives are the 11 themes allowed only with the 19th
	// above; the first ten are the perimeters of Aidants Connect.
	ThematiquesAdministratives = vocabulary("thematiques_administratives", `papiers_elections_citoyennete
		famille_scolarite social_sante travail_formation logement transports_mobilite argent_impots
		justice etrangers_europe loisirs_sports_culture associations`)
	Genres = vocabulary("genre", "feminin masculin non_communique")
	// TranchesAge: the code douze_dix_huit means 12–17 years, as its label says.
	TranchesAge = vocabulary("tranche_age", `moins_de_douze douze_dix_huit dix_huit_vingt_quatre
		vingt_cinq_trente_neuf quarante_cinquante_neuf soixante_soixante_neuf soixante_dix_plus non_communique`)
	StatutsSociaux = vocabulary("statut_social", "retraite sans_emploi en_emploi scolarise non_communique")
	QPVs           = vocabulary("qpv", "oui non ne_sait_pas")
	Operateurs     = vocabulary("operateur", `france_titres caf assurance_maladie impots retraite france_travail
		prefecture_etrangers mairie logement education energie justice banque_poste autre aucun`)
	Suites   = vocabulary("suite", "terminee a_poursuivre continue_seul bloquee orientee")
	Blocages = vocabulary("blocage", `site_en_panne compte_bloque pas_de_creneau piece_manquante langue
		pas_de_telephone refus_ou_delai autre`)
	Outcomes       = vocabulary("guide_outcome", "termine a_suivre abandonne")
	CnilSituations = vocabulary("cnil_situation", "je_forme j_accompagne je_fais")
	// Dispositifs is what a place is offered at first; it may add its own.
	Dispositifs = vocabulary("dispositif", "conseiller_numerique france_services bibliotheque centre_social")
	// DureeBands are the bands of statistics, in minutes: [0,30) [30,60)
	// [60,120) [120,∞).
	DureeBands = vocabulary("duree", "moins_30 30_59 60_119 120_plus")
)

// Vocabularies gives every closed list by the name of its field.
func Vocabularies() []Vocabulary {
	return []Vocabulary{
		Types, TypesLieu, Materiels, Autonomies, Niveaux, Redirections, Thematiques,
		ThematiquesAdministratives, Genres, TranchesAge, StatutsSociaux, QPVs, Operateurs,
		Suites, Blocages, Outcomes, CnilSituations, Dispositifs, DureeBands,
	}
}

// ProposedMinutes are the durations offered as chips.
func ProposedMinutes() []int { return []int{15, 30, 45, 60, 90, 120} }

// BandOf is the statistics band of a duration in minutes; a duration that was
// never said is "non_communique", not a band.
func BandOf(minutes int) string {
	switch {
	case minutes <= 0:
		return NotSaid
	case minutes < 30:
		return "moins_30"
	case minutes < 60:
		return "30_59"
	case minutes < 120:
		return "60_119"
	}
	return "120_plus"
}

// AgeBand derives the band from a birth year: age is the current year minus
// the birth year, with thresholds 12, 18, 25, 40, 60 and 70. An impossible
// year (in the future, or over 130 years ago) gives "non_communique".
func AgeBand(birthYear, currentYear int) string {
	age := currentYear - birthYear
	switch {
	case birthYear <= 0 || age < 0 || age > 130:
		return NotSaid
	case age < 12:
		return "moins_de_douze"
	case age < 18:
		return "douze_dix_huit"
	case age < 25:
		return "dix_huit_vingt_quatre"
	case age < 40:
		return "vingt_cinq_trente_neuf"
	case age < 60:
		return "quarante_cinquante_neuf"
	case age < 70:
		return "soixante_soixante_neuf"
	}
	return "soixante_dix_plus"
}
