package guide

import (
	"bytes"
	"strings"
	"unicode/utf8"
)

// Fix corrects the typography of a file and gives how many lines changed. It
// only touches text people read: keys, identifiers, targets, file names and
// addresses stay as they are, byte for byte. A file that is not UTF-8 or too
// large is given back unchanged.
func Fix(data []byte) (fixed []byte, changed int) {
	if len(data) > MaxFileSize || !utf8.Valid(data) {
		return data, 0
	}
	text, hasBOM := bytes.CutPrefix(data, []byte("\ufeff"))
	s := &spans{}
	lines := strings.Split(string(text), "\n")
	for i, raw := range lines {
		start, end, ok := s.next(raw)
		if !ok {
			continue
		}
		if better := Typography(raw[start:end], s.lang); better != raw[start:end] {
			lines[i] = raw[:start] + better + raw[end:]
			changed++
		}
	}
	if changed == 0 {
		return data, 0
	}
	out := []byte(strings.Join(lines, "\n"))
	if hasBOM {
		out = append([]byte("\ufeff"), out...)
	}
	return out, changed
}

// lintTypography reports what Fix would correct, one finding by line and kind.
func lintTypography(f *File) {
	s := &spans{}
	number := 0
	for raw := range strings.SplitSeq(f.raw, "\n") {
		number++
		start, end, ok := s.next(raw)
		if !ok {
			continue
		}
		text := raw[start:end]
		if at := strings.IndexFunc(text, invisible); at >= 0 {
			r, _ := utf8.DecodeRuneInString(text[at:])
			f.add(number, codeInvisible, "", "code", codePoint(r))
			text = dropInvisible(text)
		}
		if s.lang == "ar" {
			continue
		}
		if curved := curveApostrophes(text); curved != text {
			f.add(number, codeApostrophe, "")
		}
		if (s.lang == "fr" || s.lang == "") && noBreaks(text) != text {
			f.add(number, codeNoBreak, "")
		}
	}
}
