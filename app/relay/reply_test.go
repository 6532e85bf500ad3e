package relay_test

import (
	"bytes"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/base64"
	"io"
	"net/http"
	"testing"
	"time"

	"parvis/app/relay"
	"parvis/app/relay/relaytest"
)

// puppet is a hub whose key we hold and which answers anything, well signed.
type puppet struct {
	status int
	body   []byte
}

func (p puppet) RoundTrip(r *http.Request) (*http.Response, error) {
	if _, err := io.Copy(io.Discard, r.Body); err != nil {
		return nil, err
	}
	signature := ed25519.Sign(key, relay.AnswerText(r.Header.Get(relay.HeaderNonce), p.status, p.body))
	h := http.Header{}
	h.Set(relay.HeaderSignature, base64.RawURLEncoding.EncodeToString(signature))
	return &http.Response{StatusCode: p.status, Header: h, Request: r, Body: io.NopCloser(bytes.NewReader(p.body))}, nil
}

// oneWaiting is a device enrolled at the puppet with one record to send.
func oneWaiting(t *testing.T, p puppet) (*relay.Relay, *relaytest.Outbox) {
	t.Helper()
	box := relaytest.New(rand.Reader, time.Now)
	id, err := box.Identity(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	reg := relay.Registration{Hub: "https://hub.exemple.fr", HubKey: public, Token: string(id.Device) + ".secret"}
	if err := box.SetRegistration(t.Context(), reg); err != nil {
		t.Fatal(err)
	}
	if err := box.Enqueue(t.Context(), relay.KindLot, 1, []byte{1}); err != nil {
		t.Fatal(err)
	}
	return relay.New(relay.Options{Outbox: box, Now: time.Now, Client: relay.NewClient(p)}), box
}

// FuzzReply holds that nothing is ever sent without the echo of the very
// batch, whatever a well signed answer says: the batch's id is drawn at each
// try, so no answer made beforehand can be right.
func FuzzReply(f *testing.F) {
	for _, r := range []relay.Reply{{}, {BatchID: "b", Count: 1, BatchHash: make([]byte, 32), Verdicts: []relay.RecordVerdict{{Seq: 1, Verdict: relay.Accepted}}}} {
		raw, err := relay.Canonical(r)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(200, raw)
	}
	f.Add(403, []byte(`{"error":"device_revoked"}`))
	f.Add(413, []byte{})
	f.Fuzz(func(t *testing.T, status int, body []byte) {
		if status < 200 || status > 599 || status == 429 || status == 503 {
			return // those make it wait
		}
		r, box := oneWaiting(t, puppet{status, body})
		s, err := r.SyncNow(t.Context())
		c, cerr := box.Counts(t.Context())
		if cerr != nil || c.Sent != 0 || s.Sent != 0 || s.Waiting+s.SetAside != 1 {
			t.Fatalf("%+v, %+v, %v", s, c, err)
		}
	})
}
