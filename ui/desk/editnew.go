package desk

import (
	"strings"

	"parvis/app"
	"parvis/app/guide"
	"parvis/app/session"
	"parvis/ui/kit"
	"parvis/ui/shell"
	"parvis/ui/theme"
)

// The models a new guide may start from.
const (
	modelOnline = "demarche" // question, papers, official page, end
	modelOrient = "orienter" // one question, an end for each answer
	modelLearn  = "savoir"   // a text, an exercise, an end
	modelEmpty  = "vide"     // a question and an end
)

// writeGuide asks for a title, what the guide is like and where it goes, then
// opens the editor on it.
func (d *Desk) writeGuide(env *shell.Env) {
	n := &newGuideBox{d: d, env: env, model: modelOnline}
	n.open()
}

type newGuideBox struct {
	d           *Desk
	env         *shell.Env
	model, door string
	field       *kit.Field
	modal       *kit.Modal
}

func (n *newGuideBox) open() {
	env := n.env
	n.field = kit.NewField(kit.FieldLook{Help: env.T("desk.write.help")})
	n.field.OnSubmit = func(string) { n.done() }
	var models []kit.Choice
	for _, m := range []string{modelOnline, modelOrient, modelLearn, modelEmpty} {
		models = append(models, kit.Choice{Value: m, Label: env.T("desk.write.model." + m)})
	}
	what := kit.Muted(env.T("desk.write.model." + n.model + ".text"))
	chips := kit.NewChipGroup(models, func(v []string) {
		n.model = modelEmpty
		if len(v) == 1 {
			n.model = v[0]
		}
		what.SetText(env.T("desk.write.model." + n.model + ".text"))
	})
	chips.Choose(false, n.model)
	doors := []kit.Choice{{Value: "", Label: env.T("desk.guide.nodoor")}}
	for _, door := range guide.LifeEvents() {
		doors = append(doors, kit.Choice{Value: door, Label: env.T("desk.door." + door)})
	}
	door := kit.NewSelect("", env.T("desk.write.door"), "", doors, "", func(v string) { n.door = v })
	buttons := kit.HBox(12, kit.NewButton(kit.Primary, env.T("desk.validate"), "check-bold", n.done),
		kit.NewButton(kit.Quiet, env.T("desk.cancel"), "", func() { n.modal.Close() }), kit.Spacer())
	n.modal = kit.NewModal(env.Canvas(), 640, kit.VBox(14, kit.NewText(env.T("desk.write.title")).As(theme.Heading), n.field,
		kit.Strong(env.T("desk.write.model")), chips, what, kit.Wrap(8, door), buttons))
	n.modal.Open(n.field)
}

// done makes the guide; a title that cannot serve is said under its field.
func (n *newGuideBox) done() {
	title := strings.TrimSpace(n.field.Text())
	id := guide.ID(guide.Slug(title))
	var fault error
	if _, taken := n.d.Shelf.Entry(id); taken {
		fault = app.E(app.Rejected, "desk_title_taken", "title", title)
	}
	if id == "" {
		fault = app.E(app.Rejected, "desk_title")
	}
	if fault != nil {
		n.field.SetError(app.Message(n.env.Words, fault))
		return
	}
	n.modal.Close()
	g := newGuide(n.env, n.d.today(n.env), id, title, n.model)
	g.LifeEvent = n.door
	e := newEditor(n.d, guide.Print(g), "")
	for i := range g.Steps {
		e.made[g.Steps[i].ID] = true
	}
	n.env.Go(e)
}

// newGuide is a guide with the first steps of a model; the texts to be replaced
// are those the editor shows in grey.
func newGuide(env *shell.Env, today app.Day, id guide.ID, title, model string) *guide.Guide {
	g := &guide.Guide{Title: title, Header: guide.Header{
		ID: id, Version: guide.Version(string(today)[:7]), Audiences: []guide.Audience{guide.Kiosk, guide.Mediator},
		Themes: []string{session.Administrative}, Sources: []guide.Source{{}},
	}}
	t := env.T
	end := func(id guide.StepID) guide.Step {
		return guide.Step{ID: id, Title: t("desk.edit.end"), Kind: guide.KindEnd, Texts: guide.Texts{Body: t("desk.edit.end.text")}}
	}
	question := func(to ...guide.StepID) guide.Step {
		s := guide.Step{ID: "debut", Title: t("desk.edit.first"), Kind: guide.KindQuestion}
		for i, label := range []string{t("desk.yes"), t("desk.no"), t("desk.unknown")} {
			s.Choices = append(s.Choices, guide.Choice{ID: []string{"oui-1", "non-1", "nsp"}[i], Label: label, To: to[min(i, len(to)-1)]})
		}
		return s
	}
	switch model {
	case modelOnline:
		g.Steps = []guide.Step{
			question("papiers"),
			{ID: "papiers", Title: t("desk.write.papers"), Kind: guide.KindList, Items: []guide.Item{{Text: t("desk.edit.item.new")}}, Exits: []guide.Exit{{To: "en-ligne"}}},
			{ID: "en-ligne", Title: t("desk.write.online"), Kind: guide.KindLink, Texts: guide.Texts{Check: t("desk.write.check")}, Exits: []guide.Exit{{To: "fin-1"}}},
			end("fin-1"),
		}
	case modelOrient:
		g.Steps = []guide.Step{question("fin-1", "fin-2", "fin-3"), end("fin-1"), end("fin-2"), end("fin-3")}
	case modelLearn:
		g.Themes = []string{session.Thematiques.Codes()[0]}
		g.Steps = []guide.Step{
			{ID: "a-savoir", Title: t("desk.edit.new"), Kind: guide.KindText, Exits: []guide.Exit{{To: "exercice-1"}}},
			{ID: "exercice-1", Title: t("desk.edit.first"), Kind: guide.KindExercise, Choices: []guide.Choice{
				{ID: "r1", Label: t("desk.edit.answer.new"), To: "fin-1", Right: true}, {ID: "r2", Label: t("desk.edit.answer.new"), To: "fin-1"},
			}},
			end("fin-1"),
		}
	default:
		g.Steps = []guide.Step{question("fin-1"), end("fin-1")}
	}
	return g
}

// rename gives the steps made here a name drawn from their title, while nobody
// has followed them yet. It is done when the cards are drawn, never under the
// hands.
func (e *editor) rename() {
	for i := range e.g.Steps {
		s := &e.g.Steps[i]
		want := guide.StepID(guide.Slug(short(s.Title, 40)))
		if !e.made[s.ID] || e.waits(s.Title) || want == "" || want == s.ID {
			continue
		}
		was := s.ID
		if e.g.RenameStep(was, want) {
			e.g.Migration = e.g.Migration[:len(e.g.Migration)-1]
			delete(e.made, was)
			e.made[want] = true
		}
	}
}
