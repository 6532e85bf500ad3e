package coord

import (
	"time"

	"parvis/app/reach"
	"parvis/i18n"
	"parvis/ui/kit"
	"parvis/ui/shell"

	"fyne.io/fyne/v2"
)

// period is the months a coordinator looks at. The zero value is the year of
// the newest closed month.
type period struct {
	kind     string // month, quarter, year, other
	from, to string // of other
}

// The kinds of period.
const (
	oneMonth = "month"
	quarter  = "quarter"
	thisYear = "year"
	other    = "other"
)

// bounds gives the first and last month, inclusive. Only closed months are
// looked at, unless a person chose others.
func (p period) bounds(cube *reach.Cube) (from, to string) {
	_, last, closed := cube.Span()
	if closed == "" {
		closed = last
	}
	switch p.kind {
	case oneMonth:
		return closed, closed
	case quarter:
		return shift(closed, -2), closed
	case other:
		return p.from, p.to
	}
	if len(closed) < 4 {
		return closed, closed
	}
	return closed[:4] + "-01", closed
}

// shift moves a month AAAA-MM.
func shift(month string, by int) string {
	t, err := time.Parse("2006-01", month)
	if err != nil {
		return month
	}
	return t.AddDate(0, by, 0).Format("2006-01")
}

// months counts the months of a period, inclusive.
func months(from, to string) int {
	n := 1
	for m := from; m < to && n < 1200; m = shift(m, 1) {
		n++
	}
	return n
}

// monthYear writes "octobre 2026".
func monthYear(l *i18n.Localizer, month string) string {
	t, err := time.Parse("2006-01", month)
	if err != nil {
		return month
	}
	return l.MonthYear(t)
}

// shortMonth is the label under a bar.
func shortMonth(l *i18n.Localizer, month string) string {
	t, err := time.Parse("2006-01", month)
	if err != nil {
		return month
	}
	return l.T("coord.month." + t.Format("01"))
}

// filters are the period and the place, the same on every screen.
func (c *Coord) filters(env *shell.Env, f figures, changed func()) []fyne.CanvasObject {
	_, _, closed := f.cube.Span()
	kind := c.period.kind
	if kind == "" {
		kind = thisYear
	}
	name := ""
	if t, err := time.Parse("2006-01", closed); err == nil {
		name = i18n.Capital(env.Words.Month(t.Month()))
	}
	segments := kit.NewSegmented([]kit.Choice{
		{Value: oneMonth, Label: name},
		{Value: quarter, Label: env.T("coord.quarter")},
		{Value: thisYear, Label: env.T("coord.year", "year", closed[:min(4, len(closed))])},
		{Value: other, Label: env.T("coord.other")},
	}, kind, func(v string) {
		if v == other {
			c.period.from, c.period.to = c.period.bounds(f.cube)
		}
		c.period.kind = v
		changed()
	})
	out := []fyne.CanvasObject{segments}
	if kind == other {
		out = append(out, c.monthChoice(env, f, "coord.from", &c.period.from, changed), c.monthChoice(env, f, "coord.to", &c.period.to, changed))
	}
	places := []kit.Choice{{Value: "", Label: env.T("coord.places.all", "n", len(f.cube.Places()))}}
	for _, id := range f.cube.Places() {
		places = append(places, kit.Choice{Value: id, Label: c.nameOf(id)})
	}
	return append(out, kit.NewSelect("", "", "map-pin", places, c.place, func(v string) { c.place = v; changed() }))
}

// monthChoice chooses one end of the period; the other end follows when the
// two would cross.
func (c *Coord) monthChoice(env *shell.Env, f figures, key string, month *string, changed func()) fyne.CanvasObject {
	first, last, _ := f.cube.Span()
	var choices []kit.Choice
	for m := last; m >= first; m = shift(m, -1) {
		choices = append(choices, kit.Choice{Value: m, Label: monthYear(env.Words, m)})
	}
	return kit.NewSelect("", env.T(key), "", choices, *month, func(v string) {
		*month = v
		if c.period.from > c.period.to {
			c.period.from, c.period.to = v, v
		}
		changed()
	})
}
