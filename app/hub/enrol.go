package hub

import (
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"regexp"
	"strings"
	"time"

	"parvis/app"
	"parvis/app/relay"
)

const maxJSON = 8 << 10

var devicePattern = regexp.MustCompile(`^[A-Za-z0-9_\-]{8,64}$`)

// hash is how the hub keeps every token: it never stores one.
func hash(secret string) []byte {
	sum := sha256.Sum256([]byte(secret))
	return sum[:]
}

func (h *Hub) hello(w http.ResponseWriter, r *http.Request) int {
	epoch, err := h.Ledger.Epoch(r.Context())
	if err != nil {
		return h.fail(w, r, err)
	}
	return h.answerJSON(w, r, http.StatusOK, relay.Hello{HubKey: h.PublicKey(), HubEpoch: epoch, Time: h.Now().Unix()})
}

// readEnrol reads and checks an EnrolRequest: well formed, and signed by the
// very key it registers.
func readEnrol(w http.ResponseWriter, r *http.Request) (relay.EnrolRequest, bool) {
	var q relay.EnrolRequest
	raw, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxJSON))
	if err != nil || json.Unmarshal(raw, &q) != nil {
		return q, false
	}
	ok := devicePattern.MatchString(string(q.Device)) && len(q.PublicKey) == ed25519.PublicKeySize &&
		len(q.Token) <= 256 && ed25519.Verify(q.PublicKey, relay.EnrolText(q.Token, q.Device, q.PublicKey), q.Proof)
	return q, ok
}

// newToken draws the secret of a registration.
func (h *Hub) newToken() (string, error) {
	raw := make([]byte, 32)
	if _, err := io.ReadFull(h.Random, raw); err != nil {
		return "", err
	}
	return base64.RawURLEncoding.EncodeToString(raw), nil
}

// enrol exchanges an invitation's token for a registration.
func (h *Hub) enrol(w http.ResponseWriter, r *http.Request) int {
	now := h.Now()
	if !h.rates.mayTry(r, now) {
		return h.busy(w, r, http.StatusTooManyRequests, time.Minute)
	}
	q, ok := readEnrol(w, r)
	if !ok {
		h.rates.failed(r, now)
		return h.refuse(w, r, http.StatusBadRequest, relay.ProblemBadRequest)
	}
	secret, err := h.newToken()
	if err != nil {
		return h.fail(w, r, err)
	}
	d, err := h.Ledger.Redeem(r.Context(), hash(q.Token),
		Device{ID: q.Device, PublicKey: q.PublicKey, TokenHash: hash(secret), Enrolled: now, LastSeen: now}, now)
	var refused *app.Error
	if errors.As(err, &refused) && refused.Kind == app.Hub {
		h.rates.failed(r, now)
		return h.refuse(w, r, http.StatusForbidden, refused.Code)
	}
	if err != nil {
		return h.fail(w, r, err)
	}
	return h.registered(w, r, d, secret, "enrolled")
}

// renew gives a clone an identity of its own: same place, same role, and its
// origin on record.
func (h *Hub) renew(w http.ResponseWriter, r *http.Request, parent Device) int {
	q, ok := readEnrol(w, r)
	if !ok {
		return h.refuse(w, r, http.StatusBadRequest, relay.ProblemBadRequest)
	}
	secret, err := h.newToken()
	if err != nil {
		return h.fail(w, r, err)
	}
	now := h.Now()
	d := Device{
		ID: q.Device, Place: parent.Place, PlaceID: parent.PlaceID, Role: parent.Role, Territory: parent.Territory,
		PublicKey: q.PublicKey, TokenHash: hash(secret), Enrolled: now, LastSeen: now, Parent: parent.ID,
	}
	err = h.Ledger.Enlist(r.Context(), d)
	if errors.Is(err, app.E(app.Hub, relay.ProblemDeviceTaken)) {
		return h.refuse(w, r, http.StatusForbidden, relay.ProblemDeviceTaken)
	}
	if err != nil {
		return h.fail(w, r, err)
	}
	return h.registered(w, r, d, secret, "renewed")
}

func (h *Hub) registered(w http.ResponseWriter, r *http.Request, d Device, secret, act string) int {
	ctx := context.WithoutCancel(r.Context()) // done is done: the log says so
	if err := h.Ledger.Audit(ctx, AuditEntry{At: h.Now(), Actor: string(d.ID), Act: act, Subject: d.Place}); err != nil {
		return h.fail(w, r, err)
	}
	epoch, err := h.Ledger.Epoch(ctx)
	if err != nil {
		return h.fail(w, r, err)
	}
	return h.answerJSON(w, r, http.StatusOK, relay.EnrolReply{
		Token: string(d.ID) + "." + secret, Place: d.Place, PlaceID: d.PlaceID, Role: string(d.Role), HubEpoch: epoch,
		HubBox: h.Box(),
	})
}

// authed lets a handler be reached with a good token only. Tokens are compared
// by hash in constant time, unknown devices included.
func (h *Hub) authed(next func(http.ResponseWriter, *http.Request, Device) int) func(http.ResponseWriter, *http.Request) int {
	return func(w http.ResponseWriter, r *http.Request) int {
		bearer, _ := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
		id, secret, ok := relay.SplitToken(bearer)
		if !ok {
			return h.refuse(w, r, http.StatusUnauthorized, relay.ProblemToken)
		}
		d, found, err := h.Ledger.DeviceByID(r.Context(), id)
		if err != nil {
			return h.fail(w, r, err)
		}
		if !found {
			d.TokenHash = make([]byte, sha256.Size)
		}
		if subtle.ConstantTimeCompare(hash(secret), d.TokenHash) != 1 || !found {
			return h.refuse(w, r, http.StatusUnauthorized, relay.ProblemToken)
		}
		if d.Revoked {
			return h.refuse(w, r, http.StatusForbidden, relay.ProblemRevoked)
		}
		if wait, ok := h.rates.device(asker{id, strings.HasPrefix(r.URL.Path, relay.PathFiles)}, h.Now()); !ok {
			return h.busy(w, r, http.StatusTooManyRequests, wait)
		}
		return next(w, r, d)
	}
}
