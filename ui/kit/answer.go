package kit

import (
	"strconv"

	"fyne.io/fyne/v2"

	"parvis/ui/theme"
)

// NewAnswer makes an answer of a question: a key badge, the label, a caret.
// It is 64 pixels high on the desk, 164 on the kiosk. n is the key (1 to 9), 0
// for none; the screen that shows it maps the digits to the answers.
func NewAnswer(n int, label string, onPress func()) *Pressable {
	if theme.Current().IsKiosk() {
		mark := NewText(strconv.Itoa(n)).As(theme.Section).NoWrap()
		return newKioskAnswer(Tinted(mark, theme.Sand, 92, 46), label, onPress)
	}
	m := theme.Current().M()
	badge := newBox(theme.Fond, theme.Stroke, 7, m.Stroke)
	number := NewText(strconv.Itoa(n)).As(theme.Secondary).NoWrap()
	side := theme.Current().Scaled(30)
	text := NewText(label).As(theme.Label)
	caret := NewIcon("caret-right-bold", theme.Link, 22)
	row := rigidRow(16, Sized(side, side, Over(badge, Centred(number))), Grow(text), caret)
	if n == 0 {
		row = rigidRow(16, Grow(text), caret)
	}
	return NewPressable(answerName(n, label), row, Look{
		Radius: 12, PadX: 20, PadY: 6, MinSize: fyne.NewSize(0, 64), Face: plainFace(theme.HoverSurface, m.Stroke),
		Paint: func(s State, f Face) {
			text.In(f.Text)
			number.In(f.Text)
			caret.SetRole(markRole(s))
		},
	}, onPress)
}

// NewIconAnswer is a kiosk answer with a picture instead of a number.
func NewIconAnswer(icon string, tint theme.Role, label string, onPress func()) *Pressable {
	return newKioskAnswer(IconTile(icon, tint, 92, 48, 46), label, onPress)
}

func newKioskAnswer(mark fyne.CanvasObject, label string, onPress func()) *Pressable {
	text := NewText(label).As(theme.Label)
	caret := NewIcon("caret-right-bold", theme.Link, 48)
	return NewPressable(label, rigidRow(32, mark, Grow(text), caret), Look{
		Radius: 24, PadX: 40, PadY: 10, MinSize: fyne.NewSize(0, 140), Face: raised(plainFace(theme.HoverSurface, theme.Current().M().StrokeStrong)),
		Paint: func(s State, f Face) {
			text.In(f.Text)
			caret.SetRole(markRole(s))
		},
	}, onPress)
}

// markRole is the colour of a caret in a state.
func markRole(s State) theme.Role {
	switch {
	case s.Disabled:
		return theme.OffText
	case s.Pressed:
		return theme.PressedText
	}
	return theme.Link
}

func answerName(n int, label string) string {
	if n == 0 {
		return label
	}
	return strconv.Itoa(n) + ". " + label
}

// AnswerList stacks answers as one group.
func AnswerList(answers ...*Pressable) *fyne.Container {
	gap := float32(12)
	if theme.Current().IsKiosk() {
		gap = 18
	}
	box := VBox(gap)
	group := NewGroup()
	for _, a := range answers {
		group.Add(a)
		box.Add(a)
	}
	return box
}

// NewTile makes a door of the kiosk's home: icon in a tint, label, one line.
func NewTile(icon string, tint theme.Role, label, line string, onPress func()) *Pressable {
	text := NewText(label).As(theme.Label)
	parts := []fyne.CanvasObject{HBox(0, IconTile(icon, tint, 108, 72, 24), Spacer()), Spacer(), text}
	if line != "" {
		second := Muted(line)
		parts = append(parts, second)
	}
	name := label
	if line != "" {
		name += ". " + line
	}
	return NewPressable(name, VBox(2, parts...), Look{
		Radius: 24, PadX: 18, PadY: 18, MinSize: fyne.NewSize(200, 200), Face: raised(plainFace(theme.HoverSurface, theme.Current().M().StrokeStrong)),
		Paint: func(_ State, f Face) { text.In(f.Text) },
	}, onPress)
}

// NewSmallTile is a door on a small screen: icon and label on one line.
func NewSmallTile(icon string, tint theme.Role, label string, onPress func()) *Pressable {
	text := NewText(label).As(theme.Label)
	return NewPressable(label, HBox(18, IconTile(icon, tint, 72, 48, 18), Grow(text)), Look{
		Radius: 20, PadX: 18, PadY: 8, MinSize: fyne.NewSize(200, 96), Face: raised(plainFace(theme.HoverSurface, theme.Current().M().StrokeStrong)),
		Paint: func(_ State, f Face) { text.In(f.Text) },
	}, onPress)
}

// NewRow makes a pressable row of any content: search results, day list. Its
// On state is the row arrows have chosen.
func NewRow(label string, height float32, content fyne.CanvasObject, onPress func()) *Pressable {
	return NewPressable(label, content, Look{
		Radius: theme.Current().M().RadiusButton, PadX: 12, PadY: 4, MinSize: fyne.NewSize(0, height), Face: rowFace,
	}, onPress)
}

// WhyCard is the open explanation beside a kiosk question: why we ask. It is
// read, and is not a stop. Paragraphs may carry ** marks.
func WhyCard(title string, paragraphs ...string) fyne.CanvasObject {
	m := theme.Current().M()
	size, pad := float32(28), float32(18)
	if theme.Current().IsKiosk() {
		size, pad = 52, m.CardPad
	}
	box := VBox(m.Gap*0.75, HBox(m.Tight, NewIcon("info", theme.AmberText, size), Grow(Section(title))))
	for _, p := range paragraphs {
		box.Add(Rich(p))
	}
	return Over(newBox(theme.SunPale, theme.SunBorder, m.RadiusCard, m.Hairline), Pad(pad, box))
}
