package guide

import (
	"strings"
	"unicode"
)

// Typography corrects one text of a language: curved apostrophes everywhere,
// no-break spaces and quotation marks in French, and no invisible character.
// Addresses of the web are left as they are.
func Typography(text, lang string) string {
	text = dropInvisible(text)
	if lang == "ar" {
		return text
	}
	text = curveApostrophes(text)
	if lang == "fr" || lang == "" {
		text = noBreaks(text)
	}
	return text
}

// invisible says whether a character takes no room and means nothing here.
func invisible(r rune) bool { return r == 0x200b || r == 0x00ad || r == 0x2060 }

func dropInvisible(s string) string {
	return strings.Map(func(r rune) rune {
		if invisible(r) {
			return -1
		}
		return r
	}, s)
}

// outsideAddresses rewrites what is not an address of the web.
func outsideAddresses(s string, rewrite func(string) string) string {
	if !strings.Contains(s, "://") && !strings.Contains(s, "www.") {
		return rewrite(s)
	}
	var b strings.Builder
	for s != "" {
		at := strings.Index(s, "://")
		if w := strings.Index(s, "www."); w >= 0 && (at < 0 || w < at) {
			at = w
		}
		if at < 0 {
			break
		}
		start := strings.LastIndexFunc(s[:at], unicode.IsSpace) + 1
		end := len(s)
		if n := strings.IndexFunc(s[at:], unicode.IsSpace); n >= 0 {
			end = at + n
		}
		for start < at && !unicode.IsLetter(rune(s[start])) {
			start++
		}
		b.WriteString(rewrite(s[:start]) + s[start:end])
		s = s[end:]
	}
	return b.String() + rewrite(s)
}

func curveApostrophes(s string) string {
	if !strings.Contains(s, "'") {
		return s
	}
	return outsideAddresses(s, func(s string) string {
		runes := []rune(s)
		for i, r := range runes {
			if r != '\'' || i == 0 || i+1 == len(runes) || !unicode.IsLetter(runes[i-1]) {
				continue
			}
			if after := runes[i+1]; unicode.IsLetter(after) || unicode.IsDigit(after) || after == '«' {
				runes[i] = '’'
			}
		}
		return string(runes)
	})
}

// noBreaks puts U+00A0 before : ; ! ? » % € and after «.
func noBreaks(s string) string {
	return outsideAddresses(strings.ReplaceAll(s, "\u202f", nbsp), func(s string) string {
		runes := []rune(s)
		out := make([]rune, 0, len(runes)+4)
		for i, r := range runes {
			last := len(out) - 1
			switch {
			case strings.ContainsRune(":;!?»%€", r) && last > 0 && out[last] == ' ':
				out[last] = '\u00a0'
			case strings.ContainsRune(";!?»", r) && last >= 0 && needsSpace(out[last], r):
				out = append(out, '\u00a0')
			}
			if i > 0 && runes[i-1] == '«' {
				switch {
				case r == ' ':
					r = '\u00a0'
				case !unicode.IsSpace(r):
					out = append(out, '\u00a0')
				}
			}
			out = append(out, r)
		}
		return string(out)
	})
}

// needsSpace says whether a mark stuck to what precedes it needs a space.
func needsSpace(before, mark rune) bool {
	if mark == '»' {
		return !unicode.IsSpace(before) && before != '«'
	}
	return unicode.IsLetter(before) || before == ')' || before == '»'
}
