package guide

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// lineKind is what one line of a file is, told from its first characters
// alone: the reader, the linter and the corrector share this one judgement.
type lineKind int

const (
	lineBlank lineKind = iota
	lineComment
	lineTitle   // # …
	lineHeading // ## …
	lineTrials  // # Essais
	lineRule    // ---
	lineKey     // clé: valeur
	lineBullet  // - …
	lineExit    // -> … | si … | sinon …
	lineText
	lineOddHash // # where no title may stand
	lineOddKey  // a key nobody knows
)

// line is one line with the part that is text for people: raw[start:] for
// text, title, keys; the reader narrows it further.
type line struct {
	num  int
	kind lineKind
	raw  string
	key  string // of lineKey (as printed) and lineOddKey (as written)
	body string // what follows the mark or the key, trimmed
}

// section is the part of the file a line stands in.
type section int

const (
	inTop section = iota
	inHeader
	inSteps
	inTrials
)

// lexer sorts lines one after the other, remembering its section.
type lexer struct {
	at section
	n  int
}

// next sorts one line.
func (x *lexer) next(raw string) line {
	x.n++
	s := trim(raw)
	l := line{num: x.n, raw: raw, body: s}
	switch {
	case s == "":
		l.kind = lineBlank
	case strings.HasPrefix(s, "//"):
		l.kind, l.body = lineComment, trim(s[2:])
	case x.at == inTop && strings.HasPrefix(s, "#") && !strings.HasPrefix(s, "##"):
		l.kind, l.body = lineTitle, trim(s[1:])
		x.at = inHeader
	case x.at <= inHeader:
		x.header(&l, s)
	default:
		x.bodyLine(&l, s)
	}
	return l
}

func (x *lexer) header(l *line, s string) {
	switch {
	case isRule(s):
		l.kind = lineRule
		x.at = inSteps
	case strings.HasPrefix(s, "##"):
		x.at = inSteps
		x.bodyLine(l, s)
	default:
		before, after, found := strings.Cut(s, ":")
		l.kind = lineText
		if found {
			l.kind, l.key, l.body = lineKey, trim(before), trim(after)
		}
	}
}

func (x *lexer) bodyLine(l *line, s string) {
	switch {
	case strings.HasPrefix(s, "##") && !strings.HasPrefix(s, "###"):
		l.kind, l.body = lineHeading, trim(s[2:])
		x.at = inSteps
	case s[0] == '#':
		l.kind = lineOddHash
		if fold(trim(s[1:])) == "essais" {
			l.kind = lineTrials
			x.at = inTrials
		}
	case x.at == inTrials:
		l.kind = lineText
	case isExit(s):
		l.kind = lineExit
	case s[0] == '-':
		l.kind, l.body = lineBullet, trim(s[1:])
		if isRule(s) {
			l.kind = lineRule
		}
	case s[0] == '\\':
		l.kind, l.body = lineText, s[1:]
	default:
		l.kind = lineText
		x.keyLine(l, s)
	}
}

// keyLine sees whether a text line begins with a key. A lower-case word stuck
// to its colon that is no key is reported rather than shown to visitors: it
// may be a private note with a spelling mistake.
func (x *lexer) keyLine(l *line, s string) {
	before, after, found := strings.Cut(s, ":")
	word := trim(before)
	if !found || word == "" || strings.IndexFunc(word, unicode.IsSpace) >= 0 {
		return
	}
	if key := knownKey(word, stepKeys()); key != "" {
		l.kind, l.key, l.body = lineKey, key, trim(after)
		return
	}
	first, _ := utf8.DecodeRuneInString(word)
	if strings.IndexFunc(word, notLetter) >= 0 || strings.HasPrefix(after, "//") || !unicode.IsLower(first) {
		return
	}
	spaced := len(word) != len(before)
	if !spaced || nearest(word, stepKeys()) != "" {
		l.kind, l.key, l.body = lineOddKey, word, trim(after)
	}
}

func notLetter(r rune) bool { return !unicode.IsLetter(r) && r != '-' && r != '’' && r != '\'' }

// isRule recognises the line that closes the header.
func isRule(s string) bool { return len(s) >= 3 && strings.Trim(s, "-") == "" }

// isExit recognises `-> …`, `si …` and `sinon …`.
func isExit(s string) bool {
	if strings.HasPrefix(s, "->") {
		return true
	}
	word := s
	if at := strings.IndexFunc(s, unicode.IsSpace); at >= 0 {
		word = s[:at]
	}
	return word == "si" || word == "sinon" || strings.HasPrefix(word, "sinon->")
}

// looksLikeSyntax says whether a text line must be written with a backslash.
func looksLikeSyntax(s string) bool {
	x := lexer{at: inSteps}
	l := x.next(s)
	return l.kind != lineText || s[0] == '\\'
}
