package lots_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"parvis/app"
	"parvis/app/lots"
	"parvis/app/lots/lotstest"
	"parvis/app/session"
)

func elderly(n int, day app.Day) lots.Event {
	first := true
	return lots.Event{After: &session.Session{
		ID: session.ID(fmt.Sprintf("s-%s-%d", day, n)), Type: session.Individual, Date: day, Duree: 30,
		TypeLieu: session.AtPlace, PlaceID: session.Here, Thematiques: []string{"email"},
		Person: &session.Person{TrancheAge: "soixante_dix_plus", PremierAccompagnement: &first},
	}}
}

func at(s string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04:05", s, app.Zone(""))
	if err != nil {
		panic(err)
	}
	return t
}

// TestReportShape is the JSON scripts depend on.
func TestReportShape(t *testing.T) {
	ledger := lotstest.New(lotstest.Key(1))
	for n := range 12 {
		ledger.Record(elderly(n, "2026-10-12"))
	}
	child := elderly(99, "2026-10-13")
	child.After.Person.TrancheAge = "moins_de_douze"
	ledger.Record(child)
	service := lots.NewService(ledger, app.Zone(""), nil)
	r, err := service.Preview(context.Background(), at("2026-11-02 00:00:00"))
	check(t, err)
	raw, err := json.Marshal(r)
	check(t, err)
	if r.WindowEnd != "2026-11-01" {
		t.Errorf("window_end is %s", r.WindowEnd)
	}
	for _, want := range []string{
		`"window_end":"2026-11-01"`, `{"view":"total","cell":{},"window":"2026-W42","count":`,
		`{"view":"tranche_age","cell":{"tranche_age":"soixante_dix_plus"},"window":"2026-10","count":`,
		`{"view":"tranche_age","cell":{"tranche_age":"moins_de_douze"},"count":1,"reason":"trop_peu"}`,
		`"cell":{"thematiques":"email","tranche_age":"soixante_dix_plus"},"window":"2026-10"`,
	} {
		if !strings.Contains(string(raw), want) {
			t.Errorf("%s\nis not in %s", want, raw)
		}
	}
	empty, err := lots.NewService(lotstest.New(lotstest.Key(1)), app.Zone(""), nil).Preview(context.Background(), at("2026-11-02 00:00:00"))
	check(t, err)
	if raw, _ := json.Marshal(empty); string(raw) != `{"window_end":"","lots":[],"held":[]}` {
		t.Errorf("an empty device reports %s", raw)
	}
}

// TestNothingLeavesBeforeMidnight: one second before the window closes
// everything is held; at midnight it leaves, once.
func TestNothingLeavesBeforeMidnight(t *testing.T) {
	ledger, ctx := lotstest.New(lotstest.Key(1)), context.Background()
	for n := range 30 {
		ledger.Record(elderly(n, "2026-10-26")) // the week after clocks went back
	}
	service := lots.NewService(ledger, app.Zone(""), nil)
	for _, step := range []struct {
		now    string
		closed bool
	}{
		{"2026-11-01 23:59:59", false},
		{"2026-11-02 00:00:00", true},
		{"2026-11-02 00:00:00", false},
		{"2026-11-08 23:59:59", false},
		{"2026-11-09 00:00:00", true},
		{"2020-01-01 00:00:00", false},
	} {
		if _, closed, err := service.CloseDue(ctx, at(step.now)); err != nil || closed != step.closed {
			t.Errorf("at %s: closed %v, %v", step.now, closed, err)
		}
	}
	if next := service.NextClosing(at("2026-10-24 12:00:00")); !next.Equal(at("2026-10-26 00:00:00")) {
		t.Errorf("the next closing is on %s", next)
	}
}

// TestMachineOffForMonths: closing ten months at once sends the same lots,
// dated the same, as closing every Monday.
func TestMachineOffForMonths(t *testing.T) {
	p := lotstest.Profile{Weekly: 30, Days: 5, Workshops: .5, Firsts: .4, Communes: 8, Runs: 20}
	onTime, late := lotstest.NewDevice(3, lots.Policy{}), lotstest.NewDevice(3, lots.Policy{})
	check(t, onTime.Live(lotstest.NewSimulator(p, 3), 44))
	sim := lotstest.NewSimulator(p, 3)
	for range 44 {
		late.Record(sim.Week(late.Monday)...)
		late.Monday = late.Monday.Add(7)
	}
	_, _, err := late.Service.CloseDue(context.Background(), late.Monday.Time(app.Zone("")))
	check(t, err)
	set := func(all []lots.Lot) (out []string) {
		for _, l := range all {
			out = append(out, fmt.Sprint(l))
		}
		slices.Sort(out)
		return out
	}
	if a, b := set(onTime.Ledger.Outbox), set(late.Ledger.Outbox); !slices.Equal(a, b) || len(a) < 300 {
		t.Errorf("%d lots on time, %d late, or not the same", len(a), len(b))
	}
}

// busy is a ledger on which something is recorded during the first closings.
type busy struct {
	*lotstest.Ledger
	times int
}

func (b *busy) Close(ctx context.Context, c lots.Closing) error {
	if b.times > 0 {
		b.times--
		b.Record(elderly(1000+b.times, "2026-10-14"))
	}
	return b.Ledger.Close(ctx, c)
}

func TestASessionSavedMeanwhileIsNotLost(t *testing.T) {
	for times, fails := range map[int]bool{2: false, 50: true} {
		ledger := &busy{lotstest.New(lotstest.Key(1)), times}
		for n := range 30 {
			ledger.Record(elderly(n, "2026-10-12"))
		}
		service := lots.NewService(ledger, app.Zone(""), nil)
		_, closed, err := service.CloseDue(context.Background(), at("2026-11-02 08:00:00"))
		if fails {
			if !errors.Is(err, app.E(app.Failed, "closing_stale")) || closed || len(ledger.Outbox) > 0 {
				t.Errorf("closed %v with %d lots: %v", closed, len(ledger.Outbox), err)
			}
			continue
		}
		check(t, err)
		after, err := service.Preview(context.Background(), at("2026-11-02 08:00:00"))
		check(t, err)
		if got := account(ledger.Outbox, after.Held)[lots.Total]; got != 30+times {
			t.Errorf("%d of %d sessions are accounted for", got, 30+times)
		}
	}
}

func TestRefusals(t *testing.T) {
	ledger := lotstest.New([]byte("short"))
	ledger.Record(elderly(1, "2026-10-12"))
	_, err := lots.NewService(ledger, app.Zone(""), nil).Preview(context.Background(), at("2026-11-02 00:00:00"))
	if !errors.Is(err, app.E(app.Failed, "lots_key")) {
		t.Errorf("a short key: %v", err)
	}
	for name, raw := range map[string][]byte{"garbage": []byte("x"), "newer": {0x87, 9, 0, 0x60, 0, 0x80, 0x80, 0x80}} {
		if _, err := lots.Decode(raw); app.KindOf(err) != app.Damaged {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, l := range map[string]lots.Lot{
		"too few":        {View: "genre", Cell: lots.Cell{"genre": "feminin"}, Window: "2026-10", Count: 4},
		"other view":     {View: "secret", Cell: lots.Cell{"secret": "x"}, Window: "2026-10", Count: 5},
		"other dims":     {View: "genre", Cell: lots.Cell{"tranche_age": "x"}, Window: "2026-10", Count: 5},
		"week for month": {View: "genre", Cell: lots.Cell{"genre": "feminin"}, Window: "2026-W44", Count: 5},
		"month for week": {View: lots.Total, Cell: lots.Cell{}, Window: "2026-10", Count: 5},
	} {
		if _, err := lots.EncodeLot(l); !errors.Is(err, app.E(app.Rejected, "bad_lot")) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestPolicyOnlyRaises: a coordinator may ask for more people, never fewer.
func TestPolicyOnlyRaises(t *testing.T) {
	for k, want := range map[int]int{-1: 5, 0: 5, 4: 5, 5: 5, 8: 8} {
		if got := (lots.Policy{K: k}).Threshold(); got != want {
			t.Errorf("k=%d gives %d", k, got)
		}
	}
}

// TestSummary: the screen adds up, before and after the closing.
func TestSummary(t *testing.T) {
	d, ctx := lotstest.NewDevice(8, lots.Policy{}), context.Background()
	sim := lotstest.NewSimulator(lotstest.Profiles()[1], 8)
	check(t, d.Live(sim, 9))
	now := d.Monday.Time(app.Zone("")).Add(time.Hour)
	after, err := d.Service.Summary(ctx, now)
	check(t, err)
	if !after.Handed || after.WindowEnd != d.Monday.Add(-1) || after.To != after.WindowEnd {
		t.Errorf("after a closing: %v %s %s", after.Handed, after.WindowEnd, after.To)
	}
	latest, err := d.Service.Latest(ctx, now)
	check(t, err)
	if len(latest.Lots) == 0 || latest.WindowEnd != string(after.WindowEnd) || len(latest.Held) == 0 {
		t.Errorf("the latest report: %+v", latest)
	}
	d.Record(sim.Week(d.Monday)...)
	before, err := d.Service.Summary(ctx, now.AddDate(0, 0, 7))
	check(t, err)
	if before.Handed || before.WindowEnd != d.Monday.Add(6) || before.Participations == 0 {
		t.Errorf("before a closing: %+v", before)
	}
	for _, table := range before.Tables {
		leaving, waiting, why := 0, 0, 0
		for _, l := range table.Lots {
			leaving += l.Count
		}
		for _, h := range table.Held {
			waiting += h.Count
		}
		for _, n := range table.Why {
			why += n
		}
		if leaving != table.Leaving || waiting != table.Waiting || why != waiting || table.Ever < leaving {
			t.Errorf("%s does not add up: %+v", table.View, table)
		}
		if s := table.Share(); s < 0 || s > 1 {
			t.Errorf("%s: share %f", table.View, s)
		}
	}
}

// TestAnOddCodeKeepsNothingElseBack: a code too long for a lot waits alone.
func TestAnOddCodeKeepsNothingElseBack(t *testing.T) {
	ledger := lotstest.New(lotstest.Key(1))
	for n := range 30 {
		e := elderly(n, "2026-10-12")
		e.After.Dispositif = strings.Repeat("é", 300)
		ledger.Record(e)
	}
	r, _, err := lots.NewService(ledger, app.Zone(""), nil).CloseDue(context.Background(), at("2026-11-02 00:00:00"))
	check(t, err)
	seen := map[lots.View]bool{}
	for _, l := range r.Lots {
		seen[l.View] = true
		if _, err := lots.EncodeLot(l); err != nil {
			t.Errorf("%+v: %v", l, err)
		}
	}
	if !seen["tranche_age"] || seen["dispositif"] {
		t.Errorf("what left: %v", seen)
	}
}

// TestWhatIsOfAnOpenWindowIsSaid: it waits for its end, not for others.
func TestWhatIsOfAnOpenWindowIsSaid(t *testing.T) {
	ledger := lotstest.New(lotstest.Key(1))
	for n := range 4 {
		ledger.Record(elderly(n, "2026-10-12")) // closed, and too few
	}
	ledger.Record(elderly(9, "2026-11-03"))
	service := lots.NewService(ledger, app.Zone(""), nil)
	_, closed, err := service.CloseDue(context.Background(), at("2026-11-04 09:00:00"))
	check(t, err)
	r, err := service.Preview(context.Background(), at("2026-11-04 09:00:00"))
	check(t, err)
	if !closed || len(r.Held) == 0 {
		t.Fatal("nothing closed, or nothing waits")
	}
	for _, h := range r.Held {
		if h.Count != 5 || h.Open != 1 {
			t.Errorf("%s: %d wait, %d of the open window", h.View, h.Count, h.Open)
		}
	}
}
