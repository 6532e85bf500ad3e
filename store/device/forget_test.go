package device

import (
	"context"
	"testing"
	"time"

	"parvis/app/relay"
)

// TestWhatTheHubHasIsKeptNinetyDays: a hub restored from a backup can ask for it
// again until then; what waits and what was set aside is never forgotten.
func TestWhatTheHubHasIsKeptNinetyDays(t *testing.T) {
	ctx, now := context.Background(), time.Date(2026, 8, 1, 12, 0, 0, 0, time.UTC)
	o := testOptions()
	o.Now = func() time.Time { return now }
	d := testInit(t, t.TempDir(), o)
	defer func() { mustClose(t, d) }()
	must(t, d.Enqueue(ctx, relay.KindFlag, 1, []byte{1}, []byte{2}, []byte{3}))
	now = now.AddDate(0, 2, 0) // it was long on its way: what counts is the acknowledgement
	list, err := d.Pending(ctx, 3)
	must(t, err)
	list[0].State, list[0].Acked = relay.Sent, now
	list[1].State, list[1].Reason, list[1].Rejects = relay.SetAside, "bad_body", 2
	must(t, d.Mark(ctx, list[0], list[1]))
	for _, c := range []struct {
		after time.Duration
		want  relay.Counts
	}{
		{KeepSent - time.Hour, relay.Counts{ToSend: 1, Sent: 1, SetAside: 1}},
		{2 * time.Hour, relay.Counts{ToSend: 1, SetAside: 1}},
		{1000 * 24 * time.Hour, relay.Counts{ToSend: 1, SetAside: 1}},
	} {
		now = now.Add(c.after)
		_, err := d.Purge(ctx)
		must(t, err)
		for range 2 { // the projection, then what the journal alone says
			got, err := d.Counts(ctx)
			must(t, err)
			if got != c.want {
				t.Fatalf("on %v: %+v, want %+v", now, got, c.want)
			}
			_, err = d.Rebuild(ctx)
			must(t, err)
		}
	}
}
