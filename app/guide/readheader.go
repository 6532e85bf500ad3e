package guide

import (
	"strings"
)

// finish turns what was read into a guide or a translation.
func (r *reader) finish(at section) {
	r.flush()
	r.gather()
	f := r.file
	if !r.hasTitle || r.title == "" {
		f.add(1, codeNoTitle, "")
	}
	if !r.closed && (r.hasTitle || at != inTop) {
		f.add(f.titleLine+1, codeNoRule, "")
	}
	keys := headerKeys()
	translation := false
	for _, h := range r.header {
		if knownKey(h.key, translationKeys()[:1]) != "" {
			keys, translation = translationKeys(), true
		}
	}
	values := r.values(keys)
	if translation {
		f.Translation = r.translation(values)
		return
	}
	g := &Guide{
		Title: r.title, Intro: r.textOf(-1, ""), Comments: r.comments,
		Trials: r.trials, TrialComments: r.trialCom,
	}
	f.Guide = g
	for i := range r.steps {
		g.Steps = append(g.Steps, r.build(r.steps[i]))
	}
	r.fillHeader(g, values)
}

// values checks the keys of the header and gathers their lines.
func (r *reader) values(keys []string) map[string][]headerLine {
	out := map[string][]headerLine{}
	for _, h := range r.header {
		key := knownKey(h.key, keys)
		switch {
		case key == "":
			r.file.add(h.line, codeUnknownKey, "header", "key", clip(h.key)).Near = r.file.nearest(h.key, keys)
			continue
		case len(out[key]) > 0 && key != keySource:
			r.file.add(h.line, codeTwiceKey, "", "key", key)
			continue
		}
		if _, ok := r.file.keyLines[key]; !ok {
			r.file.keyLines[key] = h.line
		}
		if h.value == "" {
			r.file.add(h.line, codeHeaderValue, "empty", "key", key)
			continue
		}
		out[key] = append(out[key], h)
	}
	return out
}

// missing reports required keys that are not there at all.
func (r *reader) missing(required []string) {
	for _, key := range required {
		if _, ok := r.file.keyLines[key]; !ok {
			r.file.add(r.file.titleLine+1, codeMissingKey, "", "key", key)
		}
	}
}

func (r *reader) fillHeader(g *Guide, values map[string][]headerLine) {
	r.missing(requiredKeys())
	for _, key := range headerKeys() {
		for _, h := range values[key] {
			r.headerValue(g, key, h)
		}
	}
	procedures := false
	for _, t := range g.Themes {
		procedures = procedures || contains(ProcedureThemes(), t)
	}
	if procedures && !contains(g.Themes, themeProcedures) {
		r.file.add(r.file.LineOfKey(keyThemes), codeHeaderValue, "procedures", "code", themeProcedures)
	}
}

func (r *reader) headerValue(g *Guide, key string, h headerLine) {
	ok, variant := true, ""
	switch key {
	case keyID:
		g.ID, ok, variant = ID(h.value), validID(h.value), "id"
	case keyVersion:
		g.Version, ok, variant = Version(h.value), Version(h.value).Valid(), "version"
	case keyOperator:
		g.Operator = r.code(h, h.value, Operators())
	case keyAudiences:
		for _, v := range r.codes(h, []string{string(Kiosk), string(Mediator)}) {
			g.Audiences = append(g.Audiences, Audience(v))
		}
	case keyThemes:
		g.Themes = r.codes(h, append(Themes(), ProcedureThemes()...))
	case keyLifeEvent:
		g.LifeEvent = r.code(h, h.value, LifeEvents())
	case keyMinutes:
		g.Minutes, ok = parseMinutes(h.value)
		variant = "minutes"
	case keySource:
		var s Source
		s, ok = parseSource(h.value)
		variant = "source"
		if ok {
			g.Sources = append(g.Sources, s)
			r.file.sourceLines = append(r.file.sourceLines, h.line)
		}
	case keyReviewed:
		g.Reviewed, ok = parseReview(h.value)
		variant = "review"
	case keyKeywords:
		g.Keywords = listOf(h.value)
	case keyMigration:
		g.Migration, ok = parseMigration(h.value)
		variant = "migration"
	}
	if !ok {
		f := r.file.add(h.line, codeHeaderValue, variant, "value", clip(h.value))
		if key == keyID {
			f.Near = slug(h.value)
		}
	}
}

// code checks a value against a closed list and gives it as listed.
func (r *reader) code(h headerLine, value string, allowed []string) string {
	if a := knownKey(value, allowed); a != "" {
		return a
	}
	f := r.file.add(h.line, codeHeaderValue, "code", "value", clip(value), "key", h.key)
	f.Near = r.file.nearest(value, allowed)
	return value
}

func (r *reader) codes(h headerLine, allowed []string) []string {
	var out []string
	for _, v := range listOf(h.value) {
		if v = r.code(h, v, allowed); !contains(out, v) {
			out = append(out, v)
		}
	}
	return out
}

// listOf splits a value on its commas.
func listOf(s string) []string {
	var out []string
	for part := range strings.SplitSeq(s, ",") {
		if part = trim(part); part != "" {
			out = append(out, part)
		}
	}
	return out
}

func parseMigration(s string) ([]Rename, bool) {
	var out []Rename
	for _, pair := range listOf(s) {
		old, renamed, found := strings.Cut(pair, "=")
		old, renamed = trim(old), trim(renamed)
		if !found || !validID(old) || !validID(renamed) {
			return nil, false
		}
		out = append(out, Rename{Old: StepID(old), New: StepID(renamed)})
	}
	return out, len(out) > 0
}

func contains(list []string, s string) bool {
	for _, v := range list {
		if v == s {
			return true
		}
	}
	return false
}

// trial reads `étape=valeur, … => fin`.
func (r *reader) trial(l line) {
	at := strings.LastIndex(l.body, "=>")
	if at < 0 {
		r.file.add(l.num, codeTrialLine, "arrow", "text", clip(l.body))
		return
	}
	t := Trial{End: StepID(trim(l.body[at+2:])), Line: l.num}
	if !validID(string(t.End)) {
		r.file.add(l.num, codeTrialLine, "end", "text", clip(l.body))
		return
	}
	for _, pair := range listOf(l.body[:at]) {
		step, value, found := strings.Cut(pair, "=")
		step, value = trim(step), trim(value)
		if !found || !validID(step) || value == "" {
			r.file.add(l.num, codeTrialLine, "pair", "text", clip(pair))
			return
		}
		t.Answers = append(t.Answers, TrialAnswer{Step: StepID(step), Value: value})
	}
	r.trials = append(r.trials, t)
}
