package session

import (
	"slices"
	"strings"
	"sync"
	"time"

	"parvis/app"
	"parvis/i18n"
)

// Empty says whether the filter lets every session of the store through.
func (f Filter) Empty() bool {
	return f.From == "" && f.To == "" && len(f.Types) == 0 && len(f.Thematiques) == 0 && f.PlaceID == "" &&
		f.CommuneInsee == "" && f.GuideID == "" && f.Operateur == "" && f.Suite == "" && f.Author == "" && f.Tag == "" && f.Text == "" && !f.Deleted
}

// Match says whether the filter lets a record through. communeOf gives the
// INSEE code of a place ("" when unknown; nil knows none). Every list,
// statistic and export asks this one question, so that numbers agree.
//
// Under a commune filter a record without any commune matches the code
// "non_communique" alone: a screen adds that line, so that no record
// disappears unnoticed.
func (f Filter) Match(r *Record, communeOf func(placeID string) string) bool {
	switch {
	case r.Deleted && !f.Deleted,
		f.From != "" && r.Date < f.From,
		f.To != "" && r.Date > f.To,
		len(f.Types) > 0 && !slices.Contains(f.Types, r.Type),
		len(f.Thematiques) > 0 && !slices.ContainsFunc(f.Thematiques, func(t string) bool { return slices.Contains(r.Thematiques, t) }),
		f.PlaceID != "" && r.PlaceID != f.PlaceID,
		f.GuideID != "" && r.GuideID != f.GuideID,
		f.Operateur != "" && orElse(r.Operateur, NotSaid) != f.Operateur,
		f.Suite != "" && orElse(r.Suite, NotSaid) != f.Suite,
		f.Author != "" && r.Author != f.Author,
		f.Tag != "" && !slices.Contains(r.Tags, f.Tag),
		f.CommuneInsee != "" && CommuneOf(&r.Session, communeOf) != f.CommuneInsee:
		return false
	}
	return f.Text == "" || MatchText(&r.Session, f.Text)
}

// CommuneOf is the commune a session belongs to: that of its place, else the
// one recorded with it, else the person's, else "non_communique".
func CommuneOf(s *Session, communeOf func(placeID string) string) string {
	if s.PlaceID != "" && communeOf != nil {
		if c := communeOf(s.PlaceID); c != "" {
			return c
		}
	}
	if s.CommuneInsee != "" {
		return s.CommuneInsee
	}
	if s.Person != nil && s.Person.CommuneInsee != "" {
		return s.Person.CommuneInsee
	}
	return NotSaid
}

// MatchText says whether every word is the beginning of a word of the guide,
// the themes (as people read them in French, and as codes), the workshop's
// title or the tags; neither case nor accents count. Notes are never searched.
func MatchText(s *Session, text string) bool {
	words := strings.Fields(Fold(SearchText(s)))
	for _, w := range strings.Fields(Fold(text)) {
		if !slices.ContainsFunc(words, func(have string) bool { return strings.HasPrefix(have, w) }) {
			return false
		}
	}
	return true
}

// SearchText is what MatchText looks in, for a store that keeps its own index.
func SearchText(s *Session) string {
	parts := append([]string{s.GuideID, s.TitreAtelier}, s.Tags...)
	labels := themeLabels()
	for _, t := range s.Thematiques {
		parts = append(parts, t, labels[t])
	}
	return strings.Join(parts, " ")
}

// themeLabels is read once: a search over many sessions asks for it each time.
var themeLabels = sync.OnceValue(func() map[string]string {
	l, out := i18n.New(i18n.Fallback), map[string]string{}
	for _, v := range []Vocabulary{Thematiques, ThematiquesAdministratives} {
		for _, c := range v.codes {
			out[c] = v.Label(l, c)
		}
	}
	return out
})

// Lines says the filter to people, one line for each thing asked, for the head
// of a screen, a file or a page. The author is never written: an export of
// one's own rows says whose they are.
func (f Filter) Lines(l *i18n.Localizer, names Names) []string {
	var out []string
	add := func(key, value string) {
		if value != "" {
			out = append(out, l.T("session.filter."+key, "value", value))
		}
	}
	day := func(d app.Day) string { return l.LongDay(d.Time(time.UTC)) }
	switch {
	case f.From != "" && f.To != "":
		out = append(out, l.T("session.filter.period", "from", day(f.From), "to", day(f.To)))
	case f.From != "":
		add("from", day(f.From))
	case f.To != "":
		add("to", day(f.To))
	}
	var types, themes []string
	for _, t := range f.Types {
		types = append(types, Types.Label(l, string(t)))
	}
	for _, t := range f.Thematiques {
		v := Thematiques
		if ThematiquesAdministratives.Has(t) {
			v = ThematiquesAdministratives
		}
		themes = append(themes, v.Label(l, t))
	}
	add("types", strings.Join(types, ", "))
	add("themes", strings.Join(themes, ", "))
	add("place", orElse(names.place(f.PlaceID).Nom, CellLabel(l, "lieu", f.PlaceID)))
	commune, _ := names.commune(f.CommuneInsee)
	add("commune", orElse(commune, CellLabel(l, "commune", f.CommuneInsee)))
	guide := f.GuideID
	if names.Guide != nil && guide != "" {
		guide = orElse(names.Guide(guide), guide)
	}
	add("guide", guide)
	said := func(view, code string) string {
		if code == "" {
			return ""
		}
		return CellLabel(l, view, code)
	}
	add("operator", said("operateur", f.Operateur))
	add("outcome", said("suite", f.Suite))
	add("tag", f.Tag)
	add("text", f.Text)
	return out
}
