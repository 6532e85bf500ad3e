package device

import (
	"errors"
	"io/fs"
	"math/rand/v2"
	"os"
	"reflect"
	"unsafe"

	bolt "go.etcd.io/bbolt"

	"parvis/store/disk"
)

// sector is what a disk writes whole.
const sector = 512

// boltPlan says which faults happen below bbolt in a stretch.
type boltPlan struct {
	crashAt   int  // the machine stops at this write
	full      int  // bytes that can still be written, -1 for no limit
	readOnly  bool // nothing can be written, nothing opened for writing
	failWrite uint // one write in so many fails, partly done
	failSync  uint // one commit in so many fails at a sync
}

var noBoltFaults = boltPlan{full: -1}

// boltDisk is the fault layer below the projection: it stands in for the
// writes and syncs of bbolt and knows which of them a power cut could undo.
type boltDisk struct {
	fs   *disk.Mem // the same machine: when it stops, so does this
	rng  *rand.Rand
	plan boltPlan
	ops  int
	done map[string]int

	db      *bolt.DB
	raw     *os.File // a second handle, to undo through
	pending []written
	meta    bool       // the last write was a meta page
	own     *os.File   // bbolt's file, while a broken one stands in its place
	pipes   []*os.File // those broken ones
}

// written is a write whose sync has not come yet.
type written struct {
	off    int64
	before []byte
}

// set replaces the faults to come.
func (b *boltDisk) set(p boltPlan) { b.plan, b.ops = p, 0 }

// hook takes the place of the writes of a projection that opens.
func (b *boltDisk) hook(db *bolt.DB) error {
	if err := b.refuses(); err != nil {
		return err
	}
	b.calm()
	if b.raw != nil {
		_ = b.raw.Close() // a handle of the layer's own
	}
	raw, err := os.OpenFile(db.Path(), os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	b.db, b.raw, b.pending, b.meta = db, raw, nil, false
	*writeOf(db) = b.writeAt
	return nil
}

// refuses says why nothing can be written at all.
func (b *boltDisk) refuses() error {
	switch {
	case b.fs.Stopped():
		return disk.ErrCrashed
	case b.fs.Gone():
		b.done["index: vanished directory"]++
		return fs.ErrNotExist
	case b.plan.readOnly:
		b.done["index: read-only"]++
		return disk.ErrReadOnly
	}
	return nil
}

// The two fields of bbolt the layer stands in for; it offers no other way.
func writeOf(db *bolt.DB) *func([]byte, int64) (int, error) {
	return (*func([]byte, int64) (int, error))(fieldOf(db, "ops", "writeAt"))
}

func fileOf(db *bolt.DB) **os.File { return (**os.File)(fieldOf(db, "file")) }

func fieldOf(db *bolt.DB, names ...string) unsafe.Pointer {
	v := reflect.ValueOf(db).Elem()
	for _, name := range names {
		v = v.FieldByName(name)
	}
	return unsafe.Pointer(v.UnsafeAddr())
}

// writeAt is a write of bbolt: pages of a transaction, a sync, its meta page, a
// sync. A meta page therefore says that what came before is on the disk.
func (b *boltDisk) writeAt(buf []byte, off int64) (int, error) {
	if err := b.refuses(); err != nil {
		return 0, err
	}
	b.calm()
	meta := off < int64(2*b.db.Info().PageSize)
	crashing := b.plan.crashAt > 0 && b.ops+1 >= b.plan.crashAt
	if meta && !crashing || b.meta {
		b.pending = nil
	}
	b.meta = meta
	b.ops++
	switch {
	case crashing:
		return 0, b.crash(buf, off, meta)
	case b.plan.full >= 0 && len(buf) > b.plan.full:
		n, err := b.raw.WriteAt(buf[:b.plan.full], off)
		b.plan.full = 0
		b.done["index: ENOSPC"]++
		return n, errors.Join(disk.ErrFull, err)
	case b.chance(b.plan.failWrite):
		n, err := b.raw.WriteAt(buf[:b.rng.IntN(len(buf))], off)
		b.done["index: EIO at write"]++
		return n, errors.Join(disk.ErrIO, err)
	case meta && b.chance(b.plan.failSync):
		b.done["index: EIO at sync"]++
		if b.rng.IntN(2) == 0 { // the sync of the pages: the meta page is never written
			b.undo()
			return 0, disk.ErrIO
		}
		b.breakSync()
	}
	b.plan.full -= min(len(buf), max(b.plan.full, 0))
	before := make([]byte, len(buf))
	if n, err := b.raw.ReadAt(before, off); err != nil {
		clear(before[n:]) // past the end: it was not there
	}
	b.pending = append(b.pending, written{off, before})
	return b.raw.WriteAt(buf, off)
}

// crash stops the machine at a write. At a meta page: in the sync before it, or
// with the page torn; at another: with it and those before torn and reordered.
func (b *boltDisk) crash(buf []byte, off int64, meta bool) error {
	b.fs.Halt()
	switch {
	case meta && b.rng.IntN(2) == 0:
		b.done["index: crash at sync"]++
		b.undo()
		return disk.ErrCrashed
	case meta:
		b.done["index: torn meta page"]++
	default:
		b.done["index: crash at write"]++
		b.undo()
	}
	for at := 0; at < len(buf); at += sector {
		if b.rng.IntN(2) == 0 {
			if _, err := b.raw.WriteAt(buf[at:min(len(buf), at+sector)], off+int64(at)); err != nil {
				return err
			}
		}
	}
	return disk.ErrCrashed
}

// undo takes back sectors written and not synced, each by chance.
func (b *boltDisk) undo() {
	for i := len(b.pending) - 1; i >= 0; i-- {
		w := b.pending[i]
		for at := 0; at < len(w.before); at += sector {
			if b.rng.IntN(2) == 0 {
				b.done["index: unsynced sector lost"]++
				if _, err := b.raw.WriteAt(w.before[at:min(len(w.before), at+sector)], w.off+int64(at)); err != nil {
					panic(err) // the test's own file
				}
			}
		}
	}
	b.pending = nil
}

// breakSync makes the next sync of bbolt fail, and only it.
func (b *boltDisk) breakSync() {
	r, w, err := os.Pipe()
	if err != nil {
		panic(err) // the test's own pipe
	}
	b.pipes = append(b.pipes, r, w)
	b.own = *fileOf(b.db)
	*fileOf(b.db) = w // a pipe cannot be synced
}

// calm gives bbolt its own file back.
func (b *boltDisk) calm() {
	if b.own != nil {
		*fileOf(b.db), b.own = b.own, nil
	}
}

func (b *boltDisk) chance(rate uint) bool { return rate > 0 && b.rng.UintN(rate) == 0 }

// close ends the layer's own handles.
func (b *boltDisk) close() {
	b.calm()
	for _, f := range append(b.pipes, b.raw) {
		if f != nil {
			_ = f.Close() // the layer's own handles
		}
	}
}
