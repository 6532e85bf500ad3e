package desk

import (
	"strconv"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"parvis/app"
	"parvis/app/place"
	"parvis/app/session"
	"parvis/ui/kit"
	"parvis/ui/shell"
)

// placeMark tells a place of the directory from a kind of place.
const placeMark = "place:"

// otherPlace opens the directory.
const otherPlace = "other"

func (r *report) place() fyne.CanvasObject {
	s := &r.draft.Session
	choices := []kit.Choice{{Value: placeMark + session.Here, Label: r.d.Place().Name}}
	for _, id := range r.usualPlaces() {
		choices = append(choices, kit.Choice{Value: placeMark + id, Label: short(r.d.placeName(id), 40)})
	}
	for _, code := range []string{session.AtHome, session.Remote, session.Elsewhere} {
		choices = append(choices, kit.Choice{Value: code, Label: session.TypesLieu.Label(r.env.Words, code)})
	}
	if len(r.d.knownPlaces()) > 1 {
		choices = append(choices, kit.Choice{Value: otherPlace, Label: r.env.T("place.other")})
	}
	chips := kit.NewChipGroup(choices, func(v []string) {
		if len(v) != 1 {
			r.env.Rebuild()
			return
		}
		r.choosePlace(v[0])
	})
	chosen := s.TypeLieu
	if chosen == session.AtPlace {
		chosen = placeMark + s.PlaceID
	}
	chips.Choose(!r.touched["lieu"], chosen)
	return r.question(2, s.TypeLieu != "", r.env.T("desk.report.place"), r.placeWhy(), chips)
}

// usualPlaces are the places worth a tap: those of the week, and the session's
// own.
func (r *report) usualPlaces() []string {
	var out []string
	seen := map[string]bool{"": true, session.Here: true}
	add := func(id string) {
		if !seen[id] && len(out) < 4 {
			seen[id] = true
			out = append(out, id)
		}
	}
	add(r.draft.Session.PlaceID)
	for day := range 7 {
		add(r.habit.Week[time.Weekday((day+1)%7)])
	}
	return out
}

func (r *report) choosePlace(value string) {
	s := &r.draft.Session
	if value == otherPlace {
		r.askPlace()
		return
	}
	if id, ok := strings.CutPrefix(value, placeMark); ok {
		atPlace(s, id)
		r.changed("lieu")
		return
	}
	s.TypeLieu, s.PlaceID = value, ""
	if value == session.Remote {
		s.CommuneInsee = r.d.Place().Commune
	} else {
		r.askCommune(func(insee string) { s.CommuneInsee = insee })
	}
	r.changed("lieu")
}

// placeWhy says where the answer comes from.
func (r *report) placeWhy() string {
	s := &r.draft.Session
	switch {
	case s.TypeLieu != session.AtPlace && s.CommuneInsee != "":
		return communeName(r.d, s.CommuneInsee)
	case r.touched["lieu"] || r.existing:
		return ""
	case r.d.day == s.Date && session.PlaceAt(r.d.appointments, r.draft.Started, r.d.placeNamed) == s.PlaceID && s.PlaceID != "":
		return r.env.T("place.agenda")
	}
	day := s.Date.Time(time.UTC).Weekday()
	if s.PlaceID != "" && r.habit.Week[day] == s.PlaceID {
		return r.env.T("place.weekday", "weekday", r.env.T("date.weekday."+strconv.Itoa(int(day))))
	}
	return r.env.T("desk.report.usual")
}

// askPlace looks for a place of the directory by its first letters.
func (r *report) askPlace() {
	var modal *kit.Modal
	found := kit.VBox(6)
	field := kit.NewField(kit.FieldLook{Label: r.env.T("place.ask"), Help: r.env.T("place.ask.help")})
	field.OnChanged = func(text string) {
		found.RemoveAll()
		for _, p := range r.d.placesLike(text, 6) {
			label := p.Name
			if p.Commune != "" {
				label += " · " + p.Commune
			}
			found.Add(kit.NewAnswer(0, label, func() { modal.Close(); r.choosePlace(placeMark + p.ID) }))
		}
		if len(found.Objects) == 0 && text != "" {
			found.Add(kit.Muted(r.env.T("place.none")))
		}
		found.Refresh()
		modal.Refresh()
	}
	modal = kit.NewModal(r.env.Canvas(), 620, kit.VBox(14, field, found, kit.NewButton(kit.Quiet, r.env.T("desk.cancel"), "", func() { modal.Close(); r.env.Rebuild() })))
	modal.OnEscape = func() { modal.Close(); r.env.Rebuild() }
	modal.Open(field)
}

// placesLike are the places with a word that begins like each word typed.
func (d *Desk) placesLike(text string, most int) []PlaceChoice {
	var out []PlaceChoice
	typed := strings.Fields(place.Fold(text))
	for _, p := range d.knownPlaces() {
		name := " " + place.Fold(p.Name+" "+p.Commune)
		fits := len(typed) > 0
		for _, w := range typed {
			fits = fits && strings.Contains(name, " "+w)
		}
		if fits && len(out) < most {
			out = append(out, p)
		}
	}
	return out
}

// daySelect is the day of a report: today unless said otherwise.
func daySelect(env *shell.Env, today app.Day, day *app.Day, changed func()) fyne.CanvasObject {
	const ask = "ask"
	yesterday := today.Add(-1)
	choices := []kit.Choice{{Value: string(today), Label: env.T("when.today")}, {Value: string(yesterday), Label: env.T("when.yesterday")}}
	if *day != today && *day != yesterday {
		choices = append(choices, kit.Choice{Value: string(*day), Label: dayTitle(env.Words, *day)})
	}
	choices = append(choices, kit.Choice{Value: ask, Label: env.T("when.other")})
	var s *kit.Select
	s = kit.NewSelect("", env.T("when"), "calendar-blank", choices, string(*day), func(v string) {
		if v != ask {
			*day = app.Day(v)
			changed()
			return
		}
		s.Choose(string(*day))
		askDay(env, today, *day, func(d app.Day) { *day = d; changed() })
	})
	return s
}

// askDay asks for one day, which may not be in the future.
func askDay(env *shell.Env, today, day app.Day, then func(app.Day)) {
	askLine(env, env.T("when.ask"), "24/11/2026", shell.WrittenDay(day), func(text string) string {
		d, ok := shell.DayTyped(text)
		switch {
		case !ok:
			return env.T("period.bad")
		case d > today:
			return env.T("when.future")
		}
		then(d)
		return ""
	})
}

// askLine asks for one line; a sentence refuses it.
func askLine(env *shell.Env, title, example, value string, then func(string) string) {
	var modal *kit.Modal
	field := kit.NewField(kit.FieldLook{Placeholder: example})
	field.SetText(value)
	submit := func() {
		if why := then(field.Text()); why != "" {
			field.SetError(why)
			return
		}
		modal.Close()
	}
	field.OnSubmit = func(string) { submit() }
	row := kit.HBox(12, kit.NewButton(kit.Primary, env.T("desk.validate"), "check-bold", submit),
		kit.NewButton(kit.Quiet, env.T("desk.cancel"), "", func() { modal.Close() }), kit.Spacer())
	modal = kit.NewModal(env.Canvas(), 460, kit.VBox(16, kit.Heading(title), field, row))
	modal.Open(field)
}

// communeName is the name of a commune of the territory, or its code.
func communeName(d *Desk, insee string) string {
	for _, c := range d.Communes("") {
		if c.Insee == insee {
			return c.Name
		}
	}
	return insee
}

func (r *report) askCommune(set func(insee string)) {
	var modal *kit.Modal
	found := kit.VBox(6)
	field := kit.NewField(kit.FieldLook{Label: r.env.T("desk.report.commune"), Help: r.env.T("desk.report.commune.help")})
	field.OnChanged = func(text string) {
		found.RemoveAll()
		for i, c := range r.d.Communes(text) {
			if i == 6 {
				break
			}
			found.Add(kit.NewAnswer(0, c.Name, func() {
				set(c.Insee)
				modal.Close()
				r.changed("commune")
			}))
		}
		found.Refresh()
	}
	modal = kit.NewModal(r.env.Canvas(), 520, kit.VBox(14, field, found, kit.NewButton(kit.Quiet, r.env.T("desk.cancel"), "", func() { modal.Close() })))
	modal.Open(field)
}
