package hubpg

import (
	"context"
	"iter"
	"time"

	"github.com/jackc/pgx/v5"

	"parvis/app/hub"
)

// Notes implements hub.Ledger.
func (l *Ledger) Notes(ctx context.Context, since time.Time) iter.Seq2[hub.Kept, error] {
	const sql = `SELECT device, epoch, seq, id, kind, version, body, hash, received, '', '' FROM records
		WHERE kind IN (3, 6) AND received >= $1`
	return query(ctx, l.pool, sql, []any{max(0, since.Unix())}, func(r pgx.CollectableRow) (hub.Kept, error) {
		i, err := keptItem(r)
		if err != nil {
			return hub.Kept{}, err
		}
		return *i.Record, nil
	})
}
