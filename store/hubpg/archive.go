package hubpg

import (
	"context"
	"iter"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"parvis/app"
	"parvis/app/hub"
	"parvis/app/relay"
)

// Export implements hub.Ledger: one snapshot, hence one moment, while other
// processes go on.
func (l *Ledger) Export(ctx context.Context) iter.Seq2[hub.Item, error] {
	return func(yield func(hub.Item, error) bool) {
		going := true
		give := func(i hub.Item, err error) bool {
			going = going && yield(i, err) && err == nil
			return going
		}
		snapshot := pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}
		err := pgx.BeginTxFunc(ctx, l.pool, snapshot, func(tx pgx.Tx) error { return export(ctx, tx, give) })
		if err != nil && going {
			yield(hub.Item{}, err)
		}
	}
}

// export stops at the first refusal of give.
func export(ctx context.Context, tx pgx.Tx, give func(hub.Item, error) bool) error {
	var m hub.Meta
	var epoch int64
	err := tx.QueryRow(ctx, `SELECT number, (SELECT bytes FROM hub_meta WHERE name = 'signing_key')
		FROM hub_meta WHERE name = 'epoch'`).Scan(&epoch, &m.SigningKey)
	if err != nil {
		return err
	}
	m.Epoch = uint32(epoch)
	if !give(hub.Item{Meta: &m}, nil) {
		return nil
	}
	for _, part := range []iter.Seq2[hub.Item, error]{
		query(ctx, tx, `SELECT token_hash, place, place_id, role, territory, made, expires, used_by FROM invitations`, nil, invitationItem),
		query(ctx, tx, selectDevices, nil, func(r pgx.CollectableRow) (hub.Item, error) {
			d, err := scanDevice(r)
			return hub.Item{Device: &d}, err
		}),
		query(ctx, tx, `SELECT device, epoch, acked, highest, known FROM standings WHERE epoch > 0`, nil, standingItem),
		query(ctx, tx, `SELECT device, epoch, seq, id, kind, version, body, hash, received, '', COALESCE(place_id, '') FROM records`, nil, keptItem),
		query(ctx, tx, `SELECT device, epoch, seq, id, kind, version, body, hash, received, refusal, '' FROM refused`, nil, keptItem),
		query(ctx, tx, `SELECT at, actor, act, subject FROM audit ORDER BY at, id`, nil, func(r pgx.CollectableRow) (hub.Item, error) {
			var e hub.AuditEntry
			err := r.Scan(&e.At, &e.Actor, &e.Act, &e.Subject)
			return hub.Item{Audit: &e}, err
		}),
		query(ctx, tx, `SELECT version, manifest FROM packs`, nil, packItem),
		query(ctx, tx, `SELECT hash, content FROM files`, nil, fileItem),
	} {
		for i, err := range part {
			if !give(i, err) {
				return nil
			}
		}
	}
	return nil
}

func invitationItem(r pgx.CollectableRow) (hub.Item, error) {
	var i hub.Invitation
	var role, usedBy string
	err := r.Scan(&i.TokenHash, &i.Place, &i.PlaceID, &role, &i.Territory, &i.Made, &i.Expires, &usedBy)
	i.Role, i.UsedBy = hub.Role(role), relay.DeviceID(usedBy)
	return hub.Item{Invitation: &i}, err
}

func standingItem(r pgx.CollectableRow) (hub.Item, error) {
	var device string
	var epoch, acked, highest, known int64
	err := r.Scan(&device, &epoch, &acked, &highest, &known)
	return hub.Item{Standing: &hub.Standing{
		Device: relay.DeviceID(device), Epoch: uint32(epoch), Acked: uint64(acked), Highest: uint64(highest), Known: uint64(known),
	}}, err
}

func keptItem(r pgx.CollectableRow) (hub.Item, error) {
	var device, placeID string
	var epoch, seq, received int64
	var id uuid.UUID
	var kind, version int32
	var k hub.Kept
	if err := r.Scan(&device, &epoch, &seq, &id, &kind, &version, &k.Body, &k.Hash, &received, &k.Refusal, &placeID); err != nil {
		return hub.Item{}, err
	}
	k.Device, k.ID, k.Epoch, k.Seq = relay.DeviceID(device), id.String(), uint32(epoch), uint64(seq)
	k.Kind, k.Version, k.Received = relay.Kind(kind), uint16(version), time.Unix(received, 0)
	if k.Refusal == "" {
		from := hub.Device{ID: k.Device, PlaceID: placeID}
		k.Lot = hub.LotOf(hub.Judge(k.Record), from, k.Received)
	}
	return hub.Item{Record: &k}, nil
}

// Import implements hub.Ledger, in one transaction.
func (l *Ledger) Import(ctx context.Context, items iter.Seq2[hub.Item, error]) error {
	// No retry: the items can be read once only.
	return pgx.BeginFunc(ctx, l.pool, func(tx pgx.Tx) error {
		for _, table := range []string{"invitations", "devices", "standings", "records", "refused", "audit", "packs", "files", "hub_meta"} {
			if _, err := tx.Exec(ctx, `DELETE FROM `+table); err != nil {
				return err
			}
		}
		for i, err := range items {
			if err != nil {
				return err
			}
			if err := importItem(ctx, tx, i); err != nil {
				return err
			}
		}
		_, err := tx.Exec(ctx, `INSERT INTO hub_meta (name, number) VALUES ('epoch', 1) ON CONFLICT DO NOTHING`)
		return err
	})
}

func importItem(ctx context.Context, tx pgx.Tx, i hub.Item) error {
	switch {
	case i.Meta != nil:
		_, err := tx.Exec(ctx, `INSERT INTO hub_meta (name, number) VALUES ('epoch', $1)`, int64(i.Meta.Epoch))
		if err == nil && i.Meta.SigningKey != nil {
			_, err = tx.Exec(ctx, `INSERT INTO hub_meta (name, number, bytes) VALUES ('signing_key', 1, $1)`, i.Meta.SigningKey)
		}
		return err
	case i.Invitation != nil:
		return putInvitation(ctx, tx, *i.Invitation)
	case i.Device != nil:
		beat, err := relay.Canonical(i.Device.Heartbeat)
		if err != nil {
			return err
		}
		if err := enlist(ctx, tx, i.Device); err != nil {
			return err
		}
		return putSeen(ctx, tx, hub.Standing{Device: i.Device.ID}, i.Device.LastSeen, beat)
	case i.Standing != nil:
		return putSeen(ctx, tx, *i.Standing, time.Time{}, nil)
	case i.Record != nil:
		return importRecord(ctx, tx, *i.Record)
	case i.Audit != nil:
		return putAudit(ctx, tx, *i.Audit)
	case i.Pack != nil:
		_, err := tx.Exec(ctx, `INSERT INTO packs (version, manifest) VALUES ($1, $2)`, int64(i.Pack.Version), i.Pack.Manifest)
		return wrap("pack", err)
	case i.File != nil:
		return putFile(ctx, tx, *i.File)
	}
	return app.E(app.Damaged, "hub_archive_damaged")
}

func importRecord(ctx context.Context, tx pgx.Tx, k hub.Kept) error {
	from := hub.Device{ID: k.Device}
	if k.Lot != nil {
		from.PlaceID = k.Lot.PlaceID
	}
	var c columns
	c.add(hub.Judged{Record: k.Record}, k.Lot)
	if k.Refusal != "" {
		_, err := tx.Exec(ctx, insertRefused, string(k.Device), c.epoch, c.seq, c.id, c.kind, c.version, c.body, c.hash,
			k.Received.Unix(), []string{k.Refusal})
		return wrap("refused", err)
	}
	_, err := tx.Exec(ctx, insertRecords, c.args(hub.Delivery{Device: from, Epoch: 1<<32 - 1, Now: k.Received})...)
	return wrap("record", err)
}
