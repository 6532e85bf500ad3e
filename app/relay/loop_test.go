package relay_test

import (
	"context"
	"crypto/rand"
	"errors"
	"net/http"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"parvis/app/relay"
	"parvis/app/relay/relaytest"
)

// dead is a network that is not there.
type dead struct{ calls *[]time.Time }

func (d dead) RoundTrip(*http.Request) (*http.Response, error) {
	*d.calls = append(*d.calls, time.Now())
	return nil, errors.New("no route to host")
}

func enrolledNowhere(t *testing.T, calls *[]time.Time) *relay.Relay {
	t.Helper()
	box := relaytest.New(rand.Reader, time.Now)
	id, err := box.Identity(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	reg := relay.Registration{Hub: "https://hub.exemple.fr", HubKey: make([]byte, 32), Token: string(id.Device) + ".secret"}
	if err := box.SetRegistration(t.Context(), reg); err != nil {
		t.Fatal(err)
	}
	return relay.New(relay.Options{Outbox: box, Now: time.Now, Client: relay.NewClient(dead{calls})})
}

func TestRunNeverGivesUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var calls []time.Time
		r := enrolledNowhere(t, &calls)
		ctx, cancel := context.WithCancel(t.Context())
		kick := make(chan struct{}, 1)
		go r.Run(ctx, kick, nil)
		time.Sleep(30 * 24 * time.Hour)
		synctest.Wait()
		if n := len(calls); n < 100 { // at the very least every six hours
			t.Fatalf("%d calls in a month", n)
		}
		for i := 1; i < len(calls); i++ {
			if gap := calls[i].Sub(calls[i-1]); gap < time.Minute || gap > 6*time.Hour {
				t.Fatalf("call %d came after %v", i, gap)
			}
		}
		before := len(calls)
		kick <- struct{}{} // the network is back
		synctest.Wait()
		if len(calls) != before+1 {
			t.Fatal("a kick did not call at once")
		}
		cancel()
		synctest.Wait()
	})
}

// asking is a hub in the way of which something asks to come back in an hour.
type asking struct{ calls *[]time.Time }

func (a asking) RoundTrip(r *http.Request) (*http.Response, error) {
	*a.calls = append(*a.calls, time.Now())
	return &http.Response{StatusCode: http.StatusServiceUnavailable, Header: http.Header{"Retry-After": {"3600"}}, Body: http.NoBody, Request: r}, nil
}

// TestSchedulesWaitAsLongAsTheHubAsked: kicks do not count as a reason to call
// before; a person does.
func TestSchedulesWaitAsLongAsTheHubAsked(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var calls []time.Time
		r := enrolledNowhere(t, &calls)
		r.Client = relay.NewClient(asking{&calls})
		ctx, cancel := context.WithCancel(t.Context())
		kick := make(chan struct{}, 1)
		go r.Run(ctx, kick, nil)
		for range 50 {
			time.Sleep(time.Minute)
			kick <- struct{}{}
		}
		synctest.Wait()
		if len(calls) != 1 {
			t.Fatalf("%d calls in the hour that was asked for", len(calls))
		}
		if _, err := r.SyncNow(ctx); err == nil || len(calls) != 2 {
			t.Fatalf("a person's own call: %d, %v", len(calls), err)
		}
		time.Sleep(61 * time.Minute)
		kick <- struct{}{}
		synctest.Wait()
		if len(calls) != 3 {
			t.Fatalf("%d calls once the hour is over", len(calls))
		}
		cancel()
		synctest.Wait()
	})
}

func TestWatchNetworkKicksOnReturnOnly(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var up atomic.Bool
		kick := make(chan struct{}, 1)
		ctx, cancel := context.WithCancel(t.Context())
		go relay.WatchNetwork(ctx, time.Second, up.Load, kick)
		kicked := func() bool {
			time.Sleep(3 * time.Second)
			synctest.Wait()
			select {
			case <-kick:
				return true
			default:
				return false
			}
		}
		if kicked() {
			t.Fatal("kicked without a network")
		}
		up.Store(true)
		if !kicked() {
			t.Fatal("not kicked when it came back")
		}
		if kicked() {
			t.Fatal("kicked though nothing changed")
		}
		cancel()
		synctest.Wait()
	})
}

func TestBackoffStaysWithinItsBounds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 1000).Draw(t, "failures")
		d := relay.Backoff(n, rand.Reader)
		if d < time.Minute || d > 6*time.Hour || (n == 1 && d > 2*time.Minute) {
			t.Fatalf("%v after %d failures", d, n)
		}
	})
}
