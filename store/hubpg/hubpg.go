// Package hubpg is the hub's ledger on PostgreSQL and on engines that speak
// it, for several hub processes over one database.
//
// It promises that processes need nothing but the database to behave as one:
// a batch is decided by unique constraints in one transaction, a serialisation
// failure is retried, no advisory lock and no sequence is relied upon. It uses
// only statements those engines share.
package hubpg

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"parvis/app/hub"
)

// Ledger is a hub.Ledger on PostgreSQL.
type Ledger struct{ pool *pgxpool.Pool }

var _ hub.Ledger = (*Ledger)(nil)

// Open connects to a database and brings its tables up to date. Several
// processes may do so at the same moment.
func Open(ctx context.Context, url string) (*Ledger, error) {
	config, err := pgxpool.ParseConfig(url)
	if err != nil {
		return nil, err
	}
	config.ConnConfig.RuntimeParams["application_name"] = "parvis-hub"
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, err
	}
	l := &Ledger{pool}
	if err := l.migrate(ctx); err != nil {
		pool.Close()
		return nil, err
	}
	err = l.tx(ctx, func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO hub_meta (name, number) VALUES ('epoch', 1) ON CONFLICT DO NOTHING`)
		return err
	})
	if err != nil {
		pool.Close()
		return nil, err
	}
	return l, nil
}

// errAgain asks tx for another try.
var errAgain = errors.New("seen at two moments")

// maxTries bounds the retries of one transaction: beyond, the caller answers
// "come back later" and the device does.
const maxTries = 12

// tx runs f in a transaction, again when the engine could not serialize it.
func (l *Ledger) tx(ctx context.Context, f func(pgx.Tx) error) error {
	for try := 1; ; try++ {
		err := pgx.BeginFunc(ctx, l.pool, f)
		if err == nil || try == maxTries || !again(err) {
			return err
		}
		pause := time.NewTimer(time.Duration(rand.IntN(1+5<<min(try, 6))) * time.Millisecond)
		select {
		case <-pause.C:
		case <-ctx.Done():
			pause.Stop()
			return ctx.Err()
		}
	}
}

// again says whether the engine asks for a retry: serialisation failure or
// deadlock.
func again(err error) bool {
	var pg *pgconn.PgError
	return errors.Is(err, errAgain) || errors.As(err, &pg) && (pg.Code == "40001" || pg.Code == "40P01")
}

// Ping implements hub.Ledger.
func (l *Ledger) Ping(ctx context.Context) error { return l.pool.Ping(ctx) }

// Close implements hub.Ledger.
func (l *Ledger) Close() error {
	l.pool.Close()
	return nil
}

// SigningKey implements hub.Ledger.
func (l *Ledger) SigningKey(ctx context.Context, proposal []byte) (seed []byte, err error) {
	err = l.tx(ctx, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx,
			`INSERT INTO hub_meta (name, number, bytes) VALUES ('signing_key', 1, $1) ON CONFLICT DO NOTHING`, proposal); err != nil {
			return err
		}
		return tx.QueryRow(ctx, `SELECT bytes FROM hub_meta WHERE name = 'signing_key'`).Scan(&seed)
	})
	return seed, err
}

// Epoch implements hub.Ledger.
func (l *Ledger) Epoch(ctx context.Context) (uint32, error) {
	var n int64
	err := l.pool.QueryRow(ctx, `SELECT number FROM hub_meta WHERE name = 'epoch'`).Scan(&n)
	return uint32(n), err
}

// NewEpoch implements hub.Ledger.
func (l *Ledger) NewEpoch(ctx context.Context) (uint32, error) {
	var n int64
	err := l.tx(ctx, func(tx pgx.Tx) error {
		return tx.QueryRow(ctx, `UPDATE hub_meta SET number = number + 1 WHERE name = 'epoch' RETURNING number`).Scan(&n)
	})
	return uint32(n), err
}

// wrap names the statement an error came from.
func wrap(what string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", what, err)
}
