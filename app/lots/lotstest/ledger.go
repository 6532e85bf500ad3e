// Package lotstest holds the in-memory twin of lots.Ledger: the same promises
// as a store's, kept in a slice. It serves tests and simulations, never a
// place.
package lotstest

import (
	"context"
	"iter"
	"slices"
	"sync"

	"parvis/app"
	"parvis/app/lots"
)

// Ledger is a device's history in memory, safe for concurrent use.
type Ledger struct {
	mu       sync.Mutex
	key      []byte
	events   []lots.Event
	closings []lots.Closing
	// Outbox is every lot handed over, in the order of sending.
	Outbox []lots.Lot
}

var _ lots.Ledger = (*Ledger)(nil)

// New makes an empty device with a remainder key of 32 bytes.
func New(key []byte) *Ledger { return &Ledger{key: slices.Clone(key)} }

// Record adds an event; its Seq is set.
func (l *Ledger) Record(e lots.Event) {
	l.mu.Lock()
	defer l.mu.Unlock()
	e.Seq = uint64(len(l.events) + 1)
	l.events = append(l.events, e)
}

// Each calls f for every event, in order.
func (l *Ledger) Each(f func(lots.Event)) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, e := range l.events {
		f(e)
	}
}

// State gives the snapshot of the last closing.
func (l *Ledger) State(context.Context) ([]byte, uint64, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.closings) == 0 {
		return nil, 0, nil
	}
	last := l.closings[len(l.closings)-1]
	return slices.Clone(last.State), last.Through, nil
}

// Events yields the events after a Seq.
func (l *Ledger) Events(_ context.Context, after uint64) iter.Seq2[lots.Event, error] {
	l.mu.Lock()
	events := l.events[min(int(after), len(l.events)):]
	l.mu.Unlock()
	return func(yield func(lots.Event, error) bool) {
		for _, e := range events {
			if !yield(e, nil) {
				return
			}
		}
	}
}

// Close commits a closing, or refuses one that does not know the last event.
func (l *Ledger) Close(_ context.Context, c lots.Closing) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if c.Through != uint64(len(l.events)) || len(l.closings) > 0 && l.closings[len(l.closings)-1].WindowEnd >= c.WindowEnd {
		return app.E(app.Failed, "closing_stale")
	}
	l.closings = append(l.closings, c)
	l.Outbox = append(l.Outbox, c.Lots...)
	return nil
}

// Closings yields the closings, without their state.
func (l *Ledger) Closings(context.Context) iter.Seq2[lots.Closing, error] {
	l.mu.Lock()
	all := slices.Clone(l.closings)
	l.mu.Unlock()
	return func(yield func(lots.Closing, error) bool) {
		for _, c := range all {
			c.State = nil
			if !yield(c, nil) {
				return
			}
		}
	}
}

// RemainderKey gives the key.
func (l *Ledger) RemainderKey(context.Context) ([]byte, error) { return slices.Clone(l.key), nil }

// Retract takes lots out of the outbox that did not leave.
func (l *Ledger) Retract(list []lots.Lot) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, x := range list {
		i := slices.IndexFunc(l.Outbox, func(y lots.Lot) bool {
			return x.View == y.View && x.Window == y.Window && x.Cell.Key() == y.Cell.Key()
		})
		if i >= 0 {
			l.Outbox = slices.Delete(slices.Clone(l.Outbox), i, i+1)
		}
	}
}

// Copy is a second device with the same disk: a clone when it gets another
// key, a restored backup when it keeps it (nil).
func (l *Ledger) Copy(key []byte) *Ledger {
	l.mu.Lock()
	defer l.mu.Unlock()
	if key == nil {
		key = l.key
	}
	return &Ledger{
		key: slices.Clone(key), events: slices.Clone(l.events),
		closings: slices.Clone(l.closings), Outbox: slices.Clone(l.Outbox),
	}
}
