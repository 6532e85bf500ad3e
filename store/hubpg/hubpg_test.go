package hubpg_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"parvis/app/hub"
	"parvis/app/relay"
	"parvis/store/hubbolt"
	"parvis/store/hubpg"
	"parvis/store/hubpg/pgtest"
	"parvis/store/storetest/hubtest"
)

var cluster *pgtest.Cluster

func TestMain(m *testing.M) { pgtest.Main(m, func(c *pgtest.Cluster) { cluster = c }) }

func open(t *testing.T, url string) *hubpg.Ledger {
	t.Helper()
	l, err := hubpg.Open(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func TestPostgresConforms(t *testing.T) {
	hubtest.Run(t, func(t *testing.T) hub.Ledger { return open(t, cluster.Database(t)) })
}

// Engines that are always serializable refuse transactions with 40001 where
// PostgreSQL's usual level would let them wait: the same suite at that level
// meets them for real.
func TestPostgresConformsWhenEverythingIsSerializable(t *testing.T) {
	hubtest.Run(t, func(t *testing.T) hub.Ledger {
		url := cluster.Database(t)
		sign := "?"
		if strings.Contains(url, "?") {
			sign = "&"
		}
		return open(t, url+sign+"default_transaction_isolation=serializable")
	})
}

func TestSeveralProcessesOpenAnEmptyDatabaseTogether(t *testing.T) {
	url := cluster.Database(t)
	var wg sync.WaitGroup
	for range 5 {
		wg.Go(func() {
			l, err := hubpg.Open(t.Context(), url)
			if err != nil {
				t.Error(err)
				return
			}
			if err := l.Close(); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	l := open(t, url)
	defer closed(t, func() error { return l.Close() })
	if epoch, err := l.Epoch(t.Context()); err != nil || epoch != 1 {
		t.Fatalf("epoch %d, %v", epoch, err)
	}
}

func TestMoveFromBoltKeepsEverything(t *testing.T) {
	from, err := hubbolt.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer closed(t, func() error { return from.Close() })
	to := open(t, cluster.Database(t))
	defer closed(t, func() error { return to.Close() })
	seed, err := from.SigningKey(t.Context(), make([]byte, 32))
	if err != nil {
		t.Fatal(err)
	}
	d := hub.Device{ID: "device-a", Place: "Mairie", PlaceID: "mairie", Role: hub.RoleDesk, PublicKey: make([]byte, 32), TokenHash: []byte("t"), Enrolled: time.Unix(1, 0)}
	if err := from.Enlist(t.Context(), d); err != nil {
		t.Fatal(err)
	}
	var records []hub.Judged
	for i := range 200 {
		records = append(records, lot(t, uint64(i+1), fmt.Sprintf("c%d", i)))
	}
	if _, err := from.Accept(t.Context(), hub.Delivery{Device: d, Epoch: 1, Records: records, Now: time.Unix(1764000000, 0)}); err != nil {
		t.Fatal(err)
	}
	if err := to.Import(t.Context(), from.Export(t.Context())); err != nil {
		t.Fatal(err)
	}
	moved, err := to.SigningKey(t.Context(), []byte("another"))
	if err != nil || string(moved) != string(seed) {
		t.Fatalf("another key: %v", err)
	}
	out, err := to.Accept(t.Context(), hub.Delivery{Device: d, Epoch: 1, Records: records, Now: time.Unix(1764000001, 0)})
	if err != nil || out.AckedThrough != 200 || out.Verdicts[199].Verdict != relay.Duplicate {
		t.Fatalf("%+v, %v", out, err)
	}
}

// lot is a judged lot of a number and a cell.
func lot(tb testing.TB, seq uint64, code string) hub.Judged {
	tb.Helper()
	body, err := relay.Canonical(relay.LotBody{View: "type", Cell: map[string]string{"type": code}, Window: "2026-10", Count: 7})
	if err != nil {
		tb.Fatal(err)
	}
	return hub.Judge(relay.Record{
		ID: fmt.Sprintf("019342aa-0000-7000-8000-%012x", seq), Epoch: 1, Seq: seq, Kind: relay.KindLot, Version: 1,
		Body: body, Hash: relay.HashOf(relay.KindLot, 1, body),
	})
}

// closed closes what a test opened.
func closed(tb testing.TB, f func() error) {
	tb.Helper()
	if err := f(); err != nil {
		tb.Error(err)
	}
}
