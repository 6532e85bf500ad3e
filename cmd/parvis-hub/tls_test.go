package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"parvis/app/relay/relaytest"
)

// certificateFiles writes a certificate for 127.0.0.1 and its key.
func certificateFiles(t *testing.T) (certFile, keyFile string, pool *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	certFile, keyFile, pool = filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem"), x509.NewCertPool()
	for file, block := range map[string]*pem.Block{certFile: {Type: "CERTIFICATE", Bytes: der}, keyFile: {Type: "PRIVATE KEY", Bytes: private}} {
		if err := os.WriteFile(file, pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	pool.AppendCertsFromPEM(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}))
	return certFile, keyFile, pool
}

func TestTLSByFiles(t *testing.T) {
	certFile, keyFile, pool := certificateFiles(t)
	dir := t.TempDir()
	p := startHub(t, "--data", dir, "--tls-cert", certFile, "--tls-key", keyFile)
	transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool}}
	t.Cleanup(transport.CloseIdleConnections)
	var inv invited
	ok(t, &inv, "invite", "--data", dir, "--place", "x", "--role", "desk")
	if inv.Hub != p.address || inv.Hub[:8] != "https://" {
		t.Fatalf("hub %s", inv.Hub)
	}
	d := deviceOver(relaytest.New(&lockedRandom{}, time.Now), transport)
	if err := d.enrol(t.Context(), inv.Code, inv.Hub); err != nil {
		t.Fatal(err)
	}
	d.release(t, 0, 3)
	if s, err := d.SyncNow(t.Context()); err != nil || s.Sent != 4 || s.Waiting != 0 {
		t.Fatalf("%+v, %v", s, err)
	}
	stranger := newDevice(t) // does not know the authority
	ok(t, &inv, "invite", "--data", dir, "--place", "x", "--role", "desk")
	if err := stranger.enrol(t.Context(), inv.Code, inv.Hub); err == nil {
		t.Fatal("an unknown certificate was accepted")
	}
}

// TestRenewedFilesAreTakenWithoutARestart: another program renews the files;
// one that is half written leaves the certificate in use.
func TestRenewedFilesAreTakenWithoutARestart(t *testing.T) {
	cert, key, first := certificateFiles(t)
	p := startHub(t, "--data", t.TempDir(), "--tls-cert", cert, "--tls-key", key)
	answers := func(pool *x509.CertPool) error {
		client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true, TLSClientConfig: &tls.Config{RootCAs: pool}}}
		res, err := client.Get(p.address + "/healthz")
		if err == nil {
			err = res.Body.Close()
		}
		return err
	}
	renewed, renewedKey, second := certificateFiles(t)
	replace := func(to, from string) {
		t.Helper()
		if err := os.Rename(from, to); err != nil {
			t.Fatal(err)
		}
	}
	replace(cert, renewed) // its key is not there yet
	for range 3 {
		if err := answers(first); err != nil {
			t.Fatalf("between the two files: %v: %s", err, p.stderr)
		}
	}
	if n := strings.Count(p.stderr.String(), "certificate files not usable"); n != 1 {
		t.Errorf("said %d times: %s", n, p.stderr)
	}
	replace(key, renewedKey)
	if err := answers(second); err != nil {
		t.Fatalf("the renewed one: %v: %s", err, p.stderr)
	}
	if err := answers(first); err == nil {
		t.Fatal("the old one still serves")
	}
	if err := os.Remove(cert); err != nil {
		t.Fatal(err)
	}
	if err := answers(second); err != nil {
		t.Fatalf("without files: %v", err)
	}
}
