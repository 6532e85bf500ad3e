package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"parvis/ui/theme"
)

// Grid lays objects in rows of equal cells; each row is as tall as its tallest
// cell.
func Grid(cols int, gap float32, o ...fyne.CanvasObject) *fyne.Container {
	return container.New(&grid{cols: cols, gap: gap}, o...)
}

// Columns lays objects side by side in equal columns at least minWidth wide, in
// pixels before the text factor, as many as fit: they stack when the window is
// narrow or the text is large.
func Columns(minWidth, gap float32, o ...fyne.CanvasObject) *fyne.Container {
	return container.New(&grid{minWidth: theme.Current().Scaled(minWidth), gap: gap}, o...)
}

type grid struct {
	cols     int
	minWidth float32
	gap      float32
	last     width
}

func (g *grid) shape(objects []fyne.CanvasObject, total float32) (cols int, cell float32) {
	cols = g.cols
	if cols <= 0 {
		need := g.minWidth
		for _, o := range objects {
			need = max(need, leastWidth(o))
		}
		cols = min(int((total+g.gap)/max(1, need+g.gap)), len(objects))
	}
	cols = max(1, cols)
	return cols, (total - g.gap*float32(cols-1)) / float32(cols)
}

func (g *grid) rows(objects []fyne.CanvasObject, total float32) (cols int, cell float32, heights []float32) {
	cols, cell = g.shape(objects, total)
	for i, o := range objects {
		if i%cols == 0 {
			heights = append(heights, 0)
		}
		heights[len(heights)-1] = max(heights[len(heights)-1], HeightFor(o, cell))
	}
	return cols, cell, heights
}

func (g *grid) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	g.last = width(size.Width)
	objects = shown(objects)
	cols, cell, heights := g.rows(objects, size.Width)
	// Spare height goes to the rows, so that cards reach the bottom.
	if spare := size.Height - g.heightFor(objects, size.Width); spare > 0 && len(heights) > 0 {
		for i := range heights {
			heights[i] += spare / float32(len(heights))
		}
	}
	var y float32
	for i, o := range objects {
		if i > 0 && i%cols == 0 {
			y += heights[i/cols-1] + g.gap
		}
		put(o, float32(i%cols)*(cell+g.gap), y, cell, heights[i/cols], size.Width)
	}
}

func (g *grid) least(objects []fyne.CanvasObject) float32 {
	cols := float32(max(1, g.cols))
	return widestOf(objects)*cols + g.gap*(cols-1)
}

func (g *grid) MinSize(objects []fyne.CanvasObject) fyne.Size {
	objects = shown(objects)
	s := fyne.NewSize(g.least(objects), 0)
	if g.last > 0 {
		s.Height = g.heightFor(objects, float32(g.last))
		return s
	}
	for _, o := range objects {
		s.Height = max(s.Height, o.MinSize().Height)
	}
	cols := max(1, g.cols)
	if n := (len(objects) + cols - 1) / cols; n > 0 {
		s.Height = s.Height*float32(n) + g.gap*float32(n-1)
	}
	return s
}

func (g *grid) heightFor(objects []fyne.CanvasObject, w float32) (h float32) {
	_, _, heights := g.rows(objects, w)
	for i, x := range heights {
		h += x
		if i > 0 {
			h += g.gap
		}
	}
	return h
}

func (g *grid) preferred(objects []fyne.CanvasObject) (w float32) {
	cols := g.cols
	if cols <= 0 {
		cols = len(objects)
	}
	for _, o := range objects {
		w = max(w, PreferredWidth(o))
	}
	return w*float32(cols) + g.gap*float32(max(0, cols-1))
}

// Wrap lays objects one after the other and starts a new row when the width is
// used up: chips, tags, buttons of a narrow window.
func Wrap(gap float32, o ...fyne.CanvasObject) *fyne.Container {
	return container.New(&wrapping{gap: gap}, o...)
}

type wrapping struct {
	gap  float32
	last width
}

// each calls at with the place of every object and returns the height used.
func (r *wrapping) each(objects []fyne.CanvasObject, total float32, at func(o fyne.CanvasObject, x, y, w, h float32)) float32 {
	var y float32
	for start := 0; start < len(objects); {
		var x, tall float32
		end := start
		for ; end < len(objects); end++ {
			w := min(max(PreferredWidth(objects[end]), leastWidth(objects[end])), total)
			if end > start && x+w > total+0.5 {
				break
			}
			x += w + r.gap
			tall = max(tall, HeightFor(objects[end], w))
		}
		x = 0
		for _, o := range objects[start:end] {
			w := min(max(PreferredWidth(o), leastWidth(o)), total)
			h := HeightFor(o, w)
			if at != nil {
				at(o, x, y+(tall-h)/2, w, h)
			}
			x += w + r.gap
		}
		y += tall
		if start = end; start < len(objects) {
			y += r.gap
		}
	}
	return y
}

func (r *wrapping) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	r.last = width(size.Width)
	r.each(shown(objects), size.Width, func(o fyne.CanvasObject, x, y, w, h float32) {
		put(o, x, y, w, h, size.Width)
	})
}

func (r *wrapping) least(objects []fyne.CanvasObject) float32 { return widestOf(objects) }

func (r *wrapping) MinSize(objects []fyne.CanvasObject) fyne.Size {
	objects = shown(objects)
	s := fyne.NewSize(r.least(objects), 0)
	if r.last > 0 {
		s.Height = r.heightFor(objects, float32(r.last))
		return s
	}
	for _, o := range objects {
		s.Height = max(s.Height, o.MinSize().Height)
	}
	return s
}

func (r *wrapping) heightFor(objects []fyne.CanvasObject, w float32) float32 {
	return r.each(objects, w, nil)
}

func (r *wrapping) preferred(objects []fyne.CanvasObject) (w float32) {
	for i, o := range objects {
		w += PreferredWidth(o)
		if i > 0 {
			w += r.gap
		}
	}
	return w
}

// Sized gives o at least this size; zero leaves a side alone.
func Sized(w, h float32, o fyne.CanvasObject) *fyne.Container {
	return container.New(&sized{w: w, h: h}, o)
}

// Narrow holds o to at most maxWidth, in pixels before the text factor, at the
// start of the line: text lines of a readable length.
func Narrow(maxWidth float32, o fyne.CanvasObject) *fyne.Container {
	return container.New(&sized{most: theme.Current().Scaled(maxWidth)}, o)
}

type sized struct {
	w, h, most float32
	last       width
}

func (z *sized) inner(w float32) float32 {
	if z.most > 0 {
		return min(w, z.most)
	}
	return w
}

func (z *sized) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	z.last = width(size.Width)
	for _, o := range objects {
		put(o, 0, 0, z.inner(size.Width), size.Height, size.Width)
	}
}

func (z *sized) MinSize(objects []fyne.CanvasObject) (s fyne.Size) {
	for _, o := range shown(objects) {
		s = s.Max(fyne.NewSize(leastWidth(o), z.last.height(o, z.inner(float32(z.last)))))
	}
	return s.Max(fyne.NewSize(z.w, z.h))
}

func (z *sized) least(objects []fyne.CanvasObject) float32 { return max(z.w, widestOf(objects)) }

func (z *sized) heightFor(objects []fyne.CanvasObject, w float32) (h float32) {
	for _, o := range objects {
		h = max(h, HeightFor(o, z.inner(w)))
	}
	return max(h, z.h)
}

func (z *sized) preferred(objects []fyne.CanvasObject) (w float32) {
	if z.w > 0 {
		return max(z.w, widestOf(objects))
	}
	for _, o := range objects {
		w = max(w, PreferredWidth(o))
	}
	return z.inner(w)
}

// Centred puts o in the middle at its preferred size.
func Centred(o fyne.CanvasObject) *fyne.Container { return container.New(&centred{}, o) }

type centred struct{ grow }

func (c *centred) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	c.last = width(size.Width)
	for _, o := range objects {
		w := min(size.Width, max(PreferredWidth(o), leastWidth(o)))
		h := HeightFor(o, w)
		o.Move(fyne.NewPos((size.Width-w)/2, (size.Height-h)/2))
		o.Resize(fyne.NewSize(w, h))
	}
}
