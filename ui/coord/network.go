package coord

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"parvis/app/reach"
	"parvis/app/relay"
	"parvis/i18n"
	"parvis/ui/kit"
	"parvis/ui/shell"
	"parvis/ui/theme"
)

// ofPlace says that a device works in a place: the coordination's own do not.
func ofPlace(d device) bool { return d.Role != "coordinator" }

// health is how a device does, worst first.
type health int

const (
	silent  health = iota // nothing heard for long
	watch                 // something to look at
	offline               // waits for the network
	closed                // said so itself
	fine
	retired
)

// silentDays is after how many days without news a device is silent.
const silentDays = relay.SilentDays

// device is a row of the screen.
type device struct {
	relay.FleetRow
	health health
	seen   time.Time // zero: never
}

// devices judges the fleet and puts the worst first.
func devices(rows []relay.FleetRow, now time.Time) []device {
	out := make([]device, 0, len(rows))
	for _, r := range rows {
		d := device{FleetRow: r}
		if r.LastSeen != nil {
			d.seen, _ = time.Parse(time.RFC3339, *r.LastSeen)
		}
		d.health = judge(r, d.seen, now)
		out = append(out, d)
	}
	slices.SortStableFunc(out, func(a, b device) int {
		return cmp.Or(cmp.Compare(a.health, b.health), a.seen.Compare(b.seen), cmp.Compare(a.Place, b.Place))
	})
	return out
}

func judge(r relay.FleetRow, seen, now time.Time) health {
	switch {
	case r.Revoked:
		return retired
	case r.Silent:
		return silent
	case !r.StoreOK || r.SetAside > 0 || r.ClockDrift > driftMost || r.ClockDrift < -driftMost || r.FreeDiskMiB > 0 && r.FreeDiskMiB < diskLeast, r.Failures > failMost:
		return watch
	case r.ClosedUntil != "" && r.ClosedUntil >= now.Format(time.DateOnly):
		return closed
	case now.Sub(seen) > 24*time.Hour:
		return offline
	}
	return fine
}

// network is the screen of the devices.
type network struct {
	shell.Plain
	c      *Coord
	env    *shell.Env
	all    []device
	shown  []device
	quiet  []string // places that sent nothing for three months
	words  string
	kind   string
	body   *fyne.Container
	table  *kit.Table
	filter *kit.Segmented
	asked  *invite // the panel that adds a device; nil: closed
}

// Title implements shell.Screen.
func (n *network) Title() string { return n.env.T("coord.network") }

// Build implements shell.Screen.
func (n *network) Build(env *shell.Env) shell.Page {
	n.env, n.kind, n.body = env, "all", kit.VBox(14)
	if n.asked != nil && !beside(env) {
		return n.asked.page(env)
	}
	actions := []fyne.CanvasObject{kit.NewButton(kit.Secondary, env.T("coord.refresh"), "arrows-clockwise-bold", n.update)}
	page := shell.Page{Title: env.T("coord.network"), Subtitle: n.c.Name, Body: n.body, Fixed: roomy(env), NoStatus: true}
	switch {
	case n.asked != nil:
		page.Side, page.SideWidth = n.asked.panel(env), panelRoom
	case n.c.Invite != nil:
		actions = append(actions, kit.NewButton(kit.Primary, env.T("network.add"), "plus-bold", func() { n.ask(&invite{n: n, role: "desk"}) }))
	}
	page.Actions = actions
	n.update()
	return page
}

// panelRoom is the width of the panel that adds a device; with less than
// besideRoom for both, it takes the page. Both before the text factor.
const (
	panelRoom  = 360
	besideRoom = 1100
)

func beside(env *shell.Env) bool {
	return env.Canvas().Size().Width >= theme.Current().Scaled(besideRoom)
}

// ask opens the panel that adds a device, or closes it.
func (n *network) ask(i *invite) {
	n.asked = i
	n.env.Rebuild()
	if i != nil {
		kit.Focus(i.place)
	}
}

// heard is what the network screen works from.
type heard struct {
	rows  []relay.FleetRow
	quiet []string
}

func (n *network) update() {
	shell.Do(n.env, func() (heard, error) {
		var h heard
		if n.c.Fleet == nil {
			return h, nil
		}
		rows, err := n.c.Fleet(context.Background())
		if err != nil {
			return h, err
		}
		h.rows = rows
		h.quiet = n.c.quietPlaces()
		return h, nil
	}, func(h heard, err error) {
		if err != nil {
			n.body.RemoveAll()
			n.body.Add(kit.Banner(kit.Warn, "cloud-slash", n.env.T("coord.stale"), n.env.T("coord.network.stale"),
				kit.NewButton(kit.Secondary, n.env.T("coord.retry"), "arrows-clockwise-bold", n.update)))
			n.body.Refresh()
			return
		}
		n.all, n.quiet = devices(h.rows, n.env.Now()), h.quiet
		n.fill()
	})
}

// quietPlaces sent something once, and nothing in the last three closed
// months.
func (c *Coord) quietPlaces() (names []string) {
	f, err := c.load()
	if err != nil || f.empty() {
		return nil
	}
	_, _, closed := f.cube.Span() // all places, whatever the filters of the other screens
	places, err := f.cube.ByPlace(reach.Query{From: shift(closed, -2), To: closed, Closed: closed}, c.Territory)
	if err != nil {
		return nil
	}
	for _, p := range places {
		if p.Count == 0 {
			names = append(names, c.nameOf(p.PlaceID))
		}
	}
	return names
}

func (n *network) fill() {
	env := n.env
	n.body.RemoveAll()
	if n.c.Example {
		n.body.Add(kit.Banner(kit.Info, "info", env.T("coord.example"), env.T("coord.example.text"), nil))
	}
	if !slices.ContainsFunc(n.all, ofPlace) {
		n.body.Add(kit.Empty("broadcast", env.T("coord.network.empty"), env.T("coord.network.empty.text"), nil))
		n.body.Refresh()
		return
	}
	if names := n.silentNames(); len(names) > 0 {
		n.body.Add(kit.Banner(kit.Bad, "warning-circle-bold", env.T("coord.network.silent", "n", len(names), "names", listed(env.Words, names), "days", silentDays), env.T("coord.network.silent.text"), nil))
	}
	search := kit.NewSearch(env.T("coord.network.search"), func(s string) { n.words = strings.ToLower(s); n.sieve() })
	n.filter = kit.NewSegmented([]kit.Choice{
		{Value: "all", Label: n.counted("coord.network.all", "all")},
		{Value: "watch", Label: n.counted("coord.network.watch", "watch")},
		{Value: "kiosk", Label: n.counted("coord.network.kiosks", "kiosk")},
		{Value: "desk", Label: n.counted("coord.network.desks", "desk")},
	}, n.kind, func(v string) { n.kind = v; n.sieve() })
	n.body.Add(kit.Wrap(12, kit.Sized(theme.Current().Scaled(260), 0, search), n.filter))
	n.body.Add(kit.Muted(n.summed()))
	n.table = n.newTable()
	n.sieve()
	n.body.Add(kit.Grow(kit.CardPad(10, n.table)))
	if len(n.quiet) > 0 {
		n.body.Add(kit.Muted(env.T("coord.network.quiet", "names", listed(env.Words, n.quiet))))
	}
	n.body.Refresh()
}

func (n *network) newTable() *kit.Table {
	env := n.env
	all := []kit.Column{
		{Title: env.T("coord.col.place"), Width: 3},
		{Title: env.T("coord.col.device"), Width: 1.5},
		{Title: env.T("coord.col.seen"), Width: 1.8},
		{Title: env.T("coord.col.waiting"), Width: 1.6},
		{Title: env.T("coord.col.version"), Width: 1},
		{Title: env.T("coord.col.pack"), Width: 1},
		{Title: env.T("coord.col.state"), Width: 2.4},
	}
	kept := []int{0, 1, 2, 3, 4, 5, 6}
	if n.asked != nil { // the panel takes the room of the versions
		kept = []int{0, 1, 2, 3, 6}
	}
	columns := make([]kit.Column, len(kept))
	for i, k := range kept {
		columns[i] = all[k]
	}
	t := kit.NewTable(columns, func() int { return len(n.shown) }, func(row, col int) kit.Cell { return n.cell(n.shown[row], kept[col]) })
	t.Hot = func(row int) bool { return n.shown[row].health == silent }
	t.OnOpen = func(row int) { n.open(n.shown[row]) }
	return t
}

func (n *network) cell(d device, col int) kit.Cell {
	env := n.env
	switch col {
	case 0:
		return kit.Cell{Text: d.Place, Bold: true}
	case 1:
		icon := "laptop"
		if d.Role == "kiosk" {
			icon = "desktop"
		}
		return kit.Cell{Text: env.T("coord.role." + d.Role), Icon: icon}
	case 2:
		return kit.Cell{Text: ago(env.Words, d.seen, env.Now())}
	case 3:
		switch {
		case d.health == silent:
			return kit.Cell{Text: env.T("coord.unknown")}
		case d.SetAside > 0:
			return kit.Cell{Text: env.T("coord.set_aside", "n", d.SetAside)}
		case d.Waiting > 0:
			return kit.Cell{Text: env.T("coord.waiting", "n", d.Waiting)}
		}
		return kit.Cell{Text: "—", Muted: true}
	case 4:
		return kit.Cell{Text: d.Version}
	case 5:
		if d.Pack == 0 {
			return kit.Cell{Text: "—", Muted: true}
		}
		return kit.Cell{Text: env.T("coord.pack", "n", int(d.Pack))}
	}
	return n.stateOf(d)
}

// stateOf is how a device does, in a word.
func (n *network) stateOf(d device) kit.Cell {
	env := n.env
	state := map[health]kit.Cell{
		silent:  {Text: env.T("coord.state.silent"), Tagged: true, Tone: kit.Bad, TagIcon: "warning-circle-bold"},
		watch:   {Text: env.T("coord.state.watch"), Tagged: true, Tone: kit.Warn, TagIcon: "warning-bold"},
		offline: {Text: env.T("coord.state.offline"), Tagged: true, Tone: kit.Neutral, TagIcon: "clock-bold"},
		closed:  {Text: env.T("network.state.closed", "day", n.day(d.ClosedUntil)), Tagged: true, Tone: kit.Neutral, TagIcon: "calendar-blank"},
		fine:    {Text: env.T("coord.state.fine"), Tagged: true, Tone: kit.Good, TagIcon: "check-bold"},
		retired: {Text: env.T("coord.state.retired"), Tagged: true, Tone: kit.Neutral, TagIcon: "x-bold"},
	}
	return state[d.health]
}

// sieve keeps the rows asked for.
func (n *network) sieve() {
	n.shown = n.shown[:0:0]
	for _, d := range n.all {
		if n.matches(d, n.kind) && strings.Contains(strings.ToLower(d.Place), n.words) {
			n.shown = append(n.shown, d)
		}
	}
	n.table.Refresh()
}

func (n *network) matches(d device, kind string) bool {
	switch kind {
	case "watch":
		return d.health <= offline
	case "kiosk":
		return d.Role == kind
	case "desk": // the coordination's own stand on a desk too
		return d.Role != "kiosk"
	}
	return true
}

func (n *network) counted(key, kind string) string {
	count := 0
	for _, d := range n.all {
		if n.matches(d, kind) {
			count++
		}
	}
	return n.env.T(key) + " **" + n.env.Words.Number(count) + "**"
}

// summed is the network in one line.
func (n *network) summed() string {
	places, good := map[string]bool{}, 0
	for _, d := range n.all {
		if ofPlace(d) {
			places[d.Place] = true
		}
		if d.health == fine {
			good++
		}
	}
	return n.env.T("coord.network.sum", "places", n.env.T("coord.network.sum.places", "n", len(places)), "devices", n.env.T("coord.network.sum.devices", "n", len(n.all)), "fine", good)
}

// silentNames are the places of silent devices, each once.
func (n *network) silentNames() (names []string) {
	for _, d := range n.all {
		if d.health == silent && !slices.Contains(names, d.Place) {
			names = append(names, d.Place)
		}
	}
	return names
}

// listed writes names as in a sentence: "Trets et Puyloubier"; after three,
// how many others.
func listed(l *i18n.Localizer, names []string) string {
	switch {
	case len(names) == 1:
		return names[0]
	case len(names) > 4:
		return l.T("coord.list.more", "names", strings.Join(names[:3], ", "), "n", len(names)-3)
	}
	last := len(names) - 1
	return l.T("coord.list.and", "names", strings.Join(names[:last], ", "), "last", names[last])
}

// ago says how long since a moment, as a person would.
func ago(l *i18n.Localizer, seen, now time.Time) string {
	d := now.Sub(seen)
	switch {
	case seen.IsZero():
		return l.T("coord.never")
	case d < time.Minute:
		return l.T("coord.ago.now")
	case d < time.Hour:
		return l.T("coord.ago.minutes", "n", int(d.Minutes()))
	case d < 24*time.Hour:
		return l.T("coord.ago.hours", "n", int(d.Hours()))
	}
	return l.T("coord.ago.days", "n", int(d.Hours()/24))
}

// tableRoom is the height of window, at the usual text size, from which the
// table keeps its own scroll under what is said above it.
const tableRoom = 600

func roomy(env *shell.Env) bool {
	return env.Canvas().Size().Height >= theme.Current().Scaled(tableRoom)
}
