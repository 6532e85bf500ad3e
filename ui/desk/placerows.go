package desk

import (
	"strings"

	"parvis/app/place"
	"parvis/ui/kit"
)

// Columns of the table of places.
const (
	colPlace = iota
	colHours
	colTown
	colDistance
	colCaret
)

// rows is the table: the place, whether it is open, where, how far.
func (v *places) rows() *kit.Table {
	env := v.env
	room := env.Canvas().Size().Width / max(1, env.Look().Factor)
	heads := []kit.Column{{Title: env.T("desk.places.col.place"), Width: 36}, {Title: env.T("desk.places.col.hours"), Width: 30}}
	v.columns = []int{colPlace, colHours}
	if room >= 900 {
		heads = append(heads, kit.Column{Title: env.T("desk.places.col.town"), Width: 20})
		v.columns = append(v.columns, colTown)
	}
	if room >= 700 {
		heads = append(heads, kit.Column{Title: env.T("desk.places.col.distance"), Width: 10, Number: true})
		v.columns = append(v.columns, colDistance)
	}
	heads = append(heads, kit.Column{Width: -36})
	v.columns = append(v.columns, colCaret)
	t := kit.NewTable(heads, func() int { return len(v.hits) }, func(row, col int) kit.Cell { return v.cell(row, v.columns[col]) })
	t.SetRowHeight(56)
	t.OnOpen = v.openRow
	return t
}

func (v *places) openRow(row int) {
	if row < len(v.hits) {
		p := v.hits[row]
		e, ok := v.dir.Find(p.ID)
		if !ok {
			return
		}
		v.env.Go(newPlaceDetail(v.d, e, v.pick))
	}
}

func (v *places) cell(row, col int) kit.Cell {
	if row >= len(v.hits) {
		return kit.Cell{}
	}
	hit := &v.hits[row]
	switch col {
	case colPlace:
		return kit.Cell{Text: hit.Nom, Bold: true}
	case colHours:
		return hoursCell(v, hit.Place)
	case colTown:
		return kit.Cell{Text: strings.TrimSpace(hit.CodePostal + " " + hit.Commune), Muted: true}
	case colDistance:
		if text := place.DistanceText(v.env.Words, hit.Km); text != "" {
			return kit.Cell{Text: text}
		}
		return kit.Cell{Text: "—", Muted: true}
	}
	return kit.Cell{Icon: "caret-right-bold"}
}

// hoursCell says whether the place is open: a word and an icon, not a colour
// alone. Hours nobody can read are shown as they are.
func hoursCell(v *places, p *place.Place) kit.Cell {
	s, ok := v.told[p.ID]
	if !ok {
		s = p.StatusAt(v.env.Now(), nil)
		v.told[p.ID] = s
	}
	tone, icon, text := openWords(v.d, p, s)
	if s.Open { // short: the place's own page says the doubts
		text = s.Short(v.env.Words, v.env.Now(), place.Zone(p.CodeInsee))
		return kit.Cell{Text: text, Tagged: true, Tone: tone, TagIcon: icon}
	}
	return kit.Cell{Text: text, Muted: true, Icon: icon}
}

// openWords says a status: tone, icon, sentence.
func openWords(d *Desk, p *place.Place, s place.Status) (kit.Tone, string, string) {
	env := d.env
	if !s.Known {
		text := p.Horaires
		if text == "" {
			text = env.T("place.hours.none")
		}
		return kit.Neutral, "question", text
	}
	text := s.Text(env.Words, env.Now(), place.Zone(p.CodeInsee))
	switch {
	case s.Open && !s.Doubt:
		return kit.Good, "check-bold", text
	case s.Open, s.Maybe:
		return kit.Warn, "phone-call-bold", text
	}
	return kit.Neutral, "clock", text
}
