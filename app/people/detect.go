package people

import (
	"cmp"
	"math/big"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// SecretKind is what a piece of text looks like.
type SecretKind string

// The kinds; the warning of each is the text people.secret.<kind>.
const (
	NIR      SecretKind = "nir"      // social security number
	IBAN     SecretKind = "iban"     // bank account
	Card     SecretKind = "card"     // payment card
	Password SecretKind = "password" // what looks like a password or a code
)

// Secret is a piece of a text that should not be in a note, in bytes.
type Secret struct {
	Kind       SecretKind
	Start, End int
}

var (
	// 13 digits (2A and 2B for Corsica), with or without the two-digit key.
	nirShape  = regexp.MustCompile(`\b([1-478])[ .-]?(\d{2})[ .-]?(0[1-9]|1[0-2]|[2-4]\d|50|6[2-9]|[7-9]\d)[ .-]?(\d{2}|2[ABab])[ .-]?(\d{3})[ .-]?(\d{3})(?:[ .-]?(\d{2}))?\b`)
	ibanShape = regexp.MustCompile(`(?i)\b[A-Z]{2}\d{2}(?:[ -]?[A-Z0-9]){11,30}\b`)
	cardShape = regexp.MustCompile(`\b\d(?:[ -]?\d){12,18}\b`)
	// a word that announces a secret, then the secret itself
	announced = regexp.MustCompile(`(?i)(?:mots? de passe|\bmdp|\bpasswords?|\bpasse|\bpwd|\bcodes? (?:secrets?|confidentiels?|pin|personnels?|de la carte)|\bpin)[^\S\n]*(?:[:=]|->|→|\best\b|\bis\b)?[^\S\n]*["«“]?[^\S\n]*([^\s"»”,;]{4,})`)
	wordShape = regexp.MustCompile(`[^\s,;()«»"“”]{8,64}`)
)

// Secrets finds what looks like a social security number, a bank account, a
// payment card or a password, in order and without overlap. It only warns: the
// text is the mediator's. A date, an address or a link is no password.
func Secrets(text string) []Secret {
	var found []Secret
	add := func(kind SecretKind, at []int) {
		if !slices.ContainsFunc(found, func(s Secret) bool { return at[0] < s.End && s.Start < at[1] }) {
			found = append(found, Secret{kind, at[0], at[1]})
		}
	}
	for _, at := range ibanShape.FindAllStringIndex(text, -1) {
		if end := ibanEnd(text, at[0], at[1]); end > 0 {
			add(IBAN, []int{at[0], end})
		}
	}
	for _, at := range nirShape.FindAllStringSubmatchIndex(text, -1) {
		if isNIR(text, at) {
			add(NIR, at[:2])
		}
	}
	for _, at := range cardShape.FindAllStringIndex(text, -1) {
		if luhn(bare(text[at[0]:at[1]])) {
			add(Card, at)
		}
	}
	for _, at := range announced.FindAllStringSubmatchIndex(text, -1) {
		word := strings.TrimRight(text[at[2]:at[3]], ".!?")
		explicit := strings.ContainsAny(text[at[0]:at[2]], ":=→>\"«“")
		if explicit || mixed(word) || strings.IndexFunc(word, unicode.IsDigit) >= 0 {
			add(Password, at[2:4])
		}
	}
	for _, at := range wordShape.FindAllStringIndex(text, -1) {
		if strong(text[at[0]:at[1]]) {
			add(Password, at)
		}
	}
	slices.SortFunc(found, func(a, b Secret) int { return cmp.Compare(a.Start, b.Start) })
	return found
}

func bare(s string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(" .-", r) {
			return -1
		}
		return unicode.ToUpper(r)
	}, s)
}

// isNIR checks the key (97 minus the number modulo 97; Corsica counts as 19 or
// 18). Without the key, the shape alone warns when nothing longer is around.
func isNIR(text string, at []int) bool {
	digits := bare(text[at[0]:at[1]])
	number, key := digits[:13], digits[13:]
	for letter, sub := range map[string]string{"2A": "19", "2B": "18"} {
		if number[5:7] == letter {
			number = number[:5] + sub + number[7:]
		}
	}
	n, err := strconv.ParseInt(number, 10, 64)
	if err != nil {
		return false
	}
	if key == "" {
		return true
	}
	k, err := strconv.Atoi(key)
	return err == nil && int64(k) == 97-n%97
}

// ibanEnd finds where an account number ends among the words after it; 0 when
// there is none.
func ibanEnd(text string, start, end int) int {
	for ; end > start; end-- {
		atWord := end == len(text) || strings.IndexByte(" -.,;:!?)\n", text[end]) >= 0
		if atWord && isIBAN(text[start:end]) {
			return end
		}
	}
	return 0
}

// isIBAN checks the country's length for France and its neighbours of SEPA
// most met, and the key (ISO 7064, 97-10). A French one with a slip of the pen
// is still one.
func isIBAN(s string) bool {
	s = bare(s)
	if strings.HasPrefix(s, "FR") && len(s) == 27 {
		return true
	}
	if len(s) < 15 || len(s) > 34 {
		return false
	}
	var digits strings.Builder
	for _, r := range s[4:] + s[:4] {
		if unicode.IsDigit(r) {
			digits.WriteRune(r)
		} else {
			digits.WriteString(strconv.Itoa(int(r-'A') + 10))
		}
	}
	n, ok := new(big.Int).SetString(digits.String(), 10)
	return ok && new(big.Int).Mod(n, big.NewInt(97)).Int64() == 1
}

func luhn(digits string) bool {
	if len(digits) < 13 || strings.Trim(digits, digits[:1]) == "" {
		return false
	}
	sum := 0
	for i := range len(digits) {
		d := int(digits[len(digits)-1-i] - '0')
		if i%2 == 1 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return sum%10 == 0
}

// mixed says whether a word mixes letters with digits, or capitals inside.
func mixed(w string) bool {
	lower, upperInside, digit := false, false, false
	for i, r := range w {
		lower = lower || unicode.IsLower(r)
		upperInside = upperInside || i > 0 && unicode.IsUpper(r)
		digit = digit || unicode.IsDigit(r)
	}
	return digit && (lower || upperInside) || lower && upperInside
}

// strong says whether a word alone looks like a password: at least three of
// small letters, capitals, digits and signs inside, and none of the ordinary
// shapes that have them too.
func strong(w string) bool {
	w = strings.TrimRight(w, ".!?:…")
	if len(w) < 8 || strings.Contains(w, "://") || strings.HasPrefix(strings.ToLower(w), "www.") || strings.Contains(w, "@") && strings.Contains(w[strings.Index(w, "@"):], ".") {
		return false
	}
	var lower, upper, digit, sign int
	start := true // a capital at the start of a word is ordinary
	for _, r := range w {
		first := start
		start = strings.ContainsRune("-_./:'’", r)
		switch {
		case unicode.IsLower(r):
			lower = 1
		case unicode.IsUpper(r):
			if !first {
				upper = 1
			}
		case unicode.IsDigit(r):
			digit = 1
		case strings.ContainsRune("!$%&*#?+=@^~<>|", r):
			sign = 1
		case start:
		default:
			return false
		}
	}
	return digit == 1 && lower+upper+digit+sign >= 3 && lower+upper > 0
}
