package audit

import "slices"

// builder turns a record into a system: one unknown per cell and closing, for
// what the cell holds after it. Cells are numbered, and so are the closings of
// a view: weeks for the total, months for the others.
type builder struct {
	System
	record Record
	table  map[string]Table
	cells  []Cell
	number map[Cell]int
	ofView map[string][2]int // first cell of a view, and the one after its last
	months []int             // positions in record.Weeks of those that end a month
	at     [][]Var           // by cell and closing
	sent   [][]int           // everything sent until then
	free   []bool            // by variable: not settled by the rules alone
}

func newBuilder(r Record) *builder {
	b := &builder{record: r, table: map[string]Table{}, number: map[Cell]int{}, ofView: map[string][2]int{}}
	for i, at := range r.Weeks {
		if len(b.months) < len(r.Months) && r.Months[len(b.months)] == at {
			b.months = append(b.months, i)
		}
	}
	all := make(map[Cell]bool, 2*len(r.Base)+256)
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
	for i, c := range b.cells {
		b.number[c] = i
		span, ok := b.ofView[c.View]
		if !ok {
			span[0] = i
		}
		span[1] = i + 1
		b.ofView[c.View] = span
	}
	return b
}

// closings is how many there are of a view.
func (b *builder) closings(view string) int {
	if b.table[view].Weekly {
		return len(b.record.Weeks)
	}
	return len(b.months)
}

// closing numbers the closing of a view at the end of a week; false when it
// has none then.
func (b *builder) closing(view string, at int) (int, bool) {
	if b.table[view].Weekly {
		return slices.BinarySearch(b.record.Weeks, at)
	}
	return slices.BinarySearch(b.record.Months, at)
}

// week is the week of a closing of a view.
func (b *builder) week(view string, n int) int {
	if b.table[view].Weekly {
		return b.record.Weeks[n]
	}
	return b.record.Months[n]
}

// monthly numbers the closing of a view at the end of a month.
func (b *builder) monthly(view string, month int) int {
	if b.table[view].Weekly {
		return b.months[month]
	}
	return month
}

// held is what a cell holds at the end of a month, and what it had sent.
func (b *builder) held(cell, month int) (Var, int) {
	n := b.monthly(b.cells[cell].View, month)
	return b.at[cell][n], b.sent[cell][n]
}

func (b *builder) variables() {
	size := 0
	for _, c := range b.cells {
		size += b.closings(c.View)
	}
	b.low, b.high = make([]int, 0, 2*size), make([]int, 0, 2*size)
	vars, sums := make([]Var, size), make([]int, size)
	b.at, b.sent, b.free = make([][]Var, len(b.cells)), make([][]int, len(b.cells)), make([]bool, 0, size)
	for i, c := range b.cells {
		n := b.closings(c.View)
		b.at[i], vars = vars[:n:n], vars[n:]
		b.sent[i], sums = sums[:n:n], sums[n:]
	}
	for _, s := range b.record.Sent {
		if n, ok := b.closing(s.View, s.At); ok {
			b.sent[b.number[s.Cell]][n] += s.Count
		}
	}
	for i, c := range b.cells {
		sum, lots := b.record.Base[c], b.sent[i]
		for n, count := range lots {
			low, high := 0, 0
			if count > 0 {
				low, high = b.record.Keeps(c)
			} else {
				low, high = b.record.Waits(c, b.week(c.View, n))
			}
			sum += count
			b.at[i][n], lots[n] = b.Variable(low, high), sum
			b.free = append(b.free, low < high)
		}
	}
}

// sums adds, for each view at each month's end, what its cells add up to.
func (b *builder) sums() {
	var terms []Term
	for month := range b.months {
		groups := map[string]Var{}
		for _, t := range b.record.Tables {
			if t.One || t.Group == "" {
				continue
			}
			whole, sent := b.whole(t.Group, month, groups)
			terms = append(terms[:0], Term{whole, -1})
			for c := b.ofView[t.View][0]; c < b.ofView[t.View][1]; c++ {
				v, left := b.held(c, month)
				terms = append(terms, Term{v, 1})
				sent -= left
			}
			if t.Codes == nil {
				terms = append(terms, Term{b.Variable(0, Unknown), 1})
			}
			if t.Several {
				b.Require(sent, Unknown, terms...)
				b.each(t, month, whole, groups)
				continue
			}
			b.Require(sent, sent, terms...)
		}
	}
}

// whole gives the unknown of a group's total and what was sent of it.
func (b *builder) whole(group string, month int, groups map[string]Var) (Var, int) {
	if c, known := b.number[Cell{View: group}]; known {
		return b.held(c, month)
	}
	if _, ok := groups[group]; !ok {
		groups[group] = b.Variable(0, Unknown)
	}
	return groups[group], 0
}

// each adds that no cell of a table of ticks is above the total.
func (b *builder) each(t Table, month int, whole Var, groups map[string]Var) {
	_, sent := b.whole(t.Group, month, groups)
	for c := b.ofView[t.View][0]; c < b.ofView[t.View][1]; c++ {
		v, left := b.held(c, month)
		b.Require(-Unknown, sent-left, Term{v, 1}, Term{whole, -1})
	}
}

// margins adds what tables say of each other beyond the total.
func (b *builder) margins() {
	for _, t := range b.record.Tables {
		for _, m := range t.Margins {
			b.margin(m)
		}
	}
}

// margin adds one, where all its cells are known.
func (b *builder) margin(m Margin) {
	whole, ok := b.number[m.Whole]
	if !ok {
		return
	}
	parts := make([]int, len(m.Parts))
	for i, c := range m.Parts {
		if parts[i], ok = b.number[c]; !ok {
			return
		}
	}
	terms := make([]Term, 0, len(parts)+1)
	for month := range b.months {
		v, gap := b.held(whole, month)
		terms = append(terms[:0], Term{v, -1})
		for _, c := range parts {
			v, left := b.held(c, month)
			terms = append(terms, Term{v, 1})
			gap -= left
		}
		if m.AtMost {
			b.Require(-Unknown, gap, terms...)
			continue
		}
		b.Require(gap, gap, terms...)
	}
}

// time adds that the number of participations of a cell never goes down,
// where nothing leaves it but as a lot.
func (b *builder) time() {
	for i, c := range b.cells {
		if !b.table[c.View].Settles {
			continue
		}
		at, sent := b.at[i], b.sent[i]
		for n := 1; n < len(at); n++ {
			b.Require(sent[n-1]-sent[n], Unknown, Term{at[n], 1}, Term{at[n-1], -1})
		}
	}
}
