package kit

import (
	"image/color"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"
	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"

	"parvis/ui/theme"
)

// room opens a window of a size on one object.
func room(t *testing.T, o theme.Options, size fyne.Size, build func() fyne.CanvasObject) fyne.Window {
	t.Helper()
	test.NewTempApp(t).Settings().SetTheme(theme.New(o))
	w := test.NewTempWindow(t, Gap(1, 1))
	w.SetPadded(false)
	w.SetContent(build())
	w.Resize(size)
	return w
}

func key(w fyne.Window, names ...fyne.KeyName) {
	for _, n := range names {
		if f := w.Canvas().Focused(); f != nil {
			f.TypedKey(&fyne.KeyEvent{Name: n})
		} else if f := w.Canvas().OnTypedKey(); f != nil {
			f(&fyne.KeyEvent{Name: n})
		}
	}
}

func TestButtonActsByKeyAndPointerUnlessDisabled(t *testing.T) {
	n := 0
	var b *Button
	w := room(t, theme.Options{}, fyne.NewSize(300, 100), func() fyne.CanvasObject {
		b = NewButton(Primary, "Enregistrer", "check-bold", func() { n++ })
		return Wrap(0, b)
	})
	Focus(b)
	key(w, fyne.KeySpace, fyne.KeyReturn)
	test.Tap(b)
	if n != 3 {
		t.Fatalf("acted %d times, want 3", n)
	}
	b.Disable()
	test.Tap(b)
	key(w, fyne.KeySpace)
	if n != 3 {
		t.Fatal("a disabled button acted")
	}
	if b.AccessibilityLabel() != "Enregistrer" || b.AccessibilityRole() != fyne.AccessibleRoleButton {
		t.Error("what a reader says")
	}
}

func TestLeavingCancelsAndReleaseActsWhereItWasPressed(t *testing.T) {
	n := 0
	w := room(t, theme.Options{}, fyne.NewSize(300, 100), func() fyne.CanvasObject {
		return NewButton(Secondary, "Ouvrir", "", func() { n++ })
	})
	b := w.Content().(*Button)
	down := &desktop.MouseEvent{Button: desktop.MouseButtonPrimary}
	b.MouseDown(down)
	if !b.State().Pressed || n != 0 {
		t.Fatal("pressed is shown, and nothing happens yet")
	}
	b.MouseOut()
	b.MouseUp(down)
	if n != 0 || b.State().Pressed {
		t.Fatal("leaving must cancel")
	}
	b.KeyDown(&fyne.KeyEvent{Name: fyne.KeyReturn})
	if n != 0 {
		t.Fatal("a key acts on release")
	}
	b.FocusLost()
	b.KeyUp(&fyne.KeyEvent{Name: fyne.KeyReturn})
	if n != 0 {
		t.Fatal("losing the focus must cancel")
	}
	b.KeyUp(&fyne.KeyEvent{Name: fyne.KeyReturn})
	if n != 0 {
		t.Fatal("a key pressed on another screen acted here")
	}
	b.KeyDown(&fyne.KeyEvent{Name: fyne.KeyReturn})
	b.KeyUp(&fyne.KeyEvent{Name: fyne.KeyReturn})
	if n != 1 {
		t.Fatal("release did not act")
	}
}

func TestATremblingPressInAPageStillActs(t *testing.T) {
	n := 0
	var b *Button
	var p *Page
	room(t, theme.Options{}, fyne.NewSize(300, 200), func() fyne.CanvasObject {
		b = NewButton(Secondary, "Ouvrir", "", func() { n++ })
		p = NewPage(VBox(0, b, Gap(10, 900)))
		return p
	})
	at := func(y float32) *desktop.MouseEvent {
		return &desktop.MouseEvent{Button: desktop.MouseButtonPrimary, PointEvent: fyne.PointEvent{AbsolutePosition: fyne.NewPos(20, y)}}
	}
	b.MouseDown(at(20))
	p.body.Dragged(&fyne.DragEvent{Dragged: fyne.NewDelta(1, -3)})
	b.MouseUp(at(17))
	p.body.DragEnd()
	if n != 1 || p.Offset() != 0 {
		t.Fatalf("acted %d, scrolled %g", n, p.Offset())
	}
	b.MouseDown(at(20))
	p.body.Dragged(&fyne.DragEvent{Dragged: fyne.NewDelta(0, -40)})
	b.MouseUp(at(-20))
	p.body.DragEnd()
	if n != 1 || p.Offset() != 40 {
		t.Fatalf("a drag acted (%d) or did not scroll (%g)", n, p.Offset())
	}
}

func TestGroupIsOneStopAndArrowsMoveByPlace(t *testing.T) {
	var grid *ChoiceGrid
	var after *Button
	var got string
	w := room(t, theme.Options{}, fyne.NewSize(600, 200), func() fyne.CanvasObject {
		grid = NewChoiceGrid(3, []Choice{{"a", "A"}, {"b", "B"}, {"c", "C"}, {"d", "D"}, {"e", "E"}, {"f", "F"}}, func(v string) { got = v })
		after = NewButton(Secondary, "Après", "", nil)
		return VBox(8, grid, after)
	})
	w.Canvas().FocusNext()
	key(w, fyne.KeyRight, fyne.KeyDown, fyne.KeySpace)
	if got != "e" {
		t.Fatalf("right then down from A chose %q, want e", got)
	}
	key(w, fyne.KeyHome, fyne.KeySpace)
	if got != "a" {
		t.Fatalf("Home chose %q", got)
	}
	w.Canvas().FocusNext()
	if w.Canvas().Focused() != fyne.Focusable(after) {
		t.Fatalf("Tab stopped on %T inside the group", w.Canvas().Focused())
	}
	w.Canvas().FocusPrevious()
	key(w, fyne.KeySpace)
	if got != "" {
		t.Fatal("the chosen answer can be taken back")
	}
}

func TestArrowsAreMirroredInArabic(t *testing.T) {
	var got string
	w := room(t, theme.Options{Mirror: true}, fyne.NewSize(600, 200), func() fyne.CanvasObject {
		return NewSegmented([]Choice{{"a", "A"}, {"b", "B"}}, "a", func(v string) { got = v })
	})
	w.Canvas().FocusNext()
	key(w, fyne.KeyLeft, fyne.KeySpace)
	if got != "b" {
		t.Fatalf("left chose %q, want the next one", got)
	}
	s := w.Content().(*Segmented)
	if s.cells[0].Position().X <= s.cells[1].Position().X {
		t.Error("the first cell must stand at the right")
	}
}

func TestDerivedChipIsConfirmedByAPress(t *testing.T) {
	var told []string
	room(t, theme.Options{}, fyne.NewSize(600, 100), func() fyne.CanvasObject { return Gap(1, 1) })
	g := NewMultiChipGroup([]Choice{{"p", "Papiers"}, {"s", "Santé"}}, func(v []string) { told = v })
	g.Choose(true, "p")
	chip := g.Chip("p")
	if s := chip.State(); !s.Derived || s.On || !strings.Contains(chip.AccessibilityLabel(), "proposé") {
		t.Fatalf("%+v %q", s, chip.AccessibilityLabel())
	}
	test.Tap(chip)
	if s := chip.State(); s.Derived || !s.On || len(told) != 1 {
		t.Fatalf("%+v %v", s, told)
	}
	test.Tap(chip)
	if len(g.Chosen()) != 0 {
		t.Fatal("a second press takes the choice back")
	}
}

func TestStepper(t *testing.T) {
	var s *Stepper
	limit := 0
	w := room(t, theme.Options{}, fyne.NewSize(300, 100), func() fyne.CanvasObject {
		s = NewStepper("adultes", 0, 0, 12, nil)
		s.OnLimit = func() { limit++ }
		return s
	})
	if s.minus.Enabled() {
		t.Error("minus is disabled at the lower limit")
	}
	Focus(s)
	key(w, fyne.Key1, fyne.Key2)
	if s.Value() != 12 {
		t.Fatalf("typed 12, got %d", s.Value())
	}
	key(w, fyne.KeyUp)
	if s.Value() != 12 || limit != 1 {
		t.Fatalf("value %d, limit told %d times", s.Value(), limit)
	}
	key(w, fyne.KeyDown, fyne.KeyBackspace)
	if s.Value() != 0 {
		t.Fatalf("erased to %d", s.Value())
	}
}

func TestFieldErrorIsASentenceAndKeysPassOn(t *testing.T) {
	var f *Field
	var keys []fyne.KeyName
	w := room(t, theme.Options{}, fyne.NewSize(400, 200), func() fyne.CanvasObject {
		f = NewField(FieldLook{Label: "Nom du lieu", Help: "Comme sur la porte."})
		return VBox(0, f)
	})
	ListenKeys(w.Canvas(), func(ev *fyne.KeyEvent) { keys = append(keys, ev.Name) }, nil)
	f.SetError("Ce nom existe déjà.")
	if !f.mark.Visible() || f.note.String() != "Ce nom existe déjà." || !strings.Contains(f.AccessibilityLabel(), "existe") {
		t.Error("the error must be a sentence with an icon, and be read")
	}
	f.SetError("")
	if f.mark.Visible() || f.note.String() != "Comme sur la porte." {
		t.Error("the help did not come back")
	}
	Focus(f)
	key(w, fyne.KeyF9, fyne.KeyEscape, fyne.KeyLeft)
	if len(keys) != 2 {
		t.Errorf("keys handed on: %v", keys)
	}
	if f.entry.AcceptsTab() {
		t.Error("Tab must leave a field")
	}
}

func TestFocusIsKeptInView(t *testing.T) {
	var last *Button
	var p *Page
	room(t, theme.Options{}, fyne.NewSize(300, 200), func() fyne.CanvasObject {
		last = NewButton(Secondary, "Dernier", "", nil)
		p = NewPage(VBox(10, NewSearch("Chercher", nil), Gap(10, 600), last))
		return p
	})
	Focus(last)
	d := fyne.CurrentApp().Driver()
	y := d.AbsolutePositionForObject(last).Y
	if p.Offset() == 0 || y < 0 || y+last.Size().Height > 200 {
		t.Fatalf("offset %g, the button stands at %g", p.Offset(), y)
	}
	Focus(p.content.(*fyne.Container).Objects[0])
	if p.Offset() > 10 {
		t.Fatalf("the search is not back in view: %g", p.Offset())
	}
}

func TestQuietFocusShowsItsRingAtTheFirstKey(t *testing.T) {
	var b *Pressable
	w := room(t, theme.Options{Set: theme.Kiosk}, fyne.NewSize(900, 400), func() fyne.CanvasObject {
		b = NewAnswer(1, "Oui", nil)
		return VBox(0, b)
	})
	FocusQuietly(b)
	if b.outline.Visible() || !b.AcceptsTab() {
		t.Fatal("the first focus is quiet")
	}
	key(w, fyne.KeyTab)
	if !b.outline.Visible() || b.AcceptsTab() {
		t.Fatal("the first Tab shows the ring")
	}
}

func TestModalTrapsAndGivesTheFocusBack(t *testing.T) {
	acted := 0
	var b *Button
	w := room(t, theme.Options{}, fyne.NewSize(800, 600), func() fyne.CanvasObject {
		b = NewButton(Secondary, "Ouvrir", "", nil)
		return VBox(0, b)
	})
	var behind []fyne.KeyName
	ListenKeys(w.Canvas(), func(ev *fyne.KeyEvent) { behind = append(behind, ev.Name) }, nil)
	Focus(b)
	m := Ask(w.Canvas(), "Effacer ?", "Tout reste.", Danger, "Garder", "Effacer", func() { acted++ })
	first := w.Canvas().Focused()
	if first.(fyne.Accessible).AccessibilityLabel() != "Garder" {
		t.Fatal("the focus starts on the safe answer")
	}
	w.Canvas().FocusNext()
	w.Canvas().FocusNext()
	if w.Canvas().Focused() != first {
		t.Fatal("the focus left the modal")
	}
	key(w, fyne.KeyF9, fyne.KeyF8)
	if len(behind) != 1 || behind[0] != fyne.KeyF8 {
		t.Fatalf("keys behind: %v", behind)
	}
	test.TapCanvas(w.Canvas(), fyne.NewPos(2, 2))
	if !m.IsOpen() {
		t.Fatal("a press outside closed it")
	}
	key(w, fyne.KeyEscape)
	if m.IsOpen() || acted != 0 || w.Canvas().Focused() != fyne.Focusable(b) {
		t.Fatal("Escape is the safe answer, and the focus comes back")
	}
}

func TestToastStaysWhileHovered(t *testing.T) {
	room(t, theme.Options{}, fyne.NewSize(300, 100), func() fyne.CanvasObject { return Gap(1, 1) })
	var due func()
	ts := NewToasts(func(d time.Duration, f func()) func() {
		if d != 8*time.Second {
			t.Errorf("stays %v", d)
		}
		due = f
		return func() {}
	})
	ts.Show("Enregistré.", "Annuler", func() {})
	ts.shown.MouseIn(nil)
	due()
	if ts.Text() == "" {
		t.Fatal("it went away under the pointer")
	}
	ts.shown.MouseOut()
	due()
	if ts.Text() != "" {
		t.Fatal("it stayed")
	}
}

func TestTableMovesSortsAndOpensAmongTenThousandRows(t *testing.T) {
	opened, sorted := -1, ""
	var table *Table
	w := room(t, theme.Options{}, fyne.NewSize(600, 300), func() fyne.CanvasObject {
		table = NewTable([]Column{{Key: "n", Title: "Nom", Width: 2}, {Title: "Nombre", Width: 1, Number: true}},
			func() int { return 10000 }, func(r, _ int) Cell { return Cell{Text: theme.Current().Words().Number(r)} })
		table.OnOpen = func(r int) { opened = r }
		table.OnSort = func(k string) { sorted = k }
		return table
	})
	Focus(table)
	key(w, fyne.KeyDown, fyne.KeyDown, fyne.KeyReturn)
	if opened != 2 {
		t.Fatalf("opened %d", opened)
	}
	key(w, fyne.KeyEnd, fyne.KeyReturn)
	if opened != 9999 || table.scroll.Offset.Y == 0 {
		t.Fatalf("opened %d at offset %g", opened, table.scroll.Offset.Y)
	}
	if len(table.body.pool) > 12 {
		t.Errorf("%d rows drawn for a window of six", len(table.body.pool))
	}
	w.Canvas().FocusPrevious()
	key(w, fyne.KeySpace)
	if sorted != "n" {
		t.Errorf("sorted by %q", sorted)
	}
}

func TestALongRowOfATableMakesNoOtherTaller(t *testing.T) {
	long := strings.Repeat("Médiathèque du quartier ", 6)
	names := []string{"Trets", long, "Miramas"}
	var table *Table
	room(t, theme.Options{}, fyne.NewSize(600, 400), func() fyne.CanvasObject {
		table = NewTable([]Column{{Title: "Lieu", Width: 1}, {Title: "État", Width: 2}},
			func() int { return len(names) }, func(r, c int) Cell { return Cell{Text: []string{names[r], "à jour"}[c]} })
		return table
	})
	if table.height(0) != table.rowH || table.height(2) != table.rowH || table.height(1) <= table.rowH {
		t.Fatalf("rows of %g, %g and %g", table.height(0), table.height(1), table.height(2))
	}
	if row := table.rowAt(table.top(2) + 1); row != 2 {
		t.Errorf("row %d stands where the third one does", row)
	}
	names = names[:1]
	table.Refresh()
	if h := table.body.MinSize().Height; h != table.rowH+2*PageMargin() {
		t.Errorf("one row left is %g high", h)
	}
}

func TestATableTooNarrowForItsColumnsStacksThem(t *testing.T) {
	heads := []Column{{Title: "Lieu", Width: 3}, {Title: "Dernier contact", Width: 1}, {Title: "Envois en attente", Width: 1}, {Title: "État", Width: 1}}
	cells := []Cell{{Text: "Médiathèque"}, {Text: "il y a 14 jours"}, {Text: "—"}, {Text: "Sans nouvelles", Tagged: true}}
	opened := -1
	var table *Table
	w := room(t, theme.Options{Factor: 2}, fyne.NewSize(700, 500), func() fyne.CanvasObject {
		table = NewTable(heads, func() int { return 3 }, func(_, c int) Cell { return cells[c] })
		table.OnOpen = func(r int) { opened = r }
		return table
	})
	if !table.stacked || table.head.Visible() {
		t.Fatal("the columns pile up")
	}
	text := ""
	Walk(table.body.pool[0].cells, func(o fyne.CanvasObject) bool {
		if s, ok := o.(*Text); ok {
			text += s.String() + "|"
		}
		return false
	})
	if !strings.Contains(text, "Dernier contact\u00a0: il y a 14 jours") || !strings.Contains(text, "Sans nouvelles") || strings.Contains(text, "en attente") {
		t.Errorf("a stacked row says %q", text)
	}
	Focus(table)
	key(w, fyne.KeyDown, fyne.KeyReturn)
	if opened != 1 {
		t.Errorf("opened %d", opened)
	}
	w.Resize(fyne.NewSize(1900, 500))
	if table.stacked || !table.head.Visible() {
		t.Error("the columns stay stacked though there is room")
	}
	for i, width := range table.widths(1860) {
		if least := leastWidth(table.head.Objects[i]); width < least {
			t.Errorf("column %d is %g wide, its head %g", i, width, least)
		}
	}
}

func TestTheRowOfATableIsKeptInViewOfItsPage(t *testing.T) {
	var table *Table
	var p *Page
	w := room(t, theme.Options{}, fyne.NewSize(600, 300), func() fyne.CanvasObject {
		table = NewTable([]Column{{Title: "Nom", Width: 1}}, func() int { return 40 }, func(int, int) Cell { return Cell{Text: "Ligne"} })
		p = NewPage(VBox(10, Gap(10, 200), table))
		return p
	})
	Focus(table)
	before := p.Offset()
	key(w, fyne.KeyEnd)
	if table.Selected() != 39 || p.Offset() <= before {
		t.Fatalf("row %d, page at %g", table.Selected(), p.Offset())
	}
	key(w, fyne.KeyHome)
	if table.Selected() != 0 || table.scroll.Offset.Y != 0 {
		t.Fatalf("row %d at %g", table.Selected(), table.scroll.Offset.Y)
	}
}

func TestPinPadTellsTheCodeAndForgetsIt(t *testing.T) {
	var codes []string
	var p *PinPad
	w := room(t, theme.Options{}, fyne.NewSize(400, 500), func() fyne.CanvasObject {
		p = NewPinPad(4, func(c string) { codes = append(codes, c) })
		return VBox(0, p.Dots(), p)
	})
	Focus(p)
	key(w, fyne.Key1, fyne.Key2, fyne.Key9, fyne.KeyBackspace, fyne.Key3, fyne.Key4)
	if len(codes) != 1 || codes[0] != "1234" || len(p.code) != 0 || p.dots.filled != 0 {
		t.Fatalf("codes %v, left %q", codes, p.code)
	}
	p.SetEnabled(false)
	key(w, fyne.Key1)
	if len(p.code) != 0 {
		t.Fatal("a closed pad took a digit")
	}
}

func TestQRIsReadBack(t *testing.T) {
	const address = "https://www.service-public.fr/particuliers/vosdroits/F1344"
	img, err := qrImage(address, 240)
	if err != nil {
		t.Fatal(err)
	}
	if img.Rect.Dx() > 240 || img.Rect.Dx()%(modules(address)+2*quietModules) != 0 {
		t.Errorf("%d pixels for %d modules", img.Rect.Dx(), modules(address))
	}
	bitmap, err := gozxing.NewBinaryBitmapFromImage(img)
	if err != nil {
		t.Fatal(err)
	}
	got, err := qrcode.NewQRCodeReader().Decode(bitmap, map[gozxing.DecodeHintType]interface{}{gozxing.DecodeHintType_PURE_BARCODE: true})
	if err != nil || got.GetText() != address {
		t.Fatalf("%v, %v", got, err)
	}
}

func TestRowsBreakAndTextWrapsInsteadOfOverflowing(t *testing.T) {
	for _, factor := range []float32{1, 1.5, 2} {
		for _, wide := range []float32{320, 640, 1280} {
			var row *fyne.Container
			room(t, theme.Options{Factor: factor}, fyne.NewSize(wide, 900), func() fyne.CanvasObject {
				row = HBox(12, Grow(NewText("Un texte qui tient sur plusieurs lignes quand il le faut")), NewButton(Secondary, "Ouvrir", "", nil), Tag(Good, "check-bold", "Relu"))
				return VBox(8, row)
			})
			for _, o := range row.Objects {
				if end := o.Position().X + o.Size().Width; end > wide+1 {
					t.Errorf("factor %g, width %g: something ends at %g", factor, wide, end)
				}
			}
			for i, a := range row.Objects {
				for _, b := range row.Objects[i+1:] {
					if overlap(a, b) {
						t.Errorf("factor %g, width %g: parts overlap", factor, wide)
					}
				}
			}
		}
	}
}

func overlap(a, b fyne.CanvasObject) bool {
	pa, pb, sa, sb := a.Position(), b.Position(), a.Size(), b.Size()
	return pa.X+sa.Width > pb.X+0.5 && pb.X+sb.Width > pa.X+0.5 && pa.Y+sa.Height > pb.Y+0.5 && pb.Y+sb.Height > pa.Y+0.5
}

func TestColumnsOfAChartBecomeRowsWhenNumbersWouldTouch(t *testing.T) {
	var bars []Bar
	for range 10 {
		bars = append(bars, Bar{Label: "Sept.", Value: 1605, Shown: "1\u00a0605"})
	}
	for wide, columns := range map[float32]bool{900: true, 300: false} {
		var c *Chart
		room(t, theme.Options{}, fyne.NewSize(wide, 600), func() fyne.CanvasObject {
			c = VBarChart("Par mois", "2026", "", bars)
			return VBox(0, c)
		})
		e := c.body.Objects[0].(*fyne.Container).Layout.(*either)
		if e.wide.Visible() != columns || e.slim.Visible() == columns {
			t.Errorf("at %g: columns shown %v", wide, e.wide.Visible())
		}
	}
	c := HBarChart("Par mois", bars)
	c.ShowTable(true)
	if !strings.Contains(c.AccessibilityLabel(), "Sept. 1\u00a0605") {
		t.Error("the figures are not read")
	}
}

func TestEveryTargetIsLargeEnough(t *testing.T) {
	for set, floor := range map[theme.Set]float32{theme.Desk: 40, theme.Kiosk: 96, theme.KioskLarge: 96} {
		room(t, theme.Options{Set: set}, fyne.NewSize(1900, 1000), func() fyne.CanvasObject { return Gap(1, 1) })
		for name, o := range map[string]fyne.CanvasObject{
			"button": NewButton(Secondary, "A", "", nil), "icon": NewIconButton(Quiet, "x-bold", "Fermer", nil), "chip": NewChip("A", nil),
			"answer": NewAnswer(1, "A", nil), "checkbox": NewCheckbox("A", "", false, nil), "status": NewStatusChip(Good, "cloud-check", "À jour", nil),
			"cell": newCell("A", 10, 6, theme.Current().M().Target, choiceFace), "stepper": NewStepper("a", 1, 0, 9, nil).plus,
			"key": NewPinPad(4, nil).first, "row": NewRow("a", theme.Current().M().Target, NewText("A"), nil),
		} {
			if s := o.MinSize(); s.Height < floor {
				t.Errorf("set %d: %s is %g high, floor %g", set, name, s.Height, floor)
			}
		}
	}
}

func TestAllIconsNamedHereExist(t *testing.T) {
	room(t, theme.Options{}, fyne.NewSize(100, 100), func() fyne.CanvasObject { return Gap(1, 1) })
	for _, name := range []string{
		"check-bold", "x-bold", "warning-circle-bold", "magnifying-glass-bold", "caret-right-bold", "caret-down-bold", "caret-up-bold",
		"minus-bold", "plus-bold", "check-circle-bold", "info", "backspace", "list-checks-bold",
	} {
		if res := theme.Current().IconIn(name, theme.Ink); strings.HasPrefix(res.Name(), "unknown-") {
			t.Errorf("no icon %s", name)
		}
	}
}

func TestTextColoursFollowTheState(t *testing.T) {
	room(t, theme.Options{}, fyne.NewSize(300, 100), func() fyne.CanvasObject { return Gap(1, 1) })
	b := NewButton(Primary, "A", "", nil)
	if got := theme.Current().C(b.text.role); got != (color.NRGBA{0xff, 0xff, 0xff, 0xff}) {
		t.Errorf("text of the primary button: %v", got)
	}
	b.Disable()
	if b.text.role != theme.OffText {
		t.Errorf("text of a disabled button: %s", b.text.role)
	}
}
