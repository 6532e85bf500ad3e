package kiosk

import (
	"fyne.io/fyne/v2"

	"parvis/app/guide"
	rules "parvis/app/kiosk"
	"parvis/assets"
	"parvis/i18n"
	"parvis/ui/kit"
	"parvis/ui/theme"
)

// tints are the decorations of the tiles.
var tints = map[string]theme.Role{
	"sky": theme.Sky, "earth": theme.EarthPale, "sun": theme.SunTint, "sage": theme.Sage, "sand": theme.Sand,
}

// home is the untouched screen: eight doors.
func (k *Kiosk) home() screen {
	group := kit.NewGroup()
	tiles := make([]fyne.CanvasObject, 0, 8)
	digits := make([]func(), 0, 8)
	for _, d := range rules.Doors() {
		press := func() { k.touch(); k.enter(d) }
		tile := k.door(d, press)
		group.Add(tile)
		tiles, digits = append(tiles, tile), append(digits, press)
	}
	cols := 4
	if k.small || k.look.Set == theme.KioskLarge {
		cols = 2
	}
	body := kit.NewPage(kit.Grid(cols, theme.Current().M().Gap, tiles...))
	return screen{head: k.band(), body: body, first: tiles[0], home: true, digits: digits}
}

// door is the tile of a door, or one line of it on a small screen.
func (k *Kiosk) door(d rules.Door, press func()) *kit.Pressable {
	label, line := k.t("door."+d.Code), k.t("door."+d.Code+".sub")
	if k.small {
		return kit.NewSmallTile(d.Icon, tints[d.Tint], label, press)
	}
	return kit.NewTile(d.Icon, tints[d.Tint], label, line, press)
}

// band is the blue head of the home: languages first, for who cannot read the
// rest, then the question and the search.
func (k *Kiosk) band() fyne.CanvasObject {
	m := theme.Current().M()
	choices := make([]kit.Choice, 0, len(k.s.Langs))
	for _, lang := range k.s.Langs {
		choices = append(choices, kit.Choice{Value: lang, Label: i18n.NameOf(lang)})
	}
	langs := kit.NewSegmented(choices, k.l.Lang(), func(lang string) { k.touch(); k.speak(lang) })
	top := kit.HBox(24, kit.NewArt(assets.Logo, 84, 84), langs, kit.Spacer(), k.tools())
	words := kit.VBox(0, kit.NewText(k.t("welcome")).In(theme.OnDeep), kit.NewText(k.t("question")).As(theme.Display).In(theme.OnDeep))
	find := kit.NewButton(kit.Secondary, k.t("search"), "magnifying-glass", func() { k.touch(); k.open(k.find) })
	column := kit.VBox(m.Gap, top, kit.HBox(m.Gap, kit.Grow(words), find))
	if k.s.Example {
		column.Add(kit.Strong(k.t("example")).In(theme.OnDeep))
	}
	return kit.Background(theme.Band, kit.Inset(16, m.Margin, m.Gap, m.Margin, column))
}

// enter opens a door: its list of guides, or the one guide behind it.
func (k *Kiosk) enter(d rules.Door) {
	if d.Guide != "" {
		if k.begin(guide.ID(d.Guide), d.Icon) {
			return
		}
	}
	rows := k.s.Behind(d.Event, k.l.Lang())
	if len(rows) == 1 && k.begin(rows[0].ID, rows[0].Icon) {
		return
	}
	k.open(func() screen { return k.behind(d) })
}

// behind lists the guides of a door.
func (k *Kiosk) behind(d rules.Door) screen {
	return k.list(k.t("door."+d.Code), k.t("choose"), k.s.Behind(d.Event, k.l.Lang()))
}

func (k *Kiosk) list(title, sentence string, rows []Row) screen {
	box := kit.VBox(theme.Current().M().Gap, kit.Title(title), kit.Muted(sentence))
	if len(rows) == 0 {
		box.Add(kit.Empty("books", k.t("empty.title"), k.t("empty.text"),
			kit.NewButton(kit.Secondary, k.t("help"), "hand-waving", func() { k.touch(); k.help() })))
		return screen{body: kit.NewPage(box)}
	}
	answers := make([]*kit.Pressable, 0, len(rows))
	digits := make([]func(), 0, len(rows))
	for i, r := range rows {
		press := func() { k.touch(); k.begin(r.ID, r.Icon) }
		answers = append(answers, kit.NewAnswer(i+1, r.Title, press))
		digits = append(digits, press)
	}
	box.Add(kit.AnswerList(answers...))
	return screen{body: kit.NewPage(box), first: answers[0], digits: digits, reading: len(rows) > 5}
}

// begin starts a guide; false when it is not there.
func (k *Kiosk) begin(id guide.ID, icon string) bool {
	g := k.s.Graph(id, k.l.Lang())
	if g == nil {
		return false
	}
	k.run, k.icon = guide.NewRun(g, k.s.Now), icon
	k.open(k.step)
	return true
}

// find looks a guide up by its words, with the keyboard of the screen.
func (k *Kiosk) find() screen {
	results := kit.VBox(14)
	var field *kit.Field
	refresh := func(words string) {
		results.RemoveAll()
		group := kit.NewGroup()
		for i, r := range k.s.Search(words, k.l.Lang()) {
			if i == 3 {
				break
			}
			row := kit.NewIconAnswer(r.Icon, theme.Sky, r.Title, func() { k.touch(); k.begin(r.ID, r.Icon) })
			group.Add(row)
			results.Add(row)
		}
		if len(results.Objects) == 0 && words != "" {
			results.Add(kit.Muted(k.t("search.none")))
		}
		results.Refresh()
	}
	field = kit.NewField(kit.FieldLook{Label: k.t("search.label"), Icon: "magnifying-glass", Clear: true, Height: 104})
	field.OnChanged = func(s string) { k.touch(); refresh(s) }
	keys := k.keyboard(func(s string) { k.touch(); field.SetText(edit(field.Text(), s)); refresh(field.Text()) })
	body := kit.VBox(18, field, kit.Grow(kit.NewPage(results)), keys)
	return screen{body: body, first: field}
}
