package device

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"parvis/app/session"
	"parvis/i18n"
	"parvis/store/journal"
	"parvis/store/storetest"
)

// agree fails unless what is listed is what the journal alone says.
func agree(t *testing.T, d *Device) int {
	t.Helper()
	n := countOf(t, d)
	res, err := d.Rebuild(context.Background())
	must(t, err)
	if res.Sessions != n {
		t.Fatalf("%d sessions listed, the journal holds %d", n, res.Sessions)
	}
	return n
}

func activeFile(t *testing.T, dir string) string {
	t.Helper()
	segments, err := filepath.Glob(filepath.Join(dir, "journal", "*.seg"))
	must(t, err)
	return segments[len(segments)-1]
}

// copyTree copies a directory as a power cut would leave it.
func copyTree(t *testing.T, dir string) string {
	t.Helper()
	to := t.TempDir()
	must(t, os.CopyFS(to, os.DirFS(dir)))
	return to
}

// TestCutTail cuts the end of a journal whose projection is whole: what was
// acknowledged and is gone is no longer listed, is told with its number, and
// can be entered again.
func TestCutTail(t *testing.T) {
	ctx := context.Background()
	ways := map[string]func(raw []byte) []byte{
		"three bytes": func(raw []byte) []byte { return raw[:len(raw)-3] },
		"700 bytes":   func(raw []byte) []byte { return raw[:len(raw)-700] },
		"half":        func(raw []byte) []byte { return raw[:len(raw)/2] },
		"all":         func(raw []byte) []byte { return raw[:64] },
		"last bit":    func(raw []byte) []byte { raw[len(raw)-3] ^= 1; return raw },
	}
	for name, cut := range ways {
		for _, clean := range []bool{true, false} {
			for _, together := range []bool{true, false} {
				t.Run(name, func(t *testing.T) {
					dir := t.TempDir()
					d := testInit(t, dir, testOptions())
					var all []session.Session
					for g := storetest.NewGen(3); len(all) < 12; {
						all = append(all, g.Session())
					}
					saveTogether(t, d, all, together)
					countOf(t, d) // the projection knows everything
					if !clean {
						dir = copyTree(t, dir)
					}
					mustClose(t, d)
					path := activeFile(t, dir)
					raw, err := os.ReadFile(path)
					must(t, err)
					must(t, os.WriteFile(path, cut(raw), 0o600))

					d = testOpen(t, dir, testOptions())
					defer func() { mustClose(t, d) }()
					f := d.Opened().Findings
					if len(f) != 1 || f[0].Records == 0 || f[0].Code == journal.FoundTail {
						t.Fatalf("%+v", f)
					}
					if text := told(f[0]); strings.Contains(text, "Rien") {
						t.Errorf("%q", text)
					}
					res, err := d.Check(ctx)
					if err != nil || res.OK || len(res.Findings) != 1 || res.SetAside != f[0].Records {
						t.Fatalf("%+v %v", res, err)
					}
					n := agree(t, d)
					if n >= len(all) {
						t.Fatalf("%d sessions", n)
					}
					saveTogether(t, d, all, false)
					mustClose(t, d)
					d = testOpen(t, dir, testOptions())
					if f := d.Opened().Findings; len(f) != 0 || agree(t, d) != len(all) {
						t.Fatalf("%d sessions, %+v", countOf(t, d), f)
					}
				})
			}
		}
	}
}

func told(f journal.Finding) string {
	key, args := Sentence(f)
	return i18n.New("fr").T(key, args...)
}

func saveTogether(t *testing.T, d *Device, list []session.Session, together bool) {
	t.Helper()
	if together {
		_, err := d.SaveAll(context.Background(), "a", list)
		must(t, err)
		return
	}
	for _, s := range list {
		_, err := d.Save(context.Background(), "a", s)
		must(t, err)
	}
}

// TestDamageInsideABatch damages one record of the middle after a clean stop:
// what follows it in the same write is kept.
func TestDamageInsideABatch(t *testing.T) {
	dir := t.TempDir()
	d := testInit(t, dir, testOptions())
	saveMany(t, d, 1, 20)
	mustClose(t, d)
	path := activeFile(t, dir)
	raw, err := os.ReadFile(path)
	must(t, err)
	raw[len(raw)*2/3] ^= 1
	must(t, os.WriteFile(path, raw, 0o600))
	d = testOpen(t, dir, testOptions())
	defer mustClose(t, d)
	if f := d.Opened().Findings; len(f) != 1 || f[0].Code != journal.FoundDamage || f[0].Records != 1 {
		t.Fatalf("%+v", f)
	}
	if n := agree(t, d); n != 19 {
		t.Fatalf("%d sessions of 20", n)
	}
}

// TestUnfinishedWrite adds what a power cut leaves of a write nobody was told
// is saved: it is told as such, and nothing is missing.
func TestUnfinishedWrite(t *testing.T) {
	dir := t.TempDir()
	d := testInit(t, dir, testOptions())
	saveMany(t, d, 1, 5)
	countOf(t, d)
	left := copyTree(t, dir)
	mustClose(t, d)
	path := activeFile(t, left)
	raw, err := os.ReadFile(path)
	must(t, err)
	must(t, os.WriteFile(path, append(raw, raw[64:180]...), 0o600))
	d = testOpen(t, left, testOptions())
	defer mustClose(t, d)
	res, err := d.Check(context.Background())
	if err != nil || !res.OK || len(res.Findings) != 1 || res.Findings[0].Code != journal.FoundTail || agree(t, d) != 5 {
		t.Fatalf("%+v %v", res, err)
	}
}

// TestSentences: no finding is told with the number 0, and none is missing.
func TestSentences(t *testing.T) {
	for _, lang := range []string{"fr", "en"} {
		l := i18n.New(lang)
		for _, code := range []string{journal.FoundDamage, journal.FoundMissing, journal.FoundLost, journal.FoundManifest, journal.FoundTail, journal.FoundUnsealed} {
			for n := range 3 {
				key, args := Sentence(journal.Finding{Code: code, Records: n})
				text := l.T(key, args...)
				if strings.Contains(text, "store.found") || strings.Contains(text, "0") || strings.Contains(text, "{") {
					t.Errorf("%s %s %d: %q", lang, code, n, text)
				}
			}
		}
	}
}
