package guide

import (
	"math"
	"regexp"
	"strings"
	"unicode/utf8"
)

// The limits of GUIDES: words and characters a person takes in at once.
const (
	maxSentence   = 20
	maxEasy       = 12
	maxQuestion   = 120
	maxLabel      = 90
	maxWithout    = 120 // words without a list
	hardToRead    = 50
	acronymLength = 6
)

// lintWords applies the rules of wording to what visitors read.
func lintWords(f *File) {
	var public []string
	for _, p := range f.passages() {
		if strings.Contains(p.text, "FALC") {
			f.add(p.line(0), codeFALC, "")
		}
		if p.role == rolePrivate {
			continue
		}
		f.lintLength(p)
		f.lintSentences(p)
		if at := clickHere(p.text); at != "" {
			f.add(p.line(0), codeClickHere, "", "text", at)
		}
		text := p.text
		if !strings.ContainsAny(text[len(text)-1:], ".!?") {
			text += "."
		}
		public = append(public, text)
	}
	if f.Guide == nil {
		return
	}
	f.lintAcronyms()
	if score, ok := Readability(strings.Join(public, "\n\n")); ok && score < hardToRead {
		f.add(1, codeReadability, "", "score", int(math.Round(score)))
	}
}

func (f *File) lintLength(p passage) {
	n := utf8.RuneCountInString(p.text)
	switch {
	case p.role == roleAsk && n > maxQuestion:
		f.add(p.line(0), codeQuestion, "", "n", n)
	case p.role == roleLabel && n > maxLabel:
		f.add(p.line(0), codeLabel, "", "n", n)
	case p.role == roleBody && f.Guide != nil:
		id, items := "—", 0
		if p.step >= 0 {
			s := &f.Guide.Steps[p.step]
			id, items = string(s.ID), len(s.Items)
		}
		if count := len(words(p.text)); count > maxWithout && items == 0 {
			f.add(p.line(0), codeLongText, "", "id", id, "n", count)
		}
	}
}

func (f *File) lintSentences(p passage) {
	limit, code := maxSentence, codeSentence
	if p.role == roleEasy {
		limit, code = maxEasy, codeEasy
	}
	for _, s := range sentences(p.text) {
		if n := len(words(s.text)); n > limit {
			f.add(p.line(s.line), code, "", "n", n, "text", clip(s.text))
		}
	}
}

// clickHere finds a link named by the gesture instead of its goal.
func clickHere(text string) string {
	folded := fold(text)
	for _, phrase := range []string{
		"cliquez ici", "cliquer ici", "clique ici", "cliquez la", "appuyez ici",
		"click here", "haga clic aqui", "haz clic aqui", "pulse aqui", "اضغط هنا", "انقر هنا",
	} {
		if at := strings.Index(folded, phrase); at >= 0 && endsWord(folded[at+len(phrase):]) {
			return phrase
		}
	}
	return ""
}

func endsWord(rest string) bool {
	r, _ := utf8.DecodeRuneInString(rest)
	return rest == "" || notLetter(r) && r != '-' && r != '\''
}

// lintAcronyms wants each acronym explained once, anywhere in the guide.
func (f *File) lintAcronyms() {
	capitals := regexp.MustCompile(`[\p{Lu}\d][\p{Lu}\d&-]*\p{Lu}[\p{Lu}\d]*`)
	var all strings.Builder
	for _, p := range f.passages() {
		if p.role != rolePrivate {
			all.WriteString(p.text + "\n")
		}
	}
	seen := explained(all.String())
	for _, p := range f.passages() {
		if p.role == rolePrivate {
			continue
		}
		for n, text := range strings.Split(p.text, "\n") {
			for _, w := range words(text) {
				a := capitals.FindString(w)
				if a == "" || seen[a] || !isAcronym(w, a) {
					continue
				}
				seen[a] = true
				f.add(p.line(n), codeAcronym, "", "acronym", a)
			}
		}
	}
}

// isAcronym leaves out addresses, words with small letters, Roman numbers,
// words shouted in capitals, and the few acronyms everybody reads as words.
func isAcronym(word, capitals string) bool {
	bare := strings.TrimFunc(word, func(r rune) bool { return strings.ContainsRune("«»()[].,;:!?…\"“”", r) })
	if at := strings.LastIndexAny(bare, "'’"); at >= 0 {
		_, size := utf8.DecodeRuneInString(bare[at:])
		bare = bare[at+size:]
	}
	if bare != capitals || utf8.RuneCountInString(bare) > acronymLength || strings.Trim(bare, "IVXLC") == "" {
		return false
	}
	switch bare {
	case "SMS", "PDF", "TV", "QR", "OK", "USB", "GPS", "NON", "OUI", "PIN", "SIM", "FALC":
		return false
	}
	return strings.Trim(bare, "0123456789-&") == bare || len(bare) > 2
}

// explained gathers the acronyms written as « nom complet (SIGLE) », « SIGLE
// (nom complet) » or « SIGLE, c’est … ».
func explained(text string) map[string]bool {
	const acronym = `([\p{Lu}\d][\p{Lu}\d&-]*\p{Lu}[\p{Lu}\d]*)`
	out := map[string]bool{}
	for _, pattern := range []string{
		`\(\s*(?:l['’]|la |le |les )?` + acronym + `\s*[),:]`,
		acronym + `[»\s]*[(:,]\s*(?:c['’]est|\pL[^)\n]*?\pL\s+\pL)`,
	} {
		for _, m := range regexp.MustCompile(pattern).FindAllStringSubmatch(text, -1) {
			out[m[1]] = true
		}
	}
	return out
}
