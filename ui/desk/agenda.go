package desk

import (
	"context"
	"path/filepath"
	"strings"

	"parvis/app"
	"parvis/app/place"
	"parvis/app/session"
	"parvis/ui/kit"
	"parvis/ui/shell"
	"parvis/ui/theme"
)

// agendaDay is what the mediator's calendar file says of today. Only the path
// of the file is remembered: its appointments are shown and forgotten.
type agendaDay struct {
	path   string
	list   []session.Appointment
	faults session.Faults
	err    error
}

func (d *Desk) agendaKey() string { return "agenda." + d.Me().ID }

// readAgenda reads the calendar again; nothing chosen gives an empty day.
func (d *Desk) readAgenda(ctx context.Context, day app.Day) (a agendaDay) {
	if d.Sessions == nil || d.Sessions.Agenda == nil {
		return a
	}
	if _, err := d.Settings.SettingJSON(ctx, d.agendaKey(), &a.path); err != nil || a.path == "" {
		return a
	}
	a.list, a.faults, a.err = d.Sessions.Agenda(ctx, a.path, day)
	return a
}

// chooseAgenda asks for a calendar file, then shows its day.
func (t *today) chooseAgenda() {
	env := t.env
	t.d.chooseFile(env, env.T("agenda.choose"), env.T("agenda.choose.help"), []string{".ics"}, func(path string) {
		shell.Do(env, func() (bool, error) {
			ctx := context.Background()
			if _, _, err := t.d.Sessions.Agenda(ctx, path, t.d.today(env)); err != nil {
				return false, err
			}
			return true, t.d.Settings.SetSettingJSON(ctx, t.d.agendaKey(), path)
		}, func(_ bool, err error) {
			if err != nil {
				env.Fail(err)
				return
			}
			t.update()
		})
	})
}

// dropAgenda forgets the file; the file itself stays.
func (t *today) dropAgenda() {
	shell.Do(t.env, func() (bool, error) {
		return true, t.d.Settings.SetSettingJSON(context.Background(), t.d.agendaKey(), "")
	}, func(_ bool, err error) {
		t.env.Fail(err)
		t.update()
	})
}

// showAgenda draws the appointments of the day. Their titles often name
// someone, and the visitor looks at the same screen: they are shown on demand.
func (t *today) showAgenda(a agendaDay) {
	t.agenda.RemoveAll()
	defer func() { t.agenda.Refresh(); kit.Relayout(t.agenda) }()
	if a.path == "" {
		return
	}
	env := t.env
	words := kit.NewButton(kit.Quiet, env.T("agenda.titles.show"), "", func() { t.titles = !t.titles; t.showAgenda(a) })
	if t.titles {
		words.SetText(env.T("agenda.titles.hide"))
	}
	more := kit.NewButton(kit.Quiet, env.T("agenda.other"), "", func() {
		pickOne(env, filepath.Base(a.path), []kit.Choice{{Value: "other", Label: env.T("agenda.choose")}, {Value: "drop", Label: env.T("agenda.drop")}}, func(v string) {
			if v == "drop" {
				t.dropAgenda()
				return
			}
			t.chooseAgenda()
		})
	})
	head := kit.SectionTitle(env.T("agenda.title"), words, more)
	if len(a.list) == 0 {
		head = kit.SectionTitle(env.T("agenda.title"), more)
	}
	box := kit.VBox(4, head)
	if a.err != nil {
		box.Add(kit.HBox(10, kit.NewIcon("warning-circle-bold", theme.AmberText, 20), kit.Grow(kit.NewText(app.Message(env.Words, a.err)))))
	} else if len(a.list) == 0 {
		box.Add(kit.Muted(env.T("agenda.none")))
	}
	group := kit.NewGroup()
	for _, one := range a.list {
		row := t.appointmentRow(one)
		group.Add(row)
		box.Add(kit.HLine())
		box.Add(row)
	}
	switch {
	case len(a.faults) > 0 && !t.titles:
		box.Add(kit.Small(env.T("agenda.faults", "n", len(a.faults))))
	case len(a.faults) > 0:
		for _, f := range a.faults {
			box.Add(kit.Small(env.T("agenda.fault", "line", f.Where, "what", session.Explain(env.Words, f))))
		}
	}
	t.agenda.Add(kit.Card(box))
}

func (t *today) appointmentRow(a session.Appointment) *kit.Pressable {
	env := t.env
	clock := env.Words.Clock(a.Start)
	if a.AllDay {
		clock = env.T("agenda.day")
	}
	title := env.T("agenda.one")
	if t.titles && a.Title != "" {
		title = a.Title
	}
	tag := kit.Tag(kit.Info, "play-bold", env.T("agenda.start"))
	if t.d.met[a.UID+a.Start.String()] {
		tag = kit.Tag(kit.Good, "check-bold", env.T("agenda.met"))
	}
	where := a.Where
	if a.Doubted {
		where = strings.TrimPrefix(where+" · "+env.T("agenda.doubted"), " · ")
	}
	words := kit.VBox(0, kit.NewText(title))
	if where != "" {
		words.Add(kit.Small(where))
	}
	content := kit.HBox(16, kit.Sized(theme.Current().Scaled(78), 0, kit.Strong(clock).NoWrap()), kit.Grow(words), tag)
	return kit.NewRow(clock+" "+title, 50, content, func() { t.meet(a) })
}

// meet starts the session of an appointment, at its place.
func (t *today) meet(a session.Appointment) {
	if t.d.met == nil {
		t.d.met = map[string]bool{}
	}
	t.d.met[a.UID+a.Start.String()] = true
	s := a.Draft(t.d.habit(context.Background()), t.env.Zone)
	s.Date = t.d.today(t.env)
	if p := t.d.placeNamed(a.Where); p != "" {
		atPlace(&s, p)
	}
	t.d.start(t.env, s, "")
}

// atPlace puts a session at a place of the directory.
func atPlace(s *session.Session, id string) {
	s.TypeLieu, s.PlaceID, s.CommuneInsee = session.AtPlace, id, ""
}

// prefilled is a session of today as it usually is, at the place the calendar
// gives, else that of the weekday.
func (d *Desk) prefilled(env *shell.Env) session.Session {
	return d.placed(env, session.Prefill(d.today(env), d.habit(context.Background())))
}

// placed puts a session of today where the calendar says.
func (d *Desk) placed(env *shell.Env, s session.Session) session.Session {
	if d.day == s.Date {
		if p := session.PlaceAt(d.appointments, env.Now(), d.placeNamed); p != "" {
			atPlace(&s, p)
		}
	}
	return s
}

// knownPlaces are this place and those of the directory, as last read.
func (d *Desk) knownPlaces() []PlaceChoice {
	if d.around == nil {
		d.around = []PlaceChoice{{ID: session.Here, Name: d.Place().Name}}
		if d.Sessions != nil {
			if list, err := d.Sessions.Places(context.Background()); err == nil && len(list) > 0 {
				d.around = list // without a directory, this place alone
			}
		}
	}
	return d.around
}

// placeName is the name of a place of the directory, or its id.
func (d *Desk) placeName(id string) string {
	if id == session.Here {
		return d.Place().Name
	}
	for _, p := range d.knownPlaces() {
		if p.ID == id {
			return p.Name
		}
	}
	return d.directoryName(id)
}

// placeNamed is the one place a text names, "" when it names none or two. The
// text of a calendar often holds an address after the name.
func (d *Desk) placeNamed(where string) string {
	where, found := place.Fold(where), ""
	if where == "" {
		return ""
	}
	for _, p := range d.knownPlaces() {
		name := place.Fold(p.Name)
		if name == "" || !strings.Contains(where, name) {
			continue
		}
		if found != "" && found != p.ID {
			return ""
		}
		found = p.ID
	}
	return found
}

// recent is what the screens last read, so that a press never waits for the
// disk.
type recent struct {
	day          app.Day // of the appointments
	appointments []session.Appointment
	met          map[string]bool // appointments whose session was started
	around       []PlaceChoice   // the directory, nil until it is read
}
