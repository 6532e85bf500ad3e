package main

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"math/big"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

const acmeHost = "parvis.metropole.test"

// acmeAuthority is a certificate authority (RFC 8555) for one account and one
// name. It validates tls-alpn-01 (RFC 8737) by going and looking; it believes
// signatures of requests.
type acmeAuthority struct {
	*httptest.Server
	hub            string // where the name leads
	key            *ecdsa.PrivateKey
	root           *x509.Certificate
	mu             sync.Mutex // one request at a time
	thumb          string     // of the account's key
	status         string     // of the authorization
	leaf           []byte
	orders, nonces int
	short          bool // certificates end soon, and a second one is refused
}

func newACMEAuthority(t *testing.T, hub string) *acmeAuthority {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	root := certificate(1)
	root.IsCA, root.BasicConstraintsValid, root.KeyUsage = true, true, x509.KeyUsageCertSign
	if root.Raw, err = x509.CreateCertificate(rand.Reader, root, root, &key.PublicKey, key); err != nil {
		t.Fatal(err)
	}
	if root, err = x509.ParseCertificate(root.Raw); err != nil {
		t.Fatal(err)
	}
	a := &acmeAuthority{hub: hub, key: key, root: root}
	a.Server = httptest.NewTLSServer(http.HandlerFunc(a.answer))
	t.Cleanup(a.Close)
	// the system of the hub's process knows the authority, as a metropolis' computers do
	known := filepath.Join(t.TempDir(), "roots.pem")
	if err := os.WriteFile(known, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: a.Certificate().Raw}), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("SSL_CERT_FILE", known)
	return a
}

func certificate(serial int64) *x509.Certificate {
	return &x509.Certificate{SerialNumber: big.NewInt(serial), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().AddDate(0, 3, 0)}
}

func (a *acmeAuthority) answer(w http.ResponseWriter, r *http.Request) {
	var jws struct{ Protected, Payload string }
	if r.Method == http.MethodPost {
		if err := json.NewDecoder(r.Body).Decode(&jws); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.nonces++
	w.Header().Set("Replay-Nonce", fmt.Sprint("nonce", a.nonces))
	code, answer := http.StatusOK, any(nil)
	switch r.URL.Path {
	case "/nonce":
	case "/directory":
		answer = map[string]string{"newNonce": a.URL + "/nonce", "newAccount": a.URL + "/account", "newOrder": a.URL + "/order"}
	case "/account":
		a.account(jws.Protected)
		w.Header().Set("Location", a.URL+"/account/1")
		code, answer = http.StatusCreated, map[string]string{"status": "valid"}
	case "/order":
		if a.orders++; a.short && a.orders > 1 {
			w.Header().Set("Content-Type", "application/problem+json")
			code, answer = http.StatusTooManyRequests, map[string]string{"type": "urn:ietf:params:acme:error:rateLimited"}
			break
		}
		a.status = "pending"
		code, answer = http.StatusCreated, a.order(w, "pending")
	case "/order/1":
		answer = a.order(w, "ready")
	case "/authz":
		answer = map[string]any{"status": a.status, "identifier": map[string]string{"type": "dns", "value": acmeHost}, "challenges": []any{a.challenge()}}
	case "/challenge":
		a.status = a.validate()
		answer = a.challenge()
	case "/finalize":
		if err := a.sign(jws.Payload); err != nil {
			code, answer = http.StatusForbidden, map[string]string{"type": "urn:ietf:params:acme:error:badCSR", "detail": err.Error()}
		} else {
			answer = a.order(w, "valid")
		}
	case "/certificate":
		for _, der := range [][]byte{a.leaf, a.root.Raw} {
			_ = pem.Encode(w, &pem.Block{Type: "CERTIFICATE", Bytes: der}) // the hub notices a cut chain
		}
		return
	default:
		code = http.StatusNotFound
	}
	w.WriteHeader(code)
	if answer != nil {
		_ = json.NewEncoder(w).Encode(answer)
	}
}

// account keeps the thumbprint (RFC 7638) of the key that signs.
func (a *acmeAuthority) account(protected string) {
	var header struct{ JWK struct{ X, Y string } }
	raw, _ := base64.RawURLEncoding.DecodeString(protected)
	_ = json.Unmarshal(raw, &header) // a wrong thumbprint fails the challenge
	sum := sha256.Sum256(fmt.Appendf(nil, `{"crv":"P-256","kty":"EC","x":"%s","y":"%s"}`, header.JWK.X, header.JWK.Y))
	a.thumb = base64.RawURLEncoding.EncodeToString(sum[:])
}

func (a *acmeAuthority) order(w http.ResponseWriter, status string) any {
	w.Header().Set("Location", a.URL+"/order/1")
	return map[string]any{"status": status, "authorizations": []string{a.URL + "/authz"}, "finalize": a.URL + "/finalize", "certificate": a.URL + "/certificate"}
}

func (a *acmeAuthority) challenge() any {
	return map[string]string{"type": "tls-alpn-01", "url": a.URL + "/challenge", "token": "jeton", "status": a.status}
}

// validate is what RFC 8737 asks of an authority.
func (a *acmeAuthority) validate() (status string) {
	config := &tls.Config{ServerName: acmeHost, NextProtos: []string{"acme-tls/1"}, InsecureSkipVerify: true} // signed by itself, by definition
	conn, err := tls.Dial("tcp", a.hub, config)
	if err != nil {
		return "invalid"
	}
	defer func() { _ = conn.Close() }()
	state := conn.ConnectionState()
	cert, sum := state.PeerCertificates[0], sha256.Sum256([]byte("jeton."+a.thumb))
	want := append([]byte{4, sha256.Size}, sum[:]...) // OCTET STRING
	for _, e := range cert.Extensions {
		if e.Critical && e.Id.String() == "1.3.6.1.5.5.7.1.31" && bytes.Equal(e.Value, want) &&
			state.NegotiatedProtocol == "acme-tls/1" && slices.Equal(cert.DNSNames, []string{acmeHost}) {
			return "valid"
		}
	}
	return "invalid"
}

// sign makes the certificate of a request (PKCS #10).
func (a *acmeAuthority) sign(payload string) error {
	var asked struct{ CSR string }
	raw, err := base64.RawURLEncoding.DecodeString(payload)
	err = errors.Join(err, json.Unmarshal(raw, &asked))
	raw, wrong := base64.RawURLEncoding.DecodeString(asked.CSR)
	csr, unread := x509.ParseCertificateRequest(raw)
	if err := errors.Join(err, wrong, unread); err != nil {
		return err
	}
	if err = csr.CheckSignature(); err != nil || a.status != "valid" || !slices.Equal(csr.DNSNames, []string{acmeHost}) {
		return fmt.Errorf("%v, authorization %s, names %v", err, a.status, csr.DNSNames)
	}
	leaf := certificate(2)
	if a.short { // due already
		leaf.NotBefore, leaf.NotAfter = time.Now().Add(-3*time.Hour), time.Now().Add(30*time.Minute)
	}
	leaf.DNSNames = csr.DNSNames
	a.leaf, err = x509.CreateCertificate(rand.Reader, leaf, a.root, csr.PublicKey, a.key)
	return err
}

// freeAddress is one nobody listens on.
func freeAddress() string {
	s := httptest.NewServer(nil)
	s.Close()
	return s.Listener.Addr().String()
}

// health asks /healthz of a hub for a name, knowing only this authority.
func (a *acmeAuthority) health(t *testing.T, address, host string) error {
	t.Helper()
	pool := x509.NewCertPool()
	pool.AddCert(a.root)
	config := &tls.Config{RootCAs: pool, ServerName: host, MinVersion: tls.VersionTLS12}
	client := http.Client{Timeout: 20 * time.Second, Transport: &http.Transport{DisableKeepAlives: true, TLSClientConfig: config}}
	res, err := client.Get("https://" + address + "/healthz")
	if err != nil {
		return err
	}
	if res.StatusCode != http.StatusOK {
		err = errors.New(res.Status)
	}
	return errors.Join(err, res.Body.Close())
}

func TestACertificateFromTheMetropolisAuthority(t *testing.T) {
	a, dir := newACMEAuthority(t, freeAddress()), t.TempDir()
	p := startHub(t, "--data", dir, "--listen", a.hub, "--acme", acmeHost, "--acme-directory", a.URL+"/directory")
	if err := a.health(t, a.hub, acmeHost); err != nil || p.address != "https://"+acmeHost {
		t.Fatalf("%v at %s: %s", err, p.address, p.stderr)
	}
	if err := a.health(t, a.hub, "autre.metropole.test"); err == nil {
		t.Fatal("answered under a name that is not its own")
	}
	for start := time.Now(); ; time.Sleep(20 * time.Millisecond) { // kept just after the first answer
		if kept, err := filepath.Glob(filepath.Join(dir, "acme", "*", acmeHost)); err == nil && len(kept) == 1 {
			break
		} else if time.Since(start) > 10*time.Second {
			t.Fatalf("kept %v, %v", kept, err)
		}
	}
	p.stop()
	a.Close() // a hub that has its certificate needs nobody
	p.start()
	if err := a.health(t, a.hub, acmeHost); err != nil || a.orders != 1 || strings.Contains(p.stderr.String(), "certificat") {
		t.Fatalf("%v, %d orders: %s", err, a.orders, p.stderr)
	}
}

func TestNoCertificateIsSaidInASentence(t *testing.T) {
	for name, says := range map[string]string{"the authority is away": "ne répond pas", "the name leads elsewhere": "n’atteint pas ce serveur"} {
		t.Run(name, func(t *testing.T) {
			a, listen := newACMEAuthority(t, freeAddress()), freeAddress()
			if says == "ne répond pas" {
				a.Close()
			}
			p := startHub(t, "--data", t.TempDir(), "--listen", listen, "--acme", acmeHost, "--acme-directory", a.URL+"/directory")
			for range 3 {
				if err := a.health(t, listen, acmeHost); err == nil {
					t.Fatal("answered without a certificate")
				}
			}
			if said := p.stderr.String(); strings.Count(said, "Pas de ") != 1 || !strings.Contains(said, says) || !strings.Contains(said, a.URL) || !strings.Contains(said, "Rien n’est perdu") {
				t.Fatalf("said %q", said)
			}
		})
	}
}

// TestARenewalThatIsRefusedIsSaid: the certificate in use goes on, and who runs
// the hub hears of the refusal long before it ends.
func TestARenewalThatIsRefusedIsSaid(t *testing.T) {
	a, metrics := newACMEAuthority(t, freeAddress()), freeAddress()
	a.short = true
	p := startHub(t, "--data", t.TempDir(), "--listen", a.hub, "--metrics", metrics, "--acme", acmeHost, "--acme-directory", a.URL+"/directory")
	if err := a.health(t, a.hub, acmeHost); err != nil {
		t.Fatalf("%v: %s", err, p.stderr)
	}
	const counted = `parvis_hub_certificate_refusals_total{reason="rateLimited"} `
	page := ""
	for start := time.Now(); !strings.Contains(page, counted); time.Sleep(50 * time.Millisecond) {
		if time.Since(start) > 20*time.Second {
			t.Fatalf("never counted: %s\n%s", page, p.stderr)
		}
		page = get(t, "http://"+metrics+"/metrics")
	}
	said := p.stderr.String()
	for _, want := range []string{"n’est pas renouvelé", "rateLimited", a.URL, "reason=rateLimited"} {
		if !strings.Contains(said, want) {
			t.Errorf("%q is not said: %s", want, said)
		}
	}
	if strings.Count(said, "n’est pas renouvelé") != 1 || !strings.Contains(page, "parvis_hub_certificate_until_seconds ") {
		t.Errorf("said %s\ncounted %s", said, page)
	}
	if err := a.health(t, a.hub, acmeHost); err != nil {
		t.Errorf("the certificate in use is not used: %v", err)
	}
}

// get reads a page.
func get(t *testing.T, address string) string {
	t.Helper()
	res, err := http.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}
