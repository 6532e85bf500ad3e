package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"parvis/ui/theme"
)

// Column is a column of a table.
type Column struct {
	Key    string  // told to OnSort; "" when the column does not sort
	Title  string  // "" for the caret column
	Width  float32 // share of the width, in proportion; below 0: so many pixels
	Number bool    // aligned to the end
}

// Cell is what a table shows in a row and column: words, and optionally a tag
// or an icon in front.
type Cell struct {
	Text    string
	Bold    bool
	Muted   bool
	Icon    string // in front of the words
	TagIcon string // with Tagged: a tag instead of words
	Tagged  bool
	Tone    Tone
}

// Table is a list of rows under sortable heads. Rows are drawn only while they
// are in view, so ten thousand are fine. It is one Tab stop for the rows (the
// heads are another): arrows, Page Up and Down, Home and End move, Enter opens.
type Table struct {
	widget.BaseWidget
	// Rows gives the number of rows and At a cell; both are asked again at
	// each Refresh.
	Rows func() int
	At   func(row, col int) Cell
	// Hot says that a row is in alert. OnOpen is Enter or a press on a row;
	// OnSort a press on a head; OnSelect each move of the cursor.
	Hot      func(row int) bool
	OnOpen   func(row int)
	OnSort   func(key string)
	OnSelect func(row int)

	columns []Column
	sorted  string
	down    bool
	head    *fyne.Container
	sorters map[string]*Icon
	line    *canvas.Rectangle
	body    *tableBody
	scroll  *container.Scroll
	rowH    float32   // least height of a row
	tops    []float32 // of each row at the present width, then the end of the last
	needs   []float32 // the least width of each column
	stacked bool      // too narrow for columns side by side
	headGrp *Group
}

var (
	_ fyne.Widget = (*Table)(nil)
	_ Holder      = (*Table)(nil)
)

// NewTable makes a table.
func NewTable(columns []Column, rows func() int, at func(row, col int) Cell) *Table {
	th := theme.Current()
	t := &Table{Rows: rows, At: at, columns: columns, rowH: th.Scaled(52), sorters: map[string]*Icon{}, headGrp: NewGroup()}
	if th.IsKiosk() {
		t.rowH = 110
	}
	t.line = HLine()
	t.head = container.New(&tableRow{t: t})
	for _, c := range columns {
		t.head.Add(t.headCell(c))
	}
	t.body = newTableBody(t)
	t.scroll = container.NewVScroll(t.body)
	t.scroll.OnScrolled = func(fyne.Position) { t.body.Refresh() }
	t.ExtendBaseWidget(t)
	return t
}

func (t *Table) headCell(c Column) fyne.CanvasObject {
	text := Small(c.Title).Bold().NoWrap()
	if c.Number {
		text.Trailing()
	}
	if c.Key == "" {
		return Inset(0, cellPad, 0, cellPad, text)
	}
	arrow := NewIcon("caret-down-bold", theme.Ink2, 14)
	arrow.Hide()
	t.sorters[c.Key] = arrow
	row := rigidRow(5, text, arrow)
	if c.Number {
		row = rigidRow(5, Spacer(), text, arrow)
	}
	p := NewPressable(theme.Current().Words().T("kit.table.sort", "column", c.Title), row, Look{
		Radius: 8, PadX: cellPad, MinSize: fyne.NewSize(0, theme.Current().M().Target),
		Face: func(s State) Face {
			f := Face{Fill: theme.Clear, Stroke: theme.Clear, Text: theme.Ink2}
			if s.Hovered || s.Pressed {
				f.Fill = hoverSand()
			}
			return f
		},
	}, func() {
		if t.OnSort != nil {
			t.OnSort(c.Key)
		}
	})
	t.headGrp.Add(p)
	return p
}

const cellPad = 12

// SetSorted shows which column is sorted, and whether downwards.
func (t *Table) SetSorted(key string, down bool) {
	t.sorted, t.down = key, down
	for k, arrow := range t.sorters {
		if k != key {
			arrow.Hide()
			continue
		}
		name := "caret-down-bold"
		if !down {
			name = "caret-up-bold"
		}
		arrow.Set(name, theme.Ink2)
		arrow.Show()
	}
	t.head.Refresh()
}

// SetRowHeight changes the height of rows, in pixels before the text factor.
func (t *Table) SetRowHeight(h float32) { t.rowH = theme.Current().Scaled(h); t.Refresh() }

// Selected is the row of the cursor, or -1 in an empty table.
func (t *Table) Selected() int {
	if t.Rows() == 0 {
		return -1
	}
	return t.body.cursor
}

// Select moves the cursor and shows the row.
func (t *Table) Select(row int) { t.body.moveTo(row) }

// FocusTarget implements the focus of the whole: its rows.
func (t *Table) FocusTarget() fyne.Focusable { return t.body }

// Parts implements Holder.
func (t *Table) Parts() []fyne.CanvasObject { return []fyne.CanvasObject{t.head, t.body} }

// HeightFor implements Flow: all rows, so that a page may scroll them; inside
// a Grow the table scrolls by itself.
func (t *Table) HeightFor(w float32) float32 {
	t.measureRows(w)
	return t.headHeight() + t.top(min(t.Rows(), maxFlowRows)) + 2*PageMargin() + 2
}

// Beyond this many rows a table scrolls inside itself even in a page.
const maxFlowRows = 12

// headHeight is nothing above stacked rows, unless they can be sorted.
func (t *Table) headHeight() float32 {
	if t.stacked && len(t.sorters) == 0 {
		return 0
	}
	return theme.Current().Scaled(42)
}

// MinSize implements fyne.CanvasObject.
func (t *Table) MinSize() fyne.Size {
	return fyne.NewSize(t.head.MinSize().Width, t.headHeight()+2*t.rowH)
}

// widths shares a total width between the columns: in proportion, but none
// below what it needs while there is room for all.
func (t *Table) widths(total float32) []float32 {
	out := make([]float32, len(t.columns))
	given := make([]bool, len(t.columns))
	room := total
	give := func(i int, w float32) { out[i], given[i], room = w, true, room-w }
	for i, c := range t.columns {
		if c.Width < 0 {
			give(i, theme.Current().Scaled(-c.Width))
		}
	}
	for again := true; again; {
		again = false
		var shares float32
		for i, c := range t.columns {
			if !given[i] {
				shares += max(c.Width, 0.01)
			}
		}
		for i, c := range t.columns {
			if given[i] {
				continue
			}
			out[i] = room * max(c.Width, 0.01) / shares
			if !t.stacked && len(t.needs) > i && out[i] < t.needs[i] {
				give(i, t.needs[i])
				again = true
				break
			}
		}
	}
	return out
}

// CreateRenderer implements fyne.Widget.
func (t *Table) CreateRenderer() fyne.WidgetRenderer {
	t.ExtendBaseWidget(t)
	return &draw{
		objects: []fyne.CanvasObject{t.head, t.line, t.scroll},
		layout: func(s fyne.Size) {
			t.measureRows(s.Width)
			h, r := t.headHeight(), PageMargin()
			t.showHead(h > 0)
			t.head.Move(fyne.NewPos(0, 0))
			t.head.Resize(fyne.NewSize(s.Width, h))
			t.line.Move(fyne.NewPos(0, h))
			t.line.Resize(fyne.NewSize(s.Width, 1.5))
			t.scroll.Move(fyne.NewPos(-r, h+2))
			t.scroll.Resize(fyne.NewSize(s.Width+2*r, s.Height-h-2))
			t.body.Refresh()
		},
		min: t.MinSize,
		refresh: func() {
			t.measureRows(t.Size().Width)
			t.head.Refresh()
			t.scroll.Refresh()
			t.body.Refresh()
		},
	}
}

// showHead shows or hides the heads and the line under them.
func (t *Table) showHead(on bool) {
	for _, o := range []fyne.CanvasObject{t.head, t.line} {
		if on {
			o.Show()
		} else {
			o.Hide()
		}
	}
}

// tableRow lays cells by the columns' widths, or the one cell of a stacked row.
type tableRow struct{ t *Table }

func (l *tableRow) Layout(o []fyne.CanvasObject, s fyne.Size) {
	if len(o) == 1 {
		o[0].Move(fyne.Position{})
		o[0].Resize(s)
		return
	}
	var x float32
	for i, w := range l.t.widths(s.Width) {
		if i < len(o) {
			put(o[i], x, 0, w, s.Height, s.Width)
		}
		x += w
	}
}

func (l *tableRow) MinSize(o []fyne.CanvasObject) fyne.Size {
	var w float32
	for i := range o {
		if l.t.columns[i].Width < 0 {
			w += -l.t.columns[i].Width
		} else {
			w += 60
		}
	}
	return fyne.NewSize(w, l.t.headHeight())
}
