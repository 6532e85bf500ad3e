package desk

import (
	"errors"
	"image"

	"fyne.io/fyne/v2"

	"parvis/app"
	"parvis/app/guide"
	"parvis/ui/kit"
	"parvis/ui/shell"
)

// tallest is how high a picture of a step may be at the usual text size.
const tallest = 280

// media shows the picture of a step and offers its sound; nil when it has
// neither.
func (d *Desk) media(env *shell.Env, id guide.ID, s *guide.Step, sound *sound) fyne.CanvasObject {
	box := kit.VBox(10)
	if s.Image.File != "" {
		box.Add(kit.Narrow(560, d.picture(env, id, s.Image)))
	}
	if s.Audio != "" {
		box.Add(kit.Wrap(8, sound.button(d, env, id, s.Audio)))
	}
	if len(box.Objects) == 0 {
		return nil
	}
	return box
}

// picture reads the file off the interface's thread; its words serve until
// then, and for ever when it cannot be shown.
func (d *Desk) picture(env *shell.Env, id guide.ID, img guide.Image) *kit.Picture {
	p := kit.NewPicture(img.Alt, tallest)
	shell.Do(env, func() (image.Image, error) {
		data, err := d.Shelf.Media(id, img.File)
		if err != nil {
			return nil, err
		}
		return kit.ReadPicture(data)
	}, func(pic image.Image, err error) {
		if err != nil {
			p.Miss(env.T("desk.media.missing", "file", img.File))
			return
		}
		p.Put(pic)
	})
	return p
}

// sound plays one recording at a time; it stops when its screen goes.
type sound struct {
	stop func()
	b    *kit.Button
	env  *shell.Env
	n    int // how many were started: a late end is not the present one's
}

func (s *sound) button(d *Desk, env *shell.Env, id guide.ID, file string) *kit.Button {
	s.silence()
	s.env = env
	s.b = kit.NewButton(kit.Secondary, env.T("desk.media.play"), "speaker-high", func() {
		if s.stop != nil {
			s.silence()
			return
		}
		s.play(d, env, id, file)
	})
	return s.b
}

// play plays with a player of this machine, or hands the file to the machine's
// own program where there is none.
func (s *sound) play(d *Desk, env *shell.Env, id guide.ID, file string) {
	s.n++
	turn := s.n
	ended := func() {
		env.UI(func() {
			if s.n == turn {
				s.silence()
			}
		})
	}
	shell.Do(env, func() (func(), error) { return d.playOrOpen(id, file, ended) }, func(stop func(), err error) {
		switch {
		case err != nil:
			env.Fail(err)
		case stop == nil:
			env.Toast(env.T("desk.media.opened"))
		case s.n != turn:
			stop() // the screen has gone meanwhile
		default:
			s.stop = stop
			s.b.SetText(env.T("desk.media.stop"))
		}
	})
}

func (d *Desk) playOrOpen(id guide.ID, file string, ended func()) (stop func(), err error) {
	data, err := d.Shelf.Media(id, file)
	if err != nil {
		return nil, err
	}
	none := app.E(app.Failed, "no_player", "file", file)
	if d.Guides.Play != nil {
		stop, err = d.Guides.Play(file, data, ended)
		if err == nil || !errors.Is(err, none) {
			return stop, err
		}
	}
	if d.Guides.Keep == nil {
		return nil, none
	}
	path, err := d.Guides.Keep(file, data)
	if err != nil {
		return nil, err
	}
	if err := d.Show(path); err != nil {
		return nil, none.Because(err)
	}
	return nil, nil
}

// silence stops what is playing.
func (s *sound) silence() {
	s.n++
	if s.stop != nil {
		s.stop()
		s.stop = nil
	}
	if s.b != nil && s.env != nil {
		s.b.SetText(s.env.T("desk.media.play"))
	}
}
