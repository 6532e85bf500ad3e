//go:build e2e

package e2e

import (
	"testing"

	"parvis/app/session"
)

// The scenes of a mediator's day, each in a real window at 1366×768, by the
// keyboard. What each one costs is printed: taps, letters, seconds. Two more
// scenes, the crash and the new computer, stand in storage_test.go.

// newDesk prepares a place with one mediator and opens its window at the
// Thursday of the story; saved closes it and reads what was recorded.
func newDesk(t *testing.T) (s *story, d *screen, saved func() []session.Session) {
	t.Helper()
	s = newStory(t)
	s.must("desk", "", "init", "--place", "Médiathèque de Miramas", "--commune", "13063", "--mediator", "Nadia")
	d, saved = s.opened("desk", thursday)
	return s, d, saved
}

// opened opens the window of a directory of the story.
func (s *story) opened(dir, at string) (*screen, func() []session.Session) {
	s.t.Helper()
	d := newScreen(s.t, "1366x768")
	window := d.window("--data", s.path(dir), "--at", at)
	d.expect("Aujourd’hui")
	return d, func() []session.Session {
		s.t.Helper()
		stop(window)
		var list []session.Session
		s.read(&list, dir, "", "session", "list")
		return list
	}
}

func TestDayWalkInWithALetter(t *testing.T) {
	_, d, saved := newDesk(t)
	played := d.scene("walk-in with a letter")
	d.press("ctrl+k")
	d.write("lettre")
	d.photograph("d1-recherche")
	d.press("Return")
	d.expect("courrier")
	for range 5 { // the first answers, then on, to the end
		d.press("1", "Right")
	}
	d.photograph("d1-guide")
	d.press("ctrl+Return")
	d.expect("Compte rendu")
	d.photograph("d1-compte-rendu")
	d.press("ctrl+Return")
	d.expect("Aujourd’hui")
	played()
	if list := saved(); len(list) != 1 || list[0].GuideID != "courrier-recu" {
		t.Errorf("saved: %+v", list)
	}
}

func TestDayWorkshopOfTwelve(t *testing.T) {
	_, d, saved := newDesk(t)
	played := d.scene("workshop of 12")
	d.press("alt+3")
	d.expect("Ateliers")
	d.press("ctrl+n")
	d.expect("Atelier –")
	d.write("12")
	d.photograph("d3-douze")
	d.press("ctrl+Return") // the first workshop has no theme yet: it is asked for
	d.photograph("d3-theme")
	d.press("Return", "Tab", "Tab", "Return")
	d.expect("Ateliers")
	d.photograph("d3-fin")
	played()
	list := saved()
	if len(list) != 1 || list[0].Participants == nil || list[0].Participants.Total != 12 {
		t.Errorf("saved: %+v", list)
	}
}
