package desk

import (
	"context"

	"fyne.io/fyne/v2"

	"parvis/app/people"
	"parvis/app/session"
	"parvis/ui/kit"
	"parvis/ui/shell"
)

// personField links a session to a followed person, where files are switched
// on. The session keeps a random pseudonym, never a name.
func personField(d *Desk, env *shell.Env, s *session.Session, changed func()) fyne.CanvasObject {
	box := kit.VBox(8)
	if !d.peopleOn() {
		return box
	}
	var show func()
	link := func(b people.Beneficiary, first bool) {
		p := b.Person(s.Date, first)
		if s.Person != nil {
			p.QPV = s.Person.QPV
		}
		s.Person = &p
		changed()
		env.Rebuild()
	}
	show = func() {
		box.RemoveAll()
		pick := kit.NewButton(kit.Secondary, env.T("desk.people.pick"), "magnifying-glass-bold", func() {
			pickPerson(d, env, env.T("desk.people.pick"), true, func(f people.File) { link(f.Beneficiary, len(f.Sessions) == 0) })
		})
		if s.Person == nil || s.Person.BeneficiaryID == "" {
			box.Add(labelled(env, "desk.people.followed", kit.Wrap(8, pick)))
			relaid(box)
			return
		}
		chip := kit.NewRemovableChip(env.T("desk.people.linked"), func() {
			s.Person.BeneficiaryID = ""
			changed()
			show()
		})
		row := kit.Wrap(8, chip)
		box.Add(labelled(env, "desk.people.followed", row))
		relaid(box)
		id := people.ID(s.Person.BeneficiaryID)
		get(env, func(ctx context.Context) (people.Beneficiary, error) { return d.register(env).Find(ctx, id) }, func(b people.Beneficiary) {
			row.Add(kit.Strong(b.FullName()).NoWrap())
			relaid(row)
		})
	}
	show()
	return box
}

func relaid(o *fyne.Container) {
	o.Refresh()
	kit.Relayout(o)
}

// pickPerson looks a person up in a modal, or, where one may be new, begins a
// file for her.
func pickPerson(d *Desk, env *shell.Env, title string, fresh bool, picked func(people.File)) {
	var m *kit.Modal
	choose := func(id people.ID) {
		m.Close()
		get(env, func(ctx context.Context) (people.File, error) { return d.register(env).View(ctx, id, d.me()) }, picked)
	}
	found := kit.VBox(0)
	var group *kit.Group
	asked, enter := 0, false // enter: pressed before the answer came
	field := kit.NewField(kit.FieldLook{Help: env.T("desk.people.pick.help"), Icon: "magnifying-glass-bold", Clear: true})
	field.OnChanged = func(words string) {
		asked++
		mine := asked
		group = nil
		get(env, func(ctx context.Context) ([]people.Beneficiary, error) { return d.register(env).Search(ctx, words, 5) }, func(list []people.Beneficiary) {
			if mine != asked {
				return
			}
			found.RemoveAll()
			if enter && len(list) > 0 {
				choose(list[0].ID)
				return
			}
			group, enter = kit.NewGroup(), false
			for i := range list {
				row := personRow(d, env, &list[i], func() { choose(list[i].ID) })
				group.Add(row)
				found.Add(row)
			}
			if len(list) == 0 && words != "" {
				found.Add(kit.Inset(8, 0, 8, 0, kit.Muted(env.T("desk.people.nobody"))))
			}
			relaid(found)
		})
	}
	field.OnSubmit = func(string) {
		if group == nil {
			enter = field.Text() != ""
		} else if group.Current() != nil {
			group.Current().OnPress()
		}
	}
	create := kit.NewButton(kit.Secondary, env.T("desk.people.new"), "plus-bold", func() {
		m.Close()
		f := newPersonForm(d, typedName(field.Text()))
		f.saved = func(b people.Beneficiary) {
			get(env, func(ctx context.Context) (people.File, error) { return d.register(env).View(ctx, b.ID, d.me()) }, picked)
		}
		env.Go(f)
	})
	ways := kit.Wrap(12)
	if fresh {
		ways.Add(create)
	}
	ways.Add(kit.NewButton(kit.Quiet, env.T("desk.cancel"), "", func() { m.Close() }))
	m = kit.NewModal(env.Canvas(), 640, kit.VBox(14, kit.Heading(title), field, found, ways))
	m.Open(field)
}
