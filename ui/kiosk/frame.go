package kiosk

import (
	"fyne.io/fyne/v2"

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
	column := kit.VBox(0, head)
	if s.steps != nil {
		column.Add(kit.Inset(0, m.Margin, 0, m.Margin, s.steps))
	}
	column.Add(kit.Grow(kit.Inset(m.Gap, m.Margin, m.Gap/2, m.Margin, s.body)))
	if s.home {
		column.Add(k.homeFoot())
	} else {
		column.Add(k.foot())
	}
	return kit.Background(theme.Fond, column)
}

// header names the guide at the start and keeps the tools at the end.
func (k *Kiosk) header(inGuide bool) fyne.CanvasObject {
	m := theme.Current().M()
	var title fyne.CanvasObject = kit.HBox(20, kit.NewArt(assets.Logo, 84, 84), kit.Grow(kit.Heading(k.s.Place)))
	if inGuide {
		title, _ = kit.StepHeader(k.icon, k.run.Graph().Guide.Title, k.position(), k.length())
		if k.run.AtEnd() {
			title = kit.HBox(20, kit.IconTile(k.icon, theme.Sky, 96, 60, 22),
				kit.Grow(kit.VBox(0, kit.Heading(k.run.Graph().Guide.Title), kit.Muted(k.t("end.done")))))
		}
	}
	return kit.Inset(14, m.Margin, 10, m.Margin, kit.HBox(24, kit.Grow(title), k.tools()))
}

func (k *Kiosk) tools() fyne.CanvasObject {
	large := kit.NewToggle(k.t("large"), "text-aa", k.look.Set == theme.KioskLarge, func() { k.touch(); k.toggleLarge() })
	contrast := kit.NewToggle(k.t("contrast"), "circle-half", k.look.Variant == theme.HighContrast, func() { k.touch(); k.toggleContrast() })
	return kit.HBox(14, large, contrast)
}

// foot: back and language at the start, help and the end at the end.
func (k *Kiosk) foot() fyne.CanvasObject {
	back := kit.NewButton(kit.Secondary, k.t("back"), "arrow-left", func() { k.touch(); k.retreat() })
	lang := kit.NewButton(kit.Secondary, i18n.NameOf(k.l.Lang()), "globe", func() { k.touch(); k.chooseLanguage() })
	help := kit.NewButton(kit.Secondary, k.t("help"), "hand-waving", func() { k.touch(); k.help() }).Bold()
	done := kit.NewTwoLineButton(kit.Secondary, k.t("done"), k.t("done.second"), "eraser", func() { k.end(rules.Finished) })
	return k.bar(back, lang, kit.Spacer(), help, done)
}

func (k *Kiosk) homeFoot() fyne.CanvasObject {
	help := kit.NewButton(kit.Secondary, k.t("help"), "hand-waving", func() { k.touch(); k.help() }).Bold()
	privacy := kit.HBox(16, kit.NewIcon("shield-check", theme.GreenText, 48), kit.NewText(k.t("privacy")).NoWrap())
	if k.small {
		privacy = kit.HBox(0)
	}
	rights := kit.NewButton(kit.Quiet, k.t("rights"), "", func() { k.touch(); k.rights() })
	exit := kit.NewButton(kit.Quiet, k.t("exit"), "x-bold", func() { k.touch(); k.end(rules.QuickExit); k.quickExit() })
	return k.bar(help, kit.Spacer(), privacy, rights, kit.Spacer(), exit)
}

func (k *Kiosk) bar(o ...fyne.CanvasObject) fyne.CanvasObject {
	m := theme.Current().M()
	row := kit.Inset(14, m.Margin, 14, m.Margin, kit.HBox(18, o...))
	return kit.VBox(0, kit.HLine(), kit.Background(theme.Surface, row))
}
