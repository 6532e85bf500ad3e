package desk

import (
	"context"
	"strings"

	"parvis/app/place"
	"parvis/ui/kit"
	"parvis/ui/shell"
	"parvis/ui/theme"
)

// sheetFiles are the two forms of a sheet.
type sheetFiles struct{ pdf, html string }

// askOrientation asks what the sheet says of the person, all of it optional,
// makes it and opens it. Nothing typed here is kept: it goes with the box.
func askOrientation(d *Desk, env *shell.Env, p place.Place) {
	var modal *kit.Modal
	own := d.Place()
	first := kit.NewField(kit.FieldLook{Label: env.T("desk.orient.first")})
	name := kit.NewField(kit.FieldLook{Label: env.T("desk.orient.name")})
	need := kit.NewField(kit.FieldLook{Label: env.T("desk.orient.need"), Help: env.T("desk.orient.need.help"), Lines: 3})
	by := kit.NewField(kit.FieldLook{Label: env.T("desk.orient.by")})
	by.SetText(d.Me().Name)
	make := func(screen bool) {
		o := place.Orientation{
			Place: p, Day: d.today(env), FirstName: strings.TrimSpace(first.Text()), Name: strings.TrimSpace(name.Text()),
			Details: strings.TrimSpace(need.Text()), By: strings.TrimSpace(by.Text()), From: own.Name, FromPhone: own.Phone,
		}
		shell.Do(env, func() (f sheetFiles, err error) {
			f.pdf, f.html, err = d.Directory.OrientationSheet(context.Background(), o, env.Words.Lang())
			return f, err
		}, func(f sheetFiles, err error) {
			if err == nil {
				modal.Close()
				file := f.pdf
				if screen {
					file = f.html
				}
				err = d.Show(file)
			}
			if err != nil {
				env.Fail(err)
				return
			}
			env.Toast(env.T("desk.orient.made"))
		})
	}
	print := kit.NewButton(kit.Primary, env.T("desk.orient.print"), "printer-bold", func() { make(false) })
	read := kit.NewButton(kit.Secondary, env.T("desk.orient.screen"), "", func() { make(true) })
	cancel := kit.NewButton(kit.Quiet, env.T("desk.cancel"), "", func() { modal.Close() })
	by.OnSubmit = func(string) { make(false) }
	promise := kit.HBox(10, kit.NewIcon("shield-check", theme.GreenText, 22), kit.Grow(kit.Muted(env.T("desk.orient.forgotten"))))
	modal = kit.NewModal(env.Canvas(), 640, kit.VBox(14, kit.Heading(env.T("desk.orient")), kit.Strong(p.Nom),
		kit.Columns(240, 14, first, name), need, by, promise, kit.Wrap(12, print, read, cancel)))
	modal.Open(first)
}

// exportPlaces writes the directory as the standard wants it.
func exportPlaces(d *Desk, env *shell.Env) {
	var modal *kit.Modal
	own := d.Place()
	folder := kit.NewField(kit.FieldLook{Label: env.T("desk.places.export.folder"), Help: env.T("desk.places.export.folder.help"), Placeholder: env.T("desk.places.export.documents")})
	producer := kit.NewField(kit.FieldLook{Label: env.T("desk.places.export.producer")})
	territory := kit.NewField(kit.FieldLook{Label: env.T("desk.places.export.territory")})
	producer.SetText(own.Name)
	territory.SetText(communeName(d, own.Commune))
	preview := kit.Muted("")
	show := func(string) {
		preview.SetText(env.T("desk.places.export.name", "name", place.FileName(d.today(env), producer.Text(), territory.Text())))
		kit.Relayout(preview)
	}
	producer.OnChanged, territory.OnChanged = show, show
	which := kit.NewSegmented([]kit.Choice{{Value: "", Label: env.T("desk.places.export.all")}, {Value: "own", Label: env.T("desk.places.export.own")}}, "", nil)
	write := kit.NewButton(kit.Primary, env.T("desk.places.export.do"), "", func() {
		shell.Do(env, func() (string, error) {
			file, _, err := d.Directory.ExportPlaces(context.Background(), strings.TrimSpace(folder.Text()), producer.Text(), territory.Text(), which.Value() == "own")
			return file, err
		}, func(file string, err error) {
			if err != nil {
				env.Fail(err)
				return
			}
			modal.Close()
			env.Toast(env.T("desk.places.exported", "file", file))
		})
	})
	cancel := kit.NewButton(kit.Quiet, env.T("desk.cancel"), "", func() { modal.Close() })
	show("")
	modal = kit.NewModal(env.Canvas(), 640, kit.VBox(14, kit.Heading(env.T("desk.places.export.title")), kit.NewText(env.T("desk.places.export.text")),
		kit.Wrap(8, which), folder, kit.Columns(240, 14, producer, territory), preview, kit.Wrap(12, write, cancel)))
	modal.Open(folder)
}
