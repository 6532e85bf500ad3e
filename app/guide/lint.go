package guide

import (
	"parvis/app"
)

// Options are what the linter is told by its caller; the zero value checks
// everything that needs no outside knowledge.
type Options struct {
	// Today is the day of the check; without it nothing is too old.
	Today app.Day
	// MaxSourceAge is how many days a source may be read ago; 0 means 365.
	MaxSourceAge int
	// ReviewAfter is how many days a review holds; 0 means 183 (six months).
	ReviewAfter int
	// Domains are the endings of host names a link may have; nil means
	// OfficialDomains().
	Domains []string
	// SheetChanged tells when an official sheet ("F21089") last changed.
	SheetChanged func(sheet string) (app.Day, bool)
	// HasMedia tells whether a picture or sound file exists; nil checks nothing.
	HasMedia func(name string) bool
	// Languages are those each guide should be translated into.
	Languages []string
	// Structure keeps to what can be an error: reading, structure and trials.
	Structure bool
}

func (o Options) maxSourceAge() int {
	if o.MaxSourceAge > 0 {
		return o.MaxSourceAge
	}
	return 365
}

func (o Options) reviewAfter() int {
	if o.ReviewAfter > 0 {
		return o.ReviewAfter
	}
	return 183
}

func (o Options) domains() []string {
	if o.Domains != nil {
		return o.Domains
	}
	return OfficialDomains()
}

// Lint checks one guide: what reading found, structure, trials, data, words.
// Findings come by line. A translation alone is only checked as text; LintAll
// compares it with its guide.
func Lint(f *File, o Options) []Finding {
	work := *f // the findings of the reading stay as they are
	work.Findings, work.counts = append([]Finding(nil), f.Findings...), nil
	if f.Guide != nil && !f.refused {
		lintGuide(&work, o)
	}
	if f.Translation != nil && !o.Structure {
		lintWords(&work)
	}
	if f.raw != "" && !o.Structure {
		lintTypography(&work)
	}
	sortFindings(work.Findings)
	return work.Findings
}

func lintGuide(f *File, o Options) {
	graph := compile(f)
	checkSteps(f)
	if graph != nil {
		x := checkBranches(f, graph)
		visited := checkTrials(f, graph)
		if !o.Structure {
			lintUse(f, graph, visited, x)
		}
	}
	if o.Structure {
		return
	}
	lintData(f, o)
	lintWords(f)
}

// LintText reads and checks one text, as the editor does at each pause.
func LintText(name string, data []byte, o Options) (*File, []Finding) {
	f := Parse(name, data)
	return f, Lint(f, o)
}

// Load reads a guide that must be sound and compiles it. A fault is an error
// that quotes the first one.
func Load(name string, data []byte) (*Graph, error) {
	f := Parse(name, data)
	if f.Guide == nil {
		return nil, app.E(app.Rejected, "guide_is_translation").At(name)
	}
	graph := compile(f)
	sortFindings(f.Findings)
	for _, finding := range f.Findings {
		if finding.Severity() == SeverityError {
			e := app.E(app.Rejected, "guide_faulty", "code", finding.Code)
			return nil, e.At(placeOf(finding))
		}
	}
	return graph, nil
}
