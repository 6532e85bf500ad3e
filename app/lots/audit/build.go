package audit

// builder turns a record into a system: one unknown per cell and closing, for
// what the cell holds after it.
type builder struct {
	System
	record Record
	table  map[string]Table
	cells  []Cell
	at     map[Cell]map[int]Var
	sent   map[Cell]map[int]int // everything sent until then
	free   map[Var]bool         // not settled by the rules alone
	byView map[string][]Cell
}

func newBuilder(r Record) *builder {
	b := &builder{
		record: r, table: map[string]Table{}, byView: map[string][]Cell{},
		at: map[Cell]map[int]Var{}, sent: map[Cell]map[int]int{}, free: map[Var]bool{},
	}
	all := map[Cell]bool{}
	for _, t := range r.Tables {
		b.table[t.View] = t
		for _, code := range t.Codes {
			all[Cell{t.View, code}] = true
		}
	}
	for c := range r.Base {
		all[c] = true
	}
	for _, s := range r.Sent {
		all[s.Cell] = true
	}
	b.cells = sorted(all)
	for _, c := range b.cells {
		b.byView[c.View] = append(b.byView[c.View], c)
	}
	return b
}

// closings are the weeks at which a view closes.
func (b *builder) closings(view string) []int {
	if b.table[view].Weekly {
		return b.record.Weeks
	}
	return b.record.Months
}

func (b *builder) variables() {
	left := map[Cell]map[int]int{}
	for _, s := range b.record.Sent {
		if left[s.Cell] == nil {
			left[s.Cell] = map[int]int{}
		}
		left[s.Cell][s.At] += s.Count
	}
	for _, c := range b.cells {
		times := b.closings(c.View)
		b.at[c], b.sent[c] = make(map[int]Var, len(times)), make(map[int]int, len(times))
		sum := b.record.Base[c]
		for _, at := range times {
			low, high := b.record.Waits(c, at)
			if n := left[c][at]; n > 0 {
				sum += n
				low, high = b.record.Keeps(c)
			}
			v := b.Variable(low, high)
			b.at[c][at], b.sent[c][at] = v, sum
			b.free[v] = low < high
		}
	}
}

// sums adds, for each view at each month's end, what its cells add up to.
func (b *builder) sums() {
	for _, at := range b.record.Months {
		groups := map[string]Var{}
		for _, t := range b.record.Tables {
			if t.One || t.Group == "" {
				continue
			}
			whole, sent := b.whole(t.Group, at, groups)
			terms := []Term{{whole, -1}}
			for _, c := range b.byView[t.View] {
				terms = append(terms, Term{b.at[c][at], 1})
				sent -= b.sent[c][at]
			}
			if t.Codes == nil {
				terms = append(terms, Term{b.Variable(0, Unknown), 1})
			}
			if t.Several {
				b.Require(sent, Unknown, terms...)
				b.each(t, at, whole, groups)
				continue
			}
			b.Require(sent, sent, terms...)
		}
	}
}

// whole gives the unknown of a group's total and what was sent of it.
func (b *builder) whole(group string, at int, groups map[string]Var) (Var, int) {
	c := Cell{View: group}
	if v, ok := b.at[c][at]; ok {
		return v, b.sent[c][at]
	}
	if _, ok := groups[group]; !ok {
		groups[group] = b.Variable(0, Unknown)
	}
	return groups[group], 0
}

// each adds that no cell of a table of ticks is above the total.
func (b *builder) each(t Table, at int, whole Var, groups map[string]Var) {
	_, sent := b.whole(t.Group, at, groups)
	for _, c := range b.byView[t.View] {
		b.Require(-Unknown, sent-b.sent[c][at], Term{b.at[c][at], 1}, Term{whole, -1})
	}
}

// margins adds what tables say of each other beyond the total.
func (b *builder) margins() {
	for _, at := range b.record.Months {
		for _, t := range b.record.Tables {
			for _, m := range t.Margins {
				b.margin(m, at)
			}
		}
	}
}

func (b *builder) margin(m Margin, at int) {
	var terms []Term
	sent := 0
	for _, c := range m.Parts {
		v, ok := b.at[c][at]
		if !ok {
			return
		}
		terms = append(terms, Term{v, 1})
		sent += b.sent[c][at]
	}
	v, ok := b.at[m.Whole][at]
	if !ok {
		return
	}
	terms = append(terms, Term{v, -1})
	gap := b.sent[m.Whole][at] - sent
	if m.AtMost {
		b.Require(-Unknown, gap, terms...)
		return
	}
	b.Require(gap, gap, terms...)
}

// time adds that the number of participations of a cell never goes down,
// where nothing leaves it but as a lot.
func (b *builder) time() {
	for _, c := range b.cells {
		if !b.table[c.View].Settles {
			continue
		}
		times := b.closings(c.View)
		for i := 1; i < len(times); i++ {
			before, after := times[i-1], times[i]
			b.Require(b.sent[c][before]-b.sent[c][after], Unknown,
				Term{b.at[c][after], 1}, Term{b.at[c][before], -1})
		}
	}
}
