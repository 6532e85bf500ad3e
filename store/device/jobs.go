package device

import (
	"context"
	"time"

	"parvis/app/job"
)

var _ job.Memory = (*Device)(nil)

// jobRun is what is remembered of a task that runs by itself.
type jobRun struct {
	At      time.Time `json:"at"`
	Result  string    `json:"result,omitempty"`
	Failure string    `json:"failure,omitempty"`
}

// LastRun implements job.Memory: when a task last ran, the zero time when it
// never did.
func (d *Device) LastRun(ctx context.Context, name string) (time.Time, error) {
	var r jobRun
	_, err := d.SettingJSON(ctx, "job."+name, &r)
	return r.At, err
}

// Ran implements job.Memory.
func (d *Device) Ran(ctx context.Context, name string, at time.Time, result string, failure error) error {
	r := jobRun{At: at.UTC(), Result: result}
	if failure != nil {
		r.Failure = failure.Error()
	}
	return d.SetSettingJSON(ctx, "job."+name, r)
}
