package hubpg

import (
	"context"
	"iter"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"parvis/app/hub"
	"parvis/app/relay"
)

// Notes implements hub.Ledger.
func (l *Ledger) Notes(ctx context.Context, since time.Time, kinds ...relay.Kind) iter.Seq2[hub.Kept, error] {
	in := make([]string, len(kinds)) // written out: the partial indexes are for these very lists
	for i, k := range kinds {
		in[i] = strconv.Itoa(int(k))
	}
	sql := `SELECT device, epoch, seq, id, kind, version, body, hash, received, '', '' FROM records
		WHERE kind IN (` + strings.Join(in, ", ") + `) AND received >= $1`
	return query(ctx, l.pool, sql, []any{max(0, since.Unix())}, func(r pgx.CollectableRow) (hub.Kept, error) {
		i, err := keptItem(r)
		if err != nil {
			return hub.Kept{}, err
		}
		return *i.Record, nil
	})
}
