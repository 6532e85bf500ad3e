package main

import (
	"context"
	"fmt"
	"io"
	"os"

	"parvis/app"
	"parvis/cmd/internal/cli"
	"parvis/cmd/internal/station"
)

type usbExportCmd struct {
	File string `arg:"" name:"fichier" help:"Fichier à écrire sur la clé."`
}

// Run closes what is due and writes what waits, encrypted for the hub; no file
// when nothing does.
func (c *usbExportCmd) Run(ctx context.Context, d *desk) error {
	return d.with(ctx, func(s *station.Station) error {
		content, n, err := s.Stick(ctx)
		if err != nil {
			return err
		}
		said := d.L.T("ctl.usb.nothing")
		if n > 0 {
			said = d.L.T("ctl.usb.written", "n", n, "file", c.File)
			if err := cli.WriteWhole(c.File, func(w io.Writer) error { _, err := w.Write(content); return err }); err != nil {
				return err
			}
		}
		return d.Print(map[string]int{"records": n}, func(w io.Writer) { fmt.Fprintln(w, said) })
	})
}

type usbReceiptCmd struct {
	File string `arg:"" name:"fichier" help:"Reçu écrit par le serveur sur la clé."`
}

// Run takes in the hub's receipt.
func (c *usbReceiptCmd) Run(ctx context.Context, d *desk) error {
	f, err := os.Open(c.File)
	if err != nil {
		return app.E(app.Usage, "no_such_file", "file", c.File).Because(err)
	}
	defer f.Close()
	return d.with(ctx, func(s *station.Station) error {
		sum, err := s.Relay.ReadReceipt(ctx, f)
		if err != nil {
			return err
		}
		return d.Print(sum, func(w io.Writer) {
			fmt.Fprintln(w, d.L.T("ctl.sync.done", "sent", sum.Sent, "waiting", sum.Waiting, "aside", sum.SetAside))
		})
	})
}
