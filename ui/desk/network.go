package desk

import (
	"context"
	"path/filepath"
	"time"

	"fyne.io/fyne/v2"

	"parvis/app"
	"parvis/app/relay"
	"parvis/ui/kit"
	"parvis/ui/shell"
	"parvis/ui/theme"
)

// Network is what the desk needs to join a network and to do without one. Calls are made off the interface's thread.
type Network struct {
	// Join enrols this desk by a typed code and the hub's address, by the text a
	// scanner typed, or by the path of a picture (the address is then empty).
	Join func(ctx context.Context, text, hub string) (relay.Registration, error)
	// JoinKiosk is the same for the kiosk of this computer, which has an identity
	// of its own.
	JoinKiosk func(ctx context.Context, text, hub string) (relay.Registration, error)

	Pictures func() []FoundFile // that may be an invitation, newest first
	Sticks   func() []FoundFile // folders of the sticks plugged in
	Receipts func() []FoundFile // newest first

	// Pack is the edition of the coordinator's guides in use, and why a newer
	// one was refused.
	Pack        func(ctx context.Context) (version uint64, refused error)
	ClosedUntil func(ctx context.Context) app.Day
	CloseUntil  func(ctx context.Context, day app.Day) error
}

// FoundFile is a file or a folder a person may mean.
type FoundFile struct {
	Path string
	At   time.Time // zero: not said
}

// networkCard is where the desk stands with its network, in the settings.
type networkCard struct {
	d   *Desk
	env *shell.Env
	box *fyne.Container
}

func newNetworkCard(d *Desk, env *shell.Env) fyne.CanvasObject {
	c := &networkCard{d: d, env: env, box: kit.VBox(12)}
	c.update()
	return kit.Card(kit.VBox(12, kit.SectionTitle(env.T("desk.set.net")), c.box))
}

// netState is what the card shows.
type netState struct {
	relay.Status
	pack    uint64
	refused error
	closed  app.Day
	kiosk   *relay.Status
}

func (c *networkCard) update() {
	shell.Do(c.env, func() (s netState, err error) {
		ctx := context.Background()
		if s.Status, err = c.d.Status(ctx); err != nil || c.d.Net == nil {
			return s, err
		}
		s.pack, s.refused = c.d.Net.Pack(ctx)
		s.closed = c.d.Net.ClosedUntil(ctx)
		if s.Enrolled && c.d.kioskHere() {
			s.kiosk = c.d.kioskStatus(ctx)
		}
		return s, nil
	}, func(s netState, err error) {
		if err != nil {
			c.env.Fail(err)
			return
		}
		c.show(s)
	})
}

// kioskStatus is where this computer's kiosk stands; nil when it cannot be
// opened.
func (d *Desk) kioskStatus(ctx context.Context) *relay.Status {
	a, err := d.KioskAccount()
	if err != nil {
		return nil
	}
	s, err := a.Status(ctx)
	if err != nil {
		return nil
	}
	return &s
}

func (c *networkCard) show(s netState) {
	env := c.env
	c.box.RemoveAll()
	c.box.Add(c.d.statusLine(env, s.Status))
	switch {
	case c.d.Example:
		c.box.Add(kit.Muted(env.T("desk.set.enrol.example")))
	case c.d.Net == nil:
	case !s.Enrolled || s.Registration.Revoked:
		c.box.Add(kit.Muted(env.T("desk.set.enrol.why")))
		c.box.Add(kit.Wrap(8, kit.NewButton(kit.Primary, env.T("network.join"), "qr-code", func() { env.Go(newJoin(c.d, c.d.Net.Join, false)) })))
	default:
		c.enrolled(s)
	}
	c.box.Refresh()
	kit.Relayout(c.box)
}

// statusLine is the one honest line, then what was set aside.
func (a *Account) statusLine(env *shell.Env, s relay.Status) fyne.CanvasObject {
	key, args := s.Line(env.Now(), env.Zone)
	if own := a.key(key); env.Words.Has(own) {
		key = own
	}
	icon := "cloud-slash"
	if s.Enrolled && !s.Registration.Revoked && s.Progress.LastError == "" {
		icon = "cloud-check"
	}
	box := kit.VBox(6, kit.HBox(10, kit.NewIcon(icon, theme.Link, 24), kit.Grow(kit.Strong(env.T(key, args...)))))
	if why := s.Progress.LastError; s.Enrolled && why != "" && env.Words.Has(why) {
		box.Add(kit.Small(env.T(why)).In(theme.Ink2))
	}
	if key, args, ok := s.SetAsideLine(); ok {
		box.Add(kit.HBox(10, kit.NewIcon("warning-circle-bold", theme.RedText, 20), kit.Grow(kit.NewText(env.T(key, args...)).In(theme.RedText))))
	}
	return box
}

func (c *networkCard) enrolled(s netState) {
	env := c.env
	c.box.Add(kit.Muted(env.T("network.at", "place", s.Registration.Place, "hub", s.Registration.Hub)))
	if s.pack > 0 {
		c.box.Add(kit.HBox(10, kit.NewIcon("package", theme.Ink2, 20), kit.Grow(kit.NewText(env.T("network.pack", "n", int(s.pack))))))
	}
	if s.refused != nil {
		c.box.Add(kit.Banner(kit.Warn, "warning-bold", env.T("network.pack.refused"), app.Message(env.Words, s.refused), nil))
	}
	buttons := kit.Wrap(8, kit.NewButton(kit.Secondary, env.T("desk.leaves.sync"), "arrows-clockwise-bold", c.sync),
		kit.NewButton(kit.Secondary, env.T("network.stick"), "usb-bold", func() { env.Go(newStick(c.d, &c.d.Account)) }))
	if s.SetAside > 0 {
		buttons.Add(kit.NewButton(kit.Secondary, env.T("network.aside.see"), "list-checks-bold", func() { env.Go(newAside(c.d, &c.d.Account)) }))
	}
	c.box.Add(buttons)
	c.box.Add(kit.HLine())
	c.box.Add(c.closure(s.closed))
	if s.kiosk != nil {
		c.box.Add(kit.HLine())
		c.box.Add(c.kiosk(*s.kiosk))
	}
}

// closure announces holidays, so that nobody worries about a silent place.
func (c *networkCard) closure(day app.Day) fyne.CanvasObject {
	env := c.env
	set := func(d app.Day) {
		shell.Do(env, func() (bool, error) { return true, c.d.Net.CloseUntil(context.Background(), d) }, func(_ bool, err error) {
			env.Fail(err)
			c.update()
		})
	}
	if day != "" {
		return kit.HBox(10, kit.NewIcon("calendar-blank", theme.Ink2, 20), kit.Grow(kit.NewText(env.T("network.closed", "day", env.Words.LongDay(day.Time(env.Zone))))),
			kit.NewButton(kit.Secondary, env.T("network.closed.end"), "", func() { set("") }))
	}
	return kit.HBox(10, kit.Grow(kit.Muted(env.T("network.closed.why"))), kit.NewButton(kit.Secondary, env.T("network.closed.set"), "calendar-blank", func() {
		ask(env, env.T("network.closed.ask"), env.T("network.closed.help"), "", func(text string) error {
			d, ok := shell.DayTyped(text)
			if !ok || d == "" {
				return app.E(app.Rejected, "network_day")
			}
			if d < c.d.today(env) {
				return app.E(app.Rejected, "network_day_past")
			}
			set(d)
			return nil
		})
	}))
}

// kiosk says where this computer's kiosk stands.
func (c *networkCard) kiosk(s relay.Status) fyne.CanvasObject {
	env := c.env
	row := kit.HBox(10, kit.NewIcon("desktop", theme.Ink2, 22))
	if s.Enrolled && !s.Registration.Revoked {
		key, args := s.Line(env.Now(), env.Zone)
		row.Add(kit.Grow(kit.NewText(env.T("network.kiosk.in", "line", env.T(key, args...)))))
		return row
	}
	row.Add(kit.Grow(kit.Muted(env.T("network.kiosk.out"))))
	row.Add(kit.NewButton(kit.Secondary, env.T("network.kiosk.join"), "qr-code", func() { env.Go(newJoin(c.d, c.d.Net.JoinKiosk, true)) }))
	return row
}

func (c *networkCard) sync() {
	shell.Do(c.env, func() (relay.Summary, error) { return c.d.Sync(context.Background()) }, func(out relay.Summary, err error) {
		if err != nil {
			c.env.Fail(err)
		} else {
			c.env.Toast(c.env.T("desk.leaves.synced", "n", out.Sent))
		}
		c.update()
	})
}

// fileRows lists found files as buttons; none is a sentence.
func fileRows(env *shell.Env, list []FoundFile, icon, none string, picked func(path string)) fyne.CanvasObject {
	if len(list) == 0 {
		return kit.Muted(none)
	}
	box, group := kit.VBox(6), kit.NewGroup()
	for _, f := range list {
		name := filepath.Base(f.Path)
		line := kit.HBox(12, kit.NewIcon(icon, theme.Link, 24), kit.Grow(kit.VBox(0, kit.Strong(name), kit.Small(filepath.Dir(f.Path)).In(theme.Ink2))))
		if !f.At.IsZero() {
			line.Add(kit.Muted(env.Words.ShortDay(f.At.In(env.Zone)) + " " + env.Words.Clock(f.At.In(env.Zone))).NoWrap())
		}
		line.Add(kit.NewIcon("caret-right-bold", theme.Ink2, 18))
		row := kit.NewRow(name, 56, line, func() { picked(f.Path) })
		group.Add(row)
		box.Add(row)
	}
	return box
}
