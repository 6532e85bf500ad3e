package kit

import (
	"image/color"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	fynetheme "fyne.io/fyne/v2/theme"

	"parvis/ui/theme"
)

// Field is a text entry with its label above, a help or error sentence below,
// and optionally an icon and a clear button. The error is a sentence with an
// icon, never a colour alone.
type Field struct {
	Compound
	// OnChanged follows the typing; OnSubmit is Enter; OnKey may take a key
	// first (arrows in search results).
	OnChanged func(string)
	OnSubmit  func(string)
	OnKey     func(*fyne.KeyEvent) bool

	entry   *entry
	label   *Text
	note    *Text
	mark    *Icon
	foot    *fyne.Container
	help    string
	bad     bool
	box     *canvas.Rectangle
	gap     *canvas.Rectangle
	outline *canvas.Rectangle
	clear   *Button
	hovered bool
}

// FieldLook chooses the form of a field.
type FieldLook struct {
	Label       string  // above the box; "" when something else says it
	Placeholder string  // an example, never the only label
	Help        string  // below the box
	Icon        string  // inside, at the start
	Inside      string  // a label inside the box ("Quelle démarche ?")
	Lines       int     // more than 1: several lines
	Height      float32 // 0: 48 (96 on the kiosk); 64 for the main search
	Size        float32 // text size, 0: body
	Clear       bool    // a cross that empties it
	Password    bool
	End         fyne.CanvasObject // inside, at the end (a count)
}

// NewField makes a field.
func NewField(look FieldLook) *Field {
	th, m := theme.Current(), theme.Current().M()
	f := &Field{help: look.Help, box: &canvas.Rectangle{}, gap: &canvas.Rectangle{}, outline: &canvas.Rectangle{}}
	f.entry = newEntry(f, look)
	height := look.Height
	if height == 0 {
		height = 48
		if th.IsKiosk() {
			height = 112
		}
	}
	size := look.Size
	if size == 0 {
		size = th.Text(theme.Body) / th.Options().Factor
	}
	line := rigidRow(th.M().Tight)
	if look.Icon != "" {
		line.Add(NewIcon(look.Icon, theme.Link, min(52, height*0.46)))
	}
	var spare []fyne.CanvasObject
	if look.Inside != "" {
		inside := NewText(look.Inside).At(17).Bold().In(theme.Ink2).NoWrap()
		line.Add(inside)
		spare = append(spare, inside)
	}
	writing := container.NewThemeOverride(f.entry, &entryTheme{Theme: th, size: th.Scaled(size)})
	line.Add(Grow(Sized(th.Scaled(size)*6, 0, writing)))
	if look.End != nil {
		line.Add(look.End)
		spare = append([]fyne.CanvasObject{look.End}, spare...)
	}
	if look.Clear {
		f.clear = NewIconButton(Quiet, "x-bold", th.Words().T("kit.field.clear"), func() {
			f.SetText("")
			f.changed("")
			Focus(f)
		})
		f.clear.Hide()
		line.Add(f.clear)
	}
	// The box draws around the entry: the entry's own edges are taken away.
	inner := container.New(&fieldBox{f: f, line: line, spare: spare, height: th.Scaled(height), multi: look.Lines > 1}, f.box, f.gap, f.outline, line)
	if look.Lines <= 1 {
		inner.Add(newWheel(f))
	}
	f.label = NewText(look.Label).As(theme.Secondary).Bold()
	f.note = NewText(look.Help).As(theme.Small).In(theme.Ink2)
	f.mark = NewIcon("warning-circle-bold", theme.RedText, m.IconSmall+2)
	f.mark.Hide()
	f.foot = Row(6, Top, f.mark, Grow(f.note))
	if look.Label == "" {
		f.label.Hide()
	}
	if look.Help == "" {
		f.foot.Hide()
	}
	f.Own(f, VBox(6, f.label, inner, f.foot))
	f.repaint()
	return f
}

// NewSearch is a search field with its icon and a clear cross.
func NewSearch(placeholder string, onChanged func(string)) *Field {
	f := NewField(FieldLook{Placeholder: placeholder, Icon: "magnifying-glass-bold", Clear: true})
	f.OnChanged = onChanged
	return f
}

// Text is what is written.
func (f *Field) Text() string { return f.entry.Text }

// SetText writes without telling OnChanged.
func (f *Field) SetText(s string) {
	f.entry.silent = true
	f.entry.SetText(s)
	f.entry.silent = false
	f.entry.CursorColumn = len([]rune(s))
	f.showClear()
}

// SelectAll selects what is written, so that typing replaces it. The field has
// the focus already.
func (f *Field) SelectAll() {
	if f.entry.Text != "" {
		f.entry.Entry.TypedShortcut(&fyne.ShortcutSelectAll{})
	}
}

// GoToLine puts the caret at the start of a line, from 1, in sight.
func (f *Field) GoToLine(n int) {
	Focus(f)
	f.entry.CursorRow, f.entry.CursorColumn = max(0, n-1), 0
	f.entry.Refresh()
	rows := strings.Count(f.entry.Text, "\n") + 1
	share := float32(n-1) / float32(max(1, rows))
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject(f).Y + f.Size().Height*share
	for _, p := range pagesAround(f) {
		p.revealSpan(at, theme.Current().M().Target*3)
	}
}

// SetError shows a sentence under the field, or takes it away ("").
func (f *Field) SetError(sentence string) {
	f.bad = sentence != ""
	text, role := f.help, theme.Ink2
	if f.bad {
		text, role = sentence, theme.RedText
		f.mark.Show()
	} else {
		f.mark.Hide()
	}
	f.note.In(role).SetText(text)
	if text == "" {
		f.foot.Hide()
	} else {
		f.foot.Show()
	}
	f.repaint()
	f.Refresh()
	Relayout(f)
}

// SetEnabled enables or disables.
func (f *Field) SetEnabled(on bool) {
	if on {
		f.entry.Enable()
	} else {
		f.entry.Disable()
	}
	f.repaint()
}

// FocusTarget implements the focus of the whole: its entry.
func (f *Field) FocusTarget() fyne.Focusable { return f.entry }

// AccessibilityLabel implements fyne.Accessible.
func (f *Field) AccessibilityLabel() string {
	name := f.label.String()
	if name == "" {
		name = f.entry.PlaceHolder
	}
	if f.bad {
		name += ". " + f.note.String()
	}
	return name
}

// AccessibilityRole implements fyne.Accessible.
func (f *Field) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleContainer }

func (f *Field) changed(s string) {
	f.showClear()
	if f.OnChanged != nil {
		f.OnChanged(s)
	}
}

func (f *Field) showClear() {
	if f.clear == nil {
		return
	}
	if show := f.entry.Text != ""; show != f.clear.Visible() {
		if show {
			f.clear.Show()
		} else {
			f.clear.Hide()
		}
		f.Refresh()
	}
}

func (f *Field) repaint() {
	th, m := theme.Current(), theme.Current().M()
	fill, stroke, width := theme.Surface, theme.Stroke, m.Stroke
	switch {
	case f.entry.Disabled():
		fill, stroke = theme.OffFill, theme.OffBorder
	case f.bad:
		stroke, width = theme.Red, m.StrokeStrong
	case f.entry.in && th.HighContrast():
		stroke, width = theme.Primary, m.StrokeStrong
	case f.entry.in:
		stroke, width = theme.PrimaryStroke, m.StrokeStrong
	case f.hovered:
		fill = theme.HoverSurface
	}
	f.box.FillColor, f.box.StrokeColor, f.box.StrokeWidth, f.box.CornerRadius = th.C(fill), th.C(stroke), width, m.RadiusButton
	f.gap.FillColor, f.gap.StrokeColor, f.gap.StrokeWidth, f.gap.CornerRadius = th.C(theme.Clear), th.C(theme.FocusGap), m.FocusGap, m.RadiusButton+m.FocusGap
	f.outline.FillColor, f.outline.StrokeColor, f.outline.StrokeWidth = th.C(theme.Clear), th.C(theme.FocusRing), m.FocusRing
	f.outline.CornerRadius = m.RadiusButton + m.FocusGap + m.FocusRing
	for _, r := range []*canvas.Rectangle{f.gap, f.outline} {
		if f.entry.in {
			r.Show()
		} else {
			r.Hide()
		}
	}
	for _, r := range []*canvas.Rectangle{f.box, f.gap, f.outline} {
		canvas.Refresh(r)
	}
}

// fieldBox lays the box, its rings and the line inside it.
type fieldBox struct {
	f      *Field
	line   fyne.CanvasObject
	spare  []fyne.CanvasObject // hidden first when the writing has no room
	height float32
	multi  bool
}

func (l *fieldBox) Layout(objects []fyne.CanvasObject, s fyne.Size) {
	l.f.box.Move(fyne.Position{})
	l.f.box.Resize(s)
	surround(l.f.gap, l.f.outline, s)
	pad := l.pad()
	line := l.line
	for _, o := range objects[4:] { // the wheel
		o.Move(fyne.Position{})
		o.Resize(s)
	}
	for _, o := range l.spare {
		o.Show()
	}
	for _, o := range l.spare {
		if line.MinSize().Width <= s.Width-2*pad {
			break
		}
		o.Hide()
	}
	h := min(s.Height, line.MinSize().Height)
	if l.multi {
		h = s.Height - 8
	}
	line.Move(fyne.NewPos(pad, (s.Height-h)/2))
	line.Resize(fyne.NewSize(s.Width-2*pad, h))
}

func (l *fieldBox) pad() float32 {
	if theme.Current().IsKiosk() {
		return 28
	}
	return 14
}

func (l *fieldBox) MinSize(_ []fyne.CanvasObject) fyne.Size {
	s := l.line.MinSize().AddWidthHeight(2*l.pad(), 4).Max(fyne.NewSize(0, l.height))
	for _, o := range l.spare {
		if o.Visible() {
			s.Width -= o.MinSize().Width + theme.Current().M().Tight
		}
	}
	return s
}

func (l *fieldBox) least(o []fyne.CanvasObject) float32 { return l.MinSize(o).Width }

func (l *fieldBox) heightFor(o []fyne.CanvasObject, _ float32) float32 { return l.MinSize(o).Height }

func (l *fieldBox) preferred(o []fyne.CanvasObject) float32 { return max(220, l.MinSize(o).Width) }

// entryTheme takes the entry's own background, border and padding away.
type entryTheme struct {
	*theme.Theme
	size float32
}

func (t *entryTheme) Color(n fyne.ThemeColorName, v fyne.ThemeVariant) color.Color {
	switch n {
	case fynetheme.ColorNameInputBackground, fynetheme.ColorNameInputBorder:
		return color.Transparent
	case fynetheme.ColorNamePrimary:
		return t.C(theme.Caret)
	}
	return t.Theme.Color(n, v)
}

func (t *entryTheme) Size(n fyne.ThemeSizeName) float32 {
	switch n {
	case fynetheme.SizeNameText:
		return t.size
	case fynetheme.SizeNameInputBorder:
		return 0
	case fynetheme.SizeNameInnerPadding:
		return 4
	}
	return t.Theme.Size(n)
}
