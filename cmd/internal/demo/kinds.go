package demo

// kind is a sort of request with its usual themes.
type kind struct {
	guide, operator string
	themes          []string
	weight          int
}

func admin(sub string, more ...string) []string {
	return append([]string{"aide_aux_demarches_administratives", sub}, more...)
}

// kinds follow the observed shares: five operators make four requests of five.
var kinds = []kind{
	{"carte-identite-renouvellement", "france_titres", admin("papiers_elections_citoyennete"), 12},
	{"", "france_titres", admin("transports_mobilite"), 7},
	{"rsa", "caf", admin("famille_scolarite"), 5},
	{"prime-activite", "caf", admin("famille_scolarite"), 5},
	{"apl", "caf", admin("logement"), 6},
	{"ameli-compte", "assurance_maladie", admin("social_sante", "sante"), 9},
	{"carte-vitale", "assurance_maladie", admin("social_sante", "sante"), 7},
	{"impots-declaration", "impots", admin("argent_impots"), 14},
	{"", "retraite", admin("social_sante"), 7},
	{"france-travail-inscription", "france_travail", admin("travail_formation", "insertion_professionnelle"), 4},
	{"france-travail-actualisation", "france_travail", admin("travail_formation", "insertion_professionnelle"), 5},
	{"franceconnect", "aucun", []string{"navigation_sur_internet"}, 3},
	{"adresse-mail", "aucun", []string{"email"}, 6},
	{"reconnaitre-arnaque", "aucun", []string{"securite_numerique"}, 2},
	{"", "aucun", []string{"prendre_en_main_du_materiel"}, 6},
	{"", "prefecture_etrangers", admin("etrangers_europe"), 3},
}

var kindWeights = func() []int {
	w := make([]int, len(kinds))
	for i, k := range kinds {
		w[i] = k.weight
	}
	return w
}()

var workshops = []struct{ title, theme string }{
	{"Reconnaître une arnaque", "securite_numerique"},
	{"Mes mots de passe", "securite_numerique"},
	{"Premiers pas avec une tablette", "prendre_en_main_du_materiel"},
	{"Écrire et recevoir un e-mail", "email"},
	{"Ranger ses photos", "gere_ses_contenus_numeriques"},
}
