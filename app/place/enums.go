package place

import (
	"slices"
	"strings"
)

// Enum is a closed list of the standard. Values are written exactly as the
// schema's patterns accept them, traps included.
type Enum struct {
	values []string
	folded map[string]string // folded value or older name → value; "" drops it
}

func enum(values string, older map[string]string) Enum {
	e := Enum{folded: map[string]string{}}
	for v := range strings.SplitSeq(values, "·") {
		v = strings.Join(strings.Fields(v), " ")
		e.values = append(e.values, v)
		e.folded[Fold(v)] = v
	}
	for old, v := range older {
		e.folded[Fold(old)] = v
	}
	return e
}

// Values gives a copy of the list, in its order.
func (e Enum) Values() []string { return slices.Clone(e.values) }

// Has says whether a value is written exactly as the schema wants it.
func (e Enum) Has(v string) bool { return slices.Contains(e.values, v) }

// Find gives the value meant by a text: neither case, accents, apostrophes nor
// spaces count, and the names of older versions are known. A name that is
// known but has no value any more gives "" and true.
func (e Enum) Find(s string) (string, bool) {
	v, ok := e.folded[Fold(s)]
	return v, ok
}

// Values that decide something.
const (
	// NoPublic must have a straight apostrophe: the schema refuses the other.
	NoPublic      = "Ce lieu n'accueille pas de public"
	ByHelp        = "Accompagnement individuel"
	ByWorkshop    = "Dans un atelier collectif"
	Alone         = "En autonomie"
	Free          = "Gratuit"
	ServProcedure = "Aide aux démarches administratives"
	ServTools     = "Maîtrise des outils numériques du quotidien"
	ServWork      = "Insertion professionnelle via le numérique"
	ServSafety    = "Utilisation sécurisée du numérique"
	ServParents   = "Parentalité et éducation avec le numérique"
	ServLeisure   = "Loisirs et créations numériques"
	ServCulture   = "Compréhension du monde numérique"
	ServAccess    = "Accès internet et matériel informatique"
	ServBuy       = "Acquisition de matériel informatique à prix solidaire"
)

// The lists of schema v1.0.2, with the names met in files of the older shape.
var (
	Services = enum(strings.Join([]string{ServProcedure, ServTools, ServWork, ServSafety, ServParents, ServLeisure, ServCulture, ServAccess, ServBuy}, "·"), map[string]string{
		"Devenir autonome dans les démarches administratives":           ServProcedure,
		"Réaliser des démarches administratives avec un accompagnement": ServProcedure,
		"Prendre en main un smartphone ou une tablette":                 ServTools,
		"Prendre en main un ordinateur":                                 ServTools,
		"Utiliser le numérique au quotidien":                            ServTools,
		"Approfondir ma culture numérique":                              ServCulture,
		"Promouvoir la citoyenneté numérique":                           ServCulture,
		"Favoriser mon insertion professionnelle":                       ServWork,
		"Créer et développer mon entreprise":                            ServWork,
		"Accéder à une connexion internet":                              ServAccess,
		"Accéder à du matériel":                                         ServAccess,
		"S'équiper en matériel informatique":                            ServBuy,
		"Soutenir la parentalité et l'éducation avec le numérique":      ServParents,
		"Accompagner les démarches de santé":                            ServProcedure,
	})
	Publics = enum("Jeunes · Étudiants · Familles et/ou enfants · Seniors · Femmes", map[string]string{
		"Jeunes (16 – 26 ans)": "Jeunes", "Jeunes (16-26 ans)": "Jeunes", "Seniors (+ 65 ans)": "Seniors",
		"Familles/enfants": "Familles et/ou enfants", "Public femmes": "Femmes", "Uniquement femmes": "Femmes",
		"Adultes": "", "Tout public": "", // no list at all: everyone
	})
	PrisesEnCharge = enum("Surdité · Handicaps moteurs · Handicaps mentaux · Illettrisme · Langues étrangères (anglais) · Langues étrangères (autres) · Déficience visuelle", map[string]string{
		"Handicaps mentaux : déficiences limitant les activités d'une personne": "Handicaps mentaux",
		"Handicaps moteurs : déficiences motrices":                              "Handicaps moteurs",
		"Public langues étrangères":                                             "Langues étrangères (autres)",
		"Personnes en situation d'illettrisme":                                  "Illettrisme",
		"Surdité : langue des signes":                                           "Surdité",
		"Langue étrangère (anglais)":                                            "Langues étrangères (anglais)",
		"Langue étrangère":                                                      "Langues étrangères (autres)",
	})
	Frais = enum("Gratuit · Gratuit sous condition · Payant", map[string]string{
		"Gratuit : Je peux accéder gratuitement au lieu et à ses services":                                                                                 "Gratuit",
		"Gratuit sous condition : La gratuité est conditionnée à des critères (situation familiale, convention avec un organisme social, pass numérique…)": "Gratuit sous condition",
		"Payant : L'accès au lieu et/ou à ses services est payant":                                                                                         "Payant",
		"Adhésion": "Payant", "Pass numérique": "Gratuit sous condition",
	})
	Itinerances    = enum("Itinérant · Fixe", nil)
	ModalitesAcces = enum("Se présenter · Téléphoner · Contacter par mail · Prendre un RDV en ligne · "+NoPublic+" · Envoyer un mail avec une fiche de prescription", map[string]string{
		"Sur rendez-vous": "Téléphoner", "Accès libre": "Se présenter",
	})
	ModalitesAccompagnement = enum("En autonomie · Accompagnement individuel · Dans un atelier collectif · À distance", map[string]string{
		"Seul": Alone, "Seul : j'ai accès à du matériel et une connexion": Alone,
		"Avec de l'aide": ByHelp, "Avec de l'aide : je suis accompagné seul dans l'usage du numérique": ByHelp,
		"Dans un atelier": ByWorkshop, "Dans un atelier : j'apprends collectivement à utiliser le numérique": ByWorkshop,
		"A ma place": ByHelp, "À ma place : une personne fait les démarches à ma place": ByHelp,
	})
	Dispositifs = enum(`Aidants Connect · Bibliothèques numérique de référence · Certification PIX · Conseillers numériques ·
		Emmaüs Connect · France Services · Grande école du numérique · La Croix Rouge · Point d'accès numérique CAF ·
		Promeneurs du net · Relais numérique (Emmaüs Connect)`, map[string]string{
		"CNFS": "Conseillers numériques", "Conseiller numérique": "Conseillers numériques", "Conseillers numériques France Services": "Conseillers numériques",
		"Point relais CAF": "Point d'accès numérique CAF", "Point numérique CAF": "Point d'accès numérique CAF",
		"Grandes écoles du numérique": "Grande école du numérique", "Bibliothèques numériques de référence": "Bibliothèques numérique de référence",
		"Maison France Services": "France Services", "Espace France Services": "France Services", "APTIC": "", "Pass numérique": "",
	})
	// Formations: the schema's pattern lacks the space the documentation shows
	// in « Étapes numériques (La Poste) ».
	Formations = enum(`Formé à « Mon Espace Santé » · Formé à « DUPLEX » (illettrisme) · Arnia/MedNum BFC (Bourgogne-Franche-Comté) ·
		Collectif ressources et acteurs réemploi (Normandie) · Étapes numériques(La Poste) · Fabriques de Territoire ·
		Les Éclaireurs du numérique (Drôme) · Mes Papiers (Métropole de Lyon) · ORDI 3.0 · SUD LABS (PACA)`, map[string]string{
		"SUD LABS": "SUD LABS (PACA)", "Fabrique de Territoire": "Fabriques de Territoire",
	})
	// Typologies are the codes of the schema; their labels are texts of their own.
	Typologies = enum(strings.Join(strings.Fields(`ACI ACIPHC AFPA AI ASE ASSO ASSO_CHOMEUR Autre AVIP BIB CAARUD CADA CAF
		CAP_EMPLOI CAVA CC CCAS CCONS CD CDAS CFP CHRS CHU CIAS CIDFF CITMET CMP CMS CPAM CPH CS CSAPA CSC DEETS DEPT DIPLP
		E2C EA EATT EI EITI ENM EPCI EPI EPIDE EPN ES ESAT ESS ETTI EVS FABLAB FABRIQUE FAIS FT GEIQ HUDA LA_POSTE MDE MDH
		MDEF MDPH MDS MJC ML MQ MSA MSAP MUNI OACAS ODC OF OIL OPCS PAD PENSION PI PIJ_BIJ PIMMS PJJ PLIE PREF PREVENTION
		REG RELAIS_LECTURE RESSOURCERIE RFS RS_FJT SCP SPIP TIERS_LIEUX UDAF`), "·"), map[string]string{"PE": "FT", "Pôle emploi": "FT", "MSAP/RFS": "RFS", "AUTRE": "Autre"})
)

// Need is one of the four needs people are asked about.
type Need struct {
	Code     string // its label is the text place.need.<code>
	Services []string
}

// Needs groups the nine services in the four needs of the national wizard.
func Needs() []Need {
	return []Need{
		{"base", []string{ServTools, ServSafety}},
		{"demarches", []string{ServProcedure, ServWork}},
		{"culture", []string{ServParents, ServLeisure, ServCulture}},
		{"materiel", []string{ServAccess, ServBuy}},
	}
}
