package kit

import (
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"parvis/ui/theme"
)

// Timer is a running number: one digit per fixed cell, because the font's
// digits have different widths and a running number would dance.
type Timer struct {
	widget.BaseWidget
	text  string
	style theme.TextStyle
	drawn []*canvas.Text
}

// NewTimer shows a text of digits and signs ("24 min", "1:05").
func NewTimer(text string, style theme.TextStyle) *Timer {
	t := &Timer{text: text, style: style}
	t.ExtendBaseWidget(t)
	return t
}

// SetText changes the number in place.
func (t *Timer) SetText(s string) {
	if t.text != s {
		t.text = s
		t.Refresh()
	}
}

// The width of a digit cell, in ems: the widest digit with a little air.
const digitCell = 0.66

func (t *Timer) widthOf(r rune, size float32) float32 {
	if r >= '0' && r <= '9' {
		return digitCell * size
	}
	return measure(string(r), size, true, false)
}

// MinSize implements fyne.CanvasObject.
func (t *Timer) MinSize() fyne.Size {
	th := theme.Current()
	size := th.Text(t.style)
	var w float32
	for _, r := range t.text {
		w += t.widthOf(r, size)
	}
	return fyne.NewSize(ceil(w), th.LineHeight(size, false))
}

// AccessibilityLabel implements fyne.Accessible.
func (t *Timer) AccessibilityLabel() string { return t.text }

// AccessibilityRole implements fyne.Accessible.
func (t *Timer) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }

// CreateRenderer implements fyne.Widget.
func (t *Timer) CreateRenderer() fyne.WidgetRenderer {
	d := &draw{min: t.MinSize}
	d.layout = func(box fyne.Size) {
		th := theme.Current()
		size := th.Text(t.style)
		d.objects = d.objects[:0:0]
		var x float32
		for i, r := range []rune(t.text) {
			for len(t.drawn) <= i {
				t.drawn = append(t.drawn, &canvas.Text{})
			}
			c := t.drawn[i]
			c.Text, c.TextSize, c.Color = string(r), size, th.C(theme.Ink)
			c.TextStyle, c.FontSource = fyne.TextStyle{Bold: true}, th.FontOf(true, false)
			w, m := t.widthOf(r, size), c.MinSize()
			c.Move(fyne.NewPos(x+(w-m.Width)/2, (box.Height-m.Height)/2))
			c.Resize(m)
			d.objects = append(d.objects, c)
			x += w
		}
	}
	d.refresh = func() {
		d.layout(t.Size())
		for _, o := range d.objects {
			o.Refresh()
		}
		canvas.Refresh(t)
	}
	return d
}

// Countdown is the ring of the inactivity screen: the number and the ring say
// the same thing and jump once a second. It does not count by itself.
type Countdown struct {
	widget.BaseWidget
	left, total int
	tally       bool // counts up to the total, in green once complete
	number      *Text
	unit        *Text
	back, arc   *canvas.Arc
}

// NewCountdown shows left of total seconds.
func NewCountdown(left, total int) *Countdown {
	c := &Countdown{left: left, total: total, back: &canvas.Arc{}, arc: &canvas.Arc{}}
	c.number = NewText("").As(theme.Figure).NoWrap().Centre()
	c.unit = NewText("").NoWrap().Centre()
	c.ExtendBaseWidget(c)
	c.say()
	return c
}

// NewTally is the same ring for what is ready: "3 sur 3", green.
func NewTally(have, total int) *Countdown {
	c := NewCountdown(have, total)
	c.tally = true
	c.say()
	return c
}

// Set changes the number in place.
func (c *Countdown) Set(left int) {
	if c.left != left {
		c.left = left
		c.say()
		c.Refresh()
	}
}

func (c *Countdown) say() {
	c.number.SetText(strconv.Itoa(c.left))
	if c.tally {
		c.unit.SetText(theme.Current().Words().T("kit.of", "total", c.total))
		return
	}
	c.unit.SetText(theme.Current().Words().T("kit.seconds", "n", c.left))
}

func (c *Countdown) role() theme.Role {
	if c.tally {
		return theme.Green
	}
	return theme.Primary
}

// MinSize implements fyne.CanvasObject.
func (c *Countdown) MinSize() fyne.Size {
	side := float32(120)
	if theme.Current().IsKiosk() {
		side = 300
		if c.tally {
			side = 244
		}
	}
	return fyne.NewSquareSize(max(side, c.unit.MinSize().Width*1.75, c.number.MinSize().Width*1.6))
}

// AccessibilityLabel implements fyne.Accessible.
func (c *Countdown) AccessibilityLabel() string { return c.number.String() + " " + c.unit.String() }

// AccessibilityRole implements fyne.Accessible.
func (c *Countdown) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }

// Parts implements Holder.
func (c *Countdown) Parts() []fyne.CanvasObject { return nil }

// CreateRenderer implements fyne.Widget.
func (c *Countdown) CreateRenderer() fyne.WidgetRenderer {
	d := &draw{objects: []fyne.CanvasObject{c.back, c.arc, c.number, c.unit}, min: c.MinSize}
	d.layout = func(s fyne.Size) {
		th := theme.Current()
		side := min(s.Width, s.Height)
		share := float32(0)
		if c.total > 0 {
			share = max(0, min(1, float32(c.left)/float32(c.total)))
		}
		cutout := 1 - 2*side*0.073/side
		for a, role := range map[*canvas.Arc]theme.Role{c.back: theme.Line, c.arc: c.role()} {
			a.FillColor, a.CutoutRatio, a.StartAngle, a.EndAngle = th.C(role), cutout, 0, 360
			a.Resize(fyne.NewSquareSize(side))
			a.Move(fyne.NewPos((s.Width-side)/2, (s.Height-side)/2))
		}
		if th.HighContrast() {
			c.back.FillColor = th.C(theme.OffBorder)
		}
		c.arc.EndAngle = 360 * share
		nh, uh := c.number.HeightFor(0), c.unit.HeightFor(0)
		y := (s.Height - nh - uh*0.8) / 2
		c.number.Move(fyne.NewPos(0, y))
		c.number.Resize(fyne.NewSize(s.Width, nh))
		c.unit.Move(fyne.NewPos(0, y+nh*0.92))
		c.unit.Resize(fyne.NewSize(s.Width, uh))
	}
	d.refresh = func() {
		d.layout(c.Size())
		canvas.Refresh(c)
	}
	return d
}
