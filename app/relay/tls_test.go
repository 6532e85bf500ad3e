package relay_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"parvis/app"
	"parvis/app/relay"
	"parvis/app/relay/relaytest"
)

// certificate is a self-signed one for 127.0.0.1, and a pool that trusts it.
func certificate(t *testing.T, from, until time.Time) (tls.Certificate, *x509.CertPool) {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "hub"}, NotBefore: from, NotAfter: until,
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &private.PublicKey, private)
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AddCert(parsed)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: private}, pool
}

func TestCertificateTroubles(t *testing.T) {
	now, year := time.Now(), 365*24*time.Hour
	for name, c := range map[string]struct {
		from, until time.Time
		clock       time.Time // of the device
		trusted     bool
		code        string
	}{
		"device a year late":  {now.Add(-time.Hour), now.Add(time.Hour), now.Add(-year), true, "hub_clock"},
		"device a year early": {now.Add(-time.Hour), now.Add(time.Hour), now.Add(year), true, "hub_clock"},
		"unknown authority":   {now.Add(-time.Hour), now.Add(time.Hour), now, false, "hub_certificate"},
		"good certificate":    {now.Add(-time.Hour), now.Add(time.Hour), now, true, "hub_captive"}, // then a page
	} {
		t.Run(name, func(t *testing.T) {
			pair, pool := certificate(t, c.from, c.until)
			server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Type", "text/html")
				_, _ = io.WriteString(w, "<html>")
			}))
			server.Config.ErrorLog = log.New(io.Discard, "", 0)
			server.TLS = &tls.Config{Certificates: []tls.Certificate{pair}}
			server.StartTLS()
			defer server.Close()
			if !c.trusted {
				pool = x509.NewCertPool()
			}
			transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool, Time: func() time.Time { return c.clock }}}
			defer transport.CloseIdleConnections()
			r := relay.New(relay.Options{Outbox: relaytest.New(rand.Reader, time.Now), Now: time.Now, Client: relay.NewClient(transport)})
			inv, err := relay.FromCode("0000-0000-0000-0000", server.URL)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := r.Enrol(t.Context(), inv); !errors.Is(err, app.E(app.Hub, c.code)) {
				t.Fatalf("error %v, want %s", err, c.code)
			}
		})
	}
}
