// Package disk is the seam between the store and the machine's files: a small
// file system rooted at one directory, the real one (OS) and one in memory
// (Mem) that forgets what was not synced and fails on demand.
//
// It promises that the two behave alike for every operation the store uses,
// that an operation which returned nil had the effect its comment says, and
// that a failure can be turned into a sentence (Explain). It never hides an
// error and never retries by itself.
package disk

import (
	"errors"
	"io"
	"io/fs"
	"path"
	"strings"
)

// FS is a directory tree; names are slash-separated and relative to its root.
type FS interface {
	// Create makes an empty file open for appending, replacing any of the name.
	Create(name string) (File, error)
	// Append opens an existing file for appending at its end.
	Append(name string) (File, error)
	// Open opens an existing file for reading; a read may give fewer bytes than
	// asked.
	Open(name string) (io.ReadCloser, error)
	// Rename gives a file another name at once, replacing any of that name.
	Rename(from, to string) error
	Remove(name string) error
	// Wipe overwrites a file in place before removing it.
	Wipe(name string) error
	// MkdirAll makes a directory and its parents, readable by the owner only.
	MkdirAll(dir string) error
	// SyncDir makes the names of a directory durable.
	SyncDir(dir string) error
	// List gives the files and folders of a directory, by name.
	List(dir string) ([]Info, error)
	// Lock takes the exclusive lock of a file and writes who holds it in it;
	// when another process has it, the error is a *HeldError. The lock ends
	// with the process, however it ends.
	Lock(name string, holder []byte) (io.Closer, error)
}

// File is open for appending.
type File interface {
	io.Writer
	// Sync makes everything written durable; after a failure nothing written
	// since the last success can be trusted.
	Sync() error
	// Truncate cuts the file; later writes go on from there.
	Truncate(size int64) error
	// Reachable fails when the name no longer leads to this very file: the
	// directory was deleted, moved or unplugged.
	Reachable() error
	Close() error
}

// Info is one entry of a directory.
type Info struct {
	Name string
	Size int64
	Dir  bool
}

// HeldError says that another process holds a lock, with what it wrote there.
type HeldError struct{ Holder []byte }

func (e *HeldError) Error() string { return "held by " + strings.TrimSpace(string(e.Holder)) }

// ReadFile reads a whole file.
func ReadFile(fsys FS, name string) ([]byte, error) {
	r, err := fsys.Open(name)
	if err != nil {
		return nil, err
	}
	raw, err := io.ReadAll(r)
	if closing := r.Close(); err == nil {
		err = closing
	}
	return raw, err
}

// Unnamed ends the name of a file Replace has not finished.
const Unnamed = ".tmp"

// Replace writes a whole file so that, whatever happens, the name leads either
// to the old content or to the new one: temporary file, sync, rename, sync of
// the directory.
func Replace(fsys FS, name string, content []byte) error {
	tmp := name + Unnamed
	f, err := fsys.Create(tmp)
	if err != nil {
		return err
	}
	_, err = f.Write(content)
	if err == nil {
		err = f.Sync()
	}
	if closing := f.Close(); err == nil {
		err = closing
	}
	if err != nil {
		_ = fsys.Remove(tmp) // what failed matters more than the leftover
		return err
	}
	if err := fsys.Rename(tmp, name); err != nil {
		return err
	}
	return fsys.SyncDir(path.Dir(name))
}

// Exists says whether a file is there; an error other than absence is given.
func Exists(fsys FS, name string) (bool, error) {
	entries, err := fsys.List(path.Dir(name))
	if err != nil {
		if isAbsent(err) {
			return false, nil
		}
		return false, err
	}
	for _, e := range entries {
		if e.Name == path.Base(name) {
			return true, nil
		}
	}
	return false, nil
}

func isAbsent(err error) bool { return errors.Is(err, fs.ErrNotExist) }
