package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"parvis/ui/theme"
)

// Page scrolls its content when it is taller than the room there is: by wheel,
// by finger, by the keys, and by itself to keep the focused widget in view. It
// reaches a ring's width beyond its own edges, so that focus rings are never
// clipped.
type Page struct {
	widget.BaseWidget
	content fyne.CanvasObject
	body    *pageBody
	scroll  *container.Scroll
	// OnMoved is told each time another part of the content is shown.
	OnMoved func()
}

var (
	_ fyne.Widget = (*Page)(nil)
	_ Holder      = (*Page)(nil)
	_ Flow        = (*Page)(nil)
)

// NewPage makes a page.
func NewPage(content fyne.CanvasObject) *Page {
	p := &Page{content: content}
	p.body = &pageBody{page: p}
	p.body.ExtendBaseWidget(p.body)
	p.scroll = container.NewVScroll(p.body)
	p.scroll.OnScrolled = func(fyne.Position) { p.told() }
	p.ExtendBaseWidget(p)
	return p
}

// Parts implements Holder.
func (p *Page) Parts() []fyne.CanvasObject { return []fyne.CanvasObject{p.content} }

// HeightFor implements Flow: a page wants all its content shown.
func (p *Page) HeightFor(w float32) float32 { return HeightFor(p.content, w) }

// PreferredWidth implements Preferred.
func (p *Page) PreferredWidth() float32 { return PreferredWidth(p.content) }

func (p *Page) leastWidth() float32 { return leastWidth(p.content) }

// MinSize is small: a page can be any height.
func (p *Page) MinSize() fyne.Size {
	return fyne.NewSize(p.leastWidth(), 2*theme.Current().M().Target)
}

// Offset is how far the page is scrolled, in pixels.
func (p *Page) Offset() float32 { return p.scroll.Offset.Y }

// ScrollTo scrolls to an offset.
func (p *Page) ScrollTo(y float32) {
	before := p.Offset()
	p.scroll.ScrollToOffset(fyne.NewPos(0, max(0, min(y, p.overflow()))))
	if p.Offset() != before { // the toolkit tells only of the wheel and the bar
		p.told()
	}
}

func (p *Page) told() {
	if p.OnMoved != nil {
		p.OnMoved()
	}
}

// Turn scrolls by most of a page: down for +1, up for -1. It is false when
// there was nowhere to go.
func (p *Page) Turn(direction int) bool {
	before := p.Offset()
	p.ScrollTo(before + float32(direction)*p.Size().Height*0.85)
	return p.Offset() != before
}

// Below is how many pixels of the content are still below the view.
func (p *Page) Below() float32 { return max(0, p.overflow()-p.Offset()) }

func (p *Page) overflow() float32 { return max(0, p.body.MinSize().Height-p.scroll.Size().Height) }

// Reveal scrolls as little as needed to show o whole, or its top.
func (p *Page) Reveal(o fyne.CanvasObject) {
	p.revealSpan(fyne.CurrentApp().Driver().AbsolutePositionForObject(o).Y, o.Size().Height)
}

// Reveal scrolls the pages around o as little as needed to show it: an answer
// that appears below what is in view.
func Reveal(o fyne.CanvasObject) {
	for _, p := range pagesAround(o) {
		p.Reveal(o)
	}
}

// revealSpan does it for a span of the window's height: a row of a table.
func (p *Page) revealSpan(y, height float32) {
	y -= fyne.CurrentApp().Driver().AbsolutePositionForObject(p).Y
	room := ring() + theme.Current().M().Tight
	top, bottom := y-room, y+height+room
	switch {
	case top < 0:
		p.ScrollTo(p.Offset() + top)
	case bottom > p.Size().Height:
		p.ScrollTo(p.Offset() + min(bottom-p.Size().Height, top))
	}
}

// CreateRenderer implements fyne.Widget.
func (p *Page) CreateRenderer() fyne.WidgetRenderer {
	p.ExtendBaseWidget(p)
	return &draw{
		objects: []fyne.CanvasObject{p.scroll},
		layout: func(s fyne.Size) {
			r := PageMargin()
			p.body.width = s.Width
			p.scroll.Move(fyne.NewPos(-r, -r))
			p.scroll.Resize(s.AddWidthHeight(2*r, 2*r))
			p.body.Refresh()
			p.scroll.Refresh()
		},
		min:     p.MinSize,
		refresh: func() { p.body.Refresh(); p.scroll.Refresh() },
	}
}

// ring is the room a focus ring takes around a widget.
func ring() float32 {
	m := theme.Current().M()
	return m.FocusGap + m.FocusRing
}

// PageMargin is the room a page keeps around its content: the ring, and a
// little for its soft edge.
func PageMargin() float32 { return ring() + 4 }

// pageBody holds the content inside the scroll area and follows the finger.
// The toolkit's own scroll area only knows the wheel.
type pageBody struct {
	widget.BaseWidget
	page  *Page
	width float32
	moved float32
	drag  bool       // a drag has begun, if only by a pixel
	tap   *Pressable // released near where it was pressed, during a drag
}

// A finger trembles: it drags only once it has moved this far, in pixels.
const dragThreshold = 12

func (b *pageBody) MinSize() fyne.Size {
	if b.width == 0 {
		return fyne.NewSize(0, b.page.content.MinSize().Height+2*PageMargin())
	}
	return fyne.NewSize(0, HeightFor(b.page.content, b.width)+2*PageMargin())
}

func (b *pageBody) Parts() []fyne.CanvasObject { return []fyne.CanvasObject{b.page.content} }

// Dragged implements fyne.Draggable.
func (b *pageBody) Dragged(ev *fyne.DragEvent) {
	sign()
	b.drag = true
	before := b.moved
	b.moved += ev.Dragged.DY
	if abs(b.moved) < dragThreshold && abs(before) < dragThreshold {
		return
	}
	b.page.ScrollTo(b.page.Offset() - ev.Dragged.DY)
}

// DragEnd implements fyne.Draggable.
func (b *pageBody) DragEnd() {
	tap := b.tap
	b.moved, b.drag, b.tap = 0, false, nil
	if tap != nil {
		tap.Tapped(nil)
	}
}

// tapAtEnd gives the tap the toolkit will not give, if a drag is going on that
// has not scrolled.
func (b *pageBody) tapAtEnd(p *Pressable) {
	if b.drag && abs(b.moved) < dragThreshold {
		b.tap = p
	}
}

func abs(v float32) float32 { return max(v, -v) }

func (b *pageBody) CreateRenderer() fyne.WidgetRenderer {
	b.ExtendBaseWidget(b)
	return &draw{
		objects: []fyne.CanvasObject{b.page.content},
		layout: func(s fyne.Size) {
			r := PageMargin()
			b.page.content.Move(fyne.NewPos(r, r))
			b.page.content.Resize(s.SubtractWidthHeight(2*r, 2*r))
		},
		min: b.MinSize,
	}
}
