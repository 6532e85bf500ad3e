package guide

import "sort"

// The sizes of a drawing, in pixels.
const (
	boxWidth  = 220
	boxHeight = 52
	gapX      = 36
	gapY      = 76
	margin    = 24
	passWidth = 24 // room for a way that crosses a row
	sweeps    = 6
	maxPasses = 20_000 // beyond, long ways are drawn straight
)

// box is a step, or a point where a way crosses a row (node is then -1).
type box struct {
	node int
	x, y int
	row  int
}

// way is one drawn arrow: the boxes it goes through.
type way struct {
	through []int
	label   string
	rank    int // among the ways of its step, to stagger labels
}

// plan is a drawing with its places.
type plan struct {
	boxes         []box
	edges         []way
	rows          [][]int
	width, height int
}

// layout places steps in rows by their longest distance from the start, then
// orders each row to keep linked boxes close (the barycentre of neighbours),
// sweeping down and up a few times.
func (g *Graph) layout() *plan {
	p := &plan{}
	row := g.rowOf()
	for i := range g.nodes {
		p.put(i, row[i])
	}
	passes := 0
	labels := g.Arrows()
	for i := range g.nodes {
		for k, e := range g.nodes[i].edges {
			w := way{through: []int{i}, label: labels[0].Label, rank: k}
			labels = labels[1:]
			for r := row[i] + 1; r < row[e.to] && passes < maxPasses; r++ {
				passes++
				w.through = append(w.through, p.put(-1, r))
			}
			w.through = append(w.through, e.to)
			p.edges = append(p.edges, w)
		}
	}
	p.arrange()
	p.place()
	return p
}

// rowOf is the longest distance of each step from the start.
func (g *Graph) rowOf() []int {
	row := make([]int, len(g.nodes))
	for _, i := range g.order {
		for _, e := range g.nodes[i].edges {
			row[e.to] = max(row[e.to], row[i]+1)
		}
	}
	return row
}

func (p *plan) put(node, row int) int {
	for len(p.rows) <= row {
		p.rows = append(p.rows, nil)
	}
	at := len(p.boxes)
	p.boxes = append(p.boxes, box{node: node, row: row})
	p.rows[row] = append(p.rows[row], at)
	return at
}

// arrange orders the boxes of each row.
func (p *plan) arrange() {
	up, down := make([][]int, len(p.boxes)), make([][]int, len(p.boxes))
	for _, e := range p.edges {
		for k := 0; k+1 < len(e.through); k++ {
			a, b := e.through[k], e.through[k+1]
			down[a] = append(down[a], b)
			up[b] = append(up[b], a)
		}
	}
	place := make([]int, len(p.boxes))
	number := func(row []int) {
		for k, b := range row {
			place[b] = k
		}
	}
	for _, row := range p.rows {
		number(row)
	}
	for s := range sweeps {
		for k := range p.rows {
			r, neighbours := k, up
			if s%2 == 1 {
				r, neighbours = len(p.rows)-1-k, down
			}
			row := p.rows[r]
			weight := make(map[int]float64, len(row))
			for _, b := range row {
				weight[b] = barycentre(neighbours[b], place)
			}
			sort.SliceStable(row, func(i, j int) bool { return weight[row[i]] < weight[row[j]] })
			number(row)
		}
	}
}

// barycentre is the mean place of the neighbours, 0 for none.
func barycentre(neighbours, place []int) float64 {
	if len(neighbours) == 0 {
		return 0
	}
	sum := 0
	for _, n := range neighbours {
		sum += place[n]
	}
	return float64(sum) / float64(len(neighbours))
}

// place gives each box its pixels; rows are centred.
func (p *plan) place() {
	widths := make([]int, len(p.rows))
	for r, row := range p.rows {
		for _, b := range row {
			widths[r] += p.boxWidth(b) + gapX
		}
		widths[r] -= gapX
		p.width = max(p.width, widths[r]+2*margin)
	}
	for r, row := range p.rows {
		x := (p.width - widths[r]) / 2
		for _, b := range row {
			p.boxes[b].x, p.boxes[b].y = x, margin+r*(boxHeight+gapY)
			if p.boxes[b].node < 0 { // the way goes through its middle
				p.boxes[b].x = x + passWidth/2 - boxWidth/2
			}
			x += p.boxWidth(b) + gapX
		}
	}
	p.height = 2*margin + len(p.rows)*(boxHeight+gapY) - gapY
}

func (p *plan) boxWidth(b int) int {
	if p.boxes[b].node < 0 {
		return passWidth
	}
	return boxWidth
}
