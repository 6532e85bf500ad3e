// Package job runs what happens by itself: closing windows, syncing, backups,
// purges, checks. It holds the schedule and the memory of last runs.
//
// It promises that a task that was due while the machine was off, asleep, or
// inside the hour a clock change skips, runs once as soon as it can; that a
// task never runs twice at the same time; and that when it last ran and what
// it did can be shown. It never runs on the interface's goroutine.
package job

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/robfig/cron/v3"

	"parvis/app"
)

// Task is one thing to do by itself. Spec is a standard cron line in the
// place's zone; keep it outside 02:00–03:00. Do gives a short result for the
// log (a message key), never personal data.
type Task struct {
	Name string
	Spec string
	Do   func(ctx context.Context) (result string, err error)
}

// Memory keeps when tasks last ran, across restarts.
type Memory interface {
	LastRun(ctx context.Context, name string) (time.Time, error)
	Ran(ctx context.Context, name string, at time.Time, result string, failure error) error
}

// Runner runs tasks. Make it with New, start it once, stop it by its context.
type Runner struct {
	now    app.Clock
	zone   *time.Location
	memory Memory
	jitter time.Duration
	tasks  []scheduled
	mu     sync.Mutex // one task at a time: they share one store
}

type scheduled struct {
	Task
	when cron.Schedule
}

// sweep is how often overdue tasks are looked for: what a clock change or a
// sleeping machine made cron miss is caught within this time.
const sweep = 10 * time.Minute

// New checks every schedule; jitter delays every run of this device by the
// same amount, so that a fleet does not call its hub in the same second.
func New(now app.Clock, zone *time.Location, memory Memory, jitter time.Duration, tasks ...Task) (*Runner, error) {
	r := &Runner{now: now, zone: zone, memory: memory, jitter: jitter}
	for _, t := range tasks {
		when, err := cron.ParseStandard(t.Spec)
		if err != nil {
			return nil, app.E(app.Usage, "bad_schedule", "name", t.Name, "spec", t.Spec).Because(err)
		}
		r.tasks = append(r.tasks, scheduled{t, when})
	}
	return r, nil
}

// Run catches up what is overdue, then follows the schedule until ctx ends.
func (r *Runner) Run(ctx context.Context) {
	r.RunDue(ctx)
	c := cron.New(cron.WithLocation(r.zone))
	for _, t := range r.tasks {
		c.Schedule(delayed{t.when, r.jitter}, cron.FuncJob(func() { r.runIfDue(ctx, t) }))
	}
	c.Schedule(cron.Every(sweep), cron.FuncJob(func() { r.RunDue(ctx) }))
	c.Start()
	<-ctx.Done()
	<-c.Stop().Done()
}

// RunDue runs every task whose time has come since it last ran.
func (r *Runner) RunDue(ctx context.Context) {
	for _, t := range r.tasks {
		if ctx.Err() != nil {
			return
		}
		r.runIfDue(ctx, t)
	}
}

func (r *Runner) runIfDue(ctx context.Context, t scheduled) {
	r.mu.Lock()
	defer r.mu.Unlock()
	now := r.now()
	last, err := r.memory.LastRun(ctx, t.Name)
	if err != nil {
		slog.Error("job: last run unknown", "task", t.Name, "error", err)
		return
	}
	if !Due(t.when, last, now, r.zone, r.jitter) {
		return
	}
	result, failure := t.Do(ctx)
	if failure != nil {
		slog.Warn("job: failed", "task", t.Name, "error", failure)
	}
	if err := r.memory.Ran(ctx, t.Name, now, result, failure); err != nil {
		slog.Error("job: run not remembered", "task", t.Name, "error", err)
	}
}

// Due says whether a scheduled moment lies after the last run and not after
// now. A task that never ran is due. A last run in the future (the clock was
// set back) counts as never.
func Due(when cron.Schedule, last, now time.Time, zone *time.Location, jitter time.Duration) bool {
	if last.IsZero() || last.After(now) {
		return true
	}
	return !when.Next(last.Add(-jitter).In(zone)).Add(jitter).After(now)
}

// delayed shifts a schedule by a fixed jitter.
type delayed struct {
	cron.Schedule
	by time.Duration
}

// Next implements cron.Schedule.
func (d delayed) Next(t time.Time) time.Time {
	return d.Schedule.Next(t.Add(-d.by)).Add(d.by)
}
