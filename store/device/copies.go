package device

import (
	"context"
	"errors"
	"io/fs"
	"path/filepath"
	"slices"
	"time"

	"parvis/app"
	"parvis/app/session"
	"parvis/store/codec"
	"parvis/store/disk"
	"parvis/store/journal"
)

// Copy is one of the rotated copies.
type Copy struct {
	File string    `json:"file"` // its whole path
	At   time.Time `json:"at"`
}

// Copies lists the rotated copies, newest first.
func (d *Device) Copies(ctx context.Context) ([]Copy, error) {
	list, err := copiesIn(d.dir, d.o.FS)
	return list, errors.Join(err, ctx.Err())
}

// CopiesIn lists those of a directory that is not open, or cannot be.
func CopiesIn(dir string) ([]Copy, error) { return copiesIn(dir, disk.OS(dir)) }

func copiesIn(dir string, fsys disk.FS) ([]Copy, error) {
	kept, err := copiesOf(fsys)
	if err != nil {
		return nil, err
	}
	out := make([]Copy, 0, len(kept))
	for _, c := range slices.Backward(kept) {
		out = append(out, Copy{File: filepath.Join(dir, backupsDir, c.name), At: c.at})
	}
	return out, nil
}

// Content is what a backup was found to hold once read back whole.
type Content struct {
	Made     time.Time `json:"made"`     // zero for one of an older program
	Records  int       `json:"records"`  // every one of them readable
	Sessions int       `json:"sessions"` // not deleted
	Newer    int       `json:"newer"`    // changes of sessions and files here that restoring it would take away
	Foreign  bool      `json:"foreign"`  // of another directory: all that is here would go

	id string // of the directory it is of
}

// Inspect reads a backup back, every record of it, and says what restoring it
// here would change. Nothing changes. Of r, only the keys are used.
func (d *Device) Inspect(ctx context.Context, file string, r RestoreOptions) (Content, error) {
	d.mu.Lock()
	here := present{head: d.head, keys: d.secrets}
	d.mu.Unlock()
	c, last, err := inspect(ctx, file, r, here)
	if err != nil {
		return c, err
	}
	if c.Foreign = c.id != here.head.ID; c.Foreign {
		last = 0
	}
	for rec, err := range d.journal.Records(last + 1) {
		if err = errors.Join(err, ctx.Err()); err != nil {
			return c, disk.Explain(err)
		}
		switch rec.Type {
		case typeSession, typeRun, typeDoc, typeDocDrop:
			c.Newer++
		}
	}
	return c, nil
}

// InspectFor reads a backup back for a directory that does not exist yet, or
// cannot be opened; nothing of it changes.
func InspectFor(ctx context.Context, dir, file string, r RestoreOptions, o Options) (Content, error) {
	o = o.withDefaults(dir)
	var here present
	if h, err := readHeader(o.FS); err == nil {
		here.keys, _ = loadSecrets(o, h) // without it, the passphrase or the code opens
	} else {
		here.keys, _ = fileSecrets(o.FS)
	}
	c, _, err := inspect(ctx, file, r, here)
	return c, err
}

// inspect gives what a backup holds, and the number of its last record.
func inspect(ctx context.Context, file string, r RestoreOptions, here present) (c Content, last uint64, err error) {
	raw, err := readBackup(file)
	if err != nil {
		return c, 0, err
	}
	a, err := openArchive(raw, r, here)
	if err != nil {
		return c, 0, err
	}
	c.Made, c.id = a.head.Made, a.head.ID
	if c.Records, c.Sessions, err = a.count(ctx); err != nil {
		return c, 0, err
	}
	last, err = a.last()
	return c, last, err
}

// count opens every record of the archive.
func (a archive) count(ctx context.Context) (records, sessions int, err error) {
	live := map[session.ID]bool{}
	words := codec.New()
	err = a.withJournal(func(j *journal.Journal) error {
		for rec, err := range j.Records(1) {
			if err = errors.Join(err, ctx.Err()); err != nil {
				return err
			}
			records++
			if rec.Type != typeSession {
				continue
			}
			c, err := decodeChange(rec.Body)
			if err != nil {
				return app.E(app.Failed, "backup_bad").Because(err)
			}
			face := c.after
			if face == nil {
				face = c.before
			}
			s, err := words.Decode(face)
			if err != nil {
				return app.E(app.Failed, "backup_bad").Because(err)
			}
			live[s.ID] = c.op != opDelete
		}
		return nil
	})
	for _, there := range live {
		if there {
			sessions++
		}
	}
	return records, sessions, err
}

// readBackup gives the bytes of a backup; a file that is not there, or cannot
// be read, has its own sentence.
func readBackup(file string) ([]byte, error) {
	raw, err := disk.ReadFile(disk.OS(filepath.Dir(file)), filepath.Base(file))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, app.E(app.Failed, "backup_absent", "file", file).Because(err)
	case err != nil:
		return nil, app.E(app.Failed, "backup_unreadable", "file", file).Because(err)
	}
	return raw, nil
}
