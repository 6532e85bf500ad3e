package desk

import (
	"fyne.io/fyne/v2"

	"parvis/ui/kit"
	"parvis/ui/shell"
	"parvis/ui/theme"
)

// help is F1: the keys, the five things done all day, the words.
type help struct {
	shell.Plain
	d   *Desk
	env *shell.Env
}

func newHelp(d *Desk) *help { return &help{d: d} }

// Title implements shell.Screen.
func (h *help) Title() string { return h.env.T("desk.help") }

// helpKeys are the keys and what each does.
var helpKeys = [][2]string{
	{"Ctrl K", "desk.help.search"},
	{"Ctrl N", "desk.help.new"},
	{"1 … 9", "desk.help.digits"},
	{"arrows", "desk.help.arrows"},
	{"enter", "desk.help.save"},
	{"N", "desk.help.note"},
	{"F9", "desk.help.form"},
	{"Ctrl P", "desk.help.print"},
	{"Ctrl L", "desk.help.lock"},
	{"Ctrl E", "desk.help.fault"},
	{"F2 F3 F4", "desk.help.views"},
	{"move", "desk.help.move"},
	{"Alt 1 … 5", "desk.help.nav"},
	{"Tab", "desk.help.tab"},
	{"F1", "desk.help.help"},
	{"escape", "desk.help.escape"},
}

// Build implements shell.Screen.
func (h *help) Build(env *shell.Env) shell.Page {
	h.env = env
	keys := kit.VBox(8, kit.SectionTitle(env.T("desk.help.keys")))
	for _, k := range helpKeys {
		name := k[0]
		if name == "escape" || name == "arrows" || name == "enter" || name == "move" {
			name = env.T(k[1] + ".key") // the font has no arrows; key names have languages
		}
		keys.Add(kit.HBox(14, kit.Sized(theme.Current().Scaled(180), 0, kit.Strong(name).NoWrap()), kit.Grow(kit.NewText(env.T(k[1])))))
	}
	how := kit.VBox(12, kit.SectionTitle(env.T("desk.help.how")))
	for _, key := range []string{"desk.help.how.session", "desk.help.how.several", "desk.help.how.wrong", "desk.help.how.write", "desk.help.how.leaves"} {
		how.Add(kit.VBox(2, kit.Strong(env.T(key)), kit.NewText(env.T(key+".text"))))
	}
	words := kit.VBox(12, kit.SectionTitle(env.T("desk.help.words")))
	for _, key := range []string{"desk.help.word.guide", "desk.help.word.count", "desk.help.word.group", "desk.help.word.notsaid"} {
		words.Add(kit.VBox(2, kit.Strong(env.T(key)), kit.NewText(env.T(key+".text"))))
	}
	back := kit.NewButton(kit.Secondary, env.T("desk.back"), "arrow-left-bold", env.Back)
	return shell.Page{
		Title: env.T("desk.help"), Subtitle: env.T("desk.help.sub"), First: back, Actions: []fyne.CanvasObject{back}, NoStatus: true,
		Body: kit.Columns(420, 16, kit.Card(keys), kit.VBox(16, kit.Card(how), kit.Card(words))),
	}
}
