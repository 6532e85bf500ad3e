package device

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"strings"
	"time"

	"parvis/app"
	"parvis/app/relay"
	"parvis/store/codec"
	"parvis/store/disk"
	"parvis/store/journal"
)

const lockName = "parvis.lock"

// holder is what the lock file says of the process that has the directory.
type holder struct {
	Program string    `json:"program"`
	PID     int       `json:"pid"`
	Since   time.Time `json:"since"`
}

// takeLock makes this process the one holder of the directory.
func takeLock(o Options) (io.Closer, error) {
	who, err := json.Marshal(holder{Program: o.Program, PID: os.Getpid(), Since: o.Now().UTC()})
	if err != nil {
		return nil, err
	}
	l, err := o.FS.Lock(lockName, who)
	var held *disk.HeldError
	if errors.As(err, &held) {
		other := holder{Program: "?"}
		_ = json.Unmarshal(held.Holder, &other) // the refusal stands without a name
		return nil, app.E(app.Failed, "store_locked", "program", other.Program, "pid", other.PID).Because(err)
	}
	return l, disk.Explain(err)
}

// InitOptions say what a new directory is for.
type InitOptions struct {
	Meta
	Mediator string   // name of the first mediator; empty: "Médiation"
	Key      KeyPlace // KeyFile when empty
	Kiosk    bool     // no vault
}

// Init makes a data directory with one mediator without PIN and opens it. A
// directory that already holds one, or what remains of one, is refused and
// nothing of it changes; when it fails, nothing of what it made remains.
func Init(ctx context.Context, dir string, in InitOptions, o Options) (*Device, error) {
	o = o.withDefaults(dir)
	if err := vacant(o.FS); err != nil {
		return nil, err
	}
	made, err := beforeInit(o.FS)
	if err != nil {
		return nil, disk.Explain(err)
	}
	if err := o.FS.MkdirAll("."); err != nil {
		return nil, disk.Explain(err)
	}
	lock, err := takeLock(o)
	if err != nil {
		if !errors.Is(err, app.E(app.Failed, "store_locked")) {
			made.undoLock(o.FS)
		}
		return nil, err
	}
	d, err := initLocked(ctx, dir, in, o, made)
	if err != nil {
		_ = lock.Close() // the failure matters more
		made.undoLock(o.FS)
		return nil, err
	}
	d.lock = lock
	d.report = Report{} // all was made, nothing was mended
	return d, nil
}

// initLocked makes the parts once nothing is surely there, and takes them away
// again when one of them fails.
func initLocked(ctx context.Context, dir string, in InitOptions, o Options, made leftovers) (*Device, error) {
	if err := vacant(o.FS); err != nil {
		return nil, err
	}
	d, err := makeParts(ctx, dir, in, o)
	if err != nil {
		made.undo(o.FS, dir)
	}
	return d, err
}

func makeParts(ctx context.Context, dir string, in InitOptions, o Options) (*Device, error) {
	if in.Key == "" {
		in.Key = KeyFile
	}
	var raw [8]byte
	if _, err := io.ReadFull(o.Rand, raw[:]); err != nil {
		return nil, err
	}
	keys, err := newSecrets(o.Rand)
	if err != nil {
		return nil, err
	}
	h := header{Format: Format, ID: hex.EncodeToString(raw[:]), Key: in.Key, Journal: "journal", Kiosk: in.Kiosk}
	h.KeyCheck = keys.check(h.ID)
	if err := saveSecrets(o, h, keys); err != nil {
		if h.Key == KeyKeyring {
			return nil, app.E(app.Failed, "key_not_kept").Because(err)
		}
		return nil, err
	}
	j, err := journal.Create(journalOptions(o, h, keys))
	if err != nil {
		return nil, disk.Explain(err)
	}
	d, err := assemble(ctx, dir, o, h, keys, j, journal.Recovery{})
	if err != nil {
		return nil, disk.Explain(errors.Join(err, j.Close()))
	}
	if err := d.firstRecords(ctx, in); err != nil {
		return nil, errors.Join(err, d.Close())
	}
	// The header comes last: a directory without one was never made.
	if err := writeHeader(o.FS, h); err != nil {
		return nil, errors.Join(err, d.Close())
	}
	return d, nil
}

func journalOptions(o Options, h header, keys secrets) journal.Options {
	return journal.Options{FS: o.FS, Dir: h.Journal, Key: keys.subkey(h.ID, "journal"), Rand: o.Rand, SegmentBytes: o.SegmentBytes}
}

// Open opens a data directory: takes its lock, finds its key, repairs the
// journal, verifies or rebuilds the projection.
func Open(ctx context.Context, dir string, o Options) (*Device, error) {
	o = o.withDefaults(dir)
	h, err := readHeader(o.FS)
	if err != nil {
		return nil, err
	}
	lock, err := takeLock(o)
	if err != nil {
		return nil, err
	}
	d, err := openLocked(ctx, dir, o, h)
	if err != nil {
		_ = lock.Close() // the failure matters more
		return nil, err
	}
	d.lock = lock
	return d, nil
}

func openLocked(ctx context.Context, dir string, o Options, h header) (*Device, error) {
	keys, err := loadSecrets(o, h)
	if err != nil {
		return nil, err
	}
	if err := settle(o, h); err != nil {
		return nil, disk.Explain(err)
	}
	if h, err = migrate(o, h, keys, migrations, Format); err != nil {
		return nil, err
	}
	j, rec, err := journal.Open(journalOptions(o, h, keys))
	if errors.Is(err, journal.ErrAbsent) {
		return nil, app.E(app.Damaged, "store_lost").Because(err)
	}
	if err != nil {
		return nil, disk.Explain(err)
	}
	d, err := assemble(ctx, dir, o, h, keys, j, rec)
	if err != nil {
		return nil, disk.Explain(errors.Join(err, j.Close()))
	}
	if h.Renew {
		if err := d.renew(ctx); err != nil {
			return nil, errors.Join(err, d.Close())
		}
	}
	if err := d.endErasure(ctx); err != nil {
		return nil, errors.Join(err, d.Close())
	}
	return d, nil
}

// settle makes the names that are there durable, so that an older header or
// draft cannot come back, and removes journals an interrupted restore or migration left,
// and files an interrupted write did not get to name.
func settle(o Options, h header) error {
	for _, dir := range []string{".", draftsDir, backupsDir, h.Journal} {
		if err := wipeUnnamed(o.FS, dir); err != nil {
			return err
		}
	}
	entries, err := o.FS.List(".")
	if err != nil {
		return err
	}
	for _, e := range entries {
		if e.Dir && strings.HasPrefix(e.Name, "journal") && e.Name != h.Journal {
			if err := removeTree(o.FS, e.Name); err != nil {
				return err
			}
		}
	}
	return nil
}

// wipeUnnamed removes what disk.Replace left when it was cut off, and makes
// the names of a directory durable.
func wipeUnnamed(fsys disk.FS, dir string) error {
	entries, err := fsys.List(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	for _, e := range entries {
		if !e.Dir && strings.HasSuffix(e.Name, disk.Unnamed) {
			if err := fsys.Wipe(path.Join(dir, e.Name)); err != nil {
				return err
			}
		}
	}
	if err != nil {
		return err
	}
	return fsys.SyncDir(dir)
}

// renew starts the epoch a restore asks for, above every one used here, and
// then takes the request out of the header.
func (d *Device) renew(ctx context.Context) error {
	if _, err := d.NewEpoch(ctx, relay.Parting{}); err != nil {
		return err
	}
	d.head.Renew, d.head.Epoch = false, 0
	return writeHeader(d.o.FS, d.head)
}

// assemble joins the parts of an open device and brings the projection up to
// date.
func assemble(ctx context.Context, dir string, o Options, h header, keys secrets, j *journal.Journal, rec journal.Recovery) (*Device, error) {
	b, err := newSealer(keys.subkey(h.ID, "files"), o.Rand)
	if err != nil {
		return nil, err
	}
	d := &Device{
		o: o, dir: dir, head: h, secrets: keys, codec: codec.New(), journal: j, box: b,
		recent: newRecent(), report: Report{Findings: rec.Findings},
	}
	if err := d.openProjection(ctx); err != nil {
		return nil, err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	return d, d.readTail()
}

// source names what a projection was made from; any difference rebuilds it.
func (d *Device) source() string {
	return fmt.Sprintf("%s %d %d", d.journal.ID(), d.journal.Rewrites(), projectionVersion)
}

// Close brings the projection up to date, notes its checksum and releases the
// directory. The device cannot be used afterwards.
func (d *Device) Close() error {
	catching := d.catchUp()
	d.mu.Lock()
	if d.closed {
		d.mu.Unlock()
		return nil
	}
	d.closed = true
	if d.timer != nil {
		d.timer.Stop()
	}
	d.mu.Unlock()
	d.vault.forget()
	d.applying.Lock()
	defer d.applying.Unlock()
	d.using.Lock()
	defer d.using.Unlock()
	err := d.journal.Close()
	if d.proj != nil {
		if closing := d.proj.close(); closing == nil && catching == nil && err == nil {
			d.markClean()
		}
	}
	if d.lock != nil {
		err = errors.Join(err, d.lock.Close())
	}
	return disk.Explain(err)
}
