// Package reach makes the coordinator's figures: sums of lots by view, month
// and place, compared from year to year, set against the population, exported,
// and published as open data.
//
// It promises that every number is a sum of lots, that the screen, every
// export and the command line come from the same query object and so agree,
// and that no month or record ever drops out of a total unseen. It never knows
// a device, a mediator or a session, and never guesses what a device holds.
package reach

import (
	"fmt"
	"iter"
	"slices"

	"parvis/app"
	"parvis/app/lots"
	"parvis/app/session"
)

// Row is one lot as the hub keeps it: the place it came from, a view, the
// canonical text of a cell (lots.Cell.Key), a window, a count.
type Row struct {
	PlaceID string
	View    string
	Cell    string
	Window  string
	Count   int
}

// Cube holds lots ready to be added up. Filling it is not safe for concurrent
// use; queries are, once it is filled.
type Cube struct {
	places  index
	views   map[lots.View]*table
	newest  month // newest month of a view closed by month
	oldest  month
	latest  month // newest month of any lot
	skipped int
}

// table is one view: columns of equal length, so that a query is one pass over
// plain numbers.
type table struct {
	cells  index
	coords []lots.Cell
	place  []uint32
	month  []month
	cell   []uint32
	count  []int32
}

// month counts months since year 0, so that ranges and years are arithmetic.
type month uint16

// index numbers texts in the order they are met.
type index struct {
	number map[string]uint32
	names  []string
}

func (x *index) of(name string) (n uint32, known bool) {
	if n, known = x.number[name]; known {
		return n, true
	}
	if x.number == nil {
		x.number = map[string]uint32{}
	}
	n = uint32(len(x.names))
	x.number[name] = n
	x.names = append(x.names, name)
	return n, false
}

// NewCube fills a cube. Rows that no device could have sent are counted (see
// Skipped) and left out; an error of the source stops everything.
func NewCube(rows iter.Seq2[Row, error]) (*Cube, error) {
	c := &Cube{views: map[lots.View]*table{}}
	for r, err := range rows {
		if err != nil {
			return nil, err
		}
		c.Add(r)
	}
	return c, nil
}

// Add puts one lot in.
func (c *Cube) Add(r Row) {
	view := lots.View(r.View)
	m, ok := parseMonth(lots.Window(r.Window).Month())
	if !ok || !view.Known() || r.Count < 1 {
		c.skipped++
		return
	}
	t := c.views[view]
	if t == nil {
		t = &table{}
		c.views[view] = t
	}
	key := r.Cell
	if view == "lieu" || view == "non_recue" {
		key = here(view, r)
	}
	cell, known := t.cells.of(key)
	if !known {
		coords, err := lots.ParseKey(key)
		if err != nil {
			coords = lots.Cell{string(view): key}
		}
		t.coords = append(t.coords, coords)
	}
	place, _ := c.places.of(r.PlaceID)
	t.place, t.month = append(t.place, place), append(t.month, m)
	t.cell, t.count = append(t.cell, cell), append(t.count, int32(r.Count))
	c.span(view, m)
}

// here gives the place a device calls its own: seen from the hub, "ici" is
// where the lot came from.
func here(view lots.View, r Row) string {
	own := lots.Cell{string(view): session.Here}
	if r.Cell == own.Key() {
		own[string(view)] = r.PlaceID
		return own.Key()
	}
	return r.Cell
}

func (c *Cube) span(view lots.View, m month) {
	if c.oldest == 0 || m < c.oldest {
		c.oldest = m
	}
	c.latest = max(c.latest, m)
	if view != lots.Total {
		c.newest = max(c.newest, m)
	}
}

// Skipped is the number of rows left out because they made no sense.
func (c *Cube) Skipped() int { return c.skipped }

// Places are the places that sent something, in alphabetical order.
func (c *Cube) Places() []string {
	return slices.Sorted(slices.Values(c.places.names))
}

// Span gives the first and last month something was received for ("" when
// nothing was), and the last month whose details are closed.
func (c *Cube) Span() (first, last, closed string) {
	return c.oldest.String(), c.latest.String(), c.newest.String()
}

func parseMonth(s string) (month, bool) {
	w := lots.Window(s)
	if len(s) != 7 || !w.Valid() {
		return 0, false
	}
	var y, m int
	if _, err := fmt.Sscanf(s, "%4d-%2d", &y, &m); err != nil || y < 1 {
		return 0, false
	}
	return month(y*12 + m - 1), true
}

// String writes the month as AAAA-MM, "" for none.
func (m month) String() string {
	if m == 0 {
		return ""
	}
	return fmt.Sprintf("%04d-%02d", m/12, m%12+1)
}

// bounds reads the months of a query; empty ones mean the whole span.
func (c *Cube) bounds(from, to string) (first, last month, err error) {
	first, last = c.oldest, c.latest
	for _, x := range []struct {
		text string
		into *month
	}{{from, &first}, {to, &last}} {
		if x.text == "" {
			continue
		}
		m, ok := parseMonth(x.text)
		if !ok {
			return 0, 0, app.E(app.Usage, "reach_month", "value", x.text)
		}
		*x.into = m
	}
	if first > last && from != "" && to != "" {
		return 0, 0, app.E(app.Usage, "reach_period", "from", from, "to", to)
	}
	return first, last, nil
}
