package guide

// Drawing is the guide laid out on a plane, in pixels, for whoever draws it:
// the SVG of the command, the graph of the editor.
type Drawing struct {
	Width, Height int
	Steps         []DrawnStep
	Ways          []DrawnWay
}

// Point is a place on the drawing.
type Point struct{ X, Y int }

// DrawnStep is the box of a step.
type DrawnStep struct {
	Step *Step
	At   Point // upper left corner
	W, H int
}

// DrawnWay is an arrow. Points go from the bottom of a step to the top of the
// next; the odd stretches (first, third…) are curves from one row to the next,
// vertical at both ends, the others straight lines through a row.
type DrawnWay struct {
	From, To StepID
	Points   []Point
	Label    string
	LabelAt  Point // middle of its base line
}

// Draw lays the guide out.
func (g *Graph) Draw() Drawing {
	p := g.layout()
	d := Drawing{Width: p.width, Height: p.height}
	for _, b := range p.boxes {
		if b.node >= 0 {
			d.Steps = append(d.Steps, DrawnStep{
				Step: g.nodes[b.node].step, At: Point{b.x, b.y}, W: boxWidth, H: boxHeight,
			})
		}
	}
	for _, e := range p.edges {
		first, last := e.through[0], e.through[len(e.through)-1]
		w := DrawnWay{
			From: g.nodes[p.boxes[first].node].step.ID, To: g.nodes[p.boxes[last].node].step.ID, Label: e.label,
		}
		for k, at := range e.through {
			b := p.boxes[at]
			x := b.x + boxWidth/2
			if k > 0 {
				w.Points = append(w.Points, Point{x, b.y})
			}
			if k+1 < len(e.through) {
				w.Points = append(w.Points, Point{x, b.y + boxHeight})
			}
		}
		a, b := w.Points[0], w.Points[1]
		w.LabelAt = Point{a.X + (b.X-a.X)*2/5, a.Y + (b.Y-a.Y)*2/5 + 13*(e.rank%2)}
		d.Ways = append(d.Ways, w)
	}
	return d
}
