package main

import (
	"context"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"time"

	"parvis/app"
	"parvis/app/lots"
	"parvis/app/people"
	"parvis/app/relay"
	"parvis/cmd/internal/cli"
	"parvis/cmd/internal/station"
	"parvis/store/device"
	"parvis/ui/desk"
	"parvis/ui/shell"
)

// account is what leaves from one station of this computer, as the desk shows
// it.
type account struct {
	w     *window
	st    *station.Station
	kiosk bool
}

func (a account) desk() desk.Account {
	st := a.st
	return desk.Account{
		OfKiosk:     a.kiosk,
		Summary:     func(ctx context.Context) (lots.Summary, error) { return st.Lots.Summary(ctx, a.w.env.Now()) },
		Flags:       st.Flags,
		History:     st.Lots.History,
		Unconfirmed: func(ctx context.Context) (map[string]bool, error) { return relay.Unconfirmed(ctx, st) },
		PollLabel:   st.PollLabel,
		Export:      a.export,
		Status:      st.Relay.Status, Sync: a.sync,
		WriteStick: a.writeStick, ReadReceipt: a.readReceipt,
		Aside: st.Relay.Aside, SaveAside: a.saveAside,
	}
}

// kioskHere says whether a kiosk was ever opened on the desk's directory.
func (w *window) kioskHere() bool { return station.Exists(w.borneDir()) }

// kioskStation is that kiosk's station, opened if need be. Errors: "no_station"
// when there is none, those of station.Open.
func (w *window) kioskStation() (*station.Station, error) {
	if !w.kioskHere() {
		return nil, app.E(app.Failed, "no_station", "dir", w.borneDir())
	}
	if err := w.openBorne(); err != nil {
		return nil, err
	}
	w.borneLock.Lock()
	defer w.borneLock.Unlock()
	return w.borne, nil
}

func (w *window) kioskAccount() (*desk.Account, error) {
	st, err := w.kioskStation()
	if err != nil {
		return nil, err
	}
	a := account{w: w, st: st, kiosk: true}.desk()
	return &a, nil
}

// jobs are what runs by itself on the station.
func (a account) jobs() *jobs {
	if a.kiosk {
		return a.w.startSide()
	}
	return a.w.jobs
}

// sync closes what is due and sends what waits, then says where things stand.
func (a account) sync(ctx context.Context) (relay.Summary, error) {
	s, err := a.st.Sync(ctx)
	j := a.jobs()
	j.report()
	if err == nil {
		shell.InBackground(func() { j.fetchPack(a.w.ctx) })
	}
	return s, err
}

// export writes the report for the place itself.
func (a account) export(ctx context.Context, file string) (string, error) {
	r, err := a.st.Lots.Latest(ctx, a.w.env.Now())
	if err != nil {
		return "", err
	}
	raw, err := json.MarshalIndent(r, "", " ")
	if err != nil {
		return "", err
	}
	if file, err = writeFile(file, raw); err != nil {
		return "", err
	}
	return file, a.w.st.AppendLine(ctx, device.Line{Kind: people.ExportMade, Author: a.w.person().ID})
}

// writeStick writes what waits for the hub in a folder, whole or not at all; no
// file when nothing waits.
func (a account) writeStick(ctx context.Context, dir string) (n int, file string, err error) {
	content, n, err := a.st.Stick(ctx)
	if err != nil || n == 0 {
		return 0, "", err
	}
	meta, err := a.st.Meta(ctx)
	if err != nil {
		return 0, "", err
	}
	file = filepath.Join(dir, "parvis-"+fileWord(meta.Place)+"-"+a.dated()+".parvis")
	err = cli.WriteWhole(file, func(out io.Writer) error { _, err := out.Write(content); return err })
	if _, gone := os.Stat(dir); err != nil && gone != nil { // it was taken out, perhaps while it was written
		err = app.E(app.Failed, "stick_gone", "dir", dir).Because(err)
	}
	return n, file, err
}

func (a account) readReceipt(ctx context.Context, file string) (relay.Summary, error) {
	f, err := os.Open(file)
	if err != nil {
		return relay.Summary{}, app.E(app.Rejected, "no_such_file", "file", file).Because(err)
	}
	defer f.Close()
	s, err := a.st.Relay.ReadReceipt(ctx, f)
	a.jobs().report()
	return s, err
}

// saveAside writes what was set aside, reasons and bytes, to a file of the
// place.
func (a account) saveAside(ctx context.Context) (string, error) {
	list, err := a.st.Relay.Aside(ctx)
	if err != nil {
		return "", err
	}
	file := filepath.Join(documents(), "parvis-mis-de-cote-"+a.dated()+".json")
	return file, cli.WriteWhole(file, func(out io.Writer) error {
		enc := json.NewEncoder(out)
		enc.SetIndent("", " ")
		return enc.Encode(relay.ExportEntries(list))
	})
}

// dated is the end of a file's name: the day, and the kiosk where it is its
// own.
func (a account) dated() string {
	day := a.w.env.Now().In(a.st.Zone).Format(time.DateOnly)
	if a.kiosk {
		return "borne-" + day
	}
	return day
}
