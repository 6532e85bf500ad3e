package guide

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// nbsp is the no-break space of French typography.
const nbsp = "\u00a0"

// trim removes every kind of space, no-break ones included.
func trim(s string) string { return strings.TrimFunc(s, unicode.IsSpace) }

// fold is a word without capitals nor accents, for keys and near spellings.
func fold(s string) string {
	plain := true // most words are: no need to take them apart
	for i := 0; i < len(s) && plain; i++ {
		c := s[i]
		plain = c >= ' ' && c < 0x7f && (c < 'A' || c > 'Z')
	}
	if plain {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	for _, r := range norm.NFD.String(s) {
		switch {
		case unicode.Is(unicode.Mn, r):
		case r == '’':
			b.WriteByte('\'')
		case unicode.IsSpace(r):
			b.WriteByte(' ')
		default:
			b.WriteRune(unicode.ToLower(r))
		}
	}
	return b.String()
}

// nearest is the candidate closest to the word, at most two edits away and
// never more than half of its letters; "" when there is none.
func nearest(word string, candidates []string) string {
	best, at := "", 3
	folded := fold(word)
	for _, c := range candidates {
		target := fold(c)
		d := levenshtein(folded, target, 2)
		if d < at && 2*d <= len([]rune(target)) {
			best, at = c, d
		}
	}
	return best
}

// levenshtein counts insertions, deletions and replacements; any distance
// above limit is given as limit+1.
func levenshtein(a, b string, limit int) int {
	x, y := []rune(a), []rune(b)
	if len(x)-len(y) > limit || len(y)-len(x) > limit {
		return limit + 1
	}
	row := make([]int, len(y)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(x); i++ {
		diagonal, low := row[0], i
		row[0] = i
		for j := 1; j <= len(y); j++ {
			cost := diagonal
			if x[i-1] != y[j-1] {
				cost++
			}
			diagonal = row[j]
			row[j] = min(cost, row[j]+1, row[j-1]+1)
			low = min(low, row[j])
		}
		if low > limit {
			return limit + 1
		}
	}
	return min(row[len(y)], limit+1)
}

// validID says whether a name uses only a–z, 0–9, hyphen and underscore, and
// is not a word of the conditions.
func validID(s string) bool {
	if s == "" || len(s) > 80 || s[0] == '-' || s[0] == '_' {
		return false
	}
	for i := 0; i < len(s); i++ {
		c := s[i]
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-' && c != '_' {
			return false
		}
	}
	return true
}

// reserved says whether the name is a word of the conditions, which a step
// may not bear.
func reserved(s string) bool {
	switch s {
	case "et", "ou", "non", "est", "inconnu", "si", "sinon", "oui":
		return true
	}
	return false
}

// slug proposes a valid name made from any text.
func slug(s string) string {
	var b strings.Builder
	for _, r := range fold(s) {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9', r == '_':
			b.WriteRune(r)
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
		if b.Len() >= 60 {
			break
		}
	}
	return strings.Trim(b.String(), "-_")
}

// Slug proposes a valid guide or step name made from any text, "" when the
// text has no usable letter.
func Slug(s string) string { return slug(s) }
