package bidi

import "unicode"

// letter is a letter that joins: the code of its isolated form and how many
// forms it has. The forms follow one another: isolated, final, then for
// letters that join on both sides initial and medial (Unicode blocks Arabic
// Presentation Forms A and B).
type letter struct {
	isolated rune
	forms    int
}

var letters = map[rune]letter{
	'\u0621': {0xFE80, 1}, '\u0622': {0xFE81, 2}, '\u0623': {0xFE83, 2}, '\u0624': {0xFE85, 2},
	'\u0625': {0xFE87, 2}, '\u0626': {0xFE89, 4}, '\u0627': {0xFE8D, 2}, '\u0628': {0xFE8F, 4},
	'\u0629': {0xFE93, 2}, '\u062a': {0xFE95, 4}, '\u062b': {0xFE99, 4}, '\u062c': {0xFE9D, 4},
	'\u062d': {0xFEA1, 4}, '\u062e': {0xFEA5, 4}, '\u062f': {0xFEA9, 2}, '\u0630': {0xFEAB, 2},
	'\u0631': {0xFEAD, 2}, '\u0632': {0xFEAF, 2}, '\u0633': {0xFEB1, 4}, '\u0634': {0xFEB5, 4},
	'\u0635': {0xFEB9, 4}, '\u0636': {0xFEBD, 4}, '\u0637': {0xFEC1, 4}, '\u0638': {0xFEC5, 4},
	'\u0639': {0xFEC9, 4}, '\u063a': {0xFECD, 4}, '\u0641': {0xFED1, 4}, '\u0642': {0xFED5, 4},
	'\u0643': {0xFED9, 4}, '\u0644': {0xFEDD, 4}, '\u0645': {0xFEE1, 4}, '\u0646': {0xFEE5, 4},
	'\u0647': {0xFEE9, 4}, '\u0648': {0xFEED, 2}, '\u0649': {0xFEEF, 2}, '\u064a': {0xFEF1, 4},
	// Persian and Maghrebi letters.
	'\u067e': {0xFB56, 4}, '\u0686': {0xFB7A, 4}, '\u0698': {0xFB8A, 2}, '\u06a4': {0xFB6A, 4},
	'\u06a9': {0xFB8E, 4}, '\u06af': {0xFB92, 4}, '\u06cc': {0xFBFC, 4},
}

// ligatures of lam with an alef: the isolated form; the final one follows.
var lamAlef = map[rune]rune{'\u0622': 0xFEF5, '\u0623': 0xFEF7, '\u0625': 0xFEF9, '\u0627': 0xFEFB}

const (
	lam     = '\u0644'
	tatweel = '\u0640' // a stroke that lengthens a word: joins on both sides
)

// Shape writes each Arabic letter in the form its neighbours ask for. The
// toolkit's own shaping misses some joins with the embedded font; the
// presentation forms, in logical order, are drawn right. Other characters are
// left alone.
func Shape(s string) string {
	in := []rune(s)
	out := make([]rune, 0, len(in))
	for i := 0; i < len(in); i++ {
		l, ok := letters[in[i]]
		if !ok {
			out = append(out, in[i])
			continue
		}
		before := joinsForward(in, i)
		j := nextLetter(in, i)
		if alef, lig := ligature(in, i, j); lig {
			out = append(out, alef+form(before, false, 2))
			out = append(out, in[i+1:j]...) // marks between the two
			i = j
			continue
		}
		out = append(out, l.isolated+form(before, l.forms == 4 && joinsBack(in, j), l.forms))
	}
	return string(out)
}

func ligature(in []rune, i, j int) (rune, bool) {
	if in[i] != lam || j < 0 {
		return 0, false
	}
	alef, ok := lamAlef[in[j]]
	return alef, ok
}

// form is the place of a form after the isolated one.
func form(before, after bool, forms int) rune {
	switch {
	case forms == 1:
		return 0
	case before && after:
		return 3
	case after:
		return 2
	case before:
		return 1
	}
	return 0
}

// joinsForward says whether the letter before i reaches towards it.
func joinsForward(in []rune, i int) bool {
	for i--; i >= 0; i-- {
		if unicode.Is(unicode.Mn, in[i]) {
			continue
		}
		return in[i] == tatweel || letters[in[i]].forms == 4
	}
	return false
}

// nextLetter is the next character that is no mark, or -1.
func nextLetter(in []rune, i int) int {
	for i++; i < len(in); i++ {
		if !unicode.Is(unicode.Mn, in[i]) {
			return i
		}
	}
	return -1
}

func joinsBack(in []rune, j int) bool {
	return j >= 0 && (in[j] == tatweel || letters[in[j]].forms > 1)
}
