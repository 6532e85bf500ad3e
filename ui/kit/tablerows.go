package kit

import (
	"sort"

	"fyne.io/fyne/v2"

	"parvis/ui/theme"
)

// Every row of a table this long has the height its own texts need; in a longer
// one the first rows are measured and the others trusted to be alike.
const (
	measuredRows = 400
	sampledRows  = 30
)

// measureRows finds where the rows stand at a width, and whether the columns
// stand side by side or one under the other.
func (t *Table) measureRows(w float32) {
	n := t.Rows()
	t.tops = append(t.tops[:0], make([]float32, n+1)...)
	if w <= 0 {
		return
	}
	t.needs = t.leastColumns(min(n, sampledRows))
	t.stacked = len(t.columns) > 1 && total(t.needs) > w
	ws := t.widths(w)
	most := t.rowH
	for row := range n {
		h := most
		switch {
		case n <= measuredRows:
			h = max(t.rowH, t.textHeight(row, ws, w))
		case row < sampledRows:
			most = max(most, t.textHeight(row, ws, w))
			continue
		}
		t.tops[row+1] = t.tops[row] + h
	}
	if n > measuredRows {
		for row := range n {
			t.tops[row+1] = t.tops[row] + most
		}
	}
}

func total(widths []float32) (w float32) {
	for _, x := range widths {
		w += x
	}
	return w
}

// leastColumns is the width under which each column would cut or pile up what
// it says.
func (t *Table) leastColumns(rows int) []float32 {
	th := theme.Current()
	out := make([]float32, len(t.columns))
	for i, c := range t.columns {
		if c.Width < 0 {
			out[i] = th.Scaled(-c.Width)
			continue
		}
		out[i] = leastWidth(t.head.Objects[i])
		for row := range rows {
			cell := drawCell(c, t.At(row, i))
			least := max(leastWidth(cell), min(PreferredWidth(cell), 6*th.Text(theme.Body)))
			out[i] = max(out[i], min(least, 12*th.Text(theme.Body))+2*cellPad)
		}
	}
	return out
}

// textHeight is what the texts of a row need.
func (t *Table) textHeight(row int, ws []float32, w float32) (h float32) {
	if t.stacked {
		return HeightFor(t.stack(row), w)
	}
	for col, c := range t.columns {
		if cell := t.At(row, col); cell.Text != "" && !cell.Tagged {
			h = max(h, HeightFor(drawCell(c, cell), ws[col]-2*cellPad)+12)
		}
	}
	return h
}

// stack is a row whose columns have no room side by side: the first one and
// the tags, then each other one with its title.
func (t *Table) stack(row int) fyne.CanvasObject {
	th := theme.Current()
	first := Row(cellPad, Middle, Grow(drawCell(t.columns[0], t.At(row, 0))))
	rest := Wrap(cellPad + 4)
	for i, c := range t.columns[1:] {
		cell := t.At(row, i+1)
		switch {
		case cell.Tagged:
			first.Add(Tag(cell.Tone, cell.TagIcon, cell.Text))
		case cell.Text == "" || cell.Text == "—": // nothing to say without its head
		case c.Title != "":
			rest.Add(Muted(th.Words().T("kit.table.pair", "column", c.Title, "value", cell.Text)).In(theme.Ink))
		default:
			rest.Add(drawCell(c, cell))
		}
	}
	return Inset(10, cellPad, 10, cellPad, VBox(4, first, rest))
}

// known measures again when the number of rows has changed since.
func (t *Table) known() []float32 {
	if len(t.tops) != t.Rows()+1 {
		t.measureRows(t.Size().Width)
	}
	return t.tops
}

func (t *Table) top(row int) float32 { return t.known()[row] }

func (t *Table) height(row int) float32 { return t.known()[row+1] - t.tops[row] }

// rowAt is the row that stands at y from the top of the first one.
func (t *Table) rowAt(y float32) int {
	tops := t.known()
	return sort.Search(len(tops)-1, func(i int) bool { return tops[i+1] > y })
}
