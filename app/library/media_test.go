package library

import (
	"bytes"
	"errors"
	"image"
	"image/png"
	"strings"
	"testing"
	"testing/fstest"

	"parvis/app"
)

func picture(t testing.TB, w, h int) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, w, h))); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func code(err error) string {
	var e *app.Error
	if errors.As(err, &e) {
		return e.Code
	}
	return ""
}

func TestPicturesAndSoundsStandBesideTheirGuide(t *testing.T) {
	w := shelfWith(t, map[string]string{"a.guide.md": guideText("a", "2026-11", "Premier", unreviewed)}, nil)
	w.starter.(fstest.MapFS)["carte.png"] = &fstest.MapFile{Data: picture(t, 30, 20)}
	ctx := t.Context()
	if data, err := w.Media("a", "carte.png"); err != nil || len(data) == 0 {
		t.Fatalf("the picture supplied with the guide: %v", err)
	}
	first, err := w.AddMedia(ctx, "a", "/home/x/Ma photo É.PNG", picture(t, 4, 4))
	if err != nil || first != "a-ma-photo-e.png" {
		t.Fatalf("added as %q: %v", first, err)
	}
	again, _ := w.AddMedia(ctx, "a", "Ma photo É.PNG", picture(t, 4, 4))
	other, err := w.AddMedia(ctx, "a", "Ma photo É.PNG", picture(t, 5, 4))
	if again != first || other == first || err != nil {
		t.Errorf("the same picture is %q, another of that name is %q: %v", again, other, err)
	}
	if data, err := w.Media("a", other); err != nil || !bytes.Equal(data, picture(t, 5, 4)) {
		t.Errorf("what was added is not read back: %v", err)
	}
	if _, err := w.Save(ctx, []byte(guideText("a", "2026-12", "Corrigé", unreviewed)), ""); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Media("a", "carte.png"); err != nil || w.entry("a").Origin != Local {
		t.Errorf("a corrected guide loses the picture of the original: %v", err)
	}
}

func TestMediaThatIsNotWhatItSaysIsRefused(t *testing.T) {
	w := shelfWith(t, map[string]string{"a.guide.md": guideText("a", "2026-11", "Premier", unreviewed)}, nil)
	for name, c := range map[string]struct {
		file string
		data []byte
		want string
	}{
		"a text named picture":  {"x.png", []byte("bonjour"), "library_media_kind"},
		"a text named sound":    {"x.mp3", []byte("bonjour"), "library_media_kind"},
		"a program":             {"x.exe", picture(t, 4, 4), "library_media_kind"},
		"no ending":             {"x", picture(t, 4, 4), "library_media_kind"},
		"a picture cut in half": {"x.png", picture(t, 40, 40)[:20], "library_media_kind"},
		"too many bytes":        {"x.png", bytes.Repeat([]byte{1}, MaxPicture+1), "library_media_large"},
		"too many pixels":       {"x.png", picture(t, maxSide+1, 1), "library_media_pixels"},
		"a sound too long":      {"x.ogg", append([]byte("OggS"), make([]byte, MaxSound)...), "library_media_large"},
	} {
		t.Run(name, func(t *testing.T) {
			if got, err := w.AddMedia(t.Context(), "a", c.file, c.data); code(err) != c.want {
				t.Errorf("added as %q: %v", got, err)
			}
		})
	}
	for _, name := range []string{"", "absente.png", "../a.png", "a/b.png", `..\b.png`, "/etc/passwd", "a.guide.md", ".png"} {
		if _, err := w.Media("a", name); code(err) != "library_media_missing" {
			t.Errorf("%q: %v", name, err)
		}
	}
}

// FuzzMedia feeds names and bytes: nothing is ever written outside the folder,
// and what is kept is read back whole.
func FuzzMedia(f *testing.F) {
	f.Add("carte.png", picture(f, 3, 3))
	f.Add("../../x.mp3", []byte("ID3"))
	f.Add("a\x00b.wav", []byte("RIFF....WAVE"))
	f.Fuzz(func(t *testing.T, name string, data []byte) {
		w := shelfWith(t, map[string]string{"a.guide.md": guideText("a", "2026-11", "Premier", unreviewed)}, nil)
		kept, err := w.AddMedia(t.Context(), "a", name, data)
		if err != nil {
			return
		}
		if strings.ContainsAny(kept, "/\\\x00") || !strings.HasPrefix(kept, "a") {
			t.Fatalf("kept as %q", kept)
		}
		if got, err := w.Media("a", kept); err != nil || !bytes.Equal(got, data) {
			t.Fatalf("%q is not read back: %v", kept, err)
		}
	})
}
