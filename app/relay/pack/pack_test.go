package pack_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"golang.org/x/mod/sumdb/note"

	"parvis/app"
	"parvis/app/relay/pack"
)

var key = ed25519.NewKeyFromSeed(bytes.Repeat([]byte{4}, 32))

var now = time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)

func public(k ed25519.PrivateKey) ed25519.PublicKey { return k.Public().(ed25519.PublicKey) }

// made is a pack and the files it is made of.
type made struct {
	pack.Manifest
	content map[string][]byte // by hash
}

func build(t testing.TB, version uint64, files map[string]string) made {
	t.Helper()
	raw, byHash := map[string][]byte{}, map[string][]byte{}
	for p, c := range files {
		raw[p], byHash[pack.HashOf([]byte(c))] = []byte(c), []byte(c)
	}
	m, err := pack.Build(version, "2027-02-01", "1.2.0", raw)
	if err != nil {
		t.Fatal(err)
	}
	note, err := pack.Sign(m, key)
	if err != nil {
		t.Fatal(err)
	}
	if m, err = pack.Open(note, public(key)); err != nil {
		t.Fatal(err)
	}
	return made{m, byHash}
}

// fetch serves the files; cut stops after so many bytes in all (-1: never).
func (m made) fetch(fetched *[]string, cut int) pack.Fetch {
	return func(_ context.Context, f pack.File, from int64, w io.Writer) error {
		*fetched = append(*fetched, fmt.Sprintf("%s@%d", f.Path, from))
		c := m.content[f.Hash][from:]
		if cut >= 0 && len(c) > cut {
			_, _ = w.Write(c[:cut])
			return io.ErrUnexpectedEOF
		}
		_, err := w.Write(c)
		return err
	}
}

func newStore(t *testing.T) (s *pack.Store, dir, live string) {
	t.Helper()
	root := t.TempDir()
	dir, live = filepath.Join(root, "packs"), filepath.Join(root, "shelf", "lots", "hub")
	s, err := pack.NewStore(dir, live)
	if err != nil {
		t.Fatal(err)
	}
	return s, dir, live
}

func read(t *testing.T, live, name string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(live, filepath.FromSlash(name)))
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		t.Fatal(err)
	}
	return string(b)
}

func TestAPackIsUsedOnlyOnceActivated(t *testing.T) {
	s, dir, live := newStore(t)
	var got []string
	one := build(t, 1, map[string]string{"guides/a.guide.md": "un", "places/p.csv": "x"})
	if err := s.Install(t.Context(), one.Manifest, one.fetch(&got, -1)); err != nil {
		t.Fatal(err)
	}
	if read(t, live, "guides/a.guide.md") != "" {
		t.Fatal("in use before anyone said so")
	}
	if ok, err := s.Activate(public(key)); !ok || err != nil || read(t, live, "guides/a.guide.md") != "un" {
		t.Fatal(ok, err)
	}
	got = nil
	two := build(t, 2, map[string]string{"guides/a.guide.md": "deux", "places/p.csv": "x"})
	if err := s.Install(t.Context(), two.Manifest, two.fetch(&got, -1)); err != nil {
		t.Fatal(err)
	}
	if len(got) != 1 || got[0] != "guides/a.guide.md@0" { // only what is missing travels
		t.Fatalf("fetched %v", got)
	}
	if read(t, live, "guides/a.guide.md") != "un" {
		t.Fatal("a running session changed guides")
	}
	if ok, err := s.Activate(public(key)); !ok || err != nil || read(t, live, "guides/a.guide.md") != "deux" {
		t.Fatal(ok, err)
	}
	if ok, err := s.Activate(public(key)); ok || err != nil {
		t.Fatal("activated twice", ok, err)
	}
	err := s.Install(t.Context(), one.Manifest, one.fetch(&got, -1))
	if !errors.Is(err, app.E(app.Rejected, "pack_old")) {
		t.Fatalf("rollback: %v", err)
	}
	again, err := pack.NewStore(dir, live)
	if err != nil {
		t.Fatal(err)
	}
	if st, err := again.State(); err != nil || st.Active != 2 || st.Highest != 2 {
		t.Fatalf("%+v, %v", st, err)
	}
}

// TestALostPackBringsNothingOlderBack: what waited is gone with the disk, and
// an edition between it and the one in use stays refused; what an edition that
// waits has needs not travel again.
func TestALostPackBringsNothingOlderBack(t *testing.T) {
	s, dir, live := newStore(t)
	var got []string
	editions := map[uint64]made{}
	for v := range uint64(4) {
		editions[v+1] = build(t, v+1, map[string]string{"guides/a.guide.md": fmt.Sprint("texte ", v), "guides/a.png": "image"})
	}
	install := func(v uint64) error {
		got = nil
		return s.Install(t.Context(), editions[v].Manifest, editions[v].fetch(&got, -1))
	}
	if err := install(1); err != nil {
		t.Fatal(err)
	}
	if err := install(3); err != nil || len(got) != 1 || got[0] != "guides/a.guide.md@0" {
		t.Fatalf("fetched %v, %v", got, err)
	}
	if err := os.RemoveAll(filepath.Join(dir, "next")); err != nil {
		t.Fatal(err)
	}
	if ok, err := s.Activate(public(key)); ok || !errors.Is(err, app.E(app.Rejected, "pack_damaged")) || read(t, live, "guides/a.guide.md") != "" {
		t.Fatal(ok, err)
	}
	if err := install(2); !errors.Is(err, app.E(app.Rejected, "pack_old")) {
		t.Fatalf("an older one: %v", err)
	}
	if err := install(3); err != nil {
		t.Fatalf("the one that was lost: %v", err)
	}
	if ok, err := s.Activate(public(key)); !ok || err != nil || read(t, live, "guides/a.guide.md") != "texte 2" {
		t.Fatal(ok, err)
	}
}

// TestAPackDamagedWhileItWaitedChangesNothing: a disk changes the pack between
// its coming and its use; what is damaged of it, and nothing else, travels again.
func TestAPackDamagedWhileItWaitedChangesNothing(t *testing.T) {
	flip := func(t *testing.T, name string) {
		raw, err := os.ReadFile(name)
		if err == nil {
			raw[len(raw)/2] ^= 1
			err = os.WriteFile(name, raw, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	other := ed25519.NewKeyFromSeed(bytes.Repeat([]byte{5}, 32))
	for name, c := range map[string]struct {
		damage func(t *testing.T, dir string)
		hub    ed25519.PublicKey
		again  string // what travels once more
	}{
		"a byte of a file":       {func(t *testing.T, dir string) { flip(t, filepath.Join(dir, "next", "guides", "a.guide.md")) }, public(key), "guides/a.guide.md@0"},
		"a byte of the manifest": {func(t *testing.T, dir string) { flip(t, filepath.Join(dir, "next.signed")) }, public(key), ""},
		"no manifest":            {func(t *testing.T, dir string) { _ = os.Remove(filepath.Join(dir, "next.signed")) }, public(key), ""},
		"another hub's":          {func(*testing.T, string) {}, public(other), ""},
		"a file nobody announced": {func(t *testing.T, dir string) {
			_ = os.WriteFile(filepath.Join(dir, "next", "guides", "b.guide.md"), nil, 0o600)
		}, public(key), ""},
		"a file that is there not": {func(t *testing.T, dir string) { _ = os.Remove(filepath.Join(dir, "next", "policy.json")) }, public(key), "policy.json@0"},
	} {
		t.Run(name, func(t *testing.T) {
			s, dir, live := newStore(t)
			var got []string
			one := build(t, 1, map[string]string{"guides/a.guide.md": "un"})
			two := build(t, 2, map[string]string{"guides/a.guide.md": "deux", "policy.json": "{}"})
			if err := s.Install(t.Context(), one.Manifest, one.fetch(&got, -1)); err != nil {
				t.Fatal(err)
			}
			if ok, err := s.Activate(public(key)); !ok || err != nil {
				t.Fatal(ok, err)
			}
			if err := s.Install(t.Context(), two.Manifest, two.fetch(&got, -1)); err != nil {
				t.Fatal(err)
			}
			c.damage(t, dir)
			if ok, err := s.Activate(c.hub); ok || !errors.Is(err, app.E(app.Rejected, "pack_damaged")) {
				t.Fatal(ok, err)
			}
			if st, err := s.State(); err != nil || st.Active != 1 || st.Ready != 0 || st.Highest < 2 || read(t, live, "guides/a.guide.md") != "un" {
				t.Fatalf("%+v, %v", st, err)
			}
			if ok, err := s.Activate(public(key)); ok || err != nil {
				t.Fatal("said twice", ok, err)
			}
			got = nil
			if err := s.Install(t.Context(), two.Manifest, two.fetch(&got, -1)); err != nil || strings.Join(got, " ") != c.again {
				t.Fatalf("fetched %v, %v", got, err)
			}
			if ok, err := s.Activate(public(key)); !ok || err != nil || read(t, live, "guides/a.guide.md") != "deux" {
				t.Fatal(ok, err)
			}
		})
	}
}

func TestASlowLineResumesWhereItStopped(t *testing.T) {
	s, dir, live := newStore(t)
	big := strings.Repeat("0123456789", 1000)
	one := build(t, 1, map[string]string{"guides/a.guide.md": big})
	var got []string
	for range 3 {
		if err := s.Install(t.Context(), one.Manifest, one.fetch(&got, 4000)); err == nil {
			break
		}
		var err error
		if s, err = pack.NewStore(dir, live); err != nil { // the program was closed meanwhile
			t.Fatal(err)
		}
	}
	if want := "guides/a.guide.md@0 guides/a.guide.md@4000 guides/a.guide.md@8000"; strings.Join(got, " ") != want {
		t.Fatalf("fetched %v", got)
	}
	if ok, err := s.Activate(public(key)); !ok || err != nil || read(t, live, "guides/a.guide.md") != big {
		t.Fatal(ok, err)
	}
}

func TestABadFileChangesNothing(t *testing.T) {
	s, _, live := newStore(t)
	one := build(t, 1, map[string]string{"guides/a.guide.md": "un"})
	var got []string
	for name, content := range map[string]string{"another": "xx", "longer": "unun", "shorter": "u"} {
		bad := made{one.Manifest, map[string][]byte{one.Files[0].Hash: []byte(content)}}
		if err := s.Install(t.Context(), one.Manifest, bad.fetch(&got, -1)); err == nil {
			t.Fatalf("%s content was installed", name)
		}
		if ok, err := s.Activate(public(key)); ok || err != nil || read(t, live, "guides/a.guide.md") != "" {
			t.Fatal(name, ok, err)
		}
	}
	if err := s.Install(t.Context(), one.Manifest, one.fetch(&got, -1)); err != nil {
		t.Fatalf("the right content after it: %v", err)
	}
}

// TestASwapCutAnywhereIsFinished replays a crash after each step of Activate.
func TestASwapCutAnywhereIsFinished(t *testing.T) {
	for step, cut := range map[string]func(t *testing.T, dir, live string){
		"before any move": func(t *testing.T, dir, live string) {},
		"old one moved": func(t *testing.T, dir, live string) {
			if err := os.Rename(live, filepath.Join(dir, "previous")); err != nil {
				t.Fatal(err)
			}
		},
		"both moved": func(t *testing.T, dir, live string) {
			if err := errors.Join(os.Rename(live, filepath.Join(dir, "previous")), os.Rename(filepath.Join(dir, "next"), live)); err != nil {
				t.Fatal(err)
			}
		},
	} {
		t.Run(step, func(t *testing.T) {
			s, dir, live := newStore(t)
			var got []string
			for v, text := range []string{"un", "deux"} {
				m := build(t, uint64(v+1), map[string]string{"guides/a.guide.md": text})
				if err := s.Install(t.Context(), m.Manifest, m.fetch(&got, -1)); err != nil {
					t.Fatal(err)
				}
				if v == 0 {
					if _, err := s.Activate(public(key)); err != nil {
						t.Fatal(err)
					}
				}
			}
			state := []byte(`{"active":2,"ready":0,"highest":2,"swapping":true}`)
			if err := os.WriteFile(filepath.Join(dir, "state.json"), state, 0o600); err != nil {
				t.Fatal(err)
			}
			cut(t, dir, live)
			again, err := pack.NewStore(dir, live)
			if err != nil || read(t, live, "guides/a.guide.md") != "deux" {
				t.Fatalf("%q, %v", read(t, live, "guides/a.guide.md"), err)
			}
			if st, err := again.State(); err != nil || st.Swapping || st.Active != 2 {
				t.Fatalf("%+v, %v", st, err)
			}
		})
	}
}

func TestManifests(t *testing.T) {
	m := build(t, 7, map[string]string{"guides/a.guide.md": "un", "policy.json": "{}"}).Manifest
	signed, err := pack.Sign(m, key)
	if err != nil {
		t.Fatal(err)
	}
	got, err := pack.Open(signed, public(key))
	if err != nil || got.Text() != m.Text() {
		t.Fatalf("%+v, %v", got, err)
	}
	for i := range signed { // every byte counts
		bad := bytes.Clone(signed)
		bad[i] ^= 1
		if g, err := pack.Open(bad, public(key)); err == nil && g.Text() != m.Text() {
			t.Fatalf("byte %d changed the pack: %+v", i, g)
		}
	}
	other := ed25519.NewKeyFromSeed(bytes.Repeat([]byte{5}, 32))
	if _, err := pack.Open(signed, public(other)); !errors.Is(err, app.E(app.Rejected, "pack_bad_manifest")) {
		t.Fatalf("another hub's: %v", err)
	}
	for name, c := range map[string]struct {
		at      time.Time
		program string
		code    string
	}{
		"fits": {now, "1.2.0", ""}, "development": {now, "0a1b2c", ""}, "last day": {time.Date(2027, 2, 1, 23, 0, 0, 0, time.UTC), "v1.3.0", ""},
		"expired": {time.Date(2027, 2, 2, 1, 0, 0, 0, time.UTC), "1.2.0", "pack_expired"}, "old program": {now, "1.1.9", "pack_needs_program"},
	} {
		err := m.Fits(c.at, c.program)
		if (c.code == "" && err != nil) || (c.code != "" && !errors.Is(err, app.E(app.Rejected, c.code))) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestPathsThatLeaveThePack(t *testing.T) {
	for _, p := range []string{"../x", "/etc/x", "guides/../../x", "guides\\..\\x", "autre/x", "x", "guides/a\nfile", "guides/", "guides/a:b", ""} {
		if _, err := pack.Build(1, "2027-01-01", "", map[string][]byte{p: nil}); !errors.Is(err, app.E(app.Rejected, "pack_bad_content")) {
			t.Errorf("%q: %v", p, err)
		}
	}
}

// signed is a note by the hub over any text.
func signed(t testing.TB, text string) []byte {
	t.Helper()
	line, err := note.NewEd25519VerifierKey("parvis-hub", public(key))
	if err != nil {
		t.Fatal(err)
	}
	v, err := note.NewVerifier(line)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := note.Sign(&note.Note{Text: text}, hubSigner{v})
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

type hubSigner struct{ note.Verifier }

func (hubSigner) Sign(msg []byte) ([]byte, error) { return ed25519.Sign(key, msg), nil }

// FuzzOpen feeds bytes, which are never believed, and the same as a text the hub
// signed: what is read of it stays within the limits and reads back the same.
func FuzzOpen(f *testing.F) {
	f.Add(build(f, 7, map[string]string{"guides/a.guide.md": "un"}).Text())
	f.Add("parvis pack 1\nversion 1\nexpires 2027-01-01\nfile x 1 ../y\n")
	f.Fuzz(func(t *testing.T, text string) {
		if m, err := pack.Open([]byte(text), public(key)); err == nil {
			t.Fatalf("unsigned, and read as %+v", m)
		}
		if !utf8.ValidString(text) || !strings.HasSuffix(text, "\n") || strings.ContainsFunc(text, func(r rune) bool { return r < ' ' && r != '\n' }) {
			return // no note can be made of it
		}
		m, err := pack.Open(signed(t, text), public(key))
		if err != nil {
			return
		}
		total := int64(0)
		for _, file := range m.Files {
			if total += file.Size; file.Size < 0 || !filepath.IsLocal(file.Path) {
				t.Fatalf("%+v", file)
			}
		}
		if m.Version == 0 || total > pack.MaxTotal || len(m.Files) > pack.MaxFiles {
			t.Fatalf("%+v", m)
		}
		if again, err := pack.Open(signed(t, m.Text()), public(key)); err != nil || again.Text() != m.Text() {
			t.Fatalf("%q reads back as %q, %v", m.Text(), again.Text(), err)
		}
	})
}
