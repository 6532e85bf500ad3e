package theme

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"parvis/assets"
)

func variants() map[string]Variant {
	return map[string]Variant{"light": Light, "dark": Dark, "high contrast": HighContrast}
}

func TestEveryPermittedPairHasItsContrast(t *testing.T) {
	for name, v := range variants() {
		p := PaletteOf(v)
		t.Run(name, func(t *testing.T) {
			for _, pair := range TextPairs() {
				if got := Contrast(p[pair.On], p[pair.Under]); got < 7 {
					t.Errorf("text %s on %s: %.2f:1, want 7", pair.On, pair.Under, got)
				}
			}
			for _, pair := range MarkPairs() {
				if got := Contrast(p[pair.On], p[pair.Under]); got < 3 {
					t.Errorf("mark %s on %s: %.2f:1, want 3", pair.On, pair.Under, got)
				}
			}
		})
	}
}

func TestEveryRoleHasAColourInEveryPalette(t *testing.T) {
	light := PaletteOf(Light)
	for name, v := range variants() {
		p := PaletteOf(v)
		for role := range light {
			if _, ok := p[role]; !ok {
				t.Errorf("%s: no colour for %s", name, role)
			}
		}
		for role := range p {
			if _, ok := light[role]; !ok {
				t.Errorf("light: no colour for %s, which %s has", role, name)
			}
		}
	}
}

func TestContrastAgreesWithTheMeasuredSheet(t *testing.T) {
	p := PaletteOf(Light)
	for pair, want := range map[Pair]float64{
		{Ink, Fond}: 14.69, {Ink2, Sky}: 7.01, {Link, BluePale}: 7.09, {GreenText, BluePale}: 7.01, {Stroke, Surface}: 3.85,
	} {
		if got := Contrast(p[pair.On], p[pair.Under]); got < want-0.006 || got > want+0.006 {
			t.Errorf("%v: %.3f, want %.2f", pair, got, want)
		}
	}
}

func TestIconNamesCarryTheColour(t *testing.T) {
	th := New(Options{})
	a, b := th.IconIn("check-bold", Ink), th.IconIn("check-bold", OnPrimary)
	if a.Name() == b.Name() {
		t.Fatalf("two colours share the name %s: the toolkit would show one for the other", a.Name())
	}
	if th.IconIn("check-bold", Ink) != a {
		t.Error("the same icon twice is not the same resource")
	}
	if !strings.Contains(string(b.Content()), "#FFFFFF") {
		t.Error("the white icon is not white")
	}
}

func TestMirroredIcons(t *testing.T) {
	for name, want := range map[string]string{
		"arrow-left": "arrow-right", "caret-right-bold": "caret-left-bold", "question": "question-rtl",
		"speaker-high": "speaker-high-rtl", "printer": "printer", "check-bold": "check-bold",
	} {
		if got := mirrored(name); got != want {
			t.Errorf("%s mirrors to %s, want %s", name, got, want)
		}
		if _, ok := assets.Icon(mirrored(name)); !ok {
			t.Errorf("%s: no such icon", mirrored(name))
		}
	}
}

func TestTextSizesHoldTheirFloors(t *testing.T) {
	for set, floor := range map[Set]float32{Desk: 14, Kiosk: 40, KioskLarge: 52} {
		for s := range textStyles {
			th := New(Options{Set: set})
			if got := th.Text(s); got < floor {
				t.Errorf("set %d style %d: %g px, floor %g", set, s, got, floor)
			}
			if got := New(Options{Set: set, Factor: 2}).Text(s); got != 2*th.Text(s) {
				t.Errorf("set %d style %d at 200 %%: %g", set, s, got)
			}
		}
	}
	if New(Options{Factor: 9}).Text(Body) != 32 || New(Options{Factor: 0.2}).Text(Body) != 16 {
		t.Error("the factor is not held between 1 and 2")
	}
}

func TestAMirroredThemeUsesTheArabicFontAndSwapsArrows(t *testing.T) {
	plain, mirror := New(Options{}), New(Options{Mirror: true})
	if plain.RTL() || !mirror.RTL() {
		t.Fatal("direction")
	}
	if mirror.Font(fyne.TextStyle{Bold: true}).Name() != string(assets.ArabicBold) {
		t.Error("the toolkit's own text is not set in the Arabic font")
	}
	if got := mirror.IconIn("arrow-left", Ink).Name(); !strings.HasPrefix(got, "arrow-right") {
		t.Errorf("arrow-left is %s", got)
	}
}
