package dila

import (
	"parvis/app/guide"
)

// hop is a place the way may go on to; it is passed over when skip is true.
type hop struct {
	id   guide.StepID
	skip *guide.Cond
}

// link gives every block its ways out and lays the steps in reading order. The
// places after the list are given; the last one is never passed over. Known are
// the choices made on the way here: a place they always pass over is left out.
func (d *drafter) link(blocks []*block, after []hop, known map[guide.StepID]string) []guide.Step {
	var steps []guide.Step
	for i, b := range blocks {
		rest := append(hops(blocks[i+1:]), after...)
		if len(b.group) > 0 {
			steps = append(steps, d.link(b.group, rest, known)...)
			continue
		}
		s := b.step
		var inner []guide.Step
		for k, side := range b.sides {
			only := d.only(b, k)
			facts := learn(known, only)
			way := settle(append(hops(side), rest...), facts)
			if b.when == nil && way[0].skip == nil {
				s.Choices[k].To = way[0].id
			} else {
				s.Exits = append(s.Exits, exits(only, way)...)
			}
			inner = append(inner, d.link(side, rest, facts)...)
		}
		if b.when != nil && !b.total || len(b.sides) == 0 {
			s.Exits = append(s.Exits, exits(nil, settle(rest, known))...)
		}
		steps = append(append(steps, s), inner...)
	}
	return steps
}

// only is the condition under which a side is taken.
func (d *drafter) only(b *block, side int) *guide.Cond {
	if b.when != nil {
		return b.when[side]
	}
	return guide.Compare(b.step.ID, guide.Equal, b.step.Choices[side].ID)
}

// learn adds the choice a condition says, when it says just one.
func learn(known map[guide.StepID]string, only *guide.Cond) map[guide.StepID]string {
	if only.Op != guide.OpCompare || only.Cmp != guide.Equal {
		return known
	}
	out := map[guide.StepID]string{only.Var: only.Literal}
	for k, v := range known {
		out[k] = v
	}
	return out
}

func hops(blocks []*block) []hop {
	out := make([]hop, 0, len(blocks))
	for _, b := range blocks {
		out = append(out, hop{b.first(), b.skip})
		if b.skip == nil {
			break // nothing beyond can be reached from before
		}
	}
	return out
}

// settle drops the places always passed over, and the conditions never met.
func settle(way []hop, known map[guide.StepID]string) []hop {
	var out []hop
	for _, h := range way {
		if h.skip != nil {
			switch truth, rest := reduce(h.skip, known); truth {
			case guide.True:
				continue
			case guide.False:
				h.skip = nil
			default:
				h.skip = rest
			}
		}
		out = append(out, h)
	}
	return out
}

// reduce works a condition out as far as the known choices go.
func reduce(c *guide.Cond, known map[guide.StepID]string) (guide.Truth, *guide.Cond) {
	switch c.Op {
	case guide.OpCompare:
		if choice, ok := known[c.Var]; ok {
			return truthOf((choice == c.Literal) == (c.Cmp == guide.Equal)), nil
		}
		return guide.Unknown, c
	case guide.OpUnknown:
		if _, ok := known[c.Var]; ok {
			return guide.False, nil
		}
		return guide.Unknown, c
	case guide.OpNot:
		t, rest := reduce(c.Args[0], known)
		if rest == nil {
			return guide.True - t, nil
		}
		return guide.Unknown, guide.Not(rest)
	}
	end := truthOf(c.Op == guide.OpOr) // the value that settles the whole
	var left []*guide.Cond
	for _, a := range c.Args {
		t, rest := reduce(a, known)
		switch {
		case rest != nil:
			left = append(left, rest)
		case t == end:
			return end, nil
		}
	}
	switch {
	case len(left) == 0:
		return guide.True - end, nil
	case c.Op == guide.OpOr:
		return guide.Unknown, guide.Or(left...)
	}
	return guide.Unknown, guide.And(left...)
}

func truthOf(b bool) guide.Truth {
	if b {
		return guide.True
	}
	return guide.False
}

// exits leads to the first place that is not passed over. The longest leap is
// tried first; the nearest place comes last and needs no condition of its own.
func exits(only *guide.Cond, way []hop) []guide.Exit {
	n := 0
	for n < len(way)-1 && way[n].skip != nil {
		n++
	}
	var out []guide.Exit
	for k := n; k > 0; k-- {
		if k < n && sameCond(way[k].skip, way[k-1].skip) {
			continue // both are passed over together
		}
		var conds []*guide.Cond
		if only != nil {
			conds = append(conds, only)
		}
		for j := range k {
			if j == 0 || !sameCond(way[j].skip, way[j-1].skip) {
				conds = append(conds, way[j].skip)
			}
		}
		out = append(out, guide.Exit{When: guide.And(conds...), To: way[k].id})
	}
	return append(out, guide.Exit{When: only, To: way[0].id})
}

func sameCond(a, b *guide.Cond) bool {
	return a != nil && b != nil && a.String() == b.String()
}
