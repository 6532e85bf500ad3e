package hubtest_test

import (
	"bytes"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"parvis/app/relay"
)

// realActs are the acts of the simulation with processes.
var realActs = map[string]func(r *real, c *place){
	"release":          func(r *real, c *place) { r.release(c, 1+r.r.Intn(12)) },
	"month of backlog": func(r *real, c *place) { r.release(c, 40+r.r.Intn(1+r.r.Intn(600))) },
	"six months of backlog": func(r *real, c *place) {
		for range 6 {
			r.release(c, 40+r.r.Intn(80))
		}
	},
	"sync": func(r *real, c *place) { r.try(c) },
	"sync all": func(r *real, _ *place) {
		for _, c := range r.clients {
			r.try(c)
		}
	},
	"scheduled sync":     func(r *real, c *place) { _, _ = r.tell(order{Dir: c.dir, Verb: "due", Drift: c.drift}) },
	"poison":             func(r *real, c *place) { r.enqueue(c, relay.KindLot, 1, poisonOf(r.t, r.r)) },
	"poison at the head": func(r *real, c *place) { r.enqueue(c, relay.KindLot, 1, poisonOf(r.t, r.r)); r.release(c, 3); r.try(c) },
	"future schema": func(r *real, c *place) {
		r.enqueue(c, relay.KindLot, 2, []byte{0xa0})
		r.enqueue(c, 300, 1, []byte{0xa0})
	},
	"old schema":     func(r *real, c *place) { r.enqueue(c, relay.KindHeartbeat, 1, oldHeartbeat) },
	"pack published": (*real).publish,
	"network fault": func(r *real, _ *place) {
		all := []netFault{cutBefore, cutAfter, captive, small, tooMany, away, elsewhere, forged, truncated}
		r.net.spoil(all[r.r.Intn(len(all))], 2+r.r.Intn(6))
	},
	"cut during": func(r *real, c *place) { r.release(c, 2); r.net.spoil(cutAfter, 2); r.try(c) },
	"kill at a step": func(r *real, c *place) {
		cmd, _ := r.begin(order{Dir: c.dir, Verb: "sync", Drift: c.drift})
		time.Sleep(time.Duration(r.r.Intn(80)) * time.Millisecond)
		kill(cmd)
	},
	"kill during a request": func(r *real, c *place) {
		r.release(c, 2)
		cmd, _ := r.begin(order{Dir: c.dir, Verb: "sync", Drift: c.drift})
		r.net.onReply(func() { _ = cmd.Process.Kill() })
		_ = cmd.Wait()
		r.net.onReply(nil)
	},
	"device disk full": func(r *real, c *place) {
		_, _ = r.tell(order{Dir: c.dir, Verb: "sync", Drift: c.drift, Limit: largest(r.t, c.dir) + uint64(r.r.Intn(2000))})
	},
	"hub disk full":              hubDiesBefore,
	"hub dies before the commit": hubDiesBefore,
	"hub dies after the commit":  func(r *real, c *place) { r.net.onReply(r.killHub); r.try(c); r.net.onReply(nil) },
	"hub restarts":               func(r *real, _ *place) { r.killHub() },
	"hub backup": func(r *real, _ *place) {
		file := r.file("backup")
		r.admin("backup", file)
		r.backups = append(r.backups, file)
	},
	"hub restored":                func(r *real, _ *place) { r.restoreHub() },
	"hub disk put back":           func(r *real, _ *place) { r.restoreHub() },
	"device backup":               func(r *real, c *place) { c.copies = append(c.copies, r.copyOf(c.dir)) },
	"device restored":             (*real).restoreDevice,
	"device cloned":               (*real).cloneDevice,
	"wrong clock":                 func(r *real, c *place) { c.drift = [3]time.Duration{0, year, -year}[r.r.Intn(3)]; r.try(c) },
	"stick":                       func(r *real, c *place) { r.stick(c, 1) },
	"stick twice and network too": func(r *real, c *place) { r.release(c, 5); r.stick(c, 2); r.try(c) },
	"one batch posted five times at once": func(r *real, c *place) {
		r.release(c, 4)
		r.net.five(true)
		r.try(c)
		r.net.five(false)
	},
	"two processes on one store": func(r *real, c *place) {
		r.release(c, 3)
		other, _ := r.begin(order{Dir: c.dir, Verb: "sync", Drift: c.drift})
		r.try(c) // one of them is told that the other is there
		_ = other.Wait()
	},
}

// hubDiesBefore stands for a full disk too: the server's own files cannot be
// limited from outside without ending it.
func hubDiesBefore(r *real, c *place) {
	r.net.onRequest(r.killHub)
	r.try(c)
	r.net.onRequest(nil)
}

const year = 365 * 24 * time.Hour

// try syncs; what it left is checked at the end, but a success that leaves
// something is a lie.
func (r *real) try(c *place) {
	out, err := r.sync(c)
	if err == nil && out.Waiting > 0 {
		r.t.Errorf("%s: success shown with %d waiting", c.name, out.Waiting)
	}
}

func (r *real) enqueue(c *place, kind relay.Kind, version uint16, bodies ...[]byte) {
	r.t.Helper()
	r.must(r.tell(order{Dir: c.dir, Verb: "enqueue", Kind: kind, Version: version, Bodies: bodies, Drift: c.drift}))
}

func (r *real) release(c *place, n int) {
	r.t.Helper()
	bodies := newLots(r.t, r.r, n, c.next, c.altered)
	c.next += n
	r.enqueue(c, relay.KindLot, 1, bodies...)
}

// killHub is kill -9, and the service that starts it again.
func (r *real) killHub() {
	kill(r.hub)
	r.startHub()
}

func (r *real) restoreHub() {
	if len(r.backups) == 0 {
		return
	}
	i := r.r.Intn(len(r.backups))
	kill(r.hub)
	r.admin("restore", r.backups[i], "--force")
	r.backups = r.backups[:i]
	r.startHub()
	known := string(r.admin("devices"))
	for _, c := range r.clients { // a device the backup never knew is enrolled again by a person
		if id := r.must(r.tell(order{Dir: c.dir, Verb: "tell"})).Device; !strings.Contains(known, string(id)) {
			r.enrol(c)
		}
	}
}

func (r *real) publish(_ *place) {
	dir := r.file("edition")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		r.t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "policy.json"), []byte(`{"k":5}`), 0o600); err != nil {
		r.t.Fatal(err)
	}
	r.admin("pack", "publish", dir)
}

// copyOf is a second disk with the same content.
func (r *real) copyOf(dir string) string {
	to := r.file("copy")
	if err := os.CopyFS(to, os.DirFS(dir)); err != nil {
		r.t.Fatal(err)
	}
	return to
}

func (r *real) restoreDevice(c *place) {
	if len(c.copies) == 0 {
		return
	}
	c.altered, c.next = true, max(0, c.next-5)
	c.dir = c.copies[r.r.Intn(len(c.copies))]
	c.copies = nil
}

func (r *real) cloneDevice(c *place) {
	if len(r.clients) > 6 {
		return
	}
	twin := &place{name: c.name + " bis", dir: r.copyOf(c.dir), altered: true, next: c.next}
	c.altered = true
	r.clients = append(r.clients, twin)
}

func (r *real) stick(c *place, times int) {
	file := r.file("stick")
	if _, err := r.tell(order{Dir: c.dir, Verb: "stick", File: file, Drift: c.drift}); err != nil {
		return // not enrolled any more
	}
	for range times {
		cmd := r.command("usb", file)
		if cmd.Run() == nil && r.r.Intn(3) > 0 {
			_, _ = r.tell(order{Dir: c.dir, Verb: "receipt", File: file + ".recu", Drift: c.drift})
		}
	}
}

// largest is the size of the largest file of a directory.
func largest(t *testing.T, dir string) (n uint64) {
	err := filepath.WalkDir(dir, func(_ string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		info, err := e.Info()
		if err == nil {
			n = max(n, uint64(info.Size()))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// meddler is the network between devices and the server: a proxy that cuts,
// answers in the server's place, or does something at the worst moment.
type meddler struct {
	server   *httptest.Server
	mu       sync.Mutex
	fault    netFault
	left     int
	times    int
	request  func() // once, before a batch reaches the server
	reply    func() // once, when its answer is on the way back
	upstream func() string
}

func newMeddler(t *testing.T, r *real) *meddler {
	m := &meddler{upstream: func() string { return "http://" + r.hubAt }}
	m.server = httptest.NewServer(m)
	t.Cleanup(m.server.Close)
	return m
}

func (m *meddler) set(change func()) { m.mu.Lock(); change(); m.mu.Unlock() }

func (m *meddler) heal()              { m.set(func() { m.fault, m.request, m.reply, m.times = fine, nil, nil, 0 }) }
func (m *meddler) onRequest(f func()) { m.set(func() { m.request = f }) }
func (m *meddler) onReply(f func())   { m.set(func() { m.reply = f }) }

func (m *meddler) spoil(f netFault, left int) { m.set(func() { m.fault, m.left = f, left }) }

func (m *meddler) five(on bool) {
	m.set(func() {
		if m.times = 0; on {
			m.times = 5
		}
	})
}

// now takes what applies to this request.
func (m *meddler) now(path string) (f netFault, times int, request, reply func()) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if path != relay.PathBatches && path != relay.PathRenew {
		return fine, 0, nil, nil
	}
	if m.fault != fine {
		if m.left--; m.left <= 0 {
			m.fault = fine
		}
	}
	f, times, request, reply = m.fault, m.times, m.request, m.reply
	m.request, m.reply = nil, nil
	return f, times, request, reply
}

// ServeHTTP implements http.Handler.
func (m *meddler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	f, times, request, reply := m.now(r.URL.Path)
	if instead(w, f, len(body)) {
		return
	}
	if request != nil {
		request()
	}
	var wg sync.WaitGroup
	for range times {
		wg.Go(func() {
			if resp, err := m.forward(r, body); err == nil {
				_ = resp.Body.Close() // only its effect counts
			}
		})
	}
	wg.Wait()
	resp, err := m.forward(r, body)
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(resp.Body)
	if reply != nil {
		reply()
	}
	switch {
	case err != nil || f == cutAfter && r.URL.Path == relay.PathBatches:
		panic(http.ErrAbortHandler)
	case f == forged:
		answer = []byte("\xa0")
	case f == truncated:
		answer = answer[:len(answer)/2]
	}
	for key, values := range resp.Header {
		if key != "Content-Length" {
			w.Header()[key] = values
		}
	}
	w.WriteHeader(resp.StatusCode)
	_, _ = w.Write(answer) // a device that was killed reads nothing
}

// instead answers in the server's place, and says whether it did.
func instead(w http.ResponseWriter, f netFault, size int) bool {
	say := func(status int, kind, body string) bool {
		w.Header().Set("Content-Type", kind)
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
		return true
	}
	switch f {
	case cutBefore:
		panic(http.ErrAbortHandler)
	case captive:
		return say(200, "text/html", "<html>")
	case small:
		return size > 1<<10 && say(413, "text/html", "<html>")
	case tooMany:
		w.Header().Set("Retry-After", "3")
		return say(429, "text/plain", "")
	case away:
		w.Header().Set("Retry-After", "600")
		return say(503, "text/plain", "")
	case elsewhere:
		w.Header().Set("Location", "https://portail.exemple.fr/")
		return say(307, "text/html", "")
	}
	return false
}

func (m *meddler) forward(r *http.Request, body []byte) (*http.Response, error) {
	out, err := http.NewRequestWithContext(r.Context(), r.Method, m.upstream()+r.URL.RequestURI(), bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	out.Header = r.Header.Clone()
	return (&http.Transport{DisableKeepAlives: true}).RoundTrip(out)
}
