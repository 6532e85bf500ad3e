package hubtest_test

import (
	"bytes"
	"crypto/ed25519"
	"errors"
	"fmt"
	"io"
	"math/rand"
	"testing"

	"filippo.io/age"

	"parvis/app"
	"parvis/app/hub"
	"parvis/app/relay"
	"parvis/store/storetest/hubtest"
)

func export(t *testing.T, d *device) []byte {
	t.Helper()
	var file bytes.Buffer
	if _, err := d.ExportUSB(t.Context(), &file); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

func (w *world) carry(t *testing.T, stick []byte) (hub.Carried, []byte, error) {
	t.Helper()
	var receipt bytes.Buffer
	got, err := hub.Admin{Ledger: w.ledger, Random: w.random}.Carry(t.Context(), bytes.NewReader(stick), &receipt, w.now())
	return got, receipt.Bytes(), err
}

func TestStickTwiceAndNetworkTooGiveOneCopy(t *testing.T) {
	w := newWorld(t, 30, at("2026-11-23T17:40:00+01:00"))
	d := w.enrolled(t, "Mairie", hub.RoleDesk)
	var bodies [][]byte
	for i := range 700 { // more than one batch
		bodies = append(bodies, lot(t, "guide", fmt.Sprintf("g%d", i), "2026-10", 5+i))
	}
	d.enqueue(t, bodies...)
	d.enqueue(t, []byte("poison"))
	stick := export(t, d)
	got, receipt, err := w.carry(t, stick)
	if err != nil || got.Accepted != 700 || got.Refused != 1 {
		t.Fatalf("%+v, %v", got, err)
	}
	if got, _, err := w.carry(t, stick); err != nil || got.Accepted != 0 {
		t.Fatalf("the same stick again: %+v, %v", got, err)
	}
	if s, err := d.SyncNow(t.Context()); err != nil || s.Waiting != 0 || s.SetAside != 1 {
		t.Fatalf("the network too: %+v, %v", s, err)
	}
	if s, err := d.ReadReceipt(t.Context(), bytes.NewReader(receipt)); err != nil || s.Sent != 0 {
		t.Fatalf("the receipt after it: %+v, %v", s, err)
	}
	if n := len(rows(t, w.ledger)); n != 700 {
		t.Fatalf("%d lots at the hub", n)
	}
}

// TestWhatDoesNotFitOnAStickTravelsWithTheNext: far more than a year's backlog
// is still read by the hub, some at a time.
func TestWhatDoesNotFitOnAStickTravelsWithTheNext(t *testing.T) {
	w := newWorld(t, 34, at("2026-11-23T17:40:00+01:00"))
	d := w.enrolled(t, "Mairie", hub.RoleDesk)
	const guides = 1300
	r := rand.New(rand.NewSource(34))
	var bodies [][]byte
	for i := range guides {
		text := make([]byte, 30<<10) // that nothing compresses
		for j := range text {
			text[j] = byte(32 + r.Intn(95))
		}
		body, err := relay.Canonical(relay.ProposalBody{Guide: fmt.Sprintf("g%d", i), Version: "2026-11", Text: string(text)})
		if err != nil {
			t.Fatal(err)
		}
		bodies = append(bodies, body)
	}
	if err := d.box.Enqueue(t.Context(), relay.KindProposal, 1, bodies...); err != nil {
		t.Fatal(err)
	}
	taken := 0
	for journey := 0; taken < guides; journey++ {
		got, receipt, err := w.carry(t, export(t, d))
		if err != nil || got.Accepted == 0 || journey == 0 && got.Accepted == guides {
			t.Fatalf("journey %d: %+v, %v", journey, got, err)
		}
		taken += got.Accepted
		if s, err := d.ReadReceipt(t.Context(), bytes.NewReader(receipt)); err != nil || s.Waiting != guides-taken {
			t.Fatalf("journey %d: %+v, %v", journey, s, err)
		}
	}
}

func TestReceiptAloneSettlesThePlaceWithoutNetwork(t *testing.T) {
	w := newWorld(t, 31, at("2026-11-23T17:40:00+01:00"))
	d := w.enrolled(t, "Mairie", hub.RoleDesk)
	d.enqueue(t, lot(t, "type", "individuel", "2026-10", 7), []byte("poison"))
	for i, want := range []relay.Summary{{Sent: 1, Waiting: 1}, {SetAside: 1}} {
		_, receipt, err := w.carry(t, export(t, d))
		if err != nil {
			t.Fatal(err)
		}
		s, err := d.ReadReceipt(t.Context(), bytes.NewReader(receipt))
		if err != nil || s.Sent != want.Sent || s.Waiting != want.Waiting || s.SetAside != want.SetAside {
			t.Fatalf("journey %d: %+v, %v", i+1, s, err)
		}
	}
}

func TestBadSticksAndReceipts(t *testing.T) {
	w := newWorld(t, 32, at("2026-11-23T17:40:00+01:00"))
	d, other := w.enrolled(t, "Mairie", hub.RoleDesk), w.enrolled(t, "École", hub.RoleDesk)
	elsewhere := newWorld(t, 33, w.now)
	d.enqueue(t, lot(t, "type", "individuel", "2026-10", 7))
	stick := export(t, d)
	if bytes.Contains(stick, []byte("individuel")) {
		t.Fatal("a stick can be read by anyone")
	}
	for name, file := range map[string][]byte{
		"empty": nil, "cut": stick[:len(stick)-20], "pulled out": stick[:30], "flipped": flip(stick, len(stick)/2),
	} {
		if _, _, err := w.carry(t, file); !errors.Is(err, app.E(app.Rejected, "usb_bad_file")) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, _, err := elsewhere.carry(t, stick); !errors.Is(err, app.E(app.Rejected, "usb_bad_file")) {
		t.Errorf("another hub: %v", err)
	}
	id, _ := d.box.Identity(t.Context())
	if err := (hub.Admin{Ledger: w.ledger}).Revoke(t.Context(), id.Device, w.now()); err != nil {
		t.Fatal(err)
	}
	if _, _, err := w.carry(t, stick); !errors.Is(err, app.E(app.Hub, "device_revoked")) {
		t.Errorf("revoked: %v", err)
	}
	if n := len(rows(t, w.ledger)); n != 0 {
		t.Fatalf("%d lots came in", n)
	}
	_, receipt, err := w.carry(t, export(t, other))
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		file []byte
		code string
	}{
		"another device's": {receipt, "receipt_other_device"}, "flipped": {flip(receipt, len(receipt)-1), "receipt_bad"},
		"cut": {receipt[:len(receipt)-1], "receipt_bad"}, "empty": {nil, "receipt_bad"},
	} {
		if _, err := d.ReadReceipt(t.Context(), bytes.NewReader(c.file)); !errors.Is(err, app.E(app.Rejected, c.code)) {
			t.Errorf("%s: %v", name, err)
		}
	}
	var forged bytes.Buffer
	if err := relay.WriteReceipt(&forged, relay.Receipt{Device: id.Device}, id.Private); err != nil {
		t.Fatal(err)
	}
	if _, err := d.ReadReceipt(t.Context(), &forged); !errors.Is(err, app.E(app.Rejected, "receipt_bad")) {
		t.Errorf("forged: %v", err)
	}
}

func flip(b []byte, at int) []byte {
	b = bytes.Clone(b)
	b[at] ^= 1
	return b
}

// FuzzCarry feeds files, and contents sealed for the hub as a stick's is: the
// hub takes what a device signed, once, and nothing else.
func FuzzCarry(f *testing.F) {
	key := ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize))
	frame, _, err := relay.Seal(relay.Batch{ID: "b", Device: "device-a", Epoch: 1}, key)
	if err != nil {
		f.Fatal(err)
	}
	for _, content := range []any{
		map[int]any{1: "device-a", 2: [][]byte{frame}},
		map[int]any{1: "device-b", 2: [][]byte{frame}},
		map[int]any{1: "device-a", 2: [][]byte{frame[:100], nil}},
		[]int{},
	} {
		raw, err := relay.Canonical(content)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(raw)
	}
	ledger := hubtest.NewMemory()
	d := hub.Device{ID: "device-a", PublicKey: key.Public().(ed25519.PublicKey), TokenHash: []byte{1}}
	if err := ledger.Enlist(f.Context(), d); err != nil {
		f.Fatal(err)
	}
	h, err := hub.New(f.Context(), hub.Options{Ledger: ledger, Now: at("2026-11-23T17:40:00+01:00"), Random: zeros{}})
	if err != nil {
		f.Fatal(err)
	}
	to, err := age.ParseX25519Recipient(h.Box())
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, content []byte) {
		admin := hub.Admin{Ledger: ledger, Random: zeros{}}
		if _, err := admin.Carry(t.Context(), bytes.NewReader(content), io.Discard, h.Now()); err == nil {
			t.Fatal("nobody made this stick")
		}
		var file bytes.Buffer
		file.WriteString("parvis stick 1\n")
		sealed, err := age.Encrypt(&file, to)
		if err == nil {
			_, err = sealed.Write(content)
		}
		if err := errors.Join(err, sealed.Close()); err != nil {
			t.Fatal(err)
		}
		got, err := admin.Carry(t.Context(), &file, io.Discard, h.Now())
		if got.Records != 0 || err == nil && got.Device != "device-a" || err != nil && app.KindOf(err) != app.Rejected {
			t.Fatalf("%+v, %v", got, err)
		}
	})
}

// zeros is a random source for a hub nobody uses.
type zeros struct{}

func (zeros) Read(b []byte) (int, error) {
	clear(b)
	return len(b), nil
}
