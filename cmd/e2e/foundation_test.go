//go:build e2e

package e2e

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"parvis/app/lots"
	"parvis/app/session"
)

// The moments of the story: a Thursday of October at the desk, and the Tuesday
// after the month of whole weeks has closed.
const (
	thursday = "2026-10-15T10:00:00+02:00"
	lastDay  = "2026-10-30T17:00:00+01:00"
	after    = "2026-11-03T09:00:00+01:00"
)

type invitation struct{ Code, Hub string }

type figures struct {
	View  string
	Cells []struct {
		Cell  map[string]string
		Count int
	}
	Total int
}

// story is a hub and the directories of the people around it.
type story struct {
	t   *testing.T
	dir string
	hub string
}

func newStory(t *testing.T) *story {
	t.Helper()
	s := &story{t: t, dir: t.TempDir()}
	_, out := service(t, nil, filepath.Join(bin, "parvis-hub"), "--data", s.path("hub"), "serve", "--listen", "127.0.0.1:0")
	s.hub = out.find(t, `(http://\S+)`)
	return s
}

func (s *story) path(name string) string { return filepath.Join(s.dir, name) }

// ctl runs parvisctl on a directory of the story.
func (s *story) ctl(dir, at string, args ...string) result {
	s.t.Helper()
	head := []string{"--data", s.path(dir), "--json"}
	if at != "" {
		head = append(head, "--at", at)
	}
	return run(s.t, "", "parvisctl", append(head, args...)...)
}

func (s *story) must(dir, at string, args ...string) string {
	s.t.Helper()
	r := s.ctl(dir, at, args...)
	if r.code != 0 {
		s.t.Fatalf("parvisctl %s: exit %d\n%s%s", strings.Join(args, " "), r.code, r.out, r.err)
	}
	return r.out
}

func (s *story) read(v any, dir, at string, args ...string) {
	s.t.Helper()
	text := s.must(dir, at, args...)
	if err := json.Unmarshal([]byte(text), v); err != nil {
		s.t.Fatalf("parvisctl %s: %v in %q", strings.Join(args, " "), err, text)
	}
}

// place makes a directory and enrols it.
func (s *story) place(dir, name, role string) {
	s.t.Helper()
	s.must(dir, "", "init", "--place", name, "--commune", "13063", "--mediator", "Nadia")
	inv := decode[invitation](s.t, "parvis-hub", "--data", s.path("hub"), "--json", "invite", "--place", name, "--role", role)
	s.must(dir, "", "enrol", inv.Code, "--hub", s.hub)
}

func TestFromTheDeskToTheCoordinator(t *testing.T) {
	s := newStory(t)
	s.place("desk", "Médiathèque de Miramas", "desk")
	s.place("coord", "Métropole Aix-Marseille-Provence", "coordinator")

	display := newScreen(t, "1366x768")
	window := display.window("--data", s.path("desk"), "--at", thursday)
	display.expect("Aujourd’hui")
	display.photograph("1-aujourdhui")

	if r := s.ctl("desk", "", "session", "list"); r.code != 1 || !strings.Contains(r.err, "parvis") {
		t.Errorf("while the window holds the directory: exit %d, %q", r.code, r.err)
	}

	display.press("ctrl+k")
	display.write("vitale")
	display.photograph("2-recherche")
	display.press("Return")
	display.expect("carte Vitale")
	display.photograph("3-seance")
	for range 12 { // the first answer of every question, then on
		display.press("1", "Right")
	}
	display.photograph("4-fin-du-guide")
	display.press("ctrl+Return")
	display.photograph("5-compte-rendu")
	display.expect("Compte rendu")
	display.press("ctrl+Return")
	display.photograph("6-enregistre")
	display.expect("Aujourd’hui")
	stop(window)

	var saved []session.Session
	s.read(&saved, "desk", "", "session", "list")
	if len(saved) != 1 || saved[0].GuideID != "carte-vitale" || saved[0].GuideOutcome != "termine" {
		t.Fatalf("saved from the window: %+v", saved)
	}

	added := s.write("more.jsonl", sessions(160))
	if got := strings.Count(s.must("desk", lastDay, "session", "add", added), `"saved":true`); got != 160 {
		t.Fatalf("%d of 160 lines saved", got)
	}
	s.read(&saved, "desk", "", "session", "list")
	s.closeTheMonth(saved)

	coord := newScreen(t, "1440x900")
	w := coord.window("--data", s.path("coord"), "--coordinator", "--at", after)
	coord.expect("Activité")
	coord.photograph("7-coordination")
	stop(w)
}

// closeTheMonth closes, sends, and checks the account of every view on the
// device and at the coordinator's.
func (s *story) closeTheMonth(saved []session.Session) {
	t := s.t
	t.Helper()
	var report lots.Report
	s.read(&report, "desk", after, "report", "preview")
	if len(report.Lots) == 0 || report.WindowEnd != "2026-11-01" {
		t.Fatalf("nothing leaves at the close: %+v", report)
	}
	released, held := map[lots.View]int{}, map[lots.View]int{}
	cells := map[lots.View]map[string]int{}
	for _, l := range report.Lots {
		if l.Count < lots.MinK {
			t.Errorf("a lot of %d would leave: %+v", l.Count, l)
		}
		released[l.View] += l.Count
		if cells[l.View] == nil {
			cells[l.View] = map[string]int{}
		}
		cells[l.View][l.Cell.Key()] += l.Count
	}
	for _, h := range report.Held {
		held[h.View] += h.Count
	}
	var sent struct {
		Sent, Waiting int
		SetAside      int `json:"set_aside"`
	}
	s.read(&sent, "desk", after, "sync")
	if sent.Sent < len(report.Lots) || sent.Waiting != 0 || sent.SetAside != 0 {
		t.Fatalf("sync: %+v for %d lots", sent, len(report.Lots))
	}
	for _, view := range session.Views() {
		truth := 0
		for i := range saved {
			for _, c := range session.CellsOf(&saved[i], view) {
				truth += c.N
			}
		}
		v := lots.View(view)
		if released[v]+held[v] != truth {
			t.Errorf("%s: released %d + held %d ≠ %d saved", view, released[v], held[v], truth)
		}
		s.seen(view, cells[v], released[v])
	}
}

// seen checks that the coordinator reads exactly what was released.
func (s *story) seen(view string, cells map[string]int, total int) {
	s.t.Helper()
	var got figures
	s.read(&got, "coord", after, "reach", "--view", view)
	sum := 0
	for _, c := range got.Cells {
		sum += c.Count
		if view == "lieu" || view == "non_recue" { // the hub knows the place by its own name
			continue
		}
		if key := lots.Cell(c.Cell).Key(); cells[key] != c.Count {
			s.t.Errorf("%s %q: released %d, the coordinator reads %d", view, key, cells[key], c.Count)
		}
	}
	if sum != total {
		s.t.Errorf("%s: released %d, the coordinator reads %d", view, total, sum)
	}
}

// write keeps lines in a file of the story.
func (s *story) write(name string, lines []string) string {
	path := s.path(name)
	if err := os.WriteFile(path, []byte(strings.Join(lines, "\n")+"\n"), 0o600); err != nil {
		s.t.Fatal(err)
	}
	return path
}

// sessions makes lines of October, the same for every run.
func sessions(n int) []string {
	r := rand.New(rand.NewPCG(2026, 10))
	pick := func(list ...string) string { return list[r.IntN(len(list))] }
	lines := make([]string, 0, n)
	for i := range n {
		day := 1 + r.IntN(29)
		if i%20 == 19 {
			lines = append(lines, fmt.Sprintf(`{"type":"collectif","date":"2026-10-%02d","duree":120,"type_lieu":"lieu_activite","place_id":"ici","thematiques":["securite_numerique"],"titre_atelier":"Reconnaître une arnaque","participants":{"total":9,"deja_accompagnes":2,"genres":{"feminin":6,"masculin":3}}}`, day))
			continue
		}
		lines = append(lines, fmt.Sprintf(`{"type":"individuel","date":"2026-10-%02d","duree":%d,"type_lieu":"lieu_activite","place_id":"ici","thematiques":["%s"],"materiel":["%s"],"operateur":"%s","suite":"%s","person":{"genre":"%s","tranche_age":"%s","commune_insee":"%s","premier_accompagnement":%v}}`,
			day, []int{15, 30, 45, 90}[r.IntN(4)], pick("email", "sante", "securite_numerique"), pick("ordinateur", "telephone"),
			pick("caf", "impots", "assurance_maladie"), pick("terminee", "a_poursuivre"), pick("feminin", "masculin"),
			pick("soixante_dix_plus", "soixante_soixante_neuf", "quarante_cinquante_neuf"), pick("13063", "13047", "13103"), r.IntN(4) > 0))
	}
	return lines
}

func TestTheKioskLeavesNoTrace(t *testing.T) {
	s := newStory(t)
	s.must("place", "", "init", "--place", "Médiathèque de Miramas", "--commune", "13063", "--mediator", "Nadia")
	display := newScreen(t, "1920x1080")
	window := display.window("--data", s.path("place"), "--kiosk", "--at", thursday)
	display.expect("Borne")
	display.photograph("k1-accueil")
	display.press("2") // Santé
	display.photograph("k1-porte")
	display.press("1")
	display.photograph("k2-question")
	for range 14 {
		display.press("1", "Tab", "Return")
	}
	display.photograph("k4-fin")
	stop(window)
}

func TestBadDirectoriesAreSaidInOneSentence(t *testing.T) {
	s := newStory(t)
	if r := s.ctl("nothing", "", "status"); r.code != 1 || !strings.Contains(r.err, "parvisctl init") {
		t.Errorf("no directory: exit %d, %q", r.code, r.err)
	}
	s.place("desk", "Médiathèque", "desk")
	if r := s.ctl("desk", "", "enrol", "AAAA-BBBB-CCCC-DDDD", "--hub", s.hub); r.code != 5 {
		t.Errorf("a wrong code: exit %d, %q", r.code, r.err)
	}
	if r := s.ctl("desk", "", "enrol", "AAAA-BBBB-CCCC-DDDD", "--hub", "http://127.0.0.1:9"); r.code != 5 {
		t.Errorf("a hub that is down: exit %d, %q", r.code, r.err)
	}
	if err := os.Remove(filepath.Join(s.path("desk"), "key")); err != nil {
		t.Fatal(err)
	}
	if r := s.ctl("desk", "", "status"); r.code != 1 {
		t.Errorf("a missing key: exit %d, %q", r.code, r.err)
	}
}
