package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"parvis/ui/theme"
)

// State is what a pressable widget shows of itself.
type State struct {
	Focused, Hovered, Pressed bool
	On, Derived, Disabled     bool
}

// Face is how a pressable looks in a state.
type Face struct {
	Fill, Stroke, Text theme.Role
	Width              float32 // of the stroke; 0 is the theme's
	Shadow             bool
	Bold               bool
}

// Pressable is what every button, chip, tile and row is made of: it takes
// focus, draws the rings, answers pointer, finger and keys, and acts on
// release; leaving it cancels. Its look is a Face for each State and its
// content any object.
type Pressable struct {
	widget.BaseWidget
	// OnPress is the action.
	OnPress func()
	// OnFocus is told when the focus comes; OnKey may take a key before the
	// usual handling (true: taken).
	OnFocus func()
	OnKey   func(*fyne.KeyEvent) bool

	self    fyne.Widget
	label   string
	content fyne.CanvasObject
	state   State
	quiet   bool // focused without a ring
	wait    bool // first focus of a screen: Tab shows the ring before it moves
	group   *Group
	inside  bool // reached by arrows, not by Tab
	spoken  bool
	dark    bool // stands on the rail or the blue band

	face    func(State) Face
	paint   func(State, Face)
	radius  float32
	padX    float32
	padY    float32
	least   fyne.Size
	bg      *canvas.Rectangle
	gap     *canvas.Rectangle
	outline *canvas.Rectangle

	keyDown, fired bool
	pressAt        fyne.Position
}

var (
	_ fyne.Widget       = (*Pressable)(nil)
	_ fyne.Focusable    = (*Pressable)(nil)
	_ fyne.Tappable     = (*Pressable)(nil)
	_ fyne.Disableable  = (*Pressable)(nil)
	_ fyne.Tabbable     = (*Pressable)(nil)
	_ fyne.Accessible   = (*Pressable)(nil)
	_ desktop.Hoverable = (*Pressable)(nil)
	_ desktop.Mouseable = (*Pressable)(nil)
	_ desktop.Keyable   = (*Pressable)(nil)
	_ Holder            = (*Pressable)(nil)
	_ Flow              = (*Pressable)(nil)
)

// Look is how a Pressable is drawn.
type Look struct {
	Face    func(State) Face  // required
	Paint   func(State, Face) // tells the content its colours; may be nil
	Radius  float32
	PadX    float32
	PadY    float32
	MinSize fyne.Size
	Dark    bool // stands on the rail or the blue band: white focus ring
}

// NewPressable makes a pressable of any content. label is what a reader says.
func NewPressable(label string, content fyne.CanvasObject, look Look, onPress func()) *Pressable {
	p := &Pressable{}
	p.init(p, label, content, look, onPress)
	return p
}

// init prepares a Pressable, or a widget that embeds one: self is the object
// the canvas knows.
func (p *Pressable) init(self fyne.Widget, label string, content fyne.CanvasObject, look Look, onPress func()) {
	p.label, p.content, p.OnPress = label, content, onPress
	p.face, p.paint, p.radius = look.Face, look.Paint, look.Radius
	p.padX, p.padY, p.least, p.dark = look.PadX, look.PadY, look.MinSize, look.Dark
	p.bg, p.gap, p.outline = &canvas.Rectangle{}, &canvas.Rectangle{}, &canvas.Rectangle{}
	p.self = self
	p.repaint()
	p.ExtendBaseWidget(self)
}

// State gives the present state.
func (p *Pressable) State() State { return p.state }

// On says whether the choice is made.
func (p *Pressable) On() bool { return p.state.On }

// SetOn makes or unmakes the choice.
func (p *Pressable) SetOn(on bool) { p.set(func(s *State) { s.On = on; s.Derived = s.Derived && on }) }

// SetDerived marks a choice the software made by itself.
func (p *Pressable) SetDerived(on bool) { p.set(func(s *State) { s.Derived, s.On = on, false }) }

// SetLabel changes what a reader says.
func (p *Pressable) SetLabel(s string) { p.label = s }

// AtLeast sets the least height, in pixels: an answer on a small screen.
func (p *Pressable) AtLeast(height float32) *Pressable {
	p.least.Height = height
	return p
}

// SetSpoken marks the widget while it is read aloud.
func (p *Pressable) SetSpoken(on bool) {
	if p.spoken != on {
		p.spoken = on
		p.changed()
	}
}

// Enable implements fyne.Disableable.
func (p *Pressable) Enable() { p.set(func(s *State) { s.Disabled = false }) }

// Disable implements fyne.Disableable.
func (p *Pressable) Disable() {
	p.set(func(s *State) { s.Disabled, s.Pressed, s.Hovered = true, false, false })
}

// SetEnabled enables or disables.
func (p *Pressable) SetEnabled(on bool) {
	if on {
		p.Enable()
	} else {
		p.Disable()
	}
}

// Disabled implements fyne.Disableable. The toolkit leaves disabled widgets out
// of the Tab order, so a member of a group that arrows reach says true here;
// Enabled tells the two apart.
func (p *Pressable) Disabled() bool { return p.state.Disabled || p.inside }

// Enabled says whether the widget can be used.
func (p *Pressable) Enabled() bool { return !p.state.Disabled }

// ForceState shows a state without an event: for pictures of the components.
func (p *Pressable) ForceState(s State) { p.state = s; p.quiet = false; p.changed() }

func (p *Pressable) set(change func(*State)) {
	before := p.state
	change(&p.state)
	if p.state != before {
		p.changed()
	}
}

func (p *Pressable) changed() {
	p.repaint()
	if p.outline != nil {
		canvas.Refresh(p.bg)
		canvas.Refresh(p.gap)
		canvas.Refresh(p.outline)
	}
}

func (p *Pressable) repaint() {
	th, m := theme.Current(), theme.Current().M()
	f := p.face(p.state)
	p.bg.FillColor, p.bg.StrokeColor, p.bg.StrokeWidth, p.bg.CornerRadius = th.C(f.Fill), th.C(f.Stroke), f.Width, p.radius
	if f.Width == 0 {
		p.bg.StrokeWidth = m.Stroke
	}
	if f.Stroke == theme.Clear || f.Stroke == "" {
		p.bg.StrokeWidth = 0
	}
	p.bg.Shadow = canvas.Shadow{}
	if f.Shadow && m.ShadowBlur > 0 {
		p.bg.Shadow = canvas.Shadow{Color: th.C(theme.Shadow), BlurRadius: m.ShadowBlur, Offset: fyne.NewPos(0, m.ShadowY)}
	}
	ringRole, gapRole := theme.FocusRing, theme.FocusGap
	if p.dark {
		ringRole, gapRole = theme.FocusRingDark, theme.FocusGapDark
	}
	if p.spoken && !p.ringShown() {
		ringRole = theme.PrimaryStroke
	}
	for _, r := range []*canvas.Rectangle{p.gap, p.outline} {
		r.FillColor = th.C(theme.Clear)
	}
	p.gap.StrokeColor, p.gap.StrokeWidth, p.gap.CornerRadius = th.C(gapRole), m.FocusGap, p.radius+m.FocusGap
	p.outline.StrokeColor, p.outline.StrokeWidth, p.outline.CornerRadius = th.C(ringRole), m.FocusRing, p.radius+m.FocusGap+m.FocusRing
	if p.ringShown() || p.spoken {
		p.gap.Show()
		p.outline.Show()
	} else {
		p.gap.Hide()
		p.outline.Hide()
	}
	if p.paint != nil {
		p.paint(p.state, f)
	}
}

func (p *Pressable) ringShown() bool { return p.state.Focused && !p.quiet }

// Parts implements Holder.
func (p *Pressable) Parts() []fyne.CanvasObject { return []fyne.CanvasObject{p.content} }

// HeightFor implements Flow.
func (p *Pressable) HeightFor(w float32) float32 {
	return max(p.least.Height, HeightFor(p.content, w-2*p.padX)+2*p.padY)
}

// PreferredWidth implements Preferred.
func (p *Pressable) PreferredWidth() float32 {
	return max(p.least.Width, PreferredWidth(p.content)+2*p.padX)
}

func (p *Pressable) leastWidth() float32 { return max(p.least.Width, leastWidth(p.content)+2*p.padX) }

// MinSize implements fyne.CanvasObject.
func (p *Pressable) MinSize() fyne.Size {
	return p.content.MinSize().AddWidthHeight(2*p.padX, 2*p.padY).Max(p.least)
}

// CreateRenderer implements fyne.Widget.
func (p *Pressable) CreateRenderer() fyne.WidgetRenderer {
	return &draw{
		objects: []fyne.CanvasObject{p.bg, p.gap, p.outline, p.content},
		layout: func(s fyne.Size) {
			p.bg.Resize(s)
			surround(p.gap, p.outline, s)
			h := s.Height - 2*p.padY
			p.content.Move(fyne.NewPos(p.padX, p.padY))
			p.content.Resize(fyne.NewSize(s.Width-2*p.padX, h))
		},
		min: p.MinSize,
		refresh: func() {
			p.repaint()
			p.content.Refresh()
			canvas.Refresh(p.self)
		},
	}
}

// surround places the two focus rectangles around a box at the origin.
func surround(gap, outline *canvas.Rectangle, s fyne.Size) {
	m := theme.Current().M()
	g, r := m.FocusGap, m.FocusGap+m.FocusRing
	gap.Move(fyne.NewPos(-g, -g))
	gap.Resize(s.AddWidthHeight(2*g, 2*g))
	outline.Move(fyne.NewPos(-r, -r))
	outline.Resize(s.AddWidthHeight(2*r, 2*r))
}

// AccessibilityLabel implements fyne.Accessible: the label, then what is not
// told by the label alone.
func (p *Pressable) AccessibilityLabel() string {
	words := theme.Current().Words()
	switch {
	case p.state.On:
		return words.T("kit.spoken.on", "label", p.label)
	case p.state.Derived:
		return words.T("kit.spoken.derived", "label", p.label)
	}
	return p.label
}

// AccessibilityRole implements fyne.Accessible.
func (p *Pressable) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleButton }
