package main

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"parvis/app/handout"
	"parvis/app/people"
	"parvis/cmd/internal/cli"
	"parvis/cmd/internal/station"
	"parvis/store/device"
)

// at opens a window's station on a directory, without a window.
func at(t *testing.T, dir string) *window {
	t.Helper()
	env := &cli.Env{Now: func() time.Time { return time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC) }, Globals: cli.Globals{Data: dir}}
	w := &window{ctx: context.Background(), env: env}
	var err error
	if station.Exists(dir) {
		w.st, err = station.Open(w.ctx, w.options(dir))
	} else {
		w.st, err = station.Init(w.ctx, w.options(dir), device.InitOptions{Meta: device.Meta{Place: "Miramas"}, Mediator: "Nadia", Key: device.KeyFile}, false)
	}
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func gone(t *testing.T, path string) {
	t.Helper()
	if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("%s is still there (%v)", path, err)
	}
}

func TestPapersLeaveNothingBehind(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	dir := filepath.Join(t.TempDir(), "d")
	w := at(t, dir)
	l := &handout.Letter{Title: "Ce que nous savons de vous", Day: "2026-11-24", Parts: []handout.Part{{Lines: []string{"CanariJaune"}}}}
	print := func() (pdf, html string) {
		t.Helper()
		pdf, html, err := w.letter("acces", l)
		if err != nil {
			t.Fatal(err)
		}
		info, err := os.Stat(pdf)
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Fatalf("%v %v", info, err)
		}
		if raw, err := os.ReadFile(html); err != nil || !strings.Contains(string(raw), "CanariJaune") {
			t.Fatal("the twin does not say it", err)
		}
		return pdf, html
	}
	pdf, html := print()
	keeper{w}.People() // nobody has a code: nothing is locked
	if err := (peopleDesk{w.st, w}).ErasePerson(w.ctx, "b-1"); err != nil {
		t.Fatal(err)
	}
	gone(t, pdf)
	gone(t, html)
	m, err := w.st.Meta(w.ctx)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.st.Unlock(w.ctx, m.Mediators[0].ID, ""); err != nil {
		t.Fatal(err)
	}
	if err := w.setPIN(w.ctx, m.Mediators[0].ID, " 482751 "); err != nil {
		t.Fatal(err)
	}
	pdf, _ = print()
	if len(keeper{w}.People()) != 1 {
		t.Fatal("not locked")
	}
	gone(t, pdf)
	if v := (keeper{w}).Try(m.Mediators[0].ID, "482751"); !v.OK {
		t.Errorf("the code typed with spaces around does not open: %+v", v)
	}
	if v := (keeper{w}).Try(m.Mediators[0].ID, "111222"); v.OK || v.Left != people.FreeTries-1 {
		t.Errorf("%+v", v)
	}
	pdf, _ = print()
	if err := w.st.Close(); err != nil { // the program stops without emptying the folder
		t.Fatal(err)
	}
	w = at(t, dir)
	w.sweepPapers()
	gone(t, filepath.Dir(pdf))
	if err := w.close(); err != nil {
		t.Fatal(err)
	}
}
