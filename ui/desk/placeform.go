package desk

import (
	"crypto/rand"
	"encoding/hex"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"

	"parvis/app"
	"parvis/app/people"
	"parvis/app/place"
	"parvis/i18n"
	"parvis/ui/kit"
	"parvis/ui/shell"
	"parvis/ui/theme"
)

// placeForm adds a place, or corrects one. Nothing is lost by leaving: it asks
// first when something was typed.
type placeForm struct {
	shell.Plain
	d        *Desk
	env      *shell.Env
	entry    place.Entry
	isNew    bool
	position string // as typed
	week     place.Week
	weekly   bool // hours day by day; else as free text
	touched  bool

	fields map[string]*kit.Field // by column, to show what is refused
	days   [7]*kit.Field
	heard  *kit.Text // how the hours typed are understood
}

func newPlaceForm(d *Desk, e place.Entry) *placeForm {
	f := &placeForm{d: d, entry: e, isNew: e.ID == ""}
	f.week, f.weekly = e.Hours().Week()
	if f.isNew {
		f.week.Holidays = true
		own := d.Place()
		f.entry.CodeInsee, f.entry.Commune = own.Commune, communeName(d, own.Commune)
	}
	if e.Pivot == place.NoPivot {
		f.entry.Pivot = ""
	}
	if at, ok := e.At(); ok {
		f.position = strconv.FormatFloat(at.Lat, 'f', -1, 64) + ", " + strconv.FormatFloat(at.Lon, 'f', -1, 64)
	}
	return f
}

// Title implements shell.Screen.
func (f *placeForm) Title() string {
	if f.isNew {
		return f.env.T("desk.place.new")
	}
	return f.env.T("desk.place.change")
}

// Shortcuts implements shell.Screen.
func (f *placeForm) Shortcuts() map[shell.Action]func() {
	return map[shell.Action]func(){shell.Save: f.save}
}

// Leave implements shell.GuardedScreen.
func (f *placeForm) Leave(leave func()) {
	if !f.touched {
		leave()
		return
	}
	env := f.env
	kit.Ask(env.Canvas(), env.T("desk.place.leave"), env.T("desk.place.leave.text"), kit.Danger, env.T("desk.place.leave.stay"), env.T("desk.place.leave.go"), func() {
		f.touched = false
		leave()
	})
}

// Build implements shell.Screen.
func (f *placeForm) Build(env *shell.Env) shell.Page {
	f.env, f.d.env, f.fields = env, env, map[string]*kit.Field{}
	p := &f.entry.Place
	first := f.field("nom", "desk.place.f.name", &p.Nom, "")
	left := kit.VBox(16,
		kit.Card(kit.VBox(12, kit.SectionTitle(env.T("desk.place.f.where")), first, f.field("adresse", "desk.place.f.address", &p.Adresse, ""),
			f.field("complement_adresse", "desk.place.f.more", &p.ComplementAdresse, ""), f.town(),
			f.field("code_postal", "desk.place.f.postcode", &p.CodePostal, ""),
			f.field("position", "desk.place.f.position", &f.position, env.T("desk.place.f.position.help")))),
		kit.Card(kit.VBox(12, kit.SectionTitle(env.T("desk.place.f.reach")), f.field("telephone", "desk.place.f.phone", &p.Telephone, ""),
			f.listField("courriels", "desk.place.f.mail", &p.Courriels), f.listField("site_web", "desk.place.f.site", &p.SiteWeb),
			f.chips("desk.place.access", &place.ModalitesAcces, &p.ModalitesAcces), f.chips("desk.place.fees", &place.Frais, &p.Frais))))
	right := kit.VBox(16, kit.Card(f.hours()),
		kit.Card(kit.VBox(14, kit.SectionTitle(env.T("desk.place.offer")), f.chips("desk.place.services", &place.Services, &p.Services),
			f.chips("desk.place.help", &place.ModalitesAccompagnement, &p.ModalitesAccompagnement),
			f.chips("desk.place.welcome", &place.PrisesEnCharge, &p.PriseEnCharge), f.chips("desk.place.publics", &place.Publics, &p.Publics),
			f.summary(), f.field("pivot", "desk.place.f.siret", &p.Pivot, env.T("desk.place.f.siret.help")))))
	save := kit.NewButton(kit.Primary, env.T("desk.place.save"), "check-bold", f.save)
	cancel := kit.NewButton(kit.Quiet, env.T("desk.cancel"), "", func() { f.Leave(env.Back) })
	return shell.Page{Title: f.Title(), Subtitle: env.T("desk.place.form.sub"), Body: kit.Columns(440, 16, left, right), First: first, Actions: []fyne.CanvasObject{cancel, save}}
}

func (f *placeForm) field(column, key string, value *string, help string) *kit.Field {
	return f.look(column, value, kit.FieldLook{Label: f.env.T(key), Help: help})
}

func (f *placeForm) look(column string, value *string, look kit.FieldLook) *kit.Field {
	field := kit.NewField(look)
	field.SetText(*value)
	field.OnChanged = func(text string) {
		*value, f.touched = strings.TrimSpace(text), true
		field.SetError("")
	}
	f.fields[column] = field
	return field
}

// listField is one line for several values, separated by spaces.
func (f *placeForm) listField(column, key string, values *[]string) *kit.Field {
	field := kit.NewField(kit.FieldLook{Label: f.env.T(key)})
	field.SetText(strings.Join(*values, " "))
	field.OnChanged = func(text string) {
		*values, f.touched = strings.FieldsFunc(text, func(r rune) bool { return r == ' ' || r == ';' || r == '|' }), true
		field.SetError("")
	}
	f.fields[column] = field
	return field
}

func (f *placeForm) summary() fyne.CanvasObject {
	p := &f.entry.Place
	return f.look("presentation_resume", &p.PresentationResume, kit.FieldLook{Label: f.env.T("desk.place.f.summary"), Help: f.env.T("desk.place.f.summary.help"), Lines: 3})
}

func (f *placeForm) chips(key string, enum *place.Enum, values *[]string) fyne.CanvasObject {
	var choices []kit.Choice
	for _, v := range enum.Values() {
		choices = append(choices, kit.Choice{Value: v, Label: place.Label(f.env.Words, v)})
	}
	chips := kit.NewMultiChipGroup(choices, func(chosen []string) { *values, f.touched = chosen, true })
	chips.Choose(false, *values...)
	return labelled(f.env, key, chips)
}

func (f *placeForm) town() fyne.CanvasObject {
	p := &f.entry.Place
	return communePicker(f.d, f.env, f.env.T("desk.place.f.commune"), p.CodeInsee, func(insee string) {
		p.CodeInsee, p.Commune, f.touched = insee, "", true
		if insee != "" {
			p.Commune = communeName(f.d, insee)
		}
	})
}

// hours are typed day by day; those that cannot be said so stay a text.
func (f *placeForm) hours() fyne.CanvasObject {
	env, p := f.env, &f.entry.Place
	f.heard = kit.Muted("")
	how := "text"
	if f.weekly {
		how = "week"
	}
	seg := kit.NewSegmented([]kit.Choice{{Value: "week", Label: env.T("desk.place.f.week")}, {Value: "text", Label: env.T("desk.place.f.text")}}, how, func(v string) {
		f.weekly = v == "week"
		env.Rebuild()
	})
	box := kit.VBox(12, kit.SectionTitle(env.T("desk.place.hours")), kit.Wrap(8, seg))
	if !f.weekly {
		text := f.look("horaires", &p.Horaires, kit.FieldLook{Label: env.T("desk.place.f.hours"), Help: env.T("desk.place.f.hours.help"), Lines: 2})
		typed := text.OnChanged
		text.OnChanged = func(s string) { typed(s); f.understood(p.Horaires) }
		box.Add(text)
	} else {
		box.Add(kit.Muted(env.T("desk.place.f.week.help")))
		for i := range f.days {
			f.days[i] = kit.NewField(kit.FieldLook{})
			f.days[i].SetText(f.week.Days[i])
			f.days[i].OnChanged = func(s string) {
				f.week.Days[i], f.touched = s, true
				f.checkWeek()
			}
			name := kit.NewText(i18n.Capital(env.T("date.weekday." + strconv.Itoa((i+1)%7)))).NoWrap()
			box.Add(kit.HBox(12, kit.Sized(theme.Current().Scaled(100), 0, name), kit.Grow(f.days[i])))
		}
		box.Add(kit.NewCheckbox(env.T("desk.place.f.holidays"), "", f.week.Holidays, func(on bool) {
			f.week.Holidays, f.touched = on, true
			f.checkWeek()
		}))
	}
	box.Add(f.heard)
	if f.weekly {
		f.checkWeek()
	} else {
		f.understood(p.Horaires)
	}
	return box
}

// checkWeek shows the day that cannot be read, or what the week says.
func (f *placeForm) checkWeek() bool {
	text, bad := f.week.Text()
	for i, field := range f.days {
		sentence := ""
		if i == bad {
			sentence = f.env.T("desk.place.f.day.bad")
		}
		field.SetError(sentence)
	}
	if bad < 0 {
		f.understood(text)
	}
	return bad < 0
}

func (f *placeForm) understood(text string) {
	h := place.ParseHours(text)
	words := f.env.T("desk.place.f.heard", "text", strings.Join(h.Words(f.env.Words, f.d.today(f.env), f.entry.Region()), " ; "))
	switch {
	case text == "":
		words = f.env.T("place.hours.none")
	case !h.Known():
		words = f.env.T("desk.place.hours.free")
	}
	f.heard.SetText(words)
	kit.Relayout(f.heard)
}

// save checks the place against the standard; what is refused is said under its
// field.
func (f *placeForm) save() {
	env := f.env
	p := f.entry.Place
	if f.weekly {
		text, bad := f.week.Text()
		if bad >= 0 {
			f.checkWeek()
			kit.Focus(f.days[bad])
			return
		}
		p.Horaires = text
	}
	if p.Pivot == "" {
		p.Pivot = place.NoPivot
	}
	p.DateMaj, p.Source = f.d.today(env), f.d.Place().Name
	if number, ok := people.Phone(p.Telephone); ok {
		p.Telephone = number
	}
	if !f.setPosition(&p) || f.refused(&p) {
		return
	}
	if f.isNew {
		id, err := newPlaceID()
		if err != nil {
			env.Fail(err)
			return
		}
		p.ID = id
	}
	f.d.changePlaces(env, func(now place.Directory) place.Directory { return now.Put(p) }, func() {
		f.touched = false
		env.Back()
		if v, ok := env.Shell().Current().(*placeDetail); ok {
			v.entry = place.Entry{Place: p, Origin: place.Local}
			env.Rebuild()
		}
		env.Toast(env.T("desk.place.saved", "name", p.Nom))
	})
}

func newPlaceID() (place.ID, error) {
	var raw [8]byte
	_, err := rand.Read(raw[:])
	return place.ID("ici-" + hex.EncodeToString(raw[:])), err
}

// setPosition reads « 43.58, 5.00 »; nothing is no position.
func (f *placeForm) setPosition(p *place.Place) bool {
	p.Latitude, p.Longitude = nil, nil
	if f.position == "" {
		return true
	}
	a, b, ok := strings.Cut(f.position, ",")
	lat, err1 := strconv.ParseFloat(strings.TrimSpace(a), 64)
	lon, err2 := strconv.ParseFloat(strings.TrimSpace(b), 64)
	if !ok || err1 != nil || err2 != nil {
		f.fields["position"].SetError(f.env.T("desk.place.f.position.bad"))
		kit.Focus(f.fields["position"])
		return false
	}
	p.Latitude, p.Longitude = &lat, &lon
	return true
}

// refused shows what the standard refuses, at its field; the first one gets
// the focus.
func (f *placeForm) refused(p *place.Place) bool {
	probe := *p
	if probe.ID == "" {
		probe.ID = "x"
	}
	alias := map[string]string{"commune": "code_postal", "latitude": "position"}
	first := true
	for _, e := range place.Check(&probe) {
		column, _ := e.Args[1].(string) // "field", its column
		if to, ok := alias[column]; ok {
			column = to
		}
		field, ok := f.fields[column]
		if !ok {
			f.env.Fail(e)
			return true
		}
		field.SetError(f.sentence(e))
		if first {
			kit.Focus(field)
		}
		first = false
	}
	return !first
}

// sentence says a refusal without the name of the column: it stands under it.
func (f *placeForm) sentence(e *app.Error) string {
	key := "desk.place.bad." + strings.TrimPrefix(e.Code, "place_")
	if f.env.Words.Has(key) {
		return f.env.T(key)
	}
	return app.Message(f.env.Words, e)
}
