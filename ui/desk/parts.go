package desk

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"parvis/ui/theme"
)

// parts is a bar cut in proportion: the picture of a breakdown, its numbers
// being beside it. What is not said is outlined, not filled: it is an absence.
type parts struct {
	box    *fyne.Container
	shares []int
	rest   int
}

const partGap = 3

func newParts() *parts {
	p := &parts{}
	p.box = &fyne.Container{Layout: p}
	for _, role := range theme.SeriesRoles() {
		bar := canvas.NewRectangle(theme.Current().C(role))
		bar.CornerRadius = 5
		p.box.Objects = append(p.box.Objects, bar)
	}
	rest := canvas.NewRectangle(theme.Current().C(theme.Surface))
	rest.CornerRadius, rest.StrokeWidth, rest.StrokeColor = 5, theme.Current().M().Stroke, theme.Current().C(theme.Stroke)
	p.box.Objects = append(p.box.Objects, rest)
	return p
}

// set changes the parts in place.
func (p *parts) set(shares []int, rest int) {
	p.shares, p.rest = shares, rest
	p.Layout(p.box.Objects, p.box.Size())
	p.box.Refresh()
}

// MinSize implements fyne.Layout.
func (p *parts) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(60, 12) }

// Layout implements fyne.Layout.
func (p *parts) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	sum, shown := p.rest, 0
	for _, n := range p.shares {
		sum += n
		if n > 0 {
			shown++
		}
	}
	if p.rest > 0 {
		shown++
	}
	x, room := float32(0), size.Width-float32(max(0, shown-1))*partGap
	for i, o := range objects {
		n := 0
		switch {
		case i == len(objects)-1 && sum == 0:
			n, sum, room = 1, 1, size.Width // nothing yet: one empty bar
		case i == len(objects)-1:
			n = p.rest
		case i < len(p.shares):
			n = p.shares[i]
		}
		if n == 0 {
			o.Hide()
			continue
		}
		w := room * float32(n) / float32(sum)
		o.Show()
		o.Resize(fyne.NewSize(w, 12))
		o.Move(fyne.NewPos(x, 0))
		x += w + partGap
	}
}
