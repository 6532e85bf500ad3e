package hubtest

import (
	"bytes"
	"errors"
	"io"
	"sort"
	"testing"
	"time"

	"github.com/klauspost/compress/zstd"

	"parvis/app"
	"parvis/app/hub"
	"parvis/app/relay"
)

// filled puts one of everything in a ledger.
func filled(t *testing.T, l hub.Ledger) hub.Device {
	t.Helper()
	ctx := t.Context()
	_, err := l.SigningKey(ctx, bytes.Repeat([]byte{3}, 32))
	check(t, err)
	check(t, l.Invite(ctx, invitation("one")))
	d := enlisted(t, l, "device-a", "Mairie")
	enlisted(t, l, "device-b", "École") // nothing sent yet
	m := &maker{t: t, epoch: 1}
	accept(t, l, d, 1, m.lot("seul", "2026-10", 7), m.lot("atelier", "2026-10", 1),
		m.record(relay.KindHeartbeat, relay.Heartbeat{Program: "1.0.0", StoreOK: true}),
		m.record(relay.KindProposal, relay.ProposalBody{Guide: "rsa", Version: "2026-12", Text: "# RSA"}))
	check(t, l.PutPack(ctx, hub.Pack{Version: 1, Manifest: []byte("signed"), Files: map[string][]byte{"h1": []byte("c1")}}))
	check(t, l.Audit(ctx, hub.AuditEntry{At: day, Actor: "admin", Act: "invited", Subject: "Mairie"}))
	return d
}

// content is an export in an order that does not depend on the store.
func content(t *testing.T, l hub.Ledger) []string {
	t.Helper()
	var out []string
	for _, i := range collect(t, l.Export(t.Context())) {
		raw, err := relay.Canonical(i)
		check(t, err)
		out = append(out, string(raw))
	}
	sort.Strings(out)
	return out
}

func testExport(t *testing.T, l hub.Ledger) {
	ctx := t.Context()
	d := filled(t, l)
	var file bytes.Buffer
	check(t, hub.WriteArchive(&file, l.Export(ctx)))
	before := content(t, l)
	twin := NewMemory()
	check(t, twin.Import(ctx, hub.ReadArchive(bytes.NewReader(file.Bytes()))))
	same(t, content(t, twin), before) // one format, whatever the store
	m := &maker{t: t, epoch: 1, seq: 4}
	accept(t, l, d, 1, m.lot("seul", "2026-11", 9))
	check(t, l.Import(ctx, hub.ReadArchive(bytes.NewReader(file.Bytes()))))
	same(t, content(t, l), before)
	same(t, len(all(t, l, hub.LotQuery{})), 1)
	same(t, len(collect(t, l.Notes(ctx, time.Time{}, relay.KindFlag, relay.KindProposal))), 1)
	same(t, accept(t, l, d, 1).AckedThrough, uint64(4))
	m = &maker{t: t, epoch: 1, seq: 4}
	same(t, words(accept(t, l, d, 1, m.lot("seul", "2026-10", 8))), []string{"rejected already_released"})
}

func testImportFails(t *testing.T, l hub.Ledger) {
	ctx := t.Context()
	filled(t, l)
	var file bytes.Buffer
	check(t, hub.WriteArchive(&file, l.Export(ctx)))
	before := content(t, l)
	for _, cut := range []int{0, 10, file.Len() / 2, file.Len() - 1} {
		err := l.Import(ctx, hub.ReadArchive(bytes.NewReader(file.Bytes()[:cut])))
		if !errors.Is(err, app.E(app.Damaged, "hub_archive_damaged")) {
			t.Fatalf("cut at %d: %v", cut, err)
		}
		same(t, content(t, l), before)
	}
	for at := 30; at < file.Len(); at += 17 {
		flipped := bytes.Clone(file.Bytes())
		flipped[at] ^= 0x20
		if err := l.Import(ctx, hub.ReadArchive(bytes.NewReader(flipped))); err == nil {
			t.Fatalf("flipped at %d: imported", at)
		}
	}
	plain := unpacked(t, file.Bytes())
	at := bytes.Index(plain, []byte("Mairie"))
	if at < 0 {
		t.Fatal("no place in the archive: nothing is tried")
	}
	plain[at] ^= 1 // and packed again: only the seal can tell
	if err := l.Import(ctx, hub.ReadArchive(bytes.NewReader(packed(t, plain)))); !errors.Is(err, app.E(app.Damaged, "hub_archive_damaged")) {
		t.Fatalf("changed and packed again: %v", err)
	}
	same(t, content(t, l), before)
}

func unpacked(t *testing.T, file []byte) []byte {
	t.Helper()
	z, err := zstd.NewReader(bytes.NewReader(file), zstd.WithDecoderConcurrency(1))
	check(t, err)
	defer z.Close()
	plain, err := io.ReadAll(z)
	check(t, err)
	return plain
}

func packed(t *testing.T, plain []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	z, err := zstd.NewWriter(&b, zstd.WithEncoderConcurrency(1))
	check(t, err)
	_, err = z.Write(plain)
	check(t, errors.Join(err, z.Close()))
	return b.Bytes()
}

func testPacks(t *testing.T, l hub.Ledger) {
	ctx := t.Context()
	if _, ok, err := l.LatestPack(ctx); ok || err != nil {
		t.Fatal(ok, err)
	}
	for v := uint64(1); v <= 2; v++ {
		check(t, l.PutPack(ctx, hub.Pack{Version: v, Manifest: []byte{byte(v)}, Files: map[string][]byte{"shared": []byte("s"), string(rune('a' + v)): {byte(v)}}}))
	}
	if err := l.PutPack(ctx, hub.Pack{Version: 2, Manifest: []byte("other")}); !errors.Is(err, app.E(app.Failed, "pack_taken")) {
		t.Fatalf("the same version: %v", err)
	}
	p, ok, err := l.LatestPack(ctx)
	check(t, err)
	same(t, []any{ok, p.Version, p.Manifest}, []any{true, uint64(2), []byte{2}})
	head, err := l.Head(ctx)
	check(t, err)
	same(t, head, hub.Head{Epoch: 1, PackVersion: 2})
	for hash, want := range map[string]string{"shared": "s", "b": "\x01", "c": "\x02"} {
		c, ok, err := l.PackFile(ctx, hash)
		check(t, err)
		same(t, []any{ok, string(c)}, []any{true, want})
	}
	if _, ok, err := l.PackFile(ctx, "nothing"); ok || err != nil {
		t.Fatal(ok, err)
	}
}
