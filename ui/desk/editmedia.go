package desk

import (
	"context"
	"path/filepath"
	"strings"

	"fyne.io/fyne/v2"

	"parvis/app/guide"
	"parvis/app/library"
	"parvis/ui/kit"
	"parvis/ui/shell"
)

// mediaFields show the picture and the sound of a step: what the file is, the
// words that stand for the picture, and how to take them away.
func (e *editor) mediaFields(box *fyne.Container, i int, s *guide.Step) {
	if s.Image != (guide.Image{}) {
		remove := kit.NewIconButton(kit.Quiet, "x-bold", e.env.T("desk.edit.image.remove"), func() {
			s.Image = guide.Image{}
			e.changed("")
			e.draw()
			e.settle()
		})
		box.Add(e.line("desk.edit.image", kit.HBox(8, kit.Grow(kit.Muted(s.Image.File)), remove)))
		box.Add(e.line("desk.edit.alt", e.field(&s.Image.Alt, "alt"+number(i), 1)))
	}
	if s.Audio != "" {
		remove := kit.NewIconButton(kit.Quiet, "x-bold", e.env.T("desk.edit.audio.remove"), func() {
			s.Audio = ""
			e.changed("")
			e.draw()
			e.settle()
		})
		box.Add(e.line("desk.edit.audio", kit.HBox(8, kit.Grow(kit.Muted(s.Audio)), remove)))
	}
}

// chooseMedia asks which file: one of the last of the person's folders, one
// dropped on the window, or one whose path is known.
func (e *editor) chooseMedia(i int, audio bool) {
	kinds, title := library.Pictures(), "desk.edit.image.which"
	if audio {
		kinds, title = library.Sounds(), "desk.edit.audio.which"
	}
	shell.Do(e.env, func() ([]string, error) {
		if e.d.Guides.Recent == nil {
			return nil, nil
		}
		return e.d.Guides.Recent(kinds), nil
	}, func(files []string, _ error) {
		e.askFile(e.env.T(title), files, func(file string) { e.addMedia(i, file) })
	})
}

// askFile offers the files found, and a field for any other.
func (e *editor) askFile(title string, files []string, then func(string)) {
	env := e.env
	var modal *kit.Modal
	box := kit.VBox(10, kit.Heading(title))
	group := kit.NewGroup()
	for n, file := range files {
		if n == 6 {
			break
		}
		words := kit.HBox(10, kit.Grow(kit.Strong(filepath.Base(file))), kit.Small(short(filepath.Base(filepath.Dir(file)), 24)).NoWrap())
		row := kit.NewRow(filepath.Base(file), 44, words, func() { modal.Close(); then(file) })
		group.Add(row)
		box.Add(row)
	}
	field := kit.NewField(kit.FieldLook{Label: env.T("desk.edit.media.path"), Help: env.T("desk.edit.media.help")})
	take := func() {
		if path := strings.TrimSpace(field.Text()); path != "" {
			modal.Close()
			then(path)
		}
	}
	field.OnSubmit = func(string) { take() }
	box.Add(field)
	box.Add(kit.HBox(12, kit.NewButton(kit.Primary, env.T("desk.edit.media.take"), "check-bold", take), kit.NewButton(kit.Quiet, env.T("desk.cancel"), "", func() { modal.Close() }), kit.Spacer()))
	modal = kit.NewModal(env.Canvas(), 620, box)
	var first fyne.CanvasObject = field
	if len(files) > 0 {
		first = group.Current()
	}
	modal.Open(first)
}

// addMedia copies a file beside the guide and names it in the step.
func (e *editor) addMedia(i int, file string) {
	if i < 0 || i >= len(e.g.Steps) || e.d.ReadFile == nil {
		return
	}
	id := e.g.ID
	shell.Do(e.env, func() (string, error) {
		data, err := e.d.ReadFile(file, library.MaxSound)
		if err != nil {
			return "", err
		}
		return e.d.Shelf.AddMedia(context.Background(), id, filepath.Base(file), data)
	}, func(name string, err error) {
		if err != nil {
			e.env.Fail(err)
			return
		}
		s := &e.g.Steps[i]
		if isSound(name) {
			s.Audio = name
		} else {
			s.Image = guide.Image{File: name, Alt: e.env.T("desk.edit.image.alt")}
			e.wish = "alt" + number(i)
		}
		e.changed("")
		e.draw()
		e.settle()
	})
}

func isSound(name string) bool {
	for _, kind := range library.Sounds() {
		if strings.HasSuffix(strings.ToLower(name), kind) {
			return true
		}
	}
	return false
}

// dropped takes a file dropped on the window into the card in use.
func (e *editor) dropped(_ fyne.Position, files []fyne.URI) {
	if len(files) == 0 || e.view != viewSteps || e.faulty || e.open < 0 || e.env.Canvas().Overlays().Top() != nil {
		return
	}
	e.addMedia(e.open, files[0].Path())
}
