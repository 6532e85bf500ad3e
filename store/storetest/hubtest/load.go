package hubtest

import (
	"bytes"
	"crypto/ed25519"
	"encoding/base64"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"golang.org/x/time/rate"

	"parvis/app/hub"
	"parvis/app/relay"
)

// Delivery makes the n-th device's batch of some lots, judged.
func Delivery(tb testing.TB, n, lots int) hub.Delivery {
	tb.Helper()
	d := hub.Device{
		ID: relay.DeviceID(fmt.Sprintf("%032x", n)), Place: "Lieu", PlaceID: fmt.Sprintf("lieu-%d", n/2), Role: hub.RoleDesk,
		PublicKey: make([]byte, 32), TokenHash: make([]byte, 32), Enrolled: day, LastSeen: day,
	}
	out := hub.Delivery{Device: d, Epoch: 1, Now: day, Records: make([]hub.Judged, lots)}
	for i, r := range Records(tb, lots) {
		out.Records[i] = hub.Judge(r)
	}
	return out
}

// Records makes the lots of a month, numbered from 1.
func Records(tb testing.TB, lots int) []relay.Record {
	tb.Helper()
	views := []string{"thematiques", "tranche_age", "commune", "guide", "operateur", "materiel"}
	out := make([]relay.Record, lots)
	for i := range out {
		v := views[i%len(views)]
		body, err := relay.Canonical(relay.LotBody{View: v, Cell: map[string]string{v: fmt.Sprintf("code_%d", i)}, Window: "2026-10", Count: 5 + i%90})
		if err != nil {
			tb.Fatal(err)
		}
		out[i] = relay.Record{
			ID: uuid.Must(uuid.NewV7()).String(), Epoch: 1, Seq: uint64(i + 1), Kind: relay.KindLot, Version: 1,
			Body: body, Hash: relay.HashOf(relay.KindLot, 1, body),
		}
	}
	return out
}

// Drain enrols devices, lets each send one batch of lots through the hub's
// handler on so many connections at once, fails on any refusal, and gives the
// 99th percentile of the answers' times.
func Drain(tb testing.TB, l hub.Ledger, devices, lots, connections int) (p99, all time.Duration) {
	tb.Helper()
	h, err := hub.New(tb.Context(), hub.Options{
		Ledger: l, Now: time.Now, Limits: hub.Limits{Batches: rate.Inf, BatchBurst: 1, Tries: rate.Inf, AllTries: rate.Inf},
	})
	if err != nil {
		tb.Fatal(err)
	}
	type parcel struct {
		frame []byte
		token string
	}
	parcels := make([]parcel, devices)
	admin := hub.Admin{Ledger: l}
	for i := range parcels {
		key := ed25519.NewKeyFromSeed(fmt.Appendf(nil, "%032d", i))
		d := hub.Device{
			ID: relay.DeviceID(fmt.Sprintf("%032x", i)), Place: "Lieu", PlaceID: fmt.Sprintf("lieu-%d", i/2), Role: hub.RoleDesk,
			PublicKey: key.Public().(ed25519.PublicKey), Enrolled: day,
		}
		secret := base64.RawURLEncoding.EncodeToString(fmt.Appendf(nil, "secret %d", i))
		if err := admin.Enlist(tb.Context(), d, secret); err != nil {
			tb.Fatal(err)
		}
		frame, _, err := relay.Seal(relay.Batch{ID: "b", Device: d.ID, Epoch: 1, Records: Records(tb, lots)}, key)
		if err != nil {
			tb.Fatal(err)
		}
		parcels[i] = parcel{frame, string(d.ID) + "." + secret}
	}
	handler, times := h.Handler(), make([]time.Duration, devices)
	next := make(chan int)
	var wg sync.WaitGroup
	start := time.Now()
	for range connections {
		wg.Go(func() {
			for i := range next {
				req := httptest.NewRequest(http.MethodPost, relay.PathBatches, bytes.NewReader(parcels[i].frame))
				req.Header.Set("Authorization", "Bearer "+parcels[i].token)
				rec, sent := httptest.NewRecorder(), time.Now()
				handler.ServeHTTP(rec, req)
				times[i] = time.Since(sent)
				if rec.Code != http.StatusOK {
					tb.Errorf("device %d: %d %s", i, rec.Code, rec.Body)
				}
			}
		})
	}
	for i := range devices {
		next <- i
	}
	close(next)
	wg.Wait()
	all = time.Since(start)
	slices.Sort(times)
	return times[devices*99/100], all
}
