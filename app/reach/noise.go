package reach

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"math"
)

// noise draws from the two-sided geometric distribution (discrete Laplace):
// P(x) ∝ e^(−|x|/scale). The draw depends on the secret and the name alone, so
// that asking again cannot average it away.
//
// It is the difference of two geometric draws, each by inversion of a uniform
// number of 53 bits: values beyond about 36 times the scale do not occur.
func noise(secret []byte, name string, scale float64) int {
	mac := hmac.New(sha256.New, secret)
	mac.Write([]byte("parvis open data 1\x00" + name))
	sum := mac.Sum(nil)
	return geometric(sum[:8], scale) - geometric(sum[8:16], scale)
}

// geometric gives the number of failures before a success of probability
// 1 − e^(−1/scale).
func geometric(bits []byte, scale float64) int {
	// In (0, 1]: the logarithm is never infinite.
	u := float64(binary.BigEndian.Uint64(bits)>>11+1) / (1 << 53)
	return int(math.Floor(-math.Log(u) * scale))
}
