//go:build unix

package device

import (
	"syscall"
	"time"
)

// cpuTime is the processor time this process has taken: what a figure would be
// on a machine that does nothing else.
func cpuTime() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
