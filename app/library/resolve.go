package library

import (
	"math"
	"slices"
	"strings"
	"unicode/utf8"
)

// Weights of what is not the word itself.
const (
	weightFuzzy   = 0.75 // one slip away
	weightPrefix  = 0.7  // the word being typed, completed
	weightConcept = 0.95 // another name of the same thing
	unknownIDF    = 3.5  // importance of a word no document has
	bothShare     = 0.15 // bonus of a document that says both the words and the thing
	weakShare     = 0.4  // importance of a word said about any subject
	maxExpansion  = 40   // completions read for one word
	maxNear       = 8    // corrections read for one word
	shortPrefix   = 3    // under this length, completions look at titles only
)

// alternative is one term that can stand for a word of the query.
type alternative struct {
	term   int32
	weight float32
	named  bool // read only the documents that have it in title or keywords
}

// wanted is one word of the query as a segment understands it.
type wanted struct {
	stem         string
	form         string
	idf          float64
	alternatives []alternative
	open         bool // still being typed
}

// typed is one word as the person wrote it.
type typed struct {
	word string
	open bool
}

// typedWords cuts a query; the last word is open unless something follows it.
func typedWords(query string) []typed {
	ws := words(query)
	out := make([]typed, 0, len(ws))
	for i, w := range ws {
		last := i == len(ws)-1
		out = append(out, typed{word: w, open: last && endsInWord(query)})
	}
	return out
}

func endsInWord(s string) bool {
	r, _ := utf8.DecodeLastRuneInString(s)
	return inWord(r)
}

func (s *segment) idf(df int) float64 {
	n := float64(len(s.docs))
	return math.Log(1 + (n-float64(df)+0.5)/(float64(df)+0.5))
}

// understand gives the words of the query that carry its subject. When there
// are none but stop words, the last one is taken as the beginning of a word.
func (s *segment) understand(query []typed) []wanted {
	var out []wanted
	for i := 0; i < len(query); i++ {
		t := query[i]
		x := s.a.compute(t.word)
		if i+1 < len(query) && s.joins(x.form, query[i+1].word) {
			i++
			t = typed{word: t.word + query[i].word, open: query[i].open}
			x = s.a.compute(t.word)
		}
		if x.stop && !(t.open && len(query) == i+1 && len(out) == 0) {
			continue
		}
		out = append(out, s.resolve(x, t.open)...)
	}
	return out
}

// joins says whether two words are one in the titles (télé travail).
func (s *segment) joins(form, next string) bool {
	joined := form + fold(next)
	return len(joined) >= 6 && s.named(joined)
}

// resolve finds what stands for one word: itself, its stem, itself without a
// glued article, its two halves, its corrections, its completions.
func (s *segment) resolve(x stemmed, open bool) []wanted {
	w := wanted{form: x.form, stem: x.stem, open: open}
	terms := s.known(x)
	if len(terms) == 0 && !open || len(terms) == 0 && !s.begins(x.form) {
		if rest, ok := s.unglue(x.form); ok {
			return s.resolve(s.a.compute(rest), open)
		}
		if a, b, ok := s.cut(x.form); ok {
			return append(s.resolve(s.a.compute(a), false), s.resolve(s.a.compute(b), open)...)
		}
	}
	for _, t := range terms {
		w.add(alternative{term: t, weight: 1})
	}
	if len(terms) > 0 {
		w.stem = s.stem(terms[0])
	}
	w.idf = s.idfOf(terms)
	if s.doubtful(terms) && !(open && s.begins(x.form)) {
		s.correct(&w, len(terms) > 0)
	}
	if open {
		s.complete(&w, len(terms) > 0)
	}
	if len(w.alternatives) == 0 {
		w.idf = unknownIDF
	}
	if weakWords[strings.TrimSuffix(x.form, "s")] {
		w.idf *= weakShare
	}
	return []wanted{w}
}

func (s *segment) known(x stemmed) []int32 {
	if t := s.exact(x.form); len(t) > 0 {
		return t
	}
	return s.exact(x.stem)
}

func (s *segment) begins(form string) bool {
	from, to := s.prefix(form)
	return from < to
}

// doubtful says that a word is unknown, or so rare that it may be a slip.
func (s *segment) doubtful(terms []int32) bool {
	for _, t := range terms {
		if all, named := s.frequency(t); named > 0 || all > 2 {
			return false
		}
	}
	return true
}

func (s *segment) idfOf(terms []int32) float64 {
	best := math.Inf(1)
	for _, t := range terms {
		all, _ := s.frequency(t)
		best = min(best, s.idf(all))
	}
	if math.IsInf(best, 1) {
		return 0
	}
	return best
}

func (w *wanted) add(a alternative) {
	for i := range w.alternatives {
		if o := &w.alternatives[i]; o.term == a.term {
			if a.weight > o.weight {
				*o = a
			}
			return
		}
	}
	w.alternatives = append(w.alternatives, a)
}

// unglue removes an article typed without its apostrophe (didentite).
func (s *segment) unglue(form string) (string, bool) {
	for _, art := range []string{"qu", "l", "d", "j", "m", "s", "c", "n", "t"} {
		rest, ok := strings.CutPrefix(form, art)
		if ok && len(rest) >= 3 && strings.ContainsRune("aeiouyh", rune(rest[0])) && len(s.exact(rest)) > 0 {
			return rest, true
		}
	}
	return "", false
}

// cut splits two words typed as one (cartevitale) when both are words of titles.
func (s *segment) cut(form string) (a, b string, ok bool) {
	if len(form) < 8 {
		return "", "", false
	}
	for i := 3; i <= len(form)-3; i++ {
		if s.named(form[:i]) && s.named(form[i:]) {
			return form[:i], form[i:], true
		}
	}
	return "", "", false
}

func (s *segment) named(form string) bool {
	for _, t := range s.exact(form) {
		if _, named := s.frequency(t); named > 0 {
			return true
		}
	}
	return false
}

// correct adds the words at one slip, the most frequent in titles first.
func (s *segment) correct(w *wanted, rare bool) {
	found := s.near(w.form)
	if len(found) == 0 && w.open {
		found = s.nearPrefix(w.form)
	}
	slices.SortStableFunc(found, func(a, b int) int {
		aa, an := s.frequency(s.formOf[a])
		ba, bn := s.frequency(s.formOf[b])
		return (bn*8 + ba) - (an*8 + aa)
	})
	weight := float32(weightFuzzy)
	if rare {
		weight *= 0.7
	}
	for i, f := range found[:min(len(found), maxNear)] {
		t := s.formOf[f]
		w.add(alternative{term: t, weight: weight})
		if i == 0 {
			if w.idf == 0 {
				w.idf = s.idfOf([]int32{t})
			}
			if !rare {
				w.stem = s.stem(t)
			}
		}
	}
}

// complete adds the words that begin as the one being typed. They share one
// rarity, that of the beginning: a rare completion is no better than another.
func (s *segment) complete(w *wanted, known bool) {
	from, to := s.prefix(w.form)
	short := utf8.RuneCountInString(w.form) < shortPrefix
	var terms []int32
	total := 0
	for i := from; i < to; i++ {
		t := s.formOf[i]
		all, named := s.frequency(t)
		if short && named == 0 {
			continue
		}
		terms = append(terms, t)
		total += all
	}
	slices.SortFunc(terms, func(a, b int32) int {
		_, an := s.frequency(a)
		_, bn := s.frequency(b)
		if an != bn {
			return bn - an
		}
		return int(a - b)
	})
	terms = slices.Compact(terms)
	weight := float32(weightPrefix)
	if known {
		weight *= 0.5
	}
	if !short {
		terms = terms[:min(len(terms), maxExpansion)]
	}
	if !known && len(terms) > 0 {
		w.idf = s.idf(min(total, len(s.docs)))
		if len(terms) == 1 {
			w.stem = s.stem(terms[0])
		}
	}
	for _, t := range terms {
		if !known {
			w.alternatives = append(w.alternatives, alternative{term: t, weight: weight, named: short})
			continue
		}
		w.add(alternative{term: t, weight: weight, named: short})
	}
}

// nearPrefix gives the forms whose beginning is at one edit from the word.
func (s *segment) nearPrefix(word string) []int {
	if utf8.RuneCountInString(word) < minFuzzy {
		return nil
	}
	head, _ := halves(word)
	from, to := s.prefix(head)
	var out []int
	for i := from; i < to && len(out) < 4*maxNear; i++ {
		f := s.form(i)
		for _, n := range []int{len(word), len(word) + 1, len(word) - 1} {
			if n <= len(f) && oneEdit(word, f[:n]) {
				out = append(out, i)
				break
			}
		}
	}
	return out
}
