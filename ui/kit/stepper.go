package kit

import (
	"strconv"

	"fyne.io/fyne/v2"

	"parvis/ui/theme"
)

// Stepper counts: minus, a number, plus. Minus and plus are one group for the
// Tab key; arrows step, digits write the number.
type Stepper struct {
	Compound
	// OnChanged is told the number after each change a person made. OnLimit is
	// told when a step would pass a limit.
	OnChanged func(n int)
	OnLimit   func()

	n, low, high int
	label        string
	number       *Text
	minus, plus  *Pressable
	typed        string
}

// NewStepper makes a stepper from low to high (high < low: no upper limit).
// label says what is counted.
func NewStepper(label string, n, low, high int, onChanged func(int)) *Stepper {
	return newStepper(label, n, low, high, 42, 44, 44, theme.Body, onChanged)
}

// NewBigStepper is the 64-pixel stepper of a total.
func NewBigStepper(label string, n, low, high int, onChanged func(int)) *Stepper {
	return newStepper(label, n, low, high, 68, 64, 88, theme.Timer, onChanged)
}

func newStepper(label string, n, low, high int, side, height, mid float32, style theme.TextStyle, onChanged func(int)) *Stepper {
	th, m := theme.Current(), theme.Current().M()
	if th.IsKiosk() {
		side, height, mid, style = m.Target, m.Target, 120, theme.Label
	}
	s := &Stepper{label: label, low: low, high: high, OnChanged: onChanged}
	s.number = NewText("").As(style).Bold().NoWrap().Centre()
	key := func(icon, word string, step int) *Pressable {
		pic := NewIcon(icon, theme.Link, 20)
		p := NewPressable(th.Words().T(word, "what", label), Centred(pic), Look{
			Radius: m.RadiusButton, MinSize: fyne.NewSize(th.Scaled(side), th.Scaled(height)), Face: stepFace,
			Paint: func(st State, f Face) { pic.SetRole(f.Text) },
		}, func() { s.step(step) })
		p.OnKey = s.key
		return p
	}
	s.minus, s.plus = key("minus-bold", "kit.stepper.less", -1), key("plus-bold", "kit.stepper.more", 1)
	// The edge is drawn over the two keys, which fill their corners.
	row := Row(0, Stretch, s.minus, Sized(th.Scaled(mid), 0, Centred(s.number)), s.plus)
	s.Own(s, rigidRow(0, Over(newBox(theme.Surface, theme.Clear, m.RadiusButton, 0), row, newBox(theme.Clear, theme.Stroke, m.RadiusButton, m.Stroke))))
	s.show(n)
	return s
}

func stepFace(s State) Face {
	f := Face{Fill: theme.Fond, Stroke: theme.Clear, Text: theme.Link}
	switch {
	case s.Disabled:
		return Face{Fill: theme.OffFill, Stroke: theme.Clear, Text: theme.OffText}
	case s.Pressed:
		f.Fill, f.Text = theme.PressedFill, theme.PressedText
	case s.Hovered:
		f.Fill = hoverSand()
	}
	return f
}

// Value is the number.
func (s *Stepper) Value() int { return s.n }

// SetValue changes the number without telling OnChanged.
func (s *Stepper) SetValue(n int) { s.show(n) }

// SetHigh changes the upper limit.
func (s *Stepper) SetHigh(high int) { s.high = high; s.show(s.n) }

func (s *Stepper) show(n int) {
	s.n = max(n, s.low)
	s.number.SetText(theme.Current().Words().Number(s.n))
	s.minus.set(func(st *State) { st.Disabled = s.n <= s.low })
}

func (s *Stepper) step(by int) { s.change(s.n + by) }

func (s *Stepper) change(n int) {
	if n < s.low || (s.high >= s.low && n > s.high) {
		if s.OnLimit != nil {
			s.OnLimit()
		}
		return
	}
	if n == s.n {
		return
	}
	s.show(n)
	if s.OnChanged != nil {
		s.OnChanged(n)
	}
}

// key steps by arrows and writes by digits.
func (s *Stepper) key(ev *fyne.KeyEvent) bool {
	switch ev.Name {
	case fyne.KeyUp, fyne.KeyRight, fyne.KeyPlus:
		s.typed = ""
		s.step(1)
		return true
	case fyne.KeyDown, fyne.KeyLeft, fyne.KeyMinus:
		s.typed = ""
		s.step(-1)
		return true
	case fyne.KeyBackspace, fyne.KeyDelete:
		s.typed = ""
		s.change(s.low)
		return true
	}
	d, ok := DigitOf(ev.Name)
	if !ok {
		s.typed = ""
		return false
	}
	if s.typed += strconv.Itoa(d); len(s.typed) > 4 {
		s.typed = strconv.Itoa(d)
	}
	n, err := strconv.Atoi(s.typed)
	if err == nil {
		s.change(n)
	}
	return true
}

// FocusTarget implements the focus of the whole: its plus.
func (s *Stepper) FocusTarget() fyne.Focusable { return s.plus }

// AccessibilityLabel implements fyne.Accessible.
func (s *Stepper) AccessibilityLabel() string {
	return theme.Current().Words().T("kit.stepper.spoken", "what", s.label, "n", s.n)
}

// AccessibilityRole implements fyne.Accessible.
func (s *Stepper) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleContainer }

// DigitOf tells which digit a key is. The toolkit names the keys of the top row
// by their place, so French keyboards need no Shift.
func DigitOf(k fyne.KeyName) (int, bool) {
	if len(k) == 1 && k[0] >= '0' && k[0] <= '9' {
		return int(k[0] - '0'), true
	}
	return 0, false
}
