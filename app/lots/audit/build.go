package audit

// builder turns a record into a system: one unknown per cell and closing, for
// what the cell holds after it.
type builder struct {
	System
	record Record
	table  map[string]Table
	cells  []Cell
	months []int          // positions in record.Weeks of those that end a month
	weeks  []int          // all positions
	at     map[Cell][]Var // by position in record.Weeks; none where nothing closes
	sent   map[Cell][]int // everything sent until then
	free   []bool         // by variable: not settled by the rules alone
	byView map[string][]Cell
}

// none stands where a cell has no closing.
const none Var = -1

func newBuilder(r Record) *builder {
	b := &builder{
		record: r, table: map[string]Table{}, byView: map[string][]Cell{},
		at: map[Cell][]Var{}, sent: map[Cell][]int{},
	}
	for i, at := range r.Weeks {
		b.weeks = append(b.weeks, i)
		if len(b.months) < len(r.Months) && r.Months[len(b.months)] == at {
			b.months = append(b.months, i)
		}
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

// closings are the positions at which a view closes.
func (b *builder) closings(view string) []int {
	if b.table[view].Weekly {
		return b.weeks
	}
	return b.months
}

func (b *builder) variables() {
	position := make(map[int]int, len(b.record.Weeks))
	for i, at := range b.record.Weeks {
		position[at] = i
	}
	left := map[Cell][]int{}
	for _, s := range b.record.Sent {
		if left[s.Cell] == nil {
			left[s.Cell] = make([]int, len(b.weeks))
		}
		left[s.Cell][position[s.At]] += s.Count
	}
	for _, c := range b.cells {
		at, sent := make([]Var, len(b.weeks)), make([]int, len(b.weeks))
		for i := range at {
			at[i] = none
		}
		sum, lots := b.record.Base[c], left[c]
		for _, i := range b.closings(c.View) {
			low, high := 0, 0
			if lots != nil && lots[i] > 0 {
				sum += lots[i]
				low, high = b.record.Keeps(c)
			} else {
				low, high = b.record.Waits(c, b.record.Weeks[i])
			}
			at[i], sent[i] = b.Variable(low, high), sum
			b.free = append(b.free, low < high)
		}
		b.at[c], b.sent[c] = at, sent
	}
}

// sums adds, for each view at each month's end, what its cells add up to.
func (b *builder) sums() {
	for _, at := range b.months {
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
	if known := b.at[c]; known != nil {
		return known[at], b.sent[c][at]
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
	for _, at := range b.months {
		for _, t := range b.record.Tables {
			for _, m := range t.Margins {
				b.margin(m, at)
			}
		}
	}
}

func (b *builder) margin(m Margin, at int) {
	terms := make([]Term, 0, len(m.Parts)+1)
	sent := 0
	for _, c := range m.Parts {
		v := b.at[c]
		if v == nil {
			return
		}
		terms = append(terms, Term{v[at], 1})
		sent += b.sent[c][at]
	}
	whole := b.at[m.Whole]
	if whole == nil {
		return
	}
	terms = append(terms, Term{whole[at], -1})
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
