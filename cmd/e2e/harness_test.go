//go:build e2e

package e2e

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"
)

// root is the repository; bin the programs under test, built by make.
var (
	root      = must(filepath.Abs("../.."))
	bin       = filepath.Join(root, "bin")
	artefacts = filepath.Join(root, "artefacts")
)

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// patience is how long a step may take before it has failed: generous, since
// it decides nothing but when to give up.
const patience = 60 * time.Second

// until tries a condition until it holds.
func until(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		if ok() {
			return
		}
	}
	t.Fatalf("never happened: %s", what)
}

// result is what a command did.
type result struct {
	out, err string
	code     int
}

// run starts a command of the product and waits for it.
func run(t *testing.T, stdin string, name string, args ...string) result {
	t.Helper()
	cmd := exec.Command(filepath.Join(bin, name), args...)
	cmd.Stdin = strings.NewReader(stdin)
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	cmd.Env = append(os.Environ(), "LANG=fr_FR.UTF-8")
	err := cmd.Run()
	code := 0
	if exit, ok := err.(*exec.ExitError); ok {
		code = exit.ExitCode()
	} else if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return result{out.String(), errs.String(), code}
}

// ok runs a command that must succeed.
func ok(t *testing.T, name string, args ...string) string {
	t.Helper()
	r := run(t, "", name, args...)
	if r.code != 0 {
		t.Fatalf("%s %s: exit %d\n%s%s", name, strings.Join(args, " "), r.code, r.out, r.err)
	}
	return r.out
}

// decode runs a command that must succeed and reads its JSON.
func decode[T any](t *testing.T, name string, args ...string) T {
	t.Helper()
	var v T
	text := ok(t, name, args...)
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		t.Fatalf("%s %s: %v in %q", name, strings.Join(args, " "), err, text)
	}
	return v
}

// service starts a program that runs until the test ends; its output is kept.
func service(t *testing.T, env []string, name string, args ...string) (*exec.Cmd, *lines) {
	t.Helper()
	cmd := exec.Command(name, args...)
	cmd.Env = append(os.Environ(), env...)
	pipe, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	l := &lines{ch: make(chan string, 1000)}
	go l.read(pipe)
	t.Cleanup(func() { stop(cmd) })
	return cmd, l
}

// stop ends a program politely, then firmly.
func stop(cmd *exec.Cmd) {
	if cmd.ProcessState != nil {
		return
	}
	_ = cmd.Process.Signal(syscall.SIGTERM)
	done := make(chan struct{})
	go func() { _ = cmd.Wait(); close(done) }()
	select {
	case <-done:
	case <-time.After(10 * time.Second):
		_ = cmd.Process.Kill()
		<-done
	}
}

type lines struct{ ch chan string }

func (l *lines) read(r io.Reader) {
	for s := bufio.NewScanner(r); s.Scan(); {
		l.ch <- s.Text()
	}
	close(l.ch)
}

// find waits for a line that matches and gives its first group.
func (l *lines) find(t *testing.T, pattern string) string {
	t.Helper()
	re := regexp.MustCompile(pattern)
	after := time.After(patience)
	for {
		select {
		case line, open := <-l.ch:
			if !open {
				t.Fatalf("the program ended before %q", pattern)
			}
			if m := re.FindStringSubmatch(line); m != nil {
				return m[len(m)-1]
			}
		case <-after:
			t.Fatalf("no line matches %q", pattern)
		}
	}
}

// screen is a virtual display with a window manager. It counts what a person
// does there: a tap is one key, with its modifier or without; a letter is one
// typed character.
type screen struct {
	t             *testing.T
	display       string
	taps, letters int
	began         time.Time
	viewer        string // a folder: what opens a paper keeps a copy of it here
}

// viewer is the machine's own program for papers: it keeps a copy of what it
// was given.
const viewer = `#!/bin/sh
cp "${1#file://}" "%s/"
`

// scene starts the count of a scene of the day; the function it gives prints
// what it cost.
func (s *screen) scene(name string) (played func()) {
	s.taps, s.letters, s.began = 0, 0, time.Now()
	return func() {
		fmt.Printf("scene %-38s %3d taps %4d letters %6.1f s on this machine\n", name, s.taps, s.letters, time.Since(s.began).Seconds())
	}
}

func newScreen(t *testing.T, size string) *screen {
	t.Helper()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("Xvfb", "-displayfd", "3", "-screen", "0", size+"x24", "+extension", "GLX", "-nolisten", "tcp")
	cmd.ExtraFiles = []*os.File{w}
	if err := cmd.Start(); err != nil {
		t.Fatalf("virtual display: %v", err)
	}
	t.Cleanup(func() { stop(cmd) })
	w.Close()
	number, err := bufio.NewReader(r).ReadString('\n')
	if err != nil {
		t.Fatalf("virtual display: %v", err)
	}
	s := &screen{t: t, display: ":" + strings.TrimSpace(number)}
	s.viewer = t.TempDir()
	if err := os.WriteFile(filepath.Join(s.viewer, "xdg-open"), fmt.Appendf(nil, viewer, s.viewer), 0o755); err != nil {
		t.Fatal(err)
	}
	service(t, s.env(), "openbox")
	return s
}

// paper waits for a paper opened by the window and gives its text.
func (s *screen) paper(pattern string) string {
	s.t.Helper()
	var found []string
	until(s.t, "a paper "+pattern, func() bool {
		found, _ = filepath.Glob(filepath.Join(s.viewer, pattern))
		return len(found) > 0
	})
	out, err := exec.Command("pdftotext", "-layout", found[0], "-").Output()
	if err != nil {
		s.t.Fatalf("%s: %v", found[0], err)
	}
	return string(out)
}

func (s *screen) env() []string {
	return []string{"PATH=" + s.viewer + ":" + os.Getenv("PATH"), "DISPLAY=" + s.display, "LIBGL_ALWAYS_SOFTWARE=1", "LANG=fr_FR.UTF-8", "NO_AT_BRIDGE=1"}
}

// window starts the desktop program and waits until it is drawn.
func (s *screen) window(args ...string) *exec.Cmd {
	s.t.Helper()
	before := s.hash()
	cmd, _ := service(s.t, s.env(), filepath.Join(bin, "parvis"), args...)
	until(s.t, "the window is drawn", func() bool { return s.hash() != before })
	until(s.t, "the window has the keyboard", func() bool {
		return s.tool("getwindowfocus", "getwindowname") != ""
	})
	s.settle()
	return cmd
}

func (s *screen) tool(args ...string) string {
	cmd := exec.Command("xdotool", args...)
	cmd.Env = append(os.Environ(), s.env()...)
	out, _ := cmd.Output()
	return strings.TrimSpace(string(out))
}

// press sends keys by their X names ("ctrl+k", "Return").
func (s *screen) press(keys ...string) {
	s.t.Helper()
	s.taps += len(keys)
	for _, k := range keys {
		s.tool("key", "--clearmodifiers", k)
		time.Sleep(120 * time.Millisecond)
	}
	s.settle()
}

// write types text.
func (s *screen) write(text string) {
	s.letters += len([]rune(text))
	s.tool("type", "--delay", "40", text)
	s.settle()
}

// settle waits until two photographs in a row are the same.
func (s *screen) settle() {
	last := ""
	for range 40 {
		time.Sleep(100 * time.Millisecond)
		now := s.hash()
		if now == last {
			return
		}
		last = now
	}
}

func (s *screen) hash() string {
	cmd := exec.Command("sh", "-c", "import -silent -window root -depth 8 rgb:- | cksum")
	cmd.Env = append(os.Environ(), s.env()...)
	out, _ := cmd.Output()
	return string(out)
}

// photograph keeps a picture of the screen as an artefact and gives its path.
func (s *screen) photograph(name string) string {
	s.t.Helper()
	s.settle()
	if err := os.MkdirAll(artefacts, 0o755); err != nil {
		s.t.Fatal(err)
	}
	path := filepath.Join(artefacts, name+".png")
	cmd := exec.Command("import", "-silent", "-window", "root", path)
	cmd.Env = append(os.Environ(), s.env()...)
	if out, err := cmd.CombinedOutput(); err != nil {
		s.t.Fatalf("photograph: %v %s", err, out)
	}
	return path
}

// expect waits until the title of the window says where one is.
func (s *screen) expect(title string) {
	s.t.Helper()
	last := ""
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(100 * time.Millisecond) {
		if last = s.tool("getwindowfocus", "getwindowname"); strings.Contains(last, title) {
			return
		}
	}
	s.photograph("expected-" + strings.ReplaceAll(title, " ", "-"))
	s.t.Fatalf("the window says %q, not %q", last, title)
}

func logf(t *testing.T, format string, args ...any) {
	t.Helper()
	t.Log(fmt.Sprintf(format, args...))
}
