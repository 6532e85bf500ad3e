//go:build e2e

package e2e

import (
	"image"
	_ "image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"

	"parvis/app/guide"
)

// official is where the written guide leads; its code must hold this alone.
const official = "https://www.service-public.fr/particuliers/vosdroits/F1882"

// written is a small guide as a mediator types it, without the accents that the
// keyboard of a virtual display has not: the keys are known without theirs.
const written = `# Demander une parcelle de jardin
id: demander-une-parcelle-de-jardin
version: 2026-10
publics: borne
thematiques: aide_aux_demarches_administratives
evenement de vie: logement
duree: 5 min
source: F1882, etat 2026-10
operateur: aucun
relu: non
mots-cles: jardin, potager, parcelle
---

## ville : Habitez-vous la commune ?
aide: Les parcelles vont d'abord aux habitants.
- oui : Oui -> papiers
- non : Non -> ailleurs
- nsp : Je ne sais pas -> ailleurs

## papiers (liste) : Prenez ces papiers
- Un passeport
- Une facture d'eau
-> demande

## demande (lien) : Faites la demande en ligne
lien: ` + official + `
verifier: L'adresse finit par service-public.fr.
-> fin

## fin (fin) : Votre demande est partie
Gardez bien le dossier.

## ailleurs (fin) : Demandez dans votre mairie
La mairie de votre commune vous dira comment faire.
`

// TestAGuideWrittenHereIsFollowedAtTheKiosk goes from an empty page of the
// editor to the code a visitor photographs, by keys alone.
func TestAGuideWrittenHereIsFollowedAtTheKiosk(t *testing.T) {
	s := newStory(t)
	s.must("place", "", "init", "--place", "Médiathèque de Miramas", "--commune", "13063", "--mediator", "Nadia", "--no-accept-starter")
	display := newScreen(t, "1366x768")
	window := display.window("--data", s.path("place"), "--at", thursday)
	display.expect("Aujourd’hui")
	display.press("alt+4")
	display.expect("Guides")
	display.press("Tab", "Tab", "Tab", "Return") // filters, doors, then « Écrire un guide »
	display.write("Demander une parcelle de jardin")
	display.press("Return")
	display.expect("Demander une parcelle")
	display.press("F3")
	s.typed(display)
	display.photograph("g1-texte")
	display.press("F2")
	display.photograph("g2-cartes")
	display.press("alt+Down", "alt+Up") // a card goes down and comes back
	display.press("F4")
	display.photograph("g3-schema")
	display.press("Escape")
	display.expect("Guides")

	display.write("parcelle")
	display.press("Return")
	display.expect("Demander une parcelle")
	display.press(strings.Fields(strings.Repeat("Tab ", 7))...) // five flags, the review, « Le montrer sur la borne »
	display.press("Return")
	display.photograph("g4-montre")
	stop(window)
	if want := string(guide.Print(guide.Parse("typed", []byte(written)).Guide)); s.local() != want {
		t.Errorf("on the disk:\n%s\ntyped:\n%s", s.local(), want)
	}

	kiosk := newScreen(t, "1920x1080")
	visitors := kiosk.window("--data", s.path("place"), "--kiosk", "--at", thursday)
	kiosk.expect("Borne")
	kiosk.press("5") // Mon logement
	kiosk.photograph("g5-question")
	kiosk.press("1")
	kiosk.photograph("g6-papiers")
	kiosk.press("Tab", "Tab", "Return")
	link := kiosk.photograph("g7-lien")
	kiosk.press("Return")
	end := kiosk.photograph("g8-fin")
	stop(visitors)
	for _, picture := range []string{link, end} {
		if got := scan(t, picture); got != official {
			t.Errorf("%s: the code holds %q", filepath.Base(picture), got)
		}
	}
}

// typed writes the guide into the text and saves it. A loaded machine may lose
// a key of the virtual keyboard: the text is then typed again from the start.
func (s *story) typed(display *screen) {
	s.t.Helper()
	for range 3 {
		display.press("ctrl+a")
		for _, line := range strings.SplitAfter(written, "\n") {
			words, broken := strings.CutSuffix(line, "\n")
			if words != "" {
				display.tool("type", "--delay", "25", "--", words)
			}
			if broken {
				display.tool("key", "Return")
			}
		}
		display.press("ctrl+Return")
		got := s.local()
		if got == written {
			return
		}
		s.t.Logf("a key was lost, typing again: %q", got)
		display.press("Escape") // closes what the save had to say
	}
	s.t.Fatal("the guide typed is never the one saved")
}

// local is the text of the guide among those of the place, "" when there is
// none.
func (s *story) local() string {
	s.t.Helper()
	found, err := filepath.Glob(filepath.Join(s.path("place"), "guides", "*", "demander-une-parcelle-de-jardin.guide.md"))
	if err != nil {
		s.t.Fatal(err)
	}
	if len(found) != 1 {
		return ""
	}
	data, err := os.ReadFile(found[0])
	if err != nil {
		s.t.Fatal(err)
	}
	return string(data)
}

// scan reads the one code of a photograph, as a visitor's telephone would:
// pointed at the side where it stands.
func scan(t *testing.T, picture string) string {
	t.Helper()
	f, err := os.Open(picture)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	img, _, err := image.Decode(f)
	if err != nil {
		t.Fatal(err)
	}
	part, ok := img.(interface {
		SubImage(image.Rectangle) image.Image
	})
	if !ok {
		t.Fatalf("%T cannot be cropped", img)
	}
	b := img.Bounds()
	b.Min.X += b.Dx() * 3 / 5
	bitmap, err := gozxing.NewBinaryBitmapFromImage(part.SubImage(b))
	if err != nil {
		t.Fatal(err)
	}
	code, err := qrcode.NewQRCodeReader().Decode(bitmap, map[gozxing.DecodeHintType]any{gozxing.DecodeHintType_TRY_HARDER: true})
	if err != nil {
		t.Fatalf("%s: no code to read: %v", filepath.Base(picture), err)
	}
	return code.GetText()
}
