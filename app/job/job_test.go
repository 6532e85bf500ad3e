package job

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/robfig/cron/v3"

	"parvis/app"
)

type memory struct {
	last    map[string]time.Time
	results map[string]string
}

func newMemory() *memory {
	return &memory{map[string]time.Time{}, map[string]string{}}
}

func (m *memory) LastRun(_ context.Context, name string) (time.Time, error) { return m.last[name], nil }

func (m *memory) Ran(_ context.Context, name string, at time.Time, result string, failure error) error {
	m.last[name] = at
	if failure != nil {
		result = failure.Error()
	}
	m.results[name] = result
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
	}{
		"not yet":                     {"2026-11-16 00:05", "2026-11-22 23:59", false},
		"its hour":                    {"2026-11-16 00:05", "2026-11-23 00:05", true},
		"machine off for three weeks": {"2026-11-02 00:05", "2026-11-25 09:00", true},
		"already done":                {"2026-11-23 00:06", "2026-11-23 08:00", false},
		"clock set back":              {"2027-03-01 00:05", "2026-11-23 08:00", true},
	} {
		t.Run(name, func(t *testing.T) {
			if got := Due(monday, at(c.last), at(c.now), paris, 0); got != c.want {
				t.Errorf("due: %v", got)
			}
		})
	}
}

// The night of 28 to 29 March 2026 has no 02:30: cron skips it, Due does not.
func TestSpringClockChangeIsCaughtUp(t *testing.T) {
	daily := spec(t, "30 2 * * *")
	last := time.Date(2026, 3, 28, 2, 30, 0, 0, paris)
	if !Due(daily, last, time.Date(2026, 3, 30, 2, 31, 0, 0, paris), paris, 0) {
		t.Error("the skipped night was never caught up")
	}
}

func TestRunnerCatchesUpThenFollowsTheSchedule(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, runs := newMemory(), 0
		r, err := New(time.Now, time.UTC, m, 7*time.Second, Task{"close", "0 * * * *", func(context.Context) (string, error) {
			runs++
			return "done", nil
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
		Task{"broken", "@daily", func(context.Context) (string, error) { return "", errors.New("disk full") }},
		Task{"other", "@daily", func(context.Context) (string, error) { other++; return "ok", nil }})
	if err != nil {
		t.Fatal(err)
	}
	r.RunDue(t.Context())
	if m.results["broken"] != "disk full" || other != 1 {
		t.Errorf("results %v, other ran %d times", m.results, other)
	}
}

func TestABadScheduleIsRefused(t *testing.T) {
	if _, err := New(time.Now, paris, newMemory(), 0, Task{Name: "x", Spec: "every day"}); err == nil {
		t.Error("accepted")
	}
}
