package session

import (
	"slices"
	"time"

	"parvis/app"
)

// NewDraft starts a report; its ID is the one the session will have, so that
// saving it twice saves it once.
func NewDraft(id ID, author string, now time.Time, s Session) Draft {
	s.ID = id
	return Draft{ID: id, Author: author, Started: now, Touched: now, Session: s}
}

// Elapsed is the time counted so far: from the start to now, pauses taken out.
// It survives lock, sleep and restart since nothing but moments is kept, and
// is never negative even when the machine's clock was set back.
func (d *Draft) Elapsed(now time.Time) time.Duration {
	if d.Pause != nil {
		now = *d.Pause
	}
	return max(now.Sub(d.Started)-d.Paused, 0)
}

// PauseAt stops the timer; on a paused draft it does nothing.
func (d *Draft) PauseAt(now time.Time) {
	if d.Pause == nil {
		d.Pause = &now
	}
}

// Resume starts the timer again; time since the pause is not counted.
func (d *Draft) Resume(now time.Time) {
	if d.Pause == nil {
		return
	}
	d.Paused += max(now.Sub(*d.Pause), 0)
	d.Pause = nil
}

// MinutesOf turns a measured time into the minutes of a report: begun minutes
// count, at least 1 and at most MaxMinutes.
func MinutesOf(elapsed time.Duration) int {
	return min(max(int((elapsed+time.Minute-1)/time.Minute), 1), MaxMinutes)
}

// RunSummary is what a guide run tells the report; the caller fills it from
// its run, so that this package needs no guide.
type RunSummary struct {
	GuideID     string
	Version     string
	Thematiques []string // codes of both lists
	Operateur   string
	Outcome     string // a code of Outcomes
	Elapsed     time.Duration
	Langue      string
}

// Habit is what a mediator usually records: the last values used, the place of
// each weekday (the person who moves between places), the place's scheme.
type Habit struct {
	TypeLieu     string                  `json:"type_lieu,omitempty"`
	PlaceID      string                  `json:"place_id,omitempty"`
	CommuneInsee string                  `json:"commune_insee,omitempty"`
	Week         map[time.Weekday]string `json:"week,omitempty"` // weekday → place id
	Duree        int                     `json:"duree,omitempty"`
	Dispositif   string                  `json:"dispositif,omitempty"`
	Cnil         string                  `json:"cnil,omitempty"`

	// The last workshop has its own length and themes: it teaches nothing about
	// the next visitor.
	WorkshopDuree       int      `json:"workshop_duree,omitempty"`
	WorkshopThematiques []string `json:"workshop_thematiques,omitempty"`
}

// Learn remembers what a saved session teaches for the next one.
func (h *Habit) Learn(s *Session) {
	if s.Type == NotReceived {
		return
	}
	h.TypeLieu = s.TypeLieu
	if s.Type == Workshop {
		h.WorkshopDuree, h.WorkshopThematiques = s.Duree, slices.Clone(s.Thematiques)
	} else {
		h.Duree = s.Duree
	}
	if s.TypeLieu == AtPlace {
		h.PlaceID = s.PlaceID
		week := map[time.Weekday]string{s.Date.Time(time.UTC).Weekday(): s.PlaceID}
		for day, place := range h.Week { // a copy: the map may be shared
			if week[day] == "" {
				week[day] = place
			}
		}
		h.Week = week
	}
	if s.CommuneInsee != "" {
		h.CommuneInsee = s.CommuneInsee
	}
	if s.Dispositif != "" {
		h.Dispositif = s.Dispositif
	}
	if s.CnilSituation != "" && s.CnilSituation != InTheirName {
		h.Cnil = s.CnilSituation // « je fais » asks for a mandate: never a habit
	}
}

// PlaceOf is the usual place of a day: that of its weekday, else the last one,
// else the device's own.
func (h *Habit) PlaceOf(day app.Day) string {
	if place := h.Week[day.Time(time.UTC).Weekday()]; place != "" {
		return place
	}
	return orElse(h.PlaceID, Here)
}

// Prefill gives an individual session with everything that can be known
// without a tap: the day, the place of that weekday, the last duration used,
// the place's scheme. There is no place on a session that was at home or at a
// distance; the commune of the last one is proposed instead.
func Prefill(today app.Day, h Habit) Session {
	s := Session{
		Type: Individual, Date: today, TypeLieu: AtPlace, PlaceID: h.PlaceOf(today),
		Duree: h.Duree, Dispositif: h.Dispositif, CnilSituation: h.Cnil,
	}
	if h.Week[today.Time(time.UTC).Weekday()] == "" && h.TypeLieu != "" && h.TypeLieu != AtPlace {
		s.TypeLieu, s.PlaceID, s.CommuneInsee = h.TypeLieu, "", h.CommuneInsee
	}
	if s.Duree == 0 {
		s.Duree = 30
	}
	return s
}

// PrefillWorkshop proposes a workshop of today: the length and the themes of
// the last one, two hours for the first.
func PrefillWorkshop(today app.Day, h Habit) Session {
	s := Prefill(today, h)
	s.Type, s.Duree, s.CnilSituation = Workshop, 120, ""
	if h.WorkshopDuree > 0 {
		s.Duree = h.WorkshopDuree
	}
	s.Thematiques, s.Participants = slices.Clone(h.WorkshopThematiques), &Participants{}
	return s
}

// FromRun adds to a session what a guide run tells: guide, outcome, themes,
// operator, language and time. What the mediator already said stays; codes
// this version does not know are left out. An administrative theme brings the
// general one it goes with, and no theme at all means that general one, since
// a guide is about a procedure.
func FromRun(s Session, run RunSummary) Session {
	s.GuideID, s.GuideVersion, s.Langue = run.GuideID, run.Version, run.Langue
	if Outcomes.Has(run.Outcome) && run.GuideID != "" {
		s.GuideOutcome = run.Outcome
	}
	if run.Elapsed > 0 {
		s.DureeParcours = min(max(int(run.Elapsed/time.Second), 1), MaxRunSeconds)
		s.Duree = MinutesOf(run.Elapsed)
	}
	if s.Operateur == "" && Operateurs.Has(run.Operateur) {
		s.Operateur = run.Operateur
	}
	themes := list(s.Thematiques)
	for _, code := range run.Thematiques {
		if Thematiques.Has(code) || ThematiquesAdministratives.Has(code) {
			themes = Tick(themes, code)
		}
	}
	if len(themes) == 0 {
		themes = Tick(nil, Administrative)
	}
	s.Thematiques = themes
	if s.Suite == "" {
		s.Suite = map[string]string{"termine": "terminee", "a_suivre": "a_poursuivre"}[run.Outcome]
	}
	return s
}

// Tick adds a theme once, with the general theme an administrative one needs.
func Tick(themes []string, code string) []string {
	add := func(c string) {
		for _, t := range themes {
			if t == c {
				return
			}
		}
		themes = append(themes, c)
	}
	if ThematiquesAdministratives.Has(code) {
		add(Administrative)
	}
	add(code)
	return themes
}

// Untick removes a theme, and with the general one the administrative ones.
func Untick(themes []string, code string) []string {
	var out []string
	for _, t := range themes {
		if t == code || code == Administrative && ThematiquesAdministratives.Has(t) {
			continue
		}
		out = append(out, t)
	}
	return out
}

// Again gives a copy to start another report from: same place, themes,
// equipment and duration, today, without the person, the notes nor the run.
func Again(s Session, today app.Day) Session {
	s.ID, s.Date, s.Person, s.Notes = "", today, nil, ""
	s.GuideOutcome, s.Suite, s.Blocage, s.DureeParcours, s.Langue = "", "", "", 0, ""
	s.OrienteVersStructure, s.StructureDeRedirection, s.OrientationPlaceID = nil, "", ""
	if s.GuideID == "" {
		s.GuideVersion = ""
	}
	return Normalize(s, Context{})
}

// TurnedAway is the one-tap record of a request that was not received.
func TurnedAway(id ID, today app.Day, place string) Session {
	return Session{ID: id, Type: NotReceived, Date: today, PlaceID: orElse(place, Here)}
}
