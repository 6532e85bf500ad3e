package guide

import (
	"time"

	"parvis/app"
)

// Run is one person's way through a guide: the answers given, the step shown,
// what was ticked and how long it took. It is not safe for concurrent use.
//
// Two readings of the answers rule it. The linear path follows the one way the
// answers open and stops at the first step still to do. The reachable set holds
// every step that may still be shown; an answer to a step outside of it is
// dropped.
type Run struct {
	graph   *Graph
	answers map[int]Value // an unknown value is a step skipped
	passed  map[int]bool  // steps left by Next without needing an answer
	ticked  map[int]map[int]bool
	at      int
	lang    string

	now       app.Clock
	spent     time.Duration // before since
	since     time.Time     // zero while paused
	abandoned bool
}

// NewRun starts a guide. The clock only measures how long the run takes.
func NewRun(g *Graph, now app.Clock) *Run {
	return &Run{
		graph: g, now: now, since: now(),
		answers: map[int]Value{}, passed: map[int]bool{}, ticked: map[int]map[int]bool{},
	}
}

// Graph is the guide being run.
func (r *Run) Graph() *Graph { return r.graph }

// Current is the step shown.
func (r *Run) Current() *Step { return r.graph.nodes[r.at].step }

// AtEnd says whether the step shown is an end.
func (r *Run) AtEnd() bool { return r.Current().Kind == KindEnd }

// Value is the answer given to a step; the second result is false when the
// step was not answered (a skipped step was: its value is unknown).
func (r *Run) Value(id StepID) (Value, bool) {
	i, ok := r.graph.at(id)
	if !ok {
		return Value{}, false
	}
	v, answered := r.answers[i]
	return v, answered
}

func (r *Run) value(i int) Value { return r.answers[i] }

// Answer records an answer, as typed, to a step of the path. It gives the
// steps whose answers no longer hold and were dropped. The error says what an
// answer should look like; nothing has then changed.
func (r *Run) Answer(id StepID, written string) (dropped []StepID, err error) {
	i, err := r.onPath(id)
	if err != nil {
		return nil, err
	}
	step := r.graph.nodes[i].step
	v, why := ParseValue(step, written)
	if why != "" {
		return nil, app.E(app.Rejected, "guide_answer_"+why, "value", clip(written), "range", step.Range.String())
	}
	r.answers[i] = v
	return r.prune(), nil
}

// Skip leaves a step without answer; its value is unknown from then on.
func (r *Run) Skip(id StepID) (dropped []StepID, err error) {
	i, err := r.onPath(id)
	if err != nil {
		return nil, err
	}
	n := &r.graph.nodes[i]
	if !n.step.Asks() || n.needsAnswer() {
		return nil, app.E(app.Rejected, "guide_answer_needed")
	}
	r.answers[i] = Value{}
	return r.prune(), nil
}

func (r *Run) onPath(id StepID) (int, error) {
	i, ok := r.graph.at(id)
	if ok {
		for _, on := range r.linear() {
			if on == i {
				return i, nil
			}
		}
	}
	return 0, app.E(app.Rejected, "guide_step_not_shown", "step", string(id))
}

// Next goes on. A question still open is skipped when it may be; otherwise
// the error asks for an answer.
func (r *Run) Next() error {
	n := &r.graph.nodes[r.at]
	if n.step.Kind == KindEnd {
		return app.E(app.Rejected, "guide_at_end")
	}
	if _, answered := r.answers[r.at]; !answered {
		if n.needsAnswer() {
			return app.E(app.Rejected, "guide_answer_needed")
		}
		if n.step.Asks() && n.step.Optional {
			r.answers[r.at] = Value{}
		}
	}
	to, ok := r.graph.next(r.at, r.value)
	if !ok {
		return app.E(app.Failed, "guide_no_way_on", "step", string(n.step.ID))
	}
	r.passed[r.at] = true
	r.at = to
	return nil
}

// Back goes to the step before; false on the first one. The answers stay.
func (r *Run) Back() bool {
	path := r.linear()
	for k, i := range path {
		if i == r.at && k > 0 {
			r.at = path[k-1]
			return true
		}
	}
	return false
}

// Goto shows a step of the path again, to read it or change its answer.
func (r *Run) Goto(id StepID) bool {
	i, err := r.onPath(id)
	if err != nil {
		return false
	}
	r.at = i
	return true
}

// Restart forgets every answer and tick, and goes back to the start. The time
// already spent stays counted.
func (r *Run) Restart() {
	clear(r.answers)
	clear(r.passed)
	clear(r.ticked)
	r.at = 0
}

// done says whether nothing more is awaited from a step.
func (r *Run) done(i int) bool {
	if _, answered := r.answers[i]; answered {
		return true
	}
	return r.passed[i] && !r.graph.nodes[i].needsAnswer()
}

// linear is the greedy path: from the start along the ways the answers open,
// up to and with the first step still to do.
func (r *Run) linear() []int {
	path := []int{0}
	for {
		last := path[len(path)-1]
		if !r.done(last) {
			return path
		}
		to, ok := r.graph.next(last, r.value)
		if !ok {
			return path
		}
		path = append(path, to)
	}
}

// Path is what has been done, in order, and the step that comes next.
func (r *Run) Path() []StepID { return r.ids(r.linear()) }

// Reachable is every step that may still be shown, nearest first.
func (r *Run) Reachable() []StepID { return r.ids(r.reachable()) }

func (r *Run) ids(steps []int) []StepID {
	out := make([]StepID, len(steps))
	for k, i := range steps {
		out[k] = r.graph.nodes[i].step.ID
	}
	return out
}

// reachable walks breadth first: one way out of a step that is done, every
// way not excluded by the answers out of one that is not.
func (r *Run) reachable() []int {
	seen := map[int]bool{0: true}
	queue := []int{0}
	for k := 0; k < len(queue); k++ {
		for _, to := range r.ways(queue[k]) {
			if !seen[to] {
				seen[to] = true
				queue = append(queue, to)
			}
		}
	}
	return queue
}

func (r *Run) ways(i int) []int {
	if r.done(i) {
		if to, ok := r.graph.next(i, r.value); ok {
			return []int{to}
		}
		return nil
	}
	var out []int
	for _, e := range r.graph.nodes[i].edges {
		result := True
		if e.test != nil {
			result = e.test.eval(r.value)
		}
		if result != False {
			out = append(out, e.to)
		}
		if result == True {
			break
		}
	}
	return out
}

// prune drops the answers of steps that can no longer be shown, again and
// again since an answer dropped may close another way, until nothing changes.
func (r *Run) prune() (dropped []StepID) {
	for {
		reachable := map[int]bool{}
		for _, i := range r.reachable() {
			reachable[i] = true
		}
		again := false
		for _, i := range r.graph.order {
			if reachable[i] {
				continue
			}
			if _, answered := r.answers[i]; answered {
				delete(r.answers, i)
				dropped = append(dropped, r.graph.nodes[i].step.ID)
				again = true
			}
			again = again || r.passed[i]
			delete(r.passed, i)
			delete(r.ticked, i)
		}
		if !again {
			break
		}
	}
	r.settle()
	return dropped
}

// settle keeps the step shown on the path.
func (r *Run) settle() {
	path := r.linear()
	for _, i := range path {
		if i == r.at {
			return
		}
	}
	r.at = path[len(path)-1]
}

// Progress is how far the run is, in percent: the steps behind over those
// behind and the longest way ahead. It never falls on Next, and is at most 99
// before an end.
func (r *Run) Progress() int {
	if r.AtEnd() {
		return 100
	}
	behind := 0
	for k, i := range r.linear() {
		if i == r.at {
			behind = k
		}
	}
	ahead := r.graph.nodes[r.at].depth
	return min(99, 100*behind/max(behind+ahead, 1))
}
