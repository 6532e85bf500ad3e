package desk

import (
	"path/filepath"
	"strings"

	"fyne.io/fyne/v2"

	"parvis/app"
	"parvis/app/guide"
	"parvis/ui/kit"
)

// table offers the guide as rows for a spreadsheet, and takes them back.
func (e *editor) table() fyne.CanvasObject {
	if e.d.ReadFile == nil || e.d.WriteFile == nil {
		return kit.Gap(1, 1)
	}
	return kit.Wrap(8, kit.NewButton(kit.Quiet, e.env.T("desk.edit.table.save"), "file-csv", e.saveTable),
		kit.NewButton(kit.Quiet, e.env.T("desk.edit.table.take"), "", e.takeTable))
}

// saveTable writes the spreadsheet twin where the person says.
func (e *editor) saveTable() {
	if e.faulty {
		e.env.Toast(e.env.T("desk.edit.table.faulty"))
		return
	}
	ask(e.env, e.env.T("desk.edit.table.save"), e.env.T("desk.edit.table.where"), string(e.g.ID)+".csv", func(file string) error {
		path, err := e.d.WriteFile(strings.TrimSpace(file), guide.WriteCSV(e.g))
		if err == nil {
			e.env.Toast(e.env.T("desk.edit.table.saved", "file", path))
		}
		return err
	})
}

// takeTable puts a table in place of the guide; undo gives the guide back.
func (e *editor) takeTable() {
	ask(e.env, e.env.T("desk.edit.table.take"), e.env.T("desk.edit.table.from"), string(e.g.ID)+".csv", func(file string) error {
		file = strings.TrimSpace(file)
		data, err := e.d.ReadFile(file, guide.MaxFileSize)
		if err != nil {
			return err
		}
		f, err := guide.ReadCSV(filepath.Base(file), data)
		if err != nil {
			return err
		}
		for _, fault := range f.Findings {
			if fault.Severity() == guide.SeverityError {
				return app.E(app.Rejected, "desk_table", "n", fault.Line, "what", fault.Message(e.env.Words))
			}
		}
		f.Guide.ID = e.g.ID // another id would be another guide
		e.mended(guide.Print(f.Guide))
		e.env.Toast(e.env.T("desk.edit.table.taken"))
		return nil
	})
}
