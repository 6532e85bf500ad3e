package kit

import (
	"strings"

	"fyne.io/fyne/v2"

	"parvis/ui/theme"
)

// cell is a rectangle choice: panel grids, segmented controls, faces.
type cell struct {
	Pressable
	text *Text
}

func newCell(label string, radius, padX, height float32, face func(State) Face) *cell {
	th := theme.Current()
	style := theme.Secondary
	if th.IsKiosk() {
		style = theme.Body
	}
	c := &cell{text: Rich(label).As(style).Centre()}
	c.init(c, unmarked(label), Centred(c.text), Look{
		Radius: radius, PadX: padX, PadY: 4, MinSize: fyne.NewSize(theme.Current().M().Target, height), Face: face,
		Paint: func(_ State, f Face) { c.text.In(f.Text).weight(f.Bold) },
	}, nil)
	return c
}

// unmarked is a label without its ** marks, as a reader says it.
func unmarked(label string) string { return strings.ReplaceAll(label, "**", "") }

// ChoiceGrid is a grid of panel choices (age, gender, situation) for one
// answer, possibly none. It is one Tab stop.
type ChoiceGrid struct {
	Compound
	// OnChanged is told the value chosen by the person, "" when taken back.
	OnChanged func(value string)

	group  *Group
	values []string
	cells  []*cell
}

// NewChoiceGrid makes a grid of cols columns.
func NewChoiceGrid(cols int, choices []Choice, onChanged func(string)) *ChoiceGrid {
	th := theme.Current()
	g := &ChoiceGrid{OnChanged: onChanged, group: NewGroup()}
	cells := Grid(cols, 6)
	for _, c := range choices {
		x := newCell(c.Label, th.M().RadiusButton, 6, th.M().Target, choiceFace)
		x.OnPress = func() { g.press(x) }
		g.values, g.cells = append(g.values, c.Value), append(g.cells, x)
		g.group.Add(x)
		cells.Add(x)
	}
	g.Own(g, cells)
	return g
}

func (g *ChoiceGrid) press(x *cell) {
	on := !x.On()
	for _, c := range g.cells {
		c.SetOn(false)
		c.SetDerived(false)
	}
	x.SetOn(on)
	if g.OnChanged != nil {
		g.OnChanged(g.Value())
	}
}

// Value is the value chosen or derived, or "".
func (g *ChoiceGrid) Value() string {
	for i, c := range g.cells {
		if c.On() || c.State().Derived {
			return g.values[i]
		}
	}
	return ""
}

// Choose sets the value; derived says the software did it.
func (g *ChoiceGrid) Choose(derived bool, value string) {
	for i, c := range g.cells {
		c.SetDerived(derived && g.values[i] == value)
		if !derived {
			c.SetOn(g.values[i] == value)
		}
		if g.values[i] == value {
			g.group.SetCurrent(c)
		}
	}
}

// Segmented is a segmented control: one of a few views, always one chosen. It
// is one Tab stop; arrows move, Space chooses.
type Segmented struct {
	Compound
	// OnChanged is told the new value when a person changed it.
	OnChanged func(value string)

	group  *Group
	values []string
	cells  []*cell
}

// NewSegmented makes a segmented control with a first value chosen.
func NewSegmented(choices []Choice, value string, onChanged func(string)) *Segmented {
	th, m := theme.Current(), theme.Current().M()
	height, pad := float32(48), float32(16)
	if th.IsKiosk() {
		height, pad = m.Target, 28
	}
	frame := newBox(theme.Surface, theme.Stroke, m.RadiusButton, m.Stroke)
	row := Row(0, Stretch)
	s := &Segmented{OnChanged: onChanged, group: NewGroup()}
	for i, c := range choices {
		if i > 0 {
			row.Add(VLine())
		}
		x := newCell(c.Label, m.RadiusButton, pad, height, segmentFace)
		x.OnPress = func() { s.pick(c.Value, true) }
		s.values, s.cells = append(s.values, c.Value), append(s.cells, x)
		s.group.Add(x)
		row.Add(x)
	}
	s.Own(s, rigidRow(0, Over(frame, row)))
	s.pick(value, false)
	return s
}

func segmentFace(s State) Face {
	f := choiceFace(s)
	if !s.On && f.Stroke == theme.Stroke {
		f.Stroke = theme.Clear
		if !s.Hovered {
			f.Fill = theme.Clear
		}
	}
	return f
}

// OnBand dresses the control for the blue band: the chosen segment in the sun's
// tint, a white ring.
func (s *Segmented) OnBand() *Segmented {
	if theme.Current().HighContrast() {
		return s
	}
	for _, c := range s.cells {
		c.dark = true
		c.face = func(st State) Face {
			f := segmentFace(st)
			if st.On && !st.Pressed {
				f.Fill, f.Stroke, f.Text = theme.SunTint, theme.SunBorder, theme.Ink
			}
			return f
		}
		c.changed()
	}
	return s
}

func (s *Segmented) pick(value string, tell bool) {
	changed := false
	for i, c := range s.cells {
		on := s.values[i] == value
		changed = changed || c.On() != on
		c.SetOn(on)
		if on {
			s.group.SetCurrent(c)
		}
	}
	s.Refresh()
	if tell && changed && s.OnChanged != nil {
		s.OnChanged(value)
	}
}

// Value is the value chosen.
func (s *Segmented) Value() string {
	for i, c := range s.cells {
		if c.On() {
			return s.values[i]
		}
	}
	return ""
}

// Choose sets the value without telling OnChanged.
func (s *Segmented) Choose(value string) { s.pick(value, false) }

// FocusTarget implements the focus of the whole: its chosen segment.
func (s *Segmented) FocusTarget() fyne.Focusable { return s.group.Current().self.(fyne.Focusable) }

// SetLabel changes the words of a segment; ** marks set a count in bold
// ("À relire **6**").
func (s *Segmented) SetLabel(value, label string) {
	for i, c := range s.cells {
		if s.values[i] == value {
			c.label = unmarked(label)
			c.text.SetSpans(Marked(label))
			s.Refresh()
		}
	}
}

// NewFaceChoice makes the kiosk's faces: one tap, one answer.
func NewFaceChoice(choices []FaceOption, onChanged func(value string)) *fyne.Container {
	th := theme.Current()
	row, group := Wrap(th.M().Gap), NewGroup()
	var all []*Pressable
	for _, c := range choices {
		text := NewText(c.Label).NoWrap()
		icon := NewIcon(c.Icon, theme.Ink, 76)
		p := NewPressable(c.Label, Centred(HBox(18, icon, text)), Look{
			Radius: 24, PadX: 22, PadY: 6, MinSize: fyne.NewSize(256, 128),
			Face: plainFace(theme.HoverSurface, th.M().StrokeStrong),
			Paint: func(_ State, f Face) {
				text.In(f.Text).weight(f.Bold)
				icon.SetRole(f.Text)
			},
		}, nil)
		p.OnPress = func() {
			for _, x := range all {
				x.SetOn(x == p)
			}
			onChanged(c.Value)
		}
		all = append(all, p)
		group.Add(p)
		row.Add(p)
	}
	return row
}

// FaceOption is one face: smiley, smiley-meh, smiley-sad.
type FaceOption struct{ Value, Label, Icon string }
