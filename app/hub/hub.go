package hub

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"strconv"
	"time"

	"filippo.io/age"

	"parvis/app"
	"parvis/app/relay"
)

// Options is what a Hub is made of. Ledger and Now are required.
type Options struct {
	Ledger Ledger
	Now    app.Clock
	Random io.Reader    // nil: crypto/rand
	Log    *slog.Logger // nil: silent
	Limits Limits       // zero values: DefaultLimits
	Watch  Watch        // nil: nobody counts
}

// Watch is told what happens, for metrics.
type Watch interface {
	Answered(route string, status int, took time.Duration)
	Decided(v relay.Verdict, records int)
}

// Hub answers devices over HTTP. It keeps nothing in memory that matters.
type Hub struct {
	Options
	key   ed25519.PrivateKey
	box   *age.X25519Identity
	rates *rates
}

// New opens a hub over a ledger; the first hub of a ledger makes its key.
func New(ctx context.Context, o Options) (*Hub, error) {
	if o.Random == nil {
		o.Random = rand.Reader
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	o.Limits = o.Limits.orDefault()
	key, err := SigningKey(ctx, o.Ledger, o.Random)
	if err != nil {
		return nil, err
	}
	box, err := boxOf(key)
	if err != nil {
		return nil, err
	}
	return &Hub{Options: o, key: key, box: box, rates: newRates(o.Limits)}, nil
}

// SigningKey gives the ledger's key, and makes it when there is none.
func SigningKey(ctx context.Context, l Ledger, random io.Reader) (ed25519.PrivateKey, error) {
	proposal := make([]byte, ed25519.SeedSize)
	if _, err := io.ReadFull(random, proposal); err != nil {
		return nil, err
	}
	seed, err := l.SigningKey(ctx, proposal)
	if err != nil {
		return nil, err
	}
	if len(seed) != ed25519.SeedSize {
		return nil, app.E(app.Damaged, "hub_key_damaged")
	}
	return ed25519.NewKeyFromSeed(seed), nil
}

// PublicKey is the hub's.
func (h *Hub) PublicKey() ed25519.PublicKey { return h.key.Public().(ed25519.PublicKey) }

// Box is the age recipient sticks are sealed to.
func (h *Hub) Box() string { return h.box.Recipient().String() }

// Handler answers devices and coordinators.
func (h *Hub) Handler() http.Handler {
	mux := http.NewServeMux()
	route := func(pattern string, f func(http.ResponseWriter, *http.Request) int) {
		mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
			start := time.Now() // a duration, not a decision
			status := f(w, r)
			took := time.Since(start)
			h.Log.Debug("answered", "route", pattern, "status", status, "took", took)
			if h.Watch != nil {
				h.Watch.Answered(pattern, status, took)
			}
		})
	}
	route("GET "+relay.PathHello, h.hello)
	route("POST "+relay.PathEnrol, h.enrol)
	route("POST "+relay.PathRenew, h.authed(h.renew))
	route("POST "+relay.PathBatches, h.authed(h.batches))
	route("GET "+relay.PathLots, h.authed(h.lots))
	route("GET "+relay.PathFleet, h.authed(h.fleet))
	route("GET "+relay.PathNotes, h.authed(h.notes))
	route("GET "+relay.PathMedia+"{hash}", h.authed(h.media))
	route("POST "+relay.PathInvite, h.authed(h.invite))
	route("POST "+relay.PathRevoke, h.authed(h.revoke))
	route("GET "+relay.PathPack, h.authed(h.latestPack))
	route("POST "+relay.PathPack, h.authed(h.publish))
	route("GET "+relay.PathFiles+"{hash}", h.authed(h.packFile))
	route("GET /healthz", func(w http.ResponseWriter, _ *http.Request) int { return plain(w, http.StatusOK, "ok\n") })
	route("GET /readyz", h.ready)
	return mux
}

func plain(w http.ResponseWriter, status int, text string) int {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.WriteHeader(status)
	_, _ = io.WriteString(w, text)
	return status
}

func (h *Hub) ready(w http.ResponseWriter, r *http.Request) int {
	ctx, cancel := context.WithTimeout(r.Context(), 2*time.Second)
	defer cancel()
	if err := h.Ledger.Ping(ctx); err != nil {
		h.Log.Warn("not ready", "error", err)
		return plain(w, http.StatusServiceUnavailable, "not ready\n")
	}
	return plain(w, http.StatusOK, "ready\n")
}

// answer writes a signed answer.
func (h *Hub) answer(w http.ResponseWriter, r *http.Request, status int, kind string, body []byte) int {
	nonce := r.Header.Get(relay.HeaderNonce)
	if len(nonce) > 64 {
		nonce = "" // nothing of ours: it will not be believed
	}
	signature := ed25519.Sign(h.key, relay.AnswerText(nonce, status, body))
	head := w.Header()
	head.Set("Content-Type", kind)
	head.Set("Cache-Control", "no-store")
	head.Set("X-Content-Type-Options", "nosniff")
	head.Set(relay.HeaderSignature, base64.RawURLEncoding.EncodeToString(signature))
	w.WriteHeader(status)
	if _, err := w.Write(body); err != nil {
		h.Log.Debug("answer not read", "error", err)
	}
	return status
}

func (h *Hub) answerJSON(w http.ResponseWriter, r *http.Request, status int, v any) int {
	body, err := json.Marshal(v)
	if err != nil {
		return h.fail(w, r, err)
	}
	return h.answer(w, r, status, relay.TypeJSON, body)
}

// refuse answers a Problem.
func (h *Hub) refuse(w http.ResponseWriter, r *http.Request, status int, code string) int {
	h.Log.Info("refused", "path", r.URL.Path, "status", status, "code", code)
	return h.answerJSON(w, r, status, relay.Problem{Error: code})
}

// busy asks to come back after some seconds.
func (h *Hub) busy(w http.ResponseWriter, r *http.Request, status int, after time.Duration) int {
	seconds := int(after/time.Second) + 1
	w.Header().Set("Retry-After", strconv.Itoa(seconds))
	return h.refuse(w, r, status, relay.ProblemBusy)
}

// fail answers a fault of the hub's own: nothing was decided, the device comes
// back later.
func (h *Hub) fail(w http.ResponseWriter, r *http.Request, err error) int {
	if r.Context().Err() != nil {
		return 499 // gone: nobody reads the answer
	}
	h.Log.Error("failed", "path", r.URL.Path, "error", err)
	return h.busy(w, r, http.StatusServiceUnavailable, 30*time.Second)
}
