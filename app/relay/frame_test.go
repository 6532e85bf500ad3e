package relay_test

import (
	"bytes"
	"crypto/ed25519"
	"encoding/binary"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"testing"

	"github.com/google/uuid"
	"github.com/klauspost/compress/zstd"
	"pgregory.net/rapid"

	"parvis/app/relay"
)

var (
	key    = ed25519.NewKeyFromSeed(bytes.Repeat([]byte{9}, 32))
	public = key.Public().(ed25519.PublicKey)
)

func record(seq uint64, body []byte) relay.Record {
	id := uuid.NewSHA1(uuid.NameSpaceOID, fmt.Append(nil, seq))
	return relay.Record{
		ID: id.String(), Epoch: 1, Seq: seq, Kind: relay.KindLot, Version: 1, Body: body,
		Hash: relay.HashOf(relay.KindLot, 1, body),
	}
}

func TestSealThenOpenGivesTheSameBatch(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := relay.Batch{ID: "batch", Device: "device", Epoch: 3}
		for i, body := range rapid.SliceOfN(rapid.SliceOfN(rapid.Byte(), 0, 200), 0, 60).Draw(t, "bodies") {
			b.Records = append(b.Records, record(uint64(i+1), body))
		}
		frame, hash, err := relay.Seal(b, key)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Contains(relay.Sizes[:], len(frame)) {
			t.Fatalf("a frame of %d bytes", len(frame))
		}
		got, again, err := relay.Open(frame, public)
		if err != nil || !bytes.Equal(hash, again) || got.ID != b.ID || got.Device != b.Device || got.Epoch != 3 || len(got.Records) != len(b.Records) {
			t.Fatalf("%+v, %v", got, err)
		}
		for i, r := range got.Records {
			if w := b.Records[i]; r.ID != w.ID || r.Seq != w.Seq || !bytes.Equal(r.Body, w.Body) || !bytes.Equal(r.Hash, w.Hash) {
				t.Fatalf("record %d: %+v, want %+v", i, r, w)
			}
		}
	})
}

func TestAnyFlippedBitIsRefused(t *testing.T) {
	frame, _, err := relay.Seal(relay.Batch{ID: "b", Device: "d", Epoch: 1, Records: []relay.Record{record(1, []byte{1})}}, key)
	if err != nil {
		t.Fatal(err)
	}
	for bit := range len(frame) * 8 {
		bad := bytes.Clone(frame)
		bad[bit/8] ^= 1 << (bit % 8)
		if _, _, err := relay.Open(bad, public); err == nil {
			t.Fatalf("bit %d flipped: accepted", bit)
		}
	}
	for _, n := range []int{0, 1, 71, 1023, 1025} {
		if _, _, err := relay.Open(append(bytes.Clone(frame), 0)[:n], public); err == nil {
			t.Fatalf("%d bytes: accepted", n)
		}
	}
}

func TestBatchesThatDoNotFit(t *testing.T) {
	many := relay.Batch{Device: "d", Epoch: 1, Records: make([]relay.Record, relay.MaxRecords+1)}
	if _, _, err := relay.Seal(many, key); !errors.Is(err, relay.ErrTooLarge) {
		t.Fatalf("501 records: %v", err)
	}
	noise := relay.Batch{ID: "b", Device: "d", Epoch: 1}
	for i := range 300 {
		noise.Records = append(noise.Records, record(uint64(i+1), bytes.Repeat(relay.HashOf(1, uint16(i), nil), 32)))
		for j := range noise.Records[i].Body {
			noise.Records[i].Body[j] ^= relay.HashOf(2, uint16(i*31+j/32), nil)[j%32]
		}
	}
	if _, _, err := relay.Seal(noise, key); !errors.Is(err, relay.ErrTooLarge) {
		t.Fatalf("300 KiB of noise: %v", err)
	}
}

// frameOf lays any payload in a well signed frame: what a hostile device can
// send.
func frameOf(t testing.TB, payload []byte) []byte {
	t.Helper()
	frame := make([]byte, relay.MaxFrame)
	copy(frame, "PVB\x01")
	binary.BigEndian.PutUint32(frame[4:], uint32(len(payload)))
	copy(frame[8:], payload)
	end := len(frame) - ed25519.SignatureSize
	copy(frame[end:], ed25519.Sign(key, append([]byte("parvis batch v1\n"), frame[:end]...)))
	return frame
}

func TestHostilePayloads(t *testing.T) {
	enc, err := zstd.NewWriter(nil, zstd.WithWindowSize(8<<20))
	if err != nil {
		t.Fatal(err)
	}
	zip := func(b []byte) []byte { return enc.EncodeAll(b, nil) }
	canonical := func(v any) []byte {
		raw, err := relay.Canonical(v)
		if err != nil {
			t.Fatal(err)
		}
		return raw
	}
	id := bytes.Repeat([]byte{5}, 16)
	for name, payload := range map[string][]byte{
		"bomb":             zip(make([]byte, 1<<30)),
		"not zstd":         []byte("hello"),
		"not cbor":         zip([]byte("hello")),
		"nested":           zip(bytes.Repeat([]byte{0x81}, 1000)),
		"huge array":       zip([]byte{0x9b, 0, 0, 0, 1, 0, 0, 0, 0}),
		"501 records":      zip(canonical([]any{"b", "d", 1, make([][]any, 501)})),
		"short id":         zip(canonical([]any{"b", "d", 1, []any{[]any{[]byte{1}, 1, 1, 1, 1, []byte{}}}})),
		"nil id":           zip(canonical([]any{"b", "d", 1, []any{[]any{make([]byte, 16), 1, 1, 1, 1, []byte{}}}})),
		"one number twice": zip(canonical([]any{"b", "d", 1, []any{[]any{id, 1, 1, 1, 1, []byte{}}, []any{bytes.Repeat([]byte{6}, 16), 1, 1, 1, 1, []byte{}}}})),
		"later epoch":      zip(canonical([]any{"b", "d", 1, []any{[]any{id, 2, 1, 1, 1, []byte{}}}})),
	} {
		t.Run(name, func(t *testing.T) {
			if _, _, err := relay.Open(frameOf(t, payload), public); !errors.Is(err, relay.ErrBatch) {
				t.Fatalf("error %v", err)
			}
		})
	}
}

// allocated is how many bytes f asks the memory for.
func allocated(f func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

func TestABombIsNotUnfolded(t *testing.T) {
	var packed bytes.Buffer
	enc, err := zstd.NewWriter(&packed, zstd.WithWindowSize(512<<10)) // it does not say how large it is
	if err != nil {
		t.Fatal(err)
	}
	for range 256 {
		if _, err := enc.Write(make([]byte, 1<<20)); err != nil {
			t.Fatal(err)
		}
	}
	if err := enc.Close(); err != nil {
		t.Fatal(err)
	}
	frame := frameOf(t, packed.Bytes())
	if _, _, err := relay.Open(frame, public); !errors.Is(err, relay.ErrBatch) { // the reader is built once
		t.Fatal(err)
	}
	if n := allocated(func() { _, _, err = relay.Open(frame, public) }); n > 16<<20 || !errors.Is(err, relay.ErrBatch) {
		t.Errorf("%d KiB asked for: %v", n>>10, err)
	}
}

func TestNothingHidesInThePadding(t *testing.T) {
	frame, _, err := relay.Seal(relay.Batch{ID: "b", Device: "d", Epoch: 1}, key)
	if err != nil {
		t.Fatal(err)
	}
	end := len(frame) - ed25519.SignatureSize
	frame[end-1] = 1
	copy(frame[end:], ed25519.Sign(key, append([]byte("parvis batch v1\n"), frame[:end]...)))
	if _, _, err := relay.Open(frame, public); !errors.Is(err, relay.ErrFrame) {
		t.Fatalf("error %v", err)
	}
}

func FuzzOpen(f *testing.F) {
	good, _, err := relay.Seal(relay.Batch{ID: "b", Device: "d", Epoch: 1, Records: []relay.Record{record(1, []byte{1})}}, key)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(good[8:80])
	f.Add([]byte{0x28, 0xb5, 0x2f, 0xfd, 0x00})
	f.Fuzz(func(t *testing.T, payload []byte) {
		if len(payload) > relay.MaxFrame-72 {
			return
		}
		b, _, err := relay.Open(frameOf(t, payload), public)
		if err == nil && len(b.Records) > relay.MaxRecords {
			t.Fatalf("%d records", len(b.Records))
		}
		if _, _, err := relay.Open(payload, public); err == nil {
			t.Fatal("unsigned bytes accepted")
		}
	})
}
