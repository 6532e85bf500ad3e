package kiosk

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"parvis/ui/kit"
)

func TestTheButtonThatLeadsBackIsNotGrey(t *testing.T) {
	b := newBench(t, 1366, 768)
	lines := kit.VBox(0)
	for range 40 {
		lines.Add(kit.NewText("Une ligne de plus"))
	}
	turn := b.Kiosk.newTurner(lines)
	w := test.NewTempWindow(t, turn)
	w.Resize(fyne.NewSize(1200, 700))
	if turn.up.Enabled() || !turn.down.Enabled() {
		t.Fatalf("at the top: up %v, down %v", turn.up.Enabled(), turn.down.Enabled())
	}
	turn.turn(1)
	if !turn.up.Enabled() {
		t.Error("below the top, nothing leads back")
	}
	for range 10 {
		turn.turn(1)
	}
	if turn.down.Enabled() {
		t.Errorf("at the end, %.0f pixels below", turn.page.Below())
	}
	for range 10 {
		turn.turn(-1)
	}
	if turn.up.Enabled() || !turn.down.Enabled() {
		t.Errorf("at the top again: up %v, down %v", turn.up.Enabled(), turn.down.Enabled())
	}
}

func TestWhatIsTurnedNeverCoversTheSteps(t *testing.T) {
	b := newBench(t, 1366, 768)
	if !b.begin("carte-identite-renouvellement", "identification-card") {
		t.Fatal("no guide for the identity card")
	}
	var steps, page fyne.CanvasObject
	kit.Walk(b.win.Canvas().Content(), func(o fyne.CanvasObject) bool {
		switch o.(type) {
		case *kit.Steps:
			steps = o
		case *kit.Page:
			page = o
		}
		return false
	})
	if steps == nil || page == nil {
		t.Fatalf("steps %v, page %v", steps, page)
	}
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject
	if end, top := at(steps).Y+steps.Size().Height, at(page).Y-kit.PageMargin(); top < end {
		t.Errorf("the page is drawn from %g, the steps end at %g", top, end)
	}
}
