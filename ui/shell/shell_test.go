package shell

import (
	"errors"
	"fmt"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"parvis/app"
	"parvis/i18n"
	"parvis/ui/kit"
	"parvis/ui/theme"
)

// page is a screen that counts what happens to it.
type page struct {
	Plain
	name         string
	built        int
	shown        int
	hidden       int
	keys         []fyne.KeyName
	own          map[Action]func()
	field        *kit.Field
	body         func(*Env) Page
	lastLanguage string
}

func (p *page) Title() string                { return p.name }
func (p *page) OnShow()                      { p.shown++ }
func (p *page) OnHide()                      { p.hidden++ }
func (p *page) Shortcuts() map[Action]func() { return p.own }
func (p *page) TypedKey(ev *fyne.KeyEvent) bool {
	p.keys = append(p.keys, ev.Name)
	_, digit := kit.DigitOf(ev.Name)
	return digit
}

func (p *page) Build(env *Env) Page {
	p.built++
	p.lastLanguage = env.Words.Lang()
	if p.body != nil {
		return p.body(env)
	}
	p.field = kit.NewSearch("Chercher", nil)
	return Page{Title: p.name, Body: kit.VBox(8, p.field, kit.NewButton(kit.Secondary, "Ouvrir", "", nil)), First: p.field}
}

// guard is a keeper with one good code.
type guard struct {
	people []Person
	tries  int
	err    error
}

func (g *guard) People() []Person { return g.people }

func (g *guard) Try(id, code string) Verdict {
	g.tries++
	switch {
	case g.err != nil:
		return Verdict{Err: g.err}
	case code == "123456" && id == "n":
		return Verdict{OK: true}
	case g.tries >= 3:
		return Verdict{Wait: 30 * time.Second}
	}
	return Verdict{Left: 5 - g.tries}
}

type window struct {
	*Shell
	first, second *page
	acted         []Action
	later         []func()
	keeper        *guard
	now           time.Time
}

func open(t *testing.T, change func(*Config)) *window {
	t.Helper()
	test.NewTempApp(t)
	w := test.NewTempWindow(t, kit.Gap(1, 1))
	x := &window{first: &page{name: "Aujourd’hui"}, second: &page{name: "Guides"}, now: time.Date(2026, 11, 24, 7, 52, 0, 0, time.UTC)}
	x.keeper = &guard{people: []Person{{"n", "Nadia", 0, false}, {"k", "Karim", 1, false}, {"s", "Sophie", 2, false}, {"y", "Yanis", 3, false}}}
	c := Config{
		Window: w,
		Clock:  func() time.Time { return x.now },
		After: func(_ time.Duration, f func()) func() {
			x.later = append(x.later, f)
			return func() {}
		},
		Nav: []NavItem{
			{"today", "shell.settings", "sun-horizon", "sun-horizon-fill", func() Screen { return x.first }},
			{"guides", "shell.lock", "book-open-text", "book-open-text-fill", func() Screen { return x.second }},
		},
		Settings: func() Screen { return &page{name: "Réglages"} },
		Person:   Person{"n", "Nadia", 0, false}, Keeper: x.keeper, Place: "Médiathèque de Miramas",
		Actions: map[Action]func(){Help: func() { x.acted = append(x.acted, Help) }, Search: func() { x.acted = append(x.acted, Search) }},
		OnKiosk: func() {}, OnForgotten: func(Person) {},
	}
	if change != nil {
		change(&c)
	}
	w.Resize(fyne.NewSize(1280, 800))
	x.Shell = New(c)
	return x
}

func (x *window) key(name fyne.KeyName) {
	if f := x.window.Canvas().Focused(); f != nil {
		f.TypedKey(&fyne.KeyEvent{Name: name})
		return
	}
	x.window.Canvas().OnTypedKey()(&fyne.KeyEvent{Name: name})
}

func TestEscapeGoesBackThroughTheHistory(t *testing.T) {
	x := open(t, nil)
	x.Open("today")
	x.Env().Go(x.second)
	if x.Current() != Screen(x.second) || x.first.hidden != 1 {
		t.Fatal("the second screen is not above the first")
	}
	x.key(fyne.KeyEscape)
	if x.Current() != Screen(x.first) || x.second.hidden != 1 || x.first.shown != 2 {
		t.Fatal("Escape did not come back")
	}
	x.key(fyne.KeyEscape)
	if x.Current() != Screen(x.first) {
		t.Fatal("Escape left the first screen")
	}
}

func TestShortcutsReachTheScreenThenTheWindow(t *testing.T) {
	x := open(t, nil)
	printed := 0
	x.first.own = map[Action]func(){Print: func() { printed++ }}
	x.Open("today")
	if _, writing := x.window.Canvas().Focused().(fyne.Shortcutable); !writing {
		t.Fatal("the search field should have the focus when the screen opens")
	}
	x.Shortcut(fyne.KeyP, fyne.KeyModifierShortcutDefault)
	x.Shortcut(fyne.KeyK, fyne.KeyModifierShortcutDefault)
	x.key(fyne.KeyF1)
	if printed != 1 || len(x.acted) != 2 {
		t.Fatalf("printed %d, window acted %v", printed, x.acted)
	}
	x.Shortcut(fyne.Key2, fyne.KeyModifierAlt)
	if x.Chosen() != "guides" {
		t.Fatalf("Alt+2 opened %q", x.Chosen())
	}
	x.Shortcut(fyne.Key9, fyne.KeyModifierAlt)
	if x.Chosen() != "guides" {
		t.Fatal("Alt+9 opened something")
	}
}

func TestPlainKeysReachTheScreen(t *testing.T) {
	x := open(t, nil)
	x.Open("today")
	x.window.Canvas().Unfocus()
	x.key(fyne.Key3)
	if len(x.first.keys) != 1 || x.first.keys[0] != fyne.Key3 {
		t.Fatalf("keys: %v", x.first.keys)
	}
}

func TestAModalKeepsKeysAndShortcuts(t *testing.T) {
	x := open(t, nil)
	x.Open("today")
	x.Env().Go(x.second)
	kit.Tell(x.Env().Canvas(), "Titre", "Phrase")
	x.Shortcut(fyne.Key1, fyne.KeyModifierAlt)
	x.Shortcut(fyne.KeyK, fyne.KeyModifierShortcutDefault)
	if x.Current() != Screen(x.second) || len(x.acted) != 0 {
		t.Fatal("a shortcut went through the modal")
	}
	x.key(fyne.KeyEscape)
	if x.modal() || x.Current() != Screen(x.second) {
		t.Fatal("Escape must close the modal and nothing else")
	}
}

func TestUnlock(t *testing.T) {
	x := open(t, nil)
	x.Open("today")
	x.Shortcut(fyne.KeyL, fyne.KeyModifierShortcutDefault)
	if !x.Locked() || x.first.hidden != 1 {
		t.Fatal("Ctrl+L did not lock")
	}
	x.Shortcut(fyne.KeyK, fyne.KeyModifierShortcutDefault)
	x.Shortcut(fyne.Key2, fyne.KeyModifierAlt)
	if len(x.acted) != 0 || x.Chosen() != "today" {
		t.Fatal("a shortcut worked while locked")
	}
	code := func(digits string) {
		for _, d := range digits {
			x.key(fyne.KeyName(d))
		}
	}
	code("111111")
	if got := x.locked.message.String(); got != "Ce n’est pas le bon code. Il vous reste 4 essais." {
		t.Fatalf("message: %q", got)
	}
	code("1111")
	x.key(fyne.KeyBackspace)
	code("1112")
	if x.keeper.tries != 2 || x.locked == nil {
		t.Fatalf("tries %d", x.keeper.tries)
	}
	x.key(fyne.KeyBackspace)
	code("111111")
	if !x.locked.message.Visible() || len(x.later) == 0 {
		t.Fatal("the third wrong code must wait")
	}
	code("123456")
	if x.keeper.tries != 3 {
		t.Fatal("the pad took digits while waiting")
	}
	x.now = x.now.Add(30 * time.Second)
	x.later[len(x.later)-1]()
	code("123456")
	if x.Locked() || x.Current() != Screen(x.first) || x.first.shown != 2 {
		t.Fatal("the good code did not open the window where it was")
	}
}

func TestUnlockTellsADamagedFile(t *testing.T) {
	x := open(t, nil)
	x.Lock()
	x.keeper.err = app.E(app.Damaged, "bad_day", "value", "x").Because(errors.New("disk"))
	for range 6 {
		x.key(fyne.Key1)
	}
	if !x.modal() || !x.Locked() {
		t.Fatal("the failure was not told")
	}
}

func TestTheStateOfTheNetworkIsSaidInTheLanguageShown(t *testing.T) {
	x := open(t, nil)
	x.Open("today")
	for range 2 {
		o := x.Env().Look()
		o.Words = i18n.New("en")
		x.SetLook(o)
		if said, want := x.chip.AccessibilityLabel(), x.Env().T("shell.status.offline"); !strings.Contains(said, want) {
			t.Fatalf("the chip says %q", said)
		}
		x.SetStatus(kit.Good, "cloud-check", func(l *i18n.Localizer) string { return l.T("shell.status.offline") })
	}
}

func TestLockingWithoutACodeSaysWhatIsMissing(t *testing.T) {
	x := open(t, nil)
	x.Open("today")
	x.keeper.people = nil
	x.Act(LockNow)
	said := false
	kit.Walk(x.window.Canvas().Content(), func(o fyne.CanvasObject) bool {
		named, ok := o.(interface{ AccessibilityLabel() string })
		said = said || ok && strings.Contains(named.AccessibilityLabel(), x.Env().T("shell.lock.nocode"))
		return said
	})
	if x.Locked() || !said {
		t.Error("nothing says that a code is missing")
	}
}

func TestChangeOfLanguageAndContrastRebuildsInPlace(t *testing.T) {
	x := open(t, nil)
	x.Open("today")
	o := x.Env().Look()
	o.Words, o.Variant, o.Factor = i18n.New("en"), theme.HighContrast, 1.5
	x.SetLook(o)
	if x.first.built != 2 || x.first.lastLanguage != "en" || !theme.Current().HighContrast() || theme.Current().Text(theme.Body) != 24 {
		t.Fatalf("built %d in %s", x.first.built, x.first.lastLanguage)
	}
	if x.Current() != Screen(x.first) || x.first.shown != 1 {
		t.Fatal("a change of look is not a navigation")
	}
}

func TestDoRunsWorkThenHandsOver(t *testing.T) {
	var order []string
	x := open(t, func(c *Config) {
		c.Background = func(f func()) { order = append(order, "background"); f() }
		c.UI = func(f func()) { order = append(order, "ui"); f() }
	})
	Do(x.Env(), func() (int, error) { order = append(order, "work"); return 7, nil }, func(n int, err error) {
		if n != 7 || err != nil {
			t.Errorf("%d, %v", n, err)
		}
	})
	if len(order) != 3 || order[0] != "background" || order[2] != "ui" {
		t.Errorf("order %v", order)
	}
}

func TestToastGoesByItself(t *testing.T) {
	x := open(t, nil)
	x.Open("today")
	undone := false
	x.Env().ToastUndo("Compte rendu enregistré.", "Annuler", func() { undone = true })
	if x.toasts.Text() == "" {
		t.Fatal("no toast")
	}
	x.later[len(x.later)-1]()
	if x.toasts.Text() != "" || undone {
		t.Fatal("the toast stayed")
	}
}

func TestTheUnlockPageFitsASmallScreen(t *testing.T) {
	x := open(t, nil)
	x.window.Resize(fyne.NewSize(1366, 768))
	x.Lock()
	x.locked.say("Ce n’est pas le bon code. Il vous reste 4 essais.")
	d := fyne.CurrentApp().Driver()
	for _, o := range []fyne.CanvasObject{x.locked.hello, x.locked.pad} {
		if end := d.AbsolutePositionForObject(o).Y + o.Size().Height; end > 768 {
			t.Errorf("%T ends at %g", o, end)
		}
	}
}

func TestMorePeopleThanAPage(t *testing.T) {
	x := open(t, nil)
	for i := range 11 {
		x.keeper.people = append(x.keeper.people, Person{string(rune('a' + i)), "Agent", i, false})
	}
	x.Lock()
	if len(x.locked.cards) != peoplePerPage {
		t.Fatalf("%d cards", len(x.locked.cards))
	}
	x.locked.from = peoplePerPage
	x.locked.chosen = peoplePerPage
	x.locked.show()
	if len(x.locked.cards) != 15-peoplePerPage || !x.locked.cards[0].On() {
		t.Fatalf("second page: %d cards", len(x.locked.cards))
	}
}

// The pictures are looked at by hand; here each must at least fit the smallest
// window it is meant for.
func TestPictures(t *testing.T) {
	for name, o := range map[string]theme.Options{"light": {}, "contrast": {Variant: theme.HighContrast}, "dark": {Variant: theme.Dark}, "large": {Factor: 2}} {
		t.Run(name, func(t *testing.T) {
			x := open(t, func(c *Config) { c.Look = o })
			x.Lock()
			x.key(fyne.Key1)
			x.save(t, "shell-lock-"+name)
			x.keeper.err = nil
			x.locked = nil
			x.first.body = sample
			x.Open("today")
			x.Env().Toast("Compte rendu enregistré.")
			x.save(t, "shell-today-"+name)
			x.toasts.Clear()
			kit.Ask(x.Env().Canvas(), "Effacer ce brouillon\u00a0?", "Ce qui est enregistré reste enregistré.", kit.Danger, "Garder", "Effacer", func() {})
			x.save(t, "shell-modal-"+name)
		})
	}
}

func (x *window) save(t *testing.T, name string) {
	t.Helper()
	if s := x.window.Canvas().Size(); s != fyne.NewSize(1280, 800) {
		t.Errorf("%s does not fit in 1280×800: %v", name, s)
	}
	dir := os.Getenv("PARVIS_PHOTOS")
	if dir == "" {
		return
	}
	shot := x.window.Canvas().Capture()
	f, err := os.Create(filepath.Join(dir, name+".png"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := png.Encode(f, shot); err != nil {
		t.Fatal(err)
	}
}

// sample is close to the first screen of the desk.
func sample(env *Env) Page {
	search := kit.NewField(kit.FieldLook{Inside: "Quelle démarche\u00a0?", Icon: "magnifying-glass-bold", Height: 64, Size: 22, End: kit.Muted("11 guides trouvés").NoWrap()})
	search.SetText("carte")
	results := kit.VBox(0)
	for i, words := range []string{"Refaire une **carte** d’identité", "**Carte** mobilité inclusion (CMI)", "Changer d’adresse sur la **carte** grise"} {
		text := kit.Rich(words).At(17)
		row := kit.HBox(14, kit.IconTile("identification-card", theme.Sand, 36, 24, 9), text, kit.Muted("Papiers · 5 étapes"), kit.Spacer(), kit.Tag(kit.Good, "check-bold", "Relu le 12 octobre"))
		r := kit.NewRow(words, 50, row, nil)
		r.SetOn(i == 0)
		results.Add(r)
	}
	day := kit.VBox(6, kit.SectionTitle("Vos séances du jour", kit.Muted("5 séances · 2 h 10").NoWrap(), kit.NewButton(kit.Secondary, "+1 demande non reçue", "", nil)))
	for range 4 {
		day.Add(kit.HLine())
		day.Add(kit.NewRow("09:10", 52, kit.HBox(16, kit.Strong("09:10"), kit.Grow(kit.NewText("S’actualiser sur France Travail")), kit.Muted("25 min"), kit.Tag(kit.Good, "check-bold", "Enregistrée"), kit.NewIcon("caret-right-bold", theme.Ink2, 18)), nil))
	}
	todo := kit.TintCard(kit.Warn, kit.VBox(12, kit.HBox(10, kit.NewIcon("bell-ringing", theme.AmberText, 24), kit.Section("À ne pas oublier")),
		kit.HBox(14, kit.Grow(kit.VBox(0, kit.Strong("Un compte rendu à finir"), kit.Muted("Séance de 11:30, il manque la suite donnée."))), kit.NewButton(kit.Secondary, "Le finir", "", nil))))
	return Page{
		Title: "Bonjour Nadia", Subtitle: "Mardi 24 novembre 2026 · Médiathèque de Miramas",
		Body: kit.VBox(18, kit.HBox(16, kit.Grow(search), kit.NewTallButton(kit.Primary, "Nouvelle séance", "plus-bold", nil).Tall(64)),
			kit.CardPad(8, results),
			kit.Row(20, kit.Top, kit.Grow(kit.Card(day)), kit.Sized(364, 0, todo))),
		First: search,
	}
}

// timed is a window whose clock and delays are in hand.
type timed struct {
	*window
	now  time.Time
	wait time.Duration
	due  func()
}

func openTimed(t *testing.T, after time.Duration, change func(*Config)) *timed {
	t.Helper()
	x := &timed{now: time.Date(2026, 11, 24, 7, 52, 0, 0, time.UTC)}
	x.window = open(t, func(c *Config) {
		c.LockAfter = after
		c.Clock = func() time.Time { return x.now }
		c.After = func(d time.Duration, f func()) func() {
			x.wait, x.due = d, f
			return func() { x.due = nil }
		}
		if change != nil {
			change(c)
		}
	})
	return x
}

// pass lets time go by: what waits for it runs.
func (x *timed) pass(d time.Duration) {
	x.now = x.now.Add(d)
	if f := x.due; f != nil && d >= x.wait {
		x.due = nil
		f()
	}
}

func TestTheWindowLocksWhenNobodyIsThere(t *testing.T) {
	const delay = 10 * time.Minute
	x := openTimed(t, delay, nil)
	x.Open("today")
	x.pass(6 * time.Minute)
	x.key(fyne.KeyDown) // a sign of life
	x.pass(delay)
	if !x.Locked() {
		x.pass(x.wait)
	}
	if !x.Locked() {
		t.Fatal("the window stayed open")
	}
	for _, k := range []fyne.KeyName{fyne.Key1, fyne.Key2, fyne.Key3, fyne.Key4, fyne.Key5, fyne.Key6} {
		x.key(k)
	}
	if x.Locked() {
		t.Fatal("the code does not open")
	}
	typing := x.first.field
	for range 4 {
		x.pass(9 * time.Minute)
		typing.FocusTarget().TypedRune('a') // typing in a field counts too
		if x.Locked() {
			t.Fatal("locked while someone was typing")
		}
	}
	x.now = x.now.Add(3 * time.Hour) // the machine slept: no timer ran
	x.alive()
	if !x.Locked() {
		t.Error("open after a long sleep")
	}
	x.SetLockAfter(0)
	if x.due != nil {
		t.Error("it still waits")
	}
}

func TestWithoutACodeTheDelayDoesNothing(t *testing.T) {
	x := openTimed(t, time.Minute, nil)
	x.keeper.people = nil
	x.Open("today")
	x.pass(time.Minute)
	if x.Locked() || x.due == nil {
		t.Error("locked without a code, or the watch stopped")
	}
}

func TestEachFindsTheirOwnScreensAndNobodyElses(t *testing.T) {
	x := open(t, nil)
	x.Open("today")
	x.Env().Go(x.second)
	x.Lock()
	x.unlocked(x.keeper.people[1]) // Karim
	if x.Current() != Screen(x.first) || len(x.stack) != 1 {
		t.Fatal("a colleague finds another's screens")
	}
	x.Lock()
	x.unlocked(x.keeper.people[0])
	if x.Current() != Screen(x.second) || len(x.stack) != 2 {
		t.Fatal("the first does not find hers again")
	}
	x.Lock()
	x.unlocked(x.keeper.people[0])
	if x.Current() != Screen(x.second) {
		t.Fatal("the same person is sent back to the beginning")
	}
}

// waiting is a keeper that remembers delays of before a restart.
type waiting struct {
	*guard
	left map[string]time.Duration
}

func (w waiting) Wait(id string) time.Duration { return w.left[id] }

func TestTheWaitOfBeforeARestartIsSaidAndCountedDown(t *testing.T) {
	var w waiting
	x := openTimed(t, 0, func(c *Config) {
		w = waiting{c.Keeper.(*guard), map[string]time.Duration{"n": 3 * time.Second}}
		c.Keeper = w
	})
	x.Lock()
	said := func(want string) {
		t.Helper()
		if got := x.locked.message.String(); !strings.Contains(got, want) {
			t.Errorf("it says %q, not %q", got, want)
		}
	}
	said("dans 3 secondes")
	for range 6 {
		x.key(fyne.Key1)
	}
	if x.keeper.tries != 0 {
		t.Error("a try was made while one must wait")
	}
	x.pass(time.Second)
	said("dans 2 secondes")
	x.locked.choose(1)
	said("")
	if x.locked.message.Visible() {
		t.Error("a colleague must wait too")
	}
	x.locked.choose(0)
	x.pass(3 * time.Second)
	if x.locked.message.Visible() {
		t.Error("it still waits")
	}
	w.left["n"] = 5 * time.Minute
	x.locked.choose(0)
	said("dans 5 minutes")
}

func TestWordsInsteadOfDigits(t *testing.T) {
	x := open(t, nil)
	x.keeper.people = []Person{{"n", "Nadia", 0, true}, {"k", "Karim", 1, false}}
	x.Lock()
	f := x.window.Canvas().Focused()
	if f != x.locked.words.FocusTarget() || x.locked.pad.Visible() {
		t.Fatal("there is nowhere to type words")
	}
	for _, r := range "1 mot" {
		f.TypedRune(r)
	}
	f.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	if x.keeper.tries != 1 || x.locked.words.Text() != "" {
		t.Errorf("%d tries, %q left", x.keeper.tries, x.locked.words.Text())
	}
	x.locked.choose(1)
	if !x.locked.pad.Visible() || x.locked.words.Visible() {
		t.Error("the colleague with six digits has no pad")
	}
}

func TestEveryWordOfTheRailIsSeenInALargeText(t *testing.T) {
	const entries = 7
	x := open(t, func(c *Config) {
		c.Look.Factor = 2
		c.Nav = nil
		for i := range entries {
			c.Nav = append(c.Nav, NavItem{fmt.Sprint(i), "shell.settings", "gear", "gear", func() Screen { return &page{name: "Écran"} }})
		}
	})
	x.window.Resize(fyne.NewSize(1366, 768))
	x.Open("0")
	inRail := func(visit func(o fyne.CanvasObject, y float32)) {
		kit.Walk(x.window.Content(), func(o fyne.CanvasObject) bool {
			if at := fyne.CurrentApp().Driver().AbsolutePositionForObject(o); at.X < 170 {
				visit(o, at.Y)
			}
			return false
		})
	}
	words, icons, bottom := 0, 0, float32(0)
	count := func(o fyne.CanvasObject, y float32) {
		switch w := o.(type) {
		case *kit.Text:
			if w.String() != x.env.T("shell.settings") {
				return
			}
			if y < bottom {
				t.Errorf("an entry at %g stands on the one that ends at %g", y, bottom)
			}
			words, bottom = words+1, y+o.Size().Height
		case *kit.Icon:
			icons++
		}
	}
	inRail(count)
	if words != entries+1 || bottom > 768 || icons != 0 {
		t.Errorf("%d words down to %g, %d icons", words, bottom, icons)
	}
	x.window.Resize(fyne.NewSize(1366, 1400))
	words, icons, bottom = 0, 0, 0
	if inRail(count); words != entries+1 || icons != entries+1 {
		t.Errorf("%d words and %d icons where there is room", words, icons)
	}
}
