package lots_test

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"reflect"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"parvis/app"
	"parvis/app/lots"
	"parvis/app/lots/lotstest"
	"parvis/app/session"
)

// truth counts, view by view, what a history says was recorded in the end.
func truth(events []lots.Event) map[lots.View]int {
	out := map[lots.View]int{}
	count := func(s *session.Session, sign int) {
		if s == nil {
			return
		}
		for _, v := range session.Views() {
			for _, c := range session.CellsOf(s, v) {
				out[lots.View(v)] += sign * c.N
			}
		}
	}
	for _, e := range events {
		count(e.Before, -1)
		count(e.After, +1)
		if e.Run != nil {
			for _, v := range session.KioskViews() {
				if (v == session.ViewPoll) == (e.Run.Poll != "") {
					out[lots.View(v)]++
				}
			}
		}
	}
	return out
}

// account adds what left and what is held.
func account(left []lots.Lot, held []lots.Held) map[lots.View]int {
	out := map[lots.View]int{}
	for _, l := range left {
		out[l.View] += l.Count
	}
	for _, h := range held {
		out[h.View] += h.Count
	}
	return out
}

func same(a, b map[lots.View]int) error {
	for _, v := range lots.Views() {
		if a[v] != b[v] {
			return fmt.Errorf("%s: %d recorded, %d released and held", v, a[v], b[v])
		}
	}
	return nil
}

func drawProfile(t *rapid.T) lotstest.Profile {
	share := rapid.Float64Range(0, 1)
	return lotstest.Profile{
		Weekly: rapid.Float64Range(0, 30).Draw(t, "weekly"), Days: rapid.IntRange(1, 7).Draw(t, "days"),
		Workshops: rapid.Float64Range(0, 1).Draw(t, "workshops"), Firsts: share.Draw(t, "firsts"),
		Followed: share.Draw(t, "followed"), Files: rapid.IntRange(1, 20).Draw(t, "files"),
		Communes: rapid.IntRange(1, 10).Draw(t, "communes"), Runs: rapid.Float64Range(0, 10).Draw(t, "runs"),
		Late:  rapid.Float64Range(0, .3).Draw(t, "late"),
		Edits: rapid.Float64Range(0, .3).Draw(t, "edits"), Deletes: rapid.Float64Range(0, .3).Draw(t, "deletes"),
	}
}

// TestReleasedAndHeldAreTheTruth is the promise of the package, on random
// places that correct, delete, record late, and close on time or long after.
func TestReleasedAndHeldAreTheTruth(t *testing.T) {
	paris, ctx := app.Zone(""), context.Background()
	rapid.Check(t, func(t *rapid.T) {
		seed := rapid.Uint64().Draw(t, "seed")
		sim := lotstest.NewSimulator(drawProfile(t), seed)
		ledger := lotstest.New(lotstest.Key(seed))
		policy := lots.Policy{K: rapid.IntRange(0, 8).Draw(t, "k"), EPCI: lotstest.EPCI}
		service := lots.NewService(ledger, paris, func() lots.Policy { return policy })
		off := rapid.IntRange(1, 12).Draw(t, "weeks between closings")
		var events []lots.Event
		monday := app.Day("2026-08-31")
		for week := range rapid.IntRange(1, 40).Draw(t, "weeks") {
			for _, e := range sim.Week(monday) {
				ledger.Record(e)
				events = append(events, e)
			}
			monday = monday.Add(7)
			if week%off != 0 {
				continue
			}
			now := monday.Time(paris).Add(time.Hour)
			before := len(ledger.Outbox)
			shown, err := service.Preview(ctx, now)
			check(t, err)
			done, _, err := service.CloseDue(ctx, now)
			check(t, err)
			if len(done.Lots) > 0 && !reflect.DeepEqual(shown, done) {
				t.Fatalf("the preview was not what left:\n%v\n%v", shown, done)
			}
			for _, l := range ledger.Outbox[before:] {
				judgeLot(t, l, policy.Threshold(), monday)
			}
			after, err := service.Preview(ctx, now)
			check(t, err)
			check(t, same(truth(events), account(ledger.Outbox, after.Held)))
		}
	})
}

func judgeLot(t *rapid.T, l lots.Lot, k int, monday app.Day) {
	if !l.Valid() || l.Count < k {
		t.Fatalf("this may not leave: %+v", l)
	}
	if _, last := l.Window.Bounds(); last >= monday {
		t.Fatalf("the window is still open on %s: %+v", monday, l)
	}
	body, err := lots.EncodeLot(l)
	check(t, err)
	back, err := lots.DecodeLot(body)
	check(t, err)
	if !reflect.DeepEqual(back, l) {
		t.Fatalf("the wire changed %+v into %+v", l, back)
	}
}

func check(t interface {
	Helper()
	Fatal(...any)
}, err error,
) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// TestSameHistorySameBytes: nothing but the history and the key decides.
func TestSameHistorySameBytes(t *testing.T) {
	run := func(key []byte) ([]lots.Lot, []byte) {
		sim := lotstest.NewSimulator(lotstest.Profiles()[5], 3)
		ledger := lotstest.New(key)
		service := lots.NewService(ledger, app.Zone(""), nil)
		monday := app.Day("2026-08-31")
		for range 20 {
			for _, e := range sim.Week(monday) {
				ledger.Record(e)
			}
			monday = monday.Add(7)
			_, _, err := service.CloseDue(context.Background(), monday.Time(app.Zone("")))
			check(t, err)
		}
		state, _, err := ledger.State(context.Background())
		check(t, err)
		return ledger.Outbox, state
	}
	a, stateA := run(lotstest.Key(1))
	b, stateB := run(lotstest.Key(1))
	if !reflect.DeepEqual(a, b) || !bytes.Equal(stateA, stateB) {
		t.Error("the same history gave something else")
	}
	if c, _ := run(lotstest.Key(2)); reflect.DeepEqual(a, c) {
		t.Error("another key changed nothing")
	}
	back, err := lots.Decode(stateA)
	check(t, err)
	if !bytes.Equal(back.Encode(), stateA) {
		t.Error("the snapshot does not write itself again")
	}
}

// TestWhatIsNoLotIsNeverWritten: a count under the least, a view that is not
// declared, another window than the view's, a cell of another shape.
func TestWhatIsNoLotIsNeverWritten(t *testing.T) {
	good := lots.Lot{View: "genre", Cell: lots.Cell{"genre": "feminin"}, Window: "2026-10", Count: lots.MinK}
	if _, err := lots.EncodeLot(good); err != nil {
		t.Fatal(err)
	}
	for name, spoil := range map[string]func(l *lots.Lot){
		"four people":         func(l *lots.Lot) { l.Count = lots.MinK - 1 },
		"a debt":              func(l *lots.Lot) { l.Count = -7 },
		"another view":        func(l *lots.Lot) { l.View, l.Cell = "prenom", lots.Cell{"prenom": "Inès"} },
		"a week":              func(l *lots.Lot) { l.Window = "2026-W44" },
		"no window":           func(l *lots.Lot) { l.Window = "2026-13" },
		"another dimension":   func(l *lots.Lot) { l.Cell = lots.Cell{"tranche_age": "feminin"} },
		"one dimension more":  func(l *lots.Lot) { l.Cell = lots.Cell{"genre": "feminin", "commune": "13001"} },
		"an empty coordinate": func(l *lots.Lot) { l.Cell = lots.Cell{"genre": ""} },
		"an endless one":      func(l *lots.Lot) { l.Cell = lots.Cell{"genre": strings.Repeat("x", 1000)} },
	} {
		l := good
		l.Cell = maps.Clone(good.Cell)
		if spoil(&l); l.Valid() {
			t.Errorf("%s is a lot", name)
		}
		if _, err := lots.EncodeLot(l); err == nil {
			t.Errorf("%s was written", name)
		}
	}
}
