package device

import (
	"archive/tar"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"filippo.io/age"

	"parvis/app"
	"parvis/store/disk"
	"parvis/store/journal"
)

// BackupOptions say how a backup is sealed. With a passphrase it opens with
// that alone, anywhere. Without, it opens on this device by itself and on
// another one with the recovery code.
type BackupOptions struct {
	Passphrase string
}

// BackupResult is what `store backup` prints.
type BackupResult struct {
	File    string `json:"file"`
	Records int    `json:"records"`
	Bytes   int64  `json:"bytes"`
}

// Backup writes an encrypted copy of everything (journal, key, drafts) and
// reads it back before it says so. The file appears whole or not at all.
func (d *Device) Backup(ctx context.Context, file string, o BackupOptions) (res BackupResult, err error) {
	recipients, identities, err := d.backupKeys(ctx, o)
	if err != nil {
		return res, err
	}
	raw, err := d.pack(recipients)
	if err != nil {
		return res, disk.Explain(err)
	}
	content, err := unpack(raw, identities...)
	if err != nil {
		return res, err
	}
	if res.Records, err = content.verify(); err != nil {
		return res, err
	}
	to := disk.OS(filepath.Dir(file))
	if err := disk.Replace(to, filepath.Base(file), raw); err != nil {
		return res, d.unwritable(file, err)
	}
	back, err := disk.ReadFile(to, filepath.Base(file))
	if err != nil || !bytes.Equal(back, raw) {
		return res, app.E(app.Failed, "backup_bad").Because(err)
	}
	res.File, res.Bytes = file, int64(len(raw))
	return res, nil
}

// unwritable tells a place outside the directory from the directory itself.
func (d *Device) unwritable(file string, err error) error {
	if in, far := filepath.Rel(d.dir, file); far == nil && filepath.IsLocal(in) {
		return disk.Explain(err)
	}
	return app.E(app.Failed, "backup_unwritable", "file", file).Because(err)
}

func (d *Device) backupKeys(ctx context.Context, o BackupOptions) ([]age.Recipient, []age.Identity, error) {
	if o.Passphrase != "" {
		r, err := age.NewScryptRecipient(o.Passphrase)
		if err != nil {
			return nil, nil, err
		}
		i, err := age.NewScryptIdentity(o.Passphrase)
		return []age.Recipient{r}, []age.Identity{i}, err
	}
	own, err := ownStanza(d.o, d.head, d.secrets)
	if err != nil {
		return nil, nil, err
	}
	recipients := []age.Recipient{own}
	if !d.head.Kiosk {
		keys, err := d.vaultKeys(ctx)
		if err != nil {
			return nil, nil, err
		}
		if keys.Recovery != nil {
			recipients = append(recipients, recoveryRecipient{id: d.head.ID, public: keys.Recovery.Public, random: d.o.Rand})
		}
	}
	return recipients, []age.Identity{deviceIdentity{d.secrets}}, nil
}

func ownStanza(o Options, h header, s secrets) (deviceStanza, error) {
	b, err := newSealer(s.subkey(h.ID, "backup"), o.Rand)
	return deviceStanza{id: h.ID, box: b}, err
}

// pack writes the encrypted archive.
func (d *Device) pack(recipients []age.Recipient) ([]byte, error) {
	var out bytes.Buffer
	sealed, err := age.Encrypt(&out, recipients...)
	if err != nil {
		return nil, err
	}
	w := tar.NewWriter(sealed)
	add := func(name string, content []byte) error {
		if err := w.WriteHeader(&tar.Header{Name: name, Mode: 0o600, Size: int64(len(content))}); err != nil {
			return err
		}
		_, err := w.Write(content)
		return err
	}
	d.mu.Lock()
	h, keys := d.head, d.secrets
	d.mu.Unlock()
	h.Journal, h.Made = "journal", d.o.Now().UTC().Truncate(time.Second)
	head, err := json.Marshal(h)
	if err != nil {
		return nil, err
	}
	if err := errors.Join(add(headerName, head), add(keyName, []byte(keys.encode()))); err != nil {
		return nil, err
	}
	if err := d.journal.Files(func(name string, content []byte) error { return add("journal/"+name, content) }); err != nil {
		return nil, err
	}
	if err := d.packDrafts(add); err != nil {
		return nil, err
	}
	err = errors.Join(w.Close(), sealed.Close())
	return out.Bytes(), err
}

func (d *Device) packDrafts(add func(string, []byte) error) error {
	entries, err := d.o.FS.List(draftsDir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	for _, e := range entries {
		if !strings.HasSuffix(e.Name, draftSuffix) {
			continue
		}
		raw, err := disk.ReadFile(d.o.FS, draftsDir+"/"+e.Name)
		if errors.Is(err, fs.ErrNotExist) {
			continue // dropped meanwhile
		}
		if err != nil {
			return err
		}
		if err := add(draftsDir+"/"+e.Name, raw); err != nil {
			return err
		}
	}
	return err
}

// archive is a backup once decrypted.
type archive struct {
	head  header
	keys  secrets
	files map[string][]byte // journal/… and drafts/…
}

// maxArchive bounds what a backup may unpack to.
const maxArchive = 4 << 30

func unpack(raw []byte, identities ...age.Identity) (a archive, err error) {
	plain, err := age.Decrypt(bytes.NewReader(raw), identities...)
	var wrong *age.NoIdentityMatchError
	if errors.As(err, &wrong) {
		return a, app.E(app.Failed, "backup_key").Because(err)
	}
	if err != nil {
		return a, app.E(app.Failed, "backup_bad").Because(err)
	}
	if a, err = readArchive(plain); err != nil {
		return a, app.E(app.Failed, "backup_bad").Because(err)
	}
	if a.head.Format > Format {
		return a, app.E(app.Failed, "store_newer", "format", a.head.Format, "known", Format)
	}
	return a, nil
}

func readArchive(plain io.Reader) (a archive, err error) {
	a.files = map[string][]byte{}
	r := tar.NewReader(io.LimitReader(plain, maxArchive))
	for {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return a, err
		}
		content, err := io.ReadAll(r)
		if err != nil {
			return a, err
		}
		switch name := path.Clean(h.Name); {
		case name == headerName:
			err = json.Unmarshal(content, &a.head)
		case name == keyName:
			a.keys, err = parseSecrets(string(content))
		case path.Dir(name) == "journal" || path.Dir(name) == draftsDir:
			a.files[name] = content
		default:
			err = fmt.Errorf("unexpected file %q", name)
		}
		if err != nil {
			return a, err
		}
	}
	// The end of the age stream is authenticated only once reached.
	if _, err := io.Copy(io.Discard, plain); err != nil {
		return a, err
	}
	if a.head.ID == "" || a.keys.device == nil || a.keys.check(a.head.ID) != a.head.KeyCheck {
		return a, errors.New("incomplete archive")
	}
	return a, nil
}

// verify opens the archive's journal in memory and reads every record.
func (a archive) verify() (records int, err error) {
	err = a.withJournal(func(j *journal.Journal) error {
		n, findings := j.Check()
		if records = n; len(findings) > 0 {
			return app.E(app.Failed, "backup_bad").Because(fmt.Errorf("%v", findings))
		}
		return nil
	})
	return records, err
}

// withJournal opens the archive's journal in memory for the time of a call; a
// journal that needs any repair is refused.
func (a archive) withJournal(use func(*journal.Journal) error) error {
	mem := disk.NewMem(0)
	if err := mem.MkdirAll("journal"); err != nil {
		return err
	}
	for name, content := range a.files {
		if path.Dir(name) != "journal" {
			continue
		}
		f, err := mem.Create(name)
		if err != nil {
			return err
		}
		if _, err := f.Write(content); err != nil {
			return err
		}
	}
	j, rec, err := journal.Open(journal.Options{FS: mem, Dir: "journal", Key: a.keys.subkey(a.head.ID, "journal")})
	if err != nil {
		return app.E(app.Failed, "backup_bad").Because(err)
	}
	if len(rec.Findings) > 0 {
		err = app.E(app.Failed, "backup_bad").Because(fmt.Errorf("%v", rec.Findings))
	} else {
		err = use(j)
	}
	return errors.Join(err, j.Close())
}

const (
	backupsDir   = "backups"
	backupSuffix = ".parvis-backup"
	backupStamp  = "20060102-150405"
)

// backupEvery is a little under the hour at which the copy is asked for.
const backupEvery = 55 * time.Minute

// BackupNow makes one of the rotated copies, whenever the last one was made.
func (d *Device) BackupNow(ctx context.Context) error {
	mark := d.mark()
	now := d.o.Now().UTC()
	if err := d.o.FS.MkdirAll(backupsDir); err != nil {
		return disk.Explain(err)
	}
	name := filepath.Join(d.dir, backupsDir, now.Format(backupStamp)+backupSuffix)
	if _, err := d.Backup(ctx, name, BackupOptions{}); err != nil {
		return err
	}
	d.lastBackup = mark
	return d.rotate(now)
}

// mark changes with what is worth a copy.
func (d *Device) mark() string {
	return fmt.Sprint(d.journal.ID(), d.journal.Last()-d.routine.Load(), d.journal.Rewrites())
}

// BackupDue makes one of the rotated copies when the last one is an hour old
// and something changed since; it says whether it did. Kept: the last six, one
// a day for a week, one a week for four weeks.
func (d *Device) BackupDue(ctx context.Context) (bool, error) {
	kept, err := d.backups()
	if err != nil {
		return false, err
	}
	now := d.o.Now().UTC()
	if n := len(kept); n > 0 {
		last := kept[n-1]
		if age := now.Sub(last.at); age >= 0 && age < backupEvery || d.lastBackup == d.mark() {
			return false, nil
		}
	}
	return true, d.BackupNow(ctx)
}

type copyKept struct {
	name string
	at   time.Time
}

// backups lists the rotated copies, oldest first.
func (d *Device) backups() ([]copyKept, error) { return copiesOf(d.o.FS) }

func copiesOf(fsys disk.FS) (out []copyKept, err error) {
	entries, err := fsys.List(backupsDir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, disk.Explain(err)
	}
	for _, e := range entries {
		stamp, ok := strings.CutSuffix(e.Name, backupSuffix)
		at, err := time.Parse(backupStamp, stamp)
		if ok && err == nil {
			out = append(out, copyKept{name: e.Name, at: at})
		}
	}
	slices.SortFunc(out, func(a, b copyKept) int { return a.at.Compare(b.at) })
	return out, nil
}

// rotate removes the copies no rule keeps.
func (d *Device) rotate(now time.Time) error {
	kept, err := d.backups()
	if err != nil {
		return err
	}
	keep := keepCopies(kept, now)
	for _, c := range kept {
		if !keep[c.name] {
			if err := d.o.FS.Remove(backupsDir + "/" + c.name); err != nil {
				return disk.Explain(err)
			}
		}
	}
	return nil
}

func keepCopies(all []copyKept, now time.Time) map[string]bool {
	keep := map[string]bool{}
	day, week := map[string]bool{}, map[string]bool{}
	for i, c := range slices.Backward(all) {
		age := now.Sub(c.at)
		d := c.at.Format(time.DateOnly)
		y, w := c.at.ISOWeek()
		wk := fmt.Sprint(y, w)
		if len(all)-i <= 6 || !day[d] && age < 7*24*time.Hour || !week[wk] && age < 28*24*time.Hour {
			keep[c.name] = true
		}
		day[d], week[wk] = true, true
	}
	return keep
}
