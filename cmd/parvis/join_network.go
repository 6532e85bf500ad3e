package main

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
	"unicode"

	"parvis/app"
	"parvis/app/relay"
	"parvis/app/relay/picture"
	"parvis/app/session"
	"parvis/cmd/internal/station"
	"parvis/ui/desk"
)

// joinNetwork gives the desk what it needs to join a network and to do without
// one.
func (w *window) joinNetwork() *desk.Network {
	st := w.st
	return &desk.Network{
		Join: func(ctx context.Context, text, hub string) (relay.Registration, error) {
			return w.enrol(ctx, w.jobs, st, text, hub)
		},
		JoinKiosk: func(ctx context.Context, text, hub string) (relay.Registration, error) {
			borne, err := w.kioskStation()
			if err != nil {
				return relay.Registration{}, err
			}
			return w.enrol(ctx, w.startSide(), borne, text, hub)
		},
		Pictures:    func() []desk.FoundFile { return found(pictureNames, recent, pictureFolders()...) },
		Sticks:      sticks,
		Receipts:    func() []desk.FoundFile { return found([]string{"*.recu"}, 0, append(stickFolders(), documents())...) },
		Pack:        func(ctx context.Context) (uint64, error) { return st.PackState().Active, st.PackFailure(ctx) },
		ClosedUntil: st.ClosedUntil,
		CloseUntil: func(ctx context.Context, day app.Day) error {
			err := st.CloseUntil(ctx, day)
			w.jobs.kick()
			return err
		},
	}
}

// enrol takes a typed code, the text of a QR code, or a picture of one.
func (w *window) enrol(ctx context.Context, j *jobs, st *station.Station, text, hub string) (relay.Registration, error) {
	if err := w.st.RefuseDemo(ctx); err != nil {
		return relay.Registration{}, err
	}
	invitation, err := readInvitation(strings.TrimSpace(text), strings.TrimSpace(hub))
	if err != nil {
		return relay.Registration{}, err
	}
	reg, err := st.Relay.Enrol(ctx, invitation)
	j.report()
	j.kick()
	return reg, err
}

func readInvitation(text, hub string) (relay.Invitation, error) {
	if f, err := os.Open(text); err == nil {
		defer f.Close()
		return picture.Invitation(f)
	}
	if hub == "" {
		return relay.FromScan(text)
	}
	return relay.FromCode(text, hub)
}

// recent is how old a picture of an invitation may be: a code lives a day.
const recent = 48 * time.Hour

var pictureNames = []string{"*.png", "*.jpg", "*.jpeg", "*.gif"}

// pictureFolders are where a picture that was just received lies.
func pictureFolders() []string {
	home, err := os.UserHomeDir()
	if err != nil {
		return stickFolders()
	}
	dirs := stickFolders()
	for _, name := range []string{"Téléchargements", "Downloads", "Bureau", "Desktop", "Documents", "Images", "Pictures"} {
		dirs = append(dirs, filepath.Join(home, name))
	}
	return dirs
}

// found lists the files of some folders by name, newest first, at most eight;
// within 0 they may be of any age.
func found(patterns []string, within time.Duration, dirs ...string) []desk.FoundFile {
	var out []desk.FoundFile
	for _, dir := range dirs {
		entries, err := os.ReadDir(dir)
		if err != nil {
			continue // not there, or not ours
		}
		for _, e := range entries {
			info, err := e.Info()
			if err != nil || !info.Mode().IsRegular() || (within > 0 && time.Since(info.ModTime()) > within) {
				continue
			}
			fits := func(p string) bool { ok, err := filepath.Match(p, strings.ToLower(e.Name())); return ok && err == nil }
			if slices.ContainsFunc(patterns, fits) {
				out = append(out, desk.FoundFile{Path: filepath.Join(dir, e.Name()), At: info.ModTime()})
			}
		}
	}
	slices.SortFunc(out, func(a, b desk.FoundFile) int { return b.At.Compare(a.At) })
	return out[:min(8, len(out))]
}

func sticks() []desk.FoundFile {
	var out []desk.FoundFile
	for _, dir := range stickFolders() {
		out = append(out, desk.FoundFile{Path: dir})
	}
	return out
}

// documents is the person's folder of documents, or home.
func documents() string {
	home, err := os.UserHomeDir()
	if err != nil {
		return os.TempDir()
	}
	dir := filepath.Join(home, "Documents")
	if info, err := os.Stat(dir); err != nil || !info.IsDir() {
		return home
	}
	return dir
}

// fileWord makes a name fit for a file on any system.
func fileWord(name string) string {
	words := strings.FieldsFunc(session.Fold(name), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	if word := strings.Join(words, "-"); word != "" {
		return word[:min(len(word), 60)]
	}
	return "lieu"
}
