package cli

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"syscall"

	"parvis/app"
)

// WriteWhole writes a file beside its name, then gives it its name: a failure
// leaves what was there before. A link is followed, and what is no file (a
// pipe, a device) is written to, never replaced. Errors: "file_unwritable",
// "disk_full_file", and those of write that are the product's own.
func WriteWhole(name string, write func(io.Writer) error) error {
	if real, err := filepath.EvalSymlinks(name); err == nil {
		name = real
	}
	if info, err := os.Stat(name); err == nil && !info.Mode().IsRegular() && !info.IsDir() {
		return writeInto(name, write)
	}
	tmp, err := os.CreateTemp(filepath.Dir(name), ".parvis-*")
	if err != nil {
		return app.E(app.Failed, "file_unwritable", "file", name).Because(err)
	}
	defer func() { _ = os.Remove(tmp.Name()) }() // gone already when it got its name
	err = write(tmp)
	if err == nil {
		err = tmp.Sync()
	}
	if cerr := tmp.Close(); err == nil {
		err = cerr
	}
	if err == nil {
		err = os.Rename(tmp.Name(), name)
	}
	return writing(name, err)
}

func writeInto(name string, write func(io.Writer) error) error {
	f, err := os.OpenFile(name, os.O_WRONLY, 0)
	if err == nil {
		err = write(f)
		if cerr := f.Close(); err == nil {
			err = cerr
		}
	}
	return writing(name, err)
}

// writing is why a file was not written.
func writing(name string, err error) error {
	var known *app.Error
	switch {
	case err == nil, errors.As(err, &known):
		return err
	case errors.Is(err, syscall.ENOSPC):
		return app.E(app.Failed, "disk_full_file", "file", name).Because(err)
	}
	return app.E(app.Failed, "file_unwritable", "file", name).Because(err)
}
