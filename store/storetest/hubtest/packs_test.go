package hubtest_test

import (
	"archive/zip"
	"bytes"
	"crypto/ed25519"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"parvis/app"
	"parvis/app/hub"
	"parvis/app/relay"
	"parvis/app/relay/pack"
)

func zipped(t *testing.T, files map[string]string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for name, content := range files {
		f, err := w.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(f, content); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestAPackGoesFromTheCoordinatorToEveryPlace(t *testing.T) {
	now := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	w := newWorld(t, 40, func() time.Time { return now })
	c, d := w.enrolled(t, "Coordination", hub.RoleCoordinator), w.enrolled(t, "Mairie", hub.RoleDesk)
	live := filepath.Join(t.TempDir(), "lots")
	s, err := pack.NewStore(filepath.Join(t.TempDir(), "packs"), live)
	if err != nil {
		t.Fatal(err)
	}
	if err := d.FetchPack(t.Context(), s, "1.0.0"); !errors.Is(err, app.E(app.Hub, "pack_none")) {
		t.Fatalf("nothing published: %v", err)
	}
	long := strings.Repeat("guide ", 50_000)
	p, err := c.Publish(t.Context(), zipped(t, map[string]string{"guides/a.guide.md": long, "policy.json": "{}"}), 0)
	if err != nil || p.Version != 1 || p.Files != 2 {
		t.Fatalf("%+v, %v", p, err)
	}
	if _, err := d.SyncNow(t.Context()); err != nil {
		t.Fatal(err)
	}
	if progress, err := d.box.Progress(t.Context()); err != nil || progress.PackVersion != 1 {
		t.Fatalf("%+v, %v", progress, err)
	}
	var asked []string
	w.net.after = func(r *http.Request, resp *http.Response) (*http.Response, error) {
		if strings.HasPrefix(r.URL.Path, relay.PathFiles) {
			asked = append(asked, r.Header.Get("Range"))
			resp.Body = io.NopCloser(io.MultiReader(io.LimitReader(resp.Body, 120_000), cutReader{}))
		}
		return resp, nil
	}
	for range 6 { // a line that drops
		if err = d.FetchPack(t.Context(), s, "1.0.0"); err == nil {
			break
		}
	}
	if err != nil {
		t.Fatalf("it never got through: %v", err)
	}
	w.net.after = nil
	if len(asked) < 2 || asked[1] != "bytes=120000-" {
		t.Fatalf("asked for %q", asked)
	}
	if ok, err := s.Activate(d.hubKey(t)); !ok || err != nil {
		t.Fatal(ok, err)
	}
	if got, err := os.ReadFile(filepath.Join(live, "guides", "a.guide.md")); err != nil || string(got) != long {
		t.Fatalf("%d bytes, %v", len(got), err)
	}
	now = now.AddDate(1, 0, 0)
	if err := d.FetchPack(t.Context(), s, "1.0.0"); !errors.Is(err, app.E(app.Rejected, "pack_expired")) {
		t.Fatalf("a year later: %v", err)
	}
}

// TestABombOfManyFilesIsNotUnfolded: each file is within the limit, all of them
// would fill the memory.
func TestABombOfManyFilesIsNotUnfolded(t *testing.T) {
	w := newWorld(t, 43, at("2026-11-23T17:40:00+01:00"))
	files, zeros := map[string]string{}, strings.Repeat("\x00", pack.MaxFile)
	for i := range 100 {
		files[fmt.Sprintf("guides/g%d.png", i)] = zeros
	}
	bomb := zipped(t, files)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	_, err := hub.Admin{Ledger: w.ledger, Random: w.random}.Publish(t.Context(), bomb, "", w.now())
	runtime.ReadMemStats(&after)
	if n := after.TotalAlloc - before.TotalAlloc; !errors.Is(err, app.E(app.Rejected, "pack_bad_content")) || n > 6*pack.MaxTotal {
		t.Fatalf("%d MiB asked for: %v", n>>20, err)
	}
}

// TestAFirstPackOfManyFilesComesAtOnce: the hub slows a device down, and the
// device waits; it does not come back tomorrow for the rest.
func TestAFirstPackOfManyFilesComesAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := makeWorld(t, 42, time.Now, false)
		c, d := w.enrolled(t, "Coordination", hub.RoleCoordinator), w.enrolled(t, "Mairie", hub.RoleDesk)
		files := map[string]string{}
		for i := range 700 {
			files[fmt.Sprintf("guides/g%d.guide.md", i)] = fmt.Sprint("guide ", i)
		}
		if _, err := c.Publish(t.Context(), zipped(t, files), 0); err != nil {
			t.Fatal(err)
		}
		s, err := pack.NewStore(filepath.Join(t.TempDir(), "packs"), filepath.Join(t.TempDir(), "lots"))
		if err != nil {
			t.Fatal(err)
		}
		slowed := 0
		w.net.after = func(_ *http.Request, resp *http.Response) (*http.Response, error) {
			if resp.StatusCode == http.StatusTooManyRequests {
				slowed++
			}
			return resp, nil
		}
		start := time.Now()
		if err := d.FetchPack(t.Context(), s, "1.0.0"); err != nil {
			t.Fatal(err)
		}
		if took := time.Since(start); slowed == 0 || took > 5*time.Minute {
			t.Fatalf("slowed down %d times, %v", slowed, took)
		}
		if ok, err := s.Activate(d.hubKey(t)); !ok || err != nil {
			t.Fatal(ok, err)
		}
	})
}

// hubKey is whose packs a device believes.
func (d *device) hubKey(t *testing.T) ed25519.PublicKey {
	t.Helper()
	reg, _, err := d.box.Registration(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return reg.HubKey
}

// cutReader is a connection that drops.
type cutReader struct{}

func (cutReader) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

func TestWhatCannotBePublished(t *testing.T) {
	w := newWorld(t, 41, at("2026-11-23T17:40:00+01:00"))
	c, d := w.enrolled(t, "Coordination", hub.RoleCoordinator), w.enrolled(t, "Mairie", hub.RoleDesk)
	if _, err := d.Publish(t.Context(), zipped(t, map[string]string{"policy.json": "{}"}), 0); !errors.Is(err, app.E(app.Hub, "role_refused")) {
		t.Fatalf("a desk publishes: %v", err)
	}
	for name, body := range map[string][]byte{
		"not a zip": []byte("hello"), "empty": zipped(t, nil), "outside": zipped(t, map[string]string{"../x": "x"}),
		"bomb": zipped(t, map[string]string{"guides/a": strings.Repeat("a", pack.MaxFile+1)}),
	} {
		if _, err := c.Publish(t.Context(), body, 0); !errors.Is(err, app.E(app.Hub, "pack_bad_content")) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
