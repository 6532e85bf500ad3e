package main

import (
	"bytes"
	"cmp"
	"crypto/tls"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"sync/atomic"
	"time"

	"golang.org/x/crypto/acme"
	"golang.org/x/crypto/acme/autocert"

	"parvis/app"
	"parvis/app/relay"
)

// authority is who signs the certificate of a name, Let's Encrypt or a
// metropolis' own. It says once that no certificate comes, or that the one in
// use is not renewed, until one does; each refusal is logged and counted.
type authority struct {
	host, directory string
	log             *slog.Logger
	m               *metrics
	say             func(key string, args ...any)
	down, refused   atomic.Bool
	late            atomic.Bool  // said that it is not renewed
	until           atomic.Int64 // Unix second the certificate in use ends, 0: there is none
}

// acme is the configuration whose certificate comes from an authority and
// stays in the directory, one folder for each authority but Let's Encrypt.
func (c *serveCmd) acme(o *office, log *slog.Logger, m *metrics) (*tls.Config, error) {
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
	a := &authority{host: c.ACME, directory: cmp.Or(c.ACMEDirectory, autocert.DefaultACMEDirectory), log: log, m: m, say: o.Say}
	manager := &autocert.Manager{
		Prompt: autocert.AcceptTOS, HostPolicy: autocert.HostWhitelist(c.ACME), Cache: autocert.DirCache(folder),
		Client: &acme.Client{DirectoryURL: a.directory, HTTPClient: &http.Client{Transport: a}},
	}
	config := manager.TLSConfig()
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
			a.has(cert.Leaf.NotAfter)
		case !a.down.Load() && !a.refused.Swap(true):
			a.log.Debug("no certificate", "error", err)
			a.say("hub.acme_refused", "host", a.host, "directory", a.directory)
		}
		return cert, err
	}
}

// has notes until when the certificate in use serves; another one means that
// the authority gives again.
func (a *authority) has(until time.Time) {
	if a.until.Swap(until.Unix()) != until.Unix() {
		a.late.Store(false)
		a.m.certificateUntil(until)
	}
}

// RoundTrip asks the authority, and says that it does not answer or refuses:
// renewals are asked for by a timer, where nobody else would hear of it.
func (a *authority) RoundTrip(r *http.Request) (*http.Response, error) {
	res, err := http.DefaultTransport.RoundTrip(r)
	down := err != nil || res.StatusCode >= http.StatusInternalServerError
	if !a.down.Swap(down) && down && a.until.Load() == 0 {
		a.say("hub.acme_unreachable", "host", a.host, "directory", a.directory)
	}
	why := "unreachable"
	if !down {
		if why, err = refusal(res); err != nil {
			return nil, errors.Join(err, res.Body.Close())
		}
	}
	if why != "" {
		a.notGiven(why)
	}
	return res, err
}

// notGiven logs and counts one refusal, and says once that a certificate in
// use is not renewed.
func (a *authority) notGiven(why string) {
	until := time.Unix(a.until.Load(), 0).UTC()
	a.log.Warn("certificate not given", "host", a.host, "reason", why, "until", until)
	a.m.certificateRefused(why)
	if a.until.Load() != 0 && !a.late.Swap(true) {
		a.say("hub.acme_not_renewed", "host", a.host, "directory", a.directory, "reason", why, "until", until.Format(time.RFC3339))
	}
}

// maxAnswer bounds what is read of an authority's answer to see whether it
// refuses; longer ones are certificates.
const maxAnswer = 64 << 10

// problem is why an authority refuses: "urn:ietf:params:acme:error:" and a code.
type problem struct {
	Type string `json:"type"`
}

func (p problem) code() string { return p.Type[strings.LastIndexByte(p.Type, ':')+1:] }

// refusal is the reason code of an answer that refuses (RFC 8555, §6.7 and
// §7.1.6), empty for the others; the answer can still be read.
func refusal(res *http.Response) (string, error) {
	head, err := io.ReadAll(io.LimitReader(res.Body, maxAnswer))
	if err != nil {
		return "", err
	}
	res.Body = struct {
		io.Reader
		io.Closer
	}{io.MultiReader(bytes.NewReader(head), res.Body), res.Body}
	var said struct {
		problem
		Status     any `json:"status"`
		Identifier any `json:"identifier"` // of an authorization: one for each attempt
		Challenges []struct {
			Error problem `json:"error"`
		} `json:"challenges"`
	}
	_ = json.Unmarshal(head, &said) // not JSON: a page, or a certificate
	switch {
	case res.StatusCode >= http.StatusBadRequest:
		why := cmp.Or(said.code(), res.Status)
		if why == "badNonce" { // asked again at once
			why = ""
		}
		return why, nil
	case said.Status == "invalid" && said.Identifier != nil:
		for _, c := range said.Challenges {
			if why := c.Error.code(); why != "" {
				return why, nil
			}
		}
		return "invalid", nil
	}
	return "", nil
}
