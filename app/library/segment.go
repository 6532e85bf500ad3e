package library

import (
	"slices"
	"sort"
	"strings"
)

// segment is the part of the index that holds one language. It is immutable
// but for its analyser, which is used under the index's lock.
type segment struct {
	lang     string
	a        *analyser
	concepts *concepts

	docs   []int32  // number in the segment → number in the index
	start  []uint32 // term → first posting; one more at the end
	split  []uint32 // term → first posting that is in the body only
	doc    []uint16
	weight []uint8

	names   string   // all stems, one after the other
	nameAt  []uint32 // term → offset in names; one more at the end
	blob    string   // all forms, sorted, one after the other
	formAt  []uint32 // form → offset in blob; one more at the end
	formOf  []int32  // form → term
	back    []uint32 // forms in the order of their letters read backwards
	concept []int32  // concept → term, -1 when no document names it
}

// setForms lays the dictionary out. A form with two stems stands twice.
func (s *segment) setForms(forms map[string][]int32) {
	names := make([]string, 0, len(forms))
	for f := range forms {
		names = append(names, f)
	}
	slices.Sort(names)
	var b strings.Builder
	for _, f := range names {
		for _, t := range forms[f] {
			s.formAt = append(s.formAt, uint32(b.Len()))
			s.formOf = append(s.formOf, t)
			b.WriteString(f)
		}
	}
	s.formAt = append(s.formAt, uint32(b.Len()))
	s.blob = b.String()
	s.setBack()
}

func (s *segment) setBack() {
	s.back = make([]uint32, len(s.formOf))
	for i := range s.back {
		s.back[i] = uint32(i)
	}
	slices.SortFunc(s.back, func(a, b uint32) int { return compareBack(s.form(int(a)), s.form(int(b))) })
}

// compareBack compares two words from their last byte to their first.
func compareBack(a, b string) int {
	for i := 1; i <= len(a) && i <= len(b); i++ {
		if x, y := a[len(a)-i], b[len(b)-i]; x != y {
			return int(x) - int(y)
		}
	}
	return len(a) - len(b)
}

// stem is the stem of a term.
func (s *segment) stem(t int32) string { return s.names[s.nameAt[t]:s.nameAt[t+1]] }

func (s *segment) form(i int) string { return s.blob[s.formAt[i]:s.formAt[i+1]] }

// prefix gives the range of the forms that begin with p.
func (s *segment) prefix(p string) (from, to int) {
	n := len(s.formOf)
	from = sort.Search(n, func(i int) bool { return s.form(i) >= p })
	to = from + sort.Search(n-from, func(i int) bool { return !strings.HasPrefix(s.form(from+i), p) })
	return from, to
}

// suffix gives the range, in back, of the forms that end with p.
func (s *segment) suffix(p string) (from, to int) {
	n := len(s.back)
	from = sort.Search(n, func(i int) bool { return compareBack(s.form(int(s.back[i])), p) >= 0 })
	to = from + sort.Search(n-from, func(i int) bool { return !strings.HasSuffix(s.form(int(s.back[from+i])), p) })
	return from, to
}

// exact gives the terms of a form, none when no document has it.
func (s *segment) exact(form string) []int32 {
	n := len(s.formOf)
	i := sort.Search(n, func(i int) bool { return s.form(i) >= form })
	j := i
	for j < n && s.form(j) == form {
		j++
	}
	return s.formOf[i:j]
}

// frequency is the number of documents of a term, and how many of them have
// it in the title or the keywords.
func (s *segment) frequency(term int32) (all, named int) {
	return int(s.start[term+1] - s.start[term]), int(s.split[term] - s.start[term])
}
