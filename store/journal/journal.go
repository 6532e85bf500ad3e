package journal

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"hash/crc32"
	"io"
	"sync"

	"parvis/store/disk"
)

// Options say where a journal lives and how it is sealed.
type Options struct {
	FS           disk.FS
	Dir          string    // its directory below the root of FS
	Key          []byte    // 32 bytes
	Rand         io.Reader // nonces and the id; crypto/rand when nil
	SegmentBytes int64     // a segment is closed once longer than this; 4 MiB when 0
}

// DefaultSegmentBytes closes a segment after some fifteen thousand sessions.
const DefaultSegmentBytes = 4 << 20

// maxBatch bounds the records of one group commit, so that lag fits.
const maxBatch = 32 << 10

// Journal is open for appending and reading; it is safe for concurrent use.
type Journal struct {
	fs     disk.FS
	dir    string
	id     [16]byte
	sealer *sealer
	limit  int64

	// flush is held while a batch is written; whoever holds it writes for all.
	flush   sync.Mutex
	file    disk.File
	tip     digest
	number  uint32 // highest segment number tried
	suspect bool   // the active file had a failure: start another segment

	mu     sync.Mutex
	next   uint64 // number of the next record enqueued
	sealed uint64 // last durable number
	queue  *batch
	closed bool

	// files is held shared while a segment is read, exclusively while files
	// are replaced; it also guards man.
	files sync.RWMutex
	man   manifest
	kept  []byte // the manifest as it is on the disk
}

// batch is a group of records made durable by one write and one sync.
type batch struct {
	first   uint64
	entries []Entry
	done    bool
	err     error
}

// Ticket waits for the records of one Enqueue.
type Ticket struct {
	j     *Journal
	b     *batch
	First uint64 // number of the first record
}

// ErrClosed is returned once the journal is closed.
var ErrClosed = errors.New("the journal is closed")

func (o Options) withDefaults() Options {
	if o.Rand == nil {
		o.Rand = rand.Reader
	}
	if o.SegmentBytes == 0 {
		o.SegmentBytes = DefaultSegmentBytes
	}
	return o
}

// Create makes an empty journal; the directory must hold none.
func Create(o Options) (*Journal, error) {
	o = o.withDefaults()
	var id [16]byte
	if _, err := io.ReadFull(o.Rand, id[:]); err != nil {
		return nil, err
	}
	if err := o.FS.MkdirAll(o.Dir); err != nil {
		return nil, err
	}
	j, err := bare(o, id)
	if err != nil {
		return nil, err
	}
	first := segment{Number: 1, First: 1}
	if err := j.start(first); err != nil {
		return nil, err
	}
	m := manifest{Format: manifestFormat, ID: hex.EncodeToString(id[:]), Next: 1, Segments: []segment{j.measure(first)}}
	if err := j.publish(m); err != nil {
		return nil, err
	}
	return j, nil
}

func bare(o Options, id [16]byte) (*Journal, error) {
	s, err := newSealer(o.Key, id, o.Rand)
	if err != nil {
		return nil, err
	}
	return &Journal{fs: o.FS, dir: o.Dir, id: id, sealer: s, limit: o.SegmentBytes, next: 1}, nil
}

// start creates the file of an empty segment, durably, and appends to it.
func (j *Journal) start(s segment) error {
	f, err := j.fs.Create(j.path(s.name()))
	if err != nil {
		return err
	}
	head := s.header(j.id)
	if _, err = f.Write(head); err == nil {
		err = f.Sync()
	}
	if err == nil {
		err = j.fs.SyncDir(j.dir)
	}
	if err != nil {
		_ = f.Close()
		return err
	}
	if j.file != nil {
		_ = j.file.Close() // everything in it was synced
	}
	j.file, j.tip, j.suspect = f, hashOf(head), false
	return nil
}

// measure gives an empty segment the size and checksum of its header.
func (j *Journal) measure(s segment) segment {
	head := s.header(j.id)
	s.Bytes, s.Sum = int64(len(head)), crc32.Checksum(head, castagnoli)
	return s
}

// ID is the journal's random identity, in hexadecimal.
func (j *Journal) ID() string { return hex.EncodeToString(j.id[:]) }

// Last is the highest durable number, 0 before the first record.
func (j *Journal) Last() uint64 {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.sealed
}

// Rewrites counts how many times segments were replaced: what was derived
// from the records before must be derived again.
func (j *Journal) Rewrites() int {
	j.files.RLock()
	defer j.files.RUnlock()
	return j.man.Rewrites
}

// Append makes entries durable, in order, and gives the number of the first.
// Each entry is atomic by itself. Concurrent calls share one sync. On failure
// none of the entries will be acknowledged, then or later.
func (j *Journal) Append(ctx context.Context, entries ...Entry) (uint64, error) {
	if err := ctx.Err(); err != nil {
		return 0, err
	}
	t, err := j.Enqueue(entries...)
	if err != nil {
		return 0, err
	}
	return t.First, t.Wait()
}

// Enqueue gives entries their numbers at once; they are durable when Wait
// returns nil. Callers that must decide and number in one step enqueue under
// their own lock and wait outside it.
func (j *Journal) Enqueue(entries ...Entry) (*Ticket, error) {
	for _, e := range entries {
		if len(e.Body) > MaxBody {
			return nil, errors.New("record too large")
		}
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.closed {
		return nil, ErrClosed
	}
	if j.queue == nil {
		j.queue = &batch{first: j.next}
	}
	if len(j.queue.entries)+len(entries) > maxBatch {
		return nil, errors.New("too many records at once")
	}
	t := &Ticket{j: j, b: j.queue, First: j.next}
	j.queue.entries = append(j.queue.entries, entries...)
	j.next += uint64(len(entries))
	return t, nil
}

// Wait makes the ticket's records durable, or says why they are not.
func (t *Ticket) Wait() error {
	t.j.flush.Lock()
	defer t.j.flush.Unlock()
	if !t.b.done {
		t.j.flushQueue()
	}
	return t.b.err
}

// flushQueue writes everything enqueued; flush is held.
func (j *Journal) flushQueue() {
	j.mu.Lock()
	b := j.queue
	j.queue = nil
	j.mu.Unlock()
	if b == nil {
		return
	}
	err := j.write(b)
	j.mu.Lock()
	defer j.mu.Unlock()
	b.done, b.err = true, err
	if err == nil {
		j.sealed = b.first + uint64(len(b.entries)) - 1
		return
	}
	// Numbers are continuous: what was enqueued meanwhile fails with it.
	if j.queue != nil {
		j.queue.done, j.queue.err = true, err
		j.queue = nil
	}
	j.next = j.sealed + 1
}

// write encodes, writes and syncs a batch; flush is held.
func (j *Journal) write(b *batch) error {
	active := j.active()
	if j.suspect || (active.Bytes > j.limit && active.Records > 0) {
		if err := j.rotate(b.first); err != nil {
			return err
		}
		active = j.active()
	}
	var raw []byte
	tip := j.tip
	for i, e := range b.entries {
		sealed, err := j.sealer.seal(b.first+uint64(i), e)
		if err != nil {
			return err
		}
		raw, tip = appendFrame(raw, b.first+uint64(i), e.Type, uint16(i), tip, sealed)
	}
	if err := j.put(raw, active.Bytes); err != nil {
		return err
	}
	j.tip = tip
	active.Last = b.first + uint64(len(b.entries)) - 1
	active.Records += len(b.entries)
	active.Bytes += int64(len(raw))
	active.Sum = crc32.Update(active.Sum, castagnoli, raw)
	j.files.Lock()
	j.man.Segments[len(j.man.Segments)-1] = active
	j.files.Unlock()
	return nil
}

// put writes and syncs at the end of the active file. After a failure the file
// is cut back; if it cannot be, or if the sync itself failed (the kernel may
// have dropped pages it will never report again), it is left for another one.
func (j *Journal) put(raw []byte, end int64) error {
	_, err := j.file.Write(raw)
	failedSync := false
	if err == nil {
		err = j.file.Sync()
		failedSync = err != nil
	}
	if err == nil {
		err = j.file.Reachable()
		failedSync = err != nil
	}
	if err == nil {
		return nil
	}
	cut := j.file.Truncate(end)
	if cut == nil {
		cut = j.file.Sync()
	}
	j.suspect = failedSync || cut != nil
	return err
}

func (j *Journal) active() segment {
	j.files.RLock()
	defer j.files.RUnlock()
	return j.man.Segments[len(j.man.Segments)-1]
}

// rotate starts another segment whose first record will be next; flush is held.
func (j *Journal) rotate(next uint64) error {
	j.files.Lock()
	defer j.files.Unlock()
	last := j.man.Segments[len(j.man.Segments)-1]
	// Never the number of an attempt that failed: a manifest that names it may
	// have reached the disk all the same.
	j.number = max(j.number, last.Number) + 1
	s := segment{Number: j.number, First: next}
	if err := j.start(s); err != nil {
		j.suspect = true
		return err
	}
	m := j.man.clone()
	if last.Records == 0 {
		m.Segments = m.Segments[:len(m.Segments)-1]
	}
	m.Segments = append(m.Segments, j.measure(s))
	m.Next = next
	if err := j.publish(m); err != nil {
		j.suspect = true
		return err
	}
	return nil
}

// Close waits for what is being written and closes the active file.
func (j *Journal) Close() error {
	j.flush.Lock()
	defer j.flush.Unlock()
	j.flushQueue()
	j.mu.Lock()
	closed := j.closed
	j.closed = true
	j.mu.Unlock()
	if closed || j.file == nil {
		return nil
	}
	err := j.file.Close()
	if err == nil && !j.suspect {
		err = j.markClean()
	}
	return err
}

// markClean publishes the measures of the active segment, so that the next
// opening can go on with it as it is.
func (j *Journal) markClean() error {
	j.files.Lock()
	defer j.files.Unlock()
	m := j.man.clone()
	m.Next = max(m.Next, m.Segments[len(m.Segments)-1].Last+1)
	if bytes.Equal(m.encode(), j.kept) {
		return nil
	}
	return j.publish(m)
}

// State says whether the ticket's records were decided upon, and how.
func (t *Ticket) State() (done bool, err error) {
	t.j.mu.Lock()
	defer t.j.mu.Unlock()
	return t.b.done, t.b.err
}
