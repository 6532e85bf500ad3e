package kit

import (
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"parvis/ui/theme"
)

// tableBody draws the rows in view and moves the cursor among all of them.
type tableBody struct {
	widget.BaseWidget
	t             *Table
	cursor, hover int
	focused       bool
	quiet         bool
	pool          []*tableLine
	gap, outline  *canvas.Rectangle
}

// tableLine is one drawn row; it shows another row's data when it is reused.
type tableLine struct {
	cells   *fyne.Container
	bg      *canvas.Rectangle
	rule    *canvas.Rectangle
	shown   []Cell
	stacked bool
}

var (
	_ fyne.Focusable    = (*tableBody)(nil)
	_ fyne.Tappable     = (*tableBody)(nil)
	_ desktop.Hoverable = (*tableBody)(nil)
	_ fyne.Accessible   = (*tableBody)(nil)
)

func newTableBody(t *Table) *tableBody {
	b := &tableBody{t: t, hover: -1, gap: &canvas.Rectangle{}, outline: &canvas.Rectangle{}}
	b.ExtendBaseWidget(b)
	return b
}

// MinSize is the height of all the rows: the scroll area needs it.
func (b *tableBody) MinSize() fyne.Size {
	return fyne.NewSize(0, b.t.top(b.t.Rows())+2*PageMargin())
}

func (b *tableBody) rowAt(y float32) int {
	if y < PageMargin() {
		return -1
	}
	if row := b.t.rowAt(y - PageMargin()); row < b.t.Rows() {
		return row
	}
	return -1
}

func (b *tableBody) moveTo(row int) {
	n := b.t.Rows()
	if n == 0 {
		return
	}
	b.cursor = max(0, min(row, n-1))
	top, height := b.t.top(b.cursor), b.t.height(b.cursor)
	view := b.t.scroll.Size().Height
	switch off := b.t.scroll.Offset.Y; {
	case top < off:
		b.t.scroll.ScrollToOffset(fyne.NewPos(0, top))
	case view > 0 && top+height+2*PageMargin() > off+view:
		b.t.scroll.ScrollToOffset(fyne.NewPos(0, min(top, top+height+2*PageMargin()-view)))
	}
	b.Refresh()
	b.revealRow()
	if b.t.OnSelect != nil {
		b.t.OnSelect(b.cursor)
	}
}

// revealRow keeps the cursor in view when the table itself stands in a page.
func (b *tableBody) revealRow() {
	if !b.focused {
		return
	}
	y := fyne.CurrentApp().Driver().AbsolutePositionForObject(b.t).Y + b.t.headHeight() + 2
	y += PageMargin() + b.t.top(b.cursor) - b.t.scroll.Offset.Y
	for _, p := range pagesAround(b.t) {
		p.revealSpan(y, b.t.height(b.cursor))
	}
}

func (b *tableBody) open(row int) {
	if row >= 0 && row < b.t.Rows() && b.t.OnOpen != nil {
		b.t.OnOpen(row)
	}
}

// Tapped implements fyne.Tappable.
func (b *tableBody) Tapped(ev *fyne.PointEvent) {
	row := b.rowAt(ev.Position.Y)
	if row < 0 {
		return
	}
	b.quiet = true
	if c := canvasOf(b); c != nil {
		c.Focus(b)
	}
	b.moveTo(row)
	b.open(row)
}

// MouseIn implements desktop.Hoverable.
func (b *tableBody) MouseIn(ev *desktop.MouseEvent) { b.MouseMoved(ev) }

// MouseMoved implements desktop.Hoverable.
func (b *tableBody) MouseMoved(ev *desktop.MouseEvent) {
	if row := b.rowAt(ev.Position.Y); row != b.hover {
		b.hover = row
		b.Refresh()
	}
}

// MouseOut implements desktop.Hoverable.
func (b *tableBody) MouseOut() {
	b.hover = -1
	b.Refresh()
}

func (b *tableBody) willFocus(quiet bool) { b.quiet = quiet }

// FocusGained implements fyne.Focusable.
func (b *tableBody) FocusGained() {
	b.focused = true
	b.moveTo(b.cursor)
}

// FocusLost implements fyne.Focusable.
func (b *tableBody) FocusLost() {
	b.focused, b.quiet = false, false
	b.Refresh()
}

// TypedRune implements fyne.Focusable.
func (b *tableBody) TypedRune(r rune) {
	if r != ' ' {
		handOnRune(b, r)
	}
}

// TypedKey implements fyne.Focusable.
func (b *tableBody) TypedKey(ev *fyne.KeyEvent) {
	b.quiet = false
	switch ev.Name {
	case fyne.KeyDown:
		b.moveTo(b.cursor + 1)
	case fyne.KeyUp:
		b.moveTo(b.cursor - 1)
	case fyne.KeyPageDown:
		b.moveTo(max(b.cursor+1, b.t.rowAt(b.t.top(b.cursor)+b.t.scroll.Size().Height)-1))
	case fyne.KeyPageUp:
		b.moveTo(min(b.cursor-1, b.t.rowAt(max(0, b.t.top(b.cursor)-b.t.scroll.Size().Height))+1))
	case fyne.KeyHome:
		b.moveTo(0)
	case fyne.KeyEnd:
		b.moveTo(b.t.Rows() - 1)
	case fyne.KeyReturn, fyne.KeyEnter, fyne.KeySpace:
		b.open(b.cursor)
	default:
		handOn(b, ev)
	}
}

// AccessibilityLabel implements fyne.Accessible: the row of the cursor.
func (b *tableBody) AccessibilityLabel() string {
	if b.t.Rows() == 0 {
		return ""
	}
	var parts []string
	for i, c := range b.t.columns {
		if x := b.t.At(b.cursor, i); x.Text != "" {
			parts = append(parts, strings.TrimSpace(c.Title+" "+x.Text))
		}
	}
	return strings.Join(parts, ", ")
}

// AccessibilityRole implements fyne.Accessible.
func (b *tableBody) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }

// CreateRenderer implements fyne.Widget.
func (b *tableBody) CreateRenderer() fyne.WidgetRenderer {
	d := &draw{min: b.MinSize}
	d.layout = func(s fyne.Size) { d.objects = b.lay(s) }
	d.refresh = func() {
		d.objects = b.lay(b.Size())
		canvas.Refresh(b)
	}
	return d
}

// lay draws the rows in view from the pool.
func (b *tableBody) lay(s fyne.Size) []fyne.CanvasObject {
	n, r := b.t.Rows(), PageMargin()
	if n == 0 {
		return nil
	}
	b.cursor = min(b.cursor, n-1)
	first := min(n-1, b.t.rowAt(b.t.scroll.Offset.Y-r))
	last := min(n-1, b.t.rowAt(b.t.scroll.Offset.Y+b.t.scroll.Size().Height))
	var out []fyne.CanvasObject
	for row := first; row <= last; row++ {
		for len(b.pool) <= row-first {
			b.pool = append(b.pool, b.t.newLine())
		}
		line := b.pool[row-first]
		b.t.fill(line, row)
		y, h := r+b.t.top(row), b.t.height(row)
		line.bg.Move(fyne.NewPos(r, y))
		line.bg.Resize(fyne.NewSize(s.Width-2*r, h))
		line.cells.Move(fyne.NewPos(r, y))
		line.cells.Resize(fyne.NewSize(s.Width-2*r, h))
		line.rule.Move(fyne.NewPos(r, y+h-1))
		line.rule.Resize(fyne.NewSize(s.Width-2*r, 1))
		out = append(out, line.bg, line.cells)
		if row < n-1 {
			out = append(out, line.rule)
		}
	}
	if b.focused && !b.quiet {
		m, th := theme.Current().M(), theme.Current()
		for _, x := range []*canvas.Rectangle{b.gap, b.outline} {
			x.FillColor = th.C(theme.Clear)
			x.CornerRadius = m.RadiusButton
		}
		b.gap.StrokeColor, b.gap.StrokeWidth = th.C(theme.FocusGap), m.FocusGap
		b.outline.StrokeColor, b.outline.StrokeWidth = th.C(theme.FocusRing), m.FocusRing
		surround(b.gap, b.outline, fyne.NewSize(s.Width-2*r, b.t.height(b.cursor)))
		off := fyne.NewPos(r, r+b.t.top(b.cursor))
		b.gap.Move(b.gap.Position().Add(off))
		b.outline.Move(b.outline.Position().Add(off))
		out = append(out, b.gap, b.outline)
	}
	return out
}

func (t *Table) newLine() *tableLine {
	line := &tableLine{bg: &canvas.Rectangle{CornerRadius: theme.Current().M().RadiusButton}, rule: HLine()}
	line.cells = container.New(&tableRow{t: t})
	return line
}

// fill gives a drawn row its data; cells that show the same are left alone.
func (t *Table) fill(line *tableLine, row int) {
	th := theme.Current()
	fill := theme.Clear
	switch {
	case row == t.body.cursor && t.body.focused:
		fill = theme.BluePale
	case row == t.body.hover:
		fill = theme.HoverSurface
	case t.Hot != nil && t.Hot(row):
		fill = theme.HotRow
	}
	line.bg.FillColor = th.C(fill)
	cells := make([]Cell, len(t.columns))
	for i := range cells {
		cells[i] = t.At(row, i)
	}
	if line.stacked == t.stacked && slices.Equal(cells, line.shown) {
		return
	}
	if t.stacked {
		line.cells.Objects = []fyne.CanvasObject{t.stack(row)}
	} else {
		t.drawCells(line, cells)
	}
	line.shown, line.stacked = cells, t.stacked
	line.cells.Refresh()
}

// drawCells draws the cells that show something else than before.
func (t *Table) drawCells(line *tableLine, cells []Cell) {
	if len(line.cells.Objects) != len(cells) {
		line.cells.Objects, line.shown = make([]fyne.CanvasObject, len(cells)), nil
	}
	for i, c := range t.columns {
		if line.shown == nil || cells[i] != line.shown[i] {
			line.cells.Objects[i] = Inset(0, cellPad, 0, cellPad, drawCell(c, cells[i]))
		}
	}
}

func drawCell(c Column, cell Cell) fyne.CanvasObject {
	if cell.Tagged {
		return rigidRow(0, Tag(cell.Tone, cell.TagIcon, cell.Text), Spacer())
	}
	text := Muted(cell.Text).In(theme.Ink)
	if cell.Bold {
		text.As(theme.Body).Bold()
	}
	if cell.Muted {
		text.In(theme.Ink2)
	}
	if c.Number {
		text.Trailing()
	}
	if cell.Icon == "" {
		return rigidRow(0, Grow(text))
	}
	if cell.Text == "" {
		return rigidRow(0, Spacer(), NewIcon(cell.Icon, theme.Ink2, 18))
	}
	return rigidRow(8, NewIcon(cell.Icon, theme.Link, 20), Grow(text))
}
