package hubbolt

import (
	"sync"

	"go.etcd.io/bbolt"
)

// group lets the changes that arrive during one disk flush share the next one.
// Unlike bbolt's own Batch it never waits for company: a lone device is
// answered at once.
type group struct {
	mu     sync.Mutex
	queue  []*change
	leader sync.Mutex // held by the one who writes
}

type change struct {
	f    func(*bbolt.Tx) error
	err  error
	done bool // written by the leader, read under the leader's lock
}

// most is how many changes one flush carries at most: more would make the
// first of them wait.
const most = 64

// do runs f in a transaction and returns when it is durable. f may run twice.
func (g *group) do(db *bbolt.DB, f func(*bbolt.Tx) error) error {
	c := &change{f: f}
	g.mu.Lock()
	g.queue = append(g.queue, c)
	g.mu.Unlock()
	g.leader.Lock()
	defer g.leader.Unlock()
	for !c.done {
		g.lead(db)
	}
	return c.err
}

// lead writes the oldest changes that wait, all together, or one by one when
// one of them fails.
func (g *group) lead(db *bbolt.DB) {
	g.mu.Lock()
	n := min(len(g.queue), most)
	now := g.queue[:n:n]
	g.queue = g.queue[n:]
	g.mu.Unlock()
	err := db.Update(func(tx *bbolt.Tx) error {
		for _, c := range now {
			if err := c.f(tx); err != nil {
				return err
			}
		}
		return nil
	})
	for _, c := range now {
		c.err, c.done = err, true
		if err != nil && len(now) > 1 {
			c.err = db.Update(c.f)
		}
	}
}
