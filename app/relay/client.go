package relay

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"parvis/app"
)

// Times of one exchange. The whole is long because a frame of 256 KiB takes a
// minute and a half at 23 kbit/s.
const (
	exchangeTimeout = 4 * time.Minute
	maxReply        = 4 << 20
	heavyReply      = 64 << 20
)

// errOtherHost is a redirect away from the hub.
var errOtherHost = errors.New("redirect to another host")

// NewClient is the HTTP client devices use: the machine's proxy and
// certificates, no redirect to another host, no cookie.
func NewClient(transport http.RoundTripper) *http.Client {
	if transport == nil {
		t := http.DefaultTransport.(*http.Transport).Clone()
		t.ResponseHeaderTimeout = time.Minute
		transport = t
	}
	return &http.Client{
		Transport: transport,
		Timeout:   exchangeTimeout,
		CheckRedirect: func(req *http.Request, via []*http.Request) error {
			first := via[0].URL
			if req.URL.Host != first.Host || req.URL.Scheme != first.Scheme || len(via) > 3 {
				return errOtherHost
			}
			return nil
		},
	}
}

// call is one request to the hub.
type call struct {
	method, path string
	token        string
	kind         string // content type of the body
	body         []byte
	heavy        bool // megabytes go or come: on a slow line that takes its time
}

// answer is what came back, believed: its signature was the hub's.
type answer struct {
	status     int
	body       []byte
	retryAfter time.Duration
}

// wire speaks to one hub.
type wire struct {
	client *http.Client
	hub    string
	key    ed25519.PublicKey // nil: only before the key is known
}

func (w *wire) request(ctx context.Context, c call) (*http.Request, string, error) {
	if _, err := HubURL(w.hub); err != nil {
		return nil, "", err
	}
	req, err := http.NewRequestWithContext(ctx, c.method, w.hub+c.path, bytes.NewReader(c.body))
	if err != nil {
		return nil, "", app.E(app.Hub, "hub_address", "address", w.hub).Because(err)
	}
	nonce := rand.Text()
	req.Header.Set(HeaderNonce, nonce)
	if c.kind != "" {
		req.Header.Set("Content-Type", c.kind)
	}
	if c.token != "" {
		req.Header.Set("Authorization", "Bearer "+c.token)
	}
	return req, nonce, nil
}

// do sends a call and gives the hub's own answer, whatever its status.
// Everything else is an app.Error of kind Hub.
func (w *wire) do(ctx context.Context, c call) (answer, error) {
	req, nonce, err := w.request(ctx, c)
	if err != nil {
		return answer{}, err
	}
	client, most := *w.client, int64(maxReply)
	if c.heavy {
		client.Timeout, most = 0, heavyReply // ctx bounds it
	}
	resp, err := client.Do(req)
	if err != nil {
		return answer{}, transportError(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(io.LimitReader(resp.Body, most+1))
	if err != nil {
		return answer{}, transportError(err)
	}
	a := answer{status: resp.StatusCode, body: body, retryAfter: retryAfter(resp.Header)}
	signature, err := base64.RawURLEncoding.DecodeString(resp.Header.Get(HeaderSignature))
	if err == nil && len(w.key) == ed25519.PublicKeySize &&
		ed25519.Verify(w.key, AnswerText(nonce, a.status, body), signature) {
		return a, nil
	}
	if w.key == nil && len(signature) == ed25519.SignatureSize {
		return a, w.learn(nonce, a, signature)
	}
	return a, impostor(resp, a)
}

// learn takes the key from a Hello that its own key signed; whether to trust
// that key is the invitation's business.
func (w *wire) learn(nonce string, a answer, signature []byte) error {
	var h Hello
	if err := json.Unmarshal(a.body, &h); err != nil || len(h.HubKey) != ed25519.PublicKeySize ||
		!ed25519.Verify(h.HubKey, AnswerText(nonce, a.status, a.body), signature) {
		return app.E(app.Hub, "hub_not_parvis", "hub", w.hub).Because(err)
	}
	w.key = h.HubKey
	return nil
}

// impostor names an answer the hub did not sign: a proxy that limits sizes or
// asks to wait is obeyed, a page is a captive portal, the rest is not Parvis.
func impostor(resp *http.Response, a answer) error {
	head := strings.ToLower(string(a.body[:min(len(a.body), 512)]))
	html := strings.Contains(resp.Header.Get("Content-Type"), "html") ||
		strings.Contains(head, "<html") || strings.Contains(head, "<!doctype")
	switch a.status {
	case http.StatusRequestEntityTooLarge:
		return errTooLargeThere
	case http.StatusTooManyRequests, http.StatusServiceUnavailable:
		return busy(a)
	case http.StatusBadGateway, http.StatusGatewayTimeout, http.StatusInternalServerError:
		return app.E(app.Hub, "hub_unreachable").Because(errors.New(resp.Status))
	case http.StatusNetworkAuthenticationRequired:
		return app.E(app.Hub, "hub_captive")
	}
	if html {
		return app.E(app.Hub, "hub_captive").Because(errors.New(resp.Status))
	}
	return app.E(app.Hub, "hub_not_parvis", "hub", resp.Request.URL.Host).Because(errors.New(resp.Status))
}

// errTooLargeThere says that the other side wants smaller batches.
var errTooLargeThere = errors.New("413")

// errUnreadableThere says that the hub cannot read something in the batch.
var errUnreadableThere = errors.New("unreadable")

// busyError asks to come back later.
type busyError struct {
	after time.Duration
	says  *app.Error
}

func (b *busyError) Error() string { return b.says.Error() }

// Unwrap gives the sentence.
func (b *busyError) Unwrap() error { return b.says }

func busy(a answer) error {
	return &busyError{after: a.retryAfter, says: app.E(app.Hub, "hub_busy")}
}

// refusal turns the hub's signed refusal into an error.
func refusal(a answer) error {
	switch a.status {
	case http.StatusRequestEntityTooLarge:
		return errTooLargeThere
	case http.StatusTooManyRequests, http.StatusServiceUnavailable:
		return busy(a)
	}
	var p Problem
	if err := json.Unmarshal(a.body, &p); err != nil {
		return app.E(app.Hub, "hub_refused", "code", strconv.Itoa(a.status)).Because(err)
	}
	switch p.Error {
	case ProblemBadBatch:
		return errUnreadableThere
	case ProblemToken, ProblemRevoked, ProblemRole, ProblemCodeUnknown, ProblemCodeUsed, ProblemCodeExpired,
		ProblemDeviceTaken, ProblemPackNone, ProblemPackContent, ProblemPackPoll, ProblemPackMoved, ProblemMediaNone, ProblemInvitePlace, ProblemNoDevice:
		return app.E(app.Hub, p.Error)
	}
	return app.E(app.Hub, "hub_refused", "code", p.Error)
}

// transportError names why nothing came back.
func transportError(err error) error {
	var invalid x509.CertificateInvalidError
	var unknown x509.UnknownAuthorityError
	var host x509.HostnameError
	var url *url.Error
	switch {
	case errors.Is(err, errOtherHost):
		return app.E(app.Hub, "hub_redirect").Because(err)
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		return app.E(app.Hub, "hub_clock").Because(err)
	case errors.As(err, &invalid), errors.As(err, &unknown), errors.As(err, &host):
		return app.E(app.Hub, "hub_certificate").Because(err)
	case errors.Is(err, context.Canceled):
		return app.E(app.Hub, "hub_stopped").Because(err)
	case errors.As(err, &url):
		err = url.Err // the address stays out of the log
	}
	return app.E(app.Hub, "hub_unreachable").Because(err)
}

// retryAfter reads the header as seconds or as a date of the server's.
func retryAfter(h http.Header) time.Duration {
	text := h.Get("Retry-After")
	if n, err := strconv.Atoi(text); err == nil && n >= 0 {
		return min(time.Duration(min(n, 1<<20))*time.Second, maxAway)
	}
	at, err := http.ParseTime(text)
	if err != nil {
		return 0
	}
	from, err := http.ParseTime(h.Get("Date"))
	if err != nil || !at.After(from) {
		return 0
	}
	return min(at.Sub(from), maxAway)
}
