package kit

import (
	"fyne.io/fyne/v2"

	"parvis/ui/theme"
)

// Group makes several pressables one stop of the Tab order; arrows, Home and
// End move inside it. Up and Down go by where things stand on the screen, so
// the same group serves a row, a grid and chips that wrap.
type Group struct {
	items   []*Pressable
	current *Pressable
}

// NewGroup makes a group.
func NewGroup(items ...Member) *Group {
	g := &Group{}
	for _, p := range items {
		g.Add(p)
	}
	return g
}

// Member is a Pressable or a widget made of one.
type Member interface{ pressable() *Pressable }

func (p *Pressable) pressable() *Pressable { return p }

// Add puts a pressable at the end of the group.
func (g *Group) Add(m Member) {
	p := m.pressable()
	p.group = g
	g.items = append(g.items, p)
	p.inside = g.current != nil
	if g.current == nil {
		g.current = p
	}
}

// SetCurrent makes p the one Tab stops at (the chosen one of a choice).
func (g *Group) SetCurrent(m Member) { g.makeCurrent(m.pressable()) }

// Current is the member Tab stops at.
func (g *Group) Current() *Pressable { return g.current }

func (g *Group) makeCurrent(p *Pressable) {
	for _, x := range g.items {
		x.inside = x != p
	}
	g.current = p
}

// move is true when the key belongs to the group, even at its edge.
func (g *Group) move(from *Pressable, key fyne.KeyName) bool {
	i := g.index(from)
	rtl := theme.Current().RTL()
	step := 0
	switch key {
	case fyne.KeyRight:
		step = 1
	case fyne.KeyLeft:
		step = -1
	case fyne.KeyHome:
		return g.goTo(g.next(-1, 1))
	case fyne.KeyEnd:
		return g.goTo(g.next(len(g.items), -1))
	case fyne.KeyUp, fyne.KeyDown:
		return g.vertical(from, key == fyne.KeyDown)
	default:
		return false
	}
	if rtl {
		step = -step
	}
	return g.goTo(g.next(i, step))
}

func (g *Group) index(p *Pressable) int {
	for i, x := range g.items {
		if x == p {
			return i
		}
	}
	return 0
}

// next finds the usable member after i in a direction, or nil.
func (g *Group) next(i, step int) *Pressable {
	for i += step; i >= 0 && i < len(g.items); i += step {
		if p := g.items[i]; p.Visible() && p.Enabled() {
			return p
		}
	}
	return nil
}

func (g *Group) goTo(p *Pressable) bool {
	if p == nil {
		return true
	}
	g.makeCurrent(p)
	Focus(p.self)
	return true
}

// vertical goes to the nearest member of the next row; in a single row it goes
// to the neighbour, so that either pair of arrows works.
func (g *Group) vertical(from *Pressable, down bool) bool {
	d := fyne.CurrentApp().Driver()
	centre := func(p *Pressable) fyne.Position {
		return d.AbsolutePositionForObject(p.self).AddXY(p.Size().Width/2, p.Size().Height/2)
	}
	here := centre(from)
	var best *Pressable
	var cost float32
	rows := false
	for _, p := range g.items {
		at := centre(p)
		dy := at.Y - here.Y
		if abs(dy) > from.Size().Height/2 {
			rows = true
		}
		if !down {
			dy = -dy
		}
		if p == from || !p.Visible() || !p.Enabled() || dy <= from.Size().Height/2 {
			continue
		}
		if c := dy*4 + abs(at.X-here.X); best == nil || c < cost {
			best, cost = p, c
		}
	}
	if best == nil && !rows {
		step := -1
		if down {
			step = 1
		}
		best = g.next(g.index(from), step)
	}
	return g.goTo(best)
}
