package main

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"parvis/app"
	"parvis/app/guide"
	"parvis/app/handout"
	"parvis/cmd/internal/station"
	"parvis/i18n"
	"parvis/ui/desk"
)

// spooling is how long the machine may take to accept a sheet.
const spooling = 20 * time.Second

// kioskPrint prints what remains to do on the printer the place chose; nil when
// it chose none. The answers are not on the sheet, and the sheet does not stay.
func (w *window) kioskPrint() func(guide.Summary, string) error {
	if w.st == nil {
		return nil
	}
	var printer desk.Printer
	if _, err := w.st.SettingJSON(w.ctx, desk.KeyPrinter, &printer); err != nil || printer.Name == "" {
		return nil
	}
	return func(s guide.Summary, lang string) error {
		sheet := w.handout(s, lang)
		write := sheet.Page
		if printer.Roll {
			write = sheet.Ticket
		}
		dir, err := w.scratch()
		if err != nil {
			return err
		}
		return spool(w.ctx, dir, printer.Name, func(f io.Writer) error { return write(f, sheetFonts()) })
	}
}

// handout is the sheet of a run, in a language.
func (w *window) handout(s guide.Summary, lang string) *handout.Sheet {
	w.mu.Lock()
	p := w.place
	w.mu.Unlock()
	return handout.New(w.translated(s, lang), handout.Options{
		Localizer: i18n.New(lang), Day: app.DayOf(w.env.Now(), w.zone()),
		Place: handout.Place{Name: p.Name, Address: townOf(p), Phone: p.Phone, Hours: p.Hours},
	})
}

// townOf is the commune of a place, empty when its name already says it.
func townOf(p desk.PlaceInfo) string {
	town := station.CommuneName(p.Commune)
	if town == p.Commune || strings.Contains(strings.ToLower(p.Name), strings.ToLower(town)) {
		return ""
	}
	return town
}

// translated tells a run in another language, by walking the same answers
// through the guide's translation. Where there is none, the words stay.
func (w *window) translated(s guide.Summary, lang string) guide.Summary {
	g := graphIn(w.shelf(), s.Guide, lang)
	if g == nil || lang == s.Lang || lang == i18n.Fallback && s.Lang == "" {
		return s
	}
	run := guide.NewRun(g, w.env.Now)
	for _, line := range s.Path {
		step := run.Current()
		if step.ID != line.Step {
			return s // another version meanwhile
		}
		var err error
		switch {
		case line.Value.Known():
			_, err = run.Answer(line.Step, line.Value.String())
		case step.Asks() && line.Answer != "":
			_, err = run.Skip(line.Step)
		}
		if err != nil {
			return s
		}
		if run.AtEnd() || run.Next() != nil {
			break
		}
	}
	for _, d := range s.Lists {
		run.Tick(d.Step, d.Item, d.Ticked)
	}
	return run.Summary(guide.Words{Localizer: i18n.New(lang)})
}

// spool hands a document over to a printer by a file that is removed at once:
// the machine's queue has its own copy.
func spool(ctx context.Context, dir, printer string, write func(io.Writer) error) error {
	lp, err := exec.LookPath("lp")
	if err != nil {
		return app.E(app.Failed, "lp_missing").Because(err)
	}
	f, err := os.CreateTemp(dir, "parvis-*.pdf")
	if err != nil {
		return app.E(app.Failed, "file_unwritable", "file", dir).Because(err)
	}
	defer func() { _ = os.Remove(f.Name()) }() // the queue has its own copy
	if err := errors.Join(write(f), f.Close()); err != nil {
		return app.E(app.Failed, "file_unwritable", "file", f.Name()).Because(err)
	}
	ctx, cancel := context.WithTimeout(ctx, spooling)
	defer cancel()
	if err := exec.CommandContext(ctx, lp, "-d", printer, f.Name()).Run(); err != nil {
		return app.E(app.Failed, "lp_refused", "printer", printer).Because(err)
	}
	return nil
}

// checkPrinter says why nothing would come out of a printer.
func checkPrinter(ctx context.Context, printer string) error {
	if _, err := exec.LookPath("lp"); err != nil {
		return app.E(app.Rejected, "lp_missing").Because(err)
	}
	unknown := app.E(app.Rejected, "printer_unknown", "printer", printer)
	if strings.HasPrefix(printer, "-") || strings.ContainsAny(printer, " \t/#") { // never a printer's name
		return unknown
	}
	lpstat, err := exec.LookPath("lpstat")
	if err != nil {
		return nil // the first sheet will tell
	}
	ctx, cancel := context.WithTimeout(ctx, spooling)
	defer cancel()
	if err := exec.CommandContext(ctx, lpstat, "-p", printer).Run(); err != nil {
		return unknown.Because(err)
	}
	return nil
}

// readFile reads a file a person named, within bounds.
func readFile(path string, most int64) ([]byte, error) {
	f, err := os.Open(inDocuments(path))
	if err != nil {
		return nil, app.E(app.Failed, "file_unreadable", "file", path).Because(err)
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, most+1)) // one more: who reads it says that it is too large
	if err != nil {
		return nil, app.E(app.Failed, "file_unreadable", "file", path).Because(err)
	}
	return data, nil
}

// writeFile writes a file a person named and gives its whole path. A file that
// is already there is not replaced.
func writeFile(path string, data []byte) (string, error) {
	path = inDocuments(path)
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return "", app.E(app.Rejected, "file_exists", "file", path)
	}
	if err == nil {
		_, err = f.Write(data)
		err = errors.Join(err, f.Close())
	}
	if err != nil {
		return "", app.E(app.Failed, "file_unwritable", "file", path).Because(err)
	}
	return path, nil
}

// inDocuments puts a bare name in the person's documents.
func inDocuments(path string) string {
	home, err := os.UserHomeDir()
	if err != nil || filepath.IsAbs(path) || path == "" {
		return path
	}
	if rest, ok := strings.CutPrefix(path, "~/"); ok {
		return filepath.Join(home, rest)
	}
	documents := filepath.Join(home, "Documents")
	if info, err := os.Stat(documents); err != nil || !info.IsDir() {
		documents = home
	}
	return filepath.Join(documents, path)
}
