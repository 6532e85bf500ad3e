package desk

import (
	"strings"

	"fyne.io/fyne/v2"

	"parvis/app/place"
	"parvis/ui/kit"
	"parvis/ui/shell"
)

// proposed is how many towns stand under what is typed.
const proposed = 5

// communePicker is a field that proposes towns as one types. Enter takes the
// first; a name typed whole needs no choice. set is told the INSEE code, empty
// when the field is.
func communePicker(d *Desk, env *shell.Env, label, insee string, set func(insee string)) fyne.CanvasObject {
	found := kit.Wrap(8)
	field := kit.NewField(kit.FieldLook{Label: label, Clear: true})
	if insee != "" {
		field.SetText(communeName(d, insee))
	}
	show := func(list []Commune, take func(Commune)) {
		found.RemoveAll()
		for _, c := range list {
			found.Add(kit.NewChip(c.Name, func() { take(c) }))
		}
		found.Refresh()
		kit.Relayout(found)
	}
	take := func(c Commune) {
		field.SetText(c.Name)
		field.SetError("")
		show(nil, nil)
		set(c.Insee)
	}
	like := func(text string) []Commune {
		if strings.TrimSpace(text) == "" {
			return nil
		}
		list := d.Communes(text)
		return list[:min(proposed, len(list))]
	}
	field.OnChanged = func(text string) {
		field.SetError("")
		list := like(text)
		show(list, take)
		switch {
		case strings.TrimSpace(text) == "":
			set("")
		case len(list) == 0:
			field.SetError(env.T("desk.commune.none"))
		case place.Fold(list[0].Name) == place.Fold(text):
			set(list[0].Insee)
		}
	}
	field.OnSubmit = func(text string) {
		if list := like(text); len(list) > 0 {
			take(list[0])
		}
	}
	return kit.VBox(8, field, found)
}
