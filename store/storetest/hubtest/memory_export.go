package hubtest

import (
	"context"
	"encoding/hex"
	"iter"
	"maps"
	"slices"

	"parvis/app/hub"
)

// Export implements hub.Ledger.
func (m *Memory) Export(context.Context) iter.Seq2[hub.Item, error] {
	m.mu.Lock()
	defer m.mu.Unlock()
	b := m.book
	items := []hub.Item{{Meta: &hub.Meta{Epoch: b.epoch, SigningKey: slices.Clone(b.key)}}}
	for _, v := range sorted(b.invitations) {
		items = append(items, hub.Item{Invitation: &v})
	}
	for _, v := range sorted(b.devices) {
		items = append(items, hub.Item{Device: &v})
	}
	for _, v := range sorted(b.standings) {
		items = append(items, hub.Item{Standing: &v})
	}
	for _, v := range sorted(b.kept) {
		items = append(items, hub.Item{Record: &v})
	}
	for _, v := range sorted(b.refused) {
		items = append(items, hub.Item{Record: &v})
	}
	for _, v := range b.audit {
		items = append(items, hub.Item{Audit: &v})
	}
	for _, v := range b.packs {
		items = append(items, hub.Item{Pack: &hub.Pack{Version: v.Version, Manifest: v.Manifest}})
	}
	for _, h := range slices.Sorted(maps.Keys(b.files)) {
		items = append(items, hub.Item{File: &hub.PackFile{Hash: h, Content: b.files[h]}})
	}
	return func(yield func(hub.Item, error) bool) {
		for _, i := range items {
			if !yield(i, nil) {
				return
			}
		}
	}
}

func sorted[K ~string, V any](m map[K]V) []V {
	out := make([]V, 0, len(m))
	for _, k := range slices.Sorted(maps.Keys(m)) {
		out = append(out, m[k])
	}
	return out
}

// Import implements hub.Ledger.
func (m *Memory) Import(_ context.Context, items iter.Seq2[hub.Item, error]) error {
	b := emptyBook()
	for i, err := range items {
		if err != nil {
			return err
		}
		switch {
		case i.Meta != nil:
			b.epoch, b.key = i.Meta.Epoch, i.Meta.SigningKey
		case i.Invitation != nil:
			b.invitations[hex.EncodeToString(i.Invitation.TokenHash)] = *i.Invitation
		case i.Device != nil:
			b.devices[i.Device.ID] = *i.Device
		case i.Standing != nil:
			b.standings[i.Standing.Device] = *i.Standing
		case i.Record != nil:
			if err := (cabinet{&b}).Keep(*i.Record); err != nil {
				return err
			}
		case i.Audit != nil:
			b.audit = append(b.audit, *i.Audit)
		case i.Pack != nil:
			b.packs = append(b.packs, *i.Pack)
		case i.File != nil:
			b.files[i.File.Hash] = i.File.Content
		}
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.book = b
	return nil
}
