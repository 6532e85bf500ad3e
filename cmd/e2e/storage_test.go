//go:build e2e

package e2e

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"parvis/app/session"
)

// TestPowerCutWhileTyping ends the window with SIGKILL in the middle of a note,
// with a visitor waiting: everything typed before the last moment is there, and
// exactly one question is asked.
func TestPowerCutWhileTyping(t *testing.T) {
	s := newStory(t)
	s.must("desk", "", "init", "--place", "Médiathèque de Miramas", "--commune", "13063", "--mediator", "Nadia")
	display := newScreen(t, "1366x768")
	const five = "2026-10-15T14:05:00+02:00"
	window := display.window("--data", s.path("desk"), "--at", five)
	display.expect("Aujourd’hui")
	played := display.scene("crash with a queue")
	display.press("ctrl+k")
	display.write("vitale")
	display.press("Return")
	display.expect("carte Vitale")
	display.press("1", "Right", "1")
	display.press("ctrl+Return")
	display.expect("Compte rendu")
	display.write("a")
	drafts := func() []string {
		names, err := filepath.Glob(filepath.Join(s.path("desk"), "drafts", "*.draft"))
		if err != nil {
			t.Fatal(err)
		}
		return names
	}
	until(t, "the report is kept", func() bool { return len(drafts()) == 1 })
	if err := window.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = window.Wait() // killed, by us

	again := display.window("--data", s.path("desk"), "--at", "2026-10-15T14:20:00+02:00")
	display.expect("Aujourd’hui")
	display.photograph("s1-reprendre")
	display.press("Return") // the first answer of the one question: take it up
	display.expect("Compte rendu")
	display.photograph("s1-reprise")
	display.press("ctrl+Return")
	display.expect("Aujourd’hui") // no second question behind
	display.photograph("s1-enregistree")
	played()
	stop(again)
	var saved []session.Session
	s.read(&saved, "desk", "", "session", "list")
	if len(saved) != 1 || saved[0].GuideID != "carte-vitale" {
		t.Fatalf("saved after the cut: %+v", saved)
	}
	if left := drafts(); len(left) != 0 {
		t.Errorf("drafts left: %v", left)
	}
}

// TestTakeUpABackupOnANewComputer: the copy written here opens on a computer
// that has nothing, from the welcome of the window, with its passphrase.
func TestTakeUpABackupOnANewComputer(t *testing.T) {
	const phrase = "soleil parvis mer calanque"
	t.Setenv("PARVIS_PASSPHRASE", phrase)
	s := newStory(t)
	s.must("old", "", "init", "--place", "Médiathèque de Miramas", "--commune", "13063", "--mediator", "Nadia")
	s.must("old", lastDay, "session", "add", s.write("month.jsonl", sessions(60)))
	s.must("old", "", "store", "backup", s.path("copy"))

	display := newScreen(t, "1366x768")
	window := display.window("--data", s.path("new"), "--at", thursday)
	display.expect("Parvis")
	played := display.scene("restore on a new machine")
	display.press("Tab", "Tab", "Return") // after the two ways to begin
	display.expect("Reprendre une sauvegarde")
	display.write(s.path("copy"))
	display.press("Tab")
	display.write("une autre phrase")
	display.answered("Return")
	display.photograph("s2-mauvaise-phrase")
	display.press("ctrl+a")
	display.write(phrase)
	display.answered("Return")
	display.photograph("s2-remplacer")
	display.press("Tab", "Return") // the safe answer has the focus
	display.expect("Aujourd’hui")
	display.photograph("s2-reprise")
	played()
	stop(window)
	var saved []session.Session
	if err := json.Unmarshal([]byte(s.must("new", "", "session", "list")), &saved); err != nil {
		t.Fatal(err)
	}
	if len(saved) != 60 {
		t.Fatalf("%d sessions of 60 on the new computer", len(saved))
	}
	var here struct{ Epoch int }
	s.read(&here, "new", "", "status")
	if here.Epoch < 2 {
		t.Errorf("epoch %d: the hub would count twice", here.Epoch)
	}
}

// TestWhatTheWindowSaysOfABadDirectory: each one is a sentence in a window that
// stays, nothing is changed, and the exit code tells.
func TestWhatTheWindowSaysOfABadDirectory(t *testing.T) {
	s := newStory(t)
	s.must("good", "", "init", "--place", "Médiathèque de Miramas", "--commune", "13063", "--mediator", "Nadia")
	display := newScreen(t, "1366x768")
	for name, c := range map[string]struct {
		spoil func(dir string) error
		title string
	}{
		"newer store": {func(dir string) error {
			return replaceIn(filepath.Join(dir, "store.json"), `"format": 1`, `"format": 9`)
		}, "Parvis"},
		"no key":    {func(dir string) error { return os.Remove(filepath.Join(dir, "key")) }, "Reprendre une sauvegarde"},
		"no header": {func(dir string) error { return os.Remove(filepath.Join(dir, "store.json")) }, "Reprendre une sauvegarde"},
	} {
		dir := s.path(strings.ReplaceAll(name, " ", "-"))
		if err := os.CopyFS(dir, os.DirFS(s.path("good"))); err != nil {
			t.Fatal(err)
		}
		if err := c.spoil(dir); err != nil {
			t.Fatal(err)
		}
		window := display.window("--data", dir)
		display.expect(c.title)
		display.photograph("s3-" + strings.ReplaceAll(name, " ", "-"))
		stop(window)
		if code := window.ProcessState.ExitCode(); code != 1 {
			t.Errorf("%s: exit %d", name, code)
		}
	}
}

// answered presses a key whose answer takes a moment, and waits for it.
func (s *screen) answered(key string) {
	s.t.Helper()
	s.press(key)
	waiting := s.hash()
	until(s.t, "an answer to "+key, func() bool { return s.hash() != waiting })
	s.settle()
}

func replaceIn(file, old, fresh string) error {
	raw, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	return os.WriteFile(file, []byte(strings.Replace(string(raw), old, fresh, 1)), 0o600)
}
