package kiosk

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"parvis/ui/kit"
	"parvis/ui/theme"
)

// turner shows a content that may be taller than the screen, with two visible
// buttons to turn it: nobody should have to guess that a page goes on, and a
// finger does not scroll on every machine.
type turner struct {
	widget.BaseWidget
	page     *kit.Page
	content  fyne.CanvasObject
	up, down *kit.Pressable
}

// turnGap stands between the content and its two buttons.
const turnGap = 20

func (k *Kiosk) newTurner(content fyne.CanvasObject) *turner {
	t := &turner{page: kit.NewPage(content), content: content}
	t.up = turnButton(k.t("turn.up"), "caret-up-bold", func() { k.touch(); t.turn(-1) })
	t.down = turnButton(k.t("turn.down"), "caret-down-bold", func() { k.touch(); t.turn(1) })
	t.page.OnMoved = t.mark
	t.ExtendBaseWidget(t)
	return t
}

// Parts implements kit.Holder.
func (t *turner) Parts() []fyne.CanvasObject { return []fyne.CanvasObject{t.page, t.up, t.down} }

// HeightFor implements kit.Flow: all of the content, if there is room.
func (t *turner) HeightFor(w float32) float32 { return kit.HeightFor(t.content, w) }

// Relayout shows the turning buttons once the content has grown too tall.
func (t *turner) Relayout() { t.Refresh() }

// PreferredWidth implements kit.Preferred.
func (t *turner) PreferredWidth() float32 { return kit.PreferredWidth(t.content) }

// turn shows the next part, from the first row that was cut.
func (t *turner) turn(direction int) {
	if direction < 0 {
		t.page.Turn(-1)
		return
	}
	top := fyne.CurrentApp().Driver().AbsolutePositionForObject(t.page).Y
	bottom := top + t.page.Size().Height
	cut := bottom
	kit.Walk(t.content, func(o fyne.CanvasObject) bool {
		if _, ok := o.(fyne.Tappable); !ok {
			return false
		}
		y := fyne.CurrentApp().Driver().AbsolutePositionForObject(o).Y
		if y > top+8 && y < cut && y+o.Size().Height > bottom {
			cut = y
		}
		return false
	})
	if cut == bottom {
		t.page.Turn(1)
		return
	}
	t.page.ScrollTo(t.page.Offset() + cut - top - 10)
}

// mark greys the button that leads nowhere.
func (t *turner) mark() {
	t.up.SetEnabled(t.page.Offset() > 1)
	t.down.SetEnabled(t.page.Below() > 1)
}

// CreateRenderer implements fyne.Widget.
func (t *turner) CreateRenderer() fyne.WidgetRenderer { return &turnerDraw{t} }

type turnerDraw struct{ t *turner }

func (r *turnerDraw) Destroy()                     {}
func (r *turnerDraw) Objects() []fyne.CanvasObject { return r.t.Parts() }
func (r *turnerDraw) Refresh()                     { r.Layout(r.t.Size()) }

func (r *turnerDraw) MinSize() fyne.Size {
	return fyne.NewSize(r.t.content.MinSize().Width, 2*theme.Current().M().Target+turnGap)
}

func (r *turnerDraw) Layout(s fyne.Size) {
	t := r.t
	if kit.HeightFor(t.content, s.Width) <= s.Height+1 {
		t.up.Hide()
		t.down.Hide()
		t.page.Move(fyne.Position{})
		t.page.Resize(s)
		return
	}
	side := max(kit.PreferredWidth(t.up), kit.PreferredWidth(t.down))
	t.up.Show()
	t.down.Show()
	pageX, sideX := float32(0), s.Width-side
	if mirrored() {
		pageX, sideX = side+turnGap, 0
	}
	t.page.Move(fyne.NewPos(pageX, 0))
	t.page.Resize(fyne.NewSize(s.Width-side-turnGap, s.Height))
	h := max(40, (s.Height-turnGap)/2)
	for i, b := range []*kit.Pressable{t.up, t.down} {
		b.Move(fyne.NewPos(sideX, float32(i)*(h+turnGap)))
		b.Resize(fyne.NewSize(side, h))
	}
	t.mark()
}

// turnButton is a tall button with a caret and a word.
func turnButton(label, icon string, press func()) *kit.Pressable {
	mark := kit.NewIcon(icon, theme.Ink, 40)
	text := kit.NewText(label).NoWrap().Centre()
	m := theme.Current().M()
	return kit.NewPressable(label, kit.Centred(kit.VBox(4, kit.Centred(mark), text)), kit.Look{
		Radius: m.RadiusButton, PadX: 18, PadY: 8, MinSize: fyne.NewSize(120, m.Target),
		Face: func(s kit.State) kit.Face {
			f := kit.Face{Fill: theme.Surface, Stroke: theme.Stroke, Text: theme.Ink}
			switch {
			case s.Disabled:
				f = kit.Face{Fill: theme.OffFill, Stroke: theme.OffBorder, Text: theme.OffText}
			case s.Pressed:
				f = kit.Face{Fill: theme.PressedFill, Stroke: theme.PrimaryStroke, Text: theme.PressedText, Width: m.StrokeStrong}
			case s.Hovered:
				f.Fill = theme.HoverSurface
			}
			return f
		},
		Paint: func(s kit.State, f kit.Face) {
			text.In(f.Text)
			mark.SetRole(f.Text)
		},
	}, press)
}

// turn turns the first page of the screen that can be turned.
func (k *Kiosk) turn(direction int) {
	kit.Walk(k.win.Canvas().Content(), func(o fyne.CanvasObject) bool {
		t, ok := o.(*turner)
		if ok {
			t.turn(direction)
		}
		return ok
	})
}
