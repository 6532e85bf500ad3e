package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"parvis/ui/theme"
)

// Modal is a box over a dimmed screen. The focus starts on the safe answer and
// stays inside; Escape is the safe answer; a press outside does nothing unless
// OnOutside says so.
type Modal struct {
	widget.BaseWidget
	// OnOutside is a press outside the box; OnEscape the Escape key (nil:
	// close).
	OnOutside func()
	OnEscape  func()

	canvas  fyne.Canvas
	content fyne.CanvasObject
	width   float32
	scrim   *canvas.Rectangle
	box     *canvas.Rectangle
	page    *Page
	before  fyne.Focusable
	open    bool
	bare    bool // a list of choices: no dimming
	anchor  fyne.CanvasObject
}

var (
	_ fyne.Widget   = (*Modal)(nil)
	_ fyne.Tappable = (*Modal)(nil)
	_ Holder        = (*Modal)(nil)
	_ keyTaker      = (*Modal)(nil)
)

// NewModal makes a modal of a width in pixels for a window's canvas (0: 520 on
// the desk, 1360 on the kiosk). On the desk it is the width before the text
// factor; the window bounds it.
func NewModal(c fyne.Canvas, width float32, content fyne.CanvasObject) *Modal {
	th := theme.Current()
	if width == 0 {
		width = 520
		if th.IsKiosk() {
			width = 1360
		}
	}
	if !th.IsKiosk() {
		width = th.Scaled(width)
	}
	m := &Modal{canvas: c, content: content, width: width}
	m.scrim = canvas.NewRectangle(th.C(theme.Scrim))
	radius := float32(18)
	if th.IsKiosk() {
		radius = 36
	}
	m.box = newBox(theme.Surface, theme.Clear, radius, 0)
	if th.HighContrast() {
		m.box.StrokeColor, m.box.StrokeWidth = th.C(theme.Stroke), th.M().Stroke
	} else {
		m.box.Shadow = canvas.Shadow{Color: th.C(theme.ShadowModal), BlurRadius: 48, Offset: fyne.NewPos(0, 12)}
	}
	m.page = NewPage(content)
	m.ExtendBaseWidget(m)
	return m
}

// Open opens the modal and gives the focus to first (nil: the first widget).
func (m *Modal) Open(first fyne.CanvasObject) {
	if m.open {
		return
	}
	m.open = true
	m.before = m.canvas.Focused()

	m.canvas.Overlays().Add(m)
	m.Resize(m.canvas.Size())
	if first != nil {
		Focus(first)
		return
	}
	FocusFirst(m.content)
}

// Close closes the modal and gives the focus back.
func (m *Modal) Close() {
	if !m.open {
		return
	}
	m.open = false
	m.canvas.Overlays().Remove(m)
	if m.before != nil && m.canvas.Overlays().Top() == nil {
		m.canvas.Focus(m.before)
	}
}

// IsOpen says whether the modal is shown.
func (m *Modal) IsOpen() bool { return m.open }

// Parts implements Holder.
func (m *Modal) Parts() []fyne.CanvasObject { return []fyne.CanvasObject{m.page} }

// Tapped implements fyne.Tappable: a press outside the box.
func (m *Modal) Tapped(ev *fyne.PointEvent) {
	p := m.box.Position()
	s := m.box.Size()
	inside := ev.Position.X >= p.X && ev.Position.Y >= p.Y && ev.Position.X <= p.X+s.Width && ev.Position.Y <= p.Y+s.Height
	if !inside && m.OnOutside != nil {
		m.OnOutside()
	}
}

// TakeKey takes the keys no widget of the modal used: Escape closes, the pages
// turn, and nothing reaches the screen behind but help, reading aloud and
// the quick exit.
func (m *Modal) TakeKey(ev *fyne.KeyEvent) bool {
	switch ev.Name {
	case fyne.KeyEscape:
		if m.OnEscape != nil {
			m.OnEscape()
		} else {
			m.Close()
		}
	case fyne.KeyPageDown:
		m.page.Turn(1)
	case fyne.KeyPageUp:
		m.page.Turn(-1)
	case fyne.KeyF1, fyne.KeyF8, fyne.KeyF12:
		return false
	}
	return true
}

// MinSize is nothing: a modal takes the window as it is.
func (m *Modal) MinSize() fyne.Size { return fyne.NewSize(1, 1) }

// CreateRenderer implements fyne.Widget.
func (m *Modal) CreateRenderer() fyne.WidgetRenderer {
	d := &draw{objects: []fyne.CanvasObject{m.scrim, m.box, m.page}, min: m.MinSize}
	if m.bare {
		m.scrim.FillColor = theme.Current().C(theme.Clear)
	}
	d.layout = func(s fyne.Size) {
		m.scrim.Resize(s)
		pos, size, pad := m.place(s)
		m.box.Move(pos)
		m.box.Resize(size)
		m.page.Move(pos.AddXY(pad, pad))
		m.page.Resize(size.SubtractWidthHeight(2*pad, 2*pad))
	}
	d.refresh = func() {
		d.layout(m.Size())
		m.page.Refresh()
	}
	return d
}

func (m *Modal) place(s fyne.Size) (pos fyne.Position, size fyne.Size, pad float32) {
	th := theme.Current()
	pad, margin := float32(28), th.M().Gap
	if th.IsKiosk() {
		pad = 64
	}
	if m.bare {
		pad = 8
	}
	w := min(s.Width-2*margin, m.width)
	h := min(s.Height-2*margin, HeightFor(m.content, w-2*pad)+2*pad)
	size = fyne.NewSize(w, h)
	if m.anchor == nil {
		return fyne.NewPos((s.Width-w)/2, (s.Height-h)/2), size, pad
	}
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject(m.anchor)
	below := at.Y + m.anchor.Size().Height + 6
	switch {
	case below+h <= s.Height-6:
		pos = fyne.NewPos(at.X, below)
	case at.Y-6-h >= 6:
		pos = fyne.NewPos(at.X, at.Y-6-h)
	default:
		pos = fyne.NewPos(at.X, max(6, s.Height-6-h))
	}
	pos.X = max(6, min(pos.X, s.Width-w-6))
	return pos, size, pad
}

// Ask shows a question with a safe answer and an acting one. The safe answer
// has the focus, Escape chooses it, and act runs after the modal has closed.
func Ask(c fyne.Canvas, title, sentence string, kind Kind, safe, act string, onAct func()) *Modal {
	return AskOr(c, title, sentence, kind, safe, act, nil, onAct)
}

// AskOr is Ask with something to do when the safe answer is chosen.
func AskOr(c fyne.Canvas, title, sentence string, kind Kind, safe, act string, onSafe, onAct func()) *Modal {
	g := theme.Current().M().Gap
	var m *Modal
	closing := func(f func()) func() {
		return func() {
			m.Close()
			if f != nil {
				f()
			}
		}
	}
	no := NewButton(Secondary, safe, "", closing(onSafe))
	yes := NewButton(kind, act, "", closing(onAct))
	m = NewModal(c, 0, VBox(g, Heading(title), NewText(sentence), Gap(0, 4), Wrap(g/2, no, yes)))
	m.OnEscape = closing(onSafe)
	m.Open(no)
	return m
}

// Tell shows a message with one answer.
func Tell(c fyne.Canvas, title, sentence string) *Modal {
	g := theme.Current().M().Gap
	var m *Modal
	ok := NewButton(Primary, theme.Current().Words().T("kit.ok"), "", func() { m.Close() })
	m = NewModal(c, 0, VBox(g, Heading(title), NewText(sentence), Gap(0, 4), Wrap(g/2, ok)))
	m.Open(ok)
	return m
}
