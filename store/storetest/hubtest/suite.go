package hubtest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"iter"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/google/uuid"

	"parvis/app"
	"parvis/app/hub"
	"parvis/app/relay"
)

// Run is the conformance suite: every hub.Ledger passes it. open gives an
// empty ledger.
func Run(t *testing.T, open func(t *testing.T) hub.Ledger) {
	for name, f := range map[string]func(*testing.T, hub.Ledger){
		"key and epoch":                  testMeta,
		"codes serve once":               testCodes,
		"one code, many devices":         testCodeRace,
		"devices come back":              testDevices,
		"verdicts":                       testVerdicts,
		"heartbeats":                     testHeartbeats,
		"numbers decided":                testAcked,
		"epochs":                         testEpochs,
		"a lot is released once":         testLotOnce,
		"parallel posts of one batch":    testParallel,
		"lots by month, place and since": testQuery,
		"flags and proposals":            testNotes,
		"audit in order":                 testAudit,
		"packs":                          testPacks,
		"export and import":              testExport,
		"failed import changes nothing":  testImportFails,
	} {
		t.Run(name, func(t *testing.T) {
			l := open(t)
			t.Cleanup(func() {
				if err := l.Close(); err != nil {
					t.Error(err)
				}
			})
			f(t, l)
		})
	}
}

// Day is the moment of the suite.
var day = time.Date(2026, 11, 23, 9, 30, 0, 0, time.UTC)

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// maker makes records with the next number.
type maker struct {
	t     *testing.T
	epoch uint32
	seq   uint64
}

func (m *maker) record(kind relay.Kind, body any) hub.Judged {
	m.t.Helper()
	raw, err := relay.Canonical(body)
	check(m.t, err)
	m.seq++
	return hub.Judge(relay.Record{
		ID: uuid.Must(uuid.NewV7()).String(), Epoch: m.epoch, Seq: m.seq, Kind: kind, Version: 1,
		Body: raw, Hash: relay.HashOf(kind, 1, raw),
	})
}

// Lot makes a lot of the view "type".
func (m *maker) lot(code, window string, count int) hub.Judged {
	return m.record(relay.KindLot, relay.LotBody{View: "type", Cell: map[string]string{"type": code}, Window: window, Count: count})
}

func enlisted(t *testing.T, l hub.Ledger, id, place string) hub.Device {
	t.Helper()
	d := hub.Device{
		ID: relay.DeviceID(id), Place: place, PlaceID: hub.PlaceID(place), Role: hub.RoleDesk,
		PublicKey: bytes.Repeat([]byte{1}, 32), TokenHash: []byte(id), Enrolled: day, LastSeen: day,
	}
	check(t, l.Enlist(t.Context(), d))
	return d
}

func accept(t *testing.T, l hub.Ledger, d hub.Device, epoch uint32, records ...hub.Judged) hub.Decision {
	t.Helper()
	out, err := l.Accept(t.Context(), hub.Delivery{Device: d, Epoch: epoch, Records: records, Now: day})
	check(t, err)
	return out
}

// begins accepts a batch of a new epoch that settled what came before.
func begins(t *testing.T, l hub.Ledger, d hub.Device, epoch uint32, settled relay.Settled, records ...hub.Judged) hub.Decision {
	t.Helper()
	out, err := l.Accept(t.Context(), hub.Delivery{Device: d, Epoch: epoch, Settled: settled, Records: records, Now: day})
	check(t, err)
	return out
}

func all(t *testing.T, l hub.Ledger, q hub.LotQuery) []hub.LotRow {
	t.Helper()
	return collect(t, l.Lots(t.Context(), q))
}

func collect[T any](t *testing.T, seq iter.Seq2[T, error]) (out []T) {
	t.Helper()
	for v, err := range seq {
		check(t, err)
		out = append(out, v)
	}
	return out
}

func words(d hub.Decision) (out []string) {
	for _, v := range d.Verdicts {
		w := string(v.Verdict)
		if v.Reason != "" {
			w += " " + v.Reason
		}
		out = append(out, w)
	}
	return out
}

func same(t *testing.T, got, want any) {
	t.Helper()
	if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
		t.Fatalf("(-want +got)\n%s", diff)
	}
}

func testMeta(t *testing.T, l hub.Ledger) {
	ctx := t.Context()
	check(t, l.Ping(ctx))
	first, err := l.SigningKey(ctx, bytes.Repeat([]byte{1}, 32))
	check(t, err)
	second, err := l.SigningKey(ctx, bytes.Repeat([]byte{2}, 32))
	check(t, err)
	same(t, second, first)
	epoch, err := l.Epoch(ctx)
	check(t, err)
	next, err := l.NewEpoch(ctx)
	check(t, err)
	same(t, []uint32{epoch, next}, []uint32{1, 2})
	again, err := l.Epoch(ctx)
	check(t, err)
	same(t, again, next)
}

func invitation(token string) hub.Invitation {
	return hub.Invitation{
		TokenHash: []byte(token), Place: "Mairie", PlaceID: "mairie", Role: hub.RoleKiosk, Territory: "200054807",
		Made: day, Expires: day.Add(24 * time.Hour),
	}
}

func candidate(id string) hub.Device {
	return hub.Device{ID: relay.DeviceID(id), PublicKey: []byte("key of " + id), TokenHash: []byte(id), Enrolled: day, LastSeen: day}
}

func testCodes(t *testing.T, l hub.Ledger) {
	ctx := t.Context()
	check(t, l.Invite(ctx, invitation("one")))
	refused := func(code, token string, d hub.Device, now time.Time) {
		t.Helper()
		if _, err := l.Redeem(ctx, []byte(token), d, now); !errors.Is(err, app.E(app.Hub, code)) {
			t.Fatalf("%s: %v", code, err)
		}
	}
	refused("code_unknown", "two", candidate("device-a"), day)
	refused("code_expired", "one", candidate("device-a"), day.Add(24*time.Hour))
	d, err := l.Redeem(ctx, []byte("one"), candidate("device-a"), day)
	check(t, err)
	same(t, []any{d.Place, d.PlaceID, d.Role, d.Territory}, []any{"Mairie", "mairie", hub.RoleKiosk, "200054807"})
	refused("code_used", "one", candidate("device-b"), day)
	if _, err := l.Redeem(ctx, []byte("one"), candidate("device-a"), day); err != nil {
		t.Fatalf("the same device asks again: %v", err)
	}
	check(t, l.Invite(ctx, invitation("three")))
	thief := candidate("device-a")
	thief.PublicKey = []byte("another key")
	refused("device_taken", "three", thief, day)
	if _, err := l.Redeem(ctx, []byte("three"), candidate("device-c"), day); err != nil {
		t.Fatalf("a refused device used the code up: %v", err)
	}
}

func testCodeRace(t *testing.T, l hub.Ledger) {
	check(t, l.Invite(t.Context(), invitation("one")))
	var wg sync.WaitGroup
	won := make(chan relay.DeviceID, 8)
	for i := range 8 {
		wg.Go(func() {
			id := fmt.Sprintf("device-%d", i)
			if _, err := l.Redeem(t.Context(), []byte("one"), candidate(id), day); err == nil {
				won <- relay.DeviceID(id)
			} else if !errors.Is(err, app.E(app.Hub, "code_used")) {
				t.Errorf("%v", err)
			}
		})
	}
	wg.Wait()
	close(won)
	devices, err := l.Devices(t.Context())
	check(t, err)
	if len(won) != 1 || len(devices) != 1 || devices[0].ID != <-won {
		t.Fatalf("%d won, %d devices", len(won), len(devices))
	}
}

func testDevices(t *testing.T, l hub.Ledger) {
	ctx := t.Context()
	a := enlisted(t, l, "device-a", "Mairie")
	check(t, l.Revoke(ctx, a.ID))
	got, ok, err := l.DeviceByID(ctx, a.ID)
	check(t, err)
	same(t, []bool{ok, got.Revoked}, []bool{true, true})
	a.TokenHash, a.Parent = []byte("new"), "device-0"
	check(t, l.Enlist(ctx, a))
	got, _, err = l.DeviceByID(ctx, a.ID)
	check(t, err)
	same(t, got, a)
	a.PublicKey = []byte("another key")
	if err := l.Enlist(ctx, a); !errors.Is(err, app.E(app.Hub, "device_taken")) {
		t.Fatalf("another key: %v", err)
	}
	if err := l.Revoke(ctx, "nobody"); !errors.Is(err, app.E(app.Failed, "device_unknown")) {
		t.Fatalf("revoke nobody: %v", err)
	}
	if _, ok, err := l.DeviceByID(ctx, "nobody"); ok || err != nil {
		t.Fatalf("nobody: %v, %v", ok, err)
	}
}

func testVerdicts(t *testing.T, l hub.Ledger) {
	d, other := enlisted(t, l, "device-a", "Mairie"), enlisted(t, l, "device-b", "École")
	m := &maker{t: t, epoch: 1}
	good, small, unknown := m.lot("seul", "2026-10", 7), m.lot("atelier", "2026-10", 2), m.record(99, "?")
	same(t, words(accept(t, l, d, 1, good, small, unknown)),
		[]string{"accepted", "rejected below_threshold", "rejected unknown_type"})
	same(t, words(accept(t, l, d, 1, good, small)), []string{"duplicate", "rejected below_threshold"})

	taken, stolen := m.lot("atelier", "2026-09", 8), m.lot("atelier", "2026-08", 9)
	taken.Seq, stolen.ID = good.Seq, good.ID
	renumbered := good
	m.seq++
	renumbered.Seq = m.seq
	same(t, words(accept(t, l, d, 1, stolen, renumbered)), []string{"conflict id_taken", "duplicate"})
	// Two disks go by one name: nothing of the batch is taken.
	m.seq++
	fresh := m.lot("seul", "2026-07", 6)
	out := accept(t, l, d, 1, good, small, taken, renumbered, fresh)
	same(t, words(out), []string{"duplicate", "conflict unsettled", "conflict seq_taken", "conflict unsettled", "conflict unsettled"})
	same(t, *out.Settle, relay.Settled{Epoch: 1, Known: out.KnownAfter})
	same(t, words(accept(t, l, other, 1, good)), []string{"duplicate"}) // a clone's copy of the same record
	same(t, len(all(t, l, hub.LotQuery{})), 1)
}

func testHeartbeats(t *testing.T, l hub.Ledger) {
	d := enlisted(t, l, "device-a", "Mairie")
	m := &maker{t: t, epoch: 1}
	beat := relay.Heartbeat{Program: "1.2.3", Waiting: 4, SetAside: 1, StoreOK: true, ClosedUntil: "2026-11-01"}
	accept(t, l, d, 1, m.record(relay.KindHeartbeat, beat), m.lot("seul", "2026-10", 7))
	got, _, err := l.DeviceByID(t.Context(), d.ID)
	check(t, err)
	same(t, got.Heartbeat, beat)
	later := day.Add(time.Hour)
	_, err = l.Accept(t.Context(), hub.Delivery{Device: d, Epoch: 1, Now: later})
	check(t, err)
	got, _, err = l.DeviceByID(t.Context(), d.ID)
	check(t, err)
	same(t, got.Heartbeat, beat)
	if !got.LastSeen.Equal(later) {
		t.Fatalf("last seen %v", got.LastSeen)
	}
}

func testAcked(t *testing.T, l hub.Ledger) {
	d := enlisted(t, l, "device-a", "Mairie")
	m := &maker{t: t, epoch: 1}
	var r []hub.Judged
	for i := range 9 {
		r = append(r, m.lot(fmt.Sprintf("c%d", i), "2026-10", 5+i))
	}
	r[4] = m.lot("petit", "2026-10", 1)
	r[4].Seq = 5
	known := uint64(0)
	for i, step := range []struct {
		records []hub.Judged
		acked   uint64
		fresh   uint64
	}{
		{nil, 0, 0},
		{r[:2], 2, 2},
		{r[3:5], 2, 2},
		{r[6:8], 2, 2},
		{r[2:3], 5, 1},
		{r[0:1], 5, 0},
		{r[4:5], 5, 0},
		{r[5:6], 8, 1},
		{r[8:], 9, 1},
	} {
		out := accept(t, l, d, 1, step.records...)
		if out.AckedThrough != step.acked {
			t.Fatalf("step %d: acknowledged through %d, want %d", i, out.AckedThrough, step.acked)
		}
		if out.KnownBefore != known || out.KnownAfter != known+step.fresh {
			t.Fatalf("step %d: knew %d then %d, want %d and %d more", i, out.KnownBefore, out.KnownAfter, known, step.fresh)
		}
		known = out.KnownAfter
	}
}

func testEpochs(t *testing.T, l hub.Ledger) {
	d := enlisted(t, l, "device-a", "Mairie")
	first, second := &maker{t: t, epoch: 1}, &maker{t: t, epoch: 2}
	a, late := first.lot("seul", "2026-08", 7), first.lot("seul", "2026-09", 7)
	accept(t, l, d, 1, a)
	// A new epoch settles what came before, as far as the hub went, or nothing of
	// it is taken.
	next := second.lot("seul", "2026-10", 7)
	for _, settled := range []relay.Settled{{}, {Epoch: 1, Known: 2}, {Epoch: 2, Known: 1}} {
		out := begins(t, l, d, 2, settled, next)
		same(t, []any{words(out), *out.Settle}, []any{[]string{"conflict unsettled"}, relay.Settled{Epoch: 1, Known: 1}})
		same(t, words(begins(t, l, d, 2, settled)), []string(nil))
	}
	same(t, len(all(t, l, hub.LotQuery{Device: d.ID})), 1)
	out := begins(t, l, d, 2, relay.Settled{Epoch: 1, Known: 1}, next)
	same(t, []any{words(out), out.AckedThrough}, []any{[]string{"accepted"}, uint64(1)})
	// A clone that stayed behind is told so; what it carries is not lost.
	out = accept(t, l, d, 1, a, late)
	same(t, words(out), []string{"duplicate", "conflict old_epoch"})
	same(t, *out.Settle, relay.Settled{Epoch: 2, Known: 1})
	// The device itself may carry records of its earlier epochs.
	out = accept(t, l, d, 2, late)
	same(t, []any{words(out), out.AckedThrough}, []any{[]string{"accepted"}, uint64(1)})
	same(t, len(all(t, l, hub.LotQuery{})), 3)
}

func testLotOnce(t *testing.T, l hub.Ledger) {
	d, other := enlisted(t, l, "device-a", "Mairie"), enlisted(t, l, "device-b", "Mairie")
	before, restored := &maker{t: t, epoch: 1}, &maker{t: t, epoch: 2}
	accept(t, l, d, 1, before.lot("seul", "2026-10", 7))
	out := begins(t, l, d, 2, relay.Settled{Epoch: 1, Known: 1}, restored.lot("seul", "2026-10", 7), restored.lot("seul", "2026-10", 9), restored.lot("seul", "2026-11", 9))
	same(t, words(out), []string{"duplicate", "rejected already_released", "accepted"})
	same(t, out.AckedThrough, uint64(3))
	same(t, *out.Settle, relay.Settled{Epoch: 2, Known: 3})
	same(t, words(accept(t, l, other, 1, (&maker{t: t, epoch: 1}).lot("seul", "2026-10", 7))), []string{"accepted"})
	kiosk := &maker{t: t, epoch: 2, seq: 10}
	run := kiosk.record(relay.KindKioskLot, relay.LotBody{View: "borne_langue", Cell: map[string]string{"borne_langue": "fr"}, Window: "2026-10", Count: 5})
	answer := kiosk.record(relay.KindKioskLot, relay.LotBody{View: "borne_consultation", Cell: map[string]string{"borne_consultation": "horaires:2"}, Window: "2026-10", Count: 11})
	stray := kiosk.record(relay.KindLot, relay.LotBody{View: "borne_consultation", Cell: map[string]string{"borne_consultation": "horaires:2"}, Window: "2026-10", Count: 11})
	same(t, words(accept(t, l, d, 2, run, answer, stray)), []string{"accepted", "accepted", "rejected unknown_view"})
	same(t, len(all(t, l, hub.LotQuery{View: "borne_consultation"})), 1)
	sum := 0
	for _, r := range all(t, l, hub.LotQuery{View: "type"}) {
		sum += r.Count
	}
	same(t, sum, 7+9+7)
}

func testParallel(t *testing.T, l hub.Ledger) {
	d := enlisted(t, l, "device-a", "Mairie")
	m := &maker{t: t, epoch: 1}
	var r []hub.Judged
	for i := range 40 {
		r = append(r, m.lot(fmt.Sprintf("c%d", i), "2026-10", 5))
	}
	var wg sync.WaitGroup
	var mu sync.Mutex
	n := map[relay.Verdict]int{}
	for range 5 {
		wg.Go(func() {
			out, err := l.Accept(context.WithoutCancel(t.Context()), hub.Delivery{Device: d, Epoch: 1, Records: r, Now: day})
			if err != nil {
				t.Errorf("%v", err)
			}
			mu.Lock()
			defer mu.Unlock()
			for _, v := range out.Verdicts {
				n[v.Verdict]++
			}
		})
	}
	wg.Wait()
	same(t, n, map[relay.Verdict]int{relay.Accepted: 40, relay.Duplicate: 160})
	same(t, len(all(t, l, hub.LotQuery{})), 40)
	same(t, accept(t, l, d, 1).AckedThrough, uint64(40))
}

func testQuery(t *testing.T, l hub.Ledger) {
	a, b := enlisted(t, l, "device-a", "Mairie"), enlisted(t, l, "device-b", "École")
	ma, mb := &maker{t: t, epoch: 1}, &maker{t: t, epoch: 1}
	total := ma.record(relay.KindLot, relay.LotBody{View: "total", Window: "2026-W40", Count: 12}) // Thursday 1 October
	accept(t, l, a, 1, ma.lot("seul", "2026-09", 5), ma.lot("seul", "2026-10", 6), total)
	_, err := l.Accept(t.Context(), hub.Delivery{Device: b, Epoch: 1, Now: day.Add(time.Hour), Records: []hub.Judged{mb.lot("seul", "2026-10", 7)}})
	check(t, err)
	for name, c := range map[string]struct {
		q    hub.LotQuery
		sum  int
		rows int
	}{
		"everything":      {hub.LotQuery{}, 30, 4},
		"october":         {hub.LotQuery{FromMonth: "2026-10"}, 25, 3},
		"until september": {hub.LotQuery{ToMonth: "2026-09"}, 5, 1},
		"one view":        {hub.LotQuery{View: "type", FromMonth: "2026-10", ToMonth: "2026-10"}, 13, 2},
		"one device":      {hub.LotQuery{Device: "device-a", FromMonth: "2026-10"}, 18, 2},
		"one place":       {hub.LotQuery{PlaceID: hub.PlaceID("École")}, 7, 1},
		"since":           {hub.LotQuery{Since: day.Add(time.Hour)}, 7, 1},
	} {
		got, sum := all(t, l, c.q), 0
		for _, r := range got {
			sum += r.Count
		}
		if sum != c.sum || len(got) != c.rows {
			t.Errorf("%s: %d in %d rows, want %d in %d", name, sum, len(got), c.sum, c.rows)
		}
	}
}

func testAudit(t *testing.T, l hub.Ledger) {
	var want []hub.AuditEntry
	for i := range 5 {
		e := hub.AuditEntry{At: day.Add(time.Duration(i) * time.Second), Actor: "admin", Act: "invited", Subject: fmt.Sprint(i)}
		check(t, l.Audit(t.Context(), e))
		want = append(want, e)
	}
	got := collect(t, l.AuditLog(t.Context()))
	same(t, got, want)
}

func testNotes(t *testing.T, l hub.Ledger) {
	d := enlisted(t, l, "device-a", "Mairie")
	m := &maker{t: t, epoch: 1}
	flag := m.record(relay.KindFlag, relay.FlagBody{Guide: "rsa", Version: "2026-11", Step: "fin", Code: "lien_mort"})
	again := m.record(relay.KindFlag, relay.FlagBody{Guide: "rsa", Version: "2026-11", Step: "fin", Code: "lien_mort"})
	text := m.record(relay.KindProposal, relay.ProposalBody{Guide: "rsa", Version: "2026-12", Text: "# RSA"})
	empty := m.record(relay.KindProposal, relay.ProposalBody{Guide: "rsa", Version: "2026-12"})
	same(t, words(accept(t, l, d, 1, m.lot("seul", "2026-10", 7), flag, again, text, empty)),
		[]string{"accepted", "accepted", "accepted", "accepted", "rejected bad_body"})
	_, pieces, err := relay.MediaBodies(bytes.Repeat([]byte("image "), 9000))
	check(t, err)
	same(t, len(pieces), 3)
	for _, piece := range pieces {
		var media relay.MediaBody
		check(t, relay.Decode(piece, &media))
		same(t, words(accept(t, l, d, 1, m.record(relay.KindMedia, media))), []string{"accepted"})
	}
	same(t, len(collect(t, l.Notes(t.Context(), day, relay.KindMedia))), 3)
	ids := map[string]relay.Kind{}
	for _, k := range collect(t, l.Notes(t.Context(), day, relay.KindFlag, relay.KindProposal)) {
		ids[k.ID] = k.Kind
		same(t, []any{k.Device, k.Received.Equal(day)}, []any{d.ID, true})
	}
	same(t, ids, map[string]relay.Kind{flag.ID: relay.KindFlag, again.ID: relay.KindFlag, text.ID: relay.KindProposal})
	same(t, len(collect(t, l.Notes(t.Context(), day.Add(time.Second), relay.KindFlag, relay.KindProposal))), 0)
}
