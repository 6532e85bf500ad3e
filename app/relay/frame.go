package relay

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"sync"

	"github.com/google/uuid"
	"github.com/klauspost/compress/zstd"
)

// A frame is what travels, exactly 1, 4, 16, 64 or 256 KiB long so that its
// size says little:
//
//	"PVB" 0x01 | length of the payload (4 bytes, big endian) | payload | zeros | signature (64 bytes)
//
// The payload is the zstd of the batch's canonical CBOR; the Ed25519 signature
// of the device covers everything before it.
const (
	frameMagic = "PVB\x01"
	headerLen  = len(frameMagic) + 4
	frameSign  = "parvis batch v1\n"
)

// Sizes are the lengths a frame may have, in bytes.
var Sizes = [...]int{1 << 10, 4 << 10, 16 << 10, 64 << 10, MaxFrame}

// Reasons a frame is refused. The hub answers them as codes.
var (
	ErrTooLarge  = errors.New("batch_too_large")
	ErrFrame     = errors.New("bad_frame")
	ErrSignature = errors.New("bad_signature")
	ErrBatch     = errors.New("bad_batch")
)

// batchWire and recordWire are arrays on the wire; the record's hash does not
// travel, since the reader computes it from what it received.
type batchWire struct {
	_       struct{} `cbor:",toarray"`
	ID      string
	Device  DeviceID
	Epoch   uint32
	Settled Settled
	Records []recordWire
}

type recordWire struct {
	_       struct{} `cbor:",toarray"`
	ID      []byte
	Epoch   uint32
	Seq     uint64
	Kind    Kind
	Version uint16
	Body    []byte
}

// codecs are shared because building one costs more than a batch; both are
// safe for concurrent use through EncodeAll and DecodeAll.
var (
	encoder = sync.OnceValues(func() (*zstd.Encoder, error) {
		return zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedBetterCompression),
			zstd.WithEncoderConcurrency(1), zstd.WithWindowSize(1<<20), zstd.WithEncoderCRC(false))
	})
	decoder = sync.OnceValues(func() (*zstd.Decoder, error) {
		return zstd.NewReader(nil, zstd.WithDecoderConcurrency(0),
			zstd.WithDecoderMaxMemory(maxRaw), zstd.WithDecoderMaxWindow(1<<20))
	})
)

// Seal makes the frame of a batch and the batch's hash. ErrTooLarge when it
// does not fit, in records or in bytes: the caller halves it.
func Seal(b Batch, private ed25519.PrivateKey) (frame, hash []byte, err error) {
	if len(b.Records) > MaxRecords {
		return nil, nil, ErrTooLarge
	}
	wire := batchWire{ID: b.ID, Device: b.Device, Epoch: b.Epoch, Settled: b.Settled, Records: make([]recordWire, len(b.Records))}
	for i, r := range b.Records {
		id, err := uuid.Parse(r.ID)
		if err != nil {
			return nil, nil, fmt.Errorf("%w: record %d: %w", ErrBatch, r.Seq, err)
		}
		wire.Records[i] = recordWire{ID: id[:], Epoch: r.Epoch, Seq: r.Seq, Kind: r.Kind, Version: r.Version, Body: r.Body}
	}
	raw, err := Canonical(wire)
	if err != nil {
		return nil, nil, err
	}
	if len(raw) > maxRaw {
		return nil, nil, ErrTooLarge
	}
	sum := sha256.Sum256(raw)
	enc, err := encoder()
	if err != nil {
		return nil, nil, err
	}
	frame, err = pad(enc.EncodeAll(raw, nil))
	if err != nil {
		return nil, nil, err
	}
	signed := len(frame) - ed25519.SignatureSize
	copy(frame[signed:], ed25519.Sign(private, signedPart(frame[:signed])))
	return frame, sum[:], nil
}

// pad lays the payload in the smallest frame that holds it, unsigned yet.
func pad(payload []byte) ([]byte, error) {
	need := headerLen + len(payload) + ed25519.SignatureSize
	for _, size := range Sizes {
		if need <= size {
			frame := make([]byte, size)
			copy(frame, frameMagic)
			binary.BigEndian.PutUint32(frame[len(frameMagic):], uint32(len(payload)))
			copy(frame[headerLen:], payload)
			return frame, nil
		}
	}
	return nil, ErrTooLarge
}

func signedPart(b []byte) []byte { return append([]byte(frameSign), b...) }

// Open checks and reads a frame. The signature is verified before anything is
// decompressed, so only an enrolled device can make the reader work; what it
// decompresses is bounded in any case.
func Open(frame []byte, public ed25519.PublicKey) (Batch, []byte, error) {
	payload, err := unpad(frame)
	if err != nil {
		return Batch{}, nil, err
	}
	signed := len(frame) - ed25519.SignatureSize
	if len(public) != ed25519.PublicKeySize ||
		!ed25519.Verify(public, signedPart(frame[:signed]), frame[signed:]) {
		return Batch{}, nil, ErrSignature
	}
	return decodePayload(payload)
}

func unpad(frame []byte) ([]byte, error) {
	known := false
	for _, size := range Sizes {
		known = known || len(frame) == size
	}
	if !known || !bytes.HasPrefix(frame, []byte(frameMagic)) {
		if len(frame) > MaxFrame {
			return nil, ErrTooLarge
		}
		return nil, ErrFrame
	}
	n := int(binary.BigEndian.Uint32(frame[len(frameMagic):]))
	end := len(frame) - ed25519.SignatureSize
	if n < 0 || n > end-headerLen {
		return nil, ErrFrame
	}
	for _, b := range frame[headerLen+n : end] {
		if b != 0 { // nothing hides in the padding
			return nil, ErrFrame
		}
	}
	return frame[headerLen : headerLen+n], nil
}

func decodePayload(payload []byte) (Batch, []byte, error) {
	dec, err := decoder()
	if err != nil {
		return Batch{}, nil, err
	}
	raw, err := dec.DecodeAll(payload, nil)
	if err != nil {
		return Batch{}, nil, fmt.Errorf("%w: %w", ErrBatch, err)
	}
	var wire batchWire
	if err := Decode(raw, &wire); err != nil {
		return Batch{}, nil, fmt.Errorf("%w: %w", ErrBatch, err)
	}
	b := Batch{ID: wire.ID, Device: wire.Device, Epoch: wire.Epoch, Settled: wire.Settled, Records: make([]Record, len(wire.Records))}
	numbers, ids := map[[2]uint64]bool{}, map[uuid.UUID]bool{}
	for i, r := range wire.Records {
		id, err := uuid.FromBytes(r.ID)
		number := [2]uint64{uint64(r.Epoch), r.Seq}
		if err != nil || id == uuid.Nil || ids[id] || numbers[number] {
			return Batch{}, nil, fmt.Errorf("%w: record id", ErrBatch)
		}
		ids[id], numbers[number] = true, true
		if r.Epoch > b.Epoch {
			return Batch{}, nil, fmt.Errorf("%w: record of a later epoch", ErrBatch)
		}
		b.Records[i] = Record{
			ID: id.String(), Epoch: r.Epoch, Seq: r.Seq, Kind: r.Kind, Version: r.Version,
			Body: r.Body, Hash: HashOf(r.Kind, r.Version, r.Body),
		}
	}
	sum := sha256.Sum256(raw)
	return b, sum[:], nil
}
