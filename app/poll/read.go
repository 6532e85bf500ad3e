package poll

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"

	"parvis/app"
)

// Folder is where the polls of a pack lie, one file each, named by its id.
const (
	Folder = "polls/"
	suffix = ".json"
	// maxFile bounds a file, in bytes: many times the longest poll.
	maxFile = 16 << 10
)

// The codes of faults that only a file can have.
const (
	badJSON   = "poll_json"
	badKey    = "poll_key"
	badTwice  = "poll_twice"
	badValue  = "poll_value"
	badName   = "poll_name"
	tooBig    = "poll_big"
	badNested = "poll_nested"
)

// Path is where the poll lies in a pack.
func (p Poll) Path() string { return Folder + p.ID + suffix }

// Encode writes the file of a poll.
func (p Poll) Encode() []byte {
	raw, err := json.MarshalIndent(p, "", " ")
	if err != nil {
		panic(err) // plain texts always encode
	}
	return append(raw, '\n')
}

// Read reads a file of a pack. Anything but one whole poll is refused (kind
// Rejected, a code "poll_…") with the file and the line of the first fault.
func Read(name string, raw []byte) (Poll, error) {
	r := &reader{name: name, raw: raw, lines: map[string]int{}}
	p, err := r.poll()
	if err != nil {
		return Poll{}, err
	}
	for _, f := range p.Faults() {
		return Poll{}, f.Err(r.where(f.Field))
	}
	if name != p.Path() {
		return Poll{}, Fault{"id", badName, []any{"name", path.Base(p.Path())}}.Err(r.where("id"))
	}
	return p, nil
}

// Files reads the polls among the files of a pack, in the order of their
// names. One that is refused keeps no other from being read: err says what is
// wrong of each.
func Files(files map[string][]byte) (polls []Poll, err error) {
	for _, name := range slices.Sorted(maps.Keys(files)) {
		if !strings.HasPrefix(name, Folder) {
			continue
		}
		p, fault := Read(name, files[name])
		if err = errors.Join(err, fault); fault == nil {
			polls = append(polls, p)
		}
	}
	return polls, err
}

// reader reads a file token by token, so that a fault has its line, and a key
// written twice or unknown is one.
type reader struct {
	name  string
	raw   []byte
	dec   *json.Decoder
	lines map[string]int // of each field
}

// at is a place of the file.
func (r *reader) at(line int) string { return r.name + ":" + strconv.Itoa(line) }

// where is the place of a field, or of the one that should hold it.
func (r *reader) where(field string) string {
	for {
		if line, ok := r.lines[field]; ok {
			return r.at(line)
		}
		i := strings.LastIndexByte(field, '.')
		if i < 0 {
			return r.at(1)
		}
		field = field[:i]
	}
}

// line is that of the last token read.
func (r *reader) line() int {
	return 1 + bytes.Count(r.raw[:min(int(r.dec.InputOffset()), len(r.raw))], []byte("\n"))
}

func (r *reader) refuse(code string, args ...any) error {
	return app.E(app.Rejected, code, args...).At(r.at(r.line()))
}

func (r *reader) poll() (p Poll, err error) {
	r.dec = json.NewDecoder(bytes.NewReader(r.raw))
	if len(r.raw) > maxFile {
		return p, app.E(app.Rejected, tooBig, "max", maxFile>>10).At(r.at(1))
	}
	err = r.object("", func(key string) (err error) {
		switch key {
		case "id":
			p.ID, err = r.text()
		case "first":
			err = r.day(&p.First)
		case "last":
			err = r.day(&p.Last)
		case "withdrawn":
			p.Withdrawn, err = value[bool](r)
		case "question":
			p.Question, err = r.texts("question")
		case "answers":
			p.Answers, err = r.list()
		default:
			err = r.refuse(badKey, "key", key)
		}
		return err
	})
	if err != nil {
		return p, err
	}
	if _, err := r.dec.Token(); !errors.Is(err, io.EOF) {
		return p, r.refuse(badJSON)
	}
	return p, nil
}

// object reads {…}; field is called with each key, and reads its value.
func (r *reader) object(prefix string, field func(key string) error) error {
	if err := r.delim('{'); err != nil {
		return err
	}
	seen := map[string]bool{}
	for r.dec.More() {
		key, err := r.text()
		if err != nil {
			return err
		}
		if seen[key] {
			return r.refuse(badTwice, "key", key)
		}
		seen[key] = true
		r.lines[prefix+key] = r.line()
		if err := field(key); err != nil {
			return err
		}
	}
	return r.delim('}')
}

// texts reads a text by language.
func (r *reader) texts(prefix string) (Text, error) {
	t := Text{}
	err := r.object(prefix+".", func(lang string) (err error) {
		if !slices.Contains(Langs(), lang) {
			return r.refuse(badLanguage, "lang", lang, "langs", strings.Join(Langs(), ", "))
		}
		t[lang], err = r.text()
		return err
	})
	return t, err
}

func (r *reader) list() (out []Text, err error) {
	if err := r.delim('['); err != nil {
		return nil, err
	}
	for r.dec.More() {
		if len(out) == MaxAnswers {
			return nil, r.refuse(badCount, "min", MinAnswers, "max", MaxAnswers)
		}
		t, err := r.texts("answers." + strconv.Itoa(len(out)+1))
		if err != nil {
			return nil, err
		}
		r.lines["answers."+strconv.Itoa(len(out)+1)] = r.line()
		out = append(out, t)
	}
	return out, r.delim(']')
}

func (r *reader) text() (string, error) { return value[string](r) }

func (r *reader) day(into *app.Day) error {
	text, err := r.text()
	*into = app.Day(text)
	return err
}

// value reads one value of a kind.
func value[T any](r *reader) (v T, err error) {
	tok, err := r.token()
	if err != nil {
		return v, err
	}
	v, ok := tok.(T)
	if !ok {
		return v, r.refuse(badValue)
	}
	return v, nil
}

func (r *reader) delim(want json.Delim) error {
	tok, err := r.token()
	if err == nil && tok != json.Token(want) {
		return r.refuse(badNested, "want", want.String())
	}
	return err
}

func (r *reader) token() (json.Token, error) {
	tok, err := r.dec.Token()
	if err != nil {
		return nil, app.E(app.Rejected, badJSON).At(r.at(r.line())).Because(err)
	}
	return tok, nil
}
