package hubpg

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"

	"parvis/app"
	"parvis/app/hub"
)

// Head implements hub.Ledger.
func (l *Ledger) Head(ctx context.Context) (hub.Head, error) {
	var epoch, pack int64
	err := l.pool.QueryRow(ctx, `SELECT number, (SELECT COALESCE(MAX(version), 0) FROM packs)
		FROM hub_meta WHERE name = 'epoch'`).Scan(&epoch, &pack)
	return hub.Head{Epoch: uint32(epoch), PackVersion: uint64(pack)}, err
}

// PutPack implements hub.Ledger.
func (l *Ledger) PutPack(ctx context.Context, p hub.Pack) error {
	return l.tx(ctx, func(tx pgx.Tx) error {
		tag, err := tx.Exec(ctx, `INSERT INTO packs (version, manifest) VALUES ($1, $2) ON CONFLICT DO NOTHING`,
			int64(p.Version), p.Manifest)
		if err != nil {
			return err
		}
		if tag.RowsAffected() == 0 {
			return app.E(app.Failed, "pack_taken")
		}
		for hash, content := range p.Files {
			if err := putFile(ctx, tx, hub.PackFile{Hash: hash, Content: content}); err != nil {
				return err
			}
		}
		return nil
	})
}

func putFile(ctx context.Context, tx pgx.Tx, f hub.PackFile) error {
	_, err := tx.Exec(ctx, `INSERT INTO files (hash, content) VALUES ($1, $2) ON CONFLICT DO NOTHING`, f.Hash, f.Content)
	return wrap("file", err)
}

// LatestPack implements hub.Ledger.
func (l *Ledger) LatestPack(ctx context.Context) (p hub.Pack, ok bool, err error) {
	var version int64
	err = l.pool.QueryRow(ctx, `SELECT version, manifest FROM packs ORDER BY version DESC LIMIT 1`).Scan(&version, &p.Manifest)
	if errors.Is(err, pgx.ErrNoRows) {
		return p, false, nil
	}
	p.Version = uint64(version)
	return p, err == nil, err
}

// PackFile implements hub.Ledger.
func (l *Ledger) PackFile(ctx context.Context, hash string) (content []byte, ok bool, err error) {
	err = l.pool.QueryRow(ctx, `SELECT content FROM files WHERE hash = $1`, hash).Scan(&content)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, false, nil
	}
	return content, err == nil, err
}

func packItem(r pgx.CollectableRow) (hub.Item, error) {
	var version int64
	var p hub.Pack
	err := r.Scan(&version, &p.Manifest)
	p.Version = uint64(version)
	return hub.Item{Pack: &p}, err
}

func fileItem(r pgx.CollectableRow) (hub.Item, error) {
	var f hub.PackFile
	err := r.Scan(&f.Hash, &f.Content)
	return hub.Item{File: &f}, err
}
