package desk

import (
	"strings"

	"fyne.io/fyne/v2"

	"parvis/app/guide"
	"parvis/app/library"
	"parvis/ui/kit"
	"parvis/ui/shell"
)

// compare lists what differs between the text in use and another one.
type compare struct {
	shell.Plain
	d    *Desk
	env  *shell.Env
	id   guide.ID
	with library.Variant
}

func newCompare(d *Desk, id guide.ID, with library.Variant) *compare {
	return &compare{d: d, id: id, with: with}
}

// Title implements shell.Screen.
func (v *compare) Title() string { return v.env.T("desk.compare") }

// Build implements shell.Screen.
func (v *compare) Build(env *shell.Env) shell.Page {
	v.env = env
	page := shell.Page{Title: env.T("desk.compare"), NoStatus: true}
	file, data, _, err := v.d.Shelf.Text(v.id, "")
	var other []byte
	if err == nil {
		other, err = v.d.Shelf.VariantText(v.with)
	}
	mine, theirs := guide.Parse(file, data).Guide, guide.Parse(v.with.File, other).Guide
	if err != nil || mine == nil || theirs == nil {
		page.Body = kit.Card(kit.Muted(env.T("desk.reader.faulty")))
		return page
	}
	page.Subtitle = env.T("desk.compare.sub", "title", mine.Title, "origin", env.T("library.origin."+string(v.with.Origin)), "version", string(v.with.Version))
	page.Body = changesList(env, library.Changes(mine, theirs), [2]string{"desk.compare.mine", "desk.compare.theirs"})
	return page
}

// changesList shows differences two by two, under the names of the two sides.
func changesList(env *shell.Env, changes []library.Change, sides [2]string) fyne.CanvasObject {
	if len(changes) == 0 {
		return kit.Card(kit.Empty("check-bold", env.T("desk.compare.same"), env.T("desk.compare.same.text"), nil))
	}
	box := kit.VBox(12, kit.Strong(env.T("desk.compare.count", "n", len(changes))))
	for _, c := range changes {
		where := c.Field
		if c.Step != "" {
			where = env.T("desk.compare.where", "step", string(c.Step), "field", c.Field)
		}
		side := func(tone kit.Tone, key, text string) fyne.CanvasObject {
			if strings.TrimSpace(text) == "" {
				text = env.T("desk.compare.nothing")
			}
			return kit.TintCard(tone, kit.VBox(4, kit.Small(env.T(key)).Bold(), kit.NewText(text)))
		}
		box.Add(kit.Card(kit.VBox(8, kit.Strong(where), kit.Columns(240, 12, side(kit.Neutral, sides[0], c.Old), side(kit.Info, sides[1], c.New)))))
	}
	return box
}
