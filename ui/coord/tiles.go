package coord

import (
	"math"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"parvis/assets"
	"parvis/ui/kit"
	"parvis/ui/theme"
)

// tileMap draws the communes as hexagons of one size: colour is a rate, never
// a count, and small communes have the same voice. It is one Tab stop; arrows
// go to the nearest tile that way, letters to a name.
type tileMap struct {
	widget.BaseWidget
	data     atlas
	words    func(area) string // what a reader says of a tile
	onSelect func(area)

	selected  int
	focused   bool
	hexes     []*canvas.RegularPolygon
	names     []*kit.Text
	ring      *canvas.RegularPolygon
	inner     *canvas.RegularPolygon
	waterText *kit.Text
	insetText *kit.Text
	typed     string
	places    []fyne.Position // centres, from the last layout
	radius    []float32
}

var (
	_ fyne.Focusable  = (*tileMap)(nil)
	_ fyne.Tappable   = (*tileMap)(nil)
	_ fyne.Accessible = (*tileMap)(nil)
)

func newTileMap(water, inset string, words func(area) string, onSelect func(area)) *tileMap {
	m := &tileMap{words: words, onSelect: onSelect, selected: -1}
	m.waterText = kit.NewText(water).As(theme.Small).In(theme.Link).Centre()
	m.insetText = kit.NewText(inset).As(theme.Small).Bold().In(theme.Ink).Trailing()
	m.ring, m.inner = canvas.NewRegularPolygon(6, theme.Current().C(theme.Clear)), canvas.NewRegularPolygon(6, theme.Current().C(theme.Clear))
	m.ExtendBaseWidget(m)
	return m
}

// set shows other figures; the selection stays.
func (m *tileMap) set(a atlas) {
	m.data = a
	m.hexes, m.names = nil, nil
	th := theme.Current()
	for _, x := range a.areas {
		fill, ink := roleOf(x.class)
		h := canvas.NewRegularPolygon(6, th.C(fill))
		h.StrokeColor, h.StrokeWidth = th.C(theme.MapEdge), edgeOf(x.class)
		text := kit.NewText(x.Short + numberOf(x.class)).As(theme.Small).In(ink).NoWrap().Centre()
		if x.inset {
			text.At(12)
		} else {
			text.At(13)
		}
		m.hexes, m.names = append(m.hexes, h), append(m.names, text)
	}
	m.Refresh()
}

// edgeOf is the edge of a class. High contrast has no tints: there the edge
// grows with the class, and the tile carries the number of its class.
func edgeOf(class int) float32 {
	switch {
	case !theme.Current().HighContrast():
		return float32(max(0, -class)) // only what is not published
	case class < 0:
		return 0
	}
	return 1.5 + float32(class)
}

func numberOf(class int) string {
	if class < 0 || !theme.Current().HighContrast() {
		return ""
	}
	return "\u00a0" + strconv.Itoa(class+1)
}

// choose selects a tile by its INSEE code.
func (m *tileMap) choose(insee string) bool {
	for i, x := range m.data.areas {
		if x.INSEE == insee {
			m.pick(i)
			return true
		}
	}
	return false
}

func (m *tileMap) pick(i int) {
	m.selected = i
	m.Refresh()
	if i >= 0 && m.onSelect != nil {
		m.onSelect(m.data.areas[i])
	}
}

// AccessibilityLabel implements fyne.Accessible.
func (m *tileMap) AccessibilityLabel() string {
	if m.selected < 0 {
		return m.words(area{})
	}
	return m.words(m.data.areas[m.selected])
}

// AccessibilityRole implements fyne.Accessible.
func (m *tileMap) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleContainer }

// FocusGained implements fyne.Focusable.
func (m *tileMap) FocusGained() {
	m.focused = true
	if m.selected < 0 {
		m.choose(assets.TileMap().InsetOf)
		return
	}
	m.Refresh()
}

// FocusLost implements fyne.Focusable.
func (m *tileMap) FocusLost() { m.focused = false; m.Refresh() }

// TypedRune implements fyne.Focusable: letters go to the next name that begins
// so.
func (m *tileMap) TypedRune(r rune) {
	m.typed += strings.ToLower(string(r))
	for range 2 {
		for i, x := range m.data.areas {
			if strings.HasPrefix(strings.ToLower(x.Name), m.typed) {
				m.pick(i)
				return
			}
		}
		m.typed = strings.ToLower(string(r)) // another word begins
	}
	m.typed = ""
}

// TypedKey implements fyne.Focusable.
func (m *tileMap) TypedKey(ev *fyne.KeyEvent) {
	ways := map[fyne.KeyName]fyne.Position{
		fyne.KeyLeft: {X: -1}, fyne.KeyRight: {X: 1}, fyne.KeyUp: {Y: -1}, fyne.KeyDown: {Y: 1},
	}
	way, ok := ways[ev.Name]
	switch {
	case ok:
		m.typed = ""
		if i := m.nearest(way); i >= 0 {
			m.pick(i)
		}
	case ev.Name == fyne.KeyHome:
		m.typed = ""
		m.choose(assets.TileMap().InsetOf)
	default:
		if c := fyne.CurrentApp().Driver().CanvasForObject(m); c != nil && c.OnTypedKey() != nil {
			c.OnTypedKey()(ev)
		}
	}
}

// nearest is the tile closest to the chosen one in a direction: what is beside
// the way counts three times what is along it.
func (m *tileMap) nearest(way fyne.Position) int {
	if m.selected < 0 || len(m.places) != len(m.data.areas) {
		return -1
	}
	from, best, cost := m.places[m.selected], -1, math.Inf(1)
	for i, at := range m.places {
		d := at.Subtract(from)
		along := d.X*way.X + d.Y*way.Y
		across := math.Abs(float64(d.X*way.Y + d.Y*way.X))
		if i == m.selected || along <= 1 || across > float64(along)*1.8 {
			continue
		}
		if c := float64(along) + 3*across; c < cost {
			best, cost = i, c
		}
	}
	return best
}

// Tapped implements fyne.Tappable.
func (m *tileMap) Tapped(ev *fyne.PointEvent) {
	for i, at := range m.places {
		if d := ev.Position.Subtract(at); math.Hypot(float64(d.X), float64(d.Y)) <= float64(m.radius[i]) {
			m.pick(i)
			break
		}
	}
	if c := fyne.CurrentApp().Driver().CanvasForObject(m); c != nil {
		c.Focus(m)
	}
}

// Cursor implements desktop.Cursorable.
func (m *tileMap) Cursor() desktop.Cursor { return desktop.PointerCursor }

// MinSize implements fyne.CanvasObject.
func (m *tileMap) MinSize() fyne.Size { return fyne.NewSize(520, 420) }

// CreateRenderer implements fyne.Widget.
func (m *tileMap) CreateRenderer() fyne.WidgetRenderer { return &tileDraw{m} }

type tileDraw struct{ m *tileMap }

func (r *tileDraw) Destroy()           {}
func (r *tileDraw) MinSize() fyne.Size { return r.m.MinSize() }
func (r *tileDraw) Refresh()           { r.Layout(r.m.Size()); canvas.Refresh(r.m) }

func (r *tileDraw) Objects() []fyne.CanvasObject {
	m := r.m
	out := make([]fyne.CanvasObject, 0, 2*len(m.hexes)+4)
	for _, h := range m.hexes {
		out = append(out, h)
	}
	if m.selected >= 0 {
		out = append(out, m.ring, m.inner)
	}
	for _, n := range m.names {
		out = append(out, n)
	}
	return append(out, m.waterText, m.insetText)
}

// The tiles of the inset are smaller than the others by this; a row stands
// this far under the one before, in tile widths.
const (
	insetScale = 0.64
	rowStep    = 0.866
)

// Layout sets the hexagons: point up, odd rows half a tile to the right.
func (r *tileDraw) Layout(s fyne.Size) {
	m, grid := r.m, assets.TileMap()
	// The inset stands under the tiles of the south-west, whose last row is this.
	const lastWest = 9
	rows := max(float32(grid.Rows-1)*rowStep+1.155, lastWest*rowStep+1.25+insetScale*(float32(grid.InsetRows-1)*rowStep+1.155))
	w := min(s.Width/(float32(grid.Cols)+0.5), (s.Height-4)/rows, 76)
	const left = 0
	centre := func(col, row int, w, x0, y0 float32) fyne.Position {
		x := float32(col)*w + w/2
		if row%2 != 0 {
			x += w / 2
		}
		return fyne.NewPos(x0+x, y0+float32(row)*w*rowStep+w*0.577)
	}
	small := w * insetScale
	insetX := left + w*3.1
	insetY := s.Height - small*(float32(grid.InsetRows-1)*rowStep+1.155) - 4
	m.places, m.radius = m.places[:0], m.radius[:0]
	for i, x := range m.data.areas {
		at, size := centre(x.Col, x.Row, w, left, 2), w
		if x.inset {
			at, size = centre(x.Col, x.Row, small, insetX, insetY), small
		}
		m.places, m.radius = append(m.places, at), append(m.radius, size/2)
		hexagon(m.hexes[i], at, size*1.1547-3.2)
		h := m.names[i].HeightFor(0)
		m.names[i].Move(fyne.NewPos(at.X-size, at.Y-h/2))
		m.names[i].Resize(fyne.NewSize(2*size, h))
	}
	r.ring(w)
	if len(grid.Water) > 0 {
		var x, y float32
		for _, t := range grid.Water {
			at := centre(t.Col, t.Row, w, left, 2)
			x, y = x+at.X, y+at.Y
		}
		n := float32(len(grid.Water))
		h := m.waterText.HeightFor(w * 1.6)
		m.waterText.Move(fyne.NewPos(x/n-w*0.8, y/n-h/2))
		m.waterText.Resize(fyne.NewSize(w*1.6, h))
	}
	h := m.insetText.HeightFor(w * 2.8)
	m.insetText.Move(fyne.NewPos(insetX-w*3, insetY+(s.Height-insetY-h)/2))
	m.insetText.Resize(fyne.NewSize(w*2.8, h))
}

// ring marks the chosen tile: ink outside, sun inside; thicker with the focus.
func (r *tileDraw) ring(w float32) {
	m, th := r.m, theme.Current()
	if m.selected < 0 || m.selected >= len(m.places) {
		return
	}
	size := m.radius[m.selected] * 2 * 1.1547
	m.ring.StrokeColor, m.ring.StrokeWidth = th.C(theme.FocusRing), 4
	if m.focused {
		m.ring.StrokeWidth = 6
	}
	m.inner.StrokeColor, m.inner.StrokeWidth = th.C(theme.Sun), 3
	if th.HighContrast() {
		m.inner.StrokeColor = th.C(theme.FocusRing)
	}
	hexagon(m.ring, m.places[m.selected], size+5)
	hexagon(m.inner, m.places[m.selected], size-5)
}

func hexagon(h *canvas.RegularPolygon, at fyne.Position, size float32) {
	h.Resize(fyne.NewSquareSize(size))
	h.Move(fyne.NewPos(at.X-size/2, at.Y-size/2))
}

// swatch is the colour of a class in the legend.
func swatch(class int) fyne.CanvasObject {
	th := theme.Current()
	fill, _ := roleOf(class)
	box := canvas.NewRectangle(th.C(fill))
	box.CornerRadius = 5
	box.StrokeColor, box.StrokeWidth = th.C(theme.MapEdge), max(1, edgeOf(class))
	number := kit.NewText(strings.TrimSpace(numberOf(class))).As(theme.Small).In(theme.MapInk).NoWrap()
	return kit.Sized(26, 20, kit.Over(box, kit.Centred(number)))
}
