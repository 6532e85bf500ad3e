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
		answers = append(answers, kit.NewAnswer(len(answers)+1, label, press))
		digits = append(digits, press)
	}
	for _, o := range options {
		add(o.label, func() { k.touch(); _ = k.answer(s, o.value) }) // a listed answer is never refused
	}
	if s.Optional {
		add(k.t("unknown"), func() { k.touch(); k.skip(s) })
	}
	body := k.besides(kit.VBox(theme.Current().M().Gap, k.titled(s), kit.AnswerList(answers...)), s)
	return screen{body: body, first: answers[0], digits: digits}
}

func (k *Kiosk) skip(s *guide.Step) {
	if _, err := k.run.Skip(s.ID); err == nil {
		k.forward()
	}
}

// titled is the question and what it says before the answers.
func (k *Kiosk) titled(s *guide.Step) fyne.CanvasObject {
	box := kit.VBox(12, kit.Title(s.Title))
	for _, p := range paragraphs(s.Body) {
		box.Add(kit.NewText(p))
	}
	return box
}

// besides puts help and warning at the side of the main column when there is
// room, under it otherwise.
func (k *Kiosk) besides(main fyne.CanvasObject, s *guide.Step) fyne.CanvasObject {
	side := kit.VBox(24)
	if s.Help != "" {
		side.Add(kit.WhyCard(k.t("why"), paragraphs(s.Help)...))
	}
	if s.Warning != "" {
		side.Add(kit.TintCard(kit.Bad, kit.VBox(10, kit.HBox(14, kit.NewIcon("warning-bold", theme.RedText, 48),
			kit.Grow(kit.Section(k.t("warning")))), kit.NewText(s.Warning))))
	}
	if len(side.Objects) == 0 {
		return kit.NewPage(main)
	}
	return kit.NewPage(newAside(main, side, k.look.Set == theme.KioskLarge))
}

// reading is a text to read, then Continuer.
func (k *Kiosk) reading(s *guide.Step) screen {
	box := kit.VBox(theme.Current().M().Gap, k.titled(s))
	for _, it := range k.run.Items(s.ID) {
		box.Add(kit.HBox(16, kit.NewIcon("check-bold", theme.Link, 40), kit.Grow(kit.NewText(it.Text))))
	}
	go1 := k.continueButton()
	box.Add(kit.HBox(0, go1, kit.Spacer()))
	return screen{body: k.besides(box, s), first: go1, reading: true}
}

func (k *Kiosk) continueButton() *kit.Button {
	return kit.NewTallButton(kit.Primary, k.t("continue"), "arrow-right-bold", func() { k.touch(); k.forward() })
}

// checklist: ticking is for the person only, Continuer always works.
func (k *Kiosk) checklist(s *guide.Step) screen {
	rows := kit.VBox(14)
	group := kit.NewGroup()
	var first fyne.CanvasObject
	count := kit.NewText("").As(theme.Section)
	refresh := func() {
		have, all := 0, 0
		for _, it := range k.run.Items(s.ID) {
			if all++; it.Ticked {
				have++
			}
		}
		count.SetText(k.t("list.count", "have", have, "all", all))
	}
	for _, it := range k.run.Items(s.ID) {
		var end fyne.CanvasObject
		if it.Maybe {
			end = kit.Tag(kit.Neutral, "question", k.t("list.maybe"))
		}
		label, sentence := headline(it.Text)
		row := kit.NewChecklistRow(label, sentence, end, it.Ticked, func(on bool) {
			k.touch()
			k.run.Tick(s.ID, it.Item, on)
			refresh()
		})
		group.Add(row)
		rows.Add(row)
		if first == nil {
			first = row
		}
	}
	refresh()
	side := kit.VBox(24, count, k.continueButton())
	if k.s.Print != nil {
		side.Add(kit.NewButton(kit.Secondary, k.t("print.list"), "printer", func() { k.touch(); k.print() }))
	}
	main := kit.VBox(theme.Current().M().Gap, k.titled(s), rows)
	if s.Help != "" {
		side.Add(kit.WhyCard(k.t("good"), paragraphs(s.Help)...))
	}
	body := kit.NewPage(newAside(main, side, k.look.Set == theme.KioskLarge))
	return screen{body: body, first: first, reading: true}
}

// link shows an official address, how to know it, and its QR code.
func (k *Kiosk) link(s *guide.Step) screen {
	main := kit.VBox(theme.Current().M().Gap, k.titled(s))
	for _, it := range k.run.Items(s.ID) {
		main.Add(kit.HBox(16, kit.NewIcon("check-bold", theme.Link, 40), kit.Grow(kit.NewText(it.Text))))
	}
	if s.Check != "" {
		main.Add(kit.TintCard(kit.Good, kit.HBox(16, kit.NewIcon("shield-check", theme.GreenText, 48), kit.Grow(kit.NewText(k.t("check", "what", s.Check))))))
	}
	if s.Warning != "" {
		main.Add(kit.TintCard(kit.Warn, kit.HBox(16, kit.NewIcon("warning-bold", theme.AmberText, 48), kit.Grow(kit.NewText(s.Warning)))))
	}
	go1 := k.continueButton()
	main.Add(kit.HBox(0, go1, kit.Spacer()))
	var body fyne.CanvasObject = main
	if url := s.Link(); url != "" {
		body = newAside(main, k.phoneCard(url), k.look.Set == theme.KioskLarge)
	}
	return screen{body: kit.NewPage(body), first: go1, reading: true}
}

// phoneCard is the QR code of a plain official address, and the address in
// letters for who has no telephone.
func (k *Kiosk) phoneCard(url string) fyne.CanvasObject {
	box := kit.VBox(16, kit.Section(k.t("phone")))
	if code, err := kit.QR(url, 300); err == nil { // too long for a code: the address in letters serves
		box.Add(kit.Centred(code))
		box.Add(kit.NewText(k.t("phone.aim")).In(theme.Ink2).Centre())
	}
	box.Add(kit.Strong(bare(url)).Centre())
	return kit.Card(box)
}

// bare is an address as people read and type it.
func bare(url string) string {
	return strings.TrimSuffix(strings.TrimPrefix(url, "https://"), "/")
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
