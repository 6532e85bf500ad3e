package device

import (
	"context"
	"iter"
	"slices"

	"parvis/app/session"
)

// List implements session.Book. It reads a page at a time: sessions saved
// meanwhile may or may not be included, none is given twice.
func (d *Device) List(ctx context.Context, f session.Filter) iter.Seq2[session.Record, error] {
	return func(yield func(session.Record, error) bool) {
		given := 0
		l := lister{d: d, f: f}
		for {
			page, err := l.next(ctx)
			if err != nil {
				yield(session.Record{}, err)
				return
			}
			if page == nil {
				return
			}
			for _, r := range page {
				if f.Limit > 0 && given == f.Limit {
					return
				}
				given++
				if !yield(r, nil) {
					return
				}
			}
		}
	}
}

// lister walks the sessions of a filter in order of day, then first save.
type lister struct {
	d    *Device
	f    session.Filter
	at   []byte // last key seen
	done bool
}

const listPage = 512

// next gives the next matching records, nil when there are no more.
func (l *lister) next(ctx context.Context) (page []session.Record, err error) {
	if l.done {
		return nil, nil
	}
	page = []session.Record{}
	from := l.at
	err = l.d.view(ctx, func(t *tx) error {
		page, l.at, l.done = page[:0], from, false // a repaired projection is asked again
		c := t.Bucket(bucketSessions).Cursor()
		seen := 0
		for k, v := l.start(c); k != nil; k, v = l.step(c) {
			if l.beyond(k) {
				l.done = true
				return nil
			}
			l.at = slices.Clone(k)
			plain, err := t.unseal(bucketSessions, k, v)
			if err != nil {
				return err
			}
			s, err := decodeStored(keySeq(k), plain)
			if err != nil {
				return err
			}
			if !s.deleted || l.f.Deleted {
				r, err := l.d.record(s)
				if err != nil {
					return err
				}
				if l.f.Match(&r, l.d.o.CommuneOf) {
					page = append(page, r)
				}
			}
			if seen++; seen == 8*listPage || len(page) == listPage {
				return nil
			}
		}
		l.done = true
		return nil
	})
	return page, err
}

type cursor interface {
	First() ([]byte, []byte)
	Last() ([]byte, []byte)
	Next() ([]byte, []byte)
	Prev() ([]byte, []byte)
	Seek([]byte) ([]byte, []byte)
}

func (l *lister) start(c cursor) (k, v []byte) {
	switch {
	case l.f.Newest && l.at != nil:
		return before(c, l.at)
	case l.f.Newest && l.f.To != "":
		return before(c, dayKey(l.f.To.Add(1)))
	case l.f.Newest:
		return c.Last()
	case l.at != nil:
		return c.Seek(append(slices.Clone(l.at), 0))
	case l.f.From != "":
		return c.Seek(dayKey(l.f.From))
	}
	return c.First()
}

// before moves to the last key under another.
func before(c cursor, key []byte) (k, v []byte) {
	if k, _ := c.Seek(key); k == nil {
		return c.Last()
	}
	return c.Prev()
}

func (l *lister) step(c cursor) (k, v []byte) {
	if l.f.Newest {
		return c.Prev()
	}
	return c.Next()
}

// beyond says that no later key can be in the period.
func (l *lister) beyond(k []byte) bool {
	day := dayOf(k)
	if l.f.Newest {
		return l.f.From != "" && day < l.f.From
	}
	return l.f.To != "" && day > l.f.To
}

// Noted is List with the notes the unlocked mediator wrote, for her own
// export: nobody else's are ever opened.
func (d *Device) Noted(ctx context.Context, f session.Filter) iter.Seq2[session.Record, error] {
	return func(yield func(session.Record, error) bool) {
		for r, err := range d.List(ctx, f) {
			if err == nil {
				err = d.view(ctx, func(t *tx) (err error) {
					r.Notes, err = d.readNote(t, r.ID)
					return err
				})
			}
			if !yield(r, err) || err != nil {
				return
			}
		}
	}
}
