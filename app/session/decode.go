package session

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"iter"
	"reflect"
	"strconv"
	"strings"
	"unicode/utf8"

	"parvis/app"
)

// MaxLine is the longest line accepted, in bytes: notes of 4,000 characters
// written entirely as JSON escapes still fit.
const MaxLine = 64 << 10

// Line is one line of an input, numbered from 1. Err is set when it could not
// be read; Data is then empty.
type Line struct {
	N    int
	Data []byte
	Err  error
}

// Lines yields the lines of r that hold something, without ever keeping more
// than MaxLine bytes of one: a longer line is yielded with an error and
// skipped. A byte order mark at the start is ignored. Data is valid until the
// next step.
func Lines(r io.Reader) iter.Seq[Line] {
	return func(yield func(Line) bool) {
		in := bufio.NewReaderSize(r, MaxLine+2)
		for n := 1; ; n++ {
			data, err := in.ReadSlice('\n')
			huge := errors.Is(err, bufio.ErrBufferFull)
			for errors.Is(err, bufio.ErrBufferFull) {
				_, err = in.ReadSlice('\n')
			}
			if n == 1 {
				data = bytes.TrimPrefix(data, []byte("\ufeff"))
			}
			data = bytes.TrimRight(data, "\r\n")
			switch {
			case huge || len(data) > MaxLine:
				if !yield(Line{N: n, Err: app.E(app.Rejected, "session_line_huge", "max", MaxLine)}) {
					return
				}
			case len(bytes.TrimSpace(data)) > 0:
				if !yield(Line{N: n, Data: data}) {
					return
				}
			}
			if err != nil {
				if !errors.Is(err, io.EOF) {
					yield(Line{N: n, Err: app.E(app.Failed, "session_read").Because(err)})
				}
				return
			}
		}
	}
}

// DecodeLine reads one session written as one line of JSON, strictly: unknown
// or repeated keys, wrong types, unknown codes and anything Validate refuses
// are faults. Every fault names its place as "file:line" (the line alone when
// file is empty) and its field. A session without id keeps none: the caller
// makes it.
func DecodeLine(file string, n int, data []byte, c Context) (Session, error) {
	where := strconv.Itoa(n)
	if file != "" {
		where = file + ":" + where
	}
	s, err := decode(data)
	if err == nil {
		s = Normalize(s, c)
		err = Validate(&s, c)
	}
	if err != nil {
		return Session{}, Located(err, where)
	}
	return s, nil
}

// Located sets the place in the input on every fault of an error.
func Located(err error, where string) error {
	for _, f := range FaultsOf(err) {
		f.Where = where
	}
	return err
}

func decode(data []byte) (Session, error) {
	var s Session
	switch {
	case len(data) > MaxLine:
		return s, app.E(app.Rejected, "session_line_huge", "max", MaxLine)
	case !utf8.Valid(data):
		return s, app.E(app.Rejected, "session_not_utf8")
	}
	if err := strictKeys(data, reflect.TypeFor[Session](), ""); err != nil {
		return s, err
	}
	if err := json.Unmarshal(data, &s); err != nil {
		var wrong *json.UnmarshalTypeError
		if errors.As(err, &wrong) {
			return Session{}, wrongType(wrong.Field, wrong.Type.Kind(), err)
		}
		return Session{}, notJSON(err)
	}
	return s, nil
}

// wrongType says what kind of value a field takes: one code for machines, one
// sentence for each kind.
func wrongType(field string, want reflect.Kind, cause error) error {
	e := app.E(app.Rejected, "session_wrong_type", "field", field).Because(cause)
	switch want {
	case reflect.Int:
		e.Key = "error.session_want_number"
	case reflect.Bool:
		e.Key = "error.session_want_boolean"
	case reflect.Slice:
		e.Key = "error.session_want_list"
	case reflect.Struct, reflect.Map:
		e.Key = "error.session_want_object"
	default:
		e.Key = "error.session_want_text"
	}
	return e
}

func notJSON(err error) error {
	return app.E(app.Rejected, "session_bad_json").Because(err)
}

// strictKeys refuses what encoding/json lets through: keys that differ by
// case, unknown keys, keys written twice, and anything after the object.
func strictKeys(data []byte, t reflect.Type, path string) error {
	dec := json.NewDecoder(bytes.NewReader(data))
	if tok, err := dec.Token(); err != nil || tok != json.Delim('{') {
		if path != "" && err == nil {
			return wrongType(path, reflect.Struct, nil)
		}
		return notJSON(err)
	}
	seen := map[string]bool{}
	for dec.More() {
		tok, err := dec.Token()
		if err != nil {
			return notJSON(err)
		}
		key, _ := tok.(string)
		field := strings.TrimPrefix(path+"."+key, ".")
		if seen[key] {
			return app.E(app.Rejected, "session_key_twice", "field", clip(field))
		}
		seen[key] = true
		kind, known := typeOfKey(t, key)
		if !known {
			return app.E(app.Rejected, "session_key_unknown", "field", clip(field))
		}
		var value json.RawMessage
		if err := dec.Decode(&value); err != nil {
			return notJSON(err)
		}
		if k := kind.Kind(); (k == reflect.Struct || k == reflect.Map) && string(value) != "null" {
			if err := strictKeys(value, kind, field); err != nil {
				return err
			}
		}
	}
	if _, err := dec.Token(); err != nil {
		return notJSON(err)
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return notJSON(errors.New("text after the object"))
	}
	return nil
}

// typeOfKey is the Go type a JSON key holds; every key of a map is known here
// and checked as a code later.
func typeOfKey(t reflect.Type, key string) (reflect.Type, bool) {
	if t.Kind() == reflect.Map {
		return t.Elem(), true
	}
	for i := range t.NumField() {
		f := t.Field(i)
		if name, _, _ := strings.Cut(f.Tag.Get("json"), ","); name == key {
			if f.Type.Kind() == reflect.Pointer {
				return f.Type.Elem(), true
			}
			return f.Type, true
		}
	}
	return nil, false
}

// filled lists the JSON names of the fields that say something.
func filled(s *Session) []string {
	var out []string
	v := reflect.ValueOf(s).Elem()
	for i := range v.NumField() {
		if f := v.Field(i); !f.IsZero() && !(f.Kind() == reflect.Slice && f.Len() == 0) {
			name, _, _ := strings.Cut(v.Type().Field(i).Tag.Get("json"), ",")
			out = append(out, name)
		}
	}
	return out
}

// Normalize gives the session in the one form it is stored in: id in lower
// case, the employer's commune on a remote session that has none, no empty
// lists nor empty person. It never changes what was said.
func Normalize(s Session, c Context) Session {
	s.ID = ID(strings.ToLower(string(s.ID)))
	if s.TypeLieu == Remote && s.CommuneInsee == "" {
		s.CommuneInsee = c.EmployerCommune
	}
	if s.Person != nil && *s.Person == (Person{}) {
		s.Person = nil
	}
	s.Thematiques, s.Materiel, s.Tags = list(s.Thematiques), list(s.Materiel), list(s.Tags)
	if p := s.Participants; p != nil {
		c := *p
		c.Genres, c.TranchesAge, c.StatutsSociaux = counts(p.Genres), counts(p.TranchesAge), counts(p.StatutsSociaux)
		s.Participants = &c
	}
	return s
}

func list(l []string) []string {
	if len(l) == 0 {
		return nil
	}
	return append([]string(nil), l...)
}

// counts drops the zeros, which say nothing.
func counts(m map[string]int) map[string]int {
	out := make(map[string]int, len(m))
	for k, n := range m {
		if n != 0 {
			out[k] = n
		}
	}
	if len(out) == 0 {
		return nil
	}
	return out
}

// Same says whether two sessions have the same content, so that a repeat is
// told from a conflict.
func Same(a, b Session) bool {
	x, errX := json.Marshal(Normalize(a, Context{}))
	y, errY := json.Marshal(Normalize(b, Context{}))
	return errX == nil && errY == nil && bytes.Equal(x, y)
}
