package device

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"parvis/app"
	"parvis/app/session"
	"parvis/store/codec"
	"parvis/store/disk"
	"parvis/store/journal"
)

// Device is an open data directory; it is safe for concurrent use. It
// implements session.Book, lots.Ledger and relay.Outbox.
type Device struct {
	o       Options
	dir     string
	head    header
	secrets secrets
	codec   *codec.Codec
	journal *journal.Journal
	box     *sealer // drafts and other small files
	lock    interface{ Close() error }
	report  Report

	// mu orders decisions: what is checked, numbered and staged under it
	// cannot be contradicted by another writer.
	mu     sync.Mutex
	tail   tail
	staged []*staged
	recent map[session.ID]*staged // sessions not yet in the projection
	stale  bool                   // a write failed: tail and recent must be read again
	broken error                  // why the projection has to be rebuilt
	closed bool

	// applying is held while the projection catches up or is replaced.
	applying sync.Mutex
	using    sync.RWMutex // held shared by readers of proj
	proj     *projection
	timer    *time.Timer
	checked  time.Time // when the projection was last checked whole
	since    time.Time // when the oldest staged record was appended

	small sync.Mutex // one writer of small files at a time

	figures figures
	vault   vaultState
	places  placeCache

	lastBackup string        // what the last rotated copy held
	routine    atomic.Uint64 // records of this run that only remember jobs
}

// staged is a record between the journal and the projection.
type staged struct {
	rec    journal.Record
	ticket *journal.Ticket
	id     session.ID // for session events
	now    stored
	counts bool // another event that lots must hear of
}

// The projection is brought up to date this long after the last save, and at
// most this long after the first one that waits; a reader never waits for it.
const (
	applyAfter  = 40 * time.Millisecond
	applyWithin = time.Second
	applyCount  = 512
)

// Report says what opening the directory had to do.
type Report struct {
	Findings []journal.Finding // what was wrong in the journal just now
	Rebuilt  bool              // the projection was made again
	Reason   string            // why, for the log
	Unclean  bool              // the last holder did not close the directory
}

// Sound says that nothing acknowledged was missing or damaged; an unfinished
// write that was cut is neither.
func (r Report) Sound() bool {
	return !slices.ContainsFunc(r.Findings, func(f journal.Finding) bool { return f.Code != journal.FoundTail })
}

// Opened says what Open had to do.
func (d *Device) Opened() Report { return d.report }

// Dir is the data directory.
func (d *Device) Dir() string { return d.dir }

// ID is the directory's random identity.
func (d *Device) ID() string { return d.head.ID }

// Kiosk says whether the directory is a kiosk's: no vault, no notes.
func (d *Device) Kiosk() bool { return d.head.Kiosk }

// KeyPlace says where the device's key is kept.
func (d *Device) KeyPlace() KeyPlace { return d.head.Key }

// commit makes one event durable. prepare runs under mu, when everything
// committed before is known; it may refuse. It gives the staged session when
// the event is about one. The projection follows off this path.
func (d *Device) commit(ctx context.Context, prepare func() ([]*staged, error)) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	list, err := d.stage(prepare)
	if err != nil || len(list) == 0 {
		return err
	}
	err = list[0].ticket.Wait()
	d.after(err)
	return disk.Explain(err)
}

// stage decides and numbers under mu; the caller waits outside it.
func (d *Device) stage(prepare func() ([]*staged, error)) ([]*staged, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.closed {
		return nil, app.E(app.Failed, "store_closed")
	}
	if err := d.refresh(); err != nil {
		return nil, err
	}
	list, err := prepare()
	if err != nil || len(list) == 0 {
		return nil, err
	}
	entries := make([]journal.Entry, len(list))
	for i, s := range list {
		entries[i] = s.rec.Entry
	}
	ticket, err := d.journal.Enqueue(entries...)
	if err != nil {
		return nil, disk.Explain(err)
	}
	if len(d.staged) == 0 {
		d.since = time.Now()
	}
	for i, s := range list {
		s.ticket, s.rec.Seq = ticket, ticket.First+uint64(i)
		if s.rec.Type == typeSession || s.rec.Type == typeRun {
			d.tail.LastEvent = s.rec.Seq
			if s.now.last = s.rec.Seq; s.now.seq == 0 {
				s.now.seq = s.rec.Seq
			}
		}
		if s.counts {
			d.tail.LastEvent = s.rec.Seq
		}
	}
	d.staged = append(d.staged, list...)
	return list, nil
}

// event stages one record that is not about a session.
func event(typ uint16, body []byte) []*staged {
	return []*staged{{rec: journal.Record{Entry: journal.Entry{Type: typ, Body: body}}}}
}

// after plans the projection's catching up, or remembers that what was staged
// never happened.
func (d *Device) after(err error) {
	d.mu.Lock()
	if err != nil {
		d.stale = true
	}
	n, closed := len(d.staged), d.closed
	wait := applyAfter
	if n >= applyCount || time.Since(d.since) > applyWithin {
		wait = 0
	}
	if !closed {
		if d.timer == nil {
			d.timer = time.AfterFunc(wait, d.catchUpQuietly)
		} else {
			d.timer.Reset(wait)
		}
	}
	d.mu.Unlock()
}

func (d *Device) catchUpQuietly() {
	if err := d.catchUp(); err != nil {
		d.o.Log.Warn("the projection lags behind the journal", "cause", err)
	}
}

// refresh reads again what writers must know after a failed write; mu is held.
func (d *Device) refresh() error {
	failed := d.stale
	for _, s := range d.staged {
		done, err := s.ticket.State()
		failed = failed || done && err != nil
	}
	if !failed {
		return nil
	}
	d.mu.Unlock()
	err := d.catchUp()
	d.mu.Lock()
	if err != nil {
		return err
	}
	d.stale = false
	return d.readTail()
}

// readTail loads the tail from the projection and adds what is staged; mu held.
func (d *Device) readTail() error {
	var now tail
	err := d.read(func(t *tx) error {
		_, err := t.getCBOR(bucketMeta, keyTail, &now)
		return err
	})
	if err != nil {
		return err
	}
	d.tail = now
	return nil
}

// catchUp applies everything durable to the projection, in one transaction.
func (d *Device) catchUp() error {
	if d.idle() { // the usual case of a reader: nothing to wait for
		return nil
	}
	d.applying.Lock()
	defer d.applying.Unlock()
	ready, err := d.ready(), d.distrusted()
	if len(ready) == 0 && err == nil {
		return nil
	}
	if err == nil {
		err = d.applyAll(ready)
	}
	if err != nil && needsRebuild(err) {
		err = d.rebuild(fmt.Sprint(err))
	}
	if err != nil {
		return disk.Explain(err)
	}
	d.forgetStaged(ready)
	return nil
}

// idle says that the projection already says everything acknowledged.
func (d *Device) idle() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.broken != nil {
		return false
	}
	for _, s := range d.staged {
		if done, _ := s.ticket.State(); done {
			return false
		}
	}
	return true
}

func (d *Device) distrusted() error {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.broken
}

// distrust notes why the projection has to be rebuilt; nil trusts it again.
func (d *Device) distrust(why error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.broken = why
}

func (d *Device) applyAll(ready []*staged) error {
	d.using.RLock()
	defer d.using.RUnlock()
	d.figures.begin()
	err := d.proj.update(func(t *tx) error {
		applied, _, err := t.place()
		if err != nil {
			return err
		}
		for _, s := range ready {
			if s.rec.Seq <= applied {
				continue
			}
			if err := d.apply(t, s.rec); err != nil {
				return err
			}
			applied = s.rec.Seq
		}
		return t.setApplied(applied)
	})
	d.figures.end(err)
	return err
}

// ready is the durable head of what is staged; what failed is dropped.
func (d *Device) ready() []*staged {
	d.mu.Lock()
	defer d.mu.Unlock()
	var ready []*staged
	kept := d.staged[:0]
	for i, s := range d.staged {
		done, err := s.ticket.State()
		switch {
		case !done:
			kept = append(kept, d.staged[i:]...)
			d.staged = kept
			return ready
		case err != nil:
			d.unrecent(s)
		default:
			ready = append(ready, s)
			kept = append(kept, s)
		}
	}
	d.staged = kept
	return ready
}

// forgetStaged drops what the projection now holds.
func (d *Device) forgetStaged(applied []*staged) {
	if len(applied) == 0 {
		return
	}
	last := applied[len(applied)-1].rec.Seq
	d.mu.Lock()
	defer d.mu.Unlock()
	kept := d.staged[:0]
	for _, s := range d.staged {
		if done, err := s.ticket.State(); done && err == nil && s.rec.Seq <= last {
			d.unrecent(s)
			continue
		}
		kept = append(kept, s)
	}
	d.staged = kept
	d.since = time.Now()
}

func (d *Device) unrecent(s *staged) {
	if s.id != "" && d.recent[s.id] == s {
		delete(d.recent, s.id)
	}
}

// read answers from the projection as it is.
func (d *Device) read(f func(t *tx) error) error {
	d.using.RLock()
	err := d.proj.view(f)
	d.using.RUnlock()
	return err
}

// view answers a question after the projection caught up with everything
// acknowledged: a reader always sees its own writes. A projection that turns
// out to be damaged is rebuilt, once, and asked again.
func (d *Device) view(ctx context.Context, f func(t *tx) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if d.isClosed() {
		return app.E(app.Failed, "store_closed")
	}
	if err := d.catchUp(); err != nil {
		return err
	}
	err := d.read(f)
	if err != nil && needsRebuild(err) {
		d.distrust(err)
		if err = d.catchUp(); err == nil {
			err = d.read(f)
		}
	}
	return disk.Explain(err)
}

func (d *Device) isClosed() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.closed
}

func (d *Device) path(name string) string { return filepath.Join(d.dir, name) }
