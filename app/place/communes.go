package place

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"

	"parvis/app"
)

// Commune is one commune, or an arrondissement of Marseille, Lyon or Paris.
type Commune struct {
	Insee      string   `json:"insee"`
	Nom        string   `json:"nom"`
	Postcodes  []string `json:"codesPostaux"`
	Population int      `json:"population"`
	EPCI       string   `json:"epci,omitempty"` // SIREN of its intercommunalité
	Code       string   `json:"code,omitempty"` // another name of insee in files; empty once read
}

// EPCI is an intercommunalité: a territory is data, never code.
type EPCI struct {
	Siren      string `json:"siren"`
	Nom        string `json:"nom"`
	Population int    `json:"populationMunicipale"`
}

// Communes is a table of communes to look in. It is immutable and safe for
// concurrent use.
type Communes struct {
	all     []Commune
	names   []string // folded, same order
	byInsee map[string]int
	epci    []EPCI
}

// NewCommunes makes a table; a code met twice keeps its first commune.
func NewCommunes(all []Commune, epci ...EPCI) *Communes {
	c := &Communes{byInsee: map[string]int{}, epci: epci}
	for _, x := range all {
		if _, twice := c.byInsee[x.Insee]; twice {
			continue
		}
		c.byInsee[x.Insee] = len(c.all)
		c.all = append(c.all, x)
		c.names = append(c.names, FoldName(x.Nom))
	}
	return c
}

// ReadTerritory reads a territory file: {"epci":{siren,nom,…},"communes":[…]},
// with arrondissements in any other list of the same shape.
func ReadTerritory(data []byte) (*Communes, error) {
	var loose map[string]json.RawMessage
	if err := json.Unmarshal(data, &loose); err != nil {
		return nil, app.E(app.Rejected, "place_territory").Because(err)
	}
	var epci EPCI
	if raw, ok := loose["epci"]; ok {
		if err := json.Unmarshal(raw, &epci); err != nil {
			return nil, app.E(app.Rejected, "place_territory").Because(err)
		}
	}
	var all []Commune
	names := make([]string, 0, len(loose))
	for name := range loose {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		var part []Commune
		if name == "epci" || json.Unmarshal(loose[name], &part) != nil {
			continue
		}
		for _, c := range part {
			c.Insee = cmp.Or(c.Insee, c.Code)
			c.Code = ""
			if !inseeShape.MatchString(c.Insee) || c.Nom == "" {
				return nil, app.E(app.Rejected, "place_territory")
			}
			c.EPCI = cmp.Or(c.EPCI, epci.Siren)
			all = append(all, c)
		}
	}
	if len(all) == 0 {
		return nil, app.E(app.Rejected, "place_territory")
	}
	return NewCommunes(all, epci), nil
}

// FoldName folds the name of a commune, "St" and "Ste" opened.
func FoldName(nom string) string {
	words := strings.Fields(Fold(nom))
	for i, w := range words {
		switch w {
		case "st":
			words[i] = "saint"
		case "ste":
			words[i] = "sainte"
		}
	}
	return strings.Join(words, " ")
}

// ByInsee gives a commune by its code.
func (c *Communes) ByInsee(insee string) (Commune, bool) {
	if c == nil {
		return Commune{}, false
	}
	i, ok := c.byInsee[insee]
	if !ok {
		return Commune{}, false
	}
	return c.all[i], true
}

// All gives a copy of the table, in its order.
func (c *Communes) All() []Commune { return slices.Clone(c.all) }

// EPCIs gives the territories the table was read with.
func (c *Communes) EPCIs() []EPCI { return slices.Clone(c.epci) }

// EPCIOf gives the SIREN of a commune's territory, "" when unknown.
func (c *Communes) EPCIOf(insee string) string {
	found, _ := c.ByInsee(insee)
	return found.EPCI
}

// Search gives the communes whose name has words beginning with those typed,
// without case nor accents, or whose postcode or INSEE code begins with the
// digits typed. Names that begin so come first, then larger communes.
func (c *Communes) Search(typed string, limit int) []Commune {
	q := FoldName(typed)
	if q == "" || c == nil {
		return nil
	}
	type hit struct {
		rank int
		Commune
	}
	var hits []hit
	for i, x := range c.all {
		if rank, ok := match(c.names[i], x, q); ok {
			hits = append(hits, hit{rank, x})
		}
	}
	slices.SortFunc(hits, func(a, b hit) int {
		return cmp.Or(cmp.Compare(a.rank, b.rank), cmp.Compare(b.Population, a.Population), cmp.Compare(a.Insee, b.Insee))
	})
	var out []Commune
	for _, h := range hits {
		if limit > 0 && len(out) == limit {
			break
		}
		out = append(out, h.Commune)
	}
	return out
}

// match ranks a commune: 0 exact, 1 beginning of the name, 2 beginnings of
// words, 3 a code.
func match(name string, c Commune, q string) (int, bool) {
	switch {
	case name == q:
		return 0, true
	case strings.HasPrefix(name, q):
		return 1, true
	}
	words := strings.Fields(name)
	all := true
	for _, w := range strings.Fields(q) {
		all = all && slices.ContainsFunc(words, func(have string) bool { return strings.HasPrefix(have, w) })
	}
	if all {
		return 2, true
	}
	bare := strings.ToUpper(strings.ReplaceAll(q, " ", ""))
	code := strings.HasPrefix(c.Insee, bare) || slices.ContainsFunc(c.Postcodes, func(p string) bool { return strings.HasPrefix(p, bare) })
	return 3, code
}

// Match finds the one commune of that name and postcode ("" leaves one of them
// out); false when there is none, or more than one.
func (c *Communes) Match(nom, postcode string) (Commune, bool) {
	q, found, n := FoldName(nom), Commune{}, 0
	if c == nil || q == "" {
		return found, false
	}
	for i, x := range c.all {
		// "Marseille 2e" or "Marseille" with the postcode of an arrondissement
		sameName := c.names[i] == q
		if sameName && (postcode == "" || slices.Contains(x.Postcodes, postcode)) {
			found = x
			n++
		}
	}
	return found, n == 1
}
