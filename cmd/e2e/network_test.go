//go:build e2e

package e2e

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"parvis/app/hub"
	"parvis/app/lots"
	"parvis/app/session"
)

// server is a hub that is stopped and started again at the same address.
type server struct {
	s       *story
	address string
	cmd     *exec.Cmd
}

func (v *server) start() {
	v.s.t.Helper()
	listen := "127.0.0.1:0"
	if v.address != "" {
		listen = strings.TrimPrefix(v.address, "http://")
	}
	cmd, out := service(v.s.t, nil, filepath.Join(bin, "parvis-hub"), "--data", v.s.path("hub"), "serve", "--listen", listen)
	v.cmd, v.address = cmd, out.find(v.s.t, `(http://\S+)`)
}

func (v *server) stop() { stop(v.cmd) }

// do runs a command of the hub that must succeed.
func (v *server) do(args ...string) string {
	v.s.t.Helper()
	return ok(v.s.t, "parvis-hub", append([]string{"--data", v.s.path("hub"), "--json"}, args...)...)
}

// invite makes a code for a place, and the picture of it.
func (v *server) invite(place, role, png string) (inv invitation) {
	v.s.t.Helper()
	args := []string{"invite", "--place", place, "--role", role}
	if png != "" {
		args = append(args, "--png", png)
	}
	if err := json.Unmarshal([]byte(v.do(args...)), &inv); err != nil {
		v.s.t.Fatal(err)
	}
	return inv
}

// account is what one device released and holds, view by view.
type account struct {
	released map[lots.View]int
	cells    map[string]int // view and cell
}

// close closes the month on a device and checks that nothing is lost between
// what was saved, what leaves and what waits.
func (s *story) account(dir string) account {
	t := s.t
	t.Helper()
	var report lots.Report
	s.read(&report, dir, after, "report", "preview")
	if len(report.Lots) == 0 {
		t.Fatalf("%s: nothing leaves at the close", dir)
	}
	a := account{map[lots.View]int{}, map[string]int{}}
	held := map[lots.View]int{}
	for _, l := range report.Lots {
		if l.Count < lots.MinK {
			t.Errorf("%s: a lot of %d would leave: %+v", dir, l.Count, l)
		}
		a.released[l.View] += l.Count
		a.cells[string(l.View)+"/"+l.Cell.Key()] += l.Count
	}
	for _, h := range report.Held {
		held[h.View] += h.Count
	}
	var saved []session.Session
	s.read(&saved, dir, after, "session", "list")
	for _, view := range session.Views() {
		truth := 0
		for i := range saved {
			for _, c := range session.CellsOf(&saved[i], view) {
				truth += c.N
			}
		}
		if v := lots.View(view); a.released[v]+held[v] != truth {
			t.Errorf("%s, %s: released %d + held %d ≠ %d saved", dir, view, a.released[v], held[v], truth)
		}
	}
	return a
}

// shows checks that the coordinator reads of a place exactly what its device
// released.
func (s *story) shows(place string, a account, views []string) {
	t := s.t
	t.Helper()
	for _, view := range views {
		var got figures
		s.read(&got, "coord", after, "reach", "--view", view, "--place", hub.PlaceID(place))
		sum := 0
		for _, c := range got.Cells {
			sum += c.Count
			if view == "lieu" || view == "non_recue" { // the hub knows the place by its own name
				continue
			}
			if key := view + "/" + lots.Cell(c.Cell).Key(); a.cells[key] != c.Count {
				t.Errorf("%s, %s: released %d, the coordinator reads %d", place, key, a.cells[key], c.Count)
			}
		}
		if sum != a.released[lots.View(view)] {
			t.Errorf("%s, %s: released %d, the coordinator reads %d", place, view, a.released[lots.View(view)], sum)
		}
	}
}

type status struct {
	Enrolled bool
	Waiting  int
	SetAside int `json:"set_aside"`
}

func (s *story) status(dir string) (st status) {
	s.t.Helper()
	s.read(&st, dir, after, "status")
	return st
}

// TestANetworkThatFailsInEveryWay enrols two desks, one by a picture and one by
// a typed code, cuts the network, carries a report by stick and by network,
// restores the hub from yesterday, and publishes a guide to both.
func TestANetworkThatFailsInEveryWay(t *testing.T) {
	s := &story{t: t, dir: t.TempDir()}
	v := &server{s: s}
	v.start()
	const north, south = "Médiathèque de Miramas", "Tiers-lieu de Gardanne"
	for dir, name := range map[string]string{"north": north, "south": south, "coord": "Métropole"} {
		s.must(dir, "", "init", "--place", name, "--commune", "13063", "--mediator", "Nadia")
	}
	s.must("coord", "", "enrol", v.invite("Métropole", "coordinator", "").Code, "--hub", v.address)

	// One desk by the picture of the QR code, one by the code as it is dictated,
	// both in the window.
	png := s.path("invitation.png")
	v.invite(north, "desk", png)
	s.join("north", func(display *screen) {
		display.press("shift+Tab", "Right", "Return") // « Une image »; the path has the keyboard then
		display.write(png)
		display.photograph("n1-image")
	})
	code := v.invite(south, "desk", "").Code
	s.join("south", func(display *screen) {
		display.write(v.address)
		display.press("Tab")
		display.write(code)
		display.photograph("n2-code")
	})
	for _, dir := range []string{"north", "south"} {
		if !s.status(dir).Enrolled {
			t.Fatalf("%s is not enrolled", dir)
		}
	}
	if r := s.ctl("coord", "", "enrol", code, "--hub", v.address); r.code != 5 {
		t.Errorf("a code that served: exit %d, %q", r.code, r.err)
	}

	lines := sessions(160)
	s.must("north", lastDay, "session", "add", s.write("north.jsonl", lines))
	s.must("south", lastDay, "session", "add", s.write("south.jsonl", lines[:120]))
	yesterday := s.path("yesterday.backup")
	v.do("backup", yesterday)

	// The network goes.
	v.stop()
	a, b := s.account("north"), s.account("south")
	if r := s.ctl("north", after, "sync"); r.code != 5 {
		t.Errorf("without a hub: exit %d, %q", r.code, r.err)
	}
	waiting := s.status("north").Waiting
	if waiting == 0 {
		t.Fatal("nothing waits after a close without network")
	}

	// The same report by stick, then by network, then the receipt.
	stick := s.path("north.parvis")
	s.must("north", after, "usb", "export", stick)
	v.do("usb", stick)
	v.do("usb", stick) // read twice
	v.start()
	for _, dir := range []string{"north", "south"} {
		s.must(dir, after, "sync")
	}
	s.must("north", after, "usb", "receipt", stick+".recu")
	none := s.path("nothing.parvis")
	s.must("north", after, "usb", "export", none)
	if _, err := os.Stat(none); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("nothing waits, and a file was written: %v", err)
	}
	s.settled(north, a, south, b, []string{"total", "thematiques", "tranche_age"})

	// The hub is restored from yesterday: it knows nothing of October any more.
	v.stop()
	v.do("restore", "--force", yesterday)
	v.start()
	var got figures
	s.read(&got, "coord", after, "reach", "--view", "total")
	if got.Total != 0 {
		t.Errorf("the restored hub still reads %d", got.Total)
	}
	for range 2 { // to hear of the restore, then nothing more
		for _, dir := range []string{"north", "south"} {
			s.must(dir, after, "sync")
		}
	}
	s.settled(north, a, south, b, session.Views())

	s.publishes(v)
}

// join opens the screen that joins a network, lets how answer, and leaves once
// enrolled.
func (s *story) join(dir string, how func(*screen)) {
	t := s.t
	t.Helper()
	display := newScreen(t, "1366x768")
	window := display.window("--data", s.path(dir), "--fullscreen")
	display.expect("Aujourd’hui")
	for i := 9; i > 1; i-- { // the last entry of the rail
		display.press(fmt.Sprintf("alt+%d", i))
		if strings.Contains(display.tool("getwindowfocus", "getwindowname"), "Ce qui sort") {
			break
		}
	}
	display.expect("Ce qui sort")
	display.press("Tab", "Tab", "Tab", "Return") // the rail, the state of the network, « Rejoindre un réseau »
	display.expect("Rejoindre")
	how(display)
	display.press("Return")
	display.photograph("n3-inscrit-" + dir)
	stop(window)
}

// settled checks that everything left, once, and that the coordinator reads it
// in some views.
func (s *story) settled(north string, a account, south string, b account, views []string) {
	s.t.Helper()
	for _, dir := range []string{"north", "south"} {
		if st := s.status(dir); st.Waiting != 0 || st.SetAside != 0 {
			s.t.Errorf("%s: %+v", dir, st)
		}
	}
	s.shows(north, a, views)
	s.shows(south, b, views)
}

// publishes takes a guide that one desk proposes through the coordinator's
// hands and finds it at both desks.
func (s *story) publishes(v *server) {
	t := s.t
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root, "assets", "guides", "carte-vitale.guide.md"))
	if err != nil {
		t.Fatal(err)
	}
	changed := strings.Replace(string(text), "version: 2026-11", "version: 2026-12", 1)
	changed = strings.Replace(changed, "Que se passe-t-il avec", "Que vous arrive-t-il avec", 1)
	file := s.path("carte-vitale.guide.md")
	if err := os.WriteFile(file, []byte(changed), 0o600); err != nil {
		t.Fatal(err)
	}
	s.must("north", after, "guide", "propose", file)
	s.must("north", after, "sync")

	display := newScreen(t, "1366x768")
	window := display.window("--data", s.path("coord"), "--coordinator", "--fullscreen", "--at", after)
	display.expect("Activité")
	display.press("alt+3")
	display.photograph("n4-reseau")
	display.press("alt+4")
	display.expect("Publication")
	display.photograph("n5-publication")
	display.press("Tab", "Tab", "Tab", "Return") // the rail, « Actualiser », « Relire »
	display.expect("carte Vitale")
	display.photograph("n6-comparer")
	display.press("Tab", "Tab", "Tab", "Tab", "Return") // the rail, « Retour », « Écarter », « J’ai relu »
	display.expect("Publication")
	display.press("Tab", "Tab", "Tab", "Tab", "Return") // the rail, « Actualiser », « Revoir », « Publier »
	display.photograph("n7-confirmer")
	display.press("Tab", "Return")
	display.photograph("n8-publie")
	stop(window)

	for _, dir := range []string{"north", "south"} {
		s.must(dir, after, "sync")
		if text := s.must(dir, after, "guide", "show", "carte-vitale"); !strings.Contains(text, "Que vous arrive-t-il") || !strings.Contains(text, "2026-12") {
			t.Errorf("%s does not show the published guide:\n%s", dir, text)
		}
		s.must(dir, after, "sync") // the coordinator hears that it is in use
	}
	var fleet []map[string]any
	if err := json.Unmarshal([]byte(v.do("devices")), &fleet); err != nil {
		t.Fatal(err)
	}
	for _, d := range fleet {
		if d["role"] == "desk" && d["pack"] != 1.0 {
			t.Errorf("%v has the guides no. %v", d["place"], d["pack"])
		}
		if len(d) != 9 {
			t.Errorf("devices --json has %d keys: %v", len(d), d)
		}
	}
	acts := v.do("audit")
	for _, act := range []string{"invited", "enrolled", "stick_read", "restored", "pack_published", "lots_read", "notes_read"} {
		if !regexp.MustCompile(fmt.Sprintf(`"act": ?"%s"`, act)).MatchString(acts) {
			t.Errorf("the audit log does not say %q", act)
		}
	}
}
