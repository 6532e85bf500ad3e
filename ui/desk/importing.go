package desk

import (
	"context"
	"path/filepath"
	"strconv"

	"fyne.io/fyne/v2"

	"parvis/app"
	"parvis/app/session"
	"parvis/ui/kit"
	"parvis/ui/shell"
	"parvis/ui/theme"
)

// ImportPlan is what a file would bring: nothing of it is saved yet.
type ImportPlan struct {
	Path    string
	Fresh   []session.Session // to save
	Known   int               // already here, word for word
	Repeats int               // said twice by the file itself
	Faults  session.Faults    // lines left out, each with its number and its reason
	Ignored []string          // columns that were not understood
}

// span gives the first and the last day of what is new.
func (p *ImportPlan) span() (from, to app.Day) {
	for _, s := range p.Fresh {
		if from == "" || s.Date < from {
			from = s.Date
		}
		to = max(to, s.Date)
	}
	return from, to
}

// bringIn asks for a file of one's own history and shows what it would bring.
func (d *Desk) bringIn(env *shell.Env, after func()) {
	d.chooseFile(env, env.T("import.title"), env.T("import.help"), []string{session.XLSX, session.CSV, session.JSON}, func(path string) {
		atWork(env, env.T("import.reading"), env.T("import.stopped"), 1, func(ctx context.Context, _ func(int)) (ImportPlan, error) {
			return d.Sessions.ReadImport(ctx, path)
		}, func(p ImportPlan, err error) {
			if err != nil {
				env.Fail(err)
				return
			}
			d.preview(env, p, after)
		})
	})
}

// preview says what would come in, line by line for what would not.
func (d *Desk) preview(env *shell.Env, p ImportPlan, after func()) {
	var modal *kit.Modal
	head := kit.VBox(6)
	say := func(icon string, role theme.Role, text string) {
		head.Add(kit.Row(10, kit.Top, kit.NewIcon(icon, role, 22), kit.Grow(kit.NewText(text))))
	}
	from, to := p.span()
	if n := len(p.Fresh); n > 0 {
		say("check-circle-bold", theme.GreenText, env.T("import.fresh", "n", n, "from", env.Words.LongDay(from.Time(env.Zone)), "to", env.Words.LongDay(to.Time(env.Zone))))
	} else {
		say("info", theme.Ink2, env.T("import.nothing"))
	}
	if p.Known+p.Repeats > 0 {
		say("info", theme.Ink2, env.T("import.known", "n", p.Known+p.Repeats))
	}
	for _, c := range p.Ignored {
		say("info", theme.Ink2, env.T("import.ignored", "column", c))
	}
	box := kit.VBox(14, kit.Heading(env.T("import.preview", "file", filepath.Base(p.Path))), kit.TintCard(kit.Neutral, head))
	if len(p.Faults) > 0 {
		say("warning-circle-bold", theme.AmberText, env.T("import.faults", "n", len(p.Faults)))
		box.Add(faultTable(env, p.Faults))
	}
	do := kit.NewButton(kit.Primary, env.T("import.do", "n", len(p.Fresh)), "", func() { modal.Close(); d.saveImport(env, p, after) })
	shut := kit.NewButton(kit.Secondary, env.T("import.cancel"), "", func() { modal.Close() })
	row, first := kit.HBox(12, do, shut, kit.Spacer()), do
	if len(p.Fresh) == 0 {
		row, first = kit.HBox(12, shut, kit.Spacer()), shut
	}
	box.Add(kit.Muted(env.T("import.safe")))
	box.Add(row)
	modal = kit.NewModal(env.Canvas(), 860, box)
	modal.Open(first)
}

// faultTable is the report of what was left out: line, reason.
func faultTable(env *shell.Env, faults session.Faults) fyne.CanvasObject {
	t := kit.NewTable([]kit.Column{{Title: env.T("import.line"), Width: -110}, {Title: env.T("import.why"), Width: 1}},
		func() int { return len(faults) },
		func(row, col int) kit.Cell {
			if col == 0 {
				return kit.Cell{Text: lineOf(faults[row]), Bold: true}
			}
			return kit.Cell{Text: session.Explain(env.Words, faults[row])}
		})
	t.SetRowHeight(44)
	return kit.Sized(0, theme.Current().Scaled(250), t)
}

// lineOf is the number at the end of a fault's place ("file.csv:12").
func lineOf(f *app.Error) string {
	where := f.Where
	for i := len(where) - 1; i >= 0; i-- {
		if where[i] == ':' {
			if _, err := strconv.Atoi(where[i+1:]); err == nil {
				return where[i+1:]
			}
			break
		}
	}
	return "–"
}

func (d *Desk) saveImport(env *shell.Env, p ImportPlan, after func()) {
	atWork(env, env.T("import.working"), env.T("import.stopped"), len(p.Fresh), func(ctx context.Context, progress func(int)) (int, error) {
		return d.Sessions.SaveImport(ctx, p, progress)
	}, func(n int, err error) {
		if err != nil {
			env.Fail(err)
			return
		}
		env.ToastUndo(env.T("import.done", "n", n), env.T("desk.undo"), func() {
			shell.Do(env, func() (bool, error) { return true, d.Sessions.UndoImport(context.Background(), p) }, func(_ bool, err error) {
				env.Fail(err)
				after()
			})
		})
		after()
	})
}
