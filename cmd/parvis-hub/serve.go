package main

import (
	"context"
	"crypto/rand"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"

	"parvis/app"
	"parvis/app/hub"
	"parvis/app/relay"
)

type serveCmd struct {
	Listen        string `default:"127.0.0.1:8467" placeholder:"ADRESSE" help:"Adresse d’écoute (port 0 : au choix du système)."`
	URL           string `name:"url" placeholder:"https://…" help:"Adresse telle que les postes la voient, s’il y a un serveur devant."`
	TLSCert       string `name:"tls-cert" placeholder:"FICHIER" help:"Certificat (PEM)."`
	TLSKey        string `name:"tls-key" placeholder:"FICHIER" help:"Clé du certificat (PEM)."`
	ACME          string `name:"acme" placeholder:"HÔTE" help:"Certificat automatique pour ce nom."`
	ACMEDirectory string `name:"acme-directory" placeholder:"https://…" help:"Autorité de certification qui le donne, connue du système (sinon Let’s Encrypt)."`
	Metrics       string `placeholder:"ADRESSE" help:"Mesures Prometheus sur cette autre adresse."`
	Verbose       bool   `help:"Journal détaillé."`
}

// Run serves until the context ends.
func (c *serveCmd) Run(ctx context.Context, o *office) error {
	level := slog.LevelInfo
	if c.Verbose {
		level = slog.LevelDebug
	}
	log := slog.New(slog.NewTextHandler(o.Err, &slog.HandlerOptions{Level: level}))
	m := newMetrics()
	secure, err := c.tls(o, log, m)
	if err != nil {
		return err
	}
	ledger, err := o.open(ctx)
	if err != nil {
		return err
	}
	return errors.Join(c.serve(ctx, o, door{ledger, secure, log, m}), ledger.Close())
}

// door is what a hub answers with.
type door struct {
	ledger hub.Ledger
	secure *tls.Config // nil: plain http
	log    *slog.Logger
	m      *metrics
}

func (c *serveCmd) serve(ctx context.Context, o *office, d door) error {
	ledger, secure, m := d.ledger, d.secure, d.m
	h, err := hub.New(ctx, hub.Options{Ledger: ledger, Now: o.Now, Random: rand.Reader, Log: d.log, Watch: m})
	if err != nil {
		return err
	}
	ln, err := listen(c.Listen)
	if err != nil {
		return err
	}
	address := c.public(ln, secure != nil)
	if secure != nil {
		ln = tls.NewListener(ln, secure)
	}
	rooms := []room{{ln, h.Handler()}}
	if c.Metrics != "" {
		mln, err := listen(c.Metrics)
		if err != nil {
			return errors.Join(err, ln.Close())
		}
		rooms = append(rooms, room{mln, m.handler()})
		o.Say("hub.metrics", "address", "http://"+mln.Addr().String()+"/metrics")
	}
	if o.store == "" {
		aln, err := listenAdmin(o.Data)
		if err != nil {
			return errors.Join(app.E(app.Failed, "hub_data", "dir", o.Data).Because(err), ln.Close())
		}
		rooms = append(rooms, room{aln, adminHandler(local{hub.Admin{Ledger: ledger, Random: rand.Reader}, address})})
		defer func() { _ = os.Remove(filepath.Join(o.Data, socketName)) }() // the next hub removes a dead one
	}
	if err := o.announce(address); err != nil {
		return err
	}
	go c.first(secure)
	return serveAll(ctx, rooms)
}

// announce prints the hub's address on the first line of standard output, and
// leaves it in the directory for invitations made while it is stopped.
func (o *office) announce(address string) error {
	if o.store == "" {
		if err := os.WriteFile(filepath.Join(o.Data, addressName), []byte(address+"\n"), 0o600); err != nil {
			return app.E(app.Failed, "hub_data", "dir", o.Data).Because(err)
		}
	}
	if _, err := relay.HubURL(address); err != nil {
		o.Say("hub.plain")
	}
	return o.Print(map[string]any{"listen": address}, func(w io.Writer) {
		fmt.Fprintln(w, o.L.T("hub.serving", "address", address))
	})
}

// room is a door and who answers it.
type room struct {
	ln      net.Listener
	handler http.Handler
}

// serveAll answers at every door; the first that fails closes the others.
func serveAll(ctx context.Context, rooms []room) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	errs := make(chan error, len(rooms))
	for _, r := range rooms {
		go func() {
			errs <- hub.Serve(ctx, r.ln, r.handler)
			cancel()
		}()
	}
	var all error
	for range rooms {
		all = errors.Join(all, <-errs)
	}
	return all
}

func listen(address string) (net.Listener, error) {
	ln, err := net.Listen("tcp", address)
	if err != nil {
		return nil, app.E(app.Failed, "hub_listen", "address", address).Because(err)
	}
	return ln, nil
}

// public is the address devices use.
func (c *serveCmd) public(ln net.Listener, secure bool) string {
	switch {
	case c.URL != "":
		return c.URL
	case c.ACME != "":
		return "https://" + c.ACME
	case secure:
		return "https://" + ln.Addr().String()
	}
	return "http://" + ln.Addr().String()
}
