package desk

import (
	"context"
	"image/png"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"parvis/app"
	"parvis/app/guide"
	"parvis/app/handout"
	"parvis/app/library"
	"parvis/app/lots"
	"parvis/app/relay"
	"parvis/app/session"
	"parvis/assets"
	"parvis/i18n"
	"parvis/store/device"
	"parvis/ui/kit"
	"parvis/ui/shell"
	"parvis/ui/theme"
)

// bench is a desk on a real data directory and the starter guides, with a hand
// on its clock.
type bench struct {
	*Desk
	t       *testing.T
	sh      *shell.Shell
	win     fyne.Window
	device  *device.Device
	shelf   *library.Shelf
	records *library.Memory
	now     time.Time
	shown   []string
	docked  []bool
	place   PlaceInfo
	pending []func()
	me      Mediator
	papers  []*handout.Letter
}

// option changes a bench before its window opens.
type option func(*benchOptions)

type benchOptions struct {
	w, h float32
	look theme.Options
	lang string
}

func size(w, h float32) option       { return func(o *benchOptions) { o.w, o.h = w, h } }
func in(lang string) option          { return func(o *benchOptions) { o.lang = lang } }
func variant(v theme.Variant) option { return func(o *benchOptions) { o.look.Variant = v } }
func textSize(factor float32) option { return func(o *benchOptions) { o.look.Factor = factor } }

func newBench(t *testing.T, options ...option) *bench {
	t.Helper()
	o := benchOptions{w: 1280, h: 800, lang: "fr"}
	for _, f := range options {
		f(&o)
	}
	test.NewTempApp(t)
	b := &bench{t: t, now: time.Date(2026, 11, 24, 14, 8, 0, 0, app.Zone(""))}
	b.place = PlaceInfo{Name: "Médiathèque de Miramas", Commune: "13063", Phone: "04 00 00 00 00", Hours: "Mardi au samedi, 10 h à 18 h"}
	b.open()
	b.win = test.NewWindow(nil)
	t.Cleanup(b.win.Close)
	b.win.SetPadded(false)
	o.look.Words = i18n.New(o.lang)
	b.sh = shell.New(shell.Config{
		Window: b.win, Look: o.look, Clock: b.clock, Zone: app.Zone(""),
		After:    func(_ time.Duration, f func()) func() { b.pending = append(b.pending, f); return func() {} },
		Nav:      b.Nav(),
		Settings: b.SettingsScreen, Actions: b.Actions(),
		Person: shell.Person{ID: b.Me().ID, Name: b.Me().Name}, Place: b.place.Name,
	})
	b.win.Resize(fyne.NewSize(o.w, o.h))
	b.sh.Open("today")
	return b
}

func (b *bench) clock() time.Time { return b.now }

func (b *bench) open() {
	t, ctx := b.t, context.Background()
	dir := t.TempDir()
	d, err := device.Init(ctx, dir, device.InitOptions{Meta: device.Meta{Place: b.place.Name, Commune: "13063"}, Mediator: "Nadia"},
		device.Options{Now: b.clock, Argon: device.Argon{Passes: 1, KiB: 64, Threads: 1}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	})
	b.device, b.records = d, &library.Memory{}
	b.shelf, err = library.Open(ctx, library.ShelfOptions{
		Starter: assets.Guides(), Dir: filepath.Join(dir, "guides"), Records: b.records, Now: b.clock, Zone: app.Zone(""),
	})
	if err != nil {
		t.Fatal(err)
	}
	m, err := d.Meta(ctx)
	if err != nil {
		t.Fatal(err)
	}
	b.me = Mediator{ID: m.Mediators[0].ID, Name: m.Mediators[0].Name}
	random := rand.NewChaCha8([32]byte{7})
	b.Desk = &Desk{
		Book: d, Shelf: b.shelf, Settings: d,
		Me: func() Mediator { return b.me }, Place: func() PlaceInfo { return b.place },
		Directory: benchPlaces{b},
		SetPlace:  func(_ context.Context, p PlaceInfo) error { b.place = p; return nil },
		Mediators: b.mediators,
		AddMediator: func(ctx context.Context, name, pin string) (Mediator, error) {
			one, err := d.AddMediatorWithPIN(ctx, name, pin)
			return Mediator{ID: one.ID, Name: one.Name, PIN: one.PIN}, err
		},
		SetPIN: d.SetPIN, People: benchPeople{Device: d, b: b},
		Context: func(context.Context) (session.Context, error) {
			return session.Context{Today: app.DayOf(b.now, app.Zone("")), EmployerCommune: "13063"}, nil
		},
		NewID:    func() (session.ID, error) { return session.NewID(b.now, random) },
		Communes: communesOf,
		Account:  b.account(d),
		Net:      b.network(d),
		Stores:   func(context.Context) (string, error) { return "Tout va bien.", nil },
		Guides: GuideDesk{Sheet: func(_ context.Context, s guide.Summary, o SheetOptions) (string, error) {
			return "feuille-" + o.Lang + "-" + string(o.Form), nil
		}},
		Show: func(path string) error { b.shown = append(b.shown, path); return nil },
		Dock: func(narrow bool) {
			b.docked = append(b.docked, narrow)
			if narrow {
				b.win.Resize(fyne.NewSize(380, 800))
			} else {
				b.win.Resize(fyne.NewSize(1280, 800))
			}
		},
		Version: "0.1.0",
	}
}

func communesOf(start string) []Commune {
	var out []Commune
	for _, c := range assets.Communes() {
		if strings.HasPrefix(strings.ToLower(c.Name), strings.ToLower(start)) {
			out = append(out, Commune{c.INSEE, c.Name})
		}
	}
	return out
}

// spaced writes no-break spaces as plain ones, as tests are typed.
func spaced(s string) string { return strings.ReplaceAll(s, i18n.NBSP, " ") }

// texts is everything the window says, box over it first.
func (b *bench) texts() string {
	var all []string
	look := func(o fyne.CanvasObject) bool {
		if named, ok := o.(interface{ AccessibilityLabel() string }); ok && named.AccessibilityLabel() != "Container" {
			all = append(all, spaced(named.AccessibilityLabel()))
		}
		return false
	}
	if top := b.win.Canvas().Overlays().Top(); top != nil {
		kit.Walk(top, look)
	}
	kit.Walk(b.win.Canvas().Content(), look)
	return strings.Join(all, "\n")
}

func (b *bench) says(words string) {
	b.t.Helper()
	if !strings.Contains(b.texts(), spaced(words)) {
		b.t.Errorf("the screen does not say %q:\n%s", words, b.texts())
	}
}

// press presses the first widget whose label holds these words.
func (b *bench) press(label string) {
	b.t.Helper()
	found := func(o fyne.CanvasObject) bool {
		named, ok := o.(interface{ AccessibilityLabel() string })
		tap, can := o.(fyne.Tappable)
		if ok && can && strings.Contains(spaced(named.AccessibilityLabel()), label) {
			tap.Tapped(&fyne.PointEvent{})
			return true
		}
		return false
	}
	if top := b.win.Canvas().Overlays().Top(); top != nil {
		if kit.Walk(top, found) {
			return
		}
	}
	if !kit.Walk(b.win.Canvas().Content(), found) {
		b.t.Fatalf("nothing says %q on screen:\n%s", label, b.texts())
	}
}

// typed types into what has the focus.
func (b *bench) typed(text string) {
	b.t.Helper()
	f := b.win.Canvas().Focused()
	if f == nil {
		b.t.Fatal("nothing has the focus")
	}
	for _, r := range text {
		f.TypedRune(r)
	}
}

// key presses a key as the window gets it.
func (b *bench) key(name fyne.KeyName) {
	ev := &fyne.KeyEvent{Name: name}
	if f := b.win.Canvas().Focused(); f != nil {
		f.TypedKey(ev)
		return
	}
	if on := b.win.Canvas().OnTypedKey(); on != nil {
		on(ev)
	}
}

func (b *bench) ctrl(name fyne.KeyName) { b.sh.Shortcut(name, fyne.KeyModifierShortcutDefault) }

// later runs what waits for time to pass.
func (b *bench) later(d time.Duration) {
	b.now = b.now.Add(d)
	due := b.pending
	b.pending = nil
	for _, f := range due {
		f()
	}
}

// photograph keeps the window when PARVIS_PHOTOS names a directory.
func (b *bench) photograph(name string) {
	b.t.Helper()
	dir := os.Getenv("PARVIS_PHOTOS")
	if dir == "" {
		return
	}
	f, err := os.Create(filepath.Join(dir, name+".png"))
	if err != nil {
		b.t.Fatal(err)
	}
	defer f.Close()
	if err := png.Encode(f, b.win.Canvas().Capture()); err != nil {
		b.t.Fatal(err)
	}
}

// record saves a session of the day, minutes ago.
func (b *bench) record(guideID string, minutes int, themes ...string) session.ID {
	b.t.Helper()
	id, err := b.NewID()
	if err != nil {
		b.t.Fatal(err)
	}
	s := session.Prefill(app.DayOf(b.now, app.Zone("")), session.Habit{})
	s.ID, s.GuideID, s.Duree, s.Thematiques = id, guideID, minutes, themes
	if guideID != "" {
		e, ok := b.shelf.Entry(guide.ID(guideID))
		if !ok {
			b.t.Fatalf("no guide %s", guideID)
		}
		s.Thematiques, s.GuideVersion, s.GuideOutcome = e.Themes, string(e.Version), "termine"
	}
	if err := b.save(context.Background(), s, false); err != nil {
		b.t.Fatal(err)
	}
	return id
}

// account is what leaves from a device.
func (b *bench) account(d *device.Device) Account {
	service := lots.NewService(d.Ledger(), app.Zone(""), nil)
	return Account{
		Summary: func(ctx context.Context) (lots.Summary, error) { return service.Summary(ctx, b.now) },
		History: service.History, Unconfirmed: func(ctx context.Context) (map[string]bool, error) { return relay.Unconfirmed(ctx, d) },
		Status: func(ctx context.Context) (relay.Status, error) { return relay.StatusOf(ctx, d) },
		Sync:   func(context.Context) (relay.Summary, error) { return relay.Summary{}, app.E(app.Hub, "not_enrolled") },
		Export: func(_ context.Context, file string) (string, error) {
			return file, os.WriteFile(file, []byte("{}"), 0o600)
		},
		WriteStick: func(_ context.Context, dir string) (int, string, error) {
			return 3, dir + "/parvis.parvis", nil
		},
		ReadReceipt: func(context.Context, string) (relay.Summary, error) {
			return relay.Summary{}, app.E(app.Rejected, "receipt_bad")
		},
		Aside: func(ctx context.Context) (list []relay.Entry, err error) {
			for e, err := range d.Entries(ctx) {
				if err != nil {
					return nil, err
				}
				if e.State == relay.SetAside {
					list = append(list, e)
				}
			}
			return list, nil
		},
		SaveAside: func(context.Context) (string, error) { return "mis-de-cote.json", nil },
	}
}

// network is one that knows the checks of a code, and no hub.
func (b *bench) network(d relay.Outbox) *Network {
	return &Network{
		Join: func(_ context.Context, text, _ string) (relay.Registration, error) {
			if _, err := relay.ParseCode(text); err != nil {
				return relay.Registration{}, err
			}
			reg := relay.Registration{Hub: "https://parvis.exemple.fr", Place: "Médiathèque", Role: "desk", At: b.now, Token: "d.s"}
			return reg, d.SetRegistration(context.Background(), reg)
		},
		Pictures:    func() []FoundFile { return []FoundFile{{Path: "/cle/invitation.png", At: b.now}} },
		Sticks:      func() []FoundFile { return []FoundFile{{Path: "/media/CLE"}} },
		Receipts:    func() []FoundFile { return nil },
		Pack:        func(context.Context) (uint64, error) { return 14, nil },
		ClosedUntil: func(context.Context) app.Day { return "" },
		CloseUntil:  func(context.Context, app.Day) error { return nil },
	}
}
