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
	look := kit.FieldLook{Height: 104, Size: 64, Help: s.Unit}
	if s.Kind == guide.KindDate {
		look.Help = k.t("date.help")
	}
	field := kit.NewField(look)
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
	for _, p := range paragraphs(s.Help) {
		main.Add(kit.Muted(p))
	}
	return screen{body: kit.NewPage(newAside(main, pad, k.look.Set == theme.KioskLarge)), first: field}
}

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
	field := kit.NewField(kit.FieldLook{Height: 104, Size: 56, Clear: true})
	found := kit.HBox(14)
	submit := func() {
		k.touch()
		if err := k.answer(s, strings.TrimSpace(field.Text())); err != nil {
			field.SetError(app.Message(k.l, err))
		}
	}
	suggest := func() {
		if s.Kind != guide.KindCommune {
			return
		}
		found.RemoveAll()
		group := kit.NewGroup()
		for i, c := range k.s.Communes(field.Text()) {
			if i == 4 {
				break
			}
			b := kit.NewButton(kit.Secondary, c.Name, "map-pin", func() { k.touch(); _ = k.answer(s, c.Insee) })
			group.Add(b)
			found.Add(b)
		}
		found.Refresh()
	}
	field.OnChanged = func(string) { k.touch(); suggest() }
	field.OnSubmit = func(string) { submit() }
	keys := k.keyboard(func(key string) { k.touch(); field.SetText(edit(field.Text(), key)); suggest() })
	box := kit.VBox(18, k.titled(s), field, found)
	if s.Kind == guide.KindFree || s.Optional {
		box.Add(k.goOn(s, submit))
	}
	return screen{body: kit.VBox(18, kit.Grow(kit.NewPage(box)), keys), first: field}
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
