package kiosk

import (
	"bytes"
	"image"
	"image/png"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"parvis/app"
	"parvis/app/guide"
	rules "parvis/app/kiosk"
	"parvis/ui/kit"
)

const withMedia = `# Lire sa carte
id: lire-sa-carte
version: 2026-11
publics: borne
thématiques: email
source: à vérifier
relu: non
---

## date : Où est la date ?
image: carte.png | Une carte vue de face
audio: carte.ogg
- dos : Au dos -> fin
- face : Devant -> fin

## fin (fin) : Notez la date
image: absente.png | Le dos de la carte
Gardez-la.
`

// mediaBench is a kiosk on a guide with a picture and a sound; stopped counts.
func mediaBench(t *testing.T, width, height float32) (b *bench, stopped *int) {
	t.Helper()
	b = newBench(t, width, height)
	g, faults := guide.Compile(guide.Parse("x", []byte(withMedia)).Guide)
	if g == nil {
		t.Fatal(faults)
	}
	b.graphs["lire-sa-carte"] = g
	b.s.Media = func(_ guide.ID, name string) ([]byte, error) {
		if name == "absente.png" {
			return nil, app.E(app.Rejected, "library_media_missing", "file", name)
		}
		var pic bytes.Buffer
		err := png.Encode(&pic, image.NewGray(image.Rect(0, 0, 90, 50)))
		return pic.Bytes(), err
	}
	stopped = new(int)
	b.s.Play = func(string, []byte, func()) (func(), error) { return func() { *stopped++ }, nil }
	b.run = guide.NewRun(g, b.s.Now)
	b.touch()
	b.apply(b.step)
	return b, stopped
}

func (b *bench) picture() *kit.Picture {
	var found *kit.Picture
	for _, root := range append(b.win.Canvas().Overlays().List(), b.win.Canvas().Content()) {
		kit.Walk(root, func(o fyne.CanvasObject) bool {
			p, ok := o.(*kit.Picture)
			if ok {
				found = p
			}
			return ok
		})
		if found != nil {
			break
		}
	}
	return found
}

func TestAPictureStandsBesideTheAnswersOrBehindAButton(t *testing.T) {
	b, _ := mediaBench(t, 1920, 1080)
	if p := b.picture(); p == nil || p.AccessibilityLabel() != "Une carte vue de face" || p.Size().Height < 200 {
		t.Fatalf("on a large screen: %v", p)
	}
	b, _ = mediaBench(t, 1366, 768)
	if b.picture() != nil {
		t.Error("on a small screen the picture hides the answers")
	}
	b.press("Voir l’image")
	if p := b.picture(); p == nil || p.Size().Height < 200 {
		t.Error("the button does not show it")
	}
	b.closeModals()
	b.press("Au dos")
	b.press("Voir l’image")
	if p := b.picture(); p == nil || p.AccessibilityLabel() != "Le dos de la carte" {
		t.Error("the words do not stand in for the missing picture")
	}
}

func TestASoundNeverMeetsTheNextStepNorTheNextVisitor(t *testing.T) {
	b, stopped := mediaBench(t, 1920, 1080)
	b.press("Écouter cette étape")
	b.now = b.now.Add(10 * time.Minute)
	b.tick()
	if b.visit.State() != rules.Active {
		t.Error("the silence is counted while the sound plays")
	}
	b.press("Arrêter le son")
	if *stopped != 1 {
		t.Fatalf("stopped %d times", *stopped)
	}
	b.press("Écouter cette étape")
	b.press("Au dos")
	if *stopped != 2 {
		t.Error("the sound goes on at the next step")
	}
	b.retreat()
	b.press("Écouter cette étape")
	b.end(rules.Finished)
	if *stopped != 3 {
		t.Error("the sound goes on for the next visitor")
	}
}

func TestWithoutAPlayerTheKioskSaysThatTheWordsSayTheSame(t *testing.T) {
	b, _ := mediaBench(t, 1920, 1080)
	b.s.Play = func(name string, _ []byte, _ func()) (func(), error) {
		return nil, app.E(app.Failed, "no_player", "file", name)
	}
	b.press("Écouter cette étape")
	if b.win.Canvas().Overlays().Top() == nil {
		t.Error("nothing says that the sound cannot be played")
	}
}
