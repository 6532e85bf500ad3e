//go:build e2e

package e2e

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// TestPictures takes the README's pictures, in a real window on example data,
// when PARVIS_PICTURES names a folder. Every screen is taken in both languages.
func TestPictures(t *testing.T) {
	dir := os.Getenv("PARVIS_PICTURES")
	if dir == "" {
		t.Skip("pictures are taken when PARVIS_PICTURES names a folder")
	}
	artefacts = dir
	for _, lang := range []string{"fr", "en"} {
		data := filepath.Join(t.TempDir(), "demo")
		const at = "2026-11-24T10:30:00+01:00"
		ok(t, "parvisctl", "--data", data, "--at", at, "demo", "--sessions", "1400", "--months", "12")
		deskPictures(t, lang, "--data", data, "--lang", lang, "--at", at)
		one(t, lang, "coordination", "1440x900", nil, "--data", data, "--lang", lang, "--at", at, "--coordinator", "--fullscreen")
		one(t, lang, "carte", "1440x900", []string{"alt+2"}, "--data", data, "--lang", lang, "--at", at, "--coordinator", "--fullscreen")
		one(t, lang, "borne", "1920x1080", nil, "--data", data, "--lang", lang, "--at", at, "--kiosk")
		one(t, lang, "borne-question", "1920x1080", []string{"1", "1"}, "--data", data, "--lang", lang, "--at", at, "--kiosk")
		one(t, lang, "premiere-fois", "1280x800", nil, "--data", filepath.Join(t.TempDir(), "new"), "--lang", lang, "--at", at, "--fullscreen")
	}
}

// one opens a window, presses keys, keeps a picture.
func one(t *testing.T, lang, name, size string, keys []string, args ...string) {
	s := newScreen(t, size)
	w := s.window(args...)
	s.settle()
	s.press(keys...)
	s.keep(lang, name)
	stop(w)
}

func deskPictures(t *testing.T, lang string, args ...string) {
	s := newScreen(t, "1280x800")
	w := s.window(append(args, "--fullscreen")...)
	s.press("Escape")
	s.keep(lang, "aujourdhui")
	s.press("ctrl+k")
	s.write("carte")
	s.keep(lang, "recherche")
	s.press("Return")
	s.keep(lang, "seance")
	s.press("F9")
	s.keep(lang, "seance-fiche")
	s.press("F9")
	for range 14 {
		s.press("1", "Right")
	}
	s.press("ctrl+Return")
	s.keep(lang, "compte-rendu")
	s.press("ctrl+Return")
	for i, name := range []string{"", "seances", "ateliers", "guides", "lieux", "chiffres", "ce-qui-sort"} {
		if name == "" {
			continue
		}
		s.press("alt+" + string(rune('1'+i)))
		s.keep(lang, name)
	}
	s.press("F1")
	s.keep(lang, "aide")
	stop(w)
}

// keep photographs the screen as a palette picture.
func (s *screen) keep(lang, name string) {
	s.t.Helper()
	path := s.photograph(lang + "-" + name)
	if out, err := exec.Command("convert", path, "-colors", "160", "PNG8:"+path).CombinedOutput(); err != nil {
		s.t.Fatalf("%v %s", err, out)
	}
}
