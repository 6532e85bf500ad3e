package storetest

import (
	"bytes"
	"context"
	"testing"
	"time"

	"parvis/app/lots"
	"parvis/app/relay"
	"parvis/app/session"
)

// eventsAfter reads the history whole.
func eventsAfter(t *testing.T, s Store, seq uint64) (out []lots.Event) {
	t.Helper()
	for e, err := range s.Ledger().Events(context.Background(), seq) {
		must(t, err)
		out = append(out, e)
	}
	return out
}

func lot(n int) lots.Lot {
	return lots.Lot{View: "type", Cell: lots.Cell{"type": string(session.Individual)}, Window: "2026-10", Count: n}
}

func closing(t *testing.T, w *World) {
	ctx := context.Background()
	l := w.Ledger()
	state, through, err := l.State(ctx)
	must(t, err)
	if state != nil || through != 0 {
		t.Fatal("a new ledger has a state")
	}
	fill(t, w, 11, 4)
	old := eventsAfter(t, w, 0)[2].Seq
	last := eventsAfter(t, w, 0)[3].Seq
	c := lots.Closing{WindowEnd: "2026-11-01", At: time.Date(2026, 11, 2, 6, 0, 0, 0, time.UTC), Lots: []lots.Lot{lot(7), lot(9)}, Through: last, State: []byte("after october")}
	stale := c
	stale.Through = old
	wantCode(t, l.Close(ctx, stale), "closing_stale")
	must(t, l.Close(ctx, c))
	wantCode(t, l.Close(ctx, c), "closing_stale")
	after := w.Reopen()
	state, through, err = after.Ledger().State(ctx)
	must(t, err)
	if !bytes.Equal(state, c.State) || through != last {
		t.Fatalf("state %q through %d", state, through)
	}
	var past []lots.Closing
	for c, err := range after.Ledger().Closings(ctx) {
		must(t, err)
		past = append(past, c)
	}
	want := c
	want.State = nil
	same(t, "closings", past, []lots.Closing{want})
	key, err := after.Ledger().RemainderKey(ctx)
	must(t, err)
	same(t, "length of the remainder key", len(key), 32)
}

func events(t *testing.T, w *World) {
	ctx := context.Background()
	saved := fill(t, w, 12, 3)
	changed := saved[1]
	changed.PlaceID = "lieu-9"
	must(t, w.Update(ctx, "a", changed))
	must(t, w.Delete(ctx, "a", saved[2].ID))
	got := eventsAfter(t, w, 0)
	same(t, "number of events", len(got), 5)
	for i, e := range got[1:] {
		if e.Seq <= got[i].Seq {
			t.Fatal("events out of order")
		}
	}
	same(t, "before", *got[3].Before, saved[1])
	same(t, "after", *got[3].After, changed)
	same(t, "deleted", *got[4].Before, saved[2])
	if got[4].After != nil || got[0].Before != nil {
		t.Fatal("a creation has a past or a deletion a future")
	}
	same(t, "events after the third", len(eventsAfter(t, w, got[2].Seq)), 2)
	same(t, "events after a restart", len(eventsAfter(t, w.Reopen(), 0)), 5)
}

func entries(t *testing.T, o relay.Outbox) (out []relay.Entry) {
	t.Helper()
	for e, err := range o.Entries(context.Background()) {
		must(t, err)
		out = append(out, e)
	}
	return out
}

func states(t *testing.T, w *World) {
	ctx := context.Background()
	must(t, w.Enqueue(ctx, relay.KindHeartbeat, 1, []byte("a"), []byte("b"), []byte("c"), []byte("d")))
	p, err := w.Pending(ctx, 3)
	must(t, err)
	same(t, "pending up to the limit", len(p), 3)
	for i := range p {
		if i > 0 && p[i].Seq <= p[i-1].Seq {
			t.Fatal("pending out of order")
		}
		if !bytes.Equal(p[i].Hash, relay.HashOf(p[i].Kind, p[i].Version, p[i].Body)) || p[i].ID == "" {
			t.Fatal("a record without identity")
		}
	}
	p[0].State, p[0].Acked = relay.Sent, time.Date(2026, 11, 20, 17, 40, 0, 0, time.UTC)
	p[1].State, p[1].Rejects, p[1].Reason = relay.SetAside, 2, "unknown_type"
	p[2].State = relay.Sending
	must(t, w.Mark(ctx, p...))
	c, err := w.Counts(ctx)
	must(t, err)
	same(t, "counts", c, relay.Counts{ToSend: 1, Sending: 1, Sent: 1, SetAside: 1})
	left, err := w.Pending(ctx, 10)
	must(t, err)
	same(t, "pending while one is being sent", len(left), 1)
	after := w.Reopen()
	must(t, after.Recover(ctx, nil))
	c, err = after.Counts(ctx)
	must(t, err)
	same(t, "counts once recovered", c, relay.Counts{ToSend: 2, Sent: 1, SetAside: 1})
	below := p[0].Seq - 1
	must(t, after.Recover(ctx, &below))
	c, err = after.Counts(ctx)
	must(t, err)
	same(t, "counts when the hub forgot", c, relay.Counts{ToSend: 3, SetAside: 1})
	all := entries(t, after)
	same(t, "entries", len(all), 4)
	same(t, "reason", all[1].Reason, "unknown_type")
}

func epochs(t *testing.T, w *World) {
	ctx := context.Background()
	before, err := w.Identity(ctx)
	must(t, err)
	must(t, w.Enqueue(ctx, relay.KindLot, 1, []byte("a"), []byte("b"), []byte("c")))
	p, err := w.Pending(ctx, 10)
	must(t, err)
	sent := p[0]
	sent.State = relay.Sent
	sent.Acked = time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC)
	must(t, w.Mark(ctx, sent))
	now, err := w.NewEpoch(ctx, relay.Parting{})
	must(t, err)
	if now.Device != before.Device || now.Epoch <= before.Epoch || before.Restored || !now.Restored {
		t.Fatalf("identity %v after %v", now.Epoch, before.Epoch)
	}
	after := w.Reopen()
	waiting, err := after.Pending(ctx, 10)
	must(t, err)
	same(t, "waiting", len(waiting), 2)
	for i, e := range waiting {
		if e.Epoch != now.Epoch || e.Seq != uint64(i+1) || e.ID != p[i+1].ID {
			t.Fatalf("entry %d is %d/%d", i, e.Epoch, e.Seq)
		}
	}
	all := entries(t, after)
	same(t, "the acknowledged one keeps its epoch", all[0].Epoch, before.Epoch)
	must(t, after.Enqueue(ctx, relay.KindLot, 1, []byte("d")))
	waiting, err = after.Pending(ctx, 10)
	must(t, err)
	same(t, "next number", waiting[2].Seq, uint64(3))
	must(t, after.Enqueue(ctx, relay.KindHeartbeat, 1, []byte("e")))
	back := lots.Lot{View: "type", Cell: lots.Cell{"type": "individuel"}, Window: "2026-10", Count: 7}
	body, err := lots.EncodeLot(back)
	must(t, err)
	there := back
	there.Count = 9
	known, err := lots.EncodeLot(there)
	must(t, err)
	must(t, after.Enqueue(ctx, relay.KindLot, 1, body, known))
	settled := relay.Settled{Epoch: before.Epoch, Known: 41}
	stays, err := after.NewEpoch(ctx, relay.Parting{Copied: true, Settled: settled, Out: [][]byte{known}})
	must(t, err)
	same(t, "settled", stays.Settled, settled)
	same(t, "no restore any more", stays.Restored, false)
	must(t, after.Enqueue(ctx, relay.KindLot, 1, body))
	clone, err := after.NewEpoch(ctx, relay.Parting{NewDevice: true, Copied: true})
	must(t, err)
	heard := eventsAfter(t, after, 0)
	same(t, "lots hear of both partings", len(heard), 2)
	same(t, "the name stays", *heard[0].Split, lots.Split{Back: []lots.Lot{back}, Out: []lots.Lot{there}})
	same(t, "the name changes", *heard[1].Split, lots.Split{All: true})
	same(t, "a new device has nothing to settle", clone.Settled, relay.Settled{})
	counts, err := after.Counts(ctx)
	must(t, err)
	same(t, "lots that wait, set aside", counts, relay.Counts{ToSend: 1, Sent: 1, SetAside: 2})
	waiting, err = after.Pending(ctx, 10)
	must(t, err)
	same(t, "only what is no figure goes on", waiting[0].Seq, uint64(1))
	c := lots.Closing{WindowEnd: "2026-11-01", Through: heard[0].Seq}
	wantCode(t, after.Ledger().Close(ctx, c), "closing_stale")
	c.Through = heard[1].Seq
	must(t, after.Ledger().Close(ctx, c))
	if clone.Device == now.Device || bytes.Equal(clone.Private, now.Private) {
		t.Fatal("a clone keeps its identity")
	}
}

func exchanges(t *testing.T, w *World) {
	ctx := context.Background()
	if _, ok, err := w.Registration(ctx); ok || err != nil {
		t.Fatal("registered before enrolment", err)
	}
	r := relay.Registration{Hub: "https://hub.example", HubKey: []byte{1, 2}, HubEpoch: 3, Token: "t", Role: "desk", Place: "Médiathèque", PlaceID: "p", At: time.Date(2026, 11, 1, 8, 0, 0, 0, time.UTC)}
	must(t, w.SetRegistration(ctx, r))
	p := relay.Progress{LastTry: r.At, LastSuccess: r.At, Failures: 2, LastError: "relay.offline", ClockDrift: -40}
	must(t, w.SetProgress(ctx, p))
	after := w.Reopen()
	got, ok, err := after.Registration(ctx)
	must(t, err)
	same(t, "registered", ok, true)
	same(t, "registration", got, r)
	progress, err := after.Progress(ctx)
	must(t, err)
	same(t, "progress", progress, p)
}
