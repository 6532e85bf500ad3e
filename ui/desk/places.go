package desk

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"

	"parvis/app/place"
	"parvis/ui/kit"
	"parvis/ui/shell"
	"parvis/ui/theme"
)

// PlacesDesk is what the directory of places needs around it.
type PlacesDesk interface {
	place.Keeper
	// ReadPlaces reads a file of places, those without SIRET too when told so;
	// step is told the bytes read and may stop it. PlaceFiles proposes some,
	// newest first.
	ReadPlaces(ctx context.Context, path string, withoutPivot bool, step func(done, total int) error) (place.Report, error)
	PlaceFiles() []string
	// ExportPlaces writes the directory, or only what was written here, in a
	// folder, under the name the standard wants.
	ExportPlaces(ctx context.Context, folder, producer, territory string, own bool) (file string, n int, err error)
	// OrientationSheet makes the sheet and its twin to read on a screen.
	OrientationSheet(ctx context.Context, o place.Orientation, lang string) (pdf, html string, err error)
}

// placesItem is the entry of the rail, where there is a directory.
func (d *Desk) placesItem() []shell.NavItem {
	if d.Directory == nil {
		return nil
	}
	return []shell.NavItem{{ID: "places", Key: "desk.places", Icon: "map-pin", IconOn: "map-pin-fill", Make: func() shell.Screen { return newPlaces(d) }}}
}

// places is the directory: find where a person can go, by what she needs.
type places struct {
	shell.Plain
	d    *Desk
	env  *shell.Env
	pick func(place.Place) // a place is being chosen; nil: only looked at

	ask   question
	dir   place.Directory
	all   *place.Finder // nil: not read yet
	hits  []place.Hit
	told  map[place.ID]place.Status // of the rows already shown
	round int                       // the last search asked for

	unfolded bool // the filters are open though there is little room
	columns  []int

	box    *fyne.Container
	search *kit.Field
	table  *kit.Table
	found  *kit.Text
}

// question is what is asked of the directory.
type question struct {
	words, need, welcome, insee string
	open, free, soonest         bool
	radius                      int // km; 0: any distance
}

// asking says that the question leaves some places out.
func (q *question) asking() bool {
	return q.words != "" || q.need != "" || q.welcome != "" || q.open || q.free || q.radius > 0
}

func newPlaces(d *Desk) *places { return &places{d: d} }

// newPickPlace lets one choose a place and hands it to then.
func newPickPlace(d *Desk, then func(place.Place)) *places { return &places{d: d, pick: then} }

// tableRoom is the height of window, at the usual text size, from which the
// table keeps its own scroll under the filters.
const tableRoom = 600

func (v *places) roomy() bool {
	return v.env.Canvas().Size().Height >= theme.Current().Scaled(tableRoom)
}

// Title implements shell.Screen.
func (v *places) Title() string {
	if v.pick != nil {
		return v.env.T("desk.places.pick")
	}
	return v.env.T("desk.places")
}

// Build implements shell.Screen.
func (v *places) Build(env *shell.Env) shell.Page {
	v.env, v.d.env, v.told = env, env, map[place.ID]place.Status{}
	if v.ask.insee == "" {
		v.ask.insee = v.d.Place().Commune
	}
	v.search = kit.NewSearch(env.T("desk.places.search"), func(words string) { v.ask.words = words; v.find() })
	v.search.SetText(v.ask.words)
	v.search.OnSubmit = func(string) { v.openRow(0) }
	v.search.OnKey = v.down
	v.box = kit.VBox(0)
	v.load()
	page := shell.Page{Title: v.Title(), Subtitle: env.T("desk.places.sub"), Body: v.box, First: v.search}
	if v.roomy() { // else the page scrolls, table and all
		page.Fixed, page.Body = true, kit.VBox(0, kit.Grow(v.box))
	}
	if v.pick != nil {
		page.Subtitle = env.T("desk.places.pick.sub")
		page.Actions = []fyne.CanvasObject{kit.NewButton(kit.Quiet, env.T("desk.back"), "arrow-left-bold", env.Back)}
		return page
	}
	page.Actions = []fyne.CanvasObject{
		kit.NewButton(kit.Quiet, env.T("desk.places.import"), "", func() { env.Go(newPlacesImport(v.d)) }),
		kit.NewButton(kit.Quiet, env.T("desk.places.export"), "", func() { exportPlaces(v.d, env) }),
		kit.NewButton(kit.Secondary, env.T("desk.places.add"), "plus-bold", func() { env.Go(newPlaceForm(v.d, place.Entry{Origin: place.Local})) }),
	}
	return page
}

// down goes from the search into the rows.
func (v *places) down(ev *fyne.KeyEvent) bool {
	if ev.Name != fyne.KeyDown || v.table == nil || len(v.hits) == 0 {
		return false
	}
	kit.Focus(v.table)
	return true
}

// readied is a directory ready for questions.
type readied struct {
	dir place.Directory
	all *place.Finder
}

func (v *places) load() {
	shell.Do(v.env, func() (readied, error) {
		dir, err := v.d.Directory.Directory(context.Background())
		if err != nil {
			return readied{}, err
		}
		return readied{dir, place.NewFinder(dir.Places())}, nil
	}, func(r readied, err error) {
		if err != nil {
			v.env.Fail(err)
			return
		}
		v.dir, v.all = r.dir, r.all
		v.show()
	})
}

// show puts the filters and the table in place, or says how to begin.
func (v *places) show() {
	v.box.RemoveAll()
	first := fyne.CanvasObject(v.search)
	if v.all.Len() == 0 {
		v.table = nil
		imports := kit.NewButton(kit.Primary, v.env.T("desk.places.import"), "", func() { v.env.Go(newPlacesImport(v.d)) })
		v.box.Add(kit.Card(v.empty(imports)))
		first = imports
	} else {
		v.table = v.rows()
		v.found = kit.Muted("").NoWrap()
		foot := kit.HBox(10, kit.NewIcon("info", theme.Link, 20), kit.Grow(kit.Muted(v.env.T("desk.places.rule"))), v.found)
		v.box.Add(kit.Grow(kit.VBox(12, v.search, v.questions(), kit.Grow(kit.CardPad(10, v.table)), foot)))
		v.find()
	}
	v.box.Refresh()
	kit.Relayout(v.box)
	if v.env.Canvas().Overlays().Top() == nil {
		kit.FocusQuietly(first) // it was not there yet when the screen opened
	}
}

// empty says what the directory is for and the two ways to fill it.
func (v *places) empty(imports fyne.CanvasObject) fyne.CanvasObject {
	env := v.env
	add := kit.NewButton(kit.Secondary, env.T("desk.places.add"), "plus-bold", func() { env.Go(newPlaceForm(v.d, place.Entry{Origin: place.Local})) })
	how := kit.VBox(6, kit.Strong(env.T("desk.places.empty.how")), kit.NewText(env.T("desk.places.empty.national")),
		kit.NewText(env.T("desk.places.empty.pack")), kit.NewText(env.T("desk.places.empty.own")))
	return kit.VBox(16, kit.Empty("map-pin", env.T("desk.places.empty"), env.T("desk.places.empty.text"), nil),
		kit.Centred(kit.Narrow(720, how)), kit.Centred(kit.HBox(12, imports, add)))
}

// questions are the needs and the filters; where there is little room they
// open at a press, so that places are seen first.
func (v *places) questions() fyne.CanvasObject {
	if v.roomy() || v.unfolded || v.ask.asking() {
		return kit.VBox(12, v.needs(), v.filters())
	}
	return kit.Wrap(8, kit.NewButton(kit.Secondary, v.env.T("desk.places.filter"), "funnel-bold", func() {
		v.unfolded = true
		v.env.Rebuild()
	}))
}

// needs are the four questions of the national map.
func (v *places) needs() fyne.CanvasObject {
	var choices []kit.Choice
	for _, n := range place.Needs() {
		choices = append(choices, kit.Choice{Value: n.Code, Label: v.env.T("desk.places.need." + n.Code)})
	}
	chips := kit.NewChipGroup(choices, func(chosen []string) {
		v.ask.need = strings.Join(chosen, "")
		v.find()
	})
	chips.Choose(false, v.ask.need)
	return kit.HBox(12, kit.Strong(v.env.T("desk.places.need")).NoWrap(), kit.Grow(chips))
}

func (v *places) filters() fyne.CanvasObject {
	env := v.env
	when := kit.NewMultiChipGroup([]kit.Choice{{Value: "open", Label: env.T("desk.places.open")}, {Value: "free", Label: env.T("desk.places.free")}}, func(chosen []string) {
		v.ask.open, v.ask.free = slices.Contains(chosen, "open"), slices.Contains(chosen, "free")
		v.find()
	})
	var on []string
	if v.ask.open {
		on = append(on, "open")
	}
	if v.ask.free {
		on = append(on, "free")
	}
	when.Choose(false, on...)
	welcome := []kit.Choice{{Value: "", Label: env.T("desk.places.any")}}
	for _, w := range place.PrisesEnCharge.Values() {
		welcome = append(welcome, kit.Choice{Value: w, Label: place.Label(env.Words, w)})
	}
	var radii []kit.Choice
	for _, km := range []int{0, 5, 10, 20, 50} {
		label := env.T("desk.places.within", "km", km)
		if km == 0 {
			label = env.T("desk.places.anywhere")
		}
		radii = append(radii, kit.Choice{Value: strconv.Itoa(km), Label: label})
	}
	order := "near"
	if v.ask.soonest {
		order = "soon"
	}
	return kit.Wrap(10, when,
		kit.NewSelect("", env.T("desk.places.welcome"), "", welcome, v.ask.welcome, func(w string) { v.ask.welcome = w; v.find() }),
		kit.NewButton(kit.Secondary, v.around(), "map-pin-bold", v.askCommune),
		kit.NewSelect("", env.T("desk.places.distance"), "", radii, strconv.Itoa(v.ask.radius), func(km string) {
			v.ask.radius, _ = strconv.Atoi(km) // one of those above
			v.find()
		}),
		kit.NewSelect("", env.T("desk.places.order"), "", []kit.Choice{{Value: "near", Label: env.T("desk.places.order.near")}, {Value: "soon", Label: env.T("desk.places.order.soon")}}, order,
			func(o string) { v.ask.soonest = o == "soon"; v.find() }))
}

func (v *places) around() string {
	if v.ask.insee == "" {
		return v.env.T("desk.places.nowhere")
	}
	return v.env.T("desk.places.around", "commune", communeName(v.d, v.ask.insee))
}

// askCommune chooses from where distances are counted.
func (v *places) askCommune() {
	var modal *kit.Modal
	insee := v.ask.insee
	picker := communePicker(v.d, v.env, v.env.T("desk.places.from"), insee, func(code string) { insee = code })
	ok := kit.NewButton(kit.Primary, v.env.T("desk.validate"), "check-bold", func() {
		modal.Close()
		v.ask.insee = insee
		v.env.Rebuild()
	})
	cancel := kit.NewButton(kit.Quiet, v.env.T("desk.cancel"), "", func() { modal.Close() })
	modal = kit.NewModal(v.env.Canvas(), 520, kit.VBox(16, kit.Heading(v.env.T("desk.places.from")), kit.Muted(v.env.T("desk.places.from.help")), picker, kit.HBox(12, ok, cancel, kit.Spacer())))
	modal.Open(picker)
}

// from is where distances are counted from: this place itself when the
// directory knows it, else the middle of the commune.
func from(all *place.Finder, insee string, own PlaceInfo) *place.Point {
	if insee == "" {
		return nil
	}
	if p := all.Named(own.Name, insee); p != nil && insee == own.Commune {
		if at, ok := p.At(); ok {
			return &at
		}
	}
	if at, ok := all.Centre(insee); ok {
		return &at
	}
	return nil
}

// find answers the question off the interface's thread; only the last answer
// is shown.
func (v *places) find() {
	if v.all == nil || v.table == nil {
		return
	}
	v.round++
	round, all := v.round, v.all
	q := place.Query{
		Text: v.ask.words, Need: v.ask.need, FreeOfCharge: v.ask.free, Open: v.ask.open, Now: v.env.Now(), Soonest: v.ask.soonest,
		Radius: float64(v.ask.radius),
	}
	insee, own := v.ask.insee, v.d.Place()
	if v.ask.radius > 0 {
		q.Insee = v.ask.insee // a place of the commune itself is near, even without a position
	}
	if v.ask.welcome != "" {
		q.PriseEnCharge = []string{v.ask.welcome}
	}
	shell.Do(v.env, func() ([]place.Hit, error) {
		q.Near = from(all, insee, own)
		return all.Find(q), nil
	}, func(hits []place.Hit, _ error) {
		if round != v.round {
			return
		}
		v.hits, v.told = hits, map[place.ID]place.Status{}
		text := v.env.T("desk.places.count", "n", len(hits))
		if v.ask.asking() {
			text = v.env.T("desk.places.found", "n", len(hits), "all", all.Len())
		}
		v.found.SetText(text)
		v.table.Refresh()
		if len(hits) > 0 {
			v.table.Select(0)
		}
		kit.Relayout(v.found)
	})
}
