package session

import (
	"encoding/hex"
	"fmt"
	"io"
	"regexp"
	"time"
)

var uuidShape = regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`)

// ValidID says whether an id is a UUID written in lower case. Ours are of
// version 7; those other tools made are accepted, since only their being
// unique matters.
func ValidID(id ID) bool { return uuidShape.MatchString(string(id)) }

// NewID makes a UUIDv7 (RFC 9562) from a moment, to the millisecond, and a
// random source.
func NewID(now time.Time, random io.Reader) (ID, error) {
	var b [16]byte
	if _, err := io.ReadFull(random, b[6:]); err != nil {
		return "", fmt.Errorf("random source: %w", err)
	}
	return stamp(b, now), nil
}

// stamp writes the moment, the version and the variant over 16 bytes.
func stamp(b [16]byte, at time.Time) ID {
	ms := uint64(max(at.UnixMilli(), 0))
	for i := range 6 {
		b[i] = byte(ms >> (40 - 8*i))
	}
	b[6] = 0x70 | b[6]&0x0f
	b[8] = 0x80 | b[8]&0x3f
	h := hex.EncodeToString(b[:])
	return ID(h[:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:])
}
