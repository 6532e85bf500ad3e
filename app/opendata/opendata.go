// Package opendata prepares what is published to everyone: the tables of one
// year, made from lots, with a written privacy budget.
//
// It promises four rules on every figure: at least eleven participations; three
// places below the whole territory; no place above 85 % of it; and noise, one
// ε per table and year, the same however often the same figures are asked. A
// printed total is the sum of what is printed. It never publishes kiosk runs,
// which anyone can add to, nor a year that is not over.
//
// It depends on nothing but the wire: a server can publish without the rest of
// the domain.
package opendata

import (
	"cmp"
	"iter"
	"slices"
	"strings"
	"time"

	"parvis/app"
)

// The rules.
const (
	MinCount  = 11  // participations per figure
	MinPlaces = 3   // places behind a figure below the whole territory
	Dominance = .85 // no place may be above this part of a figure
	Epsilon   = 1   // privacy budget per table and year
	Ticks     = 4   // cells of one table of ticks that the budget protects together
)

// The two levels: the whole territory, and the communes of the places.
const (
	Whole   = "territoire"
	Commune = "commune"
)

// Lot is one lot as a server keeps it. Month is the month its window is, or
// belongs to.
type Lot struct {
	Place string
	View  string
	Cell  map[string]string
	Month string
	Count int
}

// Table is one published table of one year.
type Table struct {
	View    string   `json:"view"`
	Level   string   `json:"level"`
	Year    int      `json:"year"`
	Dims    []string `json:"dimensions"`
	Figures []Figure `json:"figures"`
	Total   int      `json:"total"`   // the sum of the figures: nothing can be subtracted from it
	Epsilon float64  `json:"epsilon"` // spent on this table
	Scale   int      `json:"scale"`   // mean size of the noise of a figure is about this
	Left    int      `json:"left"`    // cells too small or too dominated to be a figure of their own
}

// Figure is one published number. Area is the commune of the places at that
// level (INSEE code), "" for the territory; Grouped gathers what alone stayed
// under a rule.
type Figure struct {
	Area    string            `json:"area,omitempty"`
	Cell    map[string]string `json:"cell,omitempty"`
	Grouped bool              `json:"grouped,omitempty"`
	Count   int               `json:"count"`
}

// Budget is the written privacy budget that goes beside the files.
type Budget struct {
	Year     int                `json:"year"`
	PerTable map[string]float64 `json:"per_table"` // "view/level" → ε
	Total    float64            `json:"total"`     // for who takes part in every table
	Unit     string             `json:"unit"`      // what one ε protects
	Noise    string             `json:"noise"`
	Rules    string             `json:"rules"`
}

// Options is what a publication needs.
type Options struct {
	Year int
	// Secret makes the noise; at least 32 bytes, kept for ever.
	Secret []byte
	// CommuneOf gives the INSEE code of a place's commune, "" when it is not
	// known: it then counts for the territory only. nil: no table by commune.
	CommuneOf func(place string) string
}

// Over says whether a year's details are closed everywhere: its last week ends
// on 3 January at the latest, and devices need a few days to send.
func Over(year int, now time.Time) bool {
	return !now.Before(time.Date(year+1, 1, 15, 0, 0, 0, 0, time.UTC))
}

// Publish prepares a year's tables: the rules first, then noise on each figure.
// Errors: "open_secret", and those of the lots.
func Publish(lots iter.Seq2[Lot, error], o Options) ([]Table, Budget, error) {
	if len(o.Secret) < 32 {
		return nil, Budget{}, app.E(app.Failed, "open_secret")
	}
	piles, err := gather(lots, o)
	if err != nil {
		return nil, Budget{}, err
	}
	budget := Budget{
		Year: o.Year, PerTable: map[string]float64{},
		Unit:  "une participation ; dans un tableau à plusieurs réponses, au plus 4 de ses réponses",
		Noise: "Laplace discret (Canonne, Kamath et Steinke, 2020), tiré d’un secret : la même demande donne le même nombre",
		Rules: "au moins 11 participations ; 3 lieux au moins sous le territoire ; aucun lieu au-dessus de 85 % d’un chiffre",
	}
	out := []Table{}
	for _, view := range Views() {
		for _, level := range []string{Whole, Commune} {
			t := Table{View: view.Name, Level: level, Year: o.Year, Dims: view.Dims()}
			t.choose(piles[table{view.Name, level}])
			if len(t.Figures) == 0 {
				continue
			}
			t.blur(o.Secret, view)
			budget.PerTable[t.View+"/"+t.Level] = t.Epsilon
			budget.Total += t.Epsilon
			out = append(out, t)
		}
	}
	return out, budget, nil
}

type table struct{ view, level string }

// pile is what the places bring to one possible figure.
type pile struct {
	area string
	cell map[string]string
	by   map[string]int
}

func (p *pile) sum() (n, largest int) {
	for _, x := range p.by {
		n += x
		largest = max(largest, x)
	}
	return n, largest
}

// fit says whether the pile may be a figure.
func (p *pile) fit(level string) bool {
	n, largest := p.sum()
	if n < MinCount || float64(largest) > Dominance*float64(n) {
		return false
	}
	return level == Whole || len(p.by) >= MinPlaces
}

// gather adds a year up by table, area and cell.
func gather(lots iter.Seq2[Lot, error], o Options) (map[table]map[string]*pile, error) {
	out := map[table]map[string]*pile{}
	year := time.Date(o.Year, 1, 1, 0, 0, 0, 0, time.UTC).Format("2006-")
	for l, err := range lots {
		if err != nil {
			return nil, err
		}
		if !strings.HasPrefix(l.Month, year) {
			continue
		}
		cell := l.here()
		areas := map[string]string{Whole: ""}
		if o.CommuneOf != nil {
			if commune := o.CommuneOf(l.Place); commune != "" {
				areas[Commune] = commune
			}
		}
		for level, area := range areas {
			t := table{l.View, level}
			if out[t] == nil {
				out[t] = map[string]*pile{}
			}
			key := area + "\x00" + keyOf(cell)
			p := out[t][key]
			if p == nil {
				p = &pile{area: area, cell: cell, by: map[string]int{}}
				out[t][key] = p
			}
			p.by[l.Place] += l.Count
		}
	}
	return out, nil
}

// here gives its name to the place a device calls its own: seen from a server,
// "ici" is where the lot came from.
func (l Lot) here() map[string]string {
	if l.Cell[l.View] == "ici" {
		return map[string]string{l.View: l.Place}
	}
	return l.Cell
}

// keyOf is the same text for the same cell.
func keyOf(cell map[string]string) string {
	var parts []string
	for dim, code := range cell {
		parts = append(parts, dim+"="+code)
	}
	slices.Sort(parts)
	return strings.Join(parts, "\x00")
}

// choose makes the figures. What stays under a rule is put together, area by
// area, and published if the whole of it passes.
func (t *Table) choose(piles map[string]*pile) {
	rest := map[string]*pile{}
	for _, p := range piles {
		if p.fit(t.Level) {
			n, _ := p.sum()
			t.Figures = append(t.Figures, Figure{Area: p.area, Cell: p.cell, Count: n})
			continue
		}
		t.Left++
		if rest[p.area] == nil {
			rest[p.area] = &pile{area: p.area, by: map[string]int{}}
		}
		for place, n := range p.by {
			rest[p.area].by[place] += n
		}
	}
	for _, p := range rest {
		if p.fit(t.Level) {
			n, _ := p.sum()
			t.Figures = append(t.Figures, Figure{Area: p.area, Grouped: true, Count: n})
		}
	}
	slices.SortFunc(t.Figures, func(a, b Figure) int {
		return cmp.Or(cmp.Compare(a.Area, b.Area), cmp.Compare(keyOf(a.Cell), keyOf(b.Cell)))
	})
}

// blur adds the noise, then sums: the total agrees with what is printed. The
// true number is part of what the noise is drawn from, so that two editions of
// a year do not differ by exactly what came late.
func (t *Table) blur(secret []byte, view View) {
	t.Epsilon, t.Scale = Epsilon, 1/Epsilon
	if view.Several {
		t.Scale *= Ticks
	}
	for i := range t.Figures {
		f := &t.Figures[i]
		s := newStream(secret, t.View, t.Level, f.Area, keyOf(f.Cell), f.Grouped, t.Year, f.Count)
		f.Count = max(0, f.Count+s.laplace(t.Scale))
		t.Total += f.Count
	}
}
