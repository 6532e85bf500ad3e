package main

import (
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"parvis/app"
	"parvis/app/guide"
	"parvis/app/handout"
	"parvis/ui/desk"
)

// guideDesk gives the screens of guides what they need of the machine.
func (w *window) guideDesk() desk.GuideDesk {
	return desk.GuideDesk{
		Play:   func(name string, data []byte, ended func()) (func(), error) { return w.play(name, data, ended) },
		Recent: recentFiles, Keep: w.keepFile, Sheet: w.sheet, Print: w.deskPrint, Printers: printers,
	}
}

// sheet makes the sheet to hand over, in the language and the form asked for.
func (w *window) sheet(_ context.Context, s guide.Summary, o desk.SheetOptions) (string, error) {
	dir, err := w.scratch()
	if err != nil {
		return "", err
	}
	write, ending := writerOf(w.handout(s, o.Lang), o.Form)
	name := filepath.Join(dir, string(s.Guide)+ending)
	f, err := os.OpenFile(name, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return "", app.E(app.Failed, "file_unwritable", "file", name).Because(err)
	}
	err = write(f)
	if closed := f.Close(); err == nil && closed != nil {
		err = app.E(app.Failed, "file_unwritable", "file", name).Because(closed)
	}
	return name, err
}

// writerOf is how a form of the sheet is written, and how its file name ends.
func writerOf(sheet *handout.Sheet, form desk.SheetForm) (write func(io.Writer) error, ending string) {
	switch form {
	case desk.SheetWeb:
		return sheet.HTML, ".html"
	case desk.SheetTicket:
		return func(f io.Writer) error { return sheet.Ticket(f, sheetFonts()) }, "-ticket.pdf"
	}
	return func(f io.Writer) error { return sheet.Page(f, sheetFonts()) }, ".pdf"
}

// deskPrint sends the sheet to the printer this desk chose.
func (w *window) deskPrint(ctx context.Context, s guide.Summary, o desk.SheetOptions) error {
	dir, err := w.scratch()
	if err != nil {
		return err
	}
	write, _ := writerOf(w.handout(s, o.Lang), o.Form)
	return spool(ctx, dir, o.Printer, write)
}

// printers asks the machine's print system for its printers, the usual one
// first; none when it has no such system or does not answer.
func printers(ctx context.Context) []string {
	lpstat, err := exec.LookPath("lpstat")
	if err != nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, spooling)
	defer cancel()
	out, err := exec.CommandContext(ctx, lpstat, "-e").Output()
	if err != nil {
		return nil
	}
	names := strings.Fields(string(out))
	usual, err := exec.CommandContext(ctx, lpstat, "-d").Output()
	if _, name, ok := strings.Cut(string(usual), ":"); ok && err == nil {
		if i := slices.Index(names, strings.TrimSpace(name)); i > 0 {
			names[0], names[i] = names[i], names[0]
		}
	}
	return names
}

// keepFile writes what another program is to open, in the folder that goes when
// the window closes.
func (w *window) keepFile(name string, data []byte) (string, error) {
	dir, err := w.scratch()
	if err != nil {
		return "", err
	}
	path := filepath.Join(dir, filepath.Base(name))
	if err := os.WriteFile(path, data, 0o600); err != nil {
		return "", app.E(app.Failed, "file_unwritable", "file", path).Because(err)
	}
	return path, nil
}

// players are the programs that play a sound without a window, and what they
// can play; the file's path is added at the end.
var players = []struct {
	name  string
	args  []string
	kinds string // endings, "" for all
}{
	{"afplay", nil, ""},
	{"pw-play", nil, ".wav .flac .ogg .opus .mp3"},
	{"paplay", nil, ".wav .flac .ogg .opus"},
	{"mpv", []string{"--no-video", "--no-terminal", "--no-config", "--"}, ""},
	{"ffplay", []string{"-nodisp", "-autoexit", "-loglevel", "quiet", "-i"}, ""},
	{"mpg123", []string{"-q", "--"}, ".mp3"},
	{"ogg123", []string{"-q", "--"}, ".ogg .opus .flac"},
	{"play", []string{"-q"}, ".wav .mp3 .ogg .flac"},
	{"aplay", []string{"-q", "--"}, ".wav"},
}

// play plays a sound with a player of this machine that opens no window; ended
// is told when it is over. Stopping it twice does nothing more.
func (w *window) play(name string, data []byte, ended func()) (stop func(), err error) {
	path, err := w.keepFile(name, data)
	if err != nil {
		return nil, err
	}
	kind := strings.ToLower(filepath.Ext(path))
	var failures []error
	for _, p := range players {
		if p.kinds != "" && !slices.Contains(strings.Fields(p.kinds), kind) {
			continue
		}
		program, err := exec.LookPath(p.name)
		if err != nil {
			continue
		}
		stop, err := start(w.ctx, exec.Command(program, append(slices.Clone(p.args), path)...), ended)
		if err == nil {
			return stop, nil
		}
		failures = append(failures, err)
	}
	return nil, app.E(app.Failed, "no_player", "file", name).Because(errors.Join(failures...))
}

// settled is how long a player that cannot play takes to say so.
const settled = 400 * time.Millisecond

// start runs a player. One that gives up at once (no sound card, a kind of file
// it does not know) is an error; one that is over already has played.
func start(ctx context.Context, cmd *exec.Cmd, ended func()) (stop func(), err error) {
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	over := make(chan error, 1)
	go func() { over <- cmd.Wait() }()
	select {
	case err := <-over:
		if err == nil {
			ended()
		}
		return func() {}, err
	case <-time.After(settled):
	}
	ctx, cancel := context.WithCancel(ctx)
	go func() {
		var end error
		select {
		case <-ctx.Done():
			_ = cmd.Process.Kill() // over meanwhile: nothing to stop
			end = <-over
		case end = <-over:
			cancel()
		}
		_ = end // at its end, broken off or killed by us: the same for who listens
		ended()
	}()
	return cancel, nil
}

// recentFiles are the last files of some kinds in the folders where people keep
// what they took or received, newest first.
func recentFiles(kinds []string) []string {
	home, err := os.UserHomeDir()
	if err != nil {
		return nil
	}
	type found struct {
		path string
		at   time.Time
	}
	var files []found
	for _, folder := range []string{"Images", "Pictures", "Téléchargements", "Downloads", "Documents", "Bureau", "Desktop", "Musique", "Music"} {
		entries, err := os.ReadDir(filepath.Join(home, folder))
		if err != nil {
			continue
		}
		for _, e := range entries {
			if !slices.Contains(kinds, strings.ToLower(filepath.Ext(e.Name()))) || !e.Type().IsRegular() {
				continue
			}
			if info, err := e.Info(); err == nil {
				files = append(files, found{filepath.Join(home, folder, e.Name()), info.ModTime()})
			}
		}
	}
	slices.SortFunc(files, func(a, b found) int { return b.at.Compare(a.at) })
	var out []string
	for _, f := range files[:min(12, len(files))] {
		out = append(out, f.path)
	}
	return out
}
