package disk

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// OS is the real file system below a directory.
type OS string

func (d OS) at(name string) string { return filepath.Join(string(d), filepath.FromSlash(name)) }

// Create implements FS; the file is readable by the owner only.
func (d OS) Create(name string) (File, error) {
	f, err := os.OpenFile(d.at(name), os.O_CREATE|os.O_TRUNC|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		return nil, err
	}
	return osFile{f}, nil
}

// Append implements FS.
func (d OS) Append(name string) (File, error) {
	f, err := os.OpenFile(d.at(name), os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		return nil, err
	}
	return osFile{f}, nil
}

// Open implements FS.
func (d OS) Open(name string) (io.ReadCloser, error) { return os.Open(d.at(name)) }

// Rename implements FS.
func (d OS) Rename(from, to string) error { return os.Rename(d.at(from), d.at(to)) }

// Remove implements FS.
func (d OS) Remove(name string) error { return os.Remove(d.at(name)) }

// Wipe implements FS. Media that remap what is overwritten keep the old blocks
// out of reach of this call.
func (d OS) Wipe(name string) error {
	f, err := os.OpenFile(d.at(name), os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	info, err := f.Stat()
	zeros := make([]byte, 64<<10)
	for at := int64(0); err == nil && at < info.Size(); at += int64(len(zeros)) {
		_, err = f.WriteAt(zeros[:min(int64(len(zeros)), info.Size()-at)], at)
	}
	if err == nil {
		err = f.Sync()
	}
	if closing := f.Close(); err == nil {
		err = closing
	}
	if err != nil {
		return err
	}
	return os.Remove(d.at(name))
}

// MkdirAll implements FS.
func (d OS) MkdirAll(dir string) error { return os.MkdirAll(d.at(dir), 0o700) }

// List implements FS.
func (d OS) List(dir string) ([]Info, error) {
	entries, err := os.ReadDir(d.at(dir))
	if err != nil {
		return nil, err
	}
	out := make([]Info, 0, len(entries))
	for _, e := range entries {
		info, err := e.Info()
		if errors.Is(err, fs.ErrNotExist) {
			continue // deleted meanwhile
		}
		if err != nil {
			return nil, err
		}
		out = append(out, Info{Name: e.Name(), Size: info.Size(), Dir: e.IsDir()})
	}
	return out, nil
}

// Lock implements FS.
func (d OS) Lock(name string, holder []byte) (io.Closer, error) {
	f, err := os.OpenFile(d.at(name), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	if err := lockFile(f); err != nil {
		who, _ := os.ReadFile(d.at(name)) // best effort: the refusal stands without a name
		_ = f.Close()
		if errors.Is(err, errHeld) {
			return nil, &HeldError{Holder: who}
		}
		return nil, err
	}
	err = f.Truncate(0)
	if err == nil {
		_, err = f.WriteAt(holder, 0)
	}
	if err != nil {
		_ = f.Close()
		return nil, err
	}
	return f, nil // closing the file releases the lock
}

type osFile struct{ *os.File }

// Reachable implements File: a file deleted under us still takes writes and
// syncs without complaint, so the name is followed again.
func (f osFile) Reachable() error {
	here, err := f.Stat()
	if err != nil {
		return err
	}
	there, err := os.Stat(f.Name())
	if err != nil {
		return err
	}
	if !os.SameFile(here, there) {
		return &fs.PathError{Op: "reach", Path: f.Name(), Err: fs.ErrNotExist}
	}
	return nil
}
