package guide

import "strings"

// Inside a label or a title, a backslash takes its meaning away from an arrow,
// from an opening parenthesis, from another backslash, and from whatever
// stands first.

// arrow is the mark before a target.
const arrow = "->"

// escapeLabel makes a label safe to write after a bullet.
func escapeLabel(s string) string {
	s = strings.ReplaceAll(s, `\`, `\\`)
	s = strings.ReplaceAll(s, arrow, `\`+arrow)
	if strings.HasSuffix(fold(s), "(juste)") {
		at := strings.LastIndexByte(s, '(')
		s = s[:at] + `\` + s[at:]
	}
	return s
}

// escapeItem makes a list item safe: its text must not begin like a condition.
func escapeItem(s string) string {
	s = escapeLabel(s)
	if isExit(s) || strings.HasPrefix(s, "-") || strings.HasPrefix(s, ">") {
		return `\` + s
	}
	return s
}

// unescape takes the backslashes away again.
func unescape(s string) string {
	if !strings.Contains(s, `\`) {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '\\' && i+1 < len(s) {
			rest := s[i+1:]
			if i == 0 || rest[0] == '\\' || rest[0] == '(' || strings.HasPrefix(rest, arrow) {
				i++
			}
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

// lastArrow is the place of the last arrow without backslash, -1 when there
// is none.
func lastArrow(s string) int {
	for end := len(s); ; {
		at := strings.LastIndex(s[:end], arrow)
		if at < 0 {
			return -1
		}
		slashes := 0
		for at-slashes > 0 && s[at-slashes-1] == '\\' {
			slashes++
		}
		if slashes%2 == 0 {
			return at
		}
		end = at
	}
}

// escapeLine makes a line of text safe to write alone.
func escapeLine(s string) string {
	if s != "" && looksLikeSyntax(s) {
		return `\` + s
	}
	return s
}
