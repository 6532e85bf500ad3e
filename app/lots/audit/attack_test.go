package audit_test

import (
	"bytes"
	"context"
	"fmt"
	"reflect"
	"slices"
	"testing"

	"parvis/app"
	"parvis/app/lots"
	"parvis/app/lots/audit"
	"parvis/app/lots/lotstest"
	"parvis/app/session"
)

func ok(tb testing.TB, err error) {
	tb.Helper()
	if err != nil {
		tb.Fatal(err)
	}
}

// TestDeductionsAreTrue: an adversary whose beliefs are right is never wrong,
// or the suite would prove nothing.
func TestDeductionsAreTrue(t *testing.T) {
	p := lotstest.Profile{Name: "all different", Weekly: 12, Days: 5, Firsts: 1, Communes: 6}
	for seed := range uint64(6) {
		d := lotstest.NewDevice(seed, lots.Policy{})
		ok(t, d.Live(lotstest.NewSimulator(p, seed), 40))
		known := d.Observe(lotstest.Adversary{K: lots.MinK, Different: true})
		if !known.Consistent {
			t.Fatal("a true belief was refuted")
		}
		for _, table := range audit.Tables() {
			if !table.Settles {
				continue // what climbs is no longer in its cell
			}
			for _, c := range known.Cells() {
				if c.View != table.View {
					continue
				}
				for at, truth := range d.Truth {
					x, closes := known.Holds(c, at)
					if n := truth[c] - d.Left(c, at); closes && (n < x.Low || n > x.High) {
						t.Fatalf("%v at %d holds %d, the adversary says %v", c, at, n, x)
					}
				}
			}
		}
	}
}

// TestReconstruction sets an integer program on the tables of small places.
func TestReconstruction(t *testing.T) {
	few := map[string]bool{"total": true, "type": true, "genre": true, "premier_accompagnement": true}
	p := lotstest.Profile{Weekly: 6, Days: 5, Workshops: .2, Firsts: .5, Communes: 3}
	tried := map[bool]int{}
	for seed := range uint64(histories() / 5) {
		d := lotstest.NewDevice(seed, lots.Policy{})
		ok(t, d.Live(lotstest.NewSimulator(p, seed), 13))
		for _, different := range []bool{false, true} {
			r := lotstest.Adversary{K: lots.MinK, Different: different}.Observe(d.Ledger.Outbox, d.First, d.Last())
			if !audit.Examine(r).Consistent {
				continue // everything sent refutes this belief: nobody can go on with it
			}
			r.Tables = slices.DeleteFunc(slices.Clone(r.Tables), func(x audit.Table) bool { return !few[x.View] })
			r.Sent = slices.DeleteFunc(r.Sent, func(x audit.Sent) bool { return !few[x.View] })
			tried[different] += len(r.Sent)
			for _, f := range audit.ExactFindings(r) {
				if n := d.Truth[f.At][f.Cell] - d.Left(f.Cell, f.At); f.Between == 0 && n >= f.Low && n <= f.High {
					t.Errorf("seed %d, all different %v: %+v", seed, different, f)
				}
			}
		}
	}
	t.Logf("lots looked at, by belief that all are different: %v", tried)
	if tried[false] == 0 || tried[true] == 0 {
		t.Error("nothing was sent: nothing was tried")
	}
}

// visit is a first visit on a day of September 2026.
func visit(n int, change func(*session.Session)) lots.Event {
	first := true
	x := session.Session{
		ID: session.ID(fmt.Sprintf("visit-%d", n)), Type: session.Individual,
		Date: app.Day("2026-09-01").Add(n % 20), Duree: 30, TypeLieu: session.AtPlace, PlaceID: session.Here,
		Thematiques: []string{"email"},
		Person:      &session.Person{PremierAccompagnement: &first, TrancheAge: "soixante_dix_plus", CommuneInsee: "13001"},
	}
	if change != nil {
		change(&x)
	}
	return lots.Event{After: &x}
}

func young(x *session.Session) { x.Person.TrancheAge = "soixante_soixante_neuf" }

// TestTableDifferencing: ten visitors for one theme, seven of one age. The
// theme minus the age would point at the three others.
func TestTableDifferencing(t *testing.T) {
	for seed := range uint64(200) {
		d := lotstest.NewDevice(seed, lots.Policy{})
		for n := range 10 {
			var change func(*session.Session)
			if n >= 7 {
				change = young
			}
			d.Record(visit(n, change))
		}
		for range 5 {
			_, err := d.CloseWeek()
			ok(t, err)
		}
		if l := d.Leaks(lotstest.Adversary{K: lots.MinK, Different: true}); len(l) > 0 {
			t.Fatalf("key %d: %+v", seed, l)
		}
	}
}

// TestTimeDifferencing: the difference of two periods is a sum of lots, so it
// is nothing, or at least k.
func TestTimeDifferencing(t *testing.T) {
	d := lotstest.NewDevice(4, lots.Policy{})
	ok(t, d.Live(lotstest.NewSimulator(lotstest.Profiles()[0], 4), 30))
	sums := map[audit.Cell]map[lots.Window]int{}
	for _, l := range d.Ledger.Outbox {
		c := lotstest.CellOf(l)
		if sums[c] == nil {
			sums[c] = map[lots.Window]int{}
		}
		if sums[c][l.Window] != 0 {
			t.Fatalf("two lots of one cell in one window: %+v", l)
		}
		sums[c][l.Window] = l.Count
		if l.Count < lots.MinK {
			t.Fatalf("a difference of periods gives %+v", l)
		}
	}
}

// TestGeography: three visitors of a small commune beside twelve of the town.
// Total minus town never says how many came from elsewhere.
func TestGeography(t *testing.T) {
	for seed := range uint64(40) {
		d := lotstest.NewDevice(seed, lots.Policy{})
		for n := range 15 {
			d.Record(visit(n, func(x *session.Session) {
				if n >= 12 {
					x.Person.CommuneInsee = "13099"
				}
			}))
		}
		for range 45 { // long enough to climb twice
			_, err := d.CloseWeek()
			ok(t, err)
		}
		for _, l := range d.Ledger.Outbox {
			if l.View == "commune" && l.Cell["commune"] == "13099" {
				t.Fatalf("three people left: %+v", l)
			}
		}
		if l := d.Leaks(lotstest.Adversary{K: lots.MinK, Different: true}); len(l) > 0 {
			t.Fatalf("key %d: %+v", seed, l)
		}
	}
}

// TestFrequentVisitor: a regular who has a file, alone in her commune, comes
// sixty times. She is one person; no lot is ever made of her.
func TestFrequentVisitor(t *testing.T) {
	d := lotstest.NewDevice(1, lots.Policy{})
	for n := range 60 {
		d.Record(visit(n, func(x *session.Session) {
			first := false
			x.Person = &session.Person{BeneficiaryID: "b-1", CommuneInsee: "13099", PremierAccompagnement: &first}
		}))
	}
	for range 60 {
		_, err := d.CloseWeek()
		ok(t, err)
	}
	if len(d.Ledger.Outbox) > 0 {
		t.Errorf("a lot of one person left: %+v", d.Ledger.Outbox[0])
	}
}

// TestNewcomersWhoComeBack: three newcomers of a workshop are the already-seen
// of the next one. Six participations, three people: nothing leaves.
func TestNewcomersWhoComeBack(t *testing.T) {
	workshop := func(n, total, known int) lots.Event {
		return visit(n, func(x *session.Session) {
			x.Type, x.Person = session.Workshop, nil
			x.Participants = &session.Participants{Total: total, DejaAccompagnes: known}
		})
	}
	for seed := range uint64(100) {
		d := lotstest.NewDevice(seed, lots.Policy{})
		d.Record(workshop(0, 3, 0), workshop(7, 3, 3), workshop(14, 3, 3))
		for range 8 {
			_, err := d.CloseWeek()
			ok(t, err)
		}
		if len(d.Ledger.Outbox) > 0 {
			t.Fatalf("key %d: three people made a lot: %+v", seed, d.Ledger.Outbox[0])
		}
	}
}

// TestLateCorrections: what was sent stays as it was, nothing below k ever
// leaves, and the debt is paid before anything else does.
func TestLateCorrections(t *testing.T) {
	d := lotstest.NewDevice(2, lots.Policy{})
	var all []lots.Event
	for n := range 20 {
		all = append(all, visit(n, nil))
	}
	d.Record(all...)
	for range 5 {
		_, err := d.CloseWeek()
		ok(t, err)
	}
	sent := d.Left(audit.Cell{View: "total"}, lotstest.WeekNumber(d.Last()))
	if sent < 15 {
		t.Fatalf("only %d of 20 left", sent)
	}
	for _, e := range all {
		d.Record(lots.Event{Before: e.After})
	}
	for n := range 40 {
		d.Record(visit(100+n, func(x *session.Session) { x.Date = d.Monday }))
		if n%10 == 9 {
			_, err := d.CloseWeek()
			ok(t, err)
			now := d.Left(audit.Cell{View: "total"}, lotstest.WeekNumber(d.Last()))
			if now != sent && now > n+1 {
				t.Fatalf("%d left although only %d are true", now, n+1)
			}
		}
	}
}

// TestLastArrival: whether one more person came in the last minute changes
// nothing an observer could be sure of: both histories can give the same
// report.
func TestLastArrival(t *testing.T) {
	reports := func(people int) map[string]bool {
		out := map[string]bool{}
		for seed := range uint64(300) {
			d := lotstest.NewDevice(seed, lots.Policy{})
			for n := range people {
				d.Record(visit(n, nil))
			}
			for range 4 {
				_, err := d.CloseWeek()
				ok(t, err)
			}
			out[fmt.Sprint(d.Left(audit.Cell{View: "thematiques", Code: "email"}, lotstest.WeekNumber(d.Last())))] = true
		}
		return out
	}
	with, without, both := reports(15), reports(14), 0
	for r := range with {
		if without[r] {
			both++
		}
	}
	if both < lots.MinK {
		t.Errorf("only %d reports could come from both histories: %v, %v", both, with, without)
	}
}

// TestOneMediator: nothing of who received whom can leave, because nothing of
// it enters: a lot is a view, a cell, a window and a count.
func TestOneMediator(t *testing.T) {
	want := []string{"View", "Cell", "Window", "Count"}
	kind := reflect.TypeFor[lots.Lot]()
	for i := range kind.NumField() {
		if i >= len(want) || kind.Field(i).Name != want[i] {
			t.Errorf("a lot carries %s", kind.Field(i).Name)
		}
	}
}

// TestAveraging: asking again gives the same answer, and a device restored
// from a backup sends the same lots, which the hub knows.
func TestAveraging(t *testing.T) {
	d := lotstest.NewDevice(9, lots.Policy{})
	sim := lotstest.NewSimulator(lotstest.Profiles()[1], 9)
	ok(t, d.Live(sim, 12))
	d.Record(sim.Week(d.Monday)...)
	now := d.Monday.Add(7).Time(app.Zone(""))
	restored := lots.NewService(d.Ledger.Copy(nil), app.Zone(""), func() lots.Policy { return lots.Policy{EPCI: lotstest.EPCI} })
	first, err := d.Service.Preview(context.Background(), now)
	ok(t, err)
	for range 20 {
		again, err := d.Service.Preview(context.Background(), now)
		ok(t, err)
		other, err := restored.Preview(context.Background(), now)
		ok(t, err)
		if !reflect.DeepEqual(again, first) || !reflect.DeepEqual(other, first) {
			t.Fatal("the answer changed")
		}
	}
}

// TestClone: a copied directory with a new key never sends a closed window
// again: two remainders of one count would narrow it.
func TestClone(t *testing.T) {
	d := lotstest.NewDevice(5, lots.Policy{})
	sim := lotstest.NewSimulator(lotstest.Profiles()[1], 5)
	ok(t, d.Live(sim, 9))
	clone := d.Ledger.Copy(lotstest.Key(99))
	before := len(clone.Outbox)
	service := lots.NewService(clone, app.Zone(""), nil)
	_, _, err := service.CloseDue(context.Background(), d.Monday.Add(35).Time(app.Zone("")))
	ok(t, err)
	for _, l := range clone.Outbox[before:] {
		if from, _ := l.Window.Bounds(); l.View == lots.Total && from < d.Monday {
			t.Errorf("a closed window was sent again: %+v", l)
		}
	}
}

// TestOrderTellsNothing: the total is as often first as last.
func TestOrderTellsNothing(t *testing.T) {
	sum, n := 0.0, 0
	for seed := range uint64(300) {
		d := lotstest.NewDevice(seed, lots.Policy{})
		for i := range 30 {
			d.Record(visit(i, nil))
		}
		d.Monday = d.Monday.Add(21)
		_, err := d.CloseWeek()
		ok(t, err)
		for i, l := range d.Ledger.Outbox {
			if l.View == "thematiques" {
				sum += float64(i) / float64(len(d.Ledger.Outbox)-1)
				n++
			}
		}
	}
	if mean := sum / float64(n); n < 200 || mean < .42 || mean > .58 {
		t.Errorf("a lot is at rank %.2f on average (%d lots)", mean, n)
	}
}

// TestSnapshotKeepsNoPseudonym: free pages of the database may hold old
// snapshots for long.
func TestSnapshotKeepsNoPseudonym(t *testing.T) {
	d := lotstest.NewDevice(1, lots.Policy{})
	d.Record(visit(0, func(x *session.Session) {
		x.Person.BeneficiaryID, x.Notes, x.TitreAtelier = "pseudonym-17", "secret note", "secret title"
		x.Tags = []string{"secret tag"}
	}))
	_, err := d.CloseWeek()
	ok(t, err)
	state, _, err := d.Ledger.State(context.Background())
	ok(t, err)
	for _, secret := range []string{"pseudonym", "secret"} {
		if bytes.Contains(state, []byte(secret)) {
			t.Errorf("the snapshot contains %q", secret)
		}
	}
}
