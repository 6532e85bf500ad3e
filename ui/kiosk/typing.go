package kiosk

import (
	"strings"
	"unicode"

	"fyne.io/fyne/v2"

	"parvis/app"
	"parvis/app/guide"
	"parvis/ui/kit"
	"parvis/ui/theme"
)

// digitsStep asks for a number or a day, with digits only.
func (k *Kiosk) digitsStep(s *guide.Step) screen {
	look := kit.FieldLook{Height: k.fieldHeight(), Size: 60, Help: s.Unit}
	if s.Kind == guide.KindDate {
		look.Help = k.t("date.help")
	}
	field := k.field(look)
	if v, ok := k.run.Value(s.ID); ok && v.Known() {
		field.SetText(shownValue(s, v.String()))
	}
	submit := func() {
		k.touch()
		if err := k.answer(s, writtenValue(s, field.Text())); err != nil {
			field.SetError(app.Message(k.l, err))
		}
	}
	field.OnSubmit = func(string) { submit() }
	field.OnChanged = func(string) { k.touch() }
	pad := k.pad(func(key string) {
		k.touch()
		text := edit(field.Text(), key)
		if s.Kind == guide.KindDate {
			text = dashed(text, key == keyErase)
		}
		field.SetText(text)
	})
	main := kit.VBox(theme.Current().M().Gap, k.titled(s), field, k.goOn(s, submit))
	if !k.simple(s) {
		for _, p := range paragraphs(s.Help) {
			main.Add(kit.Muted(p))
		}
	}
	if s.Warning != "" {
		main.Add(k.warningCard(s.Warning))
	}
	return screen{body: k.abreast(main, pad, padWidth), first: field}
}

// padWidth is the width of the digits.
const padWidth = 540

func (k *Kiosk) goOn(s *guide.Step, submit func()) fyne.CanvasObject {
	row := kit.HBox(18, kit.NewTallButton(kit.Primary, k.t("validate"), "check-bold", submit))
	if s.Optional {
		row.Add(kit.NewTallButton(kit.Secondary, k.t("unknown"), "", func() { k.touch(); k.skip(s) }))
	}
	row.Add(kit.Spacer())
	return row
}

// lettersStep asks for a town or a few words, with the screen's keyboard.
func (k *Kiosk) lettersStep(s *guide.Step) screen {
	field := k.field(kit.FieldLook{Height: k.fieldHeight(), Size: 50, Clear: true})
	if v, ok := k.run.Value(s.ID); ok && v.Known() && s.Kind == guide.KindFree {
		field.SetText(v.String())
	}
	found := kit.HBox(14)
	submit := func() {
		k.touch()
		if err := k.submitLetters(s, strings.TrimSpace(field.Text())); err != nil {
			field.SetError(app.Message(k.l, err))
		}
	}
	suggest := func() {
		field.SetError("")
		if s.Kind == guide.KindCommune {
			k.suggest(s, found, field.Text())
		}
	}
	field.OnChanged = func(string) { k.touch(); suggest() }
	field.OnSubmit = func(string) { submit() }
	end := kit.NewButton(kit.Primary, k.t("validate"), "check-bold", submit)
	keys := k.keyboard(end, func(key string) { k.touch(); field.SetText(edit(field.Text(), key)); suggest() })
	line := kit.HBox(18, kit.Grow(field), found)
	if s.Optional {
		line.Add(kit.NewButton(kit.Secondary, k.t("unknown"), "", func() { k.touch(); k.skip(s) }))
	}
	if s.Help != "" && !k.simple(s) {
		line.Add(k.whyButton(s))
	}
	out := screen{first: field}
	words := kit.VBox(14, k.titled(s), line)
	if k.small { // the question takes the place of the guide's name
		out.head = k.headed(kit.Heading(s.Title))
		words = kit.VBox(10, line)
	}
	out.body = kit.VBox(14, kit.Grow(k.newTurner(words)), keys)
	return out
}

// submitLetters answers with what was written; a town by its name.
func (k *Kiosk) submitLetters(s *guide.Step, text string) error {
	if s.Kind != guide.KindCommune {
		return k.answer(s, text)
	}
	towns := k.s.Communes(text)
	for _, c := range towns {
		if len(towns) == 1 || strings.EqualFold(c.Name, text) {
			return k.answer(s, c.Insee)
		}
	}
	return app.E(app.Rejected, "kiosk_town")
}

// suggest offers the towns that begin so, as many as the line holds.
func (k *Kiosk) suggest(s *guide.Step, found *fyne.Container, start string) {
	found.RemoveAll()
	group := kit.NewGroup()
	room := max(k.width, 1280)/2 - k.margin()
	if start == "" {
		room = 0
	}
	for i, c := range k.s.Communes(start) {
		b := kit.NewButton(kit.Secondary, c.Name, "", func() { k.touch(); _ = k.answer(s, c.Insee) }).Bold() // a town of the list is never refused
		if room -= kit.PreferredWidth(b) + 14; room < 0 || i == 4 {
			break
		}
		group.Add(b)
		found.Add(b)
	}
	kit.Relayout(found)
	found.Refresh()
}

// dashed writes the digits of a day as JJ/MM/AAAA while they are typed.
func dashed(text string, erased bool) string {
	digits := make([]rune, 0, 8)
	for _, r := range text {
		if unicode.IsDigit(r) && len(digits) < 8 {
			digits = append(digits, r)
		}
	}
	var b strings.Builder
	for i, r := range digits {
		if i == 2 || i == 4 {
			b.WriteByte('/')
		}
		b.WriteRune(r)
	}
	if !erased && (len(digits) == 2 || len(digits) == 4) {
		b.WriteByte('/')
	}
	return b.String()
}

// writtenValue is what a person typed, as the engine reads it.
func writtenValue(s *guide.Step, text string) string {
	text = strings.TrimSpace(text)
	if s.Kind != guide.KindDate {
		return text
	}
	parts := strings.Split(text, "/")
	if len(parts) == 3 {
		return parts[2] + "-" + parts[1] + "-" + parts[0]
	}
	return text
}

// shownValue is the reverse of writtenValue.
func shownValue(s *guide.Step, value string) string {
	parts := strings.Split(value, "-")
	if s.Kind == guide.KindDate && len(parts) == 3 {
		return parts[2] + "/" + parts[1] + "/" + parts[0]
	}
	return value
}
