package device

import (
	"context"
	"strconv"
	"time"

	"parvis/app"
	"parvis/app/people"
	"parvis/app/relay"
	"parvis/app/session"
	"parvis/store/disk"
)

// How long things are kept; a person's file: see people.PurgeDay.
const (
	KeepDeleted = 30 * 24 * time.Hour // a deleted session can be brought back
	KeepSent    = 90 * 24 * time.Hour // acknowledged records, should the hub lose them
	KeepDraft   = 30 * 24 * time.Hour // a report left unfinished
)

// PurgeResult is what `store purge` prints and the settings screen shows.
type PurgeResult struct {
	At       time.Time `json:"at"`
	Persons  int       `json:"persons"`
	Mandates int       `json:"mandates"` // and other documents of nobody's file, past their time
	Sessions int       `json:"sessions"` // deleted ones that can no longer be brought back
	Drafts   int       `json:"drafts"`
	Sent     int       `json:"sent"`
	Records  int       `json:"records"` // of the journal, dropped or rewritten
}

// purgeKey is the setting the last result is kept under.
const purgeKey = "purge.last"

// LastPurge gives the last result; ok is false before the first purge.
func (d *Device) LastPurge(ctx context.Context) (res PurgeResult, ok bool, err error) {
	ok, err = d.SettingJSON(ctx, purgeKey, &res)
	return res, ok, err
}

// Purge applies the retention rules and rewrites the journal without what they
// remove, superseded settings included; no byte of it stays in the directory.
func (d *Device) Purge(ctx context.Context) (res PurgeResult, err error) {
	defer func() { err = disk.Explain(err) }()
	res.At = d.o.Now().UTC()
	e := eraser{d: d, ids: map[string]string{}, compact: true}
	if err := d.flushed(ctx); err != nil {
		return res, err
	}
	if err := e.oldPersons(ctx, res.At); err != nil {
		return res, err
	}
	if err := e.oldSessions(ctx, res.At); err != nil {
		return res, err
	}
	if err := e.superseded(res.At); err != nil {
		return res, err
	}
	res.Persons, res.Sessions, res.Mandates = len(e.ids), len(e.forget), len(e.over)
	if res.Drafts, err = d.purgeDrafts(ctx, res.At); err != nil {
		return res, err
	}
	if res.Sent, err = d.forgetSent(ctx, res.At); err != nil {
		return res, err
	}
	line := Line{Kind: people.DataPurged, At: res.At, Args: map[string]string{
		"persons": strconv.Itoa(res.Persons), "mandates": strconv.Itoa(res.Mandates),
		"sessions": strconv.Itoa(res.Sessions), "drafts": strconv.Itoa(res.Drafts),
	}}
	if err := e.run(ctx, line); err != nil {
		return res, err
	}
	res.Records = e.changed
	return res, d.SetSettingJSON(ctx, purgeKey, res)
}

// oldPersons finds the people whose last session, or whose file when there was
// none, is older than they are kept.
func (e *eraser) oldPersons(ctx context.Context, now time.Time) error {
	last := map[string]app.Day{}
	for r, err := range e.d.List(ctx, session.Filter{}) {
		if err != nil {
			return err
		}
		if r.Person != nil && r.Person.BeneficiaryID != "" {
			last[r.Person.BeneficiaryID] = max(last[r.Person.BeneficiaryID], r.Date)
		}
	}
	zone, err := e.d.Zone(ctx)
	if err != nil {
		return err
	}
	today := app.DayOf(now, zone)
	return e.d.read(func(t *tx) error {
		return t.each(bucketDocs, docKey(KindPerson, ""), func(_, plain []byte) (bool, error) {
			var k keptDoc
			if err := decodeCBOR(plain, &k); err != nil {
				return false, err
			}
			if k.Kind != KindPerson {
				return k.Kind < KindPerson, nil
			}
			seen, came := last[k.ID]
			if !came {
				seen = app.DayOf(k.At, zone)
			}
			if people.PurgeDay(seen) <= today {
				alias, err := e.d.alias()
				e.ids[k.ID] = alias
				return true, err
			}
			return true, nil
		})
	})
}

// oldSessions finds the deleted sessions nobody can want back. What the lots
// have not taken in yet is kept: they must see it go.
func (e *eraser) oldSessions(ctx context.Context, now time.Time) error {
	e.forget = map[session.ID]bool{}
	_, through, err := e.d.Ledger().State(ctx)
	if err != nil {
		return err
	}
	for r, err := range e.d.List(ctx, session.Filter{Deleted: true}) {
		if err != nil {
			return err
		}
		if !r.Deleted || now.Sub(r.Changed) < KeepDeleted {
			continue
		}
		history, err := e.d.History(ctx, r.ID)
		if err != nil {
			return err
		}
		if n := len(history); n > 0 && history[n-1].Seq <= through {
			e.forget[r.ID] = true
		}
	}
	return nil
}

// superseded notes which settings, states and documents have a later value, and
// which documents were dropped or are past their time.
func (e *eraser) superseded(now time.Time) error {
	e.latest, e.last, e.docs = map[string]uint64{}, map[uint16]uint64{}, map[docDrop]bool{}
	e.over, e.latestDoc = map[docDrop]bool{}, map[docDrop]uint64{}
	for rec, err := range e.d.journal.Records(1) {
		if err != nil {
			return err
		}
		switch rec.Type {
		case typeSetting:
			var s setting
			if err := decodeCBOR(rec.Body, &s); err != nil {
				return err
			}
			e.latest[s.Key] = rec.Seq
		case typeProgress, typeGuard, typeVault, typeRegistration:
			e.last[rec.Type] = rec.Seq
		case typeDoc:
			var k keptDoc
			if err := decodeCBOR(rec.Body, &k); err != nil {
				return err
			}
			id := docDrop{Kind: k.Kind, ID: k.ID}
			delete(e.docs, id)
			delete(e.over, id)
			if e.latestDoc[id] = rec.Seq; k.Until > 0 && k.Until < now.Unix() {
				e.docs[id], e.over[id] = true, true
			}
		case typeDocDrop:
			var k docDrop
			if err := decodeCBOR(rec.Body, &k); err != nil {
				return err
			}
			e.docs[k] = true
			delete(e.over, k)
		}
	}
	return nil
}

func (d *Device) purgeDrafts(ctx context.Context, now time.Time) (n int, err error) {
	drafts, err := d.Drafts(ctx, "")
	if err != nil {
		return 0, err
	}
	for _, draft := range drafts {
		if now.Sub(draft.Touched) > KeepDraft {
			if err := d.DropDraft(ctx, draft.ID); err != nil {
				return n, err
			}
			n++
		}
	}
	return n, nil
}

// forgetSent drops acknowledged records the hub can no longer ask again.
func (d *Device) forgetSent(ctx context.Context, now time.Time) (int, error) {
	var f forget
	for e, err := range d.Entries(ctx) {
		if err != nil {
			return 0, err
		}
		if e.State == relay.Sent && now.Sub(e.Acked) > KeepSent {
			f.Records = append(f.Records, mark{Epoch: e.Epoch, Seq: e.Seq})
		}
	}
	if len(f.Records) == 0 {
		return 0, nil
	}
	err := d.commit(ctx, func() ([]*staged, error) { return event(typeForget, encodeCBOR(f)), nil })
	return len(f.Records), err
}
