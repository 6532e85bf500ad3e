package desk

import (
	"context"
	"strings"

	"parvis/app"
	"parvis/app/session"
	"parvis/ui/kit"
	"parvis/ui/shell"
)

// SessionsDesk is what the screens of sessions need beside the book: names, a
// directory of places, files in and out. Calls are made off the interface's
// thread.
type SessionsDesk struct {
	Names  func(ctx context.Context) session.Names
	Places func(ctx context.Context) ([]PlaceChoice, error)
	// Export writes the sessions of a filter to a file, whole or not at all.
	Export func(ctx context.Context, o ExportOrder, progress func(rows int)) error
	// Report writes figures as a workbook or a page, by the end of the name;
	// Print makes that page and opens it.
	Report func(ctx context.Context, r session.Report, path string) error
	Print  func(ctx context.Context, r session.Report) error
	// ReadImport judges a file without saving anything; SaveImport saves what
	// it accepted, all of it or nothing, and says how many were new.
	ReadImport func(ctx context.Context, path string) (ImportPlan, error)
	SaveImport func(ctx context.Context, p ImportPlan, progress func(done int)) (saved int, err error)
	// Agenda reads the appointments of a day from a calendar file (.ics).
	Agenda func(ctx context.Context, path string, day app.Day) ([]session.Appointment, session.Faults, error)
	// UndoImport takes back an import just made.
	UndoImport func(ctx context.Context, p ImportPlan) error
}

// PlaceChoice is a place that can be chosen; its id is session.Here for this
// one.
type PlaceChoice struct{ ID, Name, Commune string }

// ExportOrder is what to write and where.
type ExportOrder struct {
	Filter session.Filter
	Lines  []string // the filter, as people read it
	Total  int      // participations of the screen: the file must agree
	Safe   bool     // for a coordinator: no identity, no note
	Path   string
}

// exporting is the box that writes the sessions of a screen to a file.
type exporting struct {
	d      *Desk
	env    *shell.Env
	filter session.Filter
	lines  []string
	stats  session.Stats
	safe   bool
	saving *saving
	modal  *kit.Modal
}

// export asks how and where, then writes the sessions of the filter.
func (d *Desk) export(env *shell.Env, f session.Filter, st session.Stats) {
	f.Limit = 0
	shell.Do(env, func() (session.Names, error) { return d.Sessions.Names(context.Background()), nil }, func(names session.Names, _ error) {
		x := &exporting{d: d, env: env, filter: f, lines: f.Lines(env.Words, names), stats: st}
		x.show()
	})
}

// rows is how many lines the file will have.
func (x *exporting) rows() int { return x.stats.Sessions + x.stats.Workshops + x.stats.NotReceived }

func (x *exporting) show() {
	env := x.env
	x.saving = x.d.newSaving(env, env.T("export.name")+x.span(), session.XLSX)
	formats := kit.NewSegmented([]kit.Choice{
		{Value: session.XLSX, Label: env.T("export.xlsx")}, {Value: session.CSV, Label: env.T("export.csv")}, {Value: session.JSON, Label: env.T("export.json")},
	}, session.XLSX, x.saving.setExt)
	help := kit.Muted(env.T("export.own.help"))
	variant := kit.NewSegmented([]kit.Choice{{Value: "own", Label: env.T("export.own")}, {Value: "safe", Label: env.T("export.safe")}}, "own", func(v string) {
		x.safe = v == "safe"
		help.SetText(env.T("export." + v + ".help"))
		kit.Relayout(help)
	})
	what := kit.VBox(2, kit.Strong(env.T("export.what", "n", x.stats.Total, "rows", env.Words.Number(x.rows()))))
	lines := strings.Join(x.lines, " · ")
	if lines == "" {
		lines = env.T("export.all")
	}
	what.Add(kit.Muted(lines))
	do := kit.NewButton(kit.Primary, env.T("export.do"), "", x.write)
	row := kit.HBox(12, do, kit.NewButton(kit.Quiet, env.T("desk.cancel"), "", func() { x.modal.Close() }), kit.Spacer())
	box := kit.VBox(16, kit.Heading(env.T("export.title")), kit.TintCard(kit.Neutral, what),
		labelled(env, "export.format", kit.HBox(0, formats, kit.Spacer())),
		labelled(env, "export.for", kit.VBox(6, kit.HBox(0, variant, kit.Spacer()), help)), x.saving.box, row)
	x.modal = kit.NewModal(env.Canvas(), 720, box)
	x.saving.grown = x.modal.Refresh
	x.modal.Open(do)
}

// span names the period in the name of the file.
func (x *exporting) span() string {
	f := x.filter
	switch {
	case f.From == "" && f.To == "":
		return ""
	case f.From.Month() == f.To.Month() && f.To.Add(1).Month() != f.To.Month() && f.From.Add(-1).Month() != f.From.Month():
		return "-" + f.From.Month()
	case f.From == f.To:
		return "-" + string(f.From)
	case f.From == "":
		return "-" + string(f.To)
	}
	return "-" + string(f.From) + "-" + string(f.To)
}

func (x *exporting) write() {
	path := x.saving.path()
	if path == "" {
		return
	}
	x.modal.Close()
	o := ExportOrder{Filter: x.filter, Lines: x.lines, Total: x.stats.Total, Safe: x.safe, Path: path}
	atWork(x.env, x.env.T("export.working"), x.env.T("export.stopped"), x.rows(), func(ctx context.Context, progress func(int)) (bool, error) {
		return true, x.d.Sessions.Export(ctx, o, progress)
	}, func(_ bool, err error) {
		if err != nil {
			x.env.Fail(err)
			return
		}
		text := x.env.T("export.done.text", "n", x.stats.Total)
		if !o.Safe {
			text += " " + x.env.T("export.done.private")
		}
		x.d.written(x.env, x.env.T("export.done"), text, path)
	})
}
