package main

import (
	"context"
	"os"
	"path/filepath"

	"github.com/skip2/go-qrcode"

	"parvis/app"
	"parvis/app/printer"
	"parvis/app/reach"
	"parvis/app/relay"
	"parvis/cmd/internal/publish"
	"parvis/cmd/internal/station"
	"parvis/ui/coord"
	"parvis/ui/shell"
	"parvis/ui/theme"
)

// openCoordinator shows the figures of the territory.
func (w *window) openCoordinator() error {
	meta, err := w.st.Meta(w.ctx)
	if err != nil {
		return err
	}
	c := &coord.Coord{
		Figures: w.st.Figures, Fleet: w.fleet, ExportTo: w.exportTo, Territory: w.st.Territory(), EPCI: station.Metropolis,
		PlaceName: func(id string) string { return w.st.PlaceNames(w.ctx)[id] },
		Name:      meta.Place, Who: meta.Place, Example: meta.Demo,
	}
	w.joinPublishing(c)
	w.shell = shell.New(shell.Config{
		Window: w.win, Look: w.lookOf(theme.Desk), Clock: w.env.Now, Zone: w.st.Zone,
		Background: shell.InBackground, UI: shell.OnUI, After: shell.AfterOnUI,
		Nav: c.Nav(), Keeper: keeper{w}, Place: meta.Place, OnLook: w.keepLook, OnRoot: func() { w.jobs.between() },
		OnUnlock: func(shell.Person) { w.shell.Open("activity") },
	})
	w.jobs = startJobs(w, w.st, false)
	for _, m := range meta.Mediators {
		if m.PIN && !m.Gone {
			w.shell.Lock()
			return nil
		}
	}
	w.shell.Open("activity")
	return nil
}

// joinPublishing gives the coordinator what acts on the network; example data
// has none of it.
func (w *window) joinPublishing(c *coord.Coord) {
	if c.Example {
		return
	}
	c.Invite, c.SaveInvitation, c.Revoke = w.st.Relay.Invite, saveInvitation, w.st.Relay.Revoke
	d := &publish.Desk{Station: w.st}
	c.Publish = &coord.Publishing{
		Read: d.Read, Decide: d.Decide, DealtWith: d.DealtWith, Publish: d.Publish, Revert: d.Revert, Play: w.play,
		Polls: d.Polls, SavePoll: d.SavePoll, WithdrawPoll: d.WithdrawPoll, DropPoll: d.DropPoll,
	}
}

// saveInvitation writes the picture of an invitation in the person's
// documents; the file is the owner's, since it is a key.
func saveInvitation(_ context.Context, inv relay.Invited) (string, error) {
	png, err := qrcode.Encode(inv.Ticket, qrcode.Medium, 640)
	if err != nil {
		return "", err
	}
	path := filepath.Join(documents(), "invitation-"+fileWord(inv.Place)+".png")
	if err := os.WriteFile(path, png, 0o600); err != nil {
		return "", app.E(app.Failed, "file_unwritable", "file", path).Because(err)
	}
	return path, nil
}

// fleet reads the devices of the territory; example data has none.
func (w *window) fleet(ctx context.Context) ([]relay.FleetRow, error) {
	if err := w.st.RefuseDemo(ctx); err != nil {
		return nil, err
	}
	return w.st.Relay.Fleet(ctx)
}

// exportTo writes a document in the person's documents, or home, under a name
// that is free.
func (w *window) exportTo(_ context.Context, name string, doc reach.Document) (string, error) {
	path := filepath.Join(documents(), name)
	f, err := os.Create(path)
	if err != nil {
		return "", app.E(app.Failed, "file_unwritable", "file", path).Because(err)
	}
	defer f.Close()
	return path, printer.WriteFigures(doc, f, name, paperFonts(), w.env.Now())
}
