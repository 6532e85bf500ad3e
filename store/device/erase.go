package device

import (
	"context"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"strings"

	"parvis/app/people"
	"parvis/app/session"
	"parvis/store/disk"
	"parvis/store/journal"
)

// ErasePerson destroys everything that identifies a followed person: her
// document and her key, every document about her, the notes of her sessions.
// Her sessions stay, under another pseudonym that leads nowhere, so that
// figures do not change. The journal is rewritten without her, the projection
// made again, the rotated copies replaced. Copies exported elsewhere are out of
// reach; her key is gone from all of them but those.
func (d *Device) ErasePerson(ctx context.Context, id string) error {
	alias, err := d.alias()
	if err != nil {
		return err
	}
	e := eraser{d: d, ids: map[string]string{id: alias}}
	return e.run(ctx, Line{Kind: people.PersonErased})
}

func (d *Device) alias() (string, error) {
	var raw [8]byte
	_, err := io.ReadFull(d.o.Rand, raw[:])
	return "x-" + hex.EncodeToString(raw[:]), err
}

// eraser rewrites the journal without some people, and without what is no
// longer kept.
type eraser struct {
	d       *Device
	ids     map[string]string   // pseudonym → what replaces it
	forget  map[session.ID]bool // deleted sessions no longer kept
	docs    map[docDrop]bool    // documents dropped since, or past their time
	over    map[docDrop]bool    // those past their time
	compact bool                // superseded settings and states go too
	latest  map[string]uint64   // setting → number of its last event
	last    map[uint16]uint64   // type → number of its last event
	// latestDoc is the number of the last face of each document.
	latestDoc map[docDrop]uint64
	changed   int
	personal  bool // something of a person went: no copy may hold it
}

func (e *eraser) run(ctx context.Context, line Line) error {
	d := e.d
	if err := d.flushed(ctx); err != nil {
		return err
	}
	if err := e.drafts(ctx); err != nil {
		return err
	}
	if err := disk.Replace(d.o.FS, eraseMark, nil); err != nil {
		return disk.Explain(err)
	}
	d.applying.Lock()
	n, err := d.journal.Rewrite(e.decide)
	e.changed = n
	if err == nil && n > 0 {
		err = d.rebuild("erased")
	}
	d.applying.Unlock()
	if err != nil {
		return disk.Explain(err)
	}
	if err := d.erased(ctx, e.personal); err != nil {
		return err
	}
	return d.AppendLine(ctx, line)
}

// eraseMark is a file that exists from before an erasure changes anything
// until the rotated copies no longer hold what it took away: an erasure cut off
// in between is ended at the next opening.
const eraseMark = "erasing"

// erased replaces the copies that hold what is gone, and takes the mark away.
func (d *Device) erased(ctx context.Context, personal bool) error {
	if personal {
		if err := d.renewBackups(ctx); err != nil {
			return err
		}
	}
	err := d.o.FS.Remove(eraseMark)
	if err == nil {
		err = d.o.FS.SyncDir(".")
	}
	return disk.Explain(err)
}

// endErasure ends what a stop cut off.
func (d *Device) endErasure(ctx context.Context) error {
	cut, err := disk.Exists(d.o.FS, eraseMark)
	if err != nil || !cut {
		return disk.Explain(err)
	}
	return d.erased(ctx, true)
}

// decide is asked about every record.
func (e *eraser) decide(rec journal.Record) (journal.Verdict, []byte, error) {
	switch rec.Type {
	case typeSession:
		return e.session(rec)
	case typeDoc:
		var k keptDoc
		if err := decodeCBOR(rec.Body, &k); err != nil {
			return 0, nil, err
		}
		id := docDrop{Kind: k.Kind, ID: k.ID}
		if _, gone := e.ids[k.Person]; gone || e.docs[id] {
			return e.dropPersonal()
		}
		if e.compact && e.latestDoc[id] > rec.Seq {
			return journal.Drop, nil, nil
		}
	case typeDocDrop:
		var k docDrop
		if err := decodeCBOR(rec.Body, &k); err != nil {
			return 0, nil, err
		}
		if _, gone := e.ids[k.ID]; gone || e.docs[k] {
			return e.dropPersonal()
		}
	case typeSetting:
		var s setting
		if err := decodeCBOR(rec.Body, &s); err != nil {
			return 0, nil, err
		}
		if e.compact && e.latest[s.Key] > rec.Seq {
			return journal.Drop, nil, nil
		}
	case typeProgress, typeGuard, typeVault, typeRegistration:
		if e.compact && e.last[rec.Type] > rec.Seq {
			return journal.Drop, nil, nil
		}
	}
	return journal.Keep, nil, nil
}

func (e *eraser) session(rec journal.Record) (journal.Verdict, []byte, error) {
	c, err := decodeChange(rec.Body)
	if err != nil {
		return 0, nil, err
	}
	changed := false
	for _, face := range []*[]byte{&c.before, &c.after} {
		if *face == nil {
			continue
		}
		s, err := e.d.codec.Decode(*face)
		if err != nil {
			return 0, nil, err
		}
		if e.forget[s.ID] {
			return e.dropPersonal()
		}
		if s.Person == nil {
			continue
		}
		alias, gone := e.ids[s.Person.BeneficiaryID]
		if !gone {
			continue
		}
		changed = true
		s.Person.BeneficiaryID = alias
		if *face, err = e.d.codec.Encode(&s); err != nil {
			return 0, nil, err
		}
	}
	if c.note != nil {
		if _, gone := e.ids[c.note.person]; gone || changed {
			c.note, changed = &sealedNote{mac: []byte{}, body: []byte{}}, true
		}
	}
	if !changed {
		return journal.Keep, nil, nil
	}
	e.personal = true
	return journal.Change, c.encode(), nil
}

func (e *eraser) dropPersonal() (journal.Verdict, []byte, error) {
	e.personal = true
	return journal.Drop, nil, nil
}

// drafts drops the reports under way that name an erased person.
func (e *eraser) drafts(ctx context.Context) error {
	all, err := e.d.Drafts(ctx, "")
	if err != nil {
		return err
	}
	for _, draft := range all {
		if p := draft.Session.Person; p != nil {
			if _, gone := e.ids[p.BeneficiaryID]; gone {
				if err := e.d.DropDraft(ctx, draft.ID); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// renewBackups replaces the rotated copies by one of the present state, and
// removes what restores kept aside.
func (d *Device) renewBackups(ctx context.Context) error {
	if err := dropReplaced(d.o.FS); err != nil {
		return disk.Explain(err)
	}
	entries, err := d.o.FS.List(backupsDir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return disk.Explain(err)
	}
	had := false
	for _, entry := range entries {
		if strings.HasSuffix(entry.Name, backupSuffix) {
			had = true
			if err := d.o.FS.Wipe(backupsDir + "/" + entry.Name); err != nil {
				return disk.Explain(err)
			}
		}
	}
	if err := d.o.FS.SyncDir(backupsDir); err != nil || !had {
		return disk.Explain(err)
	}
	d.lastBackup = ""
	_, err = d.BackupDue(ctx)
	return err
}

func dropReplaced(fsys disk.FS) error {
	entries, err := fsys.List(".")
	for _, e := range entries {
		if err == nil && e.Dir && strings.HasPrefix(e.Name, replacedDir) {
			err = removeTree(fsys, e.Name)
		}
	}
	return err
}
