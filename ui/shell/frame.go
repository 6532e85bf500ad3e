package shell

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"

	"parvis/assets"
	"parvis/ui/kit"
	"parvis/ui/theme"
)

// frame lays the rail, the page and the side panel.
func (s *Shell) frame() fyne.CanvasObject {
	th := theme.Current()
	parts := []fyne.CanvasObject{}
	if !s.page.NoRail {
		parts = append(parts, s.buildRail())
	}
	// Toasts stand over the page, beside the rail.
	parts = append(parts, kit.Grow(s.buildPage(), s.toasts.Layer()))
	if s.page.Side != nil {
		w := s.page.SideWidth
		if w == 0 {
			w = 392
		}
		parts = append(parts, kit.Sized(th.Scaled(w), 0, s.page.Side))
	}
	bg := canvas.NewRectangle(th.C(theme.Fond))
	return container.New(&windowLayout{}, bg, kit.Row(0, kit.Stretch, parts...))
}

// windowLayout gives its objects the window's size and asks for no more than a
// small screen has, whatever they hold: what does not fit scrolls.
type windowLayout struct{}

func (windowLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(320, 480) }

func (windowLayout) Layout(objects []fyne.CanvasObject, s fyne.Size) {
	for _, o := range objects {
		o.Move(fyne.Position{})
		o.Resize(s)
	}
}

func (s *Shell) buildPage() fyne.CanvasObject {
	s.body, s.chip = nil, nil
	body := s.page.Body
	if body == nil {
		body = kit.Spacer()
	}
	if s.page.Bare {
		return body
	}
	m := theme.Current().M()
	side := m.Margin
	if s.page.NoRail {
		side = m.Gap
	}
	head := s.buildHead()
	if !s.page.Fixed {
		s.body = kit.NewPage(kit.Inset(0, 0, 24, 0, body))
		body = s.body
	} else {
		body = kit.Inset(0, 0, 24, 0, body)
	}
	return kit.Inset(20, side, 0, side, kit.VBox(m.Gap, head, kit.Grow(body)))
}

func (s *Shell) buildHead() fyne.CanvasObject {
	p, th := s.page, theme.Current()
	title := kit.Title(p.Title)
	if p.Heading {
		title = kit.Heading(p.Title)
	}
	words := kit.VBox(0, title)
	if p.Subtitle != "" {
		words.Add(kit.Muted(p.Subtitle))
	}
	parts := []fyne.CanvasObject{}
	if p.Icon != "" {
		parts = append(parts, kit.IconTile(p.Icon, theme.BluePale, 48, 28, 10))
	}
	// A title too large for what stands beside it has a row of its own.
	least := min(kit.PreferredWidth(title), th.Scaled(300), s.env.Canvas().Size().Width/2)
	parts = append(parts, kit.Grow(kit.Sized(least, 0, words)))
	parts = append(parts, p.Actions...)
	if !p.NoStatus {
		s.chip = kit.NewStatusChip(s.status.tone, s.status.icon, s.status.words(s.env.Words), s.config.OnStatus)
		parts = append(parts, s.chip)
	}
	return kit.HBox(14, parts...)
}

// airy is how many entries the rail shows with room between them; more are set
// closer, so that all stand on a screen 768 high without scrolling.
const airy = 6

func (s *Shell) buildRail() fyne.CanvasObject {
	th := theme.Current()
	group := kit.NewGroup()
	gap, size := float32(4), railItem
	if len(s.config.Nav) > airy {
		gap, size = 0, railItemClose
	}
	list, fit := kit.VBox(gap), &railFit{}
	for _, n := range s.config.Nav {
		item := fit.item(size, n.Icon, n.IconOn, s.env.T(n.Key), n.ID == s.chosen, func() { s.Open(n.ID) })
		group.Add(item)
		if n.ID == s.chosen {
			group.SetCurrent(item)
		}
		list.Add(item)
	}
	foot := kit.VBox(4)
	if s.config.Settings != nil {
		item := fit.item(size, "gear", "gear", s.env.T("shell.settings"), s.chosen == settingsID, s.OpenSettings)
		group.Add(item)
		foot.Add(item)
	}
	if p := s.config.Person; p.Name != "" && s.config.Keeper != nil {
		lock := newLockItem(p, s.env.T("shell.lock"), s.env.T("shell.lock.spoken", "name", p.Name), s.lockAsked)
		group.Add(lock)
		foot.Add(lock)
	}
	logo := kit.Centred(kit.NewArt(assets.LogoInverse, 48, 48))
	fit.height = kit.VBox(0, logo, kit.Gap(0, 14), list, foot).MinSize().Height
	column := container.New(fit, kit.VBox(0, logo, kit.Gap(0, 14), kit.Grow(kit.NewPage(list)), foot))
	bg := canvas.NewRectangle(th.C(theme.Deep))
	edge := canvas.NewRectangle(th.C(theme.RailLine))
	edge.SetMinSize(fyne.NewSize(th.M().Hairline, 0))
	inside := kit.Row(0, kit.Stretch, kit.Grow(kit.Inset(16, 8, 12, 8, column)), edge)
	return kit.Sized(s.railWidth(), 0, kit.Over(bg, inside))
}

// railWidth is 104, or what the longest word needs beside the mark of the
// chosen entry.
func (s *Shell) railWidth() float32 {
	w := float32(104)
	for _, n := range s.config.Nav {
		w = max(w, kit.Small(s.env.T(n.Key)).Bold().MinSize().Width+34)
	}
	return w
}

// railSize is the height of an entry of the rail and of its icon.
type railSize struct{ height, icon float32 }

var (
	railItem      = railSize{64, 26}
	railItemClose = railSize{58, 24}
)

// railFit gives up the icons of the rail where, in a large text, they would push
// words out of the window.
type railFit struct {
	icons  []fyne.CanvasObject
	height float32 // of the whole rail with its icons
}

func (f *railFit) MinSize(o []fyne.CanvasObject) fyne.Size { return o[0].MinSize() }

func (f *railFit) Layout(o []fyne.CanvasObject, s fyne.Size) {
	for _, icon := range f.icons {
		if s.Height < f.height {
			icon.Hide()
		} else {
			icon.Show()
		}
	}
	o[0].Resize(s)
}

// item makes an entry of the rail: icon, word, and on the chosen one a filled
// icon, a weight and the sun bar.
func (f *railFit) item(size railSize, icon, iconOn, label string, on bool, onPress func()) *kit.Pressable {
	if on && iconOn != "" {
		icon = iconOn
	}
	role := theme.OnDeep
	if on {
		role = theme.RailText
	}
	text := kit.Small(label).Centre().In(role)
	bar := canvas.NewRectangle(theme.Current().C(theme.Clear))
	if on {
		text.Bold()
		bar.FillColor = theme.Current().C(theme.Sun)
	}
	bar.CornerRadius = 2
	bar.SetMinSize(fyne.NewSize(4, 36))
	art := kit.Centred(kit.NewIcon(icon, role, size.icon))
	f.icons = append(f.icons, art)
	words := kit.VBox(3, art, text)
	content := container.New(&railLayout{}, bar, words)
	return kit.NewPressable(label, content, kit.Look{
		Radius: 12, MinSize: fyne.NewSize(0, size.height), Dark: true, Face: railFace(on),
	}, onPress)
}

func railFace(on bool) func(kit.State) kit.Face {
	return func(st kit.State) kit.Face {
		f := kit.Face{Fill: theme.Clear, Stroke: theme.Clear, Text: theme.OnDeep}
		switch {
		case on:
			f.Fill = theme.RailSelected
		case st.Hovered, st.Pressed:
			f.Fill = theme.RailHover
		}
		return f
	}
}

// railLayout puts the sun bar at the start and the words in the middle.
type railLayout struct{}

func (railLayout) MinSize(o []fyne.CanvasObject) fyne.Size {
	return o[1].MinSize().AddWidthHeight(8, 8)
}

func (railLayout) Layout(o []fyne.CanvasObject, s fyne.Size) {
	x := float32(0)
	if theme.Current().RTL() {
		x = s.Width - 4
	}
	h := min(36, s.Height-16)
	o[0].Move(fyne.NewPos(x, (s.Height-h)/2))
	o[0].Resize(fyne.NewSize(4, h))
	wh := kit.HeightFor(o[1], s.Width-8)
	o[1].Move(fyne.NewPos(4, (s.Height-wh)/2))
	o[1].Resize(fyne.NewSize(s.Width-8, wh))
}

func newLockItem(p Person, word, spoken string, onPress func()) *kit.Pressable {
	words := kit.VBox(6, kit.Centred(kit.Avatar(Initial(p.Name), p.Tint, 40)), kit.Small(word).Centre().In(theme.OnDeep))
	return kit.NewPressable(spoken, words, kit.Look{
		Radius: 12, PadX: 4, PadY: 6, MinSize: fyne.NewSize(0, 72), Dark: true, Face: railFace(false),
	}, onPress)
}

// Initial is the first letter of a first name, as a capital.
func Initial(name string) string {
	for _, r := range strings.ToUpper(strings.TrimSpace(name)) {
		return string(r)
	}
	return "·"
}
