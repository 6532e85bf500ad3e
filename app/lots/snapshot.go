package lots

import (
	"slices"

	"github.com/fxamacker/cbor/v2"

	"parvis/app"
)

// snapshotVersion is written first; a newer one is refused, never guessed, and
// the first one, which knew of no other device, is still read.
const snapshotVersion = 2

type (
	snapshot struct {
		_       struct{} `cbor:",toarray"`
		Version int
		Through uint64
		Next    string
		Started int
		Sources []sourceRow
		Cells   []cellRow
		Past    []pastRow
	}
	sourceRow struct {
		_      struct{} `cbor:",toarray"`
		ID     string
		Day    int32
		Seq    uint64
		Kind   uint8
		Person uint64
		Known  int
		Parted uint8 // not zero: another device counts it
	}
	cellRow struct {
		_        struct{} `cbor:",toarray"`
		View     string
		Code     string
		Released int
		Debt     int
		Waited   int
		Reason   string
		Queue    []int // source, n, source, n…
		Gone     []int // the same, of another device
		GoneDebt int
		Before   int
	}
	pastRow struct {
		_     struct{} `cbor:",toarray"`
		Week  int
		Month bool
		Cells []int // cell, sent, holds…
	}
)

// Encode writes the state as canonical CBOR: equal states give equal bytes.
// Only sources of which something waits are kept.
func (s *State) Encode() []byte {
	snap := snapshot{
		Version: snapshotVersion, Through: s.through, Next: string(s.next.monday), Started: s.started,
		Sources: []sourceRow{}, Cells: []cellRow{}, Past: []pastRow{},
	}
	number := map[*source]int{}
	rows := map[cellID]int{}
	for _, v := range Views() {
		for _, code := range sortedCodes(s.views[v]) {
			c := s.views[v][code]
			rows[cellID{v, code}] = len(snap.Cells)
			snap.Cells = append(snap.Cells, cellRow{
				View: string(v), Code: code, Released: c.released, Debt: c.debt, Waited: c.waited,
				Reason: string(c.reason), Queue: snap.queue(c.queue, number), Gone: snap.queue(c.gone.queue, number),
				GoneDebt: c.gone.debt, Before: c.gone.before,
			})
		}
	}
	for _, p := range s.past {
		row := pastRow{Week: p.week, Month: p.month, Cells: []int{}}
		for _, a := range p.cells {
			row.Cells = append(row.Cells, rows[a.id], a.sent, a.holds)
		}
		snap.Past = append(snap.Past, row)
	}
	raw, err := canonical().Marshal(snap)
	if err != nil {
		panic(err) // plain numbers and texts always encode
	}
	return raw
}

func (snap *snapshot) queue(queue []entry, number map[*source]int) []int {
	if !slices.IsSortedFunc(queue, older) {
		slices.SortFunc(queue, older)
	}
	out := make([]int, 0, 2*len(queue))
	for _, e := range queue {
		i, ok := number[e.src]
		if !ok {
			i = len(snap.Sources)
			number[e.src] = i
			x := e.src
			row := sourceRow{ID: x.id, Day: x.day, Seq: x.seq, Kind: uint8(x.kind), Person: x.person, Known: x.known}
			if x.away {
				row.Parted = 1
			}
			snap.Sources = append(snap.Sources, row)
		}
		out = append(out, i, e.n)
	}
	return out
}

// Decode reads what Encode wrote; nil gives the state of a new device. A
// damaged or newer snapshot is the error "lots_snapshot".
func Decode(raw []byte) (*State, error) {
	s := NewState()
	if len(raw) == 0 {
		return s, nil
	}
	snap, err := readSnapshot(raw)
	if err != nil {
		return nil, app.E(app.Damaged, "lots_snapshot").Because(err)
	}
	if snap.Version != snapshotVersion || !snap.sound() {
		return nil, app.E(app.Damaged, "lots_snapshot")
	}
	s.through, s.next, s.started = snap.Through, span{monday: app.Day(snap.Next)}, snap.Started
	sources := make([]*source, len(snap.Sources))
	for i, x := range snap.Sources {
		sources[i] = &source{id: x.ID, day: x.Day, seq: x.Seq, kind: kind(x.Kind), person: x.Person, known: x.Known, away: x.Parted != 0}
		s.sources[x.ID] = sources[i]
	}
	ids := make([]cellID, len(snap.Cells))
	for i, x := range snap.Cells {
		ids[i] = cellID{View(x.View), x.Code}
		c := s.cell(ids[i])
		*c = cell{released: x.Released, debt: x.Debt, waited: x.Waited, reason: Reason(x.Reason)}
		c.gone.debt, c.gone.before = x.GoneDebt, x.Before
		c.queue, c.gone.queue = entries(sources, x.Queue), entries(sources, x.Gone)
	}
	for _, x := range snap.Past {
		p := closed{week: x.Week, month: x.Month}
		for j := 0; j < len(x.Cells); j += 3 {
			p.cells = append(p.cells, account{ids[x.Cells[j]], x.Cells[j+1], x.Cells[j+2]})
		}
		s.past = append(s.past, p)
	}
	return s, nil
}

// lastWeek is a weekNumber far beyond any calendar of ours (the year 2160).
const lastWeek = 10_000

// sound checks what the encoding cannot: references inside bounds, declared
// views, counts that can be.
func (snap *snapshot) sound() bool {
	if snap.Next != "" {
		if d, err := app.ParseDay(snap.Next); err != nil || d < "2000" || spanOf(d).monday != d {
			return false
		}
	}
	for _, c := range snap.Cells {
		if !View(c.View).Known() || c.Released < 0 || c.Debt < 0 || c.Waited < 0 || c.Before < 0 || c.GoneDebt < 0 {
			return false
		}
		if !snap.refers(c.Queue) || !snap.refers(c.Gone) {
			return false
		}
	}
	before := 0
	if snap.Started < 0 || snap.Started > lastWeek {
		return false
	}
	for _, p := range snap.Past {
		if len(p.Cells)%3 != 0 || p.Week <= before || p.Week > lastWeek {
			return false
		}
		before = p.Week
		for j := 0; j < len(p.Cells); j += 3 {
			if p.Cells[j] < 0 || p.Cells[j] >= len(snap.Cells) {
				return false
			}
		}
	}
	return true
}

// refers checks a queue.
func (snap *snapshot) refers(queue []int) bool {
	for j := 0; j+1 < len(queue); j += 2 {
		if queue[j] < 0 || queue[j] >= len(snap.Sources) || queue[j+1] < 1 {
			return false
		}
	}
	return len(queue)%2 == 0
}

func entries(sources []*source, queue []int) (out []entry) {
	for j := 0; j < len(queue); j += 2 {
		out = append(out, entry{sources[queue[j]], queue[j+1]})
	}
	return out
}

// canonical is CBOR core deterministic encoding (RFC 8949 §4.2.1).
func canonical() cbor.EncMode {
	m, err := cbor.CoreDetEncOptions().EncMode()
	if err != nil {
		panic(err) // constant options
	}
	return m
}

// strict refuses what canonical would not write, as far as decoding can tell.
func strict() cbor.DecMode {
	m, err := cbor.DecOptions{
		DupMapKey: cbor.DupMapKeyEnforcedAPF, IndefLength: cbor.IndefLengthForbidden,
		TagsMd: cbor.TagsForbidden, ExtraReturnErrors: cbor.ExtraDecErrorUnknownField,
		MaxArrayElements: 1 << 22, MaxMapPairs: 1 << 10, MaxNestedLevels: 8,
	}.DecMode()
	if err != nil {
		panic(err) // constant options
	}
	return m
}
