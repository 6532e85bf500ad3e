// Package job runs what happens by itself: closing windows, syncing, backups,
// purges, checks. It holds the schedule and the memory of last runs.
//
// It promises that a task that was due while the machine was off, asleep, or
// inside the hour a clock change skips, runs once as soon as it can; that one
// that failed is tried again within the hour; that a task never runs twice at
// the same time; and that when it last ran, what it did and when it runs next
// can be shown. It never runs on the interface's goroutine.
package job

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"github.com/robfig/cron/v3"

	"parvis/app"
)

// Task is one thing to do by itself. Spec is a standard cron line in the
// place's zone; keep it outside 02:00–03:00. Do says what it did, never with
// personal data; the zero Said when there is nothing to say.
type Task struct {
	Name string
	Spec string
	Do   func(ctx context.Context) (Said, error)
}

// Said is a sentence for a person: a message key and its arguments.
type Said struct {
	Key  string         `json:"key,omitempty"`
	Args map[string]any `json:"args,omitempty"`
}

// Say makes a sentence of a key and of name, value pairs.
func Say(key string, args ...any) Said {
	s := Said{Key: key}
	for i := 0; i+1 < len(args); i += 2 {
		name, ok := args[i].(string)
		if !ok {
			continue
		}
		if s.Args == nil {
			s.Args = map[string]any{}
		}
		s.Args[name] = args[i+1]
	}
	return s
}

// List gives the arguments as name, value pairs; numbers read back from JSON
// are whole again.
func (s Said) List() []any {
	out := make([]any, 0, 2*len(s.Args))
	for name, v := range s.Args {
		if f, ok := v.(float64); ok {
			v = int(f)
		}
		out = append(out, name, v)
	}
	return out
}

// Run is how a task last went: what it did, or why it could not.
type Run struct {
	At     time.Time `json:"at"`
	Did    Said      `json:"did,omitzero"`
	Failed Said      `json:"failed,omitzero"`
}

// Memory keeps how tasks last went, across restarts; the zero Run for a task
// that never ran.
type Memory interface {
	LastRun(ctx context.Context, name string) (Run, error)
	Ran(ctx context.Context, name string, run Run) error
}

// Status is how a task stands.
type Status struct {
	Name string
	Last Run
	Next time.Time // not before now
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

const (
	// sweep is how often overdue tasks are looked for, whatever cron missed.
	sweep = 10 * time.Minute
	// lookout is how often the clock is compared with the time that went by: a
	// machine that woke up, or a clock that was set, shows within this time.
	lookout = time.Minute
	// retry is when a task that failed is tried again, before its next turn.
	retry = time.Hour
)

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
	r.watch(ctx)
	<-c.Stop().Done()
}

// watch runs what is due as soon as the clock jumped: cron's timers stand
// still while the machine sleeps.
func (r *Runner) watch(ctx context.Context) {
	ticker := time.NewTicker(lookout)
	defer ticker.Stop()
	wall, began := r.now().Round(0), time.Now()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
		now, passed := r.now().Round(0), time.Since(began)
		if jump := now.Sub(wall) - passed; jump.Abs() > lookout/2 {
			r.RunDue(ctx)
		}
		wall, began = now, time.Now()
	}
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

// RunNow runs a task at once, whenever it last ran, and remembers it.
func (r *Runner) RunNow(ctx context.Context, name string) error {
	for _, t := range r.tasks {
		if t.Name == name {
			r.mu.Lock()
			defer r.mu.Unlock()
			return r.run(ctx, t)
		}
	}
	return app.E(app.Usage, "job_unknown", "name", name)
}

// Status says how every task stands, in the order they were given.
func (r *Runner) Status(ctx context.Context) ([]Status, error) {
	now := r.now()
	out := make([]Status, 0, len(r.tasks))
	for _, t := range r.tasks {
		last, err := r.memory.LastRun(ctx, t.Name)
		if err != nil {
			return nil, err
		}
		next := nextTurn(t.when, last, now, r.zone, r.jitter)
		if next.Before(now) {
			next = now
		}
		out = append(out, Status{Name: t.Name, Last: last, Next: next})
	}
	return out, nil
}

func (r *Runner) runIfDue(ctx context.Context, t scheduled) {
	r.mu.Lock()
	defer r.mu.Unlock()
	last, err := r.memory.LastRun(ctx, t.Name)
	if err != nil {
		slog.Error("job: last run unknown", "task", t.Name, "error", err)
		return
	}
	if Due(t.when, last, r.now(), r.zone, r.jitter) {
		_ = r.run(ctx, t) // remembered, and shown
	}
}

// run does a task and remembers how it went; mu is held. A run cut off by the
// program's end is not one.
func (r *Runner) run(ctx context.Context, t scheduled) error {
	run := Run{At: r.now()}
	did, failure := t.Do(ctx)
	if failure != nil && ctx.Err() != nil {
		return failure
	}
	run.Did = did
	if failure != nil {
		slog.Warn("job: failed", "task", t.Name, "error", failure)
		run.Failed = why(failure)
	}
	if err := r.memory.Ran(ctx, t.Name, run); err != nil {
		slog.Error("job: run not remembered", "task", t.Name, "error", err)
	}
	return failure
}

// why is the sentence of a failure.
func why(err error) Said {
	var e *app.Error
	if errors.As(err, &e) {
		return Say(e.Key, e.Args...)
	}
	return Say("error.unexpected", "cause", err.Error())
}

// Due says whether a scheduled moment, or a new try, lies after the last run
// and not after now. A task that never ran is due. A last run in the future
// (the clock was set back) counts as never.
func Due(when cron.Schedule, last Run, now time.Time, zone *time.Location, jitter time.Duration) bool {
	return !nextTurn(when, last, now, zone, jitter).After(now)
}

func nextTurn(when cron.Schedule, last Run, now time.Time, zone *time.Location, jitter time.Duration) time.Time {
	if last.At.IsZero() || last.At.After(now) {
		return now
	}
	next := when.Next(last.At.Add(-jitter).In(zone)).Add(jitter)
	if again := last.At.Add(retry); last.Failed.Key != "" && again.Before(next) {
		return again
	}
	return next
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
