package disk

import (
	"errors"
	"io"
	"io/fs"
	"math/rand/v2"
	"path"
	"slices"
	"strings"
	"sync"
)

// The failures Mem injects.
var (
	ErrFull     = errors.New("no space left on device (injected)")
	ErrReadOnly = errors.New("read-only file system (injected)")
	ErrIO       = errors.New("input/output error (injected)")
	ErrCrashed  = errors.New("the machine stopped (injected)")
)

// sector is the unit a disk writes whole; a torn write stops between two.
const sector = 512

// Mem is a file system in memory that keeps apart what is durable and what is
// only written: Crash drops or tears the rest, as a power cut would. Faults
// come from a Plan. It is safe for concurrent use.
type Mem struct {
	mu    sync.Mutex
	rng   *rand.Rand
	plan  Plan
	live  map[string]*inode // names as the running program sees them
	kept  map[string]*inode // names that survive a crash
	dirs  map[string]bool
	locks map[string][]byte
	life  int // counts crashes: files opened in an earlier life are dead
	dead  bool
	gone  bool // the directory vanished
	ops   int
	done  map[string]int // faults injected, by kind
}

type inode struct {
	live  []byte
	kept  []byte
	dirty map[int]bool // sectors written and not synced
	cut   int          // size of a truncation not synced, -1 for none
}

// NewMem makes an empty file system whose faults follow the seed.
func NewMem(seed uint64) *Mem {
	return &Mem{
		rng:  rand.New(rand.NewPCG(seed, 0x70617276)),
		live: map[string]*inode{}, kept: map[string]*inode{}, dirs: map[string]bool{".": true},
		locks: map[string][]byte{}, done: map[string]int{},
	}
}

func clean(name string) string { return path.Clean(strings.TrimPrefix(name, "/")) }

// step counts an operation and gives the failure planned for it.
func (m *Mem) step(op Op) error {
	if m.dead {
		return ErrCrashed
	}
	if m.gone {
		m.done["vanished directory"]++
		return fs.ErrNotExist
	}
	m.ops++
	if m.plan.CrashAt > 0 && m.ops >= m.plan.CrashAt {
		m.dead = true
		m.done["crash at "+op.String()]++
		return ErrCrashed
	}
	err := m.plan.fail(op, m.ops, m.rng)
	switch err {
	case ErrReadOnly:
		m.done["read-only"]++
	case ErrIO:
		m.done["EIO at "+op.String()]++
	}
	return err
}

// Create implements FS.
func (m *Mem) Create(name string) (File, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	name = clean(name)
	if err := m.step(OpCreate); err != nil {
		return nil, err
	}
	if !m.dirs[path.Dir(name)] {
		return nil, &fs.PathError{Op: "create", Path: name, Err: fs.ErrNotExist}
	}
	// A new inode: whatever the old name led to stays durable until the
	// directory is synced.
	node := &inode{dirty: map[int]bool{}, cut: -1}
	m.live[name] = node
	return &memFile{m: m, node: node, name: name, life: m.life}, nil
}

// Append implements FS.
func (m *Mem) Append(name string) (File, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	name = clean(name)
	if err := m.step(OpOpen); err != nil {
		return nil, err
	}
	node, ok := m.live[name]
	if !ok {
		return nil, &fs.PathError{Op: "append", Path: name, Err: fs.ErrNotExist}
	}
	return &memFile{m: m, node: node, name: name, life: m.life}, nil
}

// Open implements FS.
func (m *Mem) Open(name string) (io.ReadCloser, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	name = clean(name)
	if err := m.step(OpOpen); err != nil {
		return nil, err
	}
	node, ok := m.live[name]
	if !ok {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	return &memReader{m: m, data: slices.Clone(node.live)}, nil
}

// Rename implements FS.
func (m *Mem) Rename(from, to string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := m.step(OpRename); err != nil {
		return err
	}
	from, to = clean(from), clean(to)
	node, ok := m.live[from]
	if !ok {
		return &fs.PathError{Op: "rename", Path: from, Err: fs.ErrNotExist}
	}
	delete(m.live, from)
	m.live[to] = node
	return nil
}

// Remove implements FS.
func (m *Mem) Remove(name string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := m.step(OpRemove); err != nil {
		return err
	}
	name = clean(name)
	if _, ok := m.live[name]; !ok {
		if m.dirs[name] {
			delete(m.dirs, name)
			return nil
		}
		return &fs.PathError{Op: "remove", Path: name, Err: fs.ErrNotExist}
	}
	delete(m.live, name)
	return nil
}

// Wipe implements FS.
func (m *Mem) Wipe(name string) error {
	if err := m.Remove(name); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if node := m.kept[clean(name)]; node != nil && m.live[clean(name)] == nil {
		clear(node.kept)
	}
	return nil
}

// MkdirAll implements FS; directories are durable at once.
func (m *Mem) MkdirAll(dir string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := m.step(OpCreate); err != nil {
		return err
	}
	for dir = clean(dir); dir != "."; dir = path.Dir(dir) {
		m.dirs[dir] = true
	}
	return nil
}

// SyncDir implements FS.
func (m *Mem) SyncDir(dir string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	dir = clean(dir)
	if err := m.step(OpSync); err != nil {
		return err
	}
	if !m.dirs[dir] {
		return &fs.PathError{Op: "sync", Path: dir, Err: fs.ErrNotExist}
	}
	for name := range m.kept {
		if path.Dir(name) == dir && m.live[name] == nil {
			delete(m.kept, name)
		}
	}
	for name, node := range m.live {
		if path.Dir(name) == dir {
			m.kept[name] = node
		}
	}
	return nil
}

// List implements FS.
func (m *Mem) List(dir string) ([]Info, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	dir = clean(dir)
	if err := m.step(OpOpen); err != nil {
		return nil, err
	}
	if !m.dirs[dir] {
		return nil, &fs.PathError{Op: "list", Path: dir, Err: fs.ErrNotExist}
	}
	var out []Info
	for name, node := range m.live {
		if path.Dir(name) == dir {
			out = append(out, Info{Name: path.Base(name), Size: int64(len(node.live))})
		}
	}
	for d := range m.dirs {
		if d != "." && path.Dir(d) == dir {
			out = append(out, Info{Name: path.Base(d), Dir: true})
		}
	}
	slices.SortFunc(out, func(a, b Info) int { return strings.Compare(a.Name, b.Name) })
	return out, nil
}

// Lock implements FS; a crash releases every lock.
func (m *Mem) Lock(name string, holder []byte) (io.Closer, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := m.step(OpOpen); err != nil {
		return nil, err
	}
	name = clean(name)
	if who, held := m.locks[name]; held {
		return nil, &HeldError{Holder: who}
	}
	m.locks[name] = holder
	return &memLock{m: m, name: name, life: m.life}, nil
}

type memLock struct {
	m    *Mem
	name string
	life int
}

func (l *memLock) Close() error {
	l.m.mu.Lock()
	defer l.m.mu.Unlock()
	if l.life == l.m.life {
		delete(l.m.locks, l.name)
	}
	return nil
}

type memReader struct {
	m    *Mem
	data []byte
}

func (r *memReader) Read(p []byte) (int, error) {
	r.m.mu.Lock()
	defer r.m.mu.Unlock()
	if len(r.data) == 0 {
		return 0, io.EOF
	}
	if err := r.m.step(OpRead); err != nil {
		return 0, err
	}
	n := min(len(p), len(r.data))
	if r.m.plan.ShortReads && n > 1 {
		n = 1 + r.m.rng.IntN(n)
		r.m.done["short read"]++
	}
	copy(p, r.data[:n])
	r.data = r.data[n:]
	return n, nil
}

func (r *memReader) Close() error { return nil }
