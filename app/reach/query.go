package reach

import (
	"cmp"
	"math"
	"slices"

	"parvis/app"
	"parvis/app/lots"
)

// Query chooses figures. It is the one object behind the screen, the command
// line and every export.
type Query struct {
	View     string // a declared view; "" is the total
	From, To string // months AAAA-MM, inclusive; "" is the first and last known
	Place    string // a place id; "" is every place
	EPCI     string // places of one intercommunality; "" is all
	Closed   string // newest month whose details are closed; "" takes it from the lots
}

// Figure is one cell with its sum.
type Figure struct {
	Cell  lots.Cell `json:"cell"`
	Count int       `json:"count"`
}

// Result is what a query gives; its JSON is stable. Every number waits for
// what the places still hold: to within 2k per cell and place, complete with
// time.
type Result struct {
	View  string   `json:"view"`
	From  string   `json:"from"`
	To    string   `json:"to"`
	Cells []Figure `json:"cells"` // biggest first
	// Total is the number of participations over the closed months of the
	// period; for kiosk runs and requests not received, which the total does
	// not count, the sum of the cells.
	Total int `json:"total"`
	// HeldShare is max(0, 1 − Σcells ÷ Σtotal), nil where cells do not add up
	// to the total: ticks, kiosk runs, requests not received.
	HeldShare *float64 `json:"held_share"`
	// Unlocated counts participations of places whose commune is not known,
	// which a filter on a territory cannot place: said, never dropped unseen.
	Unlocated int `json:"-"`
}

// Query adds up. Errors (kind Usage): "reach_view", "reach_month",
// "reach_period".
func (c *Cube) Query(q Query, t Territory) (Result, error) {
	view, err := viewOf(q.View)
	if err != nil {
		return Result{}, err
	}
	from, to, err := c.bounds(q.From, q.To)
	if err != nil {
		return Result{}, err
	}
	pick := c.filter(q, t)
	r := Result{View: string(view), From: from.String(), To: to.String(), Cells: []Figure{}}
	sum := 0
	if table := c.views[view]; table != nil {
		for cell, n := range table.sums(from, to, pick) {
			if n > 0 {
				r.Cells = append(r.Cells, Figure{table.coords[cell], n})
				sum += n
			}
		}
	}
	slices.SortFunc(r.Cells, func(a, b Figure) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Cell.Key(), b.Cell.Key()))
	})
	r.Total = sum
	if counted(view) {
		end := to
		if closed := c.closed(q); view != lots.Total {
			end = min(to, closed)
		}
		r.Total = c.total(from, end, pick)
		r.HeldShare = heldShare(view, sum, r.Total)
	}
	if q.EPCI != "" {
		r.Unlocated = c.total(from, to, c.unlocated(t))
	}
	return r, nil
}

func viewOf(name string) (lots.View, error) {
	view := lots.View(cmp.Or(name, string(lots.Total)))
	if !view.Known() {
		return "", app.E(app.Usage, "reach_view", "value", name)
	}
	return view, nil
}

// counted says whether the view counts the participations of the total.
func counted(v lots.View) bool { return !v.Kiosk() && v != "non_recue" }

func heldShare(v lots.View, sum, total int) *float64 {
	if v.MultiValued() {
		return nil
	}
	share := 0.0
	if total > 0 {
		share = max(0, 1-float64(sum)/float64(total))
	}
	share = math.Round(share*1e5) / 1e5
	return &share
}

// closed is the newest month whose details are closed.
func (c *Cube) closed(q Query) month {
	if m, ok := parseMonth(q.Closed); ok {
		return m
	}
	return c.newest
}

// filter tells which places a query is about, by number; nil is every place.
func (c *Cube) filter(q Query, t Territory) []bool {
	if q.Place == "" && q.EPCI == "" {
		return nil
	}
	pick := make([]bool, len(c.places.names))
	for i, id := range c.places.names {
		pick[i] = (q.Place == "" || q.Place == id) && (q.EPCI == "" || t.epciOfPlace(id) == q.EPCI)
	}
	return pick
}

func (c *Cube) unlocated(t Territory) []bool {
	pick := make([]bool, len(c.places.names))
	for i, id := range c.places.names {
		pick[i] = t.epciOfPlace(id) == ""
	}
	return pick
}

func (c *Cube) total(from, to month, pick []bool) int {
	n := 0
	if t := c.views[lots.Total]; t != nil {
		for _, x := range t.sums(from, to, pick) {
			n += x
		}
	}
	return n
}

// sums adds up a period by cell.
func (t *table) sums(from, to month, pick []bool) []int {
	out := make([]int, len(t.coords))
	for i, m := range t.month {
		if m >= from && m <= to && (pick == nil || pick[t.place[i]]) {
			out[t.cell[i]] += int(t.count[i])
		}
	}
	return out
}

// Share is a part in percent, to three decimals, as the national tool rounds:
// round(100000·v/Σ)/1000.
func Share(v, sum int) float64 {
	if sum == 0 {
		return 0
	}
	return math.Round(100000*float64(v)/float64(sum)) / 1000
}
