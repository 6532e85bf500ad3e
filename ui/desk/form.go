package desk

import (
	"fyne.io/fyne/v2"

	"parvis/app/session"
	"parvis/ui/kit"
	"parvis/ui/shell"
)

// form is everything optional about a session: the person, the equipment, a
// note. Nothing of it blocks. « Non communiqué » is an answer.
func form(d *Desk, env *shell.Env, s *session.Session, changed func()) fyne.CanvasObject {
	if s.Person == nil {
		s.Person = &session.Person{}
	}
	p := s.Person
	mandate := kit.VBox(0)
	mandateHint(d, env, s, mandate)
	box := kit.VBox(16, personField(d, env, s, changed),
		choiceOf(env, "desk.form.genre", session.Genres, &p.Genre, changed),
		choiceOf(env, "desk.form.age", session.TranchesAge, &p.TrancheAge, changed),
		choiceOf(env, "desk.form.statut", session.StatutsSociaux, &p.StatutSocial, changed),
		firstTime(env, p, changed),
		communePicker(d, env, env.T("desk.form.commune"), p.CommuneInsee, func(insee string) {
			p.CommuneInsee = insee
			changed()
		}),
		choiceOf(env, "desk.form.qpv", session.QPVs, &p.QPV, changed),
		choiceOf(env, "desk.form.autonomie", session.Autonomies, &s.Autonomie, changed),
		several(env, "desk.form.materiel", session.Materiels, &s.Materiel, changed),
		listOf(env, "desk.form.operateur", session.Operateurs, &s.Operateur, changed),
		kit.VBox(10, choiceOf(env, "desk.form.cnil", session.CnilSituations, &s.CnilSituation, func() { mandateHint(d, env, s, mandate); changed() }), mandate),
		noteField(env, s, changed),
	)
	return box
}

func labelled(env *shell.Env, key string, o fyne.CanvasObject) fyne.CanvasObject {
	return kit.VBox(8, kit.Strong(env.T(key)), o)
}

func choiceOf(env *shell.Env, key string, v session.Vocabulary, value *string, changed func()) fyne.CanvasObject {
	chips := kit.NewChipGroup(labels(env.Words, v), func(values []string) {
		*value = ""
		if len(values) == 1 {
			*value = values[0]
		}
		changed()
	})
	chips.Choose(false, *value)
	return labelled(env, key, chips)
}

// listOf is choiceOf for a long vocabulary: one line that opens a list.
func listOf(env *shell.Env, key string, v session.Vocabulary, value *string, changed func()) fyne.CanvasObject {
	choices := []kit.Choice{{Value: "", Label: env.T("desk.form.unsaid")}}
	for _, c := range labels(env.Words, v) {
		choices = append(choices, kit.Choice{Value: c.Value, Label: short(c.Label, 34)})
	}
	list := kit.NewSelect("", "", "", choices, *value, func(code string) {
		*value = code
		changed()
	})
	return labelled(env, key, kit.Wrap(8, list))
}

func several(env *shell.Env, key string, v session.Vocabulary, values *[]string, changed func()) fyne.CanvasObject {
	chips := kit.NewMultiChipGroup(labels(env.Words, v), func(chosen []string) {
		*values = chosen
		changed()
	})
	chips.Choose(false, *values...)
	return labelled(env, key, chips)
}

func firstTime(env *shell.Env, p *session.Person, changed func()) fyne.CanvasObject {
	chips := kit.NewChipGroup([]kit.Choice{{Value: session.Yes, Label: env.T("desk.yes")}, {Value: session.No, Label: env.T("desk.no")}}, func(values []string) {
		p.PremierAccompagnement = nil
		if len(values) == 1 {
			first := values[0] == session.Yes
			p.PremierAccompagnement = &first
		}
		changed()
	})
	if p.PremierAccompagnement != nil {
		chips.Choose(false, map[bool]string{true: session.Yes, false: session.No}[*p.PremierAccompagnement])
	}
	return labelled(env, "desk.form.first", chips)
}

func noteField(env *shell.Env, s *session.Session, changed func()) fyne.CanvasObject {
	field := kit.NewField(kit.FieldLook{Lines: 3, Help: env.T("desk.form.note.help")})
	field.SetText(s.Notes)
	field.OnChanged = func(text string) {
		s.Notes = text
		field.SetError(secretText(env, text))
		changed()
	}
	return labelled(env, "desk.form.note", field)
}
