package desk

import (
	"bytes"
	"context"
	"image"
	"image/png"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"parvis/app"
	"parvis/app/guide"
	"parvis/ui/kit"
)

// withMedia puts a guide with pictures and a sound on the shelf.
func (b *bench) withMedia() guide.ID {
	b.t.Helper()
	ctx := context.Background()
	var pic bytes.Buffer
	if err := png.Encode(&pic, image.NewGray(image.Rect(0, 0, 90, 50))); err != nil {
		b.t.Fatal(err)
	}
	name, err := b.shelf.AddMedia(ctx, "lire-sa-carte", "carte.png", pic.Bytes())
	if err != nil {
		b.t.Fatal(err)
	}
	sound, err := b.shelf.AddMedia(ctx, "lire-sa-carte", "son.wav", []byte("RIFF....WAVEfmt "))
	if err != nil {
		b.t.Fatal(err)
	}
	text := strings.NewReplacer("IMAGE", name, "SON", sound).Replace(`# Lire sa carte
id: lire-sa-carte
version: 2026-11
publics: borne, médiateur
thématiques: email
source: à vérifier
relu: non
---

## date : Où est la date ?
image: IMAGE | Une carte vue de face
audio: SON
- dos : Au dos -> fin
- face : Devant -> fin

## fin (fin) : Notez la date
image: absente.png | Le dos de la carte
Gardez-la.
`)
	if _, err := b.shelf.Save(ctx, []byte(text), ""); err != nil {
		b.t.Fatal(err)
	}
	return "lire-sa-carte"
}

// pictures are those in the window, in order.
func (b *bench) pictures() []*kit.Picture {
	var out []*kit.Picture
	kit.Walk(b.win.Canvas().Content(), func(o fyne.CanvasObject) bool {
		if p, ok := o.(*kit.Picture); ok {
			out = append(out, p)
		}
		return false
	})
	return out
}

func TestAPictureIsShownAndItsWordsStandInForAMissingOne(t *testing.T) {
	b := newBench(t)
	id := b.withMedia()
	b.sh.Open("guides")
	b.sh.Env().Go(newReader(b.Desk, id))
	list := b.pictures()
	if len(list) != 2 || list[0].AccessibilityLabel() != "Une carte vue de face" {
		t.Fatalf("%d pictures", len(list))
	}
	if s := list[0].Size(); s.Height < 100 || s.Width < 100 {
		t.Errorf("the picture takes %v", s)
	}
	b.says("Image absente : absente.png")
	b.says("Le dos de la carte")
	img, err := kit.ReadPicture(wide(t))
	if err != nil {
		t.Fatal(err)
	}
	before := list[0].Size().Height
	list[0].Put(img)
	if after := list[0].Size().Height; after >= before {
		t.Errorf("a flatter picture that comes late takes %v, the former took %v", after, before)
	}
	b.begin(b.sh.Env(), id)
	if list := b.pictures(); len(list) != 1 || list[0].Size().Height < 60 {
		t.Fatalf("in a session: %v", list)
	}
}

func wide(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 3200, 400))); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestASoundPlaysStopsAndNeverOutlivesItsStep(t *testing.T) {
	b := newBench(t)
	id := b.withMedia()
	stopped, over := 0, func() {}
	b.Guides.Play = func(name string, data []byte, ended func()) (func(), error) {
		if !strings.HasPrefix(string(data), "RIFF") || name != "lire-sa-carte-son.wav" {
			t.Errorf("%s: %q", name, data)
		}
		over = ended
		return func() { stopped++ }, nil
	}
	b.begin(b.sh.Env(), id)
	b.press("Écouter l’enregistrement")
	b.press("Arrêter")
	if stopped != 1 {
		t.Fatalf("stopped %d times", stopped)
	}
	b.press("Écouter l’enregistrement")
	over()
	b.says("Écouter l’enregistrement")
	b.press("Écouter l’enregistrement")
	b.press("Au dos")
	if stopped != 3 {
		t.Errorf("the sound goes on at the next step: stopped %d times", stopped)
	}
}

func TestWithoutAPlayerTheSoundOpensElsewhereOrIsSaidPlainly(t *testing.T) {
	b := newBench(t)
	id := b.withMedia()
	b.Guides.Play = func(name string, _ []byte, _ func()) (func(), error) {
		return nil, app.E(app.Failed, "no_player", "file", name)
	}
	b.begin(b.sh.Env(), id)
	b.press("Écouter l’enregistrement")
	b.says("le texte de l’étape dit la même chose")
	b.press("D’accord")
	b.Guides.Keep = func(name string, _ []byte) (string, error) { return "/ailleurs/" + name, nil }
	b.press("Écouter l’enregistrement")
	b.says("Le son s’ouvre dans un autre programme")
	if n := len(b.shown); n == 0 || b.shown[n-1] != "/ailleurs/lire-sa-carte-son.wav" {
		t.Errorf("opened %v", b.shown)
	}
}
