package bidi

import (
	"strings"
	"unicode"

	xbidi "golang.org/x/text/unicode/bidi"
)

// token is a stretch of one style and one embedding level, all spaces or none.
type token struct {
	text    string
	style   int
	level   int // even: left to right; odd: right to left
	space   bool
	neutral bool // no letter and no digit
	w       float32
}

func (t token) rtl() bool { return t.level%2 == 1 && !t.neutral }

// tokenise resolves directions over the whole paragraph (UAX #9, through
// golang.org/x/text) and cuts it at changes of level, style, and at spaces. In
// right-to-left stretches marks are cut from letters, so that each drawn text
// is pure.
func tokenise(spans []Span, rtl bool) []token {
	var text strings.Builder
	var styles []int
	for _, s := range spans {
		for _, r := range s.Text {
			if isMark(r) {
				continue
			}
			text.WriteRune(r)
			styles = append(styles, s.Style)
		}
	}
	runes := []rune(text.String())
	levels := levelsOf(runes, rtl)
	var out []token
	for i, r := range runes {
		space := unicode.IsSpace(r) && r != '\u00a0'
		neutral := !space && isNeutral(r)
		if n := len(out) - 1; n >= 0 {
			last := &out[n]
			same := last.style == styles[i] && last.level == levels[i] && last.space == space
			if same && (levels[i]%2 == 0 || last.neutral == neutral) {
				last.text += string(r)
				last.neutral = last.neutral && neutral
				continue
			}
		}
		out = append(out, token{text: string(r), style: styles[i], level: levels[i], space: space, neutral: neutral})
	}
	for i := range out {
		switch {
		case out[i].level%2 == 0:
		case out[i].neutral:
			out[i].text = mirror(out[i].text)
		default:
			out[i].text = Shape(out[i].text)
		}
	}
	return out
}

// levelsOf gives each character its embedding level: 0 or 1 for the base, 2
// for numbers and left-to-right words inside right-to-left text.
func levelsOf(runes []rune, rtl bool) []int {
	levels := make([]int, len(runes))
	base := 0
	if rtl {
		base = 1
	}
	if !rtl && !hasRTL(runes) {
		return levels
	}
	for i := range levels {
		levels[i] = base
	}
	// The library takes the base direction from the first strong letter: a
	// mark in front decides for it.
	mark, dir := "\u200e", xbidi.LeftToRight
	if rtl {
		mark, dir = "\u200f", xbidi.RightToLeft
	}
	var p xbidi.Paragraph
	if _, err := p.SetString(mark+string(runes), xbidi.DefaultDirection(dir)); err != nil {
		return levels
	}
	order, err := p.Order()
	if err != nil {
		return levels
	}
	at := -1 // the mark
	for i := range order.NumRuns() {
		run := order.Run(i)
		for range []rune(run.String()) {
			if at >= 0 && at < len(levels) {
				if run.Direction() == xbidi.RightToLeft {
					levels[at] = 1
				} else {
					levels[at] = 2 * base
				}
			}
			at++
		}
	}
	raiseNumbers(runes, levels, rtl)
	return levels
}

// raiseNumbers gives level 2 to numbers between right-to-left words of a
// left-to-right line: the library only tells directions, not depths.
func raiseNumbers(runes []rune, levels []int, rtl bool) {
	if rtl {
		return
	}
	for i := 0; i < len(runes); {
		if levels[i] != 0 {
			i++
			continue
		}
		j, letters := i, false
		for ; j < len(runes) && levels[j] == 0; j++ {
			letters = letters || unicode.IsLetter(runes[j])
		}
		if i > 0 && j < len(runes) && !letters {
			for k := i; k < j; k++ {
				levels[k] = 2
			}
		}
		i = j
	}
}

// reorder applies rule L2: from the highest level down, reverse each stretch
// of at least that level.
func reorder(row []token) []token {
	out := append([]token(nil), row...)
	// Rule L1: spaces at the end of a line take the base level; wrapping has
	// already removed them.
	for level := 2; level >= 1; level-- {
		for i := 0; i < len(out); {
			if out[i].level < level {
				i++
				continue
			}
			j := i
			for j < len(out) && out[j].level >= level {
				j++
			}
			for a, b := i, j-1; a < b; a, b = a+1, b-1 {
				out[a], out[b] = out[b], out[a]
			}
			i = j
		}
	}
	return out
}

func hasRTL(runes []rune) bool {
	for _, r := range runes {
		switch p, _ := xbidi.LookupRune(r); p.Class() {
		case xbidi.R, xbidi.AL, xbidi.AN:
			return true
		}
	}
	return false
}

// HasRTL says whether a text holds right-to-left letters.
func HasRTL(s string) bool { return hasRTL([]rune(s)) }

func isNeutral(r rune) bool {
	return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r)
}

// isMark says whether a character only directs the text and is never drawn.
func isMark(r rune) bool {
	switch {
	case r == '\u200e', r == '\u200f', r == '\u061c':
		return true
	case r >= '\u202a' && r <= '\u202e', r >= '\u2066' && r <= '\u2069':
		return true
	}
	return false
}

var brackets = map[rune]rune{
	'(': ')', ')': '(', '[': ']', ']': '[', '{': '}', '}': '{', '<': '>', '>': '<', '«': '»', '»': '«', '‹': '›', '›': '‹',
}

// mirror reverses a stretch of marks and turns its brackets, as they stand in
// right-to-left text.
func mirror(s string) string {
	runes := []rune(s)
	for a, b := 0, len(runes)-1; a < b; a, b = a+1, b-1 {
		runes[a], runes[b] = runes[b], runes[a]
	}
	for i, r := range runes {
		if m, ok := brackets[r]; ok {
			runes[i] = m
		}
	}
	return string(runes)
}
