package people

import (
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"parvis/app"
	"parvis/app/session"
	"parvis/i18n"
)

// Mandate is a person's written authorisation to act for her. It is a paper
// one: it never authorises anyone to sign in through FranceConnect in another
// person's name, and it has no field for a password.
type Mandate struct {
	ID          string    `json:"id"`
	Person      ID        `json:"person,omitempty"` // a followed person; empty: only named on the paper
	Mandant     string    `json:"mandant"`          // who gives it
	Structure   string    `json:"structure"`        // the organisation that receives it
	Mediator    string    `json:"mediateur"`        // who signs for the organisation
	Actes       []string  `json:"actes"`            // the precise acts
	Perimetre   []string  `json:"perimetre"`        // codes among the ten
	Days        int       `json:"duree_jours"`      // 1, 31, 182 or 365
	Start       app.Day   `json:"debut"`
	Place       string    `json:"lieu"`
	Habilitated *bool     `json:"habilitee_aidants_connect"` // answer to the question the form asks
	Minor       bool      `json:"mineur"`                    // sent to her representative
	Protected   bool      `json:"protege"`                   // under legal protection: likewise
	Model       int       `json:"modele"`                    // version of the text, so that it prints again exactly
	Lang        string    `json:"langue"`
	Made        time.Time `json:"fait_le"`
	Events      []Event   `json:"evenements,omitempty"`
}

// Event is one moment in the life of a mandate.
type Event struct {
	At   time.Time `json:"at"`
	Kind string    `json:"kind"` // one of the Events below
	Who  string    `json:"who,omitempty"`
}

// The events of a mandate, also written in the local journal.
const (
	Printed   = "mandate_printed"
	Signed    = "mandate_signed"
	Used      = "mandate_used"
	Cancelled = "mandate_cancelled"
	Expired   = "mandate_expired"
)

// State is where a mandate stands on a day.
type State string

// The states.
const (
	Draft     State = "brouillon"
	ToSign    State = "a_signer"
	Active    State = "actif"
	Ending    State = "expire_bientot" // within a week, or its last day
	Over      State = "expire"
	CalledOff State = "annule"
)

// Model is the version of the text printed today. Older texts stay in the
// catalogues for ever; a version holds only the sentences it changed.
const Model = 2

// Durations are those the form offers, in days.
func Durations() []int { return []int{1, 31, 182, 365} }

// Perimeters are the codes of the ten perimeters of Aidants Connect, which are
// the first ten administrative themes; their labels are the texts
// people.perimeter.<code>.
func Perimeters() []string { return session.ThematiquesAdministratives.Codes()[:10] }

// Money is the perimeter that shows a warning of its own.
const Money = "argent_impots"

// Validate says what must be corrected before a mandate is printed. Minors and
// protected adults are sent to their representative.
func (m *Mandate) Validate() error {
	var faults session.Faults
	add := func(code, field string, args ...any) {
		faults = append(faults, app.E(app.Rejected, code, append([]any{"field", field}, args...)...))
	}
	switch {
	case m.Minor:
		return session.Faults{app.E(app.Rejected, "people_mandate_minor", "field", "mineur")}
	case m.Protected:
		return session.Faults{app.E(app.Rejected, "people_mandate_protected", "field", "protege")}
	}
	for _, x := range []struct{ field, value string }{{"mandant", m.Mandant}, {"structure", m.Structure}, {"mediateur", m.Mediator}, {"lieu", m.Place}} {
		if n := utf8.RuneCountInString(strings.TrimSpace(x.value)); n == 0 || n > 200 {
			add("people_mandate_required", x.field)
		}
	}
	if m.Habilitated == nil {
		add("people_mandate_question", "habilitee_aidants_connect")
	}
	if len(m.Actes) == 0 || len(m.Actes) > 20 || slices.ContainsFunc(m.Actes, func(a string) bool {
		return strings.TrimSpace(a) == "" || utf8.RuneCountInString(a) > 300
	}) {
		add("people_mandate_acts", "actes")
	}
	if len(m.Perimetre) == 0 || slices.ContainsFunc(m.Perimetre, func(p string) bool { return !slices.Contains(Perimeters(), p) }) {
		add("people_mandate_perimeter", "perimetre")
	}
	if !slices.Contains(Durations(), m.Days) {
		add("people_mandate_days", "duree_jours")
	}
	if _, err := app.ParseDay(string(m.Start)); err != nil {
		add("session_bad_day", "debut", "value", string(m.Start))
	}
	for _, a := range m.Actes {
		if found := Secrets(a); len(found) > 0 {
			add("people_mandate_secret", "actes")
		}
	}
	if len(faults) == 0 {
		return nil
	}
	return faults
}

// LastDay is the last day the mandate is worth anything: a mandate of one day
// ends the day it begins.
func (m *Mandate) LastDay() app.Day { return m.Start.Add(m.Days - 1) }

// State says where the mandate stands. Cancelling ends it whatever its dates.
func (m *Mandate) State(today app.Day) State {
	has := func(kind string) bool {
		return slices.ContainsFunc(m.Events, func(e Event) bool { return e.Kind == kind })
	}
	switch {
	case has(Cancelled):
		return CalledOff
	case !has(Printed):
		return Draft
	case today > m.LastDay():
		return Over
	case !has(Signed):
		return ToSign
	case today.Add(7) > m.LastDay():
		return Ending
	}
	return Active
}

// Usable says whether one may act under the mandate on a day.
func (m *Mandate) Usable(today app.Day) bool {
	s := m.State(today)
	return today >= m.Start && (s == Active || s == Ending)
}

// Record adds an event, refusing those that make no sense: using a mandate
// that is not in force, or anything after it was cancelled.
func (m *Mandate) Record(kind, who string, at time.Time, today app.Day) error {
	state := m.State(today)
	switch {
	case kind == Cancelled && state != CalledOff,
		kind == Printed,
		kind == Signed && (state == ToSign || state == Draft),
		kind == Expired && state == Over,
		kind == Used && m.Usable(today):
		m.Events = append(m.Events, Event{at, kind, who})
		return nil
	}
	return app.E(app.Rejected, "people_mandate_state", "state", string(state))
}

// Warnings are the sentences the form and the paper must show.
func (m *Mandate) Warnings(l *i18n.Localizer) []string {
	out := []string{l.T("people.mandate.warn.franceconnect")}
	if m.Habilitated != nil && *m.Habilitated {
		out = append(out, l.T("people.mandate.warn.habilitated"))
	}
	if slices.Contains(m.Perimetre, Money) {
		out = append(out, l.T("people.mandate.warn.money"))
	}
	return out
}

// Section is one part of a printed text.
type Section struct {
	Title string
	Lines []string
}

// Text gives the printed mandate, in the version and language it was made in.
// Two copies are printed, each with two signatures.
func (m *Mandate) Text() []Section {
	l := i18n.New(m.Lang)
	t := func(key string, args ...any) string {
		for model := max(m.Model, 1); model > 1; model-- {
			if full := "people.mandate." + strconv.Itoa(model) + "." + key; l.Has(full) {
				return l.T(full, args...)
			}
		}
		return l.T("people.mandate.1."+key, args...)
	}
	start, last := m.Start.Time(time.UTC), m.LastDay().Time(time.UTC)
	perimeter := make([]string, len(m.Perimetre))
	for i, p := range m.Perimetre {
		perimeter[i] = l.T("people.perimeter." + p)
	}
	return []Section{
		{t("title"), []string{t("model")}},
		{t("who.title"), []string{t("who", "mandant", m.Mandant, "structure", m.Structure, "mediator", m.Mediator), t("law")}},
		{t("acts.title"), slices.Clone(m.Actes)},
		{t("perimeter.title"), perimeter},
		{t("duration.title"), []string{t("duration", "days", m.Days, "n", m.Days, "start", l.LongDay(start), "end", l.LongDay(last)), t("cancel")}},
		{t("limits.title"), append(m.Warnings(l), t("no_password"))},
		{t("declares.title"), []string{t("declares")}},
		{t("rights.title"), []string{t("rights", "structure", m.Structure)}},
		{t("sign.title"), []string{t("sign.where", "place", m.Place, "day", l.LongDay(start)), t("sign.mandant"), t("sign.structure"), t("sign.copies")}},
	}
}

// CancelText gives the printed cancellation.
func (m *Mandate) CancelText(day app.Day) []Section {
	l := i18n.New(m.Lang)
	return []Section{{l.T("people.mandate.cancel.title"), []string{
		l.T("people.mandate.cancel.text", "mandant", m.Mandant, "structure", m.Structure, "made", l.LongDay(m.Start.Time(time.UTC)), "day", l.LongDay(day.Time(time.UTC))),
		l.T("people.mandate.cancel.sign"),
	}}}
}
