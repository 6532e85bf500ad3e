package device

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"parvis/app"
	"parvis/app/lots"
	"parvis/app/people"
	"parvis/app/relay"
	"parvis/app/session"
	"parvis/store/disk"
	"parvis/store/storetest"
)

func schedules() uint64 {
	if os.Getenv("PARVIS_SOAK") == "1" {
		return 10_000
	}
	return 500
}

// fate is what is known of a session after a call on it.
type fate struct {
	want  session.Session
	maybe *session.Session  // a change that was refused, or cut off
	past  []session.Session // what it was before: damage may bring it back
	sure  bool              // acknowledged at least once
}

// life plays a device through faults of the disk below the journal and below
// the projection, and holds it to what it acknowledged.
type life struct {
	t     *testing.T
	seed  uint64
	rng   *rand.Rand
	gen   *storetest.Gen
	fs    *disk.Mem
	bolt  *boltDisk
	dir   string
	o     Options
	d     *Device
	who   string
	book  map[session.ID]*fate
	order []session.ID
	sent  map[string]bool // bodies acknowledged in the outbox
	tried map[string]bool
	files map[string]content // drafts and people, by kind and id
	gone  map[string]bool    // people whose erasure was acknowledged
	week  int

	ruined    bool // bytes of the projection were damaged since the last stretch
	decay     bool // bytes of the journal were damaged since the last stretch
	vaultLost bool // told so
	done      map[string]int
}

// content is what may be read back of something that is replaced whole: the
// last acknowledged, or what refused changes since would have made; "" for
// nothing.
type content struct {
	want  string
	maybe []string
}

func (c content) could(body string) bool { return body == c.want || slices.Contains(c.maybe, body) }

func (l *life) fail(format string, args ...any) {
	l.t.Helper()
	l.t.Fatalf("seed %d (again alone: PARVIS_SEED=%d): %s", l.seed, l.seed, fmt.Sprintf(format, args...))
}

// faultKinds must all really happen in a campaign, below the journal and below
// the index.
var faultKinds = []string{
	"crash at write", "crash at sync", "crash at create", "crash at rename", "power cut", "kill",
	"unsynced sector lost", "unsynced name lost", "sector dropped by a failed sync",
	"EIO at write", "EIO at sync", "EIO at rename", "EIO at create", "ENOSPC", "read-only", "short read", "vanished directory",
	"bit flip", "page zeroed", "random bytes",
	"index: crash at write", "index: crash at sync", "index: torn meta page", "index: unsynced sector lost",
	"index: EIO at write", "index: EIO at sync", "index: ENOSPC", "index: read-only", "index: vanished directory",
	"index: bit flip", "index: page zeroed", "index: random bytes", "index: truncated", "index: missing", "index: of an earlier moment",
}

// TestFaultCampaign plays random schedules of crash at any write or sync, torn
// and reordered unsynced writes, refused syncs, full, read-only and vanished
// disks, short reads, damaged bytes and restarts, below the journal and below
// the projection. Nothing acknowledged may be missing or there twice, nothing
// else may appear half, and the device always opens; only when bytes of the
// journal itself were damaged may something be missing, and then it is told.
// PARVIS_SEED plays one schedule alone.
func TestFaultCampaign(t *testing.T) {
	base, err := os.MkdirTemp("/dev/shm", "parvis") // the campaign is about faults, not about this disk
	if err != nil {
		base = t.TempDir()
	}
	t.Cleanup(func() {
		if err := os.RemoveAll(base); err != nil {
			t.Error(err)
		}
	})
	total, start := map[string]int{}, time.Now()
	first, last := uint64(0), schedules()
	if one, err := strconv.ParseUint(os.Getenv("PARVIS_SEED"), 10, 64); err == nil {
		first, last = one, one+1
	}
	for seed := first; seed < last; seed++ {
		dir := filepath.Join(base, fmt.Sprint(seed))
		for kind, n := range playDevice(t, seed, dir) {
			total[kind] += n
		}
		if err := os.RemoveAll(dir); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("figures: device: %d schedules in %v", last-first, time.Since(start).Round(time.Second))
	for _, kind := range slices.Sorted(maps.Keys(total)) {
		t.Logf("figures: device: %7d × %s", total[kind], kind)
	}
	for _, kind := range faultKinds {
		if last-first > 1 && total[kind] == 0 {
			t.Errorf("%q was never injected", kind)
		}
	}
}

func playDevice(t *testing.T, seed uint64, dir string) map[string]int {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	l := &life{
		t: t, seed: seed, rng: rand.New(rand.NewPCG(seed, 2)), gen: storetest.NewGen(seed), fs: disk.NewMem(seed), dir: dir,
		book: map[session.ID]*fate{}, sent: map[string]bool{}, tried: map[string]bool{}, files: map[string]content{}, gone: map[string]bool{},
		done: map[string]int{},
	}
	l.bolt = &boltDisk{fs: l.fs, rng: rand.New(rand.NewPCG(seed, 3)), plan: noBoltFaults, done: l.done}
	l.o = Options{
		FS: l.fs, Argon: cheap, SegmentBytes: int64(500 + l.rng.IntN(4000)), hook: l.bolt.hook,
		Check: func(ctx context.Context, path string, key []byte) error {
			switch {
			case seed%20 == 0:
				return CheckInChild(ctx, path, key)
			case l.ruined: // checking it here could end this very process
				return errProjection
			}
			return checkFile(path, key)
		},
	}
	l.d = testInit(t, dir, l.o)
	l.who = firstMediator(t, l.d)
	for range 2 + l.rng.IntN(4) {
		l.plan()
		for range 1 + l.rng.IntN(12) {
			if l.fs.Stopped() {
				break // what no longer runs asks nothing
			}
			l.act()
		}
		l.stop()
		l.reopen()
	}
	mustClose(t, l.d)
	l.bolt.close()
	for kind, n := range l.fs.Injected() {
		l.done[kind] += n
	}
	return l.done
}

// plan draws the faults of the next stretch: of one part, or of the whole
// machine.
func (l *life) plan() {
	var p disk.Plan
	b := noBoltFaults
	switch l.rng.IntN(10) {
	case 0, 1:
		p.CrashAt = 1 + l.rng.IntN(70)
	case 2, 3:
		b.crashAt = 1 + l.rng.IntN(25)
	case 4:
		p.Full = l.fs.Size() + l.rng.IntN(3000)
		b.full = l.rng.IntN(60_000)
	case 5:
		p.FailRate = map[disk.Op]uint{disk.OpSync: 7, disk.OpWrite: 9, disk.OpRename: 5, disk.OpCreate: 5}
	case 6:
		b.failWrite, b.failSync = 9, 5
	case 7:
		p.ReadOnly, b.readOnly = l.rng.IntN(2) == 0, true
	case 8:
		p.ShortReads = true
	}
	l.fs.SetPlan(p)
	l.bolt.set(b)
	l.trace("faults: %+v, index %+v", p, b)
}

func (l *life) trace(format string, args ...any) {
	if os.Getenv("PARVIS_SEED") != "" {
		l.t.Logf(format, args...)
	}
}

func (l *life) act() {
	ctx := context.Background()
	switch l.rng.IntN(18) {
	case 0, 1:
		l.change()
	case 2:
		body := fmt.Sprintf("body %d %d", l.seed, l.rng.Uint64())
		err := l.d.Enqueue(ctx, relay.KindHeartbeat, 1, []byte(body))
		l.allow(err)
		l.tried[body] = true
		if err == nil {
			l.sent[body] = true
		}
	case 3:
		l.close()
	case 4:
		l.erase()
	case 5:
		if l.rng.IntN(3) == 0 {
			l.fs.Vanish()
			l.save()
			_, err := l.d.Stats(ctx, l.gen.Filter())
			l.allow(err)
			l.fs.Return()
		}
	case 6, 7:
		_, err := l.d.Stats(ctx, l.gen.Filter())
		l.allow(err)
	case 8:
		old := l.lastMetLongAgo()
		_, err := l.d.Purge(ctx)
		l.trace("purge: %v", err)
		l.allow(err)
		for _, who := range old {
			l.forgotten(who)
		}
	case 9:
		_, err := l.d.BackupDue(ctx)
		l.allow(err)
	case 10:
		l.draft()
	case 11:
		l.person()
	default:
		l.save()
	}
}

// allow lets through only failures that come with a sentence and are no
// damage.
func (l *life) allow(err error) {
	l.t.Helper()
	var e *app.Error
	if err != nil && (!errors.As(err, &e) || e.Kind == app.Damaged) {
		l.fail("a failure without a sentence: %v", err)
	}
}

func (l *life) save() {
	s := l.gen.Session()
	out, err := l.d.Save(context.Background(), "a", s)
	l.trace("save %s: %v", s.ID, err)
	l.allow(err)
	l.order = append(l.order, s.ID)
	l.book[s.ID] = &fate{want: s, sure: err == nil}
	if err == nil && out != session.Saved {
		l.fail("a new session is a repeat")
	}
	if err == nil && l.rng.IntN(4) == 0 {
		if out, err := l.d.Save(context.Background(), "a", s); err == nil && out != session.Duplicate {
			l.fail("a repeat was saved twice")
		}
	}
}

func (l *life) change() {
	if len(l.order) == 0 {
		return
	}
	id := l.order[l.rng.IntN(len(l.order))]
	f := l.book[id]
	if !f.sure {
		return
	}
	next := f.want
	next.Date = next.Date.Add(-1)
	err := l.d.Update(context.Background(), "b", next)
	l.allow(err)
	f.past = append(f.past, f.want)
	if err == nil {
		f.want, f.maybe = next, nil
	} else {
		f.maybe = &next
	}
}

// draft keeps or drops a report under way.
func (l *life) draft() {
	id := session.ID(fmt.Sprintf("draft-%d", l.rng.IntN(4)))
	label := fmt.Sprintf("label %d", l.rng.Uint64())
	var err error
	if l.rng.IntN(4) == 0 {
		label, err = "", l.d.DropDraft(context.Background(), id)
	} else {
		err = l.d.PutDraft(context.Background(), session.Draft{ID: id, Author: "a", Label: label, Touched: time.Now()})
	}
	l.wrote("draft "+string(id), label, err)
}

// person keeps the file of a followed person.
func (l *life) person() {
	id := fmt.Sprintf("b-%d", l.rng.IntN(500))
	body := fmt.Sprintf("identity %d", l.rng.Uint64())
	if l.gone[id] {
		return // an erased pseudonym is never used again
	}
	err := l.d.PutDoc(context.Background(), Doc{Kind: KindPerson, ID: id, Author: l.who, Body: []byte(body)})
	l.wrote("person "+id, body, err)
}

// wrote notes what may be read back.
func (l *life) wrote(what, body string, err error) {
	l.allow(err)
	l.trace("%s = %q: %v", what, body, err)
	c := l.files[what]
	if c.maybe = append(c.maybe, body); err == nil {
		c = content{want: body}
	}
	l.files[what] = c
}

func (l *life) close() {
	ctx := context.Background()
	through := uint64(0)
	for e, err := range l.d.Ledger().Events(ctx, 0) {
		if err != nil {
			return // the disk refuses to be read; nothing is closed
		}
		through = e.Seq
	}
	l.week++
	end := app.Day("2026-01-04").Add(7 * l.week)
	c := lots.Closing{WindowEnd: string(end), At: end.Time(time.UTC), Through: through, State: []byte(end), Lots: []lots.Lot{{View: "type", Cell: lots.Cell{"type": "individuel"}, Window: "2026-01", Count: 5 + l.week}}}
	err := l.d.Ledger().Close(ctx, c)
	l.allow(err)
	body, encoding := lots.EncodeLot(c.Lots[0])
	if encoding != nil {
		l.fail("%v", encoding)
	}
	l.tried[string(body)] = true
	if err == nil {
		l.sent[string(body)] = true
	}
}

// erase takes a followed person out, one with a file when there is one; the
// sessions stay.
func (l *life) erase() {
	who := fmt.Sprintf("b-%d", l.rng.IntN(500))
	for _, what := range slices.Sorted(maps.Keys(l.files)) {
		if id, ok := strings.CutPrefix(what, "person "); ok && l.rng.IntN(2) == 0 {
			who = id
		}
	}
	err := l.d.ErasePerson(context.Background(), who)
	l.trace("erase %s: %v", who, err)
	l.allow(err)
	l.forgotten(who)
	if err == nil {
		l.files["person "+who], l.gone[who] = content{}, true
	}
}

// lastMetLongAgo are the people a purge may take out: those with a file, and no
// session younger than files are kept.
func (l *life) lastMetLongAgo() (out []string) {
	last := map[string]app.Day{}
	for _, f := range l.book {
		for _, s := range append([]session.Session{f.want}, f.past...) {
			if s.Person != nil {
				last[s.Person.BeneficiaryID] = max(last[s.Person.BeneficiaryID], s.Date)
			}
		}
	}
	for what := range l.files {
		who, ok := strings.CutPrefix(what, "person ")
		if day := last[who]; ok && day != "" && people.PurgeDay(day) <= app.DayOf(l.d.o.Now(), app.Zone("")) {
			out = append(out, who)
		}
	}
	return out
}

// forgotten says that a person may be out: any pseudonym may stand in the
// sessions now, and the file may be gone.
func (l *life) forgotten(who string) {
	for _, f := range l.book {
		all := []*session.Session{&f.want, f.maybe}
		for i := range f.past {
			all = append(all, &f.past[i])
		}
		for _, s := range all {
			if s != nil && s.Person != nil && s.Person.BeneficiaryID == who {
				p := *s.Person
				p.BeneficiaryID = anyone
				s.Person = &p
			}
		}
	}
	c := l.files["person "+who]
	c.maybe = append(c.maybe, "")
	l.files["person "+who] = c
}

// stop ends the process or the machine; then, sometimes, the medium decays: the
// projection is damaged, stale or gone, or the journal is damaged.
func (l *life) stop() {
	l.bolt.calm()
	path := l.d.path(projectionName)
	l.ruined, l.decay = false, false
	old, reading := os.ReadFile(path)
	switch l.rng.IntN(3) {
	case 0:
		l.fs.SetPlan(disk.Plan{})
		l.bolt.set(noBoltFaults)
		_ = l.d.Close() // the machine may have stopped before
		l.fs.Kill()
	case 1:
		l.abandon()
		l.fs.Kill()
	default:
		l.abandon()
		l.fs.Crash()
	}
	l.bolt.set(noBoltFaults)
	if l.rng.IntN(5) == 0 {
		l.decayJournal()
	}
	if raw, err := os.ReadFile(path); err == nil && reading == nil && len(raw) > 0 {
		l.decayIndex(path, raw, old)
	}
}

// hurt damages bytes in place and names how.
func (l *life) hurt(raw []byte, page int) (kind string) {
	switch l.rng.IntN(3) {
	case 0:
		raw[l.rng.IntN(len(raw))] ^= 1 << l.rng.IntN(8)
		return "bit flip"
	case 1:
		at := l.rng.IntN(len(raw)) / page * page
		clear(raw[at:min(len(raw), at+page)])
		return "page zeroed"
	}
	for range 64 {
		raw[l.rng.IntN(len(raw))] = byte(l.rng.IntN(256))
	}
	return "random bytes"
}

func (l *life) decayIndex(path string, raw, old []byte) {
	switch l.rng.IntN(10) {
	case 0:
		l.done["index: missing"]++
		if err := os.Remove(path); err != nil {
			l.fail("%v", err)
		}
		return
	case 1:
		raw = old
		l.done["index: of an earlier moment"]++
	case 2:
		l.ruined = true
		raw = raw[:l.rng.IntN(len(raw))]
		l.done["index: truncated"]++
	case 3, 4, 5:
		l.ruined = true
		l.done["index: "+l.hurt(raw, 4096)]++
	default:
		return
	}
	if err := os.WriteFile(path, raw, 0o600); err != nil {
		l.fail("%v", err)
	}
}

func (l *life) decayJournal() {
	files := slices.DeleteFunc(l.fs.Files(), func(name string) bool { return !strings.HasPrefix(name, "journal") })
	if len(files) == 0 {
		return
	}
	l.fs.Damage(files[l.rng.IntN(len(files))], func(raw []byte) {
		if len(raw) > 0 {
			l.decay = true
			l.done[l.hurt(raw, sector)]++
		}
	})
}

// abandon lets go of what a killed process would: no catching up, no mark.
func (l *life) abandon() {
	d := l.d
	d.mu.Lock()
	d.closed = true
	if d.timer != nil {
		d.timer.Stop()
	}
	d.mu.Unlock()
	d.applying.Lock()
	defer d.applying.Unlock()
	l.bolt.calm()
	if d.proj != nil {
		_ = d.proj.close() // only its file handle matters here
	}
}
