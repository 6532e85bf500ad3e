package device

import (
	"cmp"
	"slices"
	"sync"
	"time"

	"parvis/app"
	"parvis/app/session"
)

// figures are the statistics in memory, for filters of any kind: what each
// session adds (rows, by day) and the sums by month of everything and of every
// single filter (rolls). They are made from the projection at the first
// question that needs them and then follow it, transaction by transaction.
type figures struct {
	mu      sync.RWMutex
	loaded  bool
	pending []delta // of the transaction under way
	table
}

// delta is a session that enters or leaves the figures.
type delta struct {
	seq    uint64
	author string
	body   session.Session
	what   share
	sign   int
}

// table is the figures proper.
type table struct {
	names     names[word] // cells and tags
	people    names[string]
	texts     names[string] // codes filters compare
	communeOf func(string) string
	days      map[int32]*dayRows
	order     []int32 // days that have rows, in order
	rolls     map[rollKey]*roll
	rows      int
}

// names numbers values in memory; 0 is the zero value.
type names[T comparable] struct {
	number map[T]uint32
	list   []T
}

func (n *names[T]) of(v T) uint32 {
	var zero T
	if v == zero {
		return 0
	}
	if i, ok := n.number[v]; ok {
		return i
	}
	if n.number == nil {
		n.number, n.list = map[T]uint32{}, []T{zero}
	}
	i := uint32(len(n.list))
	n.number[v], n.list = i, append(n.list, v)
	return i
}

// row is what one session adds, without pointers: its cells and its themes and
// tags lie in the arena of its day.
type row struct {
	seq                                        uint64
	sums                                       [sumCount]int32
	kind, place, commune, guide, author, title uint32
	operator, outcome, person                  uint32
	cells, cellEnd, themes, tags, tagEnd       uint32
}

type pair struct {
	word uint32
	n    int32
}

type dayRows struct {
	rows  []row
	pairs []pair
	codes []uint32 // themes then tags of each row
}

// A roll is the sums of one month for one value of one filter.
type rollKey struct {
	month int32 // year × 12 + month
	by    dimension
	value uint32
}

type dimension uint8

const (
	byAll dimension = iota
	byType
	byTheme
	byPlace
	byCommune
	byGuide
	byAuthor
	byTag
	byOperator
	byOutcome
)

type roll struct {
	sums   sums
	counts []int32
	days   [32]int32
	people map[uint32]int32
}

func (f *figures) begin() { f.pending = f.pending[:0] }

// note remembers what the transaction under way changes.
func (f *figures) note(s stored, body *session.Session, what share, sign int) {
	f.mu.RLock()
	loaded := f.loaded
	f.mu.RUnlock()
	if loaded {
		f.pending = append(f.pending, delta{seq: s.seq, author: s.author, body: *body, what: what, sign: sign})
	}
}

// end takes the changes in once they are committed.
func (f *figures) end(err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if err != nil {
		f.pending = f.pending[:0]
		return
	}
	for _, c := range f.pending {
		if c.sign > 0 {
			f.add(c)
		} else {
			f.remove(c)
		}
	}
	f.pending = f.pending[:0]
}

// drop forgets everything; the next question loads it again.
func (f *figures) drop() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.loaded, f.pending = false, nil
	f.table = table{}
}

func dayNumber(d app.Day) int32 { return int32(d.Time(time.UTC).Unix() / 86400) }

func dayFrom(n int32) app.Day {
	return app.Day(time.Unix(int64(n)*86400, 0).UTC().Format(time.DateOnly))
}

func monthOf(n int32) (month int32, day int) {
	y, m, d := time.Unix(int64(n)*86400, 0).UTC().Date()
	return int32(y)*12 + int32(m) - 1, d
}

func (t *table) add(c delta) {
	if t.days == nil {
		t.days, t.rolls = map[int32]*dayRows{}, map[rollKey]*roll{}
	}
	n := dayNumber(c.what.day)
	day := t.days[n]
	if day == nil {
		day = &dayRows{}
		t.days[n] = day
		at, _ := slices.BinarySearch(t.order, n)
		t.order = slices.Insert(t.order, at, n)
	}
	r := t.row(day, c)
	day.rows = append(day.rows, r)
	t.rows++
	t.roll(n, day, &r, 1)
}

// row writes what a session adds into its day's arena.
func (t *table) row(day *dayRows, c delta) row {
	s := &c.body
	r := row{
		seq: c.seq, kind: t.texts.of(string(s.Type)), place: t.texts.of(s.PlaceID),
		commune: t.texts.of(session.CommuneOf(s, t.communeOf)), guide: t.texts.of(s.GuideID),
		author: t.texts.of(c.author), title: t.texts.of(s.TitreAtelier), person: t.people.of(c.what.person),
		operator: t.texts.of(cmp.Or(s.Operateur, session.NotSaid)), outcome: t.texts.of(cmp.Or(s.Suite, session.NotSaid)),
		cells: uint32(len(day.pairs)), themes: uint32(len(day.codes)),
	}
	for i, n := range c.what.sums {
		r.sums[i] = int32(n)
	}
	for _, one := range c.what.counts {
		day.pairs = append(day.pairs, pair{t.names.of(one.word), int32(one.n)})
	}
	r.cellEnd = uint32(len(day.pairs))
	for _, theme := range s.Thematiques {
		day.codes = append(day.codes, t.texts.of(themeMark+theme))
	}
	r.tags = uint32(len(day.codes))
	for _, tag := range s.Tags {
		day.codes = append(day.codes, t.texts.of(tag))
	}
	r.tagEnd = uint32(len(day.codes))
	return r
}

func (t *table) remove(c delta) {
	n := dayNumber(c.what.day)
	day := t.days[n]
	if day == nil {
		return
	}
	i := slices.IndexFunc(day.rows, func(r row) bool { return r.seq == c.seq })
	if i < 0 {
		return
	}
	t.roll(n, day, &day.rows[i], -1)
	day.rows = slices.Delete(day.rows, i, i+1)
	t.rows--
	if len(day.rows) == 0 {
		delete(t.days, n)
		at, _ := slices.BinarySearch(t.order, n)
		t.order = slices.Delete(t.order, at, at+1)
	}
}

// roll adds a row to the months' sums it belongs to, or takes it away.
func (t *table) roll(n int32, day *dayRows, r *row, sign int32) {
	month, dom := monthOf(n)
	one := func(by dimension, value uint32) {
		if value == 0 && by != byAll {
			return
		}
		key := rollKey{month: month, by: by, value: value}
		x := t.rolls[key]
		if x == nil {
			x = &roll{}
			t.rolls[key] = x
		}
		x.take(day, r, dom, sign)
	}
	one(byAll, 0)
	one(byType, r.kind)
	one(byPlace, r.place)
	one(byCommune, r.commune)
	one(byGuide, r.guide)
	one(byAuthor, r.author)
	one(byOperator, r.operator)
	one(byOutcome, r.outcome)
	eachOnce(day.codes[r.themes:r.tags], func(c uint32) { one(byTheme, c) })
	eachOnce(day.codes[r.tags:r.tagEnd], func(c uint32) { one(byTag, c) })
}

// eachOnce passes each different code: a code said twice is one session.
func eachOnce(codes []uint32, f func(uint32)) {
	for i, c := range codes {
		if !slices.Contains(codes[:i], c) {
			f(c)
		}
	}
}

func (x *roll) take(day *dayRows, r *row, dom int, sign int32) {
	for i, n := range r.sums {
		x.sums[i] += int(sign * n)
	}
	x.days[dom] += sign * r.sums[sumTotal]
	for _, p := range day.pairs[r.cells:r.cellEnd] {
		if int(p.word) >= len(x.counts) {
			x.counts = append(x.counts, make([]int32, int(p.word)+1-len(x.counts))...)
		}
		x.counts[p.word] += sign * p.n
	}
	if r.person != 0 {
		if x.people == nil {
			x.people = map[uint32]int32{}
		}
		if x.people[r.person] += sign; x.people[r.person] == 0 {
			delete(x.people, r.person)
		}
	}
}
