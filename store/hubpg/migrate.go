package hubpg

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"math/rand/v2"
	"path"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"parvis/app"
)

// Migrations are numbered files, forward only, each applied in one transaction
// that also takes its number: of several processes that start together, the
// primary key lets one through. (A migration library would weigh half a
// megabyte and lock by other means.)
//
//go:embed migrations/*.sql
var migrations embed.FS

// maxMigrateTries bounds the retries while other processes create the same
// tables.
const maxMigrateTries = 40

// migrate brings the tables up to date. Error: "hub_newer" when a later
// program wrote them.
func (l *Ledger) migrate(ctx context.Context) error {
	files, err := migrations.ReadDir("migrations")
	if err != nil {
		return err
	}
	for try := 1; ; try++ {
		err := l.migrateAll(ctx, len(files))
		var pg *pgconn.PgError
		if err == nil || !errors.As(err, &pg) || try == maxMigrateTries {
			return err
		}
		pause := time.NewTimer(time.Duration(20+rand.IntN(60)) * time.Millisecond)
		select {
		case <-pause.C:
		case <-ctx.Done():
			pause.Stop()
			return ctx.Err()
		}
	}
}

func (l *Ledger) migrateAll(ctx context.Context, known int) error {
	if _, err := l.pool.Exec(ctx, `CREATE TABLE IF NOT EXISTS hub_schema (version BIGINT PRIMARY KEY)`); err != nil {
		return err
	}
	var done int
	if err := l.pool.QueryRow(ctx, `SELECT COALESCE(MAX(version), 0) FROM hub_schema`).Scan(&done); err != nil {
		return err
	}
	if done > known {
		return app.E(app.Failed, "hub_newer")
	}
	files, err := migrations.ReadDir("migrations")
	if err != nil {
		return err
	}
	for _, f := range files[done:] {
		if err := l.migrateOne(ctx, f.Name()); err != nil {
			return err
		}
	}
	return nil
}

func (l *Ledger) migrateOne(ctx context.Context, name string) error {
	number, _, _ := strings.Cut(name, "_")
	version, err := strconv.Atoi(number)
	if err != nil {
		return fmt.Errorf("migration %s: %w", name, err)
	}
	sql, err := migrations.ReadFile(path.Join("migrations", name))
	if err != nil {
		return err
	}
	return pgx.BeginFunc(ctx, l.pool, func(tx pgx.Tx) error {
		tag, err := tx.Exec(ctx, `INSERT INTO hub_schema (version) VALUES ($1) ON CONFLICT DO NOTHING`, version)
		if err != nil || tag.RowsAffected() == 0 { // another process has just done it
			return err
		}
		_, err = tx.Exec(ctx, string(sql))
		return wrap(name, err)
	})
}
