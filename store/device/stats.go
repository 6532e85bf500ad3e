package device

import (
	"context"
	"fmt"
	"slices"

	"parvis/app"
	"parvis/app/session"
	"parvis/store/disk"
)

// Stats implements session.Book: the same figures as counting the sessions of
// the filter one by one. A period alone is a sum of days; a period and one
// filter, a sum of months and the days at both ends; anything else, a walk
// over the rows of the period.
func (d *Device) Stats(ctx context.Context, f session.Filter) (session.Stats, error) {
	if f.Deleted { // history screens: nothing is counted in advance
		return d.slowStats(ctx, f)
	}
	if !d.figuresLoaded() && f.Empty() || onlyPeriod(f) && !d.figuresLoaded() {
		var st session.Stats
		err := d.view(ctx, func(t *tx) (err error) {
			st, err = t.sumDays(f)
			return err
		})
		return st, err
	}
	if err := d.Warm(ctx); err != nil {
		return session.Stats{}, err
	}
	if err := d.flushed(ctx); err != nil {
		return session.Stats{}, err
	}
	d.figures.mu.RLock()
	if !d.figures.loaded { // dropped by a rebuild meanwhile
		d.figures.mu.RUnlock()
		return d.slowStats(ctx, f)
	}
	defer d.figures.mu.RUnlock()
	return d.figures.stats(f), nil
}

func onlyPeriod(f session.Filter) bool {
	f.From, f.To = "", ""
	return f.Empty()
}

func (d *Device) slowStats(ctx context.Context, f session.Filter) (session.Stats, error) {
	f.Limit, f.Newest = 0, false
	c := session.NewTally()
	for r, err := range d.List(ctx, f) {
		if err != nil {
			return session.Stats{}, err
		}
		c.Add(&r.Session)
	}
	return c.Stats(), nil
}

func (d *Device) figuresLoaded() bool {
	d.figures.mu.RLock()
	defer d.figures.mu.RUnlock()
	return d.figures.loaded
}

// Warm loads the figures in memory, so that the first filtered question is as
// fast as the next ones. A window calls it in the background after opening.
func (d *Device) Warm(ctx context.Context) (err error) {
	defer func() { err = disk.Explain(err) }()
	if d.figuresLoaded() {
		return nil
	}
	if err := d.flushed(ctx); err != nil {
		return err
	}
	d.applying.Lock()
	defer d.applying.Unlock()
	if d.figuresLoaded() {
		return nil
	}
	fresh := table{communeOf: d.o.CommuneOf}
	err = d.read(func(t *tx) error {
		return t.each(bucketSessions, nil, func(key, plain []byte) (bool, error) {
			s, err := decodeStored(keySeq(key), plain)
			if err != nil || s.deleted {
				return true, err
			}
			body, err := d.codec.Decode(s.body)
			if err != nil {
				return false, fmt.Errorf("%w: %w", errProjection, err)
			}
			fresh.add(delta{seq: s.seq, author: s.author, body: body, what: shareOf(&body)})
			return true, ctx.Err()
		})
	})
	if err != nil {
		return err
	}
	d.figures.mu.Lock()
	defer d.figures.mu.Unlock()
	d.figures.table, d.figures.loaded = fresh, true
	return nil
}

// UsePlaces tells which commune each place of the directory is in: filters by
// commune follow it.
func (d *Device) UsePlaces(communeOf func(placeID string) string) {
	d.applying.Lock()
	d.o.CommuneOf = communeOf
	d.applying.Unlock()
	d.figures.drop()
}

// query is a filter in the numbers of the table. impossible says that it names
// something no session has.
type query struct {
	from, to   int32
	by         []rollKey // single values asked for, month left out
	types      []uint32
	themes     []uint32
	words      []map[uint32]bool // for each word of the text, the texts that match
	impossible bool
}

const forever = 1 << 30

func (t *table) compile(f session.Filter) query {
	q := query{from: -forever, to: forever}
	if f.From != "" {
		q.from = dayNumber(f.From)
	}
	if f.To != "" {
		q.to = dayNumber(f.To)
	}
	single := func(by dimension, code string) {
		if code == "" {
			return
		}
		n, ok := t.texts.number[code]
		q.impossible = q.impossible || !ok
		q.by = append(q.by, rollKey{by: by, value: n})
	}
	several := func(by dimension, codes []string) []uint32 {
		if len(codes) == 1 {
			single(by, codes[0])
			return nil
		}
		var out []uint32
		for _, c := range codes {
			if n, ok := t.texts.number[c]; ok {
				out = append(out, n)
			}
		}
		q.impossible = q.impossible || len(codes) > 0 && len(out) == 0
		return out
	}
	types := make([]string, len(f.Types))
	for i, x := range f.Types {
		types[i] = string(x)
	}
	themes := make([]string, len(f.Thematiques))
	for i, x := range f.Thematiques {
		themes[i] = themeMark + x
	}
	q.types, q.themes = several(byType, types), several(byTheme, themes)
	single(byPlace, f.PlaceID)
	single(byCommune, f.CommuneInsee)
	single(byGuide, f.GuideID)
	single(byAuthor, f.Author)
	single(byTag, f.Tag)
	single(byOperator, f.Operateur)
	single(byOutcome, f.Suite)
	q.words = t.matching(f.Text)
	return q
}

// stats answers a compiled filter; the table is not changed meanwhile.
func (t *table) stats(f session.Filter) session.Stats {
	a := answer{t: t, counts: make([]int32, len(t.names.list)), people: make([]bool, len(t.people.list)), st: newStats()}
	if q := t.compile(f); !q.impossible {
		a.run(q)
	}
	for word, n := range a.counts {
		if n != 0 {
			a.st.addWord(t.names.list[word], int(n))
		}
	}
	followed := 0
	for _, came := range a.people {
		if came {
			followed++
		}
	}
	a.st.addSums(&a.sums, followed)
	return a.st.Stats
}

// answer is a question being answered.
type answer struct {
	t      *table
	st     statsMaker
	sums   sums
	counts []int32
	people []bool
}

// run walks the days of the period; whole months of a single filter come from
// their roll.
func (a *answer) run(q query) {
	first, _ := slices.BinarySearch(a.t.order, q.from)
	end, found := slices.BinarySearch(a.t.order, q.to)
	if found {
		end++
	}
	if first >= end {
		return
	}
	rolled := len(q.by) <= 1 && q.types == nil && q.themes == nil && len(q.words) == 0
	key := rollKey{by: byAll}
	if len(q.by) == 1 {
		key = q.by[0]
	}
	for i := first; i < end; {
		month, _ := monthOf(a.t.order[i])
		next := i
		for next < end && sameMonth(a.t.order[next], month) {
			next++
		}
		whole := (i == 0 || i > first || !sameMonth(a.t.order[i-1], month)) &&
			(next == len(a.t.order) || next < end || !sameMonth(a.t.order[next], month))
		if rolled && whole {
			key.month = month
			a.addRoll(a.t.rolls[key], month)
		} else {
			for ; i < next; i++ {
				a.addDay(q, a.t.order[i])
			}
		}
		i = next
	}
}

func sameMonth(day, month int32) bool {
	m, _ := monthOf(day)
	return m == month
}

func (a *answer) addRoll(x *roll, month int32) {
	if x == nil {
		return
	}
	a.sums.add(&x.sums, 1)
	for word, n := range x.counts {
		a.counts[word] += n
	}
	for p := range x.people {
		a.people[p] = true
	}
	for dom, n := range x.days {
		if n != 0 {
			a.st.addDay(app.Day(fmt.Sprintf("%04d-%02d-%02d", month/12, month%12+1, dom)), int(n))
		}
	}
}

func (a *answer) addDay(q query, n int32) {
	day := a.t.days[n]
	total := 0
	for i := range day.rows {
		r := &day.rows[i]
		if !q.match(day, r) {
			continue
		}
		for k, v := range r.sums {
			a.sums[k] += int(v)
		}
		total += int(r.sums[sumTotal])
		for _, p := range day.pairs[r.cells:r.cellEnd] {
			a.counts[p.word] += p.n
		}
		if r.person != 0 {
			a.people[r.person] = true
		}
	}
	a.st.addDay(dayFrom(n), total)
}

// match mirrors session.Filter.Match on the numbers of a row.
func (q *query) match(day *dayRows, r *row) bool {
	for _, want := range q.by {
		ok := false
		switch want.by {
		case byType:
			ok = r.kind == want.value
		case byTheme:
			ok = slices.Contains(day.codes[r.themes:r.tags], want.value)
		case byPlace:
			ok = r.place == want.value
		case byCommune:
			ok = r.commune == want.value
		case byGuide:
			ok = r.guide == want.value
		case byAuthor:
			ok = r.author == want.value
		case byOperator:
			ok = r.operator == want.value
		case byOutcome:
			ok = r.outcome == want.value
		case byTag:
			ok = slices.Contains(day.codes[r.tags:r.tagEnd], want.value)
		}
		if !ok {
			return false
		}
	}
	if q.types != nil && !slices.Contains(q.types, r.kind) {
		return false
	}
	if q.themes != nil && !slices.ContainsFunc(day.codes[r.themes:r.tags], func(c uint32) bool { return slices.Contains(q.themes, c) }) {
		return false
	}
	for _, w := range q.words {
		if !w[r.guide] && !w[r.title] && !slices.ContainsFunc(day.codes[r.themes:r.tagEnd], func(c uint32) bool { return w[c] }) {
			return false
		}
	}
	return true
}
