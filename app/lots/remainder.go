package lots

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"math"
)

// remainder is the secret part of a cell that stays behind when a window
// closes, uniform on 0…k for sessions.
//
// Anyone can add runs at a kiosk, and so knows all but a few of those in a
// cell; by adding some each month he makes a lot leave each month, and has as
// many looks at the few others. A reserve drawn anew each time would give them
// away to whoever waits for its smallest and its largest value. So kiosk runs
// keep k, and a part on 0…k−1 that never changes, and one on 0…k that does:
// however long he goes on, he knows how many others came to within k, and
// never that it was one to k−1 of them. He may learn that nobody came; that
// exposes nobody.
func remainder(key []byte, id cellID, w Window, k int) int {
	r := int(draw(key, "reste", id, w, uint64(k)+1))
	if id.view.Kiosk() {
		r += k + int(draw(key, "socle", id, "", uint64(k)))
	}
	return r
}

// kept bounds remainder, for who does not have the key.
func kept(v View, k int) (low, high int) {
	if v.Kiosk() {
		return k, 3*k - 1
	}
	return 0, k
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
