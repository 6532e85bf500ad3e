package relay

import (
	"context"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"time"

	"parvis/app"
)

// Retries: at once when something asks for it (a record put in the outbox, the
// network back), else full jitter between the two, for ever.
const (
	retryFirst = 60 * time.Second
	retryMost  = 6 * time.Hour
)

// Run keeps the outbox moving until the context ends: a run at start, one at
// each kick, and after a failure others until one succeeds, further and
// further apart but never giving up. done, when not nil, is told the outcome
// of each run. Nothing is called when the device is not enrolled.
func (r *Relay) Run(ctx context.Context, kick <-chan struct{}, done func(Summary, error)) {
	failures := 0
	for ctx.Err() == nil {
		s, err := r.SyncDue(ctx)
		if done != nil && ctx.Err() == nil {
			done(s, err)
		}
		var wait time.Duration
		switch {
		case err == nil, hopeless(err):
			failures = 0
		default:
			failures++
			wait = r.pause(ctx, failures)
		}
		if !waitFor(ctx, kick, wait) {
			return
		}
	}
}

// hopeless errors do not go away by themselves: only a person or a kick helps.
func hopeless(err error) bool {
	for _, code := range []string{"not_enrolled", ProblemRevoked} {
		if errors.Is(err, app.E(app.Hub, code)) {
			return true
		}
	}
	return false
}

// waitFor waits for a kick, or for d unless it is zero; false when the context
// ended.
func waitFor(ctx context.Context, kick <-chan struct{}, d time.Duration) bool {
	var alarm <-chan time.Time
	if d > 0 {
		t := time.NewTimer(d)
		defer t.Stop()
		alarm = t.C
	}
	select {
	case <-ctx.Done():
		return false
	case <-kick:
	case <-alarm:
	}
	return true
}

// pause is how long to stay away after n failures in a row: longer when the
// hub asked for it.
func (r *Relay) pause(ctx context.Context, n int) time.Duration {
	d := Backoff(n, r.Random)
	if p, err := r.Outbox.Progress(ctx); err == nil && !p.RetryAfter.IsZero() {
		d = max(d, min(p.RetryAfter.Sub(r.Now()), maxAway))
	}
	return d
}

// Backoff is full jitter after n failures in a row (from 1): uniform between
// 60 s and 60 s × 2ⁿ, at most 6 h.
func Backoff(n int, random io.Reader) time.Duration {
	most := retryMost
	if n < 9 { // 60 s × 2⁹ is over 6 h
		most = min(retryMost, retryFirst<<n)
	}
	var raw [8]byte
	if _, err := io.ReadFull(random, raw[:]); err != nil {
		return most
	}
	return retryFirst + time.Duration(binary.BigEndian.Uint64(raw[:])%uint64(most-retryFirst+1))
}

// WatchNetwork kicks each time the network comes back. up says whether there
// is one (nil: Online) and is asked every period; no packet is sent.
func WatchNetwork(ctx context.Context, period time.Duration, up func() bool, kick chan<- struct{}) {
	if up == nil {
		up = Online
	}
	was := up()
	tick := time.NewTicker(period)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		is := up()
		if is && !was {
			select {
			case kick <- struct{}{}:
			default: // one is waiting already
			}
		}
		was = is
	}
}

// Online says whether an interface other than the loopback has an address.
func Online() bool {
	all, err := net.Interfaces()
	if err != nil {
		return false
	}
	for _, i := range all {
		if i.Flags&net.FlagUp == 0 || i.Flags&net.FlagLoopback != 0 {
			continue
		}
		addresses, err := i.Addrs()
		if err != nil {
			continue
		}
		for _, a := range addresses {
			if n, ok := a.(*net.IPNet); ok && n.IP.IsGlobalUnicast() {
				return true
			}
		}
	}
	return false
}
