package kit

import (
	"math"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"parvis/ui/theme"
)

func highest(bars []Bar) float64 {
	top := 0.0
	for _, b := range bars {
		top = math.Max(top, math.Max(b.Value, b.Past))
	}
	return top
}

func paintBar(b Bar, radius float32) *canvas.Rectangle {
	if b.Outline {
		return newBox(theme.Surface, theme.Stroke, radius, theme.Current().M().Stroke)
	}
	return newBox(theme.Primary, theme.Clear, radius, 0)
}

// hbars draws horizontal bars: label, bar, number after the bar.
type hbars struct {
	widget.BaseWidget
	bars   []Bar
	labels []*Text
	values []*Text
	rects  []*canvas.Rectangle
}

func newHBars(bars []Bar) *hbars {
	h := &hbars{bars: bars}
	for _, b := range bars {
		h.labels = append(h.labels, Muted(b.Label).In(theme.Ink))
		h.values = append(h.values, Muted(b.Shown).Bold().In(theme.Ink).NoWrap())
		h.rects = append(h.rects, paintBar(b, 4))
	}
	h.ExtendBaseWidget(h)
	return h
}

func (h *hbars) rowHeight() float32 {
	return theme.Current().LineHeight(theme.Current().Text(theme.Secondary), theme.Current().RTL()) + 7
}

// columns gives the widths of the labels and of the widest number.
func (h *hbars) columns(total float32) (label, value float32) {
	for i := range h.bars {
		label = max(label, h.labels[i].PreferredWidth())
		value = max(value, h.values[i].PreferredWidth())
	}
	return min(label, total*0.45), value
}

func (h *hbars) heights(w float32) (rows []float32, total float32) {
	label, _ := h.columns(w)
	for _, t := range h.labels {
		r := max(h.rowHeight(), t.HeightFor(label)+4)
		rows = append(rows, r)
		total += r
	}
	return rows, total
}

// HeightFor implements Flow.
func (h *hbars) HeightFor(w float32) float32 { _, t := h.heights(w); return t }

func (h *hbars) MinSize() fyne.Size {
	return fyne.NewSize(200, h.rowHeight()*float32(len(h.bars)))
}

func (h *hbars) CreateRenderer() fyne.WidgetRenderer {
	d := &draw{min: h.MinSize}
	for i := range h.bars {
		d.objects = append(d.objects, h.labels[i], h.rects[i], h.values[i])
	}
	d.layout = func(s fyne.Size) {
		label, value := h.columns(s.Width)
		rows, _ := h.heights(s.Width)
		top := highest(h.bars)
		room := s.Width - label - value - 16 - 12
		var y float32
		for i, b := range h.bars {
			row := rows[i]
			lh := h.labels[i].HeightFor(label)
			put(h.labels[i], 0, y+(row-lh)/2, label, lh, s.Width)
			w := float32(2)
			if top > 0 {
				w = max(w, room*float32(b.Value/top))
			}
			bar := min(row-12, theme.Current().Scaled(15))
			put(h.rects[i], label+16, y+(row-bar)/2, w, bar, s.Width)
			v := h.values[i].MinSize()
			put(h.values[i], label+16+w+12, y+(row-v.Height)/2, v.Width, v.Height, s.Width)
			y += row
		}
	}
	return d
}

// vbars draws vertical bars on a grid, last year's behind.
type vbars struct {
	widget.BaseWidget
	bars   []Bar
	labels []*Text
	values []*Text
	rects  []*canvas.Rectangle
	past   []*canvas.Rectangle
	lines  []*canvas.Rectangle
	marks  []*Text
	axis   *canvas.Rectangle
	step   float64
}

func newVBars(bars []Bar) *vbars {
	v := &vbars{bars: bars, axis: newBox(theme.Stroke, theme.Clear, 0, 0), step: niceStep(highest(bars))}
	for _, b := range bars {
		v.labels = append(v.labels, Small(b.Label).NoWrap().Centre())
		v.values = append(v.values, Small(b.Shown).Bold().In(theme.Ink).NoWrap().Centre())
		v.rects = append(v.rects, paintBar(b, 5))
		v.past = append(v.past, newBox(theme.Past, theme.Clear, 5, 0))
	}
	for n := 0.0; n <= highest(bars); n += v.step {
		v.lines = append(v.lines, newBox(theme.Line, theme.Clear, 0, 0))
		v.marks = append(v.marks, Small(theme.Current().Words().Number(int(n))).NoWrap().Trailing())
	}
	v.ExtendBaseWidget(v)
	return v
}

// niceStep gives a round step that makes two to four grid lines.
func niceStep(top float64) float64 {
	if top <= 4 {
		return 1
	}
	unit := math.Pow(10, math.Floor(math.Log10(top)))
	for _, k := range []float64{0.2, 0.5, 1, 2, 5} {
		if top/(k*unit) <= 4 && k*unit >= 1 {
			return k * unit
		}
	}
	return unit * 5
}

// leastWidth leaves every bar the room of its number and of its label.
func (v *vbars) leastWidth() (w float32) {
	var left float32
	for _, m := range v.marks {
		left = max(left, m.PreferredWidth())
	}
	for i := range v.bars {
		w = max(w, v.values[i].PreferredWidth(), v.labels[i].PreferredWidth())
	}
	return left + 10 + float32(len(v.bars))*(w+4)
}

func (v *vbars) MinSize() fyne.Size {
	return fyne.NewSize(v.leastWidth(), theme.Current().Scaled(190))
}

func (v *vbars) CreateRenderer() fyne.WidgetRenderer {
	d := &draw{min: v.MinSize}
	for i := range v.lines {
		d.objects = append(d.objects, v.lines[i], v.marks[i])
	}
	for i := range v.bars {
		d.objects = append(d.objects, v.past[i], v.rects[i])
	}
	d.objects = append(d.objects, v.axis)
	for i := range v.bars {
		d.objects = append(d.objects, v.values[i], v.labels[i])
	}
	d.layout = v.lay
	return d
}

func (v *vbars) lay(s fyne.Size) {
	th := theme.Current()
	text := th.LineHeight(th.Text(theme.Small), th.RTL())
	var left float32
	for _, m := range v.marks {
		left = max(left, m.PreferredWidth())
	}
	left += 10
	top := max(highest(v.bars), 1)
	base := s.Height - text - 6
	room := base - text - 4
	y := func(n float64) float32 { return base - room*float32(n/top) }
	for i := range v.lines {
		at := y(float64(i) * v.step)
		put(v.lines[i], left, at, s.Width-left, 1, s.Width)
		put(v.marks[i], 0, at-text/2, left-10, text, s.Width)
	}
	put(v.axis, left, base, s.Width-left, 1.5, s.Width)
	cell := (s.Width - left) / float32(max(1, len(v.bars)))
	bar := min(40, cell*0.72)
	for i, b := range v.bars {
		x := left + cell*float32(i) + (cell-bar)/2
		h := room * float32(b.Value/top)
		put(v.rects[i], x, base-h, bar, h, s.Width)
		if ph := room * float32(b.Past/top); ph > 0 {
			put(v.past[i], x-bar*0.25, base-ph, bar*0.6, ph, s.Width)
		} else {
			v.past[i].Hide()
		}
		put(v.values[i], left+cell*float32(i)-10, base-h-text-2, cell+20, text, s.Width)
		put(v.labels[i], left+cell*float32(i)-10, base+5, cell+20, text, s.Width)
	}
}
