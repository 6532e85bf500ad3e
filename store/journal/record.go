package journal

import (
	"crypto/cipher"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"io"

	"golang.org/x/crypto/chacha20poly1305"
)

// Entry is what is appended: a type number, numbered once by the caller and
// never reused, and a body of at most MaxBody bytes.
type Entry struct {
	Type uint16
	Body []byte
}

// Record is an entry as it is read back, with its number in the journal.
type Record struct {
	Seq uint64
	Entry
}

// MaxBody is the largest body of one record.
const MaxBody = 16 << 20

const (
	frameSize  = 36 // everything before the sealed part
	headerSize = 64
	hashSize   = 16
	sealExtra  = chacha20poly1305.NonceSizeX + chacha20poly1305.Overhead
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

type digest [hashSize]byte

func hashOf(raw []byte) (d digest) {
	sum := sha256.Sum256(raw)
	copy(d[:], sum[:])
	return d
}

// frame is one record as it lies in a segment, still sealed.
type frame struct {
	seq    uint64
	typ    uint16
	lag    uint16
	prev   digest
	sealed []byte
	raw    []byte // the whole of it, aliasing the segment
	at     int    // where it starts in the segment, when scanned
}

// parseFrame reads the frame at the start of b, without checking its place in
// the chain. ok is false when no whole, intact frame starts here.
func parseFrame(b []byte) (f frame, ok bool) {
	if len(b) < frameSize+sealExtra {
		return f, false
	}
	size := binary.LittleEndian.Uint32(b)
	if size < sealExtra || size > MaxBody+sealExtra || int(size) > len(b)-frameSize {
		return f, false
	}
	raw := b[:frameSize+int(size)]
	if frameSum(raw) != binary.LittleEndian.Uint32(raw[4:]) {
		return f, false
	}
	f = frame{
		seq: binary.LittleEndian.Uint64(raw[8:]), typ: binary.LittleEndian.Uint16(raw[16:]),
		lag: binary.LittleEndian.Uint16(raw[18:]), sealed: raw[frameSize:], raw: raw,
	}
	copy(f.prev[:], raw[20:])
	return f, true
}

func frameSum(raw []byte) uint32 {
	return crc32.Update(crc32.Update(0, castagnoli, raw[:4]), castagnoli, raw[8:])
}

// appendFrame writes a frame around an already sealed body and gives its hash.
func appendFrame(dst []byte, seq uint64, typ, lag uint16, prev digest, sealed []byte) ([]byte, digest) {
	start := len(dst)
	dst = binary.LittleEndian.AppendUint32(dst, uint32(len(sealed)))
	dst = append(dst, 0, 0, 0, 0)
	dst = binary.LittleEndian.AppendUint64(dst, seq)
	dst = binary.LittleEndian.AppendUint16(dst, typ)
	dst = binary.LittleEndian.AppendUint16(dst, lag)
	dst = append(dst, prev[:]...)
	dst = append(dst, sealed...)
	raw := dst[start:]
	binary.LittleEndian.PutUint32(raw[4:], frameSum(raw))
	return dst, hashOf(raw)
}

// sealer seals bodies for one journal.
type sealer struct {
	aead cipher.AEAD
	rand io.Reader
	id   [16]byte
}

func newSealer(key []byte, id [16]byte, rand io.Reader) (*sealer, error) {
	aead, err := chacha20poly1305.NewX(key)
	if err != nil {
		return nil, fmt.Errorf("journal key: %w", err)
	}
	return &sealer{aead: aead, rand: rand, id: id}, nil
}

func (s *sealer) context(seq uint64, typ uint16) []byte {
	ad := make([]byte, 0, 26)
	ad = append(ad, s.id[:]...)
	ad = binary.LittleEndian.AppendUint64(ad, seq)
	return binary.LittleEndian.AppendUint16(ad, typ)
}

func (s *sealer) seal(seq uint64, e Entry) ([]byte, error) {
	nonce := make([]byte, chacha20poly1305.NonceSizeX, len(e.Body)+sealExtra)
	if _, err := io.ReadFull(s.rand, nonce); err != nil {
		return nil, err
	}
	return s.aead.Seal(nonce, nonce, e.Body, s.context(seq, e.Type)), nil
}

func (s *sealer) open(f frame) (Record, error) {
	nonce, sealed := f.sealed[:chacha20poly1305.NonceSizeX], f.sealed[chacha20poly1305.NonceSizeX:]
	body, err := s.aead.Open(nil, nonce, sealed, s.context(f.seq, f.typ))
	if err != nil {
		return Record{}, fmt.Errorf("record %d: %w", f.seq, err)
	}
	return Record{Seq: f.seq, Entry: Entry{Type: f.typ, Body: body}}, nil
}
