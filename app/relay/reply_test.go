package relay_test

import (
	"bytes"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"io"
	"net/http"
	"slices"
	"testing"
	"time"

	"parvis/app"
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

// echo is a hub that answers the batch it got, changed.
type echo struct {
	open   func(frame []byte) (relay.Batch, []byte, error)
	change func(*relay.Reply)
}

func (e echo) RoundTrip(r *http.Request) (*http.Response, error) {
	frame, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	b, hash, err := e.open(frame)
	if err != nil {
		return nil, err
	}
	reply := relay.Reply{BatchID: b.ID, Count: len(b.Records), BatchHash: hash, ServerTime: time.Now().Unix()}
	for _, record := range b.Records {
		reply.Verdicts = append(reply.Verdicts, relay.RecordVerdict{Seq: record.Seq, Verdict: relay.Accepted})
	}
	e.change(&reply)
	body, err := relay.Canonical(reply)
	if err != nil {
		return nil, err
	}
	r.Body = http.NoBody
	return puppet{http.StatusOK, body}.RoundTrip(r)
}

// TestOnlyTheEchoOfTheVeryBatchIsBelieved changes each part of a right answer.
func TestOnlyTheEchoOfTheVeryBatchIsBelieved(t *testing.T) {
	for name, change := range map[string]func(*relay.Reply){
		"":                   func(*relay.Reply) {},
		"another batch":      func(r *relay.Reply) { r.BatchID += "x" },
		"another count":      func(r *relay.Reply) { r.Count++ },
		"another hash":       func(r *relay.Reply) { r.BatchHash[0] ^= 1 },
		"no hash":            func(r *relay.Reply) { r.BatchHash = nil },
		"a verdict missing":  func(r *relay.Reply) { r.Verdicts = r.Verdicts[1:] },
		"a verdict too many": func(r *relay.Reply) { r.Verdicts = append(r.Verdicts, r.Verdicts[0]) },
		"another order":      func(r *relay.Reply) { r.Verdicts[0], r.Verdicts[1] = r.Verdicts[1], r.Verdicts[0] },
	} {
		t.Run(name, func(t *testing.T) {
			r, box := oneWaiting(t, puppet{})
			if err := box.Enqueue(t.Context(), relay.KindLot, 1, []byte{2}); err != nil {
				t.Fatal(err)
			}
			id, err := box.Identity(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			own := ed25519.PrivateKey(id.Private).Public().(ed25519.PublicKey)
			r.Client = relay.NewClient(echo{func(frame []byte) (relay.Batch, []byte, error) { return relay.Open(frame, own) }, change})
			s, err := r.SyncNow(t.Context())
			if name == "" {
				if err != nil || s.Waiting != 0 || s.Sent != 3 { // and a heartbeat
					t.Fatalf("the right answer: %+v, %v", s, err)
				}
				return
			}
			if !errors.Is(err, app.E(app.Hub, "hub_wrong_echo")) || s.Sent != 0 || s.Waiting != 2 || s.SetAside != 0 {
				t.Fatalf("%+v, %v", s, err)
			}
		})
	}
}

// TestAHubThatForgetsAtEachBatchIsSaid: two hubs behind one address that do not
// share their ledger must not make a device send for ever.
func TestAHubThatForgetsAtEachBatchIsSaid(t *testing.T) {
	r, box := oneWaiting(t, puppet{})
	id, err := box.Identity(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	own, batches := ed25519.PrivateKey(id.Private).Public().(ed25519.PublicKey), 0
	r.Client = relay.NewClient(echo{func(frame []byte) (relay.Batch, []byte, error) { return relay.Open(frame, own) }, func(r *relay.Reply) {
		batches++
		r.HubEpoch = uint32(1 + batches%2)
	}})
	s, err := r.SyncNow(t.Context())
	if !errors.Is(err, app.E(app.Hub, "hub_forgets")) || batches > 20 || s.Waiting+s.Sent == 0 {
		t.Fatalf("%d batches: %+v, %v", batches, s, err)
	}
}

// FuzzReceipt holds that a receipt settles only the very records it names,
// whatever a hub signed.
func FuzzReceipt(f *testing.F) {
	for _, l := range []relay.ReceiptLine{{}, {Epoch: 1, Seq: 1, Hash: make([]byte, 32), Verdict: relay.Accepted}} {
		raw, err := relay.Canonical(relay.Receipt{Device: "d", Pages: []relay.ReceiptPage{{Epoch: 1, Acked: 1, Known: 1, Lines: []relay.ReceiptLine{l}}}})
		if err != nil {
			f.Fatal(err)
		}
		f.Add(raw)
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		r, box := oneWaiting(t, puppet{})
		var rc relay.Receipt
		if relay.Decode(raw, &rc) == nil { // else the bytes as they are, signed
			id, err := box.Identity(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			rc.Device = id.Device
			if raw, err = relay.Canonical(rc); err != nil {
				t.Fatal(err)
			}
		}
		signature := ed25519.Sign(key, append([]byte("parvis receipt v1\n"), raw...))
		file := slices.Concat([]byte("parvis receipt 1\n"), signature, raw)
		_, err := r.ReadReceipt(t.Context(), bytes.NewReader(file))
		if c, cerr := box.Counts(t.Context()); cerr != nil || c.Sent+c.SetAside != 0 {
			t.Fatalf("%+v, %v", c, err)
		}
	})
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
