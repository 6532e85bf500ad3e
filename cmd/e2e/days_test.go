//go:build e2e

package e2e

import (
	"fmt"
	"os/exec"
	"strings"
	"testing"
	"time"

	"parvis/app/session"
)

// day plays one scene of a mediator's day in a real window at 1366×768, and
// counts what a person does: a tap is one key or one key with a modifier, a
// letter is one typed character.
type day struct {
	*screen
	s             *story
	dir           string
	window        *exec.Cmd
	taps, letters int
	began         time.Time
}

// newDay prepares a place with one mediator and opens its window.
func newDay(t *testing.T, at string) *day {
	t.Helper()
	s := newStory(t)
	s.must("desk", "", "init", "--place", "Médiathèque de Miramas", "--commune", "13063", "--mediator", "Nadia")
	d := &day{screen: newScreen(t, "1366x768"), s: s, dir: "desk"}
	d.open(at)
	return d
}

// open starts the window at an instant; what follows is counted.
func (d *day) open(at string) {
	d.t.Helper()
	d.window = d.screen.window("--data", d.s.path(d.dir), "--at", at)
	d.expect("Aujourd’hui")
	if d.began.IsZero() {
		d.began = time.Now()
	}
}

func (d *day) tap(keys ...string) {
	d.t.Helper()
	d.taps += len(keys)
	d.press(keys...)
}

func (d *day) say(text string) {
	d.t.Helper()
	d.letters += len([]rune(text))
	d.write(text)
}

// end closes the window, prints what the scene cost and gives what was saved.
func (d *day) end(scene string) []session.Session {
	d.t.Helper()
	seconds := time.Since(d.began).Seconds()
	stop(d.window)
	fmt.Printf("scene %-38s %3d taps %4d letters %6.1f s on this machine\n", scene, d.taps, d.letters, seconds)
	return d.saved()
}

func (d *day) saved() []session.Session {
	d.t.Helper()
	var list []session.Session
	d.s.read(&list, d.dir, "", "session", "list")
	return list
}

// answer follows a guide by its first answers until its end.
func (d *day) answer(steps int) {
	d.t.Helper()
	for range steps {
		d.tap("1", "Right")
	}
}

func TestDayAWalkInWithALetter(t *testing.T) {
	d := newDay(t, thursday)
	d.tap("ctrl+k")
	d.say("lettre")
	d.photograph("day1-recherche")
	d.tap("Return")
	d.answer(3)
	d.photograph("day1-guide")
	d.tap("ctrl+Return")
	d.expect("Compte rendu")
	d.photograph("day1-compte-rendu")
	d.tap("ctrl+Return")
	d.expect("Aujourd’hui")
	saved := d.end("walk-in with a letter")
	if len(saved) != 1 || saved[0].GuideID != "courrier-recu" {
		t.Errorf("saved: %+v", saved)
	}
}

func TestDayAWorkshopOfTwelve(t *testing.T) {
	d := newDay(t, thursday)
	d.tap("alt+3")
	d.expect("Ateliers")
	d.tap("Tab")
	d.photograph("day3-ateliers")
	d.tap("Return")
	d.photograph("day3-atelier")
	d.say("12")
	d.photograph("day3-douze")
	d.tap("ctrl+Return") // the first workshop has no theme yet: it is asked for
	d.photograph("day3-theme")
	d.tap("Return", "Tab", "Tab", "Return")
	d.photograph("day3-fin")
	d.expect("Ateliers")
	saved := d.end("workshop of 12")
	if len(saved) != 1 || saved[0].Participants == nil || saved[0].Participants.Total != 12 {
		t.Errorf("saved: %+v", saved)
	}
}

func TestDayACrashWithAQueue(t *testing.T) {
	d := newDay(t, thursday)
	d.tap("ctrl+k")
	d.say("vitale")
	d.tap("Return")
	d.expect("carte Vitale")
	d.tap("1")
	_ = d.window.Process.Kill()
	_ = d.window.Wait()
	d.open(strings.Replace(thursday, "10:00:00", "10:04:00", 1))
	d.photograph("day4-reprendre")
	d.tap("Return")
	d.expect("carte Vitale")
	d.tap("ctrl+Return")
	d.expect("Compte rendu")
	d.tap("ctrl+Return")
	d.expect("Aujourd’hui")
	saved := d.end("crash with a queue")
	if len(saved) != 1 || saved[0].GuideID != "carte-vitale" {
		t.Errorf("saved: %+v", saved)
	}
}
