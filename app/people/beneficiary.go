package people

import (
	"net/mail"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"parvis/app"
	"parvis/app/session"
)

// Beneficiary is the file of a followed person. It exists only when a mediator
// switched files on, on this machine, sealed; only the first name is required.
type Beneficiary struct {
	ID           ID         `json:"id"`
	FirstName    string     `json:"prenom"`
	Name         string     `json:"nom,omitempty"` // the name in use
	Phone        string     `json:"telephone,omitempty"`
	NoPhone      bool       `json:"pas_de_telephone,omitempty"`
	Email        string     `json:"courriel,omitempty"` // a couple may share one
	BirthYear    int        `json:"annee_naissance,omitempty"`
	CommuneInsee string     `json:"commune_insee,omitempty"`
	Genre        string     `json:"genre,omitempty"`
	StatutSocial string     `json:"statut_social,omitempty"`
	Notes        string     `json:"notes,omitempty"`
	Author       MediatorID `json:"author,omitempty"` // who reads the notes
	Created      app.Day    `json:"created"`
	Former       []Former   `json:"former,omitempty"` // values a merge or a change replaced
	Merged       []ID       `json:"merged,omitempty"` // files brought into this one
	Into         ID         `json:"into,omitempty"`   // this file was brought into another
}

// Former is a value a file had before.
type Former struct {
	Field string  `json:"field"`
	Value string  `json:"value"`
	Until app.Day `json:"until"`
}

const (
	maxName  = 100
	maxNotes = session.MaxNotes
)

func fold(s string) string { return session.Fold(s) }

// Tidy gives the file as it is kept: spaces trimmed, the phone number in the
// international form when it is a French one, the address in lower case.
func (b Beneficiary) Tidy() Beneficiary {
	for _, s := range []*string{&b.FirstName, &b.Name, &b.Phone, &b.Email} {
		*s = strings.Join(strings.Fields(*s), " ")
	}
	if number, ok := Phone(b.Phone); ok {
		b.Phone = number
	}
	b.Email = strings.ToLower(b.Email)
	return b
}

// Validate says what must be corrected in a file before it is saved.
func (b *Beneficiary) Validate(today app.Day) error {
	var faults session.Faults
	add := func(code, field string, args ...any) {
		faults = append(faults, app.E(app.Rejected, code, append([]any{"field", field}, args...)...))
	}
	for field, s := range map[string]string{"prenom": b.FirstName, "nom": b.Name} {
		if utf8.RuneCountInString(s) > maxName || strings.ContainsFunc(s, unicode.IsControl) {
			add("people_bad_name", field, "max", maxName)
		}
	}
	if b.FirstName == "" {
		add("people_no_first_name", "prenom")
	}
	if _, ok := Phone(b.Phone); b.Phone != "" && !ok {
		add("people_bad_phone", "telephone", "value", b.Phone)
	}
	if b.NoPhone && b.Phone != "" {
		add("people_phone_and_none", "telephone")
	}
	if a, err := mail.ParseAddress(b.Email); b.Email != "" && (err != nil || a.Address != b.Email) {
		add("people_bad_email", "courriel", "value", b.Email)
	}
	if year := today.Time(time.UTC).Year(); b.BirthYear != 0 && (b.BirthYear > year || b.BirthYear < year-130) {
		add("people_bad_birth_year", "annee_naissance", "value", strconv.Itoa(b.BirthYear))
	}
	if b.CommuneInsee != "" && !session.ValidCommune(b.CommuneInsee) {
		add("session_bad_commune", "commune_insee", "value", b.CommuneInsee)
	}
	if b.Genre != "" && !session.Genres.Has(b.Genre) {
		add("session_code_unknown", "genre", "value", b.Genre)
	}
	if b.StatutSocial != "" && !session.StatutsSociaux.Has(b.StatutSocial) {
		add("session_code_unknown", "statut_social", "value", b.StatutSocial)
	}
	if n := utf8.RuneCountInString(b.Notes); n > maxNotes {
		add("session_too_long", "notes", "n", n, "max", maxNotes)
	}
	if len(faults) == 0 {
		return nil
	}
	slices.SortFunc(faults, func(x, y *app.Error) int { return strings.Compare(session.FieldOf(x), session.FieldOf(y)) })
	return faults
}

// FullName is how the person is named on screen and on paper.
func (b *Beneficiary) FullName() string { return strings.TrimSpace(b.FirstName + " " + b.Name) }

// TrancheAge is the age band on a day, derived from the birth year.
func (b *Beneficiary) TrancheAge(today app.Day) string {
	if b.BirthYear == 0 {
		return ""
	}
	return session.AgeBand(b.BirthYear, today.Time(time.UTC).Year())
}

// Person is what a session records of a followed person. first says whether
// this is her first session.
func (b *Beneficiary) Person(today app.Day, first bool) session.Person {
	return session.Person{
		Genre: b.Genre, TrancheAge: b.TrancheAge(today), StatutSocial: b.StatutSocial,
		CommuneInsee: b.CommuneInsee, PremierAccompagnement: &first, BeneficiaryID: string(b.ID),
	}
}
