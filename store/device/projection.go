package device

import (
	"encoding/binary"
	"errors"
	"fmt"
	"runtime/debug"
	"sync"
	"time"

	bolt "go.etcd.io/bbolt"

	"parvis/app"
)

// projectionVersion is raised whenever apply writes something else: a
// projection of another version is rebuilt.
const projectionVersion = 1

// The buckets. Keys hold only days, codes and random ids; values are sealed.
var (
	bucketPlace    = []byte("p") // where the projection stands
	bucketMeta     = []byte("m") // what there is one of
	bucketSessions = []byte("s") // day, seq → session
	bucketIDs      = []byte("i") // session id → key in s
	bucketHistory  = []byte("h") // session id, seq → nothing: changes after the first
	bucketCounters = []byte("c") // day → figures of the day
	bucketWords    = []byte("d") // number → cell, tag or pseudonym the counters name
	bucketSettings = []byte("e") // key → value
	bucketOutbox   = []byte("o") // epoch, seq → record and state
	bucketQueue    = []byte("q") // epoch, seq of what waits → nothing
	bucketClosings = []byte("k") // seq → closing without its snapshot
	bucketLog      = []byte("l") // seq → line of the local journal
	bucketDocs     = []byte("v") // kind, id → sealed document
	bucketNotes    = []byte("n") // session id, author → sealed note
	bucketRuns     = []byte("r") // run id → run at the kiosk
)

var buckets = [][]byte{
	bucketPlace, bucketMeta, bucketSessions, bucketIDs, bucketHistory, bucketCounters, bucketWords, bucketSettings,
	bucketOutbox, bucketQueue, bucketClosings, bucketLog, bucketDocs, bucketNotes, bucketRuns,
}

// The keys of bucketPlace and bucketMeta.
var (
	keyApplied = []byte("applied") // last journal number applied
	keySource  = []byte("source")  // journal id, rewrites, version
	keyTail    = []byte("tail")    // what writers must know
	keyState   = []byte("state")   // snapshot of the last closing
	keyIdent   = []byte("identity")
	keyReg     = []byte("registration")
	keyProg    = []byte("progress")
	keyVault   = []byte("vault")
	keyGuard   = []byte("guard")
)

// projection is the bbolt file; it is replaced whole when rebuilt.
type projection struct {
	db    *bolt.DB
	box   *sealer
	words *wordTable // nil until first used, and after a failed transaction
	loads sync.Mutex // one reader at a time fills words
}

// growth is by how much the file grows: a hundred sessions or more.
const growth = 64 << 10

// errProjection says that the projection cannot be believed; it is rebuilt.
var errProjection = errors.New("the projection is damaged")

func openProjection(path string, b *sealer, hook func(*bolt.DB) error) (p *projection, err error) {
	defer guardBolt(&err, faultsPanic())
	db, err := bolt.Open(path, 0o600, &bolt.Options{Timeout: time.Second, NoFreelistSync: false})
	if err != nil {
		return nil, err
	}
	db.AllocSize = growth // a small place keeps a small file
	p = &projection{db: db, box: b}
	if hook != nil {
		if err := hook(db); err != nil {
			return nil, errors.Join(err, db.Close())
		}
	}
	err = db.Update(func(tx *bolt.Tx) error {
		for _, name := range buckets {
			if _, err := tx.CreateBucketIfNotExists(name); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		_ = db.Close()
		return nil, err
	}
	return p, nil
}

// faultsPanic makes a page of the mapped file that cannot be read (a stick
// unplugged, a file cut short) a panic of this goroutine instead of the end of
// the process; it gives what was so before.
func faultsPanic() (before bool) { return debug.SetPanicOnFault(true) }

// guardBolt turns a panic of bbolt on a damaged page into errProjection.
func guardBolt(err *error, before bool) {
	r := recover()
	debug.SetPanicOnFault(before)
	if r != nil {
		*err = fmt.Errorf("%w: %v", errProjection, r)
	}
}

func (p *projection) view(f func(t *tx) error) (err error) {
	defer guardBolt(&err, faultsPanic())
	return p.db.View(func(b *bolt.Tx) error { return f(&tx{Tx: b, p: p, readOnly: true}) })
}

func (p *projection) update(f func(t *tx) error) (err error) {
	defer guardBolt(&err, faultsPanic())
	err = p.db.Update(func(b *bolt.Tx) error {
		t := &tx{Tx: b, p: p, days: map[app.Day]*dayCounters{}}
		if err := f(t); err != nil {
			return err
		}
		return t.flushDays()
	})
	if err != nil {
		p.loads.Lock()
		p.words = nil // it may hold words that were rolled back
		p.loads.Unlock()
	}
	return err
}

func (p *projection) close() (err error) {
	defer guardBolt(&err, faultsPanic())
	return p.db.Close()
}

// tx reads and writes sealed values; the bucket and the key are the context of
// the seal.
type tx struct {
	*bolt.Tx
	p        *projection
	readOnly bool
	days     map[app.Day]*dayCounters // changed by this transaction
}

func contextOf(bucket, key []byte) []byte {
	out := make([]byte, 0, len(bucket)+1+len(key))
	out = append(out, bucket...)
	out = append(out, 0)
	return append(out, key...)
}

func (t *tx) put(bucket, key, plain []byte) error {
	sealed, err := t.p.box.seal(contextOf(bucket, key), plain)
	if err != nil {
		return err
	}
	return t.packed(bucket).Put(key, sealed)
}

// packed is a bucket whose pages are filled well: most keys come in order.
func (t *tx) packed(bucket []byte) *bolt.Bucket {
	b := t.Bucket(bucket)
	b.FillPercent = 0.9
	return b
}

// get gives nil when the key does not exist.
func (t *tx) get(bucket, key []byte) ([]byte, error) {
	sealed := t.Bucket(bucket).Get(key)
	if sealed == nil {
		return nil, nil
	}
	return t.unseal(bucket, key, sealed)
}

func (t *tx) unseal(bucket, key, sealed []byte) ([]byte, error) {
	plain, err := t.p.box.open(contextOf(bucket, key), sealed)
	if err != nil {
		return nil, fmt.Errorf("%w: %s %x", errProjection, bucket, key)
	}
	return plain, nil
}

func (t *tx) putCBOR(bucket, key []byte, v any) error { return t.put(bucket, key, encodeCBOR(v)) }

// getCBOR leaves v alone and reports false when the key does not exist.
func (t *tx) getCBOR(bucket, key []byte, v any) (bool, error) {
	plain, err := t.get(bucket, key)
	if err != nil || plain == nil {
		return false, err
	}
	if err := decodeCBOR(plain, v); err != nil {
		return false, fmt.Errorf("%w: %w", errProjection, err)
	}
	return true, nil
}

// mark keeps a value of an index, with its keyed hash.
func (t *tx) mark(bucket, key, plain []byte) error {
	tagged := append(append(make([]byte, 0, len(plain)+tagSize), plain...), t.p.box.tag(contextOf(bucket, key), plain)...)
	return t.packed(bucket).Put(key, tagged)
}

// marked reads it back; nil when the key does not exist.
func (t *tx) marked(bucket, key []byte) ([]byte, error) {
	tagged := t.Bucket(bucket).Get(key)
	if tagged == nil {
		return nil, nil
	}
	return t.untag(bucket, key, tagged)
}

func (t *tx) untag(bucket, key, tagged []byte) ([]byte, error) {
	plain, err := t.p.box.untag(contextOf(bucket, key), tagged)
	if err != nil {
		return nil, fmt.Errorf("%w: %s %x", errProjection, bucket, key)
	}
	return plain, nil
}

// indexed says which buckets hold marked values instead of sealed ones.
func indexed(bucket []byte) bool {
	switch string(bucket) {
	case string(bucketIDs), string(bucketHistory), string(bucketQueue), string(bucketPlace):
		return true
	}
	return false
}

// verify opens every value and checks every mark.
func (t *tx) verify() error {
	for _, name := range buckets {
		open := t.unseal
		if indexed(name) {
			open = t.untag
		}
		err := t.Bucket(name).ForEach(func(k, v []byte) error {
			_, err := open(name, k, v)
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// place is where the projection stands: the last journal number applied, and
// what it was made from.
func (t *tx) place() (applied uint64, source string, err error) {
	raw, err := t.marked(bucketPlace, keyApplied)
	if err != nil {
		return 0, "", err
	}
	if len(raw) == 8 {
		applied = binary.BigEndian.Uint64(raw)
	}
	from, err := t.marked(bucketPlace, keySource)
	return applied, string(from), err
}

func (t *tx) setApplied(seq uint64) error {
	return t.mark(bucketPlace, keyApplied, binary.BigEndian.AppendUint64(nil, seq))
}

func (t *tx) setSource(s string) error { return t.mark(bucketPlace, keySource, []byte(s)) }

// seqKey is a journal or outbox number as a key, in order.
func seqKey(seq uint64) []byte { return binary.BigEndian.AppendUint64(nil, seq) }

// entryKey orders the outbox by epoch, then number.
func entryKey(epoch uint32, seq uint64) []byte {
	return binary.BigEndian.AppendUint64(binary.BigEndian.AppendUint32(nil, epoch), seq)
}
