package guide

import (
	"time"

	"parvis/app"
)

// Pause stops the clock of the run, Resume starts it again: a night between
// two visits is not time spent.
func (r *Run) Pause() {
	r.spent = r.Elapsed()
	r.since = time.Time{}
}

// Resume starts the clock again after Pause; otherwise it does nothing.
func (r *Run) Resume() {
	if r.since.IsZero() {
		r.since = r.now()
	}
}

// Elapsed is the time spent on the run, pauses left out. A clock set back
// counts for nothing.
func (r *Run) Elapsed() time.Duration {
	if r.since.IsZero() {
		return r.spent
	}
	return r.spent + max(0, r.now().Sub(r.since))
}

// Outcome is how a run stands, with the codes of the session record.
type Outcome string

// The outcomes.
const (
	Finished  Outcome = "termine"
	Suspended Outcome = "a_suivre"
	Abandoned Outcome = "abandonne"
)

// Outcome is Finished at an end, Abandoned when Abandon was called before one,
// and Suspended in between.
func (r *Run) Outcome() Outcome {
	switch {
	case r.AtEnd():
		return Finished
	case r.abandoned:
		return Abandoned
	}
	return Suspended
}

// Abandon notes that the person left without meaning to come back.
func (r *Run) Abandon() { r.abandoned = true }

// ShownItem is an item of a list as the answers make it show.
type ShownItem struct {
	Item   int // place among the items of the step
	Text   string
	Ticked bool
	Maybe  bool // it hangs on something unknown: « si cela vous concerne »
}

// Items are the items of a step to show now: those whose condition is not
// false.
func (r *Run) Items(id StepID) []ShownItem {
	i, ok := r.graph.at(id)
	if !ok {
		return nil
	}
	n := &r.graph.nodes[i]
	var out []ShownItem
	for k, t := range n.items {
		result := True
		if t != nil {
			result = t.eval(r.value)
		}
		if result != False {
			out = append(out, ShownItem{
				Item: k, Text: n.step.Items[k].Text,
				Ticked: r.ticked[i][k], Maybe: result == Unknown,
			})
		}
	}
	return out
}

// Tick notes that an item is ready, or no longer is. Unknown steps and items
// are ignored.
func (r *Run) Tick(id StepID, item int, ready bool) {
	i, ok := r.graph.at(id)
	if !ok || item < 0 || item >= len(r.graph.nodes[i].items) {
		return
	}
	if r.ticked[i] == nil {
		r.ticked[i] = map[int]bool{}
	}
	if ready {
		r.ticked[i][item] = true
	} else {
		delete(r.ticked[i], item)
	}
}

// Show goes on in another language: the same guide and version with other
// words, as made by Graph.In. Anything else is refused.
func (r *Run) Show(g *Graph, lang string) error {
	if g.Guide.ID != r.graph.Guide.ID || g.Guide.Version != r.graph.Guide.Version || len(g.nodes) != len(r.graph.nodes) {
		return app.E(app.Rejected, "guide_run_other_guide")
	}
	r.graph, r.lang = g, lang
	return nil
}

// Lang is the language of the words shown, "" for the guide's own.
func (r *Run) Lang() string { return r.lang }
