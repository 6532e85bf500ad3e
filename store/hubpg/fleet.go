package hubpg

import (
	"context"
	"errors"
	"iter"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"parvis/app"
	"parvis/app/hub"
	"parvis/app/relay"
)

// Invite implements hub.Ledger.
func (l *Ledger) Invite(ctx context.Context, inv hub.Invitation) error {
	return l.tx(ctx, func(tx pgx.Tx) error { return putInvitation(ctx, tx, inv) })
}

func putInvitation(ctx context.Context, tx pgx.Tx, i hub.Invitation) error {
	_, err := tx.Exec(ctx, `INSERT INTO invitations
		(token_hash, place, place_id, role, territory, made, expires, used_by) VALUES ($1,$2,$3,$4,$5,$6,$7,$8)`,
		i.TokenHash, i.Place, i.PlaceID, string(i.Role), i.Territory, i.Made, i.Expires, string(i.UsedBy))
	return wrap("invitation", err)
}

// Redeem implements hub.Ledger. The update that marks the code used is what
// decides between two devices.
func (l *Ledger) Redeem(ctx context.Context, tokenHash []byte, d hub.Device, now time.Time) (hub.Device, error) {
	var out hub.Device
	err := l.tx(ctx, func(tx pgx.Tx) error {
		out = d
		var inv hub.Invitation
		var role, usedBy string
		err := tx.QueryRow(ctx,
			`SELECT place, place_id, role, territory, expires, used_by FROM invitations WHERE token_hash = $1`, tokenHash).
			Scan(&inv.Place, &inv.PlaceID, &role, &inv.Territory, &inv.Expires, &usedBy)
		if err != nil && !errors.Is(err, pgx.ErrNoRows) {
			return err
		}
		found := err == nil
		inv.Role, inv.UsedBy = hub.Role(role), relay.DeviceID(usedBy)
		if err := hub.CheckInvitation(inv, found, d.ID, now); err != nil {
			return err
		}
		out.Place, out.PlaceID, out.Role, out.Territory = inv.Place, inv.PlaceID, inv.Role, inv.Territory
		tag, err := tx.Exec(ctx,
			`UPDATE invitations SET used_by = $2 WHERE token_hash = $1 AND (used_by = '' OR used_by = $2)`, tokenHash, string(d.ID))
		if err != nil {
			return err
		}
		if tag.RowsAffected() == 0 {
			return app.E(app.Hub, relay.ProblemCodeUsed)
		}
		return enlist(ctx, tx, &out)
	})
	if err != nil {
		return hub.Device{}, err
	}
	return out, nil
}

// Enlist implements hub.Ledger.
func (l *Ledger) Enlist(ctx context.Context, d hub.Device) error {
	return l.tx(ctx, func(tx pgx.Tx) error { return enlist(ctx, tx, &d) })
}

// enlist inserts a device, or updates it when it has the same key.
func enlist(ctx context.Context, tx pgx.Tx, d *hub.Device) error {
	err := tx.QueryRow(ctx, `INSERT INTO devices
		(id, place, place_id, role, territory, public_key, token_hash, enrolled, revoked, parent)
		VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10)
		ON CONFLICT (id) DO UPDATE SET place = excluded.place, place_id = excluded.place_id, role = excluded.role,
			territory = excluded.territory, token_hash = excluded.token_hash, revoked = FALSE,
			parent = CASE WHEN excluded.parent = '' THEN devices.parent ELSE excluded.parent END
		WHERE devices.public_key = excluded.public_key
		RETURNING enrolled`,
		string(d.ID), d.Place, d.PlaceID, string(d.Role), d.Territory, d.PublicKey, d.TokenHash, d.Enrolled, d.Revoked, string(d.Parent)).
		Scan(&d.Enrolled)
	if errors.Is(err, pgx.ErrNoRows) {
		return app.E(app.Hub, relay.ProblemDeviceTaken)
	}
	if err != nil {
		return wrap("device", err)
	}
	return putSeen(ctx, tx, hub.Standing{Device: d.ID}, d.LastSeen, nil)
}

// putSeen writes what changes with each batch; it never goes back: a lower
// epoch or number loses against what is there.
func putSeen(ctx context.Context, tx pgx.Tx, s hub.Standing, seen time.Time, beat []byte) error {
	_, err := tx.Exec(ctx, upsertStanding, standingArgs(s, seen, beat)...)
	return wrap("standing", err)
}

const putStanding = `INSERT INTO standings (device, epoch, acked, highest, last_seen, heartbeat, known)
	VALUES ($1,$2,$3,$4,$5,$6,$7)
	ON CONFLICT (device) DO UPDATE SET
		epoch = GREATEST(standings.epoch, excluded.epoch),
		acked = CASE WHEN excluded.epoch > standings.epoch THEN excluded.acked
			WHEN excluded.epoch = standings.epoch THEN GREATEST(standings.acked, excluded.acked) ELSE standings.acked END,
		highest = CASE WHEN excluded.epoch > standings.epoch THEN excluded.highest
			WHEN excluded.epoch = standings.epoch THEN GREATEST(standings.highest, excluded.highest) ELSE standings.highest END,
		known = CASE WHEN excluded.epoch > standings.epoch THEN excluded.known
			WHEN excluded.epoch = standings.epoch THEN standings.known + excluded.known ELSE standings.known END,
		last_seen = COALESCE(excluded.last_seen, standings.last_seen),
		heartbeat = COALESCE(excluded.heartbeat, standings.heartbeat)
`

const upsertStanding = putStanding + ` RETURNING acked, known`

// moveStanding moves a standing only from where the delivery saw it: an epoch
// begins after the one it settled, as far as that went, and a delivery of an
// older epoch was known to be one.
const moveStanding = putStanding + `
	WHERE CASE WHEN $8 > standings.epoch THEN standings.known = 0 OR (standings.epoch = $9 AND standings.known = $10)
		ELSE $8 = standings.epoch OR $9 > $8 END
	RETURNING acked, known`

// standingArgs are the parameters of upsertStanding; Known is what to add.
func standingArgs(s hub.Standing, seen time.Time, beat []byte) []any {
	var at *time.Time
	if !seen.IsZero() {
		at = &seen
	}
	return []any{string(s.Device), int64(s.Epoch), int64(s.Acked), int64(s.Highest), at, beat, int64(s.Known)}
}

const selectDevices = `SELECT d.id, d.place, d.place_id, d.role, d.territory, d.public_key, d.token_hash, d.enrolled,
	d.revoked, d.parent, s.last_seen, s.heartbeat FROM devices d LEFT JOIN standings s ON s.device = d.id`

func scanDevice(row pgx.CollectableRow) (d hub.Device, err error) {
	var id, role, parent string
	var seen *time.Time
	var beat []byte
	err = row.Scan(&id, &d.Place, &d.PlaceID, &role, &d.Territory, &d.PublicKey, &d.TokenHash, &d.Enrolled,
		&d.Revoked, &parent, &seen, &beat)
	if err != nil {
		return d, err
	}
	d.ID, d.Role, d.Parent = relay.DeviceID(id), hub.Role(role), relay.DeviceID(parent)
	if seen != nil {
		d.LastSeen = *seen
	}
	if beat != nil {
		err = relay.Decode(beat, &d.Heartbeat)
	}
	return d, err
}

// DeviceByID implements hub.Ledger.
func (l *Ledger) DeviceByID(ctx context.Context, id relay.DeviceID) (hub.Device, bool, error) {
	rows, err := l.pool.Query(ctx, selectDevices+` WHERE d.id = $1`, string(id))
	if err != nil {
		return hub.Device{}, false, err
	}
	d, err := pgx.CollectExactlyOneRow(rows, scanDevice)
	if errors.Is(err, pgx.ErrNoRows) {
		return hub.Device{}, false, nil
	}
	return d, err == nil, err
}

// Devices implements hub.Ledger.
func (l *Ledger) Devices(ctx context.Context) ([]hub.Device, error) {
	rows, err := l.pool.Query(ctx, selectDevices+` ORDER BY d.id`)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, scanDevice)
}

// Revoke implements hub.Ledger.
func (l *Ledger) Revoke(ctx context.Context, id relay.DeviceID) error {
	return l.tx(ctx, func(tx pgx.Tx) error {
		tag, err := tx.Exec(ctx, `UPDATE devices SET revoked = TRUE WHERE id = $1`, string(id))
		if err == nil && tag.RowsAffected() == 0 {
			return app.E(app.Failed, "device_unknown", "device", string(id))
		}
		return err
	})
}

// Audit implements hub.Ledger.
func (l *Ledger) Audit(ctx context.Context, e hub.AuditEntry) error {
	return l.tx(ctx, func(tx pgx.Tx) error { return putAudit(ctx, tx, e) })
}

func putAudit(ctx context.Context, tx pgx.Tx, e hub.AuditEntry) error {
	id, err := uuid.NewV7() // in order within a moment
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO audit (id, at, actor, act, subject) VALUES ($1,$2,$3,$4,$5)`,
		id, e.At, e.Actor, e.Act, e.Subject)
	return wrap("audit", err)
}

// AuditLog implements hub.Ledger.
func (l *Ledger) AuditLog(ctx context.Context) iter.Seq2[hub.AuditEntry, error] {
	return query(ctx, l.pool, `SELECT at, actor, act, subject FROM audit ORDER BY at, id`, nil, func(r pgx.CollectableRow) (e hub.AuditEntry, err error) {
		err = r.Scan(&e.At, &e.Actor, &e.Act, &e.Subject)
		return e, err
	})
}

type querier interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
}

// query yields the rows of a statement as they come.
func query[T any](ctx context.Context, q querier, sql string, args []any, scan func(pgx.CollectableRow) (T, error)) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var zero T
		rows, err := q.Query(ctx, sql, args...)
		if err != nil {
			yield(zero, err)
			return
		}
		defer rows.Close()
		for rows.Next() {
			v, err := scan(rows)
			if !yield(v, err) || err != nil {
				return
			}
		}
		if err := rows.Err(); err != nil {
			yield(zero, err)
		}
	}
}
