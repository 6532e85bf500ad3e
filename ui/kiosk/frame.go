package kiosk

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	rules "parvis/app/kiosk"
	"parvis/assets"
	"parvis/i18n"
	"parvis/ui/kit"
	"parvis/ui/theme"
)

// frame puts a screen between the header and the foot that never move.
func (k *Kiosk) frame(s screen) fyne.CanvasObject {
	if s.bare {
		return kit.Background(theme.Fond, s.body)
	}
	m := theme.Current().M()
	head := s.head
	if head == nil {
		head = k.header(k.run != nil)
	}
	if s.steps != nil {
		head = kit.VBox(0, head, kit.Inset(0, k.margin(), 0, k.margin(), s.steps))
	}
	top, bottom := m.Gap, float32(12)
	switch {
	case k.small && s.steps != nil: // what is turned never covers the steps
		top, bottom = kit.PageMargin(), 6
	case k.small:
		top, bottom = 8, 6
	case s.home:
		top = 14
	}
	foot := k.foot
	if s.foot != nil {
		foot = s.foot
	}
	return kit.Background(theme.Fond, container.New(frameLayout{}, head, kit.Inset(top, k.margin(), bottom, k.margin(), s.body), foot()))
}

// frameLayout keeps the head at the top and the foot at the bottom, and gives
// the body what is left. It never asks for more room than the window has: what
// is too tall is turned.
type frameLayout struct{}

// MinSize implements fyne.Layout.
func (frameLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(640, 480) }

// Layout implements fyne.Layout.
func (frameLayout) Layout(o []fyne.CanvasObject, s fyne.Size) {
	head, foot := kit.HeightFor(o[0], s.Width), kit.HeightFor(o[2], s.Width)
	y := float32(0)
	for i, h := range []float32{head, max(0, s.Height-head-foot), foot} {
		o[i].Move(fyne.NewPos(0, y))
		o[i].Resize(fyne.NewSize(s.Width, h))
		y += h
	}
}

// header names the guide at the start and keeps the tools at the end.
func (k *Kiosk) header(inGuide bool) fyne.CanvasObject {
	title := k.placeTitle()
	if inGuide {
		title = k.guideTitle()
	}
	return k.headed(title)
}

// headed is the header with a title of its own.
func (k *Kiosk) headed(title fyne.CanvasObject) fyne.CanvasObject {
	pad := float32(14)
	if k.small {
		pad = 8
	}
	return kit.Inset(pad, k.margin(), 10, k.margin(), kit.HBox(24, kit.Grow(title), k.tools()))
}

func (k *Kiosk) placeTitle() fyne.CanvasObject {
	if k.small {
		return kit.Heading(k.s.Place)
	}
	return kit.HBox(20, kit.NewArt(assets.Logo, 84, 84), kit.Grow(kit.Heading(k.s.Place)))
}

// title is the question of a screen, less big on a small one.
func (k *Kiosk) title(words string) *kit.Text {
	if k.small {
		return kit.Heading(words)
	}
	return kit.Title(words)
}

// answerHeight is the height of an answer.
func (k *Kiosk) answerHeight() float32 {
	if k.small {
		return 112
	}
	return 140
}

// guideTitle is the guide's name and where one stands in it; on a small screen
// the picture goes.
func (k *Kiosk) guideTitle() fyne.CanvasObject {
	where := k.l.T("kit.step", "n", k.position(), "total", k.length())
	if k.run.AtEnd() {
		where = k.t("end.done")
	}
	title := kit.Heading(k.run.Graph().Guide.Title)
	words := kit.VBox(0, title, kit.Muted(where))
	if k.stacked() {
		if room := k.width - 2*k.margin() - kit.PreferredWidth(k.tools()) - 24; kit.PreferredWidth(title) > room {
			return kit.Muted(where) // the question says the rest
		}
		return words
	}
	return kit.HBox(24, kit.IconTile(k.icon, theme.BluePale, 96, 54, 20), kit.Grow(words))
}

func (k *Kiosk) tools() fyne.CanvasObject {
	row := kit.HBox(14)
	if k.run != nil && k.hasEasy() {
		label := k.t("easy")
		if k.stacked() {
			label = k.t("easy.short")
		}
		row.Add(kit.NewToggle(label, "hand-waving", k.easy, func() { k.touch(); k.toggleEasy() }).Tall(k.toolHeight()))
	}
	row.Add(kit.NewToggle(k.t("large"), "text-aa", k.look.Set == theme.KioskLarge, func() { k.touch(); k.toggleLarge() }).Tall(k.toolHeight()))
	row.Add(kit.NewToggle(k.t("contrast"), "circle-half", k.look.Variant == theme.HighContrast, func() { k.touch(); k.toggleContrast() }).Tall(k.toolHeight()))
	return row
}

// toolHeight is the height of the tools: the smallest target there is.
func (k *Kiosk) toolHeight() float32 { return theme.Current().M().Target }

// foot: back and language at the start, help and the end at the end.
func (k *Kiosk) foot() fyne.CanvasObject {
	back := kit.NewButton(kit.Secondary, k.t("back"), "arrow-left", func() { k.touch(); k.retreat() })
	done := kit.NewTwoLineButton(kit.Secondary, k.t("done"), k.t("done.second"), "eraser", func() { k.end(rules.Finished) })
	return k.bar(back, k.languageButton(), kit.Spacer(), k.helpButton(), done)
}

// languageButton says the language in itself.
func (k *Kiosk) languageButton() *kit.Button {
	return kit.NewButton(kit.Secondary, i18n.NameOf(k.l.Lang()), "globe", func() { k.touch(); k.chooseLanguage() })
}

// helpButton has the same place on every screen; fewer words where there is
// less room.
func (k *Kiosk) helpButton() *kit.Button {
	label := k.t("help")
	if k.small {
		label = k.t("help.short")
	}
	b := kit.NewButton(kit.Secondary, label, "hand-waving", func() { k.touch(); k.help() }).Bold()
	b.SetLabel(k.t("help"))
	return b
}

func (k *Kiosk) homeFoot() fyne.CanvasObject {
	words := kit.NewText(k.t("privacy"))
	if !k.stacked() {
		words.NoWrap()
	}
	privacy := kit.Row(16, kit.Stretch, kit.NewIcon("shield-check", theme.GreenText, 48), kit.Grow(words))
	rights := kit.NewButton(kit.Quiet, k.t("rights"), "", func() { k.touch(); k.rights() })
	exit := kit.NewButton(kit.Quiet, k.t("exit"), "x-bold", func() { k.touch(); k.leaveFast() })
	if k.stacked() {
		return k.bar(k.helpButton(), kit.Grow(privacy), rights, exit)
	}
	return k.bar(k.helpButton(), kit.Spacer(), privacy, rights, kit.Spacer(), exit)
}

func (k *Kiosk) bar(o ...fyne.CanvasObject) fyne.CanvasObject {
	pad := float32(14)
	if k.small {
		pad = 6
	}
	row := kit.Inset(pad, k.margin(), pad, k.margin(), kit.HBox(18, o...))
	return kit.VBox(0, kit.HLine(), kit.Background(theme.Surface, row))
}
