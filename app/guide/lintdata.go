package guide

import (
	"net/url"
	"strings"
)

// manySteps is where a guide becomes hard to keep: the longest of the official
// questionnaires is under two hundred.
const manySteps = 300

// maxExamples bounds how many example trials are worked out for one file.
const maxExamples = 50

// maxTrialAnswers is the longest example trial worth copying.
const maxTrialAnswers = 25

// lintUse says which answers serve nothing and which steps no trial visits.
func lintUse(f *File, g *Graph, visited []bool, x *exploration) {
	used := make([]bool, len(g.nodes))
	mark := func(t *test) {
		if t.op <= OpUnknown {
			used[t.node] = true
		}
	}
	for i := range g.nodes {
		targets := map[int]bool{}
		for _, e := range g.nodes[i].edges {
			if e.choice == "" {
				e.test.walk(mark)
			}
			targets[e.to] = true
		}
		for _, t := range g.nodes[i].items {
			t.walk(mark)
		}
		used[i] = used[i] || len(targets) > 1
	}
	untried := 0
	for i := range g.nodes {
		s := g.nodes[i].step
		if !g.nodes[i].live || s.ID == "" {
			continue
		}
		if s.Asks() && s.Kind != KindFree && s.Kind != KindExercise && !used[i] {
			f.add(s.Line, codeUnused, "", "id", string(s.ID))
		}
		if !visited[i] {
			trial := "—"
			if untried++; untried <= maxExamples && !x.tooLarge {
				trial = x.exampleTrial(i)
			}
			f.add(s.Line, codeUntried, "", "id", string(s.ID), "trial", trial)
		}
	}
}

// exampleTrial writes a trial that goes through a step, "—" when none can be
// written short enough to be copied.
func (x *exploration) exampleTrial(i int) string {
	const noExample = "—"
	if len(x.states[i]) == 0 {
		return noExample
	}
	given := map[int]uint16{}
	for s := x.states[i][0]; s.from != nil; s = s.from {
		given[s.from.node] = s.class
	}
	var t Trial
	value := func(n int) Value { return x.domains[n].values[given[n]] }
	for at := x.g.order[0]; ; {
		n := &x.g.nodes[at]
		if n.step.Kind == KindEnd {
			t.End = n.step.ID
			return t.String()
		}
		if given[at] == classUnset {
			classes := x.domains[at].classes()
			if len(classes) == 0 { // a question without choices, already reported
				return noExample
			}
			given[at] = classes[0]
		}
		if a, ok := x.answer(at, given[at]); ok && a.Value != Skipped {
			t.Answers = append(t.Answers, a)
		}
		to, ok := x.g.next(at, value)
		if !ok || len(t.Answers) > maxTrialAnswers {
			return noExample
		}
		at = to
	}
}

// lintData checks sources, dates and addresses.
func lintData(f *File, o Options) {
	g := f.Guide
	if len(g.Steps) > manySteps {
		f.add(1, codeManySteps, "", "n", len(g.Steps))
	}
	toVerify := false
	for i, s := range g.Sources {
		line := f.LineOfKey(keySource)
		if i < len(f.sourceLines) {
			line = f.sourceLines[i]
		}
		if !s.ToVerify() {
			f.lintSource(s, line, o)
		} else if !toVerify {
			toVerify = true
			f.add(line, codeNoSource, "")
		}
	}
	if g.Reviewed.Done() && o.Today != "" && g.Reviewed.On.Add(o.reviewAfter()) < o.Today {
		f.add(f.LineOfKey(keyReviewed), codeReviewDue, "", "day", string(g.Reviewed.On))
	}
	for i := range g.Steps {
		s := &g.Steps[i]
		for k, link := range s.Links {
			f.lintLink(link, f.lineOfText(i, keyLink, k), o)
		}
		if o.HasMedia == nil {
			continue
		}
		for _, m := range []struct{ key, name string }{{keyImage, s.Image.File}, {keyAudio, s.Audio}} {
			if m.name != "" && !o.HasMedia(m.name) {
				f.add(f.lineOfText(i, m.key, 0), codeMedia, "", "file", clip(m.name))
			}
		}
	}
}

func (f *File) lintSource(s Source, line int, o Options) {
	day, ok := s.Day()
	if ok && o.Today != "" && day.Add(o.maxSourceAge()) < o.Today {
		f.add(line, codeStale, "", "day", string(day), "n", o.maxSourceAge())
	}
	if sheet := s.Sheet(); sheet != "" && o.SheetChanged != nil {
		if changed, known := o.SheetChanged(sheet); known && ok && changed > day {
			f.add(line, codeSheet, "", "sheet", sheet, "day", string(changed))
		}
	}
}

// lintLink wants an https address of an official domain.
func (f *File) lintLink(link string, line int, o Options) {
	u, err := url.Parse(link)
	switch {
	case err != nil || u.Hostname() == "":
		f.add(line, codeDomain, "address", "link", clip(link))
	case u.Scheme != "https":
		f.add(line, codeDomain, "https", "link", clip(link))
	case u.User != nil || u.Port() != "":
		f.add(line, codeDomain, "address", "link", clip(link))
	case !OfficialHost(u.Hostname(), o.domains()):
		f.add(line, codeDomain, "", "domain", u.Hostname())
	}
}

// OfficialHost says whether a host name is one of the domains or below one.
func OfficialHost(host string, domains []string) bool {
	host = strings.TrimSuffix(strings.ToLower(host), ".")
	for _, d := range domains {
		d = strings.TrimPrefix(strings.ToLower(strings.TrimSpace(d)), ".")
		if d != "" && (host == d || strings.HasSuffix(host, "."+d)) {
			return true
		}
	}
	return false
}
