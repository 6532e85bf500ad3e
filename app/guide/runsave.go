package guide

import (
	"encoding/json"
	"sort"
	"time"

	"parvis/app"
)

// Saved is a run put by, as JSON. It holds no name and nothing but the answers
// of the guide. Text is the guide itself, which lets a run go on with the
// version it began with; leave it empty where room is short (a QR code).
type Saved struct {
	Guide   ID                 `json:"guide"`
	Version Version            `json:"version"`
	At      StepID             `json:"at"`
	Answers map[StepID]*string `json:"answers,omitempty"` // null: skipped
	Passed  []StepID           `json:"passed,omitempty"`
	Ticked  map[StepID][]int   `json:"ticked,omitempty"`
	Seconds int                `json:"seconds,omitempty"`
	Lang    string             `json:"lang,omitempty"`
	Text    string             `json:"text,omitempty"`
}

// Save gives the run as it stands, without the guide's text.
func (r *Run) Save() Saved {
	s := Saved{
		Guide: r.graph.Guide.ID, Version: r.graph.Guide.Version, At: r.Current().ID,
		Answers: map[StepID]*string{}, Ticked: map[StepID][]int{},
		Seconds: int(r.Elapsed() / time.Second), Lang: r.lang,
	}
	for i := range r.graph.nodes {
		id := r.graph.nodes[i].step.ID
		if v, ok := r.answers[i]; ok {
			s.Answers[id] = nil
			if v.known {
				text := v.text
				s.Answers[id] = &text
			}
		}
		if r.passed[i] {
			s.Passed = append(s.Passed, id)
		}
		for k := range r.ticked[i] {
			s.Ticked[id] = append(s.Ticked[id], k)
		}
		sort.Ints(s.Ticked[id])
	}
	return s
}

// SaveWithGuide also keeps the text of the guide.
func (r *Run) SaveWithGuide() Saved {
	s := r.Save()
	s.Text = string(Print(r.graph.Guide))
	return s
}

// ParseSaved reads a saved run.
func ParseSaved(data []byte) (Saved, error) {
	var s Saved
	if len(data) > MaxFileSize {
		return s, app.E(app.Rejected, "guide_run_damaged")
	}
	if err := json.Unmarshal(data, &s); err != nil {
		return s, app.E(app.Rejected, "guide_run_damaged").Because(err)
	}
	return s, nil
}

// Restore takes a saved run up again with a guide. With the version it began
// with, everything comes back. With another version, steps are followed
// through the migration map, and if any answer would be lost the error is
// guide_run_keeps_version: the caller then restores with the old version
// (RestoreAny does so).
func Restore(g *Graph, s Saved, now app.Clock) (*Run, error) {
	if s.Guide != g.Guide.ID {
		return nil, app.E(app.Rejected, "guide_run_other_guide")
	}
	r := NewRun(g, now)
	r.lang = s.Lang
	r.spent = time.Duration(max(0, s.Seconds)) * time.Second
	same := s.Version == g.Guide.Version
	refused := app.E(app.Rejected, "guide_run_damaged")
	if !same {
		refused = app.E(app.Rejected, "guide_run_keeps_version",
			"old", string(s.Version), "new", string(g.Guide.Version))
	}
	for id, text := range s.Answers {
		i, ok := r.moved(id, same)
		if !ok || !r.accept(i, text) {
			return nil, refused
		}
	}
	for _, id := range s.Passed {
		if i, ok := r.moved(id, same); ok {
			r.passed[i] = true
		}
	}
	if dropped := r.prune(); len(dropped) > 0 {
		return nil, refused
	}
	for id, items := range s.Ticked {
		i, ok := r.moved(id, same)
		for _, k := range items {
			if ok {
				r.Tick(r.graph.nodes[i].step.ID, k, true)
			}
		}
	}
	if i, ok := r.moved(s.At, same); ok {
		r.at = i
	}
	r.settle()
	return r, nil
}

// RestoreAny takes a run up with the current guide if it can, else with the
// version kept in the saved run; kept then tells that the old version is in
// use.
func RestoreAny(current *Graph, s Saved, now app.Clock) (r *Run, kept bool, err error) {
	if current != nil {
		if r, err = Restore(current, s, now); err == nil {
			return r, false, nil
		}
	}
	if s.Text == "" {
		if err == nil {
			err = app.E(app.Rejected, "guide_run_damaged")
		}
		return nil, false, err
	}
	old, loadErr := Load(string(s.Guide), []byte(s.Text))
	if loadErr != nil {
		return nil, false, app.E(app.Rejected, "guide_run_damaged").Because(loadErr)
	}
	r, err = Restore(old, s, now)
	return r, err == nil, err
}

// moved finds a step of the saved run in the guide, through its migration map
// when the version differs. A map entry wins over a step of the same name: the
// name may have been given to another step since.
func (r *Run) moved(id StepID, same bool) (int, bool) {
	if same {
		return r.graph.at(id)
	}
	for range r.graph.Guide.Migration { // renamed several times over
		renamed := id
		for _, m := range r.graph.Guide.Migration {
			if m.Old == id {
				renamed = m.New
			}
		}
		if renamed == id {
			break
		}
		id = renamed
	}
	return r.graph.at(id)
}

// accept sets a saved answer if the step still takes it.
func (r *Run) accept(i int, text *string) bool {
	n := &r.graph.nodes[i]
	if text == nil {
		r.answers[i] = Value{}
		return n.step.Asks() && !n.needsAnswer()
	}
	v, why := ParseValue(n.step, *text)
	r.answers[i] = v
	return why == ""
}
