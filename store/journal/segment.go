package journal

import (
	"encoding/binary"
	"fmt"
	"hash/crc32"
)

var magic = [8]byte{'P', 'A', 'R', 'V', 'I', 'S', 'J', '1'}

// segment is one file of the journal as the manifest tells it.
type segment struct {
	Number     uint32 `json:"n"`
	Generation uint32 `json:"g"`
	First      uint64 `json:"first"`          // lowest number it may hold
	Last       uint64 `json:"last,omitempty"` // highest number it holds; 0 while empty
	Records    int    `json:"records"`
	Bytes      int64  `json:"bytes"` // what follows is not part of it
	Sum        uint32 `json:"sum"`   // CRC32C of Bytes
}

func (s segment) name() string { return fmt.Sprintf("%08d-%04d.seg", s.Number, s.Generation) }

func parseName(name string) (number, generation uint32, ok bool) {
	var n, g uint32
	if _, err := fmt.Sscanf(name, "%08d-%04d.seg", &n, &g); err != nil {
		return 0, 0, false
	}
	return n, g, segment{Number: n, Generation: g}.name() == name
}

// header gives the first bytes of the segment's file.
func (s segment) header(id [16]byte) []byte {
	h := make([]byte, 0, headerSize)
	h = append(h, magic[:]...)
	h = append(h, id[:]...)
	h = binary.LittleEndian.AppendUint32(h, s.Number)
	h = binary.LittleEndian.AppendUint32(h, s.Generation)
	h = binary.LittleEndian.AppendUint64(h, s.First)
	h = append(h, make([]byte, headerSize-4-len(h))...)
	return binary.LittleEndian.AppendUint32(h, crc32.Checksum(h, castagnoli))
}

func parseHeader(raw []byte) (s segment, id [16]byte, ok bool) {
	if len(raw) < headerSize || [8]byte(raw[:8]) != magic {
		return s, id, false
	}
	if crc32.Checksum(raw[:headerSize-4], castagnoli) != binary.LittleEndian.Uint32(raw[headerSize-4:]) {
		return s, id, false
	}
	copy(id[:], raw[8:])
	s.Number = binary.LittleEndian.Uint32(raw[24:])
	s.Generation = binary.LittleEndian.Uint32(raw[28:])
	s.First = binary.LittleEndian.Uint64(raw[32:])
	return s, id, true
}

// scanned is what a segment's bytes hold.
type scanned struct {
	frames []frame
	end    int  // where the whole records stop, for a tail that may be cut
	torn   bool // bytes after end hold nothing that was ever acknowledged
	broken bool // acknowledged bytes are damaged
}

// scan reads every whole record of a segment. A gap followed by a record that
// vouches for it (its lag says the gap was durable) is damage; a gap nobody
// vouches for is a torn tail, and what follows it was never acknowledged.
// sealed segments have no tail: any gap in them is damage.
func scan(raw []byte, want segment, id [16]byte, sealed bool) scanned {
	var out scanned
	head, gotID, ok := parseHeader(raw)
	if !ok || gotID != id || head.Number != want.Number || head.Generation != want.Generation {
		out.broken = true
	}
	at := min(headerSize, len(raw))
	prev := hashOf(raw[:at])
	next := want.First
	gapSeq := uint64(0) // first number lost in the gap being looked across
	var doubtful []frame
	for at < len(raw) {
		var f frame
		ok := gapSeq == 0 || plausible(raw[at:], next)
		if ok {
			f, ok = parseFrame(raw[at:])
		}
		chained := ok && f.prev == prev
		f.at = at
		if ok && f.seq >= next && (chained || gapSeq > 0) {
			if gapSeq > 0 && !sealed {
				doubtful = append(doubtful, f)
				if f.seq-min(uint64(f.lag), f.seq) > gapSeq {
					out.broken = true
					out.frames = append(out.frames, doubtful...)
					doubtful, gapSeq = nil, 0
				}
			} else {
				out.frames = append(out.frames, f)
			}
			at += len(f.raw)
			prev, next = hashOf(f.raw), f.seq+1
			if gapSeq == 0 {
				out.end = at
			}
			continue
		}
		if gapSeq == 0 {
			gapSeq = next
			out.broken = out.broken || sealed
		}
		at++
	}
	out.torn = gapSeq > 0 && !sealed
	if len(out.frames) == 0 {
		out.end = min(headerSize, len(raw))
	}
	return out
}

// plausible spares a checksum over megabytes at every offset of a damaged
// region: a record that follows has a number not far above.
func plausible(b []byte, next uint64) bool {
	if len(b) < frameSize {
		return false
	}
	seq := binary.LittleEndian.Uint64(b[8:])
	return seq >= next && seq-next < 1<<32
}
