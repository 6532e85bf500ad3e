package guide

// The closed lists below are those of the session record: a guide pre-fills
// it, so both must use the same codes.

// Themes are the codes of digital mediation (19), in the order of the form.
func Themes() []string {
	return []string{
		"diagnostic_numerique", "prendre_en_main_du_materiel", "maintenance_de_materiel",
		"gere_ses_contenus_numeriques", "navigation_sur_internet", "email", "bureautique",
		"reseaux_sociaux", "sante", "banque_et_achats_en_ligne", "entrepreneuriat",
		"insertion_professionnelle", "securite_numerique", "parentalite",
		"scolarite_et_numerique", "creer_avec_le_numerique", "culture_numerique",
		"intelligence_artificielle", themeProcedures,
	}
}

// themeProcedures opens the second list.
const themeProcedures = "aide_aux_demarches_administratives"

// ProcedureThemes are the codes of administrative procedures (11); they only
// go with aide_aux_demarches_administratives.
func ProcedureThemes() []string {
	return []string{
		"papiers_elections_citoyennete", "famille_scolarite", "social_sante",
		"travail_formation", "logement", "transports_mobilite", "argent_impots",
		"justice", "etrangers_europe", "loisirs_sports_culture", "associations",
	}
}

// Operators are the codes of the public operators.
func Operators() []string {
	return []string{
		"france_titres", "caf", "assurance_maladie", "impots", "retraite",
		"france_travail", "prefecture_etrangers", "mairie", "logement", "education",
		"energie", "justice", "banque_poste", "autre", "aucun",
	}
}

// LifeEvents are the doors of the kiosk.
func LifeEvents() []string {
	return []string{
		"papiers", "sante", "famille", "travail", "logement", "argent", "courrier", "numerique",
	}
}

// OfficialDomains are the endings of host names a `lien` may lead to when the
// coordinator's policy adds nothing. An entry matches itself and its
// sub-domains.
func OfficialDomains() []string {
	return []string{
		"gouv.fr", "service-public.fr", "caf.fr", "ameli.fr", "msa.fr", "urssaf.fr",
		"francetravail.fr", "pole-emploi.fr", "info-retraite.fr", "lassuranceretraite.fr",
		"agirc-arrco.fr", "retraites.fr", "monespacesante.fr", "sante.fr", "cnil.fr",
		"defenseurdesdroits.fr", "justice.fr", "ofii.fr", "europa.eu", "parcoursup.fr",
		"pix.fr", "ac-aix-marseille.fr", "laposte.fr", "laposte.net", "banque-france.fr",
		"ciclade.fr", "actionlogement.fr", "anil.org", "ampmetropole.fr",
		"lametropolemobilite.fr",
	}
}
