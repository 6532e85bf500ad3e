package main

import "golang.org/x/sys/windows"

// stickFolders are the sticks plugged in, by their drive letter.
func stickFolders() (dirs []string) {
	for letter := 'D'; letter <= 'Z'; letter++ {
		root := string(letter) + `:\`
		name, err := windows.UTF16PtrFromString(root)
		if err == nil && windows.GetDriveType(name) == windows.DRIVE_REMOVABLE {
			dirs = append(dirs, root)
		}
	}
	return dirs
}
