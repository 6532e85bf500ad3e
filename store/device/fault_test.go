package device

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"

	"parvis/app"
	"parvis/app/lots"
	"parvis/app/relay"
	"parvis/app/session"
	"parvis/store/disk"
	"parvis/store/journal"
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
	maybe *session.Session // a change that was refused, or cut off
	sure  bool             // acknowledged at least once
}

// life plays a device through faults of the disk below the journal and of the
// projection file, and holds it to what it acknowledged.
type life struct {
	t     *testing.T
	seed  uint64
	rng   *rand.Rand
	gen   *storetest.Gen
	fs    *disk.Mem
	dir   string
	o     Options
	d     *Device
	book  map[session.ID]*fate
	order []session.ID
	sent  map[string]bool // bodies acknowledged in the outbox
	tried map[string]bool
	week  int

	ruined bool // bytes of the projection were damaged since the last stretch
}

func (l *life) fail(format string, args ...any) {
	l.t.Helper()
	l.t.Fatalf("seed %d: %s", l.seed, fmt.Sprintf(format, args...))
}

// TestFaultCampaign plays random schedules of crash, torn and reordered
// writes, refused syncs, full, read-only and vanished disks, damaged and stale
// projections, and restarts. Nothing acknowledged may be missing or there
// twice, nothing else may appear half, and the device always opens.
func TestFaultCampaign(t *testing.T) {
	base, err := os.MkdirTemp("/dev/shm", "parvis") // the projection's own disk never fails here
	if err != nil {
		base = t.TempDir()
	}
	t.Cleanup(func() {
		if err := os.RemoveAll(base); err != nil {
			t.Error(err)
		}
	})
	for seed := range schedules() {
		dir := filepath.Join(base, fmt.Sprint(seed))
		playDevice(t, seed, dir)
		if err := os.RemoveAll(dir); err != nil {
			t.Fatal(err)
		}
	}
}

func playDevice(t *testing.T, seed uint64, dir string) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	l := &life{
		t: t, seed: seed, rng: rand.New(rand.NewPCG(seed, 2)), gen: storetest.NewGen(seed), fs: disk.NewMem(seed), dir: dir,
		book: map[session.ID]*fate{}, sent: map[string]bool{}, tried: map[string]bool{},
	}
	l.o = Options{
		FS: l.fs, Argon: cheap, SegmentBytes: int64(500 + l.rng.IntN(4000)),
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
	for range 2 + l.rng.IntN(4) {
		l.plan()
		for range 1 + l.rng.IntN(12) {
			l.act()
		}
		l.stop()
		l.reopen()
	}
	l.fs.SetPlan(disk.Plan{})
	mustClose(t, l.d)
}

func (l *life) plan() {
	var p disk.Plan
	switch l.rng.IntN(8) {
	case 0, 1, 2:
		p.CrashAt = 1 + l.rng.IntN(70)
	case 3:
		p.Full = l.fs.Size() + l.rng.IntN(3000)
	case 4:
		p.FailRate = map[disk.Op]uint{disk.OpSync: 7, disk.OpWrite: 9, disk.OpRename: 5, disk.OpCreate: 5}
	case 5:
		p.ReadOnly = true
	case 6:
		p.ShortReads = true
	}
	l.fs.SetPlan(p)
}

func (l *life) act() {
	ctx := context.Background()
	switch l.rng.IntN(14) {
	case 0, 1:
		l.change()
	case 2:
		body := fmt.Sprintf("body %d %d", l.seed, l.rng.Uint64())
		err := l.d.Enqueue(ctx, relay.KindHeartbeat, 1, []byte(body))
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
			l.fs.Return()
		}
	case 6:
		_, err := l.d.Stats(ctx, l.gen.Filter())
		l.allow(err)
	case 7:
		_, err := l.d.Purge(ctx)
		l.allow(err)
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
	if err == nil {
		f.want, f.maybe = next, nil
	} else {
		f.maybe = &next
	}
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

// erase takes a followed person out; the sessions stay.
func (l *life) erase() {
	who := fmt.Sprintf("b-%d", l.rng.IntN(500))
	err := l.d.ErasePerson(context.Background(), who)
	l.allow(err)
	for _, f := range l.book {
		for _, s := range []*session.Session{&f.want, f.maybe} {
			if s != nil && s.Person != nil && s.Person.BeneficiaryID == who {
				p := *s.Person
				p.BeneficiaryID = anyone
				s.Person = &p
			}
		}
	}
}

// anyone stands for a pseudonym that was, or may have been, replaced.
const anyone = "*"

// stop ends the process or the machine, sometimes with the projection damaged,
// stale or gone.
func (l *life) stop() {
	path := l.d.path(projectionName)
	l.ruined = false
	old, reading := os.ReadFile(path)
	switch l.rng.IntN(3) {
	case 0:
		l.fs.SetPlan(disk.Plan{})
		_ = l.d.Close() // the machine may have stopped before
		l.fs.Kill()
	case 1:
		l.abandon()
		l.fs.Kill()
	default:
		l.abandon()
		l.fs.Crash()
	}
	raw, err := os.ReadFile(path)
	if err != nil || reading != nil || len(raw) == 0 {
		return
	}
	switch l.rng.IntN(8) {
	case 0:
		raw = nil
	case 1:
		raw = old // as a copy of an earlier moment
	case 2:
		l.ruined = true
		at := l.rng.IntN(len(raw)) &^ 4095
		clear(raw[at:min(len(raw), at+4096)])
	case 3:
		l.ruined = true
		for range 64 {
			raw[l.rng.IntN(len(raw))] = byte(l.rng.IntN(256))
		}
	case 4:
		l.ruined = true
		raw = raw[:l.rng.IntN(len(raw))]
	default:
		return
	}
	if err := os.WriteFile(path, raw, 0o600); err != nil {
		l.fail("%v", err)
	}
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
	if d.proj != nil {
		_ = d.proj.close() // only its file handle matters here
	}
}

func (l *life) reopen() {
	d, err := Open(context.Background(), l.dir, l.o)
	if err != nil {
		l.fail("open: %v", err)
	}
	l.d = d
	for _, f := range d.Opened().Findings {
		if f.Code != journal.FoundTail {
			l.fail("a finding without damage: %+v", f)
		}
	}
	l.sessions()
	l.outbox()
	res, err := d.Check(context.Background())
	if err != nil || !res.OK {
		l.fail("check: %+v %v", res, err)
	}
}

func (l *life) sessions() {
	seen := map[session.ID]bool{}
	for _, r := range storetest.All(l.t, l.d, session.Filter{}) {
		f := l.book[r.ID]
		switch {
		case seen[r.ID]:
			l.fail("%s is there twice", r.ID)
		case f == nil:
			l.fail("%s was never saved", r.ID)
		case equal(f.want, r.Session):
		case f.maybe != nil && equal(*f.maybe, r.Session):
		default:
			l.fail("%s changed: %+v, want %+v", r.ID, r.Session, f.want)
		}
		seen[r.ID] = true
		f.want, f.maybe, f.sure = r.Session, nil, true
	}
	for id, f := range l.book {
		if f.sure && !seen[id] {
			l.fail("%s is lost", id)
		}
	}
}

func equal(want, got session.Session) bool {
	if want.Person != nil && got.Person != nil && want.Person.BeneficiaryID == anyone {
		p := *want.Person
		p.BeneficiaryID = got.Person.BeneficiaryID
		want.Person = &p
	}
	return fmt.Sprintf("%+v", flat(want)) == fmt.Sprintf("%+v", flat(got))
}

// flat shows what pointers lead to.
func flat(s session.Session) string {
	out := ""
	if s.Person != nil {
		first := "?"
		if b := s.Person.PremierAccompagnement; b != nil {
			first = fmt.Sprint(*b)
		}
		p := *s.Person
		p.PremierAccompagnement = nil
		out += fmt.Sprintf("%+v %s", p, first)
	}
	if s.Participants != nil {
		out += fmt.Sprintf("%+v", *s.Participants)
	}
	s.Person, s.Participants = nil, nil
	return fmt.Sprintf("%+v %s", s, out)
}

func (l *life) outbox() {
	bodies, ids := map[string]int{}, map[string]bool{}
	for e, err := range l.d.Entries(context.Background()) {
		if err != nil {
			l.fail("outbox: %v", err)
		}
		bodies[string(e.Body)]++
		if ids[fmt.Sprint(e.Epoch, e.Seq)] || ids[e.ID] {
			l.fail("two records share an identity")
		}
		ids[fmt.Sprint(e.Epoch, e.Seq)], ids[e.ID] = true, true
		if !l.tried[string(e.Body)] {
			l.fail("an unknown record in the outbox")
		}
	}
	for body := range l.sent {
		if bodies[body] != 1 {
			l.fail("%q is in the outbox %d times", body, bodies[body])
		}
	}
	closings := 0
	for _, err := range l.d.Ledger().Closings(context.Background()) {
		if err != nil {
			l.fail("closings: %v", err)
		}
		closings++
	}
	lotsThere := 0
	for body, n := range bodies {
		if len(body) > 0 && body[0] != 'b' {
			lotsThere += n
		}
	}
	if lotsThere != closings {
		l.fail("%d closings and %d lots: a closing came apart", closings, lotsThere)
	}
}
