package kit

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
)

func TestTheWheelOverAFieldTurnsThePage(t *testing.T) {
	test.NewTempApp(t)
	f := NewField(FieldLook{Label: "Nom"})
	p := NewPage(VBox(0, f, Gap(10, 2000)))
	w := test.NewWindow(p)
	defer w.Close()
	w.Resize(fyne.NewSize(400, 300))
	turned := false
	Walk(f, func(o fyne.CanvasObject) bool {
		wheel, ok := o.(*wheel)
		if ok {
			turned = true
			wheel.Scrolled(&fyne.ScrollEvent{Scrolled: fyne.NewDelta(0, -50)})
		}
		return ok
	})
	if !turned || p.Offset() == 0 {
		t.Errorf("the page stays at %v", p.Offset())
	}
}

func TestTypingReplacesWhatIsSelected(t *testing.T) {
	test.NewTempApp(t)
	f := NewSearch("Chercher", nil)
	w := test.NewWindow(f)
	defer w.Close()
	f.SetText("carte vitale")
	Focus(f)
	f.SelectAll()
	test.Type(f.entry, "caf")
	if f.Text() != "caf" {
		t.Errorf("the field says %q", f.Text())
	}
}
