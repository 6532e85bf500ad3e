package kit

import (
	"fyne.io/fyne/v2"

	"parvis/ui/theme"
)

// Kind is the weight of a button.
type Kind int

// The kinds. A screen has one primary action at most.
const (
	Secondary Kind = iota
	Primary
	Quiet
	Danger
)

// Button acts when pressed. Its sizes follow the theme: 44 pixels high on the
// desk, 104 on the kiosk.
type Button struct {
	Pressable
	text   *Text
	second *Text
	icon   *Icon
	kind   Kind
}

// NewButton makes a button; icon may be "".
func NewButton(kind Kind, label, icon string, onPress func()) *Button {
	th := theme.Current()
	return newButton(kind, label, "", icon, th.M().Control, onPress)
}

// NewTallButton makes the main button of a screen: 52 pixels on the desk, 128
// on the kiosk.
func NewTallButton(kind Kind, label, icon string, onPress func()) *Button {
	b := newButton(kind, label, "", icon, theme.Current().M().ControlTall, onPress)
	if !theme.Current().IsKiosk() {
		b.text.At(17)
	}
	return b
}

// NewTwoLineButton is a kiosk button with a second line: "J’ai fini / tout
// s’efface".
func NewTwoLineButton(kind Kind, label, second, icon string, onPress func()) *Button {
	return newButton(kind, label, second, icon, 116, onPress)
}

// NewToggle makes a button that stays on: Agrandir, Contraste. Press does not
// change it by itself: the screen that follows shows its state with SetOn.
func NewToggle(label, icon string, on bool, onPress func()) *Button {
	b := NewButton(Secondary, label, icon, onPress)
	b.SetOn(on)
	return b
}

func newButton(kind Kind, label, second, icon string, height float32, onPress func()) *Button {
	th, m := theme.Current(), theme.Current().M()
	b := &Button{kind: kind, text: NewText(label).NoWrap()}
	parts := []fyne.CanvasObject{}
	if icon != "" {
		size := float32(20)
		if th.IsKiosk() {
			size = m.Icon
		}
		b.icon = NewIcon(icon, theme.Ink, size)
		parts = append(parts, b.icon)
	}
	var words fyne.CanvasObject = b.text
	if second != "" {
		b.second = NewText(second).NoWrap()
		words = VBox(-6, b.text, b.second)
	}
	parts = append(parts, words)
	gap := float32(9)
	if th.IsKiosk() {
		gap = 16
	}
	look := Look{
		Radius: m.RadiusButton, PadX: m.PadX, PadY: 4,
		MinSize: fyne.NewSize(m.Target, height), Face: b.faceOf, Paint: b.dress,
	}
	name := label
	if second != "" {
		name += ", " + second
	}
	b.init(b, name, Centred(rigidRow(gap, parts...)), look, onPress)
	return b
}

func (b *Button) faceOf(s State) Face {
	m := theme.Current().M()
	switch b.kind {
	case Primary:
		return primaryFace(s)
	case Quiet:
		return quietFace(s)
	case Danger:
		return dangerFace(s)
	}
	strong := m.Stroke
	if theme.Current().IsKiosk() {
		strong = m.StrokeStrong
	}
	return plainFace(hoverSand(), strong)(s)
}

func (b *Button) dress(s State, f Face) {
	// On the desk every button is bold; on the kiosk weight tells the primary
	// action, the two-line button and what is on.
	bold := !theme.Current().IsKiosk() || f.Bold || b.second != nil
	b.text.In(f.Text).weight(bold)
	if b.second != nil {
		second := theme.Ink2
		if s.Disabled || f.Text != theme.Ink {
			second = f.Text
		}
		b.second.In(second)
	}
	if b.icon != nil {
		b.icon.SetRole(f.Text)
	}
}

// Bold sets the label in bold on the kiosk too ("Demander de l’aide").
func (b *Button) Bold() *Button {
	dress := b.paint
	b.paint = func(s State, f Face) { dress(s, f); b.text.weight(true) }
	b.changed()
	return b
}

// Tall sets the height in pixels: a button beside a tall field.
func (b *Button) Tall(height float32) *Button {
	b.least.Height = height
	return b
}

// SetText changes the label in place.
func (b *Button) SetText(label string) {
	if b.text.String() == label {
		return
	}
	b.label = label
	b.text.SetText(label)
	b.Refresh()
}

// SetIcon changes the icon in place; the button must have been made with one.
func (b *Button) SetIcon(name string) {
	if b.icon != nil {
		b.icon.Set(name, b.icon.role)
	}
}

// NewIconButton is a square button with an icon alone; label says what it does
// to who cannot see it.
func NewIconButton(kind Kind, icon, label string, onPress func()) *Button {
	m := theme.Current().M()
	b := &Button{kind: kind, text: NewText("")}
	size := float32(20)
	if theme.Current().IsKiosk() {
		size = m.Icon
	}
	b.icon = NewIcon(icon, theme.Ink, size)
	side := max(m.Target, m.Control)
	b.init(b, label, Centred(b.icon), Look{Radius: m.RadiusButton, MinSize: fyne.NewSquareSize(side), Face: b.faceOf, Paint: b.dress}, onPress)
	return b
}

// NewKey is a key of the kiosk's keyboard.
func NewKey(label string, onPress func()) *Button {
	b := &Button{text: NewText(label).As(theme.Label).NoWrap().Centre()}
	b.init(b, label, Centred(b.text), Look{
		Radius: 16, MinSize: fyne.NewSize(96, 108), Face: b.faceOf,
		Paint: func(_ State, f Face) { b.text.In(f.Text) },
	}, onPress)
	return b
}
