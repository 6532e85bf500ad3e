package lots

import (
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"slices"
	"time"

	"parvis/app"
	"parvis/app/lots/audit"
	"parvis/app/session"
)

// State is the account of a device: for every cell of every view, what left,
// what waits and what is owed. It is a value built from events and closings
// alone: the same history gives the same state, byte for byte. It is not safe
// for concurrent use.
type State struct {
	through uint64
	next    span // the oldest week not closed; zero before the first event
	started int  // weekNumber of the first closing, 0 before
	views   map[View]map[string]*cell
	sources map[string]*source
	past    []closed // the last months, for the auditor
	policy  Policy   // in force, for what climbed at a copy
	rules   rules
	tables  []audit.Table // built once for the auditor
}

// rules are the decisions that tests measure against others; a device knows
// only those of the package.
type rules struct {
	remainder func(key []byte, id cellID, w Window, k int) int
	enough    func(c *crowd, k int) bool
	heed      bool
}

func ours() rules { return rules{remainder: remainder, enough: (*crowd).enough, heed: true} }

// cellID names a cell: its view and its code (see session.CodeOf).
type cellID struct {
	view View
	code string
}

// cell is the account of one cell. held = Σ queue − debt.
type cell struct {
	released int // all that ever left
	debt     int // corrections of what had left, to be paid by what comes
	waited   int // closings in a row at which something waited and nothing left
	reason   Reason
	queue    []entry
	gone     handed
}

func (c *cell) held() int {
	n := -c.debt
	for _, e := range c.queue {
		n += e.n
	}
	return n
}

// NewState is the account of a device on which nothing happened.
func NewState() *State {
	return &State{views: map[View]map[string]*cell{}, sources: map[string]*source{}, rules: ours()}
}

// Through is the Seq of the last event taken in.
func (s *State) Through() uint64 { return s.through }

// Apply takes in one event. Events come in the order of Seq; one already taken
// in is passed over.
func (s *State) Apply(e Event) {
	if e.Seq <= s.through {
		return
	}
	s.through = e.Seq
	switch {
	case e.Split != nil:
		s.split(*e.Split)
	case e.Run != nil:
		s.enterRun(e.Run, e.Seq)
	case e.Before == nil && e.After != nil && s.sources[string(e.After.ID)] == nil:
		s.enter(e.After, e.Seq)
	case e.Before != nil || e.After != nil:
		s.change(e)
	}
}

// from keeps the oldest week not closed: the first closing of a device goes
// back to its oldest session, so that a history brought in is dated properly.
// Once a week was closed it stays closed.
func (s *State) from(day app.Day) {
	if s.started != 0 {
		return
	}
	if w := spanOf(day); s.next.monday == "" || w.monday < s.next.monday {
		s.next = w
	}
}

func (s *State) cell(id cellID) *cell {
	codes := s.views[id.view]
	if codes == nil {
		codes = map[string]*cell{}
		s.views[id.view] = codes
	}
	c := codes[id.code]
	if c == nil {
		c = &cell{}
		codes[id.code] = c
	}
	return c
}

func (s *State) enterRun(r *Run, seq uint64) {
	s.from(r.Date)
	src := &source{id: "run:" + r.ID, day: dayNumber(r.Date), seq: seq, kind: visit}
	for _, v := range session.KioskViews() {
		if code := runCode(r, View(v)); code != "" {
			c := s.cell(cellID{View(v), code})
			c.queue = append(c.queue, entry{src, 1})
		}
	}
}

func (s *State) enter(after *session.Session, seq uint64) {
	s.from(after.Date)
	src := &source{id: string(after.ID), seq: seq}
	src.describe(after)
	s.sources[src.id] = src
	eachCell(after, func(id cellID, n int) {
		c := s.cell(id)
		c.queue = append(c.queue, entry{src, n})
	})
}

// change takes in a correction, a deletion, or a session coming back. What
// still waits of it is corrected in place; what has left becomes a debt.
func (s *State) change(e Event) {
	now := e.After
	if now == nil {
		now = e.Before
	}
	s.from(now.Date)
	src := s.sources[string(now.ID)]
	if src == nil {
		src = &source{id: string(now.ID), seq: e.Seq}
		s.sources[src.id] = src
	}
	src.describe(now)

	var order []cellID
	diff := map[cellID]int{}
	count := func(sign int) func(cellID, int) {
		return func(id cellID, n int) {
			if _, ok := diff[id]; !ok {
				order = append(order, id)
			}
			diff[id] += sign * n
		}
	}
	if e.Before != nil {
		eachCell(e.Before, count(-1))
	}
	if e.After != nil {
		eachCell(e.After, count(+1))
	}
	for _, id := range order {
		switch n := diff[id]; {
		case n > 0:
			s.add(id, src, n)
		case n < 0:
			s.take(id, src, -n)
		}
	}
}

func (s *State) add(id cellID, src *source, n int) {
	c := s.cell(id)
	if src.away {
		c.gone.queue = join(c.gone.queue, entry{src, n})
		return
	}
	c.queue = join(c.queue, entry{src, n})
}

// take removes n participations of a source from what waits in the cell, or
// above it where it climbed; the rest had left and is owed.
func (s *State) take(id cellID, src *source, n int) {
	for _, at := range append([]cellID{id}, s.ancestors(id)...) {
		c := s.views[at.view][at.code]
		if c == nil || n == 0 {
			continue
		}
		n -= withdraw(&c.queue, src, n)
		n -= withdraw(&c.gone.queue, src, n)
	}
	if n > 0 {
		s.cell(id).debt += n
	}
}

// withdraw removes up to n participations of a source and says how many.
func withdraw(queue *[]entry, src *source, n int) int {
	i := find(*queue, src)
	if i < 0 {
		return 0
	}
	gone := min(n, (*queue)[i].n)
	if (*queue)[i].n -= gone; (*queue)[i].n == 0 {
		*queue = slices.Delete(*queue, i, i+1)
	}
	return gone
}

// join adds an entry to what waits, one entry per source.
func join(queue []entry, e entry) []entry {
	if i := find(queue, e.src); i >= 0 {
		queue[i].n += e.n
		return queue
	}
	return append(queue, e)
}

// find looks from the end: most corrections follow soon.
func find(queue []entry, src *source) int {
	for i := len(queue) - 1; i >= 0; i-- {
		if queue[i].src == src {
			return i
		}
	}
	return -1
}

// ancestors gives the cells above one. A commune may have climbed to another
// intercommunality than today's: all those of the account are looked at.
func (s *State) ancestors(id cellID) (up []cellID) {
	if id.view == "commune" {
		for _, code := range sortedCodes(s.views[id.view]) {
			if level(id.view, code) > level(id.view, id.code) {
				up = append(up, cellID{id.view, code})
			}
		}
		return up
	}
	if id.view == guideView && id.code != otherGuides {
		return []cellID{{id.view, otherGuides}} // a shelf changes: any guide may have climbed
	}
	for code, _, ok := climb(id.view, id.code, Policy{}); ok; code, _, ok = climb(id.view, code, Policy{}) {
		up = append(up, cellID{id.view, code})
	}
	return up
}

// eachCell calls f for every cell a session enters.
func eachCell(x *session.Session, f func(id cellID, n int)) {
	for _, v := range session.Views() {
		for _, c := range session.CellsOf(x, v) {
			if c.N > 0 {
				f(cellID{View(v), codeOf(c)}, c.N)
			}
		}
	}
}

// codeOf is c.Code() without its detours where there is one dimension: it is
// called thirty times a session.
func codeOf(c session.Cell) string {
	if len(c.Coords) == 1 {
		for _, code := range c.Coords {
			return code
		}
	}
	return c.Code()
}

// describe writes down what counting people needs, and nothing more.
func (src *source) describe(x *session.Session) {
	src.day = dayNumber(x.Date)
	src.kind, src.person, src.known = seen, 0, 0
	switch {
	case x.Type == session.Workshop && x.Participants != nil:
		src.kind, src.known = group, min(x.Participants.DejaAccompagnes, x.Participants.Total)
	case x.Type == session.Individual && x.Person != nil:
		first := x.Person.PremierAccompagnement != nil && *x.Person.PremierAccompagnement
		switch {
		case x.Person.BeneficiaryID != "":
			src.kind = followed
			if first {
				src.kind = followedFresh
			}
			// The pseudonym itself is not kept: erasing a file must leave no trace.
			sum := sha256.Sum256([]byte(x.Person.BeneficiaryID))
			src.person = binary.BigEndian.Uint64(sum[:])
		case first:
			src.kind = fresh
		}
	}
}

// dayNumber is the number of days since 1970-01-01.
func dayNumber(d app.Day) int32 {
	return int32(d.Time(time.UTC).Unix() / 86400)
}

// weekNumber numbers weeks without gaps.
func (s span) weekNumber() int {
	return int(dayNumber(s.monday)+3) / 7
}

func older(a, b entry) int {
	return cmp.Or(cmp.Compare(a.src.day, b.src.day), cmp.Compare(a.src.seq, b.src.seq))
}

func sortedCodes(codes map[string]*cell) []string {
	out := make([]string, 0, len(codes))
	for code := range codes {
		out = append(out, code)
	}
	slices.Sort(out)
	return out
}
