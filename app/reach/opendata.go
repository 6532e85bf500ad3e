package reach

import (
	"cmp"
	"slices"

	"parvis/app"
	"parvis/app/lots"
)

// The thresholds of what is published to everyone.
const (
	openK         = 11  // participations per figure
	openPlaces    = 3   // places behind a figure below the whole territory
	openDominance = .85 // no place may be above this part of a figure
	openEpsilon   = 1.0 // privacy budget per table and year
	openTicks     = 4   // cells one participation may enter in a table of ticks
)

// OpenTable is one published table of one year.
type OpenTable struct {
	View    string       `json:"view"`
	Level   string       `json:"level"` // epci: the whole territory; commune: by commune of the place
	Year    string       `json:"year"`
	Figures []OpenFigure `json:"figures"`
	Total   int          `json:"total"`   // the sum of the figures: nothing can be subtracted from it
	Epsilon float64      `json:"epsilon"` // spent on this table
	Scale   float64      `json:"scale"`   // mean size of the noise of a figure is about this
	Left    int          `json:"left"`    // cells too small or too dominated to be a figure
}

// OpenFigure is one published number. Area is the commune of the places at
// that level, "" at the level of the territory; Grouped gathers what alone
// stayed under a threshold.
type OpenFigure struct {
	Area    string    `json:"area,omitempty"`
	Cell    lots.Cell `json:"cell,omitempty"`
	Grouped bool      `json:"grouped,omitempty"`
	Count   int       `json:"count"`
}

// Budget is the written privacy budget that goes beside the files.
type Budget struct {
	Year     string             `json:"year"`
	PerTable map[string]float64 `json:"per_table"` // "view/level" → ε
	Total    float64            `json:"total"`     // if someone takes part in every table
	Unit     string             `json:"unit"`      // what one ε protects
	Noise    string             `json:"noise"`
}

// OpenData prepares a year's tables: thresholds first (11 participations,
// three places below the territory, no place above 85 %), then noise on each
// figure, the same for the same secret however often it is asked. Kiosk views
// are left out: anyone can add to them.
func (c *Cube) OpenData(year string, secret []byte, t Territory) ([]OpenTable, Budget, error) {
	from, ok := parseMonth(year + "-01")
	if !ok {
		return nil, Budget{}, app.E(app.Usage, "reach_month", "value", year)
	}
	if len(secret) < 32 {
		return nil, Budget{}, app.E(app.Failed, "reach_secret")
	}
	budget := Budget{
		Year: year, PerTable: map[string]float64{}, Unit: "one participation",
		Noise: "two-sided geometric",
	}
	var out []OpenTable
	for _, view := range lots.Views() {
		table := c.views[view]
		if table == nil || view.Kiosk() {
			continue
		}
		for _, level := range []string{"epci", "commune"} {
			o := c.open(table, view, level, from, t)
			if len(o.Figures) == 0 {
				continue
			}
			o.Year = year
			o.blur(secret, view)
			budget.PerTable[string(view)+"/"+level] = o.Epsilon
			budget.Total += o.Epsilon
			out = append(out, o)
		}
	}
	return out, budget, nil
}

// pile is what the places bring to one possible figure.
type pile struct {
	area string
	cell uint32
	by   map[uint32]int
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
	if n < openK || float64(largest) > openDominance*float64(n) {
		return false
	}
	return level == "epci" || len(p.by) >= openPlaces
}

// open chooses the figures of a table. What stays under a threshold is put
// together, area by area, and published if the whole of it passes.
func (c *Cube) open(table *table, view lots.View, level string, from month, t Territory) OpenTable {
	o := OpenTable{View: string(view), Level: level}
	rest := map[string]*pile{}
	for _, p := range c.piles(table, level, from, t) {
		if p.fit(level) {
			n, _ := p.sum()
			o.Figures = append(o.Figures, OpenFigure{Area: p.area, Cell: table.coords[p.cell], Count: n})
			continue
		}
		o.Left++
		if rest[p.area] == nil {
			rest[p.area] = &pile{area: p.area, by: map[uint32]int{}}
		}
		for place, n := range p.by {
			rest[p.area].by[place] += n
		}
	}
	for _, p := range rest {
		if p.fit(level) {
			n, _ := p.sum()
			o.Figures = append(o.Figures, OpenFigure{Area: p.area, Grouped: true, Count: n})
		}
	}
	slices.SortFunc(o.Figures, func(a, b OpenFigure) int {
		return cmp.Or(cmp.Compare(a.Area, b.Area), cmp.Compare(a.Cell.Key(), b.Cell.Key()))
	})
	return o
}

// piles gathers a year by area and cell. Places of unknown commune count for
// the territory only.
func (c *Cube) piles(table *table, level string, from month, t Territory) []*pile {
	area := make([]string, len(c.places.names))
	for i, id := range c.places.names {
		if level == "commune" {
			area[i] = t.communeOfPlace(id)
		}
	}
	type key struct {
		area string
		cell uint32
	}
	found := map[key]*pile{}
	for i, m := range table.month {
		place := table.place[i]
		if m < from || m > from+11 || level == "commune" && area[place] == "" {
			continue
		}
		k := key{area[place], table.cell[i]}
		if found[k] == nil {
			found[k] = &pile{area: k.area, cell: k.cell, by: map[uint32]int{}}
		}
		found[k].by[place] += int(table.count[i])
	}
	out := make([]*pile, 0, len(found))
	for _, p := range found {
		out = append(out, p)
	}
	return out
}

// blur adds the noise, then sums: the total agrees with what is printed.
func (o *OpenTable) blur(secret []byte, view lots.View) {
	o.Epsilon, o.Scale = openEpsilon, 1/openEpsilon
	if view.MultiValued() {
		o.Scale *= openTicks
	}
	for i := range o.Figures {
		f := &o.Figures[i]
		name := o.View + "\x00" + o.Level + "\x00" + o.Year + "\x00" + f.Area + "\x00" + f.Cell.Key()
		if f.Grouped {
			name += "\x00grouped"
		}
		f.Count = max(0, f.Count+noise(secret, name, o.Scale))
		o.Total += f.Count
	}
}
