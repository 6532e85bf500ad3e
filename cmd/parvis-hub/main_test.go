package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"parvis/app/relay"
	"parvis/app/relay/picture"
	"parvis/store/hubpg/pgtest"
)

var cluster *pgtest.Cluster

// TestMain lets the test binary be the program itself: real processes, real
// kills.
func TestMain(m *testing.M) {
	if os.Getenv("PARVIS_HUB_PROCESS") != "" {
		main()
	}
	pgtest.Main(m, func(c *pgtest.Cluster) { cluster = c })
}

// process is a hub that runs in a process of its own.
type process struct {
	t       *testing.T
	args    []string
	cmd     *exec.Cmd
	address string
	stderr  *said
}

// said is what a process wrote, readable while it writes.
type said struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *said) Write(b []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(b)
}

func (s *said) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

func startHub(t *testing.T, args ...string) *process {
	t.Helper()
	p := &process{t: t, args: append([]string{"serve", "--listen", "127.0.0.1:0"}, args...)}
	p.start()
	t.Cleanup(p.kill)
	return p
}

func (p *process) start() {
	p.t.Helper()
	p.cmd = exec.Command(os.Args[0], p.args...)
	p.cmd.Env = append(os.Environ(), "PARVIS_HUB_PROCESS=1")
	p.stderr = &said{}
	p.cmd.Stderr = p.stderr
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		p.t.Fatal(err)
	}
	if err := p.cmd.Start(); err != nil {
		p.t.Fatal(err)
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	_, address, ok := strings.Cut(strings.TrimSpace(line), "http")
	if err != nil || !ok {
		p.t.Fatalf("%q, %v: %s", line, err, p.stderr)
	}
	p.address = "http" + address
}

// kill is kill -9.
func (p *process) kill() {
	_ = p.cmd.Process.Kill() // already gone is as good
	_ = p.cmd.Wait()
}

// stop asks politely and gives the exit code.
func (p *process) stop() int {
	if err := p.cmd.Process.Signal(os.Interrupt); err != nil {
		p.t.Fatal(err)
	}
	var exit *exec.ExitError
	if err := p.cmd.Wait(); err != nil && !errors.As(err, &exit) {
		p.t.Fatal(err)
	}
	return p.cmd.ProcessState.ExitCode()
}

// hub runs a command in this process.
func hubCmd(t *testing.T, args ...string) (code int, out, stderr string) {
	t.Helper()
	var o, e bytes.Buffer
	code = run(t.Context(), args, strings.NewReader(""), &o, &e)
	return code, o.String(), e.String()
}

// ok runs a command that must succeed and reads its JSON.
func ok(t *testing.T, into any, args ...string) {
	t.Helper()
	code, out, stderr := hubCmd(t, append(args, "--json")...)
	if code != 0 {
		t.Fatalf("%v: exit %d: %s", args, code, stderr)
	}
	if err := json.Unmarshal([]byte(out), into); err != nil {
		t.Fatalf("%v: %v in %s", args, err, out)
	}
}

type invited struct {
	Code, Hub, Place, Role string
	Expires                time.Time
}

func TestCommandsWithAndWithoutARunningHub(t *testing.T) {
	dir := filepath.Join(t.TempDir(), strings.Repeat("long", 30)) // longer than a socket's path may be
	startHub(t, "--data", dir).stop()
	for _, running := range []bool{false, true} {
		var address string
		if running {
			p := startHub(t, "--data", dir)
			address = p.address
			defer func() {
				if code := p.stop(); code != 0 {
					t.Errorf("stopped with %d: %s", code, p.stderr)
				}
			}()
		}
		png := filepath.Join(t.TempDir(), "code.png")
		var inv invited
		ok(t, &inv, "invite", "--data", dir, "--place", "Médiathèque du port", "--role", "desk", "--png", png)
		if inv.Place != "Médiathèque du port" || inv.Role != "desk" || time.Until(inv.Expires) < 23*time.Hour {
			t.Fatalf("%+v", inv)
		}
		if running && inv.Hub != address {
			t.Fatalf("hub %s, want %s", inv.Hub, address)
		}
		typed, err := relay.FromCode(inv.Code, inv.Hub)
		if err != nil {
			t.Fatal(err)
		}
		f, err := os.Open(png)
		if err != nil {
			t.Fatal(err)
		}
		scanned, err := picture.Invitation(f)
		if err := errors.Join(err, f.Close()); err != nil || scanned.Token != typed.Token || scanned.Hub != typed.Hub {
			t.Fatalf("%+v is not %+v: %v", scanned, typed, err)
		}
		var devices []relay.FleetRow
		ok(t, &devices, "devices", "--data", dir)
		if devices == nil || len(devices) != 0 {
			t.Fatalf("devices %+v", devices)
		}
		var acts []auditJSON
		ok(t, &acts, "audit", "--data", dir, "--last", "1")
		if len(acts) != 1 || acts[0].Act != "invited" || acts[0].Actor != "admin" || acts[0].Subject != "desk Médiathèque du port" {
			t.Fatalf("audit %+v", acts)
		}
		code, _, stderr := hubCmd(t, "revoke", "personne", "--data", dir)
		if code != 1 || !strings.Contains(stderr, "personne") {
			t.Fatalf("revoke: exit %d, %s", code, stderr)
		}
		backup := filepath.Join(t.TempDir(), "hub.backup")
		ok(t, &struct{}{}, "backup", backup, "--data", dir)
		code, _, _ = hubCmd(t, "restore", backup, "--data", dir)
		if want := map[bool]int{false: 0, true: 1}[running]; code != want {
			t.Fatalf("restore, running %v: exit %d", running, code)
		}
	}
}

func TestExitCodesAndSentences(t *testing.T) {
	dir, empty := t.TempDir(), t.TempDir()
	startHub(t, "--data", dir).stop()
	damaged := filepath.Join(dir, "damaged.backup")
	if err := os.WriteFile(damaged, []byte("nonsense"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		args []string
		code int
		says string
	}{
		"no command":      {nil, 2, ""},
		"unknown flag":    {[]string{"serve", "--nope"}, 2, "option inconnue"},
		"bad role":        {[]string{"invite", "--data", dir, "--place", "x", "--role", "chef"}, 2, "rôle"},
		"blank place":     {[]string{"invite", "--data", dir, "--place", "  ", "--role", "desk"}, 2, "lieu"},
		"bad instant":     {[]string{"devices", "--data", dir, "--at", "hier"}, 2, "hier"},
		"bad language":    {[]string{"devices", "--data", dir, "--lang", "xx"}, 2, "xx"},
		"bad store":       {[]string{"devices", "--store", "mysql://x"}, 2, "postgres://"},
		"dead store":      {[]string{"devices", "--store", "postgres://u:secret@127.0.0.1:1/x"}, 1, "127.0.0.1"},
		"no such backup":  {[]string{"restore", filepath.Join(dir, "rien"), "--data", dir}, 1, "rien"},
		"damaged backup":  {[]string{"restore", damaged, "--data", empty}, 3, "sauvegarde"},
		"devices of none": {[]string{"devices", "--data", empty}, 1, "parvis-hub serve"},
		"invite to none":  {[]string{"invite", "--data", empty, "--place", "x", "--role", "desk"}, 1, "parvis-hub serve"},
		"backup of none":  {[]string{"backup", filepath.Join(dir, "b"), "--data", empty}, 1, "parvis-hub serve"},
		"revoke in none":  {[]string{"revoke", "x", "--data", empty}, 1, "parvis-hub serve"},
		"epoch of none":   {[]string{"epoch", "new", "--data", empty}, 1, "parvis-hub serve"},
		"a mistyped name": {[]string{"devices", "--data", filepath.Join(empty, "nulle-part")}, 1, "nulle-part"},
		"backup exists":   {[]string{"backup", damaged, "--data", dir}, 1, "existe déjà"},
		"tls half":        {[]string{"serve", "--data", dir, "--tls-cert", "x"}, 2, "--tls-key"},
		"acme alone":      {[]string{"serve", "--data", dir, "--acme-directory", "https://ca.test/d"}, 2, "--acme-directory"},
		"acme in clear":   {[]string{"serve", "--data", dir, "--acme", "a.test", "--acme-directory", "http://ca.test/d"}, 2, "https://"},
		"bad listen":      {[]string{"serve", "--data", dir, "--listen", "300.0.0.1:1"}, 1, "300.0.0.1"},
		"bad directory":   {[]string{"devices", "--data", filepath.Join(damaged, "x")}, 1, "Rien n’a changé"},
	} {
		t.Run(name, func(t *testing.T) {
			code, _, stderr := hubCmd(t, c.args...)
			if code != c.code || !strings.Contains(stderr, c.says) || strings.Contains(stderr, "secret") || strings.Contains(stderr, "error.") {
				t.Fatalf("exit %d: %s", code, stderr)
			}
			if left, err := os.ReadDir(empty); err != nil || len(left) > 0 {
				t.Fatalf("left behind %v, %v", left, err)
			}
		})
	}
}

func TestASecondHubNamesTheFirst(t *testing.T) {
	dir := t.TempDir()
	p := startHub(t, "--data", dir)
	code, _, stderr := hubCmd(t, "serve", "--data", dir, "--listen", "127.0.0.1:0")
	if want := fmt.Sprintf("processus %d", p.cmd.Process.Pid); code != 1 || !strings.Contains(stderr, want) {
		t.Fatalf("exit %d, want %q: %s", code, want, stderr)
	}
}

func TestPeopleReadMoments(t *testing.T) {
	dir := t.TempDir()
	p := startHub(t, "--data", dir)
	at := []string{"--data", dir, "--at", "2026-11-23T22:30:00Z"}
	code, out, stderr := hubCmd(t, append(at, "invite", "--place", "x", "--role", "desk")...)
	if code != 0 || !strings.Contains(out, "24 novembre à 23:30") {
		t.Fatalf("exit %d: %s%s", code, out, stderr)
	}
	var inv invited
	ok(t, &inv, "invite", "--data", dir, "--place", "x", "--role", "desk")
	if err := newDevice(t).enrol(t.Context(), inv.Code, p.address); err != nil {
		t.Fatal(err)
	}
	code, out, stderr = hubCmd(t, "devices", "--data", dir)
	seen := regexp.MustCompile(`vu\x{a0}: \d+(er)? \pL+ à \d\d:\d\d `)
	if code != 0 || !seen.MatchString(out) {
		t.Fatalf("exit %d: %s%s", code, out, stderr)
	}
}

// TestRestoreOverANewerHubAsks: what the backup does not hold is replaced only
// on demand, and its copy can be put back.
func TestRestoreOverANewerHubAsks(t *testing.T) {
	dir := t.TempDir()
	startHub(t, "--data", dir).stop()
	invite := func() {
		t.Helper()
		var inv invited
		ok(t, &inv, "invite", "--data", dir, "--place", "x", "--role", "desk")
	}
	invite()
	backup := filepath.Join(t.TempDir(), "hub.backup")
	ok(t, &struct{}{}, "backup", backup, "--data", dir)
	invite()
	code, _, stderr := hubCmd(t, "restore", backup, "--data", dir)
	if code != 1 || !strings.Contains(stderr, "--force") {
		t.Fatalf("exit %d: %s", code, stderr)
	}
	var got restored
	ok(t, &got, "restore", backup, "--data", dir, "--force")
	if filepath.Dir(got.Kept) != dir {
		t.Fatalf("kept %q", got.Kept)
	}
	kept := got.Kept
	got = restored{}
	ok(t, &got, "restore", kept, "--data", dir) // it knows all the older one does
	if got.Kept != "" {
		t.Fatalf("kept %q of what is nothing more", got.Kept)
	}
	code, _, stderr = hubCmd(t, "restore", backup, "--data", dir)
	if code != 1 {
		t.Fatalf("the newer hub did not come back: exit %d: %s", code, stderr)
	}
}

func TestAnInvitationMadeInThePastIsExpired(t *testing.T) {
	dir := t.TempDir()
	p := startHub(t, "--data", dir)
	var inv invited
	ok(t, &inv, "invite", "--data", dir, "--place", "x", "--role", "desk", "--at", "2020-01-01T00:00:00Z")
	d := newDevice(t)
	if err := d.enrol(t.Context(), inv.Code, p.address); err == nil || !strings.Contains(err.Error(), "code_expired") {
		t.Fatalf("error %v", err)
	}
}

// enrol is what parvisctl does.
func (d *device) enrol(ctx context.Context, code, hub string) error {
	inv, err := relay.FromCode(code, hub)
	if err != nil {
		return err
	}
	_, err = d.Enrol(ctx, inv)
	return err
}
