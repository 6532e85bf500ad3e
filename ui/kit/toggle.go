package kit

import (
	"fyne.io/fyne/v2"

	"parvis/ui/theme"
)

// Checkbox is a row with a box, a label and an optional sentence: a setting, a
// consent, an item to tick. The whole row is the target.
type Checkbox struct {
	Pressable
	// OnChanged is told the state after a person changed it.
	OnChanged func(on bool)
}

// NewCheckbox makes a desk checkbox row.
func NewCheckbox(label, sentence string, on bool, onChanged func(bool)) *Checkbox {
	th, m := theme.Current(), theme.Current().M()
	if th.IsKiosk() {
		return NewChecklistRow(label, sentence, nil, on, onChanged)
	}
	return newCheckbox(label, sentence, nil, on, checkboxShape{
		box: 24, boxRadius: 6, boxStroke: m.StrokeStrong, tick: 16, gap: 12, height: m.Target, padX: 8, radius: m.RadiusButton, framed: false,
	}, onChanged)
}

// NewChecklistRow makes a kiosk checklist row, 124 pixels high; end is what
// stands at the end of the row (the tag "Facultatif"), or nil.
func NewChecklistRow(label, sentence string, end fyne.CanvasObject, on bool, onChanged func(bool)) *Checkbox {
	m := theme.Current().M()
	return newCheckbox(label, sentence, end, on, checkboxShape{
		box: 76, boxRadius: 18, boxStroke: 4, tick: 48, gap: 32, height: 124, padX: 34, radius: m.RadiusCard, framed: true,
	}, onChanged)
}

type checkboxShape struct {
	box, boxRadius, boxStroke, tick, gap, height, padX, radius float32
	framed                                                     bool
}

func newCheckbox(label, sentence string, end fyne.CanvasObject, on bool, shape checkboxShape, onChanged func(bool)) *Checkbox {
	th := theme.Current()
	c := &Checkbox{OnChanged: onChanged}
	box := newBox(theme.Surface, theme.Stroke, shape.boxRadius, shape.boxStroke)
	tick := NewIcon("check-bold", theme.Tick, shape.tick)
	title := NewText(label)
	if shape.framed {
		title.As(theme.Section)
	}
	words := VBox(0, title)
	if sentence != "" {
		words.Add(Muted(sentence))
	}
	side := th.Scaled(shape.box)
	row := rigidRow(shape.gap, Sized(side, side, Over(box, Centred(tick))), Grow(words))
	if end != nil {
		row.Add(end)
	}
	c.init(c, label, row, Look{
		Radius: shape.radius, PadX: shape.padX, PadY: 6, MinSize: fyne.NewSize(0, shape.height),
		Face: func(s State) Face { return checkFace(s, shape.framed) },
		Paint: func(s State, f Face) {
			th := theme.Current()
			box.FillColor, box.StrokeColor = th.C(theme.Surface), th.C(theme.Stroke)
			switch {
			case s.On:
				box.FillColor, box.StrokeColor = th.C(theme.Green), th.C(theme.Green)
				tick.Show()
			case s.Disabled:
				box.StrokeColor = th.C(theme.OffBorder)
				tick.Hide()
			default:
				tick.Hide()
			}
			box.Refresh()
			title.In(f.Text)
		},
	}, nil)
	c.OnPress = func() {
		c.SetOn(!c.On())
		if c.OnChanged != nil {
			c.OnChanged(c.On())
		}
	}
	c.SetOn(on)
	return c
}

func checkFace(s State, framed bool) Face {
	f := Face{Fill: theme.Clear, Stroke: theme.Clear, Text: theme.Ink}
	if framed {
		f = plainFace(theme.HoverSurface, theme.Current().M().StrokeStrong)(State{Hovered: s.Hovered, Pressed: s.Pressed, Disabled: s.Disabled})
		if s.On && !s.Pressed {
			f.Fill, f.Stroke = theme.CheckedFill, theme.Green
		}
		return f
	}
	switch {
	case s.Disabled:
		f.Text = theme.OffText
	case s.Pressed:
		f.Fill = theme.PressedFill
	case s.Hovered:
		f.Fill = hoverSand()
	}
	return f
}
