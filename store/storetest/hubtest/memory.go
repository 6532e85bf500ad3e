// Package hubtest holds what every hub ledger is measured by: an in-memory
// twin and one conformance suite that the twin, bbolt and PostgreSQL pass
// alike.
//
// The twin promises the same behaviour as the real ledgers, keeps nothing on
// disk, and forgets a transaction that failed.
package hubtest

import (
	"context"
	"encoding/hex"
	"fmt"
	"iter"
	"maps"
	"slices"
	"sort"
	"sync"
	"time"

	"parvis/app"
	"parvis/app/hub"
	"parvis/app/relay"
)

// Memory is a hub.Ledger that lives in memory.
type Memory struct {
	mu   sync.Mutex
	book book
}

// book is everything the ledger knows.
type book struct {
	epoch       uint32
	key         []byte
	invitations map[string]hub.Invitation // by hex of the token's hash
	devices     map[relay.DeviceID]hub.Device
	standings   map[relay.DeviceID]hub.Standing
	kept        map[string]hub.Kept // accepted, by number
	refused     map[string]hub.Kept
	byID        map[string][]byte // hashes
	byLot       map[string][]byte
	audit       []hub.AuditEntry
	packs       []hub.Pack // oldest first
	files       map[string][]byte
}

var _ hub.Ledger = (*Memory)(nil)

// NewMemory is an empty ledger, epoch 1.
func NewMemory() *Memory { return &Memory{book: emptyBook()} }

func emptyBook() book {
	return book{
		epoch: 1, invitations: map[string]hub.Invitation{}, devices: map[relay.DeviceID]hub.Device{},
		standings: map[relay.DeviceID]hub.Standing{}, kept: map[string]hub.Kept{}, refused: map[string]hub.Kept{},
		byID: map[string][]byte{}, byLot: map[string][]byte{}, files: map[string][]byte{},
	}
}

// SigningKey implements hub.Ledger.
func (m *Memory) SigningKey(_ context.Context, proposal []byte) ([]byte, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.book.key == nil {
		m.book.key = slices.Clone(proposal)
	}
	return slices.Clone(m.book.key), nil
}

// Epoch implements hub.Ledger.
func (m *Memory) Epoch(context.Context) (uint32, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.book.epoch, nil
}

// NewEpoch implements hub.Ledger.
func (m *Memory) NewEpoch(context.Context) (uint32, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.book.epoch++
	return m.book.epoch, nil
}

// Invite implements hub.Ledger.
func (m *Memory) Invite(_ context.Context, inv hub.Invitation) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.book.invitations[hex.EncodeToString(inv.TokenHash)] = inv
	return nil
}

// Redeem implements hub.Ledger.
func (m *Memory) Redeem(_ context.Context, tokenHash []byte, d hub.Device, now time.Time) (hub.Device, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	inv, ok := m.book.invitations[hex.EncodeToString(tokenHash)]
	if err := hub.CheckInvitation(inv, ok, d.ID, now); err != nil {
		return hub.Device{}, err
	}
	d.Place, d.PlaceID, d.Role, d.Territory = inv.Place, inv.PlaceID, inv.Role, inv.Territory
	if err := m.enlist(&d); err != nil {
		return hub.Device{}, err
	}
	inv.UsedBy = d.ID
	m.book.invitations[hex.EncodeToString(tokenHash)] = inv
	return d, nil
}

// Enlist implements hub.Ledger.
func (m *Memory) Enlist(_ context.Context, d hub.Device) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.enlist(&d)
}

func (m *Memory) enlist(d *hub.Device) error {
	old, known := m.book.devices[d.ID]
	if err := hub.Reenlist(d, old, known); err != nil {
		return err
	}
	m.book.devices[d.ID] = *d
	return nil
}

// DeviceByID implements hub.Ledger.
func (m *Memory) DeviceByID(_ context.Context, id relay.DeviceID) (hub.Device, bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	d, ok := m.book.devices[id]
	return d, ok, nil
}

// Devices implements hub.Ledger.
func (m *Memory) Devices(context.Context) ([]hub.Device, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	all := slices.Collect(maps.Values(m.book.devices))
	sort.Slice(all, func(i, j int) bool { return all[i].ID < all[j].ID })
	return all, nil
}

// Revoke implements hub.Ledger.
func (m *Memory) Revoke(_ context.Context, id relay.DeviceID) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	d, ok := m.book.devices[id]
	if !ok {
		return app.E(app.Failed, "device_unknown", "device", string(id))
	}
	d.Revoked = true
	m.book.devices[id] = d
	return nil
}

// Accept implements hub.Ledger.
func (m *Memory) Accept(_ context.Context, d hub.Delivery) (hub.Decision, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return hub.Decide(cabinet{&m.book}, d)
}

// Lots implements hub.Ledger.
func (m *Memory) Lots(_ context.Context, q hub.LotQuery) iter.Seq2[hub.LotRow, error] {
	m.mu.Lock()
	defer m.mu.Unlock()
	var rows []hub.LotRow
	for _, k := range m.book.kept {
		if k.Lot != nil && q.Matches(*k.Lot) {
			rows = append(rows, *k.Lot)
		}
	}
	sort.Slice(rows, func(i, j int) bool { return rows[i].ID < rows[j].ID })
	return func(yield func(hub.LotRow, error) bool) {
		for _, r := range rows {
			if !yield(r, nil) {
				return
			}
		}
	}
}

// Notes implements hub.Ledger.
func (m *Memory) Notes(_ context.Context, since time.Time, kinds ...relay.Kind) iter.Seq2[hub.Kept, error] {
	m.mu.Lock()
	defer m.mu.Unlock()
	var found []hub.Kept
	for _, k := range sorted(m.book.kept) {
		if slices.Contains(kinds, k.Kind) && !k.Received.Before(since) {
			found = append(found, k)
		}
	}
	return func(yield func(hub.Kept, error) bool) {
		for _, k := range found {
			if !yield(k, nil) {
				return
			}
		}
	}
}

// Audit implements hub.Ledger.
func (m *Memory) Audit(_ context.Context, e hub.AuditEntry) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.book.audit = append(m.book.audit, e)
	return nil
}

// AuditLog implements hub.Ledger.
func (m *Memory) AuditLog(context.Context) iter.Seq2[hub.AuditEntry, error] {
	m.mu.Lock()
	defer m.mu.Unlock()
	all := slices.Clone(m.book.audit)
	return func(yield func(hub.AuditEntry, error) bool) {
		for _, e := range all {
			if !yield(e, nil) {
				return
			}
		}
	}
}

// Ping implements hub.Ledger.
func (m *Memory) Ping(context.Context) error { return nil }

// Close implements hub.Ledger.
func (m *Memory) Close() error { return nil }

// cabinet is the one writer's view of a book.
type cabinet struct{ *book }

func number(d relay.DeviceID, epoch uint32, seq uint64) string {
	return fmt.Sprintf("%s/%010d/%020d", d, epoch, seq)
}

func lotKey(d relay.DeviceID, l hub.LotRow) string {
	return fmt.Sprintf("%s/%t/%s/%s/%s", d, l.Kiosk, l.View, l.Cell, l.Window)
}

func (c cabinet) Standing(d relay.DeviceID) (hub.Standing, error) { return c.standings[d], nil }

func (c cabinet) SetStanding(s hub.Standing, seen time.Time, beat *relay.Heartbeat) error {
	c.standings[s.Device] = s
	d, ok := c.devices[s.Device]
	if !ok {
		return nil
	}
	d.LastSeen = seen
	if beat != nil {
		d.Heartbeat = *beat
	}
	c.devices[s.Device] = d
	return nil
}

func (c cabinet) HashBySeq(d relay.DeviceID, epoch uint32, seq uint64) ([]byte, error) {
	return c.kept[number(d, epoch, seq)].Hash, nil
}

func (c cabinet) HashByID(id string) ([]byte, error) { return c.byID[id], nil }

func (c cabinet) HashByLot(d relay.DeviceID, l hub.LotRow) ([]byte, error) {
	return c.byLot[lotKey(d, l)], nil
}

func (c cabinet) Refused(d relay.DeviceID, epoch uint32, seq uint64) (bool, error) {
	_, ok := c.refused[number(d, epoch, seq)]
	return ok, nil
}

func (c cabinet) Keep(k hub.Kept) error {
	key := number(k.Device, k.Epoch, k.Seq)
	if k.Refusal != "" {
		if _, ok := c.refused[key]; !ok {
			c.refused[key] = k
		}
		return nil
	}
	c.kept[key], c.byID[k.ID] = k, k.Hash
	if k.Lot != nil {
		c.byLot[lotKey(k.Device, *k.Lot)] = k.Hash
	}
	return nil
}
