package device

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"strings"
	"time"

	"parvis/app"
	"parvis/app/session"
)

// stored is a session as the projection keeps it.
type stored struct {
	seq     uint64 // number of its first save, part of the key
	last    uint64 // number of its last change
	saved   time.Time
	changed time.Time
	author  string
	deleted bool
	mac     []byte // keyed hash of the author's note, when there is one
	body    []byte // encoded session
}

const (
	storedDeleted = 1
	storedNote    = 2
)

func (s *stored) encode() []byte {
	var flags byte
	if s.deleted {
		flags |= storedDeleted
	}
	if s.mac != nil {
		flags |= storedNote
	}
	out := append(make([]byte, 0, 40+len(s.body)), flags)
	out = binary.AppendUvarint(out, s.last-s.seq)
	out = binary.AppendVarint(out, s.saved.UnixMilli())
	out = binary.AppendVarint(out, s.changed.UnixMilli()-s.saved.UnixMilli())
	out = appendBytes(out, []byte(s.author))
	if s.mac != nil {
		out = appendBytes(out, s.mac)
	}
	return append(out, s.body...)
}

func decodeStored(seq uint64, raw []byte) (s stored, err error) {
	if len(raw) == 0 {
		return s, errProjection
	}
	flags := raw[0]
	r := bytesReader{in: raw[1:]}
	s.seq, s.last = seq, seq+r.uvarint()
	saved := r.varint()
	s.saved = time.UnixMilli(saved).UTC()
	s.changed = time.UnixMilli(saved + r.varint()).UTC()
	s.author = string(r.bytes())
	s.deleted = flags&storedDeleted != 0
	if flags&storedNote != 0 {
		s.mac = r.bytes()
	}
	s.body = r.in
	if r.bad {
		return s, errProjection
	}
	return s, nil
}

func (d *Device) record(s stored) (session.Record, error) {
	body, err := d.codec.Decode(s.body)
	if err != nil {
		return session.Record{}, fmt.Errorf("%w: %w", errProjection, err)
	}
	return session.Record{
		Session: body, Author: s.author, Saved: s.saved, Changed: s.changed, Deleted: s.deleted, Seq: s.seq,
	}, nil
}

// dayKey is a day as four bytes in order: year × 512 + month × 32 + day.
func dayKey(day app.Day) []byte {
	var y, m, n int
	if len(day) == 10 {
		y, m, n = digits(day[:4]), digits(day[5:7]), digits(day[8:])
	}
	return binary.BigEndian.AppendUint32(nil, uint32(y)<<9|uint32(m)<<5|uint32(n))
}

// digits reads a number, 0 when it is none: days are checked before they get
// here.
func digits(s app.Day) (n int) {
	for _, c := range []byte(s) {
		if c < '0' || c > '9' {
			return 0
		}
		n = 10*n + int(c-'0')
	}
	return n
}

func dayOf(key []byte) app.Day {
	v := binary.BigEndian.Uint32(key)
	return app.Day(fmt.Sprintf("%04d-%02d-%02d", v>>9, v>>5&15, v&31))
}

func sessionKey(day app.Day, seq uint64) []byte {
	return binary.BigEndian.AppendUint64(dayKey(day), seq)
}

// idKey is a session's id as sixteen bytes: the UUID itself.
func idKey(id session.ID) []byte {
	if raw, err := hex.DecodeString(strings.ReplaceAll(string(id), "-", "")); err == nil && len(raw) == 16 {
		return raw
	}
	sum := sha256.Sum256([]byte(id))
	return sum[:16]
}
