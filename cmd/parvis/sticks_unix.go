//go:build unix

package main

import (
	"os"
	"path/filepath"
)

// stickFolders are the sticks plugged in, where the system shows them.
func stickFolders() (dirs []string) {
	user := os.Getenv("USER")
	for _, pattern := range []string{"/media/" + user + "/*", "/run/media/" + user + "/*", "/Volumes/*"} {
		all, err := filepath.Glob(pattern)
		if err != nil {
			continue
		}
		for _, dir := range all {
			if info, err := os.Lstat(dir); err == nil && info.IsDir() { // not the link to the system's own disk
				dirs = append(dirs, dir)
			}
		}
	}
	return dirs
}
