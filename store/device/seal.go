package device

import (
	"crypto/cipher"
	"crypto/hmac"
	"crypto/sha256"
	"errors"
	"io"

	"golang.org/x/crypto/chacha20poly1305"
)

// sealer seals values with XChaCha20-Poly1305 under one key, each with a fresh
// random 192-bit nonce written before it. The context (bucket and key, or file
// name) is authenticated: a value read under another name, or changed by one
// bit, does not open; the tag is the hash every value carries.
type sealer struct {
	aead cipher.AEAD
	rand io.Reader
	mac  []byte
}

var errSeal = errors.New("a sealed value does not open")

func newSealer(key []byte, random io.Reader) (*sealer, error) {
	aead, err := chacha20poly1305.NewX(key)
	if err != nil {
		return nil, err
	}
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte("plain values"))
	return &sealer{aead: aead, rand: random, mac: mac.Sum(nil)}, nil
}

// tagSize is the length of the keyed hash of values that need no sealing
// because they hold only days, codes and random ids: indexes.
const tagSize = 8

func (b *sealer) tag(context, plain []byte) []byte {
	mac := hmac.New(sha256.New, b.mac)
	mac.Write(context)
	mac.Write([]byte{0})
	mac.Write(plain)
	return mac.Sum(nil)[:tagSize]
}

// untag gives a tagged value back, or errSeal.
func (b *sealer) untag(context, tagged []byte) ([]byte, error) {
	n := len(tagged) - tagSize
	if n < 0 || !hmac.Equal(tagged[n:], b.tag(context, tagged[:n])) {
		return nil, errSeal
	}
	return tagged[:n:n], nil
}

func (b *sealer) seal(context, plain []byte) ([]byte, error) {
	out := make([]byte, chacha20poly1305.NonceSizeX, len(plain)+chacha20poly1305.NonceSizeX+chacha20poly1305.Overhead)
	if _, err := io.ReadFull(b.rand, out); err != nil {
		return nil, err
	}
	return b.aead.Seal(out, out, plain, context), nil
}

func (b *sealer) open(context, sealed []byte) ([]byte, error) {
	if len(sealed) < chacha20poly1305.NonceSizeX {
		return nil, errSeal
	}
	plain, err := b.aead.Open(nil, sealed[:chacha20poly1305.NonceSizeX], sealed[chacha20poly1305.NonceSizeX:], context)
	if err != nil {
		return nil, errSeal
	}
	return plain, nil
}
