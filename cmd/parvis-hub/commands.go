package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"time"

	"github.com/skip2/go-qrcode"

	"parvis/app"
	"parvis/app/hub"
	"parvis/app/relay"
)

// with runs f at the counter and closes it.
func (o *office) with(ctx context.Context, f func(counter) error) error {
	c, err := o.counter(ctx)
	if err != nil {
		return err
	}
	return errors.Join(f(c), c.Close())
}

type inviteCmd struct {
	Place     string `required:"" placeholder:"NOM" help:"Lieu à inscrire."`
	Role      string `required:"" placeholder:"desk|kiosk|coordinator" help:"Ce que fera le poste : accueil, borne ou coordination."`
	Territory string `placeholder:"CODE" help:"Territoire (SIREN de l’EPCI) ; une coordination ne voit que le sien."`
	URL       string `name:"url" placeholder:"https://…" help:"Adresse du serveur telle que les postes la voient."`
	PNG       string `name:"png" placeholder:"FICHIER" help:"Enregistre aussi le QR code dans une image."`
}

// Run makes an invitation.
func (c *inviteCmd) Run(ctx context.Context, o *office) error {
	if c.URL != "" {
		checked, err := relay.HubURL(c.URL)
		if err != nil {
			return app.E(app.Usage, "hub_address", "address", c.URL).Because(err)
		}
		c.URL = checked
	}
	return o.with(ctx, func(at counter) error {
		q := hub.InviteRequest{Place: c.Place, Role: hub.Role(c.Role), Territory: c.Territory}
		inv, err := at.Invite(ctx, q, c.URL, o.Now())
		if err != nil {
			return err
		}
		if c.PNG != "" {
			if err := drawQR(inv.Ticket, c.PNG); err != nil {
				o.Say("error.hub_image", "file", c.PNG)
			}
		}
		inv.Ticket = ""
		return o.Print(inv, func(w io.Writer) {
			fmt.Fprintln(w, o.L.T("hub.invited", "place", inv.Place, "role", o.L.T("hub.role."+string(inv.Role)), "code", inv.Code))
			fmt.Fprintln(w, o.L.T("hub.invited.how", "hub", inv.Hub, "expires", o.moment(inv.Expires)))
			if c.PNG != "" {
				fmt.Fprintln(w, o.L.T("hub.invited.png", "file", c.PNG))
			}
		})
	})
}

// moment writes a moment for people, in the zone of the places.
func (o *office) moment(t time.Time) string {
	t = t.In(app.Zone(""))
	return o.L.T("hub.moment", "day", o.L.ShortDay(t), "time", o.L.Clock(t))
}

// drawQR writes a QR code large enough to be photographed from a screen. The
// file is the owner's: it is a key.
func drawQR(text, file string) error {
	png, err := qrcode.Encode(text, qrcode.Medium, 640)
	if err != nil {
		return err
	}
	return os.WriteFile(file, png, 0o600)
}

type devicesCmd struct {
	Silent int `placeholder:"JOURS" help:"Seulement les postes sans nouvelles depuis tant de jours."`
}

// deviceJSON is what scripts read of a device.
type deviceJSON struct {
	ID       relay.DeviceID `json:"id"`
	Place    string         `json:"place"`
	Role     string         `json:"role"`
	LastSeen *string        `json:"last_seen"`
	Version  string         `json:"version"`
	Pack     uint64         `json:"pack"`
	Waiting  int            `json:"waiting"`
	SetAside int            `json:"set_aside"`
	Revoked  bool           `json:"revoked"`
}

// Run lists the fleet.
func (c *devicesCmd) Run(ctx context.Context, o *office) error {
	if c.Silent < 0 {
		return app.E(app.Usage, "hub_silent_days")
	}
	return o.with(ctx, func(at counter) error {
		rows, err := at.Devices(ctx, o.Now())
		if err != nil {
			return err
		}
		if c.Silent > 0 {
			rows = slices.DeleteFunc(rows, func(r relay.FleetRow) bool { return !c.silent(r, o.Now()) })
		}
		list := make([]deviceJSON, len(rows))
		for i, r := range rows {
			list[i] = deviceJSON{r.ID, r.Place, r.Role, r.LastSeen, r.Version, r.Pack, r.Waiting, r.SetAside, r.Revoked}
		}
		return o.Print(list, func(w io.Writer) {
			if len(rows) == 0 {
				fmt.Fprintln(w, o.L.T("hub.devices.none"))
			}
			for _, r := range rows {
				fmt.Fprintln(w, o.deviceLine(r))
			}
		})
	})
}

// silent says whether a device that may still send has not for so long.
func (c *devicesCmd) silent(r relay.FleetRow, now time.Time) bool {
	if r.Revoked {
		return false
	}
	if r.LastSeen == nil {
		return true
	}
	seen, err := time.Parse(time.RFC3339, *r.LastSeen)
	return err == nil && now.Sub(seen) > time.Duration(c.Silent)*24*time.Hour
}

func (o *office) deviceLine(r relay.FleetRow) string {
	seen := o.L.T("hub.devices.never")
	if r.LastSeen != nil {
		seen = *r.LastSeen
		if t, err := time.Parse(time.RFC3339, seen); err == nil {
			seen = o.moment(t)
		}
	}
	version := r.Version
	if version == "" {
		version = "—"
	}
	line := o.L.T("hub.devices.line", "id", string(r.ID), "place", r.Place, "role", o.L.T("hub.role."+r.Role),
		"seen", seen, "version", version, "waiting", r.Waiting, "set_aside", r.SetAside)
	switch {
	case r.Revoked:
		line += " · " + o.L.T("hub.devices.revoked")
	case r.Silent:
		line += " · " + o.L.T("hub.devices.silent")
	}
	return line
}

type revokeCmd struct {
	Device string `arg:"" name:"poste" help:"Identifiant du poste (voir devices)."`
}

// Run revokes a device.
func (c *revokeCmd) Run(ctx context.Context, o *office) error {
	return o.with(ctx, func(at counter) error {
		if err := at.Revoke(ctx, relay.DeviceID(c.Device), o.Now()); err != nil {
			return err
		}
		return o.Print(map[string]any{"id": c.Device, "revoked": true}, func(w io.Writer) {
			fmt.Fprintln(w, o.L.T("hub.revoked", "device", c.Device))
		})
	})
}

type epochCmd struct {
	New epochNewCmd `cmd:"" help:"Change d’époque : chaque poste renvoie ce qu’il garde encore."`
}

type epochNewCmd struct{}

// Run changes the epoch.
func (c *epochNewCmd) Run(ctx context.Context, o *office) error {
	return o.with(ctx, func(at counter) error {
		epoch, err := at.NewEpoch(ctx, o.Now())
		if err != nil {
			return err
		}
		return o.Print(map[string]any{"epoch": epoch}, func(w io.Writer) {
			fmt.Fprintln(w, o.L.T("hub.epoch", "n", int(epoch)))
		})
	})
}
