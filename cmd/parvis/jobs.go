package main

import (
	"context"
	"errors"
	"hash/fnv"
	"strings"
	"time"

	"parvis/app"
	"parvis/app/job"
	"parvis/app/relay"
	"parvis/i18n"
	"parvis/ui/kit"
	"parvis/ui/shell"
)

// jobs is what runs by itself while the window is open.
type jobs struct {
	w      *window
	cancel context.CancelFunc
	done   chan struct{}
	kicks  chan struct{}
}

// memory keeps last runs in the settings of the device.
type memory struct{ w *window }

type lastRun struct {
	At     time.Time `json:"at"`
	Result string    `json:"result,omitempty"`
	Failed string    `json:"failed,omitempty"`
}

// LastRun implements job.Memory.
func (m memory) LastRun(ctx context.Context, name string) (time.Time, error) {
	var l lastRun
	_, err := m.w.st.SettingJSON(ctx, "job."+name, &l)
	return l.At, err
}

// Ran implements job.Memory.
func (m memory) Ran(ctx context.Context, name string, at time.Time, result string, failure error) error {
	l := lastRun{At: at, Result: result}
	var e *app.Error
	if errors.As(failure, &e) {
		l.Failed = e.Code
	}
	return m.w.st.SetSettingJSON(ctx, "job."+name, l)
}

// startJobs runs what is due, then follows the schedule. Every device is
// shifted by its own few minutes.
func startJobs(w *window) *jobs {
	ctx, cancel := context.WithCancel(w.ctx)
	j := &jobs{w: w, cancel: cancel, done: make(chan struct{}), kicks: make(chan struct{}, 1)}
	st := w.st
	close1 := func(ctx context.Context) (string, error) {
		_, closed, err := st.Lots.CloseDue(ctx, w.env.Now())
		if closed {
			j.kick()
		}
		return "", err
	}
	backup := func(ctx context.Context) (string, error) { _, err := st.BackupDue(ctx); return "", err }
	purge := func(ctx context.Context) (string, error) { _, err := st.Purge(ctx); return "", err }
	check := func(ctx context.Context) (string, error) { _, err := st.Check(ctx); return "", err }
	runner, err := job.New(w.env.Now, st.Zone, memory{w}, jitterOf(st.ID()),
		job.Task{Name: "close", Spec: "10 0 * * *", Do: close1},
		job.Task{Name: "backup", Spec: "40 * * * *", Do: backup},
		job.Task{Name: "purge", Spec: "20 12 * * 1", Do: purge},
		job.Task{Name: "check", Spec: "50 12 * * 3", Do: check})
	if err != nil {
		panic(err) // the schedules are ours: a test starts them
	}
	go func() {
		defer close(j.done)
		_ = st.Warm(ctx) // figures are only slower when cold
		go relay.WatchNetwork(ctx, networkPeriod, nil, j.kicks)
		synced := make(chan struct{})
		go func() {
			defer close(synced)
			st.Relay.Run(ctx, j.kicks, func(relay.Summary, error) { j.report() })
		}()
		runner.Run(ctx)
		<-synced
	}()
	j.report()
	return j
}

// networkPeriod is how often the machine's interfaces are looked at; nothing
// is sent.
const networkPeriod = time.Minute

// jitterOf spreads the fleet over half an hour, always the same for a device.
func jitterOf(id string) time.Duration {
	h := fnv.New32a()
	_, _ = h.Write([]byte(id)) // never fails
	return time.Duration(h.Sum32()%1800) * time.Second
}

// kick asks for a sync now.
func (j *jobs) kick() {
	if j == nil {
		return
	}
	select {
	case j.kicks <- struct{}{}:
	default: // one is already asked for
	}
}

// stop ends everything and waits for it.
func (j *jobs) stop() {
	j.cancel()
	<-j.done
}

// report shows where sync stands in the chip of the window, in one honest line.
func (j *jobs) report() {
	if j == nil {
		return
	}
	w := j.w
	st, err := w.st.Relay.Status(w.ctx)
	if err != nil {
		return
	}
	now := w.env.Now()
	shell.OnUI(func() {
		key, args := st.Line(now, w.st.Zone)
		tone, icon := chip(st, key, now)
		if w.desk.Example { // said on every screen
			tone, icon = kit.Warn, "info"
		}
		w.shell.SetStatus(tone, icon, func(l *i18n.Localizer) string {
			switch {
			case w.desk.Example:
				return l.T("parvis.example")
			case !st.Enrolled:
				return l.T("shell.status.offline")
			}
			return l.T(key, args...)
		})
	})
}

// silence is after how long without a success the chip turns amber.
const silence = 3 * 24 * time.Hour

func chip(st relay.Status, key string, now time.Time) (kit.Tone, string) {
	switch {
	case st.SetAside > 0:
		return kit.Bad, "warning-circle-bold"
	case !st.Enrolled:
		return kit.Neutral, "cloud-slash"
	case strings.HasPrefix(key, "relay.status.synced"):
		return kit.Good, "cloud-check"
	case !st.Progress.LastSuccess.IsZero() && now.Sub(st.Progress.LastSuccess) > silence:
		return kit.Warn, "cloud-slash"
	}
	return kit.Neutral, "cloud-slash"
}
