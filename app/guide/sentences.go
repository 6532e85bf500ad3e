package guide

import (
	"strings"
	"unicode"
)

// sentence is a sentence of a text and the line of the text it begins on.
type sentence struct {
	text string
	line int
}

// sentences cuts a text at full stops, question and exclamation marks and
// ellipses followed by a space, at blank lines, and where a line announces
// what follows with a colon or a semicolon.
func sentences(text string) []sentence {
	var out []sentence
	var b strings.Builder
	start, at := 0, 0
	flush := func() {
		if s := trim(b.String()); s != "" {
			out = append(out, sentence{s, start})
		}
		b.Reset()
	}
	runes := []rune(text)
	for i, r := range runes {
		if b.Len() == 0 {
			start = at
		}
		if r == '\n' {
			at++
			end := strings.TrimRightFunc(b.String(), unicode.IsSpace)
			if (i+1 < len(runes) && runes[i+1] == '\n') || strings.HasSuffix(end, ":") || strings.HasSuffix(end, ";") {
				flush()
				continue
			}
			r = ' '
		}
		if b.Len() == 0 && unicode.IsSpace(r) {
			continue
		}
		b.WriteRune(r)
		if strings.ContainsRune(".!?…؟", r) && (i+1 == len(runes) || unicode.IsSpace(runes[i+1])) {
			flush()
		}
	}
	flush()
	return out
}

// words are the words of a text: what stands between spaces and holds a letter
// or a digit. « l’adresse » is one word, an address of the web too.
func words(text string) []string {
	fields := strings.FieldsFunc(text, unicode.IsSpace)
	kept := fields[:0]
	for _, w := range fields {
		if strings.IndexFunc(w, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) >= 0 {
			kept = append(kept, w)
		}
	}
	return kept
}

// syllables counts the syllables of a French word: groups of vowels, less the
// silent e, es, ent of the end. An approximation, good enough for an average.
func syllables(word string) int {
	letters := strings.TrimFunc(strings.ToLower(word), func(r rune) bool { return !unicode.IsLetter(r) })
	n, inside := 0, false
	for _, r := range fold(letters) {
		vowel := strings.ContainsRune("aeiouyœæ", r)
		if vowel && !inside {
			n++
		}
		inside = vowel
	}
	if n > 1 && silentEnd(letters) {
		n--
	}
	return max(n, 1)
}

// silentEnd recognises an ending whose e is not heard, after a consonant.
func silentEnd(letters string) bool {
	for _, end := range []string{"es", "e", "ent"} {
		stem, ok := strings.CutSuffix(letters, end)
		if !ok || stem == "" {
			continue
		}
		before := stem[len(stem)-1]
		if !strings.ContainsRune("aeiouy", rune(before)) && (end != "ent" || len(stem) > 3) {
			return true
		}
	}
	return false
}

// Readability is the Kandel and Moles score of a French text, 207 −
// 1.015·words/sentence − 73.6·syllables/word: about 100 is very easy, 60
// usual, 30 hard. ok is false when there is too little text to judge.
func Readability(text string) (score float64, ok bool) {
	all := sentences(text)
	count, heard := 0, 0
	for _, s := range all {
		for _, w := range words(s.text) {
			if strings.Contains(w, "://") {
				continue
			}
			count++
			heard += syllables(w)
		}
	}
	if count < 50 || len(all) == 0 {
		return 0, false
	}
	perSentence := float64(count) / float64(len(all))
	perWord := float64(heard) / float64(count)
	return 207 - 1.015*perSentence - 73.6*perWord, true
}
