package device

import (
	"context"
	"encoding/json"
	"strings"

	"parvis/app/job"
)

var _ job.Memory = (*Device)(nil)

// jobPrefix starts the settings that remember what runs by itself: they are
// not worth a backup.
const jobPrefix = "job."

// LastRun implements job.Memory: how a task last went, the zero Run when it
// never did, or when what is remembered cannot be read: it then runs again.
func (d *Device) LastRun(ctx context.Context, name string) (job.Run, error) {
	raw, ok, err := d.Setting(ctx, jobPrefix+name)
	var r job.Run
	if err != nil || !ok || json.Unmarshal(raw, &r) != nil {
		return job.Run{}, err
	}
	return r, nil
}

// Ran implements job.Memory.
func (d *Device) Ran(ctx context.Context, name string, run job.Run) error {
	run.At = run.At.UTC()
	return d.SetSettingJSON(ctx, jobPrefix+name, run)
}

// routine says that a setting only remembers what ran by itself.
func routine(key string) bool { return strings.HasPrefix(key, jobPrefix) }
