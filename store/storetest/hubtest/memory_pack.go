package hubtest

import (
	"context"

	"parvis/app"
	"parvis/app/hub"
)

// Head implements hub.Ledger.
func (m *Memory) Head(context.Context) (hub.Head, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	h := hub.Head{Epoch: m.book.epoch}
	for _, p := range m.book.packs {
		h.PackVersion = max(h.PackVersion, p.Version)
	}
	return h, nil
}

// PutPack implements hub.Ledger.
func (m *Memory) PutPack(_ context.Context, p hub.Pack) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, old := range m.book.packs {
		if old.Version == p.Version {
			return app.E(app.Failed, "pack_taken")
		}
	}
	for h, c := range p.Files {
		m.book.files[h] = c
	}
	m.book.packs = append(m.book.packs, hub.Pack{Version: p.Version, Manifest: p.Manifest})
	return nil
}

// LatestPack implements hub.Ledger.
func (m *Memory) LatestPack(context.Context) (latest hub.Pack, ok bool, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, p := range m.book.packs {
		if p.Version > latest.Version {
			latest, ok = p, true
		}
	}
	return latest, ok, nil
}

// PackFile implements hub.Ledger.
func (m *Memory) PackFile(_ context.Context, hash string) ([]byte, bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	c, ok := m.book.files[hash]
	return c, ok, nil
}
