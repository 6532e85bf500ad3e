package people

import (
	"regexp"
	"strings"
)

// international is a number as the national places standard wants it.
var international = regexp.MustCompile(`^\+\d{8,15}$`)

// InternationalPhone says whether a number is written in the international
// form, without spaces.
func InternationalPhone(s string) bool { return international.MatchString(s) }

// Phone writes a French number in the international form. Overseas prefixes
// have their own country code (ARCEP numbering plan).
func Phone(s string) (string, bool) {
	plus := strings.HasPrefix(strings.TrimSpace(s), "+")
	digits := strings.Map(func(r rune) rune {
		switch {
		case r >= '0' && r <= '9':
			return r
		case strings.ContainsRune(" .-()+\u00a0", r):
			return -1
		}
		return 'x'
	}, s)
	switch {
	case strings.Contains(digits, "x"):
		return "", false
	case plus:
		if rest, ok := strings.CutPrefix(digits, "330"); ok { // "+33 (0)4 …"
			digits = "33" + rest
		}
	case strings.HasPrefix(digits, "00"):
		digits = digits[2:]
	case len(digits) == 10 && digits[0] == '0':
		country := "33"
		for prefix, c := range map[string]string{
			"0262": "262", "0263": "262", "0269": "262", "0639": "262", "0692": "262", "0693": "262",
			"0590": "590", "0690": "590", "0691": "590", "0594": "594", "0694": "594", "0596": "596", "0696": "596",
		} {
			if strings.HasPrefix(digits, prefix) {
				country = c
			}
		}
		digits = country + digits[1:]
	default:
		return "", false
	}
	return "+" + digits, InternationalPhone("+" + digits)
}

// ShownPhone writes a kept number as people read it: « 06 12 34 56 78 » in
// France, the international form elsewhere.
func ShownPhone(number string) string {
	rest, french := strings.CutPrefix(number, "+33")
	if !french || len(rest) != 9 {
		return number
	}
	digits, out := "0"+rest, ""
	for i := 0; i < len(digits); i += 2 {
		if i > 0 {
			out += "\u00a0"
		}
		out += digits[i : i+2]
	}
	return out
}
