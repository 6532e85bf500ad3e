package lots

import (
	"context"
	"errors"
	"time"

	"parvis/app"
)

// Service closes windows over a ledger. Its methods may be called from several
// goroutines and processes: the ledger decides which closing wins.
type Service struct {
	ledger Ledger
	zone   *time.Location
	policy func() Policy
	rules  rules
}

// NewService needs the place's zone and the policy in force; nil means the
// default policy.
func NewService(ledger Ledger, zone *time.Location, policy func() Policy) *Service {
	if policy == nil {
		policy = func() Policy { return Policy{} }
	}
	return &Service{ledger: ledger, zone: zone, policy: policy, rules: ours()}
}

// attempts is how often a closing is tried again when something was recorded
// meanwhile.
const attempts = 5

// CloseDue closes every window that is over and hands the lots to the outbox,
// all together or not at all. closed is false when nothing was due. A session
// saved during the call makes it start again; nothing is lost either way.
func (s *Service) CloseDue(ctx context.Context, now time.Time) (r Report, closed bool, err error) {
	for range attempts {
		state, err := s.load(ctx)
		if err != nil {
			return Report{}, false, err
		}
		c, ok, err := s.close(ctx, state, now)
		if err != nil || !ok {
			return Report{}, false, err
		}
		err = s.ledger.Close(ctx, c)
		if err == nil {
			return reportOf(c, state.Held(s.policy())), true, nil
		}
		if !errors.Is(err, app.E(app.Failed, "closing_stale")) {
			return Report{}, false, err
		}
	}
	return Report{}, false, app.E(app.Failed, "closing_stale")
}

// Preview says what would leave now and what waits, and changes nothing. When
// no window is due it has no lots, and window_end is that of the last closing.
func (s *Service) Preview(ctx context.Context, now time.Time) (Report, error) {
	state, err := s.load(ctx)
	if err != nil {
		return Report{}, err
	}
	c, ok, err := s.close(ctx, state, now)
	if err != nil {
		return Report{}, err
	}
	if !ok && state.started != 0 {
		c.WindowEnd = string(state.next.monday.Add(-1))
	}
	return reportOf(c, state.Held(s.policy())), nil
}

// History gives the reports already handed to the outbox, oldest first,
// without what was held.
func (s *Service) History(ctx context.Context) ([]Closing, error) {
	var out []Closing
	for c, err := range s.ledger.Closings(ctx) {
		if err != nil {
			return nil, err
		}
		out = append(out, c)
	}
	return out, nil
}

// NextClosing is the moment the next window closes, local time of the place.
func (s *Service) NextClosing(now time.Time) time.Time {
	return spanOf(app.DayOf(now, s.zone)).closesAt(s.zone)
}

// load builds the account as of the last event.
func (s *Service) load(ctx context.Context) (*State, error) {
	raw, through, err := s.ledger.State(ctx)
	if err != nil {
		return nil, err
	}
	state, err := Decode(raw)
	if err != nil {
		return nil, err
	}
	state.rules, state.policy = s.rules, s.policy()
	for e, err := range s.ledger.Events(ctx, through) {
		if err != nil {
			return nil, err
		}
		state.Apply(e)
	}
	return state, nil
}

func (s *Service) close(ctx context.Context, state *State, now time.Time) (Closing, bool, error) {
	key, err := s.ledger.RemainderKey(ctx)
	if err != nil {
		return Closing{}, false, err
	}
	if len(key) < 32 {
		return Closing{}, false, app.E(app.Failed, "lots_key")
	}
	c, ok := state.Close(now, s.zone, key, s.policy())
	return c, ok, nil
}
