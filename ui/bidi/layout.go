package bidi

import "strings"

// Span is a stretch of text in one style. Style is the caller's own number (a
// font, a colour): it is only compared and handed back. "\n" starts a new line.
type Span struct {
	Text  string
	Style int
}

// Piece is text drawn at once, at X from the left of the line's own box.
type Piece struct {
	Text  string
	Style int
	X, W  float32
	RTL   bool // holds right-to-left letters
}

// Line is one line of pieces in visual order, from left to right.
type Line struct {
	Pieces []Piece
	Width  float32
}

// Measure gives the width of a text in a style; rtl tells that the text holds
// right-to-left letters (so that the caller measures with the font it will
// draw with).
type Measure func(text string, style int, rtl bool) float32

// Layout wraps the spans at width (no wrapping when width is not positive) and
// places the pieces of each line. rtl is the base direction. The first line
// exists even when the text is empty.
func Layout(spans []Span, width float32, rtl bool, measure Measure) []Line {
	var lines []Line
	for _, paragraph := range paragraphs(spans) {
		tokens := tokenise(paragraph, rtl)
		for i := range tokens {
			tokens[i].w = measure(tokens[i].text, tokens[i].style, tokens[i].rtl())
		}
		for _, row := range wrap(tokens, width, measure) {
			lines = append(lines, place(row, measure))
		}
	}
	return lines
}

// paragraphs cuts spans at line feeds.
func paragraphs(spans []Span) [][]Span {
	out := [][]Span{nil}
	for _, s := range spans {
		parts := strings.Split(s.Text, "\n")
		for i, part := range parts {
			if i > 0 {
				out = append(out, nil)
			}
			if part != "" {
				out[len(out)-1] = append(out[len(out)-1], Span{part, s.Style})
			}
		}
	}
	return out
}

// wrap is greedy: a line breaks at spaces, and inside a word only when the
// word alone is wider than the line.
func wrap(tokens []token, width float32, measure Measure) [][]token {
	if width <= 0 {
		return [][]token{tokens}
	}
	var rows [][]token
	var row []token
	var used float32
	flush := func() {
		rows = append(rows, trimSpaces(row))
		row, used = nil, 0
	}
	for _, word := range words(tokens) {
		w := widthOf(word)
		if word[0].space {
			row, used = append(row, word...), used+w
			continue
		}
		if used+w > width && hasInk(row) {
			flush()
		}
		for w > width {
			head, tail := breakWord(word, width, measure)
			if len(tail) == 0 {
				break
			}
			row = append(row, head...)
			flush()
			word, w = tail, widthOf(tail)
		}
		row, used = append(row, word...), used+w
	}
	return append(rows, trimSpaces(row))
}

// words groups tokens that no space parts: "12" and "%" of a mixed word stay
// on one line.
func words(tokens []token) [][]token {
	var out [][]token
	for i, t := range tokens {
		if i > 0 && t.space == tokens[i-1].space {
			out[len(out)-1] = append(out[len(out)-1], t)
			continue
		}
		out = append(out, []token{t})
	}
	return out
}

// breakWord cuts a word that is wider than a whole line. The head has at least
// one character, so that wrapping always ends.
func breakWord(word []token, width float32, measure Measure) (head, tail []token) {
	var used float32
	for i, t := range word {
		if used+t.w <= width {
			head, used = append(head, t), used+t.w
			continue
		}
		runes := []rune(t.text)
		n := 0
		for n < len(runes) && used+measure(string(runes[:n+1]), t.style, t.rtl()) <= width {
			n++
		}
		if n == 0 && len(head) == 0 {
			n = 1
		}
		if n > 0 {
			a := t
			a.text = string(runes[:n])
			a.w = measure(a.text, a.style, a.rtl())
			head = append(head, a)
		}
		if n < len(runes) {
			b := t
			b.text = string(runes[n:])
			b.w = measure(b.text, b.style, b.rtl())
			tail = append(tail, b)
		}
		return head, append(tail, word[i+1:]...)
	}
	return head, nil
}

func trimSpaces(row []token) []token {
	for len(row) > 0 && row[0].space {
		row = row[1:]
	}
	for len(row) > 0 && row[len(row)-1].space {
		row = row[:len(row)-1]
	}
	return row
}

func hasInk(row []token) bool {
	for _, t := range row {
		if !t.space {
			return true
		}
	}
	return false
}

func widthOf(tokens []token) (w float32) {
	for _, t := range tokens {
		w += t.w
	}
	return w
}

// place puts a row in visual order and merges neighbours that are drawn alike.
func place(row []token, measure Measure) Line {
	row = reorder(row)
	var line Line
	for i := 0; i < len(row); {
		j := i + 1
		text := row[i].text
		// Left-to-right neighbours of one style become one text: the font's
		// spacing between letters is then its own.
		for ; j < len(row) && row[i].level%2 == 0 && row[j].level == row[i].level && row[j].style == row[i].style; j++ {
			text += row[j].text
		}
		w := row[i].w
		if j > i+1 {
			w = measure(text, row[i].style, false)
		}
		if strings.TrimSpace(text) != "" {
			line.Pieces = append(line.Pieces, Piece{Text: text, Style: row[i].style, X: line.Width, W: w, RTL: row[i].rtl()})
		}
		line.Width += w
		i = j
	}
	return line
}
