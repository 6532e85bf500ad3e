package kiosk

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

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
	cols, gap := 4, theme.Current().M().Gap
	if k.stacked() {
		cols, gap = 2, 8
	}
	return screen{head: k.band(), body: k.newTurner(kit.Grid(cols, gap, tiles...)), first: tiles[0], home: true, foot: k.homeFoot, digits: digits}
}

// door is the tile of a door, or one line of it on a small screen.
func (k *Kiosk) door(d rules.Door, press func()) *kit.Pressable {
	label, line := k.t("door."+d.Code), k.t("door."+d.Code+".sub")
	if !k.stacked() {
		return kit.NewTile(d.Icon, tints[d.Tint], label, line, press)
	}
	tile := kit.NewSmallTile(d.Icon, tints[d.Tint], k.t("door."+d.Code+".short"), press)
	tile.SetLabel(label)
	return tile
}

// band is the blue head of the home: languages first, for who cannot read the
// rest, then the question and the search.
func (k *Kiosk) band() fyne.CanvasObject {
	m := theme.Current().M()
	logo := kit.Tinted(kit.NewArt(assets.Logo, 76, 76), theme.Surface, 96, 22)
	top := kit.HBox(24, logo, k.languages(), kit.Spacer(), k.tools())
	welcome := k.t("welcome")
	if k.s.Example {
		welcome = k.t("example")
	}
	question := kit.NewText(k.t("question")).As(theme.Display).In(theme.OnDeep)
	words := kit.VBox(0, kit.NewText(welcome).In(theme.OnDeep), question)
	pad, gap := float32(16), m.Gap
	if k.small {
		pad, gap = 6, 6
		top = kit.HBox(18, k.languages(), kit.Spacer(), k.tools())
		words = kit.Wrap(24, question.As(theme.Heading).NoWrap())
		if k.s.Example { // on the same line: the doors need the height
			words.Add(kit.NewText(k.t("example.short")).In(theme.OnDeep).NoWrap())
		}
	}
	find := kit.NewButton(kit.Secondary, k.t("search"), "magnifying-glass", func() { k.touch(); k.open(k.find) })
	if k.stacked() {
		find = kit.NewButton(kit.Secondary, k.t("search.short"), "magnifying-glass", find.OnPress).Tall(m.Target)
		find.SetLabel(k.t("search"))
	}
	row := kit.HBox(m.Gap, kit.Grow(words), find)
	if !k.stacked() {
		row = kit.HBox(m.Gap, kit.Grow(words), kit.Sized(k.searchWidth(), 0, find))
	}
	foot := pad + 4
	if k.small {
		foot = 6
	}
	column := kit.Inset(pad, k.margin(), foot, k.margin(), kit.VBox(gap, top, row))
	if theme.Current().HighContrast() {
		return kit.Background(theme.Band, kit.VBox(0, column, kit.HLine()))
	}
	// The sun of the picture stands right of a French question; a longer one
	// would run over it.
	if k.stacked() || mirrored() || kit.PreferredWidth(question) > sunAt-m.Margin {
		return kit.Background(theme.Band, column)
	}
	art := kit.NewArt(assets.DecorHome, 0, 0)
	art.FillMode = canvas.ImageFillStretch
	return kit.Background(theme.Band, kit.Over(art, column))
}

// sunAt is where the sun begins in the picture of the band, from the left.
const sunAt = 824

// searchWidth is the width of the search, as wide as the tools above it.
func (k *Kiosk) searchWidth() float32 { return max(720, kit.PreferredWidth(k.tools())) }

// languages are written each in itself; more than a small screen holds go
// behind a button.
func (k *Kiosk) languages() fyne.CanvasObject {
	choices := make([]kit.Choice, 0, len(k.s.Langs))
	for _, lang := range k.s.Langs {
		choices = append(choices, kit.Choice{Value: lang, Label: i18n.NameOf(lang)})
	}
	if k.stacked() && len(choices) > 2 {
		return kit.NewButton(kit.Secondary, i18n.NameOf(k.l.Lang()), "globe", func() { k.touch(); k.chooseLanguage() }).Tall(k.toolHeight())
	}
	return kit.NewSegmented(choices, k.l.Lang(), func(lang string) { k.touch(); k.speak(lang) }).OnBand()
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
	box := kit.VBox(0, k.title(title), kit.Muted(sentence))
	if len(rows) == 0 {
		box.Add(kit.Empty("books", k.t("empty.title"), k.t("empty.text"),
			kit.NewButton(kit.Secondary, k.t("help"), "hand-waving", func() { k.touch(); k.help() })))
		return screen{body: kit.NewPage(box)}
	}
	answers := make([]*kit.Pressable, 0, len(rows))
	digits := make([]func(), 0, len(rows))
	for i, r := range rows {
		press := func() { k.touch(); k.begin(r.ID, r.Icon) }
		answers = append(answers, kit.NewAnswer(i+1, r.Title, press).AtLeast(k.answerHeight()))
		digits = append(digits, press)
	}
	body := kit.VBox(theme.Current().M().Gap, box, kit.Grow(k.newTurner(kit.AnswerList(answers...))))
	return screen{body: body, first: answers[0], digits: digits, reading: len(rows) > 5}
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
