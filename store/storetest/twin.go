// Package storetest holds what every store of a device must do, as suites that
// run alike on the in-memory twin (Memory) and on the real one, and the
// generator of plausible sessions the suites feed on.
//
// It promises that a suite checks only what the ports say, so that a new store
// can be held to it. The twin keeps nothing on disk.
package storetest

import (
	"context"
	"iter"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"sync"
	"time"

	"parvis/app"
	"parvis/app/lots"
	"parvis/app/lots/lotstest"
	"parvis/app/relay"
	"parvis/app/relay/relaytest"
	"parvis/app/session"
)

// Memory is a device's store in memory, safe for concurrent use.
type Memory struct {
	*relaytest.Outbox
	now app.Clock

	mu     sync.Mutex
	order  []session.ID
	kept   map[session.ID]*session.Record
	past   map[session.ID][]session.Change
	drafts map[session.ID]session.Draft
	ledger *lotstest.Ledger
	seq    uint64
}

// NewMemory makes an empty twin.
func NewMemory(now app.Clock) *Memory {
	random := rand.NewChaCha8([32]byte{1})
	return &Memory{
		Outbox: relaytest.New(random, now), now: now,
		kept: map[session.ID]*session.Record{}, past: map[session.ID][]session.Change{},
		drafts: map[session.ID]session.Draft{}, ledger: lotstest.New(make([]byte, 32)),
	}
}

// Ledger gives the twin as the port of lots.
func (m *Memory) Ledger() lots.Ledger { return m.ledger }

// NewEpoch implements relay.Outbox; lots hear of it.
func (m *Memory) NewEpoch(ctx context.Context, p relay.Parting) (relay.Identity, error) {
	id, err := m.Outbox.NewEpoch(ctx, p)
	if err == nil && p.Copied {
		p = m.Parting()
		m.ledger.Record(lots.Event{Split: lots.SplitOf(p.NewDevice, p.Back, p.Out)})
	}
	return id, err
}

// Save implements session.Book.
func (m *Memory) Save(ctx context.Context, author string, s session.Session) (session.Outcome, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if was := m.kept[s.ID]; was != nil {
		if reflect.DeepEqual(was.Session, s) {
			return session.Duplicate, nil
		}
		return 0, app.E(app.Rejected, "session_conflict")
	}
	now := m.now().UTC().Truncate(time.Millisecond)
	r := &session.Record{Session: s, Author: author, Saved: now, Changed: now}
	m.kept[s.ID], m.order = r, append(m.order, s.ID)
	m.log(author, nil, &s)
	r.Seq = m.seq
	return session.Saved, ctx.Err()
}

func (m *Memory) log(author string, before, after *session.Session) {
	m.seq++
	id := before
	if id == nil {
		id = after
	}
	now := m.now().UTC().Truncate(time.Millisecond)
	m.past[id.ID] = append(m.past[id.ID], session.Change{Seq: m.seq, At: now, Author: author, ID: id.ID, Before: before, After: after})
	m.ledger.Record(lots.Event{At: now, Before: before, After: after})
}

func (m *Memory) change(id session.ID, f func(r *session.Record) error) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	r := m.kept[id]
	if r == nil {
		return app.E(app.Rejected, "session_unknown")
	}
	return f(r)
}

// Update implements session.Book.
func (m *Memory) Update(_ context.Context, author string, s session.Session) error {
	return m.change(s.ID, func(r *session.Record) error {
		if r.Deleted {
			return app.E(app.Rejected, "session_deleted")
		}
		if reflect.DeepEqual(r.Session, s) {
			return nil
		}
		before := r.Session
		r.Session, r.Changed = s, m.now().UTC().Truncate(time.Millisecond)
		m.log(author, &before, &s)
		return nil
	})
}

// Delete implements session.Book.
func (m *Memory) Delete(_ context.Context, author string, id session.ID) error {
	return m.flip(author, id, true)
}

// Restore implements session.Book.
func (m *Memory) Restore(_ context.Context, author string, id session.ID) error {
	return m.flip(author, id, false)
}

func (m *Memory) flip(author string, id session.ID, deleted bool) error {
	return m.change(id, func(r *session.Record) error {
		if r.Deleted == deleted {
			return nil
		}
		r.Deleted, r.Changed = deleted, m.now().UTC().Truncate(time.Millisecond)
		s := r.Session
		if deleted {
			m.log(author, &s, nil)
		} else {
			m.log(author, nil, &s)
		}
		return nil
	})
}

// Find implements session.Book.
func (m *Memory) Find(_ context.Context, id session.ID) (out session.Record, err error) {
	err = m.change(id, func(r *session.Record) error {
		out = *r
		return nil
	})
	return out, err
}

// List implements session.Book.
func (m *Memory) List(ctx context.Context, f session.Filter) iter.Seq2[session.Record, error] {
	m.mu.Lock()
	var all []session.Record
	for _, id := range m.order {
		if r := m.kept[id]; f.Match(r, nil) {
			all = append(all, *r)
		}
	}
	m.mu.Unlock()
	slices.SortStableFunc(all, func(a, b session.Record) int {
		if c := strings.Compare(string(a.Date), string(b.Date)); c != 0 {
			return c
		}
		return int(a.Seq) - int(b.Seq)
	})
	if f.Newest {
		slices.Reverse(all)
	}
	if f.Limit > 0 {
		all = all[:min(f.Limit, len(all))]
	}
	return func(yield func(session.Record, error) bool) {
		for _, r := range all {
			if !yield(r, ctx.Err()) {
				return
			}
		}
	}
}

// History implements session.Book.
func (m *Memory) History(_ context.Context, id session.ID) ([]session.Change, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.kept[id] == nil {
		return nil, app.E(app.Rejected, "session_unknown")
	}
	return slices.Clone(m.past[id]), nil
}

// Stats implements session.Book.
func (m *Memory) Stats(ctx context.Context, f session.Filter) (session.Stats, error) {
	f.Limit = 0
	c := session.NewTally()
	for r, err := range m.List(ctx, f) {
		if err != nil {
			return session.Stats{}, err
		}
		c.Add(&r.Session)
	}
	return c.Stats(), nil
}

// PutDraft implements session.Book.
func (m *Memory) PutDraft(ctx context.Context, d session.Draft) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.drafts[d.ID] = d
	return ctx.Err()
}

// Drafts implements session.Book.
func (m *Memory) Drafts(ctx context.Context, author string) ([]session.Draft, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var out []session.Draft
	for _, d := range m.drafts {
		if author == "" || d.Author == author {
			out = append(out, d)
		}
	}
	slices.SortFunc(out, func(a, b session.Draft) int { return a.Started.Compare(b.Started) })
	return out, ctx.Err()
}

// DropDraft implements session.Book.
func (m *Memory) DropDraft(ctx context.Context, id session.ID) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.drafts, id)
	return ctx.Err()
}
