// Package relaytest holds the in-memory twin of relay.Outbox, for the tests of
// everything that sends.
//
// The twin promises what a real outbox does, and can be killed: Kill gives
// what a restart would find. It keeps nothing on disk.
package relaytest

import (
	"context"
	"crypto/ed25519"
	"errors"
	"io"
	"iter"
	"slices"
	"sync"
	"time"

	"github.com/google/uuid"

	"parvis/app/relay"
)

// ErrKilled is what a killed process's outbox answers.
var ErrKilled = errors.New("killed")

// Outbox is a relay.Outbox in memory.
type Outbox struct {
	mu     sync.Mutex
	random io.Reader
	now    func() time.Time
	s      state
	dead   bool
	// Fault, when set, is asked before each write; an error is a full disk.
	Fault func() error
}

type state struct {
	id         relay.Identity
	next       uint64
	entries    []relay.Entry
	reg        relay.Registration
	registered bool
	progress   relay.Progress
	parting    relay.Parting
}

var _ relay.Outbox = (*Outbox)(nil)

// New is an empty outbox with an identity drawn from random.
func New(random io.Reader, now func() time.Time) *Outbox {
	o := &Outbox{random: random, now: now, s: state{next: 1}}
	o.s.id = o.identity(1)
	return o
}

func (o *Outbox) identity(epoch uint32) relay.Identity {
	seed := make([]byte, ed25519.SeedSize)
	if _, err := io.ReadFull(o.random, seed); err != nil {
		panic(err) // the test's own source
	}
	id := uuid.Must(uuid.NewRandomFromReader(o.random))
	return relay.Identity{Device: relay.DeviceID(id.String()), Epoch: epoch, Private: ed25519.NewKeyFromSeed(seed)}
}

// Kill stops this outbox for good and gives what is on disk: everything a
// method acknowledged.
func (o *Outbox) Kill() *Outbox {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.dead = true
	return &Outbox{random: o.random, now: o.now, s: o.s, Fault: o.Fault}
}

// Damage changes a byte of what is kept of a record, as a bad disk would.
func (o *Outbox) Damage(seq uint64) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for i := range o.s.entries {
		if e := &o.s.entries[i]; e.Seq == seq {
			e.Body = slices.Clone(e.Body)
			e.Body[len(e.Body)-1] ^= 1
		}
	}
}

// Copy is a second disk with the same content: a backup, or a clone.
func (o *Outbox) Copy() *Outbox {
	o.mu.Lock()
	defer o.mu.Unlock()
	return &Outbox{random: o.random, now: o.now, s: o.s, Fault: o.Fault}
}

// write runs a change that happens wholly or not at all.
func (o *Outbox) write(ctx context.Context, f func(*state) error) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	if err := o.alive(ctx); err != nil {
		return err
	}
	if o.Fault != nil {
		if err := o.Fault(); err != nil {
			return err
		}
	}
	next := o.s
	if err := f(&next); err != nil {
		return err
	}
	o.s = next
	return nil
}

func (o *Outbox) alive(ctx context.Context) error {
	if o.dead {
		return ErrKilled
	}
	return ctx.Err()
}

// read gives the state as it is; writes replace it and never change it.
func (o *Outbox) read(ctx context.Context) (state, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.s, o.alive(ctx)
}

// Identity implements relay.Outbox.
func (o *Outbox) Identity(ctx context.Context) (relay.Identity, error) {
	s, err := o.read(ctx)
	return s.id, err
}

// NewEpoch implements relay.Outbox.
func (o *Outbox) NewEpoch(ctx context.Context, p relay.Parting) (relay.Identity, error) {
	var id relay.Identity
	err := o.write(ctx, func(s *state) error {
		if p.NewDevice {
			s.id = o.identity(s.id.Epoch + 1)
		} else {
			s.id.Epoch = max(s.id.Epoch, p.Settled.Epoch) + 1
		}
		s.next, s.id.Settled, s.id.Restored = 1, p.Settled, !p.Copied && !p.NewDevice
		s.entries = slices.DeleteFunc(slices.Clone(s.entries), func(e relay.Entry) bool {
			back := p.TakesBack(e) && (e.State == relay.ToSend || e.State == relay.Sending)
			if back {
				p.Back = append(p.Back, e.Body)
			}
			return back
		})
		s.parting = p
		for i, e := range s.entries {
			switch {
			case !e.Acked.IsZero(): // being sent again: it keeps the identity the hub knows
			case e.State != relay.ToSend && e.State != relay.Sending:
			case p.GivesUp(e):
				s.entries[i].State, s.entries[i].Reason = relay.SetAside, relay.ReasonElsewhere
			default:
				s.entries[i].Epoch, s.entries[i].Seq, s.entries[i].State = s.id.Epoch, s.next, relay.ToSend
				s.next++
			}
		}
		id = s.id
		return nil
	})
	return id, err
}

// Parting is why the newest epoch began, with what was taken back.
func (o *Outbox) Parting() relay.Parting {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.s.parting
}

// Registration implements relay.Outbox.
func (o *Outbox) Registration(ctx context.Context) (relay.Registration, bool, error) {
	s, err := o.read(ctx)
	return s.reg, s.registered, err
}

// SetRegistration implements relay.Outbox.
func (o *Outbox) SetRegistration(ctx context.Context, r relay.Registration) error {
	return o.write(ctx, func(s *state) error {
		s.reg, s.registered = r, true
		return nil
	})
}

// Enqueue implements relay.Outbox.
func (o *Outbox) Enqueue(ctx context.Context, kind relay.Kind, version uint16, bodies ...[]byte) error {
	return o.write(ctx, func(s *state) error {
		s.entries = slices.Clip(s.entries) // appending copies
		for _, body := range bodies {
			id, err := uuid.NewV7FromReader(o.random)
			if err != nil {
				return err
			}
			s.entries = append(s.entries, relay.Entry{
				Record: relay.Record{
					ID: id.String(), Epoch: s.id.Epoch, Seq: s.next, Kind: kind, Version: version,
					Body: body, Hash: relay.HashOf(kind, version, body),
				},
				State: relay.ToSend, Enqueued: o.now(),
			})
			s.next++
		}
		return nil
	})
}

// Pending implements relay.Outbox.
func (o *Outbox) Pending(ctx context.Context, limit int) ([]relay.Entry, error) {
	s, err := o.read(ctx)
	var out []relay.Entry
	for _, e := range s.entries {
		if e.State == relay.ToSend && len(out) < limit {
			out = append(out, e)
		}
	}
	return out, err
}

// Mark implements relay.Outbox.
func (o *Outbox) Mark(ctx context.Context, entries ...relay.Entry) error {
	return o.write(ctx, func(s *state) error {
		s.entries = slices.Clone(s.entries)
		at := make(map[[2]uint64]int, len(s.entries))
		for i, e := range s.entries {
			at[[2]uint64{uint64(e.Epoch), e.Seq}] = i
		}
		for _, e := range entries {
			i, ok := at[[2]uint64{uint64(e.Epoch), e.Seq}]
			if !ok {
				return errors.New("no such record")
			}
			s.entries[i] = e
		}
		return nil
	})
}

// Recover implements relay.Outbox.
func (o *Outbox) Recover(ctx context.Context, resendAbove *uint64) error {
	return o.write(ctx, func(s *state) error {
		s.entries = slices.Clone(s.entries)
		for i, e := range s.entries {
			if e.State == relay.Sending || (resendAbove != nil && e.State == relay.Sent && e.Seq > *resendAbove) {
				s.entries[i].State = relay.ToSend
			}
		}
		return nil
	})
}

// Entries implements relay.Outbox.
func (o *Outbox) Entries(ctx context.Context) iter.Seq2[relay.Entry, error] {
	s, err := o.read(ctx)
	return func(yield func(relay.Entry, error) bool) {
		if err != nil {
			yield(relay.Entry{}, err)
			return
		}
		for _, e := range s.entries {
			if !yield(e, nil) {
				return
			}
		}
	}
}

// Counts implements relay.Outbox.
func (o *Outbox) Counts(ctx context.Context) (relay.Counts, error) {
	s, err := o.read(ctx)
	var c relay.Counts
	for _, e := range s.entries {
		switch e.State {
		case relay.ToSend:
			c.ToSend++
		case relay.Sending:
			c.Sending++
		case relay.Sent:
			c.Sent++
		case relay.SetAside:
			c.SetAside++
		}
	}
	return c, err
}

// Progress implements relay.Outbox.
func (o *Outbox) Progress(ctx context.Context) (relay.Progress, error) {
	s, err := o.read(ctx)
	return s.progress, err
}

// SetProgress implements relay.Outbox.
func (o *Outbox) SetProgress(ctx context.Context, p relay.Progress) error {
	return o.write(ctx, func(s *state) error {
		s.progress = p
		return nil
	})
}
