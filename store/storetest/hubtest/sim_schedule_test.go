package hubtest_test

import (
	"math/rand"
	"time"
)

// The faults of the test matrix and what plays them, in the simulation (acts)
// and, where a name is in both, in the run of real processes (realActs):
//
//	kill at every step                     kill at a step; kill during a request; device/kill_test.go at every write
//	cut before, during, after the commit,  network fault (cut before, cut after, truncated reply, forged reply);
//	before the reply                       cut during; hub dies before, and after, the commit
//	200 captive HTML; 413; 429; 503        network fault (captive, 413, 429, 503, redirect)
//	wrong clock ± 1 year                   wrong clock
//	hub restarted inside a transaction     hub dies before the commit; hub restarts
//	hub restored from yesterday            hub backup; hub restored; hub disk put back (unannounced)
//	device cloned; device restored         device cloned; device backup; device restored
//	two processes on one store             two processes on one store
//	five parallel posts of one batch       one batch posted five times at once
//	poison record at the head              poison; poison at the head
//	six months of backlog                  month of backlog; six months of backlog
//	2,000 devices within five minutes      TestTwoThousandDevicesReturn
//	client two schemas old                 future schema (the hub is the old one); old schema (the client is)
//	pack arriving during a session         pack published; packs_test.go; station/packs in use between sessions
//	stick twice and network too            stick; stick twice and network too
//	disk full on either side               device disk full; hub disk full

// step is one act of a schedule: what happens, to which device, with which
// draws, and how long nothing happens after it.
type step struct {
	act    string
	client int
	seed   int64
	pause  time.Duration
}

// schedule is everything a seed decides before anything runs, so that the
// simulation and real processes go through the same.
type schedule struct {
	seed   int64
	places int
	steps  []step
}

func scheduleOf(seed int64) schedule {
	r := rand.New(rand.NewSource(seed))
	s := schedule{seed: seed, places: 1 + r.Intn(4)}
	for range 20 + r.Intn(60) {
		s.steps = append(s.steps, step{
			act: acts[r.Intn(len(acts))].name, client: r.Int(), seed: r.Int63(),
			pause: time.Duration(r.Intn(3600)) * time.Second,
		})
	}
	return s
}
