package hubpg

import (
	"github.com/google/uuid"

	"parvis/app/hub"
)

// columns are records turned on their side, one array per column, so that a
// batch of 500 is one statement.
type columns struct {
	n                         int
	epoch, seq, kind, version []int64
	id                        []uuid.UUID
	body, hash                [][]byte
	kiosk                     []*bool
	view, cell, period, month []*string
	count                     []*int64
	refusal                   []string
}

// newColumns takes the records that are not refused already.
func newColumns(d hub.Delivery) columns {
	var c columns
	for _, j := range d.Records {
		if j.Refusal == "" {
			c.add(j, j.Lot)
		}
	}
	return c
}

func (c *columns) add(j hub.Judged, lot *hub.LotRow) {
	c.n++
	c.epoch = append(c.epoch, int64(j.Epoch))
	c.seq = append(c.seq, int64(j.Seq))
	c.kind = append(c.kind, int64(j.Kind))
	c.version = append(c.version, int64(j.Version))
	id, _ := uuid.Parse(j.ID) // made from 16 bytes by the reader of the batch
	c.id = append(c.id, id)
	c.body = append(c.body, j.Body)
	c.hash = append(c.hash, j.Hash)
	var kiosk *bool
	var view, cell, period, month *string
	var count *int64
	if lot != nil {
		m, n := hub.MonthOf(lot.Window), int64(lot.Count)
		kiosk, view, cell, period, month, count = &lot.Kiosk, &lot.View, &lot.Cell, &lot.Window, &m, &n
	}
	c.kiosk = append(c.kiosk, kiosk)
	c.view = append(c.view, view)
	c.cell = append(c.cell, cell)
	c.period = append(c.period, period)
	c.month = append(c.month, month)
	c.count = append(c.count, count)
}

// args are the parameters of insertRecords.
func (c *columns) args(d hub.Delivery) []any {
	return []any{
		string(d.Device.ID), int64(d.Epoch), d.Now.Unix(), d.Device.PlaceID,
		c.epoch, c.seq, c.id, c.kind, c.version, c.body, c.hash, c.kiosk, c.view, c.cell, c.period, c.month, c.count,
	}
}

// insertRecords takes nothing of a batch sent under an epoch left behind.
const insertRecords = `INSERT INTO records
	(device, epoch, seq, id, kind, version, body, hash, received, place_id, kiosk, view, cell, period, month, count)
	SELECT $1, t.epoch, t.seq, t.id, t.kind, t.version, t.body, t.hash, $3,
		CASE WHEN t.view IS NULL THEN NULL ELSE $4 END, t.kiosk, t.view, t.cell, t.period, t.month, t.count
	FROM unnest($5::bigint[], $6::bigint[], $7::uuid[], $8::bigint[], $9::bigint[], $10::bytea[], $11::bytea[],
		$12::boolean[], $13::text[], $14::text[], $15::text[], $16::text[], $17::bigint[])
		AS t (epoch, seq, id, kind, version, body, hash, kiosk, view, cell, period, month, count)
	WHERE NOT EXISTS (SELECT 1 FROM standings WHERE device = $1 AND epoch > $2)
	ON CONFLICT DO NOTHING
	RETURNING id`

const insertRefused = `INSERT INTO refused (device, epoch, seq, id, kind, version, body, hash, received, refusal)
	SELECT $1, t.epoch, t.seq, t.id, t.kind, t.version, t.body, t.hash, $9, t.refusal
	FROM unnest($2::bigint[], $3::bigint[], $4::uuid[], $5::bigint[], $6::bigint[], $7::bytea[], $8::bytea[], $10::text[])
		AS t (epoch, seq, id, kind, version, body, hash, refusal)
	ON CONFLICT DO NOTHING
	RETURNING epoch`
