package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"strings"

	"parvis/app"
	"parvis/cmd/internal/station"
	"parvis/store/device"
)

type storeCheckCmd struct{}

// Run reads everything back.
func (c *storeCheckCmd) Run(ctx context.Context, d *desk) error {
	return d.with(ctx, func(s *station.Station) error {
		r, err := s.Check(ctx)
		if err != nil {
			return err
		}
		return d.Print(r, func(w io.Writer) {
			for _, f := range r.Findings {
				key, args := device.Sentence(f)
				fmt.Fprintln(w, d.L.T(key, args...))
			}
			key := "ctl.store.good"
			if !r.OK {
				key = "ctl.store.aside"
			}
			fmt.Fprintln(w, d.L.T(key, "n", r.Records, "aside", r.SetAside))
		})
	})
}

type storeRebuildCmd struct{}

// Run makes the index again.
func (c *storeRebuildCmd) Run(ctx context.Context, d *desk) error {
	return d.with(ctx, func(s *station.Station) error {
		r, err := s.Rebuild(ctx)
		if err != nil {
			return err
		}
		return d.Print(r, func(w io.Writer) { fmt.Fprintln(w, d.L.T("ctl.store.rebuilt", "n", r.Sessions)) })
	})
}

// passphraseEnv gives the passphrase of a backup to scripts, out of sight of
// the list of processes.
const passphraseEnv = "PARVIS_PASSPHRASE"

type storeBackupCmd struct {
	File string `arg:"" name:"fichier" help:"Fichier à écrire. Phrase secrète : variable PARVIS_PASSPHRASE."`
}

// Run writes an encrypted copy and reads it back.
func (c *storeBackupCmd) Run(ctx context.Context, d *desk) error {
	return d.with(ctx, func(s *station.Station) error {
		r, err := s.Backup(ctx, c.File, device.BackupOptions{Passphrase: os.Getenv(passphraseEnv)})
		if err != nil {
			return err
		}
		return d.Print(r, func(w io.Writer) { fmt.Fprintln(w, d.L.T("ctl.store.backed", "file", r.File, "n", r.Records)) })
	})
}

type storeRestoreCmd struct {
	File     string `arg:"" name:"fichier" help:"Sauvegarde."`
	Force    bool   `help:"Remplace des données plus récentes que la sauvegarde (une copie en est gardée)."`
	Recovery string `placeholder:"CODE" help:"Code de la feuille de secours, sur une autre machine."`
}

// Run puts a backup back.
func (c *storeRestoreCmd) Run(ctx context.Context, d *desk) error {
	r, err := device.Restore(ctx, d.Data, c.File,
		device.RestoreOptions{Force: c.Force, Passphrase: os.Getenv(passphraseEnv), Recovery: strings.TrimSpace(c.Recovery)},
		device.Options{Now: d.Now, Program: "parvisctl"})
	if err != nil {
		return err
	}
	return d.Print(r, func(w io.Writer) {
		fmt.Fprintln(w, d.L.T("ctl.store.restored", "n", r.Records, "replaced", r.Replaced))
	})
}

type storePurgeCmd struct{}

// Run applies the retention rules now.
func (c *storePurgeCmd) Run(ctx context.Context, d *desk) error {
	return d.with(ctx, func(s *station.Station) error {
		r, err := s.Purge(ctx)
		if err != nil {
			return err
		}
		return d.Print(r, func(w io.Writer) {
			fmt.Fprintln(w, d.L.T("ctl.store.purged", "persons", r.Persons, "sessions", r.Sessions))
		})
	})
}

type guideImportCmd struct {
	Source string `arg:"" name:"source" help:"Dossier, zip ou tgz de fiches officielles."`
	Out    string `placeholder:"DOSSIER" help:"Où écrire les brouillons (par défaut : l’étagère de ce poste)."`

	Details bool `help:"Une ligne par fiche : complète, ou ce qu’une personne doit regarder."`
}

// Run turns official sheets into drafts.
func (c *guideImportCmd) Run(ctx context.Context, d *desk) error {
	if c.Out == "" && !station.Exists(d.Data) {
		return app.E(app.Failed, "no_station", "dir", d.Data)
	}
	return d.importSheets(ctx, c.Source, c.Out, c.Details)
}
