package library

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"hash/fnv"
	"math"
	"slices"

	"parvis/app"
)

// A snapshot is the index as bytes, kept beside the guides so that the shelf is
// searchable a moment after start. It is a cache: whatever is wrong with it,
// the index is built again from the guides.

const snapshotMagic = "parvis-index-2\n"

// ErrSnapshot says that a snapshot cannot serve: cut, altered, or written by
// another version of the program. The index must be built again.
var ErrSnapshot = errors.New("library: unusable index snapshot")

// vocabularyStamp changes when the synonyms or the words left out do, so that
// an index built with others is not used.
func vocabularyStamp() uint64 {
	h := fnv.New64a()
	for _, l := range synonymLanguages() {
		fmt.Fprintln(h, l, synonyms(l))
		stops := make([]string, 0, len(stopWords[l]))
		for w := range stopWords[l] {
			stops = append(stops, w)
		}
		slices.Sort(stops)
		fmt.Fprintln(h, stops)
	}
	return h.Sum64()
}

// Snapshot gives the index as bytes. Key is the caller's: what the index was
// made from; ReadSnapshot refuses another.
func (x *Index) Snapshot(key string) []byte {
	var e encoder
	e.text(snapshotMagic)
	e.number(vocabularyStamp())
	e.text(key)
	e.number(uint64(len(x.docs)))
	for i := range x.docs {
		e.document(&x.docs[i])
	}
	e.number(uint64(len(x.segments)))
	for _, s := range x.segments {
		e.segment(s)
	}
	return sealed(e.b)
}

// ReadSnapshot gives the index back, or ErrSnapshot.
func ReadSnapshot(raw []byte, key string) (*Index, error) {
	if len(raw) < 4 {
		return nil, ErrSnapshot
	}
	body, sum := raw[:len(raw)-4], binary.LittleEndian.Uint32(raw[len(raw)-4:])
	if crc32.ChecksumIEEE(body) != sum {
		return nil, ErrSnapshot
	}
	d := decoder{b: body}
	if d.text() != snapshotMagic || d.number() != vocabularyStamp() || d.text() != key {
		return nil, ErrSnapshot
	}
	x := &Index{}
	for n := d.count(8); n > 0 && !d.bad; n-- {
		x.docs = append(x.docs, d.document())
	}
	x.docs = slices.Clip(x.docs)
	for n := d.count(1); n > 0 && !d.bad; n-- {
		s := d.segment()
		if !s.sound(len(x.docs)) {
			d.bad = true
			break
		}
		x.segments = append(x.segments, s)
	}
	if d.bad || len(d.b) != 0 {
		return nil, ErrSnapshot
	}
	return x, nil
}

type encoder struct{ b []byte }

func (e *encoder) number(n uint64) { e.b = binary.AppendUvarint(e.b, n) }

func (e *encoder) text(s string) {
	e.number(uint64(len(s)))
	e.b = append(e.b, s...)
}

func (e *encoder) document(d *Document) {
	for _, s := range []string{d.ID, d.Title, d.Lang, string(d.State), string(d.Source), d.Edition} {
		e.text(s)
	}
	flag := uint64(0)
	if d.Imported {
		flag = 1
	}
	e.number(flag)
	e.number(uint64(math.Float32bits(d.Prior)))
	e.number(uint64(max(d.Uses, 0)))
}

func (e *encoder) segment(s *segment) {
	e.text(s.lang)
	wide(e, s.docs)
	wide(e, s.start)
	wide(e, s.split)
	e.number(uint64(len(s.doc)))
	for _, v := range s.doc {
		e.b = binary.LittleEndian.AppendUint16(e.b, v)
	}
	e.number(uint64(len(s.weight)))
	e.b = append(e.b, s.weight...)
	e.text(s.names)
	wide(e, s.nameAt)
	e.text(s.blob)
	wide(e, s.formAt)
	wide(e, s.formOf)
	wide(e, s.back)
	wide(e, s.concept)
}

func wide[T ~int32 | ~uint32](e *encoder, list []T) {
	e.number(uint64(len(list)))
	for _, v := range list {
		e.b = binary.LittleEndian.AppendUint32(e.b, uint32(v))
	}
}

// decoder reads what encoder wrote; after the first fault it gives zeros.
type decoder struct {
	b   []byte
	bad bool
}

func (d *decoder) number() uint64 {
	n, size := binary.Uvarint(d.b)
	if size <= 0 {
		d.bad = true
		return 0
	}
	d.b = d.b[size:]
	return n
}

// count is a number of items of at least so many bytes each: never more than
// the bytes left can hold.
func (d *decoder) count(size int) int {
	n := d.number()
	if d.bad || n > uint64(len(d.b)/size) {
		d.bad = true
		return 0
	}
	return int(n)
}

func (d *decoder) text() string {
	n := d.count(1)
	s := string(d.b[:n])
	d.b = d.b[n:]
	return s
}

func (d *decoder) document() Document {
	doc := Document{
		ID: d.text(), Title: d.text(), Lang: d.text(), State: State(d.text()),
		Source: app.Day(d.text()), Edition: d.text(),
	}
	doc.Imported = d.number() == 1
	doc.Prior = math.Float32frombits(uint32(d.number()))
	doc.Uses = int(d.number())
	return doc
}

func (d *decoder) segment() *segment {
	s := &segment{lang: d.text()}
	s.docs = unwide[int32](d)
	s.start = unwide[uint32](d)
	s.split = unwide[uint32](d)
	s.doc = make([]uint16, d.count(2))
	for i := range s.doc {
		s.doc[i] = binary.LittleEndian.Uint16(d.b[2*i:])
	}
	d.b = d.b[2*len(s.doc):]
	n := d.count(1)
	s.weight = slices.Clone(d.b[:n])
	d.b = d.b[n:]
	s.names = d.text()
	s.nameAt = unwide[uint32](d)
	s.blob = d.text()
	s.formAt = unwide[uint32](d)
	s.formOf = unwide[int32](d)
	s.back = unwide[uint32](d)
	s.concept = unwide[int32](d)
	s.a = newAnalyser(s.lang)
	s.concepts = newConcepts(s.a)
	clear(s.a.seen)
	return s
}

func unwide[T ~int32 | ~uint32](d *decoder) []T {
	out := make([]T, d.count(4))
	for i := range out {
		out[i] = T(binary.LittleEndian.Uint32(d.b[4*i:]))
	}
	d.b = d.b[4*len(out):]
	return out
}

// sound checks that no number of the segment points outside it.
func (s *segment) sound(docs int) bool {
	terms, forms := len(s.split), len(s.formOf)
	if len(s.start) != terms+1 || len(s.nameAt) != terms+1 || len(s.formAt) != forms+1 || len(s.back) != forms ||
		len(s.doc) != len(s.weight) || len(s.docs) > maxSegment || len(s.concept) != len(s.concepts.names)+1 {
		return false
	}
	for i, at := range s.split {
		if at < s.start[i] || at > s.start[i+1] {
			return false
		}
	}
	return rising(s.start, len(s.doc)) && rising(s.nameAt, len(s.names)) && rising(s.formAt, len(s.blob)) &&
		below(s.docs, 0, docs) && below(s.formOf, 0, terms) && below(s.back, 0, forms) &&
		below(s.concept, -1, terms) && below(s.doc, 0, len(s.docs))
}

func rising(list []uint32, end int) bool {
	return len(list) > 0 && list[0] == 0 && int(list[len(list)-1]) == end && slices.IsSorted(list)
}

func below[T ~int32 | ~uint32 | ~uint16](list []T, from, to int) bool {
	for _, v := range list {
		if int(v) < from || int(v) >= to {
			return false
		}
	}
	return true
}

// sealed adds the checksum that a whole snapshot ends with.
func sealed(body []byte) []byte {
	return binary.LittleEndian.AppendUint32(body, crc32.ChecksumIEEE(body))
}
