package hubtest_test

import (
	crand "crypto/rand"
	"fmt"
	"math/rand"
	"testing"
	"testing/synctest"
	"time"

	"parvis/app/hub"
)

// TestTwoThousandDevicesReturn: the network of a whole territory comes back,
// and two thousand devices with a backlog call within five minutes.
func TestTwoThousandDevicesReturn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const fleet, backlog = 2000, 10
		w := makeWorld(t, 60, time.Now, false)
		w.random = crand.Reader // shared by all
		w.open(t, w.ledger)
		devices := make([]*device, fleet)
		for i := range devices {
			devices[i] = w.enrolled(t, fmt.Sprint("Lieu ", i), hub.RoleDesk)
			devices[i].enqueue(t, newLots(t, nil, backlog, i*backlog, false)...)
			if i%4 == 3 {
				time.Sleep(time.Second) // enrolments are slowed down on purpose
			}
		}
		wait := rand.New(rand.NewSource(60))
		failed := make(chan error, fleet)
		for _, d := range devices {
			at := time.Duration(wait.Int63n(int64(5 * time.Minute)))
			go func() {
				time.Sleep(at)
				s, err := d.SyncNow(t.Context())
				if err == nil && s.Waiting+s.SetAside > 0 {
					err = fmt.Errorf("%+v", s)
				}
				failed <- err
			}()
		}
		for range devices {
			if err := <-failed; err != nil {
				t.Fatal(err)
			}
		}
		if n := len(rows(t, w.ledger)); n != fleet*backlog {
			t.Errorf("%d lots of %d", n, fleet*backlog)
		}
	})
}
