package desk

import (
	"fyne.io/fyne/v2"

	"parvis/ui/kit"
	"parvis/ui/shell"
)

// work is a library the program is made with. Names are proper names and
// licences are SPDX identifiers: neither is translated.
type work struct{ name, licence string }

// works are the main libraries of this program, as their own files say.
var works = []work{
	{"Fyne", "BSD-3-Clause"},
	{"Go (golang.org/x)", "BSD-3-Clause"},
	{"GLFW (go-gl)", "BSD-3-Clause"},
	{"bbolt", "MIT"},
	{"fxamacker/cbor", "MIT"},
	{"klauspost/compress", "BSD-3-Clause, MIT"},
	{"age", "BSD-3-Clause"},
	{"excelize", "BSD-3-Clause"},
	{"go-pdf/fpdf", "MIT"},
	{"go-qrcode", "MIT"},
	{"gozxing", "MIT, Apache-2.0"},
	{"goldmark", "MIT"},
	{"snowballstem", "BSD-3-Clause"},
	{"robfig/cron", "MIT"},
	{"kong", "MIT"},
	{"google/uuid", "BSD-3-Clause"},
	{"go-keyring", "MIT"},
}

// libraries lists the works of others in the program.
type libraries struct {
	shell.Plain
	env *shell.Env
}

// Title implements shell.Screen.
func (v *libraries) Title() string { return v.env.T("desk.set.libraries") }

// Build implements shell.Screen.
func (v *libraries) Build(env *shell.Env) shell.Page {
	v.env = env
	box := kit.VBox(8, kit.Muted(env.T("desk.set.libraries.text")), kit.HLine())
	for _, w := range works {
		box.Add(kit.HBox(14, kit.Grow(kit.Strong(w.name)), kit.NewText(w.licence).NoWrap()))
	}
	back := kit.NewButton(kit.Secondary, env.T("desk.back"), "arrow-left-bold", env.Back)
	return shell.Page{Title: v.Title(), Body: kit.Card(kit.Narrow(860, box)), Actions: []fyne.CanvasObject{back}, First: back, NoStatus: true}
}
