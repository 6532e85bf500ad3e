package kit

import (
	"fyne.io/fyne/v2"

	"parvis/ui/theme"
)

// Tag is a small pill with an icon and a word: the state of a thing.
func Tag(t Tone, icon, word string) *fyne.Container {
	th := theme.Current()
	fill, border, text := t.roles()
	height, pad := th.Scaled(28), float32(10)
	if th.IsKiosk() {
		height, pad = th.Text(theme.Small)*1.6, 24
	}
	bg := newBox(fill, theme.Clear, height/2, 0)
	if th.HighContrast() {
		bg.StrokeColor, bg.StrokeWidth = th.C(border), th.M().Stroke
	}
	label := NewText(word).As(theme.Small).Bold().In(text).NoWrap()
	line := rigidRow(6, label)
	if icon != "" {
		line = rigidRow(6, NewIcon(icon, text, th.M().IconSmall), label)
	}
	return Sized(0, height, Over(bg, Inset(2, pad, 2, pad, line)))
}

// StatusChip is the state of the network: a pill that opens "Ce qui sort".
type StatusChip struct {
	Pressable
	icon *Icon
	text *Text
	tone Tone
}

// NewStatusChip makes a status chip.
func NewStatusChip(t Tone, icon, words string, onPress func()) *StatusChip {
	th, m := theme.Current(), theme.Current().M()
	c := &StatusChip{icon: NewIcon(icon, theme.Ink2, 22), text: Muted(words).Bold().NoWrap(), tone: t}
	height := max(th.Scaled(44), m.Target)
	c.init(c, words, Centred(rigidRow(9, c.icon, c.text)), Look{
		Radius: height / 2, PadX: 16, MinSize: fyne.NewSize(0, height),
		Face: func(s State) Face {
			fill, border, text := c.tone.roles()
			if c.tone == Good {
				border = theme.Green
			}
			f := Face{Fill: fill, Stroke: border, Text: text}
			if s.Hovered || s.Pressed {
				f.Fill = hoverSand()
			}
			return f
		},
		Paint: func(_ State, f Face) {
			c.text.In(f.Text)
			c.icon.SetRole(f.Text)
		},
	}, onPress)
	return c
}

// Set changes the state in place.
func (c *StatusChip) Set(t Tone, icon, words string) {
	c.tone, c.label = t, words
	c.icon.Set(icon, c.icon.role)
	c.text.SetText(words)
	c.Refresh()
}

// Autosave is the line that says when the work was last saved. It changes in
// place, without a flash.
type Autosave struct {
	Compound
	icon *Icon
	text *Text
}

// NewAutosave makes an empty line.
func NewAutosave() *Autosave {
	a := &Autosave{icon: NewIcon("check-circle-bold", theme.GreenText, 20), text: Muted("").Bold().In(theme.GreenText)}
	a.icon.Hide()
	a.Own(a, HBox(9, a.icon, Grow(a.text)))
	return a
}

// Saved says the time of the last save ("14:32").
func (a *Autosave) Saved(clock string) {
	a.set("check-circle-bold", theme.GreenText, theme.Current().Words().T("kit.autosave.saved", "time", clock))
}

// Failed says that the last change is not saved.
func (a *Autosave) Failed() {
	a.set("warning-circle-bold", theme.RedText, theme.Current().Words().T("kit.autosave.failed"))
}

func (a *Autosave) set(icon string, r theme.Role, words string) {
	a.icon.Set(icon, r)
	a.icon.Show()
	a.text.In(r).SetText(words)
	a.Refresh()
}

// Progress is a determinate bar: done of total.
func Progress(label string, done, total int) fyne.CanvasObject {
	th := theme.Current()
	share := float32(0)
	if total > 0 {
		share = float32(done) / float32(total)
	}
	words := th.Words().T("kit.progress", "done", done, "total", total)
	return VBox(6, HBox(8, Grow(Strong(label)), NewText(words).NoWrap()), newSplit(share, th.Scaled(12)))
}
