//go:build e2e

package e2e

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"parvis/app/guide"
	"parvis/app/lots"
	"parvis/app/session"
	"parvis/cmd/internal/station"
)

// asked is a poll of October; garden is the only guide of the place, so that
// its door opens on it.
const (
	asked = `{"id": "horaires", "first": "2026-10-01", "last": "2026-10-31",
 "question": {"fr": "Quand ouvrir la borne ?"},
 "answers": [{"fr": "Le matin"}, {"fr": "Le soir"}, {"fr": "Le samedi"}]}
`
	garden = `# Demander une parcelle de jardin
id: demander-une-parcelle-de-jardin
version: 2026-10
publics: borne
thématiques: aide_aux_demarches_administratives
événement de vie: logement
source: à vérifier
relu: par Nadia le 2026-10-01
---

## ville : Habitez-vous la commune ?
- oui : Oui -> fin
- non : Non -> fin

## fin (fin) : Demandez dans votre mairie
La mairie de votre commune vous dira comment faire.
`
)

// TestAPollIsAskedAtTheKiosk publishes a folder with a poll, follows a guide to
// its end in the kiosk's window, and answers once the visit is over; a second
// visitor passes. One answer waits, alone, under the threshold.
func TestAPollIsAskedAtTheKiosk(t *testing.T) {
	s := newStory(t)
	s.must("place", "", "init", "--place", "Médiathèque de Miramas", "--commune", "13063", "--mediator", "Nadia", "--no-accept-starter")
	hub := func(args ...string) result {
		return run(t, "", "parvis-hub", append([]string{"--data", s.path("hub"), "--json"}, args...)...)
	}
	var inv invitation
	if err := json.Unmarshal([]byte(hub("invite", "--place", "Médiathèque de Miramas", "--role", "desk").out), &inv); err != nil {
		t.Fatal(err)
	}
	s.must("place", "", "enrol", inv.Code, "--hub", s.hub)

	folder := s.path("pack")
	for name, text := range map[string]string{"polls/horaires.json": asked + "x", "guides/demander-une-parcelle-de-jardin.guide.md": garden} {
		file := filepath.Join(folder, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if r := hub("pack", "publish", folder); r.code != 3 || !strings.Contains(r.err, "polls/horaires.json:4") {
		t.Errorf("a damaged poll: exit %d, %q", r.code, r.err)
	}
	if err := os.WriteFile(filepath.Join(folder, "polls", "horaires.json"), []byte(asked), 0o600); err != nil {
		t.Fatal(err)
	}
	if r := hub("pack", "publish", folder); r.code != 0 {
		t.Fatalf("exit %d, %q", r.code, r.err)
	}
	s.must("place", thursday, "sync")
	s.accept("place", "demander-une-parcelle-de-jardin")

	display := newScreen(t, "1920x1080")
	window := display.window("--data", s.path("place"), "--kiosk", "--at", thursday)
	display.expect("Borne")
	display.photograph("p0-accueil")
	finish := func() {
		display.press("5", "1") // the door, then « Oui »
		display.tool("mousemove", "1700", "1008", "click", "1")
		display.settle()
	}
	finish() // « J’ai fini »
	display.photograph("p1-consultation")
	display.press("2")
	display.photograph("p2-merci")
	display.press("Return")
	finish()
	display.tool("mousemove", "1700", "1008", "click", "1") // « Passer », at the same place
	display.settle()
	display.photograph("p3-accueil")
	stop(window)

	var report lots.Report
	s.read(&report, filepath.Join("place", "borne"), lastDay, "report", "preview")
	held := map[lots.View]int{}
	for _, h := range report.Held {
		held[h.View] += h.Count
		if h.View == session.ViewPoll && (h.Cell[session.ViewPoll] != "horaires:2" || h.Count != 1 || h.Reason != lots.TooFew) {
			t.Errorf("answered once « Le soir »: %+v", h)
		}
	}
	if held[session.ViewPoll] != 1 || held["borne_issue"] != 2 || len(report.Lots) != 0 {
		t.Errorf("two visits, one answer: %+v", report)
	}
	words := run(t, "", "parvisctl", "--data", s.path("place/borne"), "--at", lastDay, "report", "preview").out
	if !strings.Contains(words, "Quand ouvrir la borne ? Le soir") {
		t.Errorf("not in words:\n%s", words)
	}
}

// accept shows a guide to visitors, as the reader's button does.
func (s *story) accept(dir string, id guide.ID) {
	s.t.Helper()
	st, err := station.Open(s.t.Context(), station.Options{Dir: s.path(dir), Now: time.Now, Program: "e2e"})
	if err == nil {
		err = errors.Join(st.Shelf.Accept(s.t.Context(), "Nadia", id), st.Close())
	}
	if err != nil {
		s.t.Fatal(err)
	}
}
