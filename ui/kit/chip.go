package kit

import (
	"fyne.io/fyne/v2"

	"parvis/ui/theme"
)

// Chip is a choice in a pill. Chosen shows a tick; a choice the software made
// by itself looks different until it is confirmed by a press.
type Chip struct {
	Pressable
	text      *Text
	icon      *Icon
	removable bool
}

// NewChip makes a chip. It does not change by itself: use ChipGroup, or SetOn
// in onPress.
func NewChip(label string, onPress func()) *Chip { return newChip(label, false, onPress) }

// NewRemovableChip is a chosen or derived chip that a press removes.
func NewRemovableChip(label string, onRemove func()) *Chip {
	c := newChip(label, true, onRemove)
	c.SetDerived(true)
	return c
}

func newChip(label string, removable bool, onPress func()) *Chip {
	th, m := theme.Current(), theme.Current().M()
	style, size, height := theme.Secondary, float32(16), float32(40)
	if th.IsKiosk() {
		style, size, height = theme.Label, 40, m.Target
	}
	c := &Chip{text: NewText(label).As(style).NoWrap(), icon: NewIcon("check-bold", theme.ChosenText, size), removable: removable}
	parts := []fyne.CanvasObject{c.icon, c.text}
	if removable {
		c.icon.Set("x-bold", theme.ChosenText)
		parts = []fyne.CanvasObject{c.text, c.icon}
	}
	c.init(c, label, Centred(rigidRow(7, parts...)), Look{
		Radius: th.Scaled(height) / 2, PadX: height * 0.36, MinSize: fyne.NewSize(m.Target, th.Scaled(height)), Face: choiceFace,
		Paint: func(s State, f Face) {
			c.text.In(f.Text).weight(f.Bold || th.IsKiosk())
			c.icon.SetRole(f.Text)
			if s.On || s.Derived || c.removable {
				c.icon.Show()
			} else {
				c.icon.Hide()
			}
		},
	}, onPress)
	return c
}

// Text gives the label of the chip.
func (c *Chip) Text() string { return c.text.String() }

// Choice is an option of a group: a value the program knows and a label people
// read.
type Choice struct{ Value, Label string }

// ChipGroup is a set of chips for one answer or several. It is one Tab stop.
type ChipGroup struct {
	Compound
	// OnChanged is told the chosen values after each change a person made.
	OnChanged func(values []string)

	group  *Group
	values []string
	chips  []*Chip
	multi  bool
}

// NewChipGroup makes chips for one answer; pressing the chosen one again takes
// the answer back.
func NewChipGroup(choices []Choice, onChanged func([]string)) *ChipGroup {
	return newChipGroup(choices, false, onChanged)
}

// NewMultiChipGroup makes chips for several answers.
func NewMultiChipGroup(choices []Choice, onChanged func([]string)) *ChipGroup {
	return newChipGroup(choices, true, onChanged)
}

func newChipGroup(choices []Choice, multi bool, onChanged func([]string)) *ChipGroup {
	g := &ChipGroup{OnChanged: onChanged, group: NewGroup(), multi: multi}
	row := Wrap(8)
	for _, c := range choices {
		chip := NewChip(c.Label, nil)
		chip.OnPress = func() { g.toggle(chip) }
		g.values = append(g.values, c.Value)
		g.chips = append(g.chips, chip)
		g.group.Add(chip)
		row.Add(chip)
	}
	g.Own(g, row)
	return g
}

func (g *ChipGroup) toggle(chip *Chip) {
	on := !chip.On() || chip.State().Derived
	if !g.multi {
		for _, c := range g.chips {
			c.SetOn(false)
			c.SetDerived(false)
		}
	}
	chip.SetDerived(false)
	chip.SetOn(on)
	g.Refresh()
	if g.OnChanged != nil {
		g.OnChanged(g.Chosen())
	}
}

// Chosen gives the values chosen or derived.
func (g *ChipGroup) Chosen() []string {
	var out []string
	for i, c := range g.chips {
		if s := c.State(); s.On || s.Derived {
			out = append(out, g.values[i])
		}
	}
	return out
}

// Choose sets the chosen values; derived says the software did it.
func (g *ChipGroup) Choose(derived bool, values ...string) {
	for i, c := range g.chips {
		in := false
		for _, v := range values {
			in = in || v == g.values[i]
		}
		c.SetDerived(in && derived)
		if !derived {
			c.SetOn(in)
		}
	}
	g.Refresh()
}

// Chip gives the chip of a value, or nil.
func (g *ChipGroup) Chip(value string) *Chip {
	for i, v := range g.values {
		if v == value {
			return g.chips[i]
		}
	}
	return nil
}
