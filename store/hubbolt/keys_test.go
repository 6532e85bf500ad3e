package hubbolt

import (
	"bytes"
	"fmt"
	"testing"
	"time"

	"go.etcd.io/bbolt"

	"parvis/app/hub"
	"parvis/app/relay"
)

// TestNoKeyOutlivesWhatItNames: what Accept decides by grows with what is kept
// and no faster, whatever is sent again, refused or restored. Nothing kept is
// ever removed, so there is nothing to drain.
func TestNoKeyOutlivesWhatItNames(t *testing.T) {
	l, err := Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := l.Close(); err != nil {
			t.Error(err)
		}
	}()
	made := 0
	record := func(epoch uint32, seq uint64, kind relay.Kind, content any) hub.Judged {
		t.Helper()
		body, err := relay.Canonical(content)
		if err != nil {
			t.Fatal(err)
		}
		made++
		return hub.Judge(relay.Record{
			ID: fmt.Sprintf("019342aa-0000-7000-8000-%012x", made), Epoch: epoch, Seq: seq, Kind: kind, Version: 1,
			Body: body, Hash: relay.HashOf(kind, 1, body),
		})
	}
	lot := func(epoch uint32, seq uint64, cell string, count int) hub.Judged {
		return record(epoch, seq, relay.KindLot, relay.LotBody{View: "type", Cell: map[string]string{"type": cell}, Window: "2026-10", Count: count})
	}
	first := []hub.Judged{
		lot(1, 1, "a", 7), lot(1, 2, "b", 8), lot(1, 3, "petit", 1),
		record(1, 4, relay.KindHeartbeat, relay.Heartbeat{Program: "1.0.0"}),
		record(1, 5, relay.KindFlag, relay.FlagBody{Guide: "rsa", Version: "2026-11", Code: "lien_mort"}),
	}
	for _, d := range []hub.Delivery{
		{Epoch: 1, Records: first}, {Epoch: 1, Records: first}, // sent twice
		{Epoch: 2, Records: []hub.Judged{lot(2, 1, "a", 7), lot(2, 2, "b", 9), lot(2, 3, "c", 9)}}, // restored
		{Epoch: 1, Records: []hub.Judged{lot(1, 6, "d", 9)}},                                       // its copy
	} {
		d.Device, d.Now = hub.Device{ID: "device-a"}, time.Unix(1764000000, 0)
		if _, err := l.Accept(t.Context(), d); err != nil {
			t.Fatal(err)
		}
	}
	count := func() (n [5]int) {
		t.Helper()
		err := l.db.View(func(tx *bbolt.Tx) error {
			for i, b := range [][]byte{bucketLots, bucketLotKeys, bucketRecords, bucketIDs, bucketNotes} {
				n[i] = tx.Bucket(b).Stats().KeyN
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	want := [5]int{3, 3, 5, 5, 1} // lots a, b, c; one heartbeat; one flag
	if got := count(); got != want {
		t.Fatalf("%v, want %v", got, want)
	}
	var file bytes.Buffer
	if err := hub.WriteArchive(&file, l.Export(t.Context())); err != nil {
		t.Fatal(err)
	}
	if err := l.Import(t.Context(), hub.ReadArchive(&file)); err != nil {
		t.Fatal(err)
	}
	if got := count(); got != want {
		t.Fatalf("put back: %v, want %v", got, want)
	}
}
