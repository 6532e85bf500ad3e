package library

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"parvis/i18n"
)

func shelfOf(titles ...string) *Index {
	b := NewBuilder()
	for _, t := range titles {
		id, title, _ := strings.Cut(t, "|")
		b.Add(Document{ID: id, Title: title, State: Reviewed})
	}
	return b.Index()
}

func first(x *Index, q string, o Options) string {
	if hits := x.Search(q, o); len(hits) > 0 {
		return hits[0].ID
	}
	return ""
}

func TestSearchFindsWhatPeopleType(t *testing.T) {
	x := shelfOf(
		"identite|Refaire sa carte d’identité", "vitale|Carte Vitale perdue ou volée", "grise|Changer l’adresse de sa carte grise",
		"travail|S’inscrire à France Travail", "ameli|Créer son compte ameli", "cheval|Choisir un cheval, des chevaux",
		"permis|Échanger un permis étranger", "rsa|Demander le RSA", "tele|Le télétravail", "apl|Demander l’aide au logement (APL)",
	)
	cases := map[string]struct{ query, want string }{
		"first letter":                 {"v", "vitale"},
		"as typed":                     {"cart id", "identite"},
		"elision":                      {"d’identité", "identite"},
		"typewriter apostrophe":        {"l'identite", "identite"},
		"apostrophe forgotten":         {"carte didentité", "identite"},
		"acronym for the name":         {"CNI", "identite"},
		"acronym being typed":          {"cni", "identite"},
		"former name":                  {"pôle emploi", "travail"},
		"former name, being typed":     {"pole emp", "travail"},
		"nickname":                     {"la sécu", "ameli"},
		"official name for the common": {"certificat d'immatriculation", "grise"},
		"no accents":                   {"echanger permis etranger", "permis"},
		"capitals":                     {"PERMIS ÉTRANGER", "permis"},
		"dotted acronym":               {"le R.S.A.", "rsa"},
		"plural":                       {"chevaux", "cheval"},
		"missing letter":               {"permi étrangr", "permis"},
		"added letter":                 {"carte vittale", "vitale"},
		"swapped letters":              {"idnetité", "identite"},
		"two words in one":             {"cartevitale", "vitale"},
		"one word in two":              {"télé travail", "tele"},
		"a whole sentence":             {"bonjour je voudrais refaire ma carte d'identité s'il vous plaît", "identite"},
		"typing error at the end":      {"logemant", "apl"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			if got := first(x, c.query, Options{}); got != c.want {
				t.Errorf("%q gives %q, want %q (%v)", c.query, got, c.want, x.Search(c.query, Options{}))
			}
		})
	}
}

func TestShortWordsAreNotCorrected(t *testing.T) {
	if hits := shelfOf("caf|Le compte CAF").Search("cav ", Options{}); len(hits) != 0 {
		t.Errorf("a slip in a word of three letters was forgiven: %v", hits)
	}
}

func TestTitleAboveKeywordsAboveBody(t *testing.T) {
	b := NewBuilder()
	b.Add(Document{ID: "body", Title: "Autre chose", Body: strings.Repeat("La procuration. ", 30)})
	b.Add(Document{ID: "keyword", Title: "Voter", Keywords: []string{"procuration"}})
	b.Add(Document{ID: "title", Title: "La procuration"})
	hits := b.Index().Search("procuration", Options{})
	var got []string
	for _, h := range hits {
		got = append(got, h.ID)
	}
	if strings.Join(got, " ") != "title keyword body" {
		t.Errorf("order is %v", got)
	}
}

func TestImportedSheetsStayBelowAndApart(t *testing.T) {
	b := NewBuilder()
	b.Add(Document{ID: "F1", Title: "Procuration", Imported: true, Edition: "2020-11", Source: "2020-11-01"})
	b.Add(Document{ID: "F2", Title: "Procuration de vote", Imported: true, Edition: "2026-10", Source: "2026-10-02"})
	b.Add(Document{ID: "own", Title: "Voter pour une autre personne avec une procuration", State: Reviewed})
	x := b.Index()
	today := Options{Today: "2026-11-23"}
	if hits := x.Search("procuration", today); len(hits) != 2 || hits[0].ID != "own" || hits[1].ID != "F2" {
		t.Errorf("fresh sheets only, below the reviewed guide: %v", hits)
	}
	today.All = true
	hits := x.Search("procuration", today)
	if len(hits) != 3 || hits[0].ID != "own" || hits[1].Edition == "" {
		t.Errorf("all sheets, below the reviewed guide, with their edition: %v", hits)
	}
}

func TestEditionText(t *testing.T) {
	fr := i18n.New("fr")
	for edition, want := range map[string]string{"2020-11": "fiche de novembre 2020", "2020-10": "fiche d’octobre 2020", "": ""} {
		if got := (Hit{Imported: true, Edition: edition}).EditionText(fr); got != want {
			t.Errorf("%q: %q", edition, got)
		}
	}
	if got := (Hit{Edition: "2020-11"}).EditionText(fr); got != "" {
		t.Errorf("a guide of ours bears %q", got)
	}
}

func TestOneRowAGuideInTheLanguageThatAnswers(t *testing.T) {
	x := sample()
	for query, lang := range map[string]string{"identity card": "en", "carte d’identité": "fr", "بطاقة": "ar"} {
		hits := x.Search(query, Options{Lang: lang})
		n := 0
		for _, h := range hits {
			if h.ID == "carte-identite" {
				n++
				if h.Lang != lang {
					t.Errorf("%q answers in %s", query, h.Lang)
				}
			}
		}
		if n != 1 {
			t.Errorf("%q: %d rows for one guide", query, n)
		}
	}
}

func TestUsesBreakTies(t *testing.T) {
	b := NewBuilder()
	b.Add(Document{ID: "a", Title: "Compte en ligne"})
	b.Add(Document{ID: "b", Title: "Compte en ligne", Uses: 40})
	if got := first(b.Index(), "compte", Options{}); got != "b" {
		t.Errorf("the guide in use comes second")
	}
}

// Any text is answered without a fault, scores stay in 0…1 and fall.
func TestSearchAcceptsAnything(t *testing.T) {
	x := sample()
	rapid.Check(t, func(rt *rapid.T) {
		q := rapid.String().Draw(rt, "query")
		last := 1.0
		for _, h := range x.Search(q, Options{All: true}) {
			if h.Score < 0 || h.Score > last {
				rt.Fatalf("%q: score %v after %v", q, h.Score, last)
			}
			last = h.Score
		}
	})
}

// Who types a whole title finds that guide first, even when a longer one holds
// the same words more often, and never above a reviewed guide when it is an
// imported sheet.
func TestATitleTypedWholeComesFirst(t *testing.T) {
	b := NewBuilder()
	minors := strings.Repeat("La garde à vue d’un mineur. ", 4)
	b.Add(Document{ID: "minors", Title: "Garde à vue ou retenue d’un mineur", Keywords: []string{"garde à vue"}, Body: minors, Uses: 300})
	b.Add(Document{ID: "all", Title: "Garde à vue (GAV)", Body: "Durée."})
	if got := first(b.Index(), "garde a vue", Options{}); got != "all" {
		t.Errorf("the title typed whole comes after %s", got)
	}
	b = NewBuilder()
	b.Add(Document{ID: "F1", Title: "Garde à vue", Imported: true, Prior: 0.5})
	for _, id := range []string{"F2", "F3", "F4"} {
		b.Add(Document{ID: id, Title: "Garde à vue d’un mineur", Imported: true})
	}
	x := b.Index()
	for _, limit := range []int{1, 3} {
		if hits := x.Search("garde à vue", Options{All: true, Limit: limit}); len(hits) != limit || hits[0].ID != "F1" {
			t.Errorf("%d rows: the sheet of that title does not come first: %+v", limit, hits)
		}
	}
	b = NewBuilder()
	b.Add(Document{ID: "F1", Title: "Garde à vue", Imported: true})
	b.Add(Document{ID: "own", Title: "Une personne proche est en garde à vue", State: Reviewed})
	if got := first(b.Index(), "garde à vue", Options{All: true}); got != "own" {
		t.Errorf("an imported sheet stands above a reviewed guide: %s", got)
	}
}

// Every title finds its guide, whole or without its accents.
func TestEveryTitleFindsItsGuide(t *testing.T) {
	titles := []string{
		"a|Déclarer ses revenus", "b|Ouvrir un compte à la CAF", "c|Obtenir un acte de naissance",
		"d|Prévenir d’un changement d’adresse", "e|S’actualiser chaque mois", "f|Reconnaître une arnaque",
	}
	x := shelfOf(titles...)
	rapid.Check(t, func(rt *rapid.T) {
		id, title, _ := strings.Cut(rapid.SampledFrom(titles).Draw(rt, "guide"), "|")
		if rapid.Bool().Draw(rt, "folded") {
			title = fold(strings.ToLower(title))
		}
		if got := first(x, title, Options{}); got != id {
			rt.Fatalf("%q gives %q", title, got)
		}
	})
}

func TestOneEditAgreesWithDistance(t *testing.T) {
	word := rapid.StringOfN(rapid.SampledFrom([]rune("abcé")), 0, 7, -1)
	rapid.Check(t, func(rt *rapid.T) {
		a, b := word.Draw(rt, "a"), word.Draw(rt, "b")
		if got, want := oneEdit(a, b), distance([]rune(a), []rune(b)) == 1; got != want {
			rt.Fatalf("oneEdit(%q, %q) = %v", a, b, got)
		}
	})
}

// distance is the plain restricted Damerau–Levenshtein distance.
func distance(a, b []rune) int {
	d := make([][]int, len(a)+1)
	for i := range d {
		d[i] = make([]int, len(b)+1)
		d[i][0] = i
	}
	for j := range d[0] {
		d[0][j] = j
	}
	for i := 1; i <= len(a); i++ {
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			d[i][j] = min(d[i-1][j]+1, d[i][j-1]+1, d[i-1][j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				d[i][j] = min(d[i][j], d[i-2][j-2]+1)
			}
		}
	}
	return d[len(a)][len(b)]
}
