package device

import (
	"strings"

	"parvis/app/place"
	"parvis/app/session"
)

// themeMark keeps themes apart from tags and titles of the same name.
const themeMark = "\x01"

// matching gives, for each word of a text, the texts of the table in which a
// session would be found by it: the domain's own rule is asked once for each
// different guide, title, theme and tag instead of once for each session. A
// word never spans two of them, so the answers are the same. nil means that
// the text asks nothing.
func (t *table) matching(text string) []map[uint32]bool {
	var out []map[uint32]bool
	for _, word := range strings.Fields(place.Fold(text)) {
		found := map[uint32]bool{}
		for i, code := range t.texts.list {
			if code == "" {
				continue
			}
			one := session.Session{TitreAtelier: code}
			if theme, ok := strings.CutPrefix(code, themeMark); ok { // also found by its label
				one = session.Session{Thematiques: []string{theme}}
			}
			if session.MatchText(&one, word) {
				found[uint32(i)] = true
			}
		}
		out = append(out, found)
	}
	return out
}
