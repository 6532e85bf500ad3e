package device

import (
	"bytes"
	"context"

	"parvis/app"
	"parvis/app/session"
	"parvis/store/disk"
)

var _ session.Book = (*Device)(nil)

// Result is what SaveAll did with one session.
type Result struct {
	Outcome session.Outcome
	Err     error // session_conflict, or why nothing was written
}

// Save implements session.Book.
func (d *Device) Save(ctx context.Context, author string, s session.Session) (session.Outcome, error) {
	results, err := d.SaveAll(ctx, author, []session.Session{s})
	if err != nil {
		return 0, err
	}
	return results[0].Outcome, results[0].Err
}

// SaveAll stores sessions as Save does, each by itself, with one sync for all:
// the way of files and imports. When it returns an error none was written.
func (d *Device) SaveAll(ctx context.Context, author string, list []session.Session) ([]Result, error) {
	results := make([]Result, len(list))
	var waitFor []*staged
	err := d.commit(ctx, func() ([]*staged, error) {
		var out []*staged
		for i := range list {
			one, earlier, err := d.stageNew(author, &list[i])
			switch {
			case err != nil:
				results[i].Err = err
			case earlier != nil:
				results[i].Outcome = session.Duplicate
				waitFor = append(waitFor, earlier)
			case one == nil:
				results[i].Outcome = session.Duplicate
			default:
				out = append(out, one)
				d.remember(list[i].ID, one)
			}
		}
		return out, nil
	})
	if err != nil {
		return nil, err
	}
	for _, w := range waitFor { // a repeat is true once the first is durable
		if err := w.ticket.Wait(); err != nil {
			return nil, app.E(app.Failed, "store_disk").Because(err)
		}
	}
	return results, nil
}

// remember makes a staged session the latest face of its id; mu is held.
func (d *Device) remember(id session.ID, one *staged) {
	one.id = id
	d.recent[id] = one
}

// stageNew decides what saving a session means; mu is held. Both results are
// nil for a repeat of something already in the projection.
func (d *Device) stageNew(author string, s *session.Session) (fresh, repeat *staged, err error) {
	if s.ID == "" {
		return nil, nil, app.E(app.Rejected, "session_id_missing")
	}
	body, err := d.codec.Encode(s)
	if err != nil {
		return nil, nil, err
	}
	was, pending, found, err := d.current(s.ID)
	if err != nil {
		return nil, nil, err
	}
	if found {
		if !bytes.Equal(was.body, body) || !d.sameNote(was.mac, s.ID, s.Notes) {
			return nil, nil, app.E(app.Rejected, "session_conflict", "id", string(s.ID))
		}
		return nil, pending, nil
	}
	note, err := d.sealNote(s)
	if err != nil {
		return nil, nil, err
	}
	now := d.o.Now().UTC()
	c := change{op: opCreate, at: now, author: author, after: body, note: note}
	one := event(typeSession, c.encode())[0]
	one.now = stored{saved: c.at, changed: c.at, author: author, body: body}
	if note != nil {
		one.now.mac = note.mac
	}
	return one, nil, nil
}

// current gives the latest face of a session, staged or projected; mu is held.
func (d *Device) current(id session.ID) (s stored, pending *staged, found bool, err error) {
	if p := d.recent[id]; p != nil {
		return p.now, p, true, nil
	}
	err = d.read(func(t *tx) (err error) {
		s, _, found, err = t.findStored(id)
		s.body, s.mac = bytes.Clone(s.body), bytes.Clone(s.mac)
		return err
	})
	if err != nil && needsRebuild(err) {
		d.broken = err
		d.mu.Unlock()
		err = d.catchUp()
		d.mu.Lock()
		if err == nil {
			err = d.read(func(t *tx) (err error) {
				s, _, found, err = t.findStored(id)
				s.body, s.mac = bytes.Clone(s.body), bytes.Clone(s.mac)
				return err
			})
		}
	}
	return s, nil, found, err
}

// Update implements session.Book. A note is replaced only by its author: see
// Vault.
func (d *Device) Update(ctx context.Context, author string, s session.Session) error {
	return d.amend(ctx, s.ID, func(was stored) (*staged, error) {
		if was.deleted {
			return nil, app.E(app.Rejected, "session_deleted", "id", string(s.ID))
		}
		body, err := d.codec.Encode(&s)
		if err != nil {
			return nil, err
		}
		note, err := d.replaceNote(author, &s)
		if err != nil {
			return nil, err
		}
		if bytes.Equal(body, was.body) && note == nil {
			return nil, nil
		}
		return d.stageChange(was, change{op: opUpdate, author: author, before: was.body, after: body, note: note}), nil
	})
}

// Delete implements session.Book; a session already deleted stays so.
func (d *Device) Delete(ctx context.Context, author string, id session.ID) error {
	return d.amend(ctx, id, func(was stored) (*staged, error) {
		if was.deleted {
			return nil, nil
		}
		return d.stageChange(was, change{op: opDelete, author: author, before: was.body}), nil
	})
}

// Restore implements session.Book.
func (d *Device) Restore(ctx context.Context, author string, id session.ID) error {
	return d.amend(ctx, id, func(was stored) (*staged, error) {
		if !was.deleted {
			return nil, nil
		}
		return d.stageChange(was, change{op: opRestore, author: author, after: was.body}), nil
	})
}

func (d *Device) stageChange(was stored, c change) *staged {
	c.at = d.o.Now().UTC()
	one := event(typeSession, c.encode())[0]
	one.now = was
	one.now.changed, one.now.deleted = c.at, c.op == opDelete
	if c.after != nil {
		one.now.body = c.after
	}
	if c.note != nil {
		one.now.mac = c.note.mac
	}
	return one
}

// amend changes an existing session; decide may give nil for nothing to do.
func (d *Device) amend(ctx context.Context, id session.ID, decide func(stored) (*staged, error)) error {
	return d.commit(ctx, func() ([]*staged, error) {
		was, _, found, err := d.current(id)
		if err != nil {
			return nil, err
		}
		if !found {
			return nil, app.E(app.Rejected, "session_unknown", "id", string(id))
		}
		one, err := decide(was)
		if one == nil || err != nil {
			return nil, err
		}
		d.remember(id, one)
		return []*staged{one}, nil
	})
}

// Find implements session.Book. The note is filled in for its author while the
// vault is unlocked, and empty otherwise.
func (d *Device) Find(ctx context.Context, id session.ID) (r session.Record, err error) {
	err = d.view(ctx, func(t *tx) error {
		s, _, found, err := t.findStored(id)
		if err != nil {
			return err
		}
		if !found {
			return app.E(app.Rejected, "session_unknown", "id", string(id))
		}
		if r, err = d.record(s); err != nil {
			return err
		}
		r.Notes, err = d.readNote(t, id)
		return err
	})
	return r, err
}

// History implements session.Book.
func (d *Device) History(ctx context.Context, id session.ID) (list []session.Change, err error) {
	var seqs []uint64
	err = d.view(ctx, func(t *tx) error {
		s, _, found, err := t.findStored(id)
		if err != nil {
			return err
		}
		if !found {
			return app.E(app.Rejected, "session_unknown", "id", string(id))
		}
		seqs = []uint64{s.seq}
		prefix := idKey(id)
		c := t.Bucket(bucketHistory).Cursor()
		for k, _ := c.Seek(prefix); bytes.HasPrefix(k, prefix); k, _ = c.Next() {
			seqs = append(seqs, keySeq(k))
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	for _, seq := range seqs {
		rec, ok, err := d.journal.Find(seq)
		if err != nil {
			return nil, disk.Explain(err)
		}
		if !ok {
			continue // purged since
		}
		e, err := d.toEvent(rec)
		if err != nil {
			return nil, err
		}
		list = append(list, e)
	}
	return list, nil
}
