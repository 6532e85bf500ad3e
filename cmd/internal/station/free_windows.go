package station

import "golang.org/x/sys/windows"

// freeMiB is the room left on the disk of a directory; 0 when unknown.
func freeMiB(dir string) int64 {
	path, err := windows.UTF16PtrFromString(dir)
	if err != nil {
		return 0
	}
	var free uint64
	if err := windows.GetDiskFreeSpaceEx(path, &free, nil, nil); err != nil {
		return 0
	}
	return int64(free >> 20)
}
