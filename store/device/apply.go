package device

import (
	"fmt"

	bolt "go.etcd.io/bbolt"

	"parvis/app/relay"
	"parvis/app/session"
	"parvis/store/journal"
)

// tail is what writers must know of the past to decide and number, kept with
// the projection and in memory.
type tail struct {
	Epoch     uint32 `cbor:"1,keyasint"` // of the outbox
	OutSeq    uint64 `cbor:"2,keyasint"` // last number given in the epoch
	LastEvent uint64 `cbor:"3,keyasint"` // last change of a session
	WindowEnd string `cbor:"4,keyasint"` // of the last closing
	Through   uint64 `cbor:"5,keyasint"` // of the last closing
}

// apply makes the projection say what one record of the journal says. It is
// the only writer of the projection; a rebuild is apply on every record. It
// uses neither clock nor chance (seals apart), so that it always gives the
// same result.
func (d *Device) apply(t *tx, rec journal.Record) error {
	var err error
	switch rec.Type {
	case typeSession:
		err = d.applyChange(t, rec)
	case typeSetting:
		err = applySetting(t, rec)
	case typeIdentity:
		err = applyIdentity(t, rec)
	case typeRegistration:
		err = t.put(bucketMeta, keyReg, rec.Body)
	case typeProgress:
		err = t.put(bucketMeta, keyProg, rec.Body)
	case typeEnqueue:
		err = applyEnqueue(t, rec)
	case typeMark:
		err = applyMark(t, rec)
	case typeForget:
		err = applyForget(t, rec)
	case typeClosing:
		err = applyClosing(t, rec)
	case typeLog:
		err = t.put(bucketLog, seqKey(rec.Seq), rec.Body)
	case typeVault:
		err = t.put(bucketMeta, keyVault, rec.Body)
	case typeGuard:
		err = t.put(bucketMeta, keyGuard, rec.Body)
	case typeRun:
		err = applyRun(t, rec)
	case typeDoc:
		err = applyDoc(t, rec)
	case typeDocDrop:
		err = applyDocDrop(t, rec)
	}
	// A type of a newer program is kept in the journal and left alone here.
	if err != nil {
		return fmt.Errorf("record %d: %w", rec.Seq, err)
	}
	return nil
}

func (t *tx) withTail(change func(*tail)) error {
	var now tail
	if _, err := t.getCBOR(bucketMeta, keyTail, &now); err != nil {
		return err
	}
	change(&now)
	return t.putCBOR(bucketMeta, keyTail, now)
}

// findStored gives a session of the projection by id; found is false when
// there is none.
func (t *tx) findStored(id session.ID) (s stored, key []byte, found bool, err error) {
	key, err = t.marked(bucketIDs, idKey(id))
	if key == nil || err != nil {
		return s, nil, false, err
	}
	raw, err := t.get(bucketSessions, key)
	if err != nil {
		return s, nil, false, err
	}
	if raw == nil {
		return s, nil, false, fmt.Errorf("%w: dangling id", errProjection)
	}
	s, err = decodeStored(keySeq(key), raw)
	return s, key, true, err
}

// applyChange stores the new face of a session, its history and its figures.
func (d *Device) applyChange(t *tx, rec journal.Record) error {
	c, err := decodeChange(rec.Body)
	if err != nil {
		return err
	}
	face := c.after
	if face == nil {
		face = c.before
	}
	body, err := d.codec.Decode(face)
	if err != nil {
		return err
	}
	was, oldKey, found, err := t.findStored(body.ID)
	if err != nil {
		return err
	}
	now := stored{seq: rec.Seq, last: rec.Seq, saved: c.at, changed: c.at, author: c.author, body: face}
	if found {
		now.seq, now.saved, now.author, now.mac = was.seq, was.saved, was.author, was.mac
	}
	now.deleted = c.op == opDelete
	if c.note != nil {
		if now.mac = c.note.mac; len(now.mac) == 0 {
			now.mac = nil
		}
		if err := applyNote(t, body.ID, c); err != nil {
			return err
		}
	}
	if found {
		if err := d.uncount(t, was); err != nil {
			return err
		}
		if err := t.Bucket(bucketSessions).Delete(oldKey); err != nil {
			return err
		}
		if err := t.mark(bucketHistory, append(idKey(body.ID), seqKey(rec.Seq)...), nil); err != nil {
			return err
		}
	}
	key := sessionKey(body.Date, now.seq)
	if err := t.put(bucketSessions, key, now.encode()); err != nil {
		return err
	}
	if err := t.mark(bucketIDs, idKey(body.ID), key); err != nil {
		return err
	}
	if err := d.count(t, now, &body); err != nil {
		return err
	}
	return t.withTail(func(l *tail) { l.LastEvent = rec.Seq })
}

func applySetting(t *tx, rec journal.Record) error {
	var s setting
	if err := decodeCBOR(rec.Body, &s); err != nil {
		return err
	}
	return t.set(s)
}

func (t *tx) set(s setting) error {
	if s.Gone {
		return t.Bucket(bucketSettings).Delete([]byte(s.Key))
	}
	return t.put(bucketSettings, []byte(s.Key), s.Value)
}

// applyIdentity renumbers what waits from 1 in the new epoch, in its order.
func applyIdentity(t *tx, rec journal.Record) error {
	var id identity
	if err := decodeCBOR(rec.Body, &id); err != nil {
		return err
	}
	if err := t.put(bucketMeta, keyIdent, rec.Body); err != nil {
		return err
	}
	var waiting [][]byte
	err := t.Bucket(bucketQueue).ForEach(func(k, _ []byte) error {
		waiting = append(waiting, append([]byte{}, k...))
		return nil
	})
	if err != nil {
		return err
	}
	next := uint64(0)
	for _, key := range waiting {
		var e relay.Entry
		if _, err := t.getCBOR(bucketOutbox, key, &e); err != nil {
			return err
		}
		if !e.Acked.IsZero() { // being sent again: it keeps the identity the hub knows
			continue
		}
		if id.givesUp(e) {
			e.State, e.Reason = relay.SetAside, relay.ReasonElsewhere
			if err := t.putEntry(e); err != nil {
				return err
			}
			continue
		}
		if err := t.dropEntry(key); err != nil {
			return err
		}
		if id.takesBack(e) {
			continue
		}
		next++
		e.Epoch, e.Seq, e.State = id.Epoch, next, relay.ToSend
		if err := t.putEntry(e); err != nil {
			return err
		}
	}
	if id.Parting != nil {
		if err := t.correctReports(rec.Seq, id.split()); err != nil {
			return err
		}
	}
	return t.withTail(func(l *tail) {
		l.Epoch, l.OutSeq = id.Epoch, next
		if id.Parting != nil {
			l.LastEvent = rec.Seq
		}
	})
}

func applyEnqueue(t *tx, rec journal.Record) error {
	var e enqueue
	if err := decodeCBOR(rec.Body, &e); err != nil {
		return err
	}
	if e.Setting != nil {
		if err := t.set(*e.Setting); err != nil {
			return err
		}
	}
	return t.enqueue(e)
}

func (t *tx) enqueue(e enqueue) error {
	for _, r := range e.Records {
		if err := t.putEntry(relay.Entry{Record: r, State: relay.ToSend, Enqueued: e.At}); err != nil {
			return err
		}
	}
	return t.withTail(func(l *tail) {
		if n := len(e.Records); n > 0 && e.Records[n-1].Epoch == l.Epoch {
			l.OutSeq = max(l.OutSeq, e.Records[n-1].Seq)
		}
	})
}

// putEntry keeps a record of the outbox and whether it waits.
func (t *tx) putEntry(e relay.Entry) error {
	key := entryKey(e.Epoch, e.Seq)
	if err := t.putCBOR(bucketOutbox, key, e); err != nil {
		return err
	}
	if e.State == relay.ToSend || e.State == relay.Sending {
		return t.mark(bucketQueue, key, nil)
	}
	return t.Bucket(bucketQueue).Delete(key)
}

func (t *tx) dropEntry(key []byte) error {
	if err := t.Bucket(bucketOutbox).Delete(key); err != nil {
		return err
	}
	return t.Bucket(bucketQueue).Delete(key)
}

func applyMark(t *tx, rec journal.Record) error {
	var marks []mark
	if err := decodeCBOR(rec.Body, &marks); err != nil {
		return err
	}
	for _, m := range marks {
		var e relay.Entry
		ok, err := t.getCBOR(bucketOutbox, entryKey(m.Epoch, m.Seq), &e)
		if err != nil {
			return err
		}
		if !ok {
			continue // forgotten since
		}
		e.State, e.Rejects, e.Reason, e.Acked = m.State, m.Rejects, m.Reason, m.Acked
		if err := t.putEntry(e); err != nil {
			return err
		}
	}
	return nil
}

func applyForget(t *tx, rec journal.Record) error {
	var f forget
	if err := decodeCBOR(rec.Body, &f); err != nil {
		return err
	}
	for _, m := range f.Records {
		if err := t.dropEntry(entryKey(m.Epoch, m.Seq)); err != nil {
			return err
		}
	}
	return nil
}

func applyClosing(t *tx, rec journal.Record) error {
	var c closing
	if err := decodeCBOR(rec.Body, &c); err != nil {
		return err
	}
	if err := t.put(bucketMeta, keyState, c.Closing.State); err != nil {
		return err
	}
	c.Closing.State = nil
	if err := t.putCBOR(bucketClosings, seqKey(rec.Seq), c.Closing); err != nil {
		return err
	}
	if err := t.enqueue(c.Records); err != nil {
		return err
	}
	return t.withTail(func(l *tail) { l.WindowEnd, l.Through = c.Closing.WindowEnd, c.Closing.Through })
}

// keySeq is the number at the end of a key.
func keySeq(key []byte) uint64 {
	var n uint64
	for _, b := range key[len(key)-8:] {
		n = n<<8 | uint64(b)
	}
	return n
}

// each yields the values of a bucket in order of keys, from a key on.
func (t *tx) each(bucket, from []byte, f func(key, plain []byte) (bool, error)) error {
	c := t.Bucket(bucket).Cursor()
	for k, v := first(c, from); k != nil; k, v = c.Next() {
		plain, err := t.unseal(bucket, k, v)
		if err != nil {
			return err
		}
		if more, err := f(k, plain); err != nil || !more {
			return err
		}
	}
	return nil
}

func first(c *bolt.Cursor, from []byte) ([]byte, []byte) {
	if from == nil {
		return c.First()
	}
	return c.Seek(from)
}
