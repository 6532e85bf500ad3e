package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"parvis/app"
	"parvis/app/hub"
)

// maxStickFile is what a stick file may weigh: years of one place.
const maxStickFile = 32 << 20

type usbCmd struct {
	File    string `arg:"" name:"fichier" help:"Fichier apporté d’un poste (parvisctl usb export)."`
	Receipt string `placeholder:"FICHIER" help:"Reçu à rapporter au poste (par défaut : le fichier, suivi de .recu)."`
}

// Run takes in a stick and writes its receipt.
func (c *usbCmd) Run(ctx context.Context, o *office) error {
	if c.Receipt == "" {
		c.Receipt = c.File + ".recu"
	}
	content, err := readStick(c.File)
	if err != nil {
		return err
	}
	return o.with(ctx, func(at counter) error {
		got, receipt, err := at.Carry(ctx, content, o.Now())
		if err != nil {
			return err
		}
		if err := writeWhole(c.Receipt, receipt); err != nil {
			return app.E(app.Failed, "usb_receipt_file", "file", c.Receipt).Because(err)
		}
		return o.Print(got, func(w io.Writer) {
			fmt.Fprintln(w, o.L.T("hub.carried", "place", got.Place, "records", got.Records, "accepted", got.Accepted, "refused", got.Refused))
			fmt.Fprintln(w, o.L.T("hub.carried.receipt", "file", c.Receipt))
		})
	})
}

func readStick(file string) ([]byte, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, app.E(app.Rejected, "usb_file", "file", file).Because(err)
	}
	content, err := io.ReadAll(io.LimitReader(f, maxStickFile+1))
	if err := errors.Join(err, f.Close()); err != nil {
		return nil, app.E(app.Rejected, "usb_file", "file", file).Because(err)
	}
	if len(content) > maxStickFile {
		return nil, app.E(app.Rejected, "usb_bad_file")
	}
	return content, nil
}

// writeWhole puts a file in place at once: a stick pulled out leaves the old
// one or none.
func writeWhole(file string, content []byte) error {
	part := file + ".part"
	f, err := os.OpenFile(part, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(content)
	if err == nil {
		err = f.Sync()
	}
	if err := errors.Join(err, f.Close()); err != nil {
		return errors.Join(err, os.Remove(part))
	}
	return os.Rename(part, file)
}

// Carry implements counter.
func (a local) Carry(ctx context.Context, stick []byte, now time.Time) (hub.Carried, []byte, error) {
	var receipt bytes.Buffer
	got, err := a.Admin.Carry(ctx, bytes.NewReader(stick), &receipt, now)
	return got, receipt.Bytes(), err
}

// carried is the answer of a running hub to the usb command.
type carried struct {
	hub.Carried
	Receipt []byte `json:"receipt"`
}

// Carry implements counter.
func (r *remote) Carry(ctx context.Context, stick []byte, now time.Time) (hub.Carried, []byte, error) {
	var out carried
	err := r.ask(ctx, adminCall{Command: "usb", Stick: stick, Now: now}, &out)
	return out.Carried, out.Receipt, err
}
