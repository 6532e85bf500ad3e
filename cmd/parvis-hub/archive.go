package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"parvis/app"
	"parvis/app/hub"
)

type backupCmd struct {
	File string `arg:"" name:"fichier" help:"Fichier à écrire ; il ne doit pas exister."`
}

// Run writes a backup beside its final name, reads it back, then names it.
func (c *backupCmd) Run(ctx context.Context, o *office) error {
	if _, err := os.Lstat(c.File); err == nil {
		return app.E(app.Failed, "hub_archive_exists", "file", c.File)
	}
	return o.with(ctx, func(at counter) error {
		if err := writeBackup(ctx, at, c.File); err != nil {
			return err
		}
		return o.Print(map[string]any{"file": c.File}, func(w io.Writer) {
			fmt.Fprintln(w, o.L.T("hub.backed_up", "file", c.File))
		})
	})
}

func writeBackup(ctx context.Context, at counter, file string) error {
	part := file + ".part"
	f, err := os.OpenFile(part, os.O_RDWR|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return app.E(app.Failed, "hub_archive_file", "file", file).Because(err)
	}
	err = at.Backup(ctx, f)
	if err == nil {
		err = f.Sync()
	}
	if err == nil {
		_, err = f.Seek(0, io.SeekStart)
	}
	if err == nil {
		err = readThrough(f)
	}
	err = errors.Join(err, f.Close())
	if err == nil {
		err = os.Rename(part, file)
	}
	if err == nil {
		err = syncDir(filepath.Dir(file))
	}
	if err != nil {
		return app.E(app.Failed, "hub_backup_cut", "file", file).Because(errors.Join(err, os.Remove(part)))
	}
	return nil
}

func readThrough(r io.Reader) error {
	for _, err := range hub.ReadArchive(bufio.NewReader(r)) {
		if err != nil {
			return err
		}
	}
	return nil
}

func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

type moveCmd struct {
	To string `required:"" placeholder:"postgres://…" help:"Base d’arrivée, vide."`
}

// Run copies the directory's ledger into an empty database: same key, same
// epoch, so that devices notice nothing.
func (c *moveCmd) Run(ctx context.Context, o *office) error {
	if o.store != "" {
		return app.E(app.Usage, "hub_move_from")
	}
	from, err := o.openExisting(ctx)
	if err != nil {
		return err
	}
	to, err := openPostgres(ctx, c.To)
	if err != nil {
		return errors.Join(err, from.Close())
	}
	return errors.Join(o.move(ctx, from, to, c.To), from.Close(), to.Close())
}

func (o *office) move(ctx context.Context, from, to hub.Ledger, store string) error {
	devices, err := to.Devices(ctx)
	if err != nil {
		return err
	}
	if len(devices) > 0 {
		return app.E(app.Failed, "hub_move_full")
	}
	if err := to.Import(ctx, from.Export(ctx)); err != nil {
		return err
	}
	return o.Print(map[string]any{"moved": true, "store": bare(store)}, func(w io.Writer) {
		fmt.Fprintln(w, o.L.T("hub.moved"))
	})
}
