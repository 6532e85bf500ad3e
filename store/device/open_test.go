package device

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"parvis/app"
	"parvis/app/session"
	"parvis/i18n"
	"parvis/store/storetest"
)

func TestOneHolder(t *testing.T) {
	dir := t.TempDir()
	d := testInit(t, dir, testOptions())
	_, err := Open(context.Background(), dir, testOptions())
	wantCode(t, err, "store_locked")
	text := app.Message(i18n.New("fr"), err)
	if !strings.Contains(text, "test") || app.KindOf(err) != app.Failed {
		t.Fatalf("the refusal does not name the holder: %q", text)
	}
	mustClose(t, d)
	mustClose(t, testOpen(t, dir, testOptions()))
}

func TestANewDirectoryHasNothingToSay(t *testing.T) {
	d := testInit(t, t.TempDir(), testOptions())
	if r := d.Opened(); r.Rebuilt || len(r.Findings) > 0 {
		t.Errorf("a new directory says %+v", r)
	}
	mustClose(t, d)
}

func TestRefusals(t *testing.T) {
	ctx := context.Background()
	dir := t.TempDir()
	_, err := Open(ctx, filepath.Join(dir, "none"), testOptions())
	wantCode(t, err, "store_absent")
	mustClose(t, testInit(t, dir, testOptions()))
	_, err = Init(ctx, dir, InitOptions{}, testOptions())
	wantCode(t, err, "store_exists")

	head, err := os.ReadFile(filepath.Join(dir, headerName))
	must(t, err)
	newer := strings.Replace(string(head), `"format": 1`, `"format": 9`, 1)
	must(t, os.WriteFile(filepath.Join(dir, headerName), []byte(newer), 0o600))
	_, err = Open(ctx, dir, testOptions())
	wantCode(t, err, "store_newer")
	must(t, os.WriteFile(filepath.Join(dir, headerName), []byte("{"), 0o600))
	_, err = Open(ctx, dir, testOptions())
	wantCode(t, err, "store_header")
	must(t, os.WriteFile(filepath.Join(dir, headerName), head, 0o600))
	must(t, os.RemoveAll(filepath.Join(dir, "journal")))
	_, err = Open(ctx, dir, testOptions())
	wantCode(t, err, "store_lost")
	if app.KindOf(err) != app.Damaged {
		t.Fatal("a lost journal is not damage")
	}
}

// TestDamagedProjection damages the projection in every way measured for
// bbolt: the device opens, with everything, whatever was done to it.
func TestDamagedProjection(t *testing.T) {
	ways := map[string]func(raw []byte) []byte{
		"truncated":       func(raw []byte) []byte { return raw[:len(raw)/2] },
		"emptied":         func([]byte) []byte { return nil },
		"one page zeroed": func(raw []byte) []byte { clear(raw[12288:16384]); return raw },
		"one bit":         func(raw []byte) []byte { raw[len(raw)-2000] ^= 4; return raw },
		"torn meta":       func(raw []byte) []byte { clear(raw[4096+40 : 4096+80]); return raw },
		"not bbolt":       func([]byte) []byte { return []byte("hello, I am a text file") },
	}
	for name, damage := range ways {
		for _, clean := range []bool{true, false} {
			t.Run(name, func(t *testing.T) {
				dir := t.TempDir()
				d := testInit(t, dir, testOptions())
				saveMany(t, d, 1, 300)
				mustClose(t, d)
				path := filepath.Join(dir, projectionName)
				raw, err := os.ReadFile(path)
				must(t, err)
				must(t, os.WriteFile(path, damage(raw), 0o600))
				if !clean {
					must(t, os.Remove(filepath.Join(dir, cleanName)))
				}
				d = testOpen(t, dir, testOptions())
				defer mustClose(t, d)
				if n := countOf(t, d); n != 300 {
					t.Fatalf("%d sessions", n)
				}
				if res, err := d.Check(context.Background()); err != nil || !res.OK {
					t.Fatalf("%+v %v", res, err)
				}
			})
		}
	}
}

func TestDamagedJournalIsToldAndTheRestKept(t *testing.T) {
	ctx := context.Background()
	dir := t.TempDir()
	o := testOptions()
	o.SegmentBytes = 8000
	d := testInit(t, dir, o)
	saveMany(t, d, 1, 5) // several segments, one batch each
	for seed := range uint64(40) {
		saveMany(t, d, seed+2, 5)
	}
	mustClose(t, d)
	segments, err := filepath.Glob(filepath.Join(dir, "journal", "*.seg"))
	must(t, err)
	if len(segments) < 4 {
		t.Fatalf("%d segments", len(segments))
	}
	raw, err := os.ReadFile(segments[1])
	must(t, err)
	raw[len(raw)/2] ^= 1
	must(t, os.WriteFile(segments[1], raw, 0o600))
	d = testOpen(t, dir, o)
	defer mustClose(t, d)
	res, err := d.Check(ctx)
	must(t, err)
	if res.OK || res.SetAside != 1 || len(res.Findings) != 1 {
		t.Fatalf("%+v", res)
	}
	if n := countOf(t, d); n < 204 {
		t.Fatalf("%d sessions of 205", n)
	}
	for _, lang := range []string{"fr", "en"} {
		key, args := Sentence(res.Findings[0])
		if text := i18n.New(lang).T(key, args...); !strings.Contains(text, "1") {
			t.Errorf("%s: %q", lang, text)
		}
	}
}

func TestWeeklyCheck(t *testing.T) {
	now := time.Date(2026, 11, 1, 8, 0, 0, 0, time.UTC)
	checks := 0
	o := testOptions()
	o.Now = func() time.Time { return now }
	o.Check = func(context.Context, string, []byte) error { checks++; return nil }
	dir := t.TempDir()
	mustClose(t, testInit(t, dir, o))
	for range 10 {
		mustClose(t, testOpen(t, dir, o))
	}
	if checks != 0 {
		t.Fatalf("%d checks after clean stops", checks)
	}
	now = now.Add(8 * 24 * time.Hour)
	mustClose(t, testOpen(t, dir, o))
	mustClose(t, testOpen(t, dir, o))
	if checks != 1 {
		t.Fatalf("%d checks in a week", checks)
	}
}

func TestReadsSeeOwnWrites(t *testing.T) {
	ctx := context.Background()
	d := testInit(t, t.TempDir(), testOptions())
	defer mustClose(t, d)
	g := storetest.NewGen(1)
	for i := range 50 {
		s := g.Session()
		_, err := d.Save(ctx, "a", s)
		must(t, err)
		st, err := d.Stats(ctx, session.Filter{})
		must(t, err)
		if got := st.Sessions + st.Workshops + st.NotReceived; got != i+1 {
			t.Fatalf("%d counted after %d saves", got, i+1)
		}
	}
}

func TestConcurrentUse(t *testing.T) {
	ctx := context.Background()
	d := testInit(t, t.TempDir(), testOptions())
	defer mustClose(t, d)
	done := make(chan error, 8)
	for w := range 8 {
		go func() {
			g := storetest.NewGen(uint64(w + 1))
			for range 25 {
				s := g.Session()
				if _, err := d.Save(ctx, "a", s); err != nil {
					done <- err
					return
				}
				if _, err := d.Find(ctx, s.ID); err != nil {
					done <- err
					return
				}
				if _, err := d.Stats(ctx, g.Filter()); err != nil {
					done <- err
					return
				}
			}
			done <- nil
		}()
	}
	for range 8 {
		must(t, <-done)
	}
	if n := countOf(t, d); n != 200 {
		t.Fatalf("%d sessions", n)
	}
}

// TestCopiedWhileOpen copies a directory, file by file, while sessions are
// being saved: the copy opens with everything acknowledged before it began,
// nothing twice, and says what it lacks of what came meanwhile.
func TestCopiedWhileOpen(t *testing.T) {
	ctx := context.Background()
	dir := t.TempDir()
	o := testOptions()
	o.SegmentBytes = 4000
	d := testInit(t, dir, o)
	defer mustClose(t, d)
	saving, stop := make(chan error, 1), make(chan struct{})
	g := storetest.NewGen(1)
	save := func() (session.ID, error) {
		s := g.Session()
		_, err := d.Save(ctx, "a", s)
		return s.ID, err
	}
	var before []session.ID
	for range 40 {
		id, err := save()
		must(t, err)
		before = append(before, id)
	}
	known := d.journal.Last()
	go func() {
		for {
			select {
			case <-stop:
				saving <- nil
				return
			default:
			}
			if _, err := save(); err != nil {
				saving <- err
				return
			}
		}
	}()
	for range 5 {
		theirs := testOpen(t, copyLive(t, dir), o)
		seen := map[session.ID]int{}
		for _, r := range storetest.All(t, theirs, session.Filter{}) {
			seen[r.ID]++
		}
		for _, id := range before {
			if seen[id] != 1 {
				t.Fatalf("%s is there %d times in the copy", id, seen[id])
			}
		}
		for _, f := range theirs.Opened().Findings {
			if f.Records > 0 && f.First <= known {
				t.Fatalf("the copy says %+v, the journal then ended at %d", f, known)
			}
		}
		mustClose(t, theirs)
	}
	close(stop)
	must(t, <-saving)
}

// copyLive copies a directory file by file while it changes: what goes away in
// between is left out, as a person's copy would.
func copyLive(t *testing.T, dir string) string {
	t.Helper()
	to := t.TempDir()
	must(t, filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil {
			return err
		}
		name, err := filepath.Rel(dir, path)
		if err != nil {
			return err
		}
		if e.IsDir() {
			return os.MkdirAll(filepath.Join(to, name), 0o700)
		}
		raw, err := os.ReadFile(path)
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		return errors.Join(err, os.WriteFile(filepath.Join(to, name), raw, 0o600))
	}))
	return to
}
