package journal

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"testing"
	"time"

	"parvis/store/disk"
)

// schedules is how many random lives the campaign plays.
func schedules() int {
	if os.Getenv("PARVIS_SOAK") == "1" {
		return 10_000
	}
	return 600
}

// life is one schedule: appends under faults, crashes, damage, restarts; and
// what must be true after each.
type life struct {
	t       *testing.T
	seed    uint64
	rng     *rand.Rand
	fs      *disk.Mem
	o       Options
	j       *Journal
	acked   map[string]bool // bodies acknowledged
	tried   map[string]bool // bodies whose append failed or was cut off
	next    int
	damage  bool // the medium itself was damaged since the last stretch
	clean   bool // the last stop was a proper one
	refused bool // an append failed since the last stretch began
	done    map[string]int
}

func (l *life) fail(format string, args ...any) {
	l.t.Helper()
	l.t.Fatalf("seed %d (again alone: PARVIS_SEED=%d): %s", l.seed, l.seed, fmt.Sprintf(format, args...))
}

// faultKinds must all really happen in a campaign.
var faultKinds = []string{
	"crash at write", "crash at sync", "crash at create", "crash at rename", "crash at remove", "power cut", "kill",
	"unsynced sector lost", "unsynced name lost", "sector dropped by a failed sync",
	"EIO at write", "EIO at sync", "EIO at rename", "EIO at create", "ENOSPC", "read-only", "short read", "vanished directory",
	"bit flip", "sector zeroed", "random bytes",
}

// TestFaultCampaign plays random lives; PARVIS_SEED plays one alone.
func TestFaultCampaign(t *testing.T) {
	total, start := map[string]int{}, time.Now()
	first, last := uint64(0), uint64(schedules())
	if one, err := strconv.ParseUint(os.Getenv("PARVIS_SEED"), 10, 64); err == nil {
		first, last = one, one+1
	}
	for seed := first; seed < last; seed++ {
		for kind, n := range play(t, seed) {
			total[kind] += n
		}
	}
	t.Logf("figures: journal: %d schedules in %v", last-first, time.Since(start).Round(time.Second))
	for _, kind := range slices.Sorted(maps.Keys(total)) {
		t.Logf("figures: journal: %7d × %s", total[kind], kind)
	}
	for _, kind := range faultKinds {
		if last-first > 1 && total[kind] == 0 {
			t.Errorf("%q was never injected", kind)
		}
	}
}

func play(t *testing.T, seed uint64) map[string]int {
	l := &life{
		t: t, seed: seed, rng: rand.New(rand.NewPCG(seed, 1)), fs: disk.NewMem(seed),
		acked: map[string]bool{}, tried: map[string]bool{}, done: map[string]int{},
	}
	l.o = Options{FS: l.fs, Dir: "journal", Key: bytes.Repeat([]byte{7}, 32), SegmentBytes: int64(400 + l.rng.IntN(3000))}
	j, err := Create(l.o)
	if err != nil {
		l.fail("create: %v", err)
	}
	l.j = j
	for range 3 + l.rng.IntN(5) {
		l.plan()
		l.work()
		l.stop()
		l.reopen()
	}
	l.fs.SetPlan(disk.Plan{})
	if err := l.j.Close(); err != nil {
		l.fail("close: %v", err)
	}
	for kind, n := range l.fs.Injected() {
		l.done[kind] += n
	}
	return l.done
}

// plan draws the faults of the next stretch.
func (l *life) plan() {
	var p disk.Plan
	switch l.rng.IntN(8) {
	case 0, 1, 2:
		p.CrashAt = 1 + l.rng.IntN(60)
	case 3:
		p.Full = l.fs.Size() + l.rng.IntN(2500)
	case 4:
		p.FailRate = map[disk.Op]uint{disk.OpSync: 6, disk.OpWrite: 9, disk.OpRename: 5, disk.OpCreate: 5}
	case 5:
		p.FailAt = map[disk.Op]int{disk.OpSync: 1 + l.rng.IntN(25)}
	case 6:
		p.ReadOnly = l.rng.IntN(3) == 0
		p.ShortReads = true
	}
	l.fs.SetPlan(p)
	l.refused = false
}

// work appends, alone or several at once, and sometimes rewrites.
func (l *life) work() {
	for range 1 + l.rng.IntN(25) {
		switch l.rng.IntN(12) {
		case 0:
			l.together()
		case 1:
			l.rewrite()
		case 2:
			if l.rng.IntN(4) == 0 {
				l.fs.Vanish()
				l.append(1)
				l.fs.Return()
			}
		default:
			l.append(1 + l.rng.IntN(3))
		}
	}
}

func (l *life) bodies(n int) (entries []Entry, names []string) {
	for range n {
		l.next++
		name := fmt.Sprintf("%d-%d", l.seed, l.next)
		body := append([]byte(name+" "), bytes.Repeat([]byte{'x'}, l.rng.IntN(300))...)
		entries, names = append(entries, Entry{Type: 1, Body: body}), append(names, name)
	}
	return entries, names
}

func (l *life) append(n int) {
	entries, names := l.bodies(n)
	_, err := l.j.Append(context.Background(), entries...)
	l.note(names, err)
}

func (l *life) note(names []string, err error) {
	for _, name := range names {
		if err == nil {
			l.acked[name] = true
		} else {
			l.refused, l.tried[name] = true, true
		}
	}
}

// together enqueues several records before any is waited for, as concurrent
// callers do, in an order the seed decides.
func (l *life) together() {
	var tickets []*Ticket
	var all [][]string
	for range 4 {
		entries, names := l.bodies(1)
		ticket, err := l.j.Enqueue(entries...)
		if err != nil {
			l.note(names, err)
			continue
		}
		tickets, all = append(tickets, ticket), append(all, names)
	}
	for i, ticket := range tickets {
		l.note(all[i], ticket.Wait())
	}
}

// rewrite drops one record for good; only success makes that certain.
func (l *life) rewrite() {
	var victim string
	_, err := l.j.Rewrite(func(r Record) (Verdict, []byte, error) {
		name := nameOf(r)
		switch {
		case victim == "" && l.rng.IntN(9) == 0:
			victim = name
			return Drop, nil, nil
		case l.rng.IntN(5) == 0:
			return Change, append(bytes.Clone(r.Body), '!'), nil
		}
		return Keep, nil, nil
	})
	if victim == "" {
		return
	}
	delete(l.acked, victim)
	if err == nil {
		delete(l.tried, victim)
	} else {
		l.tried[victim] = true // it may or may not be there
	}
}

func nameOf(r Record) string {
	name, _, _ := bytes.Cut(r.Body, []byte(" "))
	return string(name)
}

// stop ends the process or the machine; then, sometimes, the medium decays.
func (l *life) stop() {
	l.damage, l.clean = false, false
	switch l.rng.IntN(3) {
	case 0:
		l.fs.SetPlan(disk.Plan{})
		l.clean = l.j.Close() == nil && !l.refused
		l.fs.Kill()
	case 1:
		l.fs.Kill()
	default:
		l.fs.Crash()
	}
	if l.rng.IntN(4) == 0 {
		l.decay()
	}
}

func (l *life) decay() {
	files := l.fs.Files()
	if len(files) == 0 {
		return
	}
	name := files[l.rng.IntN(len(files))]
	l.fs.Damage(name, func(raw []byte) {
		if len(raw) == 0 {
			return
		}
		l.damage = true
		switch l.rng.IntN(3) {
		case 0:
			raw[l.rng.IntN(len(raw))] ^= 1 << l.rng.IntN(8)
			l.done["bit flip"]++
		case 1:
			at := l.rng.IntN(len(raw))
			clear(raw[at:min(len(raw), at+512)])
			l.done["sector zeroed"]++
		default:
			for range 64 {
				raw[l.rng.IntN(len(raw))] = byte(l.rng.IntN(256))
			}
			l.done["random bytes"]++
		}
	})
}

// reopen repairs, then holds the journal to its promises.
func (l *life) reopen() {
	j, rec, err := Open(l.o)
	if err != nil {
		l.fail("open: %v", err)
	}
	l.j = j
	seen := map[string]bool{}
	last := uint64(0)
	for r, err := range j.Records(0) {
		if err != nil {
			l.fail("read: %v", err)
		}
		if r.Seq <= last {
			l.fail("record %d after %d", r.Seq, last)
		}
		last = r.Seq
		name := nameOf(r)
		if seen[name] {
			l.fail("%s is there twice", name)
		}
		seen[name] = true
		if !l.acked[name] && !l.tried[name] {
			l.fail("%s was never appended, or was dropped", name)
		}
	}
	missing := 0
	for name := range l.acked {
		if !seen[name] {
			missing++
			delete(l.acked, name)
			l.tried[name] = true
		}
	}
	if missing > 0 && (!l.damage || len(rec.Findings) == 0) {
		l.fail("%d acknowledged records are lost (damage %v, findings %v)", missing, l.damage, rec.Findings)
	}
	reported, exact := 0, l.clean
	for _, f := range rec.Findings {
		reported += f.Records
		exact = exact && f.Code == FoundDamage // only closed segments know what they held
	}
	if exact && missing > reported {
		l.fail("%d records are lost, %d reported", missing, reported)
	}
	if n, findings := j.Check(); len(findings) > 0 || n != len(seen) {
		l.fail("check: %d records of %d, %v", n, len(seen), findings)
	}
	for name := range l.tried { // what is there now is there for good
		if seen[name] {
			l.acked[name] = true
			delete(l.tried, name)
		}
	}
	l.fs.SetPlan(disk.Plan{})
	entries, names := l.bodies(1)
	if _, err := j.Append(context.Background(), entries...); err != nil {
		l.fail("append after recovery: %v", err)
	}
	l.note(names, nil)
}

func TestClosedJournalRefuses(t *testing.T) {
	fs := disk.NewMem(1)
	j, err := Create(Options{FS: fs, Dir: "j", Key: make([]byte, 32)})
	if err != nil {
		t.Fatal(err)
	}
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := j.Append(context.Background(), Entry{Type: 1}); !errors.Is(err, ErrClosed) {
		t.Fatal(err)
	}
}
