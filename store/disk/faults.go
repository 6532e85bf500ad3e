package disk

import (
	"maps"
	"math/rand/v2"
	"path"
	"slices"
	"strings"
)

// Op is a class of operations, for faults.
type Op int

// The classes.
const (
	OpOpen Op = iota
	OpRead
	OpCreate
	OpWrite
	OpSync
	OpRename
	OpRemove
)

// String names the class in figures.
func (o Op) String() string {
	return []string{"open", "read", "create", "write", "sync", "rename", "remove"}[o]
}

// Plan says which faults Mem injects; the zero Plan injects none.
type Plan struct {
	CrashAt    int         // the machine stops at this operation, counted from SetPlan (0: never)
	Full       int         // bytes the disk can hold (0: no limit)
	ReadOnly   bool        // every change fails
	ShortReads bool        // reads give fewer bytes than asked
	FailAt     map[Op]int  // the n-th operation (from SetPlan) fails with ErrIO if of this class
	FailRate   map[Op]uint // one operation in so many fails with ErrIO
}

func (p Plan) fail(op Op, n int, rng *rand.Rand) error {
	if p.ReadOnly && op >= OpCreate {
		return ErrReadOnly
	}
	if at, ok := p.FailAt[op]; ok && n == at {
		return ErrIO
	}
	if rate := p.FailRate[op]; rate > 0 && rng.UintN(rate) == 0 {
		return ErrIO
	}
	return nil
}

func (p Plan) room(used int) int {
	if p.Full == 0 {
		return int(^uint(0) >> 1)
	}
	return max(0, p.Full-used)
}

func (m *Mem) size() int {
	total := 0
	for _, node := range m.live {
		total += len(node.live)
	}
	return total
}

// SetPlan replaces the faults to come and counts operations from zero.
func (m *Mem) SetPlan(p Plan) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.plan, m.ops = p, 0
}

// Ops is the number of operations since SetPlan.
func (m *Mem) Ops() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.ops
}

// Size is the number of bytes in files now.
func (m *Mem) Size() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.size()
}

// Halt stops the machine now, as CrashAt does: nothing more reaches the disk
// before Crash.
func (m *Mem) Halt() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.dead = true
}

// Gone says whether the directory vanished.
func (m *Mem) Gone() bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.gone
}

// Stopped says whether the planned crash has happened.
func (m *Mem) Stopped() bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.dead
}

// Kill ends the process but not the machine: everything written stays, locks
// are released, open files are dead.
func (m *Mem) Kill() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.done["kill"]++
	m.restart()
}

// Crash cuts the power: unsynced sectors reach the disk or not, each by
// chance and in any order; so do unsynced names. It then restarts the machine.
func (m *Mem) Crash() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.done["power cut"]++
	for _, name := range sortedNames(m.live, m.kept) {
		if m.live[name] != m.kept[name] && m.chance("unsynced name lost") {
			if m.live[name] == nil {
				delete(m.kept, name)
			} else {
				m.kept[name] = m.live[name]
			}
		}
	}
	m.live = map[string]*inode{}
	settled := map[*inode]bool{}
	for _, name := range sortedNames(m.kept) {
		node := m.kept[name]
		if !settled[node] {
			settled[node] = true
			node.settle(func() bool { return m.chance("unsynced sector lost") })
			node.live = slices.Clone(node.kept)
		}
		m.live[name] = node
	}
	m.restart()
}

// chance says whether something unsynced reaches the disk; what does not is
// counted.
func (m *Mem) chance(lost string) bool {
	if m.rng.IntN(2) == 0 {
		return true
	}
	m.done[lost]++
	return false
}

// Injected counts the faults that really happened, by kind.
func (m *Mem) Injected() map[string]int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return maps.Clone(m.done)
}

func (m *Mem) restart() {
	m.life++
	m.dead = false
	m.plan, m.ops = Plan{}, 0
	m.locks = map[string][]byte{}
}

// Vanish makes the whole directory disappear, as an unplugged stick does;
// Return brings it back.
func (m *Mem) Vanish() { m.setGone(true) }

// Return ends Vanish.
func (m *Mem) Return() { m.setGone(false) }

func (m *Mem) setGone(gone bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.gone = gone
}

// Damage changes bytes of a file in place, on the disk and in memory, as a
// failing medium does; it reports whether the file exists.
func (m *Mem) Damage(name string, change func(content []byte)) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	node := m.live[clean(name)]
	if node == nil {
		return false
	}
	change(node.live)
	node.kept = slices.Clone(node.live)
	return true
}

// Files lists every file of the tree.
func (m *Mem) Files() []string {
	m.mu.Lock()
	defer m.mu.Unlock()
	return sortedNames(m.live)
}

// Contains says in which files a byte sequence occurs.
func (m *Mem) Contains(needle string) []string {
	m.mu.Lock()
	defer m.mu.Unlock()
	var in []string
	for _, name := range sortedNames(m.live) {
		if strings.Contains(string(m.live[name].live), needle) {
			in = append(in, path.Clean(name))
		}
	}
	return in
}

func sortedNames(maps ...map[string]*inode) []string {
	var names []string
	for _, set := range maps {
		for name := range set {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}
