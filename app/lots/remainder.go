package lots

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"math"
)

// remainder is the secret part of a cell that stays behind when a window
// closes: uniform on 0…k for sessions, on k…2k for kiosk runs.
//
// Anyone can add runs at a kiosk and so knows all but a few of those in a
// cell. A reserve of at least k means that a lot larger than what an attacker
// added holds more than k runs of others: adding runs never shows whether one
// visitor came.
func remainder(key []byte, id cellID, w Window, k int) int {
	r := draw(key, "reste", id, w, uint64(k)+1)
	if id.view.Kiosk() {
		return k + int(r)
	}
	return int(r)
}

// place is the secret rank of a lot in the order of sending.
func place(key []byte, id cellID, w Window) uint64 {
	return draw(key, "ordre", id, w, math.MaxUint64)
}

// draw gives a number uniform on [0, n), reproducible by who has the key:
// HMAC-SHA256 in counter mode, numbers that would favour the small ones
// thrown away.
func draw(key []byte, purpose string, id cellID, w Window, n uint64) uint64 {
	limit := math.MaxUint64 - math.MaxUint64%n // a multiple of n
	for counter := uint64(0); ; counter++ {
		mac := hmac.New(sha256.New, key)
		for _, part := range []string{purpose, string(id.view), id.code, string(w)} {
			var size [4]byte
			binary.BigEndian.PutUint32(size[:], uint32(len(part)))
			mac.Write(size[:])
			mac.Write([]byte(part))
		}
		var c [8]byte
		binary.BigEndian.PutUint64(c[:], counter)
		mac.Write(c[:])
		sum := mac.Sum(nil)
		for i := 0; i+8 <= len(sum); i += 8 {
			if x := binary.BigEndian.Uint64(sum[i:]); x < limit {
				return x % n
			}
		}
	}
}
