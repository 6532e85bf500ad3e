package shell

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"

	"parvis/assets"
	"parvis/i18n"
	"parvis/ui/kit"
	"parvis/ui/theme"
)

// Keeper knows the people of this device and checks their codes. Try is slow
// on purpose and is called off the interface's thread.
type Keeper interface {
	People() []Person
	Try(id, code string) Verdict
}

// Waiter is a keeper that knows how long someone must still wait: said before
// the first try, also after a restart. It is called off the interface's thread.
type Waiter interface {
	Wait(id string) time.Duration
}

// Verdict is the answer to a code.
type Verdict struct {
	OK   bool
	Left int           // tries left before a wait; 0 says nothing about it
	Wait time.Duration // how long before the next try; grows with wrong codes
	Err  error         // something else went wrong (a damaged file)
}

// unlock is the page that asks who is there.
type unlock struct {
	s       *Shell
	people  []Person
	chosen  int
	from    int // first person shown
	cards   []*kit.Pressable
	hello   *kit.Text
	message *kit.Text
	mark    *kit.Icon
	pad     *kit.PinPad
	words   *kit.Field // instead of the pad, for who opens with words
	ways    *fyne.Container
	busy    bool
	stop    func()
}

// peoplePerPage are shown at once, in rows of four.
const peoplePerPage = 8

// Lock hides everything behind the unlock page. Without a keeper, or without
// anyone who has a code, it does nothing.
func (s *Shell) Lock() {
	if s.config.Keeper == nil {
		return
	}
	people := s.config.Keeper.People()
	if len(people) == 0 {
		return
	}
	for s.modal() {
		s.window.Canvas().Overlays().Remove(s.window.Canvas().Overlays().Top())
	}
	if s.locked == nil {
		s.hide()
	} else if s.locked.stop != nil {
		s.locked.stop()
	}
	s.toasts.Clear()
	u := &unlock{s: s, people: people}
	for i, p := range people {
		if p.ID == s.config.Person.ID {
			u.chosen = i
		}
	}
	u.from = u.chosen / peoplePerPage * peoplePerPage
	s.locked = u
	s.window.SetTitle(s.env.T("shell.window", "title", s.env.T("shell.unlock.title")))
	u.show()
}

// Locked says whether the unlock page is shown.
func (s *Shell) Locked() bool { return s.locked != nil }

func (u *unlock) show() {
	content := u.build()
	u.choose(u.chosen)
	u.s.window.SetContent(content)
	u.focus()
}

// focus goes to the cards, whose keys reach the pad, or to the words to type.
func (u *unlock) focus() {
	if u.people[u.chosen].Words {
		kit.Focus(u.words)
		return
	}
	kit.Focus(u.cards[u.chosen-u.from])
}

func (u *unlock) build() fyne.CanvasObject {
	th, env := theme.Current(), u.s.env
	bg := canvas.NewRectangle(th.C(theme.Fond))
	form := kit.Narrow(460, kit.VBox(14, kit.Title(env.T("shell.unlock.hello")).At(30), u.buildPeople(), u.buildPad(), u.buildFoot()))
	page := kit.NewPage(kit.Inset(12, 28, 12, 28, kit.Centred(kit.Sized(th.Scaled(460), 0, form))))
	return container.New(&unlockLayout{}, bg, u.buildBand(), page)
}

// buildBand is the blue panel: the mark, the place and the day.
func (u *unlock) buildBand() fyne.CanvasObject {
	th, env := theme.Current(), u.s.env
	bg := canvas.NewRectangle(th.C(theme.Band))
	logo := kit.HBox(16, kit.NewArt(assets.LogoInverse, 56, 56), kit.NewText("Parvis").At(34).Bold().In(theme.OnDeep).NoWrap())
	now := env.Now()
	day := env.T("shell.unlock.day", "day", i18n.Capital(env.Words.LongDay(now)), "time", env.Words.Clock(now))
	words := kit.VBox(4, logo, kit.Gap(0, 32), kit.NewText(u.s.config.Place).At(24).Bold().In(theme.OnDeep), kit.NewText(day).At(17).In(theme.OnDeep))
	parts := []fyne.CanvasObject{bg}
	if !th.HighContrast() {
		art := kit.NewArt(assets.DecorUnlock, 0, 0)
		art.FillMode = canvas.ImageFillCover
		parts = append(parts, art)
	}
	return kit.Over(append(parts, kit.Inset(56, 28, 0, 56, words))...)
}

func (u *unlock) buildPeople() fyne.CanvasObject {
	env := u.s.env
	group, grid := kit.NewGroup(), kit.Columns(96, 14)
	u.cards = nil
	for i := u.from; i < min(len(u.people), u.from+peoplePerPage); i++ {
		p := u.people[i]
		name := kit.NewText(p.Name).At(17).Centre()
		card := kit.NewPressable(p.Name, kit.Centred(kit.VBox(8, kit.Centred(kit.Avatar(Initial(p.Name), p.Tint, 60)), name)), kit.Look{
			Radius: 16, PadX: 6, PadY: 10, MinSize: fyne.NewSize(94, 112), Face: personFace,
			Paint: func(st kit.State, f kit.Face) {
				if name.In(f.Text); st.On {
					name.Bold()
				} else {
					name.Regular()
				}
			},
		}, func() { u.choose(i); u.focus() })
		card.OnKey = func(ev *fyne.KeyEvent) bool { return !u.people[u.chosen].Words && u.pad.TakeKey(ev) }
		group.Add(card)
		u.cards = append(u.cards, card)
		grid.Add(card)
	}
	if len(u.people) <= peoplePerPage {
		return grid
	}
	more := kit.NewButton(kit.Quiet, env.T("shell.unlock.more"), "users", func() {
		if u.from += peoplePerPage; u.from >= len(u.people) {
			u.from = 0
		}
		u.chosen = u.from
		u.show()
	})
	return kit.VBox(8, grid, more)
}

func personFace(st kit.State) kit.Face {
	f := kit.Face{Fill: theme.Surface, Stroke: theme.Stroke, Text: theme.Ink}
	switch {
	case st.On && theme.Current().HighContrast():
		f = kit.Face{Fill: theme.ChosenFill, Stroke: theme.PrimaryStroke, Text: theme.ChosenText}
	case st.On:
		f = kit.Face{Fill: theme.ToggleFill, Stroke: theme.PrimaryStroke, Width: 3, Text: theme.Ink}
	case st.Pressed:
		f.Fill = theme.PressedFill
	case st.Hovered:
		f.Fill = theme.HoverSurface
	}
	return f
}

func (u *unlock) buildPad() fyne.CanvasObject {
	u.pad = kit.NewPinPad(6, u.try)
	u.pad.OnKey = func() { u.say("") }
	u.words = kit.NewField(kit.FieldLook{Password: true, Help: u.s.env.T("shell.unlock.words.help")})
	u.words.OnChanged = func(string) { u.say("") }
	enter := func() {
		if text := u.words.Text(); text != "" {
			u.words.SetText("")
			u.try(text)
		}
	}
	u.words.OnSubmit = func(string) { enter() }
	u.ways = kit.VBox(12, u.pad, u.words, kit.NewTallButton(kit.Primary, u.s.env.T("shell.unlock.open"), "", enter))
	u.hello = kit.NewText("").As(theme.Label)
	u.message = kit.NewText("").In(theme.RedText).Bold()
	u.mark = kit.NewIcon("warning-circle-bold", theme.RedText, 20)
	u.say("")
	return kit.CardPad(20, kit.VBox(12,
		kit.HBox(12, kit.Grow(u.hello), u.pad.Dots()),
		kit.Row(8, kit.Top, u.mark, kit.Grow(u.message)),
		u.ways))
}

func (u *unlock) buildFoot() fyne.CanvasObject {
	env := u.s.env
	row := kit.HBox(8)
	if f := u.s.config.OnForgotten; f != nil {
		row.Add(kit.NewButton(kit.Quiet, env.T("shell.unlock.forgotten"), "lifebuoy-bold", func() { f(u.people[u.chosen]) }))
	}
	row.Add(kit.Spacer())
	if f := u.s.config.OnKiosk; f != nil {
		row.Add(kit.NewButton(kit.Quiet, env.T("shell.unlock.kiosk"), "desktop-bold", f))
	}
	return row
}

func (u *unlock) choose(i int) {
	u.chosen = i
	for k, c := range u.cards {
		c.SetOn(u.from+k == i)
	}
	p := u.people[i]
	u.calm()
	u.pad.Clear()
	u.words.SetText("")
	key := "shell.unlock.code"
	if p.Words {
		key = "shell.unlock.words"
	}
	u.hello.SetText(u.s.env.T(key, "name", p.Name))
	for k, o := range u.ways.Objects {
		if k == 0 == p.Words {
			o.Hide()
		} else {
			o.Show()
		}
	}
	if p.Words {
		u.pad.Dots().Hide()
	} else {
		u.pad.Dots().Show()
	}
	kit.Relayout(u.ways)
	u.askWait(i)
}

// calm takes away a wait that was somebody else's.
func (u *unlock) calm() {
	if u.stop != nil {
		u.stop()
		u.stop = nil
	}
	u.allow(true)
	u.say("")
}

func (u *unlock) allow(on bool) {
	u.pad.SetEnabled(on)
	u.words.SetEnabled(on)
}

// askWait says how long the person chosen must still wait, if at all.
func (u *unlock) askWait(i int) {
	w, ok := u.s.config.Keeper.(Waiter)
	if !ok {
		return
	}
	Do(u.s.env, func() (time.Duration, error) { return w.Wait(u.people[i].ID), nil }, func(d time.Duration, _ error) {
		if d > 0 && u.s.locked == u && u.chosen == i {
			u.wait(d)
		}
	})
}

// say shows a message under the dots, or takes it away.
func (u *unlock) say(sentence string) {
	u.message.SetText(sentence)
	if sentence == "" {
		u.mark.Hide()
		u.message.Hide()
	} else {
		u.mark.Show()
		u.message.Show()
	}
	kit.Relayout(u.message)
}

func (u *unlock) try(code string) {
	if u.busy {
		return
	}
	u.busy = true
	p := u.people[u.chosen]
	Do(u.s.env, func() (Verdict, error) {
		v := u.s.config.Keeper.Try(p.ID, code)
		return v, v.Err
	}, func(v Verdict, err error) {
		u.busy = false
		if u.s.locked != u {
			return
		}
		u.judge(p, v, err)
	})
}

func (u *unlock) judge(p Person, v Verdict, err error) {
	env := u.s.env
	switch {
	case err != nil:
		env.Fail(err)
	case v.OK:
		u.s.unlocked(p)
	case u.people[u.chosen].ID != p.ID: // another was chosen meanwhile
	case v.Wait > 0:
		u.wait(v.Wait)
	case v.Left > 0:
		u.say(env.T("shell.unlock.wrong_left", "n", v.Left))
	default:
		u.say(env.T("shell.unlock.wrong"))
	}
}

// wait closes the pad for a while that grows with wrong codes, and counts it
// down.
func (u *unlock) wait(d time.Duration) {
	env := u.s.env
	until := env.Now().Add(d)
	u.allow(false)
	var tick func()
	tick = func() {
		left := until.Sub(env.Now())
		if left <= 0 {
			u.calm()
			if !u.s.modal() {
				u.focus()
			}
			return
		}
		next := u.sayWait(left)
		if env.After != nil {
			u.stop = env.After(next, tick)
		}
	}
	tick()
}

// sayWait says how long remains, and gives when to say it again.
func (u *unlock) sayWait(left time.Duration) time.Duration {
	seconds := int((left + time.Second - 1) / time.Second)
	if seconds < 120 {
		u.say(u.s.env.T("shell.unlock.wait_seconds", "n", seconds))
		return min(left, left-time.Duration(seconds-1)*time.Second)
	}
	minutes := (seconds + 59) / 60
	u.say(u.s.env.T("shell.unlock.wait_minutes", "n", minutes))
	return max(time.Second, left-time.Duration(minutes-1)*time.Minute)
}

func (u *unlock) typedKey(ev *fyne.KeyEvent) {
	if !u.people[u.chosen].Words {
		u.pad.TakeKey(ev)
	}
}

// unlockLayout puts the blue panel at the start, or as a band at the top of a
// narrow window.
type unlockLayout struct{}

func (unlockLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(320, 480) }

func (unlockLayout) Layout(o []fyne.CanvasObject, s fyne.Size) {
	bg, band, page := o[0], o[1], o[2]
	bg.Resize(s)
	w, x := min(520, s.Width*0.42), float32(0)
	if s.Width < 960 || s.Width-w < page.MinSize().Width {
		band.Hide()
		page.Move(fyne.Position{})
		page.Resize(s)
		return
	}
	band.Show()
	if theme.Current().RTL() {
		x = s.Width - w
	}
	band.Move(fyne.NewPos(x, 0))
	band.Resize(fyne.NewSize(w, s.Height))
	if x == 0 {
		x = w
	} else {
		x = 0
	}
	page.Move(fyne.NewPos(x, 0))
	page.Resize(fyne.NewSize(s.Width-w, s.Height))
}
