package device

import (
	"crypto/cipher"
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
}

var errSeal = errors.New("a sealed value does not open")

func newSealer(key []byte, random io.Reader) (*sealer, error) {
	aead, err := chacha20poly1305.NewX(key)
	return &sealer{aead: aead, rand: random}, err
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
