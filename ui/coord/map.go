package coord

import (
	"strings"

	"fyne.io/fyne/v2"

	"parvis/app/lots"
	"parvis/ui/kit"
	"parvis/ui/shell"
	"parvis/ui/theme"
)

// mapScreen shows where people come from, as a rate.
type mapScreen struct {
	shell.Plain
	c     *Coord
	env   *shell.Env
	data  figures
	atlas atlas
	tiles *tileMap
	panel *fyne.Container
	body  *fyne.Container
	table bool
}

// Title implements shell.Screen.
func (m *mapScreen) Title() string { return m.env.T("coord.map") }

// Build implements shell.Screen.
func (m *mapScreen) Build(env *shell.Env) shell.Page {
	m.env, m.body, m.panel = env, kit.VBox(12), kit.VBox(14)
	m.tiles = newTileMap(env.T("coord.map.water"), env.T("coord.map.inset"), m.said, m.detail)
	var toggle *kit.Button
	toggle = kit.NewButton(kit.Secondary, m.toggleWords(), "list-checks-bold", func() {
		m.table = !m.table
		toggle.SetText(m.toggleWords())
		m.fill()
	})
	actions := []fyne.CanvasObject{toggle}
	if m.c.ExportTo != nil {
		actions = append(actions, kit.NewButton(kit.Secondary, env.T("coord.xlsx"), "file-csv", func() {
			if !m.data.empty() {
				m.c.export(m.env, m.data, "commune", "xlsx")
			}
		}))
	}
	m.update()
	return shell.Page{Title: env.T("coord.map"), Subtitle: env.T("coord.map.sub"), Actions: actions, Body: m.body, Fixed: true, NoStatus: true}
}

func (m *mapScreen) toggleWords() string {
	if m.table {
		return m.env.T("coord.map.tiles")
	}
	return m.env.T("coord.map.table")
}

func (m *mapScreen) update() {
	shell.Do(m.env, m.c.load, func(f figures, err error) {
		if err != nil {
			m.env.Fail(err)
			return
		}
		m.data = f
		m.fill()
	})
}

// said is what a reader says of a tile.
func (m *mapScreen) said(x area) string {
	if x.INSEE == "" {
		return m.env.T("coord.map.sub")
	}
	if x.rate == nil {
		return x.Name + ", " + m.env.T("coord.map.none")
	}
	return x.Name + ", " + m.env.T("coord.map.said", "rate", decimal(m.env.Words, *x.rate))
}

func (m *mapScreen) fill() {
	defer m.body.Refresh() // nothing to show is drawn too
	m.body.RemoveAll()
	if n := m.c.notices(m.env, m.data, m.update); len(n.Objects) > 0 {
		m.body.Add(n)
	}
	if m.data.empty() {
		m.body.Add(nothing(m.env))
		return
	}
	a, err := m.c.atlas(m.data)
	if err != nil {
		m.env.Fail(err)
		return
	}
	m.atlas = a
	m.tiles.set(a)
	line := kit.HBox(12, m.c.filters(m.env, m.data, m.fill)...)
	line.Add(kit.Spacer())
	search := kit.NewSearch(m.env.T("coord.map.search"), m.find)
	line.Add(kit.Sized(theme.Current().Scaled(260), 0, search))
	m.body.Add(line)
	var main fyne.CanvasObject = kit.CardPad(14, m.drawn())
	if m.table {
		main = kit.CardPad(10, m.asTable())
	}
	m.body.Add(kit.Grow(kit.Row(16, kit.Stretch, kit.Grow(main), kit.Sized(panelWidth, 0, kit.Card(kit.NewPage(m.panel))))))
	if m.tiles.selected >= 0 {
		m.detail(a.areas[m.tiles.selected])
	} else {
		m.panel.RemoveAll()
		m.panel.Add(kit.Empty("map-trifold", m.env.T("coord.map.choose"), m.env.T("coord.map.choose.text"), nil))
	}
}

// panelWidth is the width of the card beside the map.
const panelWidth = 330

// roomyMap is the width of the window from which the legend stands on the map,
// in its empty corner.
const roomyMap = 1420

// drawn is the map with its legend at the end.
func (m *mapScreen) drawn() fyne.CanvasObject {
	legend := kit.VBox(7, kit.NewText(m.env.T("coord.map.per")).Bold())
	for i, words := range append(m.atlas.legend(m.env.Words), m.env.T("coord.map.none")) {
		class := i
		if i == 5 {
			class = -1
		}
		legend.Add(kit.HBox(10, swatch(class), kit.Grow(kit.Muted(words).In(theme.Ink))))
	}
	legend.Add(kit.Small(m.env.T("coord.map.small")))
	legendBox := kit.Sized(158, 0, kit.VBox(0, legend))
	if m.env.Canvas().Size().Width < roomyMap {
		return kit.Row(10, kit.Stretch, kit.Grow(m.tiles), legendBox)
	}
	return kit.Over(m.tiles, kit.VBox(0, kit.HBox(0, kit.Spacer(), legendBox), kit.Spacer()))
}

// find goes to the first commune that begins so, else that holds the word.
func (m *mapScreen) find(words string) {
	words = strings.ToLower(strings.TrimSpace(words))
	if words == "" {
		return
	}
	for _, match := range []func(name string) bool{
		func(n string) bool { return strings.HasPrefix(n, words) },
		func(n string) bool { return strings.Contains(n, words) },
	} {
		for _, x := range m.atlas.areas {
			if match(strings.ToLower(x.Name)) {
				m.tiles.choose(x.INSEE)
				return
			}
		}
	}
}

// detail shows one commune: only what its view allows, no theme and no age.
func (m *mapScreen) detail(x area) {
	l := m.env.Words
	m.panel.RemoveAll()
	m.panel.Add(kit.VBox(0, kit.Heading(x.Name), kit.Muted(m.env.T("coord.map.people", "n", x.Population))))
	if x.rate != nil {
		m.panel.Add(kit.HBox(14, kit.NewText(decimal(l, *x.rate)).As(theme.Figure).NoWrap(), kit.Grow(kit.NewText(m.env.T("coord.map.rate")))))
		m.panel.Add(kit.Muted(m.env.T("coord.map.mean", "rate", decimal(l, m.atlas.mean))))
	} else {
		m.panel.Add(kit.NewText(m.env.T(m.whyNone(x))))
	}
	if x.count > 0 {
		m.panel.Add(kit.HLine())
		m.panel.Add(kit.HBox(12, kit.NewText(l.Number(x.count)).As(theme.Heading).NoWrap(), kit.Grow(kit.Muted(m.env.T("coord.map.count")))))
		m.panel.Add(kit.HLine())
		if bars := m.trend(x); len(bars) > 0 {
			m.panel.Add(kit.Sized(0, 210, kit.VBarChart(m.env.T("coord.by_month.short"), "", "", bars)))
		}
		m.panel.Add(kit.Small(m.env.T("coord.map.note")))
	}
	if places := m.placesOf(x.INSEE); len(places) > 0 {
		m.panel.Add(kit.Section(m.env.T("coord.map.places")))
		for _, name := range places {
			m.panel.Add(kit.HBox(12, kit.NewIcon("books", theme.Link, 22), kit.Grow(kit.Strong(name))))
		}
	}
	m.panel.Refresh()
	kit.Relayout(m.panel)
}

// whyNone is why a tile has no rate: small communes never have one.
func (m *mapScreen) whyNone(x area) string {
	if x.Population < 2000 {
		return "coord.map.none.small"
	}
	return "coord.map.none.text"
}

func (m *mapScreen) trend(x area) []kit.Bar {
	points, err := m.data.cube.Series(m.c.query(m.data, "commune"), lots.Cell{"commune": x.INSEE}, m.c.Territory)
	if err != nil || len(points) < 2 {
		return nil
	}
	var bars []kit.Bar
	for _, p := range points {
		shown := ""
		if p.Count > 0 {
			shown = m.env.Words.Number(p.Count)
		}
		bars = append(bars, kit.Bar{Label: string([]rune(shortMonth(m.env.Words, p.Month))[:1]), Value: float64(p.Count), Shown: shown})
	}
	return bars
}

// placesOf are the places of a commune that ever sent something.
func (m *mapScreen) placesOf(insee string) (names []string) {
	if m.c.Territory.CommuneOfPlace == nil {
		return nil
	}
	for _, id := range m.data.cube.Places() {
		if m.c.Territory.CommuneOfPlace(id) == insee {
			names = append(names, m.c.nameOf(id))
		}
	}
	return names
}

func (m *mapScreen) asTable() fyne.CanvasObject {
	rows := m.atlas.byRate()
	l := m.env.Words
	table := kit.NewTable([]kit.Column{
		{Title: m.env.T("coord.col.commune"), Width: 3},
		{Title: m.env.T("coord.col.people"), Width: 2, Number: true},
		{Title: m.env.T("coord.col.count"), Width: 2, Number: true},
		{Title: m.env.T("coord.map.per"), Width: 2, Number: true},
	}, func() int { return len(rows) }, func(row, col int) kit.Cell {
		x := rows[row]
		switch col {
		case 0:
			return kit.Cell{Text: x.Name, Bold: true}
		case 1:
			return kit.Cell{Text: l.Number(x.Population)}
		case 2:
			if x.count > 0 {
				return kit.Cell{Text: l.Number(x.count)}
			}
		case 3:
			if x.rate != nil {
				return kit.Cell{Text: decimal(l, *x.rate), Bold: true}
			}
		}
		return kit.Cell{Text: m.env.T("coord.map.none"), Muted: true}
	})
	table.OnOpen = func(row int) { m.tiles.choose(rows[row].INSEE) }
	table.OnSelect = table.OnOpen
	return table
}
