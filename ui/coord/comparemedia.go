package coord

import (
	"image"

	"fyne.io/fyne/v2"

	"parvis/app"
	"parvis/app/guide"
	"parvis/app/library"
	"parvis/ui/kit"
	"parvis/ui/shell"
	"parvis/ui/theme"
)

// tallest is how high a picture may be at the usual text size: two of them and
// their words fit side by side without scrolling.
const tallest = 280

// heard is the picture or the sound of a step on one of the two sides.
func (v *compare) heard(g *guide.Guide, c library.Change, list []library.Media, tone kit.Tone) fyne.CanvasObject {
	s, ok := g.Step(c.Step)
	switch {
	case ok && c.Field == library.ChangedPicture && s.Image.File != "":
		return sided(tone, v.picture(s.Image, list))
	case ok && c.Field == library.ChangedSound && s.Audio != "":
		return sided(tone, v.sound(s.Audio, list))
	}
	return v.side("", tone)
}

// stepMedia are the picture and the sound of a step nobody has yet.
func (v *compare) stepMedia(s *guide.Step) (list []fyne.CanvasObject) {
	if s.Image.File != "" {
		list = append(list, v.picture(s.Image, v.p.Media))
	}
	if s.Audio != "" {
		list = append(list, v.sound(s.Audio, v.p.Media))
	}
	return list
}

// picture is a picture, the words that stand for it and what it weighs. The
// words alone serve when the file is not at hand.
func (v *compare) picture(img guide.Image, list []library.Media) fyne.CanvasObject {
	m := mediaIn(list, img.File)
	if m == nil {
		return kit.VBox(6, kit.NewText(img.Alt), kit.Small(img.File).In(theme.Ink2))
	}
	p := kit.NewPicture(img.Alt, tallest)
	shell.Do(v.env, func() (image.Image, error) { return kit.ReadPicture(m.Data) }, func(pic image.Image, err error) {
		if err != nil {
			p.Miss(app.Message(v.env.Words, err))
			return
		}
		p.Put(pic)
	})
	return kit.VBox(6, p, kit.NewText(img.Alt), v.weight(m))
}

// sound is a sound to listen to and what it weighs.
func (v *compare) sound(name string, list []library.Media) fyne.CanvasObject {
	m := mediaIn(list, name)
	if m == nil {
		return kit.Small(name).In(theme.Ink2)
	}
	box := kit.VBox(6)
	if v.c.Publish.Play != nil {
		box.Add(kit.Wrap(8, kit.NewButton(kit.Secondary, v.env.T("network.media.play"), "speaker-high", func() { v.play(*m) })))
	}
	box.Add(v.weight(m))
	return box
}

func (v *compare) weight(m *library.Media) fyne.CanvasObject {
	return kit.Small(m.Name + " · " + kilobytes(v.env, len(m.Data))).In(theme.Ink2)
}

// mediaIn finds a picture or a sound by its name; nil when it is not there.
func mediaIn(list []library.Media, name string) *library.Media {
	for i := range list {
		if list[i].Name == name {
			return &list[i]
		}
	}
	return nil
}

// play lets a sound be heard, one at a time.
func (v *compare) play(m library.Media) {
	v.OnHide()
	shell.Do(v.env, func() (func(), error) { return v.c.Publish.Play(m.Name, m.Data, func() {}) }, func(stop func(), err error) {
		v.env.Fail(err)
		v.stop = stop
	})
}

// OnHide silences what plays.
func (v *compare) OnHide() {
	if v.stop != nil {
		v.stop()
		v.stop = nil
	}
}
