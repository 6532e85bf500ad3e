package desk

import (
	"context"
	"time"

	"parvis/app/job"
	"parvis/ui/shell"
)

// Care is how the desk looks after its own data: copies, going back to one,
// what runs by itself.
type Care interface {
	// Copies lists the copies kept on this computer, newest first.
	Copies(ctx context.Context) ([]SafeCopy, error)
	BackUp(ctx context.Context) error
	// ExportCopy writes a copy closed by a passphrase and reads it back; it gives
	// the path really written.
	ExportCopy(ctx context.Context, file, passphrase string) (CopyContent, string, error)
	// Inspect reads a copy back, every record of it; nothing changes.
	Inspect(ctx context.Context, file string, key CopyKey) (CopyContent, error)
	// Restore replaces the data by a copy and opens the window anew, with its
	// outcome said there; it returns at once. progress is told of on the
	// interface's thread.
	Restore(file string, key CopyKey, progress func(done, total int))
	// ExportName proposes where to write a copy.
	ExportName() string

	Tasks(ctx context.Context) ([]job.Status, error)
	RunTask(ctx context.Context, name string) error
}

// SafeCopy is a copy kept on this computer.
type SafeCopy struct {
	File string
	At   time.Time
}

// CopyKey opens a copy made elsewhere: its passphrase, or the code of the
// recovery sheet. Copies of this computer need neither.
type CopyKey struct{ Passphrase, Recovery string }

// CopyContent is what a copy was found to hold.
type CopyContent struct {
	Made     time.Time // zero: not known
	Records  int
	Sessions int
	Newer    int  // changes here that going back to it takes away
	Foreign  bool // from another computer: everything here would go
}

// moment is a day and an hour, as one says them.
func moment(env *shell.Env, t time.Time) string {
	t, now := t.In(env.Zone), env.Now()
	key := "care.at.day"
	switch day := t.Format(time.DateOnly); day {
	case now.Format(time.DateOnly):
		key = "care.at.today"
	case now.AddDate(0, 0, -1).Format(time.DateOnly):
		key = "care.at.yesterday"
	case now.AddDate(0, 0, 1).Format(time.DateOnly):
		key = "care.at.tomorrow"
	}
	return env.T(key, "day", env.Words.ShortDay(t), "time", env.Words.Clock(t))
}
