package guide

// Input is one file to check.
type Input struct {
	Name string
	Data []byte
}

// LintAll checks files together: each by itself, two guides with one id, and
// translations against their guides.
func LintAll(inputs []Input, o Options) []Finding {
	files := make([]*File, 0, len(inputs))
	for _, in := range inputs {
		files = append(files, Parse(in.Name, in.Data))
	}
	return LintFiles(files, o)
}

// LintFiles is LintAll for files already read.
func LintFiles(files []*File, o Options) []Finding {
	var out []Finding
	guides := map[ID]*File{}
	for _, f := range files {
		if f.Guide == nil || f.Guide.ID == "" {
			continue
		}
		if first, twice := guides[f.Guide.ID]; twice {
			out = append(out, Finding{
				File: f.Name, Line: f.LineOfKey(keyID), Code: codeTwinGuide,
				Args: []any{"id", string(f.Guide.ID), "other", first.Name},
			})
			continue
		}
		guides[f.Guide.ID] = f
	}
	languages := map[ID]map[string]bool{}
	for _, f := range files {
		out = append(out, lintWithGuide(f, guides, languages, o)...)
	}
	for _, f := range files {
		if f.Guide == nil || guides[f.Guide.ID] != f {
			continue
		}
		for _, lang := range o.Languages {
			if !languages[f.Guide.ID][lang] {
				out = append(out, Finding{File: f.Name, Line: 1, Code: codeUntranslate, Variant: "lang", Args: []any{"lang", lang}})
			}
		}
	}
	sortFindings(out)
	return out
}

func lintWithGuide(f *File, guides map[ID]*File, languages map[ID]map[string]bool, o Options) []Finding {
	if f.Translation == nil {
		return Lint(f, o)
	}
	t := f.Translation
	if languages[t.Of] == nil {
		languages[t.Of] = map[string]bool{}
	}
	languages[t.Of][t.Lang] = true
	checked := *f
	checked.Findings, checked.counts = append([]Finding(nil), f.Findings...), nil
	if own, ok := guides[t.Of]; ok {
		lintTranslation(&checked, own.Guide)
	} else if t.Of != "" {
		var ids []string
		for id := range guides {
			ids = append(ids, string(id))
		}
		checked.add(f.LineOfKey(keyTranslation), codeForeignID, "guide", "id", clip(string(t.Of))).Near = checked.nearest(string(t.Of), ids)
	}
	return Lint(&checked, o)
}
