package library

import (
	"hash/fnv"
	"slices"

	"parvis/app"
	"parvis/app/guide"
)

// State is where a guide stands in its review. The codes are stored.
type State string

// The states, in the order a guide goes through them. A guide that came with
// the program or a pack starts as ToReview, « pas encore relu par une personne ».
const (
	Draft    State = "brouillon" // written here and not yet proposed, or imported
	ToReview State = "a_relire"  // never reviewed, review too old, or something changed since
	Reviewed State = "relu"      // a person read it over, less than Policy.ReviewAfter ago
	Expired  State = "perime"    // neither the review nor the source is of this year
)

// Policy is what a coordinator may change; the zero value is the usual one.
type Policy struct {
	ReviewAfter            int  // days a review holds; 0: 183, six months
	SourceAge              int  // days a source stays fresh; 0: 365
	UnreviewedTranslations bool // the kiosk may show them, marked as such
	ReviewsPerWeek         int  // reviews proposed each week; 0: 3
}

func (p Policy) reviewAfter() int    { return orElse(p.ReviewAfter, 183) }
func (p Policy) sourceAge() int      { return orElse(p.SourceAge, StaleAfter) }
func (p Policy) reviewsPerWeek() int { return orElse(p.ReviewsPerWeek, 3) }

func orElse(n, usual int) int {
	if n > 0 {
		return n
	}
	return usual
}

// standing is all that decides a state.
type standing struct {
	origin   Origin
	proposed bool    // its author asked for a review
	reviewed app.Day // empty: never
	source   app.Day // newest day a source speaks for; empty: to verify
	changed  app.Day // day an official sheet changed or a person flagged it; empty: none
}

// state gives the state of a guide on a day.
func (s standing) state(today app.Day, p Policy) State {
	if s.reviewed == "" {
		if s.origin == Imported || s.origin == Local && !s.proposed {
			return Draft
		}
		return ToReview
	}
	lastRead := max(s.reviewed, s.source)
	switch {
	case today > lastRead.Add(p.sourceAge()):
		return Expired
	case today > s.reviewed.Add(p.reviewAfter()), s.changed > s.reviewed:
		return ToReview
	}
	return Reviewed
}

// sourceDay is the newest day the sources of a guide speak for, empty when
// nobody has read any.
func sourceDay(sources []guide.Source) app.Day {
	var newest app.Day
	for _, s := range sources {
		if d, ok := s.Day(); ok {
			newest = max(newest, d)
		}
	}
	return newest
}

// Due is a review to do, and the day by which it should be done.
type Due struct {
	ID  guide.ID
	Day app.Day
}

// Plan spreads the reviews: the guides most used come first, and no week holds
// more than the policy says, so that a shelf accepted in one morning does not
// come back in one morning six months later. A guide under review is proposed
// up to four weeks before it is due, on a day that depends on its name.
func (s *Shelf) Plan() []Due {
	today, per := s.today(), s.inForce().reviewsPerWeek()
	type item struct {
		Due
		uses int
	}
	var items []item
	for _, e := range s.Entries() {
		switch {
		case e.Origin == Imported || e.State == Draft:
			continue
		case e.Review.Done() && e.State == Reviewed:
			due := e.Review.On.Add(s.inForce().reviewAfter() - spread(e.ID))
			items = append(items, item{Due{e.ID, max(due, today)}, e.Uses})
		default:
			items = append(items, item{Due{e.ID, today}, e.Uses})
		}
	}
	slices.SortStableFunc(items, func(a, b item) int {
		if a.Day != b.Day {
			return compare(a.Day, b.Day)
		}
		return b.uses - a.uses
	})
	var out []Due
	taken := map[int]int{} // week from today → reviews in it
	for _, it := range items {
		week := daysBetween(today, it.Day) / 7
		for taken[week] >= per {
			week++
		}
		taken[week]++
		out = append(out, Due{it.ID, max(it.Day, today.Add(7*week))})
	}
	slices.SortStableFunc(out, func(a, b Due) int { return compare(a.Day, b.Day) })
	return out
}

func compare[T ~string](a, b T) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

func daysBetween(a, b app.Day) int {
	zone := app.Zone("UTC")
	return int(b.Time(zone).Sub(a.Time(zone)).Hours() / 24)
}

func spread(id guide.ID) int {
	h := fnv.New32a()
	h.Write([]byte(id))
	return int(h.Sum32() % 28)
}
