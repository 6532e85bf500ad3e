package guide

import (
	"bytes"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// MaxFileSize is the largest guide read, in bytes: ten thousand steps fit in
// it, a file dropped by mistake does not.
const MaxFileSize = 4 << 20

// File is what was read from one file: a guide or a translation, never both,
// and what was wrong on the way. Even with faults it holds all that could be
// understood, so that an editor can show it.
type File struct {
	Name        string
	Guide       *Guide
	Translation *Translation
	Findings    []Finding

	raw       string // cleaned text, "" for a spreadsheet
	refused   bool   // too large to be read at all
	titleLine int

	sourceLines []int // of the sources kept, in order
	keyLines    map[string]int
	textLines   map[textRef][]int

	counts   map[string]int // findings by code
	compared int            // near spellings tried
}

// textRef names one text of the file: a step by its place (-1 for the
// introduction) and a key ("" for the body).
type textRef struct {
	step int
	key  string
}

// LineOfKey is the line of a header key, the line after the title when the
// key is missing.
func (f *File) LineOfKey(key string) int {
	if n, ok := f.keyLines[key]; ok {
		return n
	}
	return f.titleLine + 1
}

// lineOfText is the line of the n-th line (from 0) of a text.
func (f *File) lineOfText(step int, key string, n int) int {
	lines := f.textLines[textRef{step, key}]
	if n < len(lines) {
		return lines[n]
	}
	if len(lines) > 0 {
		return lines[0]
	}
	if f.Guide != nil && step >= 0 && step < len(f.Guide.Steps) {
		return f.Guide.Steps[step].Line
	}
	return 1
}

// Read reads a guide from a stream, at most MaxFileSize bytes of it.
func Read(name string, r io.Reader) (*File, error) {
	data, err := io.ReadAll(io.LimitReader(r, MaxFileSize+1))
	if err != nil {
		return nil, err
	}
	return Parse(name, data), nil
}

// Parse reads a guide or a translation. It never fails: faults are findings.
func Parse(name string, data []byte) *File {
	f := &File{
		Name: name, titleLine: 1,
		keyLines: map[string]int{}, textLines: map[textRef][]int{},
	}
	if len(data) > MaxFileSize {
		f.Guide, f.refused = &Guide{}, true
		f.add(1, codeTooLarge, "", "limit", MaxFileSize>>20)
		return f
	}
	f.raw = f.clean(data)
	r := newReader(f)
	x := &lexer{}
	for raw := range strings.SplitSeq(f.raw, "\n") {
		r.line(x.next(raw), x.at)
	}
	r.finish(x.at)
	sortFindings(f.Findings)
	return f
}

// maxPerCode is how many findings of one code a file may have: a file of
// another kind would otherwise raise one on each of its lines.
const maxPerCode = 500

// add records a finding and gives it back to be completed.
func (f *File) add(lineNumber int, code, variant string, args ...any) *Finding {
	finding := Finding{File: f.Name, Line: max(lineNumber, 1), Code: code, Variant: variant, Args: args}
	if f.counts == nil {
		f.counts = map[string]int{}
	}
	if f.counts[code]++; f.counts[code] > maxPerCode {
		return &finding
	}
	f.Findings = append(f.Findings, finding)
	return &f.Findings[len(f.Findings)-1]
}

// maxCompared bounds how many near spellings are tried for one file.
const maxCompared = 100_000

// nearest proposes a near spelling while the budget of the file lasts.
func (f *File) nearest(word string, candidates []string) string {
	if f.compared += len(candidates); f.compared > maxCompared {
		return ""
	}
	return nearest(word, candidates)
}

// clean makes the bytes valid, composed UTF-8 with plain line ends, and says
// what it had to replace. The text keeps its lines.
func (f *File) clean(data []byte) string {
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	data = bytes.ReplaceAll(data, []byte("\r\n"), []byte("\n"))
	data = bytes.ReplaceAll(data, []byte("\r"), []byte("\n"))
	if !utf8.Valid(data) {
		f.add(firstBroken(data), codeUTF8, "")
		data = bytes.ToValidUTF8(data, []byte("\ufffd"))
	}
	if !norm.NFC.IsNormal(data) {
		data = norm.NFC.Bytes(data)
	}
	s := string(data)
	if strings.IndexFunc(s, func(r rune) bool { return forbidden(r, false) }) < 0 {
		return s
	}
	lines := strings.Split(s, "\n")
	rtl := speaksRTL(lines)
	for i, text := range lines {
		bad := strings.IndexFunc(text, func(r rune) bool { return forbidden(r, rtl) })
		if bad < 0 {
			continue
		}
		r, _ := utf8.DecodeRuneInString(text[bad:])
		f.add(i+1, codeControl, "", "code", codePoint(r))
		lines[i] = strings.Map(func(r rune) rune {
			if forbidden(r, rtl) {
				return -1
			}
			return r
		}, text)
	}
	return strings.Join(lines, "\n")
}

// firstBroken is the line of the first byte that is not UTF-8.
func firstBroken(data []byte) int {
	n := 1
	for len(data) > 0 {
		r, size := utf8.DecodeRune(data)
		if r == utf8.RuneError && size == 1 {
			return n
		}
		if r == '\n' {
			n++
		}
		data = data[size:]
	}
	return n
}

// forbidden says whether a character could hide or reorder what is read:
// control characters, direction overrides, and direction marks outside of the
// languages that need them.
func forbidden(r rune, rtl bool) bool {
	switch {
	case r == '\n' || r == '\t':
		return false
	case unicode.IsControl(r), r >= 0x202a && r <= 0x202e, r == 0x2028, r == 0x2029, r == 0xfeff:
		return true
	case r >= 0x2066 && r <= 0x2069, r == 0x200e, r == 0x200f, r == 0x061c:
		return !rtl
	}
	return r >= 0xfff9 && r <= 0xfffb || r >= 0xe0000 && r <= 0xe007f
}

// speaksRTL looks for `langue:` among the first lines.
func speaksRTL(lines []string) bool {
	for _, l := range lines[:min(len(lines), 30)] {
		key, value, _ := strings.Cut(l, ":")
		if fold(trim(key)) == keyLang {
			switch trim(value) {
			case "ar", "fa", "he", "ur":
				return true
			}
		}
	}
	return false
}

func codePoint(r rune) string {
	const hex = "0123456789ABCDEF"
	s := ""
	for n := r; n > 0 || len(s) < 4; n >>= 4 {
		s = string(hex[n&15]) + s
	}
	return "U+" + s
}
