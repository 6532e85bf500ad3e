package place

import (
	"strings"

	"parvis/i18n"
)

// Orientation is the sheet given to a person sent to another place. It is
// printed and forgotten: nothing of it is kept.
type Orientation struct {
	Place     Place
	FirstName string // of the person, only if she wants
	Name      string
	Details   string // what she needs
	By        string // first name and name of who sends her
	From      string // the place that sends her
}

// Part is one block of the sheet: a title and its lines.
type Part struct {
	Title string
	Lines []string
}

// Parts gives the sheet's blocks, in order; those with nothing to say are left
// out.
func (o *Orientation) Parts(l *i18n.Localizer) []Part {
	t := func(key string) string { return l.T("place.orientation." + key) }
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
			out = append(out, Part{t(key), kept})
		}
	}
	add("for", o.FirstName+" "+o.Name)
	add("details", o.Details)
	add("to", p.Nom, p.AddressLine(), NationalPhone(p.Telephone), strings.Join(p.Courriels, " · "), strings.Join(p.SiteWeb, " · "))
	add("hours", p.Horaires)
	add("access", p.ModalitesAcces...)
	add("services", p.Services...)
	add("fees", p.Frais...)
	add("by", o.By, o.From)
	return append(out, Part{"", []string{t("note")}})
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
