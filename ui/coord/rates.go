package coord

import (
	"math"
	"slices"

	"parvis/app/reach"
	"parvis/assets"
	"parvis/i18n"
	"parvis/ui/theme"
)

// area is a tile of the map with its figures.
type area struct {
	assets.Tile
	inset bool
	count int
	rate  *float64 // per 1,000 inhabitants; nil: nothing published, or too few inhabitants
	class int      // 0 to 4; -1 without a rate
}

// territory is every commune of the map, Marseille's districts left out.
func territory() map[string]assets.Tile {
	out := map[string]assets.Tile{}
	for _, t := range assets.TileMap().Tiles {
		out[t.INSEE] = t
	}
	return out
}

// atlas is the whole map: its tiles, the limits of its classes, the mean.
type atlas struct {
	areas  []area
	limits [4]float64
	mean   float64
}

// yearLimits are the limits of the classes over a whole year, in
// accompaniments per 1,000 inhabitants.
var yearLimits = [4]float64{3, 6, 9, 14}

// limitsFor scales the limits to a number of months, rounded to halves and
// always different from one another.
func limitsFor(n int) (out [4]float64) {
	for i, v := range yearLimits {
		out[i] = math.Round(v*float64(n)/12*2) / 2
		if i > 0 && out[i] <= out[i-1] {
			out[i] = out[i-1] + 0.5
		}
		out[i] = max(out[i], 0.5*float64(i+1))
	}
	return out
}

// atlas sets the rates on the tiles.
func (c *Coord) atlas(f figures) (atlas, error) {
	q := c.query(f, "commune")
	rates, err := f.cube.Rates(q, c.Territory)
	if err != nil {
		return atlas{}, err
	}
	byCommune := map[string]reach.Rate{}
	for _, r := range rates {
		byCommune[r.Insee] = r
	}
	a := atlas{limits: limitsFor(months(q.From, q.To))}
	m := assets.TileMap()
	people, count := 0, 0
	add := func(t assets.Tile, inset bool) {
		r := byCommune[t.INSEE]
		x := area{Tile: t, inset: inset, count: r.Count, rate: r.PerThousand, class: -1}
		if x.rate != nil && x.count > 0 {
			x.class = classOf(*x.rate, a.limits)
		} else {
			x.rate = nil
		}
		a.areas = append(a.areas, x)
	}
	for _, t := range m.Tiles {
		add(t, false)
		people, count = people+t.Population, count+byCommune[t.INSEE].Count
	}
	for _, t := range m.Inset {
		add(t, true)
	}
	if people > 0 {
		a.mean = float64(count) * 1000 / float64(people)
	}
	return a, nil
}

func classOf(rate float64, limits [4]float64) int {
	for i, v := range limits {
		if rate < v {
			return i
		}
	}
	return len(limits)
}

// roleOf is the colour of a class, and that of the words on it.
func roleOf(class int) (fill, ink theme.Role) {
	switch {
	case class < 0:
		return theme.MapNone, theme.MapInk
	case class >= 3:
		return []theme.Role{theme.Map4, theme.Map5}[class-3], theme.MapOn
	}
	return []theme.Role{theme.Map1, theme.Map2, theme.Map3}[class], theme.MapInk
}

// legend names the classes, the palest first.
func (a atlas) legend(l *i18n.Localizer) []string {
	n := func(v float64) string { return decimal(l, v) }
	return []string{
		l.T("coord.map.under", "n", n(a.limits[0])),
		l.T("coord.map.between", "from", n(a.limits[0]), "to", n(a.limits[1])),
		l.T("coord.map.between", "from", n(a.limits[1]), "to", n(a.limits[2])),
		l.T("coord.map.between", "from", n(a.limits[2]), "to", n(a.limits[3])),
		l.T("coord.map.over", "n", n(a.limits[3])),
	}
}

// byRate orders for the table: highest rates first, then by name.
func (a atlas) byRate() []area {
	out := slices.Clone(a.areas)
	slices.SortStableFunc(out, func(x, y area) int {
		rx, ry := -1.0, -1.0
		if x.rate != nil {
			rx = *x.rate
		}
		if y.rate != nil {
			ry = *y.rate
		}
		switch {
		case rx > ry:
			return -1
		case rx < ry:
			return 1
		}
		return 0
	})
	return out
}
