package place

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

// schema is the standard as its own patterns judge a cell, written apart from
// the code under test: 32 columns in order, required or not, with the form of
// a cell. Lists are those of version 1.0.2, traps included.
var schema = []struct {
	name     string
	required bool
	pattern  string
}{
	{"id", true, ""},
	{"pivot", true, `^[a-zA-Z0-9]{9,14}$`},
	{"nom", true, ""},
	{"commune", true, ""},
	{"code_postal", true, `^\d{5}$`},
	{"code_insee", false, `^([013-9]\d|2[AB1-9])\d{3}$`},
	{"adresse", true, ""},
	{"complement_adresse", false, ""},
	{"latitude", false, `^-?\d+(\.\d+)?$`},
	{"longitude", false, `^-?\d+(\.\d+)?$`},
	{"typologie", false, oneOf(`[A-Z_0-9]+|Autre`)},
	{"telephone", false, `^\+(33|590|594|262|596|269|687|689|508|681)\d{6,9}$`},
	{"courriels", false, ""},
	{"site_web", false, ""},
	{"horaires", false, ""},
	{"presentation_resume", false, `^(?s:.){0,280}$`},
	{"presentation_detail", false, ""},
	{"source", false, ""},
	{"itinerance", false, oneOf("Itinérant|Fixe")},
	{"structure_parente", false, ""},
	{"date_maj", true, `^\d{4}-\d{2}-\d{2}$`},
	{"services", false, oneOf("Aide aux démarches administratives|Maîtrise des outils numériques du quotidien|Insertion professionnelle via le numérique|Utilisation sécurisée du numérique|Parentalité et éducation avec le numérique|Loisirs et créations numériques|Compréhension du monde numérique|Accès internet et matériel informatique|Acquisition de matériel informatique à prix solidaire")},
	{"publics_specifiquement_adresses", false, oneOf("Jeunes|Étudiants|Familles et/ou enfants|Seniors|Femmes")},
	{"prise_en_charge_specifique", false, oneOf(`Surdité|Handicaps moteurs|Handicaps mentaux|Illettrisme|Langues étrangères \(anglais\)|Langues étrangères \(autres\)|Déficience visuelle`)},
	{"frais_a_charge", false, oneOf("Gratuit|Gratuit sous condition|Payant")},
	{"dispositif_programmes_nationaux", false, oneOf(`Aidants Connect|Bibliothèques numérique de référence|Certification PIX|Conseillers numériques|Emmaüs Connect|France Services|Grande école du numérique|La Croix Rouge|Point d'accès numérique CAF|Promeneurs du net|Relais numérique \(Emmaüs Connect\)`)},
	{"formations_labels", false, oneOf(`Formé à « Mon Espace Santé »|Formé à « DUPLEX » \(illettrisme\)|Arnia/MedNum BFC \(Bourgogne-Franche-Comté\)|Collectif ressources et acteurs réemploi \(Normandie\)|Étapes numériques\(La Poste\)|Fabriques de Territoire|Les Éclaireurs du numérique \(Drôme\)|Mes Papiers \(Métropole de Lyon\)|ORDI 3\.0|SUD LABS \(PACA\)`)},
	{"autres_formations_labels", false, ""},
	{"modalites_acces", false, oneOf(`Se présenter|Téléphoner|Contacter par mail|Prendre un RDV en ligne|Ce lieu n'accueille pas de public|Envoyer un mail avec une fiche de prescription`)},
	{"modalites_accompagnement", false, oneOf("En autonomie|Accompagnement individuel|Dans un atelier collectif|À distance")},
	{"fiche_acces_libre", false, `^https?://\S+$`},
	{"prise_rdv", false, `^https?://\S+$`},
}

// oneOf is the schema's pattern of several values separated by bars.
func oneOf(values string) string { return `^(?:(?:^|\|)(` + values + `))+$` }

// refusals judges a whole file by the schema.
func refusals(data []byte) (out []string) {
	if !utf8.Valid(data) || bytes.HasPrefix(data, []byte("\xef\xbb\xbf")) {
		return []string{"not plain UTF-8"}
	}
	rows, err := csv.NewReader(bytes.NewReader(data)).ReadAll()
	if err != nil || len(rows) == 0 {
		return []string{fmt.Sprint("not a table: ", err)}
	}
	if len(rows[0]) != len(schema) {
		return []string{fmt.Sprintf("%d columns", len(rows[0]))}
	}
	seen := map[string]bool{}
	for n, row := range rows {
		for i, f := range schema {
			switch cell := row[i]; {
			case n == 0 && cell != f.name:
				out = append(out, fmt.Sprintf("column %d is %s, not %s", i+1, cell, f.name))
			case n == 0:
			case cell == "" && f.required:
				out = append(out, fmt.Sprintf("line %d: %s is missing", n+1, f.name))
			case cell != "" && f.pattern != "" && !regexp.MustCompile(f.pattern).MatchString(cell):
				out = append(out, fmt.Sprintf("line %d: %s does not take %q", n+1, f.name, cell))
			case i == 0 && seen[cell]:
				out = append(out, fmt.Sprintf("line %d: %q twice", n+1, cell))
			}
		}
		seen[row[0]] = true
	}
	return out
}

// The patterns themselves know the traps of the standard.
func TestTheSchemaRefusesTheTraps(t *testing.T) {
	for name, changes := range map[string]map[string]string{
		"documented label":       {"formations_labels": "Étapes numériques (La Poste)"},
		"typographic apostrophe": {"modalites_acces": "Ce lieu n’accueille pas de public"},
		"missing accent":         {"services": "Comprehension du monde numérique"},
		"two numbers":            {"telephone": "+33442919888|+33442919889"},
		"semicolons":             {"services": ServTools + ";" + ServAccess},
		"no pivot":               {"pivot": ""},
	} {
		if said := refusals([]byte(table(changes))); len(said) != 1 {
			t.Errorf("%s: %v", name, said)
		}
	}
	if said := refusals([]byte(table(nil))); said != nil {
		t.Errorf("a valid file: %v", said)
	}
}

// What is exported passes the schema, whatever was read: the messy real files,
// and any place of ours.
func TestExportsPassTheSchema(t *testing.T) {
	for _, name := range []string{"lieux/aix-en-provence.json", "lieux/france-services-2020.geojson"} {
		r, err := Read(name, shared(t, name), Options{WithoutPivot: true})
		if err != nil || len(r.Places) < 8 {
			t.Fatalf("%s: %v", name, err)
		}
		var b bytes.Buffer
		if err := WriteCSV(&b, r.Places); err != nil {
			t.Fatal(err)
		}
		if said := refusals(b.Bytes()); said != nil {
			t.Errorf("%s: %s", name, strings.Join(said, "\n"))
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		var b bytes.Buffer
		if err := WriteCSV(&b, []Place{drawPlace(t)}); err != nil {
			t.Fatal(err)
		}
		if said := refusals(b.Bytes()); said != nil {
			t.Fatal(said)
		}
	})
}
