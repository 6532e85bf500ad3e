package device

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"time"

	"filippo.io/age"

	"parvis/app"
	"parvis/store/disk"
	"parvis/store/journal"
)

// RestoreOptions say how a backup is opened and what it may replace.
type RestoreOptions struct {
	Force      bool   // replace data newer than the backup
	Passphrase string // of a backup made with one
	Recovery   string // code of the recovery sheet
}

// RestoreResult is what `store restore` prints.
type RestoreResult struct {
	Records  int    `json:"records"`
	Replaced int    `json:"replaced"` // records the directory held before
	Epoch    uint32 `json:"epoch"`    // the device's new one
}

// Restore puts a backup in a directory that no process holds. Data newer than
// the backup is replaced only with Force, and a copy of it is kept among the
// rotated ones. The switch is one atomic step; the device starts a new epoch,
// so that the hub counts nothing twice.
func Restore(ctx context.Context, dir, file string, r RestoreOptions, o Options) (res RestoreResult, err error) {
	o = o.withDefaults(dir)
	raw, err := readBackup(file)
	if err != nil {
		return res, err
	}
	if err := o.FS.MkdirAll("."); err != nil {
		return res, disk.Explain(err)
	}
	lock, err := takeLock(o)
	if err != nil {
		return res, err
	}
	res, err = restoreLocked(ctx, dir, raw, r, o)
	if closing := lock.Close(); err == nil {
		err = closing
	}
	if err != nil {
		return res, err
	}
	d, err := Open(ctx, dir, o)
	if err != nil {
		return res, err
	}
	id, err := d.Identity(ctx)
	res.Epoch = id.Epoch
	return res, errors.Join(err, d.Close())
}

// present is what the directory holds before the restore.
type present struct {
	head    header
	keys    secrets
	exists  bool
	opened  bool // its journal could be read
	records uint64
	epoch   uint32
}

func restoreLocked(ctx context.Context, dir string, raw []byte, r RestoreOptions, o Options) (res RestoreResult, err error) {
	here, err := look(ctx, dir, o)
	if err != nil {
		return res, err
	}
	a, err := openArchive(raw, r, here)
	if err != nil {
		return res, err
	}
	if res.Records, err = a.verify(); err != nil {
		return res, err
	}
	last, err := a.last()
	if err != nil {
		return res, err
	}
	newer := here.records > last || here.records > 0 && here.head.ID != a.head.ID
	if here.opened && newer && !r.Force {
		return res, app.E(app.Failed, "restore_newer", "here", here.records, "there", last)
	}
	if err := ctx.Err(); err != nil {
		return res, err // the last moment at which nothing has changed
	}
	res.Replaced = int(here.records)
	return res, replaceWith(a, here, dir, o)
}

// look reads what is there without changing it. A directory that cannot be
// read counts as one there is no reason to protect; a foreign lock or a newer
// format still stop the restore.
func look(ctx context.Context, dir string, o Options) (p present, err error) {
	p.head, err = readHeader(o.FS)
	if errors.Is(err, app.E(app.Failed, "store_newer")) {
		return p, err
	}
	if err != nil {
		p.keys, _ = fileSecrets(o.FS) // a copy of this directory still opens
		return p, nil
	}
	p.exists = true
	if p.keys, err = loadSecrets(o, p.head); err != nil {
		return p, nil
	}
	d, err := openLocked(ctx, dir, o, p.head)
	if err != nil {
		return p, nil
	}
	p.opened, p.records = true, d.journal.Last()
	id, err := d.Identity(ctx)
	if err == nil {
		p.epoch = id.Epoch
		d.lastBackup = ""
		_, err = d.BackupDue(ctx)
	}
	return p, errors.Join(err, d.Close())
}

func openArchive(raw []byte, r RestoreOptions, here present) (archive, error) {
	var identities []age.Identity
	if r.Passphrase != "" {
		i, err := age.NewScryptIdentity(r.Passphrase)
		if err != nil {
			return archive{}, err
		}
		identities = append(identities, i)
	}
	if r.Recovery != "" {
		secret, ok := parseCode(r.Recovery)
		if !ok {
			return archive{}, app.E(app.Failed, "recovery_wrong")
		}
		identities = append(identities, recoveryIdentity{secret: secret})
	}
	if here.keys.device != nil {
		identities = append(identities, deviceIdentity{here.keys})
	}
	if len(identities) == 0 {
		return archive{}, app.E(app.Failed, "backup_key")
	}
	return unpack(raw, identities...)
}

// last is the highest number of the archive's journal.
func (a archive) last() (uint64, error) {
	m, err := journal.Peek(a.files["journal/"+journal.ManifestName])
	if err != nil {
		return 0, app.E(app.Failed, "backup_bad").Because(err)
	}
	return m, nil
}

// replaceWith writes the archive beside what is there, then switches.
func replaceWith(a archive, here present, dir string, o Options) error {
	h := a.head
	h.Journal = freshName(o.FS, "journal")
	h.Renew, h.Epoch, h.Made = true, here.epoch, time.Time{}
	if !here.exists || here.head.ID != a.head.ID {
		h.Key = KeyFile
	} else {
		h.Key = here.head.Key
	}
	if err := writeFiles(o.FS, a, h.Journal); err != nil {
		return disk.Explain(err)
	}
	if !here.opened {
		if err := setAside(o.FS, h.Journal); err != nil {
			return disk.Explain(err)
		}
	}
	// A projection of the replaced state must not be taken for ours.
	for _, name := range []string{cleanName, projectionName} {
		if err := os.Remove(filepath.Join(dir, name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return disk.Explain(err)
		}
	}
	if err := saveSecrets(o, h, a.keys); err != nil {
		return err
	}
	if err := writeHeader(o.FS, h); err != nil {
		return err
	}
	if here.opened && here.head.Journal != h.Journal {
		return disk.Explain(removeTree(o.FS, here.head.Journal))
	}
	return nil
}

func freshName(fsys disk.FS, base string) string {
	for n := 1; ; n++ {
		name := base
		if n > 1 {
			name = fmt.Sprintf("%s-%d", base, n)
		}
		if there, err := disk.Exists(fsys, name); err != nil || !there {
			return name
		}
	}
}

func writeFiles(fsys disk.FS, a archive, journalDir string) error {
	for _, dir := range []string{journalDir, draftsDir} {
		if err := fsys.MkdirAll(dir); err != nil {
			return err
		}
	}
	for name, content := range a.files {
		to := name
		if rest, ok := strings.CutPrefix(name, "journal/"); ok {
			to = path.Join(journalDir, rest)
		}
		if err := disk.Replace(fsys, to, content); err != nil {
			return err
		}
	}
	return fsys.SyncDir(".")
}

// replacedDir starts the names of the folders that keep what a restore took
// the place of and could not read: a key found later may open it.
const replacedDir = "replaced"

// setAside moves every journal but the new one, and a copy of the key, where
// nothing touches them before the next erasure.
func setAside(fsys disk.FS, fresh string) error {
	entries, err := fsys.List(".")
	if err != nil {
		return err
	}
	var old []string
	for _, e := range entries {
		if e.Dir && strings.HasPrefix(e.Name, "journal") && e.Name != fresh {
			old = append(old, e.Name)
		}
	}
	if len(old) == 0 {
		return nil
	}
	to := freshName(fsys, replacedDir)
	for _, name := range old {
		if err := moveTree(fsys, name, path.Join(to, name)); err != nil {
			return err
		}
	}
	for _, name := range []string{keyName, headerName} {
		raw, err := disk.ReadFile(fsys, name)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err == nil {
			err = disk.Replace(fsys, path.Join(to, name), raw)
		}
		if err != nil {
			return err
		}
	}
	return fsys.SyncDir(".")
}

// moveTree gives the files of a directory and of its folders another place.
func moveTree(fsys disk.FS, from, to string) error {
	entries, err := fsys.List(from)
	if err != nil {
		return err
	}
	if err := fsys.MkdirAll(to); err != nil {
		return err
	}
	for _, e := range entries {
		move := fsys.Rename
		if e.Dir {
			move = func(from, to string) error { return moveTree(fsys, from, to) }
		}
		if err := move(path.Join(from, e.Name), path.Join(to, e.Name)); err != nil {
			return err
		}
	}
	if err := fsys.SyncDir(to); err != nil {
		return err
	}
	return fsys.Remove(from)
}

// removeTree wipes a directory of files and its one level of folders.
func removeTree(fsys disk.FS, dir string) error {
	entries, err := fsys.List(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	for _, e := range entries {
		name := path.Join(dir, e.Name)
		if e.Dir {
			err = removeTree(fsys, name)
		} else {
			err = fsys.Wipe(name)
		}
		if err != nil {
			return err
		}
	}
	return fsys.Remove(dir)
}
