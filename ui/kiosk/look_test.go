package kiosk

import (
	"fmt"
	"testing"

	"fyne.io/fyne/v2"

	"parvis/app/guide"
	rules "parvis/app/kiosk"
	"parvis/ui/kit"
	"parvis/ui/theme"
)

// view is one way a visitor may see the kiosk.
type view struct {
	w, h  float32
	large bool
	hc    bool
	lang  string
}

func (v view) String() string {
	return fmt.Sprintf("%.0f-%s-large=%t-contrast=%t", v.w, v.lang, v.large, v.hc)
}

func views() []view {
	return []view{
		{1920, 1080, false, false, "fr"},
		{1920, 1080, true, true, "en"},
		{1920, 1080, true, false, "fr"},
		{1366, 768, false, false, "fr"},
		{1366, 768, false, true, "en"},
		{1366, 768, true, false, "fr"},
	}
}

// see puts the kiosk in a view.
func (b *bench) see(v view) {
	if v.large {
		b.look.Set = theme.KioskLarge
	}
	if v.hc {
		b.look.Variant = theme.HighContrast
	}
	b.speak(v.lang)
}

// fits fails when the screen needs more room than the window has, or when
// something that can be pressed is outside it without a button to turn to it.
func (b *bench) fits(what string) {
	b.t.Helper()
	c := b.win.Canvas()
	least, size := c.Content().MinSize(), c.Size()
	if least.Width > size.Width+0.5 || least.Height > size.Height+0.5 {
		b.t.Errorf("%s: needs %v in %v", what, least, size)
	}
	var held fyne.CanvasObject // what a turner holds can be turned to
	kit.Walk(c.Content(), func(o fyne.CanvasObject) bool {
		if t, ok := o.(*turner); ok && t.down.Visible() {
			held = t.content
		}
		return false
	})
	kit.Walk(c.Content(), func(o fyne.CanvasObject) bool {
		if _, ok := o.(fyne.Focusable); !ok || held != nil && kit.Walk(held, func(x fyne.CanvasObject) bool { return x == o }) {
			return false
		}
		at := fyne.CurrentApp().Driver().AbsolutePositionForObject(o)
		if at.X < 0 || at.Y < 0 || at.X+o.Size().Width > size.Width+1 || at.Y+o.Size().Height > size.Height+1 || o.Size().Height < 20 {
			b.t.Errorf("%s: %s is out of the window: %v %v", what, said(o), at, o.Size())
		}
		return false
	})
}

func said(o fyne.CanvasObject) string {
	if named, ok := o.(interface{ AccessibilityLabel() string }); ok {
		return named.AccessibilityLabel()
	}
	return fmt.Sprintf("%T", o)
}

func TestEveryScreenFitsItsWindow(t *testing.T) {
	for _, v := range views() {
		t.Run(v.String(), func(t *testing.T) {
			b := newBench(t, v.w, v.h)
			shot := func(name string) {
				b.fits(name)
				b.photograph(name + "-" + v.String())
			}
			b.see(v)
			shot("k1-accueil")
			b.enter(rules.Doors()[0])
			shot("k1b-porte")
			b.retreat()
			b.open(b.find)
			b.typeOnScreen("cart")
			shot("k1c-recherche")
			b.retreat()
			b.open(b.rightsScreen)
			shot("k1d-droits")
			b.retreat()
			b.begin("carte-identite-renouvellement", "identification-card")
			for range 30 {
				shot(fmt.Sprintf("k2-%02d-%s", b.position(), b.run.Current().Kind))
				if b.run.AtEnd() {
					break
				}
				if b.run.Current().Kind == guide.KindList {
					for _, it := range b.run.Items(b.run.Current().ID) {
						b.run.Tick(b.run.Current().ID, it.Item, true)
					}
					b.apply(b.step)
					shot("k3-documents")
				}
				b.once()
			}
		})
	}
}

// typeOnScreen types with the keyboard of the screen.
func (b *bench) typeOnScreen(word string) {
	b.t.Helper()
	for _, r := range word {
		b.press(string(r - 'a' + 'A'))
	}
}

func TestTheDoorsAreWholeOnASmallScreenWithExampleData(t *testing.T) {
	b := newBench(t, 1366, 768)
	b.s.Example = true
	for _, lang := range []string{"fr", "en"} {
		b.speak(lang)
		b.photograph("k1-exemple-" + lang)
		kit.Walk(b.win.Canvas().Content(), func(o fyne.CanvasObject) bool {
			if x, ok := o.(*turner); ok && x.down.Visible() {
				t.Errorf("%s: the doors must be turned: %.0f pixels below", lang, x.page.Below())
			}
			return false
		})
	}
}
