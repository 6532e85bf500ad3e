package library

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// maxWord is the longest word kept, in bytes: beyond it, the text is noise (an
// address, a key) and would only feed the dictionary.
const maxWord = 48

// elided are the French forms that lose their vowel before an apostrophe.
var elided = map[string]bool{
	"l": true, "d": true, "j": true, "m": true, "t": true, "s": true, "c": true, "n": true,
	"qu": true, "jusqu": true, "lorsqu": true, "puisqu": true, "quoiqu": true,
}

// eachWord calls f with every word of the text in lower case, accents kept.
// Elided articles are dropped, hyphens and apostrophes separate, and dotted
// acronyms are joined (R.S.A. gives rsa).
func eachWord(text string, f func(word string)) {
	start := -1
	for i, r := range text {
		switch {
		case inWord(r):
			if start < 0 {
				start = i
			}
		case start >= 0:
			if !isDottedAcronym(text, start, i, r) {
				emit(text[start:i], r, f)
				start = -1
			}
		}
	}
	if start >= 0 {
		emit(text[start:], 0, f)
	}
}

func inWord(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.Mn, r) || r == 'ـ'
}

// isDottedAcronym says whether the dot at i stands inside single letters
// separated by dots, as in "R.S.A".
func isDottedAcronym(text string, start, i int, r rune) bool {
	if r != '.' || i+1 >= len(text) {
		return false
	}
	last := text[start:i]
	if at := strings.LastIndexByte(last, '.'); at >= 0 {
		last = last[at+1:]
	}
	next, size := utf8.DecodeRuneInString(text[i+1:])
	if !unicode.IsLetter(next) || utf8.RuneCountInString(last) != 1 {
		return false
	}
	after, _ := utf8.DecodeRuneInString(text[i+1+size:])
	return !inWord(after)
}

func emit(word string, after rune, f func(string)) {
	if strings.IndexByte(word, '.') >= 0 {
		word = strings.ReplaceAll(word, ".", "")
	}
	if len(word) > maxWord || word == "" {
		return
	}
	word = strings.ToLower(word)
	if (after == '\'' || after == '’' || after == 'ʼ' || after == '`') && elided[word] {
		return
	}
	f(word)
}

// words gives all the words of a text.
func words(text string) []string {
	var out []string
	eachWord(text, func(w string) { out = append(out, w) })
	return out
}

// fold removes what people leave out when they type: accents, ligatures,
// Arabic vowel signs and letter variants. The text is already in lower case.
func fold(word string) string {
	ascii := true
	for i := 0; i < len(word); i++ {
		if word[i] >= utf8.RuneSelf {
			ascii = false
			break
		}
	}
	if ascii {
		return word
	}
	var b strings.Builder
	b.Grow(len(word))
	for _, r := range word {
		foldRune(&b, r)
	}
	return b.String()
}

func foldRune(b *strings.Builder, r rune) {
	switch r {
	case 'à', 'â', 'ä', 'á', 'ã', 'å':
		b.WriteByte('a')
	case 'é', 'è', 'ê', 'ë':
		b.WriteByte('e')
	case 'î', 'ï', 'í', 'ì':
		b.WriteByte('i')
	case 'ô', 'ö', 'ó', 'ò', 'õ':
		b.WriteByte('o')
	case 'ù', 'û', 'ü', 'ú':
		b.WriteByte('u')
	case 'ç':
		b.WriteByte('c')
	case 'ñ':
		b.WriteByte('n')
	case 'œ':
		b.WriteString("oe")
	case 'æ':
		b.WriteString("ae")
	case 'ß':
		b.WriteString("ss")
	case 'ـ':
	case 'ى':
		b.WriteRune('ي')
	case 'ة':
		b.WriteRune('ه')
	default:
		if r < utf8.RuneSelf {
			b.WriteByte(byte(r))
			return
		}
		for _, d := range norm.NFD.String(string(r)) {
			if !unicode.Is(unicode.Mn, d) {
				b.WriteRune(d)
			}
		}
	}
}
