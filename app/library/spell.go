package library

import "unicode/utf8"

// minFuzzy is the number of letters from which one slip is forgiven.
const minFuzzy = 5

// near gives the forms at one edit (a letter missing, added, changed, or two
// neighbours swapped) from the word. Two such words share their first half or
// their last half, so only those two ranges of the dictionary are read.
func (s *segment) near(word string) []int {
	if utf8.RuneCountInString(word) < minFuzzy {
		return nil
	}
	head, tail := halves(word)
	var out []int
	seen := map[int]bool{}
	try := func(i int) {
		if f := s.form(i); !seen[i] && oneEdit(word, f) {
			seen[i] = true
			out = append(out, i)
		}
	}
	from, to := s.prefix(head)
	for i := from; i < to; i++ {
		try(i)
	}
	from, to = s.suffix(tail)
	for i := from; i < to; i++ {
		try(int(s.back[i]))
	}
	return out
}

// halves cuts a word so that one edit leaves at least one part untouched: the
// parts leave out the two letters of the middle, which a swap may straddle.
func halves(word string) (head, tail string) {
	runes := []rune(word)
	mid := len(runes) / 2
	return string(runes[:mid-1]), string(runes[mid+1:])
}

// oneEdit says whether two words differ by exactly one edit.
func oneEdit(a, b string) bool {
	if d := len(a) - len(b); d > 4 || d < -4 {
		return false
	}
	if !endsAlike(a, b) {
		return false
	}
	i := 0
	for i < len(a) && i < len(b) && a[i] == b[i] {
		i++
	}
	for i > 0 && i < len(a) && !utf8.RuneStart(a[i]) {
		i--
	}
	return oneEditRunes([]rune(a[i:]), []rune(b[i:]))
}

// endsAlike refuses at once, on bytes, two words whose common beginning and
// common end leave more than one letter (of up to four bytes) or a swap between.
func endsAlike(a, b string) bool {
	i := 0
	for i < len(a) && i < len(b) && a[i] == b[i] {
		i++
	}
	j := 0
	for j < len(a)-i && j < len(b)-i && a[len(a)-1-j] == b[len(b)-1-j] {
		j++
	}
	rest := max(len(a), len(b)) - i - j
	return rest <= 2 || rest <= 8 && !ascii(a, b)
}

// oneEditRunes compares what follows the common beginning.
func oneEditRunes(x, y []rune) bool {
	if len(x) > len(y) {
		x, y = y, x
	}
	switch len(y) - len(x) {
	case 1:
		return string(y[1:]) == string(x)
	case 0:
		if len(x) == 0 {
			return false
		}
		if string(x[1:]) == string(y[1:]) {
			return true
		}
		return len(x) > 1 && x[0] == y[1] && x[1] == y[0] && string(x[2:]) == string(y[2:])
	}
	return false
}

func ascii(words ...string) bool {
	for _, w := range words {
		for i := 0; i < len(w); i++ {
			if w[i] >= utf8.RuneSelf {
				return false
			}
		}
	}
	return true
}
