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
// places after the list are given; the last one is never passed over.
func (d *drafter) link(blocks []*block, after []hop) []guide.Step {
	var steps []guide.Step
	for i, b := range blocks {
		rest := append(hops(blocks[i+1:]), after...)
		if len(b.group) > 0 {
			steps = append(steps, d.link(b.group, rest)...)
			continue
		}
		s := b.step
		var inner []guide.Step
		for k, side := range b.sides {
			way := append(hops(side), rest...)
			var only *guide.Cond
			if b.when != nil {
				only = b.when[k]
			} else {
				only = guide.Compare(s.ID, guide.Equal, s.Choices[k].ID)
				if way[0].skip == nil {
					s.Choices[k].To = way[0].id
					inner = append(inner, d.link(side, rest)...)
					continue
				}
			}
			s.Exits = append(s.Exits, exits(only, way)...)
			inner = append(inner, d.link(side, rest)...)
		}
		if b.when != nil || len(b.sides) == 0 {
			s.Exits = append(s.Exits, exits(nil, rest)...)
		}
		steps = append(append(steps, s), inner...)
	}
	return steps
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
		conds := []*guide.Cond{}
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
