package library

import "slices"

// Join makes one index of several; their documents stay apart segments, so
// nothing is computed again.
func Join(parts ...*Index) *Index {
	out := &Index{}
	for _, p := range parts {
		if p == nil {
			continue
		}
		offset := int32(len(out.docs))
		out.docs = append(out.docs, p.docs...)
		for _, s := range p.segments {
			moved := *s
			moved.docs = slices.Clone(s.docs)
			for i := range moved.docs {
				moved.docs[i] += offset
			}
			moved.a = newAnalyser(s.lang) // an analyser belongs to one index
			out.segments = append(out.segments, &moved)
		}
	}
	return out
}

// with gives the same index with its documents' changing parts set anew.
func (x *Index) with(set func(*Document)) *Index {
	if x == nil {
		return &Index{}
	}
	out := &Index{docs: slices.Clone(x.docs), segments: x.segments}
	for i := range out.docs {
		set(&out.docs[i])
	}
	return out
}
