package main

import (
	"bufio"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"path/filepath"

	"parvis/app"
	"parvis/app/hub"
	"parvis/app/relay"
	"parvis/store/hubbolt"
)

type restoreCmd struct {
	File  string `arg:"" name:"fichier" help:"Sauvegarde à remettre en place."`
	Force bool   `help:"Remplace aussi un serveur qui sait plus que la sauvegarde ; une copie en est gardée."`
}

// Run replaces the ledger by a backup, under an epoch no device has seen. The
// backup is read whole before anything is opened: a file that is none leaves
// no trace.
func (c *restoreCmd) Run(ctx context.Context, o *office) error {
	f, err := os.Open(c.File)
	if err != nil {
		return app.E(app.Failed, "hub_archive_file", "file", c.File).Because(err)
	}
	defer f.Close()
	saved, err := contents(f)
	if err != nil {
		return app.E(app.Rejected, "hub_archive_damaged").Because(err)
	}
	l, err := o.openToReplace(ctx)
	if err != nil {
		return err
	}
	return errors.Join(c.replace(ctx, o, l, f, saved), l.Close())
}

func (c *restoreCmd) replace(ctx context.Context, o *office, l hub.Ledger, f io.ReadSeeker, saved digests) error {
	newer, err := saved.lack(l.Export(ctx))
	if err != nil {
		return err
	}
	kept := ""
	if newer {
		if !c.Force {
			return app.E(app.Failed, "hub_restore_newer", "at", o.where())
		}
		kept = o.keepAs(c.File)
		if err := writeBackup(ctx, local{Admin: hub.Admin{Ledger: l}}, kept); err != nil {
			return err
		}
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return err
	}
	current, err := l.Epoch(ctx)
	if err != nil {
		return err
	}
	acts, err := saved.missingActs(l.AuditLog(ctx))
	if err != nil {
		return err
	}
	if err := l.Import(ctx, above(current, hub.ReadArchive(bufio.NewReader(f)))); err != nil {
		return err
	}
	acts = append(acts, hub.AuditEntry{At: o.Now(), Actor: "admin", Act: "restored", Subject: filepath.Base(c.File)})
	for _, act := range acts { // what was done is not undone by a restore
		if err := l.Audit(ctx, act); err != nil {
			return err
		}
	}
	epoch, err := hub.Admin{Ledger: l}.NewEpoch(ctx, o.Now())
	if err != nil {
		return err
	}
	return o.Print(restored{epoch, kept}, func(w io.Writer) {
		fmt.Fprintln(w, o.L.T("hub.restored", "n", int(epoch)))
		if kept != "" {
			fmt.Fprintln(w, o.L.T("hub.restored.kept", "file", kept))
		}
	})
}

// restored is what a script reads.
type restored struct {
	Epoch uint32 `json:"epoch"`
	Kept  string `json:"kept,omitempty"` // the backup of what was replaced
}

// where names the ledger for people.
func (o *office) where() string {
	if o.store != "" {
		return bare(o.store)
	}
	return o.Data
}

// keepAs names the copy of what is replaced: in the hub's directory, or beside
// the backup when the ledger is a database.
func (o *office) keepAs(backup string) string {
	dir := o.Data
	if o.store != "" {
		dir = filepath.Dir(backup)
	}
	return filepath.Join(dir, "replaced-"+o.Now().UTC().Format("20060102T150405.000")+".backup")
}

// digests are the items of a backup.
type digests map[[sha256.Size]byte]bool

// contents reads a backup through.
func contents(f io.Reader) (digests, error) {
	out := digests{}
	for i, err := range hub.ReadArchive(bufio.NewReader(f)) {
		if err != nil {
			return nil, err
		}
		sum, err := digest(i)
		if err != nil {
			return nil, err
		}
		out[sum] = true
	}
	return out, nil
}

func digest(i hub.Item) (sum [sha256.Size]byte, err error) {
	raw, err := relay.Canonical(i)
	return sha256.Sum256(raw), err
}

// lack says whether a ledger holds something the backup does not. The epoch
// and the audit log do not count: restoring a backup writes there itself.
func (d digests) lack(ledger iter.Seq2[hub.Item, error]) (bool, error) {
	for i, err := range ledger {
		if err != nil {
			return false, err
		}
		if i.Meta != nil || i.Audit != nil {
			continue
		}
		sum, err := digest(i)
		if err != nil || !d[sum] {
			return err == nil, err
		}
	}
	return false, nil
}

// missingActs are the acts of a ledger that the backup does not have.
func (d digests) missingActs(log iter.Seq2[hub.AuditEntry, error]) (out []hub.AuditEntry, err error) {
	for e, err := range log {
		if err != nil {
			return nil, err
		}
		sum, err := digest(hub.Item{Audit: &e})
		if err != nil {
			return nil, err
		}
		if !d[sum] {
			out = append(out, e)
		}
	}
	return out, nil
}

// openToReplace opens the ledger; a damaged one is put aside, since a backup
// is about to take its place.
func (o *office) openToReplace(ctx context.Context) (hub.Ledger, error) {
	l, err := o.open(ctx)
	if o.store != "" || app.KindOf(err) != app.Damaged {
		return l, err
	}
	damaged := filepath.Join(o.Data, hubbolt.FileName)
	if rerr := os.Rename(damaged, damaged+".damaged-"+o.Now().UTC().Format("20060102T150405")); rerr != nil {
		return nil, errors.Join(err, rerr)
	}
	return o.open(ctx)
}

// above raises the epoch of what is imported to the one it replaces.
func above(current uint32, items iter.Seq2[hub.Item, error]) iter.Seq2[hub.Item, error] {
	return func(yield func(hub.Item, error) bool) {
		for i, err := range items {
			if i.Meta != nil {
				i.Meta.Epoch = max(i.Meta.Epoch, current)
			}
			if !yield(i, err) {
				return
			}
		}
	}
}
