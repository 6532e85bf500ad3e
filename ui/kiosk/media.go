package kiosk

import (
	"image"

	"fyne.io/fyne/v2"

	"parvis/app/guide"
	"parvis/ui/kit"
)

// tallest is how high a picture of a step may be; it leaves room for the
// answers.
const tallest = 300

// inBackground works off the interface's goroutine, then shows what came of it.
func (k *Kiosk) inBackground(work func() (show func())) {
	if k.s.Background == nil {
		work()()
		return
	}
	k.s.Background(func() { k.s.UI(work()) })
}

// picture shows the picture of a step; its words stand in where it is missing.
func (k *Kiosk) picture(s *guide.Step) *kit.Picture { return k.pictureOf(s, tallest) }

func (k *Kiosk) pictureOf(s *guide.Step, tallest float32) *kit.Picture {
	p := kit.NewPicture(s.Image.Alt, tallest)
	id, media := k.run.Graph().Guide.ID, k.s.Media
	k.inBackground(func() func() {
		var img image.Image
		if media != nil {
			if data, err := media(id, s.Image.File); err == nil {
				img, _ = kit.ReadPicture(data) // nil: the words serve
			}
		}
		return func() {
			if img == nil {
				p.Miss(k.t("picture.missing"))
				return
			}
			p.Put(img)
		}
	})
	return p
}

// mediaButtons are what a step shows or says beside its words: its recording,
// and its picture where there is no room for it. nil: nothing.
func (k *Kiosk) mediaButtons(s *guide.Step, folded bool) fyne.CanvasObject {
	row := kit.Wrap(18)
	if s.Audio != "" {
		row.Add(k.listen(s.Audio))
	}
	if s.Image.File != "" && folded {
		row.Add(kit.NewButton(kit.Secondary, k.t("picture.see"), "magnifying-glass", func() { k.touch(); k.seePicture(s) }))
	}
	if len(row.Objects) == 0 {
		return nil
	}
	return row
}

// seePicture shows the picture alone, as large as the screen lets it.
func (k *Kiosk) seePicture(s *guide.Step) {
	var modal *kit.Modal
	done := kit.NewButton(kit.Primary, k.t("picture.close"), "", func() { modal.Close() })
	modal = kit.NewModal(k.win.Canvas(), 0, kit.VBox(24, k.pictureOf(s, 440), kit.NewText(s.Image.Alt), kit.Wrap(12, done)))
	modal.Open(done)
}

// sound is the recording of the step in view.
type sound struct {
	stop  func()
	turn  int // a late start or end is not the present one's
	quiet func()
}

// silence stops it: another screen, another visitor. The silence of a visitor
// is counted from then on.
func (k *Kiosk) silence() {
	s := &k.sound
	s.turn++
	if s.stop != nil {
		s.stop()
		k.visit.Speech(false, k.s.Now())
		k.schedule()
	}
	if s.quiet != nil {
		s.quiet()
	}
	s.stop, s.quiet = nil, nil
}

// listen plays the recording of the step, and stops it. Nothing opens: where
// the machine cannot play, the screen says that its words say the same.
func (k *Kiosk) listen(file string) fyne.CanvasObject {
	var b *kit.Button
	word := k.t("sound.play")
	if k.small { // beside « Voir l’image », on one row
		word = k.t("sound.short")
	}
	b = kit.NewButton(kit.Secondary, word, "speaker-high", func() {
		k.touch()
		if k.sound.stop != nil {
			k.silence()
			return
		}
		k.silence()
		turn := k.sound.turn
		k.sound.quiet = func() { b.SetText(word) }
		k.playing(file, turn, func() { b.SetText(k.t("sound.stop")) })
	})
	return b
}

func (k *Kiosk) playing(file string, turn int, started func()) {
	id := k.run.Graph().Guide.ID
	media, play, ui := k.s.Media, k.s.Play, k.s.UI
	ended := func() {
		ui(func() {
			if k.sound.turn == turn {
				k.silence()
			}
		})
	}
	k.inBackground(func() func() {
		var stop func()
		if media != nil && play != nil {
			if data, err := media(id, file); err == nil {
				stop, _ = play(file, data, ended) // nil: the words serve
			}
		}
		return func() {
			switch {
			case k.sound.turn != turn && stop != nil:
				stop()
			case k.sound.turn != turn: // another screen meanwhile
			case stop == nil:
				kit.Tell(k.win.Canvas(), k.t("sound.none"), k.t("sound.none.text"))
			default:
				k.sound.stop = stop
				k.visit.Speech(true, k.s.Now())
				k.schedule()
				started()
			}
		}
	})
}
