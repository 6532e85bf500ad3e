package disk

import (
	"errors"
	"io/fs"

	"parvis/app"
)

// Explain turns a failure of the machine into one a person can act on: full
// disk, read-only directory, directory that vanished, disk that answers badly.
// An app.Error and nil pass unchanged. Every sentence says that what was
// acknowledged is still there.
func Explain(err error) error {
	var known *app.Error
	switch {
	case err == nil || errors.As(err, &known):
		return err
	case isFull(err) || errors.Is(err, ErrFull):
		return app.E(app.Failed, "store_full").Because(err)
	case isReadOnly(err) || errors.Is(err, fs.ErrPermission) || errors.Is(err, ErrReadOnly):
		return app.E(app.Failed, "store_read_only").Because(err)
	case errors.Is(err, fs.ErrNotExist):
		return app.E(app.Failed, "store_gone").Because(err)
	}
	return app.E(app.Failed, "store_disk").Because(err)
}
