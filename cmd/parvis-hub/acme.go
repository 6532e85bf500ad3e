package main

import (
	"cmp"
	"crypto/tls"
	"log/slog"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"sync/atomic"

	"golang.org/x/crypto/acme"
	"golang.org/x/crypto/acme/autocert"

	"parvis/app"
	"parvis/app/relay"
)

// authority is who signs the certificate of a name, Let's Encrypt or a
// metropolis' own. It says once that no certificate comes, until one does.
type authority struct {
	host, directory string
	log             *slog.Logger
	say             func(key string, args ...any)
	down, refused   atomic.Bool
}

// acme is the configuration whose certificate comes from an authority and
// stays in the directory, one folder for each authority but Let's Encrypt.
func (c *serveCmd) acme(o *office, log *slog.Logger) (*tls.Config, error) {
	folder := filepath.Join(o.Data, "acme")
	if c.ACMEDirectory != "" {
		u, err := url.Parse(c.ACMEDirectory)
		if err == nil {
			_, err = relay.HubURL(c.ACMEDirectory)
		}
		if err != nil || !strings.HasPrefix(u.Scheme, "http") {
			return nil, app.E(app.Usage, "hub_acme_directory").Because(err)
		}
		folder = filepath.Join(folder, strings.NewReplacer(":", "_", "[", "", "]", "").Replace(u.Host))
	}
	a := &authority{host: c.ACME, directory: cmp.Or(c.ACMEDirectory, autocert.DefaultACMEDirectory), log: log, say: o.Say}
	m := &autocert.Manager{
		Prompt: autocert.AcceptTOS, HostPolicy: autocert.HostWhitelist(c.ACME), Cache: autocert.DirCache(folder),
		Client: &acme.Client{DirectoryURL: a.directory, HTTPClient: &http.Client{Transport: a}},
	}
	config := m.TLSConfig()
	config.MinVersion = tls.VersionTLS12
	config.NextProtos = []string{"http/1.1", acme.ALPNProto}
	config.GetCertificate = a.watch(config.GetCertificate)
	return config, nil
}

// first asks for the certificate before the first visitor does, so that
// whoever starts the server learns at once that it does not come.
func (c *serveCmd) first(secure *tls.Config) {
	if c.ACME != "" {
		_, _ = secure.GetCertificate(&tls.ClientHelloInfo{ // watch says the failure
			ServerName: c.ACME, CipherSuites: []uint16{tls.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256},
		})
	}
}

type getCertificate = func(*tls.ClientHelloInfo) (*tls.Certificate, error)

// watch says that the authority answers without giving a certificate.
// Visitors who ask for another name are refused in silence.
func (a *authority) watch(get getCertificate) getCertificate {
	return func(hello *tls.ClientHelloInfo) (*tls.Certificate, error) {
		cert, err := get(hello)
		challenge := len(hello.SupportedProtos) == 1 && hello.SupportedProtos[0] == acme.ALPNProto
		switch {
		case challenge || !strings.EqualFold(hello.ServerName, a.host):
		case err == nil:
			a.refused.Store(false)
		case !a.down.Load() && !a.refused.Swap(true):
			a.log.Debug("no certificate", "error", err)
			a.say("hub.acme_refused", "host", a.host, "directory", a.directory)
		}
		return cert, err
	}
}

// RoundTrip asks the authority, and says that it does not answer.
func (a *authority) RoundTrip(r *http.Request) (*http.Response, error) {
	res, err := http.DefaultTransport.RoundTrip(r)
	down := err != nil || res.StatusCode >= http.StatusInternalServerError
	if !a.down.Swap(down) && down {
		a.log.Debug("authority", "error", err)
		a.say("hub.acme_unreachable", "host", a.host, "directory", a.directory)
	}
	return res, err
}
