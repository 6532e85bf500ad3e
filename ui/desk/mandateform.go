package desk

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"

	"parvis/app"
	"parvis/app/people"
	"parvis/app/session"
	"parvis/ui/kit"
	"parvis/ui/shell"
	"parvis/ui/theme"
)

// mandateForm writes a mandate. It has no field for a password; what was begun
// is kept as a draft when the screen is left.
type mandateForm struct {
	shell.Plain
	d     *Desk
	env   *shell.Env
	m     people.Mandate
	begun string // as it was when the screen opened
	acts  string
	extra *fyne.Container // what the question calls for
	money *fyne.Container // what « Argent » calls for
	stop  *fyne.Container // who cannot sign
	fault *remark
	print *kit.Button
	busy  bool
	done  bool
}

func newMandateForm(d *Desk, m people.Mandate) *mandateForm {
	v := &mandateForm{d: d, m: m, acts: strings.Join(m.Actes, "\n")}
	if v.m.Days == 0 {
		v.m.Days = 31
	}
	return v
}

// Title implements shell.Screen.
func (v *mandateForm) Title() string { return v.env.T("desk.mandate.new") }

// Build implements shell.Screen.
func (v *mandateForm) Build(env *shell.Env) shell.Page {
	v.env = env
	v.prefill()
	v.extra, v.money, v.stop, v.fault = kit.VBox(8), kit.VBox(8), kit.VBox(8), newRemark(theme.RedText)
	field := func(key string, value *string, help string) *kit.Field {
		f := kit.NewField(kit.FieldLook{Label: env.T(key), Help: help})
		f.SetText(*value)
		f.OnChanged = func(text string) { *value = text }
		return f
	}
	who := field("desk.mandate.mandant", &v.m.Mandant, env.T("desk.mandate.mandant.help"))
	acts := kit.NewField(kit.FieldLook{Label: env.T("desk.mandate.acts"), Help: env.T("desk.mandate.acts.help"), Lines: 3})
	acts.SetText(v.acts)
	acts.OnChanged = func(text string) {
		v.setActs(text)
		acts.SetError(secretText(env, text))
	}
	left := kit.Card(kit.VBox(16, who, kit.VBox(4, v.cannot(), v.stop), kit.VBox(8, labelled(env, "desk.mandate.aidants", v.question()), v.extra), acts,
		kit.VBox(8, labelled(env, "desk.mandate.perimeter", v.perimeter()), v.money), labelled(env, "desk.mandate.days", v.days())))
	right := kit.VBox(14, franceConnect(env), kit.Card(kit.VBox(12, field("desk.mandate.structure", &v.m.Structure, ""), field("desk.mandate.mediator", &v.m.Mediator, ""),
		field("desk.mandate.place", &v.m.Place, ""))),
		kit.HBox(10, kit.NewIcon("info", theme.Link, 20), kit.Grow(kit.Muted(env.T("people.mandate.2.model")))))
	v.warn()
	v.print = kit.NewTallButton(kit.Primary, env.T("desk.mandate.print"), "printer-bold", v.printIt)
	later := kit.NewTallButton(kit.Quiet, env.T("desk.mandate.later"), "", env.Back)
	foot := kit.HBox(12, v.print, later, kit.Spacer())
	if v.m.ID != "" {
		foot.Add(kit.NewTallButton(kit.Danger, env.T("desk.mandate.drop"), "x-bold", v.drop))
	}
	return shell.Page{
		Title: v.Title(), Subtitle: env.T("desk.mandate.sub"), Heading: true, Fixed: true, NoStatus: true, First: who,
		Body: kit.VBox(12, kit.Grow(kit.NewPage(newSplit(left, right))), kit.VBox(6, v.fault.box, foot)),
	}
}

// prefill says what the place knows already.
func (v *mandateForm) prefill() {
	place := v.d.Place()
	v.m.Structure = cmp.Or(v.m.Structure, v.d.controller(context.Background()).Name)
	v.m.Mediator = cmp.Or(v.m.Mediator, v.d.Me().Name)
	v.m.Place = cmp.Or(v.m.Place, communeName(v.d, place.Commune))
	v.m.Start = cmp.Or(v.m.Start, v.d.today(v.env))
	v.m.Lang = v.env.Words.Lang()
	if v.begun == "" {
		v.begun = encoded(v.m)
	}
}

func (v *mandateForm) setActs(text string) {
	v.acts, v.m.Actes = text, nil
	for line := range strings.SplitSeq(text, "\n") {
		if line = strings.TrimSpace(line); line != "" {
			v.m.Actes = append(v.m.Actes, line)
		}
	}
}

// cannot asks whether the person may sign alone.
func (v *mandateForm) cannot() fyne.CanvasObject {
	env := v.env
	return kit.VBox(2, kit.NewCheckbox(env.T("desk.mandate.minor"), "", v.m.Minor, func(on bool) { v.m.Minor = on; v.warn() }),
		kit.NewCheckbox(env.T("desk.mandate.protected"), env.T("desk.mandate.protected.text"), v.m.Protected, func(on bool) { v.m.Protected = on; v.warn() }))
}

func (v *mandateForm) question() fyne.CanvasObject {
	chips := kit.NewChipGroup([]kit.Choice{{Value: session.Yes, Label: v.env.T("desk.yes")}, {Value: session.No, Label: v.env.T("desk.no")}}, func(values []string) {
		v.m.Habilitated = nil
		if len(values) == 1 {
			yes := values[0] == session.Yes
			v.m.Habilitated = &yes
		}
		v.warn()
	})
	if v.m.Habilitated != nil {
		chips.Choose(false, map[bool]string{true: session.Yes, false: session.No}[*v.m.Habilitated])
	}
	return chips
}

func (v *mandateForm) perimeter() fyne.CanvasObject {
	var choices []kit.Choice
	for _, p := range people.Perimeters() {
		choices = append(choices, kit.Choice{Value: p, Label: v.env.T("people.perimeter." + p)})
	}
	chips := kit.NewMultiChipGroup(choices, func(values []string) {
		v.m.Perimetre = nil
		for _, p := range people.Perimeters() { // in the order of the paper
			if slices.Contains(values, p) {
				v.m.Perimetre = append(v.m.Perimetre, p)
			}
		}
		v.warn()
	})
	chips.Choose(false, v.m.Perimetre...)
	return chips
}

func (v *mandateForm) days() fyne.CanvasObject {
	var choices []kit.Choice
	for _, n := range people.Durations() {
		choices = append(choices, kit.Choice{Value: strconv.Itoa(n), Label: v.env.T("desk.mandate.days.n", "n", n)})
	}
	return kit.Wrap(8, kit.NewSegmented(choices, strconv.Itoa(v.m.Days), func(s string) { v.m.Days, _ = strconv.Atoi(s) }))
}

// warn shows the sentences the answers call for.
func (v *mandateForm) warn() {
	v.extra.RemoveAll()
	v.money.RemoveAll()
	say := func(box *fyne.Container, key string) {
		box.Add(kit.TintCard(kit.Warn, kit.Row(10, kit.Top, kit.NewIcon("warning-bold", theme.AmberText, 22), kit.Grow(kit.NewText(v.env.T(key))))))
	}
	if v.m.Habilitated != nil && *v.m.Habilitated {
		say(v.extra, "people.mandate.warn.habilitated")
	}
	if slices.Contains(v.m.Perimetre, people.Money) {
		say(v.money, "people.mandate.warn.money")
	}
	v.stop.RemoveAll()
	if v.m.Minor || v.m.Protected {
		key := "error.people_mandate_minor"
		if v.m.Protected {
			key = "error.people_mandate_protected"
		}
		v.stop.Add(kit.TintCard(kit.Bad, kit.Row(10, kit.Top, kit.NewIcon("warning-circle-bold", theme.RedText, 22), kit.Grow(kit.NewText(v.env.T(key, "field", v.env.T("desk.mandate.mandant")))))))
	}
	relaid(v.extra)
	relaid(v.money)
	relaid(v.stop)
}

// OnHide implements shell.Screen: what was begun is kept as a draft.
func (v *mandateForm) OnHide() {
	if v.done || v.busy || encoded(v.m) == v.begun {
		return
	}
	m := v.m
	v.begun = encoded(m)
	env := v.env
	get(env, func(ctx context.Context) (people.Mandate, error) { return v.d.mandates(env).Keep(ctx, m, v.d.me()) }, func(kept people.Mandate) {
		v.m.ID, v.m.Made, v.m.Model = kept.ID, kept.Made, kept.Model
		v.begun = encoded(v.m)
		env.Toast(env.T("desk.mandate.kept"))
	})
}

// Shortcuts implements shell.Screen.
func (v *mandateForm) Shortcuts() map[shell.Action]func() {
	return map[shell.Action]func(){shell.Print: v.printIt, shell.Save: v.printIt}
}

func (v *mandateForm) drop() {
	env := v.env
	get(env, func(ctx context.Context) (bool, error) { return true, v.d.mandates(env).Drop(ctx, v.m.ID) }, func(bool) {
		v.done = true
		env.Back()
		env.Toast(env.T("desk.mandate.dropped"))
	})
}

// printIt checks, keeps, prints two copies and shows the mandate.
func (v *mandateForm) printIt() {
	if v.busy {
		return
	}
	v.fault.say("")
	if err := v.m.Validate(); err != nil {
		v.fault.say(v.faults(err))
		return
	}
	v.busy = true
	env, m := v.env, v.m
	shell.Do(env, func() (people.Mandate, error) {
		return v.d.mandates(env).Keep(context.Background(), m, v.d.me())
	}, func(kept people.Mandate, err error) {
		v.busy = false
		if err != nil {
			v.fault.say(app.Message(env.Words, err))
			return
		}
		v.m, v.done = kept, true
		env.Shell().Swap(newMandateView(v.d, kept.ID))
		printMandate(v.d, env, kept)
	})
}

// faults says what is missing in the words of the form.
func (v *mandateForm) faults(err error) string {
	labels := map[string]string{
		"mandant": "desk.mandate.mandant", "structure": "desk.mandate.structure", "mediateur": "desk.mandate.mediator", "lieu": "desk.mandate.place",
		"actes": "desk.mandate.acts", "perimetre": "desk.mandate.perimeter", "duree_jours": "desk.mandate.days",
		"habilitee_aidants_connect": "desk.mandate.aidants", "mineur": "desk.mandate.mandant", "protege": "desk.mandate.mandant", "debut": "desk.mandate.days",
	}
	var said []string
	for _, f := range session.FaultsOf(err) {
		named := *f
		named.Args = slices.Clone(f.Args)
		for i := 0; i+1 < len(named.Args); i += 2 {
			if key, ok := labels[session.FieldOf(f)]; ok && named.Args[i] == "field" {
				named.Args[i+1] = v.env.T(key)
			}
		}
		said = append(said, app.Message(v.env.Words, &named))
	}
	return strings.Join(said, "\n")
}
