package library

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"parvis/app"
)

// Document is what the search knows of one guide in one language.
type Document struct {
	ID       string
	Title    string
	Keywords []string
	Body     string
	Lang     string  // "fr" when empty
	State    State   // review state, shown in the row
	Source   app.Day // day or first day of the edition read; empty: unknown
	Edition  string  // edition of an imported sheet, AAAA-MM
	Imported bool    // an official sheet turned into a draft
	Prior    float32 // 0…1, how often this audience is meant; 0 counts as 1
	Uses     int     // uses in the last 30 days on this device
}

// Weights of the fields and shape of the saturation (BM25F with one saturation
// a field, so that a long body never outweighs a title). Values found on the
// tuning half of the labelled wordings.
const (
	weightTitle    = 0.62
	weightKeywords = 0.20
	weightBody     = 0.10
	saturation     = 1.2 // k1
	lengthTitle    = 0.7 // b, by field
	lengthKeywords = 0.35
	lengthBody     = 0.6
)

// maxSegment is the number of documents one segment can number.
const maxSegment = 1 << 16

// Builder gathers documents into an Index. Texts are read and let go, so a
// whole corpus can be indexed in little memory. It is for one goroutine.
type Builder struct {
	langs map[string]*segmentBuilder
	idx   *Index
}

// NewBuilder gives an empty builder.
func NewBuilder() *Builder {
	return &Builder{langs: map[string]*segmentBuilder{}, idx: &Index{}}
}

// Add indexes one document.
func (b *Builder) Add(d Document) {
	if d.Lang == "" {
		d.Lang = "fr"
	}
	s := b.langs[d.Lang]
	if s == nil {
		s = newSegmentBuilder(d.Lang)
		b.langs[d.Lang] = s
	}
	if len(s.docs) == maxSegment {
		b.idx.segments = append(b.idx.segments, s.finish())
		s = newSegmentBuilder(d.Lang)
		b.langs[d.Lang] = s
	}
	s.add(int32(len(b.idx.docs)), d)
	d.Body, d.Keywords = "", nil
	b.idx.docs = append(b.idx.docs, d)
}

// Index ends the building; the builder must not be used afterwards.
func (b *Builder) Index() *Index {
	langs := make([]string, 0, len(b.langs))
	for l := range b.langs {
		langs = append(langs, l)
	}
	slices.Sort(langs)
	for _, l := range langs {
		b.idx.segments = append(b.idx.segments, b.langs[l].finish())
	}
	b.langs = nil
	return b.idx
}

// raw is one posting before the lengths of the fields are known.
type raw struct {
	doc                   uint16
	title, keywords, body uint16
}

type segmentBuilder struct {
	lang     string
	a        *analyser
	concepts *concepts
	docs     []int32
	lengths  [][3]int32
	terms    map[string]int32
	postings [][]raw
	forms    map[string][]int32 // a form may have several stems (pêche, péché)
	count    map[int32]*[3]uint16
	seq      []string
}

func newSegmentBuilder(lang string) *segmentBuilder {
	a := newAnalyser(lang)
	return &segmentBuilder{
		lang: lang, a: a, concepts: newConcepts(a), terms: map[string]int32{},
		forms: map[string][]int32{}, count: map[int32]*[3]uint16{},
	}
}

func (s *segmentBuilder) add(doc int32, d Document) {
	number := uint16(len(s.docs))
	s.docs = append(s.docs, doc)
	clear(s.count)
	var length [3]int32
	s.field(d.Title, 0, &length)
	for _, k := range d.Keywords {
		s.field(k, 1, &length)
	}
	s.field(d.Body, 2, &length)
	s.lengths = append(s.lengths, length)
	for t, n := range s.count {
		s.postings[t] = append(s.postings[t], raw{doc: number, title: n[0], keywords: n[1], body: n[2]})
	}
}

// field counts the words of a text, and the concepts its words name.
func (s *segmentBuilder) field(text string, field int, length *[3]int32) {
	s.seq = s.seq[:0]
	eachWord(text, func(w string) {
		x := s.a.word(w)
		if x.stop {
			return
		}
		t := s.term(x.stem)
		s.form(x.form, t)
		s.bump(t, field)
		s.seq = append(s.seq, x.stem)
	})
	length[field] += int32(len(s.seq))
	for i := 0; i < len(s.seq); i++ {
		if id, _ := s.concepts.at(s.seq[i:]); id != 0 {
			s.bump(s.term(conceptTerm(id)), field)
		}
	}
}

// conceptMark begins the term of a concept; no word contains it.
const conceptMark = "§"

func conceptTerm(id int) string { return conceptMark + strconv.Itoa(id) }

func (s *segmentBuilder) term(stem string) int32 {
	t, ok := s.terms[stem]
	if !ok {
		t = int32(len(s.postings))
		s.terms[strings.Clone(stem)] = t
		s.postings = append(s.postings, nil)
	}
	return t
}

func (s *segmentBuilder) form(form string, term int32) {
	have, ok := s.forms[form]
	if !ok {
		s.forms[form] = []int32{term}
	} else if !slices.Contains(have, term) {
		s.forms[form] = append(have, term)
	}
}

func (s *segmentBuilder) bump(term int32, field int) {
	n := s.count[term]
	if n == nil {
		n = new([3]uint16)
		s.count[term] = n
	}
	if n[field] < math.MaxUint16 {
		n[field]++
	}
}

// finish freezes the segment: postings with their final weight, title and
// keyword documents first, forms sorted both ways.
func (s *segmentBuilder) finish() *segment {
	avg := s.averages()
	out := &segment{lang: s.lang, a: s.a, concepts: s.concepts, docs: s.docs}
	out.start = make([]uint32, 1, len(s.postings)+1)
	out.split = make([]uint32, 0, len(s.postings))
	for _, list := range s.postings {
		slices.SortStableFunc(list, func(a, b raw) int { return inBodyOnly(a) - inBodyOnly(b) })
		head := 0
		for _, p := range list {
			if inBodyOnly(p) == 0 {
				head++
			}
			out.doc = append(out.doc, p.doc)
			out.weight = append(out.weight, impact(p, s.lengths[p.doc], avg))
		}
		out.split = append(out.split, out.start[len(out.start)-1]+uint32(head))
		out.start = append(out.start, uint32(len(out.doc)))
	}
	out.doc, out.weight = slices.Clip(out.doc), slices.Clip(out.weight)
	out.concept = make([]int32, len(s.concepts.names)+1)
	for id := range out.concept {
		out.concept[id] = -1
		if t, ok := s.terms[conceptTerm(id)]; ok {
			out.concept[id] = t
		}
	}
	s.finishNames(out)
	out.a.seen = map[string]stemmed{}
	return out
}

// finishNames lays out the stems and the dictionary; a stem is a form too, so
// that an unknown inflection of a known word is found by its stem.
func (s *segmentBuilder) finishNames(out *segment) {
	names := make([]string, len(s.postings))
	for stem, t := range s.terms {
		names[t] = stem
		if !strings.HasPrefix(stem, conceptMark) {
			if _, known := s.forms[stem]; !known {
				s.forms[stem] = []int32{t}
			}
		}
	}
	var b strings.Builder
	out.nameAt = make([]uint32, 0, len(names)+1)
	for _, n := range names {
		out.nameAt = append(out.nameAt, uint32(b.Len()))
		b.WriteString(n)
	}
	out.nameAt = append(out.nameAt, uint32(b.Len()))
	out.names = b.String()
	out.setForms(s.forms)
}

func inBodyOnly(p raw) int {
	if p.title == 0 && p.keywords == 0 {
		return 1
	}
	return 0
}

func (s *segmentBuilder) averages() (avg [3]float64) {
	for _, l := range s.lengths {
		for f := range l {
			avg[f] += float64(l[f])
		}
	}
	for f := range avg {
		avg[f] = max(avg[f]/float64(max(len(s.lengths), 1)), 1)
	}
	return avg
}

// impact is the weight of a word in a document, apart from its rarity, as a
// byte: 255 would be the word repeated without end in every field.
func impact(p raw, length [3]int32, avg [3]float64) uint8 {
	w := weightTitle*saturate(p.title, lengthTitle, length[0], avg[0]) +
		weightKeywords*saturate(p.keywords, lengthKeywords, length[1], avg[1]) +
		weightBody*saturate(p.body, lengthBody, length[2], avg[2])
	return uint8(math.Round(min(max(w*255, 1), 255)))
}

func saturate(n uint16, b float64, length int32, avg float64) float64 {
	if n == 0 {
		return 0
	}
	tf := float64(n) / (1 - b + b*float64(length)/avg)
	return tf / (saturation*0.5 + tf)
}
