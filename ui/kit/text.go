package kit

import (
	"image/color"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"parvis/ui/bidi"
	"parvis/ui/theme"
)

// Span is a stretch of text of one weight and role; an empty role is the
// text's own.
type Span struct {
	Text string
	Bold bool
	Role theme.Role
}

// Text shows a text in a style and a role. It wraps unless told otherwise,
// reads right to left when the language does, and needs no other label.
type Text struct {
	widget.BaseWidget
	spans   []Span
	style   theme.TextStyle
	size    float32 // 0: the style's
	role    theme.Role
	bold    bool
	align   fyne.TextAlign
	noWrap  bool
	spoken  bool
	foreign bool // written from right to left though the language is not

	drawn  []*canvas.Text
	back   *canvas.Rectangle
	shown  []fyne.CanvasObject
	pieces []piece
	width  float32
	known  measured
}

// measured keeps what was measured since the last change: the toolkit asks for
// sizes at every frame, and a layout asks several times.
type measured struct {
	theme  *theme.Theme
	least  float32
	lines  [3][]bidi.Line // at the three last widths asked for
	widths [3]float32
	next   int
}

type piece struct {
	text string
	span int
	at   fyne.Position
	rtl  bool
}

var (
	_ fyne.Widget     = (*Text)(nil)
	_ fyne.Accessible = (*Text)(nil)
	_ Flow            = (*Text)(nil)
)

// NewText makes a text in the body style.
func NewText(s string) *Text { return newText(s, theme.Body, theme.Ink) }

// Title is a screen title or a question.
func Title(s string) *Text { return newText(s, theme.Title, theme.Ink) }

// Heading is a guide title in a header, a secondary screen title.
func Heading(s string) *Text { return newText(s, theme.Heading, theme.Ink) }

// Section is the title of a part of a screen.
func Section(s string) *Text { return newText(s, theme.Section, theme.Ink) }

// Strong is body text in bold.
func Strong(s string) *Text { return newText(s, theme.Body, theme.Ink).Bold() }

// Muted is secondary text.
func Muted(s string) *Text { return newText(s, theme.Secondary, theme.Ink2) }

// Small is the smallest text.
func Small(s string) *Text { return newText(s, theme.Small, theme.Ink2) }

// Rich is body text in which **stars** set words in bold.
func Rich(s string) *Text {
	t := newText("", theme.Body, theme.Ink)
	t.spans = Marked(s)
	return t
}

// Marked cuts a text at its ** marks: what stands between two of them is bold.
func Marked(s string) []Span {
	var out []Span
	for i, part := range strings.Split(s, "**") {
		if part != "" {
			out = append(out, Span{Text: part, Bold: i%2 == 1})
		}
	}
	return out
}

func newText(s string, style theme.TextStyle, role theme.Role) *Text {
	t := &Text{spans: []Span{{Text: s}}, style: style, role: role, bold: style.BoldByDefault()}
	t.ExtendBaseWidget(t)
	return t
}

// FromRight reads a text from the right in a language that reads from the left:
// a translation beside its original.
func (t *Text) FromRight() *Text {
	t.foreign = true
	return t.changed()
}

func (t *Text) right() bool { return t.foreign || theme.Current().RTL() }

// As sets the style, with its default weight.
func (t *Text) As(s theme.TextStyle) *Text {
	t.style, t.bold = s, s.BoldByDefault()
	return t.changed()
}

// In sets the role of the text.
func (t *Text) In(r theme.Role) *Text {
	if t.role == r {
		return t
	}
	t.role = r
	return t.changed()
}

// Bold and Regular set the weight of the whole text.
func (t *Text) Bold() *Text { return t.weight(true) }

// Regular sets the normal weight.
func (t *Text) Regular() *Text { return t.weight(false) }

func (t *Text) weight(b bool) *Text {
	if t.bold == b {
		return t
	}
	t.bold = b
	return t.changed()
}

// At sets the size in pixels before the text factor, for the few sizes that are
// no style.
func (t *Text) At(size float32) *Text { t.size = size; return t.changed() }

// Centre centres the lines.
func (t *Text) Centre() *Text { t.align = fyne.TextAlignCenter; return t.changed() }

// Trailing aligns the lines to the end of the reading direction: numbers.
func (t *Text) Trailing() *Text { t.align = fyne.TextAlignTrailing; return t.changed() }

// NoWrap keeps the text on one line per paragraph.
func (t *Text) NoWrap() *Text { t.noWrap = true; return t.changed() }

// SetText changes the words in place.
func (t *Text) SetText(s string) {
	if len(t.spans) == 1 && t.spans[0].Text == s {
		return
	}
	t.SetSpans([]Span{{Text: s}})
}

// SetSpans changes the words in place, weights and roles included.
func (t *Text) SetSpans(spans []Span) {
	before := t.MinSize()
	t.spans = spans
	t.changed()
	if t.back != nil && t.MinSize() != before {
		Relayout(t)
	}
}

// SetSpoken marks the text while it is read aloud.
func (t *Text) SetSpoken(on bool) {
	if t.spoken != on {
		t.spoken = on
		t.changed()
	}
}

// String gives the words without their weights.
func (t *Text) String() string {
	var b strings.Builder
	for _, s := range t.spans {
		b.WriteString(s.Text)
	}
	return b.String()
}

// AccessibilityLabel implements fyne.Accessible.
func (t *Text) AccessibilityLabel() string { return t.String() }

// AccessibilityRole implements fyne.Accessible.
func (t *Text) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }

func (t *Text) changed() *Text {
	t.known = measured{}
	if t.back != nil { // drawn at least once
		t.Refresh()
	}
	return t
}

func (t *Text) textSize() float32 {
	th := theme.Current()
	if t.size > 0 {
		return th.Scaled(t.size)
	}
	return th.Text(t.style)
}

func (t *Text) isBold(span int) bool { return t.bold || t.spans[span].Bold }

// lines wraps the text at a width, 0 for no wrapping.
func (t *Text) lines(w float32) []bidi.Line {
	if t.noWrap {
		w = 0
	}
	k := t.measured()
	for i, lines := range k.lines {
		if lines != nil && k.widths[i] == w {
			return lines
		}
	}
	lines := t.wrap(w)
	k.lines[k.next], k.widths[k.next] = lines, w
	k.next = (k.next + 1) % len(k.lines)
	return lines
}

func (t *Text) measured() *measured {
	if th := theme.Current(); t.known.theme != th {
		t.known = measured{theme: th, least: -1}
	}
	return &t.known
}

func (t *Text) wrap(w float32) []bidi.Line {
	size := t.textSize()
	spans := make([]bidi.Span, len(t.spans))
	for i, s := range t.spans {
		spans[i] = bidi.Span{Text: s.Text, Style: i}
	}
	width := func(s string, style int, rtl bool) float32 {
		return measure(s, size, t.isBold(style), rtl || t.right())
	}
	whole := bidi.Layout(spans, 0, t.right(), width)
	// The sum of the words is a little more than the line, which the font
	// spaces as a whole: a line that fits is not wrapped.
	if w <= 0 || widest(whole) <= w+0.5 {
		return whole
	}
	return bidi.Layout(spans, w, t.right(), width)
}

func widest(lines []bidi.Line) (w float32) {
	for _, l := range lines {
		w = max(w, l.Width)
	}
	return w
}

func measure(s string, size float32, bold, arabic bool) float32 {
	got, _ := fyne.CurrentApp().Driver().RenderedTextSize(s, size, fyne.TextStyle{Bold: bold}, theme.Current().FontOf(bold, arabic))
	return got.Width
}

func (t *Text) lineHeight(l bidi.Line) float32 {
	th := theme.Current()
	arabic := t.right()
	for _, p := range l.Pieces {
		arabic = arabic || p.RTL
	}
	return th.LineHeight(t.textSize(), arabic)
}

// HeightFor implements Flow.
func (t *Text) HeightFor(w float32) (h float32) {
	for _, l := range t.lines(w) {
		h += t.lineHeight(l)
	}
	return h
}

// PreferredWidth implements Preferred: the text on one line.
func (t *Text) PreferredWidth() float32 {
	return ceil(widest(t.lines(0)))
}

// leastWidth is the widest word, or the whole line of a text that does not
// wrap.
func (t *Text) leastWidth() float32 {
	if t.noWrap {
		return t.PreferredWidth()
	}
	k := t.measured()
	if k.least >= 0 {
		return k.least
	}
	var w float32
	size, rtl := t.textSize(), t.right()
	for i, s := range t.spans {
		for _, word := range strings.Fields(strings.ReplaceAll(s.Text, "\u00a0", "_")) {
			w = max(w, measure(bidi.Shape(word), size, t.isBold(i), rtl || bidi.HasRTL(word)))
		}
	}
	k.least = ceil(w)
	return k.least
}

// MinSize implements fyne.CanvasObject: as high as the text is at its present
// width.
func (t *Text) MinSize() fyne.Size {
	return fyne.NewSize(t.leastWidth(), t.HeightFor(t.width))
}

func ceil(v float32) float32 {
	if n := float32(int(v)); n < v {
		return n + 1
	}
	return v
}

// CreateRenderer implements fyne.Widget.
func (t *Text) CreateRenderer() fyne.WidgetRenderer {
	t.ExtendBaseWidget(t)
	t.back = canvas.NewRectangle(color.Transparent)
	t.back.CornerRadius = 6
	r := &textDraw{t: t}
	r.layoutAt(t.Size())
	return r
}

type textDraw struct{ t *Text }

func (r *textDraw) Destroy()                     {}
func (r *textDraw) MinSize() fyne.Size           { return r.t.MinSize() }
func (r *textDraw) Objects() []fyne.CanvasObject { return r.t.shown }
func (r *textDraw) Layout(s fyne.Size)           { r.layoutAt(s) }
func (r *textDraw) Refresh() {
	r.t.known = measured{}
	r.layoutAt(r.t.Size())
	for _, d := range r.t.drawn {
		d.Refresh()
	}
	canvas.Refresh(r.t)
}

func (r *textDraw) layoutAt(s fyne.Size) {
	t, th := r.t, theme.Current()
	t.width = s.Width
	size := t.textSize()
	t.pieces = t.pieces[:0]
	lines := t.lines(s.Width)
	var total float32
	for _, l := range lines {
		total += t.lineHeight(l)
	}
	y := max(0, (s.Height-total)/2)
	if !t.noWrap {
		y = 0
	}
	for _, l := range lines {
		h := t.lineHeight(l)
		for _, p := range l.Pieces {
			t.pieces = append(t.pieces, piece{p.Text, p.Style, fyne.NewPos(t.start(l.Width, s.Width)+p.X, y), p.RTL})
		}
		y += h
	}
	for len(t.drawn) < len(t.pieces) {
		t.drawn = append(t.drawn, canvas.NewText("", color.Transparent))
	}
	t.back.FillColor = th.C(theme.Clear)
	t.back.StrokeWidth = 0
	if t.spoken {
		t.back.FillColor, t.back.StrokeColor, t.back.StrokeWidth = th.C(theme.SunPale), th.C(theme.FocusRing), 2
	}
	t.back.Move(fyne.NewPos(-6, -2))
	t.back.Resize(s.AddWidthHeight(12, 4))
	t.shown = append(t.shown[:0:0], t.back)
	for i, p := range t.pieces {
		d := t.drawn[i]
		arabic := t.right() || p.rtl
		bold := t.isBold(p.span)
		d.Text, d.TextSize, d.TextStyle = p.text, size, fyne.TextStyle{Bold: bold}
		d.FontSource = th.FontOf(bold, arabic)
		d.Color = th.C(t.role)
		if role := t.spans[p.span].Role; role != "" {
			d.Color = th.C(role)
		}
		m := d.MinSize()
		// The natural box of the font is taller than our line: it is centred on
		// it, ink stays inside.
		d.Move(fyne.NewPos(p.at.X, p.at.Y+(th.LineHeight(size, arabic)-m.Height)/2))
		d.Resize(m)
		t.shown = append(t.shown, d)
	}
}

// start is where a line begins, from the left.
func (t *Text) start(line, box float32) float32 {
	rtl := t.right()
	switch {
	case t.align == fyne.TextAlignCenter:
		return (box - line) / 2
	case (t.align == fyne.TextAlignTrailing) != rtl:
		return box - line
	}
	return 0
}
