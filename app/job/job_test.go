package job

import (
	"context"
	"encoding/json"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/robfig/cron/v3"

	"parvis/app"
)

type memory struct {
	last map[string]Run
}

func newMemory() *memory { return &memory{map[string]Run{}} }

func (m *memory) LastRun(_ context.Context, name string) (Run, error) { return m.last[name], nil }

func (m *memory) Ran(_ context.Context, name string, run Run) error {
	m.last[name] = run
	return nil
}

var paris = app.Zone("Europe/Paris")

func spec(t *testing.T, s string) cron.Schedule {
	t.Helper()
	when, err := cron.ParseStandard(s)
	if err != nil {
		t.Fatal(err)
	}
	return when
}

func TestDue(t *testing.T) {
	monday := spec(t, "5 0 * * 1")
	at := func(s string) time.Time {
		v, err := time.ParseInLocation("2006-01-02 15:04", s, paris)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	for name, c := range map[string]struct {
		last, now string
		want      bool
		failed    bool
	}{
		"not yet":                     {"2026-11-16 00:05", "2026-11-22 23:59", false, false},
		"failed a moment ago":         {"2026-11-16 00:05", "2026-11-16 00:59", false, true},
		"failed an hour ago":          {"2026-11-16 00:05", "2026-11-16 01:05", true, true},
		"its hour":                    {"2026-11-16 00:05", "2026-11-23 00:05", true, false},
		"machine off for three weeks": {"2026-11-02 00:05", "2026-11-25 09:00", true, false},
		"already done":                {"2026-11-23 00:06", "2026-11-23 08:00", false, false},
		"clock set back":              {"2027-03-01 00:05", "2026-11-23 08:00", true, false},
	} {
		t.Run(name, func(t *testing.T) {
			last := Run{At: at(c.last)}
			if c.failed {
				last.Failed = Say("error.store_full")
			}
			if got := Due(monday, last, at(c.now), paris, 0); got != c.want {
				t.Errorf("due: %v", got)
			}
		})
	}
}

// The night of 28 to 29 March 2026 has no 02:30: cron skips it, Due does not.
func TestSpringClockChangeIsCaughtUp(t *testing.T) {
	daily := spec(t, "30 2 * * *")
	last := time.Date(2026, 3, 28, 2, 30, 0, 0, paris)
	if !Due(daily, Run{At: last}, time.Date(2026, 3, 30, 2, 31, 0, 0, paris), paris, 0) {
		t.Error("the skipped night was never caught up")
	}
}

func TestRunnerCatchesUpThenFollowsTheSchedule(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, runs := newMemory(), 0
		r, err := New(time.Now, time.UTC, m, 7*time.Second, Task{"close", "0 * * * *", func(context.Context) (Said, error) {
			runs++
			return Say("done"), nil
		}})
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		go r.Run(ctx)
		synctest.Wait()
		if runs != 1 {
			t.Fatalf("at start: %d runs", runs)
		}
		time.Sleep(3*time.Hour + time.Minute)
		synctest.Wait()
		if runs != 5 { // once at start, then 00:00:07, 01:00:07, 02:00:07, 03:00:07
			t.Errorf("after three hours: %d runs", runs)
		}
		cancel()
		synctest.Wait()
	})
}

func TestAFailureIsRememberedAndTheRestGoesOn(t *testing.T) {
	m, other := newMemory(), 0
	r, err := New(time.Now, paris, m, 0,
		Task{"broken", "@daily", func(context.Context) (Said, error) { return Said{}, errors.New("disk full") }},
		Task{"other", "@daily", func(context.Context) (Said, error) { other++; return Say("ok", "n", 3), nil }})
	if err != nil {
		t.Fatal(err)
	}
	r.RunDue(t.Context())
	if m.last["broken"].Failed.Args["cause"] != "disk full" || m.last["other"].Did.Key != "ok" || other != 1 {
		t.Errorf("%+v, other ran %d times", m.last, other)
	}
}

func TestABadScheduleIsRefused(t *testing.T) {
	if _, err := New(time.Now, paris, newMemory(), 0, Task{Name: "x", Spec: "every day"}); err == nil {
		t.Error("accepted")
	}
}

// A machine that slept eight hours past the turn of a task runs it within the
// minute of its waking; so does one whose clock was set.
func TestTheClockJumps(t *testing.T) {
	for name, jump := range map[string]time.Duration{"sleep": 8 * time.Hour, "set back": -48 * time.Hour} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				m, runs, shift := newMemory(), 0, time.Duration(0)
				r, err := New(func() time.Time { return time.Now().Add(shift) }, time.UTC, m, 0, Task{"purge", "0 4 * * *", func(context.Context) (Said, error) {
					runs++
					return Said{}, nil
				}})
				if err != nil {
					t.Fatal(err)
				}
				ctx, cancel := context.WithCancel(t.Context())
				go r.Run(ctx)
				time.Sleep(90 * time.Second)
				shift = jump
				time.Sleep(lookout)
				synctest.Wait()
				if runs != 2 { // at start, and after the jump
					t.Errorf("%d runs", runs)
				}
				cancel()
				synctest.Wait()
			})
		})
	}
}

func TestStatusAndRunNow(t *testing.T) {
	now := time.Date(2026, 11, 23, 9, 0, 0, 0, paris)
	m := newMemory()
	r, err := New(func() time.Time { return now }, paris, m, 0,
		Task{"backup", "40 * * * *", func(context.Context) (Said, error) { return Say("did", "n", 2), nil }})
	if err != nil {
		t.Fatal(err)
	}
	st, err := r.Status(t.Context())
	if err != nil || len(st) != 1 || !st[0].Next.Equal(now) {
		t.Fatalf("never ran: %+v %v", st, err)
	}
	if err := r.RunNow(t.Context(), "backup"); err != nil {
		t.Fatal(err)
	}
	st, err = r.Status(t.Context())
	if err != nil || st[0].Last.Did.Key != "did" || !st[0].Next.Equal(now.Add(40*time.Minute)) {
		t.Fatalf("%+v %v", st, err)
	}
	if r.RunNow(t.Context(), "none") == nil {
		t.Error("an unknown task ran")
	}
}

// What was said is the same after a trip through JSON.
func TestSaidReadsBack(t *testing.T) {
	raw, err := json.Marshal(Run{Did: Say("k", "n", 12, "file", "a.age")})
	if err != nil {
		t.Fatal(err)
	}
	var back Run
	if err := json.Unmarshal(raw, &back); err != nil {
		t.Fatal(err)
	}
	got := map[any]any{}
	for i, list := 0, back.Did.List(); i < len(list); i += 2 {
		got[list[i]] = list[i+1]
	}
	if got["n"] != 12 || got["file"] != "a.age" {
		t.Errorf("%v", got)
	}
}
