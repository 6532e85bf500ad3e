package desk

import (
	"bytes"
	"strings"

	"parvis/app/guide"
	"parvis/ui/shell"
)

// repair is something the program can do about a fault, in one press.
type repair struct {
	label string
	do    func()
}

// The codes of the faults a press can mend; see the linter.
const (
	faultTarget      = "E021" // leads to a step that does not exist
	faultUnreachable = "E022"
	faultTrial       = "E031" // a trial that fails, or ends nowhere
	faultTrialNoEnd  = "E032"
	adviceUntried    = "W002"
)

// repairs are what can be done about a fault.
func (e *editor) repairs(f guide.Finding) []repair {
	var out []repair
	if data, ok := mend(e.data, f); ok {
		out = append(out, repair{e.env.T("desk.edit.fix", "what", f.Near), func() { e.mended(data) }})
	}
	if e.faulty {
		return out
	}
	switch f.Code {
	case faultTarget:
		if to := guide.StepID(argOf(f, "target")); to != "" {
			out = append(out, repair{e.env.T("desk.edit.mend.create"), func() { e.insert(len(e.g.Steps), to) }})
		}
	case faultUnreachable:
		if i := e.numberOf(guide.StepID(argOf(f, "id"))) - 1; i > 0 {
			out = append(out, repair{e.env.T("desk.edit.mend.remove"), func() { e.remove(i) }})
		}
	case faultTrial, faultTrialNoEnd:
		if data, ok := withoutLine(e.data, f.Line); ok {
			out = append(out, repair{e.env.T("desk.edit.mend.trial.drop"), func() { e.mended(data) }})
		}
	}
	return out
}

// advice is what to do about a fault, in the words of the cards where they have
// their own: nobody there needs to know how the file is written.
func (e *editor) advice(f guide.Finding) string {
	key := "desk.mend." + f.Code
	if f.Variant != "" {
		key += "." + f.Variant
	}
	if e.view != viewText && f.Near == "" && e.env.Words.Has(key) {
		return e.env.T(key, f.Args...)
	}
	return f.Suggestion(e.env.Words)
}

// argOf is one of the words of a finding, "" when it has none of that name.
func argOf(f guide.Finding, name string) string {
	for i := 0; i+1 < len(f.Args); i += 2 {
		if f.Args[i] == name {
			text, _ := f.Args[i+1].(string)
			return text
		}
	}
	return ""
}

func withoutLine(data []byte, line int) ([]byte, bool) {
	lines := bytes.SplitAfter(data, []byte("\n"))
	if line < 1 || line > len(lines) {
		return nil, false
	}
	return bytes.Join(append(lines[:line-1:line-1], lines[line:]...), nil), true
}

// mostTrials is how many trials are written at once.
const mostTrials = 40

// tryAll writes a trial for every step that none goes through, off the
// interface's thread.
func (e *editor) tryAll() {
	data, options := e.data, guide.Options{Today: e.d.today(e.env)}
	shell.Do(e.env, func() ([]byte, error) { return triedAll(data, options), nil }, func(tried []byte, _ error) {
		if bytes.Equal(data, e.data) { // nobody typed meanwhile
			e.mended(tried)
		}
	})
}

func triedAll(data []byte, o guide.Options) []byte {
	for range mostTrials {
		_, found := guide.LintText("guide", data, o)
		next := ""
		for _, f := range found {
			if trial := argOf(f, "trial"); f.Code == adviceUntried && strings.Contains(trial, "=>") {
				next = trial
				break
			}
		}
		if next == "" {
			break
		}
		data = withTrial(data, next)
	}
	return data
}

// withTrial writes one more trial at the end of the text.
func withTrial(data []byte, trial string) []byte {
	f := guide.Parse("guide", data)
	out := append(bytes.TrimRight(data, "\n"), '\n')
	if f.Guide == nil || len(f.Guide.Trials) == 0 {
		out = append(out, "\n# Essais\n"...)
	}
	return append(out, trial+"\n"...)
}

// mend writes, on the line of a finding, what the author probably meant.
func mend(data []byte, f guide.Finding) ([]byte, bool) {
	if f.Near == "" || f.Line < 1 {
		return nil, false
	}
	lines := bytes.Split(data, []byte("\n"))
	if f.Line > len(lines) {
		return nil, false
	}
	line := string(lines[f.Line-1])
	for i := 1; i < len(f.Args); i += 2 {
		bad, ok := f.Args[i].(string)
		if !ok {
			if id, is := f.Args[i].(guide.StepID); is {
				bad = string(id)
			}
		}
		at := strings.LastIndex(line, bad)
		if bad == "" || bad == f.Near || at < 0 {
			continue
		}
		lines[f.Line-1] = []byte(line[:at] + f.Near + line[at+len(bad):])
		return bytes.Join(lines, []byte("\n")), true
	}
	return nil, false
}
