package disk

import (
	"io/fs"
	"slices"
)

type memFile struct {
	m    *Mem
	node *inode
	name string
	life int
}

func (f *memFile) step(op Op) error {
	if f.life != f.m.life {
		return ErrCrashed
	}
	return f.m.step(op)
}

// Write implements File; a failing write may leave part of its bytes.
func (f *memFile) Write(p []byte) (int, error) {
	f.m.mu.Lock()
	defer f.m.mu.Unlock()
	if err := f.step(OpWrite); err != nil {
		n := 0
		if f.life == f.m.life {
			n = f.m.rng.IntN(len(p) + 1)
			f.put(p[:n])
		}
		return n, err
	}
	if room := f.m.plan.room(f.m.size()); room < len(p) {
		f.put(p[:room])
		f.m.done["ENOSPC"]++
		return room, ErrFull
	}
	f.put(p)
	return len(p), nil
}

func (f *memFile) put(p []byte) {
	at := len(f.node.live)
	f.node.live = append(f.node.live, p...)
	for s := at / sector; s*sector < len(f.node.live); s++ {
		f.node.dirty[s] = true
	}
}

// Sync implements File. As on a real kernel, a failed sync drops the dirty
// marks: some sectors reached the disk, the others never will.
func (f *memFile) Sync() error {
	f.m.mu.Lock()
	defer f.m.mu.Unlock()
	err := f.step(OpSync)
	if err != nil {
		if f.life == f.m.life && !f.m.dead {
			f.node.settle(func() bool { return f.m.chance("sector dropped by a failed sync") })
		}
		return err
	}
	f.node.settle(func() bool { return true })
	return nil
}

// settle moves dirty sectors to what is kept, each as decided.
func (n *inode) settle(reaches func() bool) {
	if n.cut >= 0 && reaches() {
		n.kept = n.kept[:min(len(n.kept), n.cut)]
	}
	n.cut = -1
	sectors := make([]int, 0, len(n.dirty))
	for s := range n.dirty {
		sectors = append(sectors, s)
	}
	slices.Sort(sectors) // the seed decides, not the order of a map
	for _, s := range sectors {
		from, to := s*sector, min((s+1)*sector, len(n.live))
		if from < to && reaches() {
			if len(n.kept) < to {
				n.kept = append(n.kept, make([]byte, to-len(n.kept))...)
			}
			copy(n.kept[from:to], n.live[from:to])
		}
	}
	n.dirty = map[int]bool{}
}

// Truncate implements File.
func (f *memFile) Truncate(size int64) error {
	f.m.mu.Lock()
	defer f.m.mu.Unlock()
	if err := f.step(OpWrite); err != nil {
		return err
	}
	to := int(size)
	if to >= len(f.node.live) {
		return nil
	}
	f.node.live = slices.Clone(f.node.live[:to])
	if f.node.cut < 0 || to < f.node.cut {
		f.node.cut = to
	}
	for s := range f.node.dirty {
		if s*sector >= to {
			delete(f.node.dirty, s)
		}
	}
	return nil
}

// Reachable implements File.
func (f *memFile) Reachable() error {
	f.m.mu.Lock()
	defer f.m.mu.Unlock()
	if err := f.step(OpOpen); err != nil {
		return err
	}
	if f.m.live[clean(f.name)] != f.node {
		return &fs.PathError{Op: "reach", Path: f.name, Err: fs.ErrNotExist}
	}
	return nil
}

// Close implements File; it syncs nothing.
func (f *memFile) Close() error { return nil }
