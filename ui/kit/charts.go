package kit

import (
	"fyne.io/fyne/v2"

	"parvis/ui/theme"
)

// Bar is one bar of a chart: its label, its number, and how the number is
// written. Outline draws it hollow: "non communiqué", "en attente".
type Bar struct {
	Label   string
	Value   float64
	Shown   string
	Past    float64 // last year's value behind it, 0 for none
	PastAs  string  // how it is written in the table
	Outline bool
}

// Chart is a set of bars with its title and the same figures in a table, one
// press away.
type Chart struct {
	Compound
	title, past string
	bars        []Bar
	vertical    bool
	table       bool
	toggle      *Button
	body        *fyne.Container
}

// HBarChart makes a chart of horizontal bars.
func HBarChart(title string, bars []Bar) *Chart { return newChart(title, "", "", bars, false) }

// VBarChart makes a chart of vertical bars. now and past name this year and the
// last in the legend; past may be "".
func VBarChart(title, now, past string, bars []Bar) *Chart {
	return newChart(title, now, past, bars, true)
}

func newChart(title, now, past string, bars []Bar, vertical bool) *Chart {
	c := &Chart{title: title, past: past, bars: bars, vertical: vertical, body: Over()}
	c.toggle = NewButton(Quiet, theme.Current().Words().T("kit.chart.table"), "list-checks-bold", func() { c.ShowTable(!c.table) })
	head := HBox(14, Grow(Section(title)))
	if past != "" {
		head = HBox(14, Section(title), legendMark(theme.Primary, now), legendMark(theme.Past, past), Spacer())
	}
	head.Add(c.toggle)
	c.Own(c, VBox(8, head, Grow(c.body)))
	c.ShowTable(false)
	return c
}

func legendMark(r theme.Role, word string) fyne.CanvasObject {
	return HBox(7, Sized(18, 14, newBox(r, theme.Clear, 4, 0)), Muted(word).NoWrap())
}

// SetBars changes the figures in place.
func (c *Chart) SetBars(bars []Bar) {
	c.bars = bars
	c.ShowTable(c.table)
}

// ShowTable shows the figures as a table, or as bars.
func (c *Chart) ShowTable(on bool) {
	words := theme.Current().Words()
	c.table = on
	c.body.RemoveAll()
	switch {
	case on:
		c.toggle.SetText(words.T("kit.chart.bars"))
		c.body.Add(c.asTable())
	case c.vertical:
		c.toggle.SetText(words.T("kit.chart.table"))
		c.body.Add(Either(newVBars(c.bars), newHBars(c.bars)))
	default:
		c.toggle.SetText(words.T("kit.chart.table"))
		c.body.Add(newHBars(c.bars))
	}
	c.Refresh()
}

func (c *Chart) asTable() fyne.CanvasObject {
	box := VBox(0)
	for i, b := range c.bars {
		if i > 0 {
			box.Add(HLine())
		}
		row := HBox(16, Grow(Muted(b.Label).In(theme.Ink)), Muted(b.Shown).Bold().In(theme.Ink).NoWrap())
		if c.past != "" {
			row.Add(Sized(theme.Current().Scaled(90), 0, Muted(b.PastAs).Trailing().NoWrap()))
		}
		box.Add(Inset(4, 2, 4, 2, row))
	}
	return box
}

// AccessibilityLabel implements fyne.Accessible: title, then every label with
// its number.
func (c *Chart) AccessibilityLabel() string {
	s := c.title
	for _, b := range c.bars {
		s += ". " + b.Label + " " + b.Shown
	}
	return s
}

// AccessibilityRole implements fyne.Accessible.
func (c *Chart) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }

// SplitBar is a labelled bar in two parts with its share: 94 % detailed.
func SplitBar(label string, share float64, shown string) fyne.CanvasObject {
	th := theme.Current()
	line := HBox(14, Grow(newSplit(float32(share), th.Scaled(16))), Strong(shown).NoWrap())
	if label == "" {
		return line
	}
	return HBox(14, Sized(th.Scaled(84), 0, Muted(label).In(theme.Ink)), Grow(line))
}
