package desk

import (
	"cmp"
	"slices"
	"strings"

	"fyne.io/fyne/v2"

	"parvis/app/guide"
	"parvis/app/library"
	"parvis/ui/kit"
	"parvis/ui/shell"
	"parvis/ui/theme"
)

// guides is the shelf: a table, because comparing dates is the task.
type guides struct {
	shell.Plain
	d     *Desk
	env   *shell.Env
	words string
	state string // "", "review", "reviewed", "draft", "imported"
	door  string
	sort  string
	down  bool

	rows  []*library.Entry
	table *kit.Table
	seg   *kit.Segmented
	found *kit.Text
	empty *fyne.Container

	columns []int // those there is room for
}

func newGuides(d *Desk) *guides { return &guides{d: d, sort: "title"} }

// Title implements shell.Screen.
func (g *guides) Title() string { return g.env.T("desk.guides") }

// Build implements shell.Screen.
func (g *guides) Build(env *shell.Env) shell.Page {
	g.env, g.d.env = env, env
	search := kit.NewSearch(env.T("desk.guides.search"), func(words string) { g.words = words; g.update() })
	search.SetText(g.words)
	search.OnSubmit = func(string) {
		if len(g.rows) > 0 {
			env.Go(newReader(g.d, g.rows[0].ID))
		}
	}
	var states []kit.Choice
	for _, s := range g.states() {
		states = append(states, kit.Choice{Value: s.value})
	}
	g.seg = kit.NewSegmented(states, g.state, func(v string) { g.state = v; g.update() })
	doors := []kit.Choice{{Value: "", Label: env.T("desk.guides.alldoors")}}
	for _, door := range guide.LifeEvents() {
		doors = append(doors, kit.Choice{Value: door, Label: env.T("desk.door." + door)})
	}
	door := kit.NewSelect("", env.T("desk.guides.door"), "funnel-bold", doors, g.door, func(v string) { g.door = v; g.update() })
	write := kit.NewButton(kit.Primary, env.T("desk.guides.write"), "plus-bold", func() { g.d.writeGuide(env) })
	room := env.Canvas().Size().Width / max(1, env.Look().Factor)
	g.table = kit.NewTable(g.heads(room), func() int { return len(g.rows) }, func(row, col int) kit.Cell { return g.cell(row, g.columns[col]) })
	g.table.SetRowHeight(52)
	g.table.OnOpen = func(row int) { env.Go(newReader(g.d, g.rows[row].ID)) }
	g.table.OnSort = func(key string) {
		g.down = key == g.sort && !g.down
		g.sort = key
		g.update()
	}
	g.found = kit.Muted("").NoWrap()
	foot := kit.HBox(10, kit.NewIcon("info", theme.Link, 20), kit.Grow(kit.Muted(env.T("library.rule"))), g.found)
	bar := fyne.CanvasObject(kit.HBox(12, kit.Grow(search), g.seg, door, write))
	if room < 1100 {
		bar = kit.VBox(10, search, kit.Wrap(12, g.seg, door, write))
	}
	g.empty = kit.VBox(0)
	own := g.update()
	sub := env.T("desk.guides.sum", "n", own)
	return shell.Page{
		Title: env.T("desk.guides"), Subtitle: sub, Fixed: true, First: search,
		Body: kit.VBox(14, bar, kit.Grow(kit.CardPad(10, kit.Over(g.table, g.empty))), foot),
	}
}

// shelfState is a state of the filter and its words.
type shelfState struct{ value, key string }

// states are those the filter offers; the imported sheets only where there are
// some.
func (g *guides) states() []shelfState {
	list := []shelfState{{"", "desk.guides.all"}, {"review", "desk.guides.review"}, {"reviewed", "desk.guides.reviewed"}, {"draft", "desk.guides.drafts"}}
	for _, e := range g.d.Shelf.Entries() {
		if e.Origin == library.Imported {
			return append(list, shelfState{"imported", "desk.guides.imported"})
		}
	}
	return list
}

// stateOf is where a guide stands in the filter.
func stateOf(e *library.Entry) string {
	if e.Origin == library.Imported {
		return "imported"
	}
	return map[library.State]string{library.ToReview: "review", library.Expired: "review", library.Reviewed: "reviewed", library.Draft: "draft"}[e.State]
}

// update applies search, filters and order, and gives the number of guides that
// are no imported sheet. Thousands of rows at most.
func (g *guides) update() (own int) {
	all := g.d.Shelf.Entries()
	counts := map[string]int{}
	kept := g.matching()
	g.rows = g.rows[:0]
	for _, e := range all {
		if (g.door != "" && g.door != e.LifeEvent) || (kept != nil && kept[e.ID] == 0) {
			continue
		}
		kind := stateOf(e)
		counts[kind]++
		if kind != "imported" {
			counts[""]++
		}
		if g.state == kind || g.state == "" && kind != "imported" {
			g.rows = append(g.rows, e)
		}
	}
	for _, e := range all {
		if e.Origin != library.Imported {
			own++
		}
	}
	g.order(kept)
	for _, s := range g.states() {
		g.seg.SetLabel(s.value, g.env.T(s.key, "n", counts[s.value]))
	}
	g.found.SetText(g.env.T("desk.guides.shown", "n", len(g.rows)))
	g.table.SetSorted(g.sort, g.down)
	g.table.Refresh()
	g.nothing(counts["imported"])
	return own
}

// nothing says why the table is empty, and where else to look.
func (g *guides) nothing(sheets int) {
	g.empty.RemoveAll()
	if len(g.rows) > 0 {
		return
	}
	env := g.env
	clear := kit.NewButton(kit.Secondary, env.T("desk.guides.none.clear"), "", func() {
		g.words, g.state, g.door = "", "", ""
		env.Rebuild()
	})
	if g.state == "" && sheets > 0 {
		clear = kit.NewButton(kit.Secondary, env.T("desk.guides.none.sheets", "n", sheets), "", func() {
			g.state = "imported"
			g.seg.Choose(g.state)
			g.update()
		})
	}
	text := env.T("desk.guides.none.text")
	if g.words != "" {
		text = env.T("desk.guides.none.words", "words", g.words)
	}
	g.empty.Add(kit.Inset(70, 0, 0, 0, kit.Empty("magnifying-glass", env.T("desk.guides.none"), text, clear)))
	g.empty.Refresh()
	kit.Relayout(g.empty)
}

// matching gives the guides found for the words, best first from the highest
// number; nil without words.
func (g *guides) matching() map[guide.ID]int {
	if strings.TrimSpace(g.words) == "" {
		return nil
	}
	hits := g.d.Shelf.Search(g.words, library.Options{Limit: 200, Lang: g.env.Words.Lang(), All: true, Today: g.d.today(g.env)})
	out := map[guide.ID]int{}
	for i, h := range hits {
		out[guide.ID(h.ID)] = len(hits) - i
	}
	return out
}

func (g *guides) order(found map[guide.ID]int) {
	if found != nil && g.sort == "title" {
		slices.SortStableFunc(g.rows, func(a, b *library.Entry) int { return found[b.ID] - found[a.ID] })
		return
	}
	slices.SortStableFunc(g.rows, func(a, b *library.Entry) int {
		n := 0
		switch g.sort {
		case "door":
			n = strings.Compare(doorName(g.env, a), doorName(g.env, b))
		case "for":
			n = strings.Compare(g.forWhom(a), g.forWhom(b))
		case "state":
			n = strings.Compare(string(a.State), string(b.State))
		case "review":
			n = cmp.Compare(a.Review.On, b.Review.On)
		case "uses":
			n = b.Uses - a.Uses
		}
		if g.down {
			n = -n
		}
		return n
	})
	if g.sort == "title" && g.down {
		slices.Reverse(g.rows)
	}
}

func (g *guides) forWhom(e *library.Entry) string {
	if e.Accepted {
		return g.env.T("desk.guides.both")
	}
	return g.env.T("desk.guides.desk")
}

// heads are the columns there is room for: languages go first, then uses, then
// for whom.
func (g *guides) heads(room float32) []kit.Column {
	all := []kit.Column{
		{Key: "title", Title: g.env.T("desk.guides.col.guide"), Width: 32},
		{Key: "door", Title: g.env.T("desk.guides.col.door"), Width: 11},
		{Key: "for", Title: g.env.T("desk.guides.col.for"), Width: 17},
		{Title: g.env.T("desk.guides.col.langs"), Width: 11},
		{Key: "state", Title: g.env.T("desk.guides.col.state"), Width: 13},
		{Key: "review", Title: g.env.T("desk.guides.col.review"), Width: 15},
		{Key: "uses", Title: g.env.T("desk.guides.col.uses"), Width: 9, Number: true},
		{Width: -36},
	}
	least := []float32{2: 950, 3: 1200, 6: 1050, 7: 0}
	g.columns = nil
	var heads []kit.Column
	for i, c := range all {
		if room >= least[i] {
			g.columns = append(g.columns, i)
			heads = append(heads, c)
		}
	}
	return heads
}

func (g *guides) cell(row, col int) kit.Cell {
	e := g.rows[row]
	switch col {
	case 0:
		return kit.Cell{Text: e.Title, Bold: true}
	case 1:
		return kit.Cell{Text: doorName(g.env, e)}
	case 2:
		icon := "user"
		if e.Accepted {
			icon = "users"
		}
		return kit.Cell{Text: g.forWhom(e), Icon: icon}
	case 3:
		return kit.Cell{Text: g.env.T("desk.guides.langs", "n", len(e.Languages()))}
	case 4:
		tone, icon, word := stateTag(g.env, e.State)
		return kit.Cell{Text: word, Tagged: true, Tone: tone, TagIcon: icon}
	case 5:
		if !e.Review.Done() {
			return kit.Cell{Text: g.env.T("desk.guides.never"), Muted: true}
		}
		return kit.Cell{Text: g.env.Words.ShortDay(e.Review.On.Time(g.env.Zone)), Muted: true}
	case 6:
		if e.Uses == 0 {
			return kit.Cell{Text: "—"}
		}
		return kit.Cell{Text: g.env.Words.Number(e.Uses)}
	}
	return kit.Cell{Icon: "caret-right-bold"}
}

func doorName(env *shell.Env, e *library.Entry) string {
	if e.LifeEvent == "" {
		return env.T("desk.guide.nodoor")
	}
	return env.T("desk.door." + e.LifeEvent)
}

// stateTag is a review state as a tag: tone, icon and word.
func stateTag(env *shell.Env, s library.State) (kit.Tone, string, string) {
	word := env.T("library.state." + string(s))
	switch s {
	case library.Reviewed:
		return kit.Good, "check-bold", word
	case library.Draft:
		return kit.Neutral, "note-pencil-bold", word
	case library.Expired:
		return kit.Bad, "warning-bold", word
	}
	return kit.Warn, "clock-bold", word
}
