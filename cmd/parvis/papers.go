package main

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"strings"

	"parvis/app"
	"parvis/app/handout"
)

// Papers are what is only passed to another program: a sheet, a mandate, a
// recovery code. They stand in a private folder which is emptied when the desk
// locks or closes; after a crash, the next start empties it.

const (
	keyPapers    = "papers.dir" // where the folder is, for the next start
	papersPrefix = "parvis-"
)

// scratch is the private folder, made on first use.
func (w *window) scratch() (string, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.tmp != "" {
		return w.tmp, nil
	}
	dir, err := os.MkdirTemp("", papersPrefix+"*")
	if err != nil {
		return "", app.E(app.Failed, "file_unwritable", "file", filepath.Base(os.TempDir())).Because(err)
	}
	if w.st != nil {
		if err := w.st.SetSettingJSON(w.ctx, keyPapers, dir); err != nil {
			return "", err
		}
	}
	w.tmp = dir
	return dir, nil
}

// dropPapers empties the private folder.
func (w *window) dropPapers() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	dir := w.tmp
	if w.tmp = ""; dir == "" {
		return nil
	}
	return os.RemoveAll(dir)
}

// sweepPapers removes what a run that did not end left behind.
func (w *window) sweepPapers() {
	dir := ""
	if ok, err := w.st.SettingJSON(w.ctx, keyPapers, &dir); err != nil || !ok {
		return
	}
	if filepath.Dir(dir) == filepath.Clean(os.TempDir()) && strings.HasPrefix(filepath.Base(dir), papersPrefix) {
		_ = os.RemoveAll(dir) // gone already, or no longer ours
	}
}

// letter makes a letter on paper and its twin.
func (w *window) letter(name string, l *handout.Letter) (pdf, html string, err error) {
	dir, err := w.scratch()
	if err != nil {
		return "", "", err
	}
	write := func(suffix string, make func(io.Writer) error) (string, error) {
		var b bytes.Buffer
		if err := make(&b); err != nil {
			return "", err
		}
		path := filepath.Join(dir, name+suffix)
		if err := os.WriteFile(path, b.Bytes(), 0o600); err != nil {
			return "", app.E(app.Failed, "file_unwritable", "file", path).Because(err)
		}
		return path, nil
	}
	if pdf, err = write(".pdf", func(out io.Writer) error { return l.PDF(out, sheetFonts()) }); err != nil {
		return "", "", err
	}
	html, err = write(".html", l.HTML)
	return pdf, html, err
}
