package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"parvis/ui/theme"
)

// VBox stacks objects with a gap. A Grow child takes the spare height.
func VBox(gap float32, o ...fyne.CanvasObject) *fyne.Container {
	return container.New(&vbox{gap: gap}, o...)
}

type vbox struct {
	gap  float32
	last width
}

func (v *vbox) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	v.last = width(size.Width)
	objects = shown(objects)
	spare, growers := size.Height-v.heightFor(objects, size.Width), 0
	for _, o := range objects {
		if grows(o) {
			growers++
		}
	}
	var y float32
	for _, o := range objects {
		h := HeightFor(o, size.Width)
		if growers > 0 && grows(o) {
			h = max(0, h+spare/float32(growers))
		}
		o.Move(fyne.NewPos(0, y))
		o.Resize(fyne.NewSize(size.Width, h))
		y += h + v.gap
	}
}

func (v *vbox) MinSize(objects []fyne.CanvasObject) (s fyne.Size) {
	for i, o := range shown(objects) {
		s.Width = max(s.Width, leastWidth(o))
		s.Height += v.last.height(o, float32(v.last))
		if i > 0 {
			s.Height += v.gap
		}
	}
	return s
}

func (v *vbox) least(objects []fyne.CanvasObject) float32 { return widestOf(objects) }

func (v *vbox) heightFor(objects []fyne.CanvasObject, w float32) (h float32) {
	for i, o := range objects {
		h += HeightFor(o, w)
		if i > 0 {
			h += v.gap
		}
	}
	return h
}

func (v *vbox) preferred(objects []fyne.CanvasObject) (w float32) {
	for _, o := range objects {
		w = max(w, PreferredWidth(o))
	}
	return w
}

// Align is how objects of a row stand beside one another.
type Align int

// The alignments of a row.
const (
	Middle  Align = iota
	Top           // tops level
	Stretch       // all as tall as the tallest
)

// HBox puts objects in a row in reading order, centred on one another. A Grow
// child takes the spare width; text that may wrap gives width back when there
// is too little; and when even that does not help (a narrow window, large
// text), the row breaks into several.
func HBox(gap float32, o ...fyne.CanvasObject) *fyne.Container { return Row(gap, Middle, o...) }

// Row is HBox with an alignment. A Stretch row never breaks.
func Row(gap float32, a Align, o ...fyne.CanvasObject) *fyne.Container {
	return container.New(&hbox{gap: gap, align: a, rigid: a == Stretch}, o...)
}

// rigidRow is HBox that never breaks: the inside of a field, of a cell.
func rigidRow(gap float32, o ...fyne.CanvasObject) *fyne.Container {
	return container.New(&hbox{gap: gap, rigid: true}, o...)
}

type hbox struct {
	gap   float32
	align Align
	rigid bool
	last  width
}

// comfortable is the width under which an object would rather have a row of
// its own: about ten letters of text, or its minimum.
func comfortable(o fyne.CanvasObject) float32 {
	return max(unbroken(o), min(PreferredWidth(o), theme.Current().Text(theme.Body)*10))
}

// unbroken is the least width of an object whose rows are not broken: a row
// shrinks its texts before it breaks the rows inside it.
func unbroken(o fyne.CanvasObject) (w float32) {
	c, ok := o.(*fyne.Container)
	if !ok {
		return leastWidth(o)
	}
	switch l := c.Layout.(type) {
	case *hbox:
		for i, x := range shown(c.Objects) {
			if w += unbroken(x); i > 0 {
				w += l.gap
			}
		}
		return w
	case *grow, *over, *vbox:
		for _, x := range shown(c.Objects) {
			w = max(w, unbroken(x))
		}
		return w
	}
	return leastWidth(o)
}

// rows shares the objects between rows.
func (b *hbox) rows(objects []fyne.CanvasObject, total float32) [][]fyne.CanvasObject {
	if b.rigid || total <= 0 {
		return [][]fyne.CanvasObject{objects}
	}
	var rows [][]fyne.CanvasObject
	var used float32
	for _, o := range objects {
		w := comfortable(o)
		if n := len(rows); n > 0 && used+b.gap+w <= total+0.5 {
			rows[n-1] = append(rows[n-1], o)
			used += b.gap + w
			continue
		}
		rows = append(rows, []fyne.CanvasObject{o})
		used = w
	}
	return rows
}

// widths shares the width: preferred when there is room, then down to the
// minimum in proportion; spare width goes to the growers.
func (b *hbox) widths(objects []fyne.CanvasObject, total float32) []float32 {
	out := make([]float32, len(objects))
	if len(objects) == 0 {
		return out
	}
	free := total - b.gap*float32(len(objects)-1)
	var wanted, slack float32
	growers := 0
	least := make([]float32, len(objects))
	for i, o := range objects {
		least[i] = min(unbroken(o), max(total, leastWidth(o)))
		if grows(o) {
			growers++
		}
		out[i] = max(least[i], PreferredWidth(o))
		wanted += out[i]
		slack += out[i] - least[i]
	}
	switch {
	case wanted > free && slack > 0:
		share := min(1, (wanted-free)/slack)
		for i := range objects {
			out[i] -= (out[i] - least[i]) * share
		}
	case wanted < free && growers > 0:
		for i, o := range objects {
			if grows(o) {
				out[i] += (free - wanted) / float32(growers)
			}
		}
	}
	return out
}

func (b *hbox) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	b.last = width(size.Width)
	rows := b.rows(shown(objects), size.Width)
	var y float32
	for _, row := range rows {
		h := size.Height
		if len(rows) > 1 {
			h = b.rowHeight(row, size.Width)
		}
		b.layRow(row, y, h, size.Width)
		y += h + b.rowGap()
	}
}

func (b *hbox) rowGap() float32 { return min(b.gap, 12) }

func (b *hbox) layRow(row []fyne.CanvasObject, y, height, total float32) {
	ws := b.widths(row, total)
	var x float32
	for i, o := range row {
		h, dy := height, float32(0)
		if b.align != Stretch && !isSpacer(o) {
			h = min(HeightFor(o, ws[i]), height)
		}
		if b.align == Middle {
			dy = (height - h) / 2
		}
		put(o, x, y+dy, ws[i], h, total)
		x += ws[i] + b.gap
	}
}

func isSpacer(o fyne.CanvasObject) bool {
	return grows(o) && len(o.(*fyne.Container).Objects) == 0
}

// least is that of the row unbroken when it may not break, else its widest
// part.
func (b *hbox) least(objects []fyne.CanvasObject) (w float32) {
	if !b.rigid {
		return widestOf(objects)
	}
	for i, o := range objects {
		if w += leastWidth(o); i > 0 {
			w += b.gap
		}
	}
	return w
}

// MinSize has the height of one row before a width is known.
func (b *hbox) MinSize(objects []fyne.CanvasObject) fyne.Size {
	objects = shown(objects)
	s := fyne.NewSize(b.least(objects), 0)
	if b.last > 0 {
		s.Height = b.heightFor(objects, float32(b.last))
		return s
	}
	for _, o := range objects {
		s.Height = max(s.Height, o.MinSize().Height)
	}
	return s
}

func (b *hbox) rowHeight(row []fyne.CanvasObject, w float32) (h float32) {
	ws := b.widths(row, w)
	for i, o := range row {
		h = max(h, HeightFor(o, ws[i]))
	}
	return h
}

func (b *hbox) heightFor(objects []fyne.CanvasObject, w float32) (h float32) {
	for i, row := range b.rows(objects, w) {
		h += b.rowHeight(row, w)
		if i > 0 {
			h += b.rowGap()
		}
	}
	return h
}

func (b *hbox) preferred(objects []fyne.CanvasObject) (w float32) {
	for i, o := range objects {
		w += max(PreferredWidth(o), leastWidth(o))
		if i > 0 {
			w += b.gap
		}
	}
	return w
}

// Pad puts o inside a margin.
func Pad(margin float32, o fyne.CanvasObject) *fyne.Container {
	return Inset(margin, margin, margin, margin, o)
}

// Inset puts o inside margins: top, end, bottom, start in reading order (start
// is the left in French, the right in Arabic).
func Inset(top, end, bottom, start float32, o fyne.CanvasObject) *fyne.Container {
	return container.New(&inset{top: top, end: end, bottom: bottom, start: start}, o)
}

type inset struct {
	top, end, bottom, start float32
	last                    width
}

func (n *inset) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	n.last = width(size.Width)
	for _, o := range objects {
		put(o, n.start, n.top, size.Width-n.start-n.end, size.Height-n.top-n.bottom, size.Width)
	}
}

func (n *inset) MinSize(objects []fyne.CanvasObject) (s fyne.Size) {
	for _, o := range shown(objects) {
		s = s.Max(fyne.NewSize(leastWidth(o), n.last.height(o, float32(n.last)-n.start-n.end)))
	}
	return s.AddWidthHeight(n.start+n.end, n.top+n.bottom)
}

func (n *inset) least(objects []fyne.CanvasObject) float32 {
	return widestOf(objects) + n.start + n.end
}

func (n *inset) heightFor(objects []fyne.CanvasObject, w float32) (h float32) {
	for _, o := range objects {
		h = max(h, HeightFor(o, w-n.start-n.end))
	}
	return h + n.top + n.bottom
}

func (n *inset) preferred(objects []fyne.CanvasObject) (w float32) {
	for _, o := range objects {
		w = max(w, PreferredWidth(o))
	}
	return w + n.start + n.end
}
