package hubtest_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"encoding/binary"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/klauspost/compress/zstd"

	"parvis/app"
	"parvis/app/hub"
	"parvis/app/relay"
	"parvis/app/relay/relaytest"
)

// logged is a world whose hub writes everything it logs in a buffer.
func logged(t *testing.T, seed int64, now func() time.Time) (*world, *bytes.Buffer) {
	t.Helper()
	w := newWorld(t, seed, now)
	var log bytes.Buffer
	h, err := hub.New(t.Context(), hub.Options{
		Ledger: w.ledger, Now: now, Random: w.random, Log: slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug})),
	})
	if err != nil {
		t.Fatal(err)
	}
	w.hub = h
	return w, &log
}

// signedFrame is a frame of any payload, signed by a device.
func signedFrame(payload []byte, key ed25519.PrivateKey, size int) []byte {
	frame := make([]byte, size)
	copy(frame, "PVB\x01")
	binary.BigEndian.PutUint32(frame[4:], uint32(len(payload)))
	copy(frame[8:], payload)
	at := size - ed25519.SignatureSize
	copy(frame[at:], ed25519.Sign(key, append([]byte("parvis batch v1\n"), frame[:at]...)))
	return frame
}

// bomb is a kilobyte that unfolds to a hundred megabytes.
func bomb(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	z, err := zstd.NewWriter(&b)
	if err != nil {
		t.Fatal(err)
	}
	for range 100 {
		if _, err := z.Write(make([]byte, 1<<20)); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// sendRaw posts a frame and gives the hub's words: a problem code, or the
// verdicts.
func sendRaw(t *testing.T, w *world, token string, frame []byte) string {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, address+relay.PathBatches, bytes.NewReader(frame))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+token)
	resp, err := w.net.RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	if resp.StatusCode != http.StatusOK {
		var p relay.Problem
		if err := json.Unmarshal(body, &p); err != nil {
			t.Fatal(err)
		}
		return p.Error
	}
	var r relay.Reply
	if err := relay.Decode(body, &r); err != nil {
		t.Fatal(err)
	}
	var words []string
	for _, v := range r.Verdicts {
		words = append(words, strings.TrimSpace(string(v.Verdict)+" "+v.Reason))
	}
	return strings.Join(words, ", ")
}

func TestHostileBatchesAreAnsweredWithACodeAndTheQueueGoesOn(t *testing.T) {
	w, log := logged(t, 50, at("2026-11-23T17:40:00+01:00"))
	d := w.enrolled(t, "Mairie", hub.RoleDesk)
	reg, _, err := d.box.Registration(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	id, err := d.box.Identity(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	key := ed25519.PrivateKey(id.Private)
	record := func(seq uint64, kind relay.Kind, version uint16, code string) relay.Record {
		body := lot(t, "type", code, "2026-10", 7)
		return relay.Record{ID: "019342aa-0000-7000-8000-0000000000" + code, Epoch: id.Epoch, Seq: seq, Kind: kind, Version: version, Body: body}
	}
	var settled relay.Settled
	sealed := func(epoch uint32, records ...relay.Record) []byte {
		frame, _, err := relay.Seal(relay.Batch{ID: "b", Device: id.Device, Epoch: epoch, Settled: settled, Records: records}, key)
		if err != nil {
			t.Fatal(err)
		}
		return frame
	}
	second := sealed(id.Epoch, record(1002, relay.KindLot, 1, "a2"))
	newer := second[0:len(second):len(second)]
	newer = append([]byte{}, newer...)
	newer[3] = 2 // the magic of a later format
	later := record(1010, relay.KindLot, 1, "b0")
	later.Epoch = id.Epoch + 1
	for _, c := range []struct {
		name  string
		frame []byte
		want  string
	}{
		{"reordered: the second first", second, "accepted"},
		{"reordered: then the first", sealed(id.Epoch, record(1001, relay.KindLot, 1, "a1")), "accepted"},
		{"replayed", second, "duplicate"},
		{"another content under a number", sealed(id.Epoch, record(1002, relay.KindLot, 1, "a3")), "conflict seq_taken"},
		{"a type of the future", sealed(id.Epoch, record(1003, 99, 1, "a4")), "rejected unknown_type"},
		{"the type that was never used", sealed(id.Epoch, record(1005, relay.KindRetired, 1, "a6")), "rejected unknown_type"},
		{"a version of the future", sealed(id.Epoch, record(1004, relay.KindLot, 7, "a5")), "rejected unknown_version"},
		{"a format of the future", newer, "bad_frame"},
		{"a record of a later epoch", sealed(id.Epoch, later), "bad_batch"},
		{"truncated", second[:len(second)-1], "bad_frame"},
		{"bit flipped in the payload", flip(second, 20), "bad_signature"},
		{"bit flipped in the signature", flip(second, len(second)-1), "bad_signature"},
		{"compressed bomb", signedFrame(bomb(t), key, 16<<10), "bad_batch"},
		{"not compressed", signedFrame([]byte("hello"), key, 1<<10), "bad_batch"},
		{"oversized", make([]byte, relay.MaxFrame+1), "batch_too_large"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := sendRaw(t, w, reg.Token, c.frame); got != c.want {
				t.Errorf("answered %q, want %q", got, c.want)
			}
		})
	}
	d.enqueue(t, lot(t, "type", "individuel", "2026-09", 9))
	if s, err := d.SyncNow(t.Context()); err != nil || s.Waiting != 0 || s.SetAside != 0 {
		t.Fatalf("the queue stopped: %+v, %v", s, err)
	}
	if got := sendRaw(t, w, reg.Token, sealed(later.Epoch, later)); got != "conflict unsettled" {
		t.Errorf("an epoch nothing leads to: %q", got)
	}
	asked, err := w.ledger.Accept(t.Context(), hub.Delivery{Device: hub.Device{ID: id.Device}, Epoch: later.Epoch, Records: []hub.Judged{hub.Judge(later)}})
	if err != nil {
		t.Fatal(err)
	}
	settled = *asked.Settle
	if got := sendRaw(t, w, reg.Token, sealed(later.Epoch)); got != "" { // another holder of this identity went on
		t.Errorf("a later epoch: %q", got)
	}
	if got := sendRaw(t, w, reg.Token, sealed(id.Epoch, record(1005, relay.KindLot, 1, "a6"))); got != "conflict old_epoch" {
		t.Errorf("an epoch left behind: %q", got)
	}
	_, secret, _ := relay.SplitToken(reg.Token)
	for _, private := range []string{"Mairie", "192.0.2.1", secret, "individuel", string(id.Device)} {
		if strings.Contains(log.String(), private) {
			t.Errorf("the log holds %q", private)
		}
	}
	for _, code := range []string{"bad_frame", "bad_batch", "bad_signature", "batch_too_large"} {
		if !strings.Contains(log.String(), "code="+code) {
			t.Errorf("the log does not say %s", code)
		}
	}
}

func TestAHubWithAWrongClockLosesNothing(t *testing.T) {
	right := at("2026-11-23T17:40:00+01:00")()
	for name, off := range map[string]time.Duration{"a year ahead": 365 * 24 * time.Hour, "a year behind": -365 * 24 * time.Hour} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, 51, func() time.Time { return right.Add(off) })
			box := relaytest.New(w.random, func() time.Time { return right })
			r := relay.New(relay.Options{Outbox: box, Now: func() time.Time { return right }, Client: relay.NewClient(w.net), Random: w.random})
			if _, err := r.Enrol(t.Context(), w.invite(t, "Mairie", hub.RoleDesk)); err != nil {
				t.Fatal(err)
			}
			if err := box.Enqueue(t.Context(), relay.KindLot, 1, lot(t, "type", "individuel", "2026-10", 7)); err != nil {
				t.Fatal(err)
			}
			if s, err := r.SyncNow(t.Context()); err != nil || s.Waiting != 0 || !s.LastSuccess.Equal(right) {
				t.Fatalf("%+v, %v", s, err)
			}
			if n := len(rows(t, w.ledger)); n != 1 {
				t.Fatalf("%d lots at the hub", n)
			}
			p, err := box.Progress(t.Context())
			if err != nil || p.ClockDrift != int64(off.Seconds()) {
				t.Fatalf("drift %d, %v", p.ClockDrift, err)
			}
		})
	}
}

// gone is a stick pulled out after some bytes.
type gone struct{ left int }

func (g *gone) Write(b []byte) (int, error) {
	if g.left -= len(b); g.left < 0 {
		return 0, errors.New("input/output error")
	}
	return len(b), nil
}

func TestAStickPulledOutWhileWritingChangesNothing(t *testing.T) {
	w := newWorld(t, 52, at("2026-11-23T17:40:00+01:00"))
	d := w.enrolled(t, "Mairie", hub.RoleDesk)
	d.enqueue(t, lot(t, "type", "individuel", "2026-10", 7))
	whole := export(t, d)
	for cut := 0; cut < len(whole); cut += 97 {
		if _, err := d.ExportUSB(t.Context(), &gone{left: cut}); err == nil {
			t.Fatalf("cut at %d of %d: a stick that is not whole was called written", cut, len(whole))
		}
	}
	if s, err := d.SyncNow(t.Context()); err != nil || s.Sent == 0 || s.Waiting != 0 {
		t.Fatalf("the network after it: %+v, %v", s, err)
	}
}

// TestAFlagHoldsCodesOnly: free words have no way to the coordinator through a
// flag, whatever program made it.
func TestAFlagHoldsCodesOnly(t *testing.T) {
	good := relay.FlagBody{Guide: "rsa", Version: "2026-11.2", Step: "fin-rdv", Code: "lien_mort"}
	for name, change := range map[string]func(*relay.FlagBody){
		"as it should be": func(*relay.FlagBody) {},
		"the whole guide": func(f *relay.FlagBody) { f.Step = "" },
		"words, guide":    func(f *relay.FlagBody) { f.Guide = "vu avec Mme Martin" },
		"words, version":  func(f *relay.FlagBody) { f.Version = "hier à 14 h" },
		"words, step":     func(f *relay.FlagBody) { f.Step = "demander à Nadia" },
		"words, code":     func(f *relay.FlagBody) { f.Code = "rappeler Paul" },
		"no code":         func(f *relay.FlagBody) { f.Code = "" },
	} {
		f := good
		change(&f)
		body, err := relay.Canonical(f)
		if err != nil {
			t.Fatal(err)
		}
		refused := hub.Judge(relay.Record{Seq: 1, Kind: relay.KindFlag, Version: 1, Body: body}).Refusal
		if want := strings.Contains(name, "words") || name == "no code"; (refused == "bad_body") != want {
			t.Errorf("%s: %q", name, refused)
		}
	}
}

// TestNotesNameNobody holds that a flag and a proposal reach the coordinator of
// their territory without place, device nor moment.
func TestNotesNameNobody(t *testing.T) {
	w := newWorld(t, 53, at("2026-11-23T17:40:00+01:00"))
	d, c := w.enrolled(t, "Mairie", hub.RoleDesk), w.enrolled(t, "Coordination", hub.RoleCoordinator)
	flag, err := relay.Canonical(relay.FlagBody{Guide: "rsa", Version: "2026-11", Step: "fin", Code: "lien_mort"})
	if err != nil {
		t.Fatal(err)
	}
	if err := d.box.Enqueue(t.Context(), relay.KindFlag, 1, flag); err != nil {
		t.Fatal(err)
	}
	if _, err := d.SyncNow(t.Context()); err != nil {
		t.Fatal(err)
	}
	rows, err := c.Notes(t.Context())
	if err != nil || len(rows) != 1 || rows[0].Week != "2026-W48" || rows[0].Flag.Code != "lien_mort" {
		t.Fatalf("%+v, %v", rows, err)
	}
	raw, err := json.Marshal(rows)
	if err != nil {
		t.Fatal(err)
	}
	id, _ := d.box.Identity(context.Background())
	for _, private := range []string{"Mairie", hub.PlaceID("Mairie"), string(id.Device), "17:40"} {
		if bytes.Contains(raw, []byte(private)) {
			t.Errorf("a coordinator reads %q in %s", private, raw)
		}
	}
	if _, err := d.Notes(t.Context()); !errors.Is(err, app.E(app.Hub, relay.ProblemRole)) {
		t.Errorf("a desk reads notes: %v", err)
	}
}
