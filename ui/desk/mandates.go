package desk

import (
	"context"
	"slices"
	"strings"

	"fyne.io/fyne/v2"

	"parvis/app/people"
	"parvis/app/session"
	"parvis/ui/kit"
	"parvis/ui/shell"
	"parvis/ui/theme"
)

// mandateList is the register of mandates, by state, those that end soon first.
type mandateList struct {
	shell.Plain
	d     *Desk
	env   *shell.Env
	which string // "open": those that still matter; "all"
	rows  *fyne.Container
	warn  *fyne.Container
}

func newMandateList(d *Desk) *mandateList { return &mandateList{d: d, which: "open"} }

// Title implements shell.Screen.
func (v *mandateList) Title() string { return v.env.T("desk.mandates") }

// Build implements shell.Screen.
func (v *mandateList) Build(env *shell.Env) shell.Page {
	v.env, v.d.env = env, env
	v.rows, v.warn = kit.VBox(0), kit.VBox(8)
	which := kit.NewSegmented([]kit.Choice{{Value: "open", Label: env.T("desk.mandates.current")}, {Value: "all", Label: env.T("desk.mandates.all")}},
		v.which, func(w string) { v.which = w; v.update() })
	add := kit.NewButton(kit.Primary, env.T("desk.mandate.new"), "plus-bold", func() { env.Go(newMandateForm(v.d, people.Mandate{})) })
	back := kit.NewButton(kit.Quiet, env.T("desk.back"), "arrow-left-bold", env.Back)
	v.update()
	body := kit.VBox(14, franceConnect(env), v.warn, kit.HBox(12, which, kit.Spacer(), add), kit.CardPad(10, v.rows))
	return shell.Page{Title: v.Title(), Subtitle: env.T("desk.mandates.sub"), Heading: true, Actions: []fyne.CanvasObject{back}, Body: body, First: add}
}

// franceConnect is the warning every screen on mandates shows.
func franceConnect(env *shell.Env) fyne.CanvasObject {
	return kit.Banner(kit.Warn, "warning-bold", env.T("desk.mandate.fc"), env.T("people.mandate.warn.franceconnect"), nil)
}

func (v *mandateList) update() {
	get(v.env, func(ctx context.Context) ([]people.Mandate, error) {
		r := v.d.mandates(v.env)
		if _, err := r.Settle(ctx); err != nil {
			return nil, err
		}
		return r.All(ctx)
	}, v.show)
}

func (v *mandateList) show(all []people.Mandate) {
	today := v.d.today(v.env)
	v.warn.RemoveAll()
	for _, m := range people.EndingSoon(all, today) {
		v.warn.Add(kit.Row(10, kit.Middle, kit.NewIcon("clock-bold", theme.AmberText, 20), kit.Grow(kit.Strong(endsText(v.env, &m, today)))))
	}
	v.rows.RemoveAll()
	group := kit.NewGroup()
	for i := range all {
		s := all[i].State(today)
		if v.which == "open" && (s == people.Over || s == people.CalledOff) {
			continue
		}
		if len(v.rows.Objects) > 0 {
			v.rows.Add(kit.HLine())
		}
		row := mandateRow(v.d, v.env, &all[i], true)
		group.Add(row)
		v.rows.Add(row)
	}
	if len(v.rows.Objects) == 0 {
		v.rows.Add(kit.Empty("handshake", v.env.T("desk.mandates.none"), v.env.T("desk.mandates.none.text"), nil))
	}
	relaid(v.warn)
	relaid(v.rows)
}

// mandateTag is where a mandate stands, never by colour alone.
func mandateTag(env *shell.Env, s people.State) fyne.CanvasObject {
	tone, icon := kit.Neutral, "clock-bold"
	switch s {
	case people.Active:
		tone, icon = kit.Good, "check-bold"
	case people.Ending:
		tone, icon = kit.Warn, "warning-bold"
	case people.ToSign:
		tone, icon = kit.Info, "pencil-simple-bold"
	case people.Draft:
		icon = "note-pencil-bold"
	case people.CalledOff, people.Over:
		icon = "x-bold"
	}
	return kit.Tag(tone, icon, env.T("people.mandate.state."+string(s)))
}

// mandateRow is a mandate in a list: whose, unless the list is one person's, then
// the acts, the dates and the state.
func mandateRow(d *Desk, env *shell.Env, m *people.Mandate, named bool) *kit.Pressable {
	state := m.State(d.today(env))
	span := env.T("desk.mandate.span", "from", env.Words.ShortDay(m.Start.Time(env.Zone)), "to", env.Words.ShortDay(m.LastDay().Time(env.Zone)))
	if m.Start == "" {
		span = ""
	}
	who := m.Mandant
	if who == "" {
		who = env.T("desk.mandate.noname")
	}
	words := kit.VBox(0, kit.Strong(who), kit.Muted(strings.Trim(span+" · "+short(strings.Join(m.Actes, ", "), 60), " ·")))
	if !named {
		words = kit.VBox(0, kit.NewText(short(strings.Join(m.Actes, ", "), 60)), kit.Muted(span))
	}
	content := kit.HBox(14, kit.Grow(words), mandateTag(env, state))
	id := m.ID
	label := who + ", " + env.T("people.mandate.state."+string(state)) + ", " + span
	return kit.NewRow(label, 58, content, func() {
		if state == people.Draft {
			env.Go(newMandateForm(d, *m))
			return
		}
		env.Go(newMandateView(d, id))
	})
}

// mandateHint is shown in a session where the mediator does in the person's
// place: it asks for a mandate, or says which one is in force.
func mandateHint(d *Desk, env *shell.Env, s *session.Session, box *fyne.Container) {
	box.RemoveAll()
	defer relaid(box)
	if d.People == nil || s.CnilSituation != "je_fais" {
		return
	}
	person := people.ID("")
	if s.Person != nil {
		person = people.ID(s.Person.BeneficiaryID)
	}
	words := kit.VBox(8, kit.Strong(env.T("desk.mandate.needed")), kit.NewText(env.T("people.mandate.warn.franceconnect")))
	row := kit.Wrap(8, kit.NewButton(kit.Secondary, env.T("desk.mandate.new"), "plus-bold", func() {
		begin := people.Mandate{Person: person}
		begin.Actes, begin.Perimetre = underWay(d, env, s)
		if person == "" {
			env.Go(newMandateForm(d, begin))
			return
		}
		get(env, func(ctx context.Context) (people.Beneficiary, error) { return d.register(env).Find(ctx, person) }, func(b people.Beneficiary) {
			begin.Mandant = b.FullName()
			env.Go(newMandateForm(d, begin))
		})
	}))
	words.Add(row)
	box.Add(kit.TintCard(kit.Warn, words))
	if person == "" {
		return
	}
	get(env, func(ctx context.Context) ([]people.Mandate, error) { return d.mandates(env).All(ctx) }, func(all []people.Mandate) {
		m, ok := people.InForce(all, person, d.today(env))
		if !ok {
			return
		}
		use := kit.NewButton(kit.Secondary, env.T("desk.mandate.use"), "check-bold", nil)
		use.OnPress = func() {
			use.SetEnabled(false)
			get(env, func(ctx context.Context) (people.Mandate, error) {
				return d.mandates(env).Mark(ctx, m.ID, people.Used, d.me())
			}, func(people.Mandate) {
				env.Toast(env.T("desk.mandate.used"))
			})
		}
		box.RemoveAll()
		box.Add(kit.TintCard(kit.Good, kit.VBox(8, kit.Strong(env.T("desk.mandate.inforce", "day", env.Words.LongDay(m.LastDay().Time(env.Zone)))),
			kit.NewText(strings.Join(m.Actes, " · ")), kit.Wrap(8, use))))
		relaid(box)
	})
}

// underWay gives the act and the perimeters of the session in progress: those
// of its guide, while it is followed.
func underWay(d *Desk, env *shell.Env, s *session.Session) (acts, perimeters []string) {
	themes, title := s.Thematiques, ""
	if s.GuideID != "" {
		title = titleOf(d, env, *s, "")
	}
	if l, ok := env.Shell().Current().(*live); ok && l.run != nil {
		title, themes = l.Title(), l.run.Graph().Guide.Themes
	}
	if title != "" {
		acts = []string{title}
	}
	for _, p := range people.Perimeters() {
		if slices.Contains(themes, p) {
			perimeters = append(perimeters, p)
		}
	}
	return acts, perimeters
}
