package device

import (
	"context"
	"crypto/rand"
	"io"
	"log/slog"
	"time"

	bolt "go.etcd.io/bbolt"

	"parvis/app"
	"parvis/store/disk"
)

// Options are what a device is given by the program; the zero value of a field
// takes the default said beside it.
type Options struct {
	Now     app.Clock    // time.Now
	Rand    io.Reader    // crypto/rand
	Log     *slog.Logger // nothing is logged
	Program string       // "parvis": named to whoever finds the directory held
	Keyring Keyring      // the machine's own
	FS      disk.FS      // the real one below the directory

	// Check verifies a projection that was not closed properly, given the key
	// of its values; CheckInChild.
	Check func(ctx context.Context, path string, key []byte) error
	// Progress is told how a rebuild goes, in records.
	Progress func(done, total int)
	// CommuneOf gives the INSEE code of a place of the directory, for filters.
	CommuneOf func(placeID string) string

	SegmentBytes int64 // of the journal, 4 MiB
	Argon        Argon // cost of a PIN, DefaultArgon

	hook func(*bolt.DB) error // is given each projection as it opens; for faults
}

func (o Options) withDefaults(dir string) Options {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Rand == nil {
		o.Rand = rand.Reader
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Program == "" {
		o.Program = "parvis"
	}
	if o.Keyring == nil {
		o.Keyring = MachineKeyring{}
	}
	if o.FS == nil {
		o.FS = disk.OS(dir)
	}
	if o.Check == nil {
		o.Check = CheckInChild
	}
	if o.Progress == nil {
		o.Progress = func(int, int) {}
	}
	if o.Argon == (Argon{}) {
		o.Argon = DefaultArgon
	}
	return o
}
