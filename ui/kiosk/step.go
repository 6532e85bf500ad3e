package kiosk

import (
	"strings"

	"fyne.io/fyne/v2"

	"parvis/app/guide"
	"parvis/ui/kit"
	"parvis/ui/theme"
)

// position and length are "Étape n sur N".
func (k *Kiosk) position() int {
	for i, id := range k.run.Path() {
		if id == k.run.Current().ID {
			return i + 1
		}
	}
	return 1
}

func (k *Kiosk) length() int {
	return k.position() + k.run.Graph().Depth(k.run.Current().ID)
}

// step shows the present step of the guide.
func (k *Kiosk) step() screen {
	s := k.run.Current()
	var out screen
	switch s.Kind {
	case guide.KindList:
		out = k.checklist(s)
	case guide.KindLink:
		out = k.link(s)
	case guide.KindText:
		out = k.reading(s)
	case guide.KindEnd:
		out = k.ending(s)
	case guide.KindNumber, guide.KindDate:
		out = k.digitsStep(s)
	case guide.KindCommune, guide.KindFree:
		out = k.lettersStep(s)
	default:
		out = k.question(s)
	}
	out.steps = kit.NewSteps(k.position(), k.length())
	return out
}

// forward goes on; a refusal is said in place.
func (k *Kiosk) forward() {
	if err := k.run.Next(); err != nil {
		kit.Tell(k.win.Canvas(), k.t("answer.needed"), k.t("answer.needed.text"))
		return
	}
	k.apply(k.step)
}

func (k *Kiosk) answer(s *guide.Step, value string) error {
	if _, err := k.run.Answer(s.ID, value); err != nil {
		return err
	}
	k.forward()
	return nil
}

// question: choosing goes straight on, Retour undoes it.
func (k *Kiosk) question(s *guide.Step) screen {
	type option struct{ value, label string }
	options := make([]option, 0, len(s.Choices)+1)
	for _, c := range s.Choices {
		options = append(options, option{c.ID, c.Label})
	}
	if s.Kind == guide.KindYesNo {
		options = append(options, option{"oui", k.t("yes")}, option{"non", k.t("no")})
	}
	answers := make([]*kit.Pressable, 0, len(options)+1)
	digits := make([]func(), 0, len(options)+1)
	add := func(label string, press func()) {
		answers = append(answers, kit.NewAnswer(len(answers)+1, label, press).AtLeast(k.answerHeight()))
		digits = append(digits, press)
	}
	for _, o := range options {
		add(o.label, func() { k.touch(); _ = k.answer(s, o.value) }) // a listed answer is never refused
	}
	if s.Optional {
		add(k.t("unknown"), func() { k.touch(); k.skip(s) })
	}
	return screen{body: k.asked(s, kit.AnswerList(answers...)), first: answers[0], digits: digits}
}

// asked lays the question over its answers, with what explains it beside.
func (k *Kiosk) asked(s *guide.Step, answers fyne.CanvasObject) fyne.CanvasObject {
	gap := theme.Current().M().Gap
	side := k.explained(s)
	if side == nil || k.stacked() {
		head := kit.VBox(8, k.titled(s))
		if s.Warning != "" {
			head.Add(k.warningCard(s.Warning))
		}
		if s.Help != "" && !k.simple(s) {
			head = kit.VBox(8, kit.HBox(gap, kit.Grow(head), k.whyButton(s)))
		}
		return k.newTurner(kit.VBox(gap, head, answers))
	}
	return kit.VBox(gap, k.titled(s), kit.Grow(k.beside(answers, side)))
}

// whyButton folds the reason for asking where there is no room beside.
func (k *Kiosk) whyButton(s *guide.Step) *kit.Button {
	return kit.NewButton(kit.Quiet, k.t("why"), "question", func() {
		k.touch()
		kit.Tell(k.win.Canvas(), k.t("why"), strings.Join(paragraphs(s.Help), " "))
	})
}

func (k *Kiosk) skip(s *guide.Step) {
	if _, err := k.run.Skip(s.ID); err == nil {
		k.forward()
	}
}

// titled is the question and what it says before the answers; in plain words
// when the visitor asked for them.
func (k *Kiosk) titled(s *guide.Step) fyne.CanvasObject {
	box := kit.VBox(12, k.title(s.Title))
	text := s.Body
	if k.simple(s) {
		text = s.Easy
	}
	for _, p := range paragraphs(text) {
		box.Add(kit.Rich(p))
	}
	if m := k.mediaButtons(s, k.stacked() || s.Kind == guide.KindList || s.Kind == guide.KindLink); m != nil {
		box.Add(m)
	}
	return box
}

// simple says whether a step is shown in its plain words.
func (k *Kiosk) simple(s *guide.Step) bool { return k.easy && s.Easy != "" }

// hasEasy says whether the guide was written in plain words too.
func (k *Kiosk) hasEasy() bool {
	for _, s := range k.run.Graph().Guide.Steps {
		if s.Easy != "" {
			return true
		}
	}
	return false
}

func (k *Kiosk) toggleEasy() {
	k.easy = !k.easy
	k.apply(k.show)
}

// explained is the reason for asking and the warning of a step, nil when it
// has neither.
func (k *Kiosk) explained(s *guide.Step) fyne.CanvasObject {
	side := kit.VBox(24)
	if s.Image.File != "" && !k.stacked() {
		side.Add(k.picture(s))
	}
	if s.Help != "" && !k.simple(s) {
		side.Add(kit.WhyCard(k.t("why"), paragraphs(s.Help)...))
	}
	if s.Warning != "" {
		side.Add(kit.TintCard(kit.Bad, kit.VBox(10, kit.HBox(14, kit.NewIcon("warning-bold", theme.RedText, 48),
			kit.Grow(kit.Section(k.t("warning")))), kit.NewText(s.Warning))))
	}
	if len(side.Objects) == 0 {
		return nil
	}
	return side
}

func (k *Kiosk) warningCard(text string) fyne.CanvasObject {
	return kit.TintCard(kit.Warn, kit.HBox(16, kit.NewIcon("warning-bold", theme.AmberText, 48), kit.Grow(kit.NewText(text))))
}

// reading is a text to read, then Continuer.
func (k *Kiosk) reading(s *guide.Step) screen {
	box := kit.VBox(theme.Current().M().Gap, k.titled(s))
	k.addPoints(box, s)
	var body fyne.CanvasObject = k.newTurner(box)
	if side := k.explained(s); side != nil {
		body = k.beside(box, side)
	}
	on := k.continueButton()
	return screen{body: kit.VBox(18, kit.Grow(body), k.actions(on)), first: on, reading: true}
}

// addPoints adds the bullets of a text.
func (k *Kiosk) addPoints(box *fyne.Container, s *guide.Step) {
	for _, it := range k.run.Items(s.ID) {
		box.Add(kit.Row(16, kit.Top, kit.Inset(6, 0, 0, 0, kit.NewIcon("check-bold", theme.Link, 40)), kit.Grow(kit.NewText(it.Text))))
	}
}

func (k *Kiosk) continueButton() *kit.Button {
	press := func() { k.touch(); k.forward() }
	if k.small {
		return kit.NewButton(kit.Primary, k.t("continue"), "arrow-right-bold", press)
	}
	return kit.NewTallButton(kit.Primary, k.t("continue"), "arrow-right-bold", press)
}

// actions are the buttons under a text, always in view.
func (k *Kiosk) actions(o ...fyne.CanvasObject) fyne.CanvasObject {
	row := kit.HBox(18)
	for _, b := range o {
		row.Add(b)
	}
	row.Add(kit.Spacer())
	return row
}

// headline cuts a text after its first sentence: what to take or do, then how.
func headline(text string) (first, rest string) {
	first, rest, cut := strings.Cut(text, ". ")
	if cut {
		first += "."
	}
	return strings.TrimSuffix(first, "."), strings.TrimSpace(rest)
}

func paragraphs(s string) []string {
	var out []string
	for _, p := range strings.Split(s, "\n\n") {
		if p = strings.TrimSpace(strings.ReplaceAll(p, "\n", " ")); p != "" {
			out = append(out, p)
		}
	}
	return out
}
