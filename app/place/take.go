package place

import (
	"net/mail"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"parvis/app"
	"parvis/app/people"
)

// maxSummary is the longest presentation_resume of the standard, in characters.
const maxSummary = 280

var (
	pivotShape    = regexp.MustCompile(`^[a-zA-Z0-9]{9,14}$`)
	postcodeShape = regexp.MustCompile(`^\d{5}$`)
	phoneShape    = regexp.MustCompile(`^\+(33|590|594|262|596|269|687|689|508|681)\d{6,9}$`) // France and its territories
	inseeShape    = regexp.MustCompile(`^([013-9]\d|2[AB1-9])\d{3}$`)
)

// take reads one place from its texts, mending what it can.
func (s *sheet) take(n int, values map[string]string) {
	empty := true
	for name, v := range values {
		values[name] = clean(v)
		empty = empty && values[name] == ""
	}
	if empty {
		return
	}
	s.report.Read++
	l := &line{sheet: s, n: n, name: short(values["nom"])}
	p := Place{}
	for _, f := range fields() {
		switch {
		case f.one != nil:
			*f.one(&p) = values[f.name]
		case f.many != nil:
			*f.many(&p) = l.list(f, values[f.name])
		}
	}
	l.identity(&p)
	l.where(&p, values)
	l.contacts(&p)
	l.texts(&p)
	for _, f := range fields() {
		if f.required && *f.one(&p) == "" && !l.refused {
			l.note(Refused, f.name, "required")
		}
	}
	if first, twice := s.ids[p.ID]; twice && p.ID != "" {
		l.note(Refused, "id", "id_twice", "value", string(p.ID), "line", first)
	}
	if l.refused {
		s.report.Refused++
		return
	}
	s.ids[p.ID] = n
	s.report.Places = append(s.report.Places, p)
}

// clean takes away what no field wants: outer spaces, control characters.
func clean(s string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if r == '\n' || r == '\r' || r == '\t' {
			return ' '
		}
		if unicode.IsControl(r) || r == '\ufeff' {
			return -1
		}
		return r
	}, s))
}

// list reads several values: separated by | in the standard, by ; in the older
// shape.
func (l *line) list(f field, cell string) []string {
	if cell == "" {
		return nil
	}
	sep := "|"
	if !strings.Contains(cell, "|") && strings.Contains(cell, ";") {
		sep = ";"
		l.note(Mended, f.name, "separator")
	}
	var out []string
	add := func(v string) {
		for _, have := range out {
			if have == v {
				return
			}
		}
		out = append(out, v)
	}
	for part := range strings.SplitSeq(cell, sep) {
		if part = strings.TrimSpace(part); part == "" {
			continue
		}
		if f.enum == nil {
			add(part)
			continue
		}
		switch v, ok := f.enum.Find(part); {
		case !ok:
			l.note(Dropped, f.name, "value_unknown", "value", short(part))
		case v == "":
			l.note(Mended, f.name, "value_gone", "value", short(part))
		default:
			if v != part {
				l.note(Mended, f.name, "value_renamed", "value", short(part), "to", v)
			}
			add(v)
		}
	}
	return out
}

func short(s string) string {
	if r := []rune(s); len(r) > 80 {
		return string(r[:80]) + "…"
	}
	return s
}

func (l *line) identity(p *Place) {
	if bare := strings.NewReplacer(" ", "", "\u00a0", "", ".", "", "-", "").Replace(p.Pivot); bare != p.Pivot && pivotShape.MatchString(bare) {
		l.note(Mended, "pivot", "rewritten", "value", p.Pivot, "to", bare)
		p.Pivot = bare
	}
	if p.Pivot == "" && l.sheet.opt.WithoutPivot {
		p.Pivot = NoPivot
	}
	if p.Pivot == NoPivot {
		l.note(Kept, "pivot", "no_pivot")
	}
	if p.Pivot != "" && !pivotShape.MatchString(p.Pivot) {
		l.note(Refused, "pivot", "bad_pivot", "value", short(p.Pivot))
	}
	day, err := parseDay(string(p.DateMaj))
	switch {
	case p.DateMaj == "":
	case err != nil:
		l.note(Refused, "date_maj", "bad_date", "value", short(string(p.DateMaj)))
	case l.sheet.opt.Today != "" && day > l.sheet.opt.Today:
		l.note(Refused, "date_maj", "future_date", "value", string(day))
	case day != p.DateMaj:
		l.note(Mended, "date_maj", "rewritten", "value", string(p.DateMaj), "to", string(day))
	}
	if err == nil {
		p.DateMaj = day
	}
}

// parseDay reads a day as the standard writes it, or as people and exports do.
func parseDay(s string) (app.Day, error) {
	for _, layout := range []string{time.DateOnly, "02/01/2006", "2/1/2006", time.RFC3339, "2006-01-02T15:04:05", "2006-01-02 15:04:05", "2006/01/02"} {
		if t, err := time.Parse(layout, s); err == nil {
			return app.Day(t.Format(time.DateOnly)), nil
		}
	}
	return "", app.E(app.Rejected, "bad_day", "value", s)
}

func (l *line) where(p *Place, values map[string]string) {
	l.pad(&p.CodePostal, "code_postal")
	l.pad(&p.CodeInsee, "code_insee")
	if p.CodePostal != "" && !postcodeShape.MatchString(p.CodePostal) {
		l.note(Refused, "code_postal", "bad_postcode", "value", short(p.CodePostal))
	}
	if p.CodeInsee != "" && !inseeShape.MatchString(p.CodeInsee) {
		l.note(Dropped, "code_insee", "bad_insee", "value", short(p.CodeInsee))
		p.CodeInsee = ""
	}
	if c := l.sheet.opt.Communes; c != nil && p.CodeInsee == "" {
		if found, ok := c.Match(p.Commune, p.CodePostal); ok {
			p.CodeInsee = found.Insee
			l.note(Mended, "code_insee", "completed", "to", found.Insee)
		}
	}
	lat, latOK := l.degrees("latitude", values["latitude"], 90)
	lon, lonOK := l.degrees("longitude", values["longitude"], 180)
	switch {
	case latOK && lonOK && (lat != 0 || lon != 0):
		p.Latitude, p.Longitude = &lat, &lon
	case latOK != lonOK:
		l.note(Dropped, "latitude", "half_position")
	}
}

// pad gives back the leading zero a spreadsheet drops.
func (l *line) pad(s *string, field string) {
	if _, err := strconv.Atoi(*s); err == nil && len(*s) == 4 {
		l.note(Mended, field, "rewritten", "value", *s, "to", "0"+*s)
		*s = "0" + *s
	}
}

func (l *line) degrees(field, cell string, most float64) (float64, bool) {
	if cell == "" {
		return 0, false
	}
	text := strings.ReplaceAll(cell, ",", ".")
	x, err := strconv.ParseFloat(text, 64)
	if err != nil || x != x || x < -most || x > most {
		l.note(Dropped, field, "bad_position", "value", short(cell))
		return 0, false
	}
	if text != cell {
		l.note(Mended, field, "rewritten", "value", cell, "to", text)
	}
	return x, true
}

func (l *line) contacts(p *Place) {
	if p.Telephone != "" {
		first := p.Telephone
		if i := strings.IndexAny(first, "|;/"); i >= 0 {
			first = first[:i] // the schema accepts one number only
		}
		switch number, ok := people.Phone(first); {
		case !ok || !phoneShape.MatchString(number):
			l.note(Dropped, "telephone", "bad_phone", "value", short(p.Telephone))
			p.Telephone = ""
		case number != p.Telephone:
			l.note(Mended, "telephone", "rewritten", "value", short(p.Telephone), "to", number)
			p.Telephone = number
		}
	}
	p.Courriels = l.keep("courriels", p.Courriels, func(s string) (string, bool) {
		a, err := mail.ParseAddress(s)
		return s, err == nil && a.Address == s
	})
	p.SiteWeb = l.keep("site_web", p.SiteWeb, link)
	for _, x := range []struct {
		field string
		at    *string
	}{{"fiche_acces_libre", &p.FicheAccesLibre}, {"prise_rdv", &p.PriseRDV}} {
		if kept := l.keep(x.field, nonEmpty(*x.at), link); len(kept) > 0 {
			*x.at = kept[0]
		} else {
			*x.at = ""
		}
	}
}

func nonEmpty(s string) []string {
	if s == "" {
		return nil
	}
	return []string{s}
}

func (l *line) keep(field string, values []string, mend func(string) (string, bool)) []string {
	var out []string
	for _, v := range values {
		switch fixed, ok := mend(v); {
		case !ok:
			l.note(Dropped, field, "value_bad", "value", short(v))
		default:
			if fixed != v {
				l.note(Mended, field, "rewritten", "value", short(v), "to", fixed)
			}
			out = append(out, fixed)
		}
	}
	return out
}

// link reads a web address, adding the scheme people leave out.
func link(s string) (string, bool) {
	if !strings.Contains(s, "://") {
		s = "https://" + s
	}
	u, err := url.Parse(s)
	ok := err == nil && (u.Scheme == "http" || u.Scheme == "https") && strings.Contains(u.Hostname(), ".") && !strings.ContainsAny(s, " |")
	return s, ok
}

func (l *line) texts(p *Place) {
	if n := utf8.RuneCountInString(p.PresentationResume); n > maxSummary {
		l.note(Mended, "presentation_resume", "summary_cut", "n", n, "max", maxSummary)
		if p.PresentationDetail == "" {
			p.PresentationDetail = p.PresentationResume
		}
		p.PresentationResume = string([]rune(p.PresentationResume)[:maxSummary-1]) + "…"
	}
	if h := p.Hours(); p.Horaires != "" && !h.Known() {
		l.note(Kept, "horaires", "hours_free", "value", short(p.Horaires))
	}
}
