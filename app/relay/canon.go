package relay

import (
	"crypto/sha256"
	"io"

	"github.com/fxamacker/cbor/v2"
	"github.com/google/uuid"
)

// Limits of one batch. They hold on both sides: a device never makes more, a
// hub never reads more.
const (
	MaxRecords = 500
	MaxFrame   = 256 << 10 // bytes on the wire, padding included
	MaxBody    = 32 << 10  // bytes of one record's body
	maxRaw     = 1 << 20   // bytes of a batch once decompressed
)

// encMode is RFC 8949 §4.2.1 core deterministic encoding: the same value has
// one encoding only, so that hashes can be compared.
var encMode = must(cbor.CoreDetEncOptions().EncMode())

// decMode refuses what a hostile sender could use to make the reader work:
// deep nesting, huge arrays, duplicate keys, indefinite lengths, tags.
var decMode = must(cbor.DecOptions{
	DupMapKey:        cbor.DupMapKeyEnforcedAPF,
	IndefLength:      cbor.IndefLengthForbidden,
	TagsMd:           cbor.TagsForbidden,
	MaxNestedLevels:  8,
	MaxArrayElements: MaxRecords,
	MaxMapPairs:      64,
	UTF8:             cbor.UTF8RejectInvalid,
}.DecMode())

// must is for values made of constants only, before any input exists.
func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// Canonical is the one CBOR encoding of a value.
func Canonical(v any) ([]byte, error) { return encMode.Marshal(v) }

// Decode reads canonical CBOR within the limits of this package.
func Decode(raw []byte, v any) error { return decMode.Unmarshal(raw, v) }

// HashOf is SHA-256 of the canonical CBOR of (kind, version, body): what two
// records must share to be the same fact, whoever numbered them.
func HashOf(kind Kind, version uint16, body []byte) []byte {
	raw := must(encMode.Marshal([]any{uint16(kind), version, body}))
	sum := sha256.Sum256(raw)
	return sum[:]
}

// NewID draws a random identifier of a batch.
func NewID(random io.Reader) (string, error) {
	id, err := uuid.NewRandomFromReader(random)
	if err != nil {
		return "", err
	}
	return id.String(), nil
}
