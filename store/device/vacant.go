package device

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"parvis/app"
	"parvis/store/disk"
)

// Traces says whether a directory holds a station's data, whatever became of
// its header: a key, a journal, an index or drafts. Such a directory is never
// taken for an empty one.
func Traces(dir string) bool {
	there, err := traces(disk.OS(dir))
	return err == nil && there
}

func traces(fsys disk.FS) (bool, error) {
	entries, err := fsys.List(".")
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	return slices.ContainsFunc(entries, func(e disk.Info) bool {
		if e.Dir {
			return e.Name == draftsDir || strings.HasPrefix(e.Name, "journal")
		}
		return e.Name == keyName || e.Name == projectionName
	}), nil
}

// vacant refuses a directory that holds data, or what remains of some.
func vacant(fsys disk.FS) error {
	named, err := disk.Exists(fsys, headerName)
	if err != nil {
		return disk.Explain(err)
	}
	if named {
		return app.E(app.Failed, "store_exists")
	}
	there, err := traces(fsys)
	if err != nil {
		return disk.Explain(err)
	}
	if there {
		return app.E(app.Failed, "store_nameless")
	}
	return nil
}

// leftovers says what a failed Init may take away: only what it made.
type leftovers struct{ dir, lock bool }

func beforeInit(fsys disk.FS) (leftovers, error) {
	if _, err := fsys.List("."); errors.Is(err, fs.ErrNotExist) {
		return leftovers{dir: true, lock: true}, nil
	}
	there, err := disk.Exists(fsys, lockName)
	return leftovers{lock: !there}, err
}

// undo removes the parts of a directory that was vacant; failures are those of
// the disk Init already reports. The header goes first: whatever else stays,
// nothing then passes for whole data.
func (l leftovers) undo(fsys disk.FS, dir string) {
	for _, name := range []string{headerName, headerName + disk.Unnamed, keyName, keyName + disk.Unnamed} {
		_ = fsys.Remove(name)
	}
	for _, name := range []string{cleanName, projectionName, projectionName + newSuffix} {
		_ = os.Remove(filepath.Join(dir, name))
	}
	_ = removeTree(fsys, "journal")
}

// undoLock removes the lock file, once released, and the directory if empty.
func (l leftovers) undoLock(fsys disk.FS) {
	if l.lock {
		_ = fsys.Remove(lockName)
	}
	if l.dir {
		_ = fsys.Remove(".")
	}
}
