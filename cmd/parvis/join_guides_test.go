package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"parvis/app"
	"parvis/app/guide"
	"parvis/app/library"
	"parvis/assets"
	"parvis/cmd/internal/cli"
	"parvis/cmd/internal/station"
	"parvis/ui/desk"
)

// alone makes a window without a screen, on the starter guides.
func alone(t *testing.T) *window {
	t.Helper()
	now := func() time.Time { return time.Date(2026, 11, 24, 10, 0, 0, 0, time.UTC) }
	shelf, err := library.Open(t.Context(), library.ShelfOptions{Starter: assets.Guides(), Now: now})
	if err != nil {
		t.Fatal(err)
	}
	return &window{ctx: t.Context(), env: &cli.Env{Now: now}, st: &station.Station{Shelf: shelf, Zone: time.UTC}, tmp: t.TempDir()}
}

// programs puts small programs in the only folder programs are looked for in.
func programs(t *testing.T, scripts map[string]string) {
	t.Helper()
	dir := t.TempDir()
	for name, script := range scripts {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("#!/bin/sh\n"+script+"\n"), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("PATH", dir)
}

func TestASoundIsPlayedByAPlayerThatCan(t *testing.T) {
	w := alone(t)
	said := filepath.Join(t.TempDir(), "played")
	programs(t, map[string]string{
		"pw-play": "exit 1", // no sound card: it gives up at once
		"mpv":     `while [ $# -gt 1 ]; do shift; done; echo "$1" > ` + said + `; exec /bin/sleep 30`,
	})
	ended := make(chan struct{}, 2)
	stop, err := w.play("son.wav", []byte("RIFF....WAVE"), func() { ended <- struct{}{} })
	if err != nil {
		t.Fatal(err)
	}
	if path, err := os.ReadFile(said); err != nil || filepath.Base(strings.TrimSpace(string(path))) != "son.wav" {
		t.Errorf("played %q: %v", path, err)
	}
	stop()
	select {
	case <-ended:
	case <-time.After(10 * time.Second):
		t.Error("a sound that is stopped never ends")
	}
	stop()
}

func TestAShortSoundHasEnded(t *testing.T) {
	w := alone(t)
	programs(t, map[string]string{"paplay": "exit 0"})
	over := false
	if _, err := w.play("son.ogg", []byte("OggS"), func() { over = true }); err != nil || !over {
		t.Errorf("ended %v: %v", over, err)
	}
}

func TestWithoutAPlayerNothingIsOpened(t *testing.T) {
	w := alone(t)
	programs(t, map[string]string{"aplay": "exit 0"}) // plays no MP3
	if _, err := w.play("son.mp3", []byte("ID3"), func() {}); !errors.Is(err, app.E(app.Failed, "no_player")) {
		t.Errorf("%v", err)
	}
}

func TestEverySheetIsWrittenAndSpooled(t *testing.T) {
	w := alone(t)
	sum := guide.Summary{Guide: "essai", Title: "Essai", Links: []guide.PathLink{{URL: "https://www.service-public.fr/"}}}
	for form, want := range map[desk.SheetForm]string{desk.SheetPage: "%PDF", desk.SheetTicket: "%PDF", desk.SheetWeb: "<!DOCTYPE html>"} {
		for _, lang := range []string{"fr", "ar"} {
			file, err := w.sheet(t.Context(), sum, desk.SheetOptions{Form: form, Lang: lang})
			if err != nil {
				t.Fatal(err)
			}
			data, err := os.ReadFile(file)
			if err != nil || !strings.HasPrefix(string(data), want) {
				t.Errorf("%s in %s: %v, %.20q", form, lang, err, data)
			}
			if form == desk.SheetWeb && !strings.Contains(string(data), `lang="`+lang+`"`) {
				t.Errorf("the page does not say its language %s", lang)
			}
		}
	}
	queue := t.TempDir()
	programs(t, map[string]string{
		"lp":     `/bin/cp "$3" ` + queue + `/"$2".pdf`,
		"lpstat": `case $1 in -e) echo bureau; echo accueil;; -d) echo "system default destination: accueil";; esac`,
	})
	if got := printers(context.Background()); len(got) != 2 || got[0] != "accueil" {
		t.Errorf("printers: %v", got)
	}
	if err := w.deskPrint(t.Context(), sum, desk.SheetOptions{Form: desk.SheetTicket, Lang: "fr", Printer: "accueil"}); err != nil {
		t.Fatal(err)
	}
	if data, err := os.ReadFile(filepath.Join(queue, "accueil.pdf")); err != nil || !strings.HasPrefix(string(data), "%PDF") {
		t.Errorf("the queue has %.10q: %v", data, err)
	}
	if left, _ := filepath.Glob(filepath.Join(w.tmp, "parvis-*.pdf")); len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
}
