package device

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"
	"time"

	berrors "go.etcd.io/bbolt/errors"

	"parvis/app"
	"parvis/app/session"
	"parvis/store/journal"
)

const (
	projectionName = "projection.db"
	cleanName      = "projection.ok"
	newSuffix      = ".new" // of a projection being made
)

func newRecent() map[session.ID]*staged { return map[session.ID]*staged{} }

// needsRebuild says whether a failure of the projection is cured by making it
// again, rather than by more room on the disk.
func needsRebuild(err error) bool {
	return errors.Is(err, errProjection) || errors.Is(err, berrors.ErrInvalid) || errors.Is(err, berrors.ErrChecksum) ||
		errors.Is(err, berrors.ErrVersionMismatch) || errors.Is(err, errEvent)
}

// seal of a clean stop: the projection's size and checksum, written last.
type cleanStop struct {
	Size    int64     `json:"size"`
	Sum     uint32    `json:"sum"`
	Checked time.Time `json:"checked"` // last time a child checked it, or it was made
}

// checkEvery is how old the last check of a projection may be.
const checkEvery = 7 * 24 * time.Hour

// verifyUpTo bounds what every opening reads to verify the projection; a
// larger one relies on the weekly check and on the seal of each value.
const verifyUpTo = 256 << 20

func sumFile(path string) (c cleanStop, err error) {
	f, err := os.Open(path)
	if err != nil {
		return c, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	h := crc32.New(crc32.MakeTable(crc32.Castagnoli))
	c.Size, err = io.Copy(h, f)
	c.Sum = h.Sum32()
	return c, err
}

// markClean notes that the projection was closed properly, and how it looked.
func (d *Device) markClean() {
	c, err := sumFile(d.path(projectionName))
	c.Checked = d.checked
	if err == nil {
		raw, _ := json.Marshal(c) // two numbers always marshal
		err = os.WriteFile(d.path(cleanName), raw, 0o600)
	}
	if err != nil {
		d.o.Log.Warn("the next opening will check the projection", "cause", err)
	}
}

// takeClean reads the mark and removes it: from now on the stop is unclean
// until Close.
func (d *Device) takeClean() (cleanStop, bool) {
	var c cleanStop
	raw, err := os.ReadFile(d.path(cleanName))
	if err != nil {
		return c, false
	}
	if err := os.Remove(d.path(cleanName)); err != nil {
		return c, false
	}
	return c, json.Unmarshal(raw, &c) == nil
}

// openProjection opens the projection if it can be believed, else rebuilds it.
func (d *Device) openProjection(ctx context.Context) error {
	if err := os.Remove(d.path(projectionName + newSuffix)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err // left by a rebuild that was cut off
	}
	reason := d.doubt(ctx)
	if reason == "" {
		reason = d.tryProjection()
	}
	if reason == "" {
		return nil
	}
	return d.rebuild(reason)
}

// doubt verifies the file before it is mapped: after a clean stop by its
// checksum, after any other in a child process, where a panic is a verdict.
func (d *Device) doubt(ctx context.Context) string {
	path := d.path(projectionName)
	info, err := os.Stat(path)
	clean, ok := d.takeClean()
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "missing"
	case err != nil:
		return err.Error()
	case ok && info.Size() != clean.Size:
		return "size changed since the last stop"
	case ok && info.Size() <= verifyUpTo:
		if now, err := sumFile(path); err != nil || now.Sum != clean.Sum {
			return "content changed since the last stop"
		}
	}
	now := d.o.Now()
	d.checked = clean.Checked
	if age := now.Sub(d.checked); ok && age >= 0 && age < checkEvery { // a check to come: the clock was set back
		return ""
	}
	d.report.Unclean = !ok
	if err := d.o.Check(ctx, path, d.secrets.subkey(d.head.ID, "projection")); err != nil {
		return "check: " + err.Error()
	}
	d.checked = now.UTC()
	return ""
}

// tryProjection opens the file and catches up with the journal; it gives the
// reason why that cannot be done.
func (d *Device) tryProjection() string {
	b, err := newSealer(d.secrets.subkey(d.head.ID, "projection"), d.o.Rand)
	if err != nil {
		return err.Error()
	}
	p, err := openProjection(d.path(projectionName), b, d.o.hook)
	if err != nil {
		return err.Error()
	}
	d.proj = p
	var applied uint64
	source := ""
	err = p.view(func(t *tx) (err error) {
		applied, source, err = t.place()
		return err
	})
	if err == nil {
		d.missing(source, applied)
	}
	switch {
	case err != nil:
	case source != d.source():
		err = fmt.Errorf("made from another journal or version")
	case applied > d.journal.Last():
		err = fmt.Errorf("newer than the journal")
	default:
		err = d.follow(p, applied, nil)
	}
	if err == nil {
		return ""
	}
	_ = p.close() // about to be replaced
	d.proj = nil
	return err.Error()
}

// missing reports what the projection of this journal had seen acknowledged
// and the journal no longer holds: its tail was cut, and that was no
// unfinished write.
func (d *Device) missing(source string, applied uint64) {
	last := d.journal.Last()
	if applied <= last || !strings.HasPrefix(source, d.journal.ID()+" ") {
		return
	}
	d.report.Findings = slices.DeleteFunc(d.report.Findings, func(f journal.Finding) bool { return f.Code == journal.FoundTail })
	d.report.Findings = append(d.report.Findings, journal.Finding{
		Code: journal.FoundLost, Records: int(applied - last), First: last + 1, Last: applied,
	})
}

// follow applies the journal from a number on, in transactions of a few
// thousand records.
func (d *Device) follow(p *projection, applied uint64, progress func(done int)) error {
	const perTransaction = 4096
	var batch []journal.Record
	done := 0
	flush := func() error {
		if len(batch) == 0 {
			return nil
		}
		err := p.update(func(t *tx) error {
			for _, rec := range batch {
				if err := d.apply(t, rec); err != nil {
					return err
				}
			}
			return t.setApplied(batch[len(batch)-1].Seq)
		})
		done += len(batch)
		batch = batch[:0]
		if progress != nil {
			progress(done)
		}
		return err
	}
	for rec, err := range d.journal.Records(applied + 1) {
		if err != nil {
			return err
		}
		if batch = append(batch, rec); len(batch) == perTransaction {
			if err := flush(); err != nil {
				return err
			}
		}
	}
	return flush()
}

// rebuild makes the projection again beside the old one and replaces it.
// applying is held, or the device is not yet shared.
func (d *Device) rebuild(reason string) error {
	d.o.Log.Info("the projection is made again", "reason", reason)
	d.report.Rebuilt, d.report.Reason = true, reason
	d.checked = d.o.Now().UTC()
	path := d.path(projectionName)
	fresh := path + newSuffix
	if err := os.Remove(fresh); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	b, err := newSealer(d.secrets.subkey(d.head.ID, "projection"), d.o.Rand)
	if err != nil {
		return err
	}
	p, err := openProjection(fresh, b, d.o.hook)
	if err != nil {
		return err
	}
	if err := d.fill(p); err != nil {
		return errors.Join(err, p.close())
	}
	if err := p.close(); err != nil {
		return err
	}
	d.using.Lock()
	defer d.using.Unlock()
	if d.proj != nil {
		_ = d.proj.close() // it is being thrown away
	}
	if err := os.Rename(fresh, path); err != nil {
		return err
	}
	d.proj, err = openProjection(path, b, d.o.hook)
	d.distrust(err)
	d.figures.drop()
	return err
}

// fill applies the whole journal to an empty projection, without syncing each
// transaction: nothing leads to this file before it is whole.
func (d *Device) fill(p *projection) error {
	total := int(d.journal.Last())
	p.db.NoSync = true
	p.db.AllocSize = growth * (1 + total/10_000) // each growth is a sync
	err := d.follow(p, 0, func(done int) { d.o.Progress(done, total) })
	if err != nil {
		if errors.Is(err, errEvent) {
			return app.E(app.Damaged, "store_unreadable").Because(err)
		}
		return err
	}
	if err := p.update(func(t *tx) error { return t.setSource(d.source()) }); err != nil {
		return err
	}
	p.db.NoSync, p.db.AllocSize = false, growth
	return p.db.Sync()
}
