package relay

import (
	"crypto/ed25519"
	"crypto/sha256"
	"io"
	"strings"

	"parvis/app"
)

// A typed enrolment code is 16 characters of Crockford's base32 in four groups
// (no I, L, O or U; read aloud without doubt): 8 carry the token (40 bits), 6
// the start of the hub key's SHA-256 (30 bits), 2 are a Reed-Solomon check
// over GF(32) that finds any two wrong characters, swapped ones included, and
// points at the group of a single one.
const (
	codeAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
	codeLen      = 16
	tokenLen     = 8
	keyCheckLen  = 6
)

// Code is a decoded typed code.
type Code struct {
	Token    string // what is exchanged, once, for a registration
	KeyCheck string // what the hub's key must begin with
}

// NewCode draws a code for the hub of that key.
func NewCode(random io.Reader, hubKey ed25519.PublicKey) (Code, error) {
	var raw [tokenLen]byte
	if _, err := io.ReadFull(random, raw[:]); err != nil {
		return Code{}, err
	}
	token := make([]byte, tokenLen)
	for i, b := range raw {
		token[i] = codeAlphabet[b&31]
	}
	return Code{Token: string(token), KeyCheck: KeyCheck(hubKey)}, nil
}

// KeyCheck is the part of a hub's key a typed code carries.
func KeyCheck(hubKey ed25519.PublicKey) string {
	sum := sha256.Sum256(hubKey)
	bits := uint64(sum[0])<<24 | uint64(sum[1])<<16 | uint64(sum[2])<<8 | uint64(sum[3])
	out := make([]byte, keyCheckLen)
	for i := range out {
		out[i] = codeAlphabet[bits>>(27-5*i)&31]
	}
	return string(out)
}

// String writes the code as people read it: four groups of four.
func (c Code) String() string {
	data := c.Token + c.KeyCheck
	if len(data) != codeLen-2 {
		return ""
	}
	var symbols [codeLen]byte
	for i := range codeLen - 2 {
		symbols[i] = byte(strings.IndexByte(codeAlphabet, data[i]))
	}
	symbols[codeLen-2], symbols[codeLen-1] = checkSymbols(symbols)
	var b strings.Builder
	for i, s := range symbols {
		if i > 0 && i%4 == 0 {
			b.WriteByte('-')
		}
		b.WriteByte(codeAlphabet[s])
	}
	return b.String()
}

// ParseCode reads a code as people type it: any case, spaces, dashes, O for 0,
// I or L for 1. Its errors say the length found, or the group where the fault
// probably is.
func ParseCode(text string) (Code, error) {
	var symbols [codeLen]byte
	n := 0
	for _, r := range strings.ToUpper(text) {
		switch r {
		case ' ', '-', '.', '\u00a0', '\t', '\n', '\r', '–', '—', '_':
			continue
		case 'O':
			r = '0'
		case 'I', 'L':
			r = '1'
		}
		v := strings.IndexRune(codeAlphabet, r)
		if v < 0 {
			return Code{}, app.E(app.Hub, "code_character", "character", string(r))
		}
		if n < codeLen {
			symbols[n] = byte(v)
		}
		n++
	}
	if n != codeLen {
		return Code{}, app.E(app.Hub, "code_length", "n", n)
	}
	if group, ok := verify(symbols); !ok {
		if group > 0 {
			return Code{}, app.E(app.Hub, "code_group", "group", group)
		}
		return Code{}, app.E(app.Hub, "code_typo")
	}
	letters := make([]byte, codeLen-2)
	for i := range letters {
		letters[i] = codeAlphabet[symbols[i]]
	}
	return Code{Token: string(letters[:tokenLen]), KeyCheck: string(letters[tokenLen:])}, nil
}

// power and logarithm tables of GF(32), polynomial x⁵+x²+1.
var gfExp, gfLog = func() (exp [62]byte, log [32]byte) {
	x := 1
	for i := range 31 {
		exp[i], exp[i+31], log[x] = byte(x), byte(x), byte(i)
		if x <<= 1; x&32 != 0 {
			x ^= 0b100101
		}
	}
	return exp, log
}()

func gfMul(a, b byte) byte {
	if a == 0 || b == 0 {
		return 0
	}
	return gfExp[int(gfLog[a])+int(gfLog[b])]
}

// syndromes are Σ cᵢ and Σ cᵢ·αⁱ, both zero for a right code.
func syndromes(s [codeLen]byte) (s0, s1 byte) {
	for i, c := range s {
		s0 ^= c
		s1 ^= gfMul(c, gfExp[i])
	}
	return s0, s1
}

// checkSymbols gives the last two symbols that bring both syndromes to zero.
func checkSymbols(s [codeLen]byte) (byte, byte) {
	s[codeLen-2], s[codeLen-1] = 0, 0
	s0, s1 := syndromes(s)
	// a + b = s0 ; a·α¹⁴ + b·α¹⁵ = s1
	a14, a15 := gfExp[codeLen-2], gfExp[codeLen-1]
	inverse := gfExp[(31-int(gfLog[a14^a15]))%31]
	a := gfMul(s1^gfMul(s0, a15), inverse)
	return a, a ^ s0
}

// verify says whether the code is right and, when one wrong character explains
// the fault, in which group (1 to 4) it stands.
func verify(s [codeLen]byte) (group int, ok bool) {
	s0, s1 := syndromes(s)
	if s0 == 0 && s1 == 0 {
		return 0, true
	}
	if s0 == 0 || s1 == 0 {
		return 0, false
	}
	at := (int(gfLog[s1]) - int(gfLog[s0]) + 31) % 31
	if at < codeLen {
		return at/4 + 1, false
	}
	return 0, false
}
