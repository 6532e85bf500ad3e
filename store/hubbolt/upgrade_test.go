package hubbolt

import (
	"fmt"
	"testing"
	"time"

	"go.etcd.io/bbolt"

	"parvis/app/hub"
	"parvis/app/relay"
)

func TestALedgerMadeBeforeNotesWereListedFindsThem(t *testing.T) {
	dir := t.TempDir()
	l, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	body, err := relay.Canonical(relay.FlagBody{Guide: "rsa", Version: "2026-11", Code: "lien_mort"})
	if err != nil {
		t.Fatal(err)
	}
	var records []hub.Judged
	for i := range 3 {
		records = append(records, hub.Judge(relay.Record{
			ID: fmt.Sprintf("019342aa-0000-7000-8000-%012x", i+1), Epoch: 1, Seq: uint64(i + 1), Kind: relay.KindFlag, Version: 1,
			Body: body, Hash: relay.HashOf(relay.KindFlag, 1, body),
		}))
	}
	if _, err := l.Accept(t.Context(), hub.Delivery{Device: hub.Device{ID: "device-a"}, Epoch: 1, Records: records, Now: time.Unix(1764000000, 0)}); err != nil {
		t.Fatal(err)
	}
	if err := l.db.Update(func(tx *bbolt.Tx) error { return tx.DeleteBucket(bucketNotes) }); err != nil {
		t.Fatal(err)
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	if l, err = Open(dir); err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, err := range l.Notes(t.Context(), time.Time{}, relay.KindFlag, relay.KindProposal) {
		if err != nil {
			t.Fatal(err)
		}
		n++
	}
	if err := l.Close(); err != nil || n != 3 {
		t.Fatalf("%d notes, %v", n, err)
	}
}

// The key must not change: ledgers in service hold it.
func TestTheKeyOfALotIsTheOneOnDisk(t *testing.T) {
	got := fmt.Sprintf("%x", lotKey("device-a", hub.LotRow{View: "type", Cell: `{"type":"individuel"}`, Window: "2026-10", Kiosk: true}))
	const want = "7186d07a100860e5f2686c263dfd4210" // SHA-256 of the parts with a zero between, half of it
	if got != want {
		t.Fatalf("%s, on disk %s", got, want)
	}
}
