package place

import (
	"slices"
	"strings"

	"parvis/app"
	"parvis/i18n"
)

// Orientation is the sheet given to a person sent to another place. It is
// printed and forgotten: nothing of it is kept.
type Orientation struct {
	Place     Place
	Day       app.Day
	FirstName string // of the person, only if she wants
	Name      string
	Details   string // what she needs
	By        string // first name and name of who sends her
	From      string // the place that sends her
	FromPhone string
}

// Part is one block of the sheet: a title and its lines. Its key is one of
// for, details, to, hours, access, welcome, services, fees, by.
type Part struct {
	Key, Title string
	Lines      []string
}

// Parts gives the sheet's blocks, in order; those with nothing to say are left
// out.
func (o *Orientation) Parts(l *i18n.Localizer) []Part {
	p := &o.Place
	var out []Part
	add := func(key string, lines ...string) {
		var kept []string
		for _, line := range lines {
			if line = strings.TrimSpace(line); line != "" {
				kept = append(kept, line)
			}
		}
		if len(kept) > 0 {
			out = append(out, Part{key, l.T("place.orientation." + key), kept})
		}
	}
	add("for", o.FirstName+" "+o.Name)
	add("details", o.Details)
	add("to", p.Nom, joined(", ", p.Adresse, p.ComplementAdresse), p.CodePostal+" "+p.Commune,
		NationalPhone(p.Telephone), strings.Join(p.Courriels, " · "), strings.Join(p.SiteWeb, " · "))
	add("hours", p.Hours().Words(l, o.Day, p.Region())...)
	add("access", Joined(l, p.ModalitesAcces))
	add("welcome", Joined(l, p.PriseEnCharge))
	add("services", Joined(l, p.Services))
	add("fees", Joined(l, p.Frais))
	add("by", joined(" · ", o.By, o.From, NationalPhone(o.FromPhone)))
	return out
}

func joined(sep string, parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), sep)
}

// Redirection is the kind of structure a place counts as for sessions that end
// with an orientation (code of session.Redirections), from its types and
// programmes.
func Redirection(p *Place) string {
	kinds := []struct{ code, types string }{
		{"aide_aux_demarches_administratives", "RFS MSAP PIMMS"},
		{"operateur_ou_organisme_en_charge", "CAF CPAM MSA LA_POSTE"},
		{"administration", "MUNI PREF CFP EPCI CC"},
		{"insertion_professionnelle", "FT ML CAP_EMPLOI MDE MDEF PLIE E2C"},
		{"aide_sociale", "CCAS CIAS CS CSC MDS CDAS DEPT CD EVS MDPH"},
	}
	if slices.Contains(p.Dispositifs, "France Services") {
		return kinds[0].code
	}
	for _, k := range kinds {
		for _, t := range p.Typologie {
			if slices.Contains(strings.Fields(k.types), t) {
				return k.code
			}
		}
	}
	return "mediation_numerique"
}

// Label is a coded value of the standard for people: in words of the language,
// with the typography the schema refuses. Names are left as they are.
func Label(l *i18n.Localizer, value string) string {
	key := "place.value." + strings.ReplaceAll(Fold(value), " ", "_")
	if l.Has(key) {
		return l.T(key)
	}
	return value
}

// Labels are those of several values.
func Labels(l *i18n.Localizer, values []string) []string {
	out := make([]string, 0, len(values))
	for _, v := range values {
		out = append(out, Label(l, v))
	}
	return out
}

// Joined writes values on one line, for people.
func Joined(l *i18n.Localizer, values []string) string {
	return strings.Join(Labels(l, values), " · ")
}

// NationalPhone writes a number the way people in France dial it, in pairs;
// others stay in the international form.
func NationalPhone(s string) string {
	rest, french := strings.CutPrefix(s, "+33")
	if !french || len(rest) != 9 {
		return s
	}
	rest = "0" + rest
	pairs := make([]string, 0, 5)
	for i := 0; i < len(rest); i += 2 {
		pairs = append(pairs, rest[i:i+2])
	}
	return strings.Join(pairs, i18n.NBSP)
}
