package library

import "math"

// unit is a part of the query that is scored as one: a word, or the words that
// name a concept together with the concept.
type unit struct {
	words      []wanted
	concept    int32 // term, -1: none
	importance float64
}

// scratch is the working memory of a search, used under the index's lock.
type scratch struct {
	word, unit, total, covered []float32
	touchedWord, touchedUnit   []uint16
	touched                    []uint16
}

func newScratch(n int) *scratch {
	return &scratch{
		word: make([]float32, n), unit: make([]float32, n),
		total: make([]float32, n), covered: make([]float32, n),
	}
}

func (x *Index) searchSegment(found []scored, s *segment, query []typed) []scored {
	units := s.units(s.understand(query))
	if len(units) == 0 {
		return found
	}
	if x.scratch == nil {
		x.scratch = newScratch(min(len(x.docs), maxSegment))
	}
	sc := x.scratch
	sum := 0.0
	for _, u := range units {
		sc.addUnit(s, u)
		sum += u.importance
	}
	return sc.collect(found, x, s, sum)
}

// collect turns the sums into scores between 0 and 1 and clears the memory. A
// document that lacks a word of the query loses more than that word's share.
func (sc *scratch) collect(out []scored, x *Index, s *segment, sum float64) []scored {
	for _, d := range sc.touched {
		doc := &x.docs[s.docs[d]]
		score := float64(sc.total[d]) / sum * (0.45 + 0.55*float64(sc.covered[d])/sum)
		sc.total[d], sc.covered[d] = 0, 0
		if doc.Prior > 0 {
			score *= float64(doc.Prior)
		}
		score *= 1 + min(0.03*math.Log1p(float64(doc.Uses)), 0.15)
		out = append(out, scored{doc: s.docs[d], score: min(score, 1)})
	}
	sc.touched = sc.touched[:0]
	return out
}

// units joins the words that name a concept.
func (s *segment) units(ws []wanted) []unit {
	stems := make([]string, len(ws))
	for i, w := range ws {
		stems[i] = w.stem
	}
	var out []unit
	for i := 0; i < len(ws); {
		id, n := s.concepts.typed(stems[i:], ws[i:])
		u := unit{concept: -1, words: ws[i : i+max(n, 1)]}
		for _, w := range u.words {
			u.importance += w.idf
		}
		if id > 0 {
			u.concept = s.concept[id]
		}
		if u.concept >= 0 {
			all, _ := s.frequency(u.concept)
			u.importance = s.idf(all) * (1 + 0.15*float64(len(u.words)-1))
		}
		out = append(out, u)
		i += max(n, 1)
	}
	return out
}

// addUnit adds to each document the better of the concept and of the words.
func (sc *scratch) addUnit(s *segment, u unit) {
	sum := 0.0
	for _, w := range u.words {
		sum += w.idf
	}
	for _, w := range u.words {
		for _, a := range w.alternatives {
			sc.read(s, a)
		}
		share := float32(u.importance * w.idf / max(sum, 1e-9))
		for _, d := range sc.touchedWord {
			if sc.unit[d] == 0 {
				sc.touchedUnit = append(sc.touchedUnit, d)
			}
			sc.unit[d] += sc.word[d] * share
			sc.word[d] = 0
		}
		sc.touchedWord = sc.touchedWord[:0]
	}
	if u.concept >= 0 {
		sc.read(s, alternative{term: u.concept, weight: weightConcept})
		for _, d := range sc.touchedWord {
			if sc.unit[d] == 0 {
				sc.touchedUnit = append(sc.touchedUnit, d)
			}
			byWords, byName := sc.unit[d], sc.word[d]*float32(u.importance)
			sc.unit[d] = max(byWords, byName) + bothShare*min(byWords, byName)
			sc.word[d] = 0
		}
		sc.touchedWord = sc.touchedWord[:0]
	}
	sc.closeUnit(u)
}

func (sc *scratch) closeUnit(u unit) {
	for _, d := range sc.touchedUnit {
		if sc.total[d] == 0 {
			sc.touched = append(sc.touched, d)
		}
		sc.total[d] += sc.unit[d]
		sc.covered[d] += float32(u.importance)
		sc.unit[d] = 0
	}
	sc.touchedUnit = sc.touchedUnit[:0]
}

// read keeps, for each document of a term, the best alternative of the word.
func (sc *scratch) read(s *segment, a alternative) {
	from, to := s.start[a.term], s.start[a.term+1]
	if a.named {
		to = s.split[a.term]
	}
	docs, weights := s.doc[from:to], s.weight[from:to]
	for i, d := range docs {
		w := a.weight * float32(weights[i]) / 255
		if have := sc.word[d]; w > have {
			if have == 0 {
				sc.touchedWord = append(sc.touchedWord, d)
			}
			sc.word[d] = w
		}
	}
}
