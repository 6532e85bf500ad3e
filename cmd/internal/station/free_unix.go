//go:build unix

package station

import "golang.org/x/sys/unix"

// freeMiB is the room left on the disk of a directory; 0 when unknown.
func freeMiB(dir string) int64 {
	var st unix.Statfs_t
	if err := unix.Statfs(dir, &st); err != nil {
		return 0
	}
	return int64(st.Bavail) * int64(st.Bsize) >> 20
}
