package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"parvis/app"
	"parvis/app/relay"
	"parvis/app/relay/picture"
	"parvis/app/session"
	"parvis/cmd/internal/demo"
	"parvis/cmd/internal/station"
	"parvis/store/device"
)

type initCmd struct {
	Place         string `required:"" placeholder:"NOM" help:"Nom du lieu."`
	Commune       string `placeholder:"INSEE" help:"Code INSEE de la commune du lieu."`
	Mediator      string `placeholder:"PRÉNOM" help:"Prénom de la première personne au poste."`
	Key           string `default:"file" enum:"file,keyring" help:"Où garder la clé : file ou keyring."`
	AcceptStarter bool   `default:"true" negatable:"" help:"Accepter les guides fournis pour la borne."`
}

// Run makes the directory.
func (c *initCmd) Run(ctx context.Context, d *desk) error {
	if strings.TrimSpace(c.Place) == "" {
		return app.E(app.Usage, "empty_place")
	}
	if c.Commune != "" && !session.ValidCommune(c.Commune) {
		return app.E(app.Usage, "bad_commune", "value", c.Commune)
	}
	s, err := station.Init(ctx, d.options(), device.InitOptions{
		Meta:     device.Meta{Place: strings.TrimSpace(c.Place), Commune: c.Commune},
		Mediator: c.Mediator, Key: device.KeyPlace(c.Key),
	}, c.AcceptStarter)
	if err != nil {
		return err
	}
	return errors.Join(d.printStatus(ctx, s), s.Close())
}

type enrolCmd struct {
	Code string `arg:"" help:"Code dicté, ou fichier image du QR code."`
	Hub  string `placeholder:"URL" help:"Adresse du serveur, avec un code dicté."`
}

// Run enrols the device.
func (c *enrolCmd) Run(ctx context.Context, d *desk) error {
	return d.with(ctx, func(s *station.Station) error {
		if err := s.RefuseDemo(ctx); err != nil {
			return err
		}
		invitation, err := c.invitation()
		if err != nil {
			return err
		}
		if _, err := s.Relay.Enrol(ctx, invitation); err != nil {
			return err
		}
		return d.printStatus(ctx, s)
	})
}

func (c *enrolCmd) invitation() (relay.Invitation, error) {
	if f, err := os.Open(c.Code); err == nil {
		defer f.Close()
		return picture.Invitation(f)
	}
	if c.Hub == "" && len(c.Code) > 40 {
		return relay.FromScan(c.Code)
	}
	if c.Hub == "" {
		return relay.Invitation{}, app.E(app.Usage, "enrol_needs_hub")
	}
	if _, err := relay.HubURL(c.Hub); err != nil {
		return relay.Invitation{}, asUsage(err)
	}
	return relay.FromCode(c.Code, c.Hub)
}

// asUsage says that a failure is about what was typed.
func asUsage(err error) error {
	var e *app.Error
	if errors.As(err, &e) {
		e.Kind = app.Usage
	}
	return err
}

type statusCmd struct{}

// Run prints where the device stands.
func (c *statusCmd) Run(ctx context.Context, d *desk) error {
	return d.with(ctx, func(s *station.Station) error { return d.printStatus(ctx, s) })
}

type statusJSON struct {
	Place       string   `json:"place"`
	Mediators   []string `json:"mediators"`
	Key         string   `json:"key"`
	Enrolled    bool     `json:"enrolled"`
	Hub         string   `json:"hub"`
	Waiting     int      `json:"waiting"`
	SetAside    int      `json:"set_aside"`
	LastSuccess *string  `json:"last_success"`
	Epoch       uint32   `json:"epoch"`
	Example     bool     `json:"example,omitempty"`
}

func (d *desk) printStatus(ctx context.Context, s *station.Station) error {
	meta, err := s.Meta(ctx)
	if err != nil {
		return err
	}
	st, err := s.Relay.Status(ctx)
	if err != nil {
		return err
	}
	out := statusJSON{
		Place: meta.Place, Mediators: []string{}, Key: string(s.KeyPlace()), Enrolled: st.Enrolled && !st.Registration.Revoked, Hub: st.Registration.Hub,
		Waiting: st.Waiting, SetAside: st.SetAside, Epoch: st.Epoch, Example: meta.Demo,
	}
	for _, m := range meta.Mediators {
		if !m.Gone {
			out.Mediators = append(out.Mediators, m.Name)
		}
	}
	if last := st.Progress.LastSuccess; !last.IsZero() {
		text := last.Format(time.RFC3339)
		out.LastSuccess = &text
	}
	return d.Print(out, func(w io.Writer) {
		fmt.Fprintln(w, d.L.T("ctl.status.place", "place", meta.Place, "people", strings.Join(out.Mediators, ", ")))
		if meta.Demo {
			fmt.Fprintln(w, d.L.T("ctl.demo.mark"))
		}
		key, args := st.Line(d.Now(), s.Zone)
		fmt.Fprintln(w, d.L.T(key, args...))
		if key, args, aside := st.SetAsideLine(); aside {
			fmt.Fprintln(w, d.L.T(key, args...))
		}
	})
}

type syncCmd struct{}

// Run closes what is due and sends what waits.
func (c *syncCmd) Run(ctx context.Context, d *desk) error {
	return d.with(ctx, func(s *station.Station) error {
		sum, refused, err := s.SyncAll(ctx)
		if err != nil {
			return err
		}
		if refused != nil { // the figures left all the same
			fmt.Fprintln(d.Err, app.Message(d.L, refused))
		}
		return d.Print(sum, func(w io.Writer) {
			fmt.Fprintln(w, d.L.T("ctl.sync.done", "sent", sum.Sent, "waiting", sum.Waiting, "aside", sum.SetAside))
		})
	})
}

type demoCmd struct {
	Sessions int    `default:"600" help:"Nombre de séances."`
	Months   int    `default:"12" help:"Sur combien de mois."`
	Seed     uint64 `default:"1" help:"La même graine donne les mêmes données."`
}

// Run makes a watermarked directory.
func (c *demoCmd) Run(ctx context.Context, d *desk) error {
	if c.Sessions < 1 || c.Sessions > 200_000 || c.Months < 1 || c.Months > 120 {
		return app.E(app.Usage, "demo_bounds")
	}
	n, err := station.Demo(ctx, d.options(), demo.Options{Sessions: c.Sessions, Months: c.Months, Seed: c.Seed})
	if err != nil {
		return err
	}
	return d.Print(map[string]int{"sessions": n}, func(w io.Writer) {
		fmt.Fprintln(w, d.L.T("ctl.demo.done", "n", n))
		fmt.Fprintln(w, d.L.T("ctl.demo.mark"))
	})
}
