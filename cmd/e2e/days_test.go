//go:build e2e

package e2e

import (
	"regexp"
	"strconv"
	"strings"
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

// directory is two places of the national standard, as a commune publishes them.
const directory = `id,pivot,nom,commune,code_postal,code_insee,adresse,latitude,longitude,typologie,telephone,horaires,date_maj,services,modalites_acces
p1,13000000000011,France Services de Berre,Berre-l'Étang,13130,13014,Avenue de la Libération,43.4750,5.1690,RFS,+33400000000,Mo-Fr 09:00-12:00; Th 09:00-17:00,2026-09-01,Aide aux démarches administratives,Se présenter|Téléphoner
p2,13000000000012,Médiathèque d'Istres,Istres,13800,13047,Chemin de la Chapelle,43.5140,4.9880,BIB,,Tu-Sa 10:00-18:00,2026-09-01,Maîtrise des outils numériques du quotidien,Se présenter
`

func TestDayItinerantThursday(t *testing.T) {
	s, d, saved := newDeskWithPlaces(t)
	played := d.scene("itinerant Thursday, two visits")
	d.press("ctrl+k")
	d.write("vitale")
	d.press("Return", "ctrl+Return")
	d.expect("Compte rendu")
	d.photograph("d2-lieu")
	d.press("shift+Tab", "shift+Tab", "shift+Tab", "shift+Tab", "shift+Tab", "End")
	d.photograph("d2-lieu-2")
	d.press("Return")
	d.photograph("d2-autre-lieu")
	d.write("berre")
	d.press("Tab", "Return")
	d.photograph("d2-choisi")
	d.press("ctrl+Return")
	d.expect("Aujourd’hui")
	d.press("ctrl+k") // the second visitor: the place is known now
	d.write("impots")
	d.press("Return", "ctrl+Return")
	d.expect("Compte rendu")
	d.photograph("d2-comme-le-jeudi")
	d.press("ctrl+Return")
	d.expect("Aujourd’hui")
	played()
	list := saved()
	if len(list) != 2 || list[0].PlaceID == session.Here || list[0].PlaceID != list[1].PlaceID {
		t.Errorf("saved: %+v", list)
	}
	_ = s
}

func newDeskWithPlaces(t *testing.T) (s *story, d *screen, saved func() []session.Session) {
	t.Helper()
	s = newStory(t)
	s.must("desk", "", "init", "--place", "Médiathèque de Miramas", "--commune", "13063", "--mediator", "Nadia")
	s.must("desk", thursday, "place", "import", s.write("lieux.csv", []string{directory}))
	d, saved = s.opened("desk", thursday)
	return s, d, saved
}

func TestDayTwoVisitorsAtOnce(t *testing.T) {
	_, d, saved := newDesk(t)
	played := d.scene("two visitors at once")
	d.press("ctrl+k")
	d.write("vitale")
	d.press("Return")
	d.expect("carte Vitale")
	d.press("1", "ctrl+k")
	d.write("impots")
	d.press("Return")
	d.expect("revenus")
	d.photograph("d5-deux")
	d.press("1", "ctrl+Return")
	d.expect("Compte rendu")
	d.press("ctrl+Return")
	d.photograph("d5-retour")
	d.press("Tab", "Tab", "Tab", "Return") // the one who waits, in the list of the day
	d.expect("carte Vitale")
	d.press("ctrl+Return")
	d.expect("Compte rendu")
	d.press("ctrl+Return")
	d.expect("Aujourd’hui")
	d.photograph("d5-fin")
	played()
	if list := saved(); len(list) != 2 || list[0].GuideID == list[1].GuideID {
		t.Errorf("saved: %+v", list)
	}
}

func TestDayCorrectionOfYesterday(t *testing.T) {
	s := newStory(t)
	s.must("desk", "", "init", "--place", "Médiathèque de Miramas", "--commune", "13063", "--mediator", "Nadia")
	s.must("desk", thursday, "session", "add", s.write("hier.jsonl", []string{
		`{"type":"individuel","date":"2026-10-14","duree":30,"type_lieu":"lieu_activite","place_id":"ici","thematiques":["email"]}`,
	}))
	d, saved := s.opened("desk", thursday)
	played := d.scene("correction of yesterday")
	d.press("alt+2")
	d.expect("Séances")
	d.press("Tab", "Tab", "Tab", "Tab", "Return") // past the files, to the list
	d.expect("E-mail")
	d.photograph("d9-fiche")
	d.press("Tab", "Tab", "Return")
	d.expect("Compte rendu")
	d.press("Return", "ctrl+Return") // « Terminée » has the focus
	d.expect("E-mail")
	d.photograph("d9-corrigee")
	played()
	if list := saved(); len(list) != 1 || list[0].Suite != "terminee" || list[0].Duree != 30 {
		t.Errorf("saved: %+v", list)
	}
}

func TestDayEndOfMonthReport(t *testing.T) {
	s := newStory(t)
	s.must("desk", "", "init", "--place", "Médiathèque de Miramas", "--commune", "13063", "--mediator", "Nadia")
	s.must("desk", lastDay, "session", "add", s.write("mois.jsonl", sessions(80)))
	d, saved := s.opened("desk", lastDay)
	played := d.scene("end-of-month report")
	d.press("alt+6")
	d.expect("Chiffres")
	d.press("Right", "Return") // « Bilan du lieu »
	d.photograph("d7-bilan")
	d.press("ctrl+p")
	text := d.paper("*.pdf")
	played()
	total := 0
	for _, one := range saved() {
		total += one.Participations()
	}
	if want := strconv.Itoa(total); !strings.Contains(text, want) {
		t.Errorf("the paper does not say %s:\n%s", want, text)
	}
}

func TestDayOrientation(t *testing.T) {
	_, d, saved := newDeskWithPlaces(t)
	played := d.scene("orientation to another place")
	d.press("ctrl+k")
	d.write("vitale")
	d.press("Return", "ctrl+Return")
	d.expect("Compte rendu")
	d.press("End", "Return", "Return") // « Orientée », « Un lieu de l’annuaire »
	d.expect("Choisir un lieu")
	d.write("istres")
	d.photograph("d8-lieux")
	d.press("Down", "Return")
	d.expect("Istres")
	d.photograph("d8-lieu")
	d.press("Return")
	d.expect("Compte rendu")
	d.photograph("d8-compte-rendu")
	d.press("ctrl+Return")
	d.expect("Aujourd’hui")
	played()
	list := saved()
	if len(list) != 1 || list[0].Suite != "orientee" || list[0].OrientationPlaceID == "" || list[0].StructureDeRedirection == "" {
		t.Errorf("saved: %+v", list)
	}
}

// TestDayLostCode: a code is chosen at the first run, the recovery sheet is
// printed, the code is forgotten, and the sheet opens the vault.
func TestDayLostCode(t *testing.T) {
	s := newStory(t)
	d := newScreen(t, "1366x768")
	window := d.window("--data", s.path("desk"), "--at", thursday)
	d.expect("Bienvenue")
	d.press("Return")
	d.write("Bibliotheque de Berre")
	d.press("Tab")
	d.write("berre")
	d.press("Return", "Tab", "Tab")
	d.write("Nadia")
	d.press("Tab")
	d.write("246813")
	d.press("Tab", "Tab", "Tab", "Tab", "Return")
	d.expect("Déverrouiller")
	d.write("246813")
	d.expect("Aujourd’hui")
	d.photograph("d6-premier")
	d.press("Tab", "Return") // « Imprimer la fiche »
	d.photograph("d6-fiche")
	text := d.paper("*.pdf")
	code := regexp.MustCompile(`[A-Z2-9]{4}(-[A-Z2-9]{4}){4,}`).FindString(text)
	if code == "" {
		t.Fatalf("no code on the sheet:\n%s", text)
	}
	d.press("ctrl+l")
	d.photograph("d6-verrou")

	played := d.scene("lost code")
	empty := d.hash()
	d.write("999999")
	until(t, "the wrong code is refused in words", func() bool { return d.hash() != empty })
	d.photograph("d6-faux")
	d.press("Tab", "Tab", "Return") // the digits, then « Code oublié ? »
	d.photograph("d6-oublie")
	d.write(code)
	d.press("Tab")
	d.write("135792")
	d.press("Tab")
	d.write("135792")
	d.press("Return")
	d.photograph("d6-ouvert")
	d.expect("Aujourd’hui")
	played()
	stop(window)
}
