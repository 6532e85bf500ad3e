package library

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/jpeg"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"parvis/app/guide"
)

const secret = "47.21N 5.45E, photo de Nadia, 14 h 02"

// labelled are pictures and sounds in which a telephone wrote.
func labelled(t testing.TB) map[string][]byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, 40, 30)), nil); err != nil {
		t.Fatal(err)
	}
	segment := func(kind byte, text string) []byte {
		return append([]byte{0xFF, kind, 0, byte(len(text) + 2)}, text...)
	}
	jpg := append([]byte{0xFF, 0xD8}, segment(0xE1, "Exif\x00\x00"+secret)...)
	jpg = append(append(jpg, segment(0xFE, secret)...), b.Bytes()[2:]...)
	jpg = append(jpg, secret...) // after the end
	png := picture(t, 20, 20)
	chunk := append(binary.BigEndian.AppendUint32(nil, uint32(len(secret))), "tEXt"+secret+"\x00\x00\x00\x00"...)
	png = append(append(append([]byte{}, png[:33]...), chunk...), png[33:]...)
	wav := []byte("RIFF\x00\x00\x00\x00WAVEfmt \x10\x00\x00\x00" + strings.Repeat("\x01", 16))
	wav = append(append(wav, "LIST"...), binary.LittleEndian.AppendUint32(nil, uint32(len(secret)))...)
	wav = append(append(wav, secret...), make([]byte, len(secret)%2)...)
	wav = append(wav, "data\x04\x00\x00\x00abcd"...)
	frame := []byte{0xFF, 0xFB, 0x90, 0x64}
	mp3 := append([]byte("ID3\x03\x00\x00\x00\x00\x00"), byte(len(secret)))
	mp3 = append(append(append(mp3, secret...), bytes.Repeat(frame, 200)...), append([]byte("TAG"+secret), make([]byte, 125-len(secret))...)...)
	return map[string][]byte{"a-photo.jpg": jpg, "a-dessin.png": png, "a-voix.wav": wav, "a-mots.mp3": mp3}
}

func TestNothingWrittenInAPictureTravels(t *testing.T) {
	for name, data := range labelled(t) {
		if !bytes.Contains(data, []byte(secret)) || checkMedia(name, data) != nil {
			t.Fatalf("%s is not what this test needs: %v", name, checkMedia(name, data))
		}
		got := bare(name, data)
		if got == nil || bytes.Contains(got, []byte("Nadia")) || checkMedia(name, got) != nil {
			t.Errorf("%s: %d bytes of %d: %v", name, len(got), len(data), checkMedia(name, got))
		}
		if again := bare(name, got); !bytes.Equal(again, got) {
			t.Errorf("%s changes when it travels twice", name)
		}
		if IsPicture(name) {
			if _, _, err := image.Decode(bytes.NewReader(got)); err != nil {
				t.Errorf("%s cannot be seen any more: %v", name, err)
			}
		}
	}
	if got := bare("a.ogg", []byte("OggS")); got != nil {
		t.Error("a kind whose notes stay in travels")
	}
}

func FuzzBare(f *testing.F) {
	for name, data := range labelled(f) {
		f.Add(name, data)
	}
	f.Fuzz(func(t *testing.T, name string, data []byte) {
		got := bare(name, data)
		if len(got) > len(data) {
			t.Fatalf("%s: %d bytes of %d", name, len(got), len(data))
		}
	})
}

// TestAProposalTakesItsPicturesAlong: those written here only, and not one that
// cannot travel.
func TestAProposalTakesItsPicturesAlong(t *testing.T) {
	text := guideText("a", "2026-11", "Premier", unreviewed)
	w := shelfWith(t, map[string]string{"a.guide.md": text}, nil)
	ctx := t.Context()
	name, err := w.AddMedia(ctx, "a", "photo.jpg", labelled(t)["a-photo.jpg"])
	if err != nil {
		t.Fatal(err)
	}
	show := func(file string) {
		t.Helper()
		g, err := w.Load("a")
		if err != nil {
			t.Fatal(err)
		}
		one := *g.Guide
		one.Steps[0].Image = guide.Image{File: file, Alt: "Une photographie"}
		_, _, mark, err := w.Text("a", "")
		if err != nil || w.entry("a").Origin != Local {
			mark = ""
		}
		if _, err := w.Save(ctx, guide.Print(&one), mark); err != nil {
			t.Fatal(err)
		}
	}
	show(name)
	if err := w.Propose(ctx, "a"); err != nil {
		t.Fatal(err)
	}
	list, err := w.Proposals(ctx)
	if err != nil || len(list) != 1 || len(list[0].Media) != 1 || list[0].Media[0].Name != name || bytes.Contains(list[0].Media[0].Data, []byte("Nadia")) {
		t.Fatalf("%+v, %v", list, err)
	}
	if err := os.WriteFile(filepath.Join(w.dir, localFolder, "a-gros.mp3"), bytes.Repeat([]byte{0xFF, 0xFB, 0x90, 0x64}, MaxShared/4+1), 0o600); err != nil {
		t.Fatal(err)
	}
	show("a-gros.mp3")
	if err := w.Propose(ctx, "a"); code(err) != "library_media_travel" {
		t.Fatalf("too large: %v", err)
	}
}

func TestWhatAProposalBringsIsItsOwn(t *testing.T) {
	text := guideText("a", "2026-11", "Premier", unreviewed)
	f := guide.Parse("a.guide.md", []byte(text))
	g := *f.Guide
	g.Steps[0].Image = guide.Image{File: "a-dessin.png", Alt: "Un dessin"}
	g.Steps[1].Image = guide.Image{File: "b-dessin.png", Alt: "Celui d’un autre guide"}
	s, err := Submit(guide.Print(&g), nil)
	if err != nil {
		t.Fatal(err)
	}
	s.Bring(Media{"a-dessin.png", picture(t, 4, 4)})
	if len(s.Missing) != 0 || len(s.Media) != 1 {
		t.Fatalf("%+v", s)
	}
	for name, m := range map[string]Media{
		"another guide's": {"b-dessin.png", picture(t, 4, 4)}, "not shown": {"a-autre.png", picture(t, 4, 4)},
		"outside": {"../a-dessin.png", picture(t, 4, 4)}, "not a picture": {"a-dessin.png", []byte("bonjour")},
	} {
		one := s
		one.Missing, one.Media = nil, nil
		if one.Bring(m); len(one.Missing) != 1 || len(one.Media) != 0 || one.Publishable() {
			t.Errorf("%s: %+v", name, one)
		}
	}
	e := Compose(map[string][]byte{"guides/vieux.png": picture(t, 3, 3), "policy.json": []byte("{}")}, []Submission{s}, "Métropole", "2026-11-24")
	if e.Files["guides/a-dessin.png"] == nil || e.Files["guides/vieux.png"] != nil || e.Files["policy.json"] == nil || len(e.Files) != 3 {
		t.Fatalf("%d files", len(e.Files))
	}
}
