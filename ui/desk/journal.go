package desk

import (
	"context"
	"slices"
	"strconv"

	"fyne.io/fyne/v2"

	"parvis/app/people"
	"parvis/i18n"
	"parvis/ui/kit"
	"parvis/ui/shell"
)

// journal is what was done on this machine, the last first. It is only ever
// added to, and names no followed person.
type journal struct {
	shell.Plain
	d    *Desk
	env  *shell.Env
	body *fyne.Container
}

func newJournal(d *Desk) *journal { return &journal{d: d} }

// Title implements shell.Screen.
func (v *journal) Title() string { return v.env.T("desk.journal") }

// Build implements shell.Screen.
func (v *journal) Build(env *shell.Env) shell.Page {
	v.env, v.body = env, kit.VBox(0)
	back := kit.NewButton(kit.Quiet, env.T("desk.back"), "arrow-left-bold", env.Back)
	get(env, func(ctx context.Context) ([]people.Line, error) { return v.d.People.Lines(ctx) }, v.show)
	return shell.Page{Title: v.Title(), Subtitle: env.T("desk.journal.sub"), Heading: true, NoStatus: true, Fixed: true, Actions: []fyne.CanvasObject{back}, Body: v.body}
}

func (v *journal) show(lines []people.Line) {
	env, ctx := v.env, context.Background()
	slices.Reverse(lines)
	v.body.RemoveAll()
	if len(lines) == 0 {
		v.body.Add(kit.Card(kit.Empty("list-checks", env.T("desk.journal.empty"), env.T("desk.journal.empty.text"), nil)))
		relaid(v.body)
		return
	}
	names := map[people.MediatorID]string{"": ""}
	who := func(id people.MediatorID) string {
		if _, ok := names[id]; !ok {
			names[id] = v.d.nameOf(ctx, env, id)
		}
		return names[id]
	}
	columns := []kit.Column{{Title: env.T("desk.journal.when"), Width: 3}, {Title: env.T("desk.journal.what"), Width: 8}, {Title: env.T("desk.journal.who"), Width: 2}}
	table := kit.NewTable(columns, func() int { return len(lines) }, func(row, col int) kit.Cell {
		l := lines[row]
		switch col {
		case 0:
			at := l.At.In(env.Zone)
			return kit.Cell{Text: i18n.Capital(env.Words.ShortDay(at)) + " " + strconv.Itoa(at.Year()) + ", " + env.Words.Clock(at)}
		case 1:
			return kit.Cell{Text: l.Text(env.Words)}
		}
		return kit.Cell{Text: who(l.Who), Muted: true}
	})
	v.body.Add(kit.Grow(kit.CardPad(10, table)))
	relaid(v.body)
}
