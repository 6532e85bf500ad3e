package lots_test

import (
	"bytes"
	"context"
	"testing"

	"parvis/app"
	"parvis/app/lots"
	"parvis/app/lots/lotstest"
)

func FuzzDecodeLot(f *testing.F) {
	for _, l := range []lots.Lot{
		{View: lots.Total, Cell: lots.Cell{}, Window: "2026-W44", Count: 12},
		{View: "commune", Cell: lots.Cell{"commune": "epci:200054807"}, Window: "2026-10", Count: 5},
		{View: "thematiques_x_tranche_age", Cell: lots.Cell{"thematiques": "email", "tranche_age": "tous"}, Window: "2026-10", Count: 7},
	} {
		body, err := lots.EncodeLot(l)
		check(f, err)
		f.Add(body)
		f.Add(body[:len(body)-1])
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		l, err := lots.DecodeLot(body)
		if err != nil {
			return
		}
		if !l.Valid() {
			t.Fatalf("accepted %+v", l)
		}
		again, err := lots.EncodeLot(l)
		if err != nil || !bytes.Equal(again, body) {
			t.Fatalf("two bodies for %+v: %v", l, err)
		}
	})
}

func FuzzParseKey(f *testing.F) {
	for _, key := range []string{"", "genre=feminin", "thematiques=email;tranche_age=tous", "a=%3D%3B%25", "=", "a=b;a=c", "b=1;a=2"} {
		f.Add(key)
	}
	f.Fuzz(func(t *testing.T, key string) {
		cell, err := lots.ParseKey(key)
		if err == nil && cell.Key() != key {
			t.Fatalf("%q became %q", key, cell.Key())
		}
		for text := range map[string]bool{key: true} {
			c := lots.Cell{"x" + text: text}
			if back, err := lots.ParseKey(c.Key()); err != nil || back["x"+text] != text || len(back) != 1 {
				t.Fatalf("%q does not come back: %v, %v", text, back, err)
			}
		}
	})
}

// FuzzDecode: a damaged snapshot is refused, or is a state that works and
// writes itself again.
func FuzzDecode(f *testing.F) {
	d := lotstest.NewDevice(1, lots.Policy{})
	check(f, d.Live(lotstest.NewSimulator(lotstest.Profiles()[3], 1), 3))
	raw, _, err := d.Ledger.State(context.Background())
	check(f, err)
	f.Add(raw)
	f.Add(raw[:len(raw)/2])
	f.Fuzz(func(t *testing.T, raw []byte) {
		s, err := lots.Decode(raw)
		if err != nil {
			if app.KindOf(err) != app.Damaged {
				t.Fatalf("the error is %v", err)
			}
			return
		}
		s.Held(lots.Policy{})
		s.Apply(elderly(1, "2026-10-12"))
		all := func() (n int) {
			for _, k := range s.Released() {
				n += k
			}
			for _, h := range s.Held(lots.Policy{}) {
				n += h.Count
			}
			return n
		}
		before, lot := all(), lots.Lot{View: "genre", Cell: lots.Cell{"genre": "feminin"}, Window: "2026-10", Count: 7}
		more := lot
		more.Count = 9
		s.Apply(lots.Event{Seq: s.Through() + 1, Split: &lots.Split{Back: []lots.Lot{lot}, Out: []lots.Lot{more}}})
		if after := all(); after != before {
			t.Fatalf("%d released and held, %d after another disk was heard of", before, after)
		}
		again, err := lots.Decode(s.Encode())
		if err != nil || !bytes.Equal(again.Encode(), s.Encode()) {
			t.Fatalf("the state does not come back: %v", err)
		}
	})
}
