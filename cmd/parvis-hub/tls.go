package main

import (
	"crypto/tls"
	"log/slog"
	"os"
	"sync"
	"time"

	"parvis/app"
)

// tls is nil for plain http.
func (c *serveCmd) tls(o *office, log *slog.Logger, m *metrics) (*tls.Config, error) {
	if (c.TLSCert == "") != (c.TLSKey == "") || (c.ACME != "" && c.TLSCert != "") {
		return nil, app.E(app.Usage, "hub_tls_pair")
	}
	if c.ACME == "" && c.ACMEDirectory != "" {
		return nil, app.E(app.Usage, "hub_acme_directory")
	}
	switch {
	case c.ACME != "":
		return c.acme(o, log, m)
	case c.TLSCert != "":
		f := &certFiles{cert: c.TLSCert, key: c.TLSKey, log: log, m: m}
		if err := f.read(); err != nil {
			return nil, app.E(app.Failed, "hub_tls").Because(err)
		}
		return &tls.Config{GetCertificate: f.get, MinVersion: tls.VersionTLS12, NextProtos: []string{"http/1.1"}}, nil
	}
	return nil, nil
}

// certFiles is a certificate in two files that another program renews: they
// are read again when they change, without a restart. Files that cannot be used
// leave the certificate in use, which is logged and counted, until they change
// again.
type certFiles struct {
	cert, key string
	log       *slog.Logger
	m         *metrics

	mu   sync.Mutex
	pair *tls.Certificate
	seen [2]stamp // of the files last looked at; zero when they were not there
}

// stamp tells one content of a file from the next.
type stamp struct {
	at   time.Time
	size int64
}

func (f *certFiles) stamps() (s [2]stamp) {
	for i, name := range []string{f.cert, f.key} {
		if info, err := os.Stat(name); err == nil { // reading it will say why
			s[i] = stamp{info.ModTime(), info.Size()}
		}
	}
	return s
}

// read takes the pair in when it changed, or leaves the one in use.
func (f *certFiles) read() error {
	now := f.stamps()
	if f.pair != nil && now == f.seen {
		return nil
	}
	f.seen = now
	pair, err := tls.LoadX509KeyPair(f.cert, f.key)
	if err != nil {
		return err
	}
	f.pair = &pair
	f.m.certificateUntil(pair.Leaf.NotAfter)
	return nil
}

func (f *certFiles) get(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := f.read(); err != nil {
		f.log.Warn("certificate files not usable: the one in use goes on", "until", f.pair.Leaf.NotAfter, "error", err)
		f.m.certificateRefused("files")
	}
	return f.pair, nil
}
