package library

import (
	"parvis/app"
	"parvis/app/guide"
)

// Origin is where a text comes from.
type Origin string

// The origins. When two texts of a guide are equal otherwise, the first of
// this list is preferred.
const (
	Local    Origin = "local"   // written or corrected here
	Pack     Origin = "lot"     // published by the coordinator, signature checked
	Starter  Origin = "parvis"  // shipped with the program
	Imported Origin = "importe" // official sheet turned into a draft
)

func (o Origin) rank() int {
	switch o {
	case Local:
		return 0
	case Pack:
		return 1
	case Starter:
		return 2
	}
	return 3
}

// Variant is one text of a guide: its file, its version, its review.
type Variant struct {
	Origin  Origin
	File    string // path in its origin
	Version guide.Version
	Review  guide.Review // in the file, or signed on this device
	Source  app.Day      // newest day its sources speak for; empty: to verify
	State   State
}

// Translation is a guide's text in another language.
type Translation struct {
	Lang     string
	Of       guide.Version // version of the guide it was made from
	Title    string
	Review   guide.Review // the speaker who accepted it
	Accepted bool         // by this place, for visitors
	Refused  bool         // taken back by this place
	Behind   bool         // made from another version than the one in use
	variant  Origin
	file     string
}

// Entry is one guide of the shelf: the text in use, the others, and what the
// place decided about it.
type Entry struct {
	ID           guide.ID
	Title        string
	Themes       []string
	LifeEvent    string
	Operator     string
	Audiences    []guide.Audience
	Minutes      int
	Variant                // the one in use
	Others       []Variant // a newer edition among them is proposed, never imposed
	Edition      string    // of an imported sheet, AAAA-MM
	Stale        bool      // no source was read within a year
	Accepted     bool      // visitors may see it: Shown says which text
	Shown        Variant   // the text visitors follow, maybe older than the one in use; without File: none
	Flagged      app.Day   // last time a step was flagged; empty: never
	Uses         int       // in the last 30 days
	Translations []Translation

	public []Translation // of the text visitors follow
}

// For says whether the guide is meant for that audience.
func (e *Entry) For(a guide.Audience) bool {
	for _, own := range e.Audiences {
		if own == a {
			return true
		}
	}
	return false
}

// Newer gives the most recent text that is not the one in use, when a pack or
// the program brings a later version than it.
func (e *Entry) Newer() (Variant, bool) {
	var best Variant
	for _, v := range e.Others {
		if v.Version.Compare(e.Version) > 0 && v.Version.Compare(best.Version) > 0 {
			best = v
		}
	}
	return best, best.File != ""
}

// Languages are the languages the guide exists in, French first.
func (e *Entry) Languages() []string {
	langs := []string{"fr"}
	for _, t := range e.Translations {
		langs = append(langs, t.Lang)
	}
	return langs
}

// translation finds the translation of a language, nil when there is none.
func (e *Entry) translation(lang string) *Translation { return find(e.Translations, lang) }

func find(list []Translation, lang string) *Translation {
	for i := range list {
		if list[i].Lang == lang {
			return &list[i]
		}
	}
	return nil
}

// VisibleIn says whether visitors may meet the guide in a language: the place
// accepted it, it is meant for the kiosk, it is no raw import, and a
// translation was accepted by its speaker or the policy allows unreviewed ones.
func (e *Entry) VisibleIn(lang string, p Policy) bool {
	if !e.Accepted {
		return false
	}
	if lang == "" || lang == "fr" {
		return true
	}
	t := find(e.public, lang)
	return t != nil && !t.Behind && !t.Refused && (t.Accepted || t.Review.Done() || p.UnreviewedTranslations)
}
