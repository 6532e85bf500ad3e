package main

import (
	"context"
	"hash/fnv"
	"log/slog"
	"strings"
	"time"

	"parvis/app/job"
	"parvis/app/relay"
	"parvis/cmd/internal/station"
	"parvis/i18n"
	"parvis/ui/kit"
	"parvis/ui/shell"
)

// jobs is what runs by itself on a station while the window is open.
type jobs struct {
	w      *window
	st     *station.Station
	runner *job.Runner
	cancel context.CancelFunc
	done   chan struct{}
	kicks  chan struct{}
	chip   bool // where sync stands is said in the window
}

// startJobs runs what is due on a station, then follows the schedule. Every
// device is shifted by its own few minutes. chip says where sync stands in the
// window.
func startJobs(w *window, st *station.Station, chip bool) *jobs {
	ctx, cancel := context.WithCancel(w.ctx)
	j := &jobs{w: w, st: st, cancel: cancel, done: make(chan struct{}), kicks: make(chan struct{}, 1), chip: chip}
	runner, err := job.New(w.env.Now, st.Zone, st.Device, jitterOf(st.ID()), j.tasks()...)
	if err != nil {
		panic(err) // the schedules are ours: a test starts them
	}
	j.runner = runner
	go func() {
		defer close(j.done)
		_ = st.Warm(ctx) // figures are only slower when cold
		go relay.WatchNetwork(ctx, networkPeriod, nil, j.kicks)
		synced := make(chan struct{})
		go func() {
			defer close(synced)
			st.Relay.Run(ctx, j.kicks, func(_ relay.Summary, err error) {
				if err == nil {
					j.fetchPack(ctx)
				}
				j.report()
			})
		}()
		runner.Run(ctx)
		<-synced
	}()
	j.report()
	return j
}

// tasks are what runs by itself; each says what it did.
func (j *jobs) tasks() []job.Task {
	st := j.st
	return []job.Task{
		{Name: "close", Spec: "10 0 * * *", Do: func(ctx context.Context) (job.Said, error) {
			closed, err := st.Release(ctx)
			j.kick() // also when nothing was due: flags and proposals travel each day
			if closed {
				return job.Say("care.did.closed"), err
			}
			return job.Say("care.did.open"), err
		}},
		{Name: "backup", Spec: "40 * * * *", Do: func(ctx context.Context) (job.Said, error) {
			made, err := st.BackupDue(ctx)
			if made {
				return job.Say("care.did.backup"), err
			}
			return job.Say("care.did.same"), err
		}},
		{Name: "purge", Spec: "20 12 * * 1", Do: func(ctx context.Context) (job.Said, error) {
			r, err := st.Purge(ctx)
			if r.Persons+r.Sessions+r.Drafts == 0 {
				return job.Say("care.did.clean"), err
			}
			return job.Say("care.did.purged", "persons", r.Persons, "sessions", r.Sessions, "drafts", r.Drafts), err
		}},
		{Name: "check", Spec: "50 12 * * 3", Do: func(ctx context.Context) (job.Said, error) {
			r, err := st.Check(ctx)
			if err != nil || r.OK {
				return job.Say("care.did.good", "n", r.Records), err
			}
			if j.chip {
				j.w.tell(r.Findings)
			}
			return job.Say("care.did.bad", "n", r.Records, "aside", r.SetAside), nil
		}},
	}
}

// fetchPack brings what the coordinator published, and puts it in use when no
// session is under way.
func (j *jobs) fetchPack(ctx context.Context) {
	ready, err := j.st.FetchPack(ctx)
	if err != nil {
		slog.Warn("packs: not fetched", "error", err)
	}
	if ready {
		j.between()
	}
}

// between puts the pack that waits in use if nobody is in a session: neither a
// mediator at the desk nor a visitor at the kiosk.
func (j *jobs) between() {
	if j == nil {
		return
	}
	shell.OnUI(func() {
		if j.w.visiting || j.w.shell != nil && !j.w.shell.AtRoot() {
			return // the end of the session asks again
		}
		shell.InBackground(j.activate)
	})
}

func (j *jobs) activate() {
	changed, err := j.st.ActivatePack(j.w.ctx)
	if err != nil {
		slog.Error("packs: not put in use", "error", err)
	}
	if !changed {
		return
	}
	j.kick() // the coordinator sees who has it
	if j.chip {
		n := int(j.st.PackState().Active)
		shell.OnUI(func() {
			env := j.w.shell.Env()
			env.Toast(env.T("network.pack.arrived", "n", n))
		})
	}
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
	if j != nil {
		j.cancel()
		<-j.done
	}
}

// report shows where sync stands in the chip of the window, in one honest line.
func (j *jobs) report() {
	if j == nil || !j.chip {
		return
	}
	w := j.w
	st, err := j.st.Relay.Status(w.ctx)
	if err != nil {
		return
	}
	now := w.env.Now()
	shell.OnUI(func() {
		key, args := st.Line(now, j.st.Zone)
		tone, icon := chip(st, key, now)
		if aside, n, ok := st.SetAsideLine(); ok { // the chip is red for that, whatever else went through
			key, args = aside, n
		}
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
	case st.Registration.Revoked:
		return kit.Warn, "warning-bold"
	case strings.HasPrefix(key, "relay.status.synced"):
		return kit.Good, "cloud-check"
	case !st.Progress.LastSuccess.IsZero() && now.Sub(st.Progress.LastSuccess) > silence:
		return kit.Warn, "cloud-slash"
	}
	return kit.Neutral, "cloud-slash"
}
