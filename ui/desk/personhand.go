package desk

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"

	"parvis/app"
	"parvis/app/people"
	"parvis/i18n"
	"parvis/ui/kit"
	"parvis/ui/shell"
	"parvis/ui/theme"
)

// handing gives a follow-up to a colleague with the person's agreement.
type handing struct {
	shell.Plain
	d      *Desk
	env    *shell.Env
	h      people.Handover
	name   string // of the person
	shared map[int]bool
	fault  *remark
	others *fyne.Container
	notes  *fyne.Container
}

func (v *personFile) hand() {
	v.env.Go(&handing{d: v.d, name: v.file.FullName(), shared: map[int]bool{}, h: people.Handover{Person: v.id, From: v.d.me()}})
}

// Title implements shell.Screen.
func (v *handing) Title() string { return v.env.T("desk.hand") }

// Build implements shell.Screen.
func (v *handing) Build(env *shell.Env) shell.Page {
	v.env, v.fault = env, newRemark(theme.RedText)
	v.others, v.notes = kit.VBox(8), kit.VBox(4)
	note := kit.NewField(kit.FieldLook{Label: env.T("desk.hand.note"), Help: env.T("desk.hand.note.help"), Lines: 3})
	note.SetText(v.h.Note)
	note.OnChanged = func(text string) {
		v.h.Note = text
		note.SetError(secretText(env, text))
	}
	agreed := kit.NewCheckbox(env.T("desk.hand.agreed", "name", v.name), env.T("desk.hand.agreed.text"), v.h.Agreed, func(on bool) { v.h.Agreed = on })
	how := kit.NewSegmented([]kit.Choice{{Value: "", Label: env.T("desk.hand.written")}, {Value: "oral", Label: env.T("desk.hand.oral")}},
		map[bool]string{true: "oral"}[v.h.Oral], func(s string) { v.h.Oral = s == "oral" })
	v.fill()
	done := kit.NewTallButton(kit.Primary, env.T("desk.hand.go"), "", v.done)
	back := kit.NewTallButton(kit.Quiet, env.T("desk.cancel"), "", env.Back)
	left := kit.VBox(14, kit.Card(kit.VBox(16, v.others, agreed, kit.Wrap(8, how), note)))
	right := kit.Card(kit.VBox(8, kit.SectionTitle(env.T("desk.hand.notes")), kit.Muted(env.T("desk.hand.notes.text")), v.notes))
	return shell.Page{
		Title: env.T("desk.hand"), Subtitle: v.name, Heading: true, Fixed: true, NoStatus: true,
		Body: kit.VBox(12, kit.Grow(kit.NewPage(newSplit(left, right))), kit.VBox(6, v.fault.box, kit.HBox(12, done, back, kit.Spacer()))),
	}
}

// fill proposes the colleagues, and one's own notes on her sessions.
func (v *handing) fill() {
	type both struct {
		people []Mediator
		notes  []people.SharedNote
	}
	get(v.env, func(ctx context.Context) (out both, err error) {
		all, err := v.d.Mediators(ctx)
		if err != nil {
			return out, err
		}
		for _, m := range all {
			if m.ID != string(v.h.From) {
				out.people = append(out.people, m)
			}
		}
		f, err := v.d.register(v.env).View(ctx, v.h.Person, v.h.From)
		for _, r := range f.Sessions {
			if r.Notes != "" {
				out.notes = append(out.notes, people.SharedNote{Day: r.Date, Text: r.Notes})
			}
		}
		return out, err
	}, func(out both) {
		v.show(out.people)
		v.showNotes(out.notes)
	})
}

func (v *handing) show(list []Mediator) {
	v.others.RemoveAll()
	if len(list) == 0 {
		v.others.Add(kit.NewText(v.env.T("desk.hand.nobody")))
		relaid(v.others)
		return
	}
	choices := make([]kit.Choice, 0, len(list))
	for _, m := range list {
		choices = append(choices, kit.Choice{Value: m.ID, Label: m.Name})
	}
	chips := kit.NewChipGroup(choices, func(values []string) {
		v.h.To = people.MediatorID(strings.Join(values, ""))
	})
	chips.Choose(false, string(v.h.To))
	v.others.Add(labelled(v.env, "desk.hand.to", chips))
	relaid(v.others)
}

func (v *handing) showNotes(list []people.SharedNote) {
	v.notes.RemoveAll()
	v.h.Shared = nil
	for i, n := range list {
		day := i18n.Capital(v.env.Words.ShortDay(n.Day.Time(v.env.Zone)))
		v.notes.Add(kit.NewCheckbox(day, short(n.Text, 160), v.shared[i], func(on bool) {
			v.shared[i] = on
			v.h.Shared = nil
			for k, one := range list {
				if v.shared[k] {
					v.h.Shared = append(v.h.Shared, one)
				}
			}
		}))
	}
	if len(list) == 0 {
		v.notes.Add(kit.Muted(v.env.T("desk.hand.notes.none")))
	}
	relaid(v.notes)
}

func (v *handing) done() {
	v.fault.say("")
	h := v.h
	warnSecrets(v.env, h.Note, func() {
		shell.Do(v.env, func() (bool, error) {
			ctx := context.Background()
			if err := v.d.register(v.env).Hand(ctx, h); err != nil {
				return false, err
			}
			return true, v.d.People.Note(ctx, people.FollowHanded, h.From, nil)
		}, func(_ bool, err error) {
			if err != nil {
				v.fault.say(app.Message(v.env.Words, err))
				return
			}
			v.env.Back()
			v.env.Toast(v.env.T("desk.hand.saved"))
		})
	})
}

// merge brings another file into this one: what each says stays readable.
func (v *personFile) merge() {
	env, keep := v.env, v.file
	pickPerson(v.d, env, env.T("desk.people.merge"), false, func(other people.File) {
		if other.ID == keep.ID {
			env.Toast(env.T("desk.people.merge.same"))
			return
		}
		text := env.T("desk.people.merge.text", "keep", keep.FullName()+" ("+told(v.d, env, &keep.Beneficiary)+")",
			"other", other.FullName()+" ("+told(v.d, env, &other.Beneficiary)+")")
		kit.Ask(env.Canvas(), env.T("desk.people.merge.title"), text, kit.Primary, env.T("desk.cancel"), env.T("desk.people.merge.go"), func() {
			get(env, func(ctx context.Context) (people.Beneficiary, error) {
				return v.d.register(env).Merge(ctx, keep.ID, other.ID, v.d.me())
			}, func(people.Beneficiary) {
				env.Toast(env.T("desk.people.merge.done"))
				v.update()
			})
		})
	})
}
