package relay

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"parvis/app"
)

// Summary is the outcome of a run, in records.
type Summary struct {
	Sent        int       // confirmed by the hub during this run
	Waiting     int       // still to send
	SetAside    int       // kept apart, with their reason, for a person to see
	LastSuccess time.Time // zero: never
}

// MarshalJSON is the shape of "parvisctl sync": a success that never was is
// null.
func (s Summary) MarshalJSON() ([]byte, error) {
	var last *string
	if !s.LastSuccess.IsZero() {
		text := s.LastSuccess.Format(time.RFC3339)
		last = &text
	}
	return json.Marshal(struct {
		Sent        int     `json:"sent"`
		Waiting     int     `json:"waiting"`
		SetAside    int     `json:"set_aside"`
		LastSuccess *string `json:"last_success"`
	}{s.Sent, s.Waiting, s.SetAside, last})
}

// heartbeatEvery is how often a device says how it is, when it can: with the
// smallest frame, an idle device sends 1 KiB a day.
const heartbeatEvery = 20 * time.Hour

// A run waits by itself for a hub that asks for a short pause; for a longer
// one it stops and says so.
const (
	shortPause = 15 * time.Second
	maxPauses  = 4
	maxRenewal = 2 // new epochs in one run: more means something else is wrong
	maxLosses  = 3 // restored hubs met in one run, idem
)

// Recover puts back what was being sent when the program stopped. Call it
// once at start; SyncNow does it too.
func (r *Relay) Recover(ctx context.Context) error { return r.Outbox.Recover(ctx, nil) }

// SyncNow sends everything that waits and believes only what the hub signed
// and echoed. The summary is right even when the error is not nil; records set
// aside are not an error. With nothing to send it still asks the hub how
// things stand, so that "up to date" is never said without having heard it.
func (r *Relay) SyncNow(ctx context.Context) (Summary, error) {
	return r.sync(ctx, true)
}

// SyncDue is SyncNow for schedules: it keeps silent when nothing waits and the
// last heartbeat is recent, and calls nobody while the hub asked to be left
// alone ("hub_busy").
func (r *Relay) SyncDue(ctx context.Context) (Summary, error) {
	return r.sync(ctx, false)
}

func (r *Relay) sync(ctx context.Context, ask bool) (Summary, error) {
	unlock, err := r.lock(ctx)
	if err != nil {
		return Summary{}, err
	}
	defer unlock()
	sent, runErr := 0, error(nil)
	reg, w, err := r.registered(ctx)
	if err == nil && !ask {
		err = r.mayCall(ctx)
	}
	if err != nil {
		runErr = err
	} else {
		rn := &run{Relay: r, reg: reg, wire: w, limit: MaxRecords}
		runErr = rn.all(ctx, ask)
		sent = rn.sent
		runErr = rn.close(context.WithoutCancel(ctx), runErr)
	}
	sum, err := r.summary(context.WithoutCancel(ctx), sent)
	return sum, errors.Join(runErr, err)
}

// maxAway is the longest a hub can ask to be left alone; a moment further away
// was noted by a clock that has been wrong.
const maxAway = 24 * time.Hour

// mayCall holds schedules to what the hub asked; a person may call all the same.
func (r *Relay) mayCall(ctx context.Context) error {
	p, err := r.Outbox.Progress(ctx)
	if err != nil {
		return err
	}
	if left := p.RetryAfter.Sub(r.Now()); left > 0 && left <= maxAway {
		return app.E(app.Hub, "hub_busy")
	}
	return nil
}

// run is one pass over the outbox.
type run struct {
	*Relay
	reg      Registration
	wire     *wire
	id       Identity
	progress Progress
	limit    int // records per batch, halved by 413
	sent     int
	heard    bool // the hub answered at least once
	pauses   int
	renewals int
	losses   int
}

// all sends until nothing waits.
func (rn *run) all(ctx context.Context, ask bool) error {
	if err := rn.Outbox.Recover(ctx, nil); err != nil {
		return err
	}
	var err error
	if rn.progress, err = rn.Outbox.Progress(ctx); err != nil {
		return err
	}
	if rn.id, err = rn.Outbox.Identity(ctx); err != nil {
		return err
	}
	if device, _, _ := SplitToken(rn.reg.Token); device != rn.id.Device {
		if err := rn.renew(ctx); err != nil { // stopped between the new identity and its registration
			return err
		}
	}
	for {
		entries, err := rn.Outbox.Pending(ctx, rn.limit)
		if err != nil {
			return err
		}
		if len(entries) == 0 {
			due := rn.heartbeatDue()
			switch {
			case due:
				if err := rn.heartbeat(ctx); err != nil {
					return err
				}
				continue
			case rn.heard || !ask:
				return nil
			}
		}
		if err := rn.deliver(ctx, entries); err != nil {
			return err
		}
	}
}

func (rn *run) heartbeatDue() bool {
	since := rn.Now().Sub(rn.progress.LastHeartbeat)
	return since < 0 || since >= heartbeatEvery
}

// heartbeat puts one in the outbox. It is only done when nothing else waits,
// so at most one ever waits, however long the network is away.
func (rn *run) heartbeat(ctx context.Context) error {
	counts, err := rn.Outbox.Counts(ctx)
	if err != nil {
		return err
	}
	h := rn.Facts(ctx)
	h.Waiting, h.SetAside, h.ClockDrift = counts.ToSend+counts.Sending, counts.SetAside, rn.progress.ClockDrift
	h.Failures = rn.progress.Failures
	if !rn.progress.LastSuccess.IsZero() {
		h.LastSuccess = rn.progress.LastSuccess.Unix()
	}
	body, err := Canonical(h)
	if err != nil {
		return err
	}
	rn.progress.LastHeartbeat = rn.Now()
	if err := rn.Outbox.SetProgress(ctx, rn.progress); err != nil {
		return err
	}
	return rn.Outbox.Enqueue(ctx, KindHeartbeat, 1, body)
}

// close records how the run ended.
func (rn *run) close(ctx context.Context, err error) error {
	if err == nil && !rn.heard {
		return nil // nobody was called: nothing was learnt
	}
	p := &rn.progress
	p.LastTry, p.RetryAfter = rn.Now(), time.Time{}
	if err == nil {
		p.LastError, p.Failures, p.LastSuccess = "", 0, rn.Now()
		return rn.Outbox.SetProgress(ctx, *p)
	}
	var e *app.Error
	p.LastError = "error.unexpected"
	if errors.As(err, &e) {
		p.LastError = e.Key
	}
	var b *busyError
	if errors.As(err, &b) && b.after > 0 {
		p.RetryAfter = rn.Now().Add(b.after)
	}
	p.Failures++
	rn.Log.Info("sync stopped", "error", err)
	if errors.Is(err, app.E(app.Hub, ProblemRevoked)) {
		rn.reg.Revoked = true
		err = errors.Join(err, rn.Outbox.SetRegistration(ctx, rn.reg))
	}
	return errors.Join(err, rn.Outbox.SetProgress(ctx, *p))
}
