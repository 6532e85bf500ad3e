package desk

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"

	"parvis/app/guide"
	"parvis/ui/kit"
	"parvis/ui/theme"
)

// mostDrawn is how many steps the picture of a guide shows: beyond, nobody
// would read it.
const mostDrawn = 150

// drawMap shows the guide as boxes and arrows; a box opens its card. It is
// drawn with the window's own objects, because the toolkit's reader of SVG
// leaves words out.
func (e *editor) drawMap() {
	env := e.env
	graph, _ := guide.Compile(guide.Parse("guide", e.data).Guide)
	switch {
	case graph == nil:
		e.cards.Add(kit.Banner(kit.Warn, "warning-bold", env.T("desk.edit.map.faulty"), env.T("desk.edit.map.faulty.text"), nil))
		return
	case len(e.g.Steps) > mostDrawn:
		e.cards.Add(kit.Banner(kit.Info, "info", env.T("desk.edit.map.large"), env.T("desk.edit.map.large.text", "n", mostDrawn), nil))
		return
	}
	drawing := graph.Draw()
	m := newDrawnMap(&drawing)
	for i := range drawing.Ways {
		m.way(&drawing.Ways[i])
	}
	for i := range drawing.Ways {
		m.label(&drawing.Ways[i])
	}
	for i := range drawing.Steps {
		b := &drawing.Steps[i]
		n := e.numberOf(b.Step.ID)
		box := m.step(b, n)
		box.OnPress = func() {
			e.open = n - 1
			e.show(viewSteps)
			e.drawSide()
		}
		if n-1 == e.open {
			e.target[e.open] = box
		}
	}
	e.cards.Add(kit.Muted(env.T("desk.edit.map.help")))
	e.cards.Add(container.NewHScroll(container.New(&m.pinned, m.objects...)))
}

// numberOf is the place of a step in the guide, from 1.
func (e *editor) numberOf(id guide.StepID) int {
	for i := range e.g.Steps {
		if e.g.Steps[i].ID == id {
			return i + 1
		}
	}
	return 0
}

// drawnMap collects the objects of a drawing, each put where it stays.
type drawnMap struct {
	pinned
	scale   float32
	ink     color.Color
	objects []fyne.CanvasObject
}

func newDrawnMap(d *guide.Drawing) *drawnMap {
	m := &drawnMap{scale: theme.Current().Scaled(1), ink: theme.Current().C(theme.Ink2)}
	m.size = fyne.NewSize(float32(d.Width)*m.scale, float32(d.Height)*m.scale)
	return m
}

func (m *drawnMap) at(x, y float32) fyne.Position { return fyne.NewPos(x*m.scale, y*m.scale) }

func (m *drawnMap) line(x1, y1, x2, y2 float32) {
	l := canvas.NewLine(m.ink)
	l.StrokeWidth, l.Position1, l.Position2 = 1.6, m.at(x1, y1), m.at(x2, y2)
	m.objects = append(m.objects, l)
}

// bends is how many straight lines draw a curve.
const bends = 10

// way draws an arrow: its odd stretches are curves, vertical at both ends.
func (m *drawnMap) way(w *guide.DrawnWay) {
	for k := 1; k < len(w.Points); k++ {
		ax, ay := float32(w.Points[k-1].X), float32(w.Points[k-1].Y)
		bx, by := float32(w.Points[k].X), float32(w.Points[k].Y)
		if k%2 == 0 || ax == bx {
			m.line(ax, ay, bx, by)
			continue
		}
		x, y := ax, ay
		for i := 1; i <= bends; i++ {
			t := float32(i) / bends
			// Bézier with both handles at half height: the share across is the
			// smooth step of the share down.
			nx := ax + (bx-ax)*t*t*(3-2*t)
			ny := ay + (by-ay)*(1.5*t*(1-t)*(1-t)+1.5*t*t*(1-t)+t*t*t)
			m.line(x, y, nx, ny)
			x, y = nx, ny
		}
	}
	tip := w.Points[len(w.Points)-1]
	x, y := float32(tip.X), float32(tip.Y)
	m.line(x-5, y-8, x, y)
	m.line(x+5, y-8, x, y)
}

// label writes the words of a way over the lines that cross it.
func (m *drawnMap) label(w *guide.DrawnWay) {
	if w.Label == "" {
		return
	}
	o := kit.Background(theme.Surface, kit.Small(short(w.Label, 24)).NoWrap())
	size := o.MinSize()
	o.Resize(size)
	at := m.at(float32(w.LabelAt.X), float32(w.LabelAt.Y))
	o.Move(fyne.NewPos(at.X-size.Width/2, at.Y-size.Height/2))
	m.objects = append(m.objects, o)
}

// step draws a box: its number and title, and what kind it is.
func (m *drawnMap) step(b *guide.DrawnStep, n int) *kit.Pressable {
	fill, icon := theme.Surface, "list-checks-bold"
	switch {
	case b.Step.Kind == guide.KindEnd:
		fill, icon = theme.GreenPale, "check-bold"
	case b.Step.Asks():
		fill, icon = theme.BluePale, "question-bold"
	}
	title := number(n) + ". " + b.Step.Title
	content := kit.Row(8, kit.Middle, kit.NewIcon(icon, theme.LinkDark, 16), kit.Grow(kit.Small(short(title, 48)).In(theme.Ink)))
	box := kit.NewPressable(title, content, kit.Look{Radius: 10, PadX: 10, PadY: 4, Face: func(s kit.State) kit.Face {
		f := kit.Face{Fill: fill, Stroke: theme.Stroke, Text: theme.Ink}
		if s.Hovered {
			f.Fill = theme.HoverSurface
		}
		return f
	}}, nil)
	box.Resize(fyne.NewSize(float32(b.W)*m.scale, float32(b.H)*m.scale))
	box.Move(m.at(float32(b.At.X), float32(b.At.Y)))
	m.objects = append(m.objects, box)
	return box
}

// pinned leaves every object where it was put.
type pinned struct{ size fyne.Size }

// MinSize implements fyne.Layout.
func (p *pinned) MinSize([]fyne.CanvasObject) fyne.Size { return p.size }

// Layout implements fyne.Layout.
func (p *pinned) Layout([]fyne.CanvasObject, fyne.Size) {}
