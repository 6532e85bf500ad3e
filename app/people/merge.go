package people

import (
	"slices"
	"strconv"
	"strings"

	"parvis/app"
)

// Merge brings a file into another: the first keeps its values, takes those it
// lacked, and remembers every other value as former, notes joined. It also
// gives the second as it is kept afterwards: out of searches, leading to the
// first. Nothing either file said is lost.
func Merge(keep, other Beneficiary, today app.Day) (merged, closed Beneficiary) {
	m := keep
	m.Former = slices.Clone(keep.Former)
	m.Merged = slices.Clone(keep.Merged)
	take := func(field string, into *string, value string) {
		switch {
		case value == "" || value == *into:
		case *into == "":
			*into = value
		default:
			m.remember(Former{field, value, today})
		}
	}
	take("prenom", &m.FirstName, other.FirstName)
	take("nom", &m.Name, other.Name)
	take("telephone", &m.Phone, other.Phone)
	take("courriel", &m.Email, other.Email)
	take("commune_insee", &m.CommuneInsee, other.CommuneInsee)
	take("genre", &m.Genre, other.Genre)
	take("statut_social", &m.StatutSocial, other.StatutSocial)
	switch {
	case m.BirthYear == 0:
		m.BirthYear = other.BirthYear
	case other.BirthYear != 0 && other.BirthYear != m.BirthYear:
		m.remember(Former{"annee_naissance", strconv.Itoa(other.BirthYear), today})
	}
	for _, f := range other.Former {
		m.remember(f)
	}
	m.NoPhone = m.Phone == "" && (m.NoPhone || other.NoPhone)
	m.joinNotes(other, today)
	if other.Created != "" && (m.Created == "" || other.Created < m.Created) {
		m.Created = other.Created
	}
	for _, id := range append([]ID{other.ID}, other.Merged...) {
		if id != m.ID && !slices.Contains(m.Merged, id) {
			m.Merged = append(m.Merged, id)
		}
	}
	other.Into = m.ID
	return m, other
}

// joinNotes keeps both notes when one mediator wrote them; a colleague's notes
// stay in the closed file, since they are theirs alone.
func (b *Beneficiary) joinNotes(other Beneficiary, today app.Day) {
	switch {
	case other.Notes == "" || other.Notes == b.Notes:
	case b.Notes == "":
		b.Notes, b.Author = other.Notes, other.Author
	case b.Author != other.Author:
	case len([]rune(b.Notes))+len([]rune(other.Notes)) < maxNotes:
		b.Notes += "\n" + other.Notes
	default:
		b.remember(Former{"notes", other.Notes, today})
	}
}

func (b *Beneficiary) remember(f Former) {
	if !slices.ContainsFunc(b.Former, func(x Former) bool { return x.Field == f.Field && x.Value == f.Value }) {
		b.Former = append(b.Former, f)
	}
}

// Change gives the file with another version's values, the replaced phone and
// e-mail kept as former so that the person is still recognised.
func (b Beneficiary) Change(now Beneficiary, today app.Day) Beneficiary {
	now.ID, now.Created, now.Author, now.Merged, now.Into = b.ID, b.Created, b.Author, slices.Clone(b.Merged), b.Into
	now.Former = slices.Clone(b.Former)
	for field, v := range map[string][2]string{"telephone": {b.Phone, now.Phone}, "courriel": {b.Email, now.Email}} {
		if v[0] != "" && v[0] != v[1] {
			now.remember(Former{field, v[0], today})
		}
	}
	slices.SortStableFunc(now.Former, func(x, y Former) int {
		return strings.Compare(string(x.Until)+x.Field, string(y.Until)+y.Field)
	})
	return now
}
