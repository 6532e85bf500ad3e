package library

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"

	"parvis/app"
	"parvis/app/guide"
)

// Submission is a guide that someone proposes to every place, read and
// compared with the one in use.
type Submission struct {
	Mark    string // of its text; what is decided about it is kept under that name
	Guide   *guide.Guide
	Text    []byte
	Changes []Change // against the guide in use; nil for a new one
	New     bool
	Older   bool // made from an older version than the one in use
	Passed  int  // trials that go as they say
	Trials  int
	Faults  []guide.Finding // errors: it cannot be published
	Media   []Media         // pictures and sounds that came with it
	Missing []string        // those that have not come, or are not what they say
	Current *guide.Guide    // in use; nil when it is new
	InUse   []Media         // its pictures and sounds that the proposal changes
}

// Submit reads a proposed text. current is the guide in use, nil when there is
// none. A text that is no guide at all is an error.
func Submit(text []byte, current *guide.Guide) (Submission, error) {
	f := guide.Parse("proposition"+suffix, text)
	if f.Guide == nil || f.Guide.ID == "" {
		return Submission{}, app.E(app.Rejected, "publish_no_guide")
	}
	sum := sha256.Sum256(text)
	s := Submission{Mark: hex.EncodeToString(sum[:8]), Guide: f.Guide, Text: text, New: current == nil, Current: current}
	faults := f.Findings
	if g, found := guide.Compile(f.Guide); g != nil {
		faults = append(faults, found...)
		for _, r := range g.Trials() {
			s.Trials++
			if r.OK {
				s.Passed++
			}
		}
	} else {
		faults = append(faults, found...)
	}
	for _, finding := range faults {
		if finding.Severity() == guide.SeverityError {
			s.Faults = append(s.Faults, finding)
		}
	}
	if current != nil {
		s.Changes = Changes(current, f.Guide)
		s.Older = f.Guide.Version.Compare(current.Version) < 0
	}
	return s, nil
}

// Publishable says whether every trial passes and nothing is wrong.
func (s Submission) Publishable() bool {
	return len(s.Faults) == 0 && s.Passed == s.Trials && len(s.Missing) == 0
}

// Bring adds a picture or a sound that came with the proposal. One that the
// guide does not show, that bears the name of another guide's, or that is not
// what its name says is left out and missing.
func (s *Submission) Bring(m Media) {
	if !mediaName(m.Name) || !strings.HasPrefix(m.Name, string(s.Guide.ID)+"-") || !slices.Contains(MediaOf(s.Guide), m.Name) ||
		len(m.Data) > MaxShared || checkMedia(m.Name, m.Data) != nil {
		s.Missing = append(s.Missing, m.Name)
		return
	}
	s.Media = append(s.Media, m)
}

// Signed is the text to publish: the one proposed, signed as read over.
func (s Submission) Signed(by string, on app.Day) (name string, text []byte) {
	g := *s.Guide
	g.Reviewed = guide.Review{By: strings.Join(strings.Fields(by), " "), On: on}
	return "guides/" + string(g.ID) + suffix, guide.Print(&g)
}

// Edition is what would be published: the files in use with the submissions
// read over laid on them.
type Edition struct {
	Files     map[string][]byte
	Unchanged int // guides of the last edition that stay as they are
	Passed    int // trials, of the guides that change
	Trials    int
	Bytes     int
	NoArabic  int // guides without an Arabic text: French will show
}

// Compose lays the submissions on the files of the last edition.
func Compose(last map[string][]byte, ready []Submission, by string, on app.Day) Edition {
	e := Edition{Files: map[string][]byte{}}
	for name, content := range last {
		e.Files[name] = content
	}
	changed := map[string]bool{}
	for _, s := range ready {
		name, text := s.Signed(by, on)
		e.Files[name], changed[name] = text, true
		for _, m := range s.Media {
			e.Files["guides/"+m.Name] = m.Data
		}
		e.Passed += s.Passed
		e.Trials += s.Trials
	}
	e.forgetMedia()
	for name, content := range e.Files {
		e.Bytes += len(content)
		base, guideFile := strings.CutSuffix(name, suffix)
		if !guideFile || strings.Contains(base, ".") {
			continue
		}
		if !changed[name] {
			e.Unchanged++
		}
		if _, ok := e.Files[base+".ar"+suffix]; !ok {
			e.NoArabic++
		}
	}
	return e
}

// forgetMedia takes out the pictures and sounds no guide of the edition shows.
func (e *Edition) forgetMedia() {
	shown := map[string]bool{}
	for name, content := range e.Files {
		if f := guide.Parse(name, content); strings.HasSuffix(name, suffix) && f.Guide != nil {
			for _, m := range MediaOf(f.Guide) {
				shown["guides/"+m] = true
			}
		}
	}
	for name := range e.Files {
		if strings.HasPrefix(name, "guides/") && mediaName(strings.TrimPrefix(name, "guides/")) && !shown[name] {
			delete(e.Files, name)
		}
	}
}

// Newest keeps one submission a guide, the last one said, in the order of
// their titles.
func Newest(list []Submission) []Submission {
	last := map[guide.ID]Submission{}
	for _, s := range list {
		last[s.Guide.ID] = s
	}
	out := make([]Submission, 0, len(last))
	for _, s := range last {
		out = append(out, s)
	}
	slices.SortFunc(out, func(a, b Submission) int {
		return strings.Compare(fold(strings.ToLower(a.Guide.Title)), fold(strings.ToLower(b.Guide.Title)))
	})
	return out
}
