package guide

import (
	"strings"
	"unicode"
)

// spans walks a file line by line and tells which bytes of each are text for
// people: never a key, an identifier, a target, a file name or an address.
type spans struct {
	lex         lexer
	kind        Kind
	translation bool
	lang        string
}

// next gives the text of one line as offsets; ok is false when it has none.
func (s *spans) next(raw string) (start, end int, ok bool) {
	l := s.lex.next(raw)
	end = len(strings.TrimRightFunc(raw, unicode.IsSpace))
	start = end - len(l.body)
	switch l.kind {
	case lineTitle:
		return start, end, true
	case lineHeading:
		return s.heading(l, end)
	case lineKey:
		if s.lex.at == inHeader {
			s.header(l)
			return 0, 0, false
		}
		return s.keyed(l, start, end)
	case lineText:
		return start, end, s.lex.at == inSteps
	case lineBullet:
		return s.bullet(l, start, end)
	}
	return 0, 0, false
}

func (s *spans) header(l line) {
	switch fold(l.key) {
	case keyLang:
		s.lang = l.body
	case keyTranslation:
		s.translation = true
	}
}

// heading gives the title, and remembers the kind for the bullets.
func (s *spans) heading(l line, end int) (int, int, bool) {
	name, title, found := strings.Cut(l.body, ":")
	s.kind = KindQuestion
	if inside, _, has := lastParens(trim(name)); has {
		if spec, known, _ := parseKind(inside); known {
			s.kind = spec.kind
		}
	}
	if !found {
		return 0, 0, false
	}
	title = trim(title)
	start := end - len(title)
	if inside, rest, has := lastParens(title); has {
		if spec, known, _ := parseKind(inside); known {
			s.kind = spec.kind
			end = start + len(rest)
		}
	}
	return start, end, end > start
}

func (s *spans) keyed(l line, start, end int) (int, int, bool) {
	switch l.key {
	case keyAudio, keyLink:
		return 0, 0, false
	case keyImage:
		at := strings.IndexByte(l.body, '|')
		if at < 0 {
			return 0, 0, false
		}
		return start + at + 1, end, true
	}
	return start, end, end > start
}

func (s *spans) bullet(l line, start, end int) (int, int, bool) {
	id, _, found := strings.Cut(l.body, ":")
	choice := s.kind.hasChoices()
	if s.translation {
		choice = found && validID(trim(id))
	}
	switch {
	case choice && !found:
		return 0, 0, false
	case choice:
		if at := lastArrow(l.body); at >= 0 {
			end = start + at
		}
		start += len(id) + 1
	case strings.HasPrefix(l.body, "si ") && found:
		start += len(id) + 1
	}
	return start, end, end > start
}
