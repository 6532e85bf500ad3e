// Package codec writes a session in few bytes, and always the same bytes for
// the same session: the store compares, seals and keeps sessions in this form.
//
// It promises that Decode(Encode(s)) is s (an empty list or map reads back as
// absent), that a code of the frozen word list takes one or two bytes, and
// that no field is ever dropped: should the session have a field this package
// does not know, the whole of it is written as JSON instead. It holds no notes:
// they are sealed elsewhere. The words are numbered once; new ones go at the
// end of words.txt.
package codec

import (
	_ "embed"
	"encoding/json"
	"errors"
	"reflect"
	"strings"

	"parvis/app/session"
)

//go:embed words.txt
var wordList string

// Format numbers, the first byte of every encoded session.
const (
	formatJSON    = 'J'
	formatCompact = 1
)

// knownFields are the fields the compact format writes, of the session, the
// person and the participants.
const knownFields = 29 + 7 + 5

// Codec encodes and decodes; it is immutable and safe for concurrent use.
type Codec struct {
	words   []string
	numbers map[string]uint64
	compact bool
}

// New makes the codec.
func New() *Codec {
	c := &Codec{words: strings.Fields(wordList), numbers: map[string]uint64{}}
	for i, w := range c.words {
		c.numbers[w] = uint64(i)
	}
	c.compact = fields[session.Session]()+fields[session.Person]()+fields[session.Participants]() == knownFields
	return c
}

func fields[T any]() int { return reflect.TypeFor[T]().NumField() }

// Encode writes a session, without its notes.
func (c *Codec) Encode(s *session.Session) ([]byte, error) {
	if !c.compact {
		bare := *s
		bare.Notes = ""
		raw, err := json.Marshal(&bare)
		return append([]byte{formatJSON}, raw...), err
	}
	w := writer{words: c.numbers, body: []byte{formatCompact}}
	w.session(s)
	return w.body, nil
}

// ErrFormat is returned for bytes Encode never made.
var ErrFormat = errors.New("not an encoded session")

// Decode reads a session back.
func (c *Codec) Decode(raw []byte) (s session.Session, err error) {
	if len(raw) == 0 {
		return s, ErrFormat
	}
	switch raw[0] {
	case formatJSON:
		if err := json.Unmarshal(raw[1:], &s); err != nil {
			return s, errors.Join(ErrFormat, err)
		}
		return s, nil
	case formatCompact:
		r := reader{words: c.words, in: raw[1:]}
		r.session(&s)
		if r.bad || len(r.in) > 0 {
			return session.Session{}, ErrFormat
		}
		return s, nil
	}
	return s, ErrFormat
}
