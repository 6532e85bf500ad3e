package kit

import (
	"fyne.io/fyne/v2"

	"parvis/ui/theme"
)

// Select shows the chosen value and opens a list of the others below itself.
type Select struct {
	Compound
	// OnChanged is told the value a person chose.
	OnChanged func(value string)

	button  *Pressable
	text    *Text
	choices []Choice
	value   string
	label   string
	prefix  string
}

// NewSelect makes a select with its label above; label may be "" when the
// prefix inside says it ("Thème : tous").
func NewSelect(label, prefix, icon string, choices []Choice, value string, onChanged func(string)) *Select {
	m := theme.Current().M()
	s := &Select{OnChanged: onChanged, choices: choices, value: value, label: label, prefix: prefix}
	s.text = NewText("").NoWrap()
	row := rigidRow(9)
	if icon != "" {
		row.Add(NewIcon(icon, theme.Ink, 20))
	}
	row.Add(Grow(s.text))
	row.Add(NewIcon("caret-down-bold", theme.Ink, 18))
	s.button = NewPressable(label, row, Look{
		Radius: m.RadiusButton, PadX: 16, PadY: 4, MinSize: fyne.NewSize(m.Target*2, max(m.Control, m.Target)),
		Face: plainFace(hoverSand(), m.Stroke), Paint: func(_ State, f Face) { s.text.In(f.Text) },
	}, s.pop)
	s.button.OnKey = func(ev *fyne.KeyEvent) bool {
		if ev.Name == fyne.KeyDown || ev.Name == fyne.KeyUp {
			s.pop()
			return true
		}
		return false
	}
	if label == "" {
		s.Own(s, s.button)
	} else {
		s.Own(s, VBox(6, NewText(label).As(theme.Secondary).Bold(), s.button))
	}
	s.show()
	return s
}

// Value is the value chosen.
func (s *Select) Value() string { return s.value }

// Choose sets the value without telling OnChanged.
func (s *Select) Choose(value string) { s.value = value; s.show() }

// SetChoices changes the list.
func (s *Select) SetChoices(choices []Choice) { s.choices = choices; s.show() }

// FocusTarget implements the focus of the whole.
func (s *Select) FocusTarget() fyne.Focusable { return s.button }

func (s *Select) show() {
	words := ""
	for _, c := range s.choices {
		if c.Value == s.value {
			words = c.Label
		}
	}
	spoken := words
	if s.label != "" {
		spoken = s.label + ": " + words
	}
	spans := []Span{{Text: words}}
	if s.prefix != "" {
		spans = []Span{{Text: s.prefix + " "}, {Text: words, Bold: true}}
		spoken = s.prefix + " " + words
	}
	s.text.SetSpans(spans)
	s.button.SetLabel(spoken)
	s.Refresh()
}

func (s *Select) pop() {
	PopList(s.button, s.choices, s.value, func(v string) {
		if v == s.value {
			return
		}
		s.Choose(v)
		if s.OnChanged != nil {
			s.OnChanged(v)
		}
	})
}

// PopList opens a list of choices under an object; picked is told the one a
// person chose, after the list has closed. Escape and a press outside close it.
func PopList(anchor fyne.CanvasObject, choices []Choice, value string, picked func(value string)) *Modal {
	c := canvasOf(anchor)
	if c == nil {
		return nil
	}
	var m *Modal
	box, group := VBox(2), NewGroup()
	var first *Pressable
	for _, ch := range choices {
		text := NewText(ch.Label)
		tick := NewIcon("check-bold", theme.Link, 18)
		p := NewPressable(ch.Label, rigidRow(10, Grow(text), tick), Look{
			Radius: 8, PadX: 12, PadY: 4, MinSize: fyne.NewSize(0, theme.Current().M().Target), Face: rowFace,
			Paint: func(st State, f Face) {
				text.In(f.Text).weight(st.On)
				tick.SetRole(f.Text)
				if st.On {
					tick.Show()
				} else {
					tick.Hide()
				}
			},
		}, func() {
			m.Close()
			picked(ch.Value)
		})
		p.SetOn(ch.Value == value)
		group.Add(p)
		if p.On() || first == nil {
			first = p
		}
		box.Add(p)
	}
	group.SetCurrent(first)
	m = NewModal(c, 0, box)
	m.bare, m.anchor, m.width = true, anchor, max(anchor.Size().Width, PreferredWidth(box)+32)
	m.box.StrokeColor, m.box.StrokeWidth, m.box.CornerRadius = theme.Current().C(theme.Stroke), theme.Current().M().Stroke, 12
	m.OnOutside = m.Close
	m.Open(first)
	return m
}
