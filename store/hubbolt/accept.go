package hubbolt

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"iter"
	"strconv"
	"time"

	"github.com/google/uuid"
	"go.etcd.io/bbolt"

	"parvis/app/hub"
	"parvis/app/relay"
)

// Accept implements hub.Ledger. Batches of several devices that arrive
// together share one disk flush.
func (l *Ledger) Accept(_ context.Context, d hub.Delivery) (out hub.Decision, err error) {
	err = l.group.do(l.db, func(tx *bbolt.Tx) (err error) { // may run twice: it only sets out
		out, err = hub.Decide(cabinet{tx}, d)
		return err
	})
	if err != nil {
		return hub.Decision{}, err
	}
	return out, nil
}

// cabinet is a read-write transaction; bbolt has one at a time.
type cabinet struct{ tx *bbolt.Tx }

// row is a record as kept; its number is the key.
type row struct {
	ID       []byte     `cbor:"1,keyasint"`
	Kind     relay.Kind `cbor:"2,keyasint"`
	Version  uint16     `cbor:"3,keyasint"`
	Body     []byte     `cbor:"4,keyasint"`
	Hash     []byte     `cbor:"5,keyasint"`
	Received int64      `cbor:"6,keyasint"`
	Refusal  string     `cbor:"7,keyasint,omitempty"`
	PlaceID  string     `cbor:"8,keyasint,omitempty"` // of a lot
}

// lotRow is a lot in the list coordinators read; received and id are the key.
type lotRow struct {
	_       struct{} `cbor:",toarray"`
	Device  relay.DeviceID
	PlaceID string
	View    string
	Cell    string
	Window  string
	Count   int
	Kiosk   bool
}

func be64(n uint64) []byte { return binary.BigEndian.AppendUint64(nil, n) }

func number(d relay.DeviceID, epoch uint32, seq uint64) []byte {
	key := append([]byte(d), 0)
	return binary.BigEndian.AppendUint64(binary.BigEndian.AppendUint32(key, epoch), seq)
}

// parseNumber reads what number wrote.
func parseNumber(key []byte) (d relay.DeviceID, epoch uint32, seq uint64, err error) {
	n := len(key) - 13
	if n <= 0 || key[n] != 0 {
		return "", 0, 0, fmt.Errorf("record number of %d bytes", len(key))
	}
	return relay.DeviceID(key[:n]), binary.BigEndian.Uint32(key[n+1:]), binary.BigEndian.Uint64(key[n+5:]), nil
}

func lotKey(d relay.DeviceID, l hub.LotRow) []byte {
	text := make([]byte, 0, 256)
	for _, part := range [...]string{string(d), strconv.FormatBool(l.Kiosk), l.View, l.Cell} {
		text = append(append(text, part...), 0)
	}
	sum := sha256.Sum256(append(text, l.Window...))
	return sum[:16]
}

func (c cabinet) Standing(d relay.DeviceID) (hub.Standing, error) {
	var s seen
	_, err := get(c.tx.Bucket(bucketSeen), []byte(d), &s)
	return s.Standing, err
}

func (c cabinet) SetStanding(standing hub.Standing, at time.Time, beat *relay.Heartbeat) error {
	var s seen
	b, key := c.tx.Bucket(bucketSeen), []byte(standing.Device)
	if _, err := get(b, key, &s); err != nil {
		return err
	}
	s.Standing, s.LastSeen = standing, at
	if beat != nil {
		s.Heartbeat = *beat
	}
	return put(b, key, s)
}

func (c cabinet) HashBySeq(d relay.DeviceID, epoch uint32, seq uint64) ([]byte, error) {
	var r row
	_, err := get(c.tx.Bucket(bucketRecords), number(d, epoch, seq), &r)
	return r.Hash, err
}

func (c cabinet) HashByID(id string) ([]byte, error) {
	key, err := uuid.Parse(id)
	if err != nil {
		return nil, err
	}
	return clone(c.tx.Bucket(bucketIDs).Get(key[:])), nil
}

func (c cabinet) HashByLot(d relay.DeviceID, l hub.LotRow) ([]byte, error) {
	return clone(c.tx.Bucket(bucketLotKeys).Get(lotKey(d, l))), nil
}

func (c cabinet) Refused(d relay.DeviceID, epoch uint32, seq uint64) (bool, error) {
	return c.tx.Bucket(bucketRefused).Get(number(d, epoch, seq)) != nil, nil
}

func (c cabinet) Keep(k hub.Kept) error {
	id, err := uuid.Parse(k.ID)
	if err != nil {
		return err
	}
	key := number(k.Device, k.Epoch, k.Seq)
	r := row{
		ID: id[:], Kind: k.Kind, Version: k.Version, Body: k.Body, Hash: k.Hash,
		Received: k.Received.Unix(), Refusal: k.Refusal,
	}
	if k.Refusal != "" {
		if b := c.tx.Bucket(bucketRefused); b.Get(key) == nil {
			return put(b, key, r)
		}
		return nil
	}
	if k.Lot != nil {
		r.PlaceID = k.Lot.PlaceID
		if err := c.keepLot(k.Device, id, *k.Lot, k.Hash); err != nil {
			return err
		}
	}
	if hub.IsNote(k.Kind) {
		if err := c.tx.Bucket(bucketNotes).Put(noteKey(k.Received.Unix(), id[:]), key); err != nil {
			return err
		}
	}
	if err := c.tx.Bucket(bucketIDs).Put(id[:], k.Hash); err != nil {
		return err
	}
	return put(c.tx.Bucket(bucketRecords), key, r)
}

func (c cabinet) keepLot(d relay.DeviceID, id uuid.UUID, l hub.LotRow, hash []byte) error {
	if err := c.tx.Bucket(bucketLotKeys).Put(lotKey(d, l), hash); err != nil {
		return err
	}
	key := append(be64(uint64(l.Received.Unix())), id[:]...)
	return put(c.tx.Bucket(bucketLots), key, lotRow{
		Device: d, PlaceID: l.PlaceID, View: l.View, Cell: l.Cell, Window: l.Window, Count: l.Count, Kiosk: l.Kiosk,
	})
}

// Lots implements hub.Ledger.
func (l *Ledger) Lots(_ context.Context, q hub.LotQuery) iter.Seq2[hub.LotRow, error] {
	if q.Device != "" {
		return l.lotsOf(q)
	}
	from := be64(0)
	if q.Since.Unix() > 0 {
		from = be64(uint64(q.Since.Unix()))
	}
	return func(yield func(hub.LotRow, error) bool) {
		each(l.db, bucketLots, from, func(key []byte, r lotRow, err error) bool {
			if err != nil {
				return yield(hub.LotRow{}, err)
			}
			id, err := uuid.FromBytes(key[8:])
			row := hub.LotRow{
				ID: id.String(), Device: r.Device, PlaceID: r.PlaceID, View: r.View, Cell: r.Cell, Window: r.Window,
				Count: r.Count, Kiosk: r.Kiosk, Received: time.Unix(int64(binary.BigEndian.Uint64(key)), 0),
			}
			return (err == nil && !q.Matches(row)) || yield(row, err)
		})
	}
}

// lotsOf yields the lots of one device, by their numbers: the list of all of
// them is long.
func (l *Ledger) lotsOf(q hub.LotQuery) iter.Seq2[hub.LotRow, error] {
	prefix := append([]byte(q.Device), 0)
	return func(yield func(hub.LotRow, error) bool) {
		each(l.db, bucketRecords, prefix, func(key []byte, r row, err error) bool {
			if err != nil {
				return yield(hub.LotRow{}, err)
			}
			device, epoch, seq, err := parseNumber(key)
			if err == nil && device != q.Device {
				return false
			}
			id, bad := uuid.FromBytes(r.ID)
			if err = errors.Join(err, bad); err != nil {
				return yield(hub.LotRow{}, err)
			}
			kept := hub.Judge(relay.Record{ID: id.String(), Epoch: epoch, Seq: seq, Kind: r.Kind, Version: r.Version, Body: r.Body})
			row := hub.LotOf(kept, hub.Device{ID: device, PlaceID: r.PlaceID}, time.Unix(r.Received, 0))
			return row == nil || !q.Matches(*row) || yield(*row, nil)
		})
	}
}
