package opendata

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"math/bits"
)

// stream gives bits that depend on a secret and a name alone: HMAC-SHA256 in
// counter mode. Noise drawn from it cannot be averaged away by asking again.
// That is why Google's library (github.com/google/differential-privacy/go/v3,
// 3.0.0) does not serve here: it draws from the system alone, through a source
// that cannot be given, so that it cannot be seeded per cell; and for counts it
// rounds a continuous Laplace, where this one is discrete and exact.
type stream struct {
	secret []byte
	name   []byte
	count  uint64
	left   []byte
}

func newStream(secret []byte, name ...any) *stream {
	return &stream{secret: secret, name: fmt.Appendf(nil, "parvis open data 2 %#v", name)}
}

func (s *stream) word() uint64 {
	if len(s.left) == 0 {
		mac := hmac.New(sha256.New, s.secret)
		mac.Write(s.name)
		mac.Write(binary.BigEndian.AppendUint64(nil, s.count))
		s.count++
		s.left = mac.Sum(nil)
	}
	x := binary.BigEndian.Uint64(s.left)
	s.left = s.left[8:]
	return x
}

// below is uniform on 0…n−1: numbers that would favour the small ones are
// thrown away (Lemire).
func (s *stream) below(n uint64) uint64 {
	for {
		high, low := bits.Mul64(s.word(), n)
		if low >= -n%n {
			return high
		}
	}
}

// chance is true with probability a/b.
func (s *stream) chance(a, b uint64) bool { return s.below(b) < a }

// decay is true with probability e^(−a/b), a ≤ b, exactly and without a
// floating-point number (Canonne, Kamath and Steinke, The Discrete Gaussian for
// Differential Privacy, 2020, algorithm 1).
func (s *stream) decay(a, b uint64) bool {
	k := uint64(1)
	for s.chance(a, b*k) {
		k++
	}
	return k%2 == 1
}

// laplace draws from the discrete Laplace distribution, P(x) ∝ e^(−|x|/scale)
// (the same paper, algorithm 2).
func (s *stream) laplace(scale int) int {
	t := uint64(scale)
	for {
		u := s.below(t)
		if !s.decay(u, t) {
			continue
		}
		v := uint64(0)
		for s.decay(1, 1) {
			v++
		}
		x := int(u + t*v)
		if negative := s.chance(1, 2); !negative {
			return x
		} else if x != 0 {
			return -x
		}
	}
}
