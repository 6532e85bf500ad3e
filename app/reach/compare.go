package reach

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"parvis/app/lots"
	"parvis/app/poll"
	"parvis/app/session"
)

// Territory is what is known of places and communes; territory is data, never
// code. Nil functions know nothing.
type Territory struct {
	CommuneOfPlace func(placeID string) string            // INSEE code, "" unknown
	EPCIOf         func(insee string) string              // SIREN, "" unknown
	Population     func(insee string) (n int, ok bool)    // municipal population
	Name           func(insee string) (s string, ok bool) // for exports
	Schemes        []session.Scheme                       // published
	Polls          []poll.Poll                            // published
}

func (t Territory) communeOfPlace(id string) string {
	if t.CommuneOfPlace == nil {
		return ""
	}
	return t.CommuneOfPlace(id)
}

func (t Territory) epciOfPlace(id string) string {
	commune := t.communeOfPlace(id)
	if commune == "" || t.EPCIOf == nil {
		return ""
	}
	return t.EPCIOf(commune)
}

// Point is one month of a series.
type Point struct {
	Month string `json:"month"`
	Count int    `json:"count"`
	Open  bool   `json:"open,omitempty"` // details of the month are not closed yet
}

// Series gives every month of the period, the empty ones too, for one cell of
// the view or, when cell is nil, for all of them.
func (c *Cube) Series(q Query, cell lots.Cell, t Territory) ([]Point, error) {
	view, err := viewOf(q.View)
	if err != nil {
		return nil, err
	}
	from, to, err := c.bounds(q.From, q.To)
	if err != nil || from > to || from == 0 {
		return nil, err
	}
	points := make([]Point, to-from+1)
	for i := range points {
		m := from + month(i)
		points[i] = Point{Month: m.String(), Open: m > c.closed(q)}
	}
	table := c.views[view]
	if table == nil {
		return points, nil
	}
	pick, only := c.filter(q, t), -1
	if cell != nil {
		n, known := table.cells.number[cell.Key()]
		if !known {
			return points, nil
		}
		only = int(n)
	}
	for i, m := range table.month {
		if m >= from && m <= to && (pick == nil || pick[table.place[i]]) && (only < 0 || table.cell[i] == uint32(only)) {
			points[m-from].Count += int(table.count[i])
		}
	}
	return points, nil
}

// Change compares a figure with the same months of the year before.
type Change struct {
	Cell   lots.Cell
	Now    int
	Before int
	// Percent is the change in percent, rounded to a unit; nil when the year
	// before is unknown or under 11, too few for a percentage to mean anything.
	Percent *int
}

// leastForPercent is the smallest figure a percentage is made of.
const leastForPercent = 11

// Compare gives the total of the view (first, with a nil cell) and each of its
// cells against the year before. Only closed months are compared: a month
// begun would pass for a fall.
func (c *Cube) Compare(q Query, t Territory) ([]Change, error) {
	from, to, err := c.bounds(q.From, q.To)
	if err != nil {
		return nil, err
	}
	to = min(to, c.closed(q))
	now := q
	now.From, now.To = from.String(), to.String()
	if from > to || from < 12 {
		return nil, nil
	}
	before := q
	before.From, before.To = (from - 12).String(), (to - 12).String()
	a, err := c.Query(now, t)
	if err != nil {
		return nil, err
	}
	b, err := c.Query(before, t)
	if err != nil {
		return nil, err
	}
	known := from-12 >= c.oldest
	old := map[string]int{}
	for _, f := range b.Cells {
		old[f.Cell.Key()] = f.Count
	}
	out := []Change{change(nil, a.Total, b.Total, known)}
	for _, f := range a.Cells {
		out = append(out, change(f.Cell, f.Count, old[f.Cell.Key()], known))
		delete(old, f.Cell.Key())
	}
	for _, f := range b.Cells {
		if _, gone := old[f.Cell.Key()]; gone {
			out = append(out, change(f.Cell, 0, f.Count, known))
		}
	}
	return out, nil
}

func change(cell lots.Cell, now, before int, known bool) Change {
	x := Change{Cell: cell, Now: now, Before: before}
	if known && before >= leastForPercent {
		p := int(math.Round(100 * float64(now-before) / float64(before)))
		x.Percent = &p
	}
	return x
}

// Rate is what a commune's inhabitants came for.
type Rate struct {
	Insee      string
	Count      int
	Population int
	// PerThousand is participations per 1,000 inhabitants, to one decimal; nil
	// under 2,000 inhabitants or where the population is unknown.
	PerThousand *float64
}

// leastForRate is the smallest population a rate is given for.
const leastForRate = 2000

// Rates gives the communes of residence met in the period, biggest first.
func (c *Cube) Rates(q Query, t Territory) ([]Rate, error) {
	q.View = "commune"
	r, err := c.Query(q, t)
	if err != nil {
		return nil, err
	}
	var out []Rate
	for _, f := range r.Cells {
		insee := f.Cell["commune"]
		if !commune(insee) {
			continue
		}
		x := Rate{Insee: insee, Count: f.Count}
		if t.Population != nil {
			if n, ok := t.Population(insee); ok {
				x.Population = n
			}
		}
		if x.Population >= leastForRate {
			v := math.Round(10000*float64(f.Count)/float64(x.Population)) / 10
			x.PerThousand = &v
		}
		out = append(out, x)
	}
	slices.SortStableFunc(out, func(a, b Rate) int { return cmp.Compare(b.Count, a.Count) })
	return out, nil
}

// commune says whether a code of the view is a commune, not a territory above
// it nor « non communiqué ».
func commune(code string) bool {
	return len(code) == 5 && !strings.ContainsFunc(code[2:], func(r rune) bool { return r < '0' || r > '9' })
}

// Served is how many communes of an intercommunality were met in the period,
// at least: a commune that waits is not among them.
func (c *Cube) Served(q Query, t Territory, siren string) (int, error) {
	rates, err := c.Rates(q, t)
	if err != nil || t.EPCIOf == nil {
		return 0, err
	}
	n := 0
	for _, r := range rates {
		if t.EPCIOf(r.Insee) == siren {
			n++
		}
	}
	return n, nil
}

// PlaceFigure is what one place sent.
type PlaceFigure struct {
	PlaceID string
	Count   int    // participations
	Last    string // month of its last lot, whatever the view
}

// ByPlace gives every place that ever sent something, biggest first, with
// zero where it sent nothing in the period: a silent place is not forgotten.
func (c *Cube) ByPlace(q Query, t Territory) ([]PlaceFigure, error) {
	from, to, err := c.bounds(q.From, q.To)
	if err != nil {
		return nil, err
	}
	pick := c.filter(q, t)
	last := make([]month, len(c.places.names))
	counts := make([]int, len(c.places.names))
	for view, table := range c.views {
		for i, p := range table.place {
			last[p] = max(last[p], table.month[i])
			if view == lots.Total && table.month[i] >= from && table.month[i] <= to {
				counts[p] += int(table.count[i])
			}
		}
	}
	var out []PlaceFigure
	for i, id := range c.places.names {
		if pick == nil || pick[i] {
			out = append(out, PlaceFigure{id, counts[i], last[i].String()})
		}
	}
	slices.SortFunc(out, func(a, b PlaceFigure) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.PlaceID, b.PlaceID))
	})
	return out, nil
}
