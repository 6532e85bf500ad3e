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
// leaves what was there before. Errors: "file_unwritable", "disk_full_file",
// and those of write that are the product's own.
func WriteWhole(name string, write func(io.Writer) error) error {
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
	var known *app.Error
	switch {
	case err == nil, errors.As(err, &known):
		return err
	case errors.Is(err, syscall.ENOSPC):
		return app.E(app.Failed, "disk_full_file", "file", name).Because(err)
	}
	return app.E(app.Failed, "file_unwritable", "file", name).Because(err)
}
