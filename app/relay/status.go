package relay

import (
	"context"
	"time"

	"parvis/app"
)

// Status is where sync stands, for one honest line everywhere.
type Status struct {
	Enrolled     bool
	Registration Registration
	Epoch        uint32
	Waiting      int
	SetAside     int
	Progress     Progress
}

// Status reads where sync stands without calling anyone.
func (r *Relay) Status(ctx context.Context) (Status, error) { return StatusOf(ctx, r.Outbox) }

// StatusOf is Status for a caller that has an outbox and no network.
func StatusOf(ctx context.Context, o Outbox) (Status, error) {
	var s Status
	id, err := o.Identity(ctx)
	if err != nil {
		return s, err
	}
	s.Epoch = id.Epoch
	if s.Registration, s.Enrolled, err = o.Registration(ctx); err != nil {
		return s, err
	}
	c, err := o.Counts(ctx)
	if err != nil {
		return s, err
	}
	s.Waiting, s.SetAside = c.ToSend+c.Sending, c.SetAside
	s.Progress, err = o.Progress(ctx)
	return s, err
}

// Unconfirmed gives the bodies of the lots of an outbox that the hub never
// acknowledged: closed here, and not known to have left.
func Unconfirmed(ctx context.Context, o Outbox) (map[string]bool, error) {
	out := map[string]bool{}
	for e, err := range o.Entries(ctx) {
		if err != nil {
			return nil, err
		}
		if e.Acked.IsZero() && e.lot() {
			out[string(e.Body)] = true
		}
	}
	return out, nil
}

// Line is the status as a message key and its arguments: "up to date" only
// when nothing waits and the last run succeeded. The arguments "ago" is a
// number of days; "time" is a clock time in the zone.
func (s Status) Line(now time.Time, zone *time.Location) (key string, args []any) {
	last := s.Progress.LastSuccess
	switch {
	case !s.Enrolled && s.Waiting == 0:
		return "relay.status.alone.none", nil
	case !s.Enrolled:
		return "relay.status.alone", []any{"n", s.Waiting}
	case s.Registration.Revoked:
		return "relay.status.revoked", nil
	case s.Waiting == 0 && last.IsZero():
		return "relay.status.new", nil
	case s.Waiting == 0 && s.Progress.LastError == "":
		return s.dated("relay.status.synced", now, zone)
	case s.Waiting == 0:
		return s.dated("relay.status.unheard", now, zone)
	case last.IsZero():
		return "relay.status.waiting.never", []any{"n", s.Waiting}
	}
	return s.dated("relay.status.waiting", now, zone)
}

// dated adds when the last success was: today, yesterday, or a number of days.
func (s Status) dated(key string, now time.Time, zone *time.Location) (string, []any) {
	last := s.Progress.LastSuccess
	today := app.DayOf(now, zone).Time(time.UTC)
	days := int(today.Sub(app.DayOf(last, zone).Time(time.UTC)).Hours() / 24)
	clock := last.In(zone).Format("15:04")
	args := []any{"n", s.Waiting, "time", clock}
	switch {
	case days <= 0:
		return key + ".today", args
	case days == 1:
		return key + ".yesterday", args
	}
	return key + ".days", append(args, "ago", days)
}

// SetAsideLine adds what was set apart; ok is false when nothing was.
func (s Status) SetAsideLine() (key string, args []any, ok bool) {
	return "relay.status.set_aside", []any{"n", s.SetAside}, s.SetAside > 0
}
