package hubpg

import (
	"context"
	"errors"
	"iter"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"parvis/app/hub"
	"parvis/app/relay"
)

// Accept implements hub.Ledger: everything is inserted at once and the unique
// constraints decide; only what they held back is then looked at, to name why.
func (l *Ledger) Accept(ctx context.Context, d hub.Delivery) (out hub.Decision, err error) {
	err = l.tx(ctx, func(tx pgx.Tx) (err error) {
		out, err = accept(ctx, tx, d)
		return err
	})
	if errors.Is(err, errNothing) {
		err = nil
	}
	return out, err
}

// errNothing takes back what a delivery inserted: its answer is that nothing of
// it is taken.
var errNothing = errors.New("nothing is taken")

func accept(ctx context.Context, tx pgx.Tx, d hub.Delivery) (hub.Decision, error) {
	var standing hub.Standing
	c := newColumns(d)
	inserted := make(map[string]bool, len(d.Records))
	batch := &pgx.Batch{}
	batch.Queue(`SELECT epoch, acked, highest, known FROM standings WHERE device = $1`, string(d.Device.ID)).
		Query(func(rows pgx.Rows) error { return scanStanding(rows, &standing) })
	if c.n > 0 {
		batch.Queue(insertRecords, c.args(d)...).Query(func(rows pgx.Rows) error {
			for rows.Next() {
				var id uuid.UUID
				if err := rows.Scan(&id); err != nil {
					return err
				}
				inserted[id.String()] = true
			}
			return rows.Err()
		})
	}
	if err := tx.SendBatch(ctx, batch).Close(); err != nil {
		return hub.Decision{}, wrap("records", err)
	}
	standing.Device = d.Device.ID
	if hub.Unsettled(d, standing) {
		return hub.Undecided(d, standing), errNothing
	}
	outcomes, err := outcomes(ctx, tx, d, inserted, d.Epoch < standing.Epoch)
	if err != nil {
		return hub.Decision{}, err
	}
	for i, o := range outcomes {
		if hub.Taken(o.RecordVerdict, d.Records[i], d) {
			return hub.Refuse(d, standing, outcomes), errNothing
		}
	}
	return settle(ctx, tx, d, outcomes, standing)
}

func scanStanding(rows pgx.Rows, s *hub.Standing) error {
	for rows.Next() {
		var epoch, acked, highest, known int64
		if err := rows.Scan(&epoch, &acked, &highest, &known); err != nil {
			return err
		}
		s.Epoch, s.Acked, s.Highest, s.Known = uint32(epoch), uint64(acked), uint64(highest), uint64(known)
	}
	return rows.Err()
}

// outcomes gives what becomes of each record, those the insert took first.
func outcomes(ctx context.Context, tx pgx.Tx, d hub.Delivery, inserted map[string]bool, old bool) ([]hub.Outcome, error) {
	out := make([]hub.Outcome, len(d.Records))
	var held []int
	for i, j := range d.Records {
		if inserted[j.ID] {
			out[i] = hub.Rule(j, hub.Found{}, false)
			continue
		}
		held = append(held, i)
	}
	if len(held) == 0 {
		return out, nil
	}
	found, err := lookUp(ctx, tx, d, held)
	if err != nil {
		return nil, err
	}
	for k, i := range held {
		out[i] = hub.Rule(d.Records[i], found[k], old)
		if out[i].Verdict == relay.Accepted { // held back, yet nothing holds it: two moments
			return nil, errAgain
		}
	}
	return out, nil
}

// settle keeps the refused, moves the standing and makes the decision.
func settle(ctx context.Context, tx pgx.Tx, d hub.Delivery, outcomes []hub.Outcome, standing hub.Standing) (hub.Decision, error) {
	out := hub.Decision{Verdicts: make([]relay.RecordVerdict, len(outcomes))}
	seen := relay.Settled{Epoch: standing.Epoch, Known: standing.Known}
	var seqs []uint64
	var beat []byte
	refused := columns{}
	for i, o := range outcomes {
		j := d.Records[i]
		out.Verdicts[i] = o.RecordVerdict
		if o.Keep && o.Refusal != "" {
			refused.add(j, nil)
			refused.refusal = append(refused.refusal, o.Refusal)
		}
		if hub.Decided(o.RecordVerdict) && j.Epoch == d.Epoch {
			seqs = append(seqs, j.Seq)
		}
		if o.Verdict == relay.Accepted && j.Beat != nil {
			raw, err := relay.Canonical(*j.Beat)
			if err != nil {
				return hub.Decision{}, err
			}
			beat = raw
		}
	}
	fresh, err := keepRefused(ctx, tx, d, refused)
	if err != nil {
		return hub.Decision{}, err
	}
	for i, o := range outcomes {
		if o.Verdict == relay.Accepted && d.Records[i].Epoch == d.Epoch {
			fresh++
		}
	}
	if d.Epoch >= standing.Epoch {
		if standing, err = standing.Advance(d.Epoch, seqs, decided(ctx, tx, d)); err != nil {
			return hub.Decision{}, err
		}
	}
	standing.Known = fresh // to add to what is there
	var acked, known int64
	args := append(standingArgs(standing, d.Now, beat), int64(d.Epoch), int64(seen.Epoch), int64(seen.Known))
	err = tx.QueryRow(ctx, moveStanding, args...).Scan(&acked, &known)
	if errors.Is(err, pgx.ErrNoRows) { // another copy went on meanwhile
		return hub.Decision{}, errAgain
	}
	out.AckedThrough = uint64(acked)
	if d.Epoch >= standing.Epoch {
		out.KnownBefore, out.KnownAfter = uint64(known)-fresh, uint64(known)
	}
	if d.Epoch >= standing.Epoch {
		seen = relay.Settled{Epoch: d.Epoch, Known: out.KnownAfter}
	}
	out.Settle = hub.SettleFor(out.Verdicts, seen)
	return out, wrap("standing", err)
}

// keepRefused keeps the numbers of what was refused, and counts those of the
// current epoch that were not decided before.
func keepRefused(ctx context.Context, tx pgx.Tx, d hub.Delivery, c columns) (fresh uint64, err error) {
	if c.n == 0 {
		return 0, nil
	}
	rows, err := tx.Query(ctx, insertRefused, string(d.Device.ID), c.epoch, c.seq, c.id, c.kind,
		c.version, c.body, c.hash, d.Now.Unix(), c.refusal)
	if err != nil {
		return 0, wrap("refused", err)
	}
	epochs, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	for _, e := range epochs {
		if uint32(e) == d.Epoch {
			fresh++
		}
	}
	return fresh, wrap("refused", err)
}

// decided asks the database about one number: only after a gap, which a device
// that sends in order never makes.
func decided(ctx context.Context, tx pgx.Tx, d hub.Delivery) func(uint64) (bool, error) {
	return func(seq uint64) (yes bool, err error) {
		err = tx.QueryRow(ctx, `SELECT EXISTS (SELECT 1 FROM records WHERE device = $1 AND epoch = $2 AND seq = $3)
			OR EXISTS (SELECT 1 FROM refused WHERE device = $1 AND epoch = $2 AND seq = $3)`,
			string(d.Device.ID), int64(d.Epoch), int64(seq)).Scan(&yes)
		return yes, err
	}
}

// lookUp finds what holds back each of the records at those indexes.
func lookUp(ctx context.Context, tx pgx.Tx, d hub.Delivery, held []int) ([]hub.Found, error) {
	var c columns
	for _, i := range held {
		c.add(d.Records[i], d.Records[i].Lot)
	}
	found := make([]hub.Found, len(held))
	scan := func(set func(*hub.Found, []byte)) func(pgx.Rows) error {
		return func(rows pgx.Rows) error {
			for rows.Next() {
				var at int64
				var hash []byte
				if err := rows.Scan(&at, &hash); err != nil {
					return err
				}
				set(&found[at-1], hash)
			}
			return rows.Err()
		}
	}
	at := make([]int64, len(held))
	for i := range at {
		at[i] = int64(i + 1)
	}
	batch := &pgx.Batch{}
	batch.Queue(`SELECT t.n, r.hash FROM unnest($2::bigint[], $3::bigint[], $4::bigint[]) AS t (n, epoch, seq)
		JOIN records r ON r.device = $1 AND r.epoch = t.epoch AND r.seq = t.seq`,
		string(d.Device.ID), at, c.epoch, c.seq).Query(scan(func(f *hub.Found, h []byte) { f.BySeq = h }))
	batch.Queue(`SELECT t.n, r.hash FROM unnest($1::bigint[], $2::uuid[]) AS t (n, id) JOIN records r ON r.id = t.id`,
		at, c.id).Query(scan(func(f *hub.Found, h []byte) { f.ByID = h }))
	batch.Queue(`SELECT t.n, r.hash FROM unnest($2::bigint[], $3::text[], $4::text[], $5::text[], $6::boolean[])
			AS t (n, period, view, cell, kiosk)
		JOIN records r ON r.device = $1 AND r.period = t.period AND r.view = t.view AND r.cell = t.cell AND r.kiosk = t.kiosk`,
		string(d.Device.ID), at, c.period, c.view, c.cell, c.kiosk).Query(scan(func(f *hub.Found, h []byte) { f.ByLot = h }))
	return found, wrap("look up", tx.SendBatch(ctx, batch).Close())
}

// Lots implements hub.Ledger.
func (l *Ledger) Lots(ctx context.Context, q hub.LotQuery) iter.Seq2[hub.LotRow, error] {
	since := int64(0)
	if !q.Since.IsZero() {
		since = q.Since.Unix()
	}
	sql := `SELECT id, device, place_id, view, cell, period, count, kiosk, received FROM records
		WHERE view IS NOT NULL AND received >= $1 AND ($2 = '' OR view = $2) AND ($3 = '' OR place_id = $3)
			AND ($4 = '' OR month >= $4) AND ($5 = '' OR month <= $5) AND ($6 = '' OR device = $6)`
	return query(ctx, l.pool, sql, []any{since, q.View, q.PlaceID, q.FromMonth, q.ToMonth, string(q.Device)}, scanLot)
}

func scanLot(r pgx.CollectableRow) (l hub.LotRow, err error) {
	var id uuid.UUID
	var device string
	var received int64
	err = r.Scan(&id, &device, &l.PlaceID, &l.View, &l.Cell, &l.Window, &l.Count, &l.Kiosk, &received)
	l.ID, l.Device, l.Received = id.String(), relay.DeviceID(device), time.Unix(received, 0)
	return l, err
}
