package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"parvis/ui/theme"
)

// newBox is a rounded rectangle in roles.
func newBox(fill, stroke theme.Role, radius, width float32) *canvas.Rectangle {
	th := theme.Current()
	r := canvas.NewRectangle(th.C(fill))
	r.CornerRadius = radius
	if stroke != "" && stroke != theme.Clear {
		r.StrokeColor, r.StrokeWidth = th.C(stroke), width
	}
	return r
}

// Card is a white card with a thin edge and a soft shadow.
func Card(o fyne.CanvasObject) *fyne.Container { return CardPad(theme.Current().M().CardPad, o) }

// CardPad is a card with its own padding; 0 for lists that reach the edges.
func CardPad(pad float32, o fyne.CanvasObject) *fyne.Container {
	th, m := theme.Current(), theme.Current().M()
	bg := newBox(theme.Surface, theme.Line, m.RadiusCard, m.Hairline)
	if m.ShadowBlur > 0 {
		bg.Shadow = canvas.Shadow{Color: th.C(theme.Shadow), BlurRadius: m.ShadowBlur, Offset: fyne.NewPos(0, m.ShadowY)}
	}
	return Over(bg, Pad(pad, o))
}

// Tone is the meaning of a tint: what a tag, a tinted card or a banner says.
type Tone int

// The tones.
const (
	Neutral Tone = iota
	Good
	Info
	Warn
	Bad
)

func (t Tone) roles() (fill, border, text theme.Role) {
	switch t {
	case Good:
		return theme.GreenPale, theme.GreenBorder, theme.GreenText
	case Info:
		return theme.BluePale, theme.PrimaryStroke, theme.LinkDark
	case Warn:
		return theme.SunPale, theme.SunBorder, theme.AmberText
	case Bad:
		return theme.RedPale, theme.RedBorder, theme.RedText
	}
	return theme.Sand, theme.Line, theme.Ink2
}

// TintCard is a card in the tint of a tone, without shadow: reminders, notes.
func TintCard(t Tone, o fyne.CanvasObject) *fyne.Container {
	m := theme.Current().M()
	fill, border, _ := t.roles()
	return Over(newBox(fill, border, m.RadiusCard, m.Hairline), Pad(m.CardPad, o))
}

// Panel is a plain surface with a line at its start: the strip beside a page.
func Panel(o fyne.CanvasObject) *fyne.Container {
	m := theme.Current().M()
	return Over(newBox(theme.Surface, theme.Clear, 0, 0), Row(0, Stretch, VLine(), Grow(Pad(m.CardPad+4, o))))
}

// SectionTitle is the title of a part with what stands at its end (a button, a
// count).
func SectionTitle(title string, end ...fyne.CanvasObject) fyne.CanvasObject {
	parts := append([]fyne.CanvasObject{Section(title), Spacer()}, end...)
	return HBox(theme.Current().M().Gap, parts...)
}

// HLine is a thin horizontal separation.
func HLine() *canvas.Rectangle {
	r := canvas.NewRectangle(theme.Current().C(theme.Line))
	r.SetMinSize(fyne.NewSize(0, theme.Current().M().Hairline))
	return r
}

// VLine is a thin vertical separation.
func VLine() *canvas.Rectangle {
	r := canvas.NewRectangle(theme.Current().C(theme.Line))
	r.SetMinSize(fyne.NewSize(theme.Current().M().Hairline, 0))
	return r
}

// Gap is empty room.
func Gap(w, h float32) *canvas.Rectangle {
	r := canvas.NewRectangle(theme.Current().C(theme.Clear))
	r.SetMinSize(fyne.NewSize(w, h))
	return r
}

// Background lays o on a flat role.
func Background(r theme.Role, o fyne.CanvasObject) *fyne.Container {
	return Over(newBox(r, theme.Clear, 0, 0), o)
}

// KPI is a figure with its icon, its label and a note.
func KPI(icon string, tint theme.Role, figure, label, note string) fyne.CanvasObject {
	words := VBox(0, NewText(figure).As(theme.KPI).NoWrap(), Muted(label).Bold().In(theme.Ink))
	if note != "" {
		words.Add(Small(note))
	}
	return Card(HBox(16, IconTile(icon, tint, 64, 32, 14), Grow(words)))
}

// Avatar is the disc with the initial of a person; n chooses one of the four
// tints.
func Avatar(initial string, n int, side float32) fyne.CanvasObject {
	tints := []theme.Role{theme.EarthPale, theme.Sky, theme.Sage, theme.SunTint}
	t := Strong(initial).At(side * 0.42).NoWrap()
	return Tinted(t, tints[((n%len(tints))+len(tints))%len(tints)], side, side/2)
}

// Empty says that there is nothing here yet, and what to do.
func Empty(icon, title, sentence string, action fyne.CanvasObject) fyne.CanvasObject {
	m := theme.Current().M()
	parts := []fyne.CanvasObject{
		Centred(IconTile(icon, theme.Sand, m.Target*1.6, m.Target*0.8, m.RadiusCard)),
		Section(title).Centre(),
	}
	if sentence != "" {
		parts = append(parts, NewText(sentence).In(theme.Ink2).Centre())
	}
	if action != nil {
		parts = append(parts, Centred(action))
	}
	return Pad(m.CardPad, VBox(m.Gap, parts...))
}

// Banner is a message in the page, first in reading order: icon, title,
// sentence and at most one action.
func Banner(t Tone, icon, title, sentence string, action fyne.CanvasObject) fyne.CanvasObject {
	m := theme.Current().M()
	_, _, text := t.roles()
	words := VBox(2, Strong(title).In(text))
	if sentence != "" {
		words.Add(NewText(sentence))
	}
	size := float32(28)
	if theme.Current().IsKiosk() {
		size = 52
	}
	parts := []fyne.CanvasObject{NewIcon(icon, text, size), Grow(words)}
	if action != nil {
		parts = append(parts, action)
	}
	return TintCard(t, HBox(m.Gap, parts...))
}
