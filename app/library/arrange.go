package library

import (
	"slices"
	"strings"

	"parvis/app/guide"
)

// arrange chooses, for each guide, the text in use, and rebuilds the index of
// the guides that are not imported. The lock is held.
func (s *Shelf) arrange(k *known) {
	groups := map[guide.ID][]text{}
	translations := map[guide.ID][]text{}
	for _, list := range [][]text{s.texts, s.imported} {
		for _, t := range list {
			if t.Lang != "" {
				translations[t.ID] = append(translations[t.ID], t)
			} else {
				groups[t.ID] = append(groups[t.ID], t)
			}
		}
	}
	s.byID = make(map[guide.ID]*Entry, len(groups))
	s.entries = s.entries[:0:0]
	own := NewBuilder()
	for _, id := range sortedIDs(groups) {
		e, used := s.entry(id, groups[id], k)
		s.byID[id] = e
		s.entries = append(s.entries, e)
		if used.origin != Imported {
			own.Add(dynamic(used.doc, e))
		}
		list, texts := s.translations(e, e.Version, translations[id], k)
		e.Translations, e.public = list, list
		if e.Shown.File != "" && e.Shown.Version != e.Version {
			e.public, _ = s.translations(e, e.Shown.Version, translations[id], k)
		}
		for _, t := range texts {
			if e.Origin != Imported {
				own.Add(dynamic(t.doc, e))
			}
		}
	}
	byTitle(s.entries)
	sheets := s.sheets.with(func(d *Document) {
		if e := s.byID[guide.ID(d.ID)]; e != nil {
			d.State, d.Uses, d.Source, d.Edition = e.State, e.Uses, e.Source, e.Edition
			d.Imported = e.Origin == Imported
		}
	})
	s.index = Join(own.Index(), sheets)
}

func dynamic(d Document, e *Entry) Document {
	d.State, d.Uses, d.Source = e.State, e.Uses, e.Source
	return d
}

// byTitle sorts as a reader expects: capitals and accents do not count.
func byTitle(entries []*Entry) {
	type keyed struct {
		key string
		e   *Entry
	}
	list := make([]keyed, len(entries))
	for i, e := range entries {
		list[i] = keyed{fold(strings.ToLower(e.Title)), e}
	}
	slices.SortStableFunc(list, func(a, b keyed) int { return strings.Compare(a.key, b.key) })
	for i := range list {
		entries[i] = list[i].e
	}
}

func sortedIDs(groups map[guide.ID][]text) []guide.ID {
	ids := make([]guide.ID, 0, len(groups))
	for id := range groups {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return ids
}

// entry makes the row of one guide. The newest reviewed text is in use; when
// none was reviewed, the newest one; between equals, the local one.
func (s *Shelf) entry(id guide.ID, list []text, k *known) (*Entry, text) {
	today := s.today()
	variants := make([]Variant, len(list))
	best := 0
	for i, t := range list {
		v := Variant{
			Origin: t.origin, File: t.File, Version: t.Version, Source: t.Source,
			Review: k.review(id, "", t.Version, t.Review),
		}
		v.State = standing{
			origin: t.origin, reviewed: v.Review.On, source: t.Source, changed: k.flagged[id],
			proposed: k.accepted[proposal(id)].Version == t.Version,
		}.state(today, s.inForce())
		variants[i] = v
		if t.Faulty != list[best].Faulty && i > 0 {
			if list[best].Faulty && t.origin != Imported {
				best = i
			}
			continue
		}
		if i > 0 && better(v, variants[best]) {
			best = i
		}
	}
	t := list[best]
	e := &Entry{
		ID: id, Title: t.Title, Themes: t.Themes, LifeEvent: t.LifeEvent, Operator: t.Operator,
		Audiences: t.Audiences, Minutes: t.Minutes, Variant: variants[best], Edition: t.Edition,
		Flagged: k.flagged[id], Uses: k.uses[id],
	}
	e.Stale = t.Source == "" || today > t.Source.Add(s.inForce().sourceAge())
	e.Others = append(variants[:best:best], variants[best+1:]...)
	e.show(list, variants, k.accepted[textKey{id, ""}], best)
	return e, t
}

// show chooses the text visitors follow: the one in use when the place accepted
// it, else the best of those it did. So a correction in progress never takes a
// guide away from them, nor shows itself half written.
func (e *Entry) show(list []text, variants []Variant, a Acceptance, used int) {
	best := -1
	for i, v := range variants {
		visible := !list[i].Faulty && v.Origin != Imported && slices.Contains(list[i].Audiences, guide.Kiosk) && accepts(a, v)
		if visible && (best < 0 || i == used || best != used && better(v, variants[best])) {
			best = i
		}
	}
	if best >= 0 {
		e.Accepted, e.Shown = true, variants[best]
	}
}

// better says whether a text is preferred to another of the same guide.
func better(a, b Variant) bool {
	if (a.Origin == Imported) != (b.Origin == Imported) {
		return b.Origin == Imported
	}
	if a.Review.Done() != b.Review.Done() {
		return a.Review.Done()
	}
	if c := a.Version.Compare(b.Version); c != 0 {
		return c > 0
	}
	return a.Origin.rank() < b.Origin.rank()
}

// accepts says whether an acceptance covers a text: that version, or a later
// one that a person has reviewed or the coordinator has published.
func accepts(a Acceptance, v Variant) bool {
	if a.Guide == "" || a.Withdrawn {
		return false
	}
	c := v.Version.Compare(a.Version)
	return c <= 0 || v.Review.Done() || v.Origin == Pack
}

// translations gives the translations of one version of a guide, one a
// language: made from that version, else the newest.
func (s *Shelf) translations(e *Entry, version guide.Version, list []text, k *known) ([]Translation, []text) {
	best := map[string]text{}
	for _, t := range list {
		if t.Faulty {
			continue
		}
		b, ok := best[t.Lang]
		switch fits, had := t.Version == version, b.Version == version; {
		case !ok, fits && !had,
			fits == had && t.Version.Compare(b.Version) > 0,
			fits == had && t.Version == b.Version && t.origin.rank() < b.origin.rank():
			best[t.Lang] = t
		}
	}
	out := make([]text, 0, len(best))
	for _, t := range best {
		out = append(out, t)
	}
	slices.SortFunc(out, func(a, b text) int { return strings.Compare(a.Lang, b.Lang) })
	rows := make([]Translation, 0, len(out))
	for _, t := range out {
		a := k.accepted[textKey{e.ID, t.Lang}]
		rows = append(rows, Translation{
			Lang: t.Lang, Of: t.Version, Title: t.Title, Behind: t.Version != version,
			Review:   k.review(e.ID, t.Lang, t.Version, t.Review),
			Accepted: a.Guide != "" && !a.Withdrawn && a.Version == t.Version,
			Refused:  a.Withdrawn,
			variant:  t.origin, file: t.File,
		})
	}
	return rows, out
}
