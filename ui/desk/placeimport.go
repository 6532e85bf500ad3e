package desk

import (
	"context"
	"errors"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"

	"parvis/app"
	"parvis/app/place"
	"parvis/ui/kit"
	"parvis/ui/shell"
	"parvis/ui/theme"
)

// placesImport reads a file, shows line by line what it holds and what would
// change, and takes it in only when told to.
type placesImport struct {
	shell.Plain
	d    *Desk
	env  *shell.Env
	path string

	stop    context.CancelFunc // of the reading in progress
	done    int                // bytes read, of
	total   int
	report  *place.Report
	either  map[bool]place.Changes // what would change: as an addition, as the whole
	changes place.Changes
	whole   bool // what is no longer in the file goes
	bare    bool // places without SIRET are taken too
	shown   string
	rows    []importRow

	body  *fyne.Container
	field *kit.Field
	next  fyne.CanvasObject // what one most likely does now
}

// importRow is one line of the report.
type importRow struct {
	line, name, field, text string
}

func newPlacesImport(d *Desk) *placesImport { return &placesImport{d: d} }

// Title implements shell.Screen.
func (v *placesImport) Title() string { return v.env.T("desk.places.import.title") }

// OnHide implements shell.Screen: a reading nobody waits for stops.
func (v *placesImport) OnHide() { v.cancel() }

// Build implements shell.Screen.
func (v *placesImport) Build(env *shell.Env) shell.Page {
	v.env, v.d.env = env, env
	v.body = kit.VBox(0)
	v.show()
	back := kit.NewButton(kit.Quiet, env.T("desk.back"), "arrow-left-bold", env.Back)
	page := shell.Page{Title: v.Title(), Subtitle: env.T("desk.places.import.sub"), Body: v.body, Actions: []fyne.CanvasObject{back}, Fixed: v.report != nil}
	page.First = v.next
	if page.Fixed {
		page.Body = kit.VBox(0, kit.Grow(v.body))
	}
	return page
}

// show puts in place what the moment asks for.
func (v *placesImport) show() {
	v.body.RemoveAll()
	v.field, v.next = nil, nil
	switch {
	case v.report != nil:
		v.body.Add(kit.Grow(v.preview()))
	case v.stop != nil:
		v.body.Add(kit.Card(v.progress()))
	default:
		v.body.Add(kit.Card(v.choose()))
	}
	v.body.Refresh()
	kit.Relayout(v.body)
}

// choose asks for the file: typed, or one of those found.
func (v *placesImport) choose() fyne.CanvasObject {
	env := v.env
	v.field = kit.NewField(kit.FieldLook{Label: env.T("desk.places.file"), Help: env.T("desk.places.file.help"), Placeholder: "lieux.csv", Clear: true})
	v.field.SetText(v.path)
	v.field.OnChanged = func(s string) { v.path = strings.TrimSpace(s) }
	v.field.OnSubmit = func(string) { v.read() }
	v.next = v.field
	box := kit.VBox(16, kit.NewText(env.T("desk.places.import.what")), v.field)
	if files := v.d.Directory.PlaceFiles(); len(files) > 0 {
		row := kit.Wrap(8)
		for _, f := range files {
			row.Add(kit.NewChip(f, func() {
				v.path = f
				v.field.SetText(f)
				kit.Focus(v.field)
			}))
		}
		box.Add(kit.VBox(8, kit.Strong(env.T("desk.places.file.found")), row))
	}
	read := kit.NewButton(kit.Primary, env.T("desk.places.read"), "magnifying-glass-bold", v.read)
	box.Add(kit.HBox(12, read, kit.Grow(kit.Muted(env.T("desk.places.read.safe")))))
	return kit.Narrow(820, box)
}

// outcome is what the reading gives.
type outcome struct {
	report place.Report
	either map[bool]place.Changes
}

// progressSteps is how many times the progress is drawn at most.
const progressSteps = 50

func (v *placesImport) read() {
	env := v.env
	if v.path == "" {
		v.field.SetError(env.T("desk.places.file.need"))
		kit.Focus(v.field)
		return
	}
	ctx, stop := context.WithCancel(context.Background())
	v.stop, v.done, v.total = stop, 0, 0
	last := 0
	step := func(done, total int) error {
		if part := done * progressSteps / max(1, total); part > last {
			last = part
			env.UI(func() {
				if v.stop == nil || v.report != nil {
					return
				}
				v.done, v.total = done, total
				v.show()
			})
		}
		return ctx.Err()
	}
	path, bare := v.path, v.bare
	v.show()
	shell.Do(env, func() (outcome, error) {
		var out outcome
		var err error
		if out.report, err = v.d.Directory.ReadPlaces(ctx, path, bare, step); err != nil {
			return out, err
		}
		dir, err := v.d.Directory.Directory(ctx)
		out.either = map[bool]place.Changes{}
		for _, whole := range []bool{false, true} {
			_, out.either[whole] = dir.Take(out.report.Places, place.File, whole)
		}
		return out, err
	}, func(out outcome, err error) {
		v.cancel()
		if err != nil {
			v.report = nil
			v.show()
			if v.field != nil && !errors.Is(err, context.Canceled) {
				v.field.SetError(app.Message(env.Words, err))
				kit.Focus(v.field)
			}
			return
		}
		v.report, v.either = &out.report, out.either
		v.compare()
		env.Rebuild()
	})
}

// compare shows what the file would change, as it is to be taken.
func (v *placesImport) compare() {
	v.changes = v.either[v.whole]
	v.shown = "changes"
	if v.report.Refused > 0 {
		v.shown = "refused"
	}
	v.list()
}

func (v *placesImport) cancel() {
	if v.stop != nil {
		v.stop()
		v.stop = nil
	}
}

func (v *placesImport) progress() fyne.CanvasObject {
	env := v.env
	share := 0
	if v.total > 0 {
		share = min(100, v.done*100/v.total)
	}
	stop := kit.NewButton(kit.Secondary, env.T("desk.cancel"), "", func() { v.cancel(); v.show() })
	box := kit.VBox(16, kit.Progress(env.T("desk.places.reading", "file", v.path), share, 100), kit.HBox(12, stop, kit.Grow(kit.Muted(env.T("desk.places.read.safe")))))
	kit.FocusQuietly(stop)
	return kit.Narrow(820, box)
}

// Kinds of lines of the report that can be shown apart.
var importKinds = []string{"changes", "refused", "dropped", "mended", "kept"}

func (v *placesImport) count(kind string) (n int) {
	if kind == "changes" {
		return len(v.changes.Rows)
	}
	for _, f := range v.report.Findings {
		if f.Severity.Code() == kind {
			n++
		}
	}
	return n
}

// list makes the rows of the kind shown.
func (v *placesImport) list() {
	v.rows = v.rows[:0]
	if v.shown == "changes" {
		for _, c := range v.changes.Rows {
			v.rows = append(v.rows, importRow{name: v.env.T("place.change." + string(c.Kind)), text: v.changeText(c)})
		}
		return
	}
	for _, f := range v.report.Findings {
		if f.Severity.Code() == v.shown {
			text := app.Message(v.env.Words, f.Err)
			text = strings.TrimPrefix(text, f.Err.Where+" — ")
			v.rows = append(v.rows, importRow{line: strconv.Itoa(f.Line), name: f.Name, field: f.Field, text: text})
		}
	}
}

func (v *placesImport) changeText(c place.Change) string {
	if len(c.Fields) > 0 {
		return c.Nom + " (" + strings.Join(c.Fields, ", ") + ")"
	}
	return c.Nom
}

// preview says what the file holds and would change, before anything is done.
func (v *placesImport) preview() fyne.CanvasObject {
	env, r, c := v.env, v.report, &v.changes
	sum := env.T("desk.places.sum", "read", r.Read, "good", len(r.Places), "refused", r.Refused)
	what := env.T("desk.places.sum.change", "added", c.Count(place.Added), "changed", c.Count(place.Changed), "same", c.Same)
	head := kit.VBox(4, kit.Section(sum), kit.NewText(what))
	if n := c.Count(place.Ours); n > 0 {
		head.Add(kit.Muted(env.T("desk.places.sum.ours", "n", n)))
	}
	var kinds []kit.Choice
	for _, k := range importKinds {
		if n := v.count(k); n > 0 {
			kinds = append(kinds, kit.Choice{Value: k, Label: env.T("desk.places.kind."+k, "n", n)})
		}
	}
	take := kit.NewButton(kit.Primary, env.T("desk.places.take", "n", len(r.Places)), "check-bold", v.take)
	other := kit.NewButton(kit.Quiet, env.T("desk.places.other"), "", func() { v.report, v.path, v.bare = nil, "", false; env.Rebuild() })
	v.next = take
	if c.Nothing() {
		v.next = other
		take.SetEnabled(false)
		head.Add(kit.HBox(8, kit.NewIcon("check-circle-bold", theme.GreenText, 22), kit.Grow(kit.NewText(env.T("desk.places.nothing")))))
	}
	box := kit.VBox(14, kit.Card(head))
	if missing := v.missing(); missing > 0 {
		box.Add(kit.NewCheckbox(env.T("desk.places.whole", "n", missing), env.T("desk.places.whole.text"), v.whole, func(on bool) {
			v.whole = on
			v.compare()
			env.Rebuild()
		}))
	}
	if v.bare || v.pivotless() > 0 {
		box.Add(kit.NewCheckbox(env.T("desk.places.bare"), env.T("desk.places.bare.text"), v.bare, func(on bool) {
			v.bare, v.report = on, nil
			v.read()
		}))
	}
	if len(kinds) > 0 {
		table := v.table()
		box.Add(kit.Wrap(8, kit.NewSegmented(kinds, v.shown, func(k string) {
			v.shown = k
			env.Rebuild()
		})))
		v.list()
		box.Add(kit.Grow(kit.CardPad(10, table)))
	}
	box.Add(kit.HBox(12, take, other, kit.Grow(kit.Muted(env.T("desk.places.yet")).Trailing())))
	return box
}

// pivotless is how many places are refused for want of a SIRET.
func (v *placesImport) pivotless() (n int) {
	for _, f := range v.report.Findings {
		if f.Severity == place.Refused && f.Field == "pivot" && f.Err.Code == "place_required" {
			n++
		}
	}
	return n
}

// missing is how many places of earlier files this one does not hold.
func (v *placesImport) missing() int {
	all := v.either[true]
	return all.Count(place.Gone)
}

func (v *placesImport) table() *kit.Table {
	env := v.env
	if v.shown == "changes" {
		heads := []kit.Column{{Title: env.T("desk.places.col.change"), Width: 20}, {Title: env.T("desk.places.col.place"), Width: 80}}
		return kit.NewTable(heads, func() int { return len(v.rows) }, func(row, col int) kit.Cell {
			r := &v.rows[row]
			return []kit.Cell{{Text: r.name, Bold: true}, {Text: r.text}}[col]
		})
	}
	heads := []kit.Column{
		{Title: env.T("desk.places.col.line"), Width: -80, Number: true},
		{Title: env.T("desk.places.col.place"), Width: 24},
		{Title: env.T("desk.places.col.field"), Width: 16},
		{Title: env.T("desk.places.col.what"), Width: 60},
	}
	return kit.NewTable(heads, func() int { return len(v.rows) }, func(row, col int) kit.Cell {
		r := &v.rows[row]
		return []kit.Cell{{Text: r.line}, {Text: r.name, Bold: true}, {Text: r.field, Muted: true}, {Text: r.text}}[col]
	})
}

// take brings the places in, all at once or not at all, and can be undone.
func (v *placesImport) take() {
	env, list, whole := v.env, v.report.Places, v.whole
	var before place.Directory
	var done place.Changes
	v.d.changePlaces(env, func(now place.Directory) (next place.Directory) {
		before = now
		next, done = now.Take(list, place.File, whole)
		return next
	}, func() {
		v.report = nil
		env.Back()
		text := env.T("desk.places.taken", "added", done.Count(place.Added), "changed", done.Count(place.Changed), "gone", done.Count(place.Gone))
		env.ToastUndo(text, env.T("desk.undo"), func() {
			v.d.changePlaces(env, func(now place.Directory) place.Directory {
				now.Shared = before.Shared
				return now
			}, env.Rebuild)
		})
	})
}
