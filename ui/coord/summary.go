package coord

import (
	"slices"
	"strconv"

	"parvis/app/reach"
	"parvis/i18n"
	"parvis/ui/kit"
	"parvis/ui/theme"
)

// tile is one figure of the head of the screen.
type tile struct {
	icon                string
	tint                theme.Role
	figure, label, note string
}

// share is what of a view still waits.
type share struct {
	label string
	held  float64
}

// summary is all the activity screen says.
type summary struct {
	tiles     []tile
	months    []kit.Bar
	themes    []kit.Bar
	ages      []kit.Bar
	shares    []share
	held      *float64 // by age, the view everyone is in
	to        string
	past      bool
	unlocated int
}

// years name the two series of the chart.
func (m summary) years() (now, past string) {
	if !m.past {
		return m.to[:4], ""
	}
	return m.to[:4], shift(m.to, -12)[:4]
}

// ageOrder is the order of life, from the oldest; what a roll-up made stands
// with its neighbours.
var ageOrder = []string{
	"soixante_dix_plus", "soixante_soixante_neuf", "soixante_plus", "quarante_cinquante_neuf", "vingt_cinq_trente_neuf",
	"dix_huit_trente_neuf", "dix_huit_vingt_quatre", "douze_dix_huit", "moins_de_douze", "moins_de_dix_huit", "tous", "non_communique",
}

// themesShown are drawn one by one; the rest is gathered.
const themesShown = 9

// summary asks everything the screen shows.
func (c *Coord) summary(l *i18n.Localizer, f figures) (summary, error) {
	var m summary
	results := map[string]reach.Result{}
	for _, view := range []string{"", "type", "thematiques", "tranche_age", "lieu", "borne_langue"} {
		r, err := f.cube.Query(c.query(f, view), c.Territory)
		if err != nil {
			return m, err
		}
		results[view] = r
	}
	m.to = results[""].To
	themes, ages := results["thematiques"], results["tranche_age"]
	m.held, m.unlocated = ages.HeldShare, results[""].Unlocated
	for _, view := range []string{"tranche_age", "lieu", "type"} {
		if h := results[view].HeldShare; h != nil {
			m.shares = append(m.shares, share{l.T("coord.share." + view), *h})
		}
	}
	m.themes = gathered(l, bars(l, c.Territory, "thematiques", themes.Cells))
	slices.SortStableFunc(ages.Cells, func(a, b reach.Figure) int {
		return slices.Index(ageOrder, a.Cell["tranche_age"]) - slices.Index(ageOrder, b.Cell["tranche_age"])
	})
	m.ages = bars(l, c.Territory, "tranche_age", ages.Cells)
	if err := c.addTiles(l, f, &m, results); err != nil {
		return m, err
	}
	return m, c.addMonths(l, f, &m)
}

func (c *Coord) addTiles(l *i18n.Localizer, f figures, m *summary, results map[string]reach.Result) error {
	total, kiosk := results[""], results["borne_langue"]
	workshops := 0
	for _, x := range results["type"].Cells {
		if x.Cell["type"] == "collectif" {
			workshops = x.Count
		}
	}
	changed := map[string]string{}
	for _, view := range []string{"", "borne_langue"} {
		all, err := f.cube.Compare(c.query(f, view), c.Territory)
		if err != nil {
			return err
		}
		if len(all) > 0 && all[0].Percent != nil {
			changed[view] = l.T("coord.change", "percent", signed(*all[0].Percent))
		}
	}
	served, err := c.served(f)
	if err != nil {
		return err
	}
	m.tiles = []tile{
		{"handshake", theme.Sky, l.Number(total.Total), l.T("coord.kpi.sessions", "n", total.Total), changed[""]},
		{"users-three", theme.SunTint, l.Number(workshops), l.T("coord.kpi.workshops", "n", workshops), l.T("coord.kpi.workshops.note")},
		{"desktop", theme.Sage, l.Number(kiosk.Total), l.T("coord.kpi.kiosk", "n", kiosk.Total), changed["borne_langue"]},
		{"map-pin", theme.EarthPale, served, l.T("coord.kpi.communes"), l.T("coord.kpi.communes.note")},
	}
	return nil
}

// signed writes a change with its sign.
func signed(n int) string {
	if n < 0 {
		return "– " + strconv.Itoa(-n)
	}
	return "+ " + strconv.Itoa(n)
}

// served is how many communes people came from, out of how many.
func (c *Coord) served(f figures) (string, error) {
	rates, err := f.cube.Rates(c.query(f, "commune"), c.Territory)
	if err != nil {
		return "", err
	}
	n := 0
	known := territory()
	for _, r := range rates {
		if _, ok := known[r.Insee]; ok && r.Count > 0 {
			n++
		}
	}
	return theme.Current().Words().T("coord.served", "n", n, "all", len(known)), nil
}

// addMonths draws the months of the period, six at least, last year's behind.
func (c *Coord) addMonths(l *i18n.Localizer, f figures, m *summary) error {
	q := c.query(f, "")
	if months(q.From, q.To) < 6 {
		q.From = shift(q.To, -5)
	}
	now, err := f.cube.Series(q, nil, c.Territory)
	if err != nil {
		return err
	}
	q.From, q.To = shift(q.From, -12), shift(q.To, -12)
	past, err := f.cube.Series(q, nil, c.Territory)
	if err != nil {
		return err
	}
	for i, p := range now {
		b := kit.Bar{Label: shortMonth(l, p.Month), Value: float64(p.Count), Shown: l.Number(p.Count)}
		if i < len(past) && past[i].Count > 0 {
			b.Past, b.PastAs = float64(past[i].Count), l.Number(past[i].Count)
			m.past = true
		}
		m.months = append(m.months, b)
	}
	return nil
}

// bars are the cells of a view; what was not told is an outline, an absence.
func bars(l *i18n.Localizer, t reach.Territory, dim string, cells []reach.Figure) []kit.Bar {
	out := make([]kit.Bar, 0, len(cells))
	for _, x := range cells {
		code := x.Cell[dim]
		out = append(out, kit.Bar{
			Label: reach.Label(l, t, dim, code), Value: float64(x.Count), Shown: l.Number(x.Count),
			Outline: code == "non_communique",
		})
	}
	return out
}

// gathered keeps the biggest bars and adds the others up.
func gathered(l *i18n.Localizer, all []kit.Bar) []kit.Bar {
	if len(all) <= themesShown {
		return all
	}
	rest := 0
	for _, b := range all[themesShown-1:] {
		rest += int(b.Value)
	}
	return append(all[:themesShown-1:themesShown-1], kit.Bar{Label: l.T("coord.others"), Value: float64(rest), Shown: l.Number(rest)})
}
