package device

import (
	"crypto/sha256"

	"parvis/app/relay"
)

// hashRecord is SHA-256 of the canonical CBOR of kind, version and body.
func hashRecord(kind relay.Kind, version uint16, body []byte) []byte {
	sum := sha256.Sum256(encodeCBOR([]any{kind, version, body}))
	return sum[:]
}
