package guide

// follow walks from the start with fixed answers, as a visitor who gives them
// would. It stops at an end, or where an answer lacks (missing is that step),
// or where no way is open.
func (g *Graph) follow(answers map[int]Value) (path []int, missing bool) {
	value := func(i int) Value { return answers[i] }
	at := g.order[0]
	for {
		path = append(path, at)
		n := &g.nodes[at]
		if n.step.Kind == KindEnd {
			return path, false
		}
		if _, given := answers[at]; n.needsAnswer() && !given {
			return path, true
		}
		to, ok := g.next(at, value)
		if !ok {
			return path, false
		}
		at = to
	}
}

// checkTrials runs every trial and gives the steps they visit together.
func checkTrials(f *File, g *Graph) (visited []bool) {
	visited = make([]bool, len(g.nodes))
	for i := range f.Guide.Trials {
		for _, at := range checkTrial(f, g, &f.Guide.Trials[i]) {
			visited[at] = true
		}
	}
	return visited
}

func checkTrial(f *File, g *Graph, t *Trial) []int {
	answers := map[int]Value{}
	for _, a := range t.Answers {
		at, ok := g.index[a.Step]
		if !ok {
			f.add(t.Line, codeTrialFails, "step", "step", string(a.Step)).Near = g.nearStep(f, a.Step)
			return nil
		}
		step := g.nodes[at].step
		if fold(a.Value) == Skipped && !g.nodes[at].needsAnswer() {
			answers[at] = Value{}
			continue
		}
		v, why := ParseValue(step, a.Value)
		if why != "" {
			f.add(t.Line, codeTrialFails, "value", "step", string(a.Step), "value", clip(a.Value)).Near = nearChoice(step, a.Value)
			return nil
		}
		answers[at] = v
	}
	if _, ok := g.index[t.End]; !ok {
		f.add(t.Line, codeTrialFails, "end", "end", string(t.End)).Near = g.nearStep(f, t.End)
		return nil
	}
	path, missing := g.follow(answers)
	last := g.nodes[path[len(path)-1]].step
	switch {
	case missing:
		f.add(t.Line, codeTrialNoEnd, "missing", "step", string(last.ID))
	case last.Kind != KindEnd:
		f.add(t.Line, codeTrialNoEnd, "", "step", string(last.ID))
	case last.ID != t.End && last.ID != "":
		f.add(t.Line, codeTrialFails, "", "end", string(t.End), "reached", string(last.ID))
	}
	onPath := map[int]bool{}
	for _, at := range path {
		onPath[at] = true
	}
	for _, a := range t.Answers {
		if !onPath[g.index[a.Step]] {
			f.add(t.Line, codeTrialExtra, "", "step", string(a.Step))
		}
	}
	return path
}

func (g *Graph) nearStep(f *File, id StepID) string {
	var ids []string
	for i := range g.nodes {
		ids = append(ids, string(g.nodes[i].step.ID))
	}
	return f.nearest(string(id), ids)
}

func nearChoice(s *Step, value string) string {
	var ids []string
	for i := range s.Choices {
		ids = append(ids, s.Choices[i].ID)
	}
	if s.Kind == KindYesNo {
		ids = []string{yes, no}
	}
	return nearest(value, ids)
}

// TrialResult is what a trial did.
type TrialResult struct {
	Trial    Trial
	OK       bool
	Path     []StepID  // steps visited, in order; empty when the trial cannot be run
	Findings []Finding // why it fails, or what it answers for nothing
}

// Try runs one trial.
func (g *Graph) Try(t Trial) TrialResult {
	f := &File{Guide: g.Guide}
	out := TrialResult{Trial: t}
	for _, at := range checkTrial(f, g, &t) {
		out.Path = append(out.Path, g.nodes[at].step.ID)
	}
	out.Findings, out.OK = f.Findings, !HasErrors(f.Findings)
	return out
}

// Trials runs all trials of the guide.
func (g *Graph) Trials() []TrialResult {
	out := make([]TrialResult, 0, len(g.Guide.Trials))
	for _, t := range g.Guide.Trials {
		out = append(out, g.Try(t))
	}
	return out
}
