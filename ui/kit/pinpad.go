package kit

import (
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"parvis/ui/theme"
)

// PinPad takes a code of digits by pointer, finger or keyboard. It shows dots
// only and tells the code when it is complete; the digits are never shown,
// spoken or kept.
type PinPad struct {
	Compound
	// OnCode is told a complete code; the pad is empty again by then.
	OnCode func(code string)
	// OnKey is told that a digit came, so that a message can go away.
	OnKey func()

	length int
	code   []byte
	dots   *dots
	keys   []*Pressable
	first  *Pressable
}

// NewPinPad makes a pad for codes of a length (6 by default) and the row of
// dots that goes with it, to be placed by the screen.
func NewPinPad(length int, onCode func(string)) *PinPad {
	if length <= 0 {
		length = 6
	}
	p := &PinPad{length: length, OnCode: onCode, dots: newDots(length)}
	group := NewGroup()
	cells := Grid(3, 12)
	for _, label := range []string{"1", "2", "3", "4", "5", "6", "7", "8", "9", "", "0", "⌫"} {
		if label == "" {
			cells.Add(Gap(0, 0))
			continue
		}
		key := p.key(label)
		group.Add(key)
		p.keys = append(p.keys, key)
		cells.Add(key)
	}
	p.first = p.keys[0]
	p.Own(p, cells)
	return p
}

func (p *PinPad) key(label string) *Pressable {
	th, m := theme.Current(), theme.Current().M()
	size := fyne.NewSize(96, max(72, m.Target))
	var content fyne.CanvasObject
	var paint func(State, Face)
	spoken := label
	press := func() { p.digit(label[0]) }
	if label == "⌫" {
		icon := NewIcon("backspace", theme.Ink, 30)
		content, spoken, press = icon, th.Words().T("kit.pin.back"), p.back
		paint = func(_ State, f Face) { icon.SetRole(f.Text) }
	} else {
		text := NewText(label).At(28).Bold().NoWrap()
		content = text
		paint = func(_ State, f Face) { text.In(f.Text) }
	}
	face := plainFace(hoverSand(), m.Stroke)
	key := NewPressable(spoken, Centred(content), Look{
		Radius: 14, MinSize: size, Paint: paint,
		Face: func(s State) Face {
			f := face(s)
			if f.Fill == theme.Surface {
				f.Fill = theme.Fond
			}
			return f
		},
	}, press)
	key.OnKey = p.typed
	return key
}

// Dots is the row that shows how many digits are in.
func (p *PinPad) Dots() fyne.CanvasObject { return p.dots }

// Clear empties the code.
func (p *PinPad) Clear() {
	clear(p.code)
	p.code = p.code[:0]
	p.dots.set(0)
}

// SetEnabled disables the pad while one must wait.
func (p *PinPad) SetEnabled(on bool) {
	for _, k := range p.keys {
		k.SetEnabled(on)
	}
}

// FocusTarget implements the focus of the whole.
func (p *PinPad) FocusTarget() fyne.Focusable { return p.first }

// TakeKey takes a digit or the erase key pressed anywhere on the screen; it is
// false for any other key.
func (p *PinPad) TakeKey(ev *fyne.KeyEvent) bool { return p.typed(ev) }

func (p *PinPad) typed(ev *fyne.KeyEvent) bool {
	if ev.Name == fyne.KeyBackspace {
		p.back()
		return true
	}
	d, ok := DigitOf(ev.Name)
	if ok {
		p.digit('0' + byte(d))
	}
	return ok
}

func (p *PinPad) digit(d byte) {
	if !p.first.Enabled() {
		return
	}
	if p.OnKey != nil {
		p.OnKey()
	}
	p.code = append(p.code, d)
	p.dots.set(len(p.code))
	if len(p.code) < p.length {
		return
	}
	code := string(p.code)
	p.Clear()
	if p.OnCode != nil {
		p.OnCode(code)
	}
}

func (p *PinPad) back() {
	if n := len(p.code); n > 0 {
		p.code[n-1] = 0
		p.code = p.code[:n-1]
		p.dots.set(n - 1)
	}
}

// dots is a row of circles, filled from the start.
type dots struct {
	widget.BaseWidget
	n, filled int
	circles   []*canvas.Circle
}

func newDots(n int) *dots {
	d := &dots{n: n}
	for range n {
		d.circles = append(d.circles, &canvas.Circle{})
	}
	d.ExtendBaseWidget(d)
	return d
}

func (d *dots) set(n int) { d.filled = n; d.Refresh() }

func (d *dots) MinSize() fyne.Size {
	return fyne.NewSize(float32(d.n)*18+float32(d.n-1)*12, 18)
}

func (d *dots) AccessibilityLabel() string {
	return theme.Current().Words().T("kit.pin.filled", "n", strconv.Itoa(d.filled), "total", strconv.Itoa(d.n))
}

func (d *dots) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }

func (d *dots) CreateRenderer() fyne.WidgetRenderer {
	r := &draw{min: d.MinSize}
	for _, c := range d.circles {
		r.objects = append(r.objects, c)
	}
	r.layout = func(s fyne.Size) {
		th := theme.Current()
		for i, c := range d.circles {
			c.FillColor, c.StrokeColor, c.StrokeWidth = th.C(theme.Clear), th.C(theme.Stroke), 2
			if i < d.filled {
				c.FillColor, c.StrokeColor = th.C(theme.Primary), th.C(theme.Primary)
			}
			put(c, float32(i)*30, (s.Height-18)/2, 18, 18, s.Width)
		}
	}
	r.refresh = func() {
		r.layout(d.Size())
		canvas.Refresh(d)
	}
	return r
}
