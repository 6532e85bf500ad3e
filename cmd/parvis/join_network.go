package main

import (
	"context"
	"encoding/json"
	"io"
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
	"parvis/cmd/internal/cli"
	"parvis/cmd/internal/station"
	"parvis/ui/desk"
)

// joinNetwork gives the desk what it needs to join a network, to do without
// one, and to see what did not get through.
func (w *window) joinNetwork() *desk.Network {
	st := w.st
	return &desk.Network{
		Join: func(ctx context.Context, text, hub string) (relay.Registration, error) {
			return w.enrol(ctx, w.jobs, st, text, hub)
		},
		Kiosk: func(ctx context.Context) (relay.Status, error) {
			if dir := w.borneDir(); !station.Exists(dir) { // never opened here: nothing to enrol
				return relay.Status{}, app.E(app.Failed, "no_station", "dir", dir)
			}
			if err := w.openBorne(); err != nil {
				return relay.Status{}, err
			}
			return w.borne.Relay.Status(ctx)
		},
		JoinKiosk: func(ctx context.Context, text, hub string) (relay.Registration, error) {
			if err := w.openBorne(); err != nil {
				return relay.Registration{}, err
			}
			return w.enrol(ctx, w.startSide(), w.borne, text, hub)
		},
		Pictures:   func() []desk.FoundFile { return found(pictureNames, recent, pictureFolders()...) },
		Sticks:     sticks,
		Receipts:   func() []desk.FoundFile { return found([]string{"*.recu"}, 0, append(stickFolders(), documents())...) },
		WriteStick: w.writeStick, ReadReceipt: w.readReceipt,
		Aside: st.Relay.Aside, SaveAside: w.saveAside,
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

// writeStick writes what waits for the hub in a folder, whole or not at all; no
// file when nothing waits.
func (w *window) writeStick(ctx context.Context, dir string) (n int, file string, err error) {
	content, n, err := w.st.Stick(ctx)
	if err != nil || n == 0 {
		return 0, "", err
	}
	meta, err := w.st.Meta(ctx)
	if err != nil {
		return 0, "", err
	}
	file = filepath.Join(dir, "parvis-"+fileWord(meta.Place)+"-"+w.env.Now().In(w.st.Zone).Format(time.DateOnly)+".parvis")
	err = cli.WriteWhole(file, func(out io.Writer) error { _, err := out.Write(content); return err })
	if _, gone := os.Stat(dir); err != nil && gone != nil { // it was taken out, perhaps while it was written
		err = app.E(app.Failed, "stick_gone", "dir", dir).Because(err)
	}
	return n, file, err
}

func (w *window) readReceipt(ctx context.Context, file string) (relay.Summary, error) {
	f, err := os.Open(file)
	if err != nil {
		return relay.Summary{}, app.E(app.Rejected, "no_such_file", "file", file).Because(err)
	}
	defer f.Close()
	s, err := w.st.Relay.ReadReceipt(ctx, f)
	w.jobs.report()
	return s, err
}

// saveAside writes what was set aside, reasons and bytes, to a file of the
// place.
func (w *window) saveAside(ctx context.Context) (string, error) {
	list, err := w.st.Relay.Aside(ctx)
	if err != nil {
		return "", err
	}
	file := filepath.Join(documents(), "parvis-mis-de-cote-"+w.env.Now().In(w.st.Zone).Format(time.DateOnly)+".json")
	return file, cli.WriteWhole(file, func(out io.Writer) error {
		enc := json.NewEncoder(out)
		enc.SetIndent("", " ")
		return enc.Encode(relay.ExportEntries(list))
	})
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
