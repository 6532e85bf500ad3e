// Package audit is the adversary kept in the house: it knows the rules and
// everything that left a device, deduces what it can of what did not leave,
// and says where that would point at somebody.
//
// It promises deductions that are sound (what is true always lies inside the
// intervals it gives) and quick enough to run before every report. It never
// sees a session, and it never decides what leaves: the caller does.
//
// A cell is exposed when the number of participations it hides, or the number
// that entered it between two closings, is known exactly, or is known to be
// at least one and fewer than k. Statistical guides call the first exact
// disclosure and the second singling out.
//
// Each attack the design names has a test:
//
//	margins; many small tables together    TestNothingIsExposed (whole place-years), TestReconstruction (integer program)
//	table minus table                      TestTableDifferencing
//	geography                              TestGeography
//	time, cumulative minus cumulative      TestTimeDifferencing, TestNothingIsExposed
//	late corrections                       TestLateCorrections; history « corrections »
//	last arrival                           TestLastArrival
//	n−1 injection at the kiosk             lots.TestKioskInjection (a year long), lots.TestKioskOnOneDay; history « n−1 injection »
//	one frequent visitor                   TestFrequentVisitor, TestNewcomersWhoComeBack; history « one frequent visitor »
//	averaging noisy answers                TestAveraging, opendata.TestAskingAgainTeachesNothing
//	one mediator behind a figure           TestOneMediator; history « one mediator »
//	one place behind a figure              opendata.TestRules, opendata.TestEveryPublishedFigureObeysTheRules
//	homogeneity                            the rate is printed by TestNothingIsExposed
//	sizes, times, order, ids, the stick    hubtest.TestTheLineAndTheStickTellNothing, TestOrderTellsNothing
//	logs                                   hubtest.TestTheServersLogTellsNothing (no crash file is ever written)
//	free pages                             TestSnapshotKeepsNoPseudonym, device.TestNothingReadableOnDisk, device.TestErasingAPersonLeavesNoTrace
//	noise quality                          opendata.TestNoiseQuality, opendata.TestBelowIsUniform
//	restored or cloned device              TestClone, lots.TestCopiesCountNothingTwice, hubtest.TestCloneBecomesADeviceOfItsOwn,
//	                                       hubtest.TestRestoredDeviceGoesOnUnderANewEpoch; history « cloned device »
//
// What remains: distinctness is only as good as the recognition of people by
// the place; what a whole lot shares is learned of its members; who adds kiosk
// runs every open day for a year may date the coming of a few others (about one
// attack in seventy, see lots.TestKioskInjection), though never count them.
package audit

import (
	"cmp"
	"slices"
	"strings"
)

// Unknown stands for "no upper bound".
const Unknown = 1 << 30

// Cell is a cell of a view, its code as session.CodeOf writes it.
type Cell struct{ View, Code string }

// Sent is a lot: what a cell sent when the week At ended. Weeks are numbered
// so that consecutive weeks are consecutive numbers.
type Sent struct {
	Cell
	At    int
	Count int
}

// Record is what left one device, and what the rules say of what did not.
type Record struct {
	K      int
	Weeks  []int        // weeks closed, in order
	Months []int        // those that end a month
	Base   map[Cell]int // what was sent before the first of Weeks
	Sent   []Sent       // at closings of their views, in any order
	Tables []Table
	// Corrected tells that numbers may have gone down with time.
	Corrected bool
	// Waits bounds what a cell that sent nothing at a closing holds after it.
	Waits func(c Cell, at int) (low, high int)
	// Keeps bounds what a cell that sent a lot holds after it.
	Keeps func(c Cell) (low, high int)
}

// Finding is a cell that would be exposed. Between is 0 for what the cell
// holds at the end of week At, else the earlier closing from which the
// participations that entered are known.
type Finding struct {
	Cell
	At        int
	Between   int
	Low, High int
}

// Interval bounds a number, both ends included.
type Interval struct{ Low, High int }

// Deduction is everything the adversary could work out.
type Deduction struct {
	Consistent bool // false: no history obeys the rules and gives these figures
	Findings   []Finding
	built      *builder
}

// Holds bounds what a cell holds at the closing of a week; ok is false where
// the cell does not close then, or nothing consistent could be deduced.
func (d Deduction) Holds(c Cell, at int) (x Interval, ok bool) {
	b := d.built
	i, known := b.number[c]
	n, closes := b.closing(c.View, at)
	if !d.Consistent || !known || !closes {
		return Interval{}, false
	}
	v := b.at[i][n]
	return Interval{b.low[v], b.high[v]}, true
}

// Cells are all cells the adversary reasons about, in a fixed order.
func (d Deduction) Cells() []Cell { return d.built.cells }

// Examine deduces what a record tells.
func Examine(r Record) Deduction {
	b := newBuilder(r)
	b.variables()
	b.sums()
	b.margins()
	if !r.Corrected {
		b.time()
	}
	d := Deduction{built: b}
	d.Consistent = b.Propagate()
	if !d.Consistent {
		return d
	}
	d.Findings = b.findings()
	return d
}

func (b *builder) findings() []Finding {
	var out []Finding
	for i, c := range b.cells {
		at, sent := b.at[i], b.sent[i]
		steps := b.table[c.View].Settles && !b.record.Corrected
		for n, v := range at {
			low, high := b.low[v], b.high[v]
			if !b.free[v] {
				continue
			}
			f := Finding{Cell: c, At: b.week(c.View, n), Low: low, High: high}
			if b.exposed(low, high) {
				out = append(out, f)
			}
			if n == 0 || !steps || sent[n] != sent[n-1] {
				continue
			}
			u := at[n-1]
			f.Between = b.week(c.View, n-1)
			f.Low, f.High = max(0, low-b.high[u]), min(Unknown, high-b.low[u])
			if b.exposed(f.Low, f.High) {
				out = append(out, f)
			}
		}
	}
	return out
}

// exposed is the definition in the package comment.
func (b *builder) exposed(low, high int) bool {
	return low == high || low >= 1 && high < b.record.K
}

func sorted(cells map[Cell]bool) []Cell {
	out := make([]Cell, 0, len(cells))
	for c := range cells {
		out = append(out, c)
	}
	slices.SortFunc(out, func(a, b Cell) int {
		return cmp.Or(strings.Compare(a.View, b.View), strings.Compare(a.Code, b.Code))
	})
	return out
}
