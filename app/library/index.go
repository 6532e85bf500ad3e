package library

import (
	"cmp"
	"slices"
	"strings"
	"sync"
	"time"

	"parvis/app"
	"parvis/i18n"
)

// Index finds guides by their words. It is safe for concurrent use.
type Index struct {
	docs     []Document // without their texts
	segments []*segment
	mu       sync.Mutex // the stemmers keep a state
	scratch  *scratch
	found    []scored
}

// Options narrow and order a search.
type Options struct {
	Limit int     // rows wanted; 0 gives 10
	Lang  string  // language of the person; its guides come first
	All   bool    // imported sheets too, even when their source is old
	Today app.Day // decides whether the source of an imported sheet is fresh
	// Keep, when set, leaves out the documents it refuses.
	Keep func(d *Document) bool
}

// Hit is one row of a search.
type Hit struct {
	ID       string  `json:"id"`
	Title    string  `json:"title"`
	Score    float64 `json:"score"` // 0…1
	State    State   `json:"state"`
	Lang     string  `json:"-"`
	Edition  string  `json:"-"` // of an imported sheet, AAAA-MM
	Imported bool    `json:"-"`
}

// EditionText says from which month an imported sheet is (« fiche de novembre
// 2020 », « fiche d’octobre 2020 »), empty for any other guide. It stands in
// every row that shows one.
func (h Hit) EditionText(l *i18n.Localizer) string { return editionText(h.Imported, h.Edition, l) }

// EditionText is that of an entry of the shelf; see Hit.EditionText.
func (e *Entry) EditionText(l *i18n.Localizer) string {
	return editionText(e.Origin == Imported, e.Edition, l)
}

func editionText(imported bool, edition string, l *i18n.Localizer) string {
	t, err := time.Parse("2006-01", edition)
	if !imported || err != nil {
		return ""
	}
	month := l.MonthYear(t)
	if strings.ContainsRune("aeiouâàéo", []rune(month)[0]) {
		return l.T("library.edition_vowel", "month", month)
	}
	return l.T("library.edition", "month", month)
}

const (
	otherLanguage = 0.85 // a guide in another language than the person's
	floorScore    = 0.06 // below, the document has nothing to do with the query
	floorShare    = 0.12 // of the best score
	importedShare = 0.9  // of its score, for a sheet no one has reviewed
)

// Len is the number of documents.
func (x *Index) Len() int { return len(x.docs) }

// Search gives the best documents, best first; one row a guide, in the language
// that answers best. An empty query gives nothing.
func (x *Index) Search(query string, o Options) []Hit {
	if o.Limit <= 0 {
		o.Limit = 10
	}
	if len(query) > 400 {
		query = query[:400]
	}
	typed := typedWords(query)
	if len(typed) == 0 {
		return nil
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	found := x.found[:0]
	for _, s := range x.segments {
		from := len(found)
		found = x.searchSegment(found, s, typed)
		found = x.weigh(found, from, o)
	}
	x.found = found
	return x.rank(found, typed, o)
}

// weigh keeps, from the position on, the documents the options admit, and
// lowers those in another language and those no one has reviewed.
func (x *Index) weigh(found []scored, from int, o Options) []scored {
	kept := found[:from]
	lang := cmp.Or(o.Lang, "fr")
	for _, f := range found[from:] {
		d := &x.docs[f.doc]
		if !x.admits(d, o) {
			continue
		}
		if d.Lang != lang {
			f.score *= otherLanguage
		}
		if d.Imported {
			f.score *= importedShare
		}
		kept = append(kept, f)
	}
	return kept
}

func (x *Index) admits(d *Document, o Options) bool {
	if d.Imported && !o.All && !Fresh(d.Source, o.Today) {
		return false
	}
	return o.Keep == nil || o.Keep(d)
}

type scored struct {
	doc   int32
	score float64
}

// rank orders the rows, keeps one by guide, and holds imported sheets below
// every reviewed guide of the list.
func (x *Index) rank(found []scored, query []typed, o Options) []Hit {
	found = x.shortlist(found, o.Limit)
	best := make(map[string]scored, len(found))
	lowest := 2.0
	for _, f := range found {
		d := &x.docs[f.doc]
		if b, ok := best[d.ID]; !ok || f.score > b.score {
			best[d.ID] = f
		}
		if d.State == Reviewed && !d.Imported {
			lowest = min(lowest, f.score)
		}
	}
	rows := make([]scored, 0, len(best))
	for _, f := range best {
		if x.docs[f.doc].Imported && f.score >= lowest {
			f.score = lowest * (0.9 + 0.0999*f.score) // order kept, below the reviewed
		}
		rows = append(rows, f)
	}
	slices.SortFunc(rows, func(a, b scored) int {
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(x.docs[b.doc].Uses, x.docs[a.doc].Uses),
			cmp.Compare(len(x.docs[a.doc].Title), len(x.docs[b.doc].Title)), cmp.Compare(x.docs[a.doc].ID, x.docs[b.doc].ID))
	})
	x.named(rows, query)
	rows = rows[:min(len(rows), o.Limit)]
	hits := make([]Hit, len(rows))
	for i, f := range rows {
		d := &x.docs[f.doc]
		hits[i] = Hit{
			ID: d.ID, Title: d.Title, Score: float64(int(f.score*1000+0.5)) / 1000,
			State: d.State, Lang: d.Lang, Edition: d.Edition, Imported: d.Imported,
		}
	}
	return hits
}

// shortlist drops the documents that cannot be shown: those under the floor,
// and the imported ones with too many better imported ones above them.
func (x *Index) shortlist(found []scored, limit int) []scored {
	const steps = 512
	var counts [steps + 1]int
	top := 0.0
	for _, f := range found {
		top = max(top, f.score)
		if x.docs[f.doc].Imported {
			counts[int(f.score*steps)]++
		}
	}
	cut, above := steps, 0
	for ; cut > 0 && above < max(limit, nearTop); cut-- {
		above += counts[cut]
	}
	floor := max(floorScore, top*floorShare)
	kept := found[:0]
	for _, f := range found {
		if f.score >= floor && (!x.docs[f.doc].Imported || int(f.score*steps) >= cut) {
			kept = append(kept, f)
		}
	}
	return kept
}

// Fresh says whether a source read on a day still counts as current today.
func Fresh(source, today app.Day) bool {
	return source != "" && today != "" && today <= source.Add(StaleAfter)
}

// StaleAfter is the number of days after which a source is no longer current.
const StaleAfter = 365
