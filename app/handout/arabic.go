package handout

import (
	"slices"
	"strings"
	"unicode"
)

// A PDF shows glyphs where it is told to: joining letters and ordering a line
// are done here. Letters become the presentation forms of Unicode (Arabic
// Presentation Forms-B), which the Noto font draws.

// forms are isolated, final, initial and medial; a zero: the letter does not
// join the next one.
var forms = map[rune][4]rune{
	'ء': {0xFE80, 0xFE80, 0, 0}, 'آ': {0xFE81, 0xFE82, 0, 0}, 'أ': {0xFE83, 0xFE84, 0, 0},
	'ؤ': {0xFE85, 0xFE86, 0, 0}, 'إ': {0xFE87, 0xFE88, 0, 0}, 'ئ': {0xFE89, 0xFE8A, 0xFE8B, 0xFE8C},
	'ا': {0xFE8D, 0xFE8E, 0, 0}, 'ب': {0xFE8F, 0xFE90, 0xFE91, 0xFE92}, 'ة': {0xFE93, 0xFE94, 0, 0},
	'ت': {0xFE95, 0xFE96, 0xFE97, 0xFE98}, 'ث': {0xFE99, 0xFE9A, 0xFE9B, 0xFE9C}, 'ج': {0xFE9D, 0xFE9E, 0xFE9F, 0xFEA0},
	'ح': {0xFEA1, 0xFEA2, 0xFEA3, 0xFEA4}, 'خ': {0xFEA5, 0xFEA6, 0xFEA7, 0xFEA8}, 'د': {0xFEA9, 0xFEAA, 0, 0},
	'ذ': {0xFEAB, 0xFEAC, 0, 0}, 'ر': {0xFEAD, 0xFEAE, 0, 0}, 'ز': {0xFEAF, 0xFEB0, 0, 0},
	'س': {0xFEB1, 0xFEB2, 0xFEB3, 0xFEB4}, 'ش': {0xFEB5, 0xFEB6, 0xFEB7, 0xFEB8}, 'ص': {0xFEB9, 0xFEBA, 0xFEBB, 0xFEBC},
	'ض': {0xFEBD, 0xFEBE, 0xFEBF, 0xFEC0}, 'ط': {0xFEC1, 0xFEC2, 0xFEC3, 0xFEC4}, 'ظ': {0xFEC5, 0xFEC6, 0xFEC7, 0xFEC8},
	'ع': {0xFEC9, 0xFECA, 0xFECB, 0xFECC}, 'غ': {0xFECD, 0xFECE, 0xFECF, 0xFED0}, 'ف': {0xFED1, 0xFED2, 0xFED3, 0xFED4},
	'ق': {0xFED5, 0xFED6, 0xFED7, 0xFED8}, 'ك': {0xFED9, 0xFEDA, 0xFEDB, 0xFEDC}, 'ل': {0xFEDD, 0xFEDE, 0xFEDF, 0xFEE0},
	'م': {0xFEE1, 0xFEE2, 0xFEE3, 0xFEE4}, 'ن': {0xFEE5, 0xFEE6, 0xFEE7, 0xFEE8}, 'ه': {0xFEE9, 0xFEEA, 0xFEEB, 0xFEEC},
	'و': {0xFEED, 0xFEEE, 0, 0}, 'ى': {0xFEEF, 0xFEF0, 0, 0}, 'ي': {0xFEF1, 0xFEF2, 0xFEF3, 0xFEF4},
	'ـ': {'ـ', 'ـ', 'ـ', 'ـ'},
}

// lamAlef are the ligatures every Arabic hand writes: isolated and final.
var lamAlef = map[rune][2]rune{
	'آ': {0xFEF5, 0xFEF6}, 'أ': {0xFEF7, 0xFEF8}, 'إ': {0xFEF9, 0xFEFA}, 'ا': {0xFEFB, 0xFEFC},
}

// shape replaces the letters of a text by the form their neighbours call for.
// Vowel signs are left out: they are rare in such texts and nothing here could
// place them above their letter.
func shape(text string) string {
	letters := make([]rune, 0, len(text))
	for _, r := range text {
		if !unicode.Is(unicode.Mn, r) {
			letters = append(letters, r)
		}
	}
	var b strings.Builder
	joined := false // the previous letter reaches out to this one
	for i := 0; i < len(letters); i++ {
		r := letters[i]
		f, arabic := forms[r]
		if !arabic {
			b.WriteRune(r)
			joined = false
			continue
		}
		next := rune(0)
		if i+1 < len(letters) {
			next = letters[i+1]
		}
		if lig, ok := lamAlef[next]; ok && r == 'ل' {
			b.WriteRune(pick(joined, lig[1], lig[0]))
			joined = false
			i++
			continue
		}
		_, reaches := forms[next]
		reaches = reaches && f[2] != 0 && next != 'ء'
		switch {
		case joined && reaches:
			b.WriteRune(f[3])
		case joined:
			b.WriteRune(f[1])
		case reaches:
			b.WriteRune(f[2])
		default:
			b.WriteRune(f[0])
		}
		joined = reaches
	}
	return b.String()
}

func pick(c bool, yes, no rune) rune {
	if c {
		return yes
	}
	return no
}

// run is a piece of a line in one script, in the order it is drawn.
type run struct {
	text   string
	arabic bool
}

// runs orders one line for drawing from left to right. In a right-to-left line
// the pieces of one direction follow each other from the right. A line without
// any Arabic (a phone number, an address) keeps its own order.
//
// It is the part of the Unicode bidirectional algorithm (UAX 9) that two
// directions without nesting need: neutral signs between two Latin letters or
// digits are theirs, the others go with the line, and a closing bracket goes
// with its opening one (rule N0). Arabic commas and question marks end a Latin
// piece: that is how such a list is read.
func runs(line string, rtl bool) []run {
	if !rtl || !hasArabic(line) {
		return []run{{text: line}}
	}
	letters := []rune(line)
	latinAt := sides(letters)
	var out []run
	for from := 0; from < len(letters); {
		to := from + 1
		for to < len(letters) && latinAt[to] == latinAt[from] {
			to++
		}
		r := run{text: string(letters[from:to])}
		if !latinAt[from] {
			back := []rune(mirror.Replace(shape(r.text)))
			slices.Reverse(back)
			r = run{text: string(back), arabic: true}
		}
		out = append(out, r)
		from = to
	}
	slices.Reverse(out)
	return out
}

// sides says which signs of a right-to-left line are read from the left.
func sides(letters []rune) []bool {
	left := make([]bool, len(letters))
	last := -1 // last Latin letter or digit, with only neutral signs since
	var open []int
	for i, r := range letters {
		switch {
		case unicode.Is(unicode.Arabic, r), strings.ContainsRune("،؛؟", r):
			last = -1
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			left[i] = true
			for k := last + 1; last >= 0 && k < i; k++ {
				left[k] = true
			}
			last = i
		case strings.ContainsRune("([«", r):
			open = append(open, i)
		case strings.ContainsRune(")]»", r) && len(open) > 0:
			if left[open[len(open)-1]] && last >= 0 {
				for k := last + 1; k <= i; k++ {
					left[k] = true
				}
				last = i
			}
			open = open[:len(open)-1]
		}
	}
	return left
}

// mirror turns the signs that open into those that close, as they are read from
// the other side.
var mirror = strings.NewReplacer("«", "»", "»", "«", "‹", "›", "›", "‹", "(", ")", ")", "(", "[", "]", "]", "[")

func hasArabic(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return unicode.Is(unicode.Arabic, r) }) >= 0
}
