package audit_test

import (
	"flag"
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"sync/atomic"
	"testing"

	"parvis/app/lots"
	"parvis/app/lots/audit"
	"parvis/app/lots/lotstest"
)

var (
	from = flag.Int("audit.seed", 0, "first history of the attack suite; with -audit.n 1, one alone")
	many = flag.Int("audit.n", 0, "how many histories")
)

// histories is how many place-years the suite goes through.
func histories() int {
	switch {
	case *many > 0:
		return *many
	case os.Getenv("PARVIS_SOAK") == "1":
		return 2000
	}
	return 50
}

// TestNothingIsExposed is the whole attack on whole years: margins, tables
// subtracted from one another, periods subtracted from one another, many small
// tables together. The adversary believes once that every visitor is someone
// else, and once nothing of the kind. It also prints how useful the figures
// stay. A history is replayed with -audit.seed and -audit.n 1.
func TestNothingIsExposed(t *testing.T) {
	defer debug.SetGCPercent(debug.SetGCPercent(400))
	var use utility
	next, n, found := atomic.Int64{}, *from+histories(), atomic.Int64{}
	next.Store(int64(*from))
	t.Run("histories", func(t *testing.T) {
		for core := range runtime.GOMAXPROCS(0) {
			t.Run(fmt.Sprint("core ", core), func(t *testing.T) {
				t.Parallel()
				for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
					found.Add(int64(attack(t, i, &use)))
				}
			})
		}
	})
	t.Logf("%d histories, %d exposures", n-*from, found.Load())
	use.print(t)
}

// attack lives one year and gives how many cells an adversary finds in it.
func attack(t *testing.T, i int, use *utility) (found int) {
	p := lotstest.Profiles()[i%len(lotstest.Profiles())]
	d := lotstest.NewDevice(uint64(i), lots.Policy{})
	sim := lotstest.NewSimulator(p, uint64(i))
	var backup *lotstest.Device
	for week := 1; week <= 52; week++ {
		d.Record(sim.Week(d.Monday)...)
		r, err := d.CloseWeek()
		ok(t, err)
		use.week(p.Name, week, d, r)
		switch {
		case p.Copied > 0 && week == p.Copied:
			found += copied(t, d, p, i)
			backup = d.Copy(nil)
		case p.Copied > 0 && week == p.Copied+weeksLost:
			found += putBack(t, backup, d, p, i)
		}
	}
	found += search(t, d, p, i)
	if p.Injected > 0 {
		for _, c := range injected() {
			if x, exposed := othersIn(d, c); exposed {
				found++
				t.Errorf("%s, seed %d: %d to %d others in %v", p.Name, i, x.Low, x.High, c)
			}
		}
	}
	return found
}

// search looks for exposed cells with each belief.
func search(t *testing.T, d *lotstest.Device, p lotstest.Profile, i int) (found int) {
	for _, different := range []bool{false, true} {
		a := lotstest.Adversary{K: lots.MinK, Different: different, Files: p.Followed > 0, Corrected: p.Edits > 0}
		for _, f := range d.Leaks(a) {
			found++
			t.Errorf("%s, seed %d: %+v", p.Name, i, f)
		}
	}
	return found
}

// weeksLost is the age of the backup a place is put back from.
const weeksLost = 6

// putBack lives on from a backup in the place of the disk that was lost, and
// searches everything that left under the name.
func putBack(t *testing.T, backup, lost *lotstest.Device, p lotstest.Profile, i int) int {
	backup.PutBack(lost)
	sent := len(backup.Ledger.Outbox)
	sim := lotstest.NewSimulator(p, uint64(i)+1<<33)
	sim.Skip(1 << 21)
	ok(t, backup.Live(sim, 26))
	if len(backup.Ledger.Outbox) == sent {
		t.Errorf("seed %d: the place put back sent nothing more", i)
	}
	return search(t, backup, p, i)
}

// copied lives on with a copy of the disk that was told to become a device of
// its own, and searches what it sends. The other goes on under the old name.
func copied(t *testing.T, d *lotstest.Device, p lotstest.Profile, i int) int {
	c := d.Copy(nil)
	c.Leave(lotstest.Key(uint64(i) + 1<<32))
	sim := lotstest.NewSimulator(p, uint64(i)+1<<32)
	sim.Skip(1 << 20)
	ok(t, c.Live(sim, 52-p.Copied))
	if len(c.Ledger.Outbox) == 0 {
		t.Errorf("seed %d: the copy sent nothing", i)
	}
	return search(t, c, p, i)
}

// injected are the cells an attacker at the kiosk fills.
func injected() (cells []audit.Cell) {
	for _, run := range []lots.Run{lotstest.Injected, lotstest.InjectedAnswer} {
		for v, code := range run.Codes() {
			cells = append(cells, audit.Cell{View: string(v), Code: code})
		}
	}
	return cells
}

// othersIn is what an attacker, who knows how many runs are his, works out of
// how many others are in a cell at the end of the year; exposed when it is
// sure to be some, and fewer than k.
func othersIn(d *lotstest.Device, c audit.Cell) (x audit.Interval, exposed bool) {
	low, high := lotstest.Adversary{K: lots.MinK}.Keeps(c)
	sent, mine := 0, map[int]int{}
	d.Ledger.Each(func(e lots.Event) {
		if e.Run != nil && e.Run.Codes()[lots.View(c.View)] == c.Code && *e.Run == lotstest.InjectedAs(e.Run) {
			mine[lotstest.WeekNumber(e.Run.Date)]++
		}
	})
	x = audit.Interval{Low: 0, High: audit.Unknown}
	for _, l := range d.Ledger.Outbox {
		if lotstest.CellOf(l) != c {
			continue
		}
		sent += l.Count
		_, end := l.Window.Bounds()
		added := 0
		for week, n := range mine {
			if week <= lotstest.WeekNumber(end) {
				added += n
			}
		}
		x.Low = max(x.Low, sent-added+low)
		x.High = sent - added + high // others may still come: only the last bound holds
	}
	return x, x.Low >= 1 && x.High < lots.MinK
}
