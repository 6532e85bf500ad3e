package hub

import (
	"time"

	"parvis/app/relay"
)

// Item is one thing of an exported ledger; exactly one field is set.
type Item struct {
	Meta       *Meta       `cbor:"1,keyasint,omitempty"`
	Invitation *Invitation `cbor:"2,keyasint,omitempty"`
	Device     *Device     `cbor:"3,keyasint,omitempty"`
	Standing   *Standing   `cbor:"4,keyasint,omitempty"`
	Record     *Kept       `cbor:"5,keyasint,omitempty"`
	Audit      *AuditEntry `cbor:"6,keyasint,omitempty"`
	Pack       *Pack       `cbor:"7,keyasint,omitempty"`
	File       *PackFile   `cbor:"8,keyasint,omitempty"`
}

// PackFile is a file of a pack.
type PackFile struct {
	Hash    string `cbor:"1,keyasint"`
	Content []byte `cbor:"2,keyasint"`
}

// Meta is the ledger's own identity.
type Meta struct {
	Epoch      uint32 `cbor:"1,keyasint"`
	SigningKey []byte `cbor:"2,keyasint"`
}

// Standing is how far a device's newest epoch is decided.
type Standing struct {
	Device  relay.DeviceID `cbor:"1,keyasint"`
	Epoch   uint32         `cbor:"2,keyasint"`
	Acked   uint64         `cbor:"3,keyasint"` // everything up to it is decided
	Highest uint64         `cbor:"4,keyasint"` // the highest Seq decided
	Known   uint64         `cbor:"5,keyasint"` // how many are decided
}

// Kept is a record as the ledger keeps it.
type Kept struct {
	relay.Record
	Device   relay.DeviceID `cbor:"8,keyasint"`
	Refusal  string         `cbor:"9,keyasint,omitempty"` // empty: accepted
	Lot      *LotRow        `cbor:"10,keyasint,omitempty"`
	Received time.Time      `cbor:"11,keyasint"`
}

// Advance moves a standing over what a delivery decided. decided says whether
// a Seq of the newest epoch is decided already, in the store or in this very
// delivery; it is asked only as far as it answers yes.
func (s Standing) Advance(epoch uint32, seqs []uint64, decided func(seq uint64) (bool, error)) (Standing, error) {
	if epoch > s.Epoch {
		s.Epoch, s.Acked, s.Highest, s.Known = epoch, 0, 0, 0
	}
	now := make(map[uint64]bool, len(seqs))
	for _, q := range seqs {
		now[q] = true
		s.Highest = max(s.Highest, q)
	}
	for s.Acked < s.Highest {
		next := s.Acked + 1
		if !now[next] {
			yes, err := decided(next)
			if err != nil || !yes {
				return s, err
			}
		}
		s.Acked = next
	}
	return s, nil
}
