package kiosk

import (
	"parvis/ui/kit"
	"parvis/ui/theme"
)

// foundAtMost is how many are shown: a search that finds more wants another
// word.
const foundAtMost = 4

// find looks a guide up by its words, with the keyboard of the screen.
func (k *Kiosk) find() screen {
	m := theme.Current().M()
	columns := 2
	if k.small {
		columns = 1 // a title on one line, or two at most
	}
	results := kit.Grid(columns, m.Tight)
	turner := k.newTurner(results)
	none := kit.Muted("")
	none.Hide()
	field := k.field(kit.FieldLook{Placeholder: k.t("search"), Icon: "magnifying-glass", Clear: !k.small, Height: k.fieldHeight(), Size: 46})
	refresh := func(words string) {
		results.RemoveAll()
		group := kit.NewGroup()
		for i, r := range k.s.Search(words, k.l.Lang()) {
			if i == foundAtMost {
				break
			}
			row := kit.NewSmallTile(r.Icon, theme.Sky, r.Title, func() { k.touch(); k.begin(r.ID, r.Icon) })
			group.Add(row)
			results.Add(row)
		}
		if len(results.Objects) == 0 && words != "" {
			none.SetText(k.t("search.none"))
			none.Show()
		} else {
			none.Hide()
		}
		turner.Refresh()
	}
	field.OnChanged = func(s string) { k.touch(); refresh(s) }
	keys := k.keyboard(nil, func(s string) { k.touch(); field.SetText(edit(field.Text(), s)); refresh(field.Text()) })
	if k.small { // the field takes the place of the title, whose words are in it
		return screen{head: k.headed(field), body: kit.VBox(10, none, kit.Grow(turner), keys), first: field}
	}
	body := kit.VBox(18, field, none, kit.Grow(turner), keys)
	return screen{head: k.headed(k.title(k.t("search.title"))), body: body, first: field}
}

func (k *Kiosk) fieldHeight() float32 {
	if k.small {
		return 88
	}
	return 108
}
